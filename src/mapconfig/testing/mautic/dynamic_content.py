"""Dynamic content: tags are stripped from it, and its filters have their values at the root (recording
dynamic-content)."""

from collections.abc import Mapping
from typing import Any

from mapconfig.testing.mautic.emails import NO_UTM, utm
from mapconfig.testing.mautic.resource import How, Resource, invalid
from mapconfig.testing.mautic.store import Store, Thing, broken
from mapconfig.testing.mautic.values import EXTRA, boolean, clean, moment


class DynamicContent(Resource):
    """`/api/dynamiccontents`."""

    path, one, many = "dynamiccontents", "dynamicContent", "dynamicContents"
    order = "name"
    takes = {
        "name": clean,
        "content": clean,
        "publishUp": moment,
        "publishDown": moment,
        "utmTags": utm,
        "isCampaignBased": boolean,
        "slotName": lambda said: clean(said) or "",
    }
    fresh = {
        "name": None,
        "category": None,
        "publishUp": None,
        "publishDown": None,
        "sentCount": 0,
        "variantParent": None,
        "variantChildren": [],
        "content": None,
        "utmTags": NO_UTM,
        "filters": [],
        "isCampaignBased": True,
        "slotName": "",
    }
    emptied = {"isCampaignBased": False, "utmTags": NO_UTM, "slotName": ""}

    def check(
        self,
        store: Store,
        thing: Thing,
        body: Mapping[str, Any],
        how: How,
        problems: dict[str, list[str]],
        batch: bool,
    ) -> None:
        if "filters" in body or how == "put":
            rows = body.get("filters") or []
            if any("properties" in row for row in rows):
                raise invalid({"": [EXTRA]})
            names = ("glue", "field", "object", "type", "filter", "display", "operator")
            thing["filters"] = [{name: row.get(name) for name in names} for row in rows]
        if not thing["isCampaignBased"]:
            if not thing["slotName"]:
                problems["slotName"] = ["Please enter a slot name."]
            if not thing["filters"]:
                problems["filters"] = ["At least one filter is required."]
        if how == "put" and not problems and "language" not in body:
            # No answer shows the language, so a PUT of what was read is an error (recording roundtrip).
            raise broken()
