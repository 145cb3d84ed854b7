"""Events that no step can say, in a form that another Mautic can have as well.

Instead of numbers there are ids made of the names of events, and addresses for assets. What names something that is
kept nowhere but in one Mautic (a user, a page, another program) can be shown so, and not be made elsewhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.canvas import Place, canvas
from mapconfig.backends.mautic.kinds.actions import TELL
from mapconfig.backends.mautic.kinds.branches import free
from mapconfig.backends.mautic.kinds.events import JUMP
from mapconfig.backends.mautic.markers import slug
from mapconfig.language import say

#: Properties whose values are ids of assets, by the type of the event.
_IDS: Mapping[str, Mapping[str, str]] = {
    "email.send": {"email": "email"},
    "email.send.lead": {"email": "email"},  # what a form calls it
    "lead.changelist": {"addToLists": "list", "removeFromLists": "list"},
    "lead.changelists": {"addToLists": "list", "removeFromLists": "list"},  # what a trigger calls it
    "lead.segments": {"segments": "list"},
    "lead.stages": {"stages": "stage"},
    "stage.change": {"stage": "stage"},
    "form.submit": {"forms": "form"},
    "form.field_value": {"form": "form"},
    "campaign.addremovelead": {"addTo": "journey", "removeFrom": "journey"},
    "lead.campaigns": {"campaigns": "journey"},
}

#: Types of events that name nothing that only one Mautic has, but for the properties below.
_ANYWHERE = frozenset(
    [
        *("lead.changepoints", "lead.changetags", "lead.updatelead", "lead.updatecompany", "lead.field_value"),
        *("lead.points", "lead.tags", "lead.dnc", "lead.adddnc", "lead.removednc", "lead.device", "lead.deletecontact"),
        *("email.open", "email.click", "email.reply", "page.pagehit", "campaign.sendwebhook", JUMP, *_IDS),
    ]
)
_ONLY_HERE = ("group", "pages", "page")

#: Types of events that tell a user of something by an e-mail, which is a property below this one.
_TELLING = frozenset([TELL, "email.send.user"])
_TOLD_BY = "useremail"


def carried(events: Sequence[Mapping[str, Any]], book: Book) -> list[dict[str, Any]]:
    """Events as `whole_of` gives them, with ids and addresses in place of numbers."""
    places = {int(event["id"]): place for place, event in enumerate(events, start=1)}

    found = []
    for event in events:
        said = {name: value for name, value in event.items() if name not in ("id", "properties")}
        if "parent" in said:
            said["parent"] = places.get(int(said["parent"]), 0)
        properties = _exchanged(event, named(book))
        if event.get("type") == JUMP and _is_id(properties.get("jumpToEvent")):
            properties["jumpToEvent"] = places.get(int(properties["jumpToEvent"]), 0)
        found.append(said | ({"properties": properties} if properties else {}))
    carried_: list[dict[str, Any]] = by_name(found)
    return carried_


def passed_on(why: str) -> str:
    """The sentence for whoever takes in what stays as events; `why` says why, with or without a full stop."""
    return (
        "It stays as events of Mautic under vendor.mautic.events, which are compared and never written: "
        f"{why}{'' if why.endswith('.') else '.'}"
    )


def named(book: Book) -> Callable[[str, Any], Any]:
    """What makes addresses of the ids of assets."""
    return lambda kind, value: str(book.address_of(kind, value)) if _is_id(value) else value


def by_address(event: Mapping[str, Any], book: Book) -> dict[str, Any]:
    """Something that Mautic does, as a form and a point trigger have it, with addresses for the ids of assets."""
    return {**event, **({"properties": _exchanged(event, named(book))} if event.get("properties") else {})}


def by_name(events: Any) -> Any:
    """Events with an id of each, made of its name, and with ids in place of places in the list: an event that somebody
    puts in between is then no change of all that come after it. What is in another form stays as it is."""
    if not isinstance(events, list) or not all(isinstance(event, Mapping) for event in events):
        return events
    taken = {str(event["id"]) for event in events if event.get("id")}
    ids: list[str] = []
    for event in events:
        made = free(slug(str(event.get("name") or "")) or slug(str(event.get("type") or "")) or "event", taken)
        ids.append(str(event.get("id") or made))
        taken.add(ids[-1])
    found = []
    for id_, event in zip(ids, events, strict=True):
        said = {"id": id_, **event}
        if "parent" in event:
            said["parent"] = _named(ids, event["parent"])
        properties = event.get("properties")
        if event.get("type") == JUMP and isinstance(properties, Mapping) and "jumpToEvent" in properties:
            said["properties"] = {**properties, "jumpToEvent": _named(ids, properties["jumpToEvent"])}
        found.append(said)
    return found


def _named(ids: Sequence[str], place: Any) -> Any:
    """The id of the event at a place; what is no place of an event stays."""
    return ids[place - 1] if isinstance(place, int) and 0 < place <= len(ids) else place


def only_there(address: Address, events: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Those of the events that name what only the Mautic has that they come from, by id, each with a sentence."""
    found: dict[str, str] = {}
    for event in by_name([*events]):
        properties = event.get("properties")
        said = properties if isinstance(properties, Mapping) else {}
        only = event.get("type") not in _ANYWHERE or any(said.get(name) for name in _ONLY_HERE)
        if only or event.get("triggerDate"):
            found[str(event["id"])] = say(
                "{address} has an event {event} ({event_get_type}) that only the Mautic can have that "
                "it comes from. Take it out, or write what it does as steps.",
                address=address,
                event=repr(event.get("name")),
                event_get_type=str(event.get("type")),
            )
    return found


def rebuilt(events: Sequence[Mapping[str, Any]], sources: Mapping[str, Sequence[int]], book: Book) -> Any:
    """The structure of a campaign with just these events, none of which is `only_there`."""
    events = by_name([*events])
    ids = {str(event["id"]): f"new{secrets.token_hex(16)}" for event in events}

    def number(kind: str, value: Any) -> Any:
        return int(book.id_of(value)) if isinstance(value, str) and value.startswith(f"{kind}/") else value

    bodies = []
    for event in events:
        properties = _exchanged(event, number)
        if event.get("type") == JUMP:
            properties["jumpToEvent"] = ids.get(str(properties.get("jumpToEvent")))
        said = {name: value for name, value in event.items() if name not in ("parent", "decisionPath", "properties")}
        bodies.append(said | {"id": ids[str(event["id"])], "properties": properties})
    places = [
        Place(ids[str(event["id"])], ids.get(str(event.get("parent"))), event.get("decisionPath")) for event in events
    ]
    return {
        "events": bodies,
        **{name: [{"id": each} for each in numbers] for name, numbers in sources.items()},
        "canvasSettings": canvas(places, [name for name, numbers in sources.items() if numbers]),
    }


def _exchanged(event: Mapping[str, Any], change: Callable[[str, Any], Any]) -> dict[str, Any]:
    properties = dict(event.get("properties") or {})
    for name, kind in _IDS.get(str(event.get("type")), {}).items():
        value = properties.get(name)
        if isinstance(value, list):
            properties[name] = [change(kind, each) for each in value]
        elif value is not None:
            properties[name] = change(kind, value)
    told = properties.get(_TOLD_BY)
    if event.get("type") in _TELLING and isinstance(told, Mapping) and told.get("email") is not None:
        properties[_TOLD_BY] = {**told, "email": change("email", told["email"])}
    return properties


def _is_id(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and str(value).isdecimal()
