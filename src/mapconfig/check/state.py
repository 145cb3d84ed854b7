"""Whether an asset does anything on the platform, by the state it is meant to have."""

from __future__ import annotations

from mapconfig.model import Asset


def at_work(asset: Asset) -> bool:
    """Whether people can notice the asset: it is active, or active but paused for a time."""
    return asset.attributes.get("state", "active") in ("active", "paused")


def archived(asset: Asset) -> bool:
    return asset.attributes.get("state") == "archived"
