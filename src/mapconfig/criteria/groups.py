"""The YAML of criteria as `mapconfig.criteria.syntax` values, with every problem on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.criteria.group_key import read_key
from mapconfig.criteria.problem import Problem
from mapconfig.criteria.sentence import read_sentence
from mapconfig.criteria.syntax import Criteria, FieldTest, Group, Node, Related, Sentence, Unreadable, named_inside
from mapconfig.finding import Path
from mapconfig.language import say

MAX_DEPTH = 64
"""Groups inside groups."""
MAX_VALUES = 10_000
"""Values of one ``in`` with a value a line; in a sentence its length is the limit."""


def parse(value: Any) -> tuple[Criteria | None, list[Problem]]:
    """The criteria that `value`, a structure as YAML gives it, stands for, and what cannot be read in it.

    A sentence that cannot be read becomes `Unreadable`, so that the rest can still be looked at: what has problems here
    must not be evaluated. None when there is nothing of the shape of criteria at all. Never raises.
    """
    problems: list[Problem] = []
    node = _criteria(value, (), None, 0, problems)
    return (None if isinstance(node, Unreadable) and not isinstance(value, (str, Mapping)) else node), problems


def _criteria(value: Any, path: Path, relation: str | None, depth: int, problems: list[Problem]) -> Node:
    """`value` where criteria stand: a sequence is read as ``all``."""
    if isinstance(value, (list, tuple)):
        return _group("all", value, path, path, relation, depth, problems)
    return _item(value, path, relation, depth, problems)


def _group(
    kind: Any, items: Any, path: Path, below: Path, relation: str | None, depth: int, problems: list[Problem]
) -> Node:
    """The group at `path`, whose items are below `below`."""
    if depth > MAX_DEPTH:
        problems.append(
            Problem(
                path,
                0,
                say("Groups are nested more than {max_depth} deep.", max_depth=MAX_DEPTH),
                say("Use a list for the inner part."),
            )
        )
        return Unreadable("...", path)
    return Group(
        kind,
        tuple([_item(item, (*below, index), relation, depth + 1, problems) for index, item in enumerate(items)]),
        path,
    )


def _item(value: Any, path: Path, relation: str | None, depth: int, problems: list[Problem]) -> Node:
    if isinstance(value, str):
        reading = read_sentence(value)
        if reading.test is None:
            assert reading.fault is not None
            column, message, fix = reading.fault
            problems.append(Problem(path, column, message, fix))
            return Unreadable(value, path)
        return Sentence(named_inside(reading.test, relation), path, value)
    if isinstance(value, Mapping):
        return _mapping(value, path, relation, depth, problems)
    if isinstance(value, (list, tuple)):
        message, fix = (
            say("A sequence may not stand directly in a sequence."),
            say("Put `all:` or `any:` in front of it."),
        )
    elif value is None:
        message, fix = (
            say("There is nothing here."),
            say("Write a sentence, for example `country is DE`, or remove the line."),
        )
    else:
        message, fix = (
            say("`{value}` is not a sentence.", value=plain_text(value)),
            say("Write a sentence, for example `country is DE`."),
        )
    problems.append(Problem(path, 0, message, fix))
    return Unreadable(shown(value), path)


def _mapping(value: Mapping[Any, Any], path: Path, relation: str | None, depth: int, problems: list[Problem]) -> Node:
    if len(value) != 1:
        keys = ", ".join(f"`{shown(key)}`" for key in list(value)[:5])
        message = (
            say("A group has one key, and this has {value}: {keys}.", value=len(value), keys=keys)
            if value
            else say("A group needs a key.")
        )
        problems.append(
            Problem(
                path, 0, message, say("Give each group its own `-`, and say with `all:` or `any:` how they combine.")
            )
        )
        return Unreadable(shown(value), path)
    ((name, inner),) = value.items()
    key = read_key(name if isinstance(name, str) else plain_text(name))
    below = (*path, name)
    if key.fault is not None:
        problems.append(Problem(path, 0, *key.fault))
        return Unreadable(shown(value), path)
    if key.kind == "group":
        if isinstance(inner, (list, tuple)):
            return _group(key.operator, inner, path, below, relation, depth, problems)
        problems.append(
            Problem(
                path,
                0,
                say("`{name}:` is followed by a sequence.", name=name),
                say("Put each sentence on its own line with a `-`."),
            )
        )
        return Unreadable(shown(value), path)
    if key.kind == "related":
        if depth > MAX_DEPTH:
            return _group("all", (), path, below, relation, depth, problems)
        quantifier: Any = key.operator
        return Related(quantifier, key.relation, _criteria(inner, below, key.relation, depth + 1, problems), path)
    return _values(key.field, key.operator, inner, path, below, relation, problems)


def _values(
    name: str,
    operator: str,
    inner: Any,
    path: Path,
    below: tuple[Any, ...],
    relation: str | None,
    problems: list[Problem],
) -> Node:
    if not isinstance(inner, (list, tuple)):
        fix = say(
            "Write `- {name} {operator} [one, another]`, or one value a line below `{name} {operator}:`.",
            name=name,
            operator=operator,
        )
        problems.append(
            Problem(
                path,
                0,
                say("`{name} {operator}:` is followed by a sequence of values.", name=name, operator=operator),
                fix,
            )
        )
        return Unreadable(shown({below[-1]: inner}), path)
    if len(inner) > MAX_VALUES:
        message = say(
            "There are {inner:,} values; {max_values:,} is the limit.", inner=len(inner), max_values=MAX_VALUES
        )
        problems.append(Problem(path, 0, message, say("Keep such a list on the platform.")))
        return Unreadable(f"{name} {operator} [...]", path)
    values = []
    for index, one in enumerate(inner):
        if isinstance(one, (Mapping, list, tuple)) or one is None or one == "":
            message = (
                say("A value is missing here.")
                if one is None or one == ""
                else say("A value is one text, not a structure.")
            )
            problems.append(
                Problem((*below, index), 0, message, say("Write a value; for people without one use `is blank`."))
            )
        else:
            values.append(plain_text(one))
    return Sentence(named_inside(FieldTest(name, operator, tuple(values)), relation), path, below[-1], tuple(values))


def plain_text(value: Any) -> str:
    """A scalar of YAML as the text a person wrote for it, as well as that can be known."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def shown(value: Any) -> str:
    """Any value of YAML in one short line."""
    text = " ".join(plain_text(value).split())
    return text if len(text) <= 80 else text[:77] + "..."
