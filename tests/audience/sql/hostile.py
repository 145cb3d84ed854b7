"""Criteria that somebody wrote to do harm, or by accident as if."""

from __future__ import annotations

from typing import Any

from mapconfig.audience.sql.connect import Workshop
from mapconfig.audience.sql.scratch import Table

#: Ends of texts, of names and of statements in one database or another, comments, and what is put in place of text.
TEXTS = (
    "'; DROP TABLE people; --",
    "\\'; DROP TABLE people; --",
    "\\\\'; DROP TABLE people; --",
    "' OR '1'='1",
    "\\",
    "a\\' OR 1=1 --",
    "''",
    "`; DROP TABLE people; --",
    "$$; DROP TABLE people; $$",
    "/* */ */ '",
    "-- '",
    "${spark.app.name}",
    "${env:HOME}",
    "${${spark.app.name}}",
    "$${x}",
    "{x:String}",
    "{{x}}",
    "%(x)s %s %",
    ":person ?1 @p $1 &x",
    "\u2019; DROP TABLE people; --",
    "\u02bc OR 1=1",
    "(a+)+$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    ".*",
    "%",
    "_",
    "[[:alpha:]]",
    "\\d+",
    "\x01\x02\x1b[31m",
    "\x7f",
    "a\nb; DROP TABLE people",
    "a\r\n-- b",
    "\ufeff",
    "\u202e' OR 1=1",
    "sleep(10)",
    "pg_sleep(10)",
    "x" * 10_000,
)

CANARY = Table("canary", {"person": "integer", "name": "text"}, ((0, "alive"), (1, "and well")))


def lists() -> dict[str, dict[str, Any]]:
    """Each text in each test that takes one, as the values of lists."""
    found: dict[str, dict[str, Any]] = {}
    for place, text in enumerate(TEXTS):
        said = text.replace('"', '""')
        if not set(text) & set("\n\r"):
            for operator in ("is", "contains", "starts with", "ends with"):
                found[f"{place}-{operator}"] = {"criteria": [f'industry {operator} "{said}"']}
        found[f"{place}-in"] = {"criteria": [{"industry in": [text, "Banking"]}]}
    found["many"] = {"criteria": [{"industry not in": [f"'{number}\\" for number in range(9_900)]}]}
    found["name"] = {"criteria": ['viewed page "\'; DROP TABLE people; --"']}
    deep: Any = ["score > 1"]
    for place in range(25):
        deep = [{("all", "any", "none")[place % 3]: [*deep, f"score > {place}"]}]
    found["deep"] = {"criteria": deep}
    return found


def canary_lives(database: Workshop, table: str) -> bool:
    """True while the canary's table has its rows."""
    quote = "`" if database.pins.name == "spark" else '"'
    name = ".".join(f"{quote}{part}{quote}" for part in table.split("."))
    return database.rows(f"SELECT COUNT(*) FROM {name}") == [(2,)]
