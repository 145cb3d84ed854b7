"""The settings of an environment, and which Mautic may be written to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.backends.mautic.platform import connected, log_in

from mapconfig.backend import Rejected
from mapconfig.backends.mautic import connect
from mapconfig.errors import InputError, UsageError
from mapconfig.testing import Ids, kinds
from mapconfig.testing.mautic import Knobs, Mautic, start

HERE = {"url": "http://127.0.0.1:1"}


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mautic]:
    with start(Knobs(version="4.4.12")) as server:
        log_in(monkeypatch, server)
        yield server


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({}, "says where Mautic is"),
        ({"url": 5}, "says where Mautic is"),
        ({**HERE, "feilds": {}}, "Did you mean 'fields'"),
        ({**HERE, "x": 1}, "There are url, fields"),
        ({**HERE, "fields": ["a"]}, "maps keys of fields"),
        ({**HERE, "fields": {"a": 1}}, "maps keys of fields"),
        ({**HERE, "fields": {"a": "x", "b": "x"}}, "'x' to more than one"),
        ({**HERE, "settle": "soon"}, "number of seconds"),
        ({**HERE, "settle": True}, "number of seconds"),
        ({**HERE, "version": 6}, "is a text"),
        ({**HERE, "ca_file": 6}, "path of a file"),
        ({**HERE, "pace": 6}, "settings.pace"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any], why: str) -> None:
    """The message says what is wrong and what there is, before anything is sent."""
    with pytest.raises(InputError, match=why):
        connect(settings, ".", kinds())


def test_without_a_login_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAPCONFIG_LOGINS", '["https://elsewhere.example"]\nuser = "a"\n')
    with pytest.raises(UsageError, match="no login"):
        connect(HERE, ".", kinds())


@pytest.mark.parametrize("behind", ["/?x=1", "#top", "/de?"])
def test_an_address_with_more_behind_it_is_refused(behind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody would send along is not left out in silence."""
    monkeypatch.setenv("MAPCONFIG_LOGINS", f'["{HERE["url"]}"]\nuser = "a"\npassword = {{env = "HOME"}}\n')
    with pytest.raises(InputError, match=r"leave out everything from the first \? or # on"):
        connect({"url": HERE["url"] + behind}, ".", kinds())


def test_a_path_is_part_of_which_mautic_it_is(old: Mautic) -> None:
    """Two Mautics on one server are two accounts."""
    one, other = (connect({"url": f"{old.url}{path}"}, ".", kinds()) for path in ("/", "/de/"))

    assert one.identity() == f"mautic:{old.url}"
    assert other.identity() == f"mautic:{old.url}/de"
    assert one.settle == 60
    assert one.pace.concurrency == 1


def test_another_version_is_not_written_to_unasked(old: Mautic) -> None:
    """Its habits are not known; whoever has tried it on a copy says so."""
    for ask in (
        lambda: list(connected(old).fetch(["list"], Ids())),
        lambda: connected(old).create(*_list(), Ids()),
    ):
        with pytest.raises(Rejected, match=r'is Mautic 4\.4\.12, .* version: "4\.4\.12"'):
            ask()
    assert not old.writes

    backend = connected(old, version="4.4")
    receipt = backend.create(*_list(), Ids())
    assert [live.remote_id for live in backend.fetch(["list"], Ids())] == [receipt.remote_id]


def test_a_mautic_that_hides_its_version_is_read_and_not_written_to(old: Mautic) -> None:
    old.knobs.version = ""

    assert list(connected(old).fetch(["list"], Ids())) == []
    with pytest.raises(Rejected, match="of an unknown version"):
        connected(old).create(*_list(), Ids())


def _list() -> tuple[Any, dict[str, Any]]:
    from mapconfig.address import Address

    return Address("list/all"), {"title": "All", "static": True}
