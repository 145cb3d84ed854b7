"""People who do not exist and sentences about them, chosen because databases have disagreed about their like.

The same every time: what is not written here by hand is taken from it in a fixed order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.oracle import Activity, FieldChange, Person

AS_OF = datetime(2026, 3, 31, 12, 30, tzinfo=UTC)

GRADES = ("F", "D", "C", "B-", "B", "B+", "A")
CATALOGUE = Catalogue(
    {
        "industry": FieldType("text"),
        "job_title": FieldType("text"),
        "country": FieldType("choice", ("DE", "AT", "Türkiye", "Côte d'Ivoire")),
        "grade": FieldType("choice", GRADES, ordered=True),
        "score": FieldType("number"),
        "ratio": FieldType("number"),
        "opted_out": FieldType("yes-no"),
        "created_at": FieldType("date"),
        "account.type": FieldType("choice", ("Customer", "Prospect")),
        "account.employees": FieldType("number"),
        "opportunity.stage": FieldType("choice", ("Open", "Closed Won"), ordered=True),
        "opportunity.amount": FieldType("number"),
        "opportunity.role": FieldType("text"),
        "contract.end_date": FieldType("date"),
    },
    {"account": "one", "opportunity": "many", "contract": "many"},
)

#: Capitals and small letters of several scripts, one letter as one or two code points, what patterns and quotes are
#: made of, spaces that are easy to miss, and words that other programs take for values.
TEXTS = (
    *("Banking", "banking", "BANKING", "Bank", "Geschäftsführer", "GESCHÄFTSFÜHRER", "Straße", "STRASSE", "ẞ"),
    *("İş", "iş", "IŞ", "ış", "i", "I", "İ", "ı", "ΑΣ", "ας", "ασ", "Σ", "ς", "σ", "ДЖ", "дж"),
    *("é", "e\u0301", "É", "E\u0301", "\u212b", "å", "ﬁ", "fi", "Ａ", "ａ", "a", "A", "日本", "\U0001f600"),
    *("\u212a", "k", "\u2126", "ω", "ǅ", "ǆ", "ſ", "s", "\U00010400", "\U00010428"),
    *("100%", "100", "a_b", "axb", "a\\b", "a\\", "\\", "\\n", "%", "_", "*", "?", "[ab]", "^a", ".*", "(", "a|b"),
    *("it's", "''", "'", 'x"y', '"', "`", "; DROP TABLE people; --", "' OR ''='", "\\' OR 1=1 --", "/*", "*/", "--"),
    *("$1", ":x", "?1", "{x}", "${x}", "${spark.app.name}", "{x:String}", "@p", "&x", "#", "$$", "%s", "%(x)s", "~"),
    *("a ", " a", "  ", "a\tb", "a\nb", "a\r\nb", "nb\u00a0sp", "a\u200bb", "\ufeffa", "\u2028"),
    *("null", "NULL", "None", "NaN", "true", "True", "0", "5", "-1", "1e3", "0x10", "2026-03-31", "or blank"),
)
#: One microsecond to either side of where windows begin and end.
MOMENTS = tuple(
    edge + timedelta(microseconds=off)
    for edge in (
        *(AS_OF - timedelta(days=days) for days in (-30, 0, 1, 7, 30, 31, 365)),
        AS_OF - timedelta(hours=2),
        datetime(2026, 2, 28, 12, 30, tzinfo=UTC),
        datetime(2026, 3, 31, tzinfo=UTC),
        datetime(2026, 4, 1, tzinfo=UTC),
        datetime(2026, 3, 1, tzinfo=UTC),
        datetime(2024, 2, 29, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
    )
    for off in (-1, 0, 1)
)
WHOLE = (*range(-2, 8), 49, 50, 51, 2**53, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63))
FRACTIONS = (0.1, 0.2, 0.1 + 0.2, 0.3, 0.5, -1.25, 1e-9, 1e15 + 0.5, 3.0, 1e22, float("nan"), float("inf"))
NAMES = ("welcome", "Welcome", "é", "e\u0301", "it's", "100%", "two words")
LISTS = ("imported", "x.y-z_1")


def people() -> tuple[Person, ...]:
    """About two hundred people; in each field somebody has each value above, and several have none."""
    return tuple(_person(number) for number in range(2 * len(TEXTS)))


def _person(n: int) -> Person:
    def pick(values: tuple[Any, ...], step: int, blank: int) -> Any:
        return None if n % blank == blank - 1 else values[(n * step + n // len(values)) % len(values)]

    fields: dict[str, object] = {
        "industry": TEXTS[n % len(TEXTS)],
        "job_title": pick((*TEXTS, ""), 7, 5),
        "country": pick(("DE", "de", "AT", "Türkiye", "TÜRKİYE", "Côte d'Ivoire", ""), 3, 4),
        "grade": pick((*GRADES, "b+", "E", ""), 3, 6),
        "score": pick(WHOLE, 5, 7),
        "ratio": pick(FRACTIONS, 5, 9),
        "opted_out": pick((True, False), 1, 3),
        "created_at": pick((*MOMENTS, date(2026, 3, 31), date(2026, 3, 1)), 5, 8),
    }
    account: Mapping[str, object] | None = {
        "type": pick(("Customer", "customer", "Prospect", ""), 1, 6),
        "employees": pick(FRACTIONS, 7, 5),
    }
    if n % 5 == 4:
        account = None  # a key that leads to no account
    opportunities = tuple(
        None
        if (n + place) % 7 == 6
        else {
            "stage": ("Open", "Closed Won", "closed won", None)[(n + place) % 4],
            "amount": WHOLE[(n + place * 3) % len(WHOLE)],
            "role": (None, "", "Decider", TEXTS[(n + place) % len(TEXTS)])[(n + 2 * place) % 4],
        }
        for place in range(n % 4)
    )
    contracts = tuple({"end_date": MOMENTS[(n * 5 + place) % len(MOMENTS)]} for place in range((n + 1) % 3))
    return Person(
        fields={name: value for name, value in fields.items() if n % 11 or name == "industry"},
        related={"account": (account,) if n % 6 else (), "opportunity": opportunities, "contract": contracts},
        activities=tuple(_activities(n)),
        changes=tuple(_changes(n)),
        lists=frozenset(key for place, key in enumerate(LISTS) if (n >> place) & 1),
    )


def _activities(n: int) -> Iterator[Activity]:
    for place in range((0, 1, 2, 3, 12)[n % 5]):
        verb, thing = (("was sent", "email"), ("opened", "email"), ("submitted", "form"), ("viewed", "page"))[place % 4]
        names = NAMES if thing == "page" else NAMES[:2]
        yield Activity(verb, thing, names[(n + place) % len(names)], MOMENTS[(n + place * 5) % len(MOMENTS)])


def _changes(n: int) -> Iterator[FieldChange]:
    for place in range(n % 3):
        at = MOMENTS[(n + place * 7) % len(MOMENTS)]
        match (n + place) % 4:
            case 0:
                yield FieldChange("grade", GRADES[n % 7], (None, "A", "a")[n % 3], at)
            case 1:
                yield FieldChange("score", (None, 5, 50)[n % 3], WHOLE[(n + place) % 13], at)
            case 2:
                yield FieldChange("industry", TEXTS[(n * 3) % len(TEXTS)], TEXTS[(n * 5) % len(TEXTS)], at)
            case _:
                yield FieldChange("opted_out", (None, True, False)[n % 3], (True, False)[n % 2], at)


def sentences() -> tuple[Any, ...]:
    """Several hundred criteria, most of them one sentence."""
    return tuple(_texts()) + tuple(_values()) + tuple(_doings()) + tuple(_groups())


def _texts() -> Iterator[str]:
    operators = (
        *("is", "is not", "contains", "does not contain", "starts with", "does not start with", "ends with"),
        "does not end with",
    )
    turn = count()
    for text in TEXTS:
        if text.strip() and '"' not in text and not set(text) & set("\n\r\t\u2028"):
            for step in (0, 3, 5):
                yield f'industry {operators[(next(turn) + step) % len(operators)]} "{text}"'
    for field in ("industry", "job_title", "country", "account.type"):
        yield f"{field} is blank"
        yield f"{field} is not blank"
        yield f'{field} is not "it\'s" or blank'
        yield f'{field} in [banking, Customer, DE, TÜRKİYE, "100%", ασ]'
        yield f"{field} not in [BANKING, customer, de, İş] or blank"
    for grade in GRADES:
        yield f"grade is at least {grade}"
        yield f"grade is at most {grade} or blank"


def _values() -> Iterator[str]:
    numbers = ("0", "0.1", "0.3", "0.5", "-1.25", "3", "5", "50", "9007199254740992", "9007199254740993")
    for field in ("score", "ratio", "account.employees"):
        for place, number in enumerate(
            (*numbers, "9223372036854775807", "-9223372036854775808", "0.30000000000000004")
        ):
            for operator in (("=", "<"), ("!=", ">="), (">", "<="))[place % 3]:
                yield f"{field} {operator} {number}"
        yield f"{field} between -1.25 and 50"
        yield f"{field} is blank"
    for operator in ("on", "before", "after", "on or before", "on or after"):
        for day in ("2026-03-31", "2026-03-01", "2024-02-29", "0001-01-01", "9999-12-31"):
            yield f"created_at {operator} {day}"
    for window in ("1 days", "7 days", "1 months", "30 days", "2 hours", "5000 weeks"):
        yield f"created_at in last {window}"
        yield f"created_at not in last {window} or blank"
        yield f"created_at in next {window}"
        yield f"created_at more than {window} ago"
    yield "created_at between 2026-03-01 and 2026-03-31"
    yield from ("opted_out is true", "opted_out is false", "opted_out is false or blank", "opted_out is blank")


def _doings() -> Iterator[str]:
    for what in ("was sent any email", "opened email welcome", "submitted any form", 'viewed page "é"'):
        for how_often in ("", " at least 2 times", " at most 1 times", " exactly 3 times", " between 0 and 2 times"):
            for window in ("", " in last 30 days", " before 2026-03-31"):
                yield f"{what}{how_often}{window}"
        yield f"never {what} since 2026-03-01"
    for change in ("grade changed", "grade changed from B to A", "score changed to 5", "score changed from 50 to 3"):
        yield f"{change} in last 30 days"
        yield change
    yield from ("industry changed to banking", "opted_out changed to true", "grade changed from A to blank")
    for key in LISTS:
        yield f"in list {key}"
        yield f"not in list {key}"


def _groups() -> Iterator[Any]:
    for quantifier in ("some", "no"):
        yield {f"{quantifier} opportunity": ["stage is Closed Won", "role is not blank"]}
        yield {f"{quantifier} opportunity": [{"any": ["stage is not Open", "amount > 49"]}, "role is not Decider"]}
        yield {f"{quantifier} opportunity": [{"none": ["stage is at least Closed Won", "amount is blank"]}]}
        yield {f"{quantifier} opportunity": ["stage is Open", "in list imported", "account.type is Customer"]}
        yield {f"{quantifier} contract": ["end_date in last 30 days"]}
        yield {f"{quantifier} contract": [{"none": ["end_date before 2026-03-31"]}]}
    yield {"none": ["account.type is Customer", "score > 5", {"all": ["ratio < 0.3", "opted_out is true"]}]}
    yield {"all": [{"any": ["grade is A", "grade is blank"]}, {"none": [{"none": ["score >= 5"]}]}]}
    yield {"industry in": [*TEXTS[:60], *(f"nobody {number}" for number in range(2_000))]}
    yield {"job_title not in": [*TEXTS[60:100], *(f"nobody {number}" for number in range(2_000))]}
    yield {"any": [f"score = {number}" for number in range(300)]}
    nested: Any = ["score > 0"]
    for place in range(12):
        nested = [{("all", "any", "none")[place % 3]: nested}, f"score != {place}"]
    yield nested
