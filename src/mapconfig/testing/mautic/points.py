"""Point actions, point triggers and point groups (recordings points, points-followup, point-triggers)."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from mapconfig.testing.mautic.resource import How, Resource
from mapconfig.testing.mautic.store import Store, Thing, broken
from mapconfig.testing.mautic.values import EXTRA, INVALID, boolean, clean, moment, raw, whole

ACTIONS = {
    "asset.download": "Downloads an asset",
    "email.send": "Is sent an email",
    "email.open": "Opens an email",
    "form.submit": "Submits a form",
    "page.hit": "Visits a landing page",
    "url.hit": "Visits specific URL",
}
TRIGGERED = {
    "campaign.changecampaign": "Modify contact's campaigns",
    "lead.changelists": "Modify contact's segments",
    "lead.changetags": "Modify contact's tags",
    "plugin.leadpush": "Push contact to integration",
    "email.send": "Send an email",
    "email.send_to_user": "Send an email to user",
}

_UNSET = {
    "page_url": None,
    "page_hits": None,
    "accumulative_time_unit": None,
    "accumulative_time": 0,
    "returns_within_unit": None,
    "returns_within": 0,
    "returns_after_unit": None,
    "returns_after": 0,
}
_PROPERTIES: dict[str, dict[str, Any]] = {
    "asset.download": {"assets": []},
    "email.send": {"emails": []},
    "email.open": {"emails": []},
    "form.submit": {"forms": []},
    "page.hit": {"pages": []},
    "url.hit": _UNSET,
}


_AUDIT = frozenset({"dateModified", "modifiedBy", "modifiedByUser"})


class Points(Resource):
    """`/api/points`. What `properties` say when one is made is dropped; afterwards they are merged key by key."""

    path, one, many = "points", "point", "points"
    keyed = False
    takes = {
        "name": clean,
        "type": raw,
        "description": raw,
        "publishUp": moment,
        "publishDown": moment,
        "delta": whole,
        "repeatable": boolean,
    }
    fresh = {
        "name": None,
        "category": None,
        "type": None,
        "description": None,
        "publishUp": None,
        "publishDown": None,
        "delta": 0,
        "properties": [],
        "repeatable": False,
    }
    emptied = {"delta": 0}
    needed_by_put = ("repeatable",)
    unnoticed = frozenset({"delta"})

    def check(
        self,
        store: Store,
        thing: Thing,
        body: Mapping[str, Any],
        how: How,
        problems: dict[str, list[str]],
        batch: bool,
    ) -> None:
        if not thing["type"]:
            problems["type"] = ["A point action must be selected."]
        elif thing["type"] not in ACTIONS:
            problems["type"] = [INVALID]
        if problems or how == "new":
            return
        said = body.get("properties") or {}
        known = _PROPERTIES[thing["type"]]
        if how == "put":
            thing["properties"] = deepcopy(known)
        if not isinstance(said, Mapping) or set(said) - set(known):
            problems["properties"] = [EXTRA]
            return
        for name, path in (("pages", "pages"), ("forms", "forms"), ("emails", "emails"), ("assets", "assets")):
            if any(int(number) not in store.of(path) for number in said.get(name) or ()):
                problems[name] = [INVALID]
        if said:
            thing["properties"] = {**(thing["properties"] or {}), **said}


class Groups(Resource):
    """`/api/points/groups`. Which group a point action is in is in no answer."""

    path, one, many = "points/groups", "pointGroup", "pointGroups"
    keyed = False
    takes = {"name": clean, "description": raw}
    fresh = {"name": None, "description": None}


class Triggers(Resource):
    """`/api/points/triggers`. Their events can be added and changed and are never removed, whatever is answered."""

    path, one, many = "points/triggers", "trigger", "triggers"
    keyed = False
    dated = True
    takes = {
        "name": clean,
        "description": raw,
        "publishUp": moment,
        "publishDown": moment,
        "points": whole,
        "color": raw,
        "triggerExistingLeads": boolean,
    }
    fresh = {
        "name": None,
        "category": None,
        "description": None,
        "publishUp": None,
        "publishDown": None,
        "points": 0,
        "color": "a0acb8",
        "events": [],
        "triggerExistingLeads": False,
    }
    emptied = {"points": 0}

    def prepare_put(self, store: Store, thing: Thing, body: Mapping[str, Any]) -> None:
        if "triggerExistingLeads" not in body:
            # The error comes after the events were changed (recording point-triggers).
            self._events(store, store.of(self.path)[thing["id"]], body)
            raise broken()

    def check(
        self,
        store: Store,
        thing: Thing,
        body: Mapping[str, Any],
        how: How,
        problems: dict[str, list[str]],
        batch: bool,
    ) -> None:
        if len(thing["color"] or "") > 7:
            raise broken()
        known = {event["id"] for event in thing["events"]}
        if any(event.get("id") is not None and event["id"] not in known for event in body.get("events") or ()):
            raise broken(405)

    def settle(self, store: Store, thing: Thing, body: Mapping[str, Any], how: How) -> None:
        self._events(store, thing, body)

    def _events(self, store: Store, thing: Thing, body: Mapping[str, Any]) -> None:
        for order, said in enumerate(body.get("events") or (), start=1):
            if not said.get("name"):
                raise broken()  # the trigger is there by now
            event = next((old for old in thing["events"] if old["id"] == said.get("id")), None)
            if event is None:
                event = {"id": store.number("points/triggers/events"), "name": None, "description": None}
                event |= {"type": None, "order": 1, "properties": []}
                thing["events"].append(event)
            event |= {name: said[name] for name in ("name", "description", "type") if name in said}
            event |= {"order": order, "properties": said.get("properties") or []}

    def shown(self, store: Store, thing: Thing) -> Thing:
        return {**thing, "events": sorted(thing["events"], key=lambda event: event["order"])}

    def answer_edit(self, store: Store, thing: Thing, body: Mapping[str, Any], how: How) -> Thing:
        found = self.answer(store, thing)
        if how == "put":
            sent = {event.get("id") for event in body.get("events") or ()}
            found["events"] = [event for event in found["events"] if event["id"] in sent]
        return found

    def remove(self, store: Store, number: int) -> Thing:
        found = super().remove(store, number)
        for event in found["events"]:
            event["id"] = None
        return found

    def without_events(self, store: Store, number: int, events: list[int]) -> Thing:
        """The answer to ``DELETE .../events/delete``, which deletes nothing."""
        found = self.answer(store, store.of(self.path)[number])
        found = {name: value for name, value in found.items() if value is not None or name in _AUDIT}
        found["events"] = [
            {name: value for name, value in event.items() if value is not None}
            for event in found["events"]
            if event["id"] not in events
        ]
        return found
