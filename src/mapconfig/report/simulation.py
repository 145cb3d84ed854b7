"""The view of a simulation: e-mails by day and by person, what runs, what to look at, and what was assumed."""

from __future__ import annotations

import json as library
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from mapconfig.report import safe

Document = Mapping[str, Any]

#: Rows of each sort of remark that are written out where a person reads; the JSON document has all.
ROWS = 8
_BAR = 30
_COMPARED = ("before", "after")
_START = {
    "activation": (
        "Everything is switched on on day 0: whoever meets the entry of a journey, or what a rule asks, comes in then."
    ),
    "running": (
        "What runs goes on: whoever met an entry or a rule before day 0 has been in, and only who comes to meet one is "
        "let in."
    ),
}

_IN_FLIGHT = {
    True: " Who is in a journey goes on in it.",
    False: " Who is in a journey is not known, so nobody goes on in one.",
}


def json(document: Document) -> str:
    """The document itself."""
    return library.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def text(document: Document) -> str:
    """For a terminal."""
    head = [["", *_COMPARED]] if document["before"] is not None else []
    totals = _columns([*head, *_totals(document)], "  ")
    blocks = [_about(document), "\n".join(totals), *_days(document), _table(document)]
    for heading, rows in _remarks(document):
        blocks.append("\n".join([heading, *(f"  {safe.terminal(row)}" for row in _cut(rows))]))
    return "\n\n".join(blocks) + "\n"


def markdown(document: Document) -> str:
    """For a comment: the totals and what to look at; days and the table folded away."""
    out = [_about(document), ""]
    sides = _COMPARED if document["before"] is not None else (" ",)
    out += [f"| | {' | '.join(sides)} |", "| --- |" + " ---: |" * len(sides)]
    out += [f"| {row[0]} | {' | '.join(row[1:])} |" for row in _totals(document)]
    for heading, rows in _remarks(document):
        out += ["", f"**{heading}**", "", *(f"- {safe.markdown(row)}" for row in _cut(rows))]
    out += ["", f"<details><summary>{_heading(document)}</summary>", "", *_rows_of(document), "", "</details>"]
    return "\n".join(out) + "\n"


def _rows_of(document: Document) -> Iterator[str]:
    head, *rows = _assets(document)
    yield "| " + " | ".join(head) + " |"
    yield "| --- |" + " ---: |" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join([safe.code(row[0]), *row[1:]]) + " |"


def _about(document: Document) -> str:
    people = document["people"]["words"]
    moment = f"{document['as_of'][:10]} {document['as_of'][11:16]} UTC"
    rounded = " Counts are rounded, because small ones could tell of somebody." if document["rounded"] else ""
    compared = " Before and after the change." if document["before"] is not None else ""
    bound = {
        "yes": " Everybody does what steps listen for: an upper bound.",
        "no": " Nobody does what steps listen for: a lower bound.",
    }.get(document["answers"], "")
    days = "1 day" if document["days"] == 1 else f"{document['days']} days"
    source = f" of {safe.terminal(document['source'])}" if document.get("source") else ""
    start = _START[document["start"]]
    if document["start"] == "running":
        start += _IN_FLIGHT[bool(document["after"]["in_flight"])]
    return f"{days} from {moment} on, {people} people{source}.{rounded}{compared}\n{start}{bound}"


def _pair(document: Document, ask: Callable[[Document], Any]) -> list[str]:
    """What `ask` gives of each side, as a column each."""
    sides = [document["before"], document["after"]] if document["before"] is not None else [document["after"]]
    return [_words(ask(side)) for side in sides]


def _words(count: Any) -> str:
    if count is None:
        return "-"
    words: str = count["words"]
    return words.removeprefix("about ")


def _totals(document: Document) -> list[list[str]]:
    def busiest(side: Document) -> Any:
        most = side["busiest"]
        return {"words": f"{_words(most['emails'])} on {_day(side, most['day'])}"}

    rows = [
        ["e-mails", *_pair(document, lambda side: side["emails"])],
        ["people who get any", *_pair(document, lambda side: side["reached"])],
        ["withheld", *_pair(document, lambda side: side["withheld"])],
        ["busiest day", *_pair(document, busiest)],
    ]
    for place, row in enumerate(document["after"]["by_person"][1:], 1):
        many = f"{row['emails']} or more" if row["more"] else str(row["emails"])
        word = "e-mail" if many == "1" else "e-mails"
        rows.append([f"people with {many} {word}", *_pair(document, partial(_at, "by_person", place))])
    for place, row in enumerate(document["after"]["caps"]):
        rows.append([f"people with {row['cap']}", *_pair(document, partial(_at, "caps", place))])
    return rows


def _at(name: str, place: int, side: Document) -> Any:
    return side[name][place]["people"]


def _columns(rows: Sequence[Sequence[str]], indent: str = "") -> list[str]:
    """Rows in columns, the first to the left and the numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append((indent + "  ".join(cells)).rstrip())
    return lines


def _day(side: Document, day: int) -> str:
    when = date.fromisoformat(side["by_day"][day]["date"])
    return f"day {day}, {when:%a} {when.day} {when:%b}"


def _days(document: Document) -> Iterator[str]:
    after, before = document["after"], document["before"]
    most = max(_middle(row["emails"]) for side in (after, before) if side is not None for row in side["by_day"])
    if not most:
        return
    rows = []
    for place, row in enumerate(after["by_day"]):
        shown = [row] if before is None else [before["by_day"][place], row]
        if any(_middle(one["emails"]) for one in shown):
            cells = [_day(after, row["day"]), *(_words(one["emails"]) for one in shown)]
            rows.append((cells, "#" * -(-_middle(row["emails"]) * _BAR // most)))
    lines = _columns([cells for cells, _ in rows], "  ")
    width = max(map(len, lines))
    heading = "E-mails by day" + (": before, after, and a bar for after" if before is not None else "")
    bars = [f"{line.ljust(width)}  {bar}".rstrip() for line, (_, bar) in zip(lines, rows, strict=True)]
    quiet = ["  none on the other days"] if len(rows) < len(after["by_day"]) else []
    yield "\n".join([heading, *bars, *quiet])


def _middle(count: Mapping[str, Any]) -> int:
    low, high = count["low"], count["high"]
    return int(low if high is None else (low + high + 1) // 2)


def _heading(document: Document) -> str:
    return "What runs" if document["before"] is None else "What runs otherwise than before"


def _table(document: Document) -> str:
    rows = _assets(document)
    if len(rows) == 1:
        return f"{_heading(document)}: nothing"
    return "\n".join([_heading(document), *(safe.terminal(line) for line in _columns(rows, "  "))])


def _assets(document: Document) -> list[list[str]]:
    """A row for each asset that does something on either side, with a heading; numbers as before -> after where they
    differ."""
    after = {row["asset"]: row for row in document["after"]["assets"]}
    before = None
    if document["before"] is not None:
        before = {row["asset"]: row for row in document["before"]["assets"]}
    names = ("before", "in_flight", "came", "emails", "withheld", "goal", "left", "ended", "on_the_way")
    head = [
        "",
        "met it before",
        "on the way",
        "come in",
        "e-mails",
        "withheld",
        "goal",
        "exit",
        "end",
        "on the way then",
    ]
    rows = [head]
    for address in sorted({*after, *(before or {})}, key=lambda one: (_ORDER.index(one.partition("/")[0]), one)):
        now = after.get(address, {})
        then = now if before is None else before.get(address, {})
        cells = [_changed(then.get(name), now.get(name)) for name in names]
        if before is None or any(_ARROW in cell for cell in cells):
            rows.append([address, *cells])
    if document["start"] == "activation":  # nobody was in before
        rows = [[row[0], *row[3:]] for row in rows]
    return rows


_ORDER = ("journey", "rule", "email")
_ARROW = " -> "


def _changed(before: Any, after: Any) -> str:
    """A number, or two where they differ. What is on one side alone counts nobody on the other."""
    if before is None and after is None:
        return "-"
    one, other = (_words(count) if count is not None else "0" for count in (before, after))
    return one if one == other else f"{one}{_ARROW}{other}"


def _remarks(document: Document) -> Iterator[tuple[str, list[str]]]:
    """What to look at, under headings that have something under them."""
    after, before = document["after"], document["before"]
    for heading, name, say, key, number in _SORTS:
        told = [row for row in after[name] if _tells(row, number)]
        rows = [say(after, row) for row in told]
        if before is not None and key:
            then = {_key(row, key): (say(before, row), _words(_number(row, number))) for row in before[name]}
            rows = [_against(line, then.get(_key(row, key))) for line, row in zip(rows, told, strict=True)]
            rows.sort(key=lambda row: not row.startswith("new: "))
        if rows:
            yield heading, rows


def _tells(row: Mapping[str, Any], way: str) -> bool:
    """Whether a remark is about anybody."""
    number = _number(row, way)
    return number is None or number["high"] != 0


def _key(row: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in names)


def _number(row: Mapping[str, Any], way: str) -> Any:
    """The number that a remark is about: the value at a dotted path."""
    found: Any = row
    for name in filter(None, way.split(".")):
        found = found[name]
    return found if way else None


def _against(line: str, before: tuple[str, str] | None) -> str:
    """A remark beside the one before the change, if there was one."""
    if before is None:
        return f"new: {line}"
    words, number = before
    return line if words == line else f"{line}; before the change {number}"


def _where(row: Mapping[str, Any]) -> str:
    return f"{row['asset']} at step {row['step']}" if row["step"] else str(row["asset"])


def _burst(side: Document, row: Mapping[str, Any]) -> str:
    emails, of = _words(row["emails"]), _words(row["of"])
    share = "all of what it sends" if emails == of else f"of {of} in all"
    hint = "let people in by portions, or wait"
    if row["asset"].startswith("email/"):
        hint = "spread its batches over more days" if row.get("batches") else "send it in batches"
    return f"{row['asset']}: {emails} e-mails on {_day(side, row['day'])}, {share}; {hint}"


def _pressed(side: Document, row: Mapping[str, Any]) -> str:
    most = row["most"]
    return (
        f"{row['cap']}: {_words(row['people'])} people, at most {_words(most['people'])} at a time "
        f"({_day(side, most['day'])}); {_words(row['at_first'])} before day 0"
    )


def _waits(side: Document, row: Mapping[str, Any]) -> str:
    most = row["most"]
    return (
        f"{_where(row)}: at most {_words(most['people'])} people at a time ({_day(side, most['day'])}), "
        f"{_words(row['at_end'])} when the days are over"
    )


def _dead(side: Document, row: Mapping[str, Any]) -> str:
    del side
    return f"{_where(row)}{', branch ' + row['branch'] if row['branch'] else ''}: {row['why']}"


def _told(side: Document, row: Mapping[str, Any]) -> str:
    most, people = row["most"], _words(row["people"])
    when = f"{_words(most['people'])} of them on {_day(side, most['day'])}"
    return f"{row['team']} {row['how']} {people} people by {_where(row)}, {when}"


def _withheld(side: Document, row: Mapping[str, Any]) -> str:
    del side
    return f"{row['reason']}: {_words(row['emails'])}"


def _assumed(side: Document, row: Mapping[str, Any]) -> str:
    del side
    within = f" within {row['within']}" if row["within"] else ""
    return f"{_where(row)}: {row['rate']:.0%} {row['does']}{within} ({row['basis']})"


def _left_out(side: Document, row: Mapping[str, Any]) -> str:
    del side
    return f"{row['asset']}: {row['why']}"


#: Headings with the rows below them, how a row is said, what tells rows apart, and the number that is compared.
_SORTS: tuple[tuple[str, str, Callable[[Document, Mapping[str, Any]], str], tuple[str, ...], str], ...] = (
    ("Bursts: most of what an asset sends goes on one day", "bursts", _burst, ("asset",), "emails"),
    ("People above the cap", "caps", _pressed, ("cap",), "people"),
    ("Withheld, by the first reason that holds", "reasons", _withheld, ("reason",), "emails"),
    ("Where people wait", "waiting", _waits, ("asset", "step"), "most.people"),
    ("Dead ends: nobody comes here", "dead", _dead, ("asset", "step", "branch"), ""),
    ("What teams get", "teams", _told, ("team", "how", "asset", "step"), "people"),
    ("Assumed of what people will do", "assumed", _assumed, (), ""),
    ("Left out", "left_out", _left_out, ("asset",), ""),
)


def _cut(rows: Sequence[str]) -> Iterator[str]:
    yield from rows[:ROWS]
    if len(rows) > ROWS:
        yield f"... and {len(rows) - ROWS} more; --format json has all"


FORMATS: Mapping[str, Callable[[Document], str]] = {"text": text, "json": json, "markdown": markdown}
