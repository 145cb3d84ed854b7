"""Questions about a person: who is on which list, as criteria, as a condition of an activity, and as a domain.

Tryton asks in two languages. A scenario's *domain* finds parties; an activity's *condition* is a PYSON statement over
``self``, the party, asked when the activity's time has come. Both are text with JSON in it. Lists are categories of
parties, so both can ask who is in one, and they ask by its id, so that a new name changes nothing. Everything else that
criteria say is about fields that a party of Tryton does not have.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard

from mapconfig.address import Address
from mapconfig.criteria import canonical, parse
from mapconfig.criteria.format import write
from mapconfig.criteria.syntax import Group, ListTest, Node, Sentence

#: The id of a list, or None where Tryton does not have it yet; and the list with an id.
IdOf = Callable[[Address], int | None]
ListOf = Callable[[int], Address]

#: A domain that no party meets.
NOBODY: list[Any] = [["id", "<", 0]]

_SELF = {"__class__": "Eval", "v": "self", "d": {}}
_NEVER = {"__class__": "Equal", "s1": "waits", "s2": "for its e-mail"}
_CATEGORIES = {"__class__": "Get", "v": _SELF, "k": "categories", "d": []}


@dataclass(frozen=True, slots=True)
class Member:
    """Whether the person is on a list."""

    list: Address


@dataclass(frozen=True, slots=True)
class Not:
    of: Asked


@dataclass(frozen=True, slots=True)
class Several:
    """All of them, or one of them at least; two or more."""

    kind: Literal["And", "Or"]
    of: tuple[Asked, ...]


Asked = Member | Not | Several


class Unheld(Exception):
    """Tryton cannot hold this; the message is a sentence that says why and what to do."""


class Strange(Exception):
    """What Tryton has there is nothing that mapconfig would write."""


def opposite(asked: Asked) -> Asked:
    return asked.of if isinstance(asked, Not) else Not(asked)


def several(kind: Literal["And", "Or"], of: Sequence[Asked]) -> Asked:
    """`of` as one question; a single one is itself."""
    return of[0] if len(of) == 1 else Several(kind, tuple(of))


# --- criteria --------------------------------------------------------------------------------------------------------


def asked_by(criteria: Any) -> Asked:
    """The question that `criteria` put. Raises Unheld."""
    node, problems = parse(criteria)
    if node is None or problems:
        raise Unheld("The criteria cannot be read.")
    return _asked(node)


def _asked(node: Node) -> Asked:
    if isinstance(node, Group):
        parts = [_asked(item) for item in node.items]
        if node.kind == "none":
            return Not(several("Or", parts))
        return several("And" if node.kind == "all" else "Or", parts)
    if isinstance(node, Sentence) and isinstance(node.test, ListTest):
        member = Member(Address.of("list", node.test.name))
        return member if node.test.member else Not(member)
    raise Unheld(
        "Tryton can ask here only who is on a list: its parties have none of the other fields and no activities. Keep "
        "a static list of these people, and ask `in list`."
    )


def criteria_of(asked: Asked) -> Any:
    """The criteria that put this question, in their one writing."""
    items = asked.of if isinstance(asked, Several) and asked.kind == "And" else [asked]
    return canonical([_item(each) for each in items])


def _item(asked: Asked) -> Any:
    if isinstance(asked, Member):
        return write(ListTest(asked.list.key))
    if isinstance(asked, Several):
        return {"any" if asked.kind == "Or" else "all": [_item(each) for each in asked.of]}
    inner = asked.of
    if isinstance(inner, Member):
        return write(ListTest(inner.list.key, member=False))
    return {"none": [_item(each) for each in inner.of] if _is_or(inner) else [_item(inner)]}


def _is_or(asked: Asked) -> TypeGuard[Several]:
    return isinstance(asked, Several) and asked.kind == "Or"


# --- conditions ------------------------------------------------------------------------------------------------------


def condition(asked: Asked, id_of: IdOf) -> Any:
    """The PYSON statement that puts this question, as JSON. A list that Tryton does not have yet is named by its
    address, which is true of nobody."""
    if isinstance(asked, Member):
        number = id_of(asked.list)
        return {"__class__": "In", "k": str(asked.list) if number is None else number, "v": _CATEGORIES}
    if isinstance(asked, Not):
        return {"__class__": "Not", "v": condition(asked.of, id_of)}
    return {"__class__": asked.kind, "s": [condition(each, id_of) for each in asked.of]}


def awaited(statement: Any) -> Any:
    """The condition of a mail that is not in Tryton yet: never true, and `statement` can be read out of it again."""
    return _NEVER if statement is None else {"__class__": "And", "s": [_NEVER, statement]}


def awaiting(statement: Any) -> Any:
    """What `awaited` was given; any other condition is itself."""
    match statement:
        case {"__class__": "And", "s": [never, inner]} if never == _NEVER:
            return inner
    return None if statement == _NEVER else statement


def question(statement: Any, list_of: ListOf) -> Asked:
    """The question that a PYSON statement puts. Raises Strange for any other than who is on which list."""
    match statement:
        case {"__class__": "In", "k": int(number), "v": where} if where == _CATEGORIES:
            return Member(list_of(number))
        case {"__class__": "In", "k": str(name), "v": where} if where == _CATEGORIES and name.startswith("list/"):
            return Member(Address(name))
        case {"__class__": "Not", "v": inner}:
            return Not(question(inner, list_of))
        case {"__class__": "And" | "Or" as kind, "s": [_, _, *_] as parts}:
            return Several(kind, tuple(question(each, list_of) for each in parts))
    raise Strange("a condition about something else than lists")


# --- domains ---------------------------------------------------------------------------------------------------------


def domain(lists: Sequence[Address], id_of: IdOf) -> list[Any]:
    """The domain of the parties on one of `lists`; of nobody where there are none. A list that Tryton does not have
    yet is looked for by the mark in its name."""
    numbers = {each: id_of(each) for each in lists}
    known = sorted(number for number in numbers.values() if number is not None)
    clauses: list[Any] = [["categories", "in", known]] if known else []
    for each, number in numbers.items():
        if number is None:
            clauses.append(["categories.name", "like", "%[" + each.key.replace("_", "\\_") + "]"])
    if not clauses:
        return NOBODY
    return clauses if len(clauses) == 1 else [["OR", *clauses]]


def lists_of(said: Any, list_of: ListOf) -> list[Address]:
    """The lists whose members a domain finds. Raises Strange for any other domain."""
    if said == NOBODY:
        return []
    match said:
        case [["OR", *clauses]]:
            pass
        case [_]:
            clauses = said
        case _:
            raise Strange("a domain about something else than lists")
    found: list[Address] = []
    for clause in clauses:
        match clause:
            case ["categories", "in", [*numbers]] if numbers and all(type(each) is int for each in numbers):
                found += [list_of(number) for number in numbers]
            case ["categories.name", "like", str(pattern)] if pattern.startswith("%[") and pattern.endswith("]"):
                found.append(Address.of("list", pattern[2:-1].replace("\\_", "_")))
            case _:
                raise Strange("a domain about something else than lists")
    return found


def numbers_in(said: Any) -> set[int]:
    """The ids of lists that a domain or a condition of ours names, at any depth; of any others nobody can tell."""
    match said:
        case {"__class__": "In", "k": int(number), "v": where} if where == _CATEGORIES:
            return {number}
        case ["categories", "in", [*numbers]]:
            return {each for each in numbers if type(each) is int}
        case dict():
            return set[int]().union(*map(numbers_in, said.values()))
        case list():
            return set[int]().union(*map(numbers_in, said))
    return set()


def loads(text: Any) -> Any:
    """What Tryton keeps as a text with JSON in it; the text itself where it is none, and None for an empty one."""
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def dumps(said: Any) -> str:
    """`said` as Tryton keeps it."""
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
