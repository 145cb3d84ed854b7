"""What a kind of asset is: its JSON Schema, and the facts that generic code reads from the schema's annotations.

Nothing in mapconfig knows the kinds by name. Graph, diff, effect classes, rename and import all walk a `Shape`, which
is the schema reduced to the annotations below it:

``x-reference``   ``{"to": ["list"], "relation": "extends"}``: this text is the address of another asset
``x-sets``        ["field/score"]: what stands here decides the values of these fields, without naming them
``x-criteria``    true: this value is written in the criteria language, and names fields, lists, e-mails and forms
``x-addresses``   ``{"to": ["list"], "relation": "uses", "instead": {"email": "sends"}}``: every text below
                  that is the address of an asset of these kinds names it, wherever it stands; see `Within`
``x-embeds``      true: this text may hold ``{{ snippet/key }}`` and ``{{ field/key }}``
``x-file``        "body": this text is the path of a side file whose content is the attribute "body"
``x-key``         "id": the items of this sequence are told apart by that property, not by their position
``x-unordered``   true: the order of this sequence means nothing
``x-secret``      true: this text names a secret and is never shown
``x-effect``      the effect class of a change here or below: see `EFFECTS`
``x-activation``  true, at the root: assets of this kind run, so `state` is applied in a step of its own
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from mapconfig.values import dataclass, field

#: The effect classes from mildest to gravest: the worst one of a change wins. A mail weighs more than a
#: journey that people leave: it may reach who should get none, and nobody can call it back.
EFFECTS = ("cosmetic", "tuning", "new-entrants", "re-evaluates", "ejects", "sends", "consent")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a schema says about a text that names another asset."""

    to: tuple[str, ...]
    """The kinds that may stand there."""
    relation: str


@dataclass(frozen=True, slots=True)
class Within:
    """What a schema says about addresses in what it does not describe itself, such as settings of a platform.

    `instead` has other relations than `relation`, by the name of a property or by a kind. The innermost property around
    an address that it names decides, then the kind of the asset."""

    to: tuple[str, ...]
    """The kinds whose addresses count; any other text is a text."""
    relation: str
    instead: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Shape:
    """One position of a schema with its annotations, and the positions below it. Schemas may be recursive, so shapes
    are graphs; they are built once by `Kinds.load` and not changed afterwards."""

    reference: Reference | None = None
    within: Within | None = None
    sets: tuple[str, ...] = ()
    criteria: bool = False
    embeds: bool = False
    file: str = ""
    key: str = ""
    unordered: bool = False
    secret: bool = False
    effect: str = ""
    default: Any = None
    properties: dict[str, Shape] = field(default_factory=dict)
    extra: Shape | None = None
    """The shape of properties that `properties` does not name."""
    items: Shape | None = None
    refers: bool = False
    """True when this shape or one below it names or sets anything: walks skip all others."""
    normal: bool = False
    """True when normal form needs a look at this shape or below: a default, an unordered sequence, criteria."""

    def below(self, step: str | int) -> Shape | None:
        """The shape of the value under a key or index, or None where the schema says nothing of it."""
        if isinstance(step, int):
            return self.items
        return self.properties.get(step, self.extra)

    def at(self, path: Iterable[str | int]) -> Shape | None:
        """The shape at `path` below this one."""
        shape: Shape | None = self
        for step in path:
            if shape is None:
                return None
            shape = shape.below(step)
        return shape


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of asset. `schema` is self-contained: every ``$ref`` in it points into its own ``$defs``."""

    name: str
    folder: str
    """Where init and import put files of this kind, relative to the org."""
    title: str
    activation: bool
    schema: Mapping[str, Any] = field(repr=False, compare=False)
    shape: Shape = field(repr=False, compare=False)


class Kinds(Mapping[str, Kind]):
    """The kinds an org may use, in the order in which people think of them."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._kinds: dict[str, Kind | Callable[[], Kind]] = {kind.name: kind for kind in kinds}

    @classmethod
    def load(cls, rows: Iterable[tuple[str, str]], schemas: Mapping[str, Mapping[str, Any]]) -> Kinds:
        """Kinds from rows of (name, folder) and from their schemas by name, which must be self-contained."""
        return cls(_kind(name, folder, schemas[name]) for name, folder in rows)

    @classmethod
    def later(cls, rows: Iterable[tuple[str, str]], schema_of: Callable[[str], Mapping[str, Any]]) -> Kinds:
        """Like `load`, with the schema of a kind asked for when the kind is: a run after a small edit needs few."""
        kinds = cls(())
        kinds._kinds = {name: partial(_asked, name, folder, schema_of) for name, folder in rows}
        return kinds

    def __getitem__(self, name: str) -> Kind:
        found = self._kinds[name]
        if not isinstance(found, Kind):
            found = self._kinds[name] = found()
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


def _asked(name: str, folder: str, schema_of: Callable[[str], Mapping[str, Any]]) -> Kind:
    return _kind(name, folder, schema_of(name))


def _kind(name: str, folder: str, schema: Mapping[str, Any]) -> Kind:
    return Kind(
        name=name,
        folder=folder,
        title=str(schema.get("title", name)),
        activation=bool(schema.get("x-activation", False)),
        schema=schema,
        shape=shape_of(schema),
    )


_APPLIED_HERE = ("allOf", "anyOf", "oneOf")
_APPLIED_BY_CASE = ("then", "else", "if")


def shape_of(schema: Mapping[str, Any]) -> Shape:
    """The annotations of a self-contained schema; what all of its alternatives say together."""
    made: dict[int, Shape] = {}
    root = _build(schema, schema, made)
    _mark(list(made.values()))
    return root


def _build(schema: Any, document: Mapping[str, Any], made: dict[int, Shape]) -> Shape:
    if id(schema) in made:
        return made[id(schema)]
    shape = made[id(schema)] = Shape()
    _fill(shape, schema, document, made, set())
    return shape


def _fill(shape: Shape, schema: Any, document: Mapping[str, Any], made: dict[int, Shape], seen: set[int]) -> None:
    if not isinstance(schema, Mapping) or id(schema) in seen:
        return
    seen.add(id(schema))
    if isinstance(schema.get("$ref"), str):
        _fill(shape, _pointed(schema["$ref"], document), document, made, seen)
    if "x-reference" in schema:
        said = schema["x-reference"]
        shape.reference = Reference(tuple(said["to"]), said["relation"])
    if "x-addresses" in schema:
        said = schema["x-addresses"]
        shape.within = Within(tuple(said["to"]), said["relation"], said.get("instead", {}))
    shape.sets = tuple(schema.get("x-sets", shape.sets))
    shape.criteria = shape.criteria or bool(schema.get("x-criteria"))
    shape.embeds = shape.embeds or bool(schema.get("x-embeds"))
    shape.file = schema.get("x-file", shape.file)
    shape.key = schema.get("x-key", shape.key)
    shape.unordered = shape.unordered or bool(schema.get("x-unordered"))
    shape.secret = shape.secret or bool(schema.get("x-secret"))
    shape.effect = schema.get("x-effect", shape.effect)
    if "default" in schema:
        shape.default = schema["default"]
    described = schema.get("properties", {})
    order = _in_order(list(shape.properties), list(described))
    for name, below in described.items():
        found = _build(below, document, made)
        shape.properties[name] = _joined(shape.properties.get(name), found)
    shape.properties = {name: shape.properties[name] for name in order}
    extra = schema.get("additionalProperties")
    if isinstance(extra, Mapping):
        shape.extra = _joined(shape.extra, _build(extra, document, made))
    items = schema.get("items")
    if isinstance(items, Mapping):
        shape.items = _joined(shape.items, _build(items, document, made))
    for word in _APPLIED_HERE:
        for part in schema.get(word, ()):
            _fill(shape, part, document, made, seen)
    for word in _APPLIED_BY_CASE:
        _fill(shape, schema.get(word), document, made, seen)


def _in_order(known: list[str], more: list[str]) -> list[str]:
    """The names of both, each list in its own order as far as that goes: of several alternatives, one that says
    ``did, then, else`` and one that says ``if, then, else`` make ``if, did, then, else``."""
    out = list(known)
    for place, name in enumerate(more):
        if name not in out:
            after = next((out.index(later) for later in more[place + 1 :] if later in known), len(out))
            out.insert(after, name)
    return out


def _joined(one: Shape | None, other: Shape) -> Shape:
    """Both shapes as one, for a property that several alternatives of a schema describe."""
    if one is None or one is other:
        return other
    both = Shape(
        reference=one.reference or other.reference,
        within=one.within or other.within,
        sets=one.sets or other.sets,
        criteria=one.criteria or other.criteria,
        embeds=one.embeds or other.embeds,
        file=one.file or other.file,
        key=one.key or other.key,
        unordered=one.unordered or other.unordered,
        secret=one.secret or other.secret,
        effect=one.effect or other.effect,
        default=one.default if one.default is not None else other.default,
        properties={**one.properties, **other.properties},
        extra=one.extra or other.extra,
        items=one.items or other.items,
    )
    both.refers = _names(both) or one.refers or other.refers
    return both


def _names(shape: Shape) -> bool:
    """Whether a value of this shape itself names or sets something."""
    return bool(shape.reference or shape.within or shape.sets) or shape.criteria or shape.embeds


def _pointed(pointer: str, document: Mapping[str, Any]) -> Any:
    if not pointer.startswith("#"):
        raise ValueError(f"{pointer!r} leaves the schema: bundle it first")
    found: Any = document
    for step in pointer[1:].split("/"):
        if step:
            found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def _mark(shapes: list[Shape]) -> None:
    """Set `refers` and `normal`, up through recursive schemas until nothing changes."""
    known: dict[int, Shape] = {id(shape): shape for shape in shapes}
    queue = list(shapes)
    while queue:
        shape = queue.pop()
        for below in _children(shape):
            if id(below) not in known:
                known[id(below)] = below
                queue.append(below)
    for shape in known.values():
        shape.refers = shape.refers or _names(shape)
        shape.normal = shape.criteria or shape.unordered or shape.default is not None
    changed = True
    while changed:
        changed = False
        for shape in known.values():
            for below in _children(shape):
                if below.refers and not shape.refers:
                    shape.refers = changed = True
                if below.normal and not shape.normal:
                    shape.normal = changed = True


def _children(shape: Shape) -> Iterator[Shape]:
    yield from shape.properties.values()
    if shape.extra is not None:
        yield shape.extra
    if shape.items is not None:
        yield shape.items
