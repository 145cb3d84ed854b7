"""Where fields are: built-in ones by a table, others by their key, and what an environment says before both."""

from __future__ import annotations

import pytest

from mapconfig.backends.mautic.places import COMPANY, PERSON, Places
from mapconfig.backends.mautic.terms import Where
from mapconfig.testing import asset, org


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("email", (PERSON, "email")),
        ("job_title", (PERSON, "position")),
        ("score", (PERSON, "points")),
        ("opted_out", (PERSON, "dnc_unsubscribed")),
        ("job_level", (PERSON, "job_level")),
        ("NPS-2026", (PERSON, "nps_2026")),
        ("account.name", (COMPANY, "companyname")),
        ("account.tier", (COMPANY, "account_tier")),
        ("a_key_that_is_much_longer_than_that", (PERSON, "a_key_that_is_much_longer")),
        ("id", (PERSON, "id_field")),
        ("position", (PERSON, "position_field")),
    ],
)
def test_a_field_has_a_place_and_is_found_there(key: str, place: tuple[str, str]) -> None:
    """Each field of the files is one of Mautic's, and is called the same when it is read."""
    places = Places(None, org(asset(f"field/{key}", type="text")))

    assert places.place(key) == place
    assert places.key(*place) == key


def test_what_nobody_described_is_called_by_its_alias() -> None:
    """Import gives a field that no file has a key that a person can read, and that leads back to it."""
    places = Places()

    for object_, alias, key in (
        (PERSON, "job_level", "job_level"),
        (PERSON, "_odd", "odd"),
        (PERSON, "firstname", "first_name"),
        (COMPANY, "account_tier", "account.tier"),
        (COMPANY, "tier", "account.tier"),
        (COMPANY, "company_tier", "account.company_tier"),
        (COMPANY, "companycity", "account.city"),
    ):
        assert places.key(object_, alias) == key


def test_an_environment_says_where_a_field_is() -> None:
    """The setting goes before table and key, and what it took the name of is called something else."""
    places = Places({"job_title": "role", "account.tier": "company_tier"})

    assert places.place("job_title") == (PERSON, "role")
    assert places.key(PERSON, "role") == "job_title"
    assert places.place("account.tier") == (COMPANY, "company_tier")
    assert places.key(COMPANY, "company_tier") == "account.tier"
    assert places.key(PERSON, "position") == "job_title_built_in"
    assert places.place("job_title_built_in") == (PERSON, "position")


def test_a_country_of_codes_is_a_field_of_its_own() -> None:
    """Mautic's country has names; both can be there."""
    places = Places(None, org(asset("field/country", type="choice", values=["FR", "GB"])))

    assert places.place("country") == (PERSON, "country_code")
    assert places.where("country") == Where(PERSON, "country_code", "select")
    assert places.key(PERSON, "country") == "country_built_in"
    assert places.where("country_built_in") == Where(PERSON, "country", "country")
    named = Places(None, org(asset("field/country", type="choice", values=["France"])))
    assert named.place("country") == (PERSON, "country")


def test_the_type_is_what_the_files_say_then_what_was_seen() -> None:
    """Whoever writes a filter needs the type that the field has, or will have once it is made."""
    places = Places(
        None,
        org(
            asset("field/tier", type="choice", values=["A"]),
            asset("field/day", type="date", vendor={"mautic": {"type": "date"}}),
            asset("field/wrong", type="text", vendor={"mautic": {"type": "boolean"}}),
            asset("field/plain", type="text", vendor={"mautic": "x"}),
        ),
    )

    assert places.where("tier") == Where(PERSON, "tier", "select")
    assert places.where("day") == Where(PERSON, "day", "date")
    assert places.where("wrong") == Where(PERSON, "wrong", "text")
    assert places.where("plain") == Where(PERSON, "plain", "text")
    assert places.type("tier").values == ("A",)
    assert places.where("unheard") is None
    assert not places.type("unheard").type
    places.saw(PERSON, "unheard", "tel")
    assert places.where("unheard") == Where(PERSON, "unheard", "tel")
    assert places.type("unheard").type == "text"
    assert places.type("email").type == "text"
    assert places.where("opportunity.stage") is None


def test_a_field_of_a_record_that_mautic_has_not_is_known_by_what_it_says() -> None:
    """Two fields that say the same are told apart where one of them is of a person."""
    stage = asset("field/opportunity.stage", type="choice", values=["Won"])
    end = asset("field/contract.end", title="End", type="date")
    same = asset("field/end", title="End", type="date")
    places = Places(None, org(stage, end, same))

    assert places.elsewhere(stage.attributes) == "opportunity.stage"
    assert places.elsewhere(end.attributes) is None
    assert Places().elsewhere(stage.attributes) is None
