"""Values of the language, in the words of one database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlglot import exp

from mapconfig.audience.membership import Uncountable
from mapconfig.audience.sql.pins import Pins
from mapconfig.audience.sql.render import words
from mapconfig.audience.sql.tables import Column
from mapconfig.criteria.folding import fold
from mapconfig.criteria.moments import Interval, in_utc
from mapconfig.language import say

#: What no text of a database can hold, or what ends a statement early.
UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")
#: A number as sources write it as text, within what a double holds. Then the end of the text.
NUMBER = r"^[+-]?([0-9]{1,30}([.][0-9]{1,30})?|[0-9]([.][0-9]{1,30})?e[+-]?[0-2]?[0-9]{1,2})"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNITS = {"seconds": 1_000_000, "milliseconds": 1_000}
_INTEGER = re.compile("-?[0-9]{1,18}")
WHOLE = r"^[+-]?[0-9]{1,30}"


@dataclass(frozen=True, slots=True)
class Values:
    """Values of the language in the words of one database."""

    pins: Pins

    def text(self, text: str) -> exp.Expr:
        """`text` as a literal. Raises Uncountable for what no text of a database can hold."""
        if UNHOLDABLE.search(text):
            raise Uncountable(say("a value holds a character that no text in a database can hold"))
        pieces = [text]
        for apart in self.pins.split:
            pieces = [part for piece in pieces for part in _split(piece, apart)]
        literals: list[exp.Expr] = [exp.Literal(this=piece, is_string=True) for piece in pieces]
        return literals[0] if len(literals) == 1 else words.call("CONCAT", *literals)

    def folded(self, text: str) -> exp.Expr:
        """`text` folded. A letter that is newer than our table of letters is left to the database's."""
        folded = self.text(fold(text))
        if not text.isascii() and any(unicodedata.category(letter) == "Cn" for letter in text):
            return self.fold(folded)
        return folded

    def fold(self, text: exp.Expr) -> exp.Expr:
        """What `criteria.folding.fold` does, done by the database."""
        pins = self.pins
        if pins.compose:
            form = [exp.Var(this="NFC")] if pins.compose_form else []
            text = words.call(pins.compose, text, *form)
        if pins.lower_collation:
            text = exp.Collate(this=text, expression=words.quoted(pins.lower_collation))
        text = words.call(pins.lower, text)
        for letters, one in (("i\u0307", "i"), ("\u03c2", "\u03c3")):
            text = words.call(
                "REPLACE" if pins.name != "clickhouse" else "replaceAll", text, self.text(letters), self.text(one)
            )
        return self.exact(text)

    def exact(self, text: exp.Expr) -> exp.Expr:
        """`text` to be compared code point by code point."""
        if not self.pins.binary:
            return text
        return exp.Paren(this=exp.Collate(this=text, expression=words.quoted(self.pins.binary)))

    def plain(self, column: Column, table: str) -> exp.Expr:
        """A column with texts, as text and nothing else."""
        found = words.column(column.name, table)
        return exp.cast(found, words.type_("TEXT")) if column.special else found

    def contains(self, text: exp.Expr, part: str) -> exp.Expr:
        found = words.call(self.pins.contains, text, self.folded(part))
        return found if self.pins.contains_is == "truth" else words.compared(">", found, words.whole(0))

    def starts(self, text: exp.Expr, part: str) -> exp.Expr:
        if self.pins.starts:
            return words.call(self.pins.starts, text, self.folded(part))
        return words.compared("=", words.call(self.pins.contains, text, self.folded(part)), words.whole(1))

    def ends(self, text: exp.Expr, part: str) -> exp.Expr:
        if self.pins.ends:
            return words.call(self.pins.ends, text, self.folded(part))
        reversed_ = self.text(fold(part)[::-1])
        return words.compared(
            "=", words.call(self.pins.contains, words.call("REVERSE", text), reversed_), words.whole(1)
        )

    def one_of(self, text: exp.Expr, values: Iterable[str]) -> exp.Expr:
        return exp.In(this=text, expressions=[self.folded(value) for value in sorted(set(map(fold, values)))])

    def same(self, column: Column, table: str, wanted: Sequence[str]) -> exp.Expr:
        """A column of codes, or of names that are compared exactly, holds one of `wanted`."""
        if column.family in ("", "text"):
            found = self.exact(self.plain(column, table))
            return exp.In(this=found, expressions=[self.text(value) for value in wanted])
        numbers = [value for value in wanted if _INTEGER.fullmatch(value)]
        if column.family in ("integer", "decimal") and len(numbers) == len(wanted):
            codes = [words.whole(int(value)) for value in wanted]
            return exp.In(this=words.column(column.name, table), expressions=codes)
        said = exp.cast(words.column(column.name, table), words.type_("TEXT"))
        return exp.In(this=said, expressions=[self.text(value) for value in wanted])

    def double(self, text: exp.Expr) -> exp.Expr:
        """A text as a number, where it is one."""
        if self.pins.to_double == "FUNCTION":
            assert self.pins.functions is not None
            made = words.call(self.pins.functions["double"], text)
        else:
            kind = exp.TryCast if self.pins.to_double == "TRY_CAST" else exp.Cast
            made = kind(this=text, to=words.type_("DOUBLE"))
        return words.choice(self.matches(text, NUMBER + self.pins.end), made, None)

    def matches(self, text: exp.Expr, pattern: str) -> exp.Expr:
        return exp.RegexpLike(this=text, expression=exp.Literal(this=pattern, is_string=True))

    def number(self, column: Column, table: str) -> exp.Expr:
        """A column with numbers; NaN is a blank."""
        found = words.column(column.name, table)
        if column.family not in ("", "double"):
            return found
        if self.pins.is_nan:
            return words.choice(words.no(words.call(self.pins.is_nan, found)), found, None)
        return exp.Nullif(
            this=found, expression=exp.cast(exp.Literal(this="NaN", is_string=True), words.type_("DOUBLE"))
        )

    def within(self, moment: exp.Expr, column: Column, interval: Interval) -> list[exp.Expr]:
        """The tests that `moment`, which is in `column`, lies in the half-open `interval`."""
        start, end = interval
        family = column.family or "moment"
        if column.unit:
            return self._counted(moment, _UNITS[column.unit], interval)
        if family == "day":
            if start is not None and _next_day(start) is None:
                return [exp.false()]
            start, end = _next_day(start), _next_day(end)
        found = []
        earliest, latest = self.pins.earliest, self.pins.latest
        if start is not None and latest is not None and start > latest:
            return [exp.false()]
        if end is not None and earliest is not None and end <= earliest:
            return [exp.false()]
        if start is not None and not (earliest is not None and start <= earliest):
            found.append(words.compared(">=", moment, self.moment(start, family)))
        if end is not None and not (latest is not None and end > latest):
            found.append(words.compared("<", moment, self.moment(end, family)))
        return found

    def _counted(self, number: exp.Expr, unit: int, interval: Interval) -> list[exp.Expr]:
        """The tests for a column of so many units of `unit` microseconds since 1970: the first that is not before."""
        found = []
        for operator, at in zip((">=", "<"), interval, strict=True):
            if at is not None:
                since = -((_EPOCH - at) // _MICROSECOND // unit)
                found.append(words.compared(operator, number, words.whole(since)))
        return found

    def moment(self, at: datetime, family: str) -> exp.Expr:
        """The literal of an instant, or of the day that begins then."""
        functions = self.pins.functions or {}
        if family == "day":
            said = exp.Literal(this=f"{at:%Y-%m-%d}".rjust(10, "0"), is_string=True)
            return words.call(functions["day"], said) if "day" in functions else exp.cast(said, words.type_("DATE"))
        text = in_utc(at).replace(tzinfo=None).isoformat(" ", "microseconds")
        if "moment" in functions:
            zone = exp.Literal(this="UTC", is_string=True)
            return words.call(functions["moment"], exp.Literal(this=text, is_string=True), words.whole(6), zone)
        if family == "instant":
            return exp.cast(exp.Literal(this=text + "+00:00", is_string=True), words.type_(self.pins.instant))
        return exp.cast(exp.Literal(this=text, is_string=True), words.type_(self.pins.moment))


def _split(text: str, apart: str) -> list[str]:
    """`text` in pieces none of which has `apart` in it."""
    first, rest = apart[:1], apart[1:]
    pieces = text.split(apart)
    if len(pieces) == 1:
        return pieces
    made = [pieces[0] + first, *[rest + piece + first for piece in pieces[1:-1]], rest + pieces[-1]]
    return [again for piece in made for again in (_split(piece, apart) if apart in piece else [piece])]


def _next_day(at: datetime | None) -> datetime | None:
    """The first midnight that is not before `at`; None for what is behind the last."""
    if at is None or at.timetz().replace(tzinfo=None) == time():
        return at
    try:
        return datetime.combine(at.date() + timedelta(days=1), time(), UTC)
    except OverflowError:
        return None
