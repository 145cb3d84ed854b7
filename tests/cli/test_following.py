"""A file that cannot be read: `validate` names the cause first, and leads nobody to another asset instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.program import inside, replace, small, write
from tests.record.repository import Git


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """A small org whose list of growers has a slip in its kind; a list of a similar name is there."""
    made = small(tmp_path / "org")
    more = (made / "lists/french.yaml").read_text().replace("french", "all-of-them")
    write(made, {"lists/all-of-them.yaml": more, "rules/tag.yaml": (
        "kind: rule\nkey: tag\ntitle: Tag\nowner: team/ops\nwhen:\n  - in list all\ndo:\n  - tag: grower\n"
    )})  # fmt: skip
    return replace_kind(made)


def replace_kind(org: Path) -> Path:
    replace(org / "lists/all.yaml", "kind: list", "kind: lst")
    return org


def test_the_cause_is_the_first_that_is_read(org: Path) -> None:
    """What follows from it has a line each, in the other languages too."""
    done = inside("validate", "-C", str(org))
    french = inside("validate", "-C", str(org), "--lang", "fr")
    lines = done.out.splitlines()

    assert done.code == 3
    assert lines[0].startswith("lists/all.yaml:1:7 error MC021")
    assert lines[4:8] == [
        "3 findings only follow from that, since they name what that file has:",
        "    lists/all-of-them.yaml:5:10 MC101",
        "    lists/french.yaml:5:10 MC101",
        "    rules/tag.yaml:6:13 MC111",
    ]
    assert "Did you mean list/" not in done.out
    assert "mapconfig explain MC021" in done.out
    assert "3 autres constats" in french.out


def test_criteria_that_cannot_be_read_are_not_said_to_be_missing(tmp_path: Path) -> None:
    """One fault, one finding; a list that really says nothing of its members still has its own."""
    made = small(tmp_path / "org")
    replace(made / "lists/all.yaml", "  - industry is Wine", "  nonsense: 3")
    replace(made / "lists/old.yaml", "criteria:\n  - country is Spain\n", "")
    found = json.loads(inside("validate", "-C", str(made), "--format", "json").out)

    missing = [row["asset"] for row in found["findings"] if row["code"] == "MC124"]
    errors = [row for row in found["findings"] if row["severity"] == "error"]
    assert missing == ["list/old"]
    assert ("list/all", ["criteria"]) in [(row["asset"], row["path"][:1]) for row in errors]
    assert found["counts"]["error"] == len(errors)


def test_formats_for_programs_name_the_cause_as_the_fix(org: Path) -> None:
    """At a revision as well, and where only a file is asked for that has nothing but what follows."""
    wanted = "Put lists/all.yaml:1 right first: that file has list/all, and could not be read."
    Git(org).commit("Begin")
    for more in ((), ("--at", "HEAD")):
        rows = json.loads(inside("validate", "-C", str(org), "--format", "json", *more).out)["findings"]
        following = [row for row in rows if "follows" in row]

        assert {row["code"] for row in following} == {"MC101", "MC111"}
        assert {(row["fix"], row["follows"]) for row in following} == {(wanted, "lists/all.yaml:1")}
    alone = inside("validate", "-C", str(org), str(org / "lists/french.yaml"))
    assert "french names list/all" in " ".join(alone.out.split())
    assert wanted in " ".join(alone.out.split())


def test_a_name_that_no_file_has_keeps_its_own_help(org: Path) -> None:
    """One file that cannot be read is no excuse for every slip."""
    replace(org / "lists/french.yaml", "list/all", "list/alll")
    done = inside("validate", "-C", str(org))

    assert "names list/alll, which no file defines" in " ".join(done.out.split())
    assert "2 findings only follow" in done.out


def test_a_file_that_is_broken_altogether_is_a_cause_too(org: Path) -> None:
    """Its key is still to be seen in it. What there is more than a screen of is counted."""
    replace(org / "lists/all.yaml", "kind: lst", "kind: list\ntitle: [")
    text = (org / "lists/french.yaml").read_text()
    write(org, {f"lists/more-{number}.yaml": text.replace("french", f"more-{number}") for number in range(20)})
    done = inside("validate", "-C", str(org))

    assert done.out.startswith("lists/all.yaml:")
    assert "23 findings only follow" in done.out
    assert "    ... and 3 more" in done.out


def test_what_was_not_looked_at_is_named(org: Path) -> None:
    """A fault in the steps of a journey hides other faults there; nobody is left to think there are none."""
    replace(org / "journeys/welcome.yaml", "wait: 2 days", "wait: 1 dya")
    replace(org / "journeys/welcome.yaml", "send: email/hello", "send: email/nobody")
    done = inside("validate", "-C", str(org))

    assert "Further checks wait until this can be read: journey/welcome (steps)." in done.out
    replace(org / "journeys/welcome.yaml", "wait: 1 dya", "wait: 1 day")
    again = inside("validate", "-C", str(org)).out
    assert "Further checks" not in again
    assert "email/nobody" in again
