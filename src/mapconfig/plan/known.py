"""What a planner asks of the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mapconfig.address import Address
from mapconfig.backend import Names
from mapconfig.model import Kinds


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What mapconfig last wanted an asset to be, and got. `active` is None for kinds that do not run; `seq` is the
    entry of the journal that says so."""

    attributes: Mapping[str, Any]
    active: bool | None
    seq: int = 0


class Known(Names, Protocol):
    """The record of one environment, as far as a plan depends on it."""

    lineage: str

    @property
    def managed(self) -> Sequence[Address]:
        """Every asset that mapconfig manages here, in order."""

    @property
    def unresolved(self) -> Sequence[str]:
        """Plans with steps of which nobody knows whether they came about."""

    def applied(self, address: Address, kinds: Kinds) -> Snapshot | None:
        """What was last applied, with assets that it names under the addresses they have in the record now."""


class NothingKnown:
    """The record of an environment to which nothing was ever applied."""

    lineage = ""
    managed: Sequence[Address] = ()
    unresolved: Sequence[str] = ()

    def applied(self, address: Address, kinds: Kinds) -> Snapshot | None:
        del address, kinds
        return None

    def remote_id(self, address: Address) -> str | None:
        del address
        return None

    def address(self, kind: str, remote_id: str) -> Address | None:
        del kind, remote_id
        return None
