"""Orgs made in a test from plain mappings, through the same normal form and settings reader as those from files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from mapconfig.address import Address
from mapconfig.check import View
from mapconfig.graph import Graph
from mapconfig.model import Asset, Org, Settings, normalise
from mapconfig.read.schema import load_kinds
from mapconfig.read.settings import settings_of

TODAY = date(2026, 11, 22)


def made_settings(said: Mapping[str, Any]) -> Settings:
    """The settings of a `mapconfig.yaml` that says `said`."""
    settings, findings = settings_of("mapconfig.yaml", json.dumps(said).encode())
    assert findings == [], findings
    return settings


def made_asset(address: str, attributes: Mapping[str, Any]) -> Asset:
    kinds = load_kinds()
    found = Address.parse(address)
    return Asset(found, normalise(kinds[found.kind], attributes))


def made_org(assets: Mapping[str, Mapping[str, Any]], settings: Mapping[str, Any] | None = None) -> Org:
    """An org of `assets` by address."""
    made = [made_asset(address, attributes or {}) for address, attributes in assets.items()]
    return Org.of(load_kinds(), made, made_settings(settings or {}))


def made_view(
    assets: Mapping[str, Mapping[str, Any]],
    settings: Mapping[str, Any] | None = None,
    today: date = TODAY,
    counts: Mapping[Address, int] | None = None,
) -> View:
    org = made_org(assets, settings)
    return View(org, Graph.of(org), today, counts)
