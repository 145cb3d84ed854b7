"""What rules see of an org that lies in the index; apart from it, since comparisons ask no rules."""

from __future__ import annotations

from datetime import date

from mapconfig.check import View
from mapconfig.index.held import HeldAssets, HeldLinks
from mapconfig.model import Asset, Org


class HeldView(View):
    """What rules see of an org that lies in the index: the same answers, and nothing loaded that nobody asks for."""

    def __init__(self, org: Org, assets: HeldAssets, links: HeldLinks, today: date) -> None:
        super().__init__(org, links, today)
        self._held = assets

    def names(self, kind: str) -> tuple[str, ...]:
        return self._held.keys_of(kind)

    def _of_kind(self, kind: str) -> tuple[Asset, ...]:
        return self.once(("held", kind), lambda _: self._held.of_kind(kind))
