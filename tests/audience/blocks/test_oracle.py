"""The engine against the definition of the language: every person, every list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapconfig.audience.blocks import Block, BlockEngine
from mapconfig.audience.membership import Lists
from mapconfig.audience.sheet import Ref, Sheet
from mapconfig.audience.snapshot import Snapshot, from_people
from tests.audience.strategies import STATIC, World, oracle_members, worlds


def members(engine: BlockEngine, sheet: Sheet, refs: dict[str, Ref]) -> dict[str, set[int]]:
    """Who is on each list, by number: what no engine gives away, seen from inside."""

    def truths(block: Block) -> np.ndarray:
        table = np.zeros((len(refs), engine.snapshot.manifest.people), np.int64)
        for row, ref in enumerate(refs.values()):
            table[row, block.first : block.first + block.people] = block.truth(ref)
        return table

    table = engine.each_block(sheet, refs.values(), truths)
    return {key: set(np.flatnonzero(table[row]).tolist()) for row, key in enumerate(refs)}


def snapshot_of(world: World, directory: Path, block: int) -> Snapshot:
    """The people of `world` on disk; the source knows all static lists, also those that nobody is on."""
    made = from_people(world.people, world.catalogue, world.as_of, directory, block)
    empty = [key for key in STATIC if key not in made.manifest.lists]
    return Snapshot(replace(made.manifest, lists=(*made.manifest.lists, *empty)), directory)


def test_every_person_is_on_the_lists_that_the_oracle_puts_them_on() -> None:
    """
    40,000 times and more, the engine and the oracle say the same of one person and one list.
    """
    cells = 0

    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(worlds(), st.sampled_from([16, 64, 1000]))
    def compare(world: World, block: int) -> None:
        nonlocal cells
        expected = oracle_members(world)
        sheet = Sheet(world.as_of)
        lists = Lists(world.org, sheet)
        refs = {key: lists.member(key) for key in expected}
        with TemporaryDirectory() as directory:
            engine = BlockEngine(snapshot_of(world, Path(directory) / "snapshot", block))
            found = members(engine, sheet, refs)
            counts = engine.counts(sheet, list(refs.values()))

        for key, numbers in expected.items():
            assert found[key] == numbers, (key, world.lists[key])
        assert counts.values == tuple(map(len, expected.values()))
        cells += len(expected) * len(world.people)

    compare()

    assert cells >= 40_000
