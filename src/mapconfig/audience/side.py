"""One side of a comparison as questions about people: who is on its lists, who enters, who is mailed, who may be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.asked import Asked, but, either, every, no
from mapconfig.audience.membership import Lists, Uncountable
from mapconfig.audience.scoring import Scoring, score_substitution, scoring
from mapconfig.audience.sheet import NOBODY, ActivityLeaf, EnrolledLeaf, FieldLeaf, Ref, Sheet
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.syntax import FieldTest
from mapconfig.graph import Links
from mapconfig.impact import sense
from mapconfig.impact.spread import GROWS, spread, state_of
from mapconfig.language import say
from mapconfig.model import Asset, Org

#: Who may be e-mailed, where the org names no list for it (`reachable` in mapconfig.yaml): an address is known, and
#: none of these is true. An operational e-mail needs only that it can arrive.
UNWILLING = ("opted_out", "do_not_email")
UNDELIVERABLE = ("hard_bounced",)
ADDRESS = "email"
CONFIRMED = "confirmed_opt_in"

#: Whether the people have what a formula asks for.
Knows = Callable[[Ref], bool]

NO_REACH = "no field of the org says who may be e-mailed"


class _Fed(Lists):
    """Lists of which some static ones have other people than the data say, by their addresses."""

    fed: Mapping[Address, Asked] = MappingProxyType({})

    def put_on(self, address: Address) -> Ref:
        found = self.fed.get(address)
        if isinstance(found, str):
            raise Uncountable(found)
        return super().put_on(address) if found is None else Ref(found)


class Side:
    """An org with its graph on a sheet that it shares with the other side. `renamed` has the addresses under which the
    data know what is called otherwise here, `new` what they cannot know yet. With `rescored` scores and grades are
    those that the org's model gives, and not those that the data have. `fed` are static lists that rules will change,
    with who is on them then. Every answer is a formula, or a sentence that says why there is none."""

    def __init__(
        self,
        org: Org,
        links: Links,
        sheet: Sheet,
        renamed: Mapping[Address, Address] = MappingProxyType({}),
        new: Collection[Address] = (),
        rescored: bool = False,
        fed: Mapping[Address, Asked] = MappingProxyType({}),
    ) -> None:
        self.org = org
        self.links = links
        self.sheet = sheet
        self.renamed = renamed
        self.lists = _Fed(org, sheet, renamed, new, score_substitution(org, sheet) if rescored else {})
        self.lists.fed = fed
        self._audiences: dict[Address, Asked] = {}
        self._feeds: dict[Address, tuple[Address, ...]] = {}

    def asset(self, address: Address) -> Asset | None:
        return self.org.assets.get(address)

    def runs(self, address: Address) -> bool:
        """Whether the asset is there and at work; a paused one takes nobody in and mails nobody."""
        return state_of(self.asset(address)) == "active"

    # -- who belongs ----------------------------------------------------------------------------------------------

    def member(self, address: str) -> Asked:
        """Who is on a list; nobody where there is no such list."""
        if address not in self.org:
            return NOBODY
        try:
            return self.lists.member(Address(address).key)
        except Uncountable as why:
            return why.why

    def named(self, address: str) -> Asked:
        """Who is on a list that an asset names; unknown where there is no such list, since nobody knows whom it has."""
        return self.member(address) if address in self.org else say("there is no {address}", address=address)

    def meets(self, address: Address, word: str) -> Asked:
        """Who meets the criteria that an asset has under `word`; nobody where it has none."""
        asset = self.asset(address)
        value = asset.attributes.get(word) if asset is not None else None
        return NOBODY if value is None else self.criteria(value, f"{address}")

    def criteria(self, value: Any, whose: str) -> Asked:
        try:
            return self.lists.criteria(value, whose)
        except Uncountable as why:
            return why.why

    def on_any(self, addresses: Sequence[str]) -> Asked:
        return either(self.sheet, [self.named(each) for each in addresses])

    # -- who may be e-mailed --------------------------------------------------------------------------------------

    def reachable(self, operational: bool = False) -> Asked:
        """Who may be e-mailed: the org's own list for it, or by the usual fields as far as the org has them. An
        operational e-mail goes to everybody whom it can reach."""
        named = self.org.settings.reachable
        if named and not operational:
            return self.member(named) if named in self.org else f"there is no {named}, which `reachable` names"
        fields = self.lists.catalogue.fields
        unwilling = [each for each in UNWILLING if each in fields]
        broken = [each for each in UNDELIVERABLE if each in fields]
        if not unwilling and not operational:
            return NO_REACH
        items = [no(self.sheet, self.true(each)) for each in (*broken, *(() if operational else unwilling))]
        if ADDRESS in fields:
            items.append(no(self.sheet, self.blank(ADDRESS)))
        return every(self.sheet, items)

    def skipped(self, email: Address, knows: Knows) -> Asked:
        """Whom a platform leaves out of an e-mail by itself: who has no address, has bounced, or has opted out unless
        it is operational. What `reachable` says is the org's own, and no platform knows it. A field that the org or
        its people do not have keeps nobody out: whom a guard counts must not be made fewer by what is not known."""
        fields = self.lists.catalogue.fields
        asset = self.asset(email)
        operational = asset is not None and asset.attributes.get("operational") is True
        found = [self.true(each) for each in UNDELIVERABLE if each in fields]
        found += [self.true("opted_out")] if "opted_out" in fields and not operational else []
        found += [self.blank(ADDRESS)] if ADDRESS in fields else []
        return either(self.sheet, [each for each in found if isinstance(each, int) and knows(Ref(each))])

    def opted_out(self) -> Asked:
        return self.true("opted_out") if "opted_out" in self.lists.catalogue.fields else "the org has no opted_out"

    def risky(self) -> Asked:
        """Whom big sends should leave out (S8): the org's own lists for it, or who has not confirmed an opt-in."""
        named = self.org.settings.risky
        if named:
            return self.on_any(named)
        if CONFIRMED in self.lists.catalogue.fields:
            return no(self.sheet, self.true(CONFIRMED))
        return f"the org names no risky lists and has no field {CONFIRMED}"

    def fatigued(self) -> Asked:
        """Who has had enough e-mail (A5), by the org's fatigue lists."""
        named = self.org.settings.fatigue
        return self.on_any(named) if named else "the org names no fatigue lists"

    def true(self, field: str) -> Asked:
        kind = self.lists.catalogue.fields.get(field, FieldType("yes-no"))
        return self.sheet.put(FieldLeaf(FieldTest(field, "is", ("true",)), kind))

    def blank(self, field: str) -> Asked:
        return self.sheet.put(FieldLeaf(FieldTest(field, "is blank"), self.lists.catalogue.fields[field]))

    # -- who is mailed --------------------------------------------------------------------------------------------

    def emails(self, address: Address) -> tuple[Address, ...]:
        """The e-mails that an asset sends: a journey or rule those it names, an e-mail to lists itself."""
        asset = self.asset(address)
        if asset is None:
            return ()
        if address.kind == "email":
            return (address,) if asset.attributes.get("to") else ()
        if address.kind not in ("journey", "rule"):
            return ()
        sent = (edge.target for edge in self.links.uses(address) if edge.relation == "sends")
        return tuple(dict.fromkeys(sent))

    def belongs(self, address: Address) -> Asked:
        """Who belongs to an asset: members of a list, who meets a rule that runs or a stage, who is taken in or
        mailed."""
        if address.kind == "list":
            return self.member(address)
        if address.kind == "stage":
            return self.meets(address, "criteria")
        return self.audience(address)

    def audience(self, address: Address) -> Asked:
        """Whom an asset takes in or mails while it runs, those it suppresses left out; nobody while it does not."""
        found = self._audiences.get(address)
        if found is None:
            found = self._audiences[address] = self._audience(address)
        return found

    def _audience(self, address: Address) -> Asked:
        asset = self.asset(address)
        if asset is None or not self.runs(address):
            return NOBODY
        if address.kind == "rule":
            return self.meets(address, "when")
        entry = asset.attributes.get("entry")
        named = asset.attributes.get("to") if address.kind == "email" else (entry or {}).get("lists")
        if not named:
            return NOBODY
        return but(self.sheet, self.on_any(named), self.on_any(asset.attributes.get("suppress", ())))

    def mailed(self, address: Address, email: Address, knows: Knows) -> Asked:
        """Whom an asset e-mails with one of its e-mails: its audience but those whom the e-mail suppresses, too, and
        those whom the platform skips."""
        left_out = either(self.sheet, (self.kept_from(email), self.skipped(email, knows)))
        return but(self.sheet, self.audience(address), left_out)

    def barred(self, address: Address, email: Address, knows: Knows) -> Asked:
        """Who of these may not be e-mailed, as `reachable` or the usual fields say; an operational e-mail may go to
        everybody whom it reaches."""
        asset = self.asset(email)
        if asset is None or asset.attributes.get("operational") is True:
            return NOBODY
        return but(self.sheet, self.mailed(address, email, knows), self.reachable())

    def operational(self, address: Address) -> bool:
        """Whether all that an asset sends is operational, so that it goes to people who opted out as well."""
        sent = [self.asset(each) for each in self.emails(address)]
        return bool(sent) and all(each is not None and each.attributes.get("operational") is True for each in sent)

    def reach(self, address: Address) -> Asked:
        """Who of those who belong to an asset may be e-mailed by it: whoever may be e-mailed, but those whom each
        e-mail that it sends is kept from. What sends nothing is only asked who may be e-mailed at all."""
        whole = self.reachable(self.operational(address))
        kept = [self.kept_from(each) for each in self.emails(address) if each != address]
        return but(self.sheet, whole, every(self.sheet, kept)) if kept and NOBODY not in kept else whole

    def kept_from(self, email: Address) -> Asked:
        """Whom an e-mail is kept from by its own `suppress`, whatever sends it."""
        asset = self.asset(email)
        return self.on_any(asset.attributes.get("suppress", ()) if asset is not None else ())

    def had(self, emails: Sequence[Address]) -> Asked:
        """Who was ever sent one of `emails`."""
        leaves = (ActivityLeaf("was sent", self.lists.known(each), (None, self.sheet.as_of), 1) for each in emails)
        return either(self.sheet, [self.sheet.put(leaf) for leaf in leaves])

    def enrolled(self, journey: Address, steps: Sequence[str] = ()) -> Asked:
        """Who is in a journey, at one of `steps` where there are any."""
        key = self.lists.known(journey)
        return either(self.sheet, [self.sheet.put(EnrolledLeaf(key, step)) for step in steps or (None,)])

    def sent_by(self, address: Address, moment: datetime) -> bool:
        """Whether an e-mail to lists had its time before `moment`, so that its lists mail nobody any more."""
        asset = self.asset(address)
        at = (asset.attributes.get("schedule") or {}).get("at") if asset is not None else None
        if not isinstance(at, str):
            return False
        try:
            when = datetime.fromisoformat(at)
        except ValueError:
            return False
        return (when if when.tzinfo is not None else when.replace(tzinfo=moment.tzinfo)) < moment

    def scoring(self, address: Address) -> Scoring | str:
        """A scoring model, or why it cannot be worked with; empty where there is none that is active."""
        asset = self.asset(address)
        if asset is None or not self.runs(address):
            return ""
        try:
            return scoring(asset, self.lists)
        except Uncountable as why:
            return why.why

    # -- what an asset is -----------------------------------------------------------------------------------------

    def what(self, address: Address) -> str:
        """What a list is for people who read about it; for other assets their kind."""
        if address.kind == "email":
            return "e-mail"
        if address.kind != "list":
            return address.kind
        if sense.is_suppression(self.org, self.links, address):
            return "suppression"
        below = any(edge.relation == "extends" for edge in self.links.used_by(address))
        return "master list" if below else "list"

    def feeds(self, address: Address) -> tuple[Address, ...]:
        """The running assets that e-mail more people when more are on `address`."""
        found = self._feeds.get(address)
        if found is None:
            found = self._feeds[address] = tuple(sorted(set(self._fed(address))))
        return found

    def _fed(self, address: Address) -> Iterator[Address]:
        if address in self.org and self.runs(address) and self.emails(address):
            yield address
        for arrival in spread(self.org, self.links, address, GROWS):
            mails = arrival.sign == GROWS and arrival.role in ("enter", "receive", "match")
            if mails and self.runs(arrival.address) and self.emails(arrival.address):
                yield arrival.address

    def lines(self, address: Address, relation: str) -> tuple[Address, ...]:
        """What an asset names by `relation`."""
        return tuple(edge.target for edge in self.links.uses(address) if edge.relation == relation)
