"""What is measured: questions as an org asks them, on one sheet each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.people.lists import Attributes, lists, org_of

from mapconfig.audience.membership import Lists
from mapconfig.audience.sheet import NOBODY, Ref, Sheet


@dataclass(frozen=True)
class Case:
    """Questions that are counted together. `lists` are the refs of the lists they are about, by key."""

    name: str
    sheet: Sheet
    wanted: tuple[Ref, ...]
    lists: Mapping[str, Ref]
    bar: float
    """The ratio to the bare scan that it is to stay below."""


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
    name: str, before: Mapping[str, Attributes], changed: Mapping[str, Attributes], as_of: datetime, bar: float
) -> Case:
    """Before, after and overlap of every list that is not the same after a change, and what is looked at beside."""
    sheet = Sheet(as_of)
    was = _members(sheet, {**before, **LOOKED_AT})
    now = _members(sheet, {**before, **LOOKED_AT, **changed})
    wanted: list[Ref] = []
    moved = {key: ref for key, ref in now.items() if was[key] != ref}
    for key, ref in moved.items():
        wanted += [was[key], ref, sheet.all((was[key], ref))]
        if key in changed:
            wanted += [sheet.all((ref, now[other])) for other in LOOKED_AT]
    return Case(name, sheet, tuple(wanted), moved, bar)


def one_list(as_of: datetime) -> Case:
    """A list that nobody builds on loses one line and gets another."""
    made = lists(1000)
    key = "list-0871"
    criteria = list(made[key]["criteria"])
    after = {**made[key], "criteria": [*criteria[1:], "opened any email at least 2 times in last 30 days"]}
    return _change("1 changed list, before and after", made, {key: after}, as_of, 3.0)


def master(as_of: datetime) -> Case:
    """A master loses a line, and with it all lists that narrow it change."""
    made = lists(1000)
    after = {**made["master-0"], "criteria": made["master-0"]["criteria"][:-1]}
    case = _change("a changed master, before and after", made, {"master-0": after}, as_of, 8.0)
    return Case(
        f"a changed master with {len(case.lists) - 1} lists below, before and after",
        case.sheet,
        case.wanted,
        case.lists,
        case.bar,
    )


def many(count: int, bar: float) -> Callable[[datetime], Case]:
    """So many lists, each with its overlap with the next."""

    def made(as_of: datetime) -> Case:
        sheet = Sheet(as_of)
        found = _members(sheet, lists(count))
        refs = list(found.values())
        overlaps = [sheet.all(pair) for pair in zip(refs, [*refs[1:], refs[0]], strict=True)]
        return Case(f"{count:,} lists with overlaps", sheet, (*refs, *overlaps), found, bar)

    return made


#: By the name with which one is asked for.
CASES: dict[str, Callable[[datetime], Case]] = {
    "one": one_list,
    "master": master,
    "100": many(100, 8.0),
    "1000": many(1000, 9.0),
}


def describe(case: Case) -> dict[str, Any]:
    """How much is asked: lists, questions, and leaves by type."""
    kinds: dict[str, int] = {}
    for leaf in case.sheet.leaves(case.wanted):
        kinds[type(leaf).__name__] = kinds.get(type(leaf).__name__, 0) + 1
    asked = [ref for ref in case.wanted if ref != NOBODY]
    return {"lists": len(case.lists), "questions": len(asked), "leaves": kinds}
