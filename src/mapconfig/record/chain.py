"""Whether a journal is what was written, line by line: the chain of hashes followed backwards from the head."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from mapconfig.language import Text, say, told
from mapconfig.record.entry import BEGINNING, Entry, parse


@dataclass(frozen=True, slots=True)
class Head:
    """What is known about the end of the journal without reading it.

    `seq` and `hash` are those of the last entry that is certainly written (0 and `BEGINNING` for none). `next` is the
    hash of the last of the entries whose append was announced and never confirmed: they may be there, in part or not
    at all. Empty when nothing is under way.
    """

    lineage: str
    seq: int
    hash: str
    next: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Tampering:
    """One line of the journal that is not as it was written; `line` counts from 1."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"journal.jsonl:{self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class Scan:
    """A journal as it is: its entries, and all that is wrong with it.

    `length` is the number of bytes of the lines that count; `torn` is what a crash left after them, which may be whole
    lines of entries that were to be written together; `unwritten` is the hash of an entry that a crash kept from being
    written, the last of those. The latter two are nobody's fault.
    """

    entries: tuple[Entry, ...]
    tamperings: tuple[Tampering, ...]
    length: int
    torn: bytes = b""
    unwritten: str = ""


@dataclass(slots=True)
class _Lines:
    """The lines of a journal: entries by their number, what is wrong with the others, and where each hash is."""

    entries: dict[int, Entry] = field(default_factory=dict)
    wrong: dict[int, str] = field(default_factory=dict)
    where: dict[str, int] = field(default_factory=dict)
    last: int = 0


def scan(data: bytes, head: Head | None) -> Scan:
    """Compare a journal with its head."""
    whole, _, torn = data.rpartition(b"\n")
    texts = whole.split(b"\n") if whole or data.startswith(b"\n") else []
    lines = _lines(texts)
    if head is not None and head.next and head.next not in lines.where:
        certain = _certain(lines, head)
        if certain < lines.last:  # entries that were to be written together are there together or not at all
            lines = _lines(texts[:certain])
            torn = data[sum(len(text) + 1 for text in texts[:certain]) :]
    length = len(data) - len(torn)
    if head is None:
        what = say("head.json, which says how the journal ends, is missing")
        wrong = [Tampering(max(lines.last, 1), what)] if data else []
        entries = tuple(lines.entries.values())
        return Scan(entries, (*sorted(_edited(lines)), *wrong), length, torn)
    chain = _followed(lines, head)
    found = [*_edited(lines), *_strangers(lines, chain), *_misplaced(chain), *_missing(lines, chain, head)]
    announced = bool(head.next) and head.next not in lines.where
    if torn and not announced:
        found.append(Tampering(lines.last + 1, say("the line was cut short after it had been written")))
    if lines.last and (not chain or _lineage(lines) not in ("", head.lineage)):
        strange = say("the journal and head.json are not of the same record: one of them was put in its place")
        found = [Tampering(1, strange)]
    return Scan(
        entries=tuple(lines.entries[line] for line in chain),
        tamperings=tuple(sorted(set(found))),
        length=length,
        torn=torn if announced else b"",
        unwritten=head.next if announced else "",
    )


def _certain(lines: _Lines, head: Head) -> int:
    """How many lines there are when those are left out that a crash kept from being all of what was announced: sound
    entries that follow from the head's own, one from the other, up to the end. All, where other lines are there."""
    certain = lines.where.get(head.hash, 0)
    if not certain and head.hash != BEGINNING:
        return lines.last
    before, seq = head.hash, head.seq
    for number in range(certain + 1, lines.last + 1):
        entry = lines.entries.get(number)
        if entry is None or (entry.prev, entry.seq) != (before, seq + 1):
            return lines.last
        before, seq = entry.hash, entry.seq
    return certain


def _lineage(lines: _Lines) -> str:
    """Which record the first line says it begins; empty where it does not say."""
    first = lines.entries.get(1)
    return str(first.data.get("lineage", "")) if first is not None and first.type == "opened" else ""


def _lines(texts: list[bytes]) -> _Lines:
    lines = _Lines(last=len(texts))
    for number, text in enumerate(texts, start=1):
        try:
            entry = parse(text)
        except ValueError as error:
            lines.wrong[number] = told(error)
            continue
        lines.entries[number] = entry
        lines.where.setdefault(entry.hash, number)
    return lines


def _followed(lines: _Lines, head: Head) -> list[int]:
    """The lines that belong to the chain which ends as the head says, in the chain's order.

    Where an entry is not to be found, the chain goes on with the last one before it.
    """
    chain: list[int] = []
    before: dict[int, int] = {}
    for number, entry in lines.entries.items():
        before.setdefault(entry.seq, number)
    ordered = sorted(before)
    wanted, seq = head.hash, head.seq
    if head.next in lines.where:
        wanted, seq = head.next, lines.entries[lines.where[head.next]].seq
    while wanted != BEGINNING and seq > 0:
        line = lines.where.get(wanted)
        if line is None:
            earlier = bisect_left(ordered, seq)
            if earlier == 0:
                break
            line = before[ordered[earlier - 1]]
        chain.append(line)
        entry = lines.entries[line]
        wanted, seq = entry.prev, entry.seq - 1
    return chain[::-1]


def _edited(lines: _Lines) -> list[Tampering]:
    return [Tampering(number, say("the line was edited: {what}", what=what)) for number, what in lines.wrong.items()]


def _strangers(lines: _Lines, chain: list[int]) -> list[Tampering]:
    """Entries that are sound in themselves and not of the chain."""
    known = set(chain)
    found = []
    for number, entry in lines.entries.items():
        if number in known:
            continue
        first = lines.where[entry.hash]
        what = (
            say("the line repeats line {line}", line=first)
            if first != number
            else say("the line was put there, or in another's place: no later entry follows from it")
        )
        found.append(Tampering(number, what))
    return found


def _misplaced(chain: list[int]) -> list[Tampering]:
    """Lines of the chain that stand where they were not written: the fewest that have to move to put it in order."""
    kept = _longest_rising(chain)
    found = []
    for index, line in enumerate(chain):
        if index not in kept:
            after = chain[index - 1] if index else 0
            what = (
                say("the line was moved: it belongs after line {line}", line=after)
                if after
                else say("the line was moved: it belongs at the beginning")
            )
            found.append(Tampering(line, what))
    return found


def _longest_rising(numbers: list[int]) -> set[int]:
    """The indexes of a longest rising subsequence."""
    ends: list[int] = []
    tails: list[int] = []
    previous: list[int] = []
    for index, number in enumerate(numbers):
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
        previous.append(tails[place - 1] if place else -1)
        tails[place : place + 1] = [index]
    kept = set()
    index = tails[-1] if tails else -1
    while index >= 0:
        kept.add(index)
        index = previous[index]
    return kept


def _missing(lines: _Lines, chain: list[int], head: Head) -> list[Tampering]:
    """Entries of the chain that are nowhere, unless an edited or foreign line stands in their place."""
    found = []
    known = set(chain)
    before_line, before_seq = 0, 0
    ends = [(line, lines.entries[line].seq) for line in chain] + [(lines.last + 1, head.seq + 1)]
    for line, seq in ends:
        gap = seq - before_seq - 1
        between = [number for number in range(before_line + 1, line) if number not in known]
        if gap > len(between):
            found.append(Tampering(max(before_line, 1), _gap(before_seq + 1, seq - 1, before_line)))
        before_line, before_seq = line, seq
    return found


def _gap(first: int, last: int, line: int) -> Text:
    """That the entries from `first` to `last` are missing after a line, 0 for the beginning."""
    if first == last:
        if line:
            return say("entry {first} is missing after line {line}", first=first, line=line)
        return say("entry {first} is missing at the beginning", first=first)
    if line:
        return say("entries {first} to {last} are missing after line {line}", first=first, last=last, line=line)
    return say("entries {first} to {last} are missing at the beginning", first=first, last=last)
