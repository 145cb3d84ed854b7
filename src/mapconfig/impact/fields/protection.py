"""Conditions that kept out people who may not be e-mailed, and that are asked no longer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapconfig.address import Address
from mapconfig.diff import ABSENT
from mapconfig.impact import sense
from mapconfig.impact.effect import Effect
from mapconfig.impact.fields.edit import Edit
from mapconfig.impact.spread import GROWS
from mapconfig.language import say


def dropped_protection(edit: Edit) -> Iterator[Effect]:
    """An opt-in condition, or a suppression list that was kept out, and no longer is."""
    situation, change = edit.situation, edit.change
    if edit.path == ("extends",):
        old, new = change.before, change.after
        protected = old is not ABSENT and sense.list_protects(situation.before, situation.before_links, Address(old))
        still = new is not ABSENT and sense.list_protects(situation.after, situation.after_links, Address(new))
        if protected and not still:
            yield edit.has("consent", say("{old} is what kept out people who may not be e-mailed", old=old))
        return
    if GROWS not in edit.signs:
        return
    kept = sense.protections(situation.after, situation.after_links, asked(change.after))
    for one in lost(sense.protections(situation.before, situation.before_links, asked(change.before)), kept):
        yield edit.has("consent", say("`{sentence}` kept out people who may not be e-mailed", sentence=one.words))


def unprotected(edit: Edit) -> Iterator[Effect]:
    """Conditions of consent that everybody on the lists before met, and that the list added now does not ask for."""
    situation, here = edit.situation, Address(edit.change.after)
    before = situation.change.before
    if before is None or here.kind != "list":
        return
    earlier = (edge for edge in situation.before_links.uses(before.address) if edge.relation == edit.relation)
    old = [
        sense.list_protections(situation.before, situation.before_links, edge.target)
        for edge in earlier
        if edge.target.kind == "list"
    ]
    if not old:
        return
    uses = situation.after_links.uses(situation.address)
    held_back = {edge.target for edge in uses if edge.relation == "suppresses"}
    for one in lost(set.intersection(*old), sense.list_protections(situation.after, situation.after_links, here)):
        if sense.keeps_out(one) not in held_back:
            yield edit.has(
                "consent",
                say(
                    "`{sentence}` was asked of everybody before, and {here} does not ask for it",
                    sentence=one.words,
                    here=here,
                ),
            )


def asked(value: Any) -> Any:
    """The criteria of one side; none at all where that side has none."""
    return [] if value is ABSENT else value


def lost(before: set[sense.Asked], after: set[sense.Asked]) -> list[sense.Asked]:
    """What was asked for and is no longer, in the order of its words."""
    return sorted(before - after, key=lambda one: one.words)
