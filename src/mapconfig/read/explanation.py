"""What a schema refuses, in words for somebody who has never heard of one.

Loaded for documents with faults only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from mapconfig.finding import Path
from mapconfig.language import NOTHING, Text, listed, plural, say
from mapconfig.read import codes
from mapconfig.read.codes import Code
from mapconfig.read.schema import Problem, Schema, pointed
from mapconfig.values import dataclass

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
            say("Name the test: `{name} in:`.", name=shown(name)),
            f"{shown(name)}:",
            [{f"{name} in": value}],
        )
    elif isinstance(value, str | int | float):
        word = str(value).lower() if isinstance(value, bool) else str(value)
        sentence = f"{name} {word}" if " " in name else f"{name} is {word}"
        fix, written, said = (
            say("Write `{sentence}`.", sentence=shown(sentence)),
            shown(f"{name}: {word}"),
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
class Explanation:
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
        return f"`{shown('.'.join(words))}`"

    def _name(self, error: Any) -> Problem:
        """A property whose name the schema refuses."""
        name = str(error.instance)
        owner = self._at_path(error)
        fix = say("Use a name of the right form.")
        for example in owner.get("examples", ()):
            if isinstance(example, Mapping) and example:
                fix = say("Use a name of the right form, such as {name}.", name=str(next(iter(example))))
        detail = say("`{name}` cannot be a name in {where}.", name=shown(name), where=self._where(error, inside=True))
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
            target = pointed(schema["$ref"][1:], self.schema, schema["$ref"])
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
            detail = say("{where} has no property `{name}`.", where=self._where(error), name=shown(name))
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
        names = listed([shown(str(each)) for each in error.instance]) if count <= 10 and count else ""
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
                    say("{where} has no property `{name}`.", where=self._where(error), name=shown(name)),
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


_EXPLAIN: Final[Mapping[str, Callable[[Explanation, Any], Iterator[Problem]]]] = {
    "additionalProperties": Explanation.additional,
    "required": Explanation.required,
    "type": Explanation.type,
    "enum": Explanation.enum,
    "const": Explanation.enum,
    "pattern": Explanation.pattern,
    "oneOf": Explanation.alternatives,
    "anyOf": Explanation.alternatives,
    "uniqueItems": Explanation.unique,
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
        Explanation.size,
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
        return say('the text "{text}"', text=shown(value)) if value else say("an empty text")
    return say("a list") if isinstance(value, list) else say("a mapping")


def shown(text: str) -> str:
    """`text` on one line, and not all of it where it is long."""
    line = text.replace("\n", " ")
    return line if len(line) <= 60 else f"{line[:57]}..."


def _with_article(noun: str) -> Text:
    return say("an {kind}", kind=noun) if noun[0] in "aeiou" else say("a {kind}", kind=noun)


def _listed(words: list[str]) -> str:
    """``a, b or c``."""
    return listed(words, "or") if words else ""
