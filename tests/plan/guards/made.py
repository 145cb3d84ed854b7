"""Plans that guards look at: with an effect, or with what was counted of people."""

from __future__ import annotations

from typing import Any

from tests.plan.made import live, plan

from mapconfig.address import Address
from mapconfig.impact.effect import Effect
from mapconfig.impact.people import ZERO, Count, Mailing, Moves, PeopleImpact
from mapconfig.language import say
from mapconfig.model import Settings
from mapconfig.plan.definition import Accept, Plan
from mapconfig.testing import asset, org

SUPPRESSION = Address("list/opted-out")
CUSTOMERS, GREET, BANNED = Address("list/customers"), Address("journey/greet"), Address("list/banned")


def settings(**guards: Any) -> Settings:
    return Settings(guards=guards)


def refusals(made: Plan) -> list[tuple[str, str]]:
    return [(each.guard, each.subject) for each in made.refused]


def with_effect(name: str, *accepts: Accept, settings: Settings | None = None) -> Plan:
    """A plan with one update that has this effect."""
    desired = org(asset(SUPPRESSION, title="New", owner="team/dpo"), asset("team/dpo"), settings=settings)
    there = live(SUPPRESSION, title="Old", owner="team/dpo"), live("team/dpo")
    return plan(desired, *there, effects={SUPPRESSION: (Effect(name, say("Because.")),)}, accepts=accepts)


def counts(*numbers: int) -> list[Count]:
    return [Count.of(number) for number in numbers]


def moved(subject: Address, before: int, after: int, what: str = "list", **words: Any) -> Moves:
    """A move in which nobody goes who was there, or nobody comes; all may be e-mailed."""
    added, removed, kept = max(after - before, 0), max(before - after, 0), min(before, after)
    numbers = counts(before, after, added, removed, kept, before, after, added, removed, 0, 0)
    names = (
        *("before", "after", "added", "removed", "kept", "reachable_before", "reachable_after", "reachable_added"),
        *("reachable_removed", "opted_out", "fatigued"),
    )
    given: dict[str, Any] = {"feeds": (GREET,), **dict(zip(names, numbers, strict=True)), **words}
    return Moves(subject=subject, what=what, because=(CUSTOMERS,), **given)


def mailed(newly: int, subject: Address = GREET, audience: int = 0, **words: Any) -> Mailing:
    numbers = counts(0, audience or newly, newly, newly, 0, 0, 0, 0)
    names = ("audience_before", "audience", "newly", "first", "again", "fatigued", "risky", "in_flight")
    given: dict[str, Any] = {**dict(zip(names, numbers, strict=True)), **words}
    return Mailing(subject=subject, because=(CUSTOMERS,), **given)


def people(**words: Any) -> PeopleImpact:
    """What was counted among 50,000 people."""
    newly = words.pop("newly", 0)
    known = {"people": Count.of(50_000), "newly_mailed": Count.of(newly), "risky": ZERO, "first": ZERO, "again": ZERO}
    return PeopleImpact(**({"mailings": (mailed(newly),) if newly else ()} | known | words))


def moving(found: PeopleImpact, settings: Settings | None = None, effect: str = "", *accepts: Accept) -> Plan:
    """A plan that updates a list and does this to people."""
    desired = org(asset(CUSTOMERS, title="New"), settings=settings)
    effects = {CUSTOMERS: (Effect(effect, say("So.")),)} if effect else {}
    return plan(desired, live(CUSTOMERS, title="Old"), people=found, effects=effects, accepts=accepts)
