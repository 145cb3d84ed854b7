"""The name of an asset everywhere in mapconfig: ``kind/key``."""

from __future__ import annotations

import re

from mapconfig.language import say

_SHAPE = re.compile(r"(?P<kind>[a-z][a-z0-9-]*)/(?P<key>[A-Za-z0-9][A-Za-z0-9._-]*)\Z")


class Address(str):
    """An asset's identity, such as ``list/customers`` or ``crm-field/Account.Type``.

    It is a ``str``, so it sorts, hashes and serialises as the text a person writes. Neither the file
    that holds the asset nor the id a platform gave it is part of it.
    """

    __slots__ = ()

    @classmethod
    def of(cls, kind: str, key: str) -> Address:
        """The address of `key` of `kind`; raises ValueError where the two make no address."""
        return cls.parse(f"{kind}/{key}")

    @classmethod
    def parse(cls, text: str) -> Address:
        """`text` as an address; raises ValueError with a sentence when it is none."""
        if _SHAPE.match(text) is None:
            raise ValueError(
                say("{text} is not an address: write kind/key, for example list/customers", text=repr(text))
            )
        return cls(text)

    @property
    def kind(self) -> str:
        return self.partition("/")[0]

    @property
    def key(self) -> str:
        return self.partition("/")[2]

    def __repr__(self) -> str:
        return f"Address({str(self)!r})"
