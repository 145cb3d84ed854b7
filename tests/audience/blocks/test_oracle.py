"""The engine against the definition of the language: every person, every list."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapconfig.audience.blocks import BlockEngine
from mapconfig.audience.sheet import Sheet
from mapconfig.criteria.oracle import Person
from tests.audience.blocks.asking import expected, found, members, refs_of, snapshot_of
from tests.audience.strategies import TEXTS, World, oracle_members, people, worlds


@pytest.mark.slow
def test_every_person_is_on_the_lists_that_the_oracle_puts_them_on() -> None:
    """
    The engine and the oracle say the same of one person and one list, 40,000 times and more in every run: the people of
    each world times its lists, added up over the worlds.
    """
    cells = 0

    @settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(worlds(most_people=450, least_people=250), st.sampled_from([64, 1000]))
    def compare(world: World, block: int) -> None:
        nonlocal cells
        on_lists = oracle_members(world)
        sheet = Sheet(world.as_of)
        refs = refs_of(world, sheet)
        with TemporaryDirectory() as directory:
            engine = BlockEngine(snapshot_of(world.people, Path(directory) / "snapshot", block))
            answered = members(engine, sheet, refs)
            counts = engine.counts(sheet, list(refs.values()))

        for key, numbers in on_lists.items():
            assert answered[key] == numbers, (key, world.lists[key])
        assert counts.values == tuple(len(on_lists[key]) for key in refs)
        cells += len(on_lists) * len(world.people)

    compare()

    assert cells >= 40_000


@pytest.mark.parametrize("operator", ["is", "in", "contains", "starts with", "ends with", "does not contain"])
def test_every_text_finds_the_texts_that_the_oracle_finds(operator: str, tmp_path: Path) -> None:
    """
    Turkish i, final sigma, accents in one or two characters, quotes, wildcards: each text against each, on disk.
    """
    everybody = [*people(60, 7), *_holding(TEXTS)]
    snapshot = snapshot_of(everybody, tmp_path / "snapshot", 64)
    values = [text for text in TEXTS if text.strip() and "\n" not in text and '"' not in text]
    written = [f"industry {operator} " + (f'["{text}"]' if operator == "in" else f'"{text}"') for text in values]

    criteria = {"any": [{"all": [one, "score = 5"]} for one in written]}

    assert found(snapshot, criteria) == expected(everybody, criteria)
    for one in written[::7]:
        assert found(snapshot, [one]) == expected(everybody, [one])


def _holding(texts: tuple[str, ...]) -> list[Person]:
    return [Person(fields={"industry": text, "score": 5}) for text in texts]
