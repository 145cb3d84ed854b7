"""From a plan to the platform and back, as a person at a keyboard or a CI job does it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.cli.program import SMALL, YES, Ran, command, inside, planned, program, replace, settled, small, write
from tests.record.repository import Git

from mapconfig.account import Account
from mapconfig.backend import NotApplied
from mapconfig.crash import POINTS
from mapconfig.model import digest
from mapconfig.plan.definition import Accept, Plan
from mapconfig.record.store import Record

#: Points that an apply of the embedded platform never comes to: nothing is made anew there, and files are not written.
ELSEWHERE = {"apply.replaced-half", *(point for point in POINTS if point.startswith(("authoring.", "index.")))}
#: The how-manieth time a point kills, where the first is not the most telling.
TIMES = {"apply.looked": 3, "apply.intended": 3, "apply.asked": 3, "apply.read-back": 3, "apply.done": 3}
TIMES |= {"record.head": 5, "record.appended": 5, "disk.appended": 5, "disk.appended-half": 5}


def change(org: Path) -> None:
    """An edit of every sort: a new list, another subject, a rename and a deletion."""
    golf = (
        SMALL["lists/french.yaml"]
        .replace("french", "golf")
        .replace("French", "Golf")
        .replace("country is France", "country starts with Fr")
    )
    write(
        org,
        {
            "lists/golf.yaml": golf.replace("list/all", "list/francophone"),
            "removed.yaml": "removed:\n  - asset: list/old\n    why: Nobody mails it\n",
        },
    )
    (org / "lists/old.yaml").unlink()
    replace(org / "emails/hello.yaml", "Hello there", "Welcome")
    replace(org / "lists/french.yaml", "key: french", "key: francophone\nrenamed_from: french")
    replace(org / "journeys/welcome.yaml", "list/french", "list/francophone")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`org` as it is on its platform, but for the edit above, and `plan.json` for that."""
    base = tmp_path_factory.mktemp("template")
    org = settled(small(base / "org"), base / "first.json")
    change(org)
    made = planned(org, base / "plan.json")
    assert made.code == 0, made.all
    return base


@pytest.fixture
def base(template: Path, tmp_path: Path) -> Path:
    """A copy of the template."""
    return Path(shutil.copytree(template, tmp_path / "base"))


def at(base: Path, *words: str) -> Ran:
    """Run a command in the org of `base`."""
    return inside(*words, "-C", str(base / "org"))


def log(base: Path) -> list[str]:
    """What the platform was asked for, by its own log: who, what, of which asset."""
    told = at(base, "platform", "log").out
    return [" ".join(line.split()[2:]) for line in told.splitlines() if line.strip() != "no changes"]


#: What the platform's log has once everything is applied.
ONCE = Counter(
    [
        *(
            f"mapconfig create {address}"
            for address in (
                *("team/ops", "field/country", "field/industry", "list/all", "list/french", "list/old"),
                *("email/hello", "journey/welcome", "list/golf"),
            )
        ),
        "mapconfig activate journey/welcome",
        "mapconfig update email/hello",
        "mapconfig update list/francophone",
        "mapconfig delete list/old",
    ]
)


def all_is_well(base: Path) -> None:
    """0 lost, 0 duplicated by the platform's own log, nothing left to do, and the journal is sound. Only a rename may
    have been asked for again: that the name alone came about cannot be seen."""
    asked = Counter(log(base))
    if asked["mapconfig update list/francophone"]:
        asked["mapconfig update list/francophone"] = 1
    assert asked == ONCE
    again = at(base, "plan", "--detailed-exitcode")
    assert (again.code, "nothing to do" in again.out) == (0, True), again.all
    verified = at(base, "audit", "verify")
    assert verified.code == 0, verified.all
    entries = [json.loads(line) for line in (base / "org/.mapconfig/local/journal.jsonl").read_text().splitlines()]
    done = Counter((entry["plan"], entry["data"]["step"]) for entry in entries if entry["type"] == "done")
    assert set(done.values()) == {1}, "a step is told as done twice"


# -- the way it is meant ------------------------------------------------------------------------------------------


def test_a_plan_is_applied_and_then_nothing_is_left_to_do(base: Path) -> None:
    """Every step is told, every request is made once, and the end says that the platform is as the files say."""
    done = at(base, "apply", str(base / "plan.json"))

    assert done.code == 0, done.all
    assert done.out == ""
    assert [line.split()[1:3] for line in done.err.splitlines() if line.endswith(": done")] == [
        ["update", "email/hello:"],
        ["update", "list/francophone:"],
        ["create", "list/golf:"],
        ["delete", "list/old:"],
    ]
    assert "verified: the platform is as the files say" in done.err
    all_is_well(base)


def test_a_rename_keeps_the_id(base: Path) -> None:
    """Whatever hangs on it on the platform stays."""
    before = _ids(base)

    at(base, "apply", str(base / "plan.json"))

    assert _ids(base)["list/francophone"] == before["list/french"]
    assert "list/french" not in _ids(base)


def test_a_tombstone_deletes_and_a_missing_file_does_not(base: Path) -> None:
    """A deletion is asked for by name, with a reason; a file that is not there is only not there."""
    (base / "org/lists/golf.yaml").unlink()
    (base / "org/emails/hello.yaml").rename(base / "hello.yaml")
    replace(base / "org/journeys/welcome.yaml", "    send: email/hello\n", "    wait: 1 day\n")
    made = at(base, "plan", "--out", str(base / "second.json"), *YES)

    assert "email/hello" in made.out and "delete     email/hello" not in made.out
    done = at(base, "apply", str(base / "second.json"))

    assert done.code == 0, done.all
    assert "email/hello" in _ids(base)
    assert "list/old" not in _ids(base)


def test_the_past_of_a_renamed_asset_has_what_was_applied_under_its_old_name(base: Path) -> None:
    """`why` follows the rename into the journal as well as into git."""
    git = Git(base / "org")
    git.commit("Rename the list")
    at(base, "apply", str(base / "plan.json"))

    told = json.loads(at(base, "why", "list/francophone", "title", "--format", "json").out)

    assert told["address"] == "list/francophone"
    assert [(each["environment"], each["predicted"]) for each in told["applied"]] == [("local", "re-evaluates")]


def _ids(base: Path) -> dict[str, str]:
    """Assets on the platform, and their ids."""
    rows = [line.split() for line in at(base, "platform", "list").out.splitlines()[1:]]
    return {row[-1]: row[0] for row in rows}


def test_another_environment_is_another_platform_with_another_record(base: Path) -> None:
    """What is applied to one is not in the other."""
    made = at(base, "plan", "--env", "staging", "--out", str(base / "staging.json"), *YES)
    assert made.code == 0, made.all
    assert at(base, "apply", str(base / "staging.json"), "--env", "staging").code == 0

    assert at(base, "plan", "--env", "staging", "--detailed-exitcode").code == 0
    assert at(base, "plan", "--detailed-exitcode").code == 2
    assert len(log(base)) == 9


def test_a_record_can_lie_outside_the_org(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MAPCONFIG_RECORD names a directory, in which each environment has its own."""
    monkeypatch.setenv("MAPCONFIG_RECORD", str(tmp_path / "records"))
    monkeypatch.setenv("MAPCONFIG_ACTOR", "nightly")
    made = at(base, "plan", "--env", "staging", "--out", str(base / "staging.json"), *YES)

    assert at(base, "apply", str(base / "staging.json"), "--env", "staging").code == 0, made.all

    assert (tmp_path / "records/staging/journal.jsonl").is_file()
    assert not (base / "org/.mapconfig/staging").exists()
    assert "nightly" in at(base, "audit", "list", "--env", "staging").out


def test_a_quiet_apply_says_how_it_ended(base: Path) -> None:
    """And nothing of what went well."""
    done = at(base, "apply", str(base / "plan.json"), "--quiet")

    assert done.code == 0
    assert done.err.splitlines() == ["finished: 4 done", "verified: the platform is as the files say"]


# -- what is refused ----------------------------------------------------------------------------------------------


def test_a_tempting_blunder_is_refused_with_what_it_would_reach(base: Path) -> None:
    """Dropping a list's criterion has more people mailed: exit code 4 names the journey, the way there, and how to say
    yes; applying the refused plan is refused as well, and the platform hears nothing."""
    at(base, "apply", str(base / "plan.json"))
    before = log(base)
    replace(base / "org/lists/all.yaml", "industry is Wine", "industry is not blank")

    made = at(base, "plan", "--out", str(base / "blunder.json"))
    done = at(base, "apply", str(base / "blunder.json"))

    assert made.code == 4, made.all
    for word in ("list/all", "journey/welcome", "email/hello", "sends", "--accept", "--because"):
        assert word in made.out
    assert done.code == 4
    assert "The plan is refused, and nothing was changed" in done.err
    assert "journey/welcome" in done.err
    assert log(base) == before


def test_a_yes_is_kept_with_its_reason(base: Path) -> None:
    """Whoever asks later sees who agreed to what."""
    at(base, "apply", str(base / "plan.json"))
    replace(base / "org/lists/all.yaml", "industry is Wine", "industry is not blank")
    words = ("--accept", "sends:*", "--accept", "ejects:*", "--because", "the new season, agreed with sales")

    made = at(base, "plan", "--out", str(base / "meant.json"), *words)
    done = at(base, "apply", str(base / "meant.json"))

    assert (made.code, done.code) == (0, 0), made.all + done.all
    assert "the new season, agreed with sales" in at(base, "audit", "list").out


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("platform", "The platform moved on after the plan was made: email/hello was changed"),
        ("deleted", "The platform moved on after the plan was made: list/old is no longer there"),
        ("appeared", "The platform moved on after the plan was made: list/golf is there now"),
        ("files", "The files of the org have changed since the plan was made"),
        ("bytes", "was edited after it was made"),
        ("forged", "The plan is not what the files and the platform call for now: update email/hello would do"),
        ("foreign", "The plan was made for the environment 'local', and this is 'staging'"),
        ("spent", "has been applied already"),
        ("another", "The platform moved on after the plan was made"),
        ("old", "hours old"),
    ],
)
def test_a_plan_that_is_not_for_this_moment_is_refused(base: Path, way: str, sentence: str) -> None:
    """Exit code 5, the reason, and what to do; the platform hears nothing."""
    plan = base / "plan.json"
    more: tuple[str, ...] = ()
    if way == "platform":
        at(base, "platform", "edit", "email/hello", "subject", "WELCOME!!!", "--who", "bob")
    elif way == "deleted":
        at(base, "platform", "delete", "list/old")
    elif way == "appeared":
        at(base, "platform", "create", "list/golf", "{}")
    elif way == "files":
        replace(base / "org/emails/hello.yaml", "Welcome", "Good morning")
    elif way == "bytes":
        plan.write_bytes(plan.read_bytes().replace(b"Welcome", b"Welc0me"))
    elif way == "forged":
        forge(plan, lambda made: step_of(made, "email/hello")["attributes"].update(subject="WELCOME!!!"))
    elif way == "foreign":
        more = ("--env", "staging")
    elif way in ("spent", "another"):
        if way == "another":
            planned(base / "org", base / "other.json")
        assert at(base, "apply", str(plan)).code == 0
        plan = base / ("plan.json" if way == "spent" else "other.json")
    elif way == "old":
        replace(base / "org/mapconfig.yaml", "name: Small\n", "name: Small\nlimits:\n  plan_hours: 0\n")
        _made_earlier(base / "org", plan)
    before = log(base)

    done = at(base, "apply", str(plan), *more)

    assert done.code == 5, done.all
    assert sentence in done.err
    assert "Nothing was changed" in done.err or "nothing was changed" in done.err
    assert f"mapconfig plan{' -e staging' if more else ''} --out plan.json" in done.err
    assert log(base) == before


def forge(plan: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Edit a plan's file and write it with the digest and in the layout that a plan has."""
    document = json.loads(plan.read_bytes())
    del document["digest"]
    edit(document)
    document["digest"] = digest(document)
    plan.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def step_of(document: dict[str, Any], address: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in document["steps"] if step["address"] == address)
    return found


def test_a_guard_that_somebody_took_out_of_a_plan_still_asks(base: Path) -> None:
    """Exit code 4, and the platform hears nothing: an apply asks every guard again."""
    assert at(base, "apply", str(base / "plan.json")).code == 0
    replace(base / "org/lists/all.yaml", "industry is Wine", "industry is not blank")
    plan = base / "refused.json"
    assert at(base, "plan", "--out", str(plan)).code == 4
    forge(plan, lambda made: made.update(guards=[]))
    before = log(base)

    done = at(base, "apply", str(plan))

    assert done.code == 4, done.all
    assert "The plan is refused, and nothing was changed" in done.err
    assert "--accept sends:" in done.err
    assert log(base) == before


def _made_earlier(org: Path, plan: Path) -> None:
    """Make the plan as of two hours ago: in a process whose clock is set back."""
    code = (
        "import datetime, sys\n"
        "import mapconfig.account\n"
        "mapconfig.account.now = lambda: datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=2)\n"
        "from mapconfig.__main__ import run\n"
        "sys.exit(run(sys.argv[1:]))"
    )
    words = ["plan", "-C", str(org), "--out", str(plan), *YES]
    subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True)


@pytest.mark.parametrize("place", ["file", "/proc/mapconfig", "/dev/null/records"])
def test_a_record_that_cannot_be_written_is_told_before_anything_is_asked(
    base: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step whose result cannot be written down is not begun."""
    before = log(base)
    if place == "file":
        (base / "records").write_text("in the way")
    monkeypatch.setenv("MAPCONFIG_RECORD", str(base / "records") if place == "file" else place)
    made = at(base, "plan", "--env", "staging", "--out", str(base / "staging.json"), *YES)

    done = at(base, "apply", str(base / "staging.json"), "--env", "staging") if made.code == 0 else made

    assert done.code == 1, done.all
    assert ("records" if place == "file" else place) in done.err
    assert "bug in mapconfig" not in done.err
    assert log(base) == before
    assert "no changes" in at(base, "platform", "log", "--env", "staging").out


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"format": "mapconfig.plan/9"}', b"{" * 100_000]
)
def test_a_file_that_is_no_plan_is_told(base: Path, content: bytes) -> None:
    """With its name."""
    (base / "noise.json").write_bytes(content)

    done = at(base, "apply", str(base / "noise.json"))

    assert done.code in (1, 5), done.all
    assert "noise.json" in done.err


# -- drift --------------------------------------------------------------------------------------------------------


def test_an_edit_past_mapconfig_shows_as_drift_and_is_left_alone_until_somebody_says_so(base: Path) -> None:
    """`drift` names field, both values, who and when; a plan leaves it; `plan --overwrite` puts it back."""
    at(base, "apply", str(base / "plan.json"))
    assert at(base, "drift", "--detailed-exitcode").code == 0
    at(base, "platform", "edit", "email/hello", "subject", "WELCOME!!!", "--who", "bob")

    seen = at(base, "drift", "--detailed-exitcode")
    left = at(base, "plan", "--detailed-exitcode")

    assert seen.code == 2
    for word in ("email/hello", "subject", "WELCOME!!!", "Welcome", "bob"):
        assert word in seen.out
    assert left.code == 0, left.all
    assert "--overwrite email/hello" in left.out

    made = at(base, "plan", "--overwrite", "email/hello.subject", "--out", str(base / "back.json"), *YES)
    done = at(base, "apply", str(base / "back.json"))

    assert (made.code, done.code) == (0, 0), made.all + done.all
    assert at(base, "drift", "--detailed-exitcode").code == 0
    assert at(base, "plan", "--detailed-exitcode").code == 0


def test_a_lost_record_is_no_absence_of_drift(base: Path) -> None:
    """Nobody can tell who changed what, and a nightly check does not stay green."""
    at(base, "apply", str(base / "plan.json"))
    (base / "org/.mapconfig/local").rename(base / "lost")

    seen = at(base, "drift", "--detailed-exitcode")
    found = json.loads(at(base, "drift", "--format", "json").out)

    assert seen.code == 2
    assert seen.out.startswith("Unknown what changed on local: nothing was ever applied there by mapconfig, or its")
    assert found["unrecorded"][0] in seen.out
    assert "mapconfig adopt --all" in seen.out and "the record is lost: put its directory back" in seen.out
    assert found["recorded"] is False and "list/golf" in found["unrecorded"]
    assert found["unrecorded"][0] in at(base, "drift", "--format", "markdown").out

    (base / "lost").rename(base / "org/.mapconfig/local")
    assert at(base, "drift", "--detailed-exitcode").out.startswith("Nobody changed anything")


def test_before_anything_is_applied_nothing_can_have_drifted(base: Path) -> None:
    """And it is said that nothing was applied, which is another thing than that nobody changed anything."""
    seen = at(base, "drift", "-e", "staging", "--detailed-exitcode")

    assert seen.code == 0
    assert seen.out.startswith("Nothing was ever applied to staging, and nothing that the files describe is there")


def test_what_the_record_lost_of_some_assets_is_told(base: Path) -> None:
    """The rest is compared as ever."""
    at(base, "apply", str(base / "plan.json"))
    assert at(base, "adopt", "--forget", "list/golf", "--why", "sales looks after it").code == 0

    seen = at(base, "drift", "--detailed-exitcode")

    assert seen.code == 2
    assert seen.out.startswith("Nobody changed on local what the record knows, and it does not know all.")
    assert "not in the record: 1 asset, of which nobody can tell" in seen.out


def test_what_is_on_the_platform_and_in_no_file_is_told_beside_the_drift(base: Path) -> None:
    """It is no drift, and nobody has to look through the platform to find it."""
    at(base, "apply", str(base / "plan.json"))
    (base / "org/lists/golf.yaml").unlink()
    assert "unmanaged" not in at(base, "drift").out
    assert at(base, "adopt", "--forget", "list/golf", "--why", "sales looks after it").code == 0

    seen = at(base, "drift", "--detailed-exitcode")
    found = json.loads(at(base, "drift", "--format", "json").out)

    assert seen.code == 0, seen.all
    assert "in no file, and left alone:\n  list: list/golf\n" in seen.out
    assert [each["address"] for each in found["unmanaged"]] == ["list/golf"]


def test_an_edit_of_the_same_field_on_both_sides_is_a_conflict(base: Path) -> None:
    """Refused with exit code 4: theirs, ours, who, and the command that lets theirs go. Other fields stay as they
    edited them."""
    at(base, "apply", str(base / "plan.json"))
    at(base, "platform", "edit", "email/hello", "subject", "THEIRS", "--who", "bob")
    at(base, "platform", "edit", "email/hello", "title", "Their title", "--who", "bob")
    replace(base / "org/emails/hello.yaml", "Welcome", "Ours")

    refused = at(base, "plan", "--out", str(base / "conflict.json"))

    assert refused.code == 4, refused.all
    for word in ("THEIRS", "Ours", "bob", "--overwrite email/hello.subject"):
        assert word in refused.out
    assert at(base, "apply", str(base / "conflict.json")).code == 4
    made = at(base, "plan", "--overwrite", "email/hello.subject", "--out", str(base / "ours.json"), *YES)
    done = at(base, "apply", str(base / "ours.json"))
    assert (made.code, done.code) == (0, 0), made.all + done.all
    drift = at(base, "drift").out
    assert "Their title" in drift and "THEIRS" not in drift


# -- signals ------------------------------------------------------------------------------------------------------


def _slowly(base: Path, seconds: float) -> None:
    replace(
        base / "org/mapconfig.yaml",
        "  local:\n    backend: embedded\n",
        f"  local:\n    backend: embedded\n    settings:\n      faults:\n        slow: {seconds}\n",
    )


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_finishes_the_running_request_and_resume_finishes_the_rest(
    base: Path, number: signal.Signals
) -> None:
    """Exit code 130, with the command that goes on."""
    _slowly(base, 0.15)
    process = subprocess.Popen(
        command("apply", str(base / "plan.json"), "-C", str(base / "org")),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if ": done" in line:
            break
    process.send_signal(number)
    said = process.stderr.read()
    process.stderr.close()

    assert process.wait(60) == 130, said
    assert "stopping after the running request" in said
    assert f"mapconfig apply -C {base / 'org'} --resume" in said
    replace(base / "org/mapconfig.yaml", "slow: 0.15", "slow: 0")
    again = at(base, "apply", "--resume")
    assert again.code == 0, again.all
    assert "going on with plan" in again.err
    all_is_well(base)


@pytest.mark.slow
def test_a_second_interrupt_stops_at_once_and_can_be_resumed_too(base: Path) -> None:
    """Nobody has to wait for a platform that hangs."""
    _slowly(base, 0.4)
    process = subprocess.Popen(
        command("apply", str(base / "plan.json"), "-C", str(base / "org")), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "applying plan" in line:
            break
    process.send_signal(signal.SIGINT)
    for line in process.stderr:
        if "stopping" in line:
            break
    process.send_signal(signal.SIGINT)
    said = process.stderr.read()
    process.stderr.close()

    assert process.wait(60) == 130
    assert "Traceback" not in said
    replace(base / "org/mapconfig.yaml", "slow: 0.4", "slow: 0")
    again = at(base, "apply", "--resume")
    if "nothing to resume" in again.err:
        again = at(base, "apply", str(base / "plan.json"))
    assert again.code == 0, again.all
    all_is_well(base)


@pytest.mark.slow
def test_a_reader_that_leaves_does_not_stop_an_apply_half_way(base: Path) -> None:
    """Progress that nobody reads is lost; the steps are not."""
    process = subprocess.Popen(
        command("apply", str(base / "plan.json"), "-C", str(base / "org")), stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    process.stderr.close()

    assert process.wait(60) == 0
    all_is_well(base)


# -- death --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("point", [point for point in POINTS if point not in ELSEWHERE])
def test_an_apply_killed_at_any_point_is_finished_by_one_command(base: Path, point: str) -> None:
    """SIGKILL of the real program; then `apply --resume` does the rest, or says that nothing was begun and the plan is
    as good as before."""
    words = ("apply", str(base / "plan.json"), "-C", str(base / "org"))
    killed = program(*words, env={"MAPCONFIG_CRASH": f"{point}:{TIMES.get(point, 1)}"})
    assert killed.code == -signal.SIGKILL, f"{point} is not reached: {killed.all}"

    resumed = at(base, "apply", "--resume")

    assert resumed.code == 0, resumed.all
    if "nothing to resume" in resumed.err and at(base, "plan", "--detailed-exitcode").code == 2:
        assert "list/golf" not in _ids(base)
        resumed = at(base, "apply", str(base / "plan.json"))
        assert resumed.code == 0, resumed.all
    all_is_well(base)


@pytest.mark.slow
@pytest.mark.parametrize("point", sorted(ELSEWHERE))
def test_other_points_are_not_reached_by_an_apply(base: Path, point: str) -> None:
    """The list of those that are tried is complete."""
    done = program("apply", str(base / "plan.json"), "-C", str(base / "org"), env={"MAPCONFIG_CRASH": point})

    assert done.code == 0


@pytest.mark.slow
@pytest.mark.parametrize("point", ["disk.created", "disk.written", "disk.renamed", "plan.saved"])
def test_a_plan_that_was_killed_while_it_was_saved_is_whole_or_not_there(base: Path, point: str) -> None:
    """Never half of one."""
    saved = base / "again.json"

    killed = program("plan", "--out", str(saved), *YES, "-C", str(base / "org"), env={"MAPCONFIG_CRASH": point})

    assert killed.code == -signal.SIGKILL
    done = at(base, "apply", str(saved))
    assert done.code == (0 if point in ("disk.renamed", "plan.saved") else 1), done.all


# -- many at once -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("count", [2, 8])
def test_of_many_applies_at_once_one_proceeds(base: Path, count: int) -> None:
    """The others exit with 5 and say who holds the record, or that the plan is spent or begun; every request is made
    once."""
    _slowly(base, 0.05)
    words = command("apply", str(base / "plan.json"), "-C", str(base / "org"))
    environment = {**os.environ, "MAPCONFIG_ACTOR": "nightly"}
    running = [subprocess.Popen(words, stderr=subprocess.PIPE, env=environment, text=True) for _ in range(count)]
    ended = [(process.communicate(timeout=120)[1], process.returncode) for process in running]

    assert Counter(code for _, code in ended) == {0: 1, 5: count - 1}, ended
    for said, code in ended:
        if code:
            assert re.search(r"is held by nightly on .* applying plan|has been applied already", said), said
    all_is_well(base)


@pytest.mark.slow
def test_an_apply_that_would_have_to_wait_says_for_whom_instead(base: Path) -> None:
    """Who, on which machine, in which process, since when and with which plan."""
    record = Record(base / "org/.mapconfig/local", "local")
    started, free = threading.Event(), threading.Event()

    def hold() -> None:
        with record.writing(actor="carol", now=lambda: datetime.now(UTC), plan="the-other-plan"):
            started.set()
            free.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    started.wait(30)
    try:
        done = at(base, "apply", str(base / "plan.json"))
        waited = holder.is_alive()
    finally:
        free.set()
        holder.join()

    assert done.code == 5, done.all
    assert waited, "it waited for the holder to finish"
    assert f"is held by carol on {os.uname().nodename} (process {os.getpid()}) since " in done.err
    assert "applying plan the-other-plan" in done.err
    assert at(base, "apply", str(base / "plan.json")).code == 0


# -- bad days of the platform -------------------------------------------------------------------------------------


def test_a_platform_that_is_busy_after_the_last_step_takes_nothing_back(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step was read back; that the look at the whole afterwards failed is said, and the apply is done."""

    looked = Account.plan

    def busy(
        account: Account, accepts: Sequence[Accept] | None = None, said: Sequence[str] = (), people: bool = True
    ) -> Plan:
        if accepts is not None:  # the plan is made again, with its yeses, before it is applied
            return looked(account, accepts, said, people=people)
        raise NotApplied("The platform is too busy.")

    monkeypatch.setattr(Account, "plan", busy)
    done = at(base, "apply", str(base / "plan.json"))

    assert done.code == 0, done.all
    assert "done, and the look at the whole afterwards failed: The platform is too busy." in done.err
    monkeypatch.undo()
    all_is_well(base)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_lost_answers_and_refusals_duplicate_nothing(base: Path, seed: int) -> None:
    """Four in ten answers are lost after the fact and one in ten requests is refused for now: everything is there
    once in the end."""
    replace(
        base / "org/mapconfig.yaml",
        "  local:\n    backend: embedded\n",
        f"  local:\n    backend: embedded\n    settings:\n      faults: {{seed: {seed}, before: 0.1, after: 0.4}}\n",
    )
    done = at(base, "apply", str(base / "plan.json"))
    for _ in range(8):
        if done.code == 0:
            break
        assert done.code in (1, 6), done.all
        assert done.err.strip()
        done = at(base, "apply", "--resume")
        if "nothing to resume" in done.err:
            done = at(base, "apply", str(base / "plan.json"))
    replace(base / "org/mapconfig.yaml", "before: 0.1, after: 0.4", "before: 0, after: 0")

    assert done.code == 0, done.all
    all_is_well(base)


# -- nobody is left without a way on --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("point", "came"), [("apply.asked", "was done already"), ("apply.intended", "has not come about")]
)
def test_a_plan_that_may_not_be_gone_on_with_still_tells_what_became_of_its_steps(
    base: Path, point: str, came: str
) -> None:
    """Killed in the middle of a step, and then somebody edits what the plan would change: resuming is refused, since it
    could undo their work, but what became of that step is looked up. Then a fresh plan is made and applied."""
    words = ("apply", str(base / "plan.json"), "-C", str(base / "org"))
    killed = program(*words, env={"MAPCONFIG_CRASH": f"{point}:3"})
    assert killed.code == -signal.SIGKILL, killed.all
    at(base, "platform", "edit", "email/hello", "preheader", '"Theirs"', "--who", "bob")
    refused = at(base, "plan", *YES)
    assert refused.code == 4 and "apply --resume" in refused.out

    resumed = at(base, "apply", "--resume")

    assert resumed.code == 5, resumed.all
    assert "email/hello was changed" in resumed.err and came in resumed.err
    assert "stopped:" not in resumed.err
    made = at(base, "plan", "--out", str(base / "fresh.json"), *YES)
    assert made.code == 0, made.all
    done = at(base, "apply", str(base / "fresh.json"))
    assert done.code == 0, done.all
    assert "Theirs" in at(base, "drift").out
    again = at(base, "apply", "--resume")
    assert again.code == 0 and "nothing to resume" in again.err, again.all


@pytest.mark.slow
def test_an_interrupt_in_the_middle_of_a_request_says_how_to_go_on(base: Path) -> None:
    """The second one stops at once, and nobody is left wondering."""
    _slowly(base, 1.0)
    process = subprocess.Popen(
        command("apply", str(base / "plan.json"), "-C", str(base / "org")), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "requests to embedded" in line:
            break
    process.send_signal(signal.SIGINT)
    for line in process.stderr:
        if "stopping after the running request" in line:
            break
    process.send_signal(signal.SIGINT)
    said = process.stderr.read()
    process.stderr.close()

    assert process.wait(60) == 130
    assert "stopped at once" in said and f"mapconfig apply -C {base / 'org'} --resume" in said


@pytest.mark.slow
def test_a_platform_that_is_behind_the_times_is_given_time_before_it_is_believed(base: Path) -> None:
    """A resume that finds the platform otherwise waits until reads have settled and looks again; what is still
    otherwise then is refused."""
    killed = program("apply", str(base / "plan.json"), "-C", str(base / "org"), env={"MAPCONFIG_CRASH": "apply.done:2"})
    assert killed.code == -signal.SIGKILL, killed.all
    _slowly(base, 0)
    replace(base / "org/mapconfig.yaml", "slow: 0", "stale: 0.0000001\n        stale_for: 2")
    at(base, "platform", "edit", "list/old", "title", "Theirs", "--who", "bob")

    refused = at(base, "apply", "--resume")

    assert refused.code == 5, refused.all
    assert "waiting 2 s until the platform shows what was done" in refused.err
    assert "list/old was changed" in refused.err
