"""What rules see of an org; the only way in which they see anything but the asset they look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from mapconfig.address import Address
from mapconfig.criteria.catalogue import Catalogue
from mapconfig.graph import Edge, Links
from mapconfig.model import Asset, Kinds, Org, Settings

T = TypeVar("T")

#: Of how many assets is remembered what `View.about` was asked: those that the one looked at leads to, and no more.
RECENT = 64


class View:
    """An org, its graph and the day, with look-ups that cost nothing when asked again.

    `counts` are numbers of people by list, from whoever can count; an empty mapping means that nobody has.
    """

    def __init__(self, org: Org, graph: Links, today: date, counts: Mapping[Address, int] | None = None) -> None:
        self._org = org
        self._graph = graph
        self._today = today
        self._counts = counts or {}
        self._kept: dict[Hashable, Any] = {}
        self._about: dict[Address, dict[str, Any]] = {}
        self._catalogue: Catalogue | None = None
        self._by_kind: dict[str, tuple[Asset, ...]] | None = None

    @property
    def settings(self) -> Settings:
        return self._org.settings

    @property
    def kinds(self) -> Kinds:
        return self._org.kinds

    @property
    def today(self) -> date:
        return self._today

    def count(self, address: Address) -> int | None:
        """How many people are on a list: counted, or said under ``limits`` in mapconfig.yaml; None where unknown."""
        found = self._counts.get(address)
        return found if found is not None else self.settings.limits.get(address)

    def get(self, address: str) -> Asset | None:
        return self._org.assets.get(address)  # type: ignore[call-overload, no-any-return]  # an Address is its text

    def exists(self, address: str) -> bool:
        """Whether there is such an asset, without a look at what it is."""
        return address in self._org.assets

    def names(self, kind: str) -> tuple[str, ...]:
        """The keys of all assets of `kind`."""
        return self.once(("names", kind), lambda view: tuple(asset.key for asset in view._of_kind(kind)))

    def of_kind(self, kind: str) -> tuple[Asset, ...]:
        """All assets of `kind`, by address."""
        return self._of_kind(kind)

    def _of_kind(self, kind: str) -> tuple[Asset, ...]:
        if self._by_kind is None:
            found: defaultdict[str, list[Asset]] = defaultdict(list)
            for asset in self._org.assets.values():
                found[asset.kind].append(asset)
            self._by_kind = {name: tuple(assets) for name, assets in found.items()}
        return self._by_kind.get(kind, ())

    def uses(self, address: Address) -> Sequence[Edge]:
        """The references that leave `address`."""
        return self._graph.uses(address)

    def used_by(self, address: Address) -> Sequence[Edge]:
        """The references that point at `address`."""
        return self._graph.used_by(address)

    @property
    def catalogue(self) -> Catalogue:
        """The fields of the org and the relations of its settings, as criteria know them."""
        if self._catalogue is None:
            fields = ((asset.key, asset.attributes) for asset in self._of_kind("field"))
            self._catalogue = Catalogue.of(fields, self.settings.relations)
        return self._catalogue

    def once(self, key: Hashable, make: Callable[[View], T]) -> T:
        """What `make` makes of this view, made at most once: indexes over whole kinds, for rules of that scope."""
        if key not in self._kept:
            self._kept[key] = make(self)
        found: T = self._kept[key]
        return found

    def about(self, asset: Asset, key: str, make: Callable[[Asset, View], T]) -> T:
        """What `make` makes of `asset` alone, remembered while rules look at this asset and forgotten a few assets
        later: for what is large, and mostly asked for about the asset that is looked at."""
        kept = self._about.get(asset.address)
        if kept is None:
            if len(self._about) >= RECENT:
                del self._about[next(iter(self._about))]
            kept = self._about[asset.address] = {}
        if key not in kept:
            kept[key] = make(asset, self)
        found: T = kept[key]
        return found
