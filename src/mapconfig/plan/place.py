"""Where in the files something stands, as far as a plan can ask for it: it reads none itself."""

from __future__ import annotations

from collections.abc import Callable

from mapconfig.address import Address

#: The line of a file (``lists/vip.yaml:7``) in which a dotted path of an asset stands; empty where nobody can say.
Where = Callable[[Address, str], str]


def nowhere(_address: Address, _path: str) -> str:
    """The place of what has no files to look at."""
    return ""
