"""Plans as files: written whole, readable by people, and refused when a single byte is not as it was written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from mapconfig import disk
from mapconfig.crash import crash_point
from mapconfig.errors import InputError, StalePlan
from mapconfig.language import say, told
from mapconfig.model import digest
from mapconfig.plan.codec import decode, encode
from mapconfig.plan.definition import FORMAT, Plan, Step
from mapconfig.plan.worksheet import recalled

#: A plan of 100,000 steps is about half of this.
LARGEST = 512 * 1024 * 1024
#: What every plan's file has, and what is left of one that was cut or edited.
_MARK = b'"mapconfig.plan/'


def to_document(plan: Plan) -> dict[str, Any]:
    """The plan as JSON values, as `schemas/plan.schema.json` describes them."""
    body = {"format": FORMAT, **encode(plan)}
    return {**body, "digest": digest(body)}


def plan_digest(plan: Plan) -> str:
    """What the plan's file has as its digest."""
    return str(to_document(plan)["digest"])


def to_text(plan: Plan) -> bytes:
    """The plan's file."""
    text = json.dumps(to_document(plan), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return text.encode("utf-8", "surrogatepass")


def save(plan: Plan, path: Path) -> None:
    """Write the plan's file, for the owner alone to read. Raises `mapconfig.disk.DiskError`."""
    disk.write(path, to_text(plan))
    crash_point("plan.saved")


def load(path: Path) -> Plan:
    """The plan in a file. Raises InputError when there is none, StalePlan when it is not as mapconfig wrote it."""
    data = disk.read(path)
    if data is None:
        raise InputError(say("There is no plan {path}. Make one: mapconfig plan --out {path}", path=str(path)))
    return from_text(data, str(path))


def from_text(data: bytes, name: str) -> Plan:
    """The plan whose file has the bytes `data`. Raises InputError and StalePlan; `name` is what they call it."""
    if len(data) > LARGEST:
        raise InputError(
            say(
                "{name} is larger than any plan: it has {bytes:,} bytes. Make one: mapconfig plan --out plan.json",
                name=name,
                bytes=len(data),
            )
        )
    try:
        document = json.loads(data.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        if _MARK not in data:
            raise _no_plan(name) from None
        raise _edited(name, say("it is no longer JSON")) from None
    if not isinstance(document, dict) or not isinstance(document.get("format"), str):
        raise _no_plan(name)
    if document["format"] != FORMAT:
        raise InputError(
            say(
                "{name} says it is {found}; this version of mapconfig reads {format}. Make a plan "
                "with the version that is to apply it.",
                name=name,
                found=repr(document["format"]),
                format=repr(FORMAT),
            )
        )
    said = document.pop("digest", None)
    try:
        wanted = digest(document)
    except (ValueError, RecursionError):
        raise _edited(name, say("it holds what no plan can hold")) from None
    if said != wanted:
        raise _edited(name, say("its digest does not match what it says"))
    del document["format"]
    try:
        plan: Plan = decode(Plan, document)
    except ValueError as error:
        raise _edited(name, told(error)) from None
    if to_text(plan) != data:
        raise _edited(name, say("its text is not as mapconfig writes it"))
    return replace(plan, steps=tuple(_recalled(step) for step in plan.steps))


def _recalled(step: Step) -> Step:
    return replace(step, worksheet=recalled(step.verb, step.worksheet)) if step.worksheet else step


def _no_plan(name: str) -> InputError:
    return InputError(
        say(
            "{name} is no plan of mapconfig, so nothing was done. A plan is a file that this "
            "makes:\n    mapconfig plan --out plan.json",
            name=name,
        )
    )


def _edited(name: str, how: str) -> StalePlan:
    return StalePlan(
        say(
            "{name} was edited after it was made: {how}. A plan is applied as it was reviewed or "
            "not at all, so nothing was changed.\n\nMake a fresh plan and review it:\n    "
            "mapconfig plan --out plan.json",
            name=name,
            how=how,
        )
    )
