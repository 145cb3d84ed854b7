"""Builders: small orgs in one line, for tests that say what matters and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from mapconfig.address import Address
from mapconfig.model import Asset, Kinds, Org, Settings, normalise
from mapconfig.read.schema import load_kinds


@cache
def kinds() -> Kinds:
    """The kinds that mapconfig ships."""
    return load_kinds()


def asset(address: str, attributes: Mapping[str, Any] | None = None, /, of: Kinds | None = None, **more: Any) -> Asset:
    """An asset in normal form. Attributes come as keywords, or in a mapping where a name is no Python word (``if``)."""
    where = Address.parse(address)
    kind = (of or kinds())[where.kind]
    return Asset(where, normalise(kind, {**(attributes or {}), **more}))


def org(*assets: Asset, settings: Settings | None = None, of: Kinds | None = None) -> Org:
    """An org of just these assets."""
    return Org.of(of or kinds(), assets, settings)


class Ids:
    """The two-way map between addresses and ids, in memory. It is the `mapconfig.backend.Names` of a test."""

    def __init__(self, ids: Mapping[str, str] | None = None) -> None:
        self._ids: dict[Address, str] = {}
        self._addresses: dict[tuple[str, str], Address] = {}
        for address, remote_id in (ids or {}).items():
            self.learn(Address(address), remote_id)

    def remote_id(self, address: Address) -> str | None:
        return self._ids.get(address)

    def address(self, kind: str, remote_id: str) -> Address | None:
        return self._addresses.get((kind, remote_id))

    def learn(self, address: Address, remote_id: str) -> None:
        """Note that `address` has this id from now on, whatever had it before."""
        self.forget(self._addresses.get((address.kind, remote_id), address))
        self.forget(address)
        self._ids[address] = remote_id
        self._addresses[address.kind, remote_id] = address

    def forget(self, address: Address) -> None:
        """Note that `address` is not on the platform any more."""
        remote_id = self._ids.pop(address, None)
        if remote_id is not None:
            del self._addresses[address.kind, remote_id]
