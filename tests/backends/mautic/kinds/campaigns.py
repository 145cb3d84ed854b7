"""Events as Mautic would give them for drafts, and journeys to try; for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.kinds.events import Draft, description
from mapconfig.backends.mautic.places import Places
from mapconfig.testing.build import asset, org

FIELDS = org(
    asset("field/industry", type="choice", values=["Golf", "Agriculture"]),
    asset("field/job_title", type="text"),
    asset("field/score", type="number"),
    asset("field/budget", type="number"),
    asset("field/subscribed", type="yes-no"),
    asset("field/renewal", type="date"),
    asset("field/account.type", type="text"),
)


def paper() -> Book:
    """A book that knows the fields above and makes ids up."""
    return Book(Places({}, FIELDS), org=FIELDS)


def as_read(drafts: Sequence[Draft], first: int = 1, marks: bool = True) -> dict[str, Any]:
    """A campaign with just these events, as Mautic gives it once it has them."""
    ids = {draft.mark: number for number, draft in enumerate(drafts, start=first)}
    events: list[dict[str, Any]] = []
    for draft in drafts:
        jump = {"jumpToEvent": ids[draft.jump]} if draft.jump is not None else {}
        events.append(
            {
                "id": ids[draft.mark],
                "name": draft.name,
                "description": description(draft) if marks else None,
                "type": draft.type,
                "eventType": draft.event_type,
                "properties": {**draft.properties, **jump} or [],
                "triggerMode": "interval" if draft.wait is not None else "immediate",
                "triggerInterval": draft.wait.amount if draft.wait is not None else 0,
                "triggerIntervalUnit": draft.wait.unit if draft.wait is not None else None,
                "decisionPath": draft.path,
                "parent": None if draft.parent is None else {"id": ids[draft.parent]},
            }
        )
    return {"events": events}


IDS = ["hello", "pause", "read", "act", "act-2", "golf", "x.y_z", "B"]
lengths = st.sampled_from(["1 minute", "30 minutes", "2 hours", "1 day", "3 days", "2 weeks", "1 month"])
criteria = st.sampled_from(
    [
        ["industry is Golf"],
        ["industry is not Golf"],
        ["in list vip"],
        ["not in list vip"],
        [{"any": ["in list vip", "in list customers"]}],
        ["not in list vip", "not in list customers"],
        ["score >= 50"],
        ["budget < 10"],
        ["subscribed is true"],
        ["job_title contains owner"],
        ["job_title does not contain owner"],
        ["job_title does not start with own"],
        ["job_title does not end with er"],
        ["job_title is blank"],
        ["account.type is Customer"],
        ["renewal is not blank"],
    ]
)
actions = st.lists(
    st.sampled_from(
        [
            {"tag": "golf"},
            {"untag": "golf"},
            {"tag": "Cold"},
            {"add_to": "list/vip"},
            {"remove_from": "list/vip"},
            {"add_to": "list/customers"},
            {"score": 5},
            {"score": -5},
            {"set": {"field": "field/industry", "value": "Golf"}},
            {"set": {"field": "field/budget", "value": 1.5}},
            {"set": {"field": "field/subscribed", "value": False}},
            {"set": {"field": "field/account.type", "value": "Customer"}},
        ]
    ),
    min_size=1,
    max_size=5,
)


@st.composite
def journeys(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Steps of a journey: any graph of steps, loops and steps that nobody reaches included."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=7, unique=True))
    targets = st.none() | st.sampled_from([*ids, "end"])
    steps: list[dict[str, Any]] = []
    for name in ids:
        word = draw(st.sampled_from(["send", "wait", "if", "did", "do", "read"]))
        step: dict[str, Any] = {"id": name}
        if word == "if":
            step |= {"if": draw(criteria), "then": draw(targets), "else": draw(targets)}
        elif word == "did":
            heard = ["submitted form demo", "submitted any form", "viewed page /pricing", "viewed any page"]
            step |= {"did": draw(st.sampled_from(heard)), "within": draw(st.none() | lengths)}
            step |= {"then": draw(targets), "else": draw(targets)}
        elif word == "read" and steps and "send" in steps[-1]:
            steps[-1].pop("next", None)
            what = steps[-1]["send"].partition("/")[2]
            step |= {"did": f"{draw(st.sampled_from(['opened', 'clicked']))} email {what}"}
            step |= {"within": draw(st.none() | lengths), "then": draw(targets), "else": draw(targets)}
        elif word == "wait":
            step |= {"wait": draw(lengths), "next": draw(targets)}
        elif word == "do":
            step |= {"do": draw(actions), "next": draw(targets)}
        else:
            step |= {"send": draw(st.sampled_from(["email/one", "email/two"])), "next": draw(targets)}
        steps.append({name: value for name, value in step.items() if value is not None})
    return steps


_lists = st.sampled_from([[], ["list/fatigued"], ["list/fatigued", "list/vip"]])
#: The lists that the e-mail of each step is held back from: of all steps the same, or of each others.
suppressions = _lists.map(lambda lists: dict.fromkeys(IDS, lists)) | st.fixed_dictionaries(dict.fromkeys(IDS, _lists))
