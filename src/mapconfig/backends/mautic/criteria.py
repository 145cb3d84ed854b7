"""Criteria as groups of Mautic's rows; `sentences` has the way back.

Brackets and "not" are worked out here: criteria become "one of these groups of rows", each negation is pushed down to
the rows, and what a row does with blanks is Mautic's, not hoped for (docs/mautic.md has the table):

- `!=`, `!in`, `!like` are true of a blank, `=`, `in`, `gt` and the like are not, which is what criteria mean too;
- so "not more than 5" is ``lte 5`` or ``empty``, two groups.

What Mautic cannot say raises `Unheld` with a sentence. Nothing is approximated, with one exception that is said on the
same page: Mautic counts in calendar days of its own time zone where criteria count hours back from an instant.
"""

from __future__ import annotations

from typing import Any

from mapconfig.backends.mautic.dates import relative
from mapconfig.backends.mautic.field_tests import groups_of_field
from mapconfig.backends.mautic.filters import Group, Row
from mapconfig.backends.mautic.groups import MOST_GROUPS, MOST_ROWS, NOBODY, all_of, any_of, both
from mapconfig.backends.mautic.sentences import criteria_for
from mapconfig.backends.mautic.terms import EMAIL_TYPE, ONE, WHEN, Book, Unheld, Where
from mapconfig.criteria import parse
from mapconfig.criteria.format import write
from mapconfig.criteria.syntax import (
    ActivityTest,
    ChangeTest,
    ListTest,
    Node,
    Related,
    Sentence,
    Test,
    Unreadable,
)
from mapconfig.criteria.syntax import Group as GroupNode

__all__ = ["MOST_GROUPS", "MOST_ROWS", "Book", "Unheld", "Where", "criteria_for", "groups_for"]


def groups_for(value: Any, book: Book, extends: str | None = None) -> tuple[Group, ...]:
    """The groups of rows that mean what the criteria `value` mean, within the list `extends`. Raises Unheld."""
    groups: tuple[Group, ...] = ((),)
    if extends is not None:
        groups = both(groups, _member(extends.partition("/")[2], book, True))
    if value is not None:
        node, problems = parse(value)
        if node is None or problems:
            raise Unheld("The criteria cannot be read.")
        groups = both(groups, _groups(node, book, True))
    if groups == NOBODY:
        raise Unheld("The criteria let nobody through, which no segment of Mautic can say.")
    if () in groups:
        raise Unheld(
            "The criteria let everybody through. A segment of Mautic without filters has nobody but whom it is given "
            "by hand: ask for something that everybody has, such as an e-mail address."
        )
    if criteria_for(groups, book) is None:
        # What cannot be read back cannot be checked after it was written, nor compared with what somebody made of it.
        raise Unheld(
            "Without brackets these criteria would be rows in Mautic that say nothing by themselves. Make a list of an "
            "inner group and use `in list` here."
        )
    return groups


def _groups(node: Node, book: Book, wanted: bool) -> tuple[Group, ...]:
    """The groups for `node`, or for its opposite where `wanted` is false."""
    if isinstance(node, GroupNode):
        positive = wanted is (node.kind != "none")
        parts = [_groups(item, book, positive) for item in node.items]
        # "none" is "all" of the opposites, and the opposite of "all" is "any" of them.
        return all_of(parts) if (node.kind != "any") is wanted else any_of(parts)
    if isinstance(node, Related):
        raise Unheld(
            f"Mautic knows no {node.relation} records of a person, so it cannot tell who has one. Bring the answer "
            "into a field of the person, such as a checkbox that the CRM fills, and test that."
        )
    if isinstance(node, Unreadable):
        raise Unheld(f"{node.text!r} cannot be read.")
    return _test(node, book, wanted)


def _test(sentence: Sentence, book: Book, wanted: bool) -> tuple[Group, ...]:
    test: Test = sentence.test
    try:
        if isinstance(test, ListTest):
            return _member(test.name, book, test.member is wanted)
        if isinstance(test, ActivityTest):
            return _did(test, book, wanted)
        if isinstance(test, ChangeTest):
            raise Unheld("Mautic does not remember what a field was before.")
        return groups_of_field(test, book, wanted)
    except Unheld as error:
        raise Unheld(f"`{write(test)}`: {error}") from None


def _member(key: str, book: Book, member: bool) -> tuple[Group, ...]:
    number = book.id(f"list/{key}")
    if number is None:
        raise Unheld(f"list/{key} is not in Mautic.")
    return ((Row("lead", "leadlist", "leadlist", "in" if member else "!in", (number,)),),)


def _did(test: ActivityTest, book: Book, wanted: bool) -> tuple[Group, ...]:
    low, high = test.range
    if (low, high) == (0, 0):
        low, high, wanted = 1, None, not wanted
    if low != 1 or high is not None:
        raise Unheld("Mautic does not count how often somebody did something in a stretch of time.")
    if test.name is not None and test.window is None and test.verb in ONE:
        number = book.id(f"email/{test.name}")
        if number is None:
            raise Unheld(f"email/{test.name} is not in Mautic.")
        field = ONE[test.verb]
        return ((Row("behaviors", field, EMAIL_TYPE, "in" if wanted else "!in", (number,)),),)
    if test.name is None and test.window is not None and test.window.span is not None and test.verb in WHEN:
        ago = relative(test.window.span, -1)
        if ago is None:
            raise Unheld("Mautic counts in whole days, not in hours.")
        if not wanted:
            raise Unheld(
                "Mautic can ask who did something in a stretch of time, and not who did not. Make a list of those who "
                "did and use `not in list` here."
            )
        return ((Row("behaviors", WHEN[test.verb], "datetime", "gte", ago),),)
    raise Unheld(f"Mautic's segments cannot ask who {test.verb} {test.object}s in this way.")
