"""What a kind needs to know of the rest, for the length of one call: ids and addresses, and what bears which name.

Every list is asked for once, and only when the record does not know the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Names, Rejected
from mapconfig.backends.tryton.mail import FIELDS, Mail
from mapconfig.backends.tryton.marks import keys
from mapconfig.backends.tryton.pyson import dumps, loads
from mapconfig.backends.tryton.records import ACTIVITY, CATEGORY, PARTIES, SCENARIO, Act
from mapconfig.backends.tryton.rpc import Record, Rpc
from mapconfig.language import say

#: The category below which campaigns are, where the settings name no other.
CAMPAIGNS = "Campaigns"

#: The domain of the scenario in which the e-mails are. It finds nobody, and its second half says what it is for.
LIBRARY: list[Any] = [["id", "<", 0], ["name", "=", "mapconfig: e-mails"]]
LIBRARY_NAME = "E-mails (of mapconfig; is never run)"

#: E-mails that are no copies: where the mark of a copy begins, a template of people has nothing.
HOMES: list[Any] = [
    ["action", "=", "send_email"],
    ["email_template", "not like", "<!--! email %"],
    ["email_template", "not like", "<!--! email:%"],
]


class NoNames:
    """The names of a call that has none."""

    def remote_id(self, address: Address) -> str | None:
        return None

    def address(self, kind: str, remote_id: str) -> Address | None:
        return None


class Book:
    """What one call of the backend has learned so far."""

    def __init__(
        self, rpc: Rpc, names: Names | None = None, campaigns: str = CAMPAIGNS, fields: Mapping[str, str] = FIELDS
    ) -> None:
        self.rpc = rpc
        self.names = names or NoNames()
        self.campaigns = campaigns
        self.fields = fields
        self._mails: dict[int, Mail] = {}

    def number(self, address: Address) -> int | None:
        """The id of an asset: the one that the record knows, else that of what bears its key; None where neither is."""
        known = self.names.remote_id(address)
        if known is not None:
            return number_of(known)
        return next((number for number, key in self._keys(address.kind).items() if key == address.key), None)

    def address(self, kind: str, number: int) -> Address:
        """The address of what has this id: the one in the record, else the one that its name suggests. What is gone is
        called by its id."""
        known = self.names.address(kind, str(number))
        return known or Address.of(kind, self._keys(kind).get(number) or f"{kind}-{number}")

    def known(self, kind: str, record: Record) -> Address:
        """The address of a record that was read just now; its mark is enough, where it has one."""
        known = self.names.address(kind, str(record["id"]))
        if known is not None:
            return known
        [key] = keys([record], kind).values()
        if not (record["name"] or "").rstrip().endswith(f"[{key}]"):
            key = self._keys(kind).get(record["id"], key)
        return Address.of(kind, key)

    def seen(self, kind: str, records: Iterable[Record]) -> None:
        """Take up all records of `kind`, which somebody has just read."""
        self.__dict__[f"_{kind}_keys"] = keys(records, kind)

    def _keys(self, kind: str) -> Mapping[int, str]:
        return getattr(self, f"_{kind}_keys", {})

    @cached_property
    def _categories(self) -> list[Record]:
        return self.rpc.all(CATEGORY, [], ["name", "parent", "parent.name", "parent.parent"])

    @cached_property
    def _list_keys(self) -> Mapping[int, str]:
        return keys([each for each in self._categories if self.is_list(each)], "list")

    @cached_property
    def _campaign_keys(self) -> Mapping[int, str]:
        return keys([each for each in self._categories if self.is_campaign(each)], "campaign")

    @cached_property
    def _email_keys(self) -> Mapping[int, str]:
        return keys(self.homes(["name", "parent"]), "email")

    @cached_property
    def _journey_keys(self) -> Mapping[int, str]:
        return keys([each for each in self.scenarios(["name"]) if not is_library(each)], "journey")

    def is_campaign(self, category: Record) -> bool:
        """Whether a category is one of those below the one for campaigns."""
        above = category.get("parent.") or {}
        return bool(category["parent"]) and above.get("name") == self.campaigns and not above.get("parent")

    def is_list(self, category: Record) -> bool:
        """Whether a category is a list: all are that are no campaigns, and not what these are below."""
        root = category["name"] == self.campaigns and not category["parent"]
        return not root and not self.is_campaign(category)

    def homes(self, fields: list[str], domain: Iterable[Any] = ()) -> list[Record]:
        """The activities that are e-mails themselves; what a deleted scenario left behind is none."""
        found = self.rpc.all(ACTIVITY, [*HOMES, *domain], [*fields, "parent"])
        return [each for each in found if each["parent"]]

    def scenarios(self, fields: list[str], domain: Iterable[Any] = ()) -> list[Record]:
        """All scenarios, that of the e-mails among them."""
        return self.rpc.all(SCENARIO, list(domain), [*fields, "domain"])

    def some_library(self) -> int:
        """The id of the scenario with the e-mails, which is made where there is none."""
        if self.library is not None:
            return self.library
        values = {"name": LIBRARY_NAME, "model": PARTIES, "domain": dumps(LIBRARY)}
        return int(self.rpc.write(f"model.{SCENARIO}.create", [values])[0])

    @cached_property
    def library(self) -> int | None:
        """The id of the scenario with the e-mails; None where there is none yet."""
        found = [
            each for each in self.scenarios(["name"], [["domain", "like", f"%{LIBRARY[1][2]}%"]]) if is_library(each)
        ]
        return int(found[0]["id"]) if found else None

    def mails(self, emails: Iterable[Address]) -> dict[Address, tuple[int, Mail]]:
        """The id and the mail of each of `emails` that Tryton has."""
        numbers = {each: self.number(each) for each in dict.fromkeys(emails)}
        wanted = sorted({number for number in numbers.values() if number is not None} - set(self._mails))
        if wanted:
            fields = ["action", "email_from", "email_title", "email_template"]
            for record in self.rpc.all(ACTIVITY, [["id", "in", wanted]], fields):
                self._mails[int(record["id"])] = Act(record).mail
        return {
            email: (number, self._mails[number])
            for email, number in numbers.items()
            if number is not None and number in self._mails
        }


def number_of(remote_id: str) -> int:
    """An id of Tryton's. Raises Rejected for one that was never given out there."""
    if not (remote_id.isascii() and remote_id.isdigit() and len(remote_id) < 10):
        raise Rejected(
            say("{remote_id} is no id of Tryton's. The record belongs to another account.", remote_id=repr(remote_id))
        )
    return int(remote_id)


def is_library(scenario: Record) -> bool:
    """Whether a scenario is the one in which the e-mails are, whatever it is called now."""
    return bool(loads(scenario["domain"]) == LIBRARY)
