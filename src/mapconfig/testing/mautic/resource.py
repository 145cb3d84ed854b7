"""What all types have in common: made, changed, replaced and removed through a form that knows its attributes.

A PATCH changes what it names. A PUT empties what it does not name, and what is a yes or no becomes no; an id that is
gone makes a new thing (recording segments-edit).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar, Literal

from mapconfig.testing.mautic.store import Refused, Store, Thing, broken
from mapconfig.testing.mautic.values import Take, boolean

How = Literal["new", "patch", "put"]

#: The longest name that the database holds.
LONGEST = 191


class Resource:
    """One type. Subclasses say what it has, and override the steps at which the type is peculiar."""

    path: ClassVar[str]
    one: ClassVar[str]
    many: ClassVar[str]
    keyed: ClassVar[bool] = True
    """Whether a list of them is an object by id; else it is an array (recording list-shapes)."""
    order: ClassVar[str] = "id"
    """What a list is sorted by when nothing is asked for."""
    name: ClassVar[str] = "name"
    required: ClassVar[Mapping[str, str]] = {"name": "A name is required."}
    audited: ClassVar[bool] = True
    """Whether it says who made and changed it, and when."""
    dated: ClassVar[bool] = False
    """Whether it counts as modified when it is made."""
    takes: ClassVar[Mapping[str, Take]] = {}
    fresh: ClassVar[Mapping[str, Any]] = {}
    """What a new one has, in the order of the answer."""
    emptied: ClassVar[Mapping[str, Any]] = {}
    """What a PUT makes of attributes that it leaves out, where that is not null."""
    needed_by_put: ClassVar[tuple[str, ...]] = ()
    """Attributes without which a PUT is an error 500."""
    unnoticed: ClassVar[frozenset[str]] = frozenset()
    """Attributes whose change leaves `dateModified` alone."""

    def make(self, store: Store, body: Mapping[str, Any], batch: bool = False) -> tuple[int, Thing]:
        """A new thing of `body`: the status and the answer."""
        thing: Thing = {}
        if self.audited:
            thing = {
                "isPublished": True,
                "dateAdded": store.moment(),
                "dateModified": store.moment() if self.dated else None,
                "createdBy": 1,
                "createdByUser": "Admin User",
                "modifiedBy": None,
                "modifiedByUser": None,
            }
        thing |= {"id": None, **deepcopy(dict(self.fresh))}
        self._fill(store, thing, body, "new", batch)
        thing["id"] = store.number(self.path)
        store.of(self.path)[thing["id"]] = thing
        self.settle(store, thing, body, "new")
        return 201, self.answer(store, thing, just_made=True)

    def edit(
        self, store: Store, number: int, body: Mapping[str, Any], how: How, batch: bool = False
    ) -> tuple[int, Thing]:
        """Change or replace one: the status and the answer."""
        old = store.of(self.path).get(number)
        if old is None:
            if how == "patch":
                raise missing()
            return self.make(store, body, batch)
        thing = deepcopy(old)
        if how == "put":
            self.prepare_put(store, thing, body)
        self._fill(store, thing, body, how, batch)
        store.of(self.path)[number] = thing  # before what may fail: an error 500 has written
        self.settle(store, thing, body, how)
        changed = {name for name in thing if thing[name] != old.get(name)} - self.unnoticed
        if self.audited and changed:
            thing |= {"dateModified": store.moment(), "modifiedBy": 1, "modifiedByUser": "Admin User"}
        return 200, self.answer_edit(store, thing, body, how)

    def remove(self, store: Store, number: int) -> Thing:
        """Remove one; nobody looks whether it is in use. The answer is the thing as it was."""
        thing = store.of(self.path).get(number)
        if thing is None:
            raise missing()
        shown = self.answer(store, thing)
        del store.of(self.path)[number]
        self.forget(store, number)
        return shown

    def _fill(self, store: Store, thing: Thing, body: Mapping[str, Any], how: How, batch: bool) -> None:
        if how == "put" and any(name not in body for name in self.needed_by_put):
            raise broken()
        problems: dict[str, list[str]] = {}
        takes = dict(self.takes)
        for name, take in takes.items():
            if name in body:
                try:
                    thing[name] = take(body[name])
                except ValueError as error:
                    problems[name] = [str(error)]
            elif how == "put":
                thing[name] = deepcopy(self.emptied.get(name))
        if self.audited:
            if "isPublished" in body:
                thing["isPublished"] = boolean(body["isPublished"])
            elif how == "put":
                thing["isPublished"] = False
        if "category" in self.fresh and ("category" in body or how == "put"):
            thing["category"] = category_of(store, body.get("category"), thing["category"])
        for name, said in self.required.items():
            if not thing.get(name) and name not in problems:
                problems[name] = [said]
        self.check(store, thing, body, how, problems, batch)
        if problems:
            raise invalid(problems)
        if len(str(thing.get(self.name) or "")) > LONGEST:
            raise broken()

    def check(
        self,
        store: Store,
        thing: Thing,
        body: Mapping[str, Any],
        how: How,
        problems: dict[str, list[str]],
        batch: bool,
    ) -> None:
        """What this type looks at beyond its attributes; adds to `problems` or raises Refused."""

    def prepare_put(self, store: Store, thing: Thing, body: Mapping[str, Any]) -> None:
        """What a PUT does before anything else, and keeps even where it then fails."""

    def settle(self, store: Store, thing: Thing, body: Mapping[str, Any], how: How) -> None:
        """What this type does once everything was found right."""

    def forget(self, store: Store, number: int) -> None:
        """What becomes of others when one of this type is gone."""

    def shown(self, store: Store, thing: Thing) -> Thing:
        """The thing as an answer has it."""
        return thing

    def answer(self, store: Store, thing: Thing, just_made: bool = False) -> Thing:
        """A copy of what is shown, with the category as an object."""
        found = deepcopy(self.shown(store, thing))
        if found.get("category") is not None:
            category = store.of("categories").get(found["category"])
            whose = {"createdByUser": "Admin User", "modifiedByUser": None}
            found["category"] = None if category is None else {**whose, **deepcopy(category)}
        return found

    def answer_edit(self, store: Store, thing: Thing, body: Mapping[str, Any], how: How) -> Thing:
        """The answer to an edit, which for some types is not what is then there."""
        return self.answer(store, thing)


def category_of(store: Store, said: Any, before: int | None) -> int | None:
    """The category that is meant: an id. An object is cast to 1, an alias is ignored (recording categories)."""
    if said is None or said == "" or said == 0:
        return None
    if isinstance(said, dict | list):
        number = 1
    elif str(said).isdecimal():
        number = int(said)
    else:
        return before
    if number not in store.of("categories"):
        raise Refused(500, f"Category {number} does not exist", None)
    return number


def missing() -> Refused:
    """What Mautic says of an id that is not there."""
    return Refused(404, "Item was not found.")


def invalid(problems: Mapping[str, list[str]], status: int = 400) -> Refused:
    """What a form says of its attributes; what belongs to none of them has no name and makes an array of arrays."""
    if "" in problems:
        return Refused(status, problems[""][0], [problems[""]])
    message = ", ".join(f"{name}: {', '.join(said)}" for name, said in problems.items())
    return Refused(status, message, dict(problems))
