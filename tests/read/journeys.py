"""A sound journey, and what is said of it when something in it is changed."""

from __future__ import annotations

from typing import Any

from mapconfig.read.schema import kind_problems, load_kinds

JOURNEY: dict[str, Any] = {
    "kind": "journey",
    "key": "onboarding",
    "entry": {"lists": ["list/customers"]},
    "suppress": ["list/fatigue"],
    "goal": ["score >= 50", {"any": ["in list a", {"country in": ["NO", "DE"]}]}],
    "steps": [
        {"id": "welcome", "send": "email/welcome"},
        {"id": "pause", "wait": "3 days"},
        {"id": "act", "do": [{"tag": "x"}, {"set": {"field": "field/source", "value": "Web"}}]},
    ],
    "why": {"reason": "Because."},
}


def said(**changes: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    """Code, path and words of what is wrong with the journey after `changes` (None deletes)."""
    document = {**JOURNEY, **changes}
    document = {name: value for name, value in document.items() if value is not ...}
    found = kind_problems(load_kinds()["journey"], document)
    return [(each.code.code, each.path, f"{each.detail} {each.fix}".strip()) for each in found]


def step(**properties: Any) -> dict[str, Any]:
    return {"steps": [*JOURNEY["steps"], {"id": "x", **properties}]}
