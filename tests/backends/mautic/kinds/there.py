"""A Mautic with a few assets to refer to, for tests of the kinds that run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from tests.backends.mautic.kinds.campaigns import FIELDS
from tests.backends.mautic.platform import connected

from mapconfig.address import Address
from mapconfig.backend import Live
from mapconfig.backends.mautic.backend import Mautic
from mapconfig.model import normalise
from mapconfig.testing import Ids, asset, kinds, org
from mapconfig.testing.mautic import Mautic as Server
from mapconfig.testing.mautic.server import Reply


class There:
    """A connection to a Mautic that has two lists, two e-mails, a form and a category."""

    def __init__(self, server: Server, *more: Any) -> None:
        self.server = server
        self.names = Ids()
        shown = [asset("email/notice", title="Notice", subject="s", operational=True)]
        self.backend: Mautic = connected(server, org(*FIELDS.assets.values(), *shown, *more))
        for key in ("customers", "fatigued", "vip"):
            self.make(f"list/{key}", {"title": key.capitalize(), "static": True})
        for key in ("one", "two", "notice"):
            self.make(f"email/{key}", {"title": key.capitalize(), "subject": "s", "body": "<p>x</p>"})
        self.make("form/demo", {"title": "Demo", "fields": [{"field": "field/email"}]})
        self.make("campaign/nurture", {"title": "Nurture"})
        self.make("field/industry", {"title": "Industry", "type": "choice", "values": ["Golf", "Agriculture"]})

    def make(self, address: str, attributes: Mapping[str, Any]) -> Live:
        where = Address.parse(address)
        receipt = self.backend.create(where, normalise(kinds()[where.kind], attributes), self.names)
        self.names.learn(where, receipt.remote_id)
        return self.read(where)

    def read(self, address: Address) -> Live:
        remote_id = self.names.remote_id(address)
        assert remote_id is not None
        found = self.backend.read(address.kind, remote_id, self.names)
        assert found is not None
        return found

    def change(self, live: Live, attributes: Mapping[str, Any], to: Address | None = None) -> Live:
        address = to or live.address
        self.backend.update(live, address, normalise(kinds()[address.kind], attributes), self.names)
        self.names.learn(address, live.remote_id)
        return self.read(address)

    def campaign(self, live: Live) -> dict[str, Any]:
        """The campaign as the server has it."""
        return self.server.store.of("campaigns")[int(live.remote_id)]

    def events(self, live: Live) -> dict[str, int]:
        """The ids of its events by their descriptions."""
        return {event["description"]: event["id"] for event in self.campaign(live)["events"]}

    def seed(self, name: str, events: list[dict[str, Any]], **more: Any) -> Live:
        """A campaign as somebody built it by hand, for the first list."""
        full = [
            {
                "description": None,
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
                "triggerMode": "immediate",
                "decisionPath": None,
                "parent": None,
                "eventType": "action",
                **event,
            }
            for event in events
        ]
        fresh = dict(self.server.types["campaigns"].fresh)
        raw = {**fresh, "id": 77, "name": name, "isPublished": True, "events": full, "lists": [1], **more}
        raw |= dict.fromkeys(("dateAdded", "dateModified", "createdBy", "createdByUser", "modifiedBy"))
        self.server.store.seed("campaigns", raw | {"modifiedByUser": None})
        found = self.backend.read("journey", "77", self.names)
        assert found is not None
        self.names.learn(found.address, "77")
        return found


def lost(server: Server, monkeypatch: pytest.MonkeyPatch, method: str, path: str) -> list[str]:
    """Let the answers to the next such request be an error 500, after it was carried out."""
    answer, left = server.answer, [f"{method} {path}"]

    def failing(verb: str, target: str, headers: Mapping[str, str], data: bytes) -> Reply:
        found = answer(verb, target, headers, data)
        if left and verb == method and path in target:
            left.pop()
            return Reply(500, {"errors": [{"code": 500, "message": "Looks like I encountered an error"}]})
        return found

    monkeypatch.setattr(server, "answer", failing)
    return left
