"""What a campaign asks of somebody: conditions (who they are now) and decisions (what they do next).

A condition is one row; what takes more is a value gap whose remedy is a list. And a row means there what it means in a
segment only in part (Mautic's own code of 5.1): ``in`` looks for each value anywhere in the field, and ``!like`` is not
true of a blank. So one of several values is not asked for at all, and "does not contain" is "contains" with the
branches the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.criteria import Unheld, criteria_for, groups_for
from mapconfig.backends.mautic.filters import Row
from mapconfig.backends.mautic.kinds.actions import whole
from mapconfig.backends.mautic.places import ASKED, COMPANY, PERSON
from mapconfig.criteria import canonical, parse
from mapconfig.criteria.format import write
from mapconfig.criteria.syntax import ActivityTest, Sentence

SEGMENTS, FIELD, SCORE = "lead.segments", "lead.field_value", "lead.points"
OPENED, CLICKED, SUBMITTED, VIEWED = "email.open", "email.click", "form.submit", "page.pagehit"

_REMEDY = "Make a list of these criteria and ask `in list` here."
_SIGNS = frozenset({"=", "!=", "gt", "gte", "lt", "lte", "empty", "!empty", "startsWith", "endsWith", "contains"})
_DATES = frozenset({"date", "datetime"})

#: Columns that segments ask for and that are no fields, so that no condition knows them.
_NO_FIELDS = frozenset({where.alias for where, _ in ASKED.values()} | {"last_active"})


@dataclass(frozen=True, slots=True)
class Question:
    """One condition or decision. `flipped` is true where its answer is the opposite of what was to be asked."""

    type: str
    properties: Mapping[str, Any]
    flipped: bool = False


def condition(criteria: Any, book: Book) -> Question:
    """The condition that asks for `criteria`. Raises Unheld where no single one does."""
    groups = groups_for(criteria, book)
    rows = [row for group in groups for row in group]
    if rows and all(row.field == "leadlist" for row in rows):
        operators = {row.operator for row in rows}
        numbers = [int(each) for row in rows for each in (row.value if isinstance(row.value, tuple) else ())]
        if operators == {"in"} and all(len(group) == 1 for group in groups):
            return Question(SEGMENTS, {"segments": numbers})
        if operators == {"!in"} and len(groups) == 1:
            return Question(SEGMENTS, {"segments": numbers}, flipped=True)
    if len(rows) != 1:
        raise Unheld(f"One step of a campaign in Mautic asks one thing. {_REMEDY}")
    return _of_row(rows[0])


def _of_row(row: Row) -> Question:
    operator, value = row.operator, row.value
    if row.object not in (PERSON, COMPANY) or row.field in _NO_FIELDS:
        raise Unheld(f"Mautic's campaigns cannot ask this. {_REMEDY}")
    if row.type in _DATES and operator not in ("empty", "!empty"):
        raise Unheld(f"Mautic's campaigns compare dates as text. {_REMEDY}")
    if operator in ("in", "!in"):
        raise Unheld(f"Mautic's campaigns look for several values anywhere in a field, not for the whole. {_REMEDY}")
    flipped = operator == "!like" and isinstance(value, str)
    if flipped:
        pattern = str(value)
        operator = {"%%": "contains", "%": "startsWith"}.get(re.sub(r"[^%]", "", pattern), "")
        operator = "endsWith" if operator == "startsWith" and pattern.startswith("%") else operator
        value = pattern.strip("%")
    if operator not in _SIGNS:
        raise Unheld(f"Mautic's campaigns cannot ask this. {_REMEDY}")
    if row.field == "points":
        if operator in ("empty", "!empty"):
            raise Unheld("Everybody has points in Mautic.")
        return Question(SCORE, {"operator": operator, "score": whole(value) if whole(value) is not None else value})
    return Question(FIELD, {"field": row.field, "operator": operator, "value": value}, flipped)


def criteria_of(type_: str, properties: Any, book: Book) -> Any:
    """The criteria that a condition asks for; None where no sentence does."""
    said = properties if isinstance(properties, Mapping) else {}
    if type_ == SEGMENTS:
        numbers = [whole(each) for each in _several(said.get("segments"))]
        if not numbers or None in numbers:
            return None
        sentences = [f"in list {book.address_of('list', str(each)).key}" for each in numbers]
        return canonical(sentences if len(sentences) == 1 else [{"any": sentences}])
    row = _row(type_, said, book)
    if row is None:
        return None
    found = criteria_for([(row,)], book)
    if not isinstance(found, list):
        return None
    try:
        asked = condition(found, book)
    except Unheld:
        return None
    # A sentence that would be asked in another way does not mean what the condition does.
    meant = not asked.flipped and (asked.type, same(asked.properties)) == (type_, same(said))
    return canonical(found) if meant else None


def same(properties: Mapping[str, Any]) -> dict[str, str]:
    """Properties of a condition in the form in which two that ask the same are equal."""
    return {name: str(value) for name, value in properties.items() if value not in (None, "", [])}


def _row(type_: str, said: Mapping[str, Any], book: Book) -> Row | None:
    operator = said.get("operator")
    if not isinstance(operator, str) or operator not in _SIGNS:
        return None
    if type_ == SCORE:
        points = whole(said.get("score"))
        return None if points is None or said.get("group") else Row(PERSON, "points", "number", operator, str(points))
    alias, value = said.get("field"), said.get("value")
    if type_ != FIELD or not isinstance(alias, str) or not isinstance(value, str | int | None):
        return None
    for object_ in (PERSON, COMPANY):
        key = book.field(object_, alias)
        where = book.where(key) if key is not None else None
        if where is None or where.object != object_:
            continue
        if where.type == "boolean":
            answer = whole(value)
            return None if answer is None else Row(object_, alias, where.type, operator, answer)
        return Row(object_, alias, where.type, operator, None if value in (None, "") else str(value))
    return None


def _several(said: Any) -> list[Any]:
    if isinstance(said, Mapping):
        return list(said.values())
    return said if isinstance(said, list) else []


# --- what somebody does -----------------------------------------------------------------------------------------------


def activity(sentence: Any) -> ActivityTest:
    """What a step or points listen for. Raises Unheld for what is no single activity."""
    node, problems = parse(sentence)
    if problems or not isinstance(node, Sentence) or not isinstance(node.test, ActivityTest):
        raise Unheld("What is listened for cannot be read.")
    if node.test.times is not None or node.test.window is not None or node.test.never:
        raise Unheld("Mautic listens for something that is done once, from now on: how often and when cannot be asked.")
    return node.test


def decision(sentence: Any, book: Book) -> Question:
    """The decision that listens for an activity. Raises Unheld where none does. What is opened or clicked is always the
    e-mail of the step before; `email_of` says which one that has to be."""
    test = activity(sentence)
    match test.verb:
        case "opened" | "clicked" if test.name is not None:
            if test.verb == "opened":
                return Question(OPENED, {})
            return Question(CLICKED, {"urls": {"list": []}})
        case "opened" | "clicked":
            raise Unheld("Mautic listens for what becomes of the e-mail of the step before. Name that e-mail.")
        case "submitted":
            forms = [] if test.name is None else [int(book.id_of(f"form/{test.name}"))]
            return Question(SUBMITTED, {"forms": forms})
        case "viewed" if test.name is not None:
            return Question(VIEWED, {"pages": [], "url": pages(test.name), "referer": ""})
        case "viewed":
            return Question(VIEWED, {"pages": [], "url": "", "referer": ""})
    raise Unheld(f"Mautic's campaigns cannot listen for who {test.verb} {test.object}s.")


def email_of(sentence: Any) -> str | None:
    """The address of the e-mail that a step listens to; None where it listens for something else."""
    try:
        test = activity(sentence)
    except Unheld:
        return None
    return f"email/{test.name}" if test.verb in ("opened", "clicked") and test.name is not None else None


def activity_of(type_: str, properties: Any, email: str | None, book: Book) -> str | None:
    """The sentence that a decision listens for; None where there is none. `email` is the one that the step before
    sends."""
    said = properties if isinstance(properties, Mapping) else {}
    if type_ in (OPENED, CLICKED):
        if email is None or _several(
            (said.get("urls") or {}).get("list") if isinstance(said.get("urls"), Mapping) else 0
        ):
            return None
        return write(ActivityTest("opened" if type_ == OPENED else "clicked", email.partition("/")[2]))
    if type_ == SUBMITTED:
        forms = [whole(each) for each in _several(said.get("forms"))]
        if len(forms) > 1 or None in forms:
            return None
        return write(ActivityTest("submitted", book.address_of("form", str(forms[0])).key if forms else None))
    if type_ == VIEWED and not _several(said.get("pages")) and not said.get("referer"):
        if not said.get("url"):
            return write(ActivityTest("viewed"))
        page = page_of(str(said["url"]))
        return None if page is None else write(ActivityTest("viewed", page))
    return None


def pages(name: str) -> str:
    """The addresses that are meant by the page `name`: all that end with it, with or without a question behind."""
    return f"{one_page(name)},*{name}[?]*"


def one_page(name: str) -> str:
    """The same, where Mautic takes one pattern only: without questions behind. Raises Unheld for a name that would be
    a pattern itself."""
    if set(name) & set("*?[],\\"):
        raise Unheld("In Mautic the signs *, ?, [ and ] stand for any text, and cannot be looked for themselves.")
    return f"*{name}"


def page_of(pattern: str) -> str | None:
    """The page whose addresses a pattern means; None for a pattern that means others."""
    name = pattern.partition(",")[0].removeprefix("*")
    try:
        return name if name and pattern in (pages(name), one_page(name)) else None
    except Unheld:
        return None
