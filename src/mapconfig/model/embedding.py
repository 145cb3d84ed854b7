"""Snippets copied into what shows them, for platforms that cannot pull a block in.

A copy stands between two comments, so that it can be told from the text around it, also by a person who looks at the
platform, and be put back to ``{{ snippet/key }}`` when it is read by `folded`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mapconfig.address import Address
from mapconfig.model.asset import Asset
from mapconfig.model.kind import Shape
from mapconfig.model.org import Org
from mapconfig.model.references import EMBED, changed
from mapconfig.values import replace

#: How deep snippets may hold others, and how long a text may become, before the copying stops and the name stays.
DEEPEST = 10
LONGEST = 1_000_000

_BLOCK = re.compile(r"<!-- (snippet/[A-Za-z0-9][A-Za-z0-9._-]*) -->(.*?)<!-- /\1 -->", re.DOTALL)

_MARK = re.compile(r"<!-- /?snippet/[A-Za-z0-9][A-Za-z0-9._-]* -->")


class Variant(NamedTuple):
    """What a snippet shows those whom the criteria `when` let through."""

    id: str
    when: Any
    content: str


class Told(NamedTuple):
    """A snippet that differs by person: what it shows whom, the first that fits, and otherwise what is `usual`."""

    usual: str
    variants: tuple[Variant, ...]


def with_copies(org: Org) -> Org:
    """`org` with a marked copy of each snippet where an asset of another kind embeds it.

    A snippet that is not there, or that shows different people different things, cannot be copied, and its name stays:
    whoever holds the text has to say that it cannot hold that (`Backend.gaps`).
    """

    def with_blocks(shape: Shape, value: Any) -> Any:
        return _copied(org, value, 0) if shape.embeds and "{{" in value else value

    assets = dict(org.assets)
    for address, asset in org.assets.items():
        shape = org.kinds[asset.kind].shape
        if asset.kind != "snippet" and shape.refers:
            attributes = changed(shape, asset.attributes, with_blocks)
            if attributes != asset.attributes:
                assets[address] = replace(asset, attributes=attributes)
    return replace(org, assets=assets)


def folded(text: str, content: Callable[[Address], str | None]) -> str:
    """`text` with ``{{ snippet/key }}`` for each copy that is what `content` gives for that address; a copy that
    somebody changed on the platform stays as it is, and is seen."""

    def name(block: re.Match[str]) -> str:
        return "{{ " + block[1] + " }}" if block[2] == content(Address(block[1])) else block[0]

    return _BLOCK.sub(name, text)


def copy_of(org: Org, address: Address) -> str | None:
    """What a copy of the snippet `address` holds; None where there can be no copy."""
    snippet = org.assets.get(address)
    return None if snippet is None else _content(org, snippet, 0)


def copies(text: str) -> Iterator[tuple[Address, str]]:
    """The snippets of which `text` has a copy, with what the copy holds; those inside another are not told apart."""
    return ((Address(block[1]), words(block[2])) for block in _BLOCK.finditer(text))


def words(text: str) -> str:
    """`text` without the comments around copies, for where everybody would read them."""
    return _MARK.sub("", text)


def told(org: Org, address: Address) -> Told | None:
    """What the snippet `address` shows whom, with the words of those that it holds; None for one that shows everybody
    the same, or is not there. The name of what cannot be copied stays."""
    snippet = org.assets.get(address)
    if snippet is None or not snippet.attributes.get("variants"):
        return None

    def content(said: Any) -> str:
        return words(_copied(org, str(said), 1))

    return Told(
        content(snippet.attributes.get("content", "")),
        tuple(Variant(str(row["id"]), row["when"], content(row["content"])) for row in snippet.attributes["variants"]),
    )


def _copied(org: Org, text: str, depth: int) -> str:
    def block(found: re.Match[str]) -> str:
        address = Address(found[1])
        snippet = org.assets.get(address) if address.kind == "snippet" else None
        content = _content(org, snippet, depth) if snippet is not None else None
        return found[0] if content is None else f"<!-- {address} -->{content}<!-- /{address} -->"

    made = EMBED.sub(block, text)
    return made if len(made) <= LONGEST else text


def _content(org: Org, snippet: Asset, depth: int) -> str | None:
    if snippet.attributes.get("variants") or depth == DEEPEST:
        return None
    return _copied(org, str(snippet.attributes.get("content", "")), depth + 1)
