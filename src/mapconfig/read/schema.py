"""Documents against the published schemas: one library accepts, another explains, and only this module knows either.

jsonschema-rs says in microseconds whether a document is sound. What it refuses, jsonschema looks at again, and this
module words for somebody who has never heard of a schema. Without jsonschema-rs the verdicts are the same, only slower.
"""

from __future__ import annotations

import functools
import json
import os.path
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final

from mapconfig.errors import MapconfigError
from mapconfig.finding import Path
from mapconfig.language import NOTHING, Text, listed, plural, say
from mapconfig.model.kind import Kind, Kinds, Shape
from mapconfig.read import codes
from mapconfig.read.codes import Code
from mapconfig.read.kinds import ROWS
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
        "The schemas of mapconfig are missing, so the installation is broken. Install mapconfig again."
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
                definitions[name] = _rewritten(_pointed(pointer, _published(target), reference), target, definitions)
            out["$ref"] = f"#/$defs/{name}"
    return out


def _pointed(pointer: str, document: Schema, reference: str) -> Any:
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


def is_valid(schema: Schema, document: Any) -> bool:
    """Whether a self-contained schema accepts `document`."""
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
    where = _shown(".".join(str(step + 1) if isinstance(step, int) else step for step in path))
    for index, item in enumerate(items):
        name = item.get(key) if isinstance(item, Mapping) else None
        if isinstance(name, str) and first.setdefault(name, index) != index:
            detail = say(
                "`{where}` has two items with the {key} {name}; this is number {number}, and the other is number "
                "{other}.",
                where=where,
                key=key,
                name=_shown(name),
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
    explanation = _Explanation(schema, document)
    every = (problem for error in _explainer(schema).iter_errors(document) for problem in explanation.of(error))
    for problem in islice(every, MAX_PROBLEMS):
        found.setdefault((problem.path, problem.code.code, problem.detail), problem)
    if not found:  # cannot be, as far as the tests know; a refusal without a word would be worse
        return [Problem(codes.WRONG_SHAPE, (), say("The document does not have the shape that its schema asks for."))]
    # A value of the wrong type is in no list of values and has no form either; saying so once is enough.
    mistyped = {problem.path for problem in found.values() if problem.code is codes.WRONG_TYPE}
    told = [each for each in found.values() if each.code is codes.WRONG_TYPE or each.path not in mistyped or each.key]
    return sorted(told, key=_in_order)


# Words ------------------------------------------------------------------------------------------------------------

_TYPES: Final = {
    "string": say("a text"),
    "integer": say("a whole number"),
    "number": say("a number"),
    "boolean": say("true or false"),
    "array": say("a list"),
    "object": say("a mapping"),
    "null": say("nothing"),
}
_PYTHON_TYPES: Final = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_YES: Final = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


#: Properties by which a group of criteria is known, among all that a schema describes.
_GROUP: Final = frozenset({"all", "any", "none"})


def _sentence(name: str, value: Any) -> tuple[Text, Text] | None:
    """Of a sentence of criteria that a colon has made a mapping, as `score: 5`: what is wrong, and the sentence. None
    where no sentence comes of it."""
    from mapconfig import criteria  # which few documents with faults need

    said: list[Any]
    if isinstance(value, list):
        fix, written, said = (
            say("Name the test: `{name} in:`.", name=_shown(name)),
            f"{_shown(name)}:",
            [{f"{name} in": value}],
        )
    elif isinstance(value, str | int | float):
        word = str(value).lower() if isinstance(value, bool) else str(value)
        sentence = f"{name} {word}" if " " in name else f"{name} is {word}"
        fix, written, said = (
            say("Write `{sentence}`.", sentence=_shown(sentence)),
            _shown(f"{name}: {word}"),
            [sentence],
        )
    else:
        return None
    if criteria.parse(said)[1] or (isinstance(value, list) and get_close_matches(name, _GROUP)):
        return None
    return say(
        "`{written}` is no sentence of criteria: a colon after a name makes something else of it.", written=written
    ), fix


@dataclass(frozen=True, slots=True)
class _Explanation:
    """Errors of jsonschema about one document, in words."""

    schema: Schema
    document: Any

    def of(self, error: Any) -> Iterator[Problem]:
        if "propertyNames" in error.absolute_schema_path:
            yield self._name(error)
            return
        explain = _EXPLAIN.get(error.validator)
        if explain is None:
            yield self._problem(
                codes.WRONG_SHAPE,
                error,
                say("{where} is not as it should be: {message}.", where=self._where(error), message=error.message),
            )
        else:
            yield from explain(self, error)

    def _problem(
        self, code: Code, error: Any, detail: Text, fix: Text = NOTHING, more: Path = (), key: bool = False
    ) -> Problem:
        return Problem(code, (*error.absolute_path, *more), detail, fix, key)

    def _where(self, error: Any, inside: bool = False) -> str:
        """The place of an error for people: ``steps.tips.send``, entries by their id. It begins a sentence, or is
        `inside` one."""
        words = []
        value = self.document
        for step in error.absolute_path:
            value = value[step]
            if isinstance(step, int):
                name = value.get("id") if isinstance(value, Mapping) else None
                words.append(name if isinstance(name, str) else str(step + 1))
            else:
                words.append(step)
        if not words:
            return say("the document") if inside else say("The document")
        return f"`{_shown('.'.join(words))}`"

    def _name(self, error: Any) -> Problem:
        """A property whose name the schema refuses."""
        name = str(error.instance)
        owner = self._at_path(error)
        fix = say("Use a name of the right form.")
        for example in owner.get("examples", ()):
            if isinstance(example, Mapping) and example:
                fix = say("Use a name of the right form, such as {name}.", name=str(next(iter(example))))
        detail = say("`{name}` cannot be a name in {where}.", name=_shown(name), where=self._where(error, inside=True))
        return self._problem(codes.WRONG_SHAPE, error, detail, fix, (name,), True)

    def _at_path(self, error: Any) -> Schema:
        """The schema that has the `propertyNames` an error comes from."""
        steps = list(error.absolute_schema_path)
        found: Any = self.schema
        for step in steps[: len(steps) - 1 - steps[::-1].index("propertyNames")]:
            found = self._resolved(found)[step] if step != "$ref" else self._resolved(found)
        return found if isinstance(found, Mapping) else {}

    def _resolved(self, schema: Any) -> Any:
        while isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str):
            target = _pointed(schema["$ref"][1:], self.schema, schema["$ref"])
            schema = {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
        return schema

    def additional(self, error: Any) -> Iterator[Problem]:
        known = sorted(error.schema.get("properties", ()))
        patterns = [pattern.removesuffix("$") for pattern in error.schema.get("patternProperties", ())]
        instance = error.instance
        from re import search

        for name in instance:
            if name in known or any(search(pattern, name) for pattern in error.schema.get("patternProperties", ())):
                continue
            if _GROUP.issubset(known):
                sentence = _sentence(name, instance[name])
                if sentence:
                    yield self._problem(codes.WRONG_SHAPE, error, *sentence, (name,), True)
                    continue
            detail = say("{where} has no property `{name}`.", where=self._where(error), name=_shown(name))
            close = get_close_matches(name, known, n=1)
            if close:
                fix = say("Did you mean {close}?", close=close[0])
            elif not known and not patterns:
                fix = say("It takes no properties.")
            else:
                left = [each for each in known if each not in instance] or known
                fix = say("It can have {left}.", left=listed(left)) if len(left) <= 20 else NOTHING
            yield self._problem(codes.UNKNOWN_PROPERTY, error, detail, fix, (name,), True)

    def required(self, error: Any) -> Iterator[Problem]:
        for name in error.validator_value:
            if name not in error.instance:
                about = self._resolved(error.schema.get("properties", {}).get(name, {}))
                yield self._problem(
                    codes.MISSING_PROPERTY,
                    error,
                    say("{where} has no `{name}`, and must have one.", where=self._where(error), name=name),
                    _advice(about, say("Add `{name}`", name=name)),
                )

    def type(self, error: Any) -> Iterator[Problem]:
        wanted = [error.validator_value] if isinstance(error.validator_value, str) else list(error.validator_value)
        yield self._typed(error, wanted, error.schema)

    def _typed(self, error: Any, wanted: list[str], about: Schema) -> Problem:
        value = error.instance
        detail = say(
            "{where} should be {wanted}, and is {value}.",
            where=self._where(error),
            wanted=_listed([_TYPES[each] for each in wanted]),
            value=_described(value),
        )
        if "boolean" in wanted and isinstance(value, str) and value.lower() in _YES:
            fix = say("Write {yes}.", yes=_YES[value.lower()])
        elif "string" in wanted and isinstance(value, int | float):
            fix = say('Write "{value}" in quotes.', value=str(value).lower())
        elif "array" in wanted and isinstance(value, str | int | float) and len(str(value)) <= 60:
            fix = say("Write it as a list: [{value}].", value=str(value))
        elif value is None:
            fix = say("{advice} Or delete the line.", advice=_advice(about, say("Give a value")))
        else:
            fix = _advice(about)
        return self._problem(codes.WRONG_TYPE, error, detail, fix)

    def enum(self, error: Any) -> Iterator[Problem]:
        allowed = [error.validator_value] if error.validator == "const" else list(error.validator_value)
        words = [json.dumps(each) if not isinstance(each, str) else each for each in allowed]
        detail = say(
            "{where} is {value}; it must be {words}.",
            where=self._where(error),
            value=_described(error.instance),
            words=_listed(words),
        )
        close = get_close_matches(str(error.instance).lower(), words, n=1) if isinstance(error.instance, str) else []
        yield self._problem(
            codes.WRONG_VALUE, error, detail, say("Did you mean {close}?", close=close[0]) if close else NOTHING
        )

    def pattern(self, error: Any) -> Iterator[Problem]:
        about = error.schema
        reference = about.get("x-reference")
        value = error.instance
        if reference is None:
            detail = say(
                "{where} is {value}, which does not have the right form.",
                where=self._where(error),
                value=_described(value),
            )
            yield self._problem(codes.WRONG_SHAPE, error, detail, _advice(about, say("Write it")))
            return
        kinds = [kind.replace("-", " ") for kind in reference["to"]]
        named = _listed([_with_article(kind) for kind in kinds])
        detail = say(
            "{where} must name {named}, and is {value}.", where=self._where(error), named=named, value=_described(value)
        )
        if len(reference["to"]) == 1 and value and "/" not in value and " " not in value:
            fix = say("Did you mean {to}/{value}?", to=reference["to"][0], value=value)
        else:
            fix = _advice(about, say("Write its address"))
        yield self._problem(codes.WRONG_VALUE, error, detail, fix)

    def size(self, error: Any) -> Iterator[Problem]:
        where = self._where(error)
        count = len(error.instance) if isinstance(error.instance, str | list | dict) else 0
        yield self._problem(codes.WRONG_SHAPE, error, self._sized(error, where, count), _advice(error.schema))

    def _sized(self, error: Any, where: str, count: int) -> Text:
        """What is too short, too long, too small or too large."""
        limit = error.validator_value
        wrong = error.validator
        if wrong in ("minimum", "maximum"):
            value = f"{error.instance!s:.40}"
            if wrong == "minimum":
                return say("{where} is {value}; it must be {limit} or more.", where=where, value=value, limit=limit)
            return say("{where} is {value}; it must be {limit} or less.", where=where, value=value, limit=limit)
        if wrong in ("minLength", "minItems", "minProperties") and count == 0:
            if wrong == "minItems":
                return say("{where} is an empty list.", where=where)
            return say("{where} is empty.", where=where)
        if wrong == "minLength":
            return say("{where} has fewer than {limit} characters.", where=where, limit=limit)
        if wrong == "maxLength":
            return say(
                "{where} has {count} characters; at most {limit} are possible.", where=where, count=count, limit=limit
            )
        if wrong == "minItems":
            return say("{where} has fewer than {limit} entries.", where=where, limit=limit)
        if wrong == "maxItems":
            return say(
                "{where} has {count} entries; at most {limit} are possible.", where=where, count=count, limit=limit
            )
        if wrong == "minProperties":
            return say("{where} has fewer than {limit} properties.", where=where, limit=limit)
        names = listed([_shown(str(each)) for each in error.instance]) if count <= 10 and count else ""
        return plural(
            "{where} has {count} properties where only one is possible: {names}.",
            "{where} has {count} properties where only {n} is possible: {names}.",
            limit,
            where=where,
            count=count,
            names=names,
        )

    def unique(self, error: Any) -> Iterator[Problem]:
        seen: list[Any] = []
        for index, item in enumerate(error.instance):
            if item in seen:
                yield self._problem(
                    codes.WRONG_SHAPE,
                    error,
                    say("{where} names {item} twice.", where=self._where(error), item=_described(item)),
                    say("Delete one of the two."),
                    (index,),
                )
                return
            seen.append(item)

    def alternatives(self, error: Any) -> Iterator[Problem]:
        """One of several forms: the form that was meant is told by the properties that are there."""
        forms = [self._resolved(form) for form in error.validator_value]
        value = error.instance
        fitting = [index for index, form in enumerate(forms) if _fits_type(form, value)]
        if not fitting:
            wanted = [each for form in forms for each in _types(form)]
            yield self._typed(error, list(dict.fromkeys(wanted)), error.schema)
            return
        if len(fitting) == 1:
            yield from self._form(error, fitting[0])
            return
        marks = _marks([forms[index] for index in fitting])
        if not isinstance(value, dict) or not any(marks):
            yield from self._form(error, min(fitting, key=lambda index: len(_errors(error, index))))
            return
        meant = [index for index, mark in zip(fitting, marks, strict=True) if mark and mark <= value.keys()]
        names = list(dict.fromkeys(name for mark in marks for name in sorted(mark)))
        if len(meant) == 1:
            yield from self._form(error, meant[0])
        elif meant:
            present = [name for name in names if name in value]
            yield self._problem(
                codes.WRONG_SHAPE,
                error,
                say(
                    "{where} has {present}; it can have only one of them.",
                    where=self._where(error),
                    present=listed(present),
                ),
                say("Make an entry of its own for each."),
            )
        else:
            yield from self._none_meant(error, forms, names)

    def _none_meant(self, error: Any, forms: list[Any], names: list[str]) -> Iterator[Problem]:
        """No form is recognised: perhaps its name was mistyped."""
        known = {name for form in forms for name in form.get("properties", ())}
        for name in error.instance:
            close = get_close_matches(name, names, n=1)
            if name not in known and close:
                yield self._problem(
                    codes.UNKNOWN_PROPERTY,
                    error,
                    say("{where} has no property `{name}`.", where=self._where(error), name=_shown(name)),
                    say("Did you mean {close}?", close=close[0]),
                    (name,),
                    True,
                )
                return
        yield self._problem(
            codes.MISSING_PROPERTY,
            error,
            say(
                "{where} must have one of {names}, and has none of them.",
                where=self._where(error),
                names=_listed(names),
            ),
        )

    def _form(self, error: Any, index: int) -> Iterator[Problem]:
        found = _errors(error, index)
        if not found:
            yield self._problem(
                codes.WRONG_SHAPE, error, say("{where} fits more than one form.", where=self._where(error))
            )
        for each in found:
            yield from self.of(each)


_EXPLAIN: Final[Mapping[str, Callable[[_Explanation, Any], Iterator[Problem]]]] = {
    "additionalProperties": _Explanation.additional,
    "required": _Explanation.required,
    "type": _Explanation.type,
    "enum": _Explanation.enum,
    "const": _Explanation.enum,
    "pattern": _Explanation.pattern,
    "oneOf": _Explanation.alternatives,
    "anyOf": _Explanation.alternatives,
    "uniqueItems": _Explanation.unique,
    **dict.fromkeys(
        (
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "minimum",
            "maximum",
        ),
        _Explanation.size,
    ),
}


def _errors(error: Any, index: int) -> list[Any]:
    """The errors that one of several forms has."""
    return [each for each in error.context if each.schema_path[0] == index]


def _types(form: Any) -> list[str]:
    wanted = form.get("type", [])
    return [wanted] if isinstance(wanted, str) else list(wanted)


def _fits_type(form: Any, value: Any) -> bool:
    wanted = _types(form)
    found = _PYTHON_TYPES.get(type(value), "null")
    return not wanted or found in wanted or (found == "integer" and "number" in wanted)


def _marks(forms: list[Any]) -> list[frozenset[str]]:
    """For each form the properties that it requires and not all the others do."""
    required = [frozenset(form.get("required", ())) for form in forms]
    common = frozenset.intersection(*required)
    return [each - common for each in required]


def _advice(about: Any, verb: Text = NOTHING) -> Text:
    """What to write, from what the schema says for hover help."""
    plain = say("{advice}.", advice=verb) if verb else NOTHING
    if not isinstance(about, Mapping):
        return plain
    example = next((each for each in about.get("examples", ()) if isinstance(each, str | int | float)), None)
    if example is not None:
        if not verb:
            return say("For example {example}.", example=str(example))
        return say("{advice}, for example {example}.", advice=verb, example=str(example))
    if about.get("enum") and verb:
        return say("{advice}: {values}.", advice=verb, values=_listed([str(each) for each in about["enum"]]))
    return plain


def _described(value: Any) -> str:
    if value is None:
        return say("empty")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return say("the number {number}", number=str(value))
    if isinstance(value, str):
        return say('the text "{text}"', text=_shown(value)) if value else say("an empty text")
    return say("a list") if isinstance(value, list) else say("a mapping")


def _shown(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= 60 else f"{line[:57]}..."


def _with_article(noun: str) -> Text:
    return say("an {kind}", kind=noun) if noun[0] in "aeiou" else say("a {kind}", kind=noun)


def _listed(words: list[str]) -> str:
    """``a, b or c``."""
    return listed(words, "or") if words else ""
