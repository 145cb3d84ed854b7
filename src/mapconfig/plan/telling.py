"""The commands that a plan tells people to type, aimed at the environment that the plan is for."""

from __future__ import annotations

from dataclasses import replace

from mapconfig.command import Here
from mapconfig.plan.definition import Plan


def telling(plan: Plan, here: Here) -> Plan:
    """`plan` with every command in it as it is typed `here`."""
    return replace(
        plan,
        guards=tuple(replace(each, how=here.aimed(each.how)) for each in plan.guards),
        notes=tuple(replace(each, how=here.aimed(each.how)) for each in plan.notes),
        steps=tuple(
            replace(step, worksheet=tuple(here.aimed(line) for line in step.worksheet)) if step.worksheet else step
            for step in plan.steps
        ),
    )
