"""Facts of small orgs for tests of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mapconfig.catalogue.facts import Facts
from mapconfig.check import catalogue, check
from mapconfig.graph import Graph
from mapconfig.model import Asset, Settings
from mapconfig.read import codes, crm_codes
from mapconfig.report.findings import document
from mapconfig.testing.build import org as build

TODAY = date(2026, 11, 22)


def facts(*assets: Asset, settings: Settings | None = None, **more: Any) -> Facts:
    """What is known of an org of these assets, with what the rules say of it."""
    org = build(*assets, settings=settings)
    graph = Graph.of(org)
    known = catalogue.everything(codes.CODES, crm_codes.CODES)
    said: Mapping[str, Any] = document(check(org, graph, TODAY), codes=known)
    given = {"findings": said["findings"], "codes": known, "name": "Small", **more}
    return Facts(org, graph, TODAY, **given)
