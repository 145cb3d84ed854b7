"""Whether a plan is still for this moment, asked once before an apply begins; each reason to refuse has its
sentence."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mapconfig.address import Address
from mapconfig.errors import GateRefused, PartlyApplied, StalePlan
from mapconfig.language import Text, say, together
from mapconfig.plan.definition import GuardVerdict, Plan

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


def stale(why: Text, error: type[StalePlan] = StalePlan) -> StalePlan:
    """A plan that must not be applied, because of `why`, and the way on."""
    return error(
        say(
            "{why} Nothing was changed.\n\nMake a fresh plan and review it:\n    mapconfig plan --out plan.json",
            why=why,
        )
    )


def _foreign(plan: Plan, moment: Moment) -> None:
    if plan.environment != moment.environment:
        raise StalePlan(
            say(
                "The plan was made for the environment {planned}, and this is {found}. What is right for one can be "
                "wrong for the other. Nothing was changed.\n\nApply it where it belongs:\n    {command}\nor make one "
                "for {environment}:\n    mapconfig plan --out plan.json",
                planned=repr(plan.environment),
                found=repr(moment.environment),
                command=f"mapconfig apply -e {shlex.quote(plan.environment)} PLAN",
                environment=moment.environment,
            )
        )
    if plan.platform != moment.platform:
        raise stale(
            say(
                "The plan was made for the account {planned}, and the environment {environment} now leads to {found}. "
                "The ids in the plan mean nothing there.",
                planned=repr(plan.platform),
                environment=repr(moment.environment),
                found=repr(moment.platform),
            )
        )
    # A plan for an empty record knows no lineage yet; the record begins with the first apply.
    began_with_it = moment.started and not plan.lineage
    if plan.lineage != moment.lineage and not began_with_it:
        raise stale(
            say(
                "The plan was made with another record, or before this one began. The ids that it relies on are not "
                "those of this record."
            )
        )


def _spent(plan: Plan, moment: Moment) -> None:
    if moment.over:
        raise stale(say("Plan {plan} has been applied already; a plan is good for one time.", plan=plan.id))
    if moment.started and not moment.resume:
        raise PartlyApplied(
            say(
                "Plan {plan} was begun before and is not done. Starting it afresh could do steps twice, "
                "so nothing was changed now.\n\nGo on with it:\n    mapconfig apply --resume",
                plan=plan.id,
            )
        )
    if moment.resume and not moment.started:
        raise stale(say("Plan {plan} was never begun here, so there is nothing to resume.", plan=plan.id))
    others = [each for each in moment.unresolved if each != plan.id]
    if others:
        raise PartlyApplied(
            say(
                "Plan {plan} was cut short, and of some of its steps nobody knows whether they came "
                "about. Until that is known nothing else is applied.\n\nFind out and go on with "
                "it:\n    mapconfig apply --resume",
                plan=others[0],
            )
        )


def _too_old(plan: Plan, moment: Moment) -> None:
    made = datetime.strptime(plan.created_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    age = moment.now - made
    if age > timedelta(hours=moment.most_hours):
        hours = int(age.total_seconds() // 3600)
        raise stale(
            say(
                "The plan is {hours} hours old; after {most} hours (limits.plan_hours) nobody remembers what was "
                "reviewed, and the numbers of people in it are no longer true.",
                hours=hours,
                most=moment.most_hours,
            )
        )


def _other_files(plan: Plan, moment: Moment) -> None:
    if moment.config and plan.config.digest != moment.config:
        changed = say("The files of the org have changed since the plan was made, so it is no longer what they say.")
        commit = plan.config.commit[:12]
        if plan.config.commit.endswith("+"):
            way = say(
                "It was made from files that were not committed (edits after {commit}), so no commit has them: put the "
                "edits back, or plan again.",
                commit=commit,
            )
        elif commit:
            way = say("(To apply it all the same, check out the commit it was made from: {commit}.)", commit=commit)
        else:
            way = say("(To apply it all the same, check out the commit it was made from.)")
        raise stale(together(" ", [changed, way]))


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
            changed.append(say("{asset} is no longer there", asset=address))
        elif not expected:
            changed.append(say("{asset} is there now", asset=address))
        else:
            changed.append(say("{asset} was changed", asset=address))
    if changed:
        named = together(", ", changed[:5])
        if len(changed) > 5:
            named = say("{some}, and {more} more", some=named, more=len(changed) - 5)
        raise stale(
            say(
                "The platform moved on after the plan was made: {changes}. Applying it could undo somebody's work.",
                changes=named,
            ),
            MovedOn,
        )


def _refused(plan: Plan, moment: Moment) -> None:
    refused = []
    accepted = {accept.guard for accept in plan.accepts}
    for freezing in plan.freezes:
        # Looked at again, since a plan may be made before a freeze and applied in it.
        if freezing.covers(moment.now) and "freeze" not in accepted:
            frozen = say(
                "Changes are frozen from {start} to {end}: {why}",
                start=freezing.start,
                end=freezing.end,
                why=freezing.why,
            )
            refused.append(frozen)
    gate(plan.refused, refused)


def gate(verdicts: Sequence[GuardVerdict], more: Sequence[Text] = ()) -> None:
    """Raise `GateRefused` where there are verdicts that refuse, or `more` reasons."""
    refused = [
        together("\n    ", [verdict.sentence, verdict.how]) if verdict.how else together("", [verdict.sentence])
        for verdict in verdicts
    ]
    if refused or more:
        raise GateRefused(
            say(
                "The plan is refused, and nothing was changed:\n\n{reasons}",
                reasons=together("\n", dict.fromkeys([*refused, *more])),
            )
        )
