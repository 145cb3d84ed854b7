"""A journey on two sides of a change: what is told to be new, gone, different, and led elsewhere."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.language import speech
from mapconfig.report.journey import END, START, Merged, as_document, collapsed, from_document, merged, told

BEFORE: dict[str, Any] = {
    "entry": {"lists": ["list/new"], "forms": ["form/demo"]},
    "steps": [
        {"id": "hello", "send": "email/hello"},
        {"id": "pause", "wait": "3 days"},
        {"id": "look", "did": "clicked email hello", "within": "5 days", "then": "tell", "else": "remind"},
        {"id": "remind", "send": "email/remind", "next": "end"},
        {"id": "tell", "do": [{"notify": "team/sdr"}, {"score": 5}]},
    ],
}
AFTER: dict[str, Any] = {
    "entry": {"lists": ["list/new"], "forms": ["form/demo"]},
    "steps": [
        {"id": "hello", "send": "email/hello"},
        {"id": "extra", "send": "email/extra"},
        {"id": "pause", "wait": "5 days"},
        {"id": "look", "did": "clicked email hello", "within": "5 days", "then": "tell", "else": "end"},
        {"id": "tell", "do": [{"notify": "team/sdr"}, {"score": 5}, {"tag": "warm"}]},
    ],
}


def _how(found: Merged) -> dict[str, str]:
    return {step.id: step.how for step in found.steps}


def _ways(found: Merged, how: str) -> list[tuple[str, str, str]]:
    return [(way.source, way.target, str(way.label)) for way in found.ways if way.how == how]


def test_steps_are_compared_by_their_id() -> None:
    """
    New, gone, changed and untouched steps, in the order in which they are read, those that are gone where they were.
    """
    assert _how(merged(BEFORE, AFTER)) == {
        START: "same",
        "hello": "same",
        "extra": "added",
        "pause": "changed",
        "look": "same",
        "remind": "removed",
        "tell": "changed",
        END: "same",
    }
    assert [step.id for step in merged(BEFORE, AFTER).steps] == list(_how(merged(BEFORE, AFTER)))


def test_ways_are_told_by_where_they_lead() -> None:
    """
    A way that leads elsewhere is one that is gone and one that is new; one that now goes by way of new steps is
    replaced.
    """
    found = merged(BEFORE, AFTER)

    assert _ways(found, "added") == [("hello", "extra", ""), ("look", END, "no"), ("extra", "pause", "")]
    assert _ways(found, "removed") == [("hello", "pause", ""), ("look", "remind", "no"), ("remind", END, "")]
    assert [(way.source, way.target) for way in found.ways if way.replaced] == [("hello", "pause")]


def test_moving_a_step_in_the_file_is_no_change() -> None:
    """
    Where the steps stand in the file says nothing where each names the next.
    """
    one = {"steps": [{"id": "a", "wait": "1 day", "next": "b"}, {"id": "b", "wait": "2 days", "next": "end"}]}
    other = {"steps": [one["steps"][0], {"id": "c", "wait": "3 days", "next": "end"}, one["steps"][1]]}

    assert not merged(one, dict(one)).changed
    assert _how(merged(one, other)) == {START: "same", "a": "same", "c": "added", "b": "same", END: "same"}


def test_a_journey_of_one_side_is_all_new_or_all_gone() -> None:
    """
    Every step and way is added where there was no journey, and removed where there is none.
    """
    for found, how in ((merged(None, AFTER), "added"), (merged(BEFORE, None), "removed")):
        assert {step.how for step in found.steps} == {how} == {way.how for way in found.ways}
    assert [step.id for step in merged({}, {}).steps] == [START]


def test_it_is_said_what_each_step_does() -> None:
    """
    Steps are told in words, with the conditions and actions as sentences.
    """
    steps = [
        {"id": "s", "send": "email/a"},
        {"id": "w", "wait": "2 days"},
        {"id": "i", "if": ["a is b", {"any": ["c is d", "e is f"]}, {"some opportunity": ["stage is Won"]}]},
        {"id": "j", "if": "a is b"},
        {"id": "d", "did": "clicked any email"},
        {
            "id": "x",
            "do": [
                {"add_to": "list/a"},
                {"remove_from": "list/b"},
                {"tag": "t"},
                {"untag": "u"},
                {"score": -5},
                {"score": "x"},
                {"notify": "team/a"},
                {"hand_over": "team/b"},
                {"send": "email/b"},
                {"set": {"field": "field/f", "value": 3}},
                {"set": "odd"},
                {"strange": 1},
                "odd",
            ],
        },
        {"id": "y", "do": []},
        {"id": "z", "if": {"strange": 1}},
    ]
    words = {step.id: str(step.said.words) for step in merged(None, {"steps": steps}).steps}

    assert words["s"] == "Send email/a" and words["w"] == "Wait 2 days" and words["j"] == "If a is b"
    assert words["i"] == "If a is b, any of (c is d; e is f) and some opportunity with (stage is Won)"
    assert words["d"] == "If ever clicked any email" and words["y"] == "Do"
    assert words["x"] == (
        "Do add to list/a, remove from list/b, tag t, take off tag u, score -5, score x, notify team/a, "
        "hand over to team/b, send email/b, set field/f to 3, set odd, strange 1 and odd"
    )
    many = next(step for step in merged(None, {"steps": steps}).steps if step.id == "x")
    assert many.said.exactly == "add to list/a and 12 more"


def test_a_long_journey_is_drawn_short() -> None:
    """
    Stretches that nothing happens to are one box that knows what is in it; a step on either side of a change stays.
    """
    steps = [{"id": f"s{n}", "wait": f"{n} days"} for n in range(30)]
    other = [*steps[:15], {"id": "s15", "wait": "99 days"}, *steps[16:]]
    found = collapsed(merged({"steps": steps}, {"steps": other}))
    runs = [step for step in found.steps if step.word == "run"]

    assert [step.id for step in found.steps if step.word == "wait"] == ["s0", "s14", "s15", "s16", "s29"]
    assert [len(run.inside) for run in runs] == [13, 12] and str(runs[0].said.verb) == "… 13 steps …"
    assert len(found.ways) == len(found.steps) - 1
    assert list(told(found))[1].startswith("Unchanged: s1, s2")
    short = merged({"steps": steps[:5]}, {"steps": steps[:5]})
    assert collapsed(short) is short


def test_a_ring_of_untouched_steps_is_left_as_it_is() -> None:
    """
    A loop that nothing leads into has no beginning, so no stretch begins in it.
    """
    ring = [{"id": f"r{n}", "wait": "1 day", "next": f"r{(n + 1) % 4}"} for n in range(4)]
    steps = [
        *({"id": f"s{n}", "wait": "1 day"} for n in range(9)),
        {"id": "last", "wait": "1 day", "next": "end"},
        *ring,
    ]
    found = collapsed(merged({"steps": steps}, {"steps": steps}))

    assert {f"r{n}" for n in range(4)} <= {step.id for step in found.steps}


def test_it_can_be_told_without_a_picture() -> None:
    """
    Sentences say what each step does and what became of it, and which ways are new or gone.
    """
    lines = [str(line) for line in told(merged(BEFORE, AFTER))]

    assert lines == [
        "hello: Send email/hello.",
        "extra, added: Send email/extra.",
        "pause, changed: Wait 5 days; before it was: Wait 3 days.",
        "look: If, within 5 days, clicked email hello.",
        "remind, removed: Send email/remind.",
        "tell, changed: Do notify team/sdr, score +5 and tag warm; before it was: Do notify team/sdr and score +5.",
        "hello now leads to extra.",
        "Where the answer is no, look no longer leads to remind.",
        "Where the answer is no, look now leads to the end.",
        "remind no longer leads to the end.",
        "extra now leads to pause.",
    ]
    start = merged({"steps": [{"id": "a", "wait": "1 day"}]}, {"steps": [{"id": "b", "wait": "1 day"}]})
    assert "the start now leads to b." in [str(line) for line in told(start)]
    odd = {"steps": [{"id": "a", "wait": "1 day", "note": 1}]}
    details = merged({"steps": [{"id": "a", "wait": "1 day"}]}, odd)
    assert [str(line) for line in told(details)] == ["a, changed in its details: Wait 1 day."]


def test_entry_is_part_of_it() -> None:
    """
    Who comes in is told at the start, and a change of it is a change.
    """
    other = {**AFTER, "entry": {"lists": ["list/all"]}}

    assert merged(AFTER, other).steps[0].how == "changed"
    assert str(merged(AFTER, other).steps[0].said.words) == "Start list/all"
    assert merged({"entry": "odd"}, {"entry": {"lists": "odd"}}).steps[0].how == "same"


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["a", "b", "end"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "send", "wait", "if", "did", "do", "next", "then", "else", "x"]), inner
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["steps", "entry"]), _json), st.lists(_json, max_size=5))
def test_whatever_a_file_says_is_merged(before: Any, steps: Any) -> None:
    """
    What is no step is left out and nothing is ever raised; every way is between steps that are there.
    """
    for found in (merged(before, {"steps": steps}), collapsed(merged(before, {"steps": steps}), 2)):
        names = {step.id for step in found.steps}

        assert len(names) == len(found.steps)
        assert all(way.source in names and way.target in names for way in found.ways)
        assert all(str(line) for line in told(found))


def test_what_a_file_gets_wrong_is_left_out() -> None:
    """
    A second step of the same id, a way to a step that there is not, and what is no step.
    """
    steps = [
        {"id": "a", "wait": "1 day", "next": "gone"},
        {"id": "a", "send": "email/x"},
        {"id": "b"},
        "odd",
        {"wait": "x"},
    ]
    found = merged(None, {"steps": steps})

    assert [step.id for step in found.steps] == [START, "a"] and [way.target for way in found.ways] == ["a"]


def test_new_steps_between_two_may_part_and_meet() -> None:
    """
    However many new ways lead from one step to the next, the old one between them is replaced.
    """
    one = [{"id": "a", "wait": "1 day"}, {"id": "b", "wait": "1 day"}]
    parted = {"id": "x", "if": "c is d", "then": "y", "else": "z"}
    both = [
        {"id": "y", "wait": "1 day", "next": "m"},
        {"id": "z", "wait": "1 day", "next": "m"},
        {"id": "m", "wait": "1 day"},
    ]
    found = merged({"steps": one}, {"steps": [one[0], parted, *both, one[1]]})

    assert [(way.source, way.target, way.replaced) for way in found.ways if way.how == "removed"] == [("a", "b", True)]


def test_a_document_gives_it_back() -> None:
    """
    Written as JSON and read again it is the same, in words that can still be put into another language.
    """
    found = merged(BEFORE, AFTER)
    document = json.loads(json.dumps(as_document(found)))

    assert from_document(document) == found
    assert (
        document["nodes"][3]["label"]["text"] == "Wait 5 days" and document["nodes"][3]["was"]["text"] == "Wait 3 days"
    )
    speak = speech("fr")
    assert [speak(line) for line in told(from_document(document))] == [speak(line) for line in told(found)]


def test_a_strangers_document_is_read_with_care() -> None:
    """
    A step without sides and a way to nowhere are left out; a verb that is no sentence of ours is text.
    """
    document = as_document(merged(BEFORE, AFTER))
    document["nodes"][1]["after"] = {"verb": "{evil}", "items": []}
    document["nodes"][2] |= {"before": None, "after": None}
    found = from_document(document)

    assert [step.id for step in found.steps][:3] == [START, "hello", "pause"]
    assert str(found.steps[1].said.words) == "{evil}"
    assert all("extra" not in (way.source, way.target) for way in found.ways)
