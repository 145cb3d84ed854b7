"""Where databases differ, and what each is told so that all give the answer of the definition of the language.

Data only; `render` puts them to use. Each line is held by a test that ran on the database, where `executed` is true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from mapconfig.audience.sql.tables import Family


@dataclass(frozen=True, slots=True)
class Pins:
    """The words of one database."""

    name: str
    dialect: str
    """What the library that writes SQL calls it."""
    executed: bool = False
    """Statements were run there and compared with the definition; otherwise they are only written."""
    lower: str = "LOWER"
    lower_collation: str = ""
    """By which collation `lower` has to go, so that it is Unicode's and not that of the server's country."""
    binary: str = ""
    """The collation that compares code points, where columns may have another."""
    compose: str = ""
    """What brings a text into composed form (NFC). Empty where there is nothing: texts have to be composed then."""
    compose_form: bool = False
    """`compose` is told the form, as in ``NORMALIZE(x, NFC)``."""
    contains: str = "STRPOS"
    contains_is: Literal["place", "truth"] = "place"
    """What `contains` gives: the place of the first find, or whether there is one."""
    starts: str = ""
    ends: str = ""
    """Empty where `contains` has to do: at the first place, of texts that are reversed for an end."""
    is_nan: str = ""
    """Empty where NaN equals itself and can be compared with."""
    to_double: Literal["TRY_CAST", "CAST", "FUNCTION"] = "TRY_CAST"
    """How a text that looks like a number becomes one."""
    moment: str = "TIMESTAMP"
    instant: str = "TIMESTAMPTZ"
    timestamp: Family = "moment"
    """What the type ``TIMESTAMP`` is: ``instant`` where it has a zone."""
    functions: Mapping[str, str] | None = None
    """Functions for literals of ``moment`` and ``day`` and for ``double``, where a cast does not do."""
    earliest: datetime | None = None
    latest: datetime | None = None
    """The first and the last moment there is, where years do not run from 1 to 9999."""
    count_if: bool = True
    fence: bool = False
    """Subqueries are flattened and what they name is worked out again for each use; ``OFFSET 0`` keeps them whole."""
    split: tuple[str, ...] = ()
    """What is replaced within texts before they are read, and so must not stand in one piece."""
    end: str = "$"
    """The end of a text in a regular expression, and not of its last line."""


DUCKDB = Pins(
    "duckdb",
    "duckdb",
    executed=True,
    compose="nfc_normalize",
    contains="CONTAINS",
    contains_is="truth",
    starts="STARTS_WITH",
    ends="ENDS_WITH",
    is_nan="ISNAN",
)
SPARK = Pins(
    "spark",
    "spark",
    executed=True,
    contains="CONTAINS",
    contains_is="truth",
    starts="STARTSWITH",
    ends="ENDSWITH",
    is_nan="ISNAN",
    to_double="CAST",
    moment="TIMESTAMPNTZ",
    timestamp="instant",
    split=("${",),
    end=r"\z",
)
CLICKHOUSE = Pins(
    "clickhouse",
    "clickhouse",
    executed=True,
    lower="lowerUTF8",
    compose="normalizeUTF8NFC",
    contains="position",
    starts="startsWith",
    ends="endsWith",
    is_nan="isNaN",
    to_double="FUNCTION",
    functions={"moment": "toDateTime64", "day": "toDate32", "double": "toFloat64OrNull"},
    earliest=datetime(1900, 1, 1, tzinfo=UTC),
    latest=datetime(2299, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
)
POSTGRESQL = Pins(
    "postgresql",
    "postgres",
    executed=True,
    lower_collation="und-x-icu",
    binary="C",
    compose="NORMALIZE",
    compose_form=True,
    to_double="CAST",
    count_if=False,
    fence=True,
)
TRINO = Pins(
    "trino",
    "trino",
    compose="NORMALIZE",
    compose_form=True,
    starts="STARTS_WITH",
    is_nan="IS_NAN",
    moment="TIMESTAMP(6)",
    instant="TIMESTAMPTZ(6)",
    end=r"\z",
)
BIGQUERY = Pins(
    "bigquery",
    "bigquery",
    compose="NORMALIZE",
    compose_form=True,
    starts="STARTS_WITH",
    ends="ENDS_WITH",
    is_nan="IS_NAN",
    timestamp="instant",
    end=r"\z",
)
SNOWFLAKE = Pins(
    "snowflake",
    "snowflake",
    contains="CONTAINS",
    contains_is="truth",
    starts="STARTSWITH",
    ends="ENDSWITH",
    to_double="FUNCTION",
    moment="TIMESTAMPNTZ",
    functions={"double": "TRY_TO_DOUBLE"},
)
DATABRICKS = Pins(
    "databricks",
    "databricks",
    contains="CONTAINS",
    contains_is="truth",
    starts="STARTSWITH",
    ends="ENDSWITH",
    is_nan="ISNAN",
    moment="TIMESTAMPNTZ",
    timestamp="instant",
    split=("${", "{{"),
    end=r"\z",
)
REDSHIFT = Pins("redshift", "redshift", count_if=False)

#: Every database there are words for, by name.
ALL: Mapping[str, Pins] = {
    pins.name: pins
    for pins in (DUCKDB, SPARK, CLICKHOUSE, POSTGRESQL, TRINO, BIGQUERY, SNOWFLAKE, DATABRICKS, REDSHIFT)
}
