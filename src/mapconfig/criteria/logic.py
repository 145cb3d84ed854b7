"""What is certain before anybody is looked at: nobody meets the criteria, everybody does, a sentence adds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.extent import certain, covers, excludes, implies, impossible, masks
from mapconfig.criteria.field_tests import values_as_written
from mapconfig.criteria.folding import fold
from mapconfig.criteria.problem import About, Problem
from mapconfig.criteria.spoken import spoken
from mapconfig.criteria.syntax import (
    NEGATIVES,
    ActivityTest,
    Criteria,
    FieldTest,
    Group,
    ListTest,
    Node,
    Related,
    Sentence,
    Sound,
    full_name,
)
from mapconfig.finding import Path
from mapconfig.language import Text, listed, say, together

MAX_TOGETHER = 64
"""Sentences about one thing that are compared with each other, two by two."""


class _Term(NamedTuple):
    """One item of a group, turned round when it stands under ``none``."""

    node: Node
    said: bool
    """False when the item has to be false."""

    @property
    def words(self) -> Text:
        if self.said:
            return together("", ["`", spoken(self.node), "`"])
        return say("the opposite of `{sentence}`", sentence=spoken(self.node))

    @property
    def first_words(self) -> Text:
        """`words` at the beginning of a sentence."""
        return self.words if self.said else say("The opposite of `{sentence}`", sentence=spoken(self.node))


def logic(criteria: Criteria, catalogue: Catalogue, sound: Sound | None = None) -> list[Problem]:
    """Sentences and groups of `criteria` that are always true, never true or without effect, in reading order.

    Only what is certain is reported, and all of it is for a person to look at: criteria that are never true are an
    ``error``, the others a ``warning``. `sound` is a memory for whoever asks about many criteria with one catalogue.
    """
    problems: list[Problem] = []
    _node(criteria, None, catalogue, set() if sound is None else sound, problems)
    found: dict[tuple[Path, About], Problem] = {}
    for problem in problems:
        # A group inside a group is looked at by itself and again with the sentences around it: the first word counts.
        found.setdefault((problem.path, problem.about), problem)
    return list(found.values())


def _node(node: Node, relation: str | None, catalogue: Catalogue, sound: Sound, found: list[Problem]) -> None:
    if isinstance(node, Sentence):
        if node.listed is not None or (node.text, relation) not in sound:
            before = len(found)
            found += _sentence(node, relation, catalogue)
            if len(found) == before and node.listed is None:
                sound.add((node.text, relation))
    elif isinstance(node, Related):
        _node(node.criteria, node.relation, catalogue, sound, found)
    elif isinstance(node, Group):
        if not node.items:
            found.append(_empty(node))
        for item in node.items:
            _node(item, relation, catalogue, sound, found)
        found += _together(node, relation, catalogue, sound)


def _empty(group: Group) -> Problem:
    if group.kind == "any":
        return _problem(
            group, say("`any:` of no sentences is never true."), say("Add a sentence or remove the group."), "never"
        )
    message = (
        say("`none:` of no sentences is true for everybody.")
        if group.kind == "none"
        else say("A group of no sentences is true for everybody.")
    )
    return _problem(group, message, say("Add a sentence or remove the group."), "always")


def _sentence(sentence: Sentence, relation: str | None, catalogue: Catalogue) -> Iterator[Problem]:
    test = sentence.test
    kind = _kind(sentence, relation, catalogue)
    if impossible(test, kind):
        message = say("`{sentence}` is never true.", sentence=spoken(sentence))
        yield _problem(sentence, message, say("Correct the sentence or remove it."), "never")
    elif certain(test, kind):
        message = say("`{sentence}` is true for everybody.", sentence=spoken(sentence))
        yield _problem(sentence, message, say("Correct the sentence or remove it."), "always")
    elif isinstance(test, FieldTest) and test.or_blank and (test.operator in NEGATIVES or test.operator == "is blank"):
        message = (
            say("`or blank` in `{sentence}` changes nothing: `is blank` says it already.", sentence=spoken(sentence))
            if test.operator == "is blank"
            else say(
                "`or blank` in `{sentence}` changes nothing: a negative test is true on a blank anyway.",
                sentence=spoken(sentence),
            )
        )
        yield _problem(sentence, message, say("Remove `or blank`."), "redundant")
    yield from _repeated(sentence)


def _repeated(sentence: Sentence) -> Iterator[Problem]:
    test = sentence.test
    if not isinstance(test, FieldTest) or test.operator not in ("in", "not in") or not sentence.text:
        return
    written = sentence.listed if sentence.listed is not None else values_as_written(sentence.text)
    seen: set[str] = set()
    for index, value in enumerate(written):
        folded = fold(value)
        if folded in seen:
            path = sentence.path if sentence.listed is None else (*sentence.path, sentence.text, index)
            message = say(
                "`{value}` is in the values of `{field}` twice; capitals make no difference.",
                value=value,
                field=test.field,
            )
            yield Problem(path, 0, message, say("Remove one of them."), "redundant", "warning")
        seen.add(folded)


def _problem(node: Node, message: Text, fix: Text, about: About) -> Problem:
    return Problem(node.path, 0, message, fix, about, "error" if about == "never" else "warning")


# ---------------------------------------------------------------------------------------------------------------------
# Several sentences of one group


def _together(group: Group, relation: str | None, catalogue: Catalogue, sound: Sound) -> Iterator[Problem]:
    all_of_them = group.kind == "all"
    terms: list[_Term] = []
    _terms(group, all_of_them, True, terms)
    subjects = _by_subject(terms)
    told: set[Path] = set()
    for same in subjects.values():
        if len(same) == 1:
            continue
        written = _written(same, all_of_them, relation)
        if written in sound:
            continue
        kind = _kind(same[0].node, relation, catalogue)
        if len(same) > MAX_TOGETHER:
            found = list(_twice(same))
        else:
            same = [term for term in same if not _is_decided(term.node, kind)]
            found = list(_and_pairs(same, kind) if all_of_them else _or_pairs(same, kind))
        if not found and 2 < len(same) <= MAX_TOGETHER:
            found = list(_whole(same, kind, all_of_them))
        if not found and written:
            sound.add(written)
        for problem in found:
            if problem.path not in told:
                told.add(problem.path)
                yield _in_none(problem) if group.kind == "none" else problem
    if all_of_them:
        yield from _alternatives(group, subjects, relation, catalogue)


def _written(terms: list[_Term], all_of_them: bool, relation: str | None) -> tuple[object, ...]:
    """All that the answer about these terms depends on; empty where that is more than their texts. An org of 10,000
    assets has 9,200 sets of sentences about one field, and 3,000 different ones."""
    said: list[object] = [all_of_them, relation]
    for node, holds in terms:
        if not isinstance(node, Sentence) or node.listed is not None:
            return ()
        said += (node.text, holds)
    return tuple(said)


def _is_decided(node: Node, kind: FieldType | None) -> bool:
    """True for a sentence that was reported by itself; together with others it would be reported again and again."""
    return isinstance(node, Sentence) and (impossible(node.test, kind) or certain(node.test, kind))


def _in_none(problem: Problem) -> Problem:
    """Under ``none``, what is always true makes the group never true."""
    if problem.about != "always":
        return problem
    return Problem(
        problem.path,
        problem.column_offset,
        say("{message} So `none:` of them is never true.", message=problem.message),
        problem.fix,
        "never",
    )


def _terms(group: Group, all_of_them: bool, said: bool, found: list[_Term]) -> None:
    """The items of a group, with the items of groups inside that say the same taken out of them."""
    for item in group.items:
        if not isinstance(item, Group):
            found.append(_Term(item, said))
        elif item.kind == ("all" if all_of_them is said else "any"):
            _terms(item, all_of_them, said, found)
        elif item.kind == "none" and all_of_them is said:
            _terms(Group("any", item.items, item.path), all_of_them, not said, found)
        elif item.kind == "none" and len(item.items) == 1:
            found.append(_Term(item.items[0], not said))
        else:
            found.append(_Term(item, said))


def _by_subject(terms: list[_Term]) -> dict[object, list[_Term]]:
    found: dict[object, list[_Term]] = {}
    for term in terms:
        subject = _subject(term.node)
        same = found.get(subject)
        if same is None:
            found[subject] = [term]
        else:
            same.append(term)
    return found


def _subject(node: Node) -> object:
    """What a node is about: only what is about the same thing is compared. A group is about itself."""
    if not isinstance(node, Sentence):
        return node
    test = node.test
    if isinstance(test, FieldTest):
        return "field", test.field
    if isinstance(test, ListTest):
        return "list", test.name
    if isinstance(test, ActivityTest):
        return "activity", test.verb
    return "change", test.field


def _twice(terms: list[_Term]) -> Iterator[Problem]:
    """The same sentence again; all that is looked for where there are too many to compare."""
    seen = set()
    for term in terms:
        if (term.node, term.said) in seen:
            yield _repeat(term)
        seen.add((term.node, term.said))


def _repeat(term: _Term) -> Problem:
    return _problem(
        term.node,
        say("`{node}` stands twice in this group.", node=spoken(term.node)),
        say("Remove one of them."),
        "redundant",
    )


def _and_pairs(terms: list[_Term], kind: FieldType | None) -> Iterator[Problem]:
    """Pairs of which both have to hold."""
    for one, other in combinations(terms, 2):
        if not _touch(one, other, kind, True):
            continue
        if one.node == other.node and one.said is other.said:
            yield _repeat(other)
        elif _never_both(one, other, kind):
            message = say(
                "{words} and {others} are never true together, so nobody is left.",
                words=one.first_words,
                others=other.words,
            )
            yield _problem(other.node, message, say("Put them in a group `any:`, or remove one of them."), "never")
        elif _follows(one, other, kind):
            yield _adds_nothing(other, one, True)
        elif _follows(other, one, kind):
            yield _adds_nothing(one, other, True)


def _or_pairs(terms: list[_Term], kind: FieldType | None) -> Iterator[Problem]:
    """Pairs of which one has to hold."""
    for one, other in combinations(terms, 2):
        if not _touch(one, other, kind, False):
            continue
        if one.node == other.node and one.said is other.said:
            yield _repeat(other)
        elif _never_both(_opposite(one), _opposite(other), kind):
            message = say(
                "{words} or {others}: one of the two is true for everybody.",
                words=one.first_words,
                others=other.words,
            )
            yield _problem(other.node, message, say("Require them both, or remove one of them."), "always")
        elif _follows(other, one, kind):
            yield _adds_nothing(other, one, False)
        elif _follows(one, other, kind):
            yield _adds_nothing(one, other, False)


@lru_cache(maxsize=8192)
def _touch(one: _Term, other: _Term, kind: FieldType | None, both: bool) -> bool:
    """False when there is nothing to say of two terms of which both have to hold, or one of them. Orgs ask it of the
    same pairs again and again."""
    left = (one, other) if both else (_opposite(one), _opposite(other))
    return (
        one.node == other.node or _never_both(*left, kind) or _follows(one, other, kind) or _follows(other, one, kind)
    )


def _adds_nothing(idle: _Term, working: _Term, both: bool) -> Problem:
    """`idle` changes nothing beside `working`, where both have to hold, or one of them."""
    words, others = idle.first_words, working.words
    message = (
        say("{words} adds nothing, because {others} is required already.", words=words, others=others)
        if both
        else say("{words} adds nothing, because {others} lets the same people in.", words=words, others=others)
    )
    return _problem(idle.node, message, say("Remove it, or correct the other sentence."), "redundant")


def _opposite(term: _Term) -> _Term:
    return _Term(term.node, not term.said)


def _never_both(one: _Term, other: _Term, kind: FieldType | None) -> bool:
    if one.node == other.node:
        return one.said is not other.said
    assert isinstance(one.node, Sentence) and isinstance(other.node, Sentence), "groups are about themselves only"
    if one.said and other.said:
        return excludes(one.node.test, other.node.test, kind)
    if one.said:
        return implies(one.node.test, other.node.test, kind)
    if other.said:
        return implies(other.node.test, one.node.test, kind)
    return covers(one.node.test, other.node.test, kind)


def _follows(one: _Term, other: _Term, kind: FieldType | None) -> bool:
    """True when `other` holds wherever `one` does."""
    return _never_both(one, _opposite(other), kind)


def _whole(terms: list[_Term], kind: FieldType | None, all_of_them: bool) -> Iterator[Problem]:
    """Three and more tests of one field, of which no two decide it."""
    tests = [term.node.test for term in terms if isinstance(term.node, Sentence)]
    decided = masks([test for test in tests if isinstance(test, FieldTest)], kind)
    if decided is None or len(decided[0]) != len(terms):
        return
    found, everything = decided
    met = everything if all_of_them else 0
    for term, bits in zip(terms, found, strict=True):
        bits = bits if term.said else everything & ~bits
        met = met & bits if all_of_them else met | bits
    words = ", ".join(term.words for term in terms)
    if all_of_them and met == 0:
        yield _problem(
            terms[-1].node, say("No value passes all of {words}.", words=words), say("Correct one of them."), "never"
        )
    if not all_of_them and met == everything:
        yield _problem(
            terms[-1].node,
            say("Every value passes one of {words}.", words=words),
            say("Correct one of them."),
            "always",
        )


def _alternatives(
    group: Group, required: dict[object, list[_Term]], relation: str | None, catalogue: Catalogue
) -> Iterator[Problem]:
    """Groups ``any`` of which no alternative is left by the sentences beside them."""
    choices = [item for item in group.items if isinstance(item, Group) and item.kind == "any" and item.items]
    if not choices or any(len(same) > MAX_TOGETHER for same in required.values()):
        return
    for item in choices:
        if len(item.items) <= MAX_TOGETHER:
            barriers = []
            for alternative in item.items:
                beside = required.get(_subject(alternative))
                if beside is None:
                    break
                one = _Term(alternative, True)
                kind = _kind(alternative, relation, catalogue)
                barrier = next((term for term in beside if _never_both(term, one, kind)), None)
                if barrier is None:
                    break
                barriers.append(barrier)
            else:
                words = listed(dict.fromkeys(barrier.words for barrier in barriers))
                message = say("None of the sentences in this `any:` can be true beside {words}.", words=words)
                yield _problem(item, message, say("Correct the group or the sentence beside it."), "never")


def _kind(node: Node, relation: str | None, catalogue: Catalogue) -> FieldType | None:
    if isinstance(node, Sentence) and isinstance(node.test, FieldTest):
        return catalogue.fields.get(full_name(node.test.field, relation))
    return None


# ---------------------------------------------------------------------------------------------------------------------
# Criteria beside what else is required


Required = dict[object, list[_Term]]
"""Sentences that have to hold, by what they are about."""


def required(criteria: Criteria) -> Required:
    """What everybody meets who meets `criteria`, for `against`."""
    terms: list[_Term] = []
    _terms(_as_all(criteria), True, True, terms)
    return _by_subject(terms)


def against(criteria: Criteria, others: Required, catalogue: Catalogue) -> Iterator[Problem]:
    """The sentences of `criteria` that are never true beside one of `others`, of which all have to hold."""
    group = _as_all(criteria)
    terms: list[_Term] = []
    _terms(group, True, True, terms)
    for term in terms:
        beside = others.get(_subject(term.node))
        if beside is not None:
            kind = _kind(term.node, None, catalogue)
            barrier = next((other for other in beside if _never_both(other, term, kind)), None)
            if barrier is not None:
                message = say(
                    "{words} and {others} are never true together, so nobody is left.",
                    words=barrier.first_words,
                    others=term.words,
                )
                yield _problem(term.node, message, say("Correct one of them, or remove it."), "never")
    yield from _alternatives(group, others, None, catalogue)


def _as_all(criteria: Criteria) -> Group:
    return criteria if isinstance(criteria, Group) and criteria.kind == "all" else Group("all", (criteria,))
