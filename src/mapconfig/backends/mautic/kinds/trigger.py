"""Point triggers that somebody made by hand, as the rules that they are (recordings point-triggers,
point-triggers-followup).

Events of a trigger can be added and changed but never removed, whatever Mautic answers; and a trigger that is deleted
and made anew fires once more for everybody. So an event that is to go becomes one that changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.kinds.actions import LISTS, SEND, TAGS, Act, actions_of, acts_of, unsaid, whole
from mapconfig.backends.mautic.kinds.carrying import by_address, by_name, passed_on
from mapconfig.backends.mautic.kinds.events import NOTHING, said_of
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.plain import apart, own, present, text
from mapconfig.backends.mautic.kinds.running import changed_by
from mapconfig.backends.mautic.markers import mark_of, marked, slug, unmarked
from mapconfig.backends.mautic.terms import Unheld
from mapconfig.backends.mautic.types import POINT_TRIGGER
from mapconfig.language import say, told
from mapconfig.model.canonical import digest

_ID = re.compile(r"trigger-([1-9][0-9]*)")

#: What triggers call the actions of campaigns.
_TYPES = {TAGS: TAGS, LISTS: "lead.changelists", SEND: SEND}
_OURS = {theirs: ours for ours, theirs in _TYPES.items()}

_SCORE = re.compile(r"score >= (-?[0-9]+)")


def remote_id(raw: Raw) -> str:
    """The id of the rule that a trigger is."""
    return f"trigger-{raw['id']}"


def is_one(number: str) -> bool:
    """Whether a rule's id is that of a trigger."""
    return _ID.fullmatch(number) is not None


def key_of(raw: Raw) -> str:
    """What a trigger is called."""
    mark = mark_of(raw.get("description"))
    return mark.key if mark is not None else slug(str(raw.get("name") or "")) or f"trigger-{raw['id']}"


def all_of(book: Book) -> list[Raw]:
    """Every trigger that is a rule."""
    return [raw for raw in book.things(POINT_TRIGGER) if _mine(raw)]


def one(api: Api, number: str) -> Raw | None:
    """One trigger, by the id of its rule."""
    raw = api.one(POINT_TRIGGER, number.removeprefix("trigger-"))
    return raw if raw is not None and _mine(raw) else None


def _mine(raw: Raw) -> bool:
    mark = mark_of(raw.get("description"))
    return mark is None or mark.kind == "rule"


def thing(raw: Raw, key: str, book: Book) -> Thing:
    """The rule that a trigger is."""
    found: dict[str, Any] = {
        "title": text(raw.get("name")),
        "description": unmarked(str(raw.get("description") or "")) or None,
        "when": [f"score >= {whole(raw.get('points')) or 0}"],
    }
    events = _events(raw)
    said = [_actions(event, book) for event in events]
    settings: dict[str, Any] = {}
    note = ""
    if said and None not in said:
        found["do"] = [each for actions in said for each in actions or ()]
    else:
        settings["events"] = by_name(
            [by_address({name: event.get(name) for name in ("name", "type", "properties")}, book) for event in events]
        )
        odd = next((event for event, actions in zip(events, said, strict=True) if actions is None), None)
        if odd is not None:
            note = passed_on(unsaid(str(odd.get("type")), str(odd.get("name")), odd.get("properties"), book))
    whole_ = [[event.get("id"), event.get("name"), event.get("type"), event.get("properties")] for event in events]
    return Thing(
        key,
        remote_id(raw),
        present(found | {"vendor": present({"mautic": said_of(settings)})}),
        digest([found["title"], raw.get("description"), raw.get("points"), bool(raw.get("isPublished")), whole_]),
        bool(raw.get("isPublished")),
        *changed_by(raw),
        raw,
        note,
    )


def _events(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The events that do something, in their order."""
    events = [event for event in raw.get("events") or () if isinstance(event, Mapping) and not _does_nothing(event)]
    return sorted(events, key=lambda event: (whole(event.get("order")) or 0, int(event["id"])))


def _does_nothing(event: Mapping[str, Any]) -> bool:
    said = event.get("properties") or {}
    return event.get("type") == TAGS and not said.get("add_tags") and not said.get("remove_tags")


def _actions(event: Mapping[str, Any], book: Book) -> list[dict[str, Any]] | None:
    ours = _OURS.get(str(event.get("type")))
    return (actions_of(ours, event.get("properties"), book) or None) if ours is not None else None


def refused(live: Live, address: Address, attributes: Attributes, book: Book) -> Mapping[str, str]:
    """What of a change no trigger can be."""
    if _points(attributes) is None or attributes.get("repeat"):
        said = say(
            "{address} is a point trigger in Mautic, which fires once for a score and asks nothing "
            "else. For another rule, give this one another key and remove this: the new one "
            "becomes a campaign.",
            address=address,
        )
        return {"repeat" if attributes.get("repeat") else "when": said}
    before = live.attributes
    if all(before.get(name) == attributes.get(name) for name in ("do", "vendor")):
        return {}
    if own(before).get("events") or own(attributes).get("events"):
        said = say(
            "{address} is a point trigger in Mautic with events that no action can say; they are "
            "under vendor.mautic.events, and are only compared. Change them in Mautic.",
            address=address,
        )
        return {apart(own(before), own(attributes), "vendor.mautic"): said}
    try:
        acts = acts_of(attributes.get("do") or (), book)
    except Unheld:
        return {}  # it is a gap
    unknown = next((act.type for act in acts if act.type not in _TYPES), None)
    if unknown is None:
        return {}
    said = say(
        "{address} is a point trigger in Mautic, and none of those does {unknown}.", address=address, unknown=unknown
    )
    return {"do": said}


def update(api: Api, before: Thing, address: Address, attributes: Attributes, book: Book) -> None:
    """Make a trigger be that, of which nothing is `refused`."""
    changes: dict[str, Any] = {}
    raw = before.raw
    wanted = {"name": text(attributes.get("title"))}
    wanted["description"] = marked(str(attributes.get("description", "")), address)
    for name, value in {**wanted, "points": _points(attributes)}.items():
        if (text(raw.get(name)) if name != "points" else whole(raw.get(name))) != value:
            changes[name] = value
    names = ("do", "vendor")
    if any(before.attributes.get(name) != attributes.get(name) for name in names):
        changes["events"] = _written(raw, address, attributes, book)
    if changes:
        api.patch(POINT_TRIGGER, str(raw["id"]), changes)
        book.changed(POINT_TRIGGER, "rule")


def _points(attributes: Attributes) -> int | None:
    """The score that a rule asks for, where it asks for nothing else."""
    when = attributes.get("when")
    found = _SCORE.fullmatch(str(when[0])) if isinstance(when, list) and len(when) == 1 else None
    return int(found[1]) if found is not None else None


def _written(raw: Mapping[str, Any], address: Address, attributes: Attributes, book: Book) -> list[dict[str, Any]]:
    try:
        acts = acts_of(attributes.get("do") or (), book)
    except Unheld as error:
        raise Rejected(say("Mautic cannot hold {address}: {error}", address=address, error=told(error))) from None
    ids = sorted(int(event["id"]) for event in raw.get("events") or ())
    there = {int(event["id"]): event for event in raw.get("events") or ()}
    found: list[dict[str, Any]] = []
    for place, act in enumerate(acts):
        said: dict[str, Any] = {"name": act.type.partition(".")[2], "type": _TYPES[act.type]}
        properties = {name: value for name, value in act.properties.items() if act.type != SEND or name == "email"}
        if place < len(ids):
            properties = {**_more(there[ids[place]], act, book), **properties}
            said["id"] = ids[place]
        found.append(said | {"properties": properties})
    nothing = {"name": "(nothing)", "type": TAGS, "properties": dict(NOTHING)}
    return found + [{**nothing, "id": number} for number in ids[len(acts) :]]


def _more(event: Mapping[str, Any], act: Act, book: Book) -> dict[str, Any]:
    """What an event has set, where it does the same or is another e-mail: no file says all of it."""
    said = event.get("properties")
    stays = event.get("type") == _TYPES[act.type] and (
        act.type == SEND or _actions(event, book) == actions_of(act.type, act.properties, book)
    )
    return dict(said) if stays and isinstance(said, Mapping) else {}


def run(api: Api, before: Thing, active: bool, book: Book) -> None:
    """Set it running or stop it."""
    api.patch(POINT_TRIGGER, str(before.raw["id"]), {"isPublished": active})
    book.changed(POINT_TRIGGER, "rule")


def delete(api: Api, before: Thing, book: Book) -> None:
    """Remove it; nothing in Mautic can refer to a trigger."""
    api.delete(POINT_TRIGGER, str(before.raw["id"]))
    book.changed(POINT_TRIGGER, "rule")
