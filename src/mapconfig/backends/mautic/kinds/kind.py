"""What a module of a kind gives the backend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from mapconfig.address import Address
from mapconfig.backend import Capability, Live
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book

Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """One asset as Mautic has it now.

    `key` is its natural key: what it would be called if no record knew it. `version` is a digest of what Mautic gave,
    without what changes by itself, and without anything that depends on what other assets are called. `raw` is what
    Mautic gave, for the kind that read it.
    """

    key: str
    remote_id: str
    attributes: Attributes
    version: str
    active: bool | None = None
    changed_by: str = ""
    changed_at: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


class MauticKind(Protocol):
    """One kind of asset on Mautic. It keeps nothing; what it has to know of the rest is in the `Book`.

    Errors are those of `mapconfig.backend`. The backend has read the asset anew, and compared its version, before it
    calls `update`, `delete` or `run`; a kind sends one request at a time, and the first one that makes something makes
    what `find` can find.
    """

    @property
    def kind(self) -> str:
        """The name of the kind, such as ``list``."""

    @property
    def capability(self) -> Capability: ...

    def kept(self, attributes: Attributes, book: Book) -> dict[str, Any]:
        """`attributes` as `fetch` gives them back, in normal form. Makes no request; `book` is not connected."""

    def gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        """What of just these attributes Mautic cannot hold: dotted path to a sentence. Makes no request."""

    def refused(
        self, live: Live | None, address: Address, attributes: Attributes | None, book: Book
    ) -> Mapping[str, str]:
        """What of a step Mautic would refuse, or what nobody could write, although it can hold both sides: as
        `Backend.refusals` says. Makes no request; `book` is not connected."""

    def keys(self, book: Book) -> Mapping[str, str]:
        """The natural key of everything of this kind that is there, by remote id; no key twice."""

    def fetch(self, api: Api, book: Book) -> Iterator[Thing]:
        """Everything of this kind, by id. What belongs to another kind's asset is not among it."""

    def read(self, api: Api, remote_id: str, book: Book) -> Thing | None:
        """One asset; None where it is gone, or is none of this kind."""

    def find(self, api: Api, address: Address, attributes: Attributes, book: Book) -> list[Thing]:
        """What a create of `address` with `attributes` may have made."""

    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        """Make it, not running where the kind runs; its remote id."""

    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None:
        """Make `thing` be that; what does not differ is not sent."""

    def delete(self, api: Api, thing: Thing, book: Book) -> None:
        """Remove it. Raises Rejected where something still uses it."""

    def run(self, api: Api, thing: Thing, active: bool, book: Book) -> None:
        """Set it running or stop it; only called for kinds that run."""
