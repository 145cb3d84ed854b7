"""Stretches of time as Mautic says them: relative dates in whole days, weeks, months or years."""

from __future__ import annotations

import re

from mapconfig.criteria.syntax import Span

TODAY = "today"
TOMORROW = "tomorrow"

_RELATIVE = re.compile(r"([+-])([1-9][0-9]{0,4}) (day|week|month|year)s?")


def relative(span: Span, sign: int) -> str | None:
    """`span` from today, back when `sign` is -1; None for hours, which Mautic cannot say."""
    if span.unit == "hours":
        return None
    return f"{'-' if sign < 0 else '+'}{span.amount} {span.unit}"


def span_of(text: str) -> tuple[Span, int] | None:
    """The span and sign that a relative date stands for; None for another text."""
    found = _RELATIVE.fullmatch(text)
    return (Span(int(found[2]), f"{found[3]}s"), -1 if found[1] == "-" else 1) if found else None
