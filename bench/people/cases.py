"""What is measured: questions as an org asks them, on one sheet each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.people.lists import Attributes, lists, org_of
from bench.people.programs import CHANGED_MODEL, MODEL, six_journeys

from mapconfig.address import Address
from mapconfig.audience.blocks import BlockEngine
from mapconfig.audience.blocks.simulated import simulated
from mapconfig.audience.days.assumptions import Assumptions
from mapconfig.audience.days.program import CAPS, Program
from mapconfig.audience.membership import Lists
from mapconfig.audience.scoring import bins, edges, scoring
from mapconfig.audience.sheet import NOBODY, Formula, Ref, Sheet
from mapconfig.audience.snapshot import Snapshot
from mapconfig.model import Asset


@dataclass(frozen=True)
class Case:
    """Something that is asked of the engine. `lists` are the refs of the lists it is about, by key."""

    name: str
    bar: float
    """The ratio to the bare scan that it is to stay below."""
    sheet: Sheet
    wanted: tuple[Ref, ...]
    """All formulas that it needs, and `values` the leaves of which it uses the values."""
    lists: Mapping[str, Ref] = field(default_factory=dict)
    values: tuple[Formula, ...] = ()
    work: Callable[[BlockEngine], Any] | None = None
    """What is done; without it `wanted` are counted."""

    def run(self, engine: BlockEngine) -> Any:
        """Do it once; gives the counts where it is about counts."""
        return engine.counts(self.sheet, self.wanted).values if self.work is None else self.work(engine)


#: The suppressions by which every change is looked at: opted out, three e-mails in 30 days, one in seven.
LOOKED_AT = {
    "opted-out": {"criteria": ["opted_out is true"]},
    "three-in-30-days": {"criteria": ["was sent any email at least 3 times in last 30 days"]},
    "one-in-7-days": {"criteria": ["was sent any email in last 7 days"]},
}


def _members(sheet: Sheet, made: Mapping[str, Attributes]) -> dict[str, Ref]:
    known = Lists(org_of(made), sheet)
    return {key: known.member(key) for key in made}


def _change(
    name: str, before: Mapping[str, Attributes], changed: Mapping[str, Attributes], snapshot: Snapshot, bar: float
) -> Case:
    """Before, after and overlap of every list that is not the same after a change, and what is looked at beside."""
    sheet = Sheet(snapshot.manifest.as_of)
    was = _members(sheet, {**before, **LOOKED_AT})
    now = _members(sheet, {**before, **LOOKED_AT, **changed})
    wanted: list[Ref] = []
    moved = {key: ref for key, ref in now.items() if was[key] != ref}
    for key, ref in moved.items():
        wanted += [was[key], ref, sheet.all((was[key], ref))]
        if key in changed:
            wanted += [sheet.all((ref, now[other])) for other in LOOKED_AT]
    return Case(name.format(below=len(moved) - 1), bar, sheet, tuple(wanted), moved)


def one_list(snapshot: Snapshot) -> Case:
    """A list that nobody builds on loses one line and gets another."""
    made = lists(1000)
    key = "list-0871"
    criteria = list(made[key]["criteria"])
    after = {**made[key], "criteria": [*criteria[1:], "opened any email at least 2 times in last 30 days"]}
    return _change("1 changed list, before and after", made, {key: after}, snapshot, 3.0)


def master(snapshot: Snapshot) -> Case:
    """A master loses a line, and with it all lists that narrow it change."""
    made = lists(1000)
    after = {**made["master-0"], "criteria": made["master-0"]["criteria"][:-1]}
    name = "a changed master with {below} lists below, before and after"
    return _change(name, made, {"master-0": after}, snapshot, 8.0)


def many(count: int, bar: float) -> Callable[[Snapshot], Case]:
    """So many lists, each with its overlap with the next."""

    def made(snapshot: Snapshot) -> Case:
        sheet = Sheet(snapshot.manifest.as_of)
        found = _members(sheet, lists(count))
        refs = list(found.values())
        overlaps = [sheet.all(pair) for pair in zip(refs, [*refs[1:], refs[0]], strict=True)]
        return Case(f"{count:,} lists with overlaps", bar, sheet, (*refs, *overlaps), found)

    return made


def scores(snapshot: Snapshot) -> Case:
    """A scoring model before and after a change: both histograms, and who crosses the threshold."""
    sheet = Sheet(snapshot.manifest.as_of)
    known = Lists(org_of({}), sheet)
    before, after = (scoring(Asset(Address("scoring/interest"), model), known) for model in (MODEL, CHANGED_MODEL))
    starts = edges((before, after))
    wanted = [ref for one in (before, after) for _, _, ref in bins(one, starts)]
    for was, now in zip(before.thresholds, after.thresholds, strict=True):
        wanted += [was.reached, now.reached, sheet.but(was.reached, now.reached), sheet.but(now.reached, was.reached)]
    return Case("scoring before and after: histograms and crossings", 7.0, sheet, tuple(wanted))


def journeys(snapshot: Snapshot) -> Case:
    """Six branching journeys for 30 days, from which more than three e-mails in 30 days are withheld."""
    sheet = Sheet(snapshot.manifest.as_of)
    org = org_of({**lists(100), **LOOKED_AT}, assets=six_journeys("list/three-in-30-days"))
    lacks = BlockEngine(snapshot).lacks
    program = Program(org, sheet, 30, Assumptions(), None, CAPS, lacks)
    if program.refused:
        raise SystemExit(f"journeys that cannot be simulated are no journeys to measure: {program.refused}")
    needs = program.needs()
    return Case(
        "six journeys for 30 days, with a cap that withholds",
        12.0,
        sheet,
        tuple(sorted(needs.refs)),
        values=tuple(needs.counts),
        work=lambda engine: simulated(engine, [program]),
    )


#: By the name with which one is asked for.
CASES: dict[str, Callable[[Snapshot], Case]] = {
    "one": one_list,
    "master": master,
    "100": many(100, 8.0),
    "1000": many(1000, 9.0),
    "scoring": scores,
    "journeys": journeys,
}


def describe(case: Case) -> dict[str, Any]:
    """How much is asked: lists, questions, and leaves by type."""
    kinds: dict[str, int] = {}
    for leaf in case.sheet.leaves(case.wanted):
        kinds[type(leaf).__name__] = kinds.get(type(leaf).__name__, 0) + 1
    asked = [ref for ref in case.wanted if ref != NOBODY]
    return {"lists": len(case.lists), "questions": len(asked), "leaves": kinds}
