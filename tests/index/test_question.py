"""Questions that the index answers: as reading every file would."""

from __future__ import annotations

import random
import shutil
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mapconfig.address import Address
from mapconfig.graph import Graph, Links
from mapconfig.impact import if_it_changed
from mapconfig.index import facts
from mapconfig.index.question import ask
from mapconfig.index.store import PLACE, place
from mapconfig.index.verdict import NAME, verdict
from mapconfig.model import Org
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree
from mapconfig.report.impact import document
from tests.index.edits import EDITS, break_a_file, narrow_a_list

ROOT = Path(__file__).parent.parent.parent
DAY = date(2026, 11, 22)
ASKED = ("list/customers", "crm-field/Account.Type", "team/sales", "field/industry", "email/nothing-such")


@pytest.fixture
def org(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example org, and an empty cache."""
    monkeypatch.setenv(PLACE, str(tmp_path / "cache"))
    monkeypatch.setattr(facts, "RACY", 0)  # the copy is only moments old
    root = tmp_path / "org"
    shutil.copytree(ROOT / "org-config", root, ignore=shutil.ignore_patterns(".mapconfig"))
    return root


def told(org: Org, links: Links) -> dict[str, Any]:
    return document([if_it_changed(Address(each), org, links) for each in ASKED], org)


def by_reading(root: Path) -> dict[str, Any]:
    org = read_org(Tree(root)).org
    return told(org, Graph.of(org))


def test_the_index_tells_an_impact_as_reading_does(org: Path) -> None:
    """
    Once `validate` has made an index, it answers what a change would reach; and so it does after an edit.
    """
    verdict(str(org), DAY)

    assert ask(str(org), DAY, told) == by_reading(org)
    narrow_a_list(org)
    assert ask(str(org), DAY, told) == by_reading(org)


@pytest.mark.slow
def test_random_edits_are_in_the_answer(org: Path) -> None:
    """
    The index answers for the files as they are, or not at all.
    """
    dice = random.Random(7)
    answered = 0
    for _ in range(20):
        dice.choice(EDITS)(org)
        verdict(str(org), DAY)
        dice.choice(EDITS)(org)
        found = ask(str(org), DAY, told)
        answered += found is not None
        assert found is None or found == by_reading(org)
    assert answered > 3


def test_an_answer_brings_the_index_up_to_date(org: Path) -> None:
    """
    What was read for a question need not be read again for a verdict.
    """
    verdict(str(org), DAY)
    break_a_file(org)

    assert ask(str(org), DAY, told) is not None
    assert verdict(str(org), DAY) == verdict(str(org), DAY, cold=True)


def test_without_an_index_there_is_no_answer(org: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    No index, an index of another day or of another program, and no place for one: everything has to be read.
    """
    assert ask(str(org), DAY, told) is None
    verdict(str(org), DAY)
    assert ask(str(org), date(2031, 1, 1), told) is None
    monkeypatch.setenv(PLACE, "")
    assert ask(str(org), DAY, told) is None


def test_a_damaged_index_is_dropped_and_not_an_error(org: Path) -> None:
    """
    Damage that shows only while an answer is put together is damage all the same.
    """
    verdict(str(org), DAY)
    where = place(str(org))
    assert where is not None
    with sqlite3.connect(Path(where) / NAME) as db:
        db.execute("UPDATE asset SET attributes = '['")

    assert ask(str(org), DAY, told) is None
    assert not (Path(where) / NAME).exists()
