"""Who belongs to a list or a stage, meets a rule, or leaves a journey: criteria, and what stands in for them."""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.address import Address
from mapconfig.diff import ABSENT
from mapconfig.impact import sense
from mapconfig.impact.effect import Effect
from mapconfig.impact.fields.edit import BY_CLASS, Edit
from mapconfig.impact.fields.protection import asked, dropped_protection, lost
from mapconfig.impact.situation import shortened
from mapconfig.impact.spread import GROWS, LEAVING, MEMBERSHIP, SHRINKS
from mapconfig.language import say
from mapconfig.model import Asset


def membership(edit: Edit) -> Iterator[Effect] | None:
    """Who belongs to a list or a stage, or meets a rule: its criteria, what it extends, whether it is static, and what
    a platform asks in a way of its own, of which nobody here can tell whether more or fewer people meet it."""
    if edit.path[0] in MEMBERSHIP and edit.is_criteria:
        return _membership_effects(edit, _criteria_signs(edit))
    if edit.path == ("extends",):
        return _membership_effects(edit, _extends_signs(edit))
    if edit.path == ("static",):
        return _membership_effects(edit, (GROWS, SHRINKS))
    if edit.path[0] == "vendor" and edit.situation.address.kind in ("list", "rule"):
        before, after = edit.situation.change.before, edit.situation.change.after
        if sense.own_filters(before) != sense.own_filters(after):
            return _membership_effects(edit, (GROWS, SHRINKS))
    return None


def _membership_effects(edit: Edit, signs: tuple[int, ...]) -> Iterator[Effect]:
    situation = edit.situation
    if not signs:
        yield edit.has("tuning", say("the same people belong to {asset} as before", asset=situation.address))
        return
    words = shortened(edit.change.words)
    if len(signs) > 1:
        cause = say("{words}, so other people belong to {asset}", words=words, asset=situation.address)
    elif signs[0] == GROWS:
        cause = say("{words}, so more people belong to {asset}", words=words, asset=situation.address)
    else:
        cause = say("{words}, so fewer people belong to {asset}", words=words, asset=situation.address)
    yield Effect(
        edit.by_schema, say("{cause}: {consequence}.", cause=cause, consequence=BY_CLASS[edit.by_schema]), edit.path
    )
    yield from situation.consequences(situation.address, signs, cause, edit.path)
    if not sense.is_suppression(situation.after, situation.after_links, situation.address):
        yield from dropped_protection(edit)


def _criteria_signs(edit: Edit) -> tuple[int, ...]:
    """Whether more or fewer people belong; both where nobody can tell, none where it is the same people."""
    before, after = edit.situation.change.before, edit.situation.change.after
    # Without criteria of its own a list has the members of the one it extends; without either nobody can tell.
    if edit.change.before is ABSENT and _extends(before):
        return (SHRINKS,)
    if edit.change.after is ABSENT and _extends(after):
        return (GROWS,)
    return edit.signs


def _extends(asset: Asset | None) -> bool:
    return asset is not None and "extends" in asset.attributes


def _extends_signs(edit: Edit) -> tuple[int, ...]:
    old, new, links = edit.change.before, edit.change.after, edit.situation.after_links
    if old is ABSENT and "criteria" in edit.situation.asset.attributes:
        return (SHRINKS,)
    if new is ABSENT and "criteria" in edit.situation.asset.attributes:
        return (GROWS,)
    if old is not ABSENT and new is not ABSENT:
        if sense.narrows(links, Address(new), Address(old)):
            return (SHRINKS,)
        if sense.narrows(links, Address(old), Address(new)):
            return (GROWS,)
    return (GROWS, SHRINKS)


def leaving(edit: Edit) -> Iterator[Effect] | None:
    """Who leaves a journey early, or as a success."""
    return _leaving_effects(edit) if edit.path[0] in LEAVING and edit.is_criteria else None


def _leaving_effects(edit: Edit) -> Iterator[Effect]:
    situation, change = edit.situation, edit.change
    # Without criteria nobody leaves, so to have some at all can only make people leave.
    signs = (GROWS,) if change.before is ABSENT else (SHRINKS,) if change.after is ABSENT else edit.signs
    if not signs:
        yield edit.has("tuning", say("the same people leave {asset} as before", asset=situation.address))
    if GROWS in signs:
        yield edit.has("ejects", say("more people leave {asset} before its end", asset=situation.address))
    if SHRINKS in signs:
        yield edit.has(
            "sends", say("people who would have left {asset} stay and get its e-mails", asset=situation.address)
        )
        kept = sense.consents(situation.after, situation.after_links, asked(change.after))
        for one in lost(sense.consents(situation.before, situation.before_links, asked(change.before)), kept):
            yield edit.has("consent", say("`{sentence}` made people leave who may not be e-mailed", sentence=one.words))


def other_criteria(edit: Edit) -> Iterator[Effect] | None:
    """Criteria of a branch, a variant, a grade."""
    return iter([edit.plain(), *dropped_protection(edit)]) if edit.is_criteria else None
