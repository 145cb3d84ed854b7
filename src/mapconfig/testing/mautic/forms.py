"""Forms. The alias comes of the name whatever is sent; any edit that does not name `postAction` sets it back
(recording forms)."""

import secrets
import string
from collections.abc import Mapping
from typing import Any

from mapconfig.testing.mautic.resource import How, Resource
from mapconfig.testing.mautic.store import Store, Thing, broken
from mapconfig.testing.mautic.values import alias, clean, moment, raw, whatever

_FIELD_TYPES = frozenset(
    [
        "button",
        "captcha",
        "checkboxgrp",
        "country",
        "date",
        "datetime",
        "email",
        "file",
        "freehtml",
        "freetext",
        "hidden",
        "number",
        "pagebreak",
        "password",
        "radiogrp",
        "select",
        "tel",
        "text",
        "textarea",
        "url",
        "companyLookup",
    ]
)
_FIELD: dict[str, Any] = {
    "label": None,
    "showLabel": True,
    "alias": None,
    "type": None,
    "defaultValue": None,
    "isRequired": False,
    "validationMessage": None,
    "helpMessage": None,
    "order": 1,
    "properties": [],
    "validation": [],
    "parent": None,
    "conditions": [],
    "labelAttributes": None,
    "inputAttributes": None,
    "containerAttributes": None,
    "leadField": None,
    "saveResult": True,
    "isAutoFill": False,
    "mappedObject": None,
    "mappedField": None,
}
_ACTION = {"name": None, "description": None, "type": None, "order": 1, "properties": None}


class Forms(Resource):
    """`/api/forms`. Fields and actions with an id are changed, others are added; a PUT removes those left out."""

    path, one, many = "forms", "form", "forms"
    keyed = False
    order = "name"
    dated = True
    takes = {
        "name": clean,
        "description": raw,
        "publishUp": moment,
        "publishDown": moment,
        "template": raw,
        "inKioskMode": whatever,
        "renderStyle": whatever,
        "formType": raw,
        "postAction": raw,
        "postActionProperty": raw,
        "noIndex": whatever,
        "formAttributes": raw,
        "language": raw,
    }
    fresh = {
        "name": None,
        "alias": None,
        "category": None,
        "description": None,
        "cachedHtml": "",
        "publishUp": None,
        "publishDown": None,
        "fields": [],
        "actions": [],
        "template": None,
        "inKioskMode": False,
        "renderStyle": False,
        "formType": "standalone",
        "postAction": "return",
        "postActionProperty": None,
        "noIndex": None,
        "formAttributes": None,
        "language": None,
    }

    def check(
        self,
        store: Store,
        thing: Thing,
        body: Mapping[str, Any],
        how: How,
        problems: dict[str, list[str]],
        batch: bool,
    ) -> None:
        if how == "put" and "postActionProperty" not in body:
            thing["postActionProperty"] = store.of(self.path)[thing["id"]]["postActionProperty"]
        thing["postAction"] = body.get("postAction") or "return"
        if thing["postAction"] == "redirect" and "://" not in str(thing["postActionProperty"] or ""):
            problems["postActionProperty"] = ["Fill in a valid URL."]
        if how == "new" and not problems:
            taken = {other["alias"] for other in store.of(self.path).values()}
            thing["alias"] = alias(thing["name"], taken, "_", "_", 10)

    def settle(self, store: Store, thing: Thing, body: Mapping[str, Any], how: How) -> None:
        thing["cachedHtml"] = f"<form>{secrets.token_hex(4)}</form>"  # rendered anew, and never twice the same
        self._parts(store, thing, "fields", _FIELD, body, how)
        self._parts(store, thing, "actions", _ACTION, body, how)

    def _parts(
        self, store: Store, thing: Thing, name: str, fresh: Mapping[str, Any], body: Mapping[str, Any], how: How
    ) -> None:
        said = body.get(name) or []
        if how == "put":
            kept = {part.get("id") for part in said}
            thing[name] = [part for part in thing[name] if part["id"] in kept]
        for place, wanted in enumerate(said, start=1):
            if name == "fields" and wanted.get("type") not in _FIELD_TYPES:
                raise broken()  # the form is there by now
            part = next((old for old in thing[name] if old["id"] == wanted.get("id")), None)
            if part is None:
                part = {"id": store.number(f"forms/{name}"), **fresh, "order": place}
                thing[name].append(part)
            part |= {key: value for key, value in wanted.items() if key in fresh}
            if part["type"] == "lead.pointschange":
                part["properties"] = {**(part["properties"] or {}), "group": None}
            if name == "fields":
                part["alias"] = part["alias"] or "".join(secrets.choice(string.ascii_lowercase) for _ in range(5))
                part["leadField"] = part["mappedField"] if part["mappedObject"] == "contact" else None
