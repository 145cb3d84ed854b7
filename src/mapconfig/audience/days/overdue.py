"""E-mails to lists that a change puts to work when their time is over.

A platform may send such an e-mail the moment it is there, and whoever counts people takes the most that may happen:
the days to come begin with it, as the count of who is newly e-mailed has it in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from mapconfig.impact.spread import state_of
from mapconfig.model import Asset, Org
from mapconfig.values import replace


def overdue(asset: Asset | None, moment: datetime) -> str:
    """When an active e-mail to lists was to go out, where that is before `moment`; empty otherwise."""
    if asset is None or asset.kind != "email" or not asset.attributes.get("to") or state_of(asset) != "active":
        return ""
    at = (asset.attributes.get("schedule") or {}).get("at")
    try:
        when = datetime.fromisoformat(str(at))
    except ValueError:
        return ""
    return str(at) if (when if when.tzinfo is not None else when.replace(tzinfo=UTC)) < moment else ""


def sent_at_once(before: Org, after: Org, moment: datetime) -> Org:
    """`after` with `moment` as the time of each e-mail whose own is over and was another one in `before`, or none."""

    def moved() -> Iterator[Asset]:
        for asset in after.of_kind("email"):
            at = overdue(asset, moment)
            was = before.assets.get(after.renamed_from.get(asset.address, asset.address))
            if at and at != overdue(was, moment):
                schedule = {**asset.attributes["schedule"], "at": moment.isoformat()}
                yield replace(asset, attributes={**asset.attributes, "schedule": schedule})

    changed = {asset.address: asset for asset in moved()}
    return replace(after, assets={**after.assets, **changed}) if changed else after
