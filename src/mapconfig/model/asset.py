"""What one asset is meant to be, or was found to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.values import dataclass, field


@dataclass(frozen=True, slots=True)
class Origin:
    """The document an asset was read from: a path relative to the org's root with forward slashes, and the
    zero-based index of the YAML document in that file."""

    file: str
    document: int = 0


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset in normal form.

    Two assets are equal when the platform would behave the same, so where it was written takes no part in
    comparison. `attributes` holds plain JSON values (dict, list, str, int, float, bool), has passed
    `mapconfig.model.normal.normalise`, never has `kind` or `key` in it, and is never changed after construction.
    """

    address: Address
    attributes: Mapping[str, Any]
    origin: Origin | None = field(default=None, compare=False)

    @property
    def kind(self) -> str:
        return self.address.partition("/")[0]  # not by way of Address.kind: this is asked more often than all else

    @property
    def key(self) -> str:
        return self.address.key

    @property
    def title(self) -> str:
        """The name people see; the key where the asset has no title of its own."""
        title = self.attributes.get("title")
        return title if isinstance(title, str) and title else self.key

    @property
    def owner(self) -> Address | None:
        owner = self.attributes.get("owner")
        return Address(owner) if isinstance(owner, str) else None
