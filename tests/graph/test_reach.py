"""What a change reaches, by the shortest way, and as what."""

from __future__ import annotations

import random
from collections.abc import Collection

from tests.graph.test_graph import edges, graph_of

from mapconfig.address import Address
from mapconfig.graph import Edge, Graph, reach

ORG = (
    ("field/account.type", "synced-with", "crm-field/Account.Type"),
    ("list/customers", "uses", "field/account.type"),
    ("list/customers-fr", "extends", "list/customers"),
    ("journey/onboarding", "enters-from", "list/customers-fr"),
    ("journey/onboarding", "sends", "email/welcome"),
    ("journey/onboarding", "part-of", "campaign/spring"),
    ("email/welcome", "embeds", "snippet/footer"),
    ("email/welcome", "suppresses", "list/fatigue"),
    ("rule/mark", "uses", "field/score"),
    ("rule/mark", "adds-to", "list/static"),
    ("rule/mark", "notifies", "team/sdr"),
    ("list/customers", "owned-by", "team/ops"),
)


def reached(start: str, **how: object) -> dict[str, tuple[int, str]]:
    found = reach(graph_of(*ORG), Address(start), **how)  # type: ignore[arg-type]
    return {str(one.address): (one.distance, one.flow) for one in found}


def test_a_list_reaches_the_mails_of_a_journey_two_lists_away() -> None:
    """
    People run from list to list, into journeys and on to e-mails, though a journey is what names both list and e-mail.
    """
    found = reach(graph_of(*ORG), Address("list/customers"))

    assert [(str(one.address), one.distance, one.flow) for one in found] == [
        ("list/customers-fr", 1, "moves"),
        ("journey/onboarding", 2, "moves"),
        ("email/welcome", 3, "moves"),
    ]
    assert [(hop.source, hop.relation, hop.target) for hop in found[-1].path] == [
        ("list/customers-fr", "extends", "list/customers"),
        ("journey/onboarding", "enters-from", "list/customers-fr"),
        ("journey/onboarding", "sends", "email/welcome"),
    ]


def test_content_reaches_those_who_show_it_and_goes_no_further() -> None:
    """
    A footer is seen in the e-mail and in the journey that sends it; nobody joins a list because of it.
    """
    assert reached("snippet/footer") == {"email/welcome": (1, "shows"), "journey/onboarding": (2, "shows")}


def test_who_gets_an_email_is_no_news_for_the_journey_that_sends_it() -> None:
    """
    A list that an e-mail suppresses changes the e-mail's readers, and not its senders.
    """
    assert reached("list/fatigue") == {"email/welcome": (1, "moves")}


def test_the_senders_of_an_email_are_not_asked_for_when_only_its_readers_change() -> None:
    """
    Hundreds of journeys may send one e-mail, and none of them is reached: an index does not even load them.
    """
    asked: dict[str, Collection[str]] = {}

    class Asked(Graph):
        def used_by(self, address: Address, without: Collection[str] = ()) -> tuple[Edge, ...]:
            asked[address] = without
            return super().used_by(address, without)

    nodes = {Address(name) for source, _, target in ORG for name in (source, target)}

    reach(Asked(nodes, edges(*ORG)), Address("list/fatigue"))

    assert "sends" in asked["email/welcome"]
    assert "embeds" not in asked["email/welcome"]

    reach(Asked(nodes, edges(*ORG)), Address("snippet/footer"))

    assert "sends" not in asked["email/welcome"]


def test_a_crm_field_that_breaks_takes_its_mirror_and_all_its_users_along() -> None:
    """
    D2: from the CRM to the e-mails, and what breaks is told apart from what follows.
    """
    assert reached("crm-field/Account.Type", breaking=True) == {
        "field/account.type": (1, "breaks"),
        "list/customers": (2, "breaks"),
        "list/customers-fr": (3, "moves"),
        "journey/onboarding": (4, "moves"),
        "email/welcome": (5, "moves"),
    }


def test_filing_breaks_with_its_target_and_passes_nothing_on() -> None:
    """
    A list whose team is gone needs an owner; the lists that extend it do not change.
    """
    assert reached("team/ops", breaking=True) == {"list/customers": (1, "breaks")}
    assert reached("team/ops") == {}


def test_an_act_on_an_asset_reaches_it() -> None:
    """
    What a rule tests, puts people on and tells is felt there.
    """
    assert reached("field/score") == {
        "rule/mark": (1, "moves"),
        "list/static": (2, "moves"),
        "team/sdr": (2, "moves"),
    }


def test_a_lost_act_is_still_felt_where_it_was() -> None:
    """
    A rule that no longer adds people to a list changes that list, though it does not name it any more.
    """
    graph = graph_of(("journey/j", "enters-from", "list/a"), ("rule/r", "uses", "field/f"))
    lost = Edge(Address("rule/r"), Address("list/a"), "adds-to")

    found = reach(graph, Address("rule/r"), lost=(lost,))

    assert [(str(one.address), one.path[0]) for one in found] == [
        ("list/a", lost),
        ("journey/j", lost),
    ]


def test_what_is_skipped_is_not_walked_through() -> None:
    """
    A new asset is no victim of a change, and nothing is blamed on a way through it.
    """
    assert reached("list/customers", skip=lambda address: address == "list/customers-fr") == {}


def test_a_ring_is_walked_once() -> None:
    """
    Journeys may hand people to each other for ever; the answer is finite and does not name the start.
    """
    graph = graph_of(("journey/a", "adds-to", "list/x"), ("journey/a", "enters-from", "list/x"))

    assert [str(one.address) for one in reach(graph, Address("journey/a"))] == ["list/x"]


def test_the_same_way_is_told_whatever_the_order_of_the_files() -> None:
    """
    Two ways of one length: always the same one explains why.
    """
    rows = [
        ("list/b", "extends", "list/a"),
        ("list/c", "extends", "list/a"),
        ("journey/j", "enters-from", "list/c"),
        ("journey/j", "enters-from", "list/b"),
        ("journey/j", "suppresses", "list/b"),
    ]
    answers = set()
    for seed in range(20):
        made = edges(*rows)
        random.Random(seed).shuffle(made)
        graph = Graph({address for edge in made for address in edge[:2]}, made)
        answers.add(reach(graph, Address("list/a")))

    assert len(answers) == 1
    (last,) = [one for one in answers.pop() if one.address == "journey/j"]
    assert [hop.relation for hop in last.path] == ["extends", "enters-from"]
    assert last.path[0].source == "list/b"
