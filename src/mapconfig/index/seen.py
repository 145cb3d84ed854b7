"""What rules see of an org that lies in the index; apart from it, since comparisons ask no rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from mapconfig.check import View
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.index.held import HeldAssets, HeldLinks
from mapconfig.model import Asset, Org


class HeldView(View):
    """What rules see of an org that lies in the index: the same answers, and nothing loaded that nobody asks for."""

    def __init__(self, org: Org, assets: HeldAssets, links: HeldLinks, today: date) -> None:
        super().__init__(org, links, today)
        self._held = assets

    def names(self, kind: str) -> tuple[str, ...]:
        return self._held.keys_of(kind)

    @property
    def catalogue(self) -> Catalogue:
        return self.once("catalogue", lambda _: Catalogue(_Fields(self), dict(self.settings.relations)))

    def _of_kind(self, kind: str) -> tuple[Asset, ...]:
        return self.once(("held", kind), lambda _: self._held.of_kind(kind))


class _Fields(Mapping[str, FieldType]):
    """The types of the fields by key; those that nobody asks about are not loaded."""

    def __init__(self, view: HeldView) -> None:
        self._view = view
        self._known: dict[str, FieldType] = {}

    def __getitem__(self, key: str) -> FieldType:
        if key not in self._known:
            asset = self._view.get(f"field/{key}")
            if asset is None:
                raise KeyError(key)
            self._known[key] = FieldType.of(asset.attributes)
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._view.names("field"))

    def __len__(self) -> int:
        return len(self._view.names("field"))
