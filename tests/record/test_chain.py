"""What an auditor may rely on: whatever is done to a journal is found, and the line is named."""

from __future__ import annotations

import contextlib
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record.journals import LINEAGE, TIME, written

from mapconfig.model import canonical
from mapconfig.record.chain import Head, Tampering, scan
from mapconfig.record.entry import BEGINNING, Entry
from mapconfig.record.journal import read, read_head

LINES = 12


def entries(count: int = LINES, lineage: str = LINEAGE, salt: str = "") -> list[Entry]:
    """A chain of entries in memory."""
    chain: list[Entry] = []
    for number in range(1, count + 1):
        data = {"number": number, "salt": salt, "nested": {"hash": "x", "Key": ["a", {"b": None}]}}
        if number == 1:
            data["lineage"] = lineage
        chain.append(
            Entry.seal(
                chain[-1] if chain else None,
                time=TIME,
                type="opened" if number == 1 else "observed",
                actor="ana",
                plan="",
                env="local",
                data=data,
            )
        )
    return chain


CHAIN = entries()
OTHER = entries(lineage="another", salt="another record")
TEXTS = [entry.line for entry in CHAIN]
HEAD = Head(LINEAGE, LINES, CHAIN[-1].hash)


def found(lines: list[bytes], head: Head | None = HEAD) -> list[int]:
    """The lines that are told of."""
    return [each.line for each in scan(b"".join(lines), head).tamperings]


def test_a_journal_as_it_was_written_has_nothing_wrong() -> None:
    """An auditor gets all entries, in order, and no false alarm."""
    seen = scan(b"".join(TEXTS), HEAD)

    assert seen.tamperings == ()
    assert seen.entries == tuple(CHAIN)
    assert (seen.torn, seen.unwritten) == (b"", "")


def _edited(draw: random.Random, lines: list[bytes]) -> int:
    """Change one character of one line so that it still is a text."""
    at = draw.randrange(len(lines))
    line = bytearray(lines[at])
    place = draw.randrange(len(line) - 1)
    line[place] = draw.choice([byte for byte in b'0aZ"{}:, ' if byte != line[place]])
    lines[at] = bytes(line)
    return at + 1


def _value(draw: random.Random, lines: list[bytes]) -> int:
    """Change a value, and write the line as mapconfig would."""
    at = draw.randrange(len(lines))
    entry = json.loads(lines[at])
    name = draw.choice(["actor", "time", "plan", "env", "type"])
    entry[name] += "x"
    lines[at] = canonical(entry) + b"\n"
    return at + 1


def _resealed(draw: random.Random, lines: list[bytes]) -> int:
    """Change a value and the line's own hash with it."""
    at = draw.randrange(len(lines))
    old = Entry(**json.loads(lines[at]))
    before = Entry(**json.loads(lines[at - 1])) if at else None
    lines[at] = Entry.seal(
        before, time=old.time, type=old.type, actor="mallory", plan=old.plan, env=old.env, data=old.data
    ).line
    return at + 1


def _key_case(draw: random.Random, lines: list[bytes]) -> int:
    """Change the case of a key."""
    at = draw.randrange(len(lines))
    old, new = draw.choice([(b'"actor"', b'"Actor"'), (b'"Key"', b'"key"'), (b'"number"', b'"Number"')])
    lines[at] = lines[at].replace(old, new)
    return at + 1


def _deleted(draw: random.Random, lines: list[bytes]) -> int:
    at = draw.randrange(len(lines))
    del lines[at]
    return max(at, 1)


def _inserted(draw: random.Random, lines: list[bytes]) -> int:
    at = draw.randrange(len(lines) + 1)
    lines.insert(at, draw.choice([OTHER[at % LINES].line, b"{}\n", b"\n", b"not json\n"]))
    return at + 1


def _duplicated(draw: random.Random, lines: list[bytes]) -> int:
    at = draw.randrange(len(lines))
    lines.insert(at, lines[at])
    return at + 2


def _swapped(draw: random.Random, lines: list[bytes]) -> int:
    at = draw.randrange(len(lines) - 1)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return at + 2


def _truncated(draw: random.Random, lines: list[bytes]) -> int:
    keep = draw.randrange(len(lines))
    del lines[keep:]
    return max(keep, 1)


def _cut_short(draw: random.Random, lines: list[bytes]) -> int:
    keep = draw.randrange(1, len(lines))
    lines[keep] = lines[keep][: draw.randrange(1, len(lines[keep]))]
    del lines[keep + 1 :]
    return keep + 1


def _others(draw: random.Random, lines: list[bytes]) -> int:
    """Put another record's journal in its place."""
    lines[:] = [entry.line for entry in OTHER[: draw.randrange(1, LINES)]]
    return 1


TAMPERINGS = [
    _edited,
    _value,
    _resealed,
    _key_case,
    _deleted,
    _inserted,
    _duplicated,
    _swapped,
    _truncated,
    _cut_short,
    _others,
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda each: each.__name__.strip("_"))
def test_every_sort_of_tampering_is_found_at_its_line(tampering: object) -> None:
    """Each of 150 random tamperings of each sort, 1,650 in all, is found, and the line it was done to is named."""
    for seed in range(150):
        lines = list(TEXTS)
        line = tampering(random.Random(seed), lines)  # type: ignore[operator]

        told = found(lines)

        assert told, f"seed {seed}: nothing was noticed"
        near = {line, line - 1} if tampering is _swapped else {line}
        assert near & set(told), f"seed {seed}: line {line} was touched, lines {told} are named"


@given(st.lists(st.sampled_from(range(len(TAMPERINGS))), min_size=1, max_size=4), st.integers(0, 2**32))
@settings(max_examples=400, deadline=None)
def test_tamperings_on_top_of_each_other_are_found(which: list[int], seed: int) -> None:
    """Nobody can hide one change of the journal behind another."""
    draw = random.Random(seed)
    lines = list(TEXTS)
    for index in which:
        with contextlib.suppress(ValueError, KeyError, TypeError):  # there is no way to do this to what is left
            TAMPERINGS[index](draw, lines)

    assert b"".join(lines) == b"".join(TEXTS) or found(lines)


def test_a_line_that_moved_is_named_and_not_those_it_passed() -> None:
    """An auditor reads one sentence for one change, not one for each line between."""
    lines = list(TEXTS)
    lines.insert(2, lines.pop(8))

    assert scan(b"".join(lines), HEAD).tamperings == (Tampering(3, "the line was moved: it belongs after line 9"),)


def test_a_first_line_that_moved_belongs_at_the_beginning() -> None:
    """The first entry has nothing before it to be named after."""
    lines = list(TEXTS)
    lines.insert(5, lines.pop(0))

    assert scan(b"".join(lines), HEAD).tamperings == (Tampering(6, "the line was moved: it belongs at the beginning"),)


def test_missing_entries_are_counted() -> None:
    """An auditor learns how many entries are gone, and from where."""
    middle = scan(b"".join(TEXTS[:3] + TEXTS[5:]), HEAD).tamperings
    tail = scan(b"".join(TEXTS[:10]), HEAD).tamperings
    start = scan(b"".join(TEXTS[1:]), HEAD).tamperings

    assert middle == (Tampering(3, "entries 4 to 5 are missing after line 3"),)
    assert tail == (Tampering(10, "entries 11 to 12 are missing after line 10"),)
    assert start == (Tampering(1, "entry 1 is missing at the beginning"),)


def test_an_entry_that_was_announced_and_not_written_is_no_tampering() -> None:
    """A crash between the two is nobody's fault."""
    announced = Head(LINEAGE, LINES - 1, CHAIN[-2].hash, CHAIN[-1].hash)

    seen = scan(b"".join(TEXTS[:-1]), announced)

    assert (seen.tamperings, seen.unwritten) == ((), CHAIN[-1].hash)


def test_an_entry_that_was_announced_and_torn_is_no_tampering() -> None:
    """Half a line at the end is what a crash leaves, when it was announced."""
    announced = Head(LINEAGE, LINES - 1, CHAIN[-2].hash, CHAIN[-1].hash)

    seen = scan(b"".join(TEXTS[:-1]) + TEXTS[-1][:40], announced)

    assert (seen.tamperings, seen.torn, seen.length) == ((), TEXTS[-1][:40], len(b"".join(TEXTS[:-1])))


def test_an_entry_that_was_announced_and_written_counts() -> None:
    """A crash right after the append loses nothing."""
    announced = Head(LINEAGE, LINES - 1, CHAIN[-2].hash, CHAIN[-1].hash)

    seen = scan(b"".join(TEXTS), announced)

    assert (seen.tamperings, seen.entries, seen.unwritten) == ((), tuple(CHAIN), "")


def test_the_beginning_of_what_was_announced_together_is_no_tampering() -> None:
    """A crash leaves some whole lines of it, and perhaps half of one more; none of them counts."""
    announced = Head(LINEAGE, LINES - 5, CHAIN[-6].hash, CHAIN[-1].hash)
    certain = b"".join(TEXTS[:-5])

    for left in (b"", TEXTS[-5], b"".join(TEXTS[-5:-1]), b"".join(TEXTS[-5:-2]) + TEXTS[-2][:30]):
        seen = scan(certain + left, announced)

        assert (seen.tamperings, seen.entries) == ((), tuple(CHAIN[:-5]))
        assert (seen.torn, seen.length, seen.unwritten) == (left, len(certain), CHAIN[-1].hash)


def test_all_of_what_was_announced_together_counts() -> None:
    """A crash right after the append loses nothing."""
    announced = Head(LINEAGE, LINES - 5, CHAIN[-6].hash, CHAIN[-1].hash)

    seen = scan(b"".join(TEXTS), announced)

    assert (seen.tamperings, seen.entries, seen.unwritten, seen.torn) == ((), tuple(CHAIN), "", b"")


@pytest.mark.parametrize("left", [[TEXTS[-3]], [TEXTS[-5], TEXTS[-3]], [TEXTS[-5], b"nonsense\n"], [TEXTS[2]]])
def test_lines_that_do_not_follow_are_no_beginning_of_what_was_announced(left: list[bytes]) -> None:
    """An announcement is no cover for lines that somebody put there."""
    announced = Head(LINEAGE, LINES - 5, CHAIN[-6].hash, CHAIN[-1].hash)

    seen = scan(b"".join([*TEXTS[:-5], *left]), announced)

    assert seen.tamperings
    assert {each.line for each in seen.tamperings} <= set(range(LINES - 4, LINES + 1))


def test_an_announcement_covers_nothing_where_the_confirmed_entry_is_gone() -> None:
    """What was confirmed and is missing is told, whatever was under way."""
    announced = Head(LINEAGE, LINES - 5, CHAIN[-6].hash, CHAIN[-1].hash)

    assert scan(b"".join(TEXTS[:-7]), announced).tamperings == (
        Tampering(LINES - 7, f"entries {LINES - 6} to {LINES - 5} are missing after line {LINES - 7}"),
    )


def test_a_journal_without_a_head_is_told_of() -> None:
    """Taking the head away does not take the proof away unseen."""
    lines = [*TEXTS[:2], b"nonsense\n", *TEXTS[3:]]

    assert [each.line for each in scan(b"".join(lines), None).tamperings] == [3, LINES]
    assert scan(b"", None).tamperings == ()


def test_the_head_of_a_journal_that_is_gone_is_told_of() -> None:
    """An empty file in the journal's place is a journal that was emptied."""
    assert found([]) == [1]
    assert scan(b"", Head(LINEAGE, 0, BEGINNING, CHAIN[0].hash)).tamperings == ()


def test_swapped_records_are_told_apart(tmp_path: Path) -> None:
    """A journal beside the head of another record is not taken for its own."""
    written(tmp_path / "one", 5)
    written(tmp_path / "two", 5, lineage="another", what="elsewhere")
    (tmp_path / "one" / "journal.jsonl").replace(tmp_path / "two" / "journal.jsonl")

    seen, _ = read(tmp_path / "two")

    assert [str(each) for each in seen.tamperings] == [
        "journal.jsonl:1: the journal and head.json are not of the same record: one of them was put in its place"
    ]
    assert read_head(tmp_path / "one") is not None
