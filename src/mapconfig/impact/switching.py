"""What it does to people that an asset starts or stops working: it is new, gone, activated, paused or put away."""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.address import Address
from mapconfig.graph import relation
from mapconfig.graph.relations import Flow
from mapconfig.impact import sense
from mapconfig.impact.effect import Effect
from mapconfig.impact.situation import Situation
from mapconfig.impact.spread import GROWS, MEMBERSHIP, SHRINKS, runs, state_of
from mapconfig.language import Text, say
from mapconfig.model import EFFECTS

#: The gravest class that a new or gone asset has by its schema alone; more than that needs people it reaches.
_CAP = EFFECTS.index("re-evaluates")


def created(situation: Situation) -> Iterator[Effect]:
    """The effects of a new asset."""
    address, asset = situation.address, situation.asset
    state = state_of(asset)
    if state in ("draft", "archived"):
        yield Effect(
            "cosmetic",
            say("{address} is new and {state}, so it does nothing yet.", address=address, state=called(state)),
        )
        return
    if _waits(situation):
        # Itself a draft in the same change, or out of use: it names the asset all the same.
        users = sorted({edge.source for edge in situation.links.used_by(address) if edge.relation != "owned-by"})
        yield Effect(
            "cosmetic",
            say("{address} is new, and {users}, which names it, does not run yet.", address=address, users=users[0])
            if len(users) == 1
            else say(
                "{address} is new, and what names it, {users}, does not run yet.",
                address=address,
                users=_and_more(users[0], len(users) - 1),
            )
            if users
            else say("{address} is new, and nothing uses it yet.", address=address),
        )
        return
    name = _by_schema(situation)
    yield Effect(name, say("{address} is new: {consequence}", address=address, consequence=_BASE[name]))
    yield from switched_on(situation, say("{address} is new", address=address))
    if asset.attributes.get("operational") is True:
        yield Effect(
            "consent",
            say("{address} is new and operational: it also goes to people who opted out.", address=address),
            ("operational",),
        )


def unmanaged(address: Address) -> Effect:
    """The effect of an asset that is only out of the files."""
    return Effect(
        "cosmetic",
        say(
            "{address} is no longer in the files: it becomes unmanaged and keeps running as it is. To delete it: "
            "mapconfig rm {address}.",
            address=address,
        ),
    )


def deleted(situation: Situation) -> Iterator[Effect]:
    """The effects of an asset that is gone."""
    address, asset = situation.address, situation.asset
    state = state_of(asset)
    name = _by_schema(situation)
    users = [edge for edge in situation.links.used_by(address) if relation(edge.relation).flow is not Flow.NONE]
    if state in ("draft", "archived") and not users:
        yield Effect(
            "cosmetic", say("{address} is gone; it was {state} and did nothing.", address=address, state=called(state))
        )
        return
    still = sorted({edge.source for edge in situation.after_links.used_by(address) if edge.source in situation.after})
    yield Effect(name, say("{address} is gone: {consequence}", address=address, consequence=_BASE[name]))
    if still:
        yield Effect(
            "re-evaluates",
            say(
                "{address} is gone, and {users} still name it: what depends on it stops working.",
                address=address,
                users=_and_more(still[0], len(still) - 1),
            )
            if len(still) > 1
            else say(
                "{address} is gone, and {user} still names it: what depends on it stops working.",
                address=address,
                user=still[0],
            ),
        )
    if state not in ("draft", "archived"):
        yield from switched_off(situation, say("{address} is gone", address=address), for_good=True)


def state_changed(situation: Situation) -> Iterator[Effect]:
    """The effects of another state."""
    change = situation.change
    before, after = state_of(change.before), state_of(change.after)
    address = situation.address
    path = ("state",)
    if after == "active":
        # A platform knows that it did not run, and not whether it was a draft: whoever looks at one says the same.
        cause = say("{address} is active now and was not before", address=address)
        yield Effect(
            "new-entrants", say("{cause}: it counts for everybody who comes in from now on.", cause=cause), path
        )
        yield from switched_on(situation, cause)
    elif before == "active":
        cause = say("{address} is {after} now", address=address, after=called(after))
        reason = (
            say("{cause}: nobody comes in; who is in it stays where they are.", cause=cause)
            if after == "paused"
            else say("{cause}: it does nothing any more.", cause=cause)
        )
        yield Effect("new-entrants", reason, path)
        yield from switched_off(situation, cause, for_good=after != "paused")
    elif before == "paused":
        cause = say("{address} is {after} now", address=address, after=called(after))
        yield Effect("new-entrants", say("{cause}: it does not go on where it stopped.", cause=cause), path)
        yield from switched_off(situation, cause, for_good=True)
    else:
        yield Effect(
            "cosmetic",
            say(
                "{address} is {after} now; it was {before} and does nothing.",
                address=address,
                after=called(after),
                before=called(before),
            ),
            path,
        )


def switched_on(situation: Situation, cause: Text) -> Iterator[Effect]:
    """What follows when the asset begins to work."""
    receivers = [edge for edge in situation.links.uses(situation.address) if edge.relation == "sends-to"]
    if receivers:
        yield Effect(
            "sends",
            say("{cause}: it goes to {lists}.", cause=cause, lists=_and_more(receivers[0].target, len(receivers) - 1)),
            (),
            (receivers[0],),
        )
    yield from situation.consequences(situation.address, (GROWS,), cause)
    yield from _unprotecting(situation, cause)


def switched_off(situation: Situation, cause: Text, for_good: bool) -> Iterator[Effect]:
    """What follows when the asset stops working, for a time or for good."""
    if for_good and _holds_people(situation):
        yield Effect("ejects", say("{cause}: everybody who is in it leaves it.", cause=cause))
    yield from situation.consequences(situation.address, (SHRINKS,), cause)


def _holds_people(situation: Situation) -> bool:
    """Whether people are inside the asset for a time: it has an entry."""
    return "steps" in situation.asset.attributes or "entry" in situation.asset.attributes


def _unprotecting(situation: Situation, cause: Text) -> Iterator[Effect]:
    """An asset that begins to take people off suppression lists or to set what they consented to."""
    for edge in situation.links.uses(situation.address):
        if edge.relation == "removes-from" and sense.is_suppression(situation.org, situation.links, edge.target):
            yield Effect(
                "consent",
                say("{cause}: it takes people off {target}, which holds them back.", cause=cause, target=edge.target),
                (),
                (edge,),
            )
        elif edge.relation == "sets" and sense.is_consent_field(situation.org, situation.links, edge.target):
            yield Effect(
                "consent",
                say("{cause}: it sets {target}, which says who may be e-mailed.", cause=cause, target=edge.target),
                (),
                (edge,),
            )


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
    "cosmetic": say("nothing that people get depends on it."),
    "tuning": say("what people get may be a little different."),
    "new-entrants": say("it counts for who comes in from now on."),
    "re-evaluates": say("who belongs is worked out again."),
}


def _and_more(asset: str, count: int) -> str:
    return say("{asset} and {more} more", asset=asset, more=count) if count > 0 else asset


_CALLED = {"active": say("active"), "archived": say("archived"), "draft": say("a draft"), "paused": say("paused")}


def called(state: str) -> str:
    """A state in words."""
    return _CALLED.get(state, state)
