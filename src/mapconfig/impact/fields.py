"""What the change of one field does to people, where both sides have to be looked at to tell.

Each reading takes a field it knows and gives its effects; a field that no reading knows has the class of its schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from mapconfig.address import Address
from mapconfig.diff import ABSENT, FieldChange, How, shape_at
from mapconfig.finding import Path
from mapconfig.graph import Edge, Links
from mapconfig.impact import sense, switching
from mapconfig.impact.effect import Effect
from mapconfig.impact.situation import Situation, shortened
from mapconfig.impact.spread import GROWS, LEAVING, MEMBERSHIP, SHRINKS, runs
from mapconfig.language import Text, plural, say
from mapconfig.model import Asset, Shape
from mapconfig.values import dataclass

_STEP_VERBS = ("send", "wait", "if", "did", "do")
#: Attributes of a CRM field that decide which values people can have.
_CRM_MEANING = ("type", "values", "formula", "reference_to", "uses", "value_set")

_BY_CLASS = {
    "cosmetic": say("text or filing only, nobody outside notices"),
    "tuning": say("what people get or when they get it changes a little, not who gets it"),
    "new-entrants": say("it counts for people who come in from now on"),
    "re-evaluates": say("who belongs is worked out again for everybody"),
    "sends": say("people may be e-mailed because of it"),
    "ejects": say("people who are on their way may leave"),
    "consent": say("it decides who may be e-mailed"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One changed field in its situation; `shape` is None where the schema says nothing of the place."""

    situation: Situation
    change: FieldChange
    shape: Shape | None

    @property
    def path(self) -> Path:
        return self.change.path

    @property
    def relation(self) -> str:
        """The relation of the reference that changed, empty where it is none."""
        return self.shape.reference.relation if self.shape is not None and self.shape.reference is not None else ""

    @property
    def is_criteria(self) -> bool:
        return self.shape is not None and self.shape.criteria

    @property
    def by_schema(self) -> str:
        """The class that the schema gives to the field."""
        return self.change.effect or "new-entrants"

    def has(self, name: str, consequence: Text, via: tuple[Edge, ...] = ()) -> Effect:
        """The effect `name`: the field's words, and what follows from them."""
        return Effect(
            name,
            say("{words}: {consequence}.", words=shortened(self.change.words), consequence=consequence),
            self.path,
            via,
        )

    def plain(self) -> Effect:
        """The effect that the schema gives to the field."""
        return self.has(self.by_schema, _BY_CLASS[self.by_schema])


Reading = Callable[[Edit], Iterator[Effect] | None]


def effects_of(situation: Situation, change: FieldChange) -> Iterator[Effect]:
    """The effects of one changed field."""
    edit = Edit(situation, change, shape_at(situation.kind.shape, change.path))
    for reading in READINGS:
        found = reading(edit)
        if found is not None:
            effects = list(found)
            yield from effects or [edit.plain()]
            return
    yield edit.plain()


def _state(edit: Edit) -> Iterator[Effect] | None:
    return switching.state_changed(edit.situation) if edit.path == ("state",) else None


def _crm_field(edit: Edit) -> Iterator[Effect] | None:
    """A field of the CRM that means something else now (D2)."""
    situation = edit.situation
    if situation.address.kind != "crm-field":
        return None
    users = sorted({edge.source for edge in situation.links.used_by(situation.address)})
    if not users:
        return iter([edit.has("cosmetic", say("nothing here depends on this field"))])
    if edit.path[0] not in _CRM_MEANING:
        return iter([edit.has("cosmetic", say("the values people have stay as they are"))])
    if edit.path[0] == "values" and edit.change.how in (How.ADDED, How.MOVED):
        return iter([edit.has("tuning", say("people who have another value keep it"))])
    first: str = users[0]
    if len(users) > 1:
        first = say("{asset} and {more} more", asset=first, more=len(users) - 1)
    return iter(
        [
            edit.has(
                "re-evaluates",
                say("{users}, and whatever tests them, mean something else or break", users=first),
            )
        ]
    )


def _suppression(edit: Edit) -> Iterator[Effect] | None:
    """A list under `suppress` that is new, or gone without one that holds at least as many people back."""
    return _suppression_effects(edit) if edit.relation == "suppresses" else None


def _suppression_effects(edit: Edit) -> Iterator[Effect]:
    situation, gone = edit.situation, edit.change.before
    if gone is ABSENT:
        yield edit.has("re-evaluates", say("its members get nothing from it any more"))
        return
    kept = [edge.target for edge in situation.after_links.uses(situation.address) if edge.relation == "suppresses"]
    wider = next((one for one in kept if sense.narrows(situation.after_links, Address(gone), one)), None)
    if wider is not None:
        yield edit.has("tuning", say("everybody on it is on {wider} as well, which still holds them back", wider=wider))
    else:
        yield edit.has("consent", say("its members may be e-mailed again"))


def _held_back(edit: Edit) -> Iterator[Effect] | None:
    """A list that settings of a platform no longer name: they may be how it keeps somebody from a journey's e-mails."""
    situation = edit.situation
    if edit.path[0] != "vendor" or situation.address.kind != "journey":
        return None
    lost = sense.let_go(situation.change.before, situation.change.after)
    return iter([edit.has("consent", say("its members may be e-mailed again"))]) if lost else None


def _operational(edit: Edit) -> Iterator[Effect] | None:
    if edit.path != ("operational",):
        return None
    if edit.change.after is True:
        return iter([edit.has("consent", say("it now also goes to people who opted out"))])
    return iter([edit.has("tuning", say("it respects opt-outs again"))])


def _purpose(edit: Edit) -> Iterator[Effect] | None:
    if edit.path != ("purpose",):
        return None
    if edit.change.before == sense.SUPPRESSION:
        return iter([edit.has("consent", say("it no longer counts as a list of people who must not be e-mailed"))])
    return iter([edit.has("re-evaluates", say("it is used differently from now on"))])


def _asked_consent(edit: Edit) -> Iterator[Effect] | None:
    """What a form asks permission for, and whether it must be given."""
    if edit.path[0] != "consent":
        return None
    asset = edit.situation.change.before
    if (asset is not None and "consent" not in asset.attributes) or (
        edit.path == ("consent", "required") and edit.change.after is True
    ):
        return iter([edit.has("new-entrants", say("whoever submits it from now on is asked more strictly"))])
    return iter([edit.has("consent", say("it decides who counts as having agreed"))])


def _membership(edit: Edit) -> Iterator[Effect] | None:
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
        edit.by_schema, say("{cause}: {consequence}.", cause=cause, consequence=_BY_CLASS[edit.by_schema]), edit.path
    )
    yield from situation.consequences(situation.address, signs, cause, edit.path)
    if not sense.is_suppression(situation.after, situation.after_links, situation.address):
        yield from _dropped_protection(edit)


def _criteria_signs(edit: Edit) -> tuple[int, ...]:
    """Whether more or fewer people belong; both where nobody can tell, none where it is the same people."""
    before, after = edit.situation.change.before, edit.situation.change.after
    # Without criteria of its own a list has the members of the one it extends; without either nobody can tell.
    if edit.change.before is ABSENT and _extends(before):
        return (SHRINKS,)
    if edit.change.after is ABSENT and _extends(after):
        return (GROWS,)
    return _signs(edit.change)


def _extends(asset: Asset | None) -> bool:
    return asset is not None and "extends" in asset.attributes


def _signs(change: FieldChange) -> tuple[int, ...]:
    directions = {part.direction for part in change.parts} - {"same"}
    if directions == {"loosened"}:
        return (GROWS,)
    if directions == {"tightened"}:
        return (SHRINKS,)
    return (GROWS, SHRINKS) if directions else ()


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


def _dropped_protection(edit: Edit) -> Iterator[Effect]:
    """An opt-in condition, or a suppression list that was kept out, and no longer is."""
    situation, change = edit.situation, edit.change
    if edit.path == ("extends",):
        old, new = change.before, change.after
        protected = old is not ABSENT and sense.list_protects(situation.before, situation.before_links, Address(old))
        still = new is not ABSENT and sense.list_protects(situation.after, situation.after_links, Address(new))
        if protected and not still:
            yield edit.has("consent", say("{old} is what kept out people who may not be e-mailed", old=old))
        return
    if GROWS not in _signs(change):
        return
    kept = sense.protections(situation.after, situation.after_links, _criteria(change.after))
    for one in _lost(sense.protections(situation.before, situation.before_links, _criteria(change.before)), kept):
        yield edit.has("consent", say("`{sentence}` kept out people who may not be e-mailed", sentence=one.words))


def _criteria(value: Any) -> Any:
    return [] if value is ABSENT else value


def _lost(before: set[sense.Asked], after: set[sense.Asked]) -> list[sense.Asked]:
    return sorted(before - after, key=lambda one: one.words)


def _leaving(edit: Edit) -> Iterator[Effect] | None:
    """Who leaves a journey early, or as a success."""
    return _leaving_effects(edit) if edit.path[0] in LEAVING and edit.is_criteria else None


def _leaving_effects(edit: Edit) -> Iterator[Effect]:
    situation, change = edit.situation, edit.change
    # Without criteria nobody leaves, so to have some at all can only make people leave.
    signs = (GROWS,) if change.before is ABSENT else (SHRINKS,) if change.after is ABSENT else _signs(change)
    if not signs:
        yield edit.has("tuning", say("the same people leave {asset} as before", asset=situation.address))
    if GROWS in signs:
        yield edit.has("ejects", say("more people leave {asset} before its end", asset=situation.address))
    if SHRINKS in signs:
        yield edit.has(
            "sends", say("people who would have left {asset} stay and get its e-mails", asset=situation.address)
        )
        kept = sense.consents(situation.after, situation.after_links, _criteria(change.after))
        for one in _lost(sense.consents(situation.before, situation.before_links, _criteria(change.before)), kept):
            yield edit.has("consent", say("`{sentence}` made people leave who may not be e-mailed", sentence=one.words))


def _other_criteria(edit: Edit) -> Iterator[Effect] | None:
    """Criteria of a branch, a variant, a grade."""
    return iter([edit.plain(), *_dropped_protection(edit)]) if edit.is_criteria else None


def _entry(edit: Edit) -> Iterator[Effect] | None:
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
        yield from _unprotected(edit)
    elif Address(change.before).kind == "list":
        yield edit.has(
            "ejects",
            say("people who came into {asset} from it no longer qualify and leave", asset=situation.address),
        )


def _recipients(edit: Edit) -> Iterator[Effect] | None:
    """To whom an e-mail goes."""
    if edit.relation != "sends-to":
        return None
    return _recipients_effects(edit)


def _recipients_effects(edit: Edit) -> Iterator[Effect]:
    """What one list under `to` does, seen together with the others that came and went."""
    links = edit.situation.after_links
    old, new = _audiences(edit)
    if edit.change.how is How.REMOVED:
        here = Address(edit.change.before)
        if any(sense.narrows(links, here, one) for one in new):
            yield edit.has("tuning", say("everybody on it still gets it by another list"))
        elif new <= old:
            yield edit.has("tuning", say("fewer people get it"))
        else:
            yield edit.has("tuning", say("its members get it only where they are on a list that it goes to now"))
        return
    here = Address(edit.change.after)
    if any(sense.narrows(links, here, one) for one in old):
        yield edit.has("tuning", say("everybody on it was to get it before as well"))
        return
    consequence = say("its members will be e-mailed")
    if not all(any(sense.narrows(links, one, other) for other in new) for one in old):
        consequence = say(
            "its members will be e-mailed; whether more or fewer people get it than before cannot be told"
        )
    yield edit.has("sends", consequence)
    yield from _unprotected(edit)


def _audiences(edit: Edit) -> tuple[set[Address], set[Address]]:
    """The lists that the asset takes people from, before and after, by the relation of the field that changed.

    A list that was renamed counts by its new name on both sides.
    """
    situation = edit.situation
    before = situation.change.before
    assert before is not None, "a field changes only in an asset that was there"
    now = {earlier: address for address, earlier in situation.after.renamed_from.items()}

    def lists(links: Links, address: Address) -> set[Address]:
        found = (edge.target for edge in links.uses(address) if edge.relation == edit.relation)
        return {one for one in found if one.kind == "list"}

    old = lists(situation.before_links, before.address)
    return {now.get(one, one) for one in old}, lists(situation.after_links, situation.address)


def _unprotected(edit: Edit) -> Iterator[Effect]:
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
    for one in _lost(set.intersection(*old), sense.list_protections(situation.after, situation.after_links, here)):
        if sense.keeps_out(one) not in held_back:
            yield edit.has(
                "consent",
                say(
                    "`{sentence}` was asked of everybody before, and {here} does not ask for it",
                    sentence=one.words,
                    here=here,
                ),
            )


def _time(edit: Edit) -> Iterator[Effect] | None:
    """Another time for an e-mail to lists. The same people get it, earlier or later, unless one of the times is over:
    it has gone out by the one, and nobody knows what a platform makes of the other."""
    if edit.path != ("schedule", "at") or edit.change.how is not How.CHANGED:
        return None
    before, after, today = _day(edit.change.before), _day(edit.change.after), edit.situation.today
    if before is None or after is None or today is None:
        return None
    asset = edit.situation.address
    if after < today:
        over = say(
            "that is over, and a platform sends {asset} to everybody on its lists at once, or never", asset=asset
        )
        return iter([edit.has("sends", over)])
    if before < today:
        again = say("the time before is over, and {asset} goes out once more if it has gone out then", asset=asset)
        return iter([edit.has("sends", again)])
    days = abs((after - before).days)
    if not days:
        moved = say("{asset} goes to the same people on the same day, at another time", asset=asset)
    elif after < before:
        moved = plural(
            "{asset} goes to the same people, {n} day earlier",
            "{asset} goes to the same people, {n} days earlier",
            days,
            asset=asset,
        )
    else:
        moved = plural(
            "{asset} goes to the same people, {n} day later",
            "{asset} goes to the same people, {n} days later",
            days,
            asset=asset,
        )
    return iter([edit.has("tuning", moved)])


def _day(moment: Any) -> date | None:
    """The day of a moment as it is written; None where it is none."""
    try:
        return datetime.fromisoformat(moment).date()
    except (TypeError, ValueError):
        return None


def _batches(edit: Edit) -> Iterator[Effect] | None:
    """The portions of a big send."""
    if edit.path[0] != "schedule":
        return None
    before = _first_share(edit.situation.change.before)
    after = _first_share(edit.situation.change.after)
    if before is None or (after is not None and after <= before):
        return None
    now = say("everybody") if after is None or after >= 100 else say("{percent} %", percent=after)
    return iter(
        [
            edit.has(
                "sends",
                say("the first batch was {before} % of the recipients and is {now} now", before=before, now=now),
            )
        ]
    )


def _first_share(asset: Asset | None) -> int | None:
    """The percentage of the first batch of an e-mail, None where it goes to everybody at once."""
    schedule = asset.attributes.get("schedule") if asset is not None else None
    batches = schedule.get("batches") if isinstance(schedule, dict) else None
    first = batches[0] if isinstance(batches, list) and batches else None
    percent = first.get("percent") if isinstance(first, dict) else None
    return percent if isinstance(percent, int) else None


def _steps(edit: Edit) -> Iterator[Effect] | None:
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


def _actions(edit: Edit) -> Iterator[Effect] | None:
    """What an asset does to people: puts them on lists and takes them off, sets fields, sends."""
    if edit.change.how is How.MOVED:
        return None
    gone = list(_acts(edit.shape, edit.change.before))
    new = list(_acts(edit.shape, edit.change.after))
    return iter([*_no_longer(edit, gone), *_from_now_on(edit, new)]) if gone or new else None


#: A relation by which an asset acts on another, and the other.
_Act = tuple[str, Address]


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


_ACTS = frozenset({"adds-to", "removes-from", "sends", "sets"})


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


#: Asked in this order; the first that knows the field answers.
READINGS: tuple[Reading, ...] = (
    _state,
    _crm_field,
    _suppression,
    _held_back,
    _operational,
    _purpose,
    _asked_consent,
    _membership,
    _leaving,
    _other_criteria,
    _entry,
    _recipients,
    _time,
    _batches,
    _steps,
    _actions,
)
