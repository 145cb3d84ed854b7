"""A scoring model is a category of point actions, and of campaigns that set stages (recordings points,
points-followup, categories).

Mautic keeps one score for each person. It has groups of points as well, but points of a group go to the group and not
to that score, and no answer says which group an action is in; a category does both rightly. Actions without a category
are a model of their own, whose id is 0: that is where those are that somebody made by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Live, Rejected
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book, Raw
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds import gates, points
from mapconfig.backends.mautic.kinds import model as models
from mapconfig.backends.mautic.kinds.events import whole_of
from mapconfig.backends.mautic.kinds.kind import Attributes, Thing
from mapconfig.backends.mautic.kinds.model import BUNDLE, REST, Model
from mapconfig.backends.mautic.kinds.plain import Held, own, present, text
from mapconfig.backends.mautic.kinds.running import changed_by
from mapconfig.backends.mautic.markers import as_key, cleaned, marked, slug, told_apart, unmarked
from mapconfig.backends.mautic.types import CAMPAIGN, CATEGORY, POINT
from mapconfig.language import say, told
from mapconfig.model import canonical
from mapconfig.model.canonical import digest

#: The key and title of the model of actions without a category.
REST_KEY, REST_TITLE = "points", "Points"


class Scoring(Held):
    """What somebody made by hand and cannot be said stands under ``vendor: mautic:`` as ``points`` and ``thresholds``;
    ``stopped`` names the entries that are unpublished while the model is at work."""

    kind = "scoring"
    type = CATEGORY
    title = "title"
    gapped = {
        "decay": "Points of Mautic do not fade: a job outside has to take them away.",
        "grade": "Mautic has points and no grades: how well somebody fits stays in the files.",
        "categories": "Mautic keeps one score for each person, and none by category.",
        "points.*.category": "Mautic keeps one score for each person, and none by category.",
    }
    settings = {"points": None, "thresholds": None, "stopped": None}

    def mine(self, raw: Raw) -> bool:
        return models.is_one(raw)

    def named(self, raw: Raw) -> str:
        return as_key(str(raw.get("alias") or "")) or slug(str(raw.get("title") or "")) or f"category-{raw['id']}"

    # -- what is meant -------------------------------------------------------------------------------------------------

    def kept(self, attributes: Attributes, book: Book) -> dict[str, Any]:
        said = own(attributes)
        rows = [points.kept_row(row, book) for row in attributes.get("points") or ()]
        thresholds = [
            {name: row[name] for name in ("id", "score", "grade", "stage") if name in row}
            for row in attributes.get("thresholds") or ()
        ]
        state = attributes.get("state", "active")
        empty = not rows and not thresholds and not said.get("points")
        return _written(
            {
                "title": text(attributes.get("title")),
                "description": unmarked(str(attributes.get("description", ""))),
                "state": None if state == "active" or empty else "draft",
                "points": rows,
                "thresholds": thresholds,
            },
            {name: said.get(name) for name in self.settings if name != "stopped" or state == "active"},
        )

    def more_gaps(self, attributes: Attributes, book: Book) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for row in attributes.get("points") or ():
            try:
                points.action_of(row, book)
            except Unheld as error:
                where = "cap" if "cap" in str(error) else "activity"
                found[f"points.{row['id']}.{where}"] = str(error)
        for row in attributes.get("thresholds") or ():
            if "grade" in row:
                found[f"thresholds.{row['id']}.grade"] = (
                    "Mautic has no grades, and without its grade this threshold would open the stage to too many."
                )
            elif "score" not in row:
                found[f"thresholds.{row['id']}.score"] = "A threshold in Mautic is a score: say which."
        return found

    def refused(
        self, live: Live | None, address: Address, attributes: Attributes | None, book: Book
    ) -> Mapping[str, str]:
        if attributes is None:
            return {}
        said, now = own(attributes), {} if live is None else own(live.attributes)
        if live is None:
            why = points.only_there(address, said.get("points") or [])
            if why:
                return {"vendor.mautic.points": why}
        elif now.get("points") != said.get("points"):
            why = say(
                "{address} has point actions in Mautic that no activity can say; they are under "
                "vendor.mautic.points, and are only compared. Change them in Mautic.",
                address=address,
            )
            return {"vendor.mautic.points": why}
        there = now.get("thresholds") or []
        new = next((row for row in said.get("thresholds") or [] if row not in there), None)
        if new is not None:
            why = say(
                "{address} has a threshold under vendor.mautic.thresholds that no score and stage can say. It is only "
                "compared: change it in Mautic, or write it under thresholds.",
                address=address,
            )
            return {"vendor.mautic.thresholds": why}
        return _of_rest(address, attributes) if live is not None and live.remote_id == REST else {}

    # -- what is there -------------------------------------------------------------------------------------------------

    def keys(self, book: Book) -> Mapping[str, str]:
        return told_apart((model.number, self._key_of(model)) for model in models.all_of(book))

    def _key_of(self, model: Model) -> str:
        return REST_KEY if model.category is None else self.key_of(model.category)

    def fetch(self, api: Api, book: Book) -> Iterator[Thing]:
        keys = self.keys(book)
        for model in models.all_of(book):
            yield self._found(model, keys[model.number], book)

    def read(self, api: Api, remote_id: str, book: Book) -> Thing | None:
        if not remote_id.isdecimal():
            return None
        for type_ in (CATEGORY, POINT, CAMPAIGN):
            book.changed(type_, self.kind)
        model = models.one(remote_id, api, book)
        if model is None:
            return None
        key = self._key_of(model)
        return self._found(model, key if book.knows(self.kind, remote_id) else self.keys(book)[remote_id], book)

    def find(self, api: Api, address: Address, attributes: Attributes, book: Book) -> list[Thing]:
        survives = cleaned(address.key) == address.key
        by_alias = api.where(CATEGORY, "alias", address.key) if survives else []
        found = by_alias or self.candidates(api, address, attributes)
        mine = [raw for raw in found if self.mine(raw) and self.key_of(raw) == address.key]
        numbers = [str(raw["id"]) for raw in mine] or ([REST] if address.key == REST_KEY else [])
        there = [models.one(number, api, book) for number in numbers]
        return [self._found(model, address.key, book) for model in there if model is not None]

    def _found(self, model: Model, key: str, book: Book) -> Thing:
        named = model.named
        rows, opaque, stopped, runs = [], [], [], []
        for name, raw in named.items():
            row = points.row_of(raw, name, book)
            runs.append(bool(raw.get("isPublished")))
            if row is None:
                # One that was made for an entry and is not it, or not yet, is an entry that is missing.
                own_ = points.mark_of(raw) is not None
                opaque += [] if own_ else [points.passed(raw)]
                continue
            rows.append(row)
            stopped += [] if raw.get("isPublished") else [name]
        thresholds, changed = [], []
        for gate in model.gates:
            row = gates.row_of(gate, book)
            runs.append(gate.published)
            if row is None:
                changed.append({"id": gate.name, "events": whole_of(gate.raw)})
                continue
            thresholds.append(row)
            stopped += [] if gate.published else [gate.name]
        active = not runs or any(runs)
        category = model.category or {"title": REST_TITLE}
        found = {
            "title": text(category.get("title")),
            "description": unmarked(str(category.get("description") or "")),
            "state": None if active else "draft",
            "points": rows,
            "thresholds": thresholds,
        }
        said = [[raw["id"], *(raw.get(column) for column in (*points.COLUMNS, "description"))] for raw in model.actions]
        shown = [category.get(name) for name in ("title", "alias", "description")]
        return Thing(
            key,
            model.number,
            _written(found, {"points": opaque, "thresholds": changed, "stopped": sorted(stopped) if active else None}),
            digest([shown, said, [gate.said for gate in model.gates]]),
            None,
            *changed_by(model.category or model.actions[0]),
            {"model": model},
        )

    # -- changes -------------------------------------------------------------------------------------------------------

    def create(self, api: Api, address: Address, attributes: Attributes, book: Book) -> str:
        self._check_named(address, attributes, book)
        carried = own(attributes).get("points") or []
        columns = self._columns(address, attributes)
        for type_ in (CATEGORY, POINT, CAMPAIGN):
            book.changed(type_, self.kind)
        made = models.unfinished(address, book)
        if made is None:
            begun = {**columns, "description": models.begun(address), "bundle": BUNDLE}
            made = api.create(CATEGORY, {name: value for name, value in begun.items() if value is not None})
        book.changed(CATEGORY, self.kind)
        model = models.of(made, api, book)
        points.carry(api, carried, model.actions, int(made["id"]))
        self._fill(api, model, address, attributes, book)
        # Only now it is there: what was cut short before is not found, and is gone on with by the next create.
        api.patch(CATEGORY, str(made["id"]), columns)
        book.changed(CATEGORY, self.kind)
        return str(made["id"])

    def update(self, api: Api, thing: Thing, address: Address, attributes: Attributes, book: Book) -> None:
        model: Model = thing.raw["model"]
        self._check_named(address, attributes, book)
        if model.category is not None:
            columns = self._columns(address, attributes)
            changes = {name: value for name, value in columns.items() if text(model.category.get(name)) != value}
            if changes:
                api.patch(CATEGORY, model.number, changes)
                book.changed(CATEGORY, self.kind)
        self._fill(api, model, address, attributes, book)

    def _check_named(self, address: Address, attributes: Attributes, book: Book) -> None:
        """Raise Rejected, before anything is written, for what names something that is not there."""
        for row in attributes.get("thresholds") or ():
            book.id_of(row["stage"])
        try:
            for row in attributes.get("points") or ():
                points.action_of(row, book)
        except Unheld as error:
            raise Rejected(say("Mautic cannot hold {address}: {error}", address=address, error=told(error))) from None

    def _columns(self, address: Address, attributes: Attributes) -> dict[str, Any]:
        about = str(attributes.get("description", ""))
        survives = cleaned(address.key) == address.key
        return {
            "title": text(attributes.get("title")),
            **({"alias": address.key} if survives else {}),
            "description": text(unmarked(about) if survives else marked(about, address)),
        }

    def _fill(self, api: Api, model: Model, address: Address, attributes: Attributes, book: Book) -> None:
        """Make the actions and thresholds of a model be what they are to be, one after the other."""
        active = attributes.get("state", "active") == "active"
        stopped = set(own(attributes).get("stopped") or ())
        category = None if model.category is None else int(model.category["id"])
        said = {name for name, raw in model.named.items() if points.row_of(raw, name, book) is not None}
        there = {name: raw for name, raw in model.named.items() if name in said or points.mark_of(raw) is not None}
        for row in attributes.get("points") or ():
            runs = active and row["id"] not in stopped
            self._action(api, row, there.pop(row["id"], None), category, runs, book)
        for raw in there.values():
            api.delete(POINT, str(raw["id"]))
        book.changed(POINT, self.kind)
        known = {gate.name: gate for gate in model.gates}
        for row in attributes.get("thresholds") or ():
            runs = active and row["id"] not in stopped
            title = str(attributes["title"])
            gates.ensure(api, book, address, row, title, category, runs, known.pop(row["id"], None))
        passed = {row.get("id") for row in own(attributes).get("thresholds") or ()}
        for gate in known.values():
            if gate.name not in passed:
                gates.remove(api, book, gate)

    def _action(
        self, api: Api, row: Mapping[str, Any], raw: Raw | None, category: int | None, active: bool, book: Book
    ) -> None:
        wanted = points.action_of(row, book)
        if raw is not None and raw.get("type") != wanted.type:
            # Another type would keep what the old one looked at, and be refused for it.
            api.delete(POINT, str(raw["id"]))
            raw = None
        name = str(row["id"])
        if raw is None:
            body = {"name": name, "type": wanted.type, "delta": wanted.delta, "repeatable": wanted.repeatable}
            body |= {"description": points.described(None, name), "category": category, "isPublished": False}
            raw = api.create(POINT, body)
            changes: dict[str, Any] = {"properties": dict(wanted.properties), "isPublished": active}
        else:
            changes = points.changes(raw, name, row, wanted, active, book)
        if changes:
            api.patch(POINT, str(raw["id"]), changes)

    def delete(self, api: Api, thing: Thing, book: Book) -> None:
        model: Model = thing.raw["model"]
        for gate in model.gates:
            gates.remove(api, book, gate)
        for raw in model.actions:
            api.delete(POINT, str(raw["id"]))
        book.changed(POINT, self.kind)
        if model.category is not None:
            # The category last: a model that is still there is deleted again when this was cut short.
            api.delete(CATEGORY, model.number)
            book.changed(CATEGORY, self.kind)


def _of_rest(address: Address, attributes: Attributes) -> dict[str, str]:
    """What the actions without a category cannot be."""
    wrong = [name for name in ("description", "thresholds") if attributes.get(name)]
    if attributes.get("title") != REST_TITLE:
        wrong = ["title"]
    why = say(
        "{address} are the point actions without a category in Mautic. They are called "
        "{rest_title}, and have no description and no thresholds. For those, give the actions "
        "a category in Mautic, and import it.",
        address=address,
        rest_title=REST_TITLE,
    )
    return {wrong[0]: why} if wrong else {}


def _written(found: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes in normal form. What stands in no order in Mautic is sorted by id."""
    said = dict(found)
    for name in ("points", "thresholds"):
        said[name] = sorted(said[name], key=lambda row: canonical(row["id"]))
    said["vendor"] = present({"mautic": present(settings)})
    return {name: value for name, value in present(said).items() if value != ""}
