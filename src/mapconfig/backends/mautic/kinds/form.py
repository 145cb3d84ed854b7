"""Forms (recording forms).

The alias is made of the name and says nothing, so the key stands in a mark. Any change that does not name `postAction`
sets it back, so it is always sent. Fields and actions are numbered by their place in the request, so all of them are
sent whenever one changes, with their ids; a PUT, which removes those that are left out, only where one is to go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Capability, Live, Outcome, Rejected
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.kinds import form_actions, form_fields
from mapconfig.backends.mautic.kinds.form_actions import Done
from mapconfig.backends.mautic.kinds.form_fields import BUTTON, place_of
from mapconfig.backends.mautic.kinds.holding import unasked
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.plain import (
    Columns,
    Single,
    apart,
    category_id,
    moment_written,
    number_of,
    own,
    present,
    text,
)
from mapconfig.backends.mautic.kinds.running import RUNS, changed_by
from mapconfig.backends.mautic.kinds.stage import without_needless_mark
from mapconfig.backends.mautic.markers import marked, unmarked
from mapconfig.backends.mautic.terms import Unheld
from mapconfig.backends.mautic.types import FORM
from mapconfig.language import say, told
from mapconfig.model import canonical
from mapconfig.model.canonical import digest

#: Columns that only Mautic knows, and what they are where nobody says anything.
_COLUMNS: Mapping[str, Any] = {
    "postAction": "return",
    "postActionProperty": None,
    "formType": "standalone",
    "template": None,
    "inKioskMode": False,
    "renderStyle": False,
    "noIndex": None,
    "formAttributes": None,
    "language": None,
}

_ACTIONS = "vendor.mautic.actions"

_BUTTON = {"label": "Submit", "alias": "submit", "type": BUTTON}


class Form(Single):
    """Fields that are saved and go nowhere else, and actions that nothing here says, stand under ``vendor: mautic:``;
    such fields may be changed there, such actions are only compared."""

    kind = "form"
    type = FORM
    settings = {**_COLUMNS, "fields": None, "actions": None}

    @property
    def capability(self) -> Capability:
        return Capability(verbs=dict.fromkeys(RUNS, Outcome.APPLY), gaps=super().capability.gaps)

    def unfinished(self, raw: Raw, address: Address) -> bool:
        """A form counts as modified when it is made, and Mautic saves it before its fields. None is without a button,
        wherever it was made, unless that was cut short."""
        return self.mark(raw) == address and not _parts(raw, "fields")

    # -- what is meant -------------------------------------------------------------------------------------------------

    def kept(self, attributes: Attributes, book: Book) -> dict[str, Any]:
        said = own(attributes)
        done = form_actions.settled(form_actions.meant(attributes), book)
        sets = form_fields.settled(done.sets, book)
        consent = attributes.get("consent")
        found = {
            "title": text(attributes.get("title")),
            "description": unmarked(str(attributes.get("description", ""))),
            "campaign": attributes.get("campaign"),
            "fields": [
                {
                    "field": row["field"],
                    "label": form_fields.asked_as(row, book),
                    **({"required": True} if row.get("required") else {}),
                }
                for row in attributes.get("fields") or ()
            ],
            "consent": None if consent is None else {**consent, "text": str(consent["text"]).strip()},
        }
        settings = {name: said.get(name) for name in self.settings}
        return _written(found, done, sets, settings)

    def more_gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        done = form_actions.meant(attributes)
        try:
            form_fields.fields_of(attributes, (), book)
        except Unheld as error:
            return {"fields": str(error)}
        try:
            form_fields.fields_of(attributes, done.sets, book)
            form_actions.bodies(done, book)
        except Unheld as error:
            return {"do": str(error)}
        answers = [str(each["send"]) for each in done.do if "send" in each]
        for path, emails in (("thank_you", [done.thank_you] if done.thank_you else []), ("do", answers)):
            unheld = unasked(emails, book, "a form")
            if unheld is not None:
                return {path: unheld}
        return {}

    def refused(
        self, live: Live | None, address: Address, attributes: Attributes | None, book: Book
    ) -> Mapping[str, str]:
        wanted = own(attributes or {}).get("actions")
        if live is None and wanted:
            made = say(
                "{address} has actions of another Mautic, whose numbers mean nothing in this one. Take "
                "them out of vendor.mautic.actions, and write under do: what is to happen.",
                address=address,
            )
            return {_ACTIONS: made}
        before = None if live is None else own(live.attributes).get("actions")
        if live is None or attributes is None or before == wanted:
            return {}
        said = say(
            "{address} has actions in Mautic that nothing here can say; they are under "
            "vendor.mautic.actions, and are only compared. Change them in Mautic.",
            address=address,
        )
        return {apart(before, wanted, _ACTIONS): said}

    # -- what is there -------------------------------------------------------------------------------------------------

    def columns(self, raw: Raw) -> Columns:
        return {
            "name": text(raw.get("name")),
            "description": text(raw.get("description")),
            "category": category_id(raw),
            **{name: _column(name, raw.get(name)) for name in _COLUMNS},
        }

    def _thing(self, raw: Raw, key: str, book: Book) -> Thing:
        asked = form_fields.read(_parts(raw, "fields"), book)
        done = form_actions.read(_parts(raw, "actions"), book)
        columns = self.columns(raw)
        category = columns["category"]
        found = {
            "title": columns["name"],
            "description": unmarked(columns["description"] or ""),
            "campaign": None if category is None else str(book.address_of("campaign", category)),
            "fields": asked.fields,
            "consent": asked.consent,
        }
        settings = {name: columns[name] for name in _COLUMNS}
        settings |= {"fields": asked.passed, "actions": done.passed}
        parts = [
            [[each.get("id"), form_fields.passed(each)] for each in _parts(raw, "fields")],
            [[each.get(name) for name in ("id", "name", "type", "properties")] for each in _parts(raw, "actions")],
        ]
        return Thing(
            key,
            str(raw["id"]),
            _written(found, done, asked.sets, settings),
            digest([columns, bool(raw.get("isPublished")), parts]),
            bool(raw.get("isPublished")),
            *changed_by(raw),
            raw,
            _note(raw, done, book),
        )

    # -- changes -------------------------------------------------------------------------------------------------------

    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        body = self._meant(address, attributes, book)
        body |= {"isPublished": False} | self._parts({}, address, attributes, book)
        made = api.create(FORM, {name: value for name, value in body.items() if value is not None})
        book.changed(FORM, self.kind)
        return str(made["id"])

    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None:
        raw, before = dict(thing.raw), thing.attributes
        now = self.columns(raw)
        columns = without_needless_mark(self._meant(address, attributes, book), now, "description", address.key)
        names = ("fields", "consent", "thank_you", "add_to", "do", "vendor")
        changes = {name: value for name, value in columns.items() if now[name] != value}
        if any(before.get(name) != attributes.get(name) for name in names):
            parts = self._parts(raw, address, attributes, book)
            if self._loses(raw, parts):
                whole = columns | {"isPublished": bool(raw.get("isPublished"))} | parts
                whole |= {name: moment_written(raw.get(name)) for name in ("publishUp", "publishDown")}
                api.put(FORM, thing.remote_id, whole)
                book.changed(FORM, self.kind)
                return
            changes |= parts
        if changes:
            api.patch(FORM, thing.remote_id, changes | self._after(columns))
            book.changed(FORM, self.kind)

    def run(self, api: Api, thing: Thing, active: bool, book: Book) -> None:
        columns = self.columns(dict(thing.raw))
        api.patch(FORM, thing.remote_id, {"isPublished": active} | self._after(columns))
        book.changed(FORM, self.kind)

    # -- means ---------------------------------------------------------------------------------------------------------

    def _after(self, columns: Columns) -> Columns:
        """What any change has to name, or else loses."""
        return {name: columns[name] for name in ("postAction", "postActionProperty")}

    def _meant(self, address: Address, attributes: Attributes, book: Book) -> Columns:
        said = own(attributes)
        return {
            "name": text(attributes.get("title")),
            "description": text(marked(str(attributes.get("description", "")), address)),
            "category": number_of(book, attributes.get("campaign")),
            **{name: _column(name, said.get(name, default)) for name, default in _COLUMNS.items()},
        }

    def _parts(self, raw: Raw, address: Address, attributes: Attributes, book: Book) -> dict[str, Any]:
        """All fields and actions that the form is to have, those that it has with their ids."""
        done = form_actions.meant(attributes)
        try:
            asked = form_fields.fields_of(attributes, done.sets, book)
            actions = form_actions.bodies(done, book)
        except Unheld as error:
            raise Rejected(say("Mautic cannot hold {address}: {error}", address=address, error=told(error))) from None
        there = {place_of(each): each for each in reversed(_parts(raw, "fields")) if place_of(each) is not None}
        fields = [_field(each.body, there.get((each.object, each.alias))) for each in asked]
        passed = {canonical(form_fields.passed(each)): each for each in _parts(raw, "fields")}
        fields += [{**each, **_id(passed.get(canonical(each)))} for each in own(attributes).get("fields") or ()]
        button = next((each for each in _parts(raw, "fields") if each.get("type") == BUTTON), None)
        fields.append(_as_sent(button) if button is not None else dict(_BUTTON))
        return {"fields": _numbered(fields), "actions": _numbered(self._actions(raw, actions, book))}

    def _actions(self, raw: Raw, actions: list[dict[str, Any]], book: Book) -> list[dict[str, Any]]:
        left = _parts(raw, "actions")
        found = []
        for body in actions:
            mine = next((each for each in left if form_actions.same(each, body, book)), None)
            mine = mine or next((each for each in left if each.get("type") == body["type"]), None)
            if mine is not None:
                left.remove(mine)
                body = form_actions.onto(mine, body, book)
            found.append(body)
        others = [each for each in left if not form_actions.read([each], book).do and self._is_passed(each, book)]
        return found + [{name: each.get(name) for name in ("id", "name", "type", "properties")} for each in others]

    def _is_passed(self, raw: Raw, book: Book) -> bool:
        return bool(form_actions.read([raw], book).passed)

    def _loses(self, raw: Raw, parts: Mapping[str, Any]) -> bool:
        """Whether something that is there is not to be there any more."""
        return any(
            {each["id"] for each in _parts(raw, name)} - {each.get("id") for each in parts[name]}
            for name in ("fields", "actions")
        )


def _parts(raw: Raw, name: str) -> list[Raw]:
    """The fields or actions of a form in their order."""
    said = raw.get(name)
    things = list(said.values()) if isinstance(said, Mapping) else said if isinstance(said, list) else []
    return sorted(things, key=lambda each: (int(each.get("order") or 0), int(each["id"])))


def _note(raw: Raw, done: Done, book: Book) -> str:
    """What is told to whoever takes a form in: which of its actions no file says, or not to the end."""
    for each in done.passed:
        return say(
            "Its action {name} ({type}) is none that a file could say. It stays under vendor.mautic.actions, "
            "where it is compared and never written, and another Mautic does not get it.",
            name=repr(each.get("name")),
            type=str(each.get("type")),
        )
    for each in _parts(raw, "actions"):
        more = form_actions.more_of(each, book)
        if more:
            return say(
                "Its action {name} has more set than a file can say: {more}. That stays in Mautic as it is, and "
                "another Mautic does not get it.",
                name=repr(each.get("name")),
                more=", ".join(more),
            )
    return ""


def _numbered(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Parts with their place among them, which Mautic takes from the request in any case."""
    return [{**part, "order": place} for place, part in enumerate(parts, start=1)]


def _field(body: Mapping[str, Any], raw: Raw | None) -> dict[str, Any]:
    """A field to be sent: as it is, where it is there and of the same type, but for what the form says."""
    if raw is None:
        return dict(body)
    if raw.get("type") != body["type"] and (body["type"] in _MEANING or raw.get("type") in _MEANING):
        return {**body, **_id(raw)}
    said = {name: body[name] for name in ("isRequired", "defaultValue", "mappedObject", "mappedField") if name in body}
    if body["type"] == form_fields.TICK:
        said["properties"] = body["properties"]
    elif body["type"] != form_fields.HIDDEN:
        said["label"] = body["label"]
    return {**_as_sent(raw), **said}


#: Types of fields that mean something else than a question.
_MEANING = frozenset({form_fields.TICK, form_fields.HIDDEN})


def _as_sent(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {**form_fields.passed(raw), "isRequired": bool(raw.get("isRequired")), "id": raw["id"]}


def _id(raw: Mapping[str, Any] | None) -> dict[str, Any]:
    return {} if raw is None else {"id": raw["id"]}


def _column(name: str, said: Any) -> Any:
    """A column as it is compared: nothing said and no are the same for what is a yes or a no."""
    return bool(said) if isinstance(_COLUMNS[name], bool) else said if said != "" else None


def _written(
    found: Mapping[str, Any], done: Done, sets: list[dict[str, Any]], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """Attributes in normal form, with the settings for Mautic."""
    said = {
        **found,
        "thank_you": done.thank_you,
        "add_to": sorted(done.add_to, key=canonical),
        "do": [*({"set": each} for each in sets), *done.do],
    }
    shown = {name: value for name, value in settings.items() if value != _COLUMNS.get(name)}
    said["vendor"] = present({"mautic": present(shown)})
    return {name: value for name, value in present(said).items() if value != ""}
