"""The files in `personas/`: fictional people, and whether what they say suits the org.

`personas_of` reads one file on its own and `unsuitable` holds all of them against the org, so that a persona that
names a list which is gone is reported with the line, like everything else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from mapconfig.address import Address
from mapconfig.check.suggest import nearest
from mapconfig.check.view import View
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.folding import fold
from mapconfig.criteria.oracle import read_as
from mapconfig.criteria.problem import did_you_mean
from mapconfig.errors import UsageError
from mapconfig.finding import Finding, Path, Place, Severity
from mapconfig.graph import Graph
from mapconfig.language import NOTHING, Text, say
from mapconfig.model.persona import (
    Became,
    Did,
    Expectation,
    Fault,
    Persona,
    activity_of,
    as_of_text,
    expectation_of,
    moment_of,
)
from mapconfig.read import codes, yaml
from mapconfig.read.codes import Code
from mapconfig.read.documents import PERSONAS
from mapconfig.read.org import Reading
from mapconfig.read.positions import locate_all
from mapconfig.read.schema import problems, schema_of
from mapconfig.read.source import Source, UnreadableError

#: Domains that belong to nobody (RFC 2606, RFC 6761).
_FICTIONAL: Final = re.compile(
    r"(?:.+\.)?(?:example|invalid|test|localhost)\Z|(?:.+\.)?example\.(?:com|net|org)\Z", re.I
)
_MAIL: Final = re.compile(r"[^\s@<>,;]+@([^\s@<>,;]+)")

#: A finding with the document and path it is about, and how many characters into the sentence it points.
_Spotted = tuple[Finding, int, Path, int, bool]


def personas_of(file: str, data: bytes) -> tuple[tuple[Persona, ...], list[Finding]]:
    """The personas of one file, and what is wrong with it on its own."""
    documents, findings = yaml.load(data, file)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return (), findings
    # Words such as `no` are text here as in criteria, and a field's type says what they are.
    findings = [finding for finding in findings if finding.code != codes.AMBIGUOUS.code]
    found: list[Persona] = []
    spotted: list[_Spotted] = []
    for index, document in enumerate(documents):
        if document is None:
            continue
        before = len(spotted)
        persona = _persona(file, index, document, spotted)
        if persona is not None:
            found.append(persona if len(spotted) == before else replace(persona, sound=False))
    return tuple(found), [*findings, *_placed(file, data, spotted)]


def unsuitable(personas: Iterable[Persona], view: View, source: Source) -> Iterator[Finding]:
    """What the personas name that the org has not, or cannot hold; with places."""
    first: dict[str, Persona] = {}
    by_file: dict[str, list[_Spotted]] = {}
    for persona in personas:
        spotted = by_file.setdefault(persona.file, [])
        earlier = first.setdefault(persona.name, persona)
        if earlier is not persona:
            detail = say("There is a persona {name} already, in {file}.", name=persona.name, file=earlier.file)
            spotted.append(
                _spot(codes.PERSONA, persona.document, ("persona",), detail, say("Give one of the two another name."))
            )
        spotted += _against(persona, view)
    for file, spots in by_file.items():
        if spots:
            try:
                data = source.read(file)
            except UnreadableError:  # it was there a moment ago; a position in it is not worth a failure
                data = b""
            yield from _placed(file, data, spots)


def chosen(reading: Reading, given: Sequence[str], root: str) -> tuple[Persona, ...]:
    """The personas that a person means by these names, files or folders; all of them when nothing is given. Raises
    UsageError for what is none."""
    if not given:
        return reading.personas
    picked: dict[tuple[str, int], Persona] = {}
    for text in given:
        files = _names(text, root)
        found = [each for each in reading.personas if each.name == text or _is_in(each.file, files)]
        if not found and not any(_is_in(file.file, files) for file in reading.files):
            close = did_you_mean(text, [each.name for each in reading.personas])
            hint = say(" Did you mean {close}?", close=close) if close else ""
            raise UsageError(
                say(
                    "There is no persona {text} in {personas}, and no file of that name.{hint}",
                    text=text,
                    personas=PERSONAS,
                    hint=hint,
                )
            )
        picked.update(((each.file, each.document), each) for each in found)
    return tuple(picked.values())


def _names(text: str, root: str) -> set[str]:
    """What a file that a person names may be called in the org."""
    files = {os.path.normpath(text), os.path.relpath(os.path.realpath(text), root)}
    return {file.replace(os.sep, "/") for file in files}


def _is_in(file: str, names: set[str]) -> bool:
    return file.startswith(PERSONAS) and any(file == name or file.startswith(f"{name}/") for name in names)


def unsuitable_in(
    reading: Reading, personas: Sequence[Persona], given: Sequence[str] = (), root: str = ""
) -> tuple[Finding, ...]:
    """What is wrong with these personas and, when they are all there are, with the files in which others could not be
    read; so with the files and folders that are `given` by name, below `root`, though nobody in them can be read. For
    who runs them; `mapconfig validate` reports the same."""
    wanted = {(each.file, each.document) for each in personas}
    every = wanted == {(each.file, each.document) for each in reading.personas}
    names = {name for text in given for name in _names(text, root)}
    files = {each.file for each in personas} | {file.file for file in reading.files if _is_in(file.file, names)}
    unread = [
        finding
        for file in reading.files
        if file.file.startswith(PERSONAS) and (every or file.file in files)
        for finding in file.findings
    ]
    view = View(reading.org, Graph.of(reading.org), date.min)
    found = [*unread, *unsuitable(personas, view, reading.source)]
    return tuple(sorted(found, key=lambda each: (each.place or Place(""), each.code)))


def _spot(
    code: Code, document: int, path: Path, detail: Text, fix: Text = NOTHING, column: int = 0, key: bool = False
) -> _Spotted:
    return code.finding(detail, path=path, fix=fix), document, path, column, key


def _placed(file: str, data: bytes, spotted: list[_Spotted]) -> list[Finding]:
    places = locate_all(data, [(document, path, key) for _, document, path, _, key in spotted]) if spotted else []
    return [
        replace(finding, place=Place(file, line, column + offset))
        for (finding, _, _, offset, _), (line, column) in zip(spotted, places, strict=True)
    ]


# One document -------------------------------------------------------------------------------------------------------


def _persona(file: str, index: int, document: Any, spotted: list[_Spotted]) -> Persona | None:
    if not isinstance(document, dict):
        spotted.append(
            _spot(
                codes.PERSONA,
                index,
                (),
                say("The document is not a persona: it has no properties."),
                say("Begin it with `persona: NAME`."),
            )
        )
        return None
    if "kind" in document and "persona" not in document:
        detail = say("Files in personas/ hold personas, and this document describes an asset.")
        spotted.append(
            _spot(codes.PERSONA, index, ("kind",), detail, say("Move it to the folder of its kind."), key=True)
        )
        return None
    faults = problems(schema_of("persona"), document)
    for fault in faults:
        spotted.append(_spot(codes.PERSONA, index, fault.path, fault.detail, fault.fix, key=fault.key))
    if faults:
        return None
    as_of = document.get("as_of")
    moment = as_of_text(as_of) if as_of is not None else None
    if as_of is not None and moment is None:
        spotted.append(
            _spot(
                codes.PERSONA,
                index,
                ("as_of",),
                say("`{as_of}` is no moment.", as_of=as_of),
                say("Write a day as 2026-01-31."),
            )
        )
    facts: list[tuple[Did | Became, Path]] = []
    for number, text in enumerate(document.get("activities", ())):
        fact = activity_of(text)
        path: Path = ("activities", number)
        if isinstance(fact, Fault):
            spotted.append(_spot(codes.PERSONA, index, path, fact.message, fact.fix, fact.column))
        else:
            facts.append((fact, path))
    expectations: list[Expectation] = []
    for number, text in enumerate(document["expect"]):
        expectation = expectation_of(text, ("expect", number))
        if isinstance(expectation, Fault):
            spotted.append(
                _spot(
                    codes.PERSONA, index, ("expect", number), expectation.message, expectation.fix, expectation.column
                )
            )
        else:
            expectations.append(expectation)
    for path, value in _texts(document):
        for found in _MAIL.finditer(value):
            if _FICTIONAL.match(found[1].rstrip(".")) is None:
                # The address itself is not repeated: it may be somebody's.
                spotted.append(
                    _spot(
                        codes.REAL_PERSONA,
                        index,
                        path,
                        say(
                            "The e-mail address under `{path}` may belong to somebody.",
                            path=".".join(str(step) for step in path),
                        ),
                        say("Use one that ends in .example, .invalid or .test, or is at example.com."),
                    )
                )
    return Persona(
        name=document["persona"],
        title=document["title"],
        description=document.get("description", ""),
        as_of=moment,
        fields=document.get("fields", {}),
        related={
            name: (records,) if isinstance(records, dict) else tuple(records)
            for name, records in document.get("related", {}).items()
        },
        alone=frozenset(name for name, records in document.get("related", {}).items() if isinstance(records, dict)),
        lists=tuple(Address(each) for each in document.get("lists", ())),
        facts=tuple(facts),
        expectations=tuple(expectations),
        file=file,
        document=index,
    )


def _texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))


# Against the org ----------------------------------------------------------------------------------------------------


def _against(persona: Persona, view: View) -> Iterator[_Spotted]:
    known = view.catalogue
    for name, value in persona.fields.items():
        yield from _field(persona, known, name, ("fields", name), value)
    for relation, records in persona.related.items():
        yield from _related(persona, known, relation, records)
    for index, address in enumerate(persona.lists):
        if not view.exists(address):
            yield _missing(persona, view, address, ("lists", index))
        elif not _is_static(view, address):
            detail = say("{address} has criteria, so nobody is put on it.", address=address)
            fix = say("Take it out here, and write `is in {address}` under `expect`.", address=address)
            yield _spot(codes.PERSONA, persona.document, ("lists", index), detail, fix)
    for fact, path in persona.facts:
        yield from _fact(persona, view, fact, path)
    for expectation in persona.expectations:
        yield from _expectation(persona, view, expectation)


def _is_static(view: View, address: Address) -> bool:
    asset = view.get(address)
    said = asset.attributes if asset is not None else {}
    return bool(said.get("static")) or ("criteria" not in said and "extends" not in said)


def _missing(persona: Persona, view: View, address: Address, path: Path, text: str = "") -> _Spotted:
    near = nearest(address, view)
    fix = (
        say("Did you mean {near}?", near=near)
        if near
        else say("Add a file for {address}, or name one that exists.", address=address)
    )
    column = max(text.find(address), 0) if text else 0
    return _spot(
        codes.PERSONA_NAMES, persona.document, path, say("No file defines {address}.", address=address), fix, column
    )


def _field(
    persona: Persona, known: Catalogue, name: str, path: Path, value: Any, relation: str = ""
) -> Iterator[_Spotted]:
    full = f"{relation}.{name}" if relation else name
    prefix, _, rest = name.partition(".")
    if not relation and rest and prefix in known.relations:
        detail = say(
            "`{name}` is a field of the {prefix}, and what is here is asked of the person.", name=name, prefix=prefix
        )
        fix = say("Write it under `related`, `{prefix}`, as `{rest}`.", prefix=prefix, rest=rest)
        yield _spot(codes.PERSONA, persona.document, path, detail, fix, key=True)
        return
    kind = known.fields.get(full)
    if kind is None:
        start = f"{relation}." if relation else ""
        close = did_you_mean(name, [each[len(start) :] for each in known.fields if each.startswith(start)])
        fix = (
            say("Did you mean `{close}`?", close=close)
            if close
            else say("Define field/{full}, or write the key of another field.", full=full)
        )
        yield _spot(
            codes.PERSONA_NAMES, persona.document, path, say("No file defines field/{full}.", full=full), fix, key=True
        )
        return
    fault = _value_fault(full, value, kind)
    if fault is not None:
        yield _spot(codes.PERSONA, persona.document, path, *fault)


def _value_fault(name: str, value: Any, kind: FieldType) -> tuple[Text, Text] | None:
    """Why a field of this kind cannot hold `value`, and what to write; None where it can."""
    if value is None or value == "" or not kind.type:
        return None
    shown = str(value)[:60]
    if kind.type == "choice" and kind.values and (not isinstance(value, str) or fold(value) not in kind.ranks):
        close = did_you_mean(shown, list(kind.values))
        some = ", ".join(kind.values[:12]) + (", ..." if len(kind.values) > 12 else "")
        return (
            say("`{value}` is not a value of `{name}`.", value=shown, name=name),
            say("Did you mean `{close}`?", close=close) if close else say("Its values are: {some}.", some=some),
        )
    if kind.type == "date" and isinstance(value, str) and moment_of(value) is not None:
        return None
    if kind.type in ("number", "date", "yes-no") and (read_as(value, kind.type) is None):
        if kind.type == "yes-no":
            detail = say("`{value}` is not true or false, which `{name}` is.", value=shown, name=name)
            return detail, say("Write true or false.")
        detail = say("`{value}` is not {type}, which `{name}` is.", value=shown, type=kind.named, name=name)
        if kind.type == "number":
            return detail, say("Write digits.")
        return detail, say("Write it as 2026-01-31, or `3 days ago`.")
    return None


def _related(
    persona: Persona, known: Catalogue, relation: str, records: tuple[Mapping[str, Any], ...]
) -> Iterator[_Spotted]:
    path: Path = ("related", relation)
    kind = known.relations.get(relation)
    if kind is None:
        close = did_you_mean(relation, dict(known.relations))
        fix = say("Did you mean `{close}`?", close=close) if close else say("Relations are declared in mapconfig.yaml.")
        yield _spot(
            codes.PERSONA_NAMES,
            persona.document,
            path,
            say("`{relation}` is no relation of this org.", relation=relation),
            fix,
            key=True,
        )
        return
    if kind == "one" and len(records) > 1:
        detail = say(
            "A person has one {relation} at most, and here are {records}.", relation=relation, records=len(records)
        )
        yield _spot(codes.PERSONA, persona.document, path, detail, say("Keep one of them."), key=True)
    for index, record in enumerate(records):
        for name, value in record.items():
            yield from _field(persona, known, name, (*path, *_step(persona, relation, index), name), value, relation)


def _step(persona: Persona, relation: str, index: int) -> Path:
    return () if relation in persona.alone else (index,)


def _fact(persona: Persona, view: View, fact: Did | Became, path: Path) -> Iterator[_Spotted]:
    if isinstance(fact, Did):
        if fact.address is not None and not view.exists(fact.address):
            yield _missing(persona, view, fact.address, path)
        return
    kind = view.catalogue.fields.get(fact.field)
    if kind is None:
        close = did_you_mean(fact.field, dict(view.catalogue.fields))
        fix = say("Did you mean `{close}`?", close=close) if close else say("Define field/{field}.", field=fact.field)
        yield _spot(
            codes.PERSONA_NAMES, persona.document, path, say("No file defines field/{field}.", field=fact.field), fix
        )
        return
    for value in (fact.before, fact.after):
        fault = _value_fault(fact.field, value, kind)
        if fault is not None:
            yield _spot(codes.PERSONA, persona.document, path, *fault)


def _expectation(persona: Persona, view: View, expectation: Expectation) -> Iterator[_Spotted]:
    asset, path = expectation.asset, expectation.path
    if asset is not None and not view.exists(asset):
        yield _missing(persona, view, asset, path, expectation.text)
        return
    if expectation.about not in ("score", "grade"):
        return
    models = view.names("scoring")
    if asset is None and len(models) != 1:
        detail = (
            say("The org has no scoring model.")
            if not models
            else say("The org has {models} scoring models.", models=len(models))
        )
        fix = (
            say("Add one.")
            if not models
            else say("Say which: `{about} of scoring/{models} ..`.", about=expectation.about, models=models[0])
        )
        yield _spot(codes.PERSONA_NAMES, persona.document, path, detail, fix)
    grades = view.catalogue.fields.get("grade")
    if expectation.about == "grade" and grades is not None and grades.type == "choice":
        fault = _value_fault("grade", expectation.value, grades)
        if fault is not None:
            column = max(expectation.text.rfind(expectation.value), 0)
            yield _spot(codes.PERSONA, persona.document, path, *fault, column)
