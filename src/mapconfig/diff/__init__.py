"""What is different between two organisations: semantically, asset by asset, in fields and in words.

Where an asset is written, the order of its keys and the order of what has no order are no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from mapconfig import criteria
from mapconfig.address import Address
from mapconfig.criteria import Catalogue
from mapconfig.criteria.catalogue import FieldType
from mapconfig.diff import fields as walking
from mapconfig.diff import opaque, words
from mapconfig.diff.change import ABSENT, Change, FieldChange, Hidden, How, Part, shown
from mapconfig.diff.fields import same, shape_at
from mapconfig.diff.patch import follow, patch, patch_attributes
from mapconfig.diff.renames import Suggestion, suggest_renames
from mapconfig.diff.words import is_text, text_lines
from mapconfig.model import Asset, Kind, Org, mentions

__all__ = [
    "ABSENT",
    "Change",
    "FieldChange",
    "Hidden",
    "How",
    "Part",
    "Suggestion",
    "diff",
    "diff_assets",
    "diff_attributes",
    "follow",
    "is_text",
    "patch",
    "patch_attributes",
    "same",
    "shape_at",
    "shown",
    "suggest_renames",
    "text_lines",
]

#: What is never planned: where it is gone, it is gone from where it was read.
READ_ONLY = ("crm-field",)


def diff(before: Org, after: Org, whole: tuple[Org, Org] | None = None) -> tuple[Change, ...]:
    """The changes that make `before` into `after`, by address.

    An asset whose `renamed_from` names one that is gone is that one, renamed, and references to it follow.
    Everything else that is on one side only is new or gone, or unmanaged where no tombstone asks for it to go;
    `suggest_renames` says which of those look like one asset. Where the two are parts of larger orgs, those are
    `whole`, and tell the types of fields.
    """
    moves = {
        old: new
        for new, old in sorted(after.renamed_from.items())
        if old in before and old not in after and new in after and new not in before
    }
    came_from = {new: old for old, new in moves.items()}
    one, other = whole or (before, after)
    catalogue = cache(lambda: Catalogue(_Fields(one, other), other.settings.relations))
    changes = []
    for address, asset in after.assets.items():
        old = came_from.get(address, address)
        earlier = before.assets.get(old)
        if earlier is asset:
            continue
        if earlier is None:
            changes.append(Change(address, None, asset))
            continue
        compared = follow(earlier, moves, before.kinds) if moves and _names_any(earlier, moves, before) else earlier
        if same(compared.attributes, asset.attributes) and address == old:
            continue
        found = diff_assets(after.kinds[asset.kind], compared, asset, catalogue)
        if found or address != old:
            changes.append(Change(address, earlier, asset, found, old if address != old else None))
    for address, asset in before.assets.items():
        if address not in after.assets and address not in moves:
            asked = address.kind in READ_ONLY or any(one.address == address for one in other.removed)
            changes.append(Change(address, asset, None, unmanaged=not asked))
    changes.sort(key=lambda change: change.address)
    return tuple(changes)


def _names_any(asset: Asset, moves: Mapping[Address, Address], org: Org) -> bool:
    return any(mention.target in moves for mention in mentions(org.kinds[asset.kind], asset.attributes))


class _Fields(Mapping[str, FieldType]):
    """The fields of two orgs by key, each looked up when it is asked for; the one after counts where both have it."""

    def __init__(self, before: Org, after: Org) -> None:
        self._orgs = (after, before)

    def __getitem__(self, key: str) -> FieldType:
        for org in self._orgs:
            asset = org.assets.get(Address(f"field/{key}"))
            if asset is not None:
                return FieldType.of(asset.attributes)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({asset.key for org in self._orgs for asset in org.of_kind("field")}))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def diff_assets(
    kind: Kind, before: Asset, after: Asset, catalogue: Callable[[], Catalogue] = Catalogue
) -> tuple[FieldChange, ...]:
    """The fields in which two assets of `kind` differ, in the order of its schema."""
    return diff_attributes(kind, before.attributes, after.attributes, catalogue)


def diff_attributes(
    kind: Kind,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    catalogue: Callable[[], Catalogue] = Catalogue,
) -> tuple[FieldChange, ...]:
    """The fields in which two sets of attributes of `kind`, both in normal form, differ.

    `catalogue` is asked only where criteria differ; without one, whether "at least B" is more than "at least C" stays
    unclear.
    """
    found = []
    extending = bool(before.get("extends") and after.get("extends"))
    for entry in walking.walk(kind.shape, before, after):
        parts = _parts(entry, catalogue, extending and entry.path == ("criteria",))
        said = words.tell(kind.shape, entry, parts, before, after)
        found.append(
            FieldChange(entry.path, entry.before, entry.after, said, entry.how, entry.position, entry.effect, parts)
        )
    return tuple(found)


def _parts(entry: walking.Entry, catalogue: Callable[[], Catalogue], extending: bool) -> tuple[Part, ...]:
    """The details of a change that is told as a whole: criteria, and settings that no schema describes. Criteria of
    what is `extending` something else leave all of that where there are none; else none means nobody."""
    before, after, shape = entry.before, entry.after, entry.shape
    if entry.how is How.MOVED or isinstance(before, Hidden) or isinstance(after, Hidden):
        return ()
    if shape is not None and shape.criteria:
        none: Any = [] if extending else None
        sides = (none if before is ABSENT else before, none if after is ABSENT else after)
        found = criteria.differences(*sides, catalogue())
        return tuple(Part(d.kind, d.path, d.before, d.after, d.words, d.direction) for d in found)
    if isinstance(before, (dict, list)) and isinstance(after, (dict, list)) and not walking.described(shape):
        return opaque.differences(before, after)
    return ()
