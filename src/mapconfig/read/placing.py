"""Where findings about assets stand in the files of an org.

What is read keeps no positions; a finding has a path in the normal form of an asset, and its file is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.finding import Finding, Path, Place
from mapconfig.model import Asset, Kind, Org, Origin, Shape, canonical
from mapconfig.read import settings, yaml
from mapconfig.read.documents import CHANGES, CRM, REMOVED
from mapconfig.read.source import Source, UnreadableError
from mapconfig.values import replace

#: Where in a file something stands: the document, the path in it, and how many characters into the text there.
Asked = tuple[Origin, Path, int]


def places(source: Source, asked: Sequence[Asked]) -> list[Place]:
    """The positions of what is asked for; each file is looked through once, however much is asked about it."""
    found = [Place(origin.file) for origin, _, _ in asked]
    by_file: dict[str, list[int]] = {}
    for index, (origin, _, _) in enumerate(asked):
        by_file.setdefault(origin.file, []).append(index)
    for file, indexes in by_file.items():
        try:
            data = source.read(file)
        except UnreadableError:  # it was there a moment ago; a position in it is not worth a failure
            continue
        if file.startswith(CRM):
            from mapconfig.read import crm

            positions = [crm.locate(data, asked[index][0].document) for index in indexes]
        else:
            from mapconfig.read.positions import locate_all

            positions = locate_all(data, [(asked[index][0].document, asked[index][1], False) for index in indexes])
        for index, position in zip(indexes, positions, strict=True):
            offset = asked[index][2]
            found[index] = Place(file, *(_into(data, *position, offset) if offset else position))
    return found


def where(address: Address, dotted: str, org: Org, source: Source) -> Place | None:
    """The position of what a dotted path of an asset names, in which items of sequences are named by their id; of what
    is nearest above it where the file has nothing there. That of its tombstone for one that is to be deleted, and None
    for one of which no file says anything."""
    asset = org.assets.get(address)
    if asset is None or asset.origin is None:
        number = next((index for index, each in enumerate(org.removed) if each.address == address), None)
        return None if number is None else places(source, [(Origin(REMOVED), ("removed", number), 0)])[0]
    path = _path(asset.attributes, dotted)
    return places(source, [(asset.origin, _Documents(source).written(org.kinds[asset.kind], asset.origin, path), 0)])[0]


def _path(value: Any, dotted: str) -> Path:
    """A dotted path with the places of items instead of their ids, as far as there is something. Names may have dots
    themselves."""
    path: list[str | int] = []
    rest = dotted.split(".")
    while rest:
        for length in range(len(rest), 0, -1):
            step = _step(value, ".".join(rest[:length]))
            if step is not None:
                break
        else:
            break
        path.append(step)
        value = value[step]
        rest = rest[length:]
    return tuple(path)


def _step(value: Any, name: str) -> str | int | None:
    if isinstance(value, Mapping):
        return name if name in value else None
    for index, item in enumerate(value) if isinstance(value, list) else ():
        if isinstance(item, Mapping) and name in (item.get("id"), item.get("field")):
            return index
    return None


def _into(data: bytes, line: int, column: int, offset: int) -> tuple[int, int]:
    """The position `offset` characters into the text that begins at a position. Of a text that goes on in other lines
    its beginning is all that can be said."""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    text = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    offset += text[:1] in ("'", '"')
    return line, column + offset if offset < len(text) else column


def place(findings: Iterable[Finding], org: Org, source: Source) -> tuple[Finding, ...]:
    """`findings` with positions: those without one get that of their path in the document of their asset, and those
    about a whole file of the org's own words that of their path in it."""
    found = list(findings)
    asked: dict[int, Asked] = {}
    documents = _Documents(source)
    for index, finding in enumerate(found):
        asset = org.assets.get(finding.address) if finding.address is not None else None
        if finding.place is None and asset is not None and asset.origin is not None:
            written = documents.written(org.kinds[asset.kind], asset.origin, finding.path)
            offset = documents.offset(asset, finding, written) if finding.offset else 0
            asked[index] = (asset.origin, written, offset)
        elif finding.path and finding.place is not None and _is_start_of_own_words(finding.place):
            asked[index] = (Origin(finding.place.file), finding.path, 0)
    for index, spot in zip(asked, places(source, list(asked.values())), strict=True):
        found[index] = replace(found[index], place=spot)
    return tuple(found)


def _is_start_of_own_words(place: Place) -> bool:
    """True for the first letter of a file in which the org speaks of itself: who finds a fault there knows the path."""
    file = place.file
    return place == Place(file) and (file in (settings.FILE, REMOVED) or file.startswith(CHANGES))


class _Documents:
    """The documents of a source's files as they are written; those of the last file are kept."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._file = ""
        self._found: list[Any] = []

    def offset(self, asset: Asset, finding: Finding, written: Path) -> int:
        """Where in the text at `written` the word stands at which a finding points. The finding counts in the one
        writing of a sentence; in the file it may have other spaces and quotes, and its values another order."""
        from mapconfig.criteria.words import unquoted, words_with_offsets

        origin = asset.origin
        assert origin is not None, "it has a place in a file"
        document = self._found[origin.document] if origin.document < len(self._found) else None
        one, other = _value_at(asset.attributes, finding.path), _value_at(document, written)
        if not isinstance(one, str) or not isinstance(other, str):
            return 0
        words = [(unquoted(word).lower(), start) for word, start in words_with_offsets(one)]
        meant = next((word for word, start in words if start == finding.offset), None)
        if meant is None:
            return min(finding.offset, len(other))
        nth = [start for word, start in words if word == meant].index(finding.offset)
        found = [start for word, start in words_with_offsets(other) if unquoted(word).lower() == meant]
        return found[min(nth, len(found) - 1)] if found else 0

    def written(self, kind: Kind, origin: Origin, path: Path) -> Path:
        """`path` in an asset's normal form as the path in its document: there unordered sequences have the writer's
        order, and a text may lie in a side file."""
        if not path or origin.file.startswith(CRM):
            return path
        if self._file != origin.file:
            self._file = origin.file
            try:
                self._found = yaml.read(self._source.read(origin.file), origin.file).documents
            except UnreadableError:
                self._found = []
        value = self._found[origin.document] if origin.document < len(self._found) else None
        return _written(kind.shape, value, path)


def _value_at(value: Any, path: Path) -> Any:
    """What is at `path` below `value`; None where nothing is."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _written(shape: Shape | None, value: Any, path: Path) -> Path:
    out: list[str | int] = []
    for step in path:
        if isinstance(step, int) and isinstance(value, list) and shape is not None and shape.unordered:
            order_written = sorted(range(len(value)), key=lambda index: canonical(value[index]))
            step = order_written[step] if step < len(value) else step
        elif isinstance(step, str) and isinstance(value, dict) and step not in value and shape is not None:
            written = [name for name, below in shape.properties.items() if below.file == step and name in value]
            return (*out, *written[:1])
        out.append(step)
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
        shape = shape.below(step) if shape is not None else None
    return tuple(out)
