"""Who the engine says is on lists, by number: what it gives nobody, seen from inside for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

from mapconfig.audience.blocks import Block, BlockEngine
from mapconfig.audience.membership import Lists
from mapconfig.audience.sheet import Ref, Sheet
from mapconfig.audience.snapshot import Snapshot, from_people
from mapconfig.criteria.oracle import Person
from tests.audience.strategies import AS_OF, CATALOGUE, STATIC, World, oracle_members, org_of


def snapshot_of(people: Iterable[Person], directory: Path, block: int) -> Snapshot:
    """People on disk; the source knows all static lists, also those that nobody is on."""
    made = from_people(people, CATALOGUE, AS_OF, directory, block)
    empty = [key for key in STATIC if key not in made.manifest.lists]
    return Snapshot(replace(made.manifest, lists=(*made.manifest.lists, *empty)), directory)


def rewritten(snapshot: Snapshot, table: str, block: int, select: str) -> None:
    """Write a block of a table again as `select` makes it of the table `t`."""
    path = snapshot.file(table, block)
    con = duckdb.connect()
    con.execute(f"CREATE TABLE t AS SELECT * FROM read_parquet('{path}')")
    con.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    con.close()


def members(engine: BlockEngine, sheet: Sheet, refs: Mapping[str, Ref]) -> dict[str, set[int]]:
    """Who each formula is true of."""

    def truths(block: Block) -> npt.NDArray[np.int64]:
        table = np.zeros((len(refs), engine.snapshot.manifest.people), np.int64)
        for row, ref in enumerate(refs.values()):
            table[row, block.first : block.first + block.people] = block.truth(ref)
        return table

    table = engine.each_block(sheet, refs.values(), truths)
    return {key: set(np.flatnonzero(table[row]).tolist()) for row, key in enumerate(refs)}


def refs_of(world: World, sheet: Sheet) -> dict[str, Ref]:
    lists = Lists(world.org, sheet)
    return {key: lists.member(key) for key in world.lists}


def found(snapshot: Snapshot, criteria: Any) -> set[int]:
    """Who meets `criteria`, as YAML gives them."""
    sheet = Sheet(AS_OF)
    ref = Lists(org_of({}), sheet).criteria(criteria, "a test")
    return members(BlockEngine(snapshot), sheet, {"": ref})[""]


def expected(people: Iterable[Person], criteria: Any) -> set[int]:
    """The same, by the definition of the language."""
    return oracle_members(World(tuple(people), org_of({"asked": {"criteria": criteria}})))["asked"]
