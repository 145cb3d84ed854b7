"""How an event of an apply is told in the journal."""

from __future__ import annotations

from typing import Any

from mapconfig.apply import events
from mapconfig.backend import Verb
from mapconfig.plan.codec import encode
from mapconfig.plan.definition import Step
from mapconfig.plan.file import plan_digest


def entry_of(event: events.Event) -> tuple[str, dict[str, Any]] | None:
    """The type and data of the entry that tells of `event`; None for one that only matters to those who watch."""
    match event:
        case events.Started(plan, resumed):
            if resumed:
                return "resumed", {"steps": len(plan.steps)}
            return "started", {
                "digest": plan_digest(plan),
                "config": encode(plan.config),
                "created_at": plan.created_at,
                "steps": len(plan.steps),
                "accepts": encode(plan.accepts),
                "guards": encode([verdict for verdict in plan.guards if verdict.accepted]),
                "impact": encode(plan.impact),
            }
        case events.Noted(agreed):
            return "noted", encode(agreed)
        case events.Intended(step):
            return "intent", {**_about(step), "remote_id": step.remote_id}
        case events.Done(step, remote_id, version, fingerprint, active, found):
            return "done", {
                **_about(step),
                "remote_id": remote_id,
                "version": version,
                "fingerprint": fingerprint,
                "active": active,
                "found": found,
                "reason": step.reason,
                "effect": step.effect,
                "renamed_from": step.renamed_from or "",
                "attributes": encode(step.last_word),
                "fields": [{"path": list(change.path), "words": change.words} for change in step.fields],
            }
        case events.Failed(step, why, differences, unclear, remote_id):
            data = {**_about(step), "why": why}
            if unclear:
                return "unclear", data
            fields = [encode(difference) for difference in differences]
            # What was asked for is our last word on an asset that was made: what differs from it is somebody else's.
            made = {"attributes": encode(step.last_word)} if remote_id and step.verb is Verb.CREATE else {}
            return "failed", {**data, "fields": fields, "remote_id": remote_id, **made}
        case events.Skipped(step, because, why):
            return "skipped", {**_about(step), "because": because.id, "why": why}
        case events.Waiting(step):
            return "waiting", {**_about(step), "worksheet": list(step.worksheet)}
        case events.Interrupted(left):
            return "interrupted", {"left": left}
        case events.Unreached(why=why, left=steps):
            return "interrupted", {"left": len(steps), "why": why}
        case events.Finished(done, failed, skipped, waiting):
            return "finished", {"done": done, "failed": failed, "skipped": skipped, "waiting": waiting}
    return None


def _about(step: Step) -> dict[str, Any]:
    return {
        "step": step.id,
        "address": str(step.address),
        "verb": step.verb.value,
        "facet": step.facet.value,
        "outcome": step.outcome.value,
    }
