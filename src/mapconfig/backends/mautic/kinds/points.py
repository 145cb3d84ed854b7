"""What people do and what it is worth, as point actions (recordings points, points-followup).

What a new action is to look at is dropped when it is made and has to be written after: until then it would count
everything of its type, so it is made unpublished. Mautic does an action once for a person (`repeatable: false`) or each
time, which is a cap of just what it is worth, or none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds.actions import whole
from mapconfig.backends.mautic.kinds.questions import activity, one_page, page_of
from mapconfig.backends.mautic.markers import slug
from mapconfig.backends.mautic.types import POINT
from mapconfig.criteria.format import write
from mapconfig.criteria.syntax import ActivityTest
from mapconfig.language import say

OPENED, SENT, SUBMITTED, URL, PAGE, FILE = (
    *("email.open", "email.send", "form.submit"),
    *("url.hit", "page.hit", "asset.download"),
)

_MARK = re.compile(r"\s*\(mapconfig: ([A-Za-z0-9][A-Za-z0-9._-]*)\)")

#: What an action on an address can ask beyond the address; nothing of it can be said here.
_VISITS = ("page_hits", "accumulative_time", "returns_within", "returns_after", "first_time")


@dataclass(frozen=True, slots=True)
class Action:
    """A point action: what it looks at, what that is worth, and whether it counts each time."""

    type: str
    properties: Mapping[str, Any]
    delta: int
    repeatable: bool


def action_of(row: Mapping[str, Any], book: Book) -> Action:
    """The point action for one entry of a scoring model. Raises Unheld where there is none."""
    type_, properties = _looks(activity(row["activity"]), book)
    cap = row.get("cap")
    worth = int(row["points"])
    if cap is not None and cap != abs(worth):
        raise Unheld(
            "Mautic counts an activity each time or once in a lifetime, so a cap is as much as the activity is worth, "
            "or none."
        )
    return Action(type_, properties, worth, cap is None)


def _looks(test: ActivityTest, book: Book) -> tuple[str, dict[str, Any]]:
    """Type and properties of the action for an activity."""
    match test.verb:
        case "opened" | "was sent":
            emails = [] if test.name is None else [int(book.id_of(f"email/{test.name}"))]
            return (OPENED if test.verb == "opened" else SENT), {"emails": emails}
        case "submitted":
            return SUBMITTED, {"forms": [] if test.name is None else [int(book.id_of(f"form/{test.name}"))]}
        case "viewed" if test.name is None:
            return PAGE, {"pages": []}
        case "viewed":
            none = {"page_hits": None, "accumulative_time": 0, "returns_within": 0, "returns_after": 0}
            return URL, {"page_url": one_page(str(test.name)), **none}
        case "downloaded" if test.name is None:
            return FILE, {"assets": []}
        case "downloaded":
            raise Unheld("Which file was downloaded is a number in Mautic, of an asset that is not kept here.")
    raise Unheld(f"Mautic gives no points for who {test.verb} {test.object}s.")


def row_of(raw: Raw, name: str, book: Book) -> dict[str, Any] | None:
    """The entry that a point action is; None where none says what it counts."""
    said = raw.get("properties")
    test = _test(str(raw.get("type")), said if isinstance(said, Mapping) else {}, book)
    worth = whole(raw.get("delta"))
    if test is None or worth is None:
        return None
    row: dict[str, Any] = {"id": name, "activity": write(test), "points": worth}
    if not raw.get("repeatable"):
        if worth == 0:
            return None
        row["cap"] = abs(worth)
    return row


def _test(type_: str, said: Mapping[str, Any], book: Book) -> ActivityTest | None:
    verb = {OPENED: "opened", SENT: "was sent", SUBMITTED: "submitted", PAGE: "viewed", FILE: "downloaded"}.get(type_)
    if type_ == URL:
        page = page_of(str(said.get("page_url") or ""))
        more = any(said.get(name) not in (None, "", 0, "0", False) for name in _VISITS)
        return None if page is None or more else ActivityTest("viewed", page)
    if verb is None:
        return None
    kind = {OPENED: ("emails", "email"), SENT: ("emails", "email"), SUBMITTED: ("forms", "form")}.get(type_)
    things = said.get(kind[0] if kind else "pages" if type_ == PAGE else "assets") or []
    things = list(things.values()) if isinstance(things, Mapping) else things
    if not things:
        return ActivityTest(verb)
    if kind is None or len(things) > 1 or whole(things[0]) is None:
        return None
    return ActivityTest(verb, book.address_of(kind[1], str(things[0])).key)


def mark_of(raw: Raw) -> str | None:
    """The id of the entry that a point action was made for."""
    found = _MARK.search(str(raw.get("description") or ""))
    return found[1] if found else None


def name_of(raw: Raw) -> str:
    """The id that the entry of a point action has, or would have."""
    return mark_of(raw) or slug(str(raw.get("name") or "")) or f"point-{raw['id']}"


def described(raw: Raw | None, name: str) -> str:
    """The description of a point action: what somebody wrote there, and the mark."""
    plain = _MARK.sub("", str((raw or {}).get("description") or "")).strip()
    return f"{plain}\n\n(mapconfig: {name})" if plain else f"(mapconfig: {name})"


def kept_row(row: Mapping[str, Any], book: Book) -> dict[str, Any]:
    """An entry as it is read once Mautic has it."""
    found = {name: row[name] for name in ("id", "activity", "points", "cap") if name in row}
    try:
        wanted = action_of(row, book)
    except Unheld:
        return found
    raw = {"type": wanted.type, "properties": wanted.properties, "delta": wanted.delta}
    return row_of({**raw, "repeatable": wanted.repeatable}, str(row["id"]), book) or found


def changes(raw: Raw, name: str, row: Mapping[str, Any], wanted: Action, active: bool, book: Book) -> dict[str, Any]:
    """What has to be written so that an action is as it is wanted."""
    found: dict[str, Any] = {"delta": wanted.delta, "repeatable": wanted.repeatable, "isPublished": active}
    found = {column: value for column, value in found.items() if raw.get(column) != value}
    now = row_of(raw, name, book)
    if now is None or now["activity"] != row["activity"]:
        found["properties"] = dict(wanted.properties)
    if name_of(raw) != name:
        found["description"] = described(raw, name)
    return found


# --- what no entry says ----------------------------------------------------------------------------------------------

#: What an action is, beside its description.
COLUMNS = ("name", "type", "delta", "repeatable", "properties", "isPublished")


def passed(raw: Raw) -> dict[str, Any]:
    """An action that no entry says, as it is."""
    said = raw.get("properties")
    properties = {name: value for name, value in said.items() if value} if isinstance(said, Mapping) else {}
    return {**{column: raw.get(column) for column in COLUMNS}, "properties": properties}


def only_there(address: Address, rows: Sequence[Mapping[str, Any]]) -> str:
    """Why actions of another Mautic cannot be made: one looks at what only that one has, as all do but those on
    addresses. Empty where they can."""
    only = next((row for row in rows if row.get("type") != URL), None)
    if only is None:
        return ""
    return say(
        "{address} has a point action {only} that looks at something of the Mautic that it "
        "comes from. Take it out of vendor.mautic.points, or write an activity.",
        address=address,
        only=repr(only.get("name")),
    )


def carry(api: Api, rows: Sequence[Mapping[str, Any]], there: Sequence[Raw], category: int) -> None:
    """Make actions as another Mautic has them, but those that are there."""
    names = {str(raw.get("name")) for raw in there}
    for row in rows:
        if str(row.get("name")) not in names:
            body = {name: value for name, value in row.items() if name != "properties"}
            made = api.create(POINT, body | {"category": category, "isPublished": False})
            wanted = {"properties": row.get("properties") or {}, "isPublished": bool(row.get("isPublished"))}
            api.patch(POINT, str(made["id"]), wanted)
