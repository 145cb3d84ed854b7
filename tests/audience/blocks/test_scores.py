"""Scores and grades in blocks, against the definition for one person."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.audience.blocks import BlockEngine
from mapconfig.audience.membership import Lists
from mapconfig.audience.scoring import grade_of, score_of, scoring
from mapconfig.audience.sheet import NOBODY, Sheet
from mapconfig.audience.snapshot import from_people
from mapconfig.criteria.oracle import read_as
from mapconfig.model import Asset
from tests.audience.strategies import AS_OF, CATALOGUE, org_of, people
from tests.audience.test_scoring import models

WHOSE = Address("scoring/m")
STEPS = [
    {"id": "a", "when": ["industry is not blank"], "adjust": 2},
    {"id": "b", "when": [{"some opportunity": ["stage is Open"]}], "adjust": -3},
    {"id": "c", "when": ["opened any email"], "adjust": 1},
    {"id": "d", "when": ["opted_out is true"], "adjust": -3},
]


@pytest.mark.slow
@given(models, st.integers(0, 1000), st.sampled_from([16, 1000]), st.integers(0, 4))
@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
def test_scores_and_grades_are_those_of_the_definition(
    written: dict[str, Any], seed: int, block: int, steps: int
) -> None:
    """Of every person, whatever the model, in one block or several."""
    written = {**written, "grade": STEPS[:steps]}
    everybody = people(40, seed)
    program = org_of({})
    found = scoring(Asset(WHOSE, written), Lists(program, Sheet(AS_OF)))
    scores = [score_of(one, written, AS_OF, WHOSE) for one in everybody]
    grades = [found.grades.index(grade_of(one, written, AS_OF, program, lambda _: False)) for one in everybody]
    stored = [read_as(one.fields.get("score"), "number") for one in everybody]
    marks = sorted({0, *scores, *(each + 1 for each in scores)})
    same, known = found.agrees() or (NOBODY, NOBODY)
    asked = [*map(found.at_least, marks), *map(found.graded, range(len(found.grades) + 1)), same, known]
    with TemporaryDirectory() as directory:
        engine = BlockEngine(from_people(everybody, CATALOGUE, AS_OF, Path(directory) / "snapshot", block))
        counted = engine.counts(found.sheet, asked).values

    assert counted == (
        *(sum(each >= mark for each in scores) for mark in marks),
        *(sum(each >= place for each in grades) for place in range(len(found.grades) + 1)),
        sum(have == each for have, each in zip(stored, scores, strict=True)),
        sum(each is not None for each in stored),
    )
