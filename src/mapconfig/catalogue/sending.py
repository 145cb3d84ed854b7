"""What sends e-mails: journeys, list e-mails and forms, with how often and to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.catalogue.facts import Facts
from mapconfig.check.lists import audience, suppressed, surely_holds, surely_on
from mapconfig.check.state import at_work
from mapconfig.model import Asset

#: Senders that are named in the row of a list.
NAMED = 6


def senders(facts: Facts) -> list[Asset]:
    """Every journey, list e-mail, form and rule that is at work and mails people, by address."""
    found = [asset for asset in facts.of_kind("email") if asset.attributes.get("type") == "list"]
    for kind in ("form", "journey", "rule"):
        found += [asset for asset in facts.of_kind(kind) if mails(facts, asset)]
    return [asset for asset in found if at_work(asset)]


def mails(facts: Facts, asset: Asset) -> list[Address]:
    """The e-mails that `asset` sends, each once; a list e-mail sends itself."""
    if asset.kind == "email":
        return [asset.address]
    return list(dict.fromkeys(edge.target for edge in facts.graph.uses(asset.address) if edge.relation == "sends"))


def row(facts: Facts, asset: Asset) -> dict[str, Any]:
    """What one sender does."""
    said = asset.attributes
    schedule = said.get("schedule")
    schedule = schedule if isinstance(schedule, Mapping) else {}
    entry = said.get("entry")
    entry = entry if isinstance(entry, Mapping) else {}
    lists = [name for _, name in audience(asset)]
    batches = schedule.get("batches")
    return {
        "asset": facts.ref(asset.address),
        "kind": asset.kind,
        "owner": facts.ref(asset.owner) if asset.owner is not None else None,
        "state": str(said.get("state", "active")),
        "emails": [facts.ref(one) for one in mails(facts, asset)],
        "most": most(asset) if asset.kind == "journey" else len(mails(facts, asset)),
        "to": facts.refs(lists),
        "forms": facts.refs(entry.get("forms")),
        "again": str(entry.get("re_entry", "never")) if asset.kind == "journey" else "",
        "at": str(schedule.get("at", "")),
        "batches": [
            {"percent": one.get("percent"), "after": str(one.get("after", ""))}
            for one in (batches if isinstance(batches, list) else ())
            if isinstance(one, Mapping)
        ],
        "operational": said.get("operational") is True,
        "people": facts.people_of(asset.address),
        "fatigue": fatigue(facts, asset),
    }


def fatigue(facts: Facts, asset: Asset) -> dict[str, Any]:
    """Which of the org's fatigue lists hold people back from this sender, and which do not."""
    wanted = sorted(facts.org.settings.fatigue)
    covered = {inside for name in suppressed(asset) for inside in surely_holds(name, facts.view)}
    return {
        "held": [facts.ref(name) for name in wanted if name in covered],
        "missing": [facts.ref(name) for name in wanted if name not in covered],
        "exempt": asset.attributes.get("operational") is True or asset.kind in ("form", "rule"),
    }


def most(asset: Asset) -> int:
    """The most e-mails that one passage through a journey can send: its longest way, each step taken once."""
    steps = [step for step in asset.attributes.get("steps") or () if isinstance(step, Mapping)]
    place = {str(step.get("id")): number for number, step in enumerate(steps)}
    known: dict[int, int] = {}

    def after(step: Mapping[str, Any], number: int) -> list[int]:
        said = [step[name] for name in ("next", "then", "else") if isinstance(step.get(name), str)]
        goes_on = "next" not in step and not ("then" in step and "else" in step)
        found = [place[one] for one in said if one in place]
        return [*found, number + 1] if goes_on and number + 1 < len(steps) else found

    # Later steps first, so that what they lead to is known; a step back counts nothing, or loops would have no end.
    for number in range(len(steps) - 1, -1, -1):
        step = steps[number]
        ways = [known[one] for one in after(step, number) if one > number]
        known[number] = _sends(step) + max(ways, default=0)
    return known.get(0, 0)


def _sends(step: Mapping[str, Any]) -> int:
    actions = step.get("do")
    return int("send" in step) + sum(
        isinstance(one, Mapping) and "send" in one for one in (actions if isinstance(actions, list) else ())
    )


def by_list(facts: Facts, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Who gets how much: for each list that something is sent to, everything that may mail its members. A member of a
    narrower list is on the wider ones too, so what goes to those counts."""
    direct: dict[str, list[Mapping[str, Any]]] = {}
    for one in rows:
        for target in one["to"]:
            direct.setdefault(target["address"], []).append(one)
    found = []
    for name in sorted(direct):
        reaching = {
            one["asset"]["address"]: one
            for wider in sorted(surely_on(name, facts.view))
            for one in direct.get(wider, ())
        }
        found.append(
            {
                "list": facts.ref(name),
                "people": facts.people_of(name),
                "senders": [one["asset"] for one in reaching.values()][:NAMED],
                "more": max(0, len(reaching) - NAMED),
                "journeys": sum(one["kind"] == "journey" for one in reaching.values()),
                "list_emails": sum(one["kind"] == "email" for one in reaching.values()),
                "most": sum(one["most"] for one in reaching.values()),
                "unprotected": [
                    one["asset"]
                    for one in reaching.values()
                    if one["fatigue"]["missing"] and not one["fatigue"]["exempt"]
                ][:NAMED],
            }
        )
    return sorted(found, key=lambda one: (-one["most"], one["list"]["address"]))
