"""Where people go when a group of them grows or shrinks: from list to list, into journeys, to e-mails, with the sign.

`mapconfig.graph.reach` says what a change reaches; this says which way. A list that shrinks makes the lists that extend
it shrink, those that keep it out grow, and where it is a suppression more people are mailed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from mapconfig.address import Address
from mapconfig.graph import Edge, Links
from mapconfig.impact import sense
from mapconfig.model import Asset, Org
from mapconfig.values import dataclass

GROWS, SHRINKS = 1, -1

#: What an asset does with people when it is at work. A paused one keeps those it has.
_RUNNING = ("active", "paused")

#: Attributes whose criteria say who belongs to the asset as a whole, and those that say who leaves it.
MEMBERSHIP = ("criteria", "when")
LEAVING = ("exit", "goal")


#: Roles in which an asset has more or fewer people of its own and so passes it on.
_PASSING = ("match", "enter")

#: Roles that matter for what is new as well: whom it may e-mail.
_TOLD_OF_NEW = ("sent", "unread")

#: The attribute that says what an asset of a kind does with people, where a platform may say it in its own way instead.
_DOES = {"journey": "steps", "rule": "do"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A place where it makes a difference.

    `role` says what people do there: ``held back``, ``enter``, ``receive``, ``match`` (criteria of a list, rule or
    stage), ``leave``, ``branch``, ``sent`` (an e-mail goes out) or ``unread`` (it does with them what nobody can read
    here). `sign` is that of the people who do it: more are
    held back, fewer enter.
    """

    address: Address
    role: str
    sign: int
    via: tuple[Edge, ...]


def state_of(asset: Asset | None) -> str:
    """The state of an asset, ``archived`` where there is none."""
    return "archived" if asset is None else str(asset.attributes.get("state", "active"))


def runs(org: Org, address: Address) -> bool:
    """Whether `address` does anything with people, now or when it is resumed."""
    return state_of(org.assets.get(address)) in _RUNNING


def spread(
    org: Org,
    links: Links,
    start: Address,
    sign: int,
    gone: Collection[Address] = (),
    new: Callable[[Address], bool] = lambda _: False,
) -> Iterator[Arrival]:
    """Everything that is different when the people of `start` become more or fewer, nearest first.

    They are the members of a list, who meets a rule, who enters a journey. Assets that do not run pass nothing on,
    nor do those that are `gone` as well. Nobody is yet in what is `new`, and its own change says what it does; only
    that it is sent is said of a new e-mail.
    """
    seen = {(start, sign)}
    frontier: list[tuple[Address, int, tuple[Edge, ...]]] = [(start, sign, ())]
    while frontier:
        arrivals = [arrival for here in frontier for arrival in _next(org, links, *here)]
        arrivals.sort(key=lambda one: (one.address, one.role, [edge.source for edge in one.via]))
        frontier = []
        for arrival in arrivals:
            if arrival.address in gone or not runs(org, arrival.address):
                continue
            if arrival.role not in _TOLD_OF_NEW and new(arrival.address):
                continue
            yield arrival
            state = (arrival.address, arrival.sign)
            if arrival.role in _PASSING and state not in seen:
                seen.add(state)
                frontier.append((*state, arrival.via))


def _next(org: Org, links: Links, here: Address, sign: int, via: tuple[Edge, ...]) -> Iterator[Arrival]:
    for edge in links.used_by(here):
        way = (*via, edge)
        if edge.relation == "extends":
            yield Arrival(edge.source, "match", sign, way)
        elif edge.relation == "suppresses":
            yield Arrival(edge.source, "held back", sign, way)
        elif edge.relation == "enters-from":
            yield Arrival(edge.source, "enter", sign, way)
        elif edge.relation == "sends-to":
            yield Arrival(edge.source, "receive", sign, way)
        elif edge.relation == "uses" and edge.path[:1] == ("vendor",):
            yield from _in_settings(edge, sign, way)
        elif edge.relation == "uses" and edge.path:
            sense_here = sense.sign_of(org, edge) * sign
            role = _role(edge)
            if sense_here and role:
                yield Arrival(edge.source, role, sense_here, way)
    if sign == GROWS and _unread(org, links, here):
        yield Arrival(here, "unread", sign, via)
    for edge in links.uses(here):
        way = (*via, edge)
        if edge.relation in ("adds-to", "removes-from") and sign == SHRINKS and via:
            # Whom an action reached before stays where it put them. Only when the acting asset itself does less is
            # there somebody whom it would have put there and does not.
            continue
        if edge.relation in ("adds-to", "feeds"):
            yield Arrival(edge.target, "match", sign, way)
        elif edge.relation == "removes-from":
            yield Arrival(edge.target, "match", -sign, way)
        elif edge.relation == "sends":
            yield Arrival(edge.target, "sent", sign, way)


def _in_settings(edge: Edge, sign: int, way: tuple[Edge, ...]) -> Iterator[Arrival]:
    """What it may mean that settings of a platform name a list: nobody can tell whether they ask for it or keep it
    out, so it counts as the graver of the two."""
    if edge.source.kind == "journey":
        yield Arrival(edge.source, "branch", sign, way)
        if sign == SHRINKS:
            yield Arrival(edge.source, "held back", sign, way)
    elif edge.source.kind in ("list", "rule"):
        yield Arrival(edge.source, "match", GROWS, way)
        yield Arrival(edge.source, "match", SHRINKS, way)


def _unread(org: Org, links: Links, address: Address) -> bool:
    """Whether an asset does what stands in settings of a platform only, and these name no e-mail: it may send one all
    the same, by a number or by something of the platform's own."""
    asset = org.assets.get(address)
    does = _DOES.get(address.kind)
    if asset is None or does is None or does in asset.attributes or "vendor" not in asset.attributes:
        return False
    return not any(edge.relation == "sends" for edge in links.uses(address))


def _role(edge: Edge) -> str:
    if edge.path[0] in MEMBERSHIP:
        return "match"
    return "leave" if edge.path[0] in LEAVING else "branch"
