"""Edits by hand change the platform as a person on its pages would, and drift can be shown with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mapconfig.backend import Live, Rejected
from mapconfig.backends.embedded import Embedded, connect, edit
from mapconfig.errors import InputError
from mapconfig.testing import Ids, asset, kinds


@pytest.fixture
def backend(tmp_path: Path) -> Embedded:
    made = connect({}, str(tmp_path), kinds())
    for one in (
        asset("list/vip", title="VIP", criteria=["score >= 50"], tags=["a"]),
        asset("email/hello", title="Hello", subject="Hello"),
        asset(
            "journey/j",
            title="J",
            entry={"lists": ["list/vip"]},
            steps=[{"id": "hello", "send": "email/hello"}, {"id": "pause", "wait": "3 days"}],
        ),
    ):
        made.create(one.address, one.attributes, Ids())
    return made


@pytest.fixture
def file(backend: Embedded) -> Path:
    return backend.platform.file.path


def live(backend: Embedded, address: str) -> Live:
    (found,) = [live for live in backend.fetch([address.partition("/")[0]], Ids()) if live.address == address]
    return found


@pytest.mark.parametrize(
    ("address", "path", "value", "attributes"),
    [
        ("list/vip", "title", "Very important", {"title": "Very important"}),
        ("list/vip", "title", None, {"title": None}),
        ("list/vip", "description", "New", {"description": "New"}),
        ("list/vip", "tags", None, {"tags": None}),
        ("list/vip", "criteria.0", "score >= 5", {"criteria": ["score >= 5"]}),
        ("list/vip", "extends", "list/vip", {"extends": "list/vip"}),
        (
            "journey/j",
            "steps.pause.wait",
            "5 days",
            {"steps": [{"id": "hello", "send": "email/hello"}, {"id": "pause", "wait": "5 days"}]},
        ),
        ("journey/j", "steps.pause", None, {"steps": [{"id": "hello", "send": "email/hello"}]}),
        ("journey/j", "entry.re_entry", "always", {"entry": {"lists": ["list/vip"], "re_entry": "always"}}),
    ],
)
def test_a_field_is_set_or_taken_away(
    backend: Embedded, file: Path, address: str, path: str, value: Any, attributes: dict[str, Any]
) -> None:
    """Just that field changes, somebody's name is on it, and the version says that something happened."""
    before = live(backend, address)

    version = edit.edit(file, kinds(), address, path, value, "anna")

    now = live(backend, address)
    expected = {name: new for name, new in {**before.attributes, **attributes}.items() if new is not None}
    assert now.attributes == expected
    assert (now.changed_by, now.version) == ("anna", str(version))
    assert now.version != before.version


def test_references_set_by_hand_are_references(backend: Embedded, file: Path) -> None:
    """Choosing a list on a page links to it, so that a rename of it is seen in what was edited."""
    edit.edit(file, kinds(), "email/hello", "suppress", ["list/vip"], "anna")

    edit.rename(file, kinds(), "list/vip", "gold", "anna")

    assert live(backend, "email/hello").attributes["suppress"] == ["list/gold"]
    assert live(backend, "journey/j").attributes["entry"] == {"lists": ["list/gold"]}


def test_what_runs_is_started_paused_and_edited_while_it_runs(backend: Embedded, file: Path) -> None:
    """The platform's own pages do not insist on a pause."""
    edit.start(file, kinds(), "journey/j", "anna")
    assert live(backend, "journey/j").active is True
    edit.edit(file, kinds(), "journey/j", "title", "K", "anna")
    assert live(backend, "journey/j").active is True
    edit.pause(file, kinds(), "journey/j", "anna")
    assert live(backend, "journey/j").active is False
    edit.edit(file, kinds(), "journey/j", "state", "active", "anna")
    assert live(backend, "journey/j").active is True


def test_assets_are_made_and_deleted_by_hand(backend: Embedded, file: Path) -> None:
    """What mapconfig does not know of can appear, and what it knows can go; the platform still guards what is used."""
    edit.create(file, kinds(), "list/extra", {"title": "Extra", "extends": "list/vip"}, "anna")
    assert live(backend, "list/extra").attributes == {"title": "Extra", "extends": "list/vip"}

    with pytest.raises(Rejected, match="used by"):
        edit.delete(file, kinds(), "list/vip", "anna")
    edit.delete(file, kinds(), "list/extra", "anna")

    assert [live.address for live in backend.fetch(["list"], Ids())] == ["list/vip"]
    assert [line.who for line in backend.platform.requests()][-2:] == ["anna", "anna"]


@pytest.mark.parametrize(
    ("address", "path", "sentence"),
    [
        ("vip", "title", "is not an address"),
        ("lists/vip", "title", "There is no kind 'lists'"),
        ("list/none", "title", "has no list called 'none'"),
        ("list/vip", "why.reason", "there is no 'why'"),
        ("list/vip", "titel", "there is no 'titel'. Did you mean title\\?"),
        ("list/vip", "foo", "there is no 'foo'.$"),
        ("list/vip", "criteria.9", "there is no '9'"),
        ("list/vip", "title.x", "has nothing below it"),
        ("journey/j", "steps.bye.wait", "there is no 'bye'"),
    ],
)
def test_a_place_that_is_not_there_is_named(
    backend: Embedded, file: Path, address: str, path: str, sentence: str
) -> None:
    """A typing error changes nothing and says which part of it leads nowhere."""
    before = len(backend.platform.requests())

    with pytest.raises(InputError, match=sentence):
        edit.edit(file, kinds(), address, path, "x", "anna")

    assert len(backend.platform.requests()) == before


def test_two_of_one_name_are_not_guessed_between(backend: Embedded, file: Path) -> None:
    """Where aliases need not be unique, an edit says that it cannot tell which is meant."""
    backend.platform.configure(unique=False)
    edit.create(file, kinds(), "list/vip", {"title": "Another"}, "anna")

    with pytest.raises(InputError, match="2 of list/vip"):
        edit.edit(file, kinds(), "list/vip", "title", "x", "anna")


def test_a_reference_to_what_is_gone_survives_an_edit(backend: Embedded, file: Path) -> None:
    """Editing one field of an asset does not quietly mend or lose another."""
    backend.platform.configure(guards_deletes=False)
    edit.delete(file, kinds(), "list/vip", "anna")

    edit.edit(file, kinds(), "journey/j", "title", "K", "anna")

    assert live(backend, "journey/j").attributes["entry"] == {"lists": ["list/deleted-1"]}


def test_an_account_is_filled_in_one_go(backend: Embedded, file: Path) -> None:
    """Many assets are there at once, with references as ids and running where they should; or none of them is."""
    many = [
        asset("list/new", title="New", criteria=["in list newer"]),
        asset("list/newer", title="Newer"),
        asset("journey/on", title="On", entry={"lists": ["list/new"]}),
        asset("journey/off", title="Off", state="draft"),
    ]

    ids = edit.fill(file, kinds(), many, "anna")

    names = Ids({str(address): remote_id for address, remote_id in ids.items()})
    found = {live.address: live for live in backend.fetch(["list", "journey"], names)}
    assert all(found[one.address].attributes == one.attributes for one in many[:3])
    assert found[many[3].address].attributes == {"title": "Off"}
    assert [found[one.address].active for one in many] == [None, None, True, False]
    assert [line.verb for line in backend.platform.requests()][-4:] == ["restore"] * 4
    edit.rename(file, kinds(), "list/newer", "newest", "anna")
    assert live(backend, "list/new").attributes["criteria"] == ["in list newest"]

    with pytest.raises(Rejected, match="already"):
        edit.fill(file, kinds(), [asset("list/other", title="O"), asset("list/vip", title="V")], "anna")
    assert "list/other" not in {one.address for one in backend.fetch(["list"], Ids())}
    assert edit.fill(file, kinds(), [], "anna") == {}
