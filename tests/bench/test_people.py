"""The benchmark about people: what it measures is what it says, and every way of counting gives the same numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bench.people import run
from bench.people.cases import CASES, describe
from bench.people.generate import snapshot as generated
from bench.people.lists import BELOW_FIRST, lists, org_of
from bench.people.ways import PerList, Scan, connected, pandas_masks

from mapconfig.audience.blocks import BlockEngine
from mapconfig.audience.snapshot import Snapshot

PEOPLE = 6_000


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return generated(tmp_path_factory.mktemp("bench") / "people", PEOPLE, block=2048)


def test_lists_are_the_same_every_time_and_of_the_number_asked_for() -> None:
    """
    Figures of two days are about the same lists.
    """
    made = lists(1000)

    assert lists(1000) == made
    assert len(made) == 1000
    assert sum(one.get("extends") == "list/master-0" for one in made.values()) == BELOW_FIRST
    assert len(org_of(made).assets) > 1000


def test_the_cases_are_as_large_as_their_names_say(snapshot: Snapshot) -> None:
    """
    A changed master moves the lists below it, and a thousand lists ask a thousand different things.
    """
    master = CASES["master"](snapshot)
    many = describe(CASES["1000"](snapshot))

    assert master.name == "a changed master with 136 lists below, before and after"
    assert many["lists"] == 1000
    assert many["leaves"]["ActivityLeaf"] >= 299
    assert sum(many["leaves"].values()) >= 650
    assert describe(CASES["one"](snapshot))["questions"] == 6


def test_the_floor_decodes_every_column_that_the_case_needs(snapshot: Snapshot) -> None:
    """
    A scan that the file's statistics could answer would make every bar meaningless: each column is compared with a
    value that some row has, one or another, and so has to be read.
    """
    con = connected(1)
    scan = Scan(con, snapshot, CASES["100"](snapshot))

    people, activities = scan.statements
    for field in ("country", "score", "account.type", "last_activity_at", "campaign_code", "opted_out"):
        assert f'"{field}" = ' in people
    for column in ("verb", '"at"', "name", "person"):
        assert f"{column} = " in activities
    assert all(" OR " in statement and "NOT NULL" not in statement for statement in scan.statements)
    assert all(con.execute(statement).fetchall()[0][0] > 0 for statement in scan.statements)


def test_every_way_counts_the_same_people(snapshot: Snapshot) -> None:
    """
    What is compared in speed is equal in answers: the engine, a query per list and masks in pandas.
    """
    case = CASES["100"](snapshot)
    counts = dict(zip(case.wanted, BlockEngine(snapshot).counts(case.sheet, case.wanted).values, strict=True))
    queries = PerList(connected(1), snapshot, case.sheet)

    assert sum(count > 0 for count in counts.values()) > 60
    assert pandas_masks(snapshot, case.sheet, case.wanted) == [counts[ref] for ref in case.wanted]
    for ref in list(case.lists.values())[::10]:
        assert queries.count(ref) == counts[ref]


@pytest.mark.slow
def test_a_run_writes_figures_and_shows_them(
    snapshot: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    The command in the README works, and what it wrote can be shown again.
    """
    out = tmp_path / "figures.json"
    said = [str(snapshot.directory), "--rounds", "1", "--per-list", "--pandas", "--out", str(out)]

    assert run.main(said) == 0
    assert run.main(["--show", str(out)]) == 0

    figures: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    (data,) = figures["data"]
    assert data["people"] == PEOPLE
    assert len(data["cases"]) == len(CASES)
    for case in data["cases"]:
        assert case["peak_mb"] > 20
        assert case["ratio"]["wall"] > 0
    assert capsys.readouterr().out.count("| 6,000 | six journeys") == 2
