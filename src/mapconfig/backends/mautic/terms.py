"""The words that writing criteria and reading filters share: where fields are, and what Mautic calls its tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from mapconfig.criteria.catalogue import FieldType


class Unheld(Exception):
    """Mautic cannot hold these criteria; the message is a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where Mautic keeps a field: the object, the alias and the type it has there. `past` is true for dates that are
    never in the future, such as the day somebody was added."""

    object: str
    alias: str
    type: str
    past: bool = False


class Book(Protocol):
    """What criteria name, as one Mautic has it."""

    def where(self, field: str) -> Where | None:
        """Where it keeps a field, by our key."""

    def field(self, object_: str, alias: str) -> str | None:
        """Our key of what it keeps there."""

    def type(self, field: str) -> FieldType:
        """What a field of ours holds."""

    def id(self, address: str) -> int | None:
        """The id of a list or e-mail; None where it has none yet."""

    def key(self, kind: str, id_: int) -> str | None:
        """The key of the list or e-mail with this id."""


TEXT_TYPES = frozenset({"text", "email", "tel", "url", "textarea", "lookup", "html"})
CHOICE_TYPES = frozenset({"select", "country", "region", "timezone", "locale"})
DATE_TYPES = frozenset({"date", "datetime"})
#: One that holds several values at once: ``in`` asks there for all of them (recording segments-evaluation).
SEVERAL = "multiselect"

ORDERS = {"=": "=", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}

#: Behaviour that Mautic can ask about: of any e-mail within a window, and of one e-mail at all.
WHEN = {"was sent": "lead_email_sent_date", "opened": "lead_email_read_date", "clicked": "email_clicked_link_date"}
#: The type of both filters that name one e-mail (catalogue of a running 5.1.1).
EMAIL_TYPE = "lead_email_received"
ONE = {"opened": "lead_email_received", "was sent": "lead_email_sent"}


def next_day(day: str, days: int = 1) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        raise Unheld("There is no such day in Mautic.") from None


def is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
