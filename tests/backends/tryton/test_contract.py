"""The laws of all platforms, over a Tryton server that runs."""

from __future__ import annotations

from typing import Any

import pytest
from tests.backends.tryton.conftest import Connects

from mapconfig.address import Address
from mapconfig.backend import Backend, Live
from mapconfig.testing import BackendContract, Example
from mapconfig.testing.tryton import Client
from mapconfig.testing.tryton.client import ACTIVITY, CATEGORY, SCENARIO


def _example(address: str, before: dict[str, Any], after: dict[str, Any]) -> Example:
    return Example(Address.parse(address), before, after)


#: What Tryton can hold, with all that is awkward about it; in an order in which what is referred to comes before.
EXAMPLES = (
    _example(
        "campaign/nurture",
        {"title": "  Nurture ", "type": "email", "utm": {"source": "nurture"}, "budget": 1200.5, "owner": "team/ops"},
        {"title": "Nurture [2026]", "start": "2026-09-01"},
    ),
    _example(
        "list/customers_fr",
        {"title": "Customers in France", "static": True, "tags": ["b", "A"], "why": {"reason": "They asked"}},
        {"title": "Clients à Besançon — 100 %", "static": True, "description": "In their own words"},
    ),
    _example(
        "list/customers",
        {"title": "Customers (all)", "static": True},
        {"static": True, "title": "Customers"},
    ),
    _example("list/out", {"static": True, "purpose": "suppression"}, {"title": "Out", "static": True}),
    _example(
        "email/welcome-1",
        {
            "title": "Welcome 1",
            "subject": "Welcome, {{ field/name }}",
            "body": "<p>Hello {{ field/name }} &nbsp;</p>\n<p>Goodbye</p>",
            "sender": {"name": "DRIP, Inc.", "address": "hello@drip.example"},
            "preheader": "Only in the files",
        },
        {
            "title": "Welcome 1",
            "subject": "Welcome ☂ \U0001f33e",
            "body": "<html><body><p>Hello\tagain</p>\n</body></html>\n",
            "sender": {"name": "Équipe DRIP"},
        },
    ),
    _example(
        "email/welcome-2",
        {"title": "Welcome 2", "subject": "Still here?", "body": "<p>Again</p>", "state": "draft"},
        {"title": "Welcome 2", "subject": "Still there?", "body": "<p>Again, <b>and</b> again</p>"},
    ),
    _example(
        "journey/welcome",
        {
            "title": "Welcome",
            "owner": "team/ops",
            "entry": {"lists": ["list/customers_fr", "list/customers"], "re_entry": "never"},
            "suppress": ["list/out"],
            "campaign": "campaign/nurture",
            "steps": [
                {"id": "hello", "send": "email/welcome-1"},
                {"id": "pause", "wait": "14 days"},
                {"id": "french", "if": ["in list customers_fr"], "then": "again", "else": "end"},
                {"id": "again", "send": "email/welcome-2"},
            ],
        },
        {
            "title": "Welcome",
            "entry": {"lists": ["list/customers"]},
            "steps": [
                {"id": "hello", "send": "email/welcome-1"},
                {"id": "read", "did": "opened email welcome-1", "within": "5 days", "then": "french", "else": "late"},
                {
                    "id": "french",
                    "if": {"any": ["in list customers_fr", {"none": ["in list out", "in list customers"]}]},
                    "then": "again",
                    "else": "end",
                },
                {"id": "again", "send": "email/welcome-2", "next": "end"},
                {"id": "late", "wait": "90 minutes"},
                {"id": "last", "send": "email/welcome-2"},
            ],
        },
    ),
    _example(
        "journey/all-of-them",
        {"title": "All", "steps": [{"id": "one", "wait": "1 day"}], "vendor": {"tryton": {"domain": []}}},
        {
            "title": "All",
            "steps": [{"id": "one", "wait": "1 day"}, {"id": "two", "send": "email/welcome-1"}],
            "vendor": {"tryton": {"domain": [["active", "=", True]]}, "mautic": {"x": 1}},
        },
    ),
)


class TestTryton(BackendContract):
    """A Tryton 8.2 on SQLite."""

    examples = EXAMPLES
    connects: Connects
    other: Client

    @pytest.fixture(autouse=True)
    def _running(self, connects: Connects, other: Client) -> None:
        self.connects = connects
        self.other = other

    def connect(self) -> Backend:
        return self.connects()

    def another_account(self) -> Backend:
        return self.connects("other")

    def sent(self, backend: Backend) -> int | None:
        return self.other.writes()

    def set_unknown(self, backend: Backend, live: Live) -> bool:
        """A category that it is below, the delay of an e-mail where it has none, and whether people may leave."""
        number = int(live.remote_id)
        if live.address.kind == "list":
            self.other.write(CATEGORY, number, parent=self.other.create(CATEGORY, name=f"Above {number}"))
        elif live.address.kind == "email":
            self.other.write(ACTIVITY, number, delay={"__class__": "timedelta", "seconds": 60})
        elif live.address.kind == "journey":
            self.other.write(SCENARIO, number, unsubscribable=True)
        return live.address.kind != "campaign"

    def unknown(self, backend: Backend, live: Live) -> object:
        model, field = {
            "list": (CATEGORY, "parent"),
            "email": (ACTIVITY, "delay"),
            "journey": (SCENARIO, "unsubscribable"),
        }[live.address.kind]
        return self.other.records(model, field, where=[["id", "=", int(live.remote_id)]])
