"""A journal that somebody edited: no command answers from it, or builds on it, without saying so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.program import inside, replace, settled, small
from tests.record.repository import Git

SAID = "The journal of local was changed after it was written (line "


@pytest.fixture
def org(tmp_path: Path) -> Path:
    """A small org that is applied; then names in its journal are exchanged."""
    made = small(tmp_path / "org")
    settled(made, tmp_path / "first.json")
    Git(made).commit("Begin")
    journal = made / ".mapconfig/local/journal.jsonl"
    text = journal.read_text()
    actor = json.loads(text.splitlines()[0])["actor"]
    journal.write_text(text.replace(f'"{actor}"', '"' + "x" * len(actor) + '"'))
    return made


def test_an_answer_about_the_past_says_so(org: Path, tmp_path: Path) -> None:
    """With the answer of git, and the exit code of `audit verify`; where it was applied is not said to be nowhere."""
    assert inside("audit", "verify", "-C", str(org)).code == 1
    for command in (("why", "list/old", "title"), ("history", "list/old")):
        done = inside(*command, "-C", str(org))
        told = json.loads(inside(*command, "-C", str(org), "--format", "json").out)
        french = inside(*command, "-C", str(org), "--lang", "fr")

        assert done.code == 1, done.all
        assert SAID in done.out
        assert "nowhere yet" not in done.out
        assert told["doubts"][0].startswith(SAID)
        assert "audit verify --env local" in told["doubts"][0]
        assert "Le journal de local" in french.out


def test_the_catalogue_says_so(org: Path, tmp_path: Path) -> None:
    """To whoever builds it, and on its pages."""
    done = inside("docs", "build", "-C", str(org), "--output", str(tmp_path / "site"))

    assert done.code == 1, done.all
    assert SAID in done.err
    assert any(SAID in page.read_text() for page in (tmp_path / "site").rglob("*.html"))


def test_nothing_is_planned_or_applied_upon_it(org: Path, tmp_path: Path) -> None:
    """Neither a cache nor a plan from before helps."""
    replace(org / "lists/old.yaml", "title: Old list", "title: Older list")
    for command in (("plan",), ("drift",), ("apply", str(tmp_path / "first.json"))):
        done = inside(*command, "-C", str(org))

        assert done.code == 1, done.all
        assert "mapconfig audit verify" in done.err
