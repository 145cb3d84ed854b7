"""Which line of a definition lets how many people through: its sentences as questions, and the answers as a table.

A definition is taken apart as it is written (`parts_of`), groups inside groups. Each line is asked four things: of whom
it is true alone, who is left from the top down to it, who would belong besides if it were not there, and who only
would not. All of it goes onto one sheet, with the questions about members and overlaps, so that one pass answers it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from mapconfig.address import Address
from mapconfig.audience.asked import Asked, but, either, every, no
from mapconfig.audience.membership import Uncountable
from mapconfig.audience.questions import Answers, Questions
from mapconfig.audience.sheet import EVERYBODY, Ref, Related, Sheet
from mapconfig.audience.side import Side
from mapconfig.criteria import parse
from mapconfig.criteria.reasons import passes_blank
from mapconfig.criteria.spoken import spoken
from mapconfig.criteria.syntax import FieldTest, Group, Node, Sentence
from mapconfig.criteria.syntax import Related as RelatedNode
from mapconfig.finding import Path
from mapconfig.impact.people import ZERO, Count
from mapconfig.language import say

#: Definitions of more lines than this are counted as a whole only: nobody reads so many.
MAX_LINES = 300

Kind = Literal["sentence", "all", "any", "none", "some", "no"]


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence or group of a definition. `asked` is of a sentence: of whom, or inside a relation of which records,
    it is true. `blank` is whom it lets through only because they have no value; None where a blank does not pass."""

    kind: Kind
    words: str
    path: Path
    asked: Asked = EVERYBODY
    items: tuple[Part, ...] = ()
    relation: str = ""
    field: Asked | None = None
    """Who has no value in the field that a sentence tests; None where it tests none, or one of a related record."""
    passes: bool = False
    """Whether a sentence is true of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, as formulas. `left` is None where people are not counted downwards: inside what is left
    out. `more` would belong besides, and `fewer` would not, if the line were not there. `nameless` belong only because
    they have no value in the field of this line."""

    depth: int
    part: Part
    group: Kind
    alone: Asked
    others: Asked
    left: Asked | None
    more: Asked
    fewer: Asked
    nameless: Asked | None


@dataclass(frozen=True, slots=True)
class LineCounts:
    """One line of the table, counted."""

    depth: int
    words: str
    path: Path
    group: Kind
    sentence: bool
    alone: Count
    left: Count | None
    more: Count
    fewer: Count
    nameless: Count | None
    verdict: Literal["", "nobody", "everybody", "idle"]
    """What is odd about it: it is true of nobody, of everybody, or nothing changes without it."""


# The parts of a definition -------------------------------------------------------------------------------------------


def parts_of(side: Side, address: Address) -> Part | None:
    """The definition of an asset: a list with what it extends, a rule or stage, whom a journey takes in or an e-mail
    can reach, less whom they suppress. None for a list that people are put on, and for what has no people."""
    asset = side.asset(address)
    said: Mapping[str, Any] = asset.attributes if asset is not None else {}
    if address.kind == "list":
        if said.get("static") or ("criteria" not in said and "extends" not in said):
            return None
        items: list[Part] = []
        if said.get("extends") is not None:
            parent = said["extends"]
            items.append(Part("sentence", f"extends {parent}", ("extends",), side.named(parent)))
        return Part("all", "", (), items=(*items, *_criteria(side, said.get("criteria"), address, ("criteria",))))
    if address.kind in ("rule", "stage"):
        word = "when" if address.kind == "rule" else "criteria"
        return Part("all", "", (), items=_criteria(side, said.get(word), address, (word,))) if word in said else None
    if address.kind == "journey":
        entry = (said.get("entry") or {}).get("lists") or ()
        path: Path = ("entry", "lists")
    else:
        entry, path = said.get("to") or (), ("to",)
    if address.kind == "email" and not entry:
        return _sent(side, address, said)
    if not entry:
        return None
    to = tuple(_member(side, each, (*path, index)) for index, each in enumerate(entry))
    first = Part("any", say("on any of these lists:") if len(to) > 1 else say("on this list:"), path, items=to)
    return Part("all", "", (), items=(first, *_suppressed(side, said)))


def _suppressed(side: Side, said: Mapping[str, Any]) -> tuple[Part, ...]:
    """The lists that an asset keeps out; none where it names none."""
    suppressed = said.get("suppress") or ()
    out = tuple(_member(side, each, ("suppress", index)) for index, each in enumerate(suppressed))
    if not out:
        return ()
    return (Part("none", say("on none of these, which are suppressed:"), ("suppress",), items=out),)


def _sent(side: Side, address: Address, said: Mapping[str, Any]) -> Part | None:
    """Whom an e-mail can reach that others send: the people of these, as far as each comes to the step that sends it,
    less those whom it is kept from. None for one that nothing sends."""
    senders = dict.fromkeys(edge.source for edge in side.links.used_by(address) if edge.relation == "sends")
    if not senders:
        return None
    items = tuple(Part("sentence", each, (), _people_of(side, each)) for each in sorted(senders))
    words = (
        say("with any of these, which send it to whoever comes to that step:")
        if len(items) > 1
        else say("with this, which sends it to whoever comes to that step:")
    )
    return Part("all", "", (), items=(Part("any", words, (), items=items), *_suppressed(side, said)))


def _people_of(side: Side, sender: Address) -> Asked:
    """Who belongs to what sends an e-mail, at work or not."""
    if sender.kind == "form":
        return say("nobody can know beforehand who will send {form}", form=sender)
    parts = parts_of(side, sender)
    return say("{sender} takes in nobody by its lists", sender=sender) if parts is None else members(side.sheet, parts)


def _member(side: Side, address: str, path: Path) -> Part:
    return Part("sentence", address, path, side.named(address))


def _criteria(side: Side, value: Any, address: Address, path: Path) -> tuple[Part, ...]:
    """The lines of criteria, as they are written."""
    if value is None:
        return ()
    node, problems = parse(value)
    if node is None or problems:
        said = problems[0].message if problems else say("they are empty")
        return (Part("sentence", "criteria", path, f"the criteria of {address} cannot be read: {said}"),)
    whole = _part(side, node, path, None)
    return whole.items if whole.kind == "all" else (whole,)


def _part(side: Side, node: Node, path: Path, relation: str | None) -> Part:
    here = (*path, *getattr(node, "path", ()))
    if isinstance(node, Group):
        words = {"all": say("all of these:"), "any": say("any of these:"), "none": say("none of these:")}[node.kind]
        return Part(node.kind, words, here, items=tuple(_part(side, item, path, relation) for item in node.items))
    if isinstance(node, RelatedNode):
        inner = _part(side, node.criteria, path, node.relation)
        items = inner.items if inner.kind == "all" else (inner,)
        one = "one" if node.quantifier == "some" else "no"
        said = f"{one} {node.relation} with all of this:"
        return Part(node.quantifier, said, here, items=items, relation=node.relation)
    asked: Asked
    try:
        asked = side.lists.formula(node, relation)
    except Uncountable as why:
        asked = why.why
    test = node.test if isinstance(node, Sentence) else None
    nameless: Asked | None = None
    if isinstance(test, FieldTest) and relation is None:
        nameless = side.lists.without(test)
    return Part("sentence", spoken(node), here, asked, field=nameless, passes=test is not None and _lets_blanks(test))


def _lets_blanks(test: object) -> bool:
    return isinstance(test, FieldTest) and test.operator != "is blank" and passes_blank(test)


# The questions -------------------------------------------------------------------------------------------------------


def _asked(sheet: Sheet, part: Part, other: Mapping[int, Asked | None]) -> Asked | None:
    """Who meets `part`, where some parts, by their identity, are asked something else, or are left out with None. None
    where nothing of it is left."""
    if id(part) in other:
        return other[id(part)]
    if part.kind == "sentence":
        return part.asked
    values = [value for item in part.items if (value := _asked(sheet, item, other)) is not None]
    if not values and part.items:
        return None
    if part.kind == "any":
        return either(sheet, values)
    if part.kind == "none":
        return no(sheet, either(sheet, values))
    whole = every(sheet, values)
    if part.kind == "all":
        return whole
    some = _related(sheet, part.relation, whole)
    return some if part.kind == "some" else no(sheet, some)


def _related(sheet: Sheet, relation: str, record: Asked) -> Asked:
    return record if isinstance(record, str) else sheet.put(Related(relation, Ref(record)))


def members(sheet: Sheet, root: Part) -> Asked:
    """Who meets the whole definition."""
    found = _asked(sheet, root, {})
    return EVERYBODY if found is None else found


def nameless(sheet: Sheet, root: Part) -> Asked | None:
    """Who meets a definition only because something is not known of them, as far as its own lines ask; None where every
    line asks for a value."""
    strict: dict[int, Asked | None] = {}
    for part, positive in _polarity(root, True):
        if part.field is not None and part.passes is positive:
            strict[id(part)] = (
                but(sheet, part.asked, part.field) if positive else either(sheet, (part.asked, part.field))
            )
    if not strict:
        return None
    found = _asked(sheet, root, strict)
    return None if found is None else but(sheet, members(sheet, root), found)


def _polarity(part: Part, positive: bool) -> Iterator[tuple[Part, bool]]:
    """Every part below, with whether more people belong as it becomes true of more."""
    inside = positive is (part.kind not in ("none", "no"))
    for item in part.items:
        yield item, inside
        yield from _polarity(item, inside)


def lines_of(sheet: Sheet, root: Part) -> list[Line]:
    """The lines of a definition with what is asked of each, in the order in which they are written; none where there
    are too many."""
    if sum(1 for _ in _below(root)) > MAX_LINES:
        return []
    return list(_Lines(sheet, root).below(root, 0, _Place()))


def _below(part: Part) -> Iterator[Part]:
    for item in part.items:
        yield item
        yield from _below(item)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where lines stand: who came so far, which records did, whether more is more, and whether people are still
    counted downwards."""

    above: Asked = EVERYBODY
    records: Asked = EVERYBODY
    relation: str = ""
    positive: bool = True
    downwards: bool = True


@dataclass(frozen=True, slots=True)
class _Lines:
    sheet: Sheet
    root: Part
    _members: dict[str, Asked] = field(default_factory=dict)

    @property
    def whole(self) -> Asked:
        if "" not in self._members:
            self._members[""] = members(self.sheet, self.root)
        return self._members[""]

    def below(self, group: Part, depth: int, place: _Place) -> Iterator[Line]:
        """The lines inside `group`."""
        sheet = self.sheet
        before: list[Asked] = []
        for part in group.items:
            value = _asked(sheet, part, {})
            value = EVERYBODY if value is None else value
            before.append(value)
            left: Asked | None = None
            if place.downwards:
                so_far = every(sheet, before) if group.kind in ("all", "some") else either(sheet, before)
                if group.kind == "none":
                    so_far = no(sheet, so_far)
                left = every(sheet, (place.above, self._people(every(sheet, (place.records, so_far)), place)))
            yield self._line(group, part, depth, value, left, place)
            if part.items:
                yield from self.below(part, depth + 1, self._inside(group, part, before[:-1], place))

    def _inside(self, group: Part, part: Part, earlier: Sequence[Asked], place: _Place) -> _Place:
        """The place of the lines inside `part`, which stands in `group` behind what asks `earlier`."""
        sheet = self.sheet
        above, records = place.above, place.records
        if group.kind in ("all", "some"):
            if place.relation:
                records = every(sheet, (records, *earlier))
            else:
                above = every(sheet, (above, *earlier))
        leaving = part.kind == "no" or group.kind == "none"
        return _Place(
            above,
            records if place.relation else EVERYBODY,
            part.relation or place.relation,
            place.positive is (part.kind not in ("none", "no")),
            place.downwards and not leaving,
        )

    def _people(self, asked: Asked, place: _Place) -> Asked:
        """The people who have a record that `asked` is true of; `asked` itself outside of relations."""
        return _related(self.sheet, place.relation, asked) if place.relation else asked

    def _line(self, group: Part, part: Part, depth: int, value: Asked, left: Asked | None, place: _Place) -> Line:
        sheet = self.sheet
        alone = self._people(value, place)
        without = _asked(sheet, self.root, {id(part): None})
        without = EVERYBODY if without is None else without
        return Line(
            depth,
            part,
            group.kind,
            alone,
            no(sheet, alone),
            left,
            but(sheet, without, self.whole),
            but(sheet, self.whole, without),
            self._nameless(part, place),
        )

    def _nameless(self, part: Part, place: _Place) -> Asked | None:
        """Who belongs only because they have no value: a test that blanks pass, or, in what is left out, fail."""
        if part.field is None or part.passes is not place.positive:
            return None
        sheet = self.sheet
        strict = but(sheet, part.asked, part.field) if place.positive else either(sheet, (part.asked, part.field))
        found = _asked(sheet, self.root, {id(part): strict})
        return None if found is None else but(sheet, self.whole, found)


def ask(questions: Questions, whole: Asked, lines: Sequence[Line]) -> None:
    """Put the questions of a table to those that one pass answers, with what a reader can subtract in it: a line from
    the one above it, and who is left from whom the line is true of."""
    above: dict[int, Asked] = {}
    for line in lines:
        questions.of(line.alone, line.others, line.more, line.fewer)
        questions.part(EVERYBODY, line.alone)
        questions.part(whole, line.fewer)
        if line.left is not None:
            questions.of(line.left)
            questions.apart(line.left, whole, line.alone, *([above[line.depth]] if line.depth in above else []))
            above = {depth: left for depth, left in above.items() if depth < line.depth} | {line.depth: line.left}
        if line.nameless is not None:
            questions.of(line.nameless)
            questions.part(whole, line.nameless)


def counted(lines: Sequence[Line], answers: Answers) -> tuple[LineCounts, ...]:
    """The table."""
    return tuple(_counts(line, answers) for line in lines)


def _counts(line: Line, answers: Answers) -> LineCounts:
    return LineCounts(
        line.depth,
        line.part.words,
        line.part.path,
        line.group,
        line.part.kind == "sentence",
        answers(line.alone),
        answers(line.left) if line.left is not None else None,
        answers(line.more),
        answers(line.fewer),
        answers(line.nameless) if line.nameless is not None else None,
        _verdict(line, answers),
    )


def _verdict(line: Line, answers: Answers) -> Literal["", "nobody", "everybody", "idle"]:
    """What is odd about a line. That a count is nothing is shown as it is, so this gives nothing away."""
    if answers.counted.share < 1 or answers.counted.people == 0:
        return ""
    if answers(line.alone) == ZERO:
        return "nobody"
    if answers(line.others) == ZERO:
        return "everybody"
    return "idle" if answers(line.more) == answers(line.fewer) == ZERO else ""
