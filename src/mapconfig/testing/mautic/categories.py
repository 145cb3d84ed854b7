"""Categories: what they belong to (`bundle`) is never changed; those who had a removed one have none."""

from collections.abc import Mapping
from typing import Any

from mapconfig.testing.mautic.resource import How, Resource
from mapconfig.testing.mautic.store import Store, Thing
from mapconfig.testing.mautic.values import INVALID, REQUIRED, alias, clean, raw

_BUNDLES = frozenset(
    [
        "asset",
        "campaign",
        "dynamicContent",
        "email",
        "focus",
        "form",
        "global",
        "messages",
        "notification",
        "page",
        "point",
        "segment",
        "sms",
        "social",
        "stage",
        "webhook",
        "category",
    ]
)


class Categories(Resource):
    """`/api/categories`."""

    path, one, many = "categories", "category", "categories"
    keyed = False
    order = name = "title"
    required = {"title": "A title is required."}
    audited = False
    takes = {"title": clean, "description": clean, "color": raw}
    fresh = {"title": None, "alias": None, "description": None, "color": None, "bundle": None}

    def check(
        self,
        store: Store,
        thing: Thing,
        body: Mapping[str, Any],
        how: How,
        problems: dict[str, list[str]],
        batch: bool,
    ) -> None:
        if how != "new":
            return
        if not body.get("bundle"):
            problems["bundle"] = [REQUIRED]
        elif body["bundle"] not in _BUNDLES:
            problems["bundle"] = [INVALID]
        thing["bundle"] = body.get("bundle")

    def settle(self, store: Store, thing: Thing, body: Mapping[str, Any], how: How) -> None:
        if "alias" in body or how != "patch":
            taken = {other["alias"] for number, other in store.of(self.path).items() if number != thing["id"]}
            thing["alias"] = alias(str(body.get("alias") or thing["title"]), taken)

    def forget(self, store: Store, number: int) -> None:
        for path in ("segments", "campaigns", "emails", "dynamiccontents", "forms", "stages", "points"):
            for thing in store.of(path).values():
                if thing.get("category") == number:
                    thing["category"] = None
