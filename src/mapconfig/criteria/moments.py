"""Instants and the half-open windows between them, in UTC. A window is [start, end): its start belongs to it, its end
does not; None is open."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from mapconfig.criteria.syntax import FieldTest, Span, Window

Interval = tuple[datetime | None, datetime | None]

#: What is exact. Nobody writes microseconds; they tell how far a later instant is from now.
_EXACT = {
    "microseconds": timedelta(microseconds=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
}

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


def in_utc(moment: datetime) -> datetime:
    """`moment` in UTC; one without a zone is taken to be in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def midnight(day: str) -> datetime:
    """The first instant of a day written ``YYYY-MM-DD``."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)


def next_midnight(day: str) -> datetime:
    """The first instant after a day; the last one there is when the calendar ends."""
    return shifted(midnight(day), Span(1, "days"), 1)


def shifted(moment: datetime, span: Span, sign: int) -> datetime:
    """`moment` moved by `span`, back when `sign` is -1.

    Hours, days and weeks are exact. Months and years keep the day of the month where it exists and take the last day
    of the month where it does not. What would leave the calendar stops at its first or last instant.
    """
    if span.unit in ("months", "years"):
        steps = span.amount * (12 if span.unit == "years" else 1) * sign
        year, month = divmod(moment.year * 12 + moment.month - 1 + steps, 12)
        if not 1 <= year <= 9999:
            return _EARLIEST if sign < 0 else _LATEST
        return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
    try:
        return moment + sign * span.amount * _EXACT[span.unit]
    except OverflowError:
        return _EARLIEST if sign < 0 else _LATEST


def interval_of_test(test: FieldTest, as_of: datetime) -> Interval:
    """The instants for which the positive form of a test of a date holds."""
    operator = test.operator.removeprefix("not ")
    if test.span is not None:
        if operator == "in next":
            return as_of, shifted(as_of, test.span, 1)
        start = shifted(as_of, test.span, -1)
        return (start, as_of) if operator == "in last" else (None, start)
    first = test.values[0]
    if operator == "on":
        return midnight(first), next_midnight(first)
    if operator == "before":
        return None, midnight(first)
    if operator == "after":
        return next_midnight(first), None
    if operator == "on or before":
        return None, next_midnight(first)
    if operator == "on or after":
        return midnight(first), None
    return midnight(first), next_midnight(test.values[1])


def interval_of_window(window: Window | None, as_of: datetime) -> Interval:
    """The instants of a window of activities; none is `as_of` or later."""
    if window is None:
        return None, as_of
    if window.span is not None:
        return shifted(as_of, window.span, -1), as_of
    start = None if window.kind == "before" else midnight(window.first)
    if window.kind == "since":
        return start, as_of
    return start, min(as_of, midnight(window.first) if window.kind == "before" else next_midnight(window.last))


def within(moment: datetime, interval: Interval) -> bool:
    """True when `moment` is in the half-open `interval`."""
    start, end = interval
    return (start is None or moment >= start) and (end is None or moment < end)
