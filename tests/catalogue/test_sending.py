"""What is said of e-mail pressure and of data protection."""

from __future__ import annotations

from typing import Any

import pytest
from tests.catalogue.made import facts

from mapconfig.catalogue import pressure, protection, sending
from mapconfig.model import Settings
from mapconfig.testing.build import asset

LISTS = (
    asset("list/all", title="All", criteria=["opted_out is false"]),
    asset("list/some", title="Some", extends="list/all", criteria=["confirmed_opt_in is true"]),
    asset("list/tired", title="Tired", purpose="suppression", criteria=["was sent any email in last 7 days"]),
    asset("field/opted_out", type="yes-no", personal_data="contact"),
    asset("field/confirmed_opt_in", type="yes-no"),
    asset("field/health", type="text", personal_data="sensitive"),
    asset("field/plain", type="text", personal_data="none"),
)
FATIGUE = Settings(fatigue=("list/tired",))


def mail(key: str, **more: Any) -> Any:
    return asset(f"email/{key}", title=key, subject="x", body="x", **more)


def journey(key: str, *steps: dict[str, Any], **more: Any) -> Any:
    return asset(f"journey/{key}", steps=list(steps), entry={"lists": ["list/some"]}, **more)


@pytest.mark.parametrize(
    ("steps", "most"),
    [
        ([], 0),
        ([{"id": "a", "send": "email/x"}, {"id": "b", "wait": "1 day"}, {"id": "c", "send": "email/y"}], 2),
        ([{"id": "a", "if": "x is y", "then": "b", "else": "end"}, {"id": "b", "send": "email/x"}], 1),
        (
            [
                {"id": "a", "if": "x is y", "then": "b", "else": "c"},
                {"id": "b", "send": "email/x", "next": "end"},
                {"id": "c", "send": "email/y"},
                {"id": "d", "send": "email/z"},
            ],
            2,
        ),
        ([{"id": "a", "send": "email/x", "next": "end"}, {"id": "b", "send": "email/y"}], 1),
        ([{"id": "a", "send": "email/x"}, {"id": "b", "wait": "1 day", "next": "a"}], 1),
        ([{"id": "a", "do": [{"send": "email/x"}, {"tag": "t"}, {"send": "email/y"}]}], 2),
    ],
    ids=["nothing", "in a row", "a branch", "the longer branch", "cut off", "a loop", "actions"],
)
def test_a_journey_sends_at_most_what_its_longest_way_has(steps: list[dict[str, Any]], most: int) -> None:
    """Once through it, so that loops count once."""
    assert sending.most(journey("j", *steps)) == most


def test_a_member_of_a_narrow_list_gets_what_goes_to_the_wider_ones() -> None:
    """The table of who gets how much adds both up, the most first."""
    found = pressure.document(
        facts(
            *LISTS,
            mail("news", type="list", to=["list/all"], suppress=["list/tired"]),
            mail("step"),
            journey("j", {"id": "a", "send": "email/step"}, {"id": "b", "send": "email/step"}),
            settings=FATIGUE,
        )
    )
    assert [(one["list"]["address"], one["most"], one["journeys"], one["list_emails"]) for one in found["lists"]] == [
        ("list/some", 3, 1, 1),
        ("list/all", 1, 0, 1),
    ]
    assert [one["address"] for one in found["lists"][0]["unprotected"]] == ["journey/j"]
    assert found["lists"][1]["unprotected"] == []


def test_fatigue_is_told_of_each_sender() -> None:
    """Held back, not held back, or not counted, as for operational e-mails."""
    found = pressure.document(
        facts(
            *LISTS,
            mail("held", type="list", to=["list/all"], suppress=["list/tired"]),
            mail("free", type="list", to=["list/all"]),
            mail("must", type="list", to=["list/all"], operational=True, operational_reason="terms-change"),
            mail("off", type="list", to=["list/all"], state="draft"),
            settings=FATIGUE,
        )
    )
    rows = {row["asset"]["address"]: row["fatigue"] for row in found["senders"]}
    assert set(rows) == {"email/held", "email/free", "email/must"}
    assert [one["address"] for one in rows["email/held"]["held"]] == ["list/tired"]
    assert [one["address"] for one in rows["email/free"]["missing"]] == ["list/tired"]
    assert (rows["email/free"]["exempt"], rows["email/must"]["exempt"]) == (False, True)
    assert [one["address"] for one in found["fatigue"]] == ["list/tired"]


def test_a_fatigue_list_that_does_not_exist_hides_nothing() -> None:
    """A slip in the settings is a finding, and no reason for no page."""
    found = pressure.document(facts(*LISTS, settings=Settings(fatigue=("list/nowhere",))))
    assert found["fatigue"][0]["title"] is None
    assert found["fatigue"][0]["criteria"] is None


def test_batches_and_times_are_told() -> None:
    """When it goes out, and in which portions."""
    schedule = {"at": "2026-12-03T09:00+01:00", "batches": [{"percent": 20}, {"percent": 80, "after": "1 day"}]}
    found = pressure.document(facts(*LISTS, mail("news", type="list", to=["list/all"], schedule=schedule)))
    row = found["senders"][0]
    assert row["at"] == "2026-12-03T09:00+01:00"
    assert row["batches"] == [{"percent": 20, "after": ""}, {"percent": 80, "after": "1 day"}]


def test_protection_says_on_which_consent_each_send_goes() -> None:
    """By the fields that decide about its audience, through all lists; a send with nothing says so."""
    found = protection.document(
        facts(
            *LISTS,
            mail("news", type="list", to=["list/some"]),
            mail("wild", type="list", to=["list/tired"]),
            mail("must", type="list", to=["list/all"], operational=True, operational_reason="terms-change"),
            asset(
                "form/demo",
                fields=[{"field": "field/plain"}],
                consent={"field": "field/confirmed_opt_in", "text": "Yes please", "required": True},
                thank_you="email/must",
            ),
        )
    )
    sends = {row["asset"]["address"]: row for row in found["sends"]}
    assert [one["address"] for one in sends["email/news"]["may"]] == ["field/opted_out"]
    assert [one["address"] for one in sends["email/news"]["agreed"]] == ["field/confirmed_opt_in"]
    assert (sends["email/wild"]["may"], sends["email/wild"]["agreed"]) == ([], [])
    operational = {row["asset"]["address"]: row["reasons"] for row in found["operational"]}
    assert operational == {"email/must": ["terms-change"], "form/demo": ["terms-change"]}
    assert [(one["form"]["address"], one["text"], one["required"]) for one in found["consents"]] == [
        ("form/demo", "Yes please", True)
    ]


def test_personal_data_come_with_the_most_delicate_first() -> None:
    """What is not classified is named, and what is not personal is left out."""
    found = protection.document(facts(*LISTS))
    assert [row["field"]["address"] for row in found["fields"]] == ["field/health", "field/opted_out"]
    assert [row["address"] for row in found["unclassified"]] == ["field/confirmed_opt_in"]


def test_findings_about_consent_come_with_their_waivers() -> None:
    """What was agreed as an exception is shown with its reason, not hidden."""
    found = protection.document(facts(*LISTS, mail("wild", type="list", to=["list/tired"])))
    assert {row["code"] for row in found["findings"]} >= {"MC133"}
