"""What a person has to do where no API can: short lines to tick off."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.plan.definition import StepField
from mapconfig.plan.fields import dotted, fields_of

_DO = {
    Verb.CREATE: "Make the {kind} {title}.",
    Verb.UPDATE: "Open the {kind} {title} and change it:",
    Verb.DELETE: "Delete the {kind} {title}.",
    Verb.ACTIVATE: "Start the {kind} {title}.",
    Verb.DEACTIVATE: "Pause the {kind} {title}.",
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
    lines = [f"Log in to {platform}.", _DO[verb].format(kind=address.kind, title=f"{title!r} ({address})")]
    if verb is Verb.CREATE:
        lines += [f"{dotted(path)}: {_shown(value)}" for path, value in fields_of(attributes or {}).items()]
    if verb is Verb.UPDATE:
        lines += [_change(field) for field in fields]
    if outcome is Outcome.MANUAL_VERIFIABLE:
        lines.append("Run mapconfig apply --resume: it reads the result and ticks this step off.")
    else:
        lines.append(f'Sign for it: mapconfig attest {step} --note "what was done". The platform cannot show it.')
    return tuple(lines)


def _change(field: StepField) -> str:
    name = dotted(field.path)
    if field.after is ABSENT:
        return f"{name}: remove it (it is {_shown(field.before)})"
    if field.before is ABSENT:
        return f"{name}: set it to {_shown(field.after)}"
    return f"{name}: from {_shown(field.before)} to {_shown(field.after)}"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def brief(value: Any, most: int = 80) -> str:
    """A value in a few words, for a sentence."""
    if value is ABSENT:
        return "nothing"
    text = _shown(value)
    return text if len(text) <= most else f"{text[:most]}…"
