"""Tags. Making one that exists gives the one there is, whatever the case, and rewrites its case (recording tags)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from mapconfig.testing.mautic.resource import How, Resource
from mapconfig.testing.mautic.store import Store, Thing, broken
from mapconfig.testing.mautic.values import clean


class Tags(Resource):
    """`/api/tags`."""

    path, one, many = "tags", "tag", "tags"
    name = "tag"
    required: ClassVar[Mapping[str, str]] = {}
    audited = False
    takes = {"tag": clean}
    fresh = {"tag": None, "description": None}

    def make(self, store: Store, body: Mapping[str, Any], batch: bool = False) -> tuple[int, Thing]:
        wanted = clean(body.get("tag"))
        for thing in store.of(self.path).values():
            if wanted and thing["tag"].lower() == wanted.lower():
                thing["tag"] = wanted
                return 200, self.answer(store, thing)
        return super().make(store, body, batch)

    def check(
        self,
        store: Store,
        thing: Thing,
        body: Mapping[str, Any],
        how: How,
        problems: dict[str, list[str]],
        batch: bool,
    ) -> None:
        if not thing["tag"]:
            raise broken()  # which in a batch comes after the ones before it were stored
