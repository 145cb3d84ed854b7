"""What journeys, rules and forms do with people: take them in, lead them on, act on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapconfig.address import Address
from mapconfig.diff import ABSENT, How
from mapconfig.graph import Edge
from mapconfig.impact import sense
from mapconfig.impact.effect import Effect
from mapconfig.impact.fields.edit import Edit
from mapconfig.impact.fields.protection import unprotected
from mapconfig.impact.situation import shortened
from mapconfig.impact.spread import GROWS, SHRINKS, runs
from mapconfig.language import say
from mapconfig.model import Shape

_STEP_VERBS = ("send", "wait", "if", "did", "do")
_ACTS = frozenset({"adds-to", "removes-from", "sends", "sets"})

#: A relation by which an asset acts on another, and the other.
_Act = tuple[str, Address]


def entry(edit: Edit) -> Iterator[Effect] | None:
    """Where a journey takes people in, and whether they may come again."""
    if edit.relation == "enters-from":
        return _entry_effects(edit)
    if edit.path[-1] == "re_entry" and edit.change.after is not ABSENT:
        address = edit.situation.address
        return iter(
            [
                edit.has(
                    "sends", say("people who have been through {address} may get its e-mails again", address=address)
                )
            ]
        )
    return None


def _entry_effects(edit: Edit) -> Iterator[Effect]:
    situation, change = edit.situation, edit.change
    yield edit.plain()
    if change.how is not How.REMOVED:
        yield from situation.consequences(situation.address, (GROWS,), shortened(change.words), edit.path)
        yield from unprotected(edit)
    elif Address(change.before).kind == "list":
        yield edit.has(
            "ejects",
            say("people who came into {asset} from it no longer qualify and leave", asset=situation.address),
        )


def steps(edit: Edit) -> Iterator[Effect] | None:
    """Steps of a journey in which people may be."""
    path = edit.path
    if path[0] != "steps" or edit.change.how is not How.REMOVED:
        return None
    if len(path) == 2:
        lost = say("people who are at this step leave {asset} or are moved on", asset=edit.situation.address)
    elif len(path) == 3 and path[2] in _STEP_VERBS:
        lost = say("step {step} is of another kind now, and people who are at it start it anew", step=str(path[1]))
    else:
        return None
    return iter([edit.has("ejects", lost), *_no_longer(edit, list(_acts(edit.shape, edit.change.before)))])


def actions(edit: Edit) -> Iterator[Effect] | None:
    """What an asset does to people: puts them on lists and takes them off, sets fields, sends."""
    if edit.change.how is How.MOVED:
        return None
    gone = list(_acts(edit.shape, edit.change.before))
    new = list(_acts(edit.shape, edit.change.after))
    return iter([*_no_longer(edit, gone), *_from_now_on(edit, new)]) if gone or new else None


def _no_longer(edit: Edit, acts: list[_Act]) -> Iterator[Effect]:
    if acts and edit.change.how is not How.CHANGED:
        yield edit.has("new-entrants", say("it does not happen to people who come by from now on"))
    for relation, target in acts:
        if relation in ("adds-to", "removes-from"):
            sign = SHRINKS if relation == "adds-to" else GROWS
            yield from edit.situation.consequences(target, (sign,), shortened(edit.change.words), edit.path)


def _from_now_on(edit: Edit, acts: list[_Act]) -> Iterator[Effect]:
    situation = edit.situation
    for relation, target in acts:
        via = (Edge(situation.address, target, relation, edit.path),)
        if relation == "sends" and runs(situation.after, target):
            yield edit.has("sends", say("people will be sent {target}", target=target), via)
            continue
        yield edit.has("new-entrants", say("it happens to people who come by from now on"))
        if relation in ("adds-to", "removes-from"):
            sign = GROWS if relation == "adds-to" else SHRINKS
            yield from situation.consequences(target, (sign,), shortened(edit.change.words), edit.path)
        elif relation == "sets" and sense.is_consent_field(situation.after, situation.after_links, target):
            yield edit.has("consent", say("{target} says who may be e-mailed", target=target), via)


def _acts(shape: Shape | None, value: Any) -> Iterator[_Act]:
    """The acting references in a value, none where there is no value."""
    if shape is None:
        return
    if isinstance(value, str):
        if shape.reference is not None and shape.reference.relation in _ACTS:
            yield shape.reference.relation, Address(value)
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from _acts(shape.below(name), below)
    elif isinstance(value, list):
        for below in value:
            yield from _acts(shape.items, below)
