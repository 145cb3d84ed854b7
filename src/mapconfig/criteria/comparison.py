"""What changed between two criteria, sentence by sentence, in words, and whether more people or fewer meet them.

Each group is compared with its counterpart. Equal items are matched first, then items about the same thing are paired
as changed; what is left was removed or added. Whether that loosens or tightens follows from the groups around it: to
take a sentence out of ``all`` loosens, out of ``any`` tightens, and under ``none`` or ``no`` it is the other way round.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Any

from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.difference import Difference, Direction
from mapconfig.criteria.extent import implies
from mapconfig.criteria.folding import fold
from mapconfig.criteria.groups import parse, shown
from mapconfig.criteria.spoken import spoken
from mapconfig.criteria.syntax import (
    ActivityTest,
    ChangeTest,
    FieldTest,
    Group,
    ListTest,
    Node,
    Related,
    Sentence,
    Test,
    Unreadable,
    full_name,
)
from mapconfig.language import NOTHING, Text, say, together
from mapconfig.values import dataclass, replace

VALUES_NAMED = 10
"""Values that are named one by one in the words of a difference."""


def differences(before: Any, after: Any, catalogue: Catalogue | None = None) -> list[Difference]:
    """What changed from the criteria `before` to `after`, both as YAML gives them; None where there are no criteria.

    Empty exactly when both have the same one writing; a sentence or group alone counts as a sequence of one. With the
    `catalogue`, changes of an ordered choice have a direction too. Never raises.
    """
    found: list[Difference] = []
    one, two = _root(before), _root(after)
    comparison = _Comparison(catalogue if catalogue is not None else Catalogue(), found)
    if isinstance(one, Group) and isinstance(two, Group) and one.kind != two.kind and _alike(one, two):
        comparison.regrouped(one, two, _Place())
    else:
        comparison.groups(_as_all(one), _as_all(two), _Place())
    found = comparison.moves()
    if before is None or after is None:  # a list without criteria is not a list of everybody
        found = [replace(difference, direction="unclear") for difference in found]
    return found


def _root(value: Any) -> Node:
    """The tree of `value`, without the sequence around a single group."""
    node: Node | None = Group("all", ()) if value is None else parse(value)[0]
    if node is None:
        node = Unreadable(shown(value))
    while isinstance(node, Group) and node.kind == "all" and len(node.items) == 1 and isinstance(node.items[0], Group):
        node = node.items[0]
    return node


def _as_all(node: Node) -> Group:
    return node if isinstance(node, Group) and node.kind == "all" else Group("all", (node,), node.path)


def _alike(one: Group, two: Group) -> bool:
    """True when most items of the one are in the other."""
    shared = sum((Counter(one.items) & Counter(two.items)).values())
    return 2 * shared > max(len(one.items), len(two.items))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the criteria a comparison is: words for it, and whether more is more."""

    words: Text = NOTHING
    wider: bool = True
    """True when people come in as more of what is here becomes true."""
    relation: str | None = None

    def direction(self, truer: bool) -> Direction:
        return "loosened" if truer is self.wider else "tightened"

    def below(self, group: Group | Related) -> _Place:
        """The place inside a group ``none`` or a group about related records."""
        if isinstance(group, Related):
            inside = say("in `{group}`, ", group=f"{group.quantifier} {group.relation}")
            return _Place(
                together("", [self.words, inside]), self.wider is (group.quantifier == "some"), group.relation
            )
        return _Place(together("", [self.words, say("in what is excluded, ")]), not self.wider, self.relation)


_REMOVED = {"all": say("no longer required"), "any": say("no longer enough"), "none": say("no longer excluded")}
_ADDED = {"all": say("now also required"), "any": say("now also enough"), "none": say("now also excluded")}
_MEANS = {
    "all": say("all of these are required"),
    "any": say("one of these is enough"),
    "none": say("none of these may hold"),
}
_MEANT = {
    "all": say("all of these were required"),
    "any": say("one of these was enough"),
    "none": say("none of these could hold"),
}


class _Comparison:
    """One run of `differences`; removed and added items are kept to find those that only moved."""

    def __init__(self, catalogue: Catalogue, found: list[Difference]) -> None:
        self.catalogue = catalogue
        self.found = found
        self.gone: dict[int, Node] = {}
        self.what: dict[int, Text] = {}
        """Nodes of the removals in `found`, by their place in it."""
        self.come: dict[int, Node] = {}

    def groups(self, one: Group, two: Group, place: _Place) -> None:
        """Two groups of one kind."""
        pairs = _equal_pairs(one, two)
        left = [index for index in range(len(one.items)) if index not in pairs]
        taken = set(pairs.values())
        right = [index for index in range(len(two.items)) if index not in taken]
        changed = _changed_pairs(one, two, left, right)
        self._order(two, pairs, changed)
        left = [index for index in left if index not in changed]
        right = [index for index in right if index not in changed.values()]
        for index, other in sorted(changed.items(), key=lambda pair: pair[1]):
            self._changed(one, one.items[index], two.items[other], place)
        left, right = self._gathered(one, two, left, right, place)
        for index in left:
            self._removed(one.kind, one.items[index], place)
        for index in right:
            self._added(two.kind, two.items[index], place)

    def _order(self, two: Group, pairs: dict[int, int], changed: dict[int, int]) -> None:
        """Equal items that stand elsewhere among the others: the fewest that explain the new order."""
        order = sorted({**pairs, **changed}.items(), key=lambda pair: pair[1])
        staying = set(_longest_rise([index for index, _ in order]))
        for place, (index, other) in enumerate(order):
            if place not in staying and index in pairs:
                words = spoken(two.items[other])
                text = say("only its place changed: {sentence}", sentence=words)
                self.found.append(Difference("moved", two.items[other].path, words, words, text, "same"))

    def _removed(self, kind: str, node: Node, place: _Place) -> None:
        self.gone[len(self.found)] = node
        words = spoken(node)
        direction = place.direction(kind != "any") if _is_readable(node) else "unclear"
        text = self._told(together("", [place.words, _REMOVED[kind]]), words)
        self.found.append(Difference("removed", node.path, words, "", text, direction))

    def _added(self, kind: str, node: Node, place: _Place) -> None:
        self.come[len(self.found)] = node
        words = spoken(node)
        direction = place.direction(kind == "any") if _is_readable(node) else "unclear"
        text = self._told(together("", [place.words, _ADDED[kind]]), words)
        self.found.append(Difference("added", node.path, "", words, text, direction))

    def _told(self, what: Text, sentence: str) -> Text:
        """The words of the next removal or addition; `what` is kept for when it turns out to be one half of a move."""
        self.what[len(self.found)] = what
        return say("{what}: {sentence}", what=what, sentence=sentence)

    def _changed(self, group: Group, one: Node, two: Node, place: _Place) -> None:
        if group.kind == "none":
            place = place.below(group)
        if isinstance(one, Sentence) and isinstance(two, Sentence):
            self._sentence(one, two, place)
        elif isinstance(one, Group) and isinstance(two, Group):
            if one.kind == two.kind:
                self.groups(one, two, place)
            else:
                self.regrouped(one, two, place)
        else:
            assert isinstance(one, Related) and isinstance(two, Related), "only likes are paired"
            if one.quantifier == two.quantifier:
                self.groups(_as_all(one.criteria), _as_all(two.criteria), place.below(two))
            else:
                text = together("", [place.words, _now(spoken(two), spoken(one))])
                self.found.append(Difference("changed", two.path, spoken(one), spoken(two), text, "unclear"))

    def regrouped(self, one: Group, two: Group, place: _Place) -> None:
        """A group that combines its items in another way, and may have other items besides."""
        direction: Direction = "unclear"
        if Counter(one.items) == Counter(two.items) and one.items and "none" not in (one.kind, two.kind):
            direction = "same" if len(set(one.items)) == 1 else place.direction(two.kind == "any")
        text = say(
            "{place}now {now}, before {before}: {sentence}",
            place=place.words,
            now=_MEANS[two.kind],
            before=_MEANT[one.kind],
            sentence=spoken(two),
        )
        self.found.append(Difference("changed", two.path, spoken(one), spoken(two), text, direction))

    def _gathered(
        self, one: Group, two: Group, left: list[int], right: list[int], place: _Place
    ) -> tuple[list[int], list[int]]:
        """Items of ``all`` that went into a group ``any`` beside them or came out of one, and the same with ``any``
        and ``all``; returns what is left and right of them."""
        other_kind = {"all": "any", "any": "all"}.get(one.kind)
        for index in list(right):
            node = two.items[index]
            if isinstance(node, Group) and node.kind == other_kind:
                members = _members(node, one, left)
                if members:
                    left = [item for item in left if item not in members]
                    right = [item for item in right if item != index]
                    self.regrouped(Group(one.kind, tuple(one.items[item] for item in members)), node, place)
        for index in list(left):
            node = one.items[index]
            if isinstance(node, Group) and node.kind == other_kind:
                members = _members(node, two, right)
                if members:
                    right = [item for item in right if item not in members]
                    left = [item for item in left if item != index]
                    items = tuple(two.items[item] for item in members)
                    self.regrouped(node, Group(two.kind, items, items[0].path), place)
        return left, right

    def _sentence(self, one: Sentence, two: Sentence, place: _Place) -> None:
        kind = self._kind(one.test, place.relation)
        wider, narrower = implies(one.test, two.test, kind), implies(two.test, one.test, kind)
        if wider and narrower:
            direction: Direction = "same"
        else:
            direction = place.direction(wider) if wider or narrower else "unclear"
        text = together("", [place.words, _change_in_words(one.test, two.test)])
        self.found.append(Difference("changed", two.path, spoken(one), spoken(two), text, direction))

    def _kind(self, test: Test, relation: str | None) -> FieldType | None:
        return self.catalogue.fields.get(full_name(test.field, relation)) if isinstance(test, FieldTest) else None

    def moves(self) -> list[Difference]:
        """What was found, where an item that left one group and came into another is one change, not two."""
        come: dict[Node, list[int]] = {}
        for index, node in self.come.items():
            come.setdefault(node, []).append(index)
        moved: dict[int, Difference] = {}
        dropped = set()
        for index, node in self.gone.items():
            if come.get(node):
                target = come[node].pop(0)
                dropped.add(index)
                gone, added = self.found[index], self.found[target]
                text = say(
                    "moved, {gone}, {added}: {sentence}",
                    gone=self.what[index],
                    added=self.what[target],
                    sentence=added.after,
                )
                moved[target] = Difference("changed", added.path, gone.before, added.after, text, "unclear")
        return [moved.get(index, item) for index, item in enumerate(self.found) if index not in dropped]


def _is_readable(node: Node) -> bool:
    """False when a part of `node` could not be read, so that nobody knows what it asks for."""
    if isinstance(node, Group):
        return all(_is_readable(item) for item in node.items)
    return _is_readable(node.criteria) if isinstance(node, Related) else isinstance(node, Sentence)


def _members(group: Group, whole: Group, free: list[int]) -> list[int]:
    """The places among `free` of all items of `group` in `whole`; empty when one is missing."""
    places: list[int] = []
    for item in group.items:
        place = next((index for index in free if index not in places and whole.items[index] == item), None)
        if place is None:
            return []
        places.append(place)
    return sorted(places)


def _equal_pairs(one: Group, two: Group) -> dict[int, int]:
    """Places of equal items, before -> after."""
    places: dict[Node, list[int]] = {}
    for index, item in enumerate(one.items):
        places.setdefault(item, []).append(index)
    for indexes in places.values():
        indexes.reverse()
    pairs = {}
    for index, item in enumerate(two.items):
        if places.get(item):
            pairs[places[item].pop()] = index
    return pairs


def _changed_pairs(one: Group, two: Group, left: list[int], right: list[int]) -> dict[int, int]:
    """Places of items about the same thing, before -> after; the closest likeness first."""
    pairs: dict[int, int] = {}
    for likeness in (_closely, _loosely):
        waiting: dict[Hashable, list[int]] = {}
        for index in left:
            subject = likeness(one.items[index])
            if index not in pairs and subject is not None:
                waiting.setdefault(subject, []).append(index)
        taken = set(pairs.values())
        for index in right:
            if index not in taken:
                candidates = waiting.get(likeness(two.items[index]))
                if candidates:
                    pairs[candidates.pop(0)] = index
    return pairs


def _closely(node: Node) -> Hashable:
    """What a node is about, in detail; None when it has no counterpart but its equal."""
    if isinstance(node, Sentence):
        test = node.test
        if isinstance(test, FieldTest):
            return ("field", test.field, test.operator)
        if isinstance(test, ActivityTest):
            return ("activity", test.verb, test.name)
        return _loosely(node)
    if isinstance(node, Related):
        return ("related", node.relation, node.quantifier)
    return ("group", node.kind) if isinstance(node, Group) else None


def _loosely(node: Node) -> Hashable:
    """What a node is about."""
    if isinstance(node, Sentence):
        test = node.test
        if isinstance(test, (FieldTest, ChangeTest)):
            return (type(test).__name__, test.field)
        return ("list", test.name) if isinstance(test, ListTest) else ("activity", test.verb)
    if isinstance(node, Related):
        return ("related", node.relation)
    return ("group", frozenset(node.items)) if isinstance(node, Group) else None


def _longest_rise(numbers: list[int]) -> Iterator[int]:
    """Places of a longest rising part of `numbers`, which are all different."""
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        if at == len(tails):
            tails.append(number)
            ends.append(place)
        else:
            tails[at] = number
            ends[at] = place
        previous.append(ends[at - 1] if at else -1)
    place = ends[-1] if ends else -1
    while place >= 0:
        yield place
        place = previous[place]


# ---------------------------------------------------------------------------------------------------------------------
# Words


def _change_in_words(one: Test, two: Test) -> Text:
    if isinstance(one, FieldTest) and isinstance(two, FieldTest):
        return _field_change(one, two)
    return _now(spoken(Sentence(two)), spoken(Sentence(one)))


def _now(after: str, before: str) -> Text:
    return say("now `{after}`, was `{before}`", after=after, before=before)


_SETS = {"is": True, "in": True, "is not": False, "not in": False}


def _field_change(one: FieldTest, two: FieldTest) -> Text:
    parts = []
    if one.operator in _SETS and two.operator in _SETS and _SETS[one.operator] is _SETS[two.operator]:
        inclusive = _SETS[one.operator]
        old, new = {fold(v): v for v in one.values}, {fold(v): v for v in two.values}
        gone = [value for key, value in old.items() if key not in new]
        come = [value for key, value in new.items() if key not in old]
        if gone:
            named = _enumerated(gone)
            parts.append(
                say("no longer includes {values}", values=named)
                if inclusive
                else say("no longer excludes {values}", values=named)
            )
        if come:
            named = _enumerated(come)
            parts.append(
                say("now also includes {values}", values=named)
                if inclusive
                else say("now also excludes {values}", values=named)
            )
        if not gone and not come and one.or_blank is two.or_blank:
            parts.append(say("written as `{after}`, was `{before}`", after=_test_part(two), before=_test_part(one)))
    elif _test_part(one) != _test_part(two):
        parts.append(_now(_test_part(two), _test_part(one)))
    if one.or_blank is not two.or_blank:
        parts.append(
            say("now also lets in people without a value")
            if two.or_blank
            else say("a missing value is no longer enough")
        )
    return say("{field}: {changes}", field=two.field, changes=together("; ", parts))


def _enumerated(values: list[str]) -> str:
    named = ", ".join(values[:VALUES_NAMED])
    if len(values) <= VALUES_NAMED:
        return named
    return say("{values} and {more} more", values=named, more=len(values) - VALUES_NAMED)


def _test_part(test: FieldTest) -> str:
    """The sentence without its field and without ``or blank``."""
    return spoken(Sentence(replace(test, field="x", or_blank=False)))[2:]
