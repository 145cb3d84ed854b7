"""Rules are campaigns of actions that happen at once, for the people of a helper segment.

That is the only thing in Mautic that watches any criteria at all, does several things in an order and may do them again
when somebody comes back. A point trigger does less: it knows a score and nothing else, and fires once in a lifetime.
One that somebody made by hand is read as the rule it is (`trigger`) and stays a trigger.

What nobody has said here: Mautic looks when its jobs run, segments first and campaigns then, not at the same instant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.criteria import groups_for
from mapconfig.backends.mautic.filters import filters_of
from mapconfig.backends.mautic.kinds import backing, rows, sources, trigger
from mapconfig.backends.mautic.kinds.actions import SEND, actions_of, acts_of, is_operational, passes_opt_out, unsaid
from mapconfig.backends.mautic.kinds.backing import WHO
from mapconfig.backends.mautic.kinds.carrying import by_name, carried, passed_on
from mapconfig.backends.mautic.kinds.events import Draft, Event, events_of, said_of, whole_of
from mapconfig.backends.mautic.kinds.holding import unasked
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.list import sentences
from mapconfig.backends.mautic.kinds.plain import Columns, apart, own, present, text
from mapconfig.backends.mautic.kinds.running import Running, by_mark, campaign_columns, changed_by
from mapconfig.backends.mautic.kinds.sources import Segments, Sources
from mapconfig.backends.mautic.kinds.tag import ensure
from mapconfig.backends.mautic.kinds.writing import ACTION
from mapconfig.backends.mautic.markers import mark_of, marked, told_apart, unmarked
from mapconfig.backends.mautic.terms import Unheld
from mapconfig.language import say, told
from mapconfig.model.canonical import digest

#: What the events of a rule are marked with: the first as this, others with a number behind.
_DO = "do"

_AGAIN = (
    "Mautic sends an e-mail of a campaign to the same person again only as transactional, which passes an opt-out. "
    "Leave `repeat` out, or send operational e-mails only."
)


class Rule(Running):
    """The id of a rule is that of its campaign; that of one that is a trigger has `trigger-` before it."""

    kind = "rule"
    settings = {"events": None, "filters": None, "transactional": None}

    def mine(self, raw: Raw) -> bool:
        mark = mark_of(raw.get("description"))
        return mark is not None and mark.kind == self.kind

    # -- what is meant -------------------------------------------------------------------------------------------------

    def kept(self, attributes: Attributes, book: Book) -> dict[str, Any]:
        said = own(attributes)
        actions = attributes.get("do") or []
        wanted = set(said.get("transactional") or ())
        try:
            acts = acts_of(actions, book)
            actions = [each for act in acts for each in actions_of(act.type, act.properties, book) or ()]
        except Unheld:
            pass  # it is a gap, and nothing of it is written
        emails = sorted({str(each["send"]) for each in actions if "send" in each})
        found = {
            "title": text(attributes.get("title")),
            "description": unmarked(str(attributes.get("description", ""))) or None,
            "type": attributes.get("type") if attributes.get("type") != "automation" else None,
            "when": sources.settled(attributes.get("when"), book),
            "do": actions,
            "repeat": attributes.get("repeat") or None,
        }
        settings = {name: said.get(name) for name in self.settings}
        settings["events"] = by_name(settings.get("events"))
        if "filters" in said:
            filters = _asked(attributes, book)
            criteria = sentences(filters, book)
            settings["filters"] = rows.from_mautic(filters, book) if criteria is None else None
            found["when"] = criteria
        settings["transactional"] = [each for each in emails if each in wanted or is_operational(each, book)]
        return present(found | {"vendor": present({"mautic": said_of(settings)})})

    def more_gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        said = own(attributes)
        emails = [str(each["send"]) for each in attributes.get("do") or () if "send" in each]
        unheld = unasked(emails, book, "a rule")
        if unheld is not None:
            return {"do": unheld}
        if "events" in said:
            return {}  # only ever compared
        found: dict[str, str] = {}
        if attributes.get("type", "automation") != "automation":
            found["type"] = "Mautic's campaigns watch all the time: nothing there runs just once, when it is started."
        if "filters" in said and not said["filters"]:
            found["vendor.mautic.filters"] = say("Without filters the rule is for nobody: say whom it is for.")
        if "when" in attributes and "filters" in said:
            found["vendor.mautic.filters"] = say(
                "Say whom the rule is for by criteria or by Mautic's own filters, not by both."
            )
        try:
            _asked(attributes, book)
        except Unheld as error:
            found["when"] = str(error)
        try:
            acts_of(attributes.get("do") or [], book)
        except Unheld as error:
            found["do"] = str(error)
        passing = said.get("transactional") or ()
        if attributes.get("repeat") and not all(each in passing or is_operational(each, book) for each in emails):
            found["repeat"] = _AGAIN
        return found

    def refused(
        self, live: Live | None, address: Address, attributes: Attributes | None, book: Book
    ) -> Mapping[str, str]:
        if attributes is None:
            return {}
        if live is not None and trigger.is_one(live.remote_id):
            return trigger.refused(live, address, attributes, book)
        if attributes.get("do"):
            return {}
        said = say(
            "{address} has no actions but events of Mautic that no action can say. They are only "
            "compared here: change them in Mautic, or write what the rule does.",
            address=address,
        )
        before = {} if live is None else own(live.attributes)
        return {apart(before, own(attributes), "vendor.mautic") if before else "vendor.mautic.events": said}

    # -- what is there -------------------------------------------------------------------------------------------------

    def keys(self, book: Book) -> Mapping[str, str]:
        pairs = [(str(raw["id"]), self.key_of(raw)) for raw in self._all(book)]
        return told_apart(pairs + [(trigger.remote_id(raw), trigger.key_of(raw)) for raw in trigger.all_of(book)])

    def fetch(self, api: Api, book: Book) -> Iterator[Thing]:
        yield from super().fetch(api, book)
        keys = self.keys(book)
        for raw in trigger.all_of(book):
            yield trigger.thing(raw, keys[trigger.remote_id(raw)], book)

    def read(self, api: Api, remote_id: str, book: Book) -> Thing | None:
        if not trigger.is_one(remote_id):
            return super().read(api, remote_id, book)
        raw = trigger.one(api, remote_id)
        if raw is None:
            return None
        key = trigger.key_of(raw)
        return trigger.thing(
            raw, key if book.knows(self.kind, remote_id) else self.keys(book).get(remote_id, key), book
        )

    def found(self, raw: Raw, key: str, segments: Segments, book: Book) -> Thing:
        came = self.came(raw, segments)
        whole = whole_of(raw)
        found: dict[str, Any] = {
            "title": text(raw.get("name")),
            "description": unmarked(str(raw.get("description") or "")) or None,
            "repeat": True if raw.get("allowRestart") else None,
        }
        settings: dict[str, Any] = {}
        if came.who is not None:
            filters = rows.written(came.who.get("filters"))
            criteria = sentences(filters, book)
            if criteria is not None:
                found["when"] = criteria
            else:
                settings["filters"] = rows.from_mautic(filters, book)
        chain, note = _chain(events_of(raw)), ""
        actions = None if chain is None else _actions(chain, book)
        if chain is not None and actions:
            found["do"] = actions
            passing = [event for event in chain if event.type == SEND and passes_opt_out(event.properties)]
            sent = [each for event in passing for each in actions_of(SEND, event.properties, book) or ()]
            settings["transactional"] = sorted({str(each["send"]) for each in sent})
        else:
            settings["events"] = carried(whole, book)
            note = passed_on(_why(chain, book))
        return Thing(
            key,
            str(raw["id"]),
            present(found | {"vendor": present({"mautic": said_of(settings)})}),
            digest([campaign_columns(raw), bool(raw.get("isPublished")), whole, came.version]),
            bool(raw.get("isPublished")),
            *changed_by(raw),
            raw,
            note,
        )

    # -- changes -------------------------------------------------------------------------------------------------------

    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        drafts = self._drafts(address, attributes, book)
        columns = _meant(address, attributes)
        who = self._who(api, address, attributes, None, book)
        return self._made(api, columns, drafts, Sources(who={"id": who}), book)

    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None:
        if trigger.is_one(thing.remote_id):
            trigger.update(api, thing, address, attributes, book)
            return
        raw = dict(thing.raw)
        drafts = self._drafts(address, attributes, book)
        columns = _meant(address, attributes)
        came = self.came(raw, sources.asked(api))
        who = self._who(api, address, attributes, came.who, book)
        before = thing.attributes
        same = all(before.get(name) == attributes.get(name) for name in ("do", "vendor"))
        if same and came.numbers == {"lists": [who], "forms": []}:
            self._patched(api, thing, address.key, columns, book)
            return
        chain = _chain(events_of(raw)) or []
        marks = {event.mark: event.id for event in chain if event.mark}
        self._replaced(api, thing, address.key, columns, drafts, by_mark(raw, marks), Sources(who={"id": who}), book)

    def run(self, api: Api, thing: Thing, active: bool, book: Book) -> None:
        if trigger.is_one(thing.remote_id):
            trigger.run(api, thing, active, book)
        else:
            super().run(api, thing, active, book)

    def delete(self, api: Api, thing: Thing, book: Book) -> None:
        if trigger.is_one(thing.remote_id):
            trigger.delete(api, thing, book)
        else:
            super().delete(api, thing, book)

    def came(self, raw: Raw, segments: Segments) -> Sources:
        return sources.who(raw, self.kind, segments)

    # -- means ---------------------------------------------------------------------------------------------------------

    def _who(self, api: Api, address: Address, attributes: Attributes, known: Raw | None, book: Book) -> int:
        """The helper segment of whom the rule acts on."""
        if "filters" in own(attributes):
            ensure(api, book, rows.tags_of(own(attributes)["filters"]))
        try:
            filters = _asked(attributes, book)
        except Unheld as error:
            raise Rejected(say("Mautic cannot hold {address}: {error}", address=address, error=told(error))) from None
        return backing.ensure(api, book, address, WHO, str(attributes["title"]), filters, known)

    def _drafts(self, address: Address, attributes: Attributes, book: Book) -> list[Draft]:
        try:
            acts = acts_of(attributes["do"], book, own(attributes).get("transactional") or ())
        except Unheld as error:
            raise Rejected(say("Mautic cannot hold {address}: {error}", address=address, error=told(error))) from None
        drafts: list[Draft] = []
        for number, act in enumerate(acts, start=1):
            mark = _DO if number == 1 else f"{_DO}/{number}"
            above = drafts[-1].mark if drafts else None
            drafts.append(Draft(mark, act.type.partition(".")[2], act.type, ACTION, act.properties, above))
        return drafts


def _asked(attributes: Attributes, book: Book) -> list[dict[str, Any]]:
    """The filters that say whom a rule is for. Raises Unheld."""
    if "filters" in own(attributes):
        return rows.to_mautic(own(attributes)["filters"], book)
    return rows.written(filters_of(groups_for(attributes.get("when"), book)))


def _meant(address: Address, attributes: Attributes) -> Columns:
    return {
        "name": text(attributes.get("title")),
        "description": marked(str(attributes.get("description", "")), address),
        "category": None,
        "allowRestart": bool(attributes.get("repeat")),
    }


def _chain(events: Sequence[Event]) -> list[Event] | None:
    """The events of a rule in their order; None where they are anything but one action after the other, at once."""
    below: dict[int | None, list[Event]] = {}
    for event in events:
        below.setdefault(event.parent, []).append(event)
    found: list[Event] = []
    following = below.get(None, [])
    while following:
        event = following[0]
        if len(following) > 1 or event.event_type != ACTION or event.wait is not None or not event.plain:
            return None
        found.append(event)
        following = below.get(event.id, [])
    return found if len(found) == len(events) else None


def _actions(chain: Sequence[Event], book: Book) -> list[dict[str, Any]] | None:
    """What a chain does; None where no action says it."""
    found: list[dict[str, Any]] = []
    for event in chain:
        actions = actions_of(event.type, event.properties, book)
        if not actions:
            return None
        found += actions
    return found


def _why(chain: Sequence[Event] | None, book: Book) -> str:
    """Why a campaign is more than the actions of a rule."""
    for event in chain or ():
        if not actions_of(event.type, event.properties, book):
            return unsaid(event.type, event.name, event.properties, book)
    return "it is more than one action after the other, at once."
