"""What one fictional person is in, and why: lists, stages and rules asked in plain Python.

Nothing is counted and no engine is needed. What a list means is said by `mapconfig.criteria.oracle`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.membership import Uncountable
from mapconfig.criteria import Catalogue, parse
from mapconfig.criteria.oracle import Activity, FieldChange, Person, evaluate
from mapconfig.criteria.reasons import Asked, reasons
from mapconfig.finding import Path
from mapconfig.language import say, together
from mapconfig.model import Org
from mapconfig.model.persona import Did, Persona, moment_of

#: Lists are followed so far into what they are made of.
MAX_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a reason: what decides, how far it is indented, and where it is written."""

    depth: int
    words: str
    address: Address | None = None
    path: Path = ()


def catalogue_of(org: Org) -> Catalogue:
    """The fields and relations of `org`, as criteria know them."""
    return Catalogue.of(((asset.key, asset.attributes) for asset in org.of_kind("field")), org.settings.relations)


def person_of(persona: Persona, as_of: datetime, catalogue: Catalogue) -> Person:
    """The persona as criteria see a person at `as_of`."""
    activities: list[Activity] = []
    changes: list[FieldChange] = []
    for fact, _ in persona.facts:
        at = fact.when.at(as_of)
        if isinstance(fact, Did):
            activities += [Activity(fact.verb, fact.object, fact.name, at)] * fact.times
        else:
            changes.append(FieldChange(fact.field, fact.before or None, fact.after or None, at))
    return Person(
        fields={name: _value(name, value, as_of, catalogue) for name, value in persona.fields.items()},
        related={
            relation: tuple(
                {name: _value(f"{relation}.{name}", value, as_of, catalogue) for name, value in record.items()}
                for record in records
            )
            for relation, records in persona.related.items()
        },
        activities=tuple(activities),
        changes=tuple(changes),
        lists=frozenset(address.key for address in persona.lists),
    )


def _value(name: str, value: Any, as_of: datetime, catalogue: Catalogue) -> Any:
    """A value of a persona's file; a date may be told from the persona's moment."""
    kind = catalogue.fields.get(name)
    if kind is not None and kind.type == "date" and isinstance(value, str):
        moment = moment_of(value)
        if moment is not None:
            return moment.at(as_of)
    return value


# Who belongs ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Belonging:
    """What one person is in, at one instant."""

    org: Org
    person: Person
    as_of: datetime
    catalogue: Catalogue
    _known: dict[str, bool] = field(default_factory=dict)
    _asking: list[str] = field(default_factory=list)

    def member(self, key: str) -> bool:
        """Whether the person is on the list of this key. Raises Uncountable when that cannot be said."""
        if key not in self._known:
            if key in self._asking:
                ring = " -> ".join([*self._asking[self._asking.index(key) :], key])
                raise Uncountable(say("list/{key} depends on itself: {ring}", key=key, ring=ring))
            self._asking.append(key)
            try:
                self._known[key] = self._defined(key)
            finally:
                self._asking.pop()
        return self._known[key]

    def _defined(self, key: str) -> bool:
        said = self.attributes(Address(f"list/{key}"))
        if is_static(said):
            return key in self.person.lists
        extends, value = said.get("extends"), said.get("criteria")
        if extends is not None and not self.member(Address(extends).key):
            return False
        return value is None or self.meets(value, f"list/{key}")

    def attributes(self, address: Address) -> Mapping[str, Any]:
        """What the asset says of itself. Raises Uncountable when there is none."""
        asset = self.org.assets.get(address)
        if asset is None:
            raise Uncountable(say("there is no {address}", address=address))
        return asset.attributes

    def meets(self, value: Any, whose: str) -> bool:
        """Whether the person meets the criteria `value`, as YAML gives them; `whose` they are is for the message of
        Uncountable."""
        node, problems = parse(value)
        if node is None or problems:
            said = problems[0].message if problems else say("they are empty")
            raise Uncountable(say("the criteria of {whose} cannot be read: {said}", whose=whose, said=said))
        return evaluate(node, self.person, self.as_of, self.catalogue, self.member)

    def why(self, value: Any, address: Address, path: Path, depth: int = 0) -> Iterator[Line]:
        """What decides whether the person meets criteria that stand at `path` of an asset."""
        node, problems = parse(value)
        if node is None or problems:
            return
        for reason in reasons(node, Asked(self.person, self.as_of, self.catalogue, self.member)):
            words = together("", [reason.words, " (", reason.because, ")"]) if reason.because else reason.words
            yield Line(depth + reason.depth, words, address, (*path, *reason.path))
            if reason.list and not self._is_simply_off(reason.list):
                yield from self.why_member(reason.list, depth + reason.depth + 1)

    def _is_simply_off(self, key: str) -> bool:
        """Whether the list is a static one that the person was not put on: there is no more to say of it."""
        asset = self.org.assets.get(Address(f"list/{key}"))
        return asset is not None and is_static(asset.attributes) and key not in self.person.lists

    def why_member(self, key: str, depth: int = 0) -> Iterator[Line]:
        """What decides whether the person is on a list, through the lists that it is made of."""
        address = Address(f"list/{key}")
        if depth > MAX_DEPTH or address not in self.org:
            return
        said = self.attributes(address)
        inside = self.member(key)
        if is_static(said):
            words = (
                say("the persona says so under `lists`")
                if inside
                else say("people are put on it, and the persona was not")
            )
            yield Line(depth, words, address)
            return
        extends, value = said.get("extends"), said.get("criteria")
        parent = True
        if extends is not None:
            parent = self.member(Address(extends).key)
            if inside or not parent:
                on = say("is on it") if parent else say("is not on it")
                yield Line(depth, say("extends {list} ({on})", list=extends, on=on), address, ("extends",))
                yield from self.why_member(Address(extends).key, depth + 1)
        if value is not None and parent:
            yield from self.why(value, address, ("criteria",), depth)


def is_static(attributes: Mapping[str, Any]) -> bool:
    """Whether people are put on a list one by one."""
    return bool(attributes.get("static")) or ("criteria" not in attributes and "extends" not in attributes)
