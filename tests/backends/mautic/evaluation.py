"""What Mautic 5.1 makes of filters, as it was seen on a running instance (recordings segments-evaluation), in a few
lines of Python: which people of a table a segment has."""

from __future__ import annotations

import operator as operators
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Contact = Mapping[str, Any]
"""Values by alias; ``leadlist`` has the ids of the segments somebody is on, ``lead_email_*`` what happened."""


def members(filters: Sequence[Mapping[str, Any]], people: Sequence[Contact], today: date) -> set[int]:
    """The places of the people that the filters let through: groups glued by "or", of filters glued by "and"."""
    groups: list[list[Mapping[str, Any]]] = [[]]
    for each in filters:
        if each["glue"] == "or":
            groups.append([])
        groups[-1].append(each)
    return {
        place
        for place, contact in enumerate(people)
        if any(all(_holds(each, contact, today) for each in group) for group in groups)
    }


def _holds(said: Mapping[str, Any], contact: Contact, today: date) -> bool:
    value, operator, wanted = contact.get(said["field"]), said["operator"], said["properties"]["filter"]
    if said["field"] in ("leadlist", "lead_email_received", "lead_email_sent"):
        return bool(set(value or ()) & set(wanted)) is (operator == "in")
    blank = value is None or value == ""
    if operator in ("empty", "!empty"):
        return blank is (operator == "empty")
    if operator.startswith("!"):  # these include blanks
        positive = {"!=": "=", "!in": "in", "!like": "like", "!regexp": "regexp"}[operator]
        return blank or not _passes(positive, value, wanted, said["type"], today)
    return not blank and _passes(operator, value, wanted, said["type"], today)


def _passes(operator: str, value: Any, wanted: Any, type_: str, today: date) -> bool:
    if type_ in ("number", "boolean"):
        return bool(_ORDERS[operator](float(value), float(wanted)))
    if type_ in ("date", "datetime"):
        return bool(_ORDERS[operator](value, _day(wanted, today)))
    text = str(value).lower()
    if operator == "in":
        values = wanted if isinstance(wanted, list) else wanted.split("|")
        return text in [each.lower() for each in values]
    return _READS[operator](text, wanted.lower())


_ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operators.eq,
    "gt": operators.gt,
    "gte": operators.ge,
    "lt": operators.lt,
    "lte": operators.le,
}


def _like(text: str, pattern: str) -> bool:
    pattern = pattern if "%" in pattern else f"%{pattern}%"
    return re.fullmatch(".*".join(map(re.escape, pattern.split("%"))), text, re.S) is not None


_READS: dict[str, Callable[[str, str], bool]] = {
    "=": str.__eq__,
    "like": _like,
    "contains": str.__contains__,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
}


def _day(text: str, today: date) -> date:
    if text == "today":
        return today
    found = re.fullmatch(r"([+-]\d+) (day|week)s?", text)
    return today + timedelta(int(found[1]) * (7 if found[2] == "week" else 1)) if found else date.fromisoformat(text)


def shown(entry: Mapping[str, Any], contact: Contact) -> str:
    """What somebody sees in place of dynamic content of an e-mail, as the public source of Mautic 5.1 has it
    (EmailBundle/EventListener/TokenSubscriber.php, MatchFilterForLeadTrait.php; not seen on a running instance): the
    content of the first filters that match, and otherwise the usual one."""
    found = [each["content"] for each in entry["filters"] if _matches(each["filters"], contact)]
    return str(found[0] if found else entry["content"])


def _matches(filters: Sequence[Mapping[str, Any]], contact: Contact) -> bool:
    groups: list[bool | None] = []
    for each in filters:
        if each["field"] not in contact:
            continue  # a filter for what somebody has no value of in the profile is passed over
        if not groups or each["glue"] == "or":
            groups.append(None)
        if groups[-1] is not False:
            value, wanted = contact[each["field"]], each["filter"]
            # Both are texts that are no numbers, or one is null, which is equal to an empty text only.
            groups[-1] = (value == wanted) is (each["operator"] == "=")
    return True in groups
