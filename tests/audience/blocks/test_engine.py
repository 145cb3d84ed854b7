"""What the embedded engine promises: one pass, a share where that will do, and reasons for what is not known."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from mapconfig.audience.blocks import EVALUATORS, Block, BlockEngine
from mapconfig.audience.blocks.bitmaps import Bits, packed
from mapconfig.audience.engine import Engine
from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.sheet import (
    EVERYBODY,
    NOBODY,
    ActivityLeaf,
    EnrolledLeaf,
    FieldLeaf,
    Formula,
    ListLeaf,
    Ref,
    Related,
    Sheet,
)
from mapconfig.audience.snapshot import Snapshot, SnapshotBroken, from_people
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.oracle import Activity, Person
from mapconfig.criteria.syntax import FieldTest
from tests.audience.blocks.asking import snapshot_of
from tests.audience.strategies import AS_OF, CATALOGUE, org_of, people

EVER = (None, AS_OF)
TEXT = FieldType("text")


@pytest.fixture(scope="module")
def everybody() -> tuple[Person, ...]:
    return people(400, 11)


@pytest.fixture(scope="module")
def snapshot(everybody: tuple[Person, ...], tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(everybody, tmp_path_factory.mktemp("people") / "snapshot", 32)


def ref_of(sheet: Sheet, *sentences: object) -> Ref:
    return Lists(org_of({}), sheet).criteria(list(sentences), "a test")


def test_it_is_an_engine(snapshot: Snapshot) -> None:
    """
    Whatever counts people in another place can stand in for it, and it for them.
    """
    engine: Engine = BlockEngine(snapshot)

    assert engine.name == "embedded"
    assert engine.as_of == AS_OF


def test_everybody_and_nobody_are_counted_like_any_formula(snapshot: Snapshot) -> None:
    """
    A question may be trivial, and may be asked twice.
    """
    found = BlockEngine(snapshot).counts(Sheet(AS_OF), [NOBODY, EVERYBODY, EVERYBODY])

    assert found.values == (0, 400, 400)
    assert (found.people, found.share, found.errors) == (400, 1.0, ())


def test_no_question_has_no_answer(snapshot: Snapshot) -> None:
    """
    Asking for nothing is no error.
    """
    assert BlockEngine(snapshot).counts(Sheet(AS_OF), []).values == ()


def test_there_may_be_no_people(tmp_path: Path) -> None:
    """
    An account in which nobody is yet has lists of nobody.
    """
    snapshot = from_people([], CATALOGUE, AS_OF, tmp_path / "snapshot")
    sheet = Sheet(AS_OF)
    wanted = [ref_of(sheet, "industry is banking"), ref_of(sheet, "never opened any email"), EVERYBODY]

    assert BlockEngine(snapshot).counts(sheet, wanted).values == (0, 0, 0)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_any_number_of_threads_counts_the_same(threads: int, snapshot: Snapshot) -> None:
    """
    How busy or how large a machine is changes no number.
    """
    sheet = Sheet(AS_OF)
    wanted = [ref_of(sheet, "industry contains a"), ref_of(sheet, "opened any email"), ref_of(sheet, "score > 3")]

    found = BlockEngine(snapshot, threads=threads).counts(sheet, wanted)

    assert found == BlockEngine(snapshot, threads=1).counts(sheet, wanted)


def test_a_share_is_counted_in_some_blocks_and_scaled(snapshot: Snapshot) -> None:
    """
    A sampled number says which share it is from and how far it may be off.
    """
    sheet = Sheet(AS_OF)
    wanted = [EVERYBODY, NOBODY, ref_of(sheet, "opted_out is true")]
    (_, _, truth) = BlockEngine(snapshot).counts(sheet, wanted).values

    found = BlockEngine(snapshot).counts(sheet, wanted, share=0.5)

    assert 0.4 < found.share < 0.6
    assert found.people == 400
    assert found.values[:2] == (400, 0)
    assert all(error >= 1 for error in found.errors)
    assert abs(found.values[2] - truth) <= 2 * found.errors[2]


def test_a_share_of_one_block_is_everybody_in_it(tmp_path: Path) -> None:
    """
    Where there are few people all are counted, and the number is exact.
    """
    snapshot = snapshot_of(people(20, 1), tmp_path / "snapshot", 32)

    assert BlockEngine(snapshot).counts(Sheet(AS_OF), [EVERYBODY], share=0.1).share == 1.0


@pytest.mark.parametrize(
    ("changes", "leaf", "why"),
    [
        ({}, FieldLeaf(FieldTest("shoe_size", "is", ("9",)), TEXT), "has no field/shoe_size"),
        ({}, FieldLeaf(FieldTest("email", "is", ("a@b",)), TEXT), "tell who somebody is"),
        (
            {},
            FieldLeaf(FieldTest("opportunity.stage", "is", ("Open",)), FieldType("choice")),
            "may have many opportunity",
        ),
        ({}, ListLeaf("unheard-of"), "static list/unheard-of"),
        ({"activities": None}, ActivityLeaf("opened", None, EVER, 1), "has no activities"),
        ({"lists": None}, ListLeaf("imported"), "static list/imported"),
        ({"related-contract": None}, Related("contract", EVERYBODY), "has no contract records"),
        ({"enrolments": None}, EnrolledLeaf("onboarding", None), "who is in which journey"),
    ],
)
def test_what_a_source_does_not_have_is_said_and_never_zero(
    changes: dict[str, None], leaf: Formula, why: str, snapshot: Snapshot
) -> None:
    """
    A number that is not known is no number: the reason is a sentence, wherever in a formula the leaf stands.
    """
    manifest = replace(snapshot.manifest, tables={**snapshot.manifest.tables, **changes})
    engine = BlockEngine(Snapshot(manifest, snapshot.directory))
    sheet = Sheet(AS_OF)
    ref = sheet.put(leaf)
    deep = sheet.no(sheet.put(Related("opportunity", sheet.all((sheet.no(ref), ref_of(sheet, "opted_out is true"))))))

    assert why in engine.lacks(sheet, ref) != ""
    if not isinstance(leaf, FieldLeaf) or leaf.test.field != "opportunity.stage":
        assert why in engine.lacks(sheet, deep) != ""
        with pytest.raises(Uncountable, match=why):
            engine.counts(sheet, [EVERYBODY, deep])


def test_a_field_of_a_record_is_lacking_inside_its_group_too(snapshot: Snapshot) -> None:
    """
    The reason is given for what a record has not, as for a person.
    """
    sheet = Sheet(AS_OF)
    leaf = sheet.put(FieldLeaf(FieldTest("contract.colour", "is", ("red",)), TEXT))

    assert "field/contract.colour" in BlockEngine(snapshot).lacks(sheet, sheet.put(Related("contract", leaf)))


@dataclass(frozen=True, slots=True)
class Busy:
    """Who did something at least as often as their score is high: a leaf that another module could define."""

    reads: tuple[Formula, ...]
    within: Ref

    @property
    def parts(self) -> tuple[Ref, ...]:
        return (self.within,)


def busy(block: Block, leaf: Busy) -> Bits:
    activity = leaf.reads[0]
    assert isinstance(activity, ActivityLeaf)
    times = block.times(activity.verb, activity.name, activity.interval)
    score = np.ma.filled(block.column("score"), 2**62)
    return packed((times >= score) & block.truth(leaf.within))


def busy_leaf(sheet: Sheet, announced: bool = True) -> Ref:
    activity = ActivityLeaf("was sent", None, EVER, 1)
    score = FieldLeaf(FieldTest("score", "is blank"), FieldType("number"))
    reads: tuple[Formula, ...] = (activity, score) if announced else (activity,)
    return sheet.put(Busy(reads, ref_of(sheet, "opted_out is false or blank")))


def busy_people(everybody: tuple[Person, ...]) -> int:
    def is_busy(person: Person) -> bool:
        sent = sum(one.verb == "was sent" and one.at < AS_OF for one in person.activities)
        score = person.fields.get("score")
        return isinstance(score, int) and sent >= score and person.fields.get("opted_out") is not True

    return sum(map(is_busy, everybody))


@pytest.mark.parametrize("announced", [True, False])
def test_a_leaf_of_another_module_is_one_line_in_the_table(
    announced: bool, everybody: tuple[Person, ...], snapshot: Snapshot
) -> None:
    """
    New questions need no new engine. What they read beside is read with the rest, or later when they did not say so.
    """
    sheet = Sheet(AS_OF)
    ref = busy_leaf(sheet, announced)
    engine = BlockEngine(snapshot, evaluators={**EVALUATORS, Busy: busy})

    assert engine.counts(sheet, [ref]).values == (busy_people(everybody),)
    assert "no answer for Busy" in BlockEngine(snapshot, evaluators={}).lacks(sheet, ref)


def test_what_a_leaf_reads_is_lacking_like_what_it_asks(snapshot: Snapshot) -> None:
    """
    A score over activities is unknown where there are none.
    """
    manifest = replace(snapshot.manifest, tables={**snapshot.manifest.tables, "activities": None})
    engine = BlockEngine(Snapshot(manifest, snapshot.directory), evaluators={**EVALUATORS, Busy: busy})
    sheet = Sheet(AS_OF)

    assert "has no activities" in engine.lacks(sheet, busy_leaf(sheet))


def test_only_counts_and_columns_have_values(snapshot: Snapshot) -> None:
    """
    Announcing something else is a mistake of whoever wrote the leaf, and is said at once.
    """
    with pytest.raises(TypeError, match="ListLeaf"):
        BlockEngine(snapshot).each_block(Sheet(AS_OF), [], lambda _: np.zeros(1), values=[ListLeaf("imported")])


def test_each_block_is_added_up(everybody: tuple[Person, ...], snapshot: Snapshot) -> None:
    """
    Sums over all people can be made of whatever a block knows, also of tables that no formula asks for.
    """
    sheet = Sheet(AS_OF)
    ref = ref_of(sheet, "industry is not blank")
    values = [ActivityLeaf("opened", None, EVER, 1), FieldLeaf(FieldTest("ratio", "is blank"), FieldType("number"))]

    def sums(block: Block) -> npt.NDArray[np.int64]:
        whose, rows = block.rows("related-opportunity", "stage")
        opened = block.times("opened", None, EVER)
        twice = block.times("opened", None, (None, AS_OF - timedelta(days=1)))
        return np.array(
            [
                block.people,
                np.count_nonzero(block.truth(ref)),
                opened.sum(),
                twice.sum(),
                np.ma.count(block.column("ratio")),
                np.ma.count(block.column("industry")),
                whose.size if len(rows["stage"]) == whose.size else -1,
            ]
        )

    found = BlockEngine(snapshot).each_block(sheet, [ref], sums, values=values)

    opened = [one.at for person in everybody for one in person.activities if one.verb == "opened" and one.at < AS_OF]
    industries = sum(person.fields.get("industry") not in (None, "") for person in everybody)
    ratios = [person.fields.get("ratio") for person in everybody]
    records = sum(one is not None for person in everybody for one in person.related.get("opportunity", ()))
    assert found.tolist() == [
        400,
        industries,
        len(opened),
        sum(at < AS_OF - timedelta(days=1) for at in opened),
        sum(isinstance(ratio, float) and ratio == ratio for ratio in ratios),
        industries,
        records,
    ]


def test_values_that_are_lacking_are_no_zeros(snapshot: Snapshot) -> None:
    """
    Sums over what a source has not are refused as counts are.
    """
    leaf = FieldLeaf(FieldTest("shoe_size", "is blank"), FieldType("number"))

    with pytest.raises(Uncountable, match="shoe_size"):
        BlockEngine(snapshot).each_block(Sheet(AS_OF), [], lambda _: np.zeros(1), values=[leaf])


def test_a_fault_in_one_block_ends_the_count(snapshot: Snapshot) -> None:
    """
    Nobody is told a number that some blocks are missing from.
    """
    seen: list[int] = []

    def fails(block: Block) -> npt.NDArray[np.int64]:
        seen.append(block.number)
        if block.number == 1:
            raise RuntimeError("a fault")
        return np.zeros(1, np.int64)

    with pytest.raises(RuntimeError, match="a fault"):
        BlockEngine(snapshot, threads=1).each_block(Sheet(AS_OF), [], fails)
    assert len(seen) < snapshot.manifest.blocks
    assert threading.active_count() < 20


def test_missing_people_are_not_overlooked(tmp_path: Path) -> None:
    """
    A snapshot from which a file was lost counts nobody.
    """
    snapshot = snapshot_of(people(60, 1), tmp_path / "snapshot", 32)
    (snapshot.directory / "people" / "00001.parquet").unlink()

    with pytest.raises(SnapshotBroken, match=r"00001\.parquet is missing"):
        BlockEngine(snapshot).counts(Sheet(AS_OF), [EVERYBODY])


def test_who_is_in_flight_is_counted_by_journey_and_step(tmp_path: Path) -> None:
    """
    A journey in which nobody is has nobody in it, and a step counts those who stand there.
    """
    since = datetime(2026, 3, 1, tzinfo=UTC)
    enrolments = [(0, "onboarding", "welcome", since), (3, "onboarding", "look", since), (3, "win-back", "look", since)]
    snapshot = from_people(people(5, 1), CATALOGUE, AS_OF, tmp_path / "snapshot", 2, enrolments=enrolments)
    sheet = Sheet(AS_OF)
    leaves = [("onboarding", None), ("onboarding", "look"), ("win-back", "welcome"), ("renewal", None)]
    wanted = [sheet.put(EnrolledLeaf(journey, step)) for journey, step in leaves]

    assert BlockEngine(snapshot).counts(sheet, wanted).values == (2, 1, 0, 0)
    assert BlockEngine(snapshot).counts(sheet, wanted[3:]).values == (0,)


def test_a_field_of_which_many_values_pass_is_looked_up(tmp_path: Path) -> None:
    """
    However many thresholds lists have, everybody is on the right side of each.
    """
    snapshot = from_people(
        [Person(fields={"score": score}) for score in range(300)], CATALOGUE, AS_OF, tmp_path / "snapshot", 64
    )
    sheet = Sheet(AS_OF)
    wanted = [ref_of(sheet, f"score >= {low}") for low in range(300)]

    assert BlockEngine(snapshot).counts(sheet, wanted).values == tuple(300 - low for low in range(300))


def test_activities_are_counted_by_name_window_and_number(tmp_path: Path) -> None:
    """
    Sentences that differ in one of them alone have their own counts.
    """
    at = AS_OF - timedelta(days=1)
    everybody = [
        Person(activities=tuple(Activity("opened", "email", "a", at) for _ in range(number))) for number in range(5)
    ] + [Person(activities=(Activity("opened", "email", "b", AS_OF - timedelta(days=40)),))]
    snapshot = from_people(everybody, CATALOGUE, AS_OF, tmp_path / "snapshot", 4)
    sheet = Sheet(AS_OF)
    asked = {
        "opened any email": 5,
        "opened email a": 4,
        "opened email b": 1,
        "opened email unheard-of": 0,
        "opened any email at least 2 times": 3,
        "opened email a exactly 3 times": 1,
        "opened any email in last 30 days": 4,
        "opened any email before 2026-03-01": 1,
        "opened any email between 2026-02-01 and 2026-01-01": 0,
        "never opened any email": 1,
        "clicked any email": 0,
    }

    found = BlockEngine(snapshot).counts(sheet, [ref_of(sheet, sentence) for sentence in asked])

    assert dict(zip(asked, found.values, strict=True)) == asked


def test_every_list_may_have_a_window_of_its_own(tmp_path: Path) -> None:
    """
    Thousands of different moments are told apart like a few.
    """
    hours = range(1, 8_001, 100)
    everybody = [
        Person(activities=(Activity("did", "activity", "call", AS_OF - timedelta(hours=hour, minutes=30)),))
        for hour in hours
    ]
    snapshot = from_people(everybody, CATALOGUE, AS_OF, tmp_path / "snapshot", 64)
    sheet = Sheet(AS_OF)
    windows = [(AS_OF - timedelta(hours=hour), AS_OF) for hour in range(8_000)]
    wanted = [sheet.put(ActivityLeaf("did", None, window, 1)) for window in windows]

    found = BlockEngine(snapshot).counts(sheet, wanted).values

    assert found == tuple(sum(hour + 0.5 <= within for hour in hours) for within in range(8_000))
