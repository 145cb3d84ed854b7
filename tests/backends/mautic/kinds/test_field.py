"""Fields of Mautic: what stays for ever, what is never deleted, and what is only asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.backends.mautic.platform import connected, log_in

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected
from mapconfig.backends.mautic.backend import Mautic as Backend
from mapconfig.testing import Ids, asset, org
from mapconfig.testing.mautic import Mautic, start


@pytest.fixture
def mautic(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mautic]:
    with start() as server:
        log_in(monkeypatch, server)
        yield server


def live(backend: Backend, address: str, names: Ids | None = None) -> Live:
    return next(each for each in backend.fetch(["field"], names or Ids()) if each.address == address)


def test_what_mautic_has_built_in_is_there(mautic: Mautic) -> None:
    """Its own fields have our keys, and nothing but their name is shown of them."""
    backend = connected(mautic)

    assert live(backend, "field/job_title").attributes == {"title": "Position", "type": "text"}
    assert live(backend, "field/country").attributes == {"title": "Country", "type": "text"}
    assert live(backend, "field/account.industry").attributes["values"] == [
        "Agriculture", "Construction", "Education", "Other",
    ]  # fmt: skip
    assert live(backend, "field/opted_out").attributes == {"title": "Unsubscribed", "type": "yes-no"}


def test_a_built_in_field_can_be_called_something_else(mautic: Mautic) -> None:
    """Its name is the only thing that is written."""
    backend = connected(mautic)

    found = live(backend, "field/job_title")
    backend.update(found, Address("field/job_title"), {"title": "Role", "type": "text", "state": "draft"}, Ids())

    assert live(backend, "field/job_title").attributes == {"title": "Role", "type": "text", "state": "draft"}


@pytest.mark.parametrize("address", ["field/email", "field/website", "field/opted_out", "field/account.name"])
def test_a_built_in_field_is_never_deleted(mautic: Mautic, address: str) -> None:
    """Mautic would answer with an error and have removed it (recording contact-fields)."""
    backend = connected(mautic)

    with pytest.raises(Rejected, match="built into Mautic"):
        backend.delete(live(backend, address))

    assert not mautic.writes


def test_what_is_only_asked_about_needs_no_request(mautic: Mautic) -> None:
    """A file may describe it, and its words are the files' own."""
    meant = asset("field/opted_out", title="Opted out", type="yes-no")
    backend = connected(mautic, org(meant))
    names = Ids()

    assert [each.remote_id for each in backend.find(meant.address, meant.attributes, names)] == ["dnc_unsubscribed"]
    receipt = backend.create(meant.address, meant.attributes, names)
    found = backend.read("field", receipt.remote_id, names)

    assert found is not None and found.attributes == meant.attributes
    assert backend.update(found, meant.address, {"title": "No mail", "type": "yes-no"}, names) == receipt
    assert not mautic.writes


def test_countries_take_their_values_from_the_files(mautic: Mautic) -> None:
    """Mautic knows its countries by itself and gives nobody the list, so what the files say of them stands."""
    meant = asset("field/country", title="Country", type="choice", values=["France", "Spain"])
    backend = connected(mautic, org(meant))

    assert live(backend, "field/country").attributes == meant.attributes == backend.kept("field", meant.attributes)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"type": "number"}, "of type text in Mautic, which never changes that"),
        ({"vendor": {"mautic": {"type": "tel"}}}, "of type text in Mautic, which never changes that"),
    ],
)
def test_a_type_never_changes(mautic: Mautic, change: dict[str, Any], why: str) -> None:
    """Mautic would say that it had changed it (recording contact-fields)."""
    meant = {"title": "Nickname", "type": "text"}
    backend = connected(mautic)
    backend.create(Address("field/nickname"), meant, Ids())

    with pytest.raises(Rejected, match=why):
        backend.update(live(backend, "field/nickname"), Address("field/nickname"), {**meant, **change}, Ids())


def test_an_alias_never_changes_but_the_settings_can_say_it(mautic: Mautic) -> None:
    """A new key for a field is a line in the settings, and the field with its values stays."""
    meant = {"title": "Nickname", "type": "text"}
    backend = connected(mautic)
    number = backend.create(Address("field/nickname"), meant, Ids()).remote_id
    found = live(backend, "field/nickname")

    with pytest.raises(Rejected, match=r"fields: \{pet_name: nickname\}"):
        backend.update(found, Address("field/pet_name"), meant, Ids())

    backend = connected(mautic, fields={"pet_name": "nickname"})
    assert live(backend, "field/pet_name").remote_id == number
    backend.update(live(backend, "field/pet_name"), Address("field/pet_name"), {**meant, "title": "Pet name"}, Ids())
    assert live(backend, "field/pet_name").attributes["title"] == "Pet name"


def test_the_record_knows_a_field_by_its_id(mautic: Mautic) -> None:
    """Mautic gives some aliases with a number behind them, and a person may have said which field one is: what names
    the field goes by the record then."""
    backend = connected(mautic, org(asset("field/nick", type="text"), asset("field/account.size", type="text")))
    body = {"title": "Hi", "subject": "{{ field/nick }}", "body": "{{ field/account.size }} {{ field/city }}"}
    names = Ids()
    for key, alias in (("nick", "nick1"), ("account.size", "firm_size")):
        path = "fields/company" if "." in key else "fields/contact"
        _, made = mautic.types[path].make(mautic.store, {"label": key, "alias": alias, "type": "text"})
        names.learn(Address(f"field/{key}"), str(made["id"]))
    people = backend.create(Address("list/a"), {"title": "A", "criteria": ["nick is x", "account.size is y"]}, names)
    email = backend.create(Address("email/hi"), body, names)

    filters = mautic.store.of("segments")[1]["filters"]
    assert [(row["object"], row["field"]) for row in filters] == [("lead", "nick1"), ("company", "firm_size")]
    assert "{contactfield=firm_size} {contactfield=city}" in mautic.store.of("emails")[1]["customHtml"]
    read = [backend.read("list", people.remote_id, names), backend.read("email", email.remote_id, names)]
    assert [each.attributes for each in read if each is not None] == [
        {"title": "A", "criteria": ["nick is x", "account.size is y"]},
        body,
    ]
    found = next(each for each in backend.fetch(["field"], names) if each.address == "field/nick")
    backend.update(found, found.address, {**found.attributes, "title": "Nickname"}, names)
    assert live(backend, "field/nick1").attributes["title"] == "Nickname"


def test_a_field_in_use_is_not_deleted(mautic: Mautic) -> None:
    """Mautic would delete it, and skip the segment from then on without a word."""
    backend = connected(mautic, org(asset("field/tier", type="text")))
    backend.create(Address("field/tier"), {"title": "Tier", "type": "text"}, Ids())
    backend.create(Address("list/gold"), {"title": "Gold", "criteria": ["tier is gold"]}, Ids())
    body = {"title": "Hi", "subject": "Hi", "body": "Your {{ field/tier }}"}
    backend.create(Address("email/hi"), body, Ids())

    with pytest.raises(Rejected, match=r"segment Gold \(id 1\), email Hi \(id 1\)"):
        backend.delete(live(backend, "field/tier"))


@pytest.mark.parametrize(
    ("attributes", "path"),
    [
        ({"title": "A", "type": "choice"}, "values"),
        ({"title": "A", "type": "text", "vendor": {"mautic": {"type": "boolean"}}}, "vendor.mautic.type"),
        ({"title": "A", "type": "text", "vendor": {"mautic": {"colour": 1}}}, "vendor.mautic.colour"),
        ({"title": "A", "type": "text", "vendor": {"mautic": 5}}, "vendor.mautic"),
        ({"type": "text"}, "title"),
        ({"title": "a <b>", "type": "text"}, "title"),
        ({"title": "a" * 192, "type": "text"}, "title"),
    ],
)
def test_what_a_field_cannot_have_is_named(mautic: Mautic, attributes: dict[str, Any], path: str) -> None:
    """The plan leaves it out with a sentence, and a create of it is refused."""
    backend = connected(mautic)

    assert list(backend.gaps("field", attributes)) == [path]
    with pytest.raises(Rejected, match="cannot hold"):
        backend.create(Address("field/a"), attributes, Ids())


def test_a_field_of_an_opportunity_is_left_out(mautic: Mautic) -> None:
    stage = asset("field/opportunity.stage", title="Stage", type="choice", values=["Won"])

    assert "no opportunity of theirs" in connected(mautic, org(stage)).gaps("field", stage.attributes)["key"]


@pytest.mark.parametrize(
    ("said", "values", "labels"),
    [
        ("a|b", ["a", "b"], None),
        ({"a": "A", "b": "b"}, ["a", "b"], {"a": "A"}),
        (["a", 1], ["a", "1"], None),
        ([{"label": "A", "value": "a"}], ["a"], {"a": "A"}),
        (None, None, None),
    ],
)
def test_values_are_read_however_they_were_written(
    mautic: Mautic, said: Any, values: list[str] | None, labels: dict[str, str] | None
) -> None:
    """Pairs now, texts and one text with bars in fields that are old."""
    fresh = mautic.store.of("fields/contact")[2]
    row = {"id": 90, "alias": "old", "type": "select", "label": "Old", "isFixed": False, "isShortVisible": True}
    mautic.store.seed("fields/contact", {**fresh, **row, "properties": {"list": said} if said else []})

    found = live(connected(mautic), "field/old").attributes

    assert found.get("values") == values
    assert found.get("vendor", {}).get("mautic", {}).get("labels") == labels


def test_a_field_does_not_run(mautic: Mautic) -> None:
    backend = connected(mautic)
    with pytest.raises(Rejected, match="cannot activate a field"):
        backend.activate(live(backend, "field/email"))
