"""What it does to people that an asset starts or stops working: it is new, gone, activated, paused or put away."""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.graph import relation
from mapconfig.graph.relations import Flow
from mapconfig.impact import sense
from mapconfig.impact.effect import Effect
from mapconfig.impact.situation import Situation
from mapconfig.impact.spread import GROWS, MEMBERSHIP, SHRINKS, runs, state_of
from mapconfig.model import EFFECTS

#: The gravest class that a new or gone asset has by its schema alone; more than that needs people it reaches.
_CAP = EFFECTS.index("re-evaluates")


def created(situation: Situation) -> Iterator[Effect]:
    """The effects of a new asset."""
    address, asset = situation.address, situation.asset
    state = state_of(asset)
    if state in ("draft", "archived"):
        yield Effect("cosmetic", f"{address} is new and {_called(state)}, so it does nothing yet.")
        return
    if _waits(situation):
        yield Effect("cosmetic", f"{address} is new, and nothing uses it yet.")
        return
    name = _by_schema(situation)
    yield Effect(name, f"{address} is new: {_BASE[name]}")
    yield from switched_on(situation, f"{address} is new")
    if asset.attributes.get("operational") is True:
        yield Effect(
            "consent", f"{address} is new and operational: it also goes to people who opted out.", ("operational",)
        )


def deleted(situation: Situation) -> Iterator[Effect]:
    """The effects of an asset that is gone."""
    address, asset = situation.address, situation.asset
    state = state_of(asset)
    name = _by_schema(situation)
    users = [edge for edge in situation.links.used_by(address) if relation(edge.relation).flow is not Flow.NONE]
    if state in ("draft", "archived") and not users:
        yield Effect("cosmetic", f"{address} is gone; it was {_called(state)} and did nothing.")
        return
    still = sorted({edge.source for edge in situation.after_links.used_by(address) if edge.source in situation.after})
    yield Effect(name, f"{address} is gone: {_BASE[name]}")
    if still:
        named = f"{still[0]}{_more(len(still) - 1)} still {'name' if len(still) > 1 else 'names'} it"
        yield Effect("re-evaluates", f"{address} is gone, and {named}: what depends on it stops working.")
    if state not in ("draft", "archived"):
        yield from switched_off(situation, f"{address} is gone", for_good=True)


def state_changed(situation: Situation) -> Iterator[Effect]:
    """The effects of another state."""
    change = situation.change
    before, after = state_of(change.before), state_of(change.after)
    address = situation.address
    path = ("state",)
    if after == "active":
        cause = f"{address} is active now; it was {_called(before)}"
        yield Effect("new-entrants", f"{cause}: it counts for everybody who comes in from now on.", path)
        yield from switched_on(situation, cause)
    elif before == "active":
        cause = f"{address} is {_called(after)} now"
        stays = (
            "nobody comes in; who is in it stays where they are" if after == "paused" else "it does nothing any more"
        )
        yield Effect("new-entrants", f"{cause}: {stays}.", path)
        yield from switched_off(situation, cause, for_good=after != "paused")
    elif before == "paused":
        cause = f"{address} is {_called(after)} now"
        yield Effect("new-entrants", f"{cause}: it does not go on where it stopped.", path)
        yield from switched_off(situation, cause, for_good=True)
    else:
        yield Effect("cosmetic", f"{address} is {_called(after)} now; it was {_called(before)} and does nothing.", path)


def switched_on(situation: Situation, cause: str) -> Iterator[Effect]:
    """What follows when the asset begins to work."""
    receivers = [edge for edge in situation.links.uses(situation.address) if edge.relation == "sends-to"]
    if receivers:
        yield Effect(
            "sends", f"{cause}: it goes to {receivers[0].target}{_more(len(receivers) - 1)}.", (), (receivers[0],)
        )
    yield from situation.consequences(situation.address, (GROWS,), cause)
    yield from _unprotecting(situation, cause)


def switched_off(situation: Situation, cause: str, for_good: bool) -> Iterator[Effect]:
    """What follows when the asset stops working, for a time or for good."""
    if for_good and _holds_people(situation):
        yield Effect("ejects", f"{cause}: everybody who is in it leaves it.")
    yield from situation.consequences(situation.address, (SHRINKS,), cause)


def _holds_people(situation: Situation) -> bool:
    """Whether people are inside the asset for a time: it has an entry."""
    return "steps" in situation.asset.attributes


def _unprotecting(situation: Situation, cause: str) -> Iterator[Effect]:
    """An asset that begins to take people off suppression lists or to set what they consented to."""
    for edge in situation.links.uses(situation.address):
        if edge.relation == "removes-from" and sense.is_suppression(situation.org, situation.links, edge.target):
            yield Effect("consent", f"{cause}: it takes people off {edge.target}, which holds them back.", (), (edge,))
        elif edge.relation == "sets" and sense.is_consent_field(situation.org, situation.links, edge.target):
            yield Effect("consent", f"{cause}: it sets {edge.target}, which says who may be e-mailed.", (), (edge,))


def _waits(situation: Situation) -> bool:
    """Whether the asset does nothing by itself and nothing that works names it."""
    kind, links, address = situation.kind, situation.links, situation.address
    if kind.activation or any(name in kind.shape.properties for name in MEMBERSHIP):
        return False
    if any(
        relation(edge.relation).flow is Flow.TO_TARGET or edge.relation == "sends-to" for edge in links.uses(address)
    ):
        return False
    return not any(runs(situation.org, edge.source) for edge in links.used_by(address))


def _by_schema(situation: Situation) -> str:
    """The class that the schema gives to the kind as a whole, at most ``re-evaluates``."""
    name = situation.kind.shape.effect or "new-entrants"
    return name if EFFECTS.index(name) <= _CAP else EFFECTS[_CAP]


_BASE = {
    "cosmetic": "nothing that people get depends on it.",
    "tuning": "what people get may be a little different.",
    "new-entrants": "it counts for who comes in from now on.",
    "re-evaluates": "who belongs is worked out again.",
}


def _more(count: int) -> str:
    return f" and {count} more" if count > 0 else ""


def _called(state: str) -> str:
    return "a draft" if state == "draft" else state
