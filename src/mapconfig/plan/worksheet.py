"""What a person has to do where no API can: short lines to tick off."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.language import Text, say
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
    lines = [say("Log in to {platform}.", platform=platform), _DO[verb](address.kind, f"{title!r} ({address})")]
    if verb is Verb.CREATE:
        lines += [
            say("{name}: {value}", name=dotted(path), value=_shown(value))
            for path, value in fields_of(attributes or {}).items()
        ]
    if verb is Verb.UPDATE:
        lines += [_change(field) for field in fields]
    if outcome is Outcome.MANUAL_VERIFIABLE:
        lines.append(say("Run mapconfig apply --resume: it reads the result and ticks this step off."))
    else:
        lines.append(
            say('Sign for it: mapconfig attest {step} --note "what was done". The platform cannot show it.', step=step)
        )
    return tuple(lines)


def _change(field: StepField) -> Text:
    name = dotted(field.path)
    if field.after is ABSENT:
        return say("{name}: remove it (it is {value})", name=name, value=_shown(field.before))
    if field.before is ABSENT:
        return say("{name}: set it to {value}", name=name, value=_shown(field.after))
    return say("{name}: from {before} to {after}", name=name, before=_shown(field.before), after=_shown(field.after))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def brief(value: Any, most: int = 80) -> str:
    """A value in a few words, for a sentence."""
    if value is ABSENT:
        return say("nothing")
    text = _shown(value)
    return text if len(text) <= most else f"{text[:most]}…"
