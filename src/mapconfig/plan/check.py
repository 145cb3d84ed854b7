"""Whether a plan is still for this moment, asked once before an apply begins; each reason to refuse has its
sentence."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mapconfig.address import Address
from mapconfig.errors import GateRefused, PartlyApplied, StalePlan
from mapconfig.plan.definition import Plan

#: How old a plan may be when it is applied (`limits.plan_hours`).
MOST_HOURS = 72


@dataclass(frozen=True, slots=True)
class Moment:
    """What a plan is held against.

    `live` has the fingerprints as they are now, of the same assets as `Plan.live`. `started` and `over` are what the
    record says of this very plan; `expected` are the fingerprints after steps of it that are `done`, and `open` the
    steps whose result is not known or not as it was meant. `unresolved` are plans with such steps. `config` is the
    digest of the org's files, empty when they are not at hand. `resume` means that a person asked to go on with it.
    """

    environment: str
    platform: str
    lineage: str
    live: Mapping[Address, str]
    now: datetime
    config: str = ""
    started: bool = False
    over: bool = False
    resume: bool = False
    expected: Mapping[Address, str] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    unresolved: Sequence[str] = ()
    most_hours: int = MOST_HOURS


class MovedOn(StalePlan):
    """The platform is not as the plan supposes any more. What became of its own steps can still be looked up."""


def check(plan: Plan, moment: Moment) -> None:
    """Return when `plan` may be applied at `moment`. Raises StalePlan, PartlyApplied or GateRefused with the reason."""
    _foreign(plan, moment)
    _spent(plan, moment)
    if not moment.resume:
        _too_old(plan, moment)
        _other_files(plan, moment)
    _moved_on(plan, moment)
    _refused(plan, moment)


def _stale(sentence: str, error: type[StalePlan] = StalePlan) -> StalePlan:
    return error(
        f"{sentence} Nothing was changed.\n\nMake a fresh plan and review it:\n    mapconfig plan --out plan.json"
    )


def _foreign(plan: Plan, moment: Moment) -> None:
    if plan.environment != moment.environment:
        raise StalePlan(
            f"The plan was made for the environment {plan.environment!r}, and this is {moment.environment!r}. What "
            "is right for one can be wrong for the other. Nothing was changed.\n\nApply it where it belongs:\n"
            f"    mapconfig apply -e {shlex.quote(plan.environment)} PLAN\nor make one for {moment.environment}:\n"
            "    mapconfig plan --out plan.json"
        )
    if plan.platform != moment.platform:
        raise _stale(
            f"The plan was made for the account {plan.platform!r}, and the environment {moment.environment!r} now "
            f"leads to {moment.platform!r}. The ids in the plan mean nothing there."
        )
    # A plan for an empty record knows no lineage yet; the record begins with the first apply.
    began_with_it = moment.started and not plan.lineage
    if plan.lineage != moment.lineage and not began_with_it:
        raise _stale(
            "The plan was made with another record, or before this one began. The ids that it relies on are not "
            "those of this record."
        )


def _spent(plan: Plan, moment: Moment) -> None:
    if moment.over:
        raise _stale(f"Plan {plan.id} has been applied already; a plan is good for one time.")
    if moment.started and not moment.resume:
        raise PartlyApplied(
            f"Plan {plan.id} was begun before and is not done. Starting it afresh could do steps twice, so nothing was "
            "changed now.\n\nGo on with it:\n    mapconfig apply --resume"
        )
    if moment.resume and not moment.started:
        raise _stale(f"Plan {plan.id} was never begun here, so there is nothing to resume.")
    others = [each for each in moment.unresolved if each != plan.id]
    if others:
        raise PartlyApplied(
            f"Plan {others[0]} was cut short, and of some of its steps nobody knows whether they came about. Until "
            "that is known nothing else is applied.\n\nFind out and go on with it:\n    mapconfig apply --resume"
        )


def _too_old(plan: Plan, moment: Moment) -> None:
    made = datetime.strptime(plan.created_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    age = moment.now - made
    if age > timedelta(hours=moment.most_hours):
        hours = int(age.total_seconds() // 3600)
        raise _stale(
            f"The plan is {hours} hours old; after {moment.most_hours} hours (limits.plan_hours) nobody remembers "
            "what was reviewed, and the numbers of people in it are no longer true."
        )


def _other_files(plan: Plan, moment: Moment) -> None:
    if moment.config and plan.config.digest != moment.config:
        changed = "The files of the org have changed since the plan was made, so it is no longer what they say."
        if plan.config.commit.endswith("+"):
            raise _stale(
                f"{changed} It was made from files that were not committed (edits after {plan.config.commit[:12]}), so "
                "no commit has them: put the edits back, or plan again."
            )
        raise _stale(
            f"{changed} (To apply it all the same, check out the commit it was made from"
            + (f": {plan.config.commit[:12]}" if plan.config.commit else "")
            + ".)"
        )


def _uncertain(plan: Plan, moment: Moment) -> set[Address]:
    """Assets that cannot be as they were planned, and are looked at when their step comes: those of open steps, and
    when resuming those that name what an earlier step has made anew."""
    return {
        step.address
        for step in plan.steps
        if step.id in moment.open or (moment.resume and step.relinks and step.id not in moment.done)
    }


def _moved_on(plan: Plan, moment: Moment) -> None:
    changed = []
    uncertain = _uncertain(plan, moment)
    for address, planned in plan.live.items():
        if address in uncertain:
            continue
        expected = moment.expected.get(address, planned)
        found = moment.live.get(address, "")
        if found == expected:
            continue
        if not found:
            changed.append(f"{address} is no longer there")
        elif not expected:
            changed.append(f"{address} is there now")
        else:
            changed.append(f"{address} was changed")
    if changed:
        more = f", and {len(changed) - 5} more" if len(changed) > 5 else ""
        raise _stale(
            f"The platform moved on after the plan was made: {', '.join(changed[:5])}{more}. Applying it could undo "
            "somebody's work.",
            MovedOn,
        )


def _refused(plan: Plan, moment: Moment) -> None:
    refused = [f"{verdict.sentence}\n    {verdict.how}".rstrip() for verdict in plan.refused]
    accepted = {accept.guard for accept in plan.accepts}
    for freezing in plan.freezes:
        # Looked at again, since a plan may be made before a freeze and applied in it.
        if freezing.covers(moment.now) and "freeze" not in accepted:
            refused.append(f"Changes are frozen from {freezing.start} to {freezing.end}: {freezing.why}")
    if refused:
        raise GateRefused("The plan is refused, and nothing was changed:\n\n" + "\n".join(dict.fromkeys(refused)))
