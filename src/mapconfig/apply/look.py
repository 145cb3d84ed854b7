"""Finding out by looking whether a step came about: after a lost answer, after a crash, or after a person's work."""

from __future__ import annotations

from dataclasses import dataclass

from mapconfig.apply.events import Difference
from mapconfig.backend import Backend, Live, Names, Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.diff.fields import same
from mapconfig.plan.definition import Step, fingerprint
from mapconfig.plan.fields import fields_of


@dataclass(frozen=True, slots=True)
class Found:
    """The step has come about; `live` is None after a delete."""

    remote_id: str
    live: Live | None


@dataclass(frozen=True, slots=True)
class Again:
    """The step has certainly not come about, or not to its end, and may be tried; `live` is what is there."""

    live: Live | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is there is neither what was before nor what was meant: a person has to look."""

    why: str
    differences: tuple[Difference, ...]


Looked = Found | Again | Wrong


def look(step: Step, backend: Backend, names: Names, expected: str) -> Looked:
    """How a step stands that was asked for and never answered. `expected` is the fingerprint from before it. Nothing
    may be on its way to the platform any more; raises what the backend raises."""
    if step.verb is Verb.CREATE:
        return _made(step, backend, names)
    live = backend.read(step.address.kind, step.remote_id, names)
    if step.outcome is Outcome.REPLACE and live is None:
        return _made(step, backend, names)
    if live is None:
        if step.verb is Verb.DELETE:
            return Found(step.remote_id, None)
        return Wrong(f"{step.address} is no longer on the platform: somebody deleted it meanwhile.", ())
    # The name alone may have changed in a rename, and the attributes do not show it: it is asked for again.
    if step.outcome is not Outcome.REPLACE and as_meant(step, live, backend):
        return Found(live.remote_id, live) if step.renamed_from is None else Again(live)
    if step.relinks or fingerprint(live) == expected:
        return Again(live)
    return Wrong(
        f"{step.address} was changed on the platform while the step was under way, and is now neither what it was "
        "nor what was meant. Make a fresh plan, which shows both sides.",
        differences(step, live),
    )


def _made(step: Step, backend: Backend, names: Names) -> Looked:
    there = backend.find(step.address, step.attributes or {}, names)
    if not there:
        return Again(None)
    if len(there) > 1:
        ids = ", ".join(live.remote_id for live in there)
        return Wrong(
            f"The platform has {len(there)} assets that could be {step.address} (ids {ids}). Delete all but one "
            f"there, then manage that one with: mapconfig adopt {step.address}",
            (),
        )
    if as_meant(step, there[0], backend):
        return Found(there[0].remote_id, there[0])
    if there[0].unfinished:
        return Again(there[0])
    return Wrong(
        f"The platform has an asset of the name of {step.address} (id {there[0].remote_id}) that is not what was "
        "meant. When it is the right one, manage it with: "
        f"mapconfig adopt {step.address} --remote-id {there[0].remote_id}",
        differences(step, there[0]),
    )


def wanted_active(step: Step) -> bool | None:
    """Whether the asset runs after the step; None where the step does not say."""
    if step.verb is Verb.ACTIVATE:
        return True
    return False if step.verb is Verb.DEACTIVATE else None


def as_meant(step: Step, live: Live | None, backend: Backend) -> bool:
    """Whether what is live is what the step wants."""
    if live is None or step.verb is Verb.DELETE:
        return live is None and step.verb is Verb.DELETE
    active = wanted_active(step)
    if active is not None:
        return live.active is active
    meant = backend.kept(step.address.kind, step.attributes or {})
    return same(meant, dict(live.attributes))


def differences(step: Step, live: Live) -> tuple[Difference, ...]:
    """The fields in which what is live is not what the step wants."""
    active = wanted_active(step)
    if active is not None:
        return (Difference(("state",), active, live.active if live.active is not None else ABSENT),)
    meant = fields_of(step.attributes or {})
    found = fields_of(live.attributes)
    paths = [*meant, *(path for path in found if path not in meant)]
    return tuple(
        Difference(path, meant.get(path, ABSENT), found.get(path, ABSENT))
        for path in paths
        if not same(meant.get(path, ABSENT), found.get(path, ABSENT))
    )
