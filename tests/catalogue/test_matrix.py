"""What a team may rely on in the contact matrix."""

from __future__ import annotations

from typing import Any

from tests.catalogue.made import facts

from mapconfig.catalogue.matrix import document
from mapconfig.model import Asset
from mapconfig.testing.build import asset


def team(key: str, *contacts: dict[str, Any], **more: Any) -> Asset:
    return asset(f"team/{key}", title=key.title(), contacts=list(contacts), **more)


def row(id: str, segment: str, channel: str = "email", stage: str = "stage/won", **more: str) -> dict[str, Any]:
    return {"id": id, "segment": segment, "channel": channel, "stage": stage, **more}


LISTS = (
    asset("list/customers", title="Customers", criteria=["country is France"]),
    asset("list/french", title="French", extends="list/customers", criteria=["country is France"]),
    asset("stage/won", title="Won", order=2),
    asset("stage/lead", title="Lead", order=1),
)


def overlaps(found: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    return {
        f"{one['team']['address']}:{one['id']}": [
            (other["team"]["address"], other["words"]["text"]) for other in one["overlaps"]
        ]
        for one in found["rows"]
    }


def test_two_teams_that_claim_the_same_people_are_both_told() -> None:
    """On one channel in one stage; another channel or stage is no crossing."""
    found = document(
        facts(
            *LISTS,
            team("care", row("care", "list/customers"), row("call", "list/customers", "phone")),
            team("news", row("news", "list/customers"), row("early", "list/customers", stage="stage/lead")),
        )
    )
    assert overlaps(found) == {
        "team/news:early": [],
        "team/care:care": [("team/news", "the same people")],
        "team/care:call": [],
        "team/news:news": [("team/care", "the same people")],
    }
    assert found["overlaps"] == 2


def test_a_part_of_a_segment_crosses_it() -> None:
    """A list that extends another has some of the same people, and each side is told which is the part."""
    found = document(facts(*LISTS, team("a", row("x", "list/customers")), team("b", row("y", "list/french"))))
    assert overlaps(found) == {
        "team/a:x": [("team/b", "list/french is part of these people")],
        "team/b:y": [("team/a", "these people are part of list/customers")],
    }


def test_a_team_does_not_cross_itself_and_archived_teams_say_nothing() -> None:
    """Two rows of one team are its own business."""
    found = document(
        facts(
            *LISTS,
            team("a", row("x", "list/customers"), row("y", "list/customers")),
            team("gone", row("z", "list/customers"), state="archived"),
            team("quiet"),
        )
    )
    assert [one["id"] for one in found["rows"]] == ["x", "y"]
    assert found["overlaps"] == 0
    assert [one["address"] for one in found["silent"]] == ["team/quiet"]


def test_rows_are_in_the_order_of_the_stages_and_channels_by_use() -> None:
    """E-mail first, and what is about everybody has no segment."""
    found = document(
        facts(
            *LISTS,
            team("a", row("late", "list/customers", "phone"), row("soon", "list/customers", stage="stage/lead")),
            team("b", {"id": "all", "channel": "smoke"}),
        )
    )
    assert [one["id"] for one in found["rows"]] == ["soon", "late", "all"]
    assert found["channels"] == ["email", "phone", "smoke"]
    assert found["rows"][-1]["segment"] == {"address": "", "title": None}
    assert found["rows"][-1]["stage"] is None


def test_a_row_names_what_of_the_team_mails_its_segment() -> None:
    """Journeys and list e-mails whose audience is part of it, if they are the team's and at work."""
    found = document(
        facts(
            *LISTS,
            team("a", row("mail", "list/customers"), row("call", "list/customers", "phone")),
            asset("email/one", type="list", to=["list/french"], owner="team/a", subject="x", body="x"),
            asset("email/other", type="list", to=["list/french"], subject="x", body="x"),
            asset("journey/on", owner="team/a", entry={"lists": ["list/customers"]}, steps=[]),
            asset("journey/off", owner="team/a", entry={"lists": ["list/customers"]}, steps=[], state="archived"),
        )
    )
    by = {one["id"]: [each["address"] for each in one["by"]] for one in found["rows"]}
    assert by == {"mail": ["email/one", "journey/on"], "call": []}


def test_sends_that_no_row_knows_are_told() -> None:
    """As the rule about it found them."""
    found = document(
        facts(
            *LISTS,
            team("a", row("call", "list/customers", "phone")),
            asset("email/one", type="list", to=["list/french"], owner="team/a", subject="x", body="x"),
        )
    )
    assert [one["asset"]["address"] for one in found["outside"]] == ["email/one"]
