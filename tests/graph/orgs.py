"""Orgs written as small tables, of the published kinds, for the tests of graph, diff, impact and their views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.model import Asset, Kinds, Org, normalise
from mapconfig.read.schema import load_kinds


def org_of(assets: Mapping[str, Mapping[str, Any] | None], kinds: Kinds | None = None) -> Org:
    """An org of assets by address, each in normal form; `renamed_from` is read as in a file."""
    kinds = kinds or load_kinds()
    made, renamed = [], {}
    for text, attributes in assets.items():
        address = Address.parse(text)
        raw = dict(attributes or {})
        if "renamed_from" in raw:
            renamed[address] = Address.of(address.kind, raw["renamed_from"])
        made.append(Asset(address, normalise(kinds[address.kind], raw)))
    org = Org.of(kinds, made)
    return Org(kinds=kinds, assets=org.assets, renamed_from=renamed)
