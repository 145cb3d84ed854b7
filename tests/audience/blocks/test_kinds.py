"""A sentence of every kind about the same people: the quick part of what `test_oracle` does at length."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mapconfig.audience.blocks import BlockEngine, changes
from mapconfig.audience.sheet import ActivityLeaf, ChangeLeaf, Sheet
from mapconfig.audience.snapshot import Snapshot
from mapconfig.criteria.oracle import FieldChange, Person
from mapconfig.testing import OracleEngine
from tests.audience.blocks.asking import expected, found, members, refs_of, rewritten, snapshot_of
from tests.audience.strategies import AS_OF, CATALOGUE, World, oracle_members, org_of, people

EVERYBODY = people(250, 5)

CRITERIA: dict[str, Any] = {
    "text": ["industry contains an"],
    "choice": ["country not in [DE, AT]"],
    "order": ["grade is at most B- or blank"],
    "whole": ["score > 9007199254740992"],
    "fraction": ["ratio between 0.1 and 0.3"],
    "date": ["created_at between 2026-01-01 and 2026-03-30"],
    "moving": ["last_activity_at not in last 1 months"],
    "answer": ["hard_bounced is false or blank"],
    "identifier": ["email is not blank"],
    "account": ["account.employees <= 0.5"],
    "sent": ["was sent any email at least 2 times in last 30 days"],
    "named": ["did e\u0301 since 2026-01-01"],
    "never": ["never viewed page /pricing"],
    "static": ["in list imported", "not in list in"],
    "changed": ["industry changed to a"],
    "changed-number": ["score changed from 5"],
    "changed-any": ["grade changed in last 30 days"],
    "changed-blank": ["created_at changed from blank or blank"],
    "some": [{"some opportunity": ["stage is at least Closed Won", "amount > 2"]}],
    "none": [{"no contract": [{"any": ["status is blank", "end_date in next 90 days"]}]}],
    "mixed": [
        {
            "some opportunity": [
                {"none": ["won is true"]},
                {"any": ["in list imported", "opened any email", {"some contract": ["status contains a"]}]},
                "account.type is not Customer",
            ]
        }
    ],
    "person-only": [{"some opportunity": ["clicked any email"]}],
    "groups": [
        {"any": [{"all": ["opted_out is true", {"none": ["score is blank"]}]}, {"none": ["grade is at least D"]}]}
    ],
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(EVERYBODY, tmp_path_factory.mktemp("people") / "snapshot", 100)


def test_every_kind_of_sentence_is_true_of_whom_the_oracle_says(snapshot: Snapshot) -> None:
    """
    Asked together, as lists are: one answer does not disturb another.
    """
    world = World(EVERYBODY, org_of({key: {"criteria": criteria} for key, criteria in CRITERIA.items()}))
    sheet = Sheet(AS_OF)

    answered = members(BlockEngine(snapshot), sheet, refs_of(world, sheet))

    assert answered == oracle_members(world)
    assert [key for key in CRITERIA if not 0 < len(answered[key]) < len(EVERYBODY)] == []


@pytest.mark.parametrize("kind", CRITERIA)
def test_a_sentence_asked_alone_has_the_same_answer(kind: str, snapshot: Snapshot) -> None:
    """
    What else is asked changes nothing: only what is needed is read.
    """
    assert found(snapshot, CRITERIA[kind]) == expected(EVERYBODY, CRITERIA[kind])


def test_a_change_that_no_field_could_hold_is_a_blank(tmp_path: Path) -> None:
    """
    What a source wrote into the history of a number and is no number stands for no value, as it would in the field.
    """
    values: tuple[object, ...] = (5, "5", 5.0, 0.5, "often", "", None, float("nan"), True)
    everybody = [Person(changes=(FieldChange("score", value, 1, AS_OF.replace(year=2025)),)) for value in values]
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 4)

    for sentence in ("score changed from 5", "score changed from blank", "score changed from 0.5", "score changed"):
        assert found(snapshot, [sentence]) == expected(everybody, [sentence])


def test_a_history_that_is_not_of_the_field_is_a_blank_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A source may say anything; whoever it says it of is counted as having had nothing there. However many different
    changes there are, a few are remembered.
    """
    monkeypatch.setattr(changes, "REMEMBERED", 2)
    when = AS_OF.replace(year=2025)
    everybody = [Person(changes=(FieldChange("score", number, 1, when),)) for number in range(9)]
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 3)
    for block in range(3):
        select = "SELECT * REPLACE (CASE WHEN person % 2 = 1 THEN 'often' ELSE before END AS before) FROM t"
        rewritten(snapshot, "changes", block, select)

    assert found(snapshot, ["score changed from blank"]) == {1, 3, 5, 7}
    assert found(snapshot, ["score changed from 4"]) == {4}


def test_a_window_may_be_open_at_either_end(snapshot: Snapshot) -> None:
    """
    A formula may leave out when something began or ended to count; then all of it does.
    """
    sheet = Sheet(AS_OF)
    windows = [(None, None), (None, AS_OF), (AS_OF, None)]
    wanted = [sheet.put(ActivityLeaf("opened", None, window, 1)) for window in windows]
    wanted += [sheet.put(ChangeLeaf("grade", CATALOGUE.fields["grade"], None, None, window)) for window in windows]
    engine = BlockEngine(snapshot)

    together = engine.counts(sheet, wanted).values

    assert together == tuple(engine.counts(sheet, [ref]).values[0] for ref in wanted)
    assert together == OracleEngine(EVERYBODY, AS_OF).counts(sheet, wanted).values
    assert together[0] > together[1] > 0


def test_a_change_inside_a_group_about_records_is_looked_for_in_the_person(tmp_path: Path) -> None:
    """
    Histories are kept by person: such a sentence is true of whoever has a record and that change, and a blank that it
    takes in is the record's.
    """
    when = AS_OF.replace(year=2025)
    moved = (FieldChange("opportunity.stage", "Open", "Closed Won", when),)
    records = ((), ({"stage": "Open"},), ({"stage": None},))
    everybody = [Person(related={"opportunity": held}, changes=history) for held in records for history in ((), moved)]
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 4)

    for sentence in ("stage changed to Closed Won", "stage changed to Closed Won or blank", "stage changed to Open"):
        criteria = [{"some opportunity": [sentence]}]
        assert found(snapshot, criteria) == expected(everybody, criteria)
    assert found(snapshot, [{"some opportunity": ["stage changed to Closed Won or blank"]}]) == {3, 4, 5}
