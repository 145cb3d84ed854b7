"""Campaigns (recordings campaigns, campaigns-edit, campaigns-more).

What follows what is said by the connections of the canvas and by nothing else. A PATCH adds sources and never removes
them, ignores events without a canvas, and takes events from parents that it does not name; a PUT replaces.
"""

from collections.abc import Mapping
from typing import Any

from mapconfig.testing.mautic.resource import How, Resource
from mapconfig.testing.mautic.segments import summary
from mapconfig.testing.mautic.store import Refused, Store, Thing, broken
from mapconfig.testing.mautic.values import boolean, clean, moment, raw

_EVENTS = frozenset(
    [
        "lead.adddnc",
        "lead.scorecontactscompanies",
        "lead.addtocompany",
        "lead.changepoints",
        "campaign.addremovelead",
        "stage.change",
        "lead.deletecontact",
        "campaign.jump_to_event",
        "lead.changelist",
        "lead.changetags",
        "plugin.leadpush",
        "dwc.push_content",
        "lead.removednc",
        "campaign.sendwebhook",
        "email.send",
        "email.send.to.user",
        "message.send",
        "focus.show",
        "lead.updatelead",
        "lead.updatecompany",
        "lead.changeowner",
        "email.click",
        "page.devicehit",
        "asset.download",
        "email.open",
        "email.reply",
        "dwc.decision",
        "form.submit",
        "page.pagehit",
        "lead.campaigns",
        "lead.device",
        "lead.field_value",
        "lead.owner",
        "lead.points",
        "lead.segments",
        "lead.stages",
        "lead.tags",
        "form.field_value",
        "notification.has.active",
        "email.validate.address",
        "lead.dnc",
        "lead.pageHit",
    ]
)
_EVENT: dict[str, Any] = {
    "name": None,
    "description": None,
    "type": None,
    "eventType": None,
    "channel": None,
    "channelId": None,
    "order": 0,
    "properties": [],
    "triggerDate": None,
    "triggerInterval": 0,
    "triggerIntervalUnit": None,
    "triggerHour": None,
    "triggerRestrictedStartHour": None,
    "triggerRestrictedStopHour": None,
    "triggerRestrictedDaysOfWeek": [],
    "triggerMode": None,
    "decisionPath": None,
    "parent": None,
}
_FREE = ("name", "description", "type", "eventType", "order", "properties", "triggerMode", "triggerInterval")
_HOURS = ("triggerHour", "triggerRestrictedStartHour", "triggerRestrictedStopHour")
_NEEDS = "At least one {} is required. Use the Launch Campaign Builder button to add one."


class Campaigns(Resource):
    """`/api/campaigns`. An event keeps the id of its parent here; answers nest parents and children."""

    path, one, many = "campaigns", "campaign", "campaigns"
    takes = {
        "name": clean,
        "description": raw,
        "allowRestart": boolean,
        "publishUp": moment,
        "publishDown": moment,
    }
    fresh = {
        "name": None,
        "category": None,
        "description": None,
        "allowRestart": False,
        "publishUp": None,
        "publishDown": None,
        "events": [],
        "forms": [],
        "lists": [],
        "canvasSettings": {"nodes": [], "connections": []},
    }
    emptied = {"allowRestart": False}

    def check(
        self,
        store: Store,
        thing: Thing,
        body: Mapping[str, Any],
        how: How,
        problems: dict[str, list[str]],
        batch: bool,
    ) -> None:
        events = body.get("events") or []
        if how != "patch" and not batch and not problems:
            if not events:
                raise Refused(400, _NEEDS.format("event"))
            if not body.get("lists") and not body.get("forms"):
                raise Refused(400, _NEEDS.format("contact source"))
        for place, event in enumerate(events):
            if how == "put" and event.get("id") is None:
                raise Refused(400, f'$campaign[events][{place}]["id"] is missing')
        if how == "patch" and "canvasSettings" not in body:
            events = []
        known = {event["id"] for event in thing["events"]}
        for event in events:
            is_new = event.get("id") not in known
            if is_new and not event.get("name"):
                raise broken()
            if event.get("type", "lead.tags" if not is_new else "") not in _EVENTS:
                raise broken()
            if event.get("eventType", "action") not in ("action", "condition", "decision"):
                raise broken()
        for name, path in (("lists", "segments"), ("forms", "forms")):
            self._sources(store, thing, name, path, body, how)

    def _sources(self, store: Store, thing: Thing, name: str, path: str, body: Mapping[str, Any], how: How) -> None:
        # Plain numbers are accepted, and dropped.
        said = [int(each["id"]) for each in body.get(name) or () if isinstance(each, dict)]
        if any(number not in store.of(path) for number in said):
            raise broken()
        before = [] if how == "put" else thing[name]
        thing[name] = before + [number for number in said if number not in before]

    def settle(self, store: Store, thing: Thing, body: Mapping[str, Any], how: How) -> None:
        if how == "patch" and "canvasSettings" not in body:
            return
        said = body.get("events") or []
        sent: list[Thing] = []
        numbers: dict[str, str] = {}
        dated = False
        for wanted in said:
            event = next((old for old in thing["events"] if str(old["id"]) == str(wanted.get("id"))), None)
            if event is None:
                event = {"id": store.number("campaigns/events"), **_EVENT}
                thing["events"].append(event)
                if str(wanted.get("id", "")).startswith("new"):
                    numbers[str(wanted["id"])] = str(event["id"])
                was_there = False
            else:
                was_there = True
            dated |= self._event(store, event, wanted, was_there)
            sent.append(event)
        if how == "put":
            thing["events"] = [event for event in thing["events"] if event in sent]
        self._canvas(thing, body.get("canvasSettings") or {}, numbers, sent)
        for event in sent:
            # A jump finds its target by the temporary id, which every event keeps (Mautic's own code of 5.1).
            target = event["properties"].get("jumpToEvent") if isinstance(event["properties"], dict) else None
            if event["type"] == "campaign.jump_to_event" and str(target) in numbers:
                event["properties"] = {**event["properties"], "jumpToEvent": int(numbers[str(target)])}
        if dated:
            raise broken()  # the campaign is there by now, as it should be

    def _event(self, store: Store, event: Thing, wanted: Mapping[str, Any], was_there: bool) -> bool:
        """Take over what is said of one event; whether it has a date of its own, which is an error in the end."""
        event |= {name: wanted[name] for name in _FREE if name in wanted}
        event |= {
            name: wanted[name] for name in ("triggerIntervalUnit", "triggerRestrictedDaysOfWeek") if name in wanted
        }
        for name in _HOURS:
            if name in wanted:
                hour = str(wanted[name] or "")[-14:-9] if "T" in str(wanted[name]) else wanted[name]
                event[name] = f"1970-01-01T{hour}:00+00:00" if hour else None
        if event["type"] == "email.send":
            event["channel"], event["channelId"] = "email", event["properties"].get("email")
        elif was_there and "channelId" in wanted:
            event["channelId"] = int(wanted["channelId"] or 0)
        if wanted.get("triggerDate"):
            event["triggerDate"] = str(wanted["triggerDate"]).replace(" ", "T") + "+00:00"
            return True
        return False

    def _canvas(self, thing: Thing, canvas: Mapping[str, Any], numbers: dict[str, str], sent: list[Thing]) -> None:
        def real(said: Any) -> str:
            return numbers.get(str(said), str(said))

        nodes = [{**node, "id": real(node["id"])} for node in canvas.get("nodes") or ()]
        connections = [
            {**row, "sourceId": real(row["sourceId"]), "targetId": real(row["targetId"])}
            for row in canvas.get("connections") or ()
        ]
        thing["canvasSettings"] = {"nodes": nodes, "connections": connections}
        by_id = {str(event["id"]): event for event in sent}
        # What nothing leads to has no branch (Mautic's own code of 5, CampaignBundle/Model/CampaignModel.php), and what
        # follows an event that was not sent keeps its branch, and loses its parent (recording campaigns-edit).
        for event in sent:
            event["parent"] = event["decisionPath"] = None
        for row in connections:
            target = by_id.get(row["targetId"])
            anchor = (row.get("anchors") or {}).get("source")
            if target is not None and anchor != "leadsource":
                source = by_id.get(row["sourceId"])
                target["parent"] = source["id"] if source is not None else None
                target["decisionPath"] = anchor if anchor in ("yes", "no") else None
        if len(thing["events"]) > 1:
            for event in sent:
                event["order"] = _depth(by_id, event)

    def forget(self, store: Store, number: int) -> None:
        """Filters of segments keep the id of what is gone."""

    def remove(self, store: Store, number: int) -> Thing:
        return {**super().remove(store, number), "events": [], "forms": [], "lists": []}

    def shown(self, store: Store, thing: Thing) -> Thing:
        return {
            **thing,
            "events": nested(thing["events"]),
            "forms": [{"id": each, "name": store.of("forms")[each]["name"]} for each in thing["forms"]],
            "lists": summary(store, thing["lists"]),
        }

    def answer(self, store: Store, thing: Thing, just_made: bool = False) -> Thing:
        found = super().answer(store, thing)
        if just_made:  # nobody has looked for their children yet
            for event in found["events"]:
                event["children"] = []
        return found

    def clone(self, store: Store, number: int) -> Thing:
        """A copy, unpublished, with neither events nor sources, but with the whole canvas of the old one."""
        old = store.of(self.path)[number]
        copy = {**old, "id": store.number(self.path), "isPublished": False, "events": [], "forms": [], "lists": []}
        copy |= {"dateAdded": store.moment(), "dateModified": store.moment()}
        store.of(self.path)[copy["id"]] = copy
        return self.answer(store, copy)


def _depth(by_id: Mapping[str, Thing], event: Thing) -> int:
    """How deep in the tree an event is; roots are 1. A ring ends where it began."""
    depth, seen = 1, {event["id"]}
    while event["parent"] is not None and event["parent"] not in seen:
        event = by_id[str(event["parent"])]
        seen.add(event["id"])
        depth += 1
    return depth


def nested(events: list[Thing]) -> list[Thing]:
    """Events as an answer has them: each with its parent and its children as events of their own."""
    by_id = {event["id"]: event for event in events}

    def plain(event: Thing, seen: frozenset[int]) -> Thing:
        parent = by_id.get(event["parent"])
        up = plain(parent, seen | {parent["id"]}) if parent is not None and parent["id"] not in seen else None
        return {**event, "parent": up}

    found = []
    for event in sorted(events, key=lambda event: (event["order"], event["id"])):
        children = [{**each, "parent": None, "children": []} for each in events if each["parent"] == event["id"]]
        found.append({**plain(event, frozenset({event["id"]})), "children": children})
    return found
