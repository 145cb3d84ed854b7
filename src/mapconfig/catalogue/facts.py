"""Everything that the pages are made of, gathered once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from mapconfig.address import Address
from mapconfig.catalogue.reaching import reached
from mapconfig.catalogue.standing import Standing
from mapconfig.check import View
from mapconfig.check.described import Described
from mapconfig.graph import Graph
from mapconfig.impact.people import NOBODY_COUNTED, Count, PeopleNow
from mapconfig.model import Asset, Org
from mapconfig.record.chronicle import Chronicle, Happening
from mapconfig.values import dataclass, field

#: The CRM's own schema is shown as part of the fields that follow it, and has pages, but is nobody's to own or review.
READ_ONLY = "crm-field"


@dataclass(frozen=True, slots=True)
class Drifted:
    """What somebody changed on a platform, as `mapconfig drift` told it: by asset the words of each field. Empty with
    `known` False where nobody has looked."""

    known: bool = False
    environment: str = ""
    fields: Mapping[Address, Sequence[str]] = field(default_factory=dict)
    gone: frozenset[Address] = frozenset()
    unmanaged: tuple[str, ...] = ()
    recorded: bool = True
    """Whether the record knew any asset; else nothing was ever applied there, or the record is lost."""
    unrecorded: tuple[str, ...] = ()
    """What is there and in the files, and the record knows nothing of: nobody can tell who changed what of it."""

    @property
    def certain(self) -> bool:
        """Whether somebody has looked and could tell of all that is there."""
        return self.known and not self.unrecorded


@dataclass(frozen=True, eq=False)
class Facts:
    """An org with all that is known about it. `findings` are rows of the findings view; `standings` has for each
    environment what its record says; `codes` are the manual pages of all findings."""

    org: Org
    graph: Graph
    today: date
    findings: Sequence[Mapping[str, Any]] = ()
    codes: Mapping[str, Described] = field(default_factory=dict)
    chronicle: Chronicle = field(default_factory=Chronicle)
    people: PeopleNow = NOBODY_COUNTED
    standings: tuple[Standing, ...] = ()
    drifted: Drifted = field(default_factory=Drifted)
    name: str = ""

    @cached_property
    def view(self) -> View:
        """The org as rules see it, with their look-ups."""
        return View(self.org, self.graph, self.today)

    @cached_property
    def findings_by_asset(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.findings:
            if row["asset"]:
                found.setdefault(row["asset"], []).append(row)
        return found

    @cached_property
    def findings_by_code(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.findings:
            found.setdefault(row["code"], []).append(row)
        return found

    @cached_property
    def counted(self) -> Mapping[Address, tuple[Count, Count]]:
        """Members, and those of them who may be e-mailed, of every asset of which people were counted."""
        return {one.subject: (one.members, one.reachable) for one in self.people.standings}

    @cached_property
    def reaches(self) -> Mapping[Address, Mapping[str, int]]:
        """How many assets of each kind a change of each asset may be felt by."""
        return reached(self.graph, self.org)

    def own(self) -> Iterator[Asset]:
        """The assets that this organisation writes."""
        return (asset for asset in self.org.values() if asset.kind != READ_ONLY)

    def of_kind(self, kind: str) -> Sequence[Asset]:
        return self.view.of_kind(kind)

    def history(self, address: Address) -> Sequence[Happening]:
        return self.chronicle.happenings.get(address, ())

    def ref(self, address: str) -> dict[str, Any]:
        """A link to an asset: its address and title; the title is None for what no file describes."""
        asset = self.org.assets.get(Address(address))
        return {"address": str(address), "title": asset.title if asset is not None else None}

    def refs(self, addresses: Any) -> list[dict[str, Any]]:
        return [self.ref(one) for one in addresses if isinstance(one, str)] if isinstance(addresses, list) else []

    def named(self, address: Address) -> dict[str, str]:
        """The assets that an asset names, as far as there are such, with their titles."""
        found: dict[str, str] = {}
        for edge in self.graph.uses(address):
            found.update(self.known(edge.target))
        return found

    def known(self, address: Any) -> dict[str, str]:
        """An address with its title where there is such an asset; nothing otherwise."""
        asset = self.org.assets.get(Address(address)) if isinstance(address, str) else None
        return {str(asset.address): asset.title} if asset is not None else {}

    def people_of(self, address: str) -> dict[str, Any] | None:
        """How many people an asset has, in the protected words of the count; None where nobody counted."""
        found = self.counted.get(Address(address))
        if found is None:
            return None
        members, reachable = found
        return {
            "members": members.words,
            "reachable": reachable.words if reachable.known else None,
            "order": members.middle,
            "reason": members.reason,
        }


def reviews(asset: Asset) -> date | None:
    """The day by which an asset is to be looked at again; None where it says none that there is."""
    why = asset.attributes.get("why")
    said = why.get("review_by") if isinstance(why, Mapping) else None
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
