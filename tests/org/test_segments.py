"""What the definitions of DRIP Ventures mean for people: told by persons one can picture, and for any person at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapconfig.criteria import Catalogue, parse
from mapconfig.criteria.oracle import Activity, Person, evaluate
from mapconfig.model import Org
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ORG: Org = read_org(Tree(Path(__file__).parents[2] / "org-config")).org
CATALOGUE = Catalogue.of(((asset.key, asset.attributes) for asset in ORG.of_kind("field")), ORG.settings.relations)

Record = dict[str, object]


def meets(address: str, person: Person, word: str = "criteria") -> bool:
    """Whether a person meets the criteria of an asset, with what its list extends."""
    asset = ORG[address]
    if asset.attributes.get("static"):
        return asset.key in person.lists
    parent = asset.attributes.get("extends")
    if parent is not None and not meets(parent, person):
        return False
    criteria, problems = parse(asset.attributes[word])
    assert criteria is not None and not problems, address
    return evaluate(criteria, person, NOW, CATALOGUE, lambda key: meets(f"list/{key}", person))


def person(
    *,
    account: Record | None = None,
    opportunities: tuple[Record, ...] = (),
    contracts: tuple[Record, ...] = (),
    activities: tuple[Activity, ...] = (),
    **fields: Any,
) -> Person:
    related = {"account": (account,) if account else (), "opportunity": opportunities, "contract": contracts}
    return Person(fields={"email": "a@farm.example", **fields}, related=related, activities=activities)


def mailed(*days_ago: float) -> tuple[Activity, ...]:
    return tuple(Activity("was sent", "email", "any-of-ours", NOW - timedelta(days=days)) for days in days_ago)


WON: Record = {"stage": "Closed Won", "role": "Decision maker", "type": "New business"}
BUYER = person(
    crm_record="Contact",
    account={"type": "Customer", "active_contract": True},
    opportunities=(WON,),
    contracts=({"status": "Activated", "end_date": "2027-01-10"},),
)
NEIGHBOUR = person(crm_record="Contact", account={"type": "Customer", "active_contract": True})
LAPSED = person(
    crm_record="Contact",
    account={"type": "Customer", "active_contract": False},
    opportunities=(WON,),
    contracts=({"status": "Expired", "end_date": "2026-03-31"},),
)
LEAD = person(crm_record="Lead", assigned=True)
SUBSCRIBER = person()
NOBODY = Person()


@pytest.mark.parametrize(
    ("who", "lists"),
    [
        (BUYER, {"customers", "customers-by-won-opportunity", "customers-by-active-contract", "renewal-due"}),
        (NEIGHBOUR, {"customers", "prospects-with-customer-accounts"}),
        (LAPSED, {"customers", "customers-by-won-opportunity"}),
        (
            LEAD,
            {
                "prospects",
                "prospects-with-leads",
                "prospects-with-prospect-accounts",
                "prospects-with-customer-accounts",
            },
        ),
        (
            SUBSCRIBER,
            {
                "prospects",
                "prospects-unassigned",
                "prospects-with-leads",
                "prospects-with-prospect-accounts",
                "prospects-with-customer-accounts",
            },
        ),
    ],
    ids=["buyer", "neighbour of a buyer", "buyer whose contract ended", "lead", "subscriber"],
)
def test_the_definitions_of_customer_and_prospect_tell_people_apart(who: Person, lists: set[str]) -> None:
    """S1 to S5: each definition takes in whom it says, and leaves out those the others differ about."""
    asked = [
        "customers",
        "customers-by-won-opportunity",
        "customers-by-active-contract",
        "renewal-due",
        "prospects",
        "prospects-unassigned",
        "prospects-with-leads",
        "prospects-with-prospect-accounts",
        "prospects-with-customer-accounts",
    ]
    assert {name for name in asked if meets(f"list/{name}", who)} == lists


def test_somebody_of_whom_nothing_is_known_is_a_prospect_and_gets_no_mail() -> None:
    """Blanks: excluding has no holes, and a missing address is not mailable."""
    assert meets("list/prospects", NOBODY)
    assert not meets("list/mailable", NOBODY)
    assert not meets("list/deliverable", NOBODY)
    assert meets("list/risky-data", NOBODY)
    assert meets("stage/visitor", NOBODY)


def test_an_opt_out_is_not_a_bounce() -> None:
    """S7: may we, and will it arrive, are answered apart."""
    left = person(opted_out=True)
    broken = person(hard_bounced=True)
    assert (meets("list/mailable", left), meets("list/deliverable", left)) == (False, True)
    assert (meets("list/mailable", broken), meets("list/deliverable", broken)) == (True, False)


@pytest.mark.parametrize(
    ("industry", "days", "held_back"),
    [
        ("Agriculture", (10, 20), False),
        ("Agriculture", (10, 20, 29), True),
        ("Agriculture", (10, 20, 31), False),
        ("Golf", (10, 20, 29), False),
        ("Golf", (10, 15, 20, 29), True),
        ("Municipality", (20,), False),
        ("Municipality", (20, 29), True),
        ("Municipality", (13,), True),
        (None, (10, 20, 29), True),
        ("Golf", (6,), True),
        ("Golf", (8,), False),
    ],
)
def test_nobody_is_mailed_too_often(industry: str | None, days: tuple[float, ...], held_back: bool) -> None:
    """A5: three in thirty days and one in seven; less for municipalities, one more for golf courses."""
    who = person(industry=industry, activities=mailed(*days))
    assert any(meets(address, who) for address in ORG.settings.fatigue) is held_back


def ready(**more: Any) -> Person:
    return person(**{"crm_record": "Lead", "lead_status": "New", "score": 100, "grade": "A", **more})


@pytest.mark.parametrize(
    ("who", "handed_over"),
    [
        (ready(), True),
        (ready(score=60, grade="B-"), True),
        (ready(score=59), False),
        (ready(grade="C+"), False),
        (ready(grade=None), False),
        (ready(inquiry="Study"), False),
        (ready(job_title="Student of agronomy"), False),
        (ready(account={"type": "Competitor"}), False),
        (ready(email="spy@aquaprobe.example"), False),
        (ready(lead_status="Working"), False),
        (ready(account={"type": "Customer"}), False),
    ],
)
def test_only_those_who_are_ready_and_meant_are_handed_over(who: Person, handed_over: bool) -> None:
    """H1 and H2: score and grade; never competitors, students, job seekers, customers, or twice."""
    assert meets("rule/hand-over-mql", who, "when") is handed_over


def test_sales_gets_only_whom_a_person_has_qualified() -> None:
    """H3: status and BANT are filled in by the SDR; points do not matter any more."""
    assert meets("rule/hand-over-qualified-to-sales", person(lead_status="Qualified", bant="Known"), "when")
    assert not meets("rule/hand-over-qualified-to-sales", ready(bant="Known"), "when")
    assert not meets("rule/hand-over-qualified-to-sales", person(lead_status="Qualified", bant="Partly known"), "when")


def test_the_day_of_the_decree_divides() -> None:
    """S10: the day before belongs to before."""
    assert meets("list/came-with-drought-decree", person(created_at="2026-06-15"))
    assert not meets("list/came-with-drought-decree", person(created_at="2026-06-14"))
    assert not meets("list/came-with-drought-decree", person())


def test_an_opportunity_is_dormant_only_by_itself() -> None:
    """S10: an open one that is fresh and a lost one that is old do not make one that is open and old."""
    fresh: Record = {"stage": "Proposal", "last_activity_at": NOW - timedelta(days=3)}
    lost: Record = {"stage": "Closed Lost", "last_activity_at": NOW - timedelta(days=400)}
    asleep: Record = {"stage": "Proposal", "last_activity_at": NOW - timedelta(days=150)}
    assert not meets("list/dormant-opportunities", person(opportunities=(fresh, lost)))
    assert meets("list/dormant-opportunities", person(opportunities=(fresh, asleep)))


def test_those_in_need_are_served_first() -> None:
    """S6: everybody in a crisis; under reinforced alert those on the hardship scheme."""

    def farm(level: str, **more: Any) -> Person:
        return person(account={"type": "Customer", "drought_level": level}, **more)

    assert meets("list/vulnerable-first", farm("Crisis"))
    assert meets("list/vulnerable-first", farm("Reinforced alert", hardship_support=True))
    assert not meets("list/vulnerable-first", farm("Reinforced alert"))
    assert not meets("list/vulnerable-first", farm("Alert", hardship_support=True))


def choice(key: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(list(CATALOGUE.fields[key].values))


MOMENTS = st.none() | st.integers(-40, 1200).map(lambda days: NOW - timedelta(days=days))
MAYBE = st.sampled_from([None, True, False])
OPPORTUNITIES = st.fixed_dictionaries(
    {
        "stage": choice("opportunity.stage"),
        "role": choice("opportunity.role"),
        "type": choice("opportunity.type"),
        "last_activity_at": MOMENTS,
    }
)
CONTRACTS = st.fixed_dictionaries({"status": choice("contract.status"), "end_date": MOMENTS})
ACCOUNTS = st.fixed_dictionaries(
    {
        "type": choice("account.type"),
        "active_contract": MAYBE,
        "lifetime_value": st.none() | st.integers(0, 90_000),
        "drought_level": choice("account.drought_level"),
        "nps": st.none() | st.integers(0, 10),
    }
)
FIELDS = {
    "yes-no": MAYBE,
    "number": st.none() | st.integers(0, 150),
    "date": MOMENTS,
    "text": st.sampled_from([None, "a@farm.example", "b@aquaprobe.example", "student", "owner"]),
}


@st.composite
def people(draw: Callable[..., Any]) -> Person:
    """Anybody: each field blank or one of its values, any records, any lists."""
    fields = {
        key: draw(choice(key) if about.type == "choice" else FIELDS[about.type])
        for key, about in CATALOGUE.fields.items()
        if "." not in key
    }
    related = {
        "account": draw(st.just(()) | ACCOUNTS.map(lambda one: (one,))),
        "opportunity": draw(st.lists(OPPORTUNITIES, max_size=2).map(tuple)),
        "contract": draw(st.lists(CONTRACTS, max_size=2).map(tuple)),
    }
    days = draw(st.lists(st.integers(1, 40), max_size=4))
    static = [asset.key for asset in ORG.of_kind("list") if asset.attributes.get("static")]
    lists = draw(st.frozensets(st.sampled_from(static)))
    return Person(fields=fields, related=related, activities=mailed(*days), lists=lists)


@given(people())
def test_for_anybody_the_definitions_hold_together(who: Person) -> None:
    """Narrower lists are inside wider ones, the four readings of prospect are nested, a customer is no prospect, and
    whoever is neither is one of us."""
    on = {asset.key for asset in ORG.of_kind("list") if meets(asset.address, who)}
    for asset in ORG.of_kind("list"):
        parent = asset.attributes.get("extends")
        assert parent is None or asset.key not in on or parent.partition("/")[2] in on
    readings = [
        "prospects-unassigned",
        "prospects-with-leads",
        "prospects-with-prospect-accounts",
        "prospects-with-customer-accounts",
    ]
    for narrow, wide in pairwise(readings):
        assert narrow not in on or wide in on
    assert len(on & {"customers", "prospects", "colleagues"}) == 1
    assert len(on & {"mailable", "not-mailable"}) == 1
    assert "water-report-readers" not in on or {"mailable", "deliverable"} <= on


@given(people())
def test_anybody_who_is_handed_over_is_meant_to_be(who: Person) -> None:
    """No rule hands over a competitor, a student or a customer's record by accident."""
    for rule in ORG.of_kind("rule"):
        if any("hand_over" in action for action in rule.attributes["do"]) and meets(rule.address, who, "when"):
            assert not meets("list/not-for-sales", who)
