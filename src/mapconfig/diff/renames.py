"""Pairs of a deletion and a creation that look like one asset under a new key: proposed, never assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.diff.change import Change
from mapconfig.language import Text, say
from mapconfig.model import canonical, digest
from mapconfig.values import dataclass

#: The share of what both say that must be the same on both sides.
NEAR = 0.7
#: Above this many pairs of one kind only assets that are exactly the same are proposed.
_PAIRS = 20_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`new` looks like `old` under another key. `likeness` is between 0 and 1, which is "says the same"."""

    old: Address
    new: Address
    likeness: float
    words: Text


def suggest_renames(changes: Iterable[Change]) -> tuple[Suggestion, ...]:
    """Probable renames among `changes`, each asset at most once, by new address.

    Nothing follows from them by itself: a person writes `renamed_from`, or lets one asset go and another come.
    """
    gone: dict[str, list[Change]] = {}
    new: dict[str, list[Change]] = {}
    for change in changes:
        if change.after is None:
            gone.setdefault(change.address.kind, []).append(change)
        elif change.action == "create":
            new.setdefault(change.address.kind, []).append(change)
    found = []
    for kind, olds in gone.items():
        found += _pairs(olds, new.get(kind, []))
    return tuple(sorted(found, key=lambda suggestion: suggestion.new))


def _pairs(olds: list[Change], news: list[Change]) -> list[Suggestion]:
    ranked = []
    if len(olds) * len(news) <= _PAIRS:
        said = {change.address: Counter(_leaves(change.asset.attributes)) for change in (*olds, *news)}
        for old in olds:
            for new in news:
                likeness = _likeness(said[old.address], said[new.address])
                if likeness >= NEAR:
                    ranked.append((likeness, old.address, new.address))
    else:
        by_content: dict[str, list[Address]] = {}
        for old in olds:
            by_content.setdefault(digest(old.asset.attributes), []).append(old.address)
        for new in news:
            ranked += [(1.0, old, new.address) for old in by_content.get(digest(new.asset.attributes), ())[:1]]
    ranked.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    taken: set[Address] = set()
    found = []
    for likeness, old_address, new_address in ranked:
        if old_address not in taken and new_address not in taken:
            taken |= {old_address, new_address}
            found.append(
                Suggestion(old_address, new_address, round(likeness, 2), _words(old_address, new_address, likeness))
            )
    return found


def _words(old: Address, new: Address, likeness: float) -> Text:
    if likeness == 1:
        return say(
            "{new} says the same as {old}, which is gone. If it is the same one under a new key, write "
            "`renamed_from: {key}` in {new}, and its members and history stay.",
            new=new,
            old=old,
            key=old.key,
        )
    return say(
        "{new} is {percent} % the same as {old}, which is gone. If it is the same one under a new key, write "
        "`renamed_from: {key}` in {new}, and its members and history stay.",
        new=new,
        percent=int(likeness * 100),
        old=old,
        key=old.key,
    )


def _leaves(value: Any, path: str = "") -> Iterator[str]:
    """Each scalar with the names above it; positions do not count, so that an added line changes one leaf."""
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from _leaves(below, f"{path}.{name}")
    elif isinstance(value, list):
        for below in value:
            yield from _leaves(below, path)
    elif isinstance(value, str) and "\n" in value:
        for line in value.splitlines():
            yield f"{path}={line}"
    else:
        yield f"{path}={canonical(value).decode('utf-8', 'surrogatepass')}"


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Shared leaves over all leaves; two assets that say nothing are not alike."""
    everything = (one | other).total()
    return (one & other).total() / everything if everything else 0.0
