"""What Mautic would refuse is known before anything is asked there: each with the path, the cause and the remedy."""

from __future__ import annotations

from typing import Any

import pytest
from tests.backends.mautic.examples import EXAMPLES

from mapconfig.address import Address
from mapconfig.backend import Live
from mapconfig.backends.mautic import connect
from mapconfig.backends.mautic.backend import Mautic
from mapconfig.backends.mautic.kinds import KINDS
from mapconfig.backends.mautic.kinds.field import SETTINGS
from mapconfig.model import normalise
from mapconfig.testing import asset, kinds, org

NOBODY = "http://127.0.0.1:9"
EVENT = {"id": "push", "name": "Push", "type": "plugin.leadpush", "properties": {"integration": "X"}}
TAGGED = {"id": "tag", "name": "Tag", "type": "lead.changetags", "properties": {"add_tags": ["x"]}}
ENTRY = {"lists": ["list/a"]}
ACTION = {"name": "Push", "type": "plugin.leadpush", "properties": {"integration": "X"}}
POINT = {"name": "File", "type": "asset.download", "delta": 5, "repeatable": True, "properties": {"assets": [3]}}
GATE = {"id": "hot", "events": [{"id": 1}]}
DO = [{"tag": "x"}]


@pytest.fixture
def mautic(monkeypatch: pytest.MonkeyPatch) -> Mautic:
    """One to which no request can be sent."""
    monkeypatch.setenv("MAUTIC_PASSWORD", "mautic")
    monkeypatch.setenv("MAPCONFIG_LOGINS", f'["{NOBODY}"]\nuser = "admin"\npassword = {{env = "MAUTIC_PASSWORD"}}\n')
    return connect({"url": NOBODY}, ".", kinds())


def own(**said: Any) -> dict[str, Any]:
    return {"title": "X", "vendor": {"mautic": said}}


def there(address: str, attributes: dict[str, Any], remote_id: str = "7") -> Live:
    where = Address(address)
    return Live(where, remote_id, "1", normalise(kinds()[where.kind], attributes))


def refused(mautic: Mautic, address: str, before: Any, after: Any, remote_id: str = "7") -> dict[str, str]:
    where = Address(address)
    live = None if before is None else there(address, before, remote_id)
    return dict(mautic.refusals(live, where, None if after is None else normalise(kinds()[where.kind], after)))


EVENTS = {**own(events=[EVENT, TAGGED]), "entry": ENTRY}
OPAQUE_GOAL = {**own(events=[EVENT], goal=[{"field": "tags"}]), "entry": ENTRY}
STEPS = {"title": "X", "entry": ENTRY, "steps": [{"id": "a", "do": DO}]}
OTHER = {**EVENT, "properties": {"integration": "Y"}}
SCORE = {"title": "X", "when": ["score >= 5"], "do": DO}


@pytest.mark.parametrize(
    ("address", "before", "after", "path", "says"),
    [
        (
            "journey/x",
            EVENTS,
            {**EVENTS, **own(events=[OTHER, TAGGED])},
            "events.push.properties.integration",
            "no step",
        ),
        ("journey/x", EVENTS, {**EVENTS, **own(events=[EVENT])}, "events", "no step can say"),
        ("journey/x", EVENTS, {**EVENTS, **own(events=[EVENT, TAGGED, {**EVENT, "id": "b"}])}, "events.b", "no step"),
        ("journey/x", EVENTS, {**EVENTS, **own(events=[EVENT, TAGGED], goal=[])}, "goal", "no step can say"),
        ("journey/x", EVENTS, {**EVENTS, "suppress": ["list/b"]}, "events", "no step can say"),
        ("journey/x", EVENTS, STEPS, "/steps", "take these events out"),
        ("journey/x", EVENTS, {**EVENTS, "entry": {"lists": ["list/b"]}}, "/entry.lists", "no step can say"),
        ("journey/x", EVENTS, {**EVENTS, "goal": ["score > 5"]}, "/goal", "no step can say"),
        ("journey/x", {**EVENTS, "exit": ["score > 5"]}, EVENTS, "/exit", "no step can say"),
        ("journey/x", OPAQUE_GOAL, {**OPAQUE_GOAL, "title": "Y"}, "/title", "no step can say"),
        ("journey/x", None, EVENTS, "events.push", "only the Mautic can have that it comes from"),
        ("journey/x", None, own(events=[]), "/steps", "give it steps"),
        ("rule/x", own(events=[EVENT]), own(events=[OTHER]), "events.push.properties.integration", "only compared"),
        ("rule/x", None, own(events=[EVENT]), "events", "only compared"),
        ("form/x", own(actions=[ACTION]), {"title": "X"}, "actions", "Change them in Mautic"),
        ("form/x", None, own(actions=[ACTION]), "actions", "write under do"),
        ("scoring/x", own(points=[POINT]), {"title": "X"}, "points", "Change them in Mautic"),
        ("scoring/x", None, own(points=[POINT]), "points", "that it comes from"),
        ("scoring/x", own(thresholds=[GATE]), own(thresholds=[{**GATE, "events": []}]), "thresholds", "only compared"),
        ("scoring/x", None, own(thresholds=[GATE]), "thresholds", "write it under thresholds"),
        ("campaign/x", {"title": "X"}, own(bundle="email"), "bundle", "bundle: global"),
        ("field/x", {"title": "X", "type": "text"}, {"title": "X", "type": "number"}, "/type", "another key"),
        ("field/x", {"title": "X", "type": "text"}, {"type": "text", **own(type="url")}, "type", "another key"),
        ("field/email", {"title": "E", "type": "text"}, None, "/key", "built into Mautic"),
        ("list/x", None, {"title": "X", "criteria": ["in list gone-7"]}, "/criteria", "somebody deleted"),
        ("list/x", {"title": "X"}, {"title": "X", "criteria": ["in list gone-7"]}, "/criteria", "Take that out"),
    ],
)
def test_what_mautic_would_refuse_is_known_beforehand(
    mautic: Mautic, address: str, before: Any, after: Any, path: str, says: str
) -> None:
    """Paths are below `vendor.mautic`, but for those that begin with a slash here."""
    found = refused(mautic, address, before, after)

    assert list(found) == [path[1:] if path[0] == "/" else f"vendor.mautic.{path}"]
    assert says in next(iter(found.values()))


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("journey/x", EVENTS, {**EVENTS, "title": "Y", "description": "D", "campaign": "campaign/c"}),
        ("journey/x", EVENTS, {**EVENTS, "entry": {**ENTRY, "re_entry": "after-exit"}}),
        ("journey/x", {**EVENTS, "goal": ["score > 5"]}, {**EVENTS, "goal": ["score > 6"], "entry": {}}),
        ("journey/x", {**EVENTS, **own(events=[])}, STEPS),
        ("journey/x", STEPS, {**STEPS, "suppress": ["list/b"]}),
        ("journey/x", EVENTS, None),
        ("journey/x", None, {**EVENTS, **own(events=[TAGGED])}),
        ("rule/x", own(events=[EVENT]), SCORE),
        ("rule/x", SCORE, None),
        ("form/x", own(actions=[ACTION]), {**own(actions=[ACTION]), "do": DO}),
        ("form/x", own(actions=[ACTION]), None),
        ("scoring/x", own(thresholds=[GATE]), {"title": "X"}),
        ("scoring/x", own(points=[POINT]), None),
        ("campaign/x", own(bundle="email"), own(bundle="email", color="ff0000")),
        ("campaign/x", None, own(bundle="email")),
        ("field/x", {"title": "X", "type": "text"}, {"title": "Y", "type": "text"}),
        ("field/x", {"title": "X", "type": "text"}, None),
        ("field/x", None, {"title": "X", "type": "number"}),
        ("list/x", {"title": "X", "criteria": ["in list gone-7"]}, {"title": "Y", "criteria": ["in list gone-7"]}),
        ("list/x", {"title": "X"}, None),
        ("stage/x", {"title": "X"}, {"title": "Y"}),
    ],
)
def test_what_mautic_takes_is_not_refused(mautic: Mautic, address: str, before: Any, after: Any) -> None:
    """A plan is stopped for nothing else."""
    assert refused(mautic, address, before, after) == {}


@pytest.mark.parametrize(
    ("after", "path", "says"),
    [
        ({**SCORE, "when": ["in list a"]}, "when", "asks nothing else"),
        ({**SCORE, "repeat": True}, "repeat", "asks nothing else"),
        ({**SCORE, "do": [{"score": 5}]}, "do", "none of those does lead.changepoints"),
        ({**SCORE, **own(events=[EVENT])}, "vendor.mautic.events", "only compared"),
        ({**SCORE, "do": [{"tag": "y"}]}, "", ""),
        ({**SCORE, "do": [{"notify": "team/x"}]}, "", ""),
        ({**SCORE, "title": "Y"}, "", ""),
    ],
)
def test_what_no_point_trigger_can_be(mautic: Mautic, after: Any, path: str, says: str) -> None:
    """A rule that somebody made as a trigger stays one; what it cannot hold as any rule is a gap, and said there."""
    found = refused(mautic, "rule/x", SCORE, after, "trigger-7")

    assert list(found) == ([path] if path else [])
    assert says in "".join(found.values())


@pytest.mark.parametrize(
    ("after", "path"),
    [
        ({"title": "Points", "description": "D"}, "description"),
        ({"title": "Points", "thresholds": [{"id": "a", "score": 1, "stage": "stage/a"}]}, "thresholds"),
        ({"title": "Scores"}, "title"),
        ({"title": "Points"}, ""),
    ],
)
def test_actions_without_a_category_have_no_more_than_that(mautic: Mautic, after: Any, path: str) -> None:
    """There is no category in Mautic that could have a name or a description."""
    assert list(refused(mautic, "scoring/points", {"title": "Points"}, after, "0")) == ([path] if path else [])


def test_a_journey_whose_goal_has_no_sentence_keeps_its_key(mautic: Mautic) -> None:
    """A rename would have to write the segment behind the goal anew."""
    live = there("journey/old", OPAQUE_GOAL)

    assert list(mautic.refusals(live, Address("journey/new"), live.attributes)) == ["key"]
    assert mautic.refusals(live, live.address, live.attributes) == {}


def test_a_list_that_others_ask_for_is_not_unpublished(mautic: Mautic) -> None:
    """Mautic answers 422; only who is there counts, and only who still asks."""
    named = (
        asset("list/b", title="B", criteria=["in list a"]),
        asset("list/c", title="C", extends="list/a"),
        asset("journey/j", title="J", entry=ENTRY, steps=STEPS["steps"]),
        asset("email/e", title="E", to=["list/a"]),
    )
    draft = {"title": "X", "state": "draft"}
    for user in named[:3]:
        mautic.learn(org(*named))
        assert refused(mautic, "list/a", {"title": "X"}, draft) == {}, "nobody has looked"
        mautic._meant.there = frozenset({user.address, Address("list/elsewhere")})
        assert user.address in refused(mautic, "list/a", {"title": "X"}, draft)["state"]
        assert refused(mautic, "list/a", draft, draft) == {}
        assert refused(mautic, "list/a", None, draft) == {}
    mautic._meant.there = frozenset({named[3].address})
    assert refused(mautic, "list/a", {"title": "X"}, draft) == {}


def test_a_step_that_is_not_there_holds_nobody_back(mautic: Mautic) -> None:
    """A name that is misspelt under `held_back` would protect nobody, and under `transactional` say nothing."""
    for name, said in (("held_back", {"hallo": ["list/b"]}), ("transactional", ["hallo"])):
        found = mautic.gaps("journey", normalise(kinds()["journey"], {**STEPS, "vendor": {"mautic": {name: said}}}))
        assert "the step hallo" in found[f"vendor.mautic.{name}"]


ODD: tuple[Any, ...] = (
    *(None, "x", 5, True, [], ["x"], [5], [{}], [{"id": 1}], {}, {"a": 1}, {"a": ["x"]}, [[1]]),
    [{"name": "N", "type": "email.send", "properties": "x"}],
    [{"name": "N", "type": "lead.changelist", "properties": {"addToLists": "x"}}],
    [{"field": "tags", "operator": "in", "properties": {"filter": ["x"]}}],
    [{"field": "leadlist", "operator": "in", "properties": "x"}],
)


@pytest.mark.parametrize("kind", list(KINDS))
def test_whatever_a_file_says_for_mautic_is_answered(mautic: Mautic, kind: str) -> None:
    """No schema looks below `vendor`: what is in no form that anybody could read is a gap, and no fault of ours."""
    plain = normalise(kinds()[kind], next(each.before for each in EXAMPLES if each.address.kind == kind))
    address = Address(f"{kind}/x")
    before = Live(address, "7", "1", plain)
    gaps = 0
    for name in getattr(KINDS[kind], "settings", None) or SETTINGS:
        for said in ODD:
            for rest in (plain, {"title": "X"}):
                attributes = {**rest, "vendor": {"mautic": {name: said}}}
                found = mautic.gaps(kind, attributes)
                gaps += bool(found)
                kept = mautic.kept(kind, attributes)
                if not found:
                    assert mautic.kept(kind, kept) == kept
                mautic.refusals(None, address, attributes)
                mautic.refusals(before, address, attributes)
    assert gaps or kind in ("stage", "campaign", "snippet", "email")
    assert "vendor.mautic" in mautic.gaps(kind, {**plain, "vendor": {"mautic": "x"}})
