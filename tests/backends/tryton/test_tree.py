"""Steps as a tree of activities, and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.address import Address
from mapconfig.backends.tryton.pyson import Member, Not, Several, Strange
from mapconfig.backends.tryton.reading import read
from mapconfig.backends.tryton.tree import Node, Place, UnheldAt, duration, planted, seconds

MAIL = Address("email/m")
OUT = Not(Member(Address("list/out")))


def journey(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"steps": list(steps), **more}


def back(attributes: dict[str, Any]) -> dict[str, Any]:
    """A journey as it comes back."""
    found = read(planted(attributes))
    return {"steps": found.steps, **({"suppress": found.suppress} if found.suppress else {})}


@st.composite
def journeys(draw: st.DrawFn) -> dict[str, Any]:
    """Journeys whose ways never meet, as the files may say them."""
    steps: list[dict[str, Any]] = []
    free = draw(st.booleans())

    def way(depth: int, sent: str | None) -> str:
        """The id of a step, or ``end``."""
        what = draw(st.sampled_from(["end", "wait", "send", "if", "did"]))
        if what == "end" or depth > 4 or (what == "did" and sent is None):
            return "end"
        step: dict[str, Any] = {"id": f"s{len(steps)}"}
        steps.append(step)
        if what == "wait":
            step["wait"] = f"{draw(st.integers(1, 40))} {draw(st.sampled_from(['days', 'hours', 'minutes', 'weeks']))}"
            step["next"] = way(depth + 1, None)
        elif what == "send":
            step["send"] = f"email/{draw(st.sampled_from('mn'))}"
            step["next"] = way(depth + 1, step["send"])
        elif what == "if":
            step["if"] = [draw(st.sampled_from(["in list x", "not in list x"]))]
            step["then"] = way(depth + 1, None)
            step["else"] = way(depth + 1, None)
        else:
            assert sent is not None
            step["did"] = f"{draw(st.sampled_from(['opened', 'clicked']))} email {sent[6:]}"
            step["within"] = "3 days"
            step["then"] = way(depth + 1, None)
            step["else"] = way(depth + 1, None) if free else "end"
        return str(step["id"])

    steps.append({"id": "first", "wait": "1 day"})
    steps[0]["next"] = way(0, None)
    found: dict[str, Any] = {"steps": steps}
    if not free and any("send" in step for step in steps):
        found["suppress"] = ["list/out", "list/b"]
    return found


def walks(attributes: dict[str, Any]) -> list[str]:
    """What each way through a journey says, from its first step to its end."""
    steps = {step["id"]: (index, step) for index, step in enumerate(attributes["steps"])}

    def from_(target: str) -> list[str]:
        if target == "end":
            return ["end"]
        index, step = steps[target]
        below = attributes["steps"][index + 1]["id"] if index + 1 < len(attributes["steps"]) else "end"
        what = next(name for name in ("wait", "send", "if", "did") if name in step)
        value = seconds(step[what]) if what == "wait" else step[what]
        said = f"{step['id']} {what} {value} {step.get('within', '')}"
        ways = ("then", "else") if what in ("if", "did") else ("next",)
        return [f"{said} {way} > {rest}" for way in ways for rest in from_(step.get(way, below))]

    return from_(attributes["steps"][0]["id"])


@given(journeys())
def test_every_way_through_a_journey_is_as_it_was(attributes: dict[str, Any]) -> None:
    """Planted as activities and read back, people meet the same steps on the same ways, and nothing changes again."""
    once = back(attributes)

    assert walks(once) == walks(attributes)
    assert back(once) == once
    assert sorted(once.get("suppress", [])) == sorted(attributes.get("suppress", []))


@given(journeys())
def test_every_activity_is_a_part_of_a_step(attributes: dict[str, Any]) -> None:
    """Names are unique and say which part of which step an activity is, so that ids can be kept."""
    nodes: list[Node] = []
    level = list(planted(attributes))
    while level:
        nodes += level
        level = [child for node in level for child in node.children]
    numbered = {node.name: number for number, node in enumerate(nodes, 1)}

    def with_ids(node: Node) -> Node:
        return Node(
            node.name,
            tuple(map(with_ids, node.children)),
            node.email,
            node.event,
            node.negative,
            node.delay,
            node.asked,
            numbered[node.name],
        )

    places = read([with_ids(node) for node in planted(attributes)]).places

    assert len(numbered) == len(nodes)
    assert {str(place): number for place, number in places.items()} == numbered


@pytest.mark.parametrize(
    ("attributes", "path"),
    [
        (journey(), "steps"),
        (journey({"id": "a", "wait": "1 month"}), "steps.a.wait"),
        (journey({"id": "a", "wait": "1 day", "next": "b"}), "steps.b"),
        (journey({"id": "a", "wait": "1 day", "next": "a"}), "steps.a"),
        (journey({"id": "a", "wait": "1 day", "next": "end"}, {"id": "b", "wait": "1 day"}), "steps.b"),
        (journey({"id": "a", "do": [{"tag": "x"}]}), "steps.a.do"),
        (journey({"id": "a", "if": ["country is FR"], "then": "end", "else": "end"}), "steps.a.if"),
        (journey({"id": "a", "did": "opened email m", "within": "1 day", "else": "end"}), "steps.a.did"),
        (journey({"id": "a", "send": "email/m"}, {"id": "b", "did": "opened any email"}), "steps.b.did"),
        (journey({"id": "a", "send": "email/m"}, {"id": "b", "did": "submitted form m"}), "steps.b.did"),
        (journey({"id": "a", "send": "email/m"}, {"id": "b", "did": "opened email m in last 3 days"}), "steps.b.did"),
        (journey({"id": "a", "send": "email/m"}, {"id": "b", "did": "(", "then": "end"}), "steps.b.did"),
        (
            journey(
                {"id": "a", "send": "email/m"},
                {"id": "b", "did": "opened email m", "within": "1 month", "then": "end", "else": "end"},
            ),
            "steps.b.within",
        ),
        (
            journey(
                {"id": "a", "send": "email/m"},
                {"id": "b", "did": "opened email m", "then": "end", "else": "c"},
                {"id": "c", "wait": "1 day"},
            ),
            "steps.b.within",
        ),
        (
            journey(
                {"id": "a", "send": "email/m"},
                {"id": "b", "did": "opened email m", "within": "1 day", "then": "end", "else": "c"},
                {"id": "c", "wait": "1 day"},
                suppress=["list/out"],
            ),
            "steps.b.else",
        ),
        (
            journey(
                {"id": "a", "if": ["in list x"], "then": "b", "else": "c"},
                {"id": "b", "wait": "1 day"},
                {"id": "c", "wait": "1 day"},
            ),
            "steps.c",
        ),
        (journey({"id": "a", "wait": "1 day"}, suppress=["list/out"]), "suppress"),
        (journey(*({"id": f"s{number}", "wait": "1 day"} for number in range(101))), "steps"),
    ],
)
def test_what_is_no_tree_is_named_with_its_place(attributes: dict[str, Any], path: str) -> None:
    """What a scenario of Tryton cannot do is told at the step that asks for it, and nothing is made instead."""
    with pytest.raises(UnheldAt) as raised:
        planted(attributes)

    assert raised.value.path == path
    assert str(raised.value).endswith(".")


def test_an_event_without_an_end_is_listened_to_for_ever() -> None:
    """Where the files say no `within`, only what happens leads on."""
    attributes = journey(
        {"id": "a", "send": "email/m"}, {"id": "b", "did": "opened email m", "then": "c", "else": "end"},
        {"id": "c", "wait": "1 day"},
    )  # fmt: skip

    assert back(attributes) == attributes


@pytest.mark.parametrize(
    ("said", "length", "again"),
    [("14 days", 1209600, "2 weeks"), ("90 minutes", 5400, "90 minutes"), ("1 hour", 3600, "1 hour"),
     ("24 hours", 86400, "1 day")],
)  # fmt: skip
def test_lengths_have_one_writing(said: str, length: int, again: str) -> None:
    """Tryton keeps seconds; what comes back is in the largest unit that fits."""
    assert seconds(said) == length
    assert duration(length) == again


@pytest.mark.parametrize("length", [0, 59, -60])
def test_what_is_no_length_has_none(length: int) -> None:
    """Nobody writes seconds into a journey."""
    assert duration(length) is None


def test_people_fold_three_steps_into_one_activity() -> None:
    """An activity of people waits, asks and sends in one; here that is three steps, and the mail is where it is."""
    member = Member(Address("list/x"))
    remind = Node("Reminder!", email=MAIL, event="email_opened", negative=True, delay=259_200, id=3)
    offer = Node("Offer", email=MAIL, event="email_opened", delay=3_600, asked=member, id=2)
    thanks = Node("Thank you", (offer, remind), email=MAIL, delay=60, id=1)

    found = read([thanks])

    assert found.steps == [
        {"id": "thank-you-wait", "wait": "1 minute"},
        {"id": "thank-you", "send": "email/m"},
        {
            "id": "thank-you-opened",
            "did": "opened email m",
            "within": "3 days",
            "then": "Offer-wait",
            "else": "reminder",
        },
        {"id": "Offer-wait", "wait": "1 hour"},
        {"id": "Offer-if", "if": ["in list x"], "then": "Offer", "else": "end"},
        {"id": "Offer", "send": "email/m", "next": "end"},
        {"id": "reminder", "send": "email/m"},
    ]
    assert found.places == {Place("thank-you"): 1, Place("Offer"): 2, Place("reminder"): 3}


def test_two_activities_of_people_with_opposite_conditions_are_a_branch() -> None:
    """Whichever of them comes first, the one without "not" is the way of who is on the list."""
    member = Member(Address("list/x"))
    yes, no = Node("Yes", email=MAIL, asked=member, delay=60), Node("No", asked=Not(member), delay=60)

    assert read([no, yes]).steps == read([yes, no]).steps
    assert read([yes, no]).steps == [
        {"id": "Yes-wait", "wait": "1 minute"},
        {"id": "Yes-if", "if": ["in list x"], "then": "Yes", "else": "end"},
        {"id": "Yes", "send": "email/m"},
    ]


def test_an_activity_that_does_nothing_is_no_step() -> None:
    """It is passed through; two of one name are told apart."""
    inner = Node("end", (Node("end", delay=60),), delay=60)

    assert [step["id"] for step in read([Node("Nothing", (inner,))]).steps] == ["end-2", "end-3"]
    assert read([]).steps == []
    assert [step["id"] for step in read([Node("!!!", delay=60)]).steps] == ["step"]


HELD = Node("m", email=MAIL, asked=OUT)


@pytest.mark.parametrize(
    "roots",
    [
        [Node("a", delay=60), Node("b", delay=60)],
        [Node("a"), Node("b"), Node("c")],
        [Node("a", event="email_opened")],
        [Node("a", delay=61)],
        [Node("a", (Node("b", event="email_opened"),))],
        [Node("a", (Node("b", event="email_opened"), Node("c", event="email_clicked")), email=MAIL)],
        [Node("a", (Node("b", event="email_opened"), Node("c", event="email_opened")), email=MAIL)],
        [Node("a", (Node("b", event="email_bounced"),), email=MAIL)],
        [Node("a", (Node("b", event="email_opened"), Node("c")), email=MAIL)],
        [Node("m: go on", (HELD, Node("x", email=MAIL)))],
        [Node("m: go on", (HELD, Node("n: go on", (Node("n", email=MAIL, asked=Not(Member(Address("list/z")))),))))],
        [Node("m: go on", (Node("m", email=MAIL, asked=Member(Address("list/z"))),))],
        [Node("m: go on", (Node("m", email=MAIL, asked=Not(Several("And", (OUT, OUT)))),))],
        [Node("m: go on", (Node("m", (Node("x"),), email=MAIL, asked=OUT),))],
        [
            Node(
                "m: go on",
                (Node("m", (Node("x", event="email_opened"),), email=MAIL, asked=OUT), Node("y", delay=60)),
            )
        ],
        [Node("m: go on", (HELD, Node("y", delay=60), Node("z", delay=60)))],
    ],
)
def test_what_has_no_steps_is_strange(roots: list[Node]) -> None:
    """What people planted and no steps can say is not bent into some."""
    with pytest.raises(Strange):
        read(roots)


def test_something_named_like_ours_is_looked_at() -> None:
    """A name alone makes nobody held back: without a condition, or with no such mail, it is an activity like others."""
    assert read([Node("m: go on", (Node("m", email=MAIL),))]).steps == [{"id": "m", "send": "email/m"}]
    assert read([Node("m: go on", (Node("n", delay=60),))]).steps == [{"id": "n", "wait": "1 minute"}]
    assert read([Node("m: go on", (HELD,), delay=60)]).steps[0] == {"id": "m", "wait": "1 minute"}
