"""SQL that reads a column of a source as a field has it: the oracle's `read_as`, for whole columns.

Sources write more than the definition reads: numbers with an exponent, yes and no as ``t``, ``f``, 1 and 0, instants as
seconds. Those are values too; what is left over is blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mapconfig.audience.mapping import Column
from mapconfig.audience.snapshot.database import named, quoted
from mapconfig.audience.snapshot.manifest import SET
from mapconfig.language import say

_WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
_WIDE = frozenset({"UBIGINT", "HUGEINT", "UHUGEINT"})
_FRACTIONS = frozenset({"FLOAT", "DOUBLE"})

#: A whole number, and any number, as text.
_WHOLE_TEXT = r"[+-]?[0-9]{1,30}(\.0{1,30})?"
_NUMBER_TEXT = r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?"
#: An instant as text, in the ways that the database reads as Python does.
DATE_TEXT = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?(Z|[+-]([01][0-9]|2[0-3])(:[0-5][0-9])?)?)?"
)
FIRST, LAST = "TIMESTAMP '0001-01-01'", "TIMESTAMP '9999-12-31 23:59:59.999999'"
_UNITS = {"seconds": 1_000_000, "milliseconds": 1_000}


@dataclass(frozen=True, slots=True)
class Typed:
    """A column to be read: SQL of its value, the database's type of that, and what the field is."""

    sql: str
    type: str
    column: Column
    kind: str
    marked: bool = False

    @property
    def ambiguous(self) -> bool:
        """Whether only its values tell if it holds whole numbers alone."""
        return self.kind == "number" and not self.marked and self.type not in _WHOLE | _FRACTIONS

    @property
    def doubtful(self) -> bool:
        """Whether it can hold what is no value of its field: text always can, and where the type of the column is that
        of the field nothing can."""
        if self.kind == "number":
            return self.type not in _WHOLE | _WIDE | _FRACTIONS and not self.type.startswith("DECIMAL")
        if self.kind == "date":
            return bool(self.column.unit) or not (self.type == "DATE" or self.type.startswith("TIMESTAMP"))
        return self.kind == "yes-no" and self.type != "BOOLEAN"

    @property
    def there(self) -> str:
        """SQL of how many values are not blank."""
        return f"count(CASE WHEN {self.text} <> '' THEN 1 END)"

    def left_over(self, dates: Mapping[str, str]) -> str:
        """SQL of how many values are not blank and cannot be read as the field has them."""
        return f"count(CASE WHEN {self.text} <> '' AND ({self.value(False, dates)}) IS NULL THEN 1 END)"

    @property
    def expected(self) -> str:
        """What a value is to be, for a sentence."""
        if self.kind == "date" and self.column.unit:
            return say("a date in {unit} since 1970", unit=self.column.unit)
        return {"number": say("a number"), "date": say("a date"), "yes-no": say("yes or no")}[self.kind]

    @property
    def advice(self) -> str:
        """What else may be wrong, for a sentence."""
        if self.kind == "yes-no":
            return say(", and say with `yes` and `no` what it holds, capitals as they are")
        if self.kind == "date":
            return say(", and with `as` whether it holds seconds or milliseconds or, without it, dates")
        return ""

    @property
    def is_fraction(self) -> str:
        """SQL that is true of a value that is a number, and none that 64 bits hold exactly."""
        return f"({self._double()}) IS NOT NULL AND ({self._whole()}) IS NULL"

    def value(self, whole: bool = True, dates: Mapping[str, str] | None = None) -> str:
        """SQL of the value as the field has it. `whole` decides a number that is ambiguous; `dates` is the name of a
        table of odd dates by the column's SQL."""
        read = self._value(whole)
        if self.kind == "date" and dates and self.sql in dates:
            read = f"coalesce({read}, (SELECT o.moment FROM {dates[self.sql]} AS o WHERE o.text = {self.sql}))"
        return f"CASE WHEN ({read}) IS NOT NULL THEN {quoted(SET)} END" if self.marked else read

    def _value(self, whole: bool) -> str:
        match self.kind:
            case "number":
                if self.type in _WHOLE:
                    return f"CAST({self.sql} AS BIGINT)"
                if self.type in _FRACTIONS:
                    return f"CASE WHEN NOT isnan({self.sql}) THEN CAST({self.sql} AS DOUBLE) END"
                return self._whole() if whole else self._double()
            case "date":
                return self._moment()
            case "yes-no":
                return self._yes_no()
        return f"nullif(nfc_normalize({self.text}), '')"

    @property
    def text(self) -> str:
        """SQL of the value as text; NaN is none."""
        if self.type in _FRACTIONS:
            return f"CASE WHEN NOT isnan({self.sql}) THEN CAST({self.sql} AS VARCHAR) END"
        return self.sql if self.type == "VARCHAR" else f"CAST({self.sql} AS VARCHAR)"

    def _whole(self) -> str:
        if self.type == "VARCHAR":
            matches = f"regexp_full_match({self.sql}, {quoted(_WHOLE_TEXT)})"
            return f"CASE WHEN {matches} THEN TRY_CAST(split_part({self.sql}, '.', 1) AS BIGINT) END"
        if self.type.startswith("DECIMAL") or self.type in _WIDE:
            return f"CASE WHEN {self.sql} = floor({self.sql}) THEN TRY_CAST({self.sql} AS BIGINT) END"
        return f"CAST({self.sql} AS BIGINT)" if self.type in _WHOLE else "CAST(NULL AS BIGINT)"

    def _double(self) -> str:
        if self.type == "VARCHAR":
            matches = f"regexp_full_match({self.sql}, {quoted(_NUMBER_TEXT)})"
            return f"CASE WHEN {matches} THEN TRY_CAST({self.sql} AS DOUBLE) END"
        if self.type.startswith("DECIMAL") or self.type in _WIDE | _WHOLE:
            return f"CAST({self.sql} AS DOUBLE)"
        if self.type in _FRACTIONS:
            return f"CASE WHEN NOT isnan({self.sql}) THEN CAST({self.sql} AS DOUBLE) END"
        return "CAST(NULL AS DOUBLE)"

    @property
    def instant(self) -> str:
        """SQL of the instant, where it is one already: without a look at whether it is in the calendar."""
        if self.type == "TIMESTAMP" and not self.column.unit:
            return self.sql
        return self._moment()

    def _moment(self) -> str:
        unit = _UNITS.get(self.column.unit)
        if unit is not None:
            number = self._double() if self.type in _FRACTIONS or self.type == "VARCHAR" else self._whole()
            inside = f"({number}) BETWEEN {-62_135_596_800_000_000 // unit} AND {253_402_300_799_000_000 // unit}"
            return f"CASE WHEN {inside} THEN make_timestamp(CAST(round(({number}) * {unit}) AS BIGINT)) END"
        if self.type == "VARCHAR":
            matches = f"regexp_full_match({self.sql}, {quoted(DATE_TEXT)})"
            read = f"CASE WHEN {matches} THEN CAST(TRY_CAST({self.sql} AS TIMESTAMPTZ) AS TIMESTAMP) END"
        elif self.type == "DATE" or self.type.startswith("TIMESTAMP"):
            read = f"CAST({self.sql} AS TIMESTAMP)"
        else:
            return "CAST(NULL AS TIMESTAMP)"
        return f"CASE WHEN ({read}) BETWEEN {FIRST} AND {LAST} THEN {read} END"

    def _yes_no(self) -> str:
        if self.type == "BOOLEAN":
            return self.sql
        if not self.column.yes and not self.column.no:
            text = f"lower({self.text})"
            return f"CASE WHEN {text} IN ('true', 't', '1') THEN true WHEN {text} IN ('false', 'f', '0') THEN false END"
        yes, no = (", ".join(map(quoted, said)) for said in (self.column.yes, self.column.no))
        said = [(yes, "true"), (no, "false")]
        cases = " ".join(f"WHEN {self.text} IN ({values}) THEN {answer}" for values, answer in said if values)
        return f"CASE {cases} END"

    def told(self, dates: Mapping[str, str] | None = None) -> str:
        """SQL of the value as the table of changes has it."""
        if self.marked or self.kind not in ("number", "date", "yes-no"):
            return self.value(dates=dates)
        if self.kind == "number":
            double = f"CAST({self._double()} AS VARCHAR)"
            return f"coalesce(CAST({self._whole()} AS VARCHAR), {double})"
        if self.kind == "date":
            return f"strftime({self.value(dates=dates)}, '%Y-%m-%dT%H:%M:%S.%f+00:00')"
        return f"CAST({self.value()} AS VARCHAR)"


def column(name: str, alias: str) -> str:
    """SQL of a column of the table called `alias`."""
    return f"{alias}.{named(name)}"
