"""Documents of every page of the example's catalogue, for those who draw them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from mapconfig.address import Address
from mapconfig.catalogue.facts import Drifted, Facts
from mapconfig.catalogue.gathering import Wanted, gather
from mapconfig.catalogue.site import pages
from mapconfig.catalogue.standing import Stand, Standing
from mapconfig.impact.people import Count, PeopleNow
from mapconfig.impact.people import Standing as Counted
from mapconfig.record.chronicle import Chronicle, Happening
from mapconfig.record.history import Commit
from mapconfig.values import replace
from mapconfig.workspace import Workspace

EXAMPLE = Path(__file__).parents[3] / "org-config"

#: Names whose values are ours, or are held to a form where they are read.
_NAMES = """
    address page kind show severity relation code commit marketing channel type state personal_data master again
    template unsure by_kind name
"""
_OURS = frozenset(_NAMES.split())


@cache
def facts() -> Facts:
    """The example with a history, people, records and drift, all of them made up."""
    with mock.patch.dict(os.environ, {"MAPCONFIG_TODAY": "2027-03-15", "MAPCONFIG_CACHE": ""}):
        found = gather(Workspace.find(str(EXAMPLE)), Wanted(people=False))
    org = found.org
    commit = Commit("a" * 40, (), "Ana", "2026-03-01T10:00:00+02:00", "Say why")
    record = org.changes[0]
    happened = {
        address: (
            Happening(
                "changed",
                commit,
                "Bea",
                address,
                words=("title: x", "owner: y"),
                more=2,
                record=record,
                record_certain=True,
            ),
            Happening("renamed", commit, "Bea", address, Address("list/before"), record=record, tickets=("T-1",)),
            Happening("moved", commit, "Bea", address, moved_from="lists/x.yaml"),
            Happening("created", commit, "Ana", address),
        )
        for address in org
    }
    addresses = list(org)
    stands = {
        address: Stand("2026-11-01T10:00:00Z", "ana", "plan-1", "a" * 40, "2026-11-02T10:00:00Z") for address in org
    }
    stands[addresses[0]] = replace(stands[addresses[0]], unsure="failed")
    counted = tuple(
        Counted(address, "list", Count(20, 39, "exact"), Count.of(20))
        for address in org
        if address.kind in ("list", "stage")
    )
    return Facts(
        org,
        found.graph,
        date(2027, 3, 15),
        findings=found.findings,
        codes=found.codes,
        chronicle=Chronicle(
            happened,
            {addresses[1]: ("title: x",), addresses[2]: ("",)},
            {"a" * 40: 0},
            head=commit,
            cut="b" * 40,
            note="Perhaps there is more.",
        ),
        people=PeopleNow(as_of="2026-11-22T09:00:00Z", standings=counted),
        standings=(
            Standing("live", stands, "2026-11-01T10:00:00Z", "ana", "plan-1"),
            Standing("test", note="Nothing yet."),
        ),
        drifted=Drifted(True, "live", {addresses[3]: ["title"]}, frozenset({addresses[4]}), ("list/wild",)),
        name="DRIP Ventures",
    )


@cache
def documents() -> Mapping[str, dict[str, Any]]:
    """Every page by its place."""
    return dict(pages(facts()))


def sorts() -> Mapping[str, dict[str, Any]]:
    """One page of every sort, and one asset of every kind: the one with the longest document, which has most in it."""
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for place, document in documents().items():
        sort = (document["page"], document.get("kind", "") if document["page"] == "asset" else "")
        found[sort] = max(found.get(sort, (0, "")), (len(str(document)), place))
    return {place: documents()[place] for _, place in found.values()}


def with_text(value: Any, texts: Iterator[str], name: str = "") -> Any:
    """A document with the next of `texts` in the place of everything that somebody may have written."""
    if isinstance(value, Mapping):
        if "template" in value and "text" in value:
            return next(texts)
        inside = name == "named"
        return {key: with_text(below, texts, "" if inside else key) for key, below in value.items()}
    if isinstance(value, list):
        return [with_text(below, texts, name) for below in value]
    ours = name in _OURS or (isinstance(value, str) and value.startswith("## "))  # the manual page of a rule
    return next(texts) if isinstance(value, str) and value and not ours else value
