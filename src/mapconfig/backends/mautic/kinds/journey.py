"""Journeys are campaigns (recordings campaigns, campaigns-edit, campaigns-more, campaign-run).

Entry lists and forms are its sources. A goal and an exit become segments of their own, and the source a third one: who
is on an entry list and in neither. Mautic takes everybody out of a campaign who leaves its source, whatever the step,
so this is the exit itself and no approximation; whoever comes by a form is not taken out, so those two do not go
together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds import sources
from mapconfig.backends.mautic.kinds.actions import is_operational
from mapconfig.backends.mautic.kinds.branches import Opaque
from mapconfig.backends.mautic.kinds.carrying import by_name, carried, only_there, passed_on, rebuilt
from mapconfig.backends.mautic.kinds.events import Draft, events_of, said_of, whole_of
from mapconfig.backends.mautic.kinds.flow import Unclear, flow_of, reached, steps_of
from mapconfig.backends.mautic.kinds.holding import HELD_BACK, divided, emails_in, holds_of, unasked
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.plain import Columns, apart, category_id, own, present, text
from mapconfig.backends.mautic.kinds.reading import read, waits_of
from mapconfig.backends.mautic.kinds.running import Running, by_mark, campaign_columns, changed_by
from mapconfig.backends.mautic.kinds.sources import Segments, Sources
from mapconfig.backends.mautic.kinds.steps import settled
from mapconfig.backends.mautic.kinds.writing import UnheldStep, drafts_of
from mapconfig.backends.mautic.markers import mark_of, marked, unmarked
from mapconfig.backends.mautic.types import CAMPAIGN
from mapconfig.language import say, told
from mapconfig.model import canonical
from mapconfig.model.canonical import digest

_NOBODY = "A campaign of Mautic starts from lists or forms: give the journey an entry."
_AGAIN = (
    "Mautic sends an e-mail of a campaign to the same person again only as transactional, which passes an opt-out. Use "
    "`re_entry: never`, or send operational e-mails only."
)


class Journey(Running):
    """What somebody built by hand and steps cannot say stands whole under ``vendor: mautic: events:``: it is compared,
    may be renamed and switched, and is never rewritten."""

    kind = "journey"
    settings = {"events": None, "transactional": None, HELD_BACK: None, "goal": None, "exit": None}

    def mine(self, raw: Raw) -> bool:
        mark = mark_of(raw.get("description"))
        return mark is None or mark.kind == self.kind

    # -- what is meant -------------------------------------------------------------------------------------------------

    def kept(self, attributes: Attributes, book: Book) -> dict[str, Any]:
        said, come = own(attributes), attributes.get("entry") or {}
        found: dict[str, Any] = {
            "title": text(attributes.get("title")),
            "description": unmarked(str(attributes.get("description", ""))),
            "campaign": attributes.get("campaign"),
            "entry": present({name: come.get(name) for name in ("lists", "forms", "re_entry")}),
            "goal": sources.settled(attributes.get("goal"), book),
            "exit": sources.settled(attributes.get("exit"), book),
        }
        settings = {name: said.get(name) for name in self.settings}
        settings["events"] = by_name(settings["events"])
        if "steps" in attributes:
            steps = settled(attributes["steps"], book)
            sends = _sends(steps)
            holds = holds_of(sends, attributes.get("suppress") or (), said.get(HELD_BACK), book)
            common, settings[HELD_BACK] = divided(sends, holds)
            found |= {"steps": steps, "suppress": common}
            wanted = set(said.get("transactional") or ())
            settings["transactional"] = sorted(
                step for step, emails in sends.items() if step in wanted or any(is_operational(e, book) for e in emails)
            )
        return _written(found, settings)

    def more_gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        found = dict(sources.gaps(attributes, book))
        said = own(attributes)
        if "steps" not in attributes:
            unheld = unasked(emails_in(said.get("events")), book, "an event that no step can say")
            if "events" not in said:
                found["steps"] = "A campaign of Mautic does something: give the journey steps."
            elif unheld is not None:
                found["vendor.mautic.events"] = unheld
            return found
        for name in ("events", "goal", "exit"):
            if name in said:
                found[f"vendor.mautic.{name}"] = (
                    "This is how Mautic says what cannot be said here; it is only compared."
                )
        sends = _sends(attributes["steps"])
        for name in (HELD_BACK, "transactional"):
            strange = next((str(step) for step in said.get(name) or () if str(step) not in sends), None)
            if strange is not None:
                found[f"vendor.mautic.{name}"] = say(
                    "It names the step {step}, and no step of that name sends an e-mail. Name one that does, or "
                    "take it out.",
                    step=strange,
                )
        come = attributes.get("entry") or {}
        if not come.get("lists") and not come.get("forms"):
            found["entry"] = _NOBODY
        return self._steps_gaps(attributes, book) | found

    def _steps_gaps(self, attributes: Attributes, book: Book) -> dict[str, str]:
        steps = attributes["steps"]
        try:
            flow = flow_of(steps)
            drafts_of(flow, _holds(attributes, book), book)
        except Unclear as error:
            return {"steps": str(error)}
        except UnheldStep as error:
            return {error.path: str(error)}
        there = set(reached(flow))
        lost = next((str(row["id"]) for row in steps if str(row["id"]) not in there), None)
        if lost is not None:
            return {f"steps.{lost}": "Nobody reaches this step, and Mautic holds only what follows something."}
        again = (attributes.get("entry") or {}).get("re_entry", "never") != "never"
        passing = own(attributes).get("transactional") or ()
        for step, emails in _sends(steps).items():
            if again and step not in passing and not all(is_operational(each, book) for each in emails):
                return {"entry.re_entry": _AGAIN}
        return {}

    def refused(
        self, live: Live | None, address: Address, attributes: Attributes | None, book: Book
    ) -> Mapping[str, str]:
        if attributes is None:
            return {}
        events = own(attributes).get("events") or []
        if live is None:
            if "steps" in attributes:
                return {}
            if not events:
                made = say("{address} does nothing, and Mautic makes no such campaign: give it steps.", address=address)
                return {"steps": made}
            return {f"vendor.mautic.events.{id_}": why for id_, why in only_there(address, events).items()}
        before = live.attributes
        if "steps" in attributes and not own(before).get("events"):
            return {}
        if any(before.get(name) != attributes.get(name) for name in ("steps", "suppress")):
            return {"steps" if "steps" in attributes else "vendor.mautic.events": _not_ours(address)}
        if own(before) != own(attributes):
            return {apart(own(before), own(attributes), "vendor.mautic"): _not_ours(address)}
        moved = _moved(live, address, attributes)
        return {moved: _not_ours(address)} if moved else {}

    # -- what is there -------------------------------------------------------------------------------------------------

    def found(self, raw: Raw, key: str, segments: Segments, book: Book) -> Thing:
        came = self.came(raw, segments)
        reasons, settings = sources.reasons(came, book)
        come = sources.entry(came, book)
        if raw.get("allowRestart"):
            come["re_entry"] = "always" if came.forms and not came.lists else "after-exit"
        category = category_id(raw)
        found: dict[str, Any] = {
            "title": text(raw.get("name")),
            "description": unmarked(str(raw.get("description") or "")),
            "campaign": None if category is None else str(book.address_of("campaign", category)),
            "entry": come,
            **reasons,
        }
        whole, why = whole_of(raw), ""
        try:
            way = read(events_of(raw), book)
        except Opaque as error:
            way, why = None, str(error)
        steps = steps_of(way.flow) if way is not None else []
        if way is not None and steps:
            common, settings[HELD_BACK] = divided(_sends(steps), way.holds)
            found |= {"steps": steps, "suppress": common}
            settings["transactional"] = list(way.passing)
        else:
            settings["events"] = carried(whole, book)
        return Thing(
            key,
            str(raw["id"]),
            _written(found, settings),
            digest([campaign_columns(raw), bool(raw.get("isPublished")), whole, came.version]),
            bool(raw.get("isPublished")),
            *changed_by(raw),
            raw,
            passed_on(why) if why else "",
        )

    # -- changes -------------------------------------------------------------------------------------------------------

    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        if "steps" not in attributes:
            return self._carried(api, address, attributes, book)
        drafts = _drafts(address, attributes, book)
        columns = _meant(address, attributes, book)
        came = sources.ensure(api, book, address, attributes, Sources())
        return self._made(api, columns, drafts, came, book)

    def _carried(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        """Make what steps cannot say, as another Mautic has it."""
        events = own(attributes)["events"]
        columns = _meant(address, attributes, book) | {"isPublished": False}
        rebuilt(events, {}, book)  # everything that may be refused comes before the first write
        came = sources.ensure(api, book, address, attributes, Sources())
        made = api.create(CAMPAIGN, columns | rebuilt(events, came.numbers, book))
        book.changed(CAMPAIGN, self.kind)
        return str(made["id"])

    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None:
        raw, before = dict(thing.raw), thing.attributes
        came = self.came(raw, sources.asked(api))
        same = all(before.get(name) == attributes.get(name) for name in ("steps", "suppress", "vendor"))
        events = events_of(raw)  # none are there when its making was cut short
        columns, now = _meant(address, attributes, book), came
        entered = all(before.get(name) == attributes.get(name) for name in ("entry", "goal", "exit", "title"))
        if not entered or (came.helpers and mark_of(raw.get("description")) != address):
            now = sources.ensure(api, book, address, attributes, came)
        if same and now.numbers == came.numbers:
            self._patched(api, thing, address.key, columns, book)
        else:
            there = by_mark(raw, read(events, book).marks) if events else {}
            drafts = _drafts(address, attributes, book, waits_of(there))
            self._replaced(api, thing, address.key, columns, drafts, there, now, book)
        sources.drop(api, book, came, now)


def _meant(address: Address, attributes: Attributes, book: Book) -> Columns:
    campaign = attributes.get("campaign")
    return {
        "name": text(attributes.get("title")),
        "description": marked(str(attributes.get("description", "")), address),
        "category": None if campaign is None else int(book.id_of(campaign)),
        "allowRestart": (attributes.get("entry") or {}).get("re_entry", "never") != "never",
    }


def _drafts(address: Address, attributes: Attributes, book: Book, waits: Collection[str] = ()) -> list[Draft]:
    passing = own(attributes).get("transactional") or ()
    try:
        return drafts_of(flow_of(attributes["steps"]), _holds(attributes, book), book, passing, waits)
    except (Unheld, Unclear) as error:
        raise Rejected(say("Mautic cannot hold {address}: {error}", address=address, error=told(error))) from None


def _holds(attributes: Attributes, book: Book) -> dict[str, list[str]]:
    """The lists that the e-mail of each step is held back from."""
    more = own(attributes).get(HELD_BACK)
    return holds_of(_sends(attributes["steps"]), attributes.get("suppress") or (), more, book)


def _sends(steps: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The e-mails that steps send, by step."""
    found = {}
    for row in steps:
        emails = [row["send"]] if "send" in row else [each["send"] for each in row.get("do", ()) if "send" in each]
        if emails:
            found[str(row["id"])] = emails
    return found


def _written(found: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes in normal form, with the settings for Mautic."""
    come = dict(found["entry"])
    for name in ("lists", "forms"):
        if name in come:
            come[name] = sorted(come[name], key=canonical)
    if come.get("re_entry") == "never":
        del come["re_entry"]
    suppress = sorted(found.get("suppress") or (), key=canonical)
    said = {**found, "entry": come, "suppress": suppress, "vendor": present({"mautic": said_of(settings)})}
    return {name: value for name, value in present(said).items() if value != ""}


def _moved(live: Live, address: Address, attributes: Attributes) -> str | None:
    """The dotted path of what changes where people come from, which only a new structure could say; None where nothing
    does. People of a goal or an exit come from a segment, which may be changed."""
    before = live.attributes
    stood, stands = ({*_ENDS} & {*each, *own(each)} for each in (before, attributes))
    if own(attributes).keys() & {*_ENDS}:
        # What Mautic asks there cannot be written, so what is made of it cannot either.
        changed = [name for name in ("title", "entry", *_ENDS) if before.get(name) != attributes.get(name)]
        return changed[0] if changed else "key" if live.address != address else None
    if bool(stood) != bool(stands):
        return min(stood ^ stands)
    come, comes = before.get("entry") or {}, attributes.get("entry") or {}
    names = () if stands else ("lists", "forms")
    return next((f"entry.{name}" for name in names if come.get(name) != comes.get(name)), None)


#: What takes people out of a journey.
_ENDS = ("goal", "exit")


def _not_ours(address: Address) -> str:
    return say(
        "{address} has events in Mautic that no step can say; they are under vendor.mautic.events. To write it anew "
        "would take them away, with everybody who is on the way in them. Change it in Mautic, or take these events out "
        "there and import it again.",
        address=address,
    )
