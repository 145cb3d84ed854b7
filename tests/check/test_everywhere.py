"""The criteria language is one: what is wrong with a sentence is found wherever criteria can stand, at its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.cli.program import SMALL, write

from mapconfig.index.verdict import verdict
from mapconfig.model import Shape
from mapconfig.read.schema import load_kinds

TODAY = date(2026, 11, 22)

Holder = Callable[[str], tuple[str, str]]

HEAD = "kind: {}\nkey: it\ntitle: It\nowner: team/ops\n"


def holder(kind: str, before: str, after: str = "") -> Holder:
    """A file in which one sentence of criteria stands behind `before`; the sentence begins in column 5 or so."""

    def file(sentence: str) -> tuple[str, str]:
        return f"{kind}s/it.yaml", HEAD.format(kind) + before + sentence + "\n" + after

    return file


ENTRY = "entry:\n  lists:\n    - list/all\n"
SEND = "steps:\n  - id: mail\n    send: email/hello\n"
#: Every place at which a schema has criteria, by its path in the schema of the kind.
HOLDERS: dict[tuple[str, ...], Holder] = {
    ("list", "criteria"): holder("list", "criteria:\n  - "),
    ("rule", "when"): holder("rule", "when:\n  - ", "do:\n  - tag: x\n"),
    ("stage", "criteria"): holder("stage", "order: 1\ncriteria:\n  - "),
    ("journey", "goal"): holder("journey", f"{ENTRY}goal:\n  - ", SEND),
    ("journey", "exit"): holder("journey", f"{ENTRY}exit:\n  - ", SEND),
    ("journey", "steps", "[]", "if"): holder(
        "journey", f"{ENTRY}{SEND}  - id: ask\n    if:\n      - ", "    then: end\n    else: end\n"
    ),
    ("snippet", "variants", "[]", "when"): holder(
        "snippet", "format: text\ncontent: x\nvariants:\n  - id: a\n    when:\n      - ", "    content: y\n"
    ),
    ("scoring", "grade", "[]", "when"): holder("scoring", "grade:\n  - id: a\n    when:\n      - ", "    adjust: 1\n"),
}
#: Places for one sentence about what somebody did.
ACTIVITIES: dict[tuple[str, ...], Holder] = {
    ("journey", "steps", "[]", "did"): holder(
        "journey", f"{ENTRY}{SEND}  - id: ask\n    did: ", "    within: 3 days\n    then: end\n    else: end\n"
    ),
    ("scoring", "points", "[]", "activity"): holder("scoring", "points:\n  - id: a\n    activity: ", "    points: 1\n"),
}
#: Sentences with a slip, how many characters into them it is, what it is called, and what to write.
SLIPS = [
    ("industry ist Wine", 9, "MC110", ""),
    ("industri is Wine", 0, "MC111", "Did you mean `industry`?"),
    ("some deel", 0, "MC110", ""),
    ("industry >= 50", 9, "MC112", ""),
    ("industry is Wyne", 12, "MC113", "Did you mean `Wine`?"),
    ("not in list al", 12, "MC111", "Did you mean all?"),
    ("opened email helo", 13, "MC111", "Did you mean hello?"),
    ("industry in [Golf, Wine, golf]", 0, "MC117", "Remove one of them."),
    ("industry is not Wine or blank", 0, "MC117", "Remove `or blank`."),
    ("industry is not blank or blank", 0, "MC116", "Correct the sentence or remove it."),
    ("opened any email between 5 and 2 times", 0, "MC115", "Correct the sentence or remove it."),
    ('"industry" is Wyne', 14, "MC113", "Did you mean `Wine`?"),
    ("industry   IS   Wyne", 16, "MC113", "Did you mean `Wine`?"),
    ("industry in [Wyne, Golf]", 13, "MC113", "Did you mean `Wine`?"),
    ("industry in [Golf, Golfing]", 19, "MC113", "Did you mean `Golf`?"),
]
DID = [
    ("opend any email", 6, "MC110", "Did you mean `opened`?"),
    ("opened any mail", 11, "MC110", ""),
    ("opened email helo", 13, "MC111", "Did you mean hello?"),
    ("industry is Wine", 0, "MC112", ""),
    ("opened any email between 5 and 2 times", 0, "MC115", "Correct the sentence or remove it."),
]


def places() -> Iterator[tuple[str, ...]]:
    """Where the schemas of all kinds have criteria."""
    for name, kind in load_kinds().items():
        yield from ((name, *path) for path in _places(kind.shape, (), frozenset()))


def _places(shape: Shape, path: tuple[str, ...], seen: frozenset[int]) -> Iterator[tuple[str, ...]]:
    if id(shape) in seen:
        return
    if shape.criteria:
        yield path
        return
    for name, below in shape.properties.items():
        yield from _places(below, (*path, name), seen | {id(shape)})
    if shape.items is not None:
        yield from _places(shape.items, (*path, "[]"), seen | {id(shape)})


def test_no_place_for_criteria_is_forgotten() -> None:
    """A kind with criteria somewhere new has to be tried here too."""
    assert set(places()) == set(HOLDERS) | set(ACTIVITIES)


def found(root: Path, file: str, text: str) -> list[tuple[str, int, int, str]]:
    write(root, {**SMALL, file: text})
    rows = verdict(str(root), TODAY, cold=True)["findings"]
    codes = {f"MC{number}" for number in range(110, 118)}
    return [
        (each["code"], each["line"], each["column"], each["fix"])
        for each in rows
        if each["file"] == file and each["code"] in codes
    ]


CASES = [(where, make, *slip) for where, make in HOLDERS.items() for slip in SLIPS]
CASES += [(where, make, *slip) for where, make in ACTIVITIES.items() for slip in DID]


@pytest.mark.parametrize(
    ("where", "make", "sentence", "offset", "code", "fix"),
    CASES,
    ids=[f"{'.'.join(where)}: {sentence}" for where, _, sentence, *_ in CASES],
)
def test_a_slip_is_found_at_its_letter(
    tmp_path: Path, where: tuple[str, ...], make: Holder, sentence: str, offset: int, code: str, fix: str
) -> None:
    """With its code, the word it is in, and what to write instead."""
    quoted = f"'{sentence}'" if sentence[0] in "\"'" else sentence
    file, text = make(quoted)
    lines = text.split("\n")
    line = next(number for number, each in enumerate(lines, 1) if quoted in each)
    column = lines[line - 1].index(quoted) + 1 + offset + (quoted != sentence)
    rows = found(tmp_path, file, text)
    assert any(row[:3] == (code, line, column) and fix in row[3] for row in rows), (rows, line, column)


def test_sentences_that_contradict_each_other_are_found_everywhere(tmp_path: Path) -> None:
    """Two lines that are never true together, in each place with room for two."""
    for number, (where, make) in enumerate(HOLDERS.items()):
        file, text = make("industry is Wine")
        margin = next(line for line in text.split("\n") if "industry is Wine" in line).partition("-")[0]
        two = text.replace("industry is Wine\n", f"industry is Wine\n{margin}- industry is Golf\n")
        rows = found(tmp_path / str(number), file, two)
        assert [row[0] for row in rows] == ["MC115"], (where, rows)


def test_the_words_beside_a_plain_sentence_are_left_alone(tmp_path: Path) -> None:
    """Criteria without a slip have no finding, wherever they stand."""
    for number, (where, make) in enumerate({**HOLDERS, **ACTIVITIES}.items()):
        file, text = make("opened email hello")
        assert found(tmp_path / str(number), file, text) == [], where
