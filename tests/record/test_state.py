"""What plans and backends may rely on: ids, last words and open steps are those that the journal tells of."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from tests.plan.made import PLAN_ID, bare, step
from tests.record.journals import TIME

from mapconfig.address import Address
from mapconfig.apply import events
from mapconfig.apply.events import Event, Progress, Result
from mapconfig.backend import Names, Outcome, Verb
from mapconfig.diff import ABSENT
from mapconfig.errors import InputError
from mapconfig.plan.definition import Agreed, Facet, Step
from mapconfig.plan.known import Known, Snapshot
from mapconfig.record.entry import Entry
from mapconfig.record.journal import opening
from mapconfig.record.state import State
from mapconfig.record.telling import entry_of
from mapconfig.testing import kinds

OPENED = ("opened", opening(lineage="l", env="local", platform="p"))
VIP = Address("list/vip")


def state(*told: tuple[str, dict[str, Any]], plan: str = PLAN_ID) -> State:
    """The state after entries of these types and data."""
    made: list[Entry] = []
    for type, data in told:
        made.append(
            Entry.seal(made[-1] if made else None, time=TIME, type=type, actor="a", plan=plan, env="local", data=data)
        )
    return State.of(made)


def after(*happened: Event) -> State:
    """The state after a plan was started and these events were kept."""
    steps = tuple(event.step for event in happened if hasattr(event, "step"))
    return state(*_told([events.Started(bare(*steps), False), *happened]))


def _told(happened: Iterable[Event]) -> list[tuple[str, dict[str, Any]]]:
    return [OPENED, *(told for told in map(entry_of, happened) if told is not None)]


def done(made: Step, remote_id: str = "7", active: bool | None = None) -> events.Done:
    """The step is done."""
    return events.Done(made, remote_id, "1", "print", active)


def test_a_created_asset_has_an_id_both_ways_and_a_last_word() -> None:
    """What is referred to by id is found by address, and the other way."""
    created = step(verb=Verb.CREATE)

    found = after(events.Intended(created), done(created))

    assert found.remote_id(VIP) == "7"
    assert found.address("list", "7") == VIP
    assert found.managed == [VIP]
    assert found.applied(VIP, kinds()) == Snapshot({"title": "VIP"}, None, 4)
    assert found.unresolved == []


def test_the_last_word_is_what_the_files_said() -> None:
    """A change that somebody made on the platform and may keep does not become ours."""
    updated = step(attributes={"title": "Theirs"}, applied={"title": "Ours"})

    found = after(done(updated)).applied(VIP, kinds())

    assert found is not None
    assert found.attributes == {"title": "Ours"}


def test_content_and_activation_are_kept_apart() -> None:
    """Starting an asset does not change what it is, and editing it not whether it runs."""
    journey = Address("journey/hello")
    created = step(journey, verb=Verb.CREATE, id="001", attributes={"steps": []})
    started = step(journey, verb=Verb.ACTIVATE, id="002", facet=Facet.ACTIVATION, attributes=None)
    updated = step(journey, id="003", attributes={"steps": [{"id": "a"}]})

    found = after(done(created, active=False), done(started, active=True), done(updated, active=True))

    assert found.applied(journey, kinds()) == Snapshot({"steps": [{"id": "a"}]}, True, 5)


def test_a_replaced_asset_has_its_new_id_only() -> None:
    """The old id means nothing any more."""
    created = step(verb=Verb.CREATE)
    replaced = step(outcome=Outcome.REPLACE, id="002")

    found = after(done(created, "7"), done(replaced, "8"))

    assert (found.remote_id(VIP), found.address("list", "7"), found.address("list", "8")) == ("8", None, VIP)


def test_a_deleted_asset_is_forgotten() -> None:
    """It is managed no more."""
    created, deleted = step(verb=Verb.CREATE), step(verb=Verb.DELETE, id="002", attributes=None)

    found = after(done(created), done(deleted))

    assert (found.managed, found.remote_id(VIP), found.applied(VIP, kinds())) == ([], None, None)


def test_a_rename_keeps_the_id_and_moves_the_last_words_that_name_it() -> None:
    """Assets that were applied under the old name are compared under the new one."""
    user = Address("email/hello")
    created = step(verb=Verb.CREATE)
    mail = step(user, verb=Verb.CREATE, id="002", attributes={"to": ["list/vip", "list/all"]})
    renamed = step("list/gold", id="003", renamed_from=VIP, attributes={"title": "Gold"})

    found = after(done(created, "7"), done(mail, "9"), done(renamed, "7"))

    assert found.remote_id(Address("list/gold")) == "7"
    assert found.address("list", "7") == "list/gold"
    assert found.remote_id(VIP) is None
    mails = found.applied(user, kinds())
    assert mails is not None
    assert mails.attributes == {"to": ["list/gold", "list/all"]}
    gold = found.applied(Address("list/gold"), kinds())
    assert gold is not None and gold.attributes == {"title": "Gold"}


def test_a_last_word_of_a_kind_that_is_no_more_is_left_as_it_is() -> None:
    """A record outlives the schema of a kind."""
    found = state(
        OPENED,
        ("adopted", {"address": "old/x", "remote_id": "1", "attributes": {"to": "list/vip"}, "active": None}),
    )
    found.renames.append((99, "list/vip", "list/gold"))

    assert found.applied(Address("old/x"), kinds()) == Snapshot({"to": "list/vip"}, None, 2)


def test_a_rename_of_what_was_never_applied_moves_the_id() -> None:
    """A record without a last word is still a record."""
    found = after(done(step("list/gold", renamed_from=VIP), "7"))

    assert found.managed == ["list/gold"]


def test_an_intent_without_a_result_is_pending() -> None:
    """A step that may have happened is asked about before anything else happens."""
    made = step()

    found = after(events.Intended(made), events.Intended(made))

    assert found.unresolved == [PLAN_ID]
    assert found.progress(PLAN_ID) == Progress(started=True, pending=frozenset({"001"}))
    assert found.resumable == PLAN_ID


def test_an_unclear_result_leaves_the_intent_open_and_a_failure_does_not() -> None:
    """Only somebody who knows closes a question."""
    made = step()

    unclear = after(events.Intended(made), events.Failed(made, "no answer", unclear=True))
    failed = after(events.Intended(made), events.Failed(made, "no"))

    assert unclear.unresolved == [PLAN_ID]
    assert failed.unresolved == []


def test_what_was_made_and_is_not_as_meant_is_known() -> None:
    """Going on with the plan changes it and does not make a second one."""
    created, updated = step(verb=Verb.CREATE), step("list/all", id="002")

    found = after(
        events.Failed(created, "else", (events.Difference(("title",), "VIP", ABSENT),), remote_id="7"),
        events.Failed(updated, "else", remote_id="8"),
    )

    assert found.remote_id(VIP) == "7"
    assert found.progress(PLAN_ID).made == {"001": "7"}


def test_a_plan_is_over_when_all_its_steps_are_done() -> None:
    """A plan with steps left can be resumed; one without is spent for good."""
    made = step()

    over = after(done(made), events.Finished(1, 0, 0, 0))
    left = after(done(made), events.Finished(1, 0, 0, 1))

    assert (over.resumable, left.resumable) == ("", PLAN_ID)
    assert over.progress(PLAN_ID).over
    assert left.progress(PLAN_ID).done == {"001": Result("7", "print")}
    assert left.progress(PLAN_ID).addresses == {VIP: Result("7", "print")}
    assert over.progress("another") == Progress()
    assert State().resumable == ""


def test_what_is_noted_adopted_signed_and_forgotten_counts() -> None:
    """Adoption gives an id, a note renews the last word, a signature is remembered, forgetting removes."""
    agreed = Agreed(VIP, {"title": "New"}, None, "print")
    found = state(
        OPENED,
        ("adopted", {"address": "list/vip", "remote_id": "7", "attributes": {"title": "Old"}, "active": None}),
        ("adopted", {"address": "list/all", "remote_id": "8", "attributes": {}, "active": None}),
        *_told([events.Started(bare(), False), events.Noted(agreed)])[1:],
        ("attested", {"step": "004", "address": "stage/x", "note": "done"}),
        ("forgotten", {"address": "list/all", "why": "not ours"}),
    )

    assert found.applied(VIP, kinds()) == Snapshot({"title": "New"}, None, 5)
    assert found.managed == [VIP]
    assert found.progress(PLAN_ID).attested == {"004"}


def test_entries_for_readers_change_nothing() -> None:
    """Skips, waits and interruptions are told and have no consequence of their own."""
    made = step()
    before = state(*_told([events.Started(bare(made, made, made), False)]))

    found = after(
        events.Skipped(made, made, "why"),
        events.Waiting(made),
        events.Interrupted(3),
        events.Started(bare(), True),
        events.Waited(made, 1.0, "busy"),
    )

    assert {**found.to_cache(), "seq": 0} == {**before.to_cache(), "seq": 0}


def test_an_entry_from_a_later_version_is_refused() -> None:
    """What follows from it is not known, so nothing is planned on it."""
    entry = Entry(1, TIME, "quantum", "a", "", "local", {}, "0" * 64, "0" * 64)

    with pytest.raises(InputError, match="type 'quantum'"):
        State.of([entry])
    with pytest.raises(InputError, match=r"mapconfig\.journal/2"):
        state(("opened", {**OPENED[1], "format": "mapconfig.journal/2"}))


def test_the_state_survives_its_cache() -> None:
    """A cached state is the same state, ids both ways included."""
    created = step(verb=Verb.CREATE)
    pending = step("list/all", id="002", verb=Verb.CREATE)
    odd = step("list/odd", id="003", verb=Verb.CREATE)
    renamed = step("list/gold", id="004", renamed_from=VIP)
    found = after(done(created), done(renamed), events.Intended(pending), events.Failed(odd, "else", remote_id="11"))

    again = State.from_cache(json.loads(json.dumps(found.to_cache())))

    assert again.to_cache() == found.to_cache()
    assert again.progress(PLAN_ID) == found.progress(PLAN_ID)
    assert again.address("list", "7") == "list/gold"


def test_the_state_is_what_plans_and_backends_ask_for() -> None:
    """The types say so: this test is one for the type checker."""
    known: Known = State()
    names: Names = State()

    assert known.lineage == ""
    assert names.remote_id(VIP) is None


def test_what_was_made_otherwise_than_meant_has_what_was_meant_as_its_last_word() -> None:
    """So that what differs from it counts as somebody else's. A journal from before that was written down has none."""
    created = step(verb=Verb.CREATE)
    failed = events.Failed(created, "It is something else.", remote_id="7")

    found = after(events.Intended(created), failed)
    told = _told([events.Started(bare(created), False), events.Intended(created), failed])
    told[-1][1].pop("attributes")
    old = state(*told)

    assert found.snapshots[VIP].attributes == {"title": "VIP"}
    assert found.snapshots[VIP].active is None
    assert VIP not in old.snapshots
    for each in (found, old):
        assert each.remote_id(VIP) == "7"
        assert each.progress(PLAN_ID).made == {"001": "7"}
