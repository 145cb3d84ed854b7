"""Documents against the published schemas: one library accepts, another explains, and only this module knows either.

jsonschema-rs says in microseconds whether a document is sound, and takes long to load, so the first few documents do
without (`mapconfig.read.sound`). What it refuses, jsonschema looks at again, and `mapconfig.read.explanation` words for
somebody who has never heard of a schema. Without jsonschema-rs the verdicts are the same, only slower.
"""

from __future__ import annotations

import functools
import json
import os.path
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count, islice
from typing import Any, Final

from mapconfig.errors import MapconfigError
from mapconfig.finding import Path
from mapconfig.language import NOTHING, Text, say
from mapconfig.model.kind import Kind, Kinds, Shape
from mapconfig.read import codes
from mapconfig.read.codes import Code
from mapconfig.read.kinds import ROWS
from mapconfig.read.sound import surely_sound
from mapconfig.values import dataclass

Schema = Mapping[str, Any]

MAX_PROBLEMS: Final = 200
"""How many problems of one document are put into words; nobody reads more, and each takes time."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a document. `path` leads to it; with `key`, to the name and not to the value."""

    code: Code
    path: Path
    detail: Text
    fix: Text = NOTHING
    key: bool = False


# Schemas ----------------------------------------------------------------------------------------------------------

_SUFFIX: Final = ".schema.json"


@functools.cache
def schema_directory() -> str:
    """Where the published schemas lie: in the package when it was installed, in the repository when it is worked on."""
    package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    for home in (package, os.path.dirname(os.path.dirname(package))):
        directory = os.path.join(home, "schemas")
        if os.path.isfile(os.path.join(directory, f"asset{_SUFFIX}")):
            return directory
    raise MapconfigError(
        say("The schemas of mapconfig are missing, so the installation is broken. Install mapconfig again.")
    )


@functools.cache
def _published(name: str) -> Schema:
    with open(os.path.join(schema_directory(), f"{name}{_SUFFIX}"), "rb") as file:
        loaded: Schema = json.load(file)
    return loaded


@functools.cache
def schema_of(name: str) -> Schema:
    """The published schema `name` (a kind, "mapconfig", "change", "removed"), self-contained."""
    return bundled(_published(name))


def bundled(schema: Schema) -> Schema:
    """`schema` with everything that it refers to in other published schemas copied into its own ``$defs``.

    Raises ValueError for a reference that leads nowhere.
    """
    definitions: dict[str, Any] = {}
    top = _rewritten(schema, None, definitions)
    top.pop("$id", None)
    return {**top, "$defs": {**top.get("$defs", {}), **definitions}}


def _rewritten(value: Any, home: str | None, definitions: dict[str, Any]) -> Any:
    """`value`, which stands in the published schema `home` (None: the one that is bundled), with its references
    pointing into `definitions`, which is filled on the way."""
    if isinstance(value, list):
        return [_rewritten(item, home, definitions) for item in value]
    if not isinstance(value, Mapping):
        return value
    out = {name: _rewritten(item, home, definitions) for name, item in value.items()}
    reference = value.get("$ref")
    if isinstance(reference, str):
        document, _, pointer = reference.partition("#")
        target = document.rpartition("/")[2].removesuffix(_SUFFIX) if document else home
        if target is not None:
            name = ".".join([target, *(step for step in pointer.split("/") if step not in ("", "$defs"))])
            if name not in definitions:
                definitions[name] = {}  # holds the place while the definition refers to itself
                definitions[name] = _rewritten(pointed(pointer, _published(target), reference), target, definitions)
            out["$ref"] = f"#/$defs/{name}"
    return out


def pointed(pointer: str, document: Schema, reference: str) -> Any:
    """What a JSON pointer leads to in `document`; where that is nothing, raises ValueError with the `reference`."""
    found: Any = document
    try:
        for step in pointer.split("/"):
            if step:
                found = found[step.replace("~1", "/").replace("~0", "~")]
    except (KeyError, TypeError) as error:
        raise ValueError(f"the reference {reference!r} leads nowhere") from error
    return found


def load_kinds(extra: Iterable[tuple[str, str, Schema]] = ()) -> Kinds:
    """The kinds of the table in `mapconfig.read.kinds`, and those given as (name, folder, schema)."""
    more = list(extra)
    if not more:
        return _kinds()
    rows = [*ROWS, *((name, folder) for name, folder, _ in more)]
    schemas = {name: schema_of(name) for name, _ in ROWS} | {name: bundled(schema) for name, _, schema in more}
    return Kinds.load(rows, schemas)


@functools.cache
def _kinds() -> Kinds:
    return Kinds.later(ROWS, schema_of)


# Verdicts ---------------------------------------------------------------------------------------------------------

#: Validators by the identity of their schema, with the schema, so that the identity stays taken.
_accepting: dict[int, tuple[Schema, Callable[[Any], bool]]] = {}
_explaining: dict[int, tuple[Schema, Any]] = {}


#: How many documents of a process are looked at without the library first. A small edit touches fewer; where there are
#: more, the library soon makes good the time that it takes to load.
BY_HAND: Final = 50
_asked = count()


def is_valid(schema: Schema, document: Any) -> bool:
    """Whether a self-contained schema accepts `document`."""
    if next(_asked) < BY_HAND and surely_sound(schema, document):
        return True
    found = _accepting.get(id(schema))
    if found is None:
        found = _accepting[id(schema)] = (schema, _acceptor(schema))
    return found[1](document)


def _acceptor(schema: Schema) -> Callable[[Any], bool]:
    try:
        import jsonschema_rs
    except ImportError:  # there is no wheel for every platform; jsonschema gives the same verdicts
        validator = _explainer(schema)
        return lambda document: bool(validator.is_valid(document))
    accepts: Callable[[Any], bool] = jsonschema_rs.Draft202012Validator(dict(schema)).is_valid
    return accepts


def _explainer(schema: Schema) -> Any:
    found = _explaining.get(id(schema))
    if found is None:
        from jsonschema import Draft202012Validator

        found = _explaining[id(schema)] = (schema, Draft202012Validator(_for_python(schema)))
    return found[1]


def _for_python(value: Any, below: str = "") -> Any:
    """`value` with the end of its patterns as Python writes it: there ``$`` also matches before a last line break,
    which the standard forbids."""
    if isinstance(value, list):
        return [_for_python(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    out = {}
    for name, item in value.items():
        if below == "patternProperties":
            out[_python_pattern(name)] = _for_python(item)
        elif name == "pattern" and isinstance(item, str) and below != "properties":
            out[name] = _python_pattern(item)
        else:
            out[name] = _for_python(item, name if below not in ("properties", "$defs") else "")
    return out


def _python_pattern(pattern: str) -> str:
    return pattern[:-1] + r"\Z" if pattern.endswith("$") and not pattern.endswith(r"\$") else pattern


def kind_problems(kind: Kind, document: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a document of `kind`, outermost first; usually nothing."""
    found = problems(kind.schema, document)
    if _has_keyed(kind.shape) and len(found) < MAX_PROBLEMS:
        twice = list(islice(_twice(kind.shape, document, ()), MAX_PROBLEMS - len(found)))
        if twice:
            found = sorted([*found, *twice], key=_in_order)
    return found


def _in_order(problem: Problem) -> list[str]:
    return [str(step) for step in problem.path]


def _twice(shape: Shape, value: Any, path: Path) -> Iterator[Problem]:
    """Items with the name of an earlier item in their sequence, which a schema cannot say."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            below = shape.below(name)
            if below is not None and _has_keyed(below):
                yield from _twice(below, item, (*path, name))
    elif isinstance(value, list):
        if shape.key:
            yield from _same_names(shape.key, value, path)
        if shape.items is not None and _has_keyed(shape.items):
            for index, item in enumerate(value):
                yield from _twice(shape.items, item, (*path, index))


def _same_names(key: str, items: list[Any], path: Path) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        name = item.get(key) if isinstance(item, Mapping) else None
        if isinstance(name, str) and first.setdefault(name, index) != index:
            from mapconfig.read.explanation import shown

            where = shown(".".join(str(step + 1) if isinstance(step, int) else step for step in path))
            detail = say(
                "`{where}` has two items with the {key} {name}; this is number {number}, and the other is number "
                "{other}.",
                where=where,
                key=key,
                name=shown(name),
                number=index + 1,
                other=first[name] + 1,
            )
            yield Problem(
                codes.DUPLICATE_ITEM, (*path, index, key), detail, say("Give one of the two another {key}.", key=key)
            )


#: By the identity of a shape, with the shape, so that the identity stays taken.
_keyed: dict[int, tuple[Shape, bool]] = {}


def _has_keyed(shape: Shape) -> bool:
    """True when the items of a sequence at this position or below it are told apart by a property."""
    known = _keyed.get(id(shape))
    if known is None:
        _keyed[id(shape)] = known = (shape, _looks_for_keys(shape, set()))
    return known[1]


def _looks_for_keys(shape: Shape, seen: set[int]) -> bool:
    if id(shape) in seen:
        return False
    seen.add(id(shape))
    children = [*shape.properties.values(), *(each for each in (shape.extra, shape.items) if each is not None)]
    return bool(shape.key) or any(_looks_for_keys(child, seen) for child in children)


def problems(schema: Schema, document: Any) -> list[Problem]:
    """What is wrong with `document` by a self-contained schema, in the order of the paths; usually nothing, and no more
    than MAX_PROBLEMS."""
    if is_valid(schema, document):
        return []
    found: dict[tuple[Any, ...], Problem] = {}
    from mapconfig.read.explanation import Explanation  # most documents are sound

    explanation = Explanation(schema, document)
    every = (problem for error in _explainer(schema).iter_errors(document) for problem in explanation.of(error))
    for problem in islice(every, MAX_PROBLEMS):
        found.setdefault((problem.path, problem.code.code, problem.detail), problem)
    if not found:  # cannot be, as far as the tests know; a refusal without a word would be worse
        return [Problem(codes.WRONG_SHAPE, (), say("The document does not have the shape that its schema asks for."))]
    # A value of the wrong type is in no list of values and has no form either; saying so once is enough.
    mistyped = {problem.path for problem in found.values() if problem.code is codes.WRONG_TYPE}
    told = [each for each in found.values() if each.code is codes.WRONG_TYPE or each.path not in mistyped or each.key]
    return sorted(told, key=_in_order)
