"""How grave a change is: its effect classes, from the schema and from a look at both sides.

`docs/effects.md` explains the classes to an admin. The schema's annotation is where every field starts; a look at both
sides may raise it (a list that is loosened mails people when an active journey takes them in), or lower it where nobody
is worse off.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from mapconfig.address import Address
from mapconfig.diff import Change
from mapconfig.graph import Edge, Links
from mapconfig.impact import fields, sense, switching
from mapconfig.impact.effect import Effect, worst, worst_first
from mapconfig.impact.situation import Situation
from mapconfig.impact.spread import GROWS, LEAVING, MEMBERSHIP, SHRINKS
from mapconfig.language import say
from mapconfig.model import EFFECTS, Org

__all__ = ["EFFECTS", "Effect", "classify", "worst"]

#: What is said of an asset that does nothing is at most this.
_IDLE = "tuning"


def classify(
    change: Change,
    before_links: Links,
    after_links: Links,
    before: Org,
    after: Org,
    gone: Collection[Address] = (),
    today: date | None = None,
) -> tuple[Effect, ...]:
    """The effects of `change`, the gravest first; never empty. `gone` are all assets that are deleted with it, `today`
    the day by which times are over or to come."""
    situation = Situation(change, before, after, before_links, after_links, gone, today)
    if change.action == "create":
        return worst_first(switching.created(situation))
    if change.unmanaged:
        return (switching.unmanaged(change.address),)
    if change.action == "delete":
        return worst_first([*switching.deleted(situation), *_lost_field(situation)])
    effects: list[Effect] = []
    if change.renamed_from is not None:
        reason = say(
            "{before} is called {after} now: its members and history stay.",
            before=change.renamed_from,
            after=change.address,
        )
        effects.append(Effect("cosmetic", reason))
    for field in change.fields:
        effects += fields.effects_of(situation, field)
    if not situation.running():
        effects = [_idle(effect) for effect in effects]
    return worst_first(effects)


def _idle(effect: Effect) -> Effect:
    """`effect` as it counts for an asset that nothing runs on."""
    if effect.weight <= EFFECTS.index(_IDLE):
        return effect
    reason = say("{reason} Nothing of it runs yet, so nobody notices before it is active.", reason=effect.reason)
    return Effect(_IDLE, reason, effect.path, effect.via)


def _lost_field(situation: Situation) -> Iterator[Effect]:
    """A field that is gone: criteria that test it can hold for nobody or for everybody, and nobody can tell which."""
    address = situation.address
    if address.kind not in ("crm-field", "field"):
        return
    queue: list[tuple[Address, tuple[Edge, ...]]] = [(address, ())]
    seen = {address}
    moved: set[Address] = set()
    while queue:
        here, via = queue.pop(0)
        # Sorted, since the order in which a file lists its attributes means nothing.
        for edge in sorted(situation.links.used_by(here), key=lambda edge: (edge.source, str(edge.path))):
            if edge.source in situation.gone:
                continue
            if edge.source.kind in ("crm-field", "field"):
                if edge.source not in seen:
                    seen.add(edge.source)
                    queue.append((edge.source, (*via, edge)))
            elif edge.relation == "uses":
                yield from _without_field(situation, here, (*via, edge))
                if edge.path[:1] and edge.path[0] in MEMBERSHIP and edge.source not in moved:
                    moved.add(edge.source)
                    cause = say(
                        "{address} is gone, and {source} tests {here}", address=address, source=edge.source, here=here
                    )
                    yield from situation.consequences(edge.source, (GROWS, SHRINKS), cause)


def _without_field(situation: Situation, field: Address, via: tuple[Edge, ...]) -> Iterator[Effect]:
    """What it means for the last asset of `via` that `field` has no values any more."""
    edge = via[-1]
    gone, source = situation.address, edge.source
    if sense.criteria_at(situation.org, edge) is None:
        yield Effect(
            "tuning",
            say(
                "{gone} is gone, and {source} shows {field}: its place stays empty.",
                gone=gone,
                source=source,
                field=field,
            ),
            (),
            via,
        )
        return
    yield Effect(
        "re-evaluates",
        say(
            "{gone} is gone, and {source} tests {field}: nobody can say for whom that holds.",
            gone=gone,
            source=source,
            field=field,
        ),
        (),
        via,
    )
    if sense.is_consent_field(situation.org, situation.links, field):
        reason = say(
            "{gone} is gone, and {source} tests {field}, which says who may be e-mailed: nobody is kept out by it any "
            "more.",
            gone=gone,
            source=source,
            field=field,
        )
        yield Effect("consent", reason, (), via)
    if edge.path[0] in LEAVING:
        yield Effect(
            "ejects",
            say(
                "{gone} is gone, and {source} tests {field} to tell who leaves: people may leave it.",
                gone=gone,
                source=source,
                field=field,
            ),
            (),
            via,
        )
