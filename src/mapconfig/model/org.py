"""An organisation's marketing assets at one moment, as the files or a platform have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mapconfig.address import Address
from mapconfig.model.asset import Asset
from mapconfig.model.kind import Kinds
from mapconfig.model.settings import Settings
from mapconfig.values import dataclass, field


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """Why assets change (D1, D4): one file in `changes/<year>/`. `file` is where it is written."""

    id: str
    title: str
    reason: str
    type: str = "normal"
    requested_by: str = ""
    tickets: tuple[str, ...] = ()
    risk: str = ""
    rollback: str = ""
    covers: tuple[Address, ...] = ()
    date: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A deletion that somebody asked for in `removed.yaml`."""

    address: Address
    why: str
    ticket: str = ""


@dataclass(frozen=True, eq=False)
class Org(Mapping[Address, Asset]):
    """Assets by address, with what the org says about itself.

    Iteration follows the address, so everything made from an Org comes out in the same order whatever order
    the files or the platform gave. `renamed_from` maps a new address to the one it had.
    """

    kinds: Kinds
    assets: Mapping[Address, Asset]
    settings: Settings = field(default_factory=Settings)
    changes: tuple[ChangeRecord, ...] = ()
    removed: tuple[Tombstone, ...] = ()
    renamed_from: Mapping[Address, Address] = field(default_factory=dict)

    @classmethod
    def of(cls, kinds: Kinds, assets: Iterable[Asset], settings: Settings | None = None) -> Org:
        """An org of just these assets; of two with one address the first counts."""
        found: dict[Address, Asset] = {}
        for asset in sorted(assets, key=lambda asset: asset.address):
            found.setdefault(asset.address, asset)
        return cls(kinds=kinds, assets=found, settings=settings or Settings())

    def __getitem__(self, address: str) -> Asset:
        return self.assets[address]  # type: ignore[index]  # an Address is the text it is made of

    def __iter__(self) -> Iterator[Address]:
        return iter(self.assets)

    def __len__(self) -> int:
        return len(self.assets)

    def __contains__(self, address: object) -> bool:
        return address in self.assets

    def of_kind(self, kind: str) -> Iterator[Asset]:
        return (asset for asset in self.assets.values() if asset.kind == kind)
