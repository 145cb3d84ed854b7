"""`mapconfig.yaml` to Settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from mapconfig.finding import Finding, Path, Place, Severity
from mapconfig.language import say
from mapconfig.model.settings import Settings, moment
from mapconfig.read import codes, yaml
from mapconfig.read.codes import Code
from mapconfig.read.schema import Problem, problems, schema_of

FILE: Final = "mapconfig.yaml"


def settings_of(file: str, data: bytes) -> tuple[Settings, list[Finding]]:
    """The settings that the file holds, and what is wrong with it.

    A setting at fault is left at its default, so that the rest can be checked; the finding is an error all the same.
    """
    sound, findings = sound_part(file, data)
    return Settings.of(sound), findings


def sound_part(file: str, data: bytes) -> tuple[dict[str, Any], list[Finding]]:
    """What the file says as JSON values, without what is at fault; for whoever keeps it for `Settings.of`."""
    document, findings = single_document(file, data, codes.SETTINGS)
    if document is None:
        return {}, findings
    faults = problems(schema_of("mapconfig"), document)
    sound = {name: value for name, value in document.items() if all(fault.path[:1] != (name,) for fault in faults)}
    faults += _odd_values(sound)
    for fault in faults:
        sound.pop(str(fault.path[0]) if fault.path else "", None)
    findings += [_finding(fault, file, data) for fault in faults]
    return sound, findings


def single_document(file: str, data: bytes, code: Code) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The one mapping that a file of the org's own words holds; None with an error where it holds something else.
    An empty file is an empty mapping."""
    documents, findings = yaml.load(data, file)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return None, findings
    found = [document for document in documents if document is not None]
    if not found:
        return {}, findings
    if len(found) > 1 or not isinstance(found[0], dict):
        what = say("several documents") if len(found) > 1 else say("a list or a single value")
        detail = say("{file} holds {what}; it must be one mapping.", file=file, what=what)
        return None, [*findings, code.finding(detail, place=Place(file))]
    return found[0], findings


def _finding(problem: Problem, file: str, data: bytes) -> Finding:
    return placed(problem, file, data, codes.SETTINGS)


def placed(problem: Problem, file: str, data: bytes, code: Code) -> Finding:
    """A problem in the single document of `file` as a finding of `code`."""
    from mapconfig.read.positions import locate

    place = Place(file, *locate(data, 0, problem.path, key=problem.key))
    return code.finding(problem.detail, place=place, path=problem.path, fix=problem.fix)


def _odd_values(sound: Mapping[str, Any]) -> list[Problem]:
    """What the schema cannot see: patterns that are none, days that no calendar has, and names of nothing."""
    return [
        *_bad_patterns(sound.get("naming", {})),
        *_bad_times(sound),
        *_bad_environment(sound),
        *_bad_people(sound),
    ]


def _bad_patterns(naming: Mapping[str, Any]) -> Iterator[Problem]:
    for kind, plan in naming.items():
        for what in ("key", "title"):
            try:
                re.compile(plan.get(what, ""))
            except (re.error, OverflowError, RecursionError) as error:
                path: Path = ("naming", kind, what)
                yield Problem(
                    codes.SETTINGS,
                    path,
                    say(
                        "The pattern for the {what} of {kind} is none: {error}.", what=what, kind=kind, error=str(error)
                    ),
                )


def _bad_times(sound: Mapping[str, Any]) -> Iterator[Problem]:
    for index, waiver in enumerate(sound.get("waivers", ())):
        if _or_none(date.fromisoformat, waiver["until"]) is None:
            yield Problem(
                codes.SETTINGS, ("waivers", index, "until"), say("There is no day {until}.", until=waiver["until"])
            )
    for index, freeze in enumerate(sound.get("freezes", ())):
        start, end = (_or_none(moment, freeze[name]) for name in ("start", "end"))
        if start is None or end is None:
            name = "start" if start is None else "end"
            yield Problem(
                codes.SETTINGS, ("freezes", index, name), say("There is no moment {freeze}.", freeze=freeze[name])
            )
        elif start > end:
            yield Problem(codes.SETTINGS, ("freezes", index, "end"), say("The freeze ends before it starts."))


def _bad_environment(sound: Mapping[str, Any]) -> Iterator[Problem]:
    environments = sound.get("environments")
    default = sound.get("default_environment")
    if environments and default is not None and default not in environments:
        detail = say(
            "There is no environment {default}; there are {environments}.",
            default=default,
            environments=", ".join(environments),
        )
        yield Problem(codes.SETTINGS, ("default_environment",), detail)
    if environments and len(environments) > 1:
        from mapconfig.read.platforms import odd_platforms  # many orgs have one, and every command reads settings

        yield from odd_platforms(environments)


def _bad_people(sound: Mapping[str, Any]) -> Iterator[Problem]:
    for name, said in sound.get("environments", {}).items():
        if "people" in said:
            from mapconfig.read.people import odd_people  # few orgs have it, and every command reads settings

            path: Path = ("environments", name, "people")
            yield from odd_people(path, said["backend"], said["people"], sound.get("relations", {}))


def _or_none(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except (ValueError, OverflowError):
        return None
