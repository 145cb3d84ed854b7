"""Assets as the files that a person would have written, new ones and such that are there already."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap
from typing import Any, Final

from mapconfig.diff import ABSENT, same
from mapconfig.language import say
from mapconfig.model import Asset, Kind, Kinds, Shape, normalise
from mapconfig.model.references import EMBED
from mapconfig.read.edit import UneditableError, ordered, update_document
from mapconfig.read.layout import Block, Document, Entries, document_lines, entries_of
from mapconfig.read.yaml import load

#: Texts of more lines or characters than these go to a side file when an asset is written.
LONG_LINES: Final = 6
LONG_TEXT: Final = 400
#: Texts of more characters than this are folded when an asset is written.
LONG_LINE: Final = 120


def path_of(asset: Asset, kinds: Kinds) -> str:
    """Where the file of a new asset lies, relative to the org."""
    return f"{kinds[asset.kind].folder}/{asset.key}.yaml"


def write_asset(asset: Asset, kinds: Kinds) -> dict[str, str]:
    """A new asset as files, by name: its YAML with kind and key first and the rest in the order of the schema, criteria
    a sentence a line, and long texts in side files beside it."""
    kind = kinds[asset.kind]
    file = path_of(asset, kinds)
    attributes = dict(asset.attributes)
    files: dict[str, str] = {}
    for name, below in kind.shape.properties.items():
        text = attributes.get(below.file) if below.file else None
        if isinstance(text, str) and _is_long(text):
            side = f"{asset.key}{_suffix(below.file, text)}"
            if f"{kind.folder}/{side}" in files:  # two texts of one asset that look alike
                side = f"{asset.key}.{below.file}.txt"
            files[f"{kind.folder}/{side}"] = text
            attributes = {
                (name if key == below.file else key): (side if key == below.file else value)
                for key, value in attributes.items()
            }
    value = {"kind": asset.kind, "key": asset.key, **ordered(attributes, kind.shape)}
    made = entries_of(value)
    _fold_long(made, kind.shape)
    lines = document_lines(Document(made))
    return {file: "".join(f"{line}\n" for line in lines), **files}


def merge_asset(
    asset: Asset, kinds: Kinds, data: bytes, document: int, side: Callable[[str], str | None]
) -> tuple[bytes, dict[str, str]]:
    """The file that holds an asset with what is different in `asset`, and the texts of side files that change, by the
    name that the YAML gives them. `side` gives the present text of such a name, None where there is none.

    What a person wrote stays where it means the same: defaults, the order of what has none, the writing of criteria.
    """
    documents, _ = load(data, "")
    if document >= len(documents) or not isinstance(documents[document], dict):
        raise UneditableError(say("The file has no mapping as document {document}.", document=document + 1))
    kind = kinds[asset.kind]
    raw = documents[document]
    changes: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for name, below in kind.shape.properties.items():
        if below.file and isinstance(raw.get(name), str):
            text = asset.attributes.get(below.file)
            if text is None:
                changes[name] = ABSENT
            elif side(raw[name]) != text:
                texts[raw[name]] = text
    in_files = {kind.shape.properties[name].file for name in raw if _is_file(kind, name)}
    plain = normalise(kind, {name: value for name, value in raw.items() if not _is_file(kind, name)})
    for name, value in asset.attributes.items():
        if name not in in_files and not same(plain.get(name, ABSENT), value):
            changes[name] = _as_written(raw.get(name), value, kind.shape.below(name))
    for name in plain:
        if name not in asset.attributes:
            changes[name] = ABSENT
    return (update_document(data, document, changes, kinds) if changes else data), texts


def _is_file(kind: Kind, name: str) -> bool:
    below = kind.shape.properties.get(name)
    return below is not None and bool(below.file)


def _as_written(old: Any, new: Any, shape: Shape | None) -> Any:
    """`new` with the order that a person gave to what has no order, and the defaults that they wrote out."""
    if shape is None or shape.criteria:
        return new
    if isinstance(old, dict) and isinstance(new, dict):
        kept = {
            name: value
            for name, value in old.items()
            if name not in new and (below := shape.below(name)) is not None and same(below.default, value)
        }
        merged = {name: _as_written(old.get(name), value, shape.below(name)) for name, value in new.items()}
        return {**{name: {**kept, **merged}[name] for name in old if name in {**kept, **merged}}, **merged}
    if isinstance(old, list) and isinstance(new, list):
        if shape.unordered:
            stays = [item for item in old if any(same(item, other) for other in new)]
            return [*stays, *(item for item in new if not any(same(item, other) for other in stays))]
        if shape.key:
            known = {item.get(shape.key): item for item in old if isinstance(item, dict)}
            return [
                _as_written(known.get(item.get(shape.key)), item, shape.items) if isinstance(item, dict) else item
                for item in new
            ]
    return new


def _fold_long(found: Block | Entries, shape: Shape | None) -> None:
    """Have texts that would be one long line stand on several; sentences of criteria stay whole."""
    if shape is not None and shape.criteria:
        return
    if isinstance(found, Entries):
        for entry in found.entries:
            below = (shape.below(entry.key) if entry.key is not None else shape.items) if shape is not None else None
            _fold_long(entry.value, below)
    elif isinstance(found.value, str) and len(found.value) > LONG_LINE:
        whole = EMBED.sub(lambda match: match[0].replace(" ", "\0"), found.value)
        lines = wrap(whole, LONG_LINE - 10, break_long_words=False, break_on_hyphens=False)
        lines = [line.replace("\0", " ") for line in lines]
        if len(lines) > 1 and " ".join(lines) == found.value:
            found.style, found.text = ">", "\n".join([">-", *lines])


def _is_long(text: str) -> bool:
    """Whether a text is better kept in a file of its own, and comes back from one as it was."""
    if text.startswith("\ufeff") or "\r" in text or "\0" in text:
        return False
    return text.count("\n") >= LONG_LINES or len(text) > LONG_TEXT


def _suffix(attribute: str, text: str) -> str:
    if attribute == "text":
        return ".txt"
    return ".html" if "<" in text and ">" in text else ".txt"
