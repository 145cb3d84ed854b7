"""The tables of the catalogue as CSV, for people with a spreadsheet. Heads are ids, and stay English."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mapconfig.report import safe

Document = Mapping[str, Any]


def matrix(found: Document) -> str:
    """The contact matrix, a line a row."""
    heads = ("team", "id", "segment", "stage", "channel", "when", "why", "people", "overlaps")
    return _sheet(heads, (_matrix(row) for row in found["rows"]))


def _matrix(row: Document) -> Sequence[str]:
    return (
        row["team"]["address"],
        row["id"],
        row["segment"]["address"],
        row["stage"]["address"] if row["stage"] else "",
        row["channel"],
        row["when"],
        row["why"],
        row["people"]["members"] if row["people"] else "",
        " ".join(f"{one['team']['address']}:{one['id']}" for one in row["overlaps"]),
    )


def fields(found: Document) -> str:
    """The field dictionary, a line a field."""
    heads = (
        "field",
        "title",
        "description",
        "type",
        "ordered",
        "values",
        "crm",
        "master",
        "personal_data",
        "owner",
        "used_by",
    )
    return _sheet(heads, (_field(row) for row in found["rows"]))


def _field(row: Document) -> Sequence[str]:
    return (
        row["field"]["address"],
        row["field"]["title"] or "",
        row["description"],
        row["type"],
        "yes" if row["ordered"] else "no",
        "; ".join(row["values"]),
        " ".join(one["address"] for one in row["crm"]),
        row["master"],
        row["personal_data"],
        row["owner"]["address"] if row["owner"] else "",
        str(sum(row["used"].values())),
    )


def pressure(found: Document) -> str:
    """Everything that sends, a line each."""
    heads = (
        "sender",
        "title",
        "kind",
        "state",
        "owner",
        "emails_at_most",
        "to",
        "forms",
        "at",
        "people",
        "operational",
        "held_back_by",
        "not_held_back_by",
    )
    return _sheet(heads, (_sender(row) for row in found["senders"]))


def _sender(row: Document) -> Sequence[str]:
    return (
        row["asset"]["address"],
        row["asset"]["title"] or "",
        row["kind"],
        row["state"],
        row["owner"]["address"] if row["owner"] else "",
        str(row["most"]),
        " ".join(one["address"] for one in row["to"]),
        " ".join(one["address"] for one in row["forms"]),
        row["at"],
        row["people"]["members"] if row["people"] else "",
        "yes" if row["operational"] else "no",
        " ".join(one["address"] for one in row["fatigue"]["held"]),
        " ".join(one["address"] for one in row["fatigue"]["missing"]),
    )


#: Each file with the page whose document it is made from, by the place of that page.
SHEETS = {
    "matrix.csv": ("matrix.html", matrix),
    "fields.csv": ("fields.html", fields),
    "pressure.csv": ("pressure.html", pressure),
}


def _sheet(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in _lines(heads, rows):
        writer.writerow(row)
    return out.getvalue()


def _lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    yield list(heads)
    for row in rows:
        yield [safe.spreadsheet(one) for one in row]
