"""The review document, put together from its parts (schemas/review.schema.json)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mapconfig import __version__
from mapconfig.diff import diff
from mapconfig.graph.drawing import draw
from mapconfig.impact import impact
from mapconfig.impact.comparison import Comparison, counted
from mapconfig.impact.people import Census
from mapconfig.language import packed
from mapconfig.plan.definition import Plan
from mapconfig.report import people
from mapconfig.review import changes, findings, gates, spots, teams, verdict
from mapconfig.review.side import Side, effective
from mapconfig.values import dataclass

FORMAT = "mapconfig.review/1"

#: Boxes of the drawing.
DRAWN = 40


@dataclass(frozen=True, slots=True)
class Target:
    """What is reviewed: `id` tells the comments of one pull request apart, `prefix` is the way from the top of the
    repository to the org, empty or with a slash at its end."""

    id: str
    environment: str
    prefix: str = ""


def review(
    before: Side, after: Side, target: Target, *, census: Census | None, plan: Plan | None, now: datetime
) -> dict[str, Any]:
    """Everything a reviewer has to know of what leads from `before` to `after`. Where one of them cannot be read in
    full, nothing is compared and the faults are all there is to say."""
    cuts: list[dict[str, Any]] = []
    before, after = effective(before, after, target.environment)
    unread = after.unread or before.unread
    found = _compared(before, after, census, now.date()) if not unread else Comparison(after.org, after.org, (), {})
    checked = findings.compared(before.findings, after.findings, after.unread, cuts)
    items = gates.in_order(gates.before_merge(before, after, found, checked, plan, now))
    weighed = verdict.agreed(verdict.risk(found), items)
    rows = changes.rows(found, after.graph, spots.lines_of(found.changes, found.after, after.placing), cuts)
    concerned = teams.concerned(found, items)
    return {
        "format": FORMAT,
        "tool": {"name": "mapconfig", "version": __version__},
        "target": {
            "id": target.id,
            "org": after.org.settings.name,
            "environment": target.environment,
            "prefix": target.prefix,
        },
        "compared": {
            "before": _side(before),
            "after": _side(after),
            "assets": len(after.org),
            "made_at": now.isoformat(timespec="seconds"),
            "people_as_of": found.people.as_of,
            "people_source": packed(found.people.source),
            "readable": not unread,
        },
        "verdict": verdict.verdict(found, weighed, items, len(unread), mended=after.sound),
        "risk": weighed,
        "people": {
            "verdict": packed(people.verdict(found.people)),
            "lines": [packed(line) for line in people.lines(found.people)],
            "counts": people.document(found.people),
        },
        "teams": concerned,
        "must_look": [row["team"] for row in concerned if row["must"]],
        "before_merge": items,
        "groups": changes.grouped(rows),
        "changes": rows,
        "drawing": _drawing(found, after, before),
        "findings": checked,
        "plan": _plan(plan),
        "cuts": cuts,
    }


def _side(side: Side) -> dict[str, Any]:
    made: dict[str, Any] = {"ref": side.ref, "commit": side.commit}
    return {**made, "words": packed(side.words)} if side.words else made


def _compared(before: Side, after: Side, census: Census | None, today: date) -> Comparison:
    """As `mapconfig.impact.comparison.compare`, with the graphs that there are."""
    changes = diff(before.org, after.org)
    people = counted(before.org, after.org, changes, census)
    impacts = impact(changes, before.org, after.org, before.graph, after.graph, today)
    return Comparison(before.org, after.org, changes, impacts, people)


def _drawing(found: Comparison, after: Side, before: Side) -> dict[str, Any]:
    """What changes and what is reached from there at one hop, as boxes and arrows."""
    marks = {change.address: change.action for change in found.changes}
    near = {one.address for each in found.impacts.values() for one in each.affected if one.distance == 1}
    gone = any(change.after is None for change in found.changes)
    side = before if gone and all(change.after is None for change in found.changes) else after
    drawn = draw(side.org, side.graph, {*marks, *near}, marks=marks, limit=DRAWN, reduce=True)
    if not marks:
        return {"nodes": [], "lines": [], "rings": [], "shortcuts": 0}
    said = drawn.to_json()
    return {**said, "lines": [{**line, "label": packed(line["label"])} for line in said["lines"]]}


def _plan(plan: Plan | None) -> Mapping[str, Any] | None:
    """Of a plan, what people have to do by hand, and how many steps there are."""
    if plan is None:
        return None
    return {
        "id": plan.id,
        "environment": plan.environment,
        "platform": plan.platform,
        "backend": plan.backend,
        "created_at": plan.created_at,
        "steps": len(plan.steps),
        "refused": len(plan.refused),
        "manual": [
            {
                "step": step.id,
                "address": str(step.address),
                "verb": step.verb.value,
                "worksheet": [packed(line) for line in step.worksheet],
            }
            for step in plan.steps
            if step.manual
        ],
    }
