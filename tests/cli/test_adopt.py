"""`mapconfig adopt`: what is on the platform already and in the files becomes one asset, by somebody's word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.program import YES, Ran, inside, program, settled, small, write

from mapconfig.address import Address
from mapconfig.backends.embedded import connect
from mapconfig.testing import Crippled, Ids, kinds
from mapconfig.workspace import Workspace

VIP = "kind: list\nkey: vip\ntitle: Ours\nowner: team/ops\ntags:\n  - ours\ncriteria:\n  - country is France\n"


def adopt(org: Path, *words: str) -> Ran:
    return inside("adopt", *words, "-C", str(org))


def edited(org: Path, *words: str) -> None:
    done = inside("platform", *words, "-C", str(org))
    assert done.code == 0, done.all


def plan(org: Path, *words: str) -> Ran:
    return inside("plan", "-C", str(org), *words)


def entries(org: Path, type: str) -> list[dict[str, Any]]:
    journal = org / ".mapconfig/local/journal.jsonl"
    lines = journal.read_text().splitlines() if journal.exists() else []
    return [entry["data"] for entry in map(json.loads, lines) if entry["type"] == type]


def again(org: Path, address: str, **attributes: Any) -> str:
    """One more asset of that name on the platform; its id."""
    backend = connect({"file": ".mapconfig/platform.sqlite3", "aliases": "any"}, str(org), kinds())
    return backend.create(Address(address), attributes, Ids()).remote_id


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """The small org, applied, and a list that is in the files and on the platform without the record knowing."""
    root = settled(small(tmp_path / "org"), tmp_path / "plan.json")
    write(root, {"lists/vip.yaml": VIP})
    attributes = {"title": "Theirs", "owner": "team/ops", "tags": ["ours"], "criteria": ["country is France"]}
    edited(root, "create", "list/vip", json.dumps(attributes))
    return root


def test_the_command_that_the_plan_names_works(org: Path) -> None:
    """The guard refuses to touch it and says what to type; typed, the plan shows the differences as ours."""
    refused = plan(org)
    assert refused.code == 4
    line = next(line.strip() for line in refused.out.splitlines() if "mapconfig adopt list/vip" in line)
    words = line[line.index("mapconfig adopt") :].partition(" (")[0].split()[1:]

    done = inside(*words, "-C", str(org))

    assert done.code == 0, done.all
    assert done.out.startswith("list/vip is managed now (id ")
    assert "mapconfig plan" in done.err
    after = plan(org)
    assert after.code == 0
    assert "update     list/vip" in after.out
    assert "Theirs" in after.out
    assert "1 to change" in after.out


def test_of_two_with_one_name_the_command_names_one(org: Path) -> None:
    """Which ids there are is told; the command takes the first of them, and never asks for more to be typed."""
    other = again(org, "list/vip", title="Theirs as well", criteria=["country is Spain"])
    line = next(line.strip() for line in plan(org).out.splitlines() if line.strip().startswith("mapconfig adopt"))
    assert f" or {other}, which have the same name" in plan(org).out

    done = inside(*line.partition("    (")[0].split()[1:], "-C", str(org))

    assert done.code == 0, done.all
    assert done.out.startswith("list/vip is managed now (id ")


def test_what_is_live_counts_as_last_applied(org: Path) -> None:
    """The journal says so, with the id; nothing is changed on the platform or in the files."""
    log = inside("platform", "log", "-C", str(org)).out

    adopt(org, "list/vip")

    (entry,) = entries(org, "adopted")
    assert entry["address"] == "list/vip"
    assert entry["attributes"]["title"] == "Theirs"
    assert inside("platform", "log", "-C", str(org)).out == log
    assert (org / "lists/vip.yaml").read_text() == VIP


def test_later_changes_there_are_theirs(org: Path) -> None:
    """From now on drift tells the two apart."""
    adopt(org, "list/vip")
    edited(org, "edit", "list/vip", "description", "Somebody's")

    done = inside("drift", "-C", str(org), "--format", "json")

    assert "description" in done.out
    assert "theirs" in done.out


def test_import_takes_what_was_adopted_into_the_files(org: Path) -> None:
    """The other way to settle the difference."""
    adopt(org, "list/vip")

    assert inside("import", "list/vip", "-C", str(org)).code == 0

    assert (org / "lists/vip.yaml").read_text() == VIP.replace("Ours", "Theirs")
    assert "nothing to do" in plan(org).out


def test_a_second_time_there_is_nothing_to_do(org: Path) -> None:
    """And no second entry."""
    adopt(org, "list/vip")

    done = adopt(org, "list/vip")

    assert (done.code, done.out) == (0, "list/vip is managed already\n")
    assert len(entries(org, "adopted")) == 1


def test_of_several_nothing_is_guessed(org: Path) -> None:
    """Their ids are named; --remote-id chooses, and the choice is what is managed."""
    second = again(org, "list/vip", title="Impostor")

    done = adopt(org, "list/vip")
    assert done.code == 1
    assert "The platform has 2 assets that could be list/vip: id " in done.err
    assert f"id {second} (last changed by mapconfig" in done.err
    assert entries(org, "adopted") == []

    assert adopt(org, "list/vip", "--remote-id", second).code == 0
    assert entries(org, "adopted")[0]["attributes"]["title"] == "Impostor"


def test_an_id_that_is_somebody_elses_is_refused(org: Path) -> None:
    """One that another address has, one that nothing has, and another one than it has already."""
    adopt(org, "list/vip")
    number = entries(org, "adopted")[0]["remote_id"]
    write(org, {"lists/new.yaml": VIP.replace("vip", "new")})

    taken = adopt(org, "list/new", "--remote-id", number)
    nothing = adopt(org, "list/new", "--remote-id", "4711")
    other = adopt(org, "list/vip", "--remote-id", "4711")

    assert taken.code == nothing.code == other.code == 1
    assert f"The list with the id {number} is managed already, as list/vip." in taken.err
    assert "has no list/new that is not managed and has the id 4711" in nothing.err
    assert f"list/vip is managed already, with the id {number}" in other.err
    assert adopt(org, "list/vip", "--remote-id", number).code == 0


def test_what_is_not_there_cannot_be_adopted(org: Path) -> None:
    """The plan will make it."""
    write(org, {"lists/new.yaml": VIP.replace("vip", "new")})

    done = adopt(org, "list/new")

    assert done.code == 1
    assert "embedded has no list/new that is not managed, so there is nothing to adopt" in done.err


def test_one_that_cannot_be_adopted_stops_the_others(org: Path) -> None:
    """All or none, so that a second try is the same command."""
    write(org, {"lists/new.yaml": VIP.replace("vip", "new")})

    assert adopt(org, "list/vip", "list/new").code == 1
    assert entries(org, "adopted") == []


def test_all_takes_what_is_clear_and_names_the_rest(org: Path) -> None:
    """Whatever is in the files and there under the same name, once; exit code 3 for what is there twice."""
    write(org, {"lists/new.yaml": VIP.replace("vip", "new")})
    for title in ("One", "Two"):
        again(org, "list/new", title=title)
    again(org, "list/stranger", title="Not in the files")
    again(org, "list/old", title="Namesake of one that is managed")

    done = adopt(org, "--all")

    assert done.code == 3
    assert done.out.startswith("list/vip is managed now")
    assert "The platform has 2 assets that could be list/new" in done.err
    assert [entry["address"] for entry in entries(org, "adopted")] == ["list/vip"]


def test_all_of_nothing_says_so(org: Path) -> None:
    """No record is begun for it."""
    adopt(org, "--all")

    done = adopt(org, "--all")

    assert (done.code, done.out) == (0, "")
    assert "nothing to adopt" in done.err


def test_what_is_to_be_deleted_can_be_adopted(org: Path) -> None:
    """A wish in removed.yaml about something unmanaged waits for just this: then the plan deletes it."""
    (org / "lists/vip.yaml").unlink()
    write(org, {"removed.yaml": "removed:\n  - asset: list/vip\n    why: Old\n"})
    assert "mapconfig adopt list/vip" in plan(org).out

    assert adopt(org, "list/vip").code == 0

    assert "1 to DELETE" in plan(org).out


def test_forgotten_assets_stay_on_the_platform(org: Path) -> None:
    """The record lets go, with the reason; the plan asks again before it touches the asset."""
    before = inside("platform", "list", "-C", str(org)).out

    done = adopt(org, "--forget", "list/old", "--why", "Sales looks after it")

    assert (done.code, done.out) == (0, "list/old is not managed any more\n")
    assert entries(org, "forgotten") == [{"address": "list/old", "why": "Sales looks after it"}]
    assert inside("platform", "list", "-C", str(org)).out == before
    assert "mapconfig adopt list/old" in plan(org).out
    again_ = adopt(org, "--forget", "list/old")
    assert (again_.code, again_.out) == (0, "list/old is not managed already\n")
    assert len(entries(org, "forgotten")) == 1


def test_what_was_never_managed_cannot_be_forgotten(org: Path) -> None:
    """A misspelt address is told."""
    done = adopt(org, "--forget", "list/vip")

    assert done.code == 1
    assert "mapconfig does not manage list/vip in the environment local" in done.err


def test_an_asset_that_waits_for_its_rename_is_managed(org: Path) -> None:
    """It is known under its old name."""
    inside("mv", "list/old", "older", "-C", str(org))

    assert adopt(org, "list/older").out == "list/older is managed already\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Name the assets to adopt, such as list/customers, or say --all."),
        (["list/vip", "--all"], "Name the assets to adopt"),
        (["--forget", "--all"], "--forget goes with addresses only"),
        (["list/vip", "--forget", "--remote-id", "1"], "--forget goes with addresses only"),
        (["list/vip", "list/old", "--remote-id", "1"], "--remote-id is about one asset"),
        (["list/vip", "--why", "So"], "--because goes with --forget"),
        (["list/vpi"], "Did you mean list/vip?"),
        (["list/unknown"], "mapconfig import list/unknown"),
    ],
)
def test_words_that_make_no_sense(org: Path, words: list[str], sentence: str) -> None:
    """Exit code 64 and a sentence."""
    done = adopt(org, *words)

    assert done.code == 64
    assert sentence in done.err


def test_a_kind_that_the_platform_does_not_show(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be looked at cannot be adopted."""
    real = Workspace.backend
    monkeypatch.setattr(Workspace, "backend", lambda self, where: Crippled(real(self, where)))
    write(org, {"stages/mql.yaml": "kind: stage\nkey: mql\ntitle: MQL\nowner: team/ops\norder: 1\n"})

    done = adopt(org, "stage/mql")

    assert done.code == 1
    assert "embedded does not show its stage assets" in done.err


def test_each_environment_adopts_for_itself(org: Path) -> None:
    """Another environment has another record."""
    assert plan(org, "--env", "staging", *YES).code == 0
    done = adopt(org, "list/vip", "--env", "staging")

    assert done.code == 1
    assert "has no list/vip" in done.err


def test_it_works_as_a_program(org: Path) -> None:
    """As people call it."""
    done = program("adopt", "--all", cwd=org)

    assert done.code == 0, done.all
    assert done.out.startswith("list/vip is managed now")
