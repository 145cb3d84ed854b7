"""Journeys are campaigns (recordings campaigns, campaigns-edit, campaigns-more, campaign-run).

Entry lists and forms are its sources. A goal and an exit become segments of their own, and the source a third one: who
is on an entry list and in neither. Mautic takes everybody out of a campaign who leaves its source, whatever the step,
so this is the exit itself and no approximation; whoever comes by a form is not taken out, so those two do not go
together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Capability, Outcome, Rejected, Verb
from mapconfig.backends.mautic import usage
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds import sources
from mapconfig.backends.mautic.kinds.actions import is_operational
from mapconfig.backends.mautic.kinds.events import Draft, Event, events_of, whole_of
from mapconfig.backends.mautic.kinds.flow import Unclear, flow_of, reached, steps_of
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.plain import (
    CHANGES,
    Columns,
    Plain,
    category_id,
    moment_written,
    own,
    present,
    text,
)
from mapconfig.backends.mautic.kinds.reading import Opaque, read
from mapconfig.backends.mautic.kinds.sources import Sources
from mapconfig.backends.mautic.kinds.steps import settled
from mapconfig.backends.mautic.kinds.tree import settle_jumps, structure
from mapconfig.backends.mautic.kinds.writing import UnheldStep, drafts_of
from mapconfig.backends.mautic.markers import mark_of, marked, slug, unmarked
from mapconfig.backends.mautic.types import CAMPAIGN
from mapconfig.model import canonical
from mapconfig.model.canonical import digest

RUNS = (*CHANGES, Verb.ACTIVATE, Verb.DEACTIVATE)

_NOBODY = "A campaign of Mautic starts from lists or forms: give the journey an entry."
_AGAIN = (
    "Mautic sends an e-mail of a campaign to the same person again only as transactional, which passes an opt-out. Use "
    "`re_entry: never`, or send operational e-mails only."
)


class Journey(Plain):
    """What somebody built by hand and steps cannot say stands whole under ``vendor: mautic: events:``: it is compared,
    may be renamed and switched, and is never rewritten."""

    kind = "journey"
    type = CAMPAIGN
    settings = {"events": None, "transactional": None, "goal": None, "exit": None}

    @property
    def capability(self) -> Capability:
        return Capability(verbs=dict.fromkeys(RUNS, Outcome.APPLY), gaps=super().capability.gaps)

    def mine(self, raw: Raw) -> bool:
        mark = mark_of(raw.get("description"))
        return mark is None or mark.kind == self.kind

    def key_of(self, raw: Raw) -> str:
        mark = mark_of(raw.get("description"))
        return mark.key if mark is not None else slug(str(raw.get("name") or "")) or f"campaign-{raw['id']}"

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
        if "steps" in attributes:
            steps = settled(attributes["steps"], book)
            sends = _sends(steps)
            found |= {"steps": steps, "suppress": attributes.get("suppress") if sends else None}
            wanted = set(said.get("transactional") or ())
            settings["transactional"] = sorted(
                step for step, emails in sends.items() if step in wanted or any(is_operational(e, book) for e in emails)
            )
        return _written(found, settings)

    def more_gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        found = dict(sources.gaps(attributes, book))
        said = own(attributes)
        if "steps" not in attributes:
            if "events" not in said:
                found["steps"] = "A campaign of Mautic does something: give the journey steps."
            return found
        for name in ("events", "goal", "exit"):
            if name in said:
                found[f"vendor.mautic.{name}"] = (
                    "This is how Mautic says what cannot be said here; it is only compared."
                )
        come = attributes.get("entry") or {}
        if not come.get("lists") and not come.get("forms"):
            found["entry"] = _NOBODY
        return found | self._steps_gaps(attributes, book)

    def _steps_gaps(self, attributes: Attributes, book: Book) -> dict[str, str]:
        steps = attributes["steps"]
        try:
            flow = flow_of(steps)
            drafts_of(flow, attributes.get("suppress") or (), book)
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

    # -- what is there -------------------------------------------------------------------------------------------------

    def fetch(self, api: Api, book: Book) -> Iterator[Thing]:
        keys = self.keys(book)
        segments = sources.listed(book)
        for raw in self._all(book):
            yield self._found(raw, keys[str(raw["id"])], segments, book)

    def read(self, api: Api, remote_id: str, book: Book) -> Thing | None:
        raw = api.one(self.type, remote_id) if remote_id.isdecimal() else None
        if raw is None or not self.mine(raw):
            return None
        return self._found(raw, self._key(raw, book), sources.asked(api), book)

    def find(self, api: Api, address: Address, attributes: Attributes, book: Book) -> list[Thing]:
        found = [raw for raw in self.candidates(api, address, attributes) if self.mine(raw)]
        named = [raw for raw in found if self.key_of(raw) == address.key]
        return [self._found(raw, address.key, sources.asked(api), book) for raw in named]

    def _found(self, raw: Raw, key: str, segments: sources.Segments, book: Book) -> Thing:
        came = sources.read(raw, self.kind, segments)
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
        whole = whole_of(raw)
        try:
            way = read(events_of(raw), book)
            steps = steps_of(way.flow)
            found |= {"steps": steps, "suppress": list(way.suppress)}
            settings["transactional"] = list(way.passing)
        except Opaque:
            settings["events"] = whole
        return Thing(
            key,
            str(raw["id"]),
            _written(found, settings),
            digest([_columns(raw), bool(raw.get("isPublished")), whole, came.version]),
            bool(raw.get("isPublished")),
            str(raw.get("modifiedByUser") or raw.get("createdByUser") or ""),
            str(raw.get("dateModified") or raw.get("dateAdded") or ""),
            raw,
        )

    # -- changes -------------------------------------------------------------------------------------------------------

    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        if "steps" not in attributes:
            raise Rejected(
                f"{address} has no steps but events of another Mautic, whose numbers mean nothing in this one. Write "
                "what it does as steps."
            )
        drafts = _drafts(address, attributes, book)
        body = _meant(address, attributes, book) | {"isPublished": False}
        came = sources.ensure(api, book, address, attributes, Sources())
        body |= structure(drafts, {}, came.numbers, book)
        made = api.create(CAMPAIGN, body)
        book.changed(CAMPAIGN, self.kind)
        settle_jumps(api, made, body, drafts)
        return str(made["id"])

    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None:
        raw, before = dict(thing.raw), thing.attributes
        came = sources.read(raw, self.kind, sources.asked(api))
        same = all(before.get(name) == attributes.get(name) for name in ("steps", "suppress", "vendor"))
        if not same and ("steps" not in attributes or "events" in own(before)):
            raise Rejected(_not_ours(address))
        columns, now = _meant(address, attributes, book), came
        entered = all(before.get(name) == attributes.get(name) for name in ("entry", "goal", "exit", "title"))
        if not entered or (came.helpers and mark_of(raw.get("description")) != address):
            now = sources.ensure(api, book, address, attributes, came)
        if same and now.numbers == came.numbers:
            is_ = _columns(raw)
            changes = {name: value for name, value in columns.items() if is_[name] != value}
            if changes:
                api.patch(CAMPAIGN, thing.remote_id, changes)
        elif "steps" not in attributes:
            raise Rejected(_not_ours(address))
        else:
            drafts = _drafts(address, attributes, book)
            # Whatever is left out of a PUT is emptied, and people lose their place in events that are.
            body = columns | {"isPublished": bool(raw.get("isPublished"))}
            body |= {name: moment_written(raw.get(name)) for name in ("publishUp", "publishDown")}
            body |= structure(drafts, _marks(events_of(raw), book), now.numbers, book)
            settle_jumps(api, api.put(CAMPAIGN, thing.remote_id, body), body, drafts)
        book.changed(CAMPAIGN, self.kind)
        sources.drop(api, book, came, now)

    def run(self, api: Api, thing: Thing, active: bool, book: Book) -> None:
        api.patch(CAMPAIGN, thing.remote_id, {"isPublished": active})
        book.changed(CAMPAIGN, self.kind)

    def delete(self, api: Api, thing: Thing, book: Book) -> None:
        self.check_unused(thing, book)
        # The helpers first: a campaign that is still there is deleted again when this was cut short.
        sources.drop(api, book, sources.read(dict(thing.raw), self.kind, sources.asked(api)), Sources())
        api.delete(CAMPAIGN, thing.remote_id)
        book.changed(CAMPAIGN, self.kind)

    def check_unused(self, thing: Thing, book: Book) -> None:
        """Raise Rejected where something refers to it."""
        users = usage.users(book, self.kind, thing.raw)
        if users:
            raise Rejected(
                f"{self.kind}/{thing.key} (id {thing.remote_id}) is still used by {usage.listed(users)}. Mautic would "
                "delete it all the same, and leave them with a number that leads nowhere. Take it out there first."
            )


def _columns(raw: Raw) -> Columns:
    return {
        "name": text(raw.get("name")),
        "description": text(raw.get("description")),
        "category": category_id(raw),
        "allowRestart": bool(raw.get("allowRestart")),
    }


def _meant(address: Address, attributes: Attributes, book: Book) -> Columns:
    campaign = attributes.get("campaign")
    return {
        "name": text(attributes.get("title")),
        "description": marked(str(attributes.get("description", "")), address),
        "category": None if campaign is None else int(book.id_of(campaign)),
        "allowRestart": (attributes.get("entry") or {}).get("re_entry", "never") != "never",
    }


def _drafts(address: Address, attributes: Attributes, book: Book) -> list[Draft]:
    passing = own(attributes).get("transactional") or ()
    try:
        return drafts_of(flow_of(attributes["steps"]), attributes.get("suppress") or (), book, passing)
    except (Unheld, Unclear) as error:
        raise Rejected(f"Mautic cannot hold {address}: {error}") from None


def _marks(events: Sequence[Event], book: Book) -> Mapping[str, Event]:
    """The events of a campaign by the marks that they have, or would have."""
    by_id = {event.id: event for event in events}
    return {mark: by_id[number] for mark, number in read(events, book).marks.items()}


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
    said = {**found, "entry": come, "suppress": suppress, "vendor": present({"mautic": present(settings)})}
    return {name: value for name, value in present(said).items() if value != ""}


def _not_ours(address: Address) -> str:
    return (
        f"{address} has events in Mautic that no step can say; they are under vendor.mautic.events. To write it anew "
        "would take them away, with everybody who is on the way in them. Change it in Mautic, or take these events out "
        "there and import it again."
    )
