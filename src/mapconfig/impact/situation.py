"""One change with everything around it on both sides."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from mapconfig import language
from mapconfig.address import Address
from mapconfig.diff import Change
from mapconfig.finding import Path
from mapconfig.graph import Edge, Links
from mapconfig.impact import sense
from mapconfig.impact.effect import Effect
from mapconfig.impact.spread import GROWS, SHRINKS, Arrival, runs, spread
from mapconfig.language import Text, say
from mapconfig.model import Asset, Kind, Org
from mapconfig.values import dataclass

#: Characters of a cause that are repeated in each thing that follows from it.
_CAUSE = 140


@dataclass(frozen=True, slots=True)
class Situation:
    """A change, the two orgs and their graphs.

    What a deletion does is asked of the org before, all else of the one after.
    """

    change: Change
    before: Org
    after: Org
    before_links: Links
    after_links: Links
    gone: Collection[Address] = ()
    """What else is gone: it no longer does anything with people, and its own change says what that means."""
    today: date | None = None
    """The day on which it is weighed, None where nobody says: then no time is known to be over or to come."""

    @property
    def address(self) -> Address:
        return self.change.address

    @property
    def asset(self) -> Asset:
        return self.change.asset

    @property
    def kind(self) -> Kind:
        return self.org.kinds[self.address.kind]

    @property
    def org(self) -> Org:
        return self.before if self.change.after is None else self.after

    @property
    def links(self) -> Links:
        return self.before_links if self.change.after is None else self.after_links

    def is_new(self, address: Address) -> bool:
        """Whether there was nothing under `address` before, nor under the one it was renamed from."""
        if address in self.before or self.change.after is None:
            return False
        return self.after.renamed_from.get(address) not in self.before

    def consequences(self, start: Address, signs: Sequence[int], cause: Text, path: Path = ()) -> Iterator[Effect]:
        """What follows when the people of `start` become more or fewer, one effect for each class and way it happens.

        `cause` is a sentence without its full stop. Two signs mean that nobody can tell which way it goes.
        """
        for sign in signs:
            if sign == SHRINKS and sense.is_suppression(self.org, self.links, start):
                yield Effect(
                    "consent",
                    say("{cause}: whoever is no longer on {list} may be e-mailed again.", cause=cause, list=start),
                    path,
                )
            told: dict[tuple[str, str], list[Arrival]] = {}
            for arrival in spread(self.org, self.links, start, sign, self.gone, self.is_new):
                name = self._class_of(arrival, start)
                if name:
                    told.setdefault((name, arrival.role), []).append(arrival)
            for (name, _), arrivals in told.items():
                first = arrivals[0]
                more = len({arrival.address for arrival in arrivals}) - 1
                said = _said(first, len(signs) > 1)
                there = way(start, first.via)
                reason = (
                    say(
                        "{cause}: {said} ({way}), and likewise for {more} more.",
                        cause=cause,
                        said=said,
                        way=there,
                        more=more,
                    )
                    if more
                    else say("{cause}: {said} ({way}).", cause=cause, said=said, way=there)
                )
                yield Effect(name, reason, path, first.via)

    def _class_of(self, arrival: Arrival, start: Address) -> str:
        """The effect class of an arrival, empty where nobody is worse off."""
        more = arrival.sign == GROWS
        if arrival.role == "held back":
            # An audience may be held back as well, say to spare customers an offer. When it shrinks because something
            # behind it did, more people are mailed; that they did not want to be is not in question.
            holds = arrival.via[-1].target
            wish = holds == start or self._is_for_suppression(holds)
            return "" if more else "consent" if wish else "sends"
        if arrival.role == "match":
            return "consent" if not more and self._is_for_suppression(arrival.address) else ""
        if arrival.role == "enter":
            # Whether the journey mails those who come in is told where it does.
            return "" if more else "ejects"
        if arrival.role == "leave":
            return "ejects" if more else "sends"
        if arrival.role == "branch":
            return "re-evaluates"
        return "sends" if more else ""

    def _is_for_suppression(self, address: Address) -> bool:
        asset = self.org.assets.get(address)
        return asset is not None and asset.attributes.get("purpose") == sense.SUPPRESSION

    def running(self) -> bool:
        """Whether the asset, or anything that names it, does something with people on either side of the change."""
        sides = (
            (self.before, self.before_links, self.change.before),
            (self.after, self.after_links, self.change.after),
        )
        return any(
            asset is not None
            and (
                runs(org, asset.address)
                or any(runs(org, e.source) and e.relation != "owned-by" for e in links.used_by(asset.address))
            )
            for org, links, asset in sides
        )


def _said(arrival: Arrival, unclear: bool) -> Text:
    """What people do at an arrival, in words."""
    more = arrival.sign == GROWS
    who = arrival.address
    if arrival.role == "held back":
        if unclear:
            return say("{asset} may mail people whom it held back", asset=who)
        return say("{asset} mails people whom it held back", asset=who)
    if arrival.role == "match":
        if unclear:
            return say("fewer people may be held back by {asset}", asset=who)
        return say("fewer people will be held back by {asset}", asset=who)
    if arrival.role == "enter":
        if unclear:
            return say("people who no longer qualify for {journey} may leave it", journey=who)
        return say("people who no longer qualify for {journey} leave it", journey=who)
    if arrival.role == "leave":
        return _leaving(who, more, unclear)
    if arrival.role == "branch":
        if unclear:
            return say("people may take another branch in {journey}", journey=who)
        return say("people take another branch in {journey}", journey=who)
    if arrival.role == "unread":
        return say("{asset} does with them what nobody can read here, and may e-mail them", asset=who)
    if arrival.role == "receive":
        if unclear:
            return say("more people may get {email}", email=who)
        return say("more people will get {email}", email=who)
    if unclear:
        return say("more people may be sent {email}", email=who)
    return say("more people will be sent {email}", email=who)


def _leaving(journey: Address, more: bool, unclear: bool) -> Text:
    if more:
        if unclear:
            return say("people may leave {journey}", journey=journey)
        return say("people leave {journey}", journey=journey)
    if unclear:
        return say("people who would have left {journey} stay and may get its e-mails", journey=journey)
    return say("people who would have left {journey} stay and get its e-mails", journey=journey)


def shortened(text: str) -> Text:
    """`text` without the end that a reader finds beside it anyway."""
    return language.shortened(text, _CAUSE)


def way(start: Address, via: Sequence[Edge]) -> str:
    """The way by which something works, from one asset to the next."""
    names = [start]
    for edge in via:
        names.append(edge.source if edge.target == names[-1] else edge.target)
    return " -> ".join(names)
