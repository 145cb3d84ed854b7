"""`mapconfig simulate`: what will happen, as an admin asks for it before switching something on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.cli.program import REPOSITORY, inside, replace, small
from tests.record.repository import Git

PEOPLE = """\
    people:
      source: csv
      place: people
      as_of: 2026-11-22T00:00Z
      people:
        table: people
        key: id
        fields:
          industry: industry
          country: country
          opted_out: opted_out
      activities:
        sends: {table: sends, person: person, at: at, verb: was sent, name: email}
        clicks: {table: clicks, person: person, at: at, verb: clicked, name: email}
"""
OPTED_OUT = "kind: field\nkey: opted_out\ntitle: Opted out\nowner: team/ops\ntype: yes-no\nmaster: platform\n"
RECENT = (
    "kind: list\nkey: recent\ntitle: Mailed just now\nowner: team/ops\npurpose: suppression\ncriteria:\n"
    "  - was sent any email in last 7 days\n"
)
WELCOME = (
    "kind: journey\nkey: welcome\ntitle: Welcome\nowner: team/ops\nentry:\n  lists:\n    - list/french\n"
    "suppress:\n  - list/recent\nsteps:\n  - id: mail\n    send: email/hello\n"
    "  - id: look\n    did: clicked email hello\n    within: 3 days\n    then: again\n    else: call\n"
    "  - id: call\n    do:\n      - notify: team/ops\n    next: end\n"
    "  - id: again\n    send: email/hello\n"
)
#: Country, opted out, and how many such people there are.
ROWS = (("France", "false", 200), ("France", "true", 100), ("Spain", "false", 500))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small org with a journey of more steps, and eight hundred people in CSV files."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = small(
        tmp_path / "org",
        **{"fields/opted_out.yaml": OPTED_OUT, "lists/recent.yaml": RECENT, "journeys/welcome.yaml": WELCOME},
    )
    replace(root / "mapconfig.yaml", "    backend: embedded\n", f"    backend: embedded\n{PEOPLE}")
    lines = ["id,industry,country,opted_out"]
    for country, out, count in ROWS:
        lines += [f"{len(lines) + number},Wine,{country},{out}" for number in range(count)]
    folder = root / "people"
    folder.mkdir()
    (folder / "people.csv").write_text("\n".join(lines) + "\n")
    sends = [f"{number},2026-11-20T00:00:00,other" for number in range(1, 51)]
    (folder / "sends.csv").write_text("\n".join(["person,at,email", *sends]) + "\n")
    (folder / "clicks.csv").write_text("\n".join(["person,at,email", *sends[:10]]) + "\n")
    return root


def document(*words: str) -> Any:
    done = inside("simulate", *words, "--format", "json")
    assert done.code == 0, done.all
    return json.loads(done.out)


def test_it_says_what_would_happen_if_all_were_switched_on(root: Path) -> None:
    """E-mails by day, what runs, bursts, why e-mails are withheld, where people wait, and what was assumed."""
    done = inside("simulate", "--days", "10", "-C", str(root))
    assert done.code == 0, done.all
    said = [" ".join(line.split()) for line in done.out.splitlines() if line.strip()]
    assert said[:5] == [
        "10 days from 2026-11-22 00:00 UTC on, 800 people of the csv source.",
        "Everything is switched on on day 0: whoever meets the entry of a journey, or what a rule asks, comes in then.",
        "e-mails 150",
        "people who get any 150",
        "withheld 182",
    ], done.out
    for line in (
        "day 0, Sun 22 Nov 150 ##############################",
        "none on the other days",
        "journey/welcome 300 150 182 0 0 300 0",
        "list/recent: 82",
        "opted out: 100",
        "journey/welcome at step look: at most 300 people at a time (day 0, Sun 22 Nov), 0 when the days are over",
        "team/ops is told of 268 people by journey/welcome at step call, 268 of them on day 3, Wed 25 Nov",
        "journey/welcome at step look: 20 % clicked email hello within 3 days (of those who were ever sent any e-mail)",
        "journey/welcome: 150 e-mails on day 0, Sun 22 Nov, all of what it sends; let people in by portions, or wait",
    ):
        assert line in said, (line, done.out)


def test_the_document_is_the_one_of_the_schema(root: Path) -> None:
    schema = json.loads((REPOSITORY / "schemas/simulation.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(document("-C", str(root), "--days", "3"))


def test_a_change_is_simulated_before_and_after(root: Path) -> None:
    """Switching the journey on: nothing before, a burst after; in text, Markdown and JSON."""
    replace(root / "journeys/welcome.yaml", "owner: team/ops\n", "owner: team/ops\nstate: paused\n")
    Git(root).commit("paused")
    replace(root / "journeys/welcome.yaml", "state: paused\n", "")
    done = inside("simulate", "--compare", "HEAD..", "--days", "5", "-C", str(root))
    assert done.code == 0, done.all
    said = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "before after" in said and "e-mails 0 150" in said
    assert said[1].endswith("Who is in a journey is not known, so nobody goes on in one.")
    assert "new: journey/welcome: 150 e-mails on day 0, Sun 22 Nov, all of what it sends; " in "\n".join(said)
    assert any(line.startswith("journey/welcome 0 0 0 -> 300 0 -> 150") for line in said), done.out
    found = document("--compare", "HEAD..", "--days", "5", "-C", str(root))
    assert found["before"]["emails"]["low"] == 0 and found["start"] == "running"
    schema = json.loads((REPOSITORY / "schemas/simulation.schema.json").read_text())
    Draft202012Validator(schema).validate(found)
    told = inside("simulate", "--compare", "HEAD..", "--days", "5", "-C", str(root), "-f", "markdown").out
    assert "| e-mails | 0 | 150 |" in told and "<details><summary>What runs otherwise than before</summary>" in told
    same = inside("simulate", "--compare", "HEAD..HEAD", "--days", "5", "-C", str(root)).out
    assert "What runs otherwise than before: nothing" in same
    alone = inside("simulate", "--days", "5", "-C", str(root), "-f", "markdown").out
    assert "<summary>What runs</summary>" in alone and "| e-mails | 150 |" in alone


def test_assumptions_caps_and_bounds_can_be_given(root: Path) -> None:
    given = document("-C", str(root), "--assume", "look=0.9", "--cap", "1/30", "--burst", "1000")
    assert given["after"]["assumed"][0]["rate"] == 0.9
    assert [cap["cap"] for cap in given["after"]["caps"]] == ["more than 1 in 30 days"]
    assert given["after"]["bursts"] == []
    yes, no = (document("-C", str(root), "--answers", answer)["after"] for answer in ("yes", "no"))
    # Those whose first e-mail was withheld, and who never had one, answer nothing.
    assert (yes["teams"][0]["people"]["low"], no["teams"][0]["people"]["low"]) == (150, 300)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--assume", "look"), "--assume takes a step and a share from 0 to 1"),
        (("--assume", "look=2"), "--assume takes a step and a share from 0 to 1"),
        (("--assume", "=0.5"), "--assume takes a step and a share from 0 to 1"),
        (
            ("--assume", "lock=0.5"),
            "--assume names 'lock', and no journey that runs has a step or verb like that. Did you",
        ),
        (("--cap", "3"), "--cap takes a number of e-mails and of days"),
        (("--compare", "HEAD"), "--compare takes two revisions"),
        (("--compare", "a..b", "--at", "c"), "give one of them"),
        (("--days", "0"), "0 is not in the range"),
    ],
)
def test_what_cannot_be_meant_is_refused(root: Path, words: tuple[str, ...], said: str) -> None:
    done = inside("simulate", "-C", str(root), *words)
    assert done.code == 64 and said in " ".join(done.all.split()), done.all


def test_an_environment_without_people_says_so(root: Path) -> None:
    done = inside("simulate", "-C", str(root), "--env", "staging")
    assert done.code != 0
    assert "Nobody can be simulated: environment staging does not say where its people are" in done.all


def test_what_is_left_out_is_told_with_the_reason(root: Path) -> None:
    """A journey that goes round without waiting cannot be simulated; the rest is."""
    replace(root / "journeys/welcome.yaml", "    next: end\n", "    next: call\n")
    done = inside("simulate", "-C", str(root))
    assert done.code == 0
    assert "journey/welcome goes round without waiting: call -> call" in " ".join(done.out.split())
