"""A plan is made again before it is applied: its file says what was reviewed, and not that it is right.

The digest of a plan finds what was edited in passing. Who edits with care writes a new digest, takes a guard out of the
file or puts other attributes into a step; so what a plan says is held against what the files, the platform and the
record make of it now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Verb
from mapconfig.language import Text, say
from mapconfig.plan.check import gate, stale
from mapconfig.plan.codec import encode
from mapconfig.plan.definition import Facet, Plan
from mapconfig.plan.fields import dotted

_Key = tuple[Address, Verb, Facet]


def overwrites(plan: Plan) -> tuple[str, ...]:
    """What somebody said may be overwritten, as it was said to make `plan`."""
    return tuple(
        f"{step.address}.{dotted(each.path)}" if each.path else str(step.address)
        for step in plan.steps
        for each in step.overwrites
        if each.allowed
    )


def counted(plan: Plan) -> bool:
    """Whether people were to be counted for `plan`."""
    return _said_of_people(plan, "asked") is True


def _said_of_people(plan: Plan, *names: str) -> Any:
    said: Any = plan.impact
    for name in ("people", *names):
        said = said.get(name) if isinstance(said, Mapping) else None
    return said


def held_against(plan: Plan, fresh: Plan) -> None:
    """Hold `plan`, which is neither stale nor refused by what its file says, against one that was made just now with
    the same yeses. Raises `StalePlan` where that has other steps, `GateRefused` where a guard has become, or has always
    been, against it."""
    steps, wanted = _by_key(plan), _by_key(fresh)
    for key, does in steps.items():
        asset, verb, _ = key
        if key not in wanted:
            raise stale(_other(say("{verb} {asset} is not called for", verb=verb, asset=asset)))
        if does != wanted[key]:
            raise stale(_other(say("{verb} {asset} would do something else", verb=verb, asset=asset)))
    for key in wanted:
        if key not in steps:
            asset, verb, _ = key
            raise stale(_other(say("{verb} {asset} is missing in it", verb=verb, asset=asset)))
    if len(steps) != len(plan.steps) or list(steps) != list(wanted):
        raise stale(_other(say("its steps are in another order, or in it twice")))
    if [encode(each) for each in plan.agreed] != [encode(each) for each in fresh.agreed]:
        raise stale(_other(say("other assets are as the files want them")))
    # Where an apply runs, people need not be where they can be counted, as they could for the plan.
    known = counted(plan) and _said_of_people(plan, "newly_mailed", "label") not in (None, "unknown")
    gate([each for each in fresh.refused if not known or each.guard != "people-unknown"])


def _other(difference: Text) -> Text:
    return say(
        "The plan is not what the files and the platform call for now: {difference}. Somebody edited it, another "
        "version of mapconfig made it, or the platform changed beside what it looked at.",
        difference=difference,
    )


def _by_key(plan: Plan) -> dict[_Key, dict[str, Any]]:
    """What each step comes to and shows, without the sentences that are said of it and what the requests cost."""
    keys = {step.id: (step.address, step.verb, step.facet) for step in plan.steps}
    found = {}
    for step in plan.steps:
        does: dict[str, Any] = encode(step)
        for said in ("id", "reason", "effect_reason", "worksheet", "calls"):
            does.pop(said, None)
        for over in does.get("overwrites", ()):
            over.pop("changed_by", None)
            over.pop("changed_at", None)
        found[keys[step.id]] = {**does, "depends_on": sorted(keys[each] for each in step.depends_on if each in keys)}
    return found
