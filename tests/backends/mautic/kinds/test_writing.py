"""Steps as events: what a person gets, and when, is the same by the steps as by Mautic's way of walking a campaign."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.backends.mautic.kinds.campaigns import IDS, journeys, paper, suppressions

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds.actions import acts_of
from mapconfig.backends.mautic.kinds.events import HELD, JUMP, Draft
from mapconfig.backends.mautic.kinds.flow import Flow, Unclear, flow_of
from mapconfig.backends.mautic.kinds.lengths import Length, length
from mapconfig.backends.mautic.kinds.questions import email_of
from mapconfig.backends.mautic.kinds.steps import meant
from mapconfig.backends.mautic.kinds.writing import drafts_of

MINUTES = {"i": 1, "h": 60, "d": 1440, "m": 43200}
#: A loop is followed for so many things done.
MOST = 25

#: What happens to somebody, and after how many minutes.
Story = list[tuple[int, str, Any]]


def minutes(said: Length | None) -> int:
    return 0 if said is None else said.amount * MINUTES[said.unit]


def by_steps(
    flow: Flow, held: Collection[str], says: Mapping[str, bool], does: Mapping[str, int | None], book: Book
) -> Story:
    """What somebody gets by the words of the file. `held` are the steps whose e-mails are held back from them, `says`
    what they answer to a question, `does` after how many minutes they do what is listened for."""
    story: Story = []
    at, now, sent = 0, flow.start, ""
    for _ in range(10 * MOST):
        if now is None or len(story) >= MOST:
            break
        spot = flow.spots[now]
        now = spot.then
        if spot.word == "send":
            sent = "" if spot.id in held else spot.what
            story += [] if spot.id in held else [(at, "send", spot.what)]
        elif spot.word == "wait":
            at += minutes(length(spot.what))
        elif spot.word == "if":
            now = spot.then if says.get(spot.id) else spot.other
        elif spot.word == "did":
            done = does.get(spot.id)
            email = email_of(spot.what)
            if email is not None and email != sent:
                done = None  # nobody opens what was not sent
            within = None if spot.within is None else minutes(length(spot.within))
            if done is not None and (within is None or done < within):
                at += done
            elif within is None:
                break
            else:
                at, now = at + within, spot.other
        else:
            story += [(at, act.type, dict(act.properties)) for act in acts_of(spot.what, book)]
    return story[:MOST]


def by_events(
    drafts: Sequence[Draft], held: bool, says: Mapping[str, bool], does: Mapping[str, int | None], book: Book
) -> Story:
    """The same as Mautic goes through the events of a campaign (its executioners of 5.1)."""
    by_mark = {draft.mark: draft for draft in drafts}
    below: dict[tuple[str | None, str | None], list[Draft]] = {}
    for draft in drafts:
        below.setdefault((draft.parent, draft.path), []).append(draft)
    story: Story = []
    todo = deque((draft, minutes(draft.wait)) for draft in below.get((None, None), []))
    for _ in range(40 * MOST):
        if not todo or len(story) >= MOST:
            break
        draft, at = todo.popleft()
        step, _, part = draft.mark.partition("/")
        if draft.type == JUMP:
            assert draft.jump is not None
            target = by_mark[draft.jump]
            assert target.wait is None, "versions differ in what becomes of the wait of a target"
            assert target.event_type != "decision", "a decision cannot be jumped to"
            todo.append((target, at))
            continue
        path = None
        if draft.event_type == "condition":
            path = "yes" if (held if part == HELD else says.get(step)) else "no"
        elif draft.event_type == "decision":
            done = does.get(step)
            over = below.get((draft.mark, "no"), [])
            late = minutes(over[0].wait) if over else None
            assert all(each.event_type != "decision" for each in over), "decisions are passed over here"
            if done is None or (late is not None and done >= late):
                todo += [(each, at + minutes(each.wait)) for each in over]
                continue
            path, at = "yes", at + done
        elif draft.type == "email.send":
            email = str(book.address_of("email", draft.properties["email"]))
            story.append((at, "send", email))
        elif draft.properties != {"add_tags": [], "remove_tags": []}:
            story.append((at, draft.type, dict(draft.properties)))
        todo += [(each, at + minutes(each.wait)) for each in below.get((draft.mark, path), [])]
    return story[:MOST]


answers = st.fixed_dictionaries({name: st.booleans() for name in IDS})
deeds = st.fixed_dictionaries({name: st.sampled_from([None, 0, 5, 59, 3000, 100_000]) for name in IDS})


@given(journeys(), suppressions, st.booleans(), answers, deeds)
def test_people_get_what_the_steps_say_when_they_say_it(
    steps: list[dict[str, Any]],
    holds: dict[str, list[str]],
    held: bool,
    says: dict[str, bool],
    does: dict[str, int | None],
) -> None:
    """Whoever is held back, answers, opens or waits: the same things happen after the same time, in the same order."""
    book = paper()
    try:
        flow = meant(flow_of(steps), book)
        drafts = drafts_of(flow, holds, book)
    except (Unheld, Unclear):
        assume(False)
        raise
    without = [step for step, lists in holds.items() if held and lists]

    assert by_events(drafts, held, says, does, book) == by_steps(flow, without, says, does, book)


@given(journeys(), suppressions)
def test_every_event_follows_one_that_is_there(steps: list[dict[str, Any]], holds: dict[str, list[str]]) -> None:
    """Events are a tree in which parents come first, each has a mark of its own, and e-mails are listened to only right
    below the event that sends them."""
    try:
        drafts = drafts_of(flow_of(steps), holds, paper())
    except (Unheld, Unclear):
        assume(False)
        raise
    seen: dict[str, Draft] = {}
    for draft in drafts:
        assert draft.mark not in seen
        assert draft.parent is None or draft.parent in seen
        assert (draft.path is None) == (draft.parent is None or seen[draft.parent].event_type == "action")
        assert draft.wait is None or draft.event_type != "decision"
        if draft.type in ("email.open", "email.click"):
            assert draft.parent is not None
            assert seen[draft.parent].type == "email.send"
        seen[draft.mark] = draft
    places = [(draft.parent, draft.path) for draft in drafts]
    assert len(set(places)) == len(places)
