"""A scoring model and its change, and six journeys that branch, for the benchmark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapconfig.address import Address
from mapconfig.model import Asset

MODEL: dict[str, Any] = {
    "points": [
        {"id": "open", "activity": "opened any email in last 365 days", "points": 1, "cap": 20},
        {"id": "click", "activity": "clicked any email in last 365 days", "points": 3, "cap": 30},
        {"id": "view", "activity": "viewed any page in last 90 days", "points": 2, "cap": 40},
        {"id": "pricing", "activity": "viewed page page-003", "points": 8, "cap": 16},
        {"id": "guide", "activity": "downloaded any file", "points": 10, "cap": 30},
        {"id": "webinar", "activity": "attended any webinar", "points": 20, "cap": 40},
        {"id": "form", "activity": "submitted any form", "points": 15, "cap": 45},
        {"id": "demo", "activity": "submitted form form-001", "points": 40, "cap": 40},
    ],
    "decay": {"points": -5, "every_days": 30, "after_days": 60},
    "grade": [
        {"id": "core", "when": ["industry in [Agriculture, Golf, Viticulture]"], "adjust": 1},
        {"id": "home", "when": ["country in [DE, FR, GB]"], "adjust": 1},
        {"id": "decides", "when": ["job_title contains directeur"], "adjust": 2},
    ],
    "thresholds": [
        {"id": "mql", "score": 60, "stage": "stage/mql"},
        {"id": "fit", "score": 40, "grade": "B-", "stage": "stage/mql"},
    ],
}

CHANGED_MODEL: dict[str, Any] = {
    **MODEL,
    "points": [
        {**row, "points": 2 * row["points"], "cap": 2 * row["cap"]} if row["id"] in ("view", "form") else row
        for row in MODEL["points"]
    ],
}


def six_journeys(suppress: str) -> Iterator[Asset]:
    """Journeys of ten steps, five of which send, over four weeks; two questions each, of the person and of behaviour.
    E-mails are withheld from the list `suppress`."""
    for number in range(6):
        names = [f"email-{number * 5 + place:03d}" for place in range(5)]
        for name in names:
            yield Asset(Address(f"email/{name}"), {"type": "journey", "subject": name})
        yield Asset(
            Address(f"journey/journey-{number}"),
            {
                "entry": {"lists": [f"list/list-{10 + 7 * number:04d}", f"list/list-{13 + 7 * number:04d}"]},
                "suppress": [suppress],
                "goal": ["submitted form form-001 in last 30 days"],
                "exit": [f"score >= {250 + number}"],
                "steps": [
                    {"id": "hello", "send": f"email/{names[0]}"},
                    {"id": "rest", "wait": f"{2 + number} days"},
                    {"id": "who", "if": ["industry in [Agriculture, Golf]"], "then": "grow", "else": "town"},
                    {"id": "grow", "send": f"email/{names[1]}", "next": "pause"},
                    {"id": "town", "send": f"email/{names[2]}"},
                    {"id": "pause", "wait": "1 week"},
                    {"id": "keen", "did": "clicked any email", "within": "5 days", "then": "more", "else": "last"},
                    {"id": "more", "send": f"email/{names[3]}"},
                    {"id": "long", "wait": "4 days"},
                    {"id": "last", "send": f"email/{names[4]}"},
                ],
            },
        )
