"""The fields in which two assets differ, by a walk of their kind's shape.

Items with an id are told apart by it, so one new step is one entry; unordered members are compared as a set; criteria
are compared sentence by sentence. Equality tells true from 1 and 1 from 1.0, since platforms do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Any, NamedTuple

from mapconfig.diff.change import ABSENT, Hidden, How
from mapconfig.finding import Path
from mapconfig.language import say
from mapconfig.model import EFFECTS, Shape, canonical

#: Above this many pairs of items a sequence without ids is compared by position past its common beginning and end.
_PAIRS = 40_000
#: How many items further on the partner of an item without an id is looked for.
_AHEAD = 20


class Entry(NamedTuple):
    """A change of a field before it has words."""

    path: Path
    before: Any
    after: Any
    how: How
    position: int | None
    effect: str
    shape: Shape | None


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values that tells true from 1 and 1 from 1.0."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is dict:
        if len(one) != len(other):
            return False
        for name, value in one.items():
            if name not in other:
                return False
            against = other[name]
            if value is against:
                continue
            # Most values are texts, and a call for each would take longer than the comparison.
            if type(value) is str:
                if value != against:
                    return False
            elif not same(value, against):
                return False
        return True
    if kind is list:
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def walk(shape: Shape, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Entry]:
    """The entries by which `before` becomes `after`: attributes of one kind, in the order of the schema."""
    yield from _mapping(shape, before, after, (), shape.effect)


def shape_at(shape: Shape, path: Path) -> Shape | None:
    """The shape at `path` of a change, where items may be named by their id or by themselves."""
    found: Shape | None = shape
    for step in path:
        if found is None:
            return None
        if found.items is not None and step not in found.properties:
            found = found.items
        else:
            found = found.below(step)
    return found


def deepest_effect(shape: Shape | None, value: Any, inherited: str) -> str:
    """The gravest effect class among the places that `value` fills; `inherited` where the schema says nothing."""
    if shape is None:
        return inherited
    here = shape.effect or inherited
    below: list[str] = []
    if isinstance(value, Mapping) and not shape.criteria:
        below = [deepest_effect(shape.properties.get(name, shape.extra), item, here) for name, item in value.items()]
    elif isinstance(value, list) and not shape.criteria:
        below = [deepest_effect(shape.items, item, here) for item in value]
    return max(below, key=_weight) if below else here


def _weight(effect: str) -> int:
    return EFFECTS.index(effect) if effect in EFFECTS else -1


@cache
def hides(shape: Shape) -> bool:
    """Whether something at or below `shape` names a secret."""
    seen: set[int] = set()
    queue = [shape]
    while queue:
        here = queue.pop()
        if here.secret:
            return True
        if id(here) not in seen:
            seen.add(id(here))
            queue += here.properties.values()
            queue += [below for below in (here.extra, here.items) if below is not None]
    return False


def masked(shape: Shape | None, value: Any) -> Any:
    """`value` with every name of a secret made `Hidden`."""
    if shape is None or value is ABSENT or not hides(shape):
        return value
    if shape.secret:
        return Hidden(value)
    if isinstance(value, Mapping):
        return {name: masked(shape.properties.get(name, shape.extra), item) for name, item in value.items()}
    if isinstance(value, list):
        return [masked(shape.items, item) for item in value]
    return value


def described(shape: Shape | None) -> bool:
    """Whether the schema says anything of what is inside a mapping or sequence here."""
    return shape is not None and bool(shape.properties or shape.extra or shape.items)


def _value(
    shape: Shape | None, before: Any, after: Any, path: Path, effect: str, optional: bool = False
) -> Iterator[Entry]:
    """The entries for one value that both sides have, or that only one has where it is `optional`."""
    if same(before, after):
        return
    effect = (shape.effect if shape is not None else "") or effect
    if shape is not None and not shape.criteria and not shape.secret and described(shape):
        if optional and opens(shape):
            # What is written down empty says as much as nothing; that it is written down is told by itself.
            if before in ([], {}):
                yield Entry(path, before, ABSENT, How.REMOVED, None, "cosmetic", shape)
                before = ABSENT
            if after in ([], {}):
                yield Entry(path, ABSENT, after, How.ADDED, None, "cosmetic", shape)
                after = ABSENT
            if before is ABSENT and after is ABSENT:
                return
            before, after = _opened(shape, before, after), _opened(shape, after, before)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from _mapping(shape, before, after, path, effect)
            return
        if isinstance(before, list) and isinstance(after, list) and shape.items is not None:
            yield from _sequence(shape, before, after, path, effect)
            return
    how = How.ADDED if before is ABSENT else How.REMOVED if after is ABSENT else How.CHANGED
    yield _entry(shape, path, before, after, how, None, effect)


def opens(shape: Shape | None) -> bool:
    """Whether a value that is only on one side is told by what is inside it.

    So it is each suppression list that came or went, and not the word `suppress`.
    """
    return shape is not None and (
        (shape.items is not None and (shape.unordered or bool(shape.key))) or (bool(shape.properties) and shape.refers)
    )


def _opened(shape: Shape, value: Any, other: Any) -> Any:
    """What there is to compare with `other`: an empty value where there is none and `other` can be opened."""
    if value is not ABSENT:
        return value
    if isinstance(other, list) and shape.items is not None and (not shape.key or keyed(other, shape.key) is not None):
        return []
    return {} if isinstance(other, Mapping) and shape.items is None else value


def _entry(
    shape: Shape | None, path: Path, before: Any, after: Any, how: How, position: int | None, effect: str
) -> Entry:
    for value in (before, after):
        if value is not ABSENT and how in (How.ADDED, How.REMOVED):
            effect = deepest_effect(shape, value, effect)
    return Entry(path, masked(shape, before), masked(shape, after), how, position, effect, shape)


def _mapping(
    shape: Shape, before: Mapping[str, Any], after: Mapping[str, Any], path: Path, effect: str
) -> Iterator[Entry]:
    for name in names_in_order(shape, before, after):
        one, other = before.get(name, ABSENT), after.get(name, ABSENT)
        yield from _value(shape.properties.get(name, shape.extra), one, other, (*path, name), effect, optional=True)


def names_in_order(shape: Shape | None, *sides: Mapping[str, Any]) -> list[str]:
    """All names in `sides`, those of the schema in its order first: how a file orders them means nothing."""
    properties = shape.properties if shape is not None else {}
    known = [name for name in properties if any(name in side for side in sides)]
    return [*known, *sorted({name for side in sides for name in side if name not in properties})]


def _sequence(shape: Shape, before: list[Any], after: list[Any], path: Path, effect: str) -> Iterator[Entry]:
    if shape.key:
        one, other = keyed(before, shape.key), keyed(after, shape.key)
        if one is not None and other is not None:
            yield from _by_key(shape, one, other, path, effect)
        else:
            yield _entry(shape, path, before, after, How.CHANGED, None, effect)
    elif shape.unordered:
        yield from _as_set(shape, before, after, path, effect)
    else:
        yield from _in_order(shape, before, after, path, effect)


def keyed(items: Sequence[Any], key: str) -> dict[str, Any] | None:
    """The items by id, or None where one has no id or two have the same."""
    found = {}
    for item in items:
        name = item.get(key) if isinstance(item, Mapping) else None
        if not isinstance(name, str) or name in found:
            return None
        found[name] = item
    return found


def _by_key(shape: Shape, before: dict[str, Any], after: dict[str, Any], path: Path, effect: str) -> Iterator[Entry]:
    items = shape.items
    for name in before:
        if name not in after:
            yield _entry(items, (*path, name), before[name], ABSENT, How.REMOVED, None, _nearest(items, effect))
    moved = set() if shape.unordered else _moved(list(before), list(after))
    places, earlier = _places(before), _places(after)
    for position, name in enumerate(after):
        here = (*path, name)
        if name not in before:
            at = None if shape.unordered else position
            yield _entry(items, here, ABSENT, after[name], How.ADDED, at, _nearest(items, effect))
            continue
        if name in moved:
            yield Entry(here, places[name], earlier[name], How.MOVED, position, _nearest(items, effect), items)
        yield from _value(items, before[name], after[name], here, effect)


def _nearest(shape: Shape | None, effect: str) -> str:
    return (shape.effect if shape is not None else "") or effect


def _places(items: Mapping[str, Any]) -> dict[str, str]:
    """Where each id stands, in words."""
    names = list(items)
    return {
        name: say("after {item}", item=names[index - 1]) if index else say("first") for index, name in enumerate(names)
    }


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest ids that must have moved: those outside a longest run that kept its order."""
    index = {name: position for position, name in enumerate(after)}
    kept = [name for name in before if name in index]
    tails: list[int] = []
    ends: list[int] = []
    parents: list[int] = []
    for position, name in enumerate(kept):
        place = bisect_left(tails, index[name])
        parents.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(index[name])
            ends.append(position)
        else:
            tails[place] = index[name]
            ends[place] = position
    stays = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        stays.add(kept[at])
        at = parents[at]
    return set(kept) - stays


def _as_set(shape: Shape, before: list[Any], after: list[Any], path: Path, effect: str) -> Iterator[Entry]:
    one, other = Counter(map(canonical, before)), Counter(map(canonical, after))
    effect = _nearest(shape.items, effect)
    for items, alone, how in ((before, one - other, How.REMOVED), (after, other - one, How.ADDED)):
        for item in sorted(items, key=canonical):
            text = canonical(item)
            if alone[text] > 0:
                alone[text] -= 1
                here = (*path, item if isinstance(item, str) else text.decode("utf-8", "surrogatepass"))
                sides = (item, ABSENT) if how is How.REMOVED else (ABSENT, item)
                yield _entry(shape.items, here, sides[0], sides[1], how, None, effect)


def _in_order(shape: Shape, before: list[Any], after: list[Any], path: Path, effect: str) -> Iterator[Entry]:
    one, other = [canonical(item) for item in before], [canonical(item) for item in after]
    gaps = _gaps(one, other)
    moves = _same_elsewhere(one, other, gaps)
    removed: list[int] = []
    added: list[int] = []
    pairs: list[tuple[int, int]] = []
    moved_to = set(moves.values())
    for gone, new in gaps:
        rest = [j for j in new if j not in moved_to]
        for i in gone:
            if i in moves:
                continue
            # Partners keep their order, or the changes could not be made one by one.
            j = next((j for j in rest[:_AHEAD] if _alike(before[i], after[j])), None)
            if j is None:
                removed.append(i)
            else:
                pairs.append((i, j))
                added += rest[: rest.index(j)]
                rest = rest[rest.index(j) + 1 :]
        added += rest
    items, effect = shape.items, _nearest(shape.items, effect)
    for i in sorted([*removed, *moves]):
        if i in moves:
            yield Entry((*path, i), _ordinal(i), _ordinal(moves[i]), How.MOVED, moves[i], effect, items)
        else:
            yield _entry(items, (*path, i), before[i], ABSENT, How.REMOVED, None, effect)
    for j in added:
        yield _entry(items, (*path, j), ABSENT, after[j], How.ADDED, j, effect)
    for i, j in pairs:
        yield from _value(items, before[i], after[j], (*path, j), effect)


def _same_elsewhere(one: list[bytes], other: list[bytes], gaps: list[_Gap]) -> dict[int, int]:
    """Items without a partner in their place that are the same in another place: index before to index after."""
    places: dict[bytes, list[int]] = {}
    for _, new in reversed(gaps):
        for j in reversed(new):
            places.setdefault(other[j], []).append(j)
    found = {}
    for gone, _ in gaps:
        for i in gone:
            if places.get(one[i]):
                found[i] = places[one[i]].pop()
    return found


def _alike(one: Any, other: Any) -> bool:
    """Whether two items without an id are told as one that changed: mappings or sequences that share something."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return bool(one.keys() & other.keys())
    return isinstance(one, list) and isinstance(other, list)


def _ordinal(index: int) -> str:
    return f"number {index + 1}"


#: Indexes of items before, and of items after, that stand in each other's place.
_Gap = tuple[list[int], list[int]]


def _gaps(one: list[bytes], other: list[bytes]) -> list[_Gap]:
    """The stretches in which two sequences differ."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    middle, changed = one[start : len(one) - end], other[start : len(other) - end]
    if len(middle) * len(changed) > _PAIRS:
        return [(list(range(start, start + len(middle))), list(range(start, start + len(changed))))]
    return [
        (list(range(start + i, start + i_end)), list(range(start + j, start + j_end)))
        for tag, i, i_end, j, j_end in SequenceMatcher(None, middle, changed, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
