"""People on the command line: told by diff, plan and impact, stopped by guards, and kept in the record."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.program import SMALL, Ran, inside, replace, write

pytestmark = pytest.mark.slow

PEOPLE = "id,email,industry,country,opted_out\n" + "".join(
    f"{number},p{number}@x.example,{'Wine' if number < 40 else 'Golf'},{'France' if number % 2 else 'Spain'},"
    f"{'yes' if number % 10 == 0 else 'no'}\n"
    for number in range(200)
)
SETTINGS = """name: Small
default_environment: local
environments:
  local:
    backend: embedded
    people:
      source: csv
      place: people
      as_of: 2026-11-22T09:00Z
      small_counts: 1
      people:
        table: people
        key: id
        fields:
          industry: industry
          country: country
          email: email
          opted_out: {column: opted_out, yes: ["yes"], no: ["no"]}
  staging:
    backend: embedded
    settings:
      file: .mapconfig/staging.sqlite3
limits:
  audience_growth_from: 10
"""
FIELDS = "".join(
    f"---\nkind: field\nkey: {name}\ntitle: {name.title()}\nowner: team/ops\ntype: {kind}\nmaster: platform\n"
    f"personal_data: {data}\n"
    for name, kind, data in (("email", "text", "identifier"), ("opted_out", "yes-no", "contact"))
)
YES = ("--accept", "sends:*", "--accept", "newly-mailed", "--accept", "audience-growth:*", "--because", "agreed")


@pytest.fixture(scope="module")
def org(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small org with a file of two hundred people, applied as it is."""
    root = tmp_path_factory.mktemp("people") / "org"
    write(root, {**SMALL, "mapconfig.yaml": SETTINGS, "people/people.csv": PEOPLE, "fields/more.yaml": FIELDS})
    (root / "lists/old.yaml").unlink()
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Begin")
    made = run(root, "plan", "--out", str(root.parent / "first.json"), *YES)
    assert made.code == 0, made.all
    done = run(root, "apply", str(root.parent / "first.json"), "--quiet")
    assert done.code == 0, done.all
    return root


@pytest.fixture
def wider(org: Path) -> Iterator[Path]:
    """The same with a list that takes in everybody in France: five times as many are greeted."""
    replace(org / "lists/all.yaml", "industry is Wine", "industry is not blank")
    yield org
    git(org, "checkout", "-q", "--", "lists")


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@small.example"]
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True)


def run(root: Path, *words: str) -> Ran:
    return inside(words[0], "-C", str(root), *words[1:])


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path_factory.getbasetemp() / "people-cache"))
    monkeypatch.setenv("MAPCONFIG_ACTOR", "ada")


def test_a_diff_says_whom_it_moves_unless_it_is_told_not_to(wider: Path) -> None:
    """By the people of the default environment, or of another one."""
    counted = run(wider, "diff")
    without = run(wider, "diff", "--no-people")
    elsewhere = run(wider, "diff", "--env", "staging")

    assert "People: 80 of 200 people would be e-mailed because of it" in counted.out
    assert "  list/all (master list): 40 -> 200 (+400 %); 36 -> 180 of these may be e-mailed" in counted.out
    assert "  list/french: 20 -> 100 (+400 %)" in counted.out
    assert "Counted from the csv source as of 2026-11-22 09:00 UTC." in counted.out
    assert "People: unknown (people were not counted)." in without.out
    assert (
        "People: unknown (environment staging does not say where its people are: add `people: {source: embedded}`"
        in elsewhere.out
    )


def test_a_diff_of_two_revisions_counts_alike(wider: Path) -> None:
    """Whether both sides are read whole or come out of the index."""
    git(wider, "checkout", "-q", "-b", "topic")
    git(wider, "commit", "-qam", "Widen")
    said = [json.loads(run(wider, "diff", "main..topic", "--format", "json").out)["people"] for _ in range(2)]
    git(wider, "checkout", "-q", "main")
    git(wider, "branch", "-qD", "topic")

    assert said[0] == said[1]
    assert said[0]["newly_mailed"]["high"] == 80 and said[0]["source"] == "the csv source"
    assert {one["subject"] for one in said[0]["moves"]} == {"list/all", "list/french", "journey/welcome"}


def test_impact_says_how_many_there_are_now(org: Path) -> None:
    """Of the asset and of what a change of it would reach."""
    found = run(org, "impact", "list/all")

    assert "People now:\n  list/all (master list): 40, 36 of them may be e-mailed\n" in found.out
    assert "  journey/welcome (journey): 20, 20 of them may be e-mailed\n" in found.out
    assert "People: unknown (people were not counted)." in run(org, "impact", "list/all", "--no-people").out


def test_a_plan_is_refused_with_the_numbers_and_the_record_keeps_what_came_of_it(org: Path, tmp_path: Path) -> None:
    """What the plan said of people is in the journal, and what was counted after; `why` tells both."""
    wider, out = tmp_path / "org", tmp_path / "wide.json"
    shutil.copytree(org, wider)
    replace(wider / "lists/all.yaml", "industry is Wine", "industry is not blank")
    refused = run(wider, "plan", "--out", str(out))
    assert refused.code == 4
    assert "newly-mailed: 80 people of 200 would be e-mailed who would not have been, by journey/welcome" in refused.out
    assert "audience-growth:list/all: list/all grows from 40 to 200 people (+400 %)" in refused.out

    unasked = run(wider, "plan", "--no-people")
    assert "newly-mailed" not in unasked.out and "people were not counted" in unasked.out

    git(wider, "commit", "-qam", "Greet everybody in France")
    assert run(wider, "plan", "--out", str(out), *YES).code == 0
    done = run(wider, "apply", str(out), "--quiet")
    assert done.code == 0, done.all

    journal = [json.loads(line) for line in (wider / ".mapconfig/local/journal.jsonl").read_text().splitlines()]
    observed = [entry for entry in journal if entry["type"] == "observed"][-1]
    members = {one["subject"]: one["members"]["low"] for one in observed["data"]["people"]["standings"]}
    assert members == {"list/all": 200, "list/french": 100, "journey/welcome": 100}
    why = run(wider, "why", "list/all", "criteria").out
    assert "predicted   40 -> 200 (+400 %)\n" in why
    assert "observed    200 as of 2026-11-22 09:00 UTC\n" in why
    assert inside("audit", "verify", "-C", str(wider)).code == 0


def test_no_person_is_in_anything_that_is_written(org: Path) -> None:
    """Neither in the record nor in what lies in the cache beside the people's own snapshot."""
    for file in (org / ".mapconfig").rglob("*"):
        if file.is_file():
            assert b"p17@x.example" not in file.read_bytes(), file


def test_a_source_that_is_gone_is_a_reason_and_a_guard(wider: Path) -> None:
    """Sending to nobody knows how many needs a yes of its own."""
    people = wider / "people"
    people.rename(wider.parent / "away")
    found = run(wider, "plan", "--accept", "sends:*", "--because", "agreed")
    (wider.parent / "away").rename(people)

    assert found.code == 4
    assert "People: unknown (" in found.out and "people-unknown: People would be e-mailed by " in found.out
