"""Any backend with something in between: what a wrapper leaves alone is asked of the backend itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Backend, Live, Pace
from mapconfig.model import Org


class Wrapped:
    """`inner`, as far as it says what it is and keeps; a wrapper adds what it does to reads and writes."""

    def __init__(self, inner: Backend) -> None:
        self.inner = inner

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def pace(self) -> Pace:
        return self.inner.pace

    @property
    def copies_embeds(self) -> bool:
        return self.inner.copies_embeds

    def learn(self, org: Org) -> None:
        self.inner.learn(org)

    def gaps(self, kind: str, attributes: Mapping[str, Any]) -> Mapping[str, str]:
        return self.inner.gaps(kind, attributes)

    def refusals(self, live: Live | None, address: Address, attributes: Mapping[str, Any] | None) -> Mapping[str, str]:
        return self.inner.refusals(live, address, attributes)

    def identity(self) -> str:
        return self.inner.identity()

    def probe(self) -> None:
        self.inner.probe()

    def kept(self, kind: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
        return self.inner.kept(kind, attributes)
