"""What stops a plan until a person says yes: each guard looks at one danger and says who may say yes, and how.

A new guard is a function in the module of its topic and a line in the table here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatchcase

from mapconfig.address import Address
from mapconfig.graph import Graph
from mapconfig.impact.effect import Effect
from mapconfig.impact.people import PeopleImpact
from mapconfig.model import EFFECTS, Org
from mapconfig.plan.decide import Decided
from mapconfig.plan.definition import Config, GuardVerdict, Plan
from mapconfig.plan.guards import applying, audiences, effect, files, mailings, platform
from mapconfig.plan.guards.effect import GATED
from mapconfig.plan.guards.view import Guard, View, acceptable
from mapconfig.plan.known import NothingKnown

__all__ = [
    "ABOUT_PEOPLE",
    "GATED",
    "GUARDS",
    "GUARD_NAMES",
    "WITHOUT_YES",
    "Guard",
    "View",
    "about_people",
    "verdicts",
]

#: Those that look at people and at nothing on the platform, so that they can be asked before there is a plan.
ABOUT_PEOPLE: tuple[Guard, ...] = (
    mailings.newly_mailed,
    audiences.audience_growth,
    audiences.audience_shrinks,
    audiences.suppression_shrinks,
    mailings.risky_mailed,
    mailings.unsplit,
    mailings.people_unknown,
)

#: Every guard, in the order in which they are told.
GUARDS: tuple[Guard, ...] = (
    applying.unresolved,
    files.emptiness,
    platform.unadopted,
    platform.impossible,
    platform.overwrite,
    files.invalid,
    *ABOUT_PEOPLE,
    mailings.send_date_over,
    effect.effects,
    files.mass_change,
    platform.in_use,
    platform.membership,
    platform.protected,
    platform.replace,
    applying.freeze,
    applying.calls,
    applying.manual,
)

#: To these nobody says yes with `--accept`: they want something else done, stop nothing, or are told by the effect.
_NO_YES: tuple[Guard, ...] = (
    applying.unresolved,
    applying.manual,
    platform.unadopted,
    platform.impossible,
    platform.overwrite,
    effect.effects,
)

#: What a person can say yes to: the effects, and the guards whose `how` is an accept.
GUARD_NAMES: tuple[str, ...] = (
    *EFFECTS,
    *(guard.__name__.replace("_", "-") for guard in GUARDS if guard not in _NO_YES),
)

#: Those against which nobody's yes helps: the plan says beside them what to do instead.
WITHOUT_YES: tuple[str, ...] = tuple(
    guard.__name__.replace("_", "-") for guard in _NO_YES if guard is not effect.effects
)


def verdicts(view: View) -> tuple[GuardVerdict, ...]:
    """What all guards say, with the yeses of the plan's accepts taken into account; refusals first."""
    found = []
    for guard in GUARDS:
        for verdict in guard(view):
            because = _said(view.plan, verdict)
            if verdict.refused and because and acceptable(verdict):
                verdict = replace(verdict, refused=False, accepted=because)
            found.append(verdict)
    return tuple(sorted(found, key=lambda verdict: not verdict.refused))


def _said(plan: Plan, verdict: GuardVerdict) -> str:
    """The reason that somebody gave for just this; empty where nobody did."""
    for accept in plan.accepts:
        if accept.guard == verdict.guard and fnmatchcase(verdict.subject, accept.subject):
            return accept.because
    return ""


def about_people(
    desired: Org,
    wanted: Graph,
    people: PeopleImpact,
    effects: Mapping[Address, Sequence[Effect]],
    now: datetime,
) -> tuple[GuardVerdict, ...]:
    """What guards would say of what the files change, as far as it is about people."""
    nothing = Plan(id="", created_at="", environment="", backend="", platform="", lineage="", config=Config(""))
    view = View(
        plan=nothing,
        desired=desired,
        decided=Decided(),
        wanted=wanted,
        present=wanted,
        known=NothingKnown(),
        settings=desired.settings,
        now=now,
        effects=effects,
        people=people,
    )
    return tuple(verdict for guard in ABOUT_PEOPLE for verdict in guard(view))
