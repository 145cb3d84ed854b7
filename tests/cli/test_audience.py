"""`mapconfig audience`: how many people a definition has and which of its lines is wrong, as an admin asks for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.program import inside, program, replace, small
from tests.record.repository import Git

from mapconfig.read.schema import problems, schema_of

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
"""
OPTED_OUT = "kind: field\nkey: opted_out\ntitle: Opted out\nowner: team/ops\ntype: yes-no\nmaster: platform\n"
#: Industry, country, opted out, and how many such people there are.
ROWS = (
    ("Wine", "France", "false", 200),
    ("Wine", "Spain", "true", 100),
    ("Golf", "France", "", 300),
    ("", "", "", 400),
)


@pytest.fixture
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small org, with a thousand people in a CSV file."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = small(tmp_path / "org", **{"fields/opted_out.yaml": OPTED_OUT})
    replace(root / "mapconfig.yaml", "    backend: embedded\n", f"    backend: embedded\n{PEOPLE}")
    lines = ["id,industry,country,opted_out"]
    for industry, country, out, count in ROWS:
        lines += [f"{len(lines) + number},{industry},{country},{out}" for number in range(count)]
    (root / "people").mkdir()
    (root / "people/people.csv").write_text("\n".join(lines) + "\n")
    return root


def said(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def document(*words: str) -> Any:
    done = inside("audience", *words, "--format", "json")
    assert done.code == 0, done.all
    found = json.loads(done.out)
    assert problems(schema_of("audience"), found) == []
    return found


def test_a_list_is_told_line_by_line_with_the_file_and_line_of_each(org: Path) -> None:
    """Counts now, what each line lets through and decides, and the lists with which most is shared."""
    done = inside("audience", "list/french", "-C", str(org))
    assert done.code == 0, done.all
    lines = said(done.out)
    assert lines[:10] == [
        "list/french French growers",
        "200 people (20 % of all), may be e-mailed 200, opted out 0, mailed enough unknown",
        "alone left without it",
        "extends list/all 300 300 +300 lists/french.yaml:5",
        "country is France 500 200 +100 lists/french.yaml:7",
        "unknown: the org names no fatigue lists (list/french)",
        "1,000 people, as of 2026-11-22 00:00 UTC (embedded engine).",
        "alone of how many the line is true",
        "left how many are left from the top down to it; in `any of these` how many are in so far",
        "without it how many more, or fewer, would belong if the line were not there",
    ], done.out


def test_a_line_with_a_slip_in_it_is_pointed_out(org: Path) -> None:
    """A value that nobody has, and a negative test that is true of everybody."""
    replace(org / "lists/old.yaml", "  - country is Spain", "  - country is Spian\n  - country is not Portugall")
    done = inside("audience", "list/old", "-C", str(org))
    lines = said(done.out)
    assert "country is Spian 0 0 +1,000 lists/old.yaml:6 ! true of nobody" in lines
    assert "country is not Portugall 1,000 0 0 lists/old.yaml:7 ! true of everybody" in lines
    assert "`country is Spian` is true of nobody: is it written as the data are? lists/old.yaml:6" in lines
    assert "`country is not Portugall` is true of everybody, so it keeps nobody out. lists/old.yaml:7" in lines


def test_who_is_in_for_want_of_a_value_is_told(org: Path) -> None:
    """The people that other systems would lose."""
    replace(org / "lists/old.yaml", "  - country is Spain", "  - country is not Spain")
    done = inside("audience", "list/old", "-C", str(org))
    assert "400 of them are in only because a field is blank:" in said(done.out)
    assert "400 by `country is not Spain` lists/old.yaml:6" in said(done.out)
    assert document("list/old", "-C", str(org))["audiences"][0]["nameless"]["low"] == 400


def test_without_a_name_all_lists_are_a_table(org: Path) -> None:
    """One line a list; what cannot be counted is unknown and not zero."""
    done = inside("audience", "-C", str(org))
    assert said(done.out) == [
        "1,000 people, as of 2026-11-22 00:00 UTC (embedded engine).",
        "list people of all mailable opted out mailed enough",
        "list/all 300 30 % 200 100 unknown",
        "list/french 200 20 % 200 0 unknown",
        "list/old 100 10 % 0 100 unknown",
        "unknown: the org names no fatigue lists (list/all, list/french, list/old)",
    ]


def test_journeys_rules_and_emails_have_an_audience_too(org: Path) -> None:
    """A snippet has none, and says so."""
    done = inside("audience", "journey/welcome", "-C", str(org))
    assert "list/french 200 200 -200 journeys/welcome.yaml:7" in said(done.out) or "list/french" in done.out
    assert document("journey/welcome", "-C", str(org))["audiences"][0]["members"]["low"] == 200
    done = inside("audience", "team/ops", "-C", str(org))
    assert done.code == 64 and "team/ops has no audience" in done.err
    done = inside("audience", "list/frnch", "-C", str(org))
    assert done.code == 64 and "Did you mean list/french?" in done.err


def test_before_and_after_are_told_line_by_line(org: Path) -> None:
    """`--compare` takes two revisions, or one and the files as they are; `--at` takes one."""
    git = Git(org)
    git.commit("Begin")
    replace(org / "lists/all.yaml", "  - industry is Wine", "  - industry in [Golf, Wine]")
    done = inside("audience", "list/all", "--compare", "HEAD..", "-C", str(org))
    assert said(done.out) == [
        "From HEAD to the files as they are. 1,000 people, as of 2026-11-22 00:00 UTC (embedded engine).",
        "list/all All growers",
        "300 -> 600 people: 300 in, 0 out; of those who come in 300 may be e-mailed and 0 opted out",
        "alone left",
        "- industry is Wine 300 300 lists/all.yaml:6",
        "+ industry in [Golf, Wine] 600 600 lists/all.yaml:6",
    ]
    git.commit("Golf too")
    every = document("--compare", "HEAD~1..HEAD", "-C", str(org))
    assert [(each["address"], each["before"]["low"], each["after"]["low"]) for each in every["audiences"]] == [
        ("journey/welcome", 200, 500),
        ("list/all", 300, 600),
        ("list/french", 200, 500),
    ]
    assert every["compared"] == {"before": "HEAD~1", "after": "HEAD", "unchanged": 1}
    assert document("list/all", "--at", "HEAD~1", "-C", str(org))["audiences"][0]["members"]["low"] == 300
    same = inside("audience", "--compare", "HEAD...HEAD", "-C", str(org))
    assert same.out.startswith(f"From HEAD at {git.run('rev-parse', 'HEAD')[:10]} (where HEAD left it) to HEAD. ")
    assert "Nobody comes in and nobody goes out." in same.out


def test_a_list_that_came_or_went_has_nobody_on_the_other_side(org: Path) -> None:
    """And a renamed one is the same list."""
    git = Git(org)
    git.commit("Begin")
    (org / "lists/old.yaml").unlink()
    (org / "lists/new.yaml").write_text(
        "kind: list\nkey: new\ntitle: New\nowner: team/ops\ncriteria:\n  - industry is Golf\n"
    )
    assert inside("mv", "list/french", "francais", "-C", str(org)).code == 0
    found = document("--compare", "HEAD..", "-C", str(org))
    moved = {each["address"]: (each["before"]["low"], each["after"]["low"]) for each in found["audiences"]}
    assert moved == {"list/new": (0, 300), "list/old": (100, 0)}
    gone = inside("audience", "list/old", "list/francais", "--compare", "HEAD..", "-C", str(org))
    assert gone.code == 0 and "list/old  Old list\n  100 -> 0 people" in gone.out


def test_small_counts_are_hidden_before_anything_is_written(org: Path) -> None:
    """Three people on a list are fewer than five, and what is tied to them is rounded."""
    with (org / "people/people.csv").open("a") as file:
        file.writelines(f"x{number},Wine,Portugal,false\n" for number in range(3))
    replace(org / "lists/old.yaml", "Spain", "Portugal")
    for style in ("text", "json", "markdown"):
        done = inside("audience", "list/old", "-C", str(org), "--format", style)
        assert "1,003" not in done.out and "1003" not in done.out and " 3 " not in done.out, done.out
    found = document("list/old", "-C", str(org))
    assert found["rounded"] and found["audiences"][0]["members"]["low"] == 1


def test_what_can_be_subtracted_is_hidden_as_well(org: Path) -> None:
    """Three people between one line and the next, and between before and after, are as few as three on a list."""
    with (org / "people/people.csv").open("a") as file:
        file.writelines(f"x{number},Wine,Spain,true\n" for number in range(3))
        file.writelines(f"y{number},Wine,Italy,true\n" for number in range(100))
    replace(org / "lists/old.yaml", "  - country is Spain", "  - country in [Spain, Italy]\n  - industry is Wine")
    assert not document("list/old", "-C", str(org))["rounded"]
    git = Git(org)
    git.commit("Begin")
    people = org / "people/people.csv"
    before = people.read_text()
    people.write_text(before + "".join(f"z{number},Golf,Spain,true\n" for number in range(3)))
    assert document("list/old", "-C", str(org))["rounded"], "three of those in Spain or Italy are not in wine"
    people.write_text(before + "".join(f"m{number},Wine,Malta,true\n" for number in range(6)))
    replace(org / "lists/old.yaml", "[Spain, Italy]", "[Spain, Italy, Malta]")
    assert not document("list/old", "--compare", "HEAD..", "-C", str(org))["rounded"]
    people.write_text(before + "".join(f"m{number},Wine,Malta,true\n" for number in range(3)))
    assert document("list/old", "--compare", "HEAD..", "-C", str(org))["rounded"], "three come in"


def test_a_comment_on_a_proposal_is_a_table_that_nobody_can_break(org: Path) -> None:
    """Markdown, with what people wrote as code."""
    replace(org / "lists/all.yaml", "title: All growers", "title: '<img src=x> | @everybody'")
    done = inside("audience", "list/all", "-C", str(org), "--format", "markdown")
    assert "| `industry is Wine` | 300 | 300 | +700 |" in done.out and "<img" not in done.out
    done = inside("audience", "-C", str(org), "--format", "markdown")
    assert "| `list/all` | 300 | 30 % | 200 | 100 | unknown |" in done.out
    Git(org).commit("Begin")
    replace(org / "lists/all.yaml", "industry is Wine", "industry is Golf")
    done = inside("audience", "list/all", "--compare", "HEAD..", "-C", str(org), "--format", "markdown")
    assert "| gone | `industry is Wine` | 300 | 300 |" in done.out and "| new | `industry is Golf`" in done.out
    done = inside("audience", "--compare", "HEAD..HEAD", "-C", str(org), "--format", "markdown")
    assert done.out.startswith("Nobody comes in or goes out.")


def test_an_environment_without_people_says_what_is_missing(org: Path) -> None:
    """No number is made up."""
    done = inside("audience", "list/all", "-C", str(org), "--env", "staging")
    assert done.code == 1 and "environment staging does not say where its people are" in done.err
    (org / "people/people.csv").unlink()
    done = inside("audience", "list/all", "-C", str(org))
    assert done.code == 1 and "Traceback" not in done.err and done.err.startswith("error: ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--at", "HEAD", "--compare", "HEAD.."), "give one of them"),
        (("--compare", "HEAD"), "takes two revisions"),
    ],
)
def test_words_that_make_no_sense_together_are_refused(org: Path, words: tuple[str, ...], message: str) -> None:
    """Before anything is read."""
    done = inside("audience", *words, "-C", str(org))
    assert done.code == 64 and message in done.err


def test_what_was_copied_of_people_can_be_purged(org: Path, tmp_path: Path) -> None:
    """The copy lies in the user's cache and has no names in it."""
    assert inside("audience", "list/all", "-C", str(org)).code == 0
    done = inside("audience", "purge", "-C", str(org))
    assert done.code == 0 and "1 copy of people deleted" in done.err
    assert list((tmp_path / "cache").rglob("*.parquet")) == []
    assert "0 copies" in inside("audience", "purge", "-C", str(org)).err


def test_a_database_is_held_to_the_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    """With made-up people; the address can come from the environment, so that no password is in a command."""
    done = inside("audience", "conformance", "duckdb:")
    assert done.code == 0 and "Not one differs" in done.out
    monkeypatch.setenv("SOME_URL", "nosuch://x:secret@y")
    done = inside("audience", "conformance", "$SOME_URL")
    assert done.code == 1 and "secret" not in done.all
    done = inside("audience", "conformance", "$NO_SUCH_VARIABLE")
    assert done.code == 64 and "NO_SUCH_VARIABLE is not set" in done.err


def test_the_help_is_that_of_counting_and_names_the_rest() -> None:
    """One command for what is asked every day."""
    done = program("audience", "--help")
    assert done.code == 0 and "--compare" in done.out and "audience purge" in " ".join(done.out.split())


def test_a_definition_that_cannot_be_counted_says_why_once(org: Path) -> None:
    """A source without activities does not know who was mailed."""
    (org / "lists/fresh.yaml").write_text(
        "kind: list\nkey: fresh\ntitle: Fresh\nowner: team/ops\nstate: draft\ncriteria:\n"
        "  - any:\n      - was sent any email in last 7 days\n      - opened any email\n  - industry is Wine\n"
    )
    done = inside("audience", "list/fresh", "-C", str(org))
    assert done.code == 0
    lines = said(done.out)
    assert lines[1].startswith("unknown: ") and "It is draft: nothing is done with these people now." in lines
    assert "industry is Wine 300 unknown unknown lists/fresh.yaml:10" in lines


def test_a_static_list_and_a_form_are_told_as_what_they_are(org: Path) -> None:
    """People on them are put there."""
    (org / "lists/put.yaml").write_text("kind: list\nkey: put\ntitle: Put\nowner: team/ops\nstatic: true\n")
    (org / "forms").mkdir()
    (org / "forms/f.yaml").write_text("kind: form\nkey: f\ntitle: F\nowner: team/ops\nfields: []\n")
    replace(org / "journeys/welcome.yaml", "entry:\n", "entry:\n  forms:\n    - form/f\n")
    done = inside("audience", "list/put", "journey/welcome", "-C", str(org))
    assert "People are put on it one by one, so it has no lines." in done.out
    assert "Whoever submits form/f comes in as well, and is not counted." in done.out
