"""An org whose assets and references lie in the index and are loaded when somebody asks for them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.finding import Path
from mapconfig.graph import Edge
from mapconfig.index.store import Store
from mapconfig.model import Asset, Origin, Settings


class HeldAssets(Mapping[Address, Asset]):
    """The assets of the index, each loaded once; `over` has those that differ from it, None for one that is gone."""

    def __init__(self, store: Store, over: Mapping[Address, Asset | None] | None = None) -> None:
        self._store = store
        self._over = over or {}
        self._loaded: dict[str, Asset | None] = {}

    def laid(self, over: Mapping[Address, Asset | None]) -> HeldAssets:
        """These with `over` laid over them as well."""
        return HeldAssets(self._store, {**self._over, **over})

    def __getitem__(self, address: Address) -> Asset:
        if address in self._over:
            found = self._over[address]
        else:
            if address not in self._loaded:
                rows = self._store.rows(
                    "SELECT address, file, document, attributes FROM asset WHERE address = ?", address
                )
                self._loaded[address] = asset_of(rows[0]) if rows else None
            found = self._loaded[address]
        if found is None:
            raise KeyError(address)
        return found

    def __contains__(self, address: object) -> bool:
        if address in self._over:
            return self._over[address] is not None  # type: ignore[index]  # it is one of its keys
        if self._loaded.get(address) is not None:  # type: ignore[call-overload]  # any other object is not found
            return True
        return bool(self._store.rows("SELECT 1 FROM asset WHERE address = ?", str(address)))

    def __iter__(self) -> Iterator[Address]:
        stored = (Address(row[0]) for row in self._store.rows("SELECT address FROM asset ORDER BY address"))
        if not self._over:
            return stored
        new = {address for address, asset in self._over.items() if asset is not None}
        kept = (address for address in stored if address not in self._over)
        return iter(sorted({*kept, *new}))

    def __len__(self) -> int:
        return int(self._store.rows("SELECT count(*) FROM asset")[0][0]) if not self._over else sum(1 for _ in self)

    def of_kind(self, kind: str) -> tuple[Asset, ...]:
        """All assets of `kind`, by address."""
        rows = self._store.rows(
            "SELECT address, file, document, attributes FROM asset WHERE kind = ? ORDER BY address", kind
        )
        found = []
        for row in rows:
            if row[0] not in self._over:
                asset = self._loaded.get(row[0]) or asset_of(row)
                self._loaded[row[0]] = asset
                found.append(asset)
        found += [one for one in self._over.values() if one is not None and one.kind == kind]
        return tuple(sorted(found, key=lambda asset: asset.address)) if self._over else tuple(found)

    def keys_of(self, kind: str) -> tuple[str, ...]:
        """The keys of all assets of `kind`, in order, without loading one."""
        rows = self._store.rows("SELECT address FROM asset WHERE kind = ? ORDER BY address", kind)
        names = {row[0] for row in rows if row[0] not in self._over}
        names |= {address for address, asset in self._over.items() if asset is not None and asset.kind == kind}
        return tuple(sorted(name.partition("/")[2] for name in names))


class SlimAssets(HeldAssets):
    """The assets of the index with only those of their attributes that somebody reads, which SQLite picks out."""

    def __init__(self, store: Store, attributes: Sequence[str]) -> None:
        super().__init__(store)
        self._names = tuple(attributes)

    def of_kind(self, kind: str) -> tuple[Asset, ...]:
        paths = ",".join("?" * (len(self._names) + 1))  # one more, since of a single one SQLite gives the bare value
        rows = self._store.rows(
            f"SELECT address, file, document, json_extract(attributes, {paths}) "  # noqa: S608  # only question marks
            "FROM asset WHERE kind = ? ORDER BY address",
            *(f'$."{name}"' for name in self._names),
            "$.title",
            kind,
        )
        found = []
        values = json.loads(f"[{','.join(row[3] for row in rows)}]")
        for (address, file, document, _), said in zip(rows, values, strict=True):
            attributes = {name: value for name, value in zip(self._names, said, strict=False) if value is not None}
            asset = Asset(Address(address), attributes, Origin(file, document))
            self._loaded[address] = asset
            found.append(asset)
        return tuple(found)


def kept_settings(store: Store) -> Settings:
    """The org's settings as they were when the index was made; whoever changes them makes it anew."""
    return Settings.of(json.loads(store.get("settings") or "{}"))


def asset_of(row: Sequence[Any]) -> Asset:
    """An asset from a row of (address, file, document, attributes)."""
    address, file, document, attributes = row
    return Asset(Address(address), json.loads(attributes), Origin(file, document) if file else None)


class HeldLinks:
    """The references of the index; `over` has those of the assets that differ from it."""

    def __init__(self, store: Store, over: Mapping[Address, Sequence[Edge]] | None = None) -> None:
        self._store = store
        self._over = dict(over or {})
        self._back: dict[Address, list[Edge]] = {}
        for edges in self._over.values():
            for edge in edges:
                self._back.setdefault(edge.target, []).append(edge)

    def laid(self, over: Mapping[Address, Sequence[Edge]]) -> HeldLinks:
        """These with `over` laid over them as well."""
        return HeldLinks(self._store, {**self._over, **over})

    def uses(self, address: Address) -> Sequence[Edge]:
        if address in self._over:
            return tuple(self._over[address])
        return _edges(
            self._store.rows(
                "SELECT source, target, relation, path FROM edge WHERE source = ? ORDER BY number", str(address)
            )
        )

    def used_by(self, address: Address, without: Collection[str] = ()) -> Sequence[Edge]:
        rows = self._store.rows(
            "SELECT source, target, relation, path FROM edge WHERE target = ? "
            "AND relation NOT IN (SELECT value FROM json_each(?)) ORDER BY source, number",
            str(address),
            json.dumps(list(without)),
        )
        if not self._over:
            return _edges(rows)
        found = [edge for edge in _edges(rows) if edge.source not in self._over]
        found += (edge for edge in self._back.get(address, ()) if edge.relation not in without)
        return tuple(sorted(found, key=lambda edge: edge.source))


class KindLinks(HeldLinks):
    """The references of the index for whoever looks at all assets of a kind: those of a kind are loaded together."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._kinds: dict[str, dict[str, list[Edge]]] = {}

    def uses(self, address: Address) -> Sequence[Edge]:
        kind = address.kind
        if kind not in self._kinds:
            found = self._kinds[kind] = {}
            rows = self._store.rows(
                "SELECT source, target, relation, path FROM edge WHERE source >= ? AND source < ? "
                "ORDER BY source, number",
                f"{kind}/",
                f"{kind}0",
            )
            for edge in _edges(rows):
                found.setdefault(edge.source, []).append(edge)
        return tuple(self._kinds[kind].get(address, ()))


#: Paths as they are stored, with what they mean: an org has few different ones.
_paths: dict[str, Path] = {}


def _edges(rows: Sequence[Sequence[Any]]) -> tuple[Edge, ...]:
    return tuple(
        Edge(Address(source), Address(target), relation, _paths.get(path) or _path(path))
        for source, target, relation, path in rows
    )


def _path(said: str) -> Path:
    found = _paths[said] = tuple(json.loads(said))
    return found
