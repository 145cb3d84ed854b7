"""What is told of audiences: how many, how many of them may be mailed, with which lists they overlap, and line by line.

One sheet and one pass over the people, whatever is asked about. The result is plain JSON values; the counts in it are
fit to be shown, and `mapconfig.report.audience` writes them for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from difflib import SequenceMatcher
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.asked import Asked, but, every
from mapconfig.audience.engine import Engine
from mapconfig.audience.funnel import LineCounts, Part, ask, counted, lines_of, members, nameless, parts_of
from mapconfig.audience.questions import Answers, Questions
from mapconfig.audience.sheet import EVERYBODY, NOBODY, Sheet
from mapconfig.audience.side import Side
from mapconfig.audience.small import K, Showing
from mapconfig.finding import Finding, Path, Severity
from mapconfig.graph import Graph
from mapconfig.impact.people import Count, as_json
from mapconfig.model import Asset, Org
from mapconfig.read.org import Reading

FORMAT = "mapconfig.audience/1"

#: Kinds that have an audience.
KINDS = ("list", "rule", "stage", "journey", "email")

#: So many lists are named with which one overlaps most.
OVERLAPS = 5

Value = dict[str, Any]
Make = Callable[[Answers], Value]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to be told. `share` below 1 is for a quick answer from so many of the people."""

    addresses: Sequence[Address]
    lines: bool = True
    """Whether line by line, and with overlaps."""
    small: int = K
    share: float = 1.0


def look(reading: Reading, wanted: Wanted, engine: Engine) -> Value:
    """What is to be told of the audiences of one org. Raises what the engine raises when it cannot read its data."""
    sheet = Sheet(engine.as_of.astimezone(UTC))
    questions = Questions(engine, sheet, wanted.small)
    side = _Seen(Side(reading.org, Graph.of(reading.org), sheet), questions, _Places(reading))
    made = [side.audience(address, wanted) for address in wanted.addresses]
    answers = questions.answers(wanted.share)
    return {**_head(engine, answers, wanted), "compared": None, "audiences": [make(answers) for make in made]}


def compare(before: Reading, after: Reading, names: tuple[str, str], wanted: Wanted, engine: Engine) -> Value:
    """The audiences before and after, line by line. Of those of `wanted`, what did not change is not told; an asset
    that is on one side only has nobody on the other."""
    sheet = Sheet(engine.as_of.astimezone(UTC))
    questions = Questions(engine, sheet, wanted.small)
    old = dict(after.org.renamed_from)
    then = _Seen(Side(before.org, Graph.of(before.org), sheet), questions, _Places(before))
    now = _Seen(Side(after.org, Graph.of(after.org), sheet, old), questions, _Places(after))
    made = []
    for address in wanted.addresses:
        was = old.get(address, address)
        if then.belongs(was) != now.belongs(address):
            made.append(_both(then, was, now, address, wanted))
    answers = questions.answers(wanted.share)
    found = [make(answers) for make in made]
    moved = [each for each in found if wanted.lines or each["added"]["high"] != 0 or each["removed"]["high"] != 0]
    return {
        **_head(engine, answers, wanted),
        "compared": {"before": names[0], "after": names[1], "unchanged": len(wanted.addresses) - len(moved)},
        "audiences": sorted(moved, key=_most_moved),
    }


def _most_moved(each: Value) -> tuple[Any, ...]:
    """Those that move most people first, then those of which nobody knows, by what is shown."""
    known = each["added"]["high"] is not None and each["removed"]["high"] is not None
    moved = sum(each[way]["low"] + each[way]["high"] for way in ("added", "removed")) if known else 0
    return (not known, -moved, each["address"])


def _head(engine: Engine, answers: Answers, wanted: Wanted) -> Value:
    return {
        "format": FORMAT,
        "as_of": engine.as_of.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "engine": engine.name,
        "people": told(answers.people),
        "share": round(answers.counted.share, 4),
        "rounded": answers.how is not Showing.AS_THEY_ARE,
        "detailed": wanted.lines,
    }


def told(count: Count) -> Value:
    """A count as JSON, with the words for it."""
    found: Value = {**as_json(count), "words": count.words}
    return found


@dataclass(slots=True)
class _Seen:
    """One org, asked about its audiences."""

    side: Side
    questions: Questions
    places: _Places
    _parts: dict[Address, Part | None] = field(default_factory=dict)

    def parts(self, address: Address) -> Part | None:
        if address not in self._parts:
            self._parts[address] = parts_of(self.side, address)
        return self._parts[address]

    def belongs(self, address: Address) -> Asked:
        """Who belongs to an asset, at work or not; nobody to one that is not there."""
        parts = self.parts(address)
        if parts is not None:
            return members(self.side.sheet, parts)
        if address not in self.side.org:
            return NOBODY
        return self.side.member(address) if address.kind == "list" else "it takes in nobody by its lists"

    def audience(self, address: Address, wanted: Wanted) -> Make:
        """What is to be told of one asset."""
        sheet, ask_for = self.side.sheet, self.questions
        whole, parts = self.belongs(address), self.parts(address)
        who = {
            "members": whole,
            "reachable": every(sheet, (whole, self.side.reach(address))),
            "opted_out": every(sheet, (whole, self.side.opted_out())),
            "fatigued": every(sheet, (whole, self.side.fatigued())),
        }
        ask_for.of(*who.values())
        ask_for.part(EVERYBODY, whole)
        ask_for.part(whole, *list(who.values())[1:])
        lines = lines_of(sheet, parts) if parts is not None and wanted.lines else []
        ask(ask_for, whole, lines)
        blank = nameless(sheet, parts) if parts is not None and wanted.lines else None
        if blank is not None:
            ask_for.of(blank)
            ask_for.part(whole, blank)
        others = self._others(address, whole) if wanted.lines else []
        asset = self.side.asset(address)
        said = asset.attributes if asset is not None else {}
        for line in lines:
            self.places.want(address, line.part.path)
        self.places.want(address, ())

        def made(answers: Answers) -> Value:
            counts = {name: answers(each) for name, each in who.items()}
            return {
                "address": address,
                "title": asset.title if asset is not None else None,
                "what": self.side.what(address),
                "state": said.get("state", "active"),
                "static": address.kind == "list" and parts is None,
                **self.places.of(address, ()),
                **{name: told(count) for name, count in counts.items()},
                "percent": _percent(counts["members"], answers.people),
                "nameless": told(answers(blank)) if blank is not None else None,
                "forms": list((said.get("entry") or {}).get("forms") or ()),
                "lines": [self._line(address, each) for each in counted(lines, answers)],
                "overlaps": _largest(others, answers, counts["members"]),
            }

        return made

    def _others(self, address: Address, whole: Asked) -> list[tuple[Address, str, Asked]]:
        """The other lists, each with who is on both. Not those that it is narrowed from: everybody is on them."""
        found = []
        for asset in self.side.org.of_kind("list"):
            both = every(self.side.sheet, (whole, self.side.member(asset.address)))
            if asset.address != address and both != whole:
                self.questions.of(both)
                self.questions.part(whole, both)
                found.append((asset.address, asset.title, both))
        return found

    def _line(self, address: Address, line: LineCounts) -> Value:
        return {
            "depth": line.depth,
            "words": line.words,
            "in": line.group,
            "sentence": line.sentence,
            **self.places.of(address, line.path),
            "alone": told(line.alone),
            "left": told(line.left) if line.left is not None else None,
            "more": told(line.more),
            "fewer": told(line.fewer),
            "nameless": told(line.nameless) if line.nameless is not None else None,
            "verdict": line.verdict,
        }


def _percent(part: Count, whole: Count) -> float | None:
    """A share in percent, reckoned with what is shown."""
    if not part.known or not whole.known or not whole.middle:
        return None
    return round(min(100 * part.middle / whole.middle, 100.0), 1)


def _largest(others: Sequence[tuple[Address, str, Asked]], answers: Answers, whole: Count) -> list[Value]:
    """The lists with which most is shared, by what is shown."""
    rows = [(address, title, answers(both)) for address, title, both in others]
    rows = [row for row in rows if row[2].known and row[2].high]
    rows.sort(key=lambda row: (-row[2].middle, row[0]))
    return [
        {"address": address, "title": title, "shared": told(count), "percent": _percent(count, whole)}
        for address, title, count in rows[:OVERLAPS]
    ]


# Before and after ----------------------------------------------------------------------------------------------------


def _both(then: _Seen, was: Address, now: _Seen, address: Address, wanted: Wanted) -> Make:
    """What changed about one asset."""
    sheet, ask_for = now.side.sheet, now.questions
    before, after = then.belongs(was), now.belongs(address)
    who: Mapping[str, Asked] = {
        "before": before,
        "after": after,
        "added": but(sheet, after, before),
        "removed": but(sheet, before, after),
        "reachable_added": every(sheet, (but(sheet, after, before), now.side.reach(address))),
        "opted_out_added": every(sheet, (but(sheet, after, before), now.side.opted_out())),
    }
    ask_for.of(*who.values())
    ask_for.part(EVERYBODY, before, after)
    ask_for.part(before, who["removed"])
    ask_for.part(after, who["added"])
    ask_for.part(who["added"], who["reachable_added"], who["opted_out_added"])
    sides = []
    for seen, name, whole in ((then, was, before), (now, address, after)):
        parts = seen.parts(name)
        lines = lines_of(sheet, parts) if parts is not None and wanted.lines else []
        ask(ask_for, whole, lines)
        for line in lines:
            seen.places.want(name, line.part.path)
        seen.places.want(name, ())
        sides.append(lines)
    old = {(line.depth, line.part.words): line for line in sides[0]}
    for line in sides[1]:
        twin = old.get((line.depth, line.part.words))
        if twin is not None:
            ask_for.apart(line.alone, twin.alone)
            if line.left is not None and twin.left is not None:
                ask_for.apart(line.left, twin.left)
    there = now if address in now.side.org else then

    def made(answers: Answers) -> Value:
        counts = {name: told(answers(each)) for name, each in who.items()}
        rows = [counted(lines, answers) for lines in sides]
        asset = there.side.asset(address)
        return {
            "address": address,
            "was": was if was != address else None,
            "title": asset.title if asset is not None else None,
            "what": there.side.what(address),
            **there.places.of(address if there is now else was, ()),
            **counts,
            "lines": list(_matched(then, was, rows[0], now, address, rows[1])),
        }

    return made


def _matched(
    then: _Seen, was: Address, one: Sequence[LineCounts], now: _Seen, address: Address, two: Sequence[LineCounts]
) -> Iterable[Value]:
    """The lines of both sides, equal ones in one row: ``same``, ``gone`` or ``new``."""
    left, right = ([(line.depth, line.words) for line in side] for side in (one, two))
    for tag, i, i_end, j, j_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            for old, new in zip(one[i:i_end], two[j:j_end], strict=True):
                yield {"change": "same", "before": then._line(was, old), "after": now._line(address, new)}
            continue
        for old in one[i:i_end]:
            yield {"change": "gone", "before": then._line(was, old), "after": None}
        for new in two[j:j_end]:
            yield {"change": "new", "before": None, "after": now._line(address, new)}


# Places --------------------------------------------------------------------------------------------------------------


class _Places:
    """Where lines stand in the files of a reading, looked up together when the first is asked for."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._wanted: dict[tuple[Address, Path], Value] = {}
        self._found = False

    def want(self, address: Address, path: Path) -> None:
        self._wanted[address, path] = {"file": None, "line": None}

    def of(self, address: Address, path: Path) -> Value:
        if not self._found:
            self._found = True
            asked = list(self._wanted)
            questions = [Finding("", Severity.INFO, "", "", *each) for each in asked]
            for key, found in zip(asked, self._reading.place(questions), strict=True):
                if found.place is not None:
                    self._wanted[key] = {"file": found.place.file, "line": found.place.line}
        return self._wanted.get((address, path), {"file": None, "line": None})


def addresses_of(org: Org, kinds: Sequence[str] = ("list",)) -> list[Address]:
    """The assets of these kinds that take in people, in the order of their addresses: not an e-mail that a journey
    sends, nor a journey that only forms lead into."""
    return [asset.address for kind in kinds for asset in org.of_kind(kind) if _takes_in(asset)]


def _takes_in(asset: Asset) -> bool:
    if asset.kind == "email":
        return bool(asset.attributes.get("to"))
    return asset.kind != "journey" or bool((asset.attributes.get("entry") or {}).get("lists"))
