"""Connecting: what the settings of an environment may say, and where the account is."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from mapconfig.backend import Live, Outcome, Rejected, Verb
from mapconfig.backends.embedded import Embedded, connect
from mapconfig.backends.embedded.faults import Faults
from mapconfig.errors import InputError, PlatformError
from mapconfig.testing import Ids, asset, kinds


def test_it_is_found_by_its_entry_point() -> None:
    """The built-in platform comes in by the door that others use."""
    (found,) = entry_points(group="mapconfig.backends", name="embedded")

    assert found.load() is connect


def test_an_environment_without_settings_has_an_account_below_the_org(tmp_path: Path) -> None:
    """Every command works at once, with no network and nothing to configure, and finds the same account again."""
    backend = connect({}, str(tmp_path), kinds())

    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.sqlite3")] == [".mapconfig/platform.sqlite3"]
    assert connect({}, str(tmp_path), kinds()).identity() == backend.identity()
    assert connect({"file": ".mapconfig/platform.sqlite3"}, str(tmp_path), kinds()).identity() == backend.identity()
    assert connect({"file": "staging.sqlite3"}, str(tmp_path), kinds()).identity() != backend.identity()


def test_a_path_stays_inside_the_org_unless_it_is_absolute(tmp_path: Path) -> None:
    """A relative path or a link in somebody's branch cannot make files elsewhere on the machine that checks it."""
    org = tmp_path / "org"
    org.mkdir()
    (org / "link.sqlite3").symlink_to(tmp_path / "outside.sqlite3")
    (org / "loop").symlink_to(org / "loop")

    for file in ("../outside.sqlite3", "a/../../outside.sqlite3", "link.sqlite3"):
        with pytest.raises(InputError, match="leaves the org's directory"):
            connect({"file": file}, str(org), kinds())
    with pytest.raises((InputError, PlatformError)):
        connect({"file": "loop"}, str(org), kinds())
    assert list(tmp_path.rglob("*.sqlite3")) == [org / "link.sqlite3"]
    assert connect({"file": str(tmp_path / "meant.sqlite3")}, str(org), kinds()).identity()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"fiel": "x"}, "no setting 'fiel'. Did you mean 'file'"),
        ({"zzz": "x"}, "There are aliases, deletes, faults, file, quirks, user"),
        ({"file": ""}, "settings.file of the embedded platform must be a path"),
        ({"file": 7}, "must be a path, not 7"),
        ({"file": "a\0b"}, "must be a path"),
        ({"user": 7}, "settings.user of the embedded platform must be a text"),
        ({"quirks": "trim-titles"}, "'trim-titles' is none of them"),
        ({"quirks": ["trim-title"]}, "'trim-title' is none of them"),
        ({"quirks": [["x"]]}, "is none of them"),
        ({"faults": {"slow": "x"}}, "settings.faults cannot be used: slow must be a number"),
        ({"faults": ["slow"]}, "settings.faults cannot be used"),
        ({"deletes": "never"}, "settings.deletes is refuse or unchecked"),
        ({"aliases": True}, "settings.aliases is unique or any"),
    ],
)
def test_settings_that_make_no_sense_are_explained(tmp_path: Path, settings: dict[str, Any], sentence: str) -> None:
    """A typing error in `mapconfig.yaml` is a sentence that says what may stand there."""
    with pytest.raises(InputError) as refused:
        connect(settings, str(tmp_path), kinds())

    assert sentence in str(refused.value)


def test_settings_change_how_the_account_behaves(tmp_path: Path) -> None:
    """Who writes, and every habit, comes from the environment."""
    backend = connect(
        {"user": "ci", "quirks": ["trim-titles"], "deletes": "unchecked", "aliases": "any", "faults": {"slow": 0.001}},
        str(tmp_path),
        kinds(),
    )
    vip = asset("list/vip", title=" VIP  customers ")

    receipt = backend.create(vip.address, vip.attributes, Ids())

    live = backend.read("list", receipt.remote_id, Ids())
    assert live is not None
    assert live.attributes == {"title": "VIP customers"}
    assert (live.changed_by, live.changed_at[:2]) == ("ci", "20")
    again = connect({}, str(tmp_path), kinds()).platform
    assert (set(again.quirks), again.guards_deletes, again.unique) == ({"trim-titles"}, False, False)
    assert again.faults == Faults(slow=0.001)


def test_it_can_do_everything_with_every_kind_but_those_of_the_crm(tmp_path: Path) -> None:
    """The default platform has no gaps; what the CRM owns is not its to change."""
    capabilities = connect({}, str(tmp_path), kinds()).capabilities

    assert set(capabilities) == set(kinds()) - {"crm-field"}
    for name, capability in capabilities.items():
        runs = kinds()[name].activation
        assert {verb for verb in Verb if capability.outcome(verb) is Outcome.APPLY} == (
            set(Verb) if runs else {Verb.CREATE, Verb.UPDATE, Verb.DELETE}
        )
        assert capability.pause_to_edit is runs
        assert capability.readable
        assert not capability.gaps


@pytest.fixture
def backend(tmp_path: Path) -> Embedded:
    return connect({}, str(tmp_path), kinds())


@pytest.mark.parametrize("remote_id", ["", "x", "-1", "1.0", "١", "9" * 30, "1 OR 1=1"])
def test_an_id_of_another_platform_is_refused(backend: Embedded, remote_id: str) -> None:
    """A record that belongs elsewhere is noticed instead of leading to the wrong asset."""
    with pytest.raises(Rejected, match="no id or version of the embedded platform"):
        backend.read("list", remote_id, Ids())
    with pytest.raises(Rejected, match="no id or version of the embedded platform"):
        backend.delete(Live(asset("list/x").address, "1", remote_id or "x", {}))


def test_an_account_nested_too_deeply_is_a_sentence(backend: Embedded) -> None:
    """What somebody put on the platform cannot bring mapconfig down."""
    vip = asset("list/vip", title="VIP")
    backend.create(vip.address, vip.attributes, Ids())
    backend.platform.configure(quirks=["numeric-booleans"])
    with backend.platform.file.writing() as db:
        db.execute("UPDATE object SET fields = ?", ('{"x": ' + "[" * 900 + "]" * 900 + "}",))

    with pytest.raises(PlatformError, match="nested too deeply"):
        list(backend.fetch(["list"], Ids()))


def test_what_somebody_else_made_is_referred_to_by_the_id_it_has(backend: Embedded) -> None:
    """An asset that the platform has and the record has not is linked, not left as a name that a rename breaks."""
    old, mail = asset("list/old", title="Old"), asset("email/m", title="M", to=["list/old"])
    made = backend.create(old.address, old.attributes, Ids())
    sent = backend.create(mail.address, mail.attributes, Ids())
    live = backend.read("list", made.remote_id, Ids())
    assert live is not None

    backend.update(live, asset("list/new").address, old.attributes, Ids())

    found = backend.read("email", sent.remote_id, Ids())
    assert found is not None
    assert found.attributes["to"] == ["list/new"]


def test_it_says_how_long_reads_may_show_the_past(tmp_path: Path) -> None:
    """Whoever waits `settle` seconds sees every write; on an account as it comes there is nothing to wait for."""
    assert connect({}, str(tmp_path), kinds()).settle == 0
    assert connect({"faults": {"stale": 0.5, "stale_for": 7}}, str(tmp_path), kinds()).settle == 7
