"""The view of a simulation: e-mails by day and by person, what runs, what to look at, and what was assumed."""

from __future__ import annotations

import json as library
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from mapconfig.language import Speech, Text, english, plural, say, together
from mapconfig.report import safe
from mapconfig.report.counting import bare, moment

Document = Mapping[str, Any]

#: Rows of each sort of remark that are written out where a person reads; the JSON document has all.
ROWS = 8
_BAR = 30
_COMPARED = (say("before"), say("after"))
_START = {
    "activation": say(
        "Everything is switched on on day 0: whoever meets the entry of a journey, or what a rule asks, comes in then."
    ),
    "running": say(
        "What runs goes on: whoever met an entry or a rule before day 0 has been in, and only who comes to meet one is "
        "let in."
    ),
}

_BOUNDS = {
    "yes": say("Everybody does what steps listen for: an upper bound."),
    "no": say("Nobody does what steps listen for: a lower bound."),
}
_IN_FLIGHT = {
    True: say("Who is in a journey goes on in it."),
    False: say("Who is in a journey is not known, so nobody goes on in one."),
}


def json(document: Document) -> str:
    """The document itself."""
    return library.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def text(document: Document, speak: Speech = english) -> str:
    """For a terminal."""
    head = [["", *map(speak, _COMPARED)]] if document["before"] is not None else []
    totals = _columns([*head, *_totals(speak, document)], "  ")
    blocks = [_about(speak, document), "\n".join(totals), *_days(speak, document), _table(speak, document)]
    for heading, rows in _remarks(speak, document):
        blocks.append("\n".join([heading, *(f"  {safe.terminal(row)}" for row in _cut(speak, rows))]))
    return "\n\n".join(blocks) + "\n"


def markdown(document: Document, speak: Speech = english) -> str:
    """For a comment: the totals and what to look at; days and the table folded away."""
    out = [_about(speak, document), ""]
    sides = tuple(map(speak, _COMPARED)) if document["before"] is not None else (" ",)
    out += [f"| | {' | '.join(sides)} |", "| --- |" + " ---: |" * len(sides)]
    out += [f"| {row[0]} | {' | '.join(row[1:])} |" for row in _totals(speak, document)]
    for heading, rows in _remarks(speak, document):
        out += ["", f"**{heading}**", "", *(f"- {safe.markdown(row)}" for row in _cut(speak, rows))]
    out += [
        "",
        f"<details><summary>{_heading(speak, document)}</summary>",
        "",
        *_rows_of(speak, document),
        "",
        "</details>",
    ]
    return "\n".join(out) + "\n"


def _rows_of(speak: Speech, document: Document) -> Iterator[str]:
    head, *rows = _assets(speak, document)
    yield "| " + " | ".join(head) + " |"
    yield "| --- |" + " ---: |" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join([safe.code(row[0]), *row[1:]]) + " |"


def _about(speak: Speech, document: Document) -> str:
    people = document["people"]["words"]
    days = plural("{n} day", "{n} days", document["days"])
    at = moment(document["as_of"])
    source = document.get("source")
    first = [
        say("{days} from {moment} on, {people} people of {source}.", days=days, moment=at, people=people, source=source)
        if source
        else say("{days} from {moment} on, {people} people.", days=days, moment=at, people=people)
    ]
    if document["rounded"]:
        first.append(say("Counts are rounded, because small ones could tell of somebody."))
    if document["before"] is not None:
        first.append(say("Before and after the change."))
    second = [_START[document["start"]]]
    if document["start"] == "running":
        second.append(_IN_FLIGHT[bool(document["after"]["in_flight"])])
    if document["answers"] in _BOUNDS:
        second.append(_BOUNDS[document["answers"]])
    told = speak(together(" ", first)), speak(together(" ", second))
    return "\n".join(map(safe.terminal, told))


def _pair(speak: Speech, document: Document, ask: Callable[[Document], Any]) -> list[str]:
    """What `ask` gives of each side, as a column each."""
    sides = [document["before"], document["after"]] if document["before"] is not None else [document["after"]]
    return [_words(speak, ask(side)) for side in sides]


def _words(speak: Speech, count: Any) -> str:
    if count is None:
        return "-"
    return speak(bare(count["words"]))


def _totals(speak: Speech, document: Document) -> list[list[str]]:
    def busiest(side: Document) -> Any:
        most = side["busiest"]
        return {
            "words": say("{emails} on {day}", emails=_words(speak, most["emails"]), day=_day(speak, side, most["day"]))
        }

    rows = [
        [speak(say("e-mails")), *_pair(speak, document, lambda side: side["emails"])],
        [speak(say("people who get any")), *_pair(speak, document, lambda side: side["reached"])],
        [speak(say("withheld")), *_pair(speak, document, lambda side: side["withheld"])],
        [speak(say("busiest day")), *_pair(speak, document, busiest)],
    ]
    for place, row in enumerate(document["after"]["by_person"][1:], 1):
        head = (
            say("people with {n} or more e-mails", n=row["emails"])
            if row["more"]
            else plural("people with {n} e-mail", "people with {n} e-mails", row["emails"])
        )
        rows.append([speak(head), *_pair(speak, document, partial(_at, "by_person", place))])
    for place, row in enumerate(document["after"]["caps"]):
        rows.append(
            [speak(say("people with {cap}", cap=row["cap"])), *_pair(speak, document, partial(_at, "caps", place))]
        )
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


def _day(speak: Speech, side: Document, day: int) -> str:
    when = date.fromisoformat(side["by_day"][day]["date"])
    return speak(
        say(
            "day {number}, {weekday} {day} {month}",
            number=day,
            weekday=_WEEKDAYS[when.weekday()],
            day=when.day,
            month=_MONTHS[when.month - 1],
        )
    )


def _days(speak: Speech, document: Document) -> Iterator[str]:
    after, before = document["after"], document["before"]
    most = max(_middle(row["emails"]) for side in (after, before) if side is not None for row in side["by_day"])
    if not most:
        return
    rows = []
    for place, row in enumerate(after["by_day"]):
        shown = [row] if before is None else [before["by_day"][place], row]
        if any(_middle(one["emails"]) for one in shown):
            cells = [_day(speak, after, row["day"]), *(_words(speak, one["emails"]) for one in shown)]
            rows.append((cells, "#" * -(-_middle(row["emails"]) * _BAR // most)))
    lines = _columns([cells for cells, _ in rows], "  ")
    width = max(map(len, lines))
    heading = speak(
        say("E-mails by day") if before is None else say("E-mails by day: before, after, and a bar for after")
    )
    bars = [f"{line.ljust(width)}  {bar}".rstrip() for line, (_, bar) in zip(lines, rows, strict=True)]
    quiet = [f"  {speak(say('none on the other days'))}"] if len(rows) < len(after["by_day"]) else []
    yield "\n".join([heading, *bars, *quiet])


def _middle(count: Mapping[str, Any]) -> int:
    low, high = count["low"], count["high"]
    return int(low if high is None else (low + high + 1) // 2)


def _heading(speak: Speech, document: Document) -> str:
    return speak(say("What runs") if document["before"] is None else say("What runs otherwise than before"))


def _table(speak: Speech, document: Document) -> str:
    rows = _assets(speak, document)
    if len(rows) == 1:
        return speak(say("{name}: {value}", name=_heading(speak, document), value=say("nothing")))
    return "\n".join([_heading(speak, document), *(safe.terminal(line) for line in _columns(rows, "  "))])


def _assets(speak: Speech, document: Document) -> list[list[str]]:
    """A row for each asset that does something on either side, with a heading; numbers as before -> after where they
    differ."""
    after = {row["asset"]: row for row in document["after"]["assets"]}
    before = None
    if document["before"] is not None:
        before = {row["asset"]: row for row in document["before"]["assets"]}
    names = ("before", "in_flight", "came", "emails", "withheld", "goal", "left", "ended", "on_the_way")
    head = [
        "",
        say("met it before"),
        say("on the way"),
        say("come in"),
        say("e-mails"),
        say("withheld"),
        say("goal"),
        say("exit"),
        say("end"),
        say("on the way then"),
    ]
    rows = [[speak(each) for each in head]]
    for address in sorted({*after, *(before or {})}, key=lambda one: (_ORDER.index(one.partition("/")[0]), one)):
        now = after.get(address, {})
        then = now if before is None else before.get(address, {})
        cells = [_changed(speak, then.get(name), now.get(name)) for name in names]
        if before is None or any(_ARROW in cell for cell in cells):
            rows.append([address, *cells])
    if document["start"] == "activation":  # nobody was in before
        rows = [[row[0], *row[3:]] for row in rows]
    return rows


_WEEKDAYS = (say("Mon"), say("Tue"), say("Wed"), say("Thu"), say("Fri"), say("Sat"), say("Sun"))
_MONTHS = (
    say("Jan"),
    say("Feb"),
    say("Mar"),
    say("Apr"),
    say("May"),
    say("Jun"),
    say("Jul"),
    say("Aug"),
    say("Sep"),
    say("Oct"),
    say("Nov"),
    say("Dec"),
)
_ORDER = ("journey", "rule", "email")
_ARROW = " -> "


def _changed(speak: Speech, before: Any, after: Any) -> str:
    """A number, or two where they differ. What is on one side alone counts nobody on the other."""
    if before is None and after is None:
        return "-"
    one, other = (_words(speak, count) if count is not None else "0" for count in (before, after))
    return one if one == other else f"{one}{_ARROW}{other}"


def _remarks(speak: Speech, document: Document) -> Iterator[tuple[str, list[str]]]:
    """What to look at, under headings that have something under them."""
    after, before = document["after"], document["before"]
    for heading, name, tell, key, number in _SORTS:
        told = [row for row in after[name] if _tells(row, number)]
        rows = [speak(tell(speak, after, row)) for row in told]
        if before is not None and key:
            then = {
                _key(row, key): (speak(tell(speak, before, row)), _words(speak, _number(row, number)))
                for row in before[name]
            }
            # What was not there before comes first.
            beside = [(then.get(_key(row, key)), line) for line, row in zip(rows, told, strict=True)]
            beside.sort(key=lambda pair: pair[0] is not None)
            rows = [_against(speak, line, known) for known, line in beside]
        if rows:
            yield speak(heading), rows


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


def _against(speak: Speech, line: str, before: tuple[str, str] | None) -> str:
    """A remark beside the one before the change, if there was one."""
    if before is None:
        return speak(say("new: {line}", line=line))
    words, number = before
    return line if words == line else speak(say("{line}; before the change {number}", line=line, number=number))


def _where(speak: Speech, row: Mapping[str, Any]) -> str:
    return (
        speak(say("{asset} at step {step}", asset=row["asset"], step=row["step"])) if row["step"] else str(row["asset"])
    )


def _burst(speak: Speech, side: Document, row: Mapping[str, Any]) -> str:
    emails, of = _words(speak, row["emails"]), _words(speak, row["of"])
    share = say("all of what it sends") if emails == of else say("of {number} in all", number=of)
    hint = say("let people in by portions, or wait")
    if row["asset"].startswith("email/"):
        hint = say("spread its batches over more days") if row.get("batches") else say("send it in batches")
    return say(
        "{asset}: {emails} e-mails on {day}, {share}; {hint}",
        asset=row["asset"],
        emails=emails,
        day=_day(speak, side, row["day"]),
        share=share,
        hint=hint,
    )


def _pressed(speak: Speech, side: Document, row: Mapping[str, Any]) -> str:
    most = row["most"]
    return say(
        "{cap}: {people} people, at most {most} at a time ({day}); {first} before day 0",
        cap=row["cap"],
        people=_words(speak, row["people"]),
        most=_words(speak, most["people"]),
        day=_day(speak, side, most["day"]),
        first=_words(speak, row["at_first"]),
    )


def _waits(speak: Speech, side: Document, row: Mapping[str, Any]) -> str:
    most = row["most"]
    return say(
        "{where}: at most {most} people at a time ({day}), {end} when the days are over",
        where=_where(speak, row),
        most=_words(speak, most["people"]),
        day=_day(speak, side, most["day"]),
        end=_words(speak, row["at_end"]),
    )


def _dead(speak: Speech, side: Document, row: Mapping[str, Any]) -> str:
    del side
    where = _where(speak, row)
    if row["branch"]:
        return say("{where}, branch {branch}: {why}", where=where, branch=row["branch"], why=row["why"])
    return say("{name}: {value}", name=where, value=row["why"])


def _told(speak: Speech, side: Document, row: Mapping[str, Any]) -> str:
    most, people = row["most"], _words(speak, row["people"])
    values = {
        "team": row["team"],
        "people": people,
        "where": _where(speak, row),
        "most": _words(speak, most["people"]),
        "day": _day(speak, side, most["day"]),
    }
    if row["how"] == "is handed":
        return say("{team} is handed {people} people by {where}, {most} of them on {day}", **values)
    return say("{team} is told of {people} people by {where}, {most} of them on {day}", **values)


def _withheld(speak: Speech, side: Document, row: Mapping[str, Any]) -> str:
    del side
    return say("{name}: {value}", name=row["reason"], value=_words(speak, row["emails"]))


def _assumed(speak: Speech, side: Document, row: Mapping[str, Any]) -> str:
    del side
    values = {
        "where": _where(speak, row),
        "percent": f"{row['rate'] * 100:.0f}",
        "does": row["does"],
        "basis": row["basis"],
    }
    if row["within"]:
        return say("{where}: {percent} % {does} within {time} ({basis})", time=row["within"], **values)
    return say("{where}: {percent} % {does} ({basis})", **values)


def _left_out(speak: Speech, side: Document, row: Mapping[str, Any]) -> str:
    del speak, side
    return say("{name}: {value}", name=row["asset"], value=row["why"])


#: Headings with the rows below them, how a row is said, what tells rows apart, and the number that is compared.
_SORTS: tuple[tuple[Text, str, Callable[[Speech, Document, Mapping[str, Any]], str], tuple[str, ...], str], ...] = (
    (say("Bursts: most of what an asset sends goes on one day"), "bursts", _burst, ("asset",), "emails"),
    (say("People above the cap"), "caps", _pressed, ("cap",), "people"),
    (say("Withheld, by the first reason that holds"), "reasons", _withheld, ("reason",), "emails"),
    (say("Where people wait"), "waiting", _waits, ("asset", "step"), "most.people"),
    (say("Dead ends: nobody comes here"), "dead", _dead, ("asset", "step", "branch"), ""),
    (say("What teams get"), "teams", _told, ("team", "how", "asset", "step"), "people"),
    (say("Assumed of what people will do"), "assumed", _assumed, (), ""),
    (say("Left out"), "left_out", _left_out, ("asset",), ""),
)


def _cut(speak: Speech, rows: Sequence[str]) -> Iterator[str]:
    yield from rows[:ROWS]
    if len(rows) > ROWS:
        yield speak(say("... and {more} more; --format json has all", more=len(rows) - ROWS))


FORMATS: Mapping[str, Callable[..., str]] = {"text": text, "json": json, "markdown": markdown}
