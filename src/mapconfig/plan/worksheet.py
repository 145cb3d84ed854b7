"""What a person has to do where no API can: short lines to tick off."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.language import Text, say, taken
from mapconfig.plan.definition import StepField
from mapconfig.plan.fields import dotted, fields_of

_DO: dict[Verb, Callable[[str, str], Text]] = {
    Verb.CREATE: lambda kind, title: say("Make the {kind} {title}.", kind=kind, title=title),
    Verb.UPDATE: lambda kind, title: say("Open the {kind} {title} and change it:", kind=kind, title=title),
    Verb.DELETE: lambda kind, title: say("Delete the {kind} {title}.", kind=kind, title=title),
    Verb.ACTIVATE: lambda kind, title: say("Start the {kind} {title}.", kind=kind, title=title),
    Verb.DEACTIVATE: lambda kind, title: say("Pause the {kind} {title}.", kind=kind, title=title),
}


def worksheet(
    platform: str,
    address: Address,
    title: str,
    verb: Verb,
    outcome: Outcome,
    attributes: Mapping[str, Any] | None,
    fields: Sequence[StepField],
    step: str,
) -> tuple[str, ...]:
    """The lines for one step. `title` is what the platform's pages show; `step` is what a person signs for."""
    lines = [_login(platform), _DO[verb](address.kind, f"{title!r} ({address})")]
    if verb is Verb.CREATE:
        lines += [_value(dotted(path), _shown(value)) for path, value in fields_of(attributes or {}).items()]
    if verb is Verb.UPDATE:
        lines += [_change(field) for field in fields]
    if outcome is Outcome.MANUAL_VERIFIABLE:
        lines.append(_verified())
    else:
        lines.append(_attested(step))
    return tuple(lines)


def _change(field: StepField) -> Text:
    name = dotted(field.path)
    if field.after is ABSENT:
        return _removed(name, _shown(field.before))
    if field.before is ABSENT:
        return _added(name, _shown(field.after))
    return _changed(name, _shown(field.before), _shown(field.after))


def _login(platform: str) -> Text:
    return say("Log in to {platform}.", platform=platform)


def _value(name: str, value: str) -> Text:
    return say("{name}: {value}", name=name, value=value)


def _removed(name: str, value: str) -> Text:
    return say("{name}: remove it (it is {value})", name=name, value=value)


def _added(name: str, value: str) -> Text:
    return say("{name}: set it to {value}", name=name, value=value)


def _changed(name: str, before: str, after: str) -> Text:
    return say("{name}: from {before} to {after}", name=name, before=before, after=after)


def _verified() -> Text:
    # The command is a value: in a file it may say for which environment it is, and the line is still recalled.
    return say("Run {command}: it reads the result and ticks this step off.", command="mapconfig apply --resume")


def _attested(step: str) -> Text:
    return say(
        'Sign for it: mapconfig attest {step} --because "what was done". The platform cannot show it.', step=step
    )


def recalled(verb: Verb, lines: Sequence[str]) -> tuple[str, ...]:
    """The lines of a step as they were said, made of the plain text that a plan's file keeps of them, so that they can
    be put into another language. A line that no worksheet has stays as it is."""
    told = [_login("x"), _DO[verb]("x", "x"), _verified(), _attested("x")]
    if verb is Verb.UPDATE:
        told += [_removed("x", "x"), _added("x", "x"), _changed("x", "x", "x")]
    if verb is Verb.CREATE:
        told.append(_value("x", "x"))
    return tuple(_recalled(line, told) for line in lines)


def _recalled(line: str, told: Sequence[Text]) -> str:
    for one in told:
        template = str(one.template)
        pattern = "".join(
            f"(?P<{part}>.*?)" if number % 2 else re.escape(part)
            for number, part in enumerate(re.split(r"\{(\w+)\}", template))
        )
        match = re.fullmatch(pattern, line, re.DOTALL)
        if match:
            return taken([line, template, match.groupdict()])
    return line


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def brief(value: Any, most: int = 80) -> str:
    """A value in a few words, for a sentence."""
    if value is ABSENT:
        return say("nothing")
    text = _shown(value)
    return text if len(text) <= most else f"{text[:most]}…"
