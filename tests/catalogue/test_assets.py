"""What the page of an asset says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.catalogue.made import facts

from mapconfig.address import Address
from mapconfig.catalogue import assets, plain
from mapconfig.catalogue.facts import Drifted
from mapconfig.catalogue.neighbours import SIDE, neighbourhood
from mapconfig.catalogue.standing import Stand, Standing
from mapconfig.graph.reach import reach
from mapconfig.impact.people import Count, PeopleNow, unknown
from mapconfig.impact.people import Standing as Counted
from mapconfig.language import unpacked
from mapconfig.model import ChangeRecord
from mapconfig.record.chronicle import Chronicle, Happening
from mapconfig.record.edits import NEW
from mapconfig.record.history import Commit
from mapconfig.testing.build import asset

ALL = asset("list/all", title="All", owner="team/ops", criteria=["country is France"])
OPS = asset("team/ops", title="Operations")


def page(*others: Any, of: str = "list/all", **more: Any) -> dict[str, Any]:
    known = facts(*others, **more)
    return assets.document(known, known.org[Address(of)])


def commit(id: str, at: str = "2026-03-01T10:00:00+02:00", subject: str = "Say why") -> Commit:
    return Commit(id, (), "Ana", at, subject)


def test_the_head_says_what_it_is_and_whose() -> None:
    """Purpose, team, reason, state, and how many people, in protected words."""
    why = {"reason": "Agreed", "ticket": "T-1", "requested_by": "team/ops", "review_by": "2026-01-01"}
    found = page(
        OPS,
        asset("list/all", title="All", description="Everybody", owner="team/ops", why=why, tags=["b", "a"], folder="L"),
        people=PeopleNow(
            as_of="2026-11-22T09:00:00Z",
            standings=(Counted(Address("list/all"), "list", Count(1, 4, "exact"), Count.of(0)),),
        ),
    )
    assert (found["title"], found["description"], found["state"]) == ("All", "Everybody", "active")
    assert found["owner"] == {"address": "team/ops", "title": "Operations"}
    assert found["why"] == why
    assert found["overdue"] is True
    assert found["people"]["members"] == "<5"
    assert found["counted"] == "2026-11-22"
    assert found["named"] == {"team/ops": "Operations"}


def test_people_that_nobody_could_count_say_why() -> None:
    """Unknown is a word, not a zero."""
    standing = Counted(Address("list/all"), "list", unknown("no field country"), unknown("no field country"))
    found = page(ALL, people=PeopleNow(standings=(standing,)))
    assert found["people"] == {"members": "unknown", "reachable": None, "order": 0, "reason": "no field country"}


def test_references_come_in_groups_with_where_they_stand() -> None:
    """Both ways, with the words of the relation and the path, a missing one without a title."""
    found = page(
        OPS,
        ALL,
        asset("list/some", title="Some", extends="list/all", criteria=["in list all", "in list nowhere"]),
        of="list/all",
    )
    used = {group["relation"]: group for group in found["used_by"]}
    assert unpacked(used["extends"]["words"]) == "is extended by"
    assert [(one["address"], one["path"]) for one in used["uses"]["assets"]] == [("list/some", "criteria.0")]
    some = page(OPS, ALL, asset("list/some", criteria=["in list nowhere"]), of="list/some")
    assert some["uses"][0]["assets"][0] == {
        "address": "list/nowhere",
        "title": None,
        "kind": "list",
        "path": "criteria.0",
    }


def test_a_hub_names_the_first_and_counts_the_others() -> None:
    """A page stays one that can be read; what a team owns is listed whole."""
    many = [asset(f"list/l{n:03}", owner="team/ops", criteria=["in list all"]) for n in range(assets.REFERENCES + 20)]
    found = page(OPS, ALL, *many)
    group = next(one for one in found["used_by"] if one["relation"] == "uses")
    assert (group["count"], len(group["assets"])) == (assets.REFERENCES + 20, assets.REFERENCES)
    owned = page(OPS, ALL, *many, of="team/ops")["used_by"][0]
    assert owned["count"] == len(owned["assets"]) == assets.REFERENCES + 21


def test_attributes_are_shown_as_what_they_are() -> None:
    """Criteria as criteria, also inside of other attributes, bodies as text, all else as it is."""
    found = page(
        asset(
            "scoring/fit",
            points=[{"id": "a", "activity": "opened any email", "points": 1}],
            grade=[{"id": "g", "when": ["country is France"], "adjust": 1}],
        ),
        of="scoring/fit",
    )
    shown = {one["name"]: one for one in found["attributes"]}
    assert shown["grade"]["value"][0]["when"] == {"(criteria)": ["country is France"]}
    assert shown["points"]["value"][0]["activity"] == {"(criteria)": "opened any email"}
    mail = page(asset("email/hello", subject="Hi", body="<p>Hello <b>you</b></p><script>x</script>"), of="email/hello")
    body = next(one for one in mail["attributes"] if one["name"] == "body")
    assert (body["show"], body["value"], body["more"], body["html"]) == ("text", "Hello you", 0, True)
    snippet = page(asset("snippet/s", format="text", content="<b>1 < 2"), of="snippet/s")
    assert next(one for one in snippet["attributes"] if one["name"] == "content")["value"] == "<b>1 < 2"


def test_a_journey_is_there_to_be_drawn() -> None:
    """Its steps are not among the attributes a second time."""
    found = page(
        asset(
            "journey/j", entry={"lists": ["list/all"]}, steps=[{"id": "a", "wait": "1 day"}], goal=["country is France"]
        ),
        ALL,
        of="journey/j",
    )
    assert found["journey"]["steps"] == [{"id": "a", "wait": "1 day"}]
    assert {one["name"] for one in found["attributes"]} == {"entry", "goal"}


def test_history_comes_with_reasons() -> None:
    """Who, when, what, and the record behind it; and what is not committed yet."""
    record = ChangeRecord(id="CHG-1", title="Why", reason="Because", requested_by="team/ops")
    happening = Happening(
        "changed",
        commit("a" * 40),
        "Bea",
        Address("list/all"),
        words=("title: x",),
        more=2,
        record=record,
        record_certain=True,
        tickets=("T-1",),
    )
    chronicle = Chronicle(
        happenings={Address("list/all"): (happening,) * (assets.EVENTS + 3)},
        uncommitted={Address("list/all"): NEW},
        cut="b" * 40,
    )
    found = page(ALL, chronicle=chronicle)["history"]
    assert (len(found["events"]), found["more"], found["cut"]) == (assets.EVENTS, 3, "b" * 40)
    assert found["uncommitted"] == [""]
    event = found["events"][0]
    assert (event["author"], event["words"], event["more"], event["tickets"]) == ("Bea", ["title: x"], 2, ["T-1"])
    assert event["record"]["reason"] == "Because"


def test_each_environment_says_what_its_record_knows() -> None:
    """Whether what was applied is what the files say follows from the commits."""
    chronicle = Chronicle(
        happenings={Address("list/all"): (Happening("created", commit("b" * 40), "Ana", Address("list/all")),)},
        place={"c" * 40: 0, "b" * 40: 1, "a" * 40: 2},
    )
    stands = {
        "newer": Stand(
            applied="2026-11-01T10:00:00Z", by="ana", plan="p", commit="c" * 40, verified="2026-11-02T10:00:00Z"
        ),
        "older": Stand(applied="2026-11-01T10:00:00Z", commit="a" * 40),
        "dirty": Stand(applied="2026-11-01T10:00:00Z", commit="a+"),
        "failed": Stand(unsure="failed"),
    }
    standings = (*(Standing(name, {Address("list/all"): one}) for name, one in stands.items()), Standing("none"))
    found = {one["name"]: one for one in page(ALL, chronicle=chronicle, standings=standings)["environments"]}
    assert {name: one["current"] for name, one in found.items()} == {
        "newer": True,
        "older": False,
        "dirty": None,
        "failed": None,
        "none": None,
    }
    assert (found["newer"]["applied"], found["newer"]["by"]) == ("2026-11-01 10:00", "ana")
    assert found["failed"]["unsure"] == "failed"
    edited = page(ALL, chronicle=Chronicle(uncommitted={Address("list/all"): ("title",)}), standings=standings)
    assert edited["environments"][0]["current"] is False


def test_drift_is_told_where_somebody_looked() -> None:
    """Fields that differ, or that it is gone; nothing where it is as it was."""
    drifted = Drifted(True, "live", {Address("list/all"): ["title"]}, frozenset({Address("team/ops")}))
    assert page(ALL, OPS, drifted=drifted)["drift"] == {"environment": "live", "gone": False, "fields": ["title"]}
    assert page(ALL, OPS, of="team/ops", drifted=drifted)["drift"]["gone"] is True
    assert page(ALL, OPS, drifted=Drifted(True, "live"))["drift"] is None


def test_a_neighbourhood_is_small_enough_to_draw() -> None:
    """The rest of each side stands there as one box a kind, and who owns it gives way first."""
    many = [asset(f"list/l{n:03}", owner="team/ops", criteria=["in list all"]) for n in range(SIDE + 5)]
    known = facts(OPS, ALL, *many, asset("email/e", type="list", to=["list/all"], subject="x", body="x"))
    side = neighbourhood(known, Address("list/all"))["used_by"]
    assert len(side) == SIDE + 1
    assert side[-1] == {"kind": "list", "count": 6, "address": "", "title": None, "words": []}
    few = neighbourhood(known, Address("list/l000"))
    assert [one["address"] for one in few["uses"]] == ["list/all", "team/ops"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["extends", "in", "mail", "send"])), max_size=14
    )
)
def test_what_a_change_reaches_is_counted_as_reach_does(edges: list[tuple[int, int, str]]) -> None:
    """For all assets at once, in any graph, with rings."""
    lists: dict[int, dict[str, Any]] = {n: {"criteria": []} for n in range(8)}
    others = [asset("snippet/s", content="x"), asset("email/m", subject="x", body="{{ snippet/s }}")]
    for number, (one, other, how) in enumerate(edges):
        if how == "extends":
            lists[one]["extends"] = f"list/l{other}"
        elif how == "in":
            lists[one]["criteria"] = [*lists[one]["criteria"], f"in list l{other}"]
        elif how == "mail":
            others.append(
                asset(f"email/e{number}", type="list", to=[f"list/l{one}"], suppress=[f"list/l{other}"], subject="x")
            )
        else:
            others.append(
                asset(
                    f"rule/r{number}", when=[f"in list l{one}"], do=[{"add_to": f"list/l{other}"}, {"send": "email/m"}]
                )
            )
    known = facts(*others, *(asset(f"list/l{n}", said) for n, said in lists.items()), findings=(), codes={})
    for address in known.org:
        counts: dict[str, int] = {}
        for each in reach(known.graph, address):
            counts[each.address.kind] = counts.get(each.address.kind, 0) + 1
        assert known.reaches[address] == counts


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n\n- b"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<style>p{}</style><title>t</title><script>alert(1)</script>text", "text"),
        ("<img src=x alt='A logo'> <img src=y>", "[A logo]"),
        ("no html at all", "no html at all"),
        ("a\n  b\t c", "a b c"),
        ("a<br>b", "a\nb"),
        ("<script>never closed", ""),
        ("<svg><p>in</p></svg>out", "out"),
        ("", ""),
        ("<p>{{ snippet/logo }}</p>", "{{ snippet/logo }}"),
        ("</p></script>x", "x"),
    ],
)
def test_a_body_is_told_in_its_words(html: str, text: str) -> None:
    """What a person would read, without markup, styles and scripts."""
    assert plain.text_of(html) == (text, 0)


def test_a_long_body_is_cut_and_says_so() -> None:
    """With how much is left out."""
    assert plain.text_of("x" * 100, 40) == ("x" * 40, 60)


@given(st.text(max_size=200))
def test_no_body_breaks_the_preview(html: str) -> None:
    """Whatever somebody wrote."""
    said, more = plain.text_of(html)
    assert more == 0
    assert isinstance(said, str)
