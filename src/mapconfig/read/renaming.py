"""Other names for assets in the files that name them, where they stand; nothing else of a file changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mapconfig import criteria
from mapconfig.address import Address
from mapconfig.diff import same
from mapconfig.language import told
from mapconfig.model import Kinds, Shape, Within
from mapconfig.model.references import EMBED, address_within
from mapconfig.read.edit import UneditableError, lines_of, shape_of, spliced
from mapconfig.read.layout import keeps_plain, key_text, quoted, value_of_node
from mapconfig.read.nodes import Node, nodes
from mapconfig.read.yaml import load

Splices = list[tuple[int, int, str]]
"""New texts for parts of a file: from where, up to where, what."""


def rewrite_references(data: bytes, kinds: Kinds, rename: Callable[[Address], Address]) -> bytes:
    """The file with every address in its assets replaced by what `rename` makes of it; nothing else changes."""

    def look(text: str, roots: list[Node], splices: Splices) -> None:
        documents, _ = load(text.encode(), "")
        for root, value in zip(roots, documents, strict=True):
            shape = shape_of(value, kinds)
            if shape is not None:
                _rename_below(root, shape, rename, text, splices)

    return _rewritten(data, look)


def rewrite_addresses(data: bytes, rename: Callable[[Address], Address]) -> bytes:
    """A file that is no asset, such as `mapconfig.yaml`, with every value and key that is an address, and nothing but
    an address, replaced by what `rename` makes of it."""

    def walk(node: Node, splices: Splices) -> None:
        if node.is_scalar:
            _rename_scalar(node, rename, splices)
        for key, item in node.items:
            if key is not None:
                _rename_scalar(key, rename, splices)
            walk(item, splices)

    def look(_: str, roots: list[Node], splices: Splices) -> None:
        for root in roots:
            walk(root, splices)

    return _rewritten(data, look)


def rewrite_personas(data: bytes, rename: Callable[[Address], Address]) -> bytes:
    """A file of personas with the fields, lists, e-mails and other assets that they name renamed."""
    from mapconfig.model.persona import renamed

    def look(text: str, roots: list[Node], splices: Splices) -> None:
        documents, _ = load(text.encode(), "")
        for root, value in zip(roots, documents, strict=True):
            _respell(root, renamed(value, rename), splices)

    return _rewritten(data, look)


def _rewritten(data: bytes, look: Callable[[str, list[Node], Splices], None]) -> bytes:
    """The file with what `look` adds to the splices, given its text and the roots of its documents. Raises
    UneditableError where it cannot be read."""
    text, ending = lines_of(data)
    try:
        _, found = nodes(text.encode())
    except ValueError as error:
        raise UneditableError(told(error)) from None
    splices: Splices = []
    look(text, [root for _, root in found], splices)
    return spliced(text, splices).replace("\n", ending).encode()


def rewrite_embeds(data: bytes, rename: Callable[[Address], Address]) -> bytes:
    """A side file with the snippets and fields embedded in it renamed."""
    text = data.decode("utf-8")
    return _embedded(text, rename).encode()


def _rename_below(node: Node, shape: Shape, rename: Callable[[Address], Address], text: str, splices: Splices) -> None:
    if shape.within is not None:
        _rename_within(node, shape.within, rename, splices)
    elif shape.criteria:
        _respell(node, criteria.rewrite(value_of_node(node), rename), splices)
    elif node.is_scalar:
        if shape.reference is not None:
            _rename_scalar(node, rename, splices)
        elif shape.embeds and isinstance(node.value, str):
            raw = text[node.start : node.end]
            new = _embedded(raw, rename)
            if new != raw:
                splices.append((node.start, node.end, new))
    else:
        for key, item in node.items:
            below = shape.below(key.value) if key is not None else shape.items
            if below is not None and below.refers:
                _rename_below(item, below, rename, text, splices)


def _rename_within(node: Node, within: Within, rename: Callable[[Address], Address], splices: Splices) -> None:
    """The addresses anywhere below `node`."""
    if not node.is_scalar:
        for _, item in node.items:
            _rename_within(item, within, rename, splices)
    elif isinstance(node.value, str) and address_within(within, node.value) is not None:
        _rename_scalar(node, rename, splices)


def _rename_scalar(node: Node, rename: Callable[[Address], Address], splices: Splices) -> None:
    try:
        old = Address.parse(node.value)
    except (ValueError, TypeError):
        return
    new = rename(old)
    if new != old:
        splices.append((node.start, node.end, _spelt(str(new), node)))


def _respell(node: Node, new: Any, splices: Splices) -> None:
    """Put other sentences in the place of those of `node`; the two have the same groups."""
    if node.is_scalar:
        if not same(node.value, new):
            splices.append((node.start, node.end, _spelt(str(new), node)))
    elif node.is_mapping:
        for (key, item), (name, value) in zip(node.items, new.items(), strict=True):
            assert key is not None, "a mapping has keys"
            if key.value != name:
                splices.append((key.start, key.end, key_text(str(name), node.is_flow)))
            _respell(item, value, splices)
    else:
        for (_, item), value in zip(node.items, new, strict=True):
            _respell(item, value, splices)


def _spelt(new: str, node: Node) -> str:
    """A text in the place of another one, quoted where that one was or where it has to be."""
    return quoted(new) if node.style or not (keeps_plain(new, False) and keeps_plain(new, True)) else new


def _embedded(text: str, rename: Callable[[Address], Address]) -> str:
    def renamed(match: Any) -> str:
        old = Address(match[1])
        new = rename(old)
        return str(match[0]).replace(old, new) if new != old else str(match[0])

    return EMBED.sub(renamed, text)
