"""What happens to people, in tables: who is mailed, who comes and goes where, who is put out, and what teams get."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mapconfig.impact.people import Count, Mailing, Moves
from mapconfig.language import plural, say
from mapconfig.report.moments import moment
from mapconfig.report.people import what_of
from mapconfig.report.review.sheet.reading import Sheet, folded, opening, said, shown_of
from mapconfig.report.web.html import Child, Element, el
from mapconfig.report.web.parts import section
from mapconfig.report.web.tables import Cell, Column, table

__all__ = ["people_section"]

#: Rows of each table.
_MOST = 200


def people_section(sheet: Sheet) -> Element | None:
    """The numbers; nothing where nobody moves."""
    counted = sheet.counted
    if not counted.counted:
        if not sheet.document["changes"] or not counted.reason:
            return None
        return section("people", say("People"), el("p", say("Nobody was counted: {reason}.", reason=counted.reason)))
    tables = [
        _mailings(sheet, [one for one in counted.mailings if one.newly.high != 0]),
        _moves(sheet, [one for one in counted.moves if one.added.high != 0 or one.removed.high != 0]),
        _ejected(sheet),
        _queues(sheet),
        _pressure(sheet),
    ]
    shown = [one for one in tables if one is not None]
    if not shown:
        return None
    source = said(sheet.document["compared"]["people_source"])
    as_of = sheet.document["compared"]["people_as_of"]
    where = (
        say("Counted from {source} as of {date}.", source=source, date=moment(as_of))
        if source
        else say("Counted as of {date}.", date=moment(as_of))
    )
    verdict = sheet.speak(said(sheet.document["people"]["verdict"]))
    rounded = say("Numbers are rounded, because some are small.") if counted.rounded else None
    return section(
        "people",
        say("People"),
        el("p", verdict, class_=" ".join(filter(None, ("lead", opening(verdict))))),
        shown,
        el("p", where, " ", rounded, class_="quiet"),
    )


def _count(count: Count) -> Child | Cell:
    """A number; why it is unknown is below the table, in the words of what was counted."""
    return Cell(count.words, count.middle if count.known else -1)


def _mailings(sheet: Sheet, rows: Sequence[Mailing]) -> Child:
    if not rows:
        return None
    columns = [
        Column(say("E-mail or journey")),
        Column(say("Would reach before"), True),
        Column(say("Would reach after"), True),
        Column(say("Because of this"), True),
        Column(say("For the first time"), True),
        Column(say("Risky to write to"), True),
        Column(say("May not be e-mailed"), True),
    ]
    cells = [
        [
            sheet.name(str(one.subject)),
            *map(_count, (one.audience_before, one.audience, one.newly, one.first, one.risky, one.barred)),
        ]
        for one in rows[:_MOST]
    ]
    return [table(say("Who would be e-mailed"), columns, cells), shown_of(_MOST, len(rows))]


def _moves(sheet: Sheet, rows: Sequence[Moves]) -> Child:
    if not rows:
        return None
    columns = [
        Column(say("Asset")),
        Column(say("What it is")),
        Column(say("Before"), True),
        Column(say("After"), True),
        Column(say("Come in"), True),
        Column(say("Go out"), True),
        Column(say("May be e-mailed, of those who come in"), True),
    ]
    cells = [
        [
            sheet.name(str(one.subject)),
            what_of(one),
            _count(one.before),
            _count(one.after),
            _count(one.added),
            _count(one.removed),
            _count(one.reachable_added),
        ]
        for one in rows[:_MOST]
    ]
    caption = plural("Who comes and goes: {n:,} asset", "Who comes and goes: {n:,} assets", len(rows))
    shown = table(caption, columns, cells, filter_label=say("Filter assets"))
    note = say(
        "Of an e-mail and of a journey these are all for whom it is. Whom it would reach, without those who are held "
        "back or skipped by the platform, is in the table of who would be e-mailed."
    )
    told = el("p", note, class_="quiet") if any(one.mails for one in rows) else None
    return folded(caption, len(rows), shown, shown_of(_MOST, len(rows)), told)


def _ejected(sheet: Sheet) -> Child:
    rows = sheet.counted.ejected
    if not rows:
        return None
    columns = [Column(say("Journey")), Column(say("People"), True), Column(say("Why"))]
    cells = [[sheet.name(str(one.journey)), _count(one.people), _why(one.why)] for one in rows[:_MOST]]
    return [table(say("Who would leave a journey half-way"), columns, cells), shown_of(_MOST, len(rows))]


#: Why people leave, as numbers have it, which keep no more than its English.
_SAYS_SO = re.compile(r"its (\w+) says so")


def _why(said: str) -> str:
    match = _SAYS_SO.fullmatch(said)
    return say("its {word} says so", word=match[1]) if match is not None else said


def _queues(sheet: Sheet) -> Child:
    rows = sheet.counted.queues
    if not rows:
        return None
    columns = [
        Column(say("Team")),
        Column(say("By")),
        Column(say("Before"), True),
        Column(say("After"), True),
        Column(say("Come in"), True),
        Column(say("Go out"), True),
    ]
    cells = [
        [
            sheet.name(str(one.team)),
            sheet.name(str(one.via)),
            _count(one.before),
            _count(one.after),
            _count(one.added),
            _count(one.removed),
        ]
        for one in rows[:_MOST]
    ]
    return [table(say("Whom teams would get"), columns, cells), shown_of(_MOST, len(rows))]


def _pressure(sheet: Sheet) -> Child:
    rows = [one for one in sheet.counted.pressure if one.before != one.after]
    if not rows:
        return None
    columns = [Column(say("People with")), Column(say("Before"), True), Column(say("After"), True)]
    return table(
        say("Who gets how many e-mails"), columns, [[one.cap, _count(one.before), _count(one.after)] for one in rows]
    )
