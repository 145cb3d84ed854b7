"""DRIP Ventures, the example org: every story of the domain is told by an asset that can be pointed at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from mapconfig.address import Address
from mapconfig.check import check
from mapconfig.graph import Graph
from mapconfig.model import Asset, Org, mentions
from mapconfig.read.formatting import fmt
from mapconfig.read.org import Reading, read_org
from mapconfig.read.tree import Tree

ROOT = Path(__file__).parents[2] / "org-config"
TODAY = date(2026, 11, 22)

#: The segment definitions of the domain and the lists that hold them.
DEFINITIONS = {
    "S1": ["list/customers"],
    "S2": ["list/customers-by-won-opportunity"],
    "S3": ["list/customers-by-active-contract", "list/customers-by-contract-flag"],
    "S4": [
        "list/prospects-unassigned",
        "list/prospects-with-leads",
        "list/prospects-with-prospect-accounts",
        "list/prospects-with-customer-accounts",
    ],
    "S5": ["list/prospects"],
    "S6": ["list/vulnerable-first", "list/high-value-customers"],
    "S7": ["list/mailable", "list/deliverable"],
    "S8": ["list/risky-data"],
    "S9": ["list/water-report-readers"],
    "S10": ["list/came-with-drought-decree", "list/dormant-opportunities"],
}


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_org(Tree(ROOT))


@pytest.fixture(scope="module")
def org(reading: Reading) -> Org:
    return reading.org


@pytest.fixture(scope="module")
def graph(org: Org) -> Graph:
    return Graph.of(org)


def of(org: Org, kind: str) -> list[Asset]:
    return list(org.of_kind(kind))


def texts(value: Any) -> Iterator[str]:
    """Every text inside a value, keys of mappings too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from texts(item)


def test_the_files_are_read_without_a_finding(reading: Reading) -> None:
    """The example is clean: whatever is reported after an edit is about the edit."""
    assert [f"{finding.code} {finding.detail}" for finding in reading.findings] == []


def test_no_rule_finds_anything_that_was_not_agreed_on(org: Org, graph: Graph) -> None:
    """Every rule of validate is content, but for few exceptions with a reason and an end in 2027."""
    findings = check(org, graph, TODAY)
    assert [f"{each.code} {each.address}: {each.detail}" for each in findings if not each.waived] == []
    assert 1 <= len(findings) <= 12
    for waiver in org.settings.waivers:
        assert waiver.why and waiver.until.year == 2027


def test_every_file_is_in_the_one_canonical_form(org: Org) -> None:
    """`mapconfig fmt` has nothing to do, so a diff after it shows only what somebody changed."""
    for path in sorted(ROOT.rglob("*.yaml")):
        data = path.read_bytes()
        assert fmt(data, org.kinds) == data, path.name


def test_it_is_large_enough_to_be_real_and_small_enough_to_be_read(org: Org) -> None:
    """Between 80 and 150 assets that people write, of every kind, beside the CRM's fields."""
    count = Counter(asset.kind for asset in org.values())
    assert set(count) == set(org.kinds)
    assert 80 <= sum(count.values()) - count["crm-field"] <= 150
    objects = Counter(address.key.partition(".")[0] for address in org if address.kind == "crm-field")
    assert set(objects) >= {"Lead", "Contact", "Account", "Opportunity", "Contract"}
    assert all(objects[name] >= 8 for name in ("Lead", "Contact", "Account", "Opportunity", "Contract"))


@pytest.mark.parametrize("row", sorted(DEFINITIONS))
def test_each_segment_definition_is_a_list(org: Org, row: str) -> None:
    """S1 to S10 are written down, each with its reason, its owner and a word about which definition it is."""
    for address in DEFINITIONS[row]:
        asset = org[address]
        assert asset.attributes.get("criteria"), address
        assert asset.owner is not None, address
        assert asset.attributes["why"]["reason"], address
    told = " ".join(text for address in DEFINITIONS[row] for text in texts(dict(org[address].attributes)))
    assert f"({row}" in told


def test_definitions_build_on_each_other(org: Org, graph: Graph) -> None:
    """Nobody repeats the definition of customer: other lists extend it, test membership, or are another definition."""
    customers = Address("list/customers")
    extending = [edge.source for edge in graph.used_by(customers) if edge.relation == "extends"]
    assert len(extending) >= 4
    for asset in of(org, "list"):
        says_it = "account.type is Customer" in set(texts(asset.attributes.get("criteria", [])))
        assert not says_it or asset.key in ("customers", "prospects-with-customer-accounts"), asset.address


def test_extends_never_goes_in_a_circle(org: Org) -> None:
    """A list that narrows itself would be empty on one platform and refused by another."""
    for asset in of(org, "list"):
        seen = {asset.address}
        at = asset.attributes.get("extends")
        while at is not None:
            assert at not in seen, asset.address
            seen.add(at)
            at = org[at].attributes.get("extends")


def test_each_reading_of_prospect_contains_the_one_before(org: Org) -> None:
    """S4: a is in b, b in c, c in d."""
    readings = DEFINITIONS["S4"]
    for narrow, wide in pairwise(readings):
        assert {"in list " + narrow.partition("/")[2]} <= set(texts(org[wide].attributes["criteria"]))


def test_prospects_are_defined_by_what_they_are_not(org: Org) -> None:
    """S5: excluding has no holes."""
    [group] = org["list/prospects"].attributes["criteria"]
    assert "in list customers" in group["none"]


def test_the_list_that_pardot_cannot_hold_says_so(org: Org) -> None:
    """S3: the gap is named, with how far off an approximation would be and what to do instead."""
    gaps = {gap["platform"]: gap for gap in org["list/customers-by-active-contract"].attributes["gaps"]}
    assert "account-engagement" in gaps
    assert "contracts" in gaps["account-engagement"]["why"]
    stand_in = "list/customers-by-contract-flag"
    assert stand_in in gaps["account-engagement"]["instead"]
    assert stand_in in org


def test_sensitive_segments_are_used_by_no_email_and_no_journey(org: Org, graph: Graph) -> None:
    """S6: those who are served first are called, not mailed."""
    users = {edge.source for edge in graph.used_by(Address("list/vulnerable-first"))}
    assert {address.kind for address in users} == {"team"}
    assert org["field/hardship_support"].attributes["personal_data"] == "sensitive"


def test_may_we_and_will_it_arrive_are_two_lists(org: Org) -> None:
    """S7: an opt-out is not a bounce."""
    may, arrives = (set(texts(org[f"list/{name}"].attributes["criteria"])) for name in ("mailable", "deliverable"))
    assert any("opted_out" in text for text in may) and not any("bounced" in text for text in may)
    assert any("bounced" in text for text in arrives) and not any("opted_out" in text for text in arrives)


def test_big_sends_go_out_in_portions_without_risky_data(org: Org) -> None:
    """S8 and S9: the first portion is small, all of them are everybody."""
    report = org["email/water-report-2026"].attributes
    shares = [batch["percent"] for batch in report["schedule"]["batches"]]
    assert sum(shares) == 100 and shares[0] <= 10
    assert "list/risky-data" in report["suppress"]


def test_every_journey_and_list_email_spares_those_who_had_enough(org: Org) -> None:
    """A5: all fatigue lists are suppressed everywhere; only operational e-mails pass them."""
    fatigue = set(org.settings.fatigue)
    assert len(fatigue) == 3
    for address in fatigue:
        assert org[address].attributes["purpose"] == "suppression"
    marketing = [
        asset
        for asset in [*of(org, "journey"), *of(org, "email")]
        if asset.kind == "journey"
        or (
            asset.attributes.get("type", "journey") in ("list", "journey")
            and not asset.attributes.get("operational", False)
        )
    ]
    assert len(marketing) >= 20
    for asset in marketing:
        assert fatigue <= set(asset.attributes.get("suppress", ())), asset.address


def test_limits_differ_by_industry(org: Org) -> None:
    """A5: municipalities get less than others, golf courses a little more."""
    assert "industry is Municipality" in set(texts(org["list/fatigue-municipality"].attributes["criteria"]))
    assert "industry is not Golf" in set(texts(org["list/fatigue-frequency"].attributes["criteria"]))


def test_steps_that_send_are_more_than_a_week_apart_within_a_journey(org: Org) -> None:
    """A journey that sends twice in a week would be held back by its own suppression list."""
    for asset in of(org, "journey"):
        steps = asset.attributes["steps"]
        sends = [index for index, step in enumerate(steps) if "send" in step]
        for first, second in pairwise(sends):
            between = steps[first + 1 : second]
            leaves = any(step.get("next") for step in [steps[first], *between])
            waits = [step["wait"] for step in between if "wait" in step]
            long = any("week" in wait or int(wait.split()[0]) >= 8 for wait in waits)
            assert long or leaves, f"{asset.address}: {steps[first]['id']} and {steps[second]['id']}"


def test_operational_emails_have_a_reason_and_do_not_sell(org: Org) -> None:
    """A8: health and safety, terms, status, legal notice; no offer, no unsubscribe link that changes nothing."""
    operational = [asset for asset in of(org, "email") if asset.attributes.get("operational")]
    reasons = {asset.attributes["operational_reason"] for asset in operational}
    assert reasons == {"health-and-safety", "terms-change", "system-status", "legal-notice"}
    for asset in operational:
        assert "snippet/winter-site-visit" not in asset.attributes["body"]
        assert "snippet/operational-footer" in asset.attributes["body"]


def test_every_other_email_carries_the_legal_footer(org: Org) -> None:
    """A1: one text for all, in the reader's language."""
    for asset in of(org, "email"):
        if not asset.attributes.get("operational"):
            assert "{{ snippet/legal-footer }}" in asset.attributes["body"], asset.address
    variants = {variant["id"] for variant in org["snippet/legal-footer"].attributes["variants"]}
    assert variants == {"fr", "de"}


def test_every_snippet_and_every_list_has_a_use_or_a_reason(org: Org, graph: Graph) -> None:
    """Nothing lies about that nobody could explain."""
    for asset in [*of(org, "snippet"), *of(org, "list")]:
        assert graph.used_by(asset.address) or "definition" in asset.attributes.get("tags", ()), asset.address


def test_every_list_and_every_journey_says_why_it_exists(org: Org) -> None:
    """D1: the reason is beside the definition, with the ticket it goes back to."""
    for asset in [*of(org, "list"), *of(org, "journey"), *of(org, "rule")]:
        assert asset.attributes["why"]["reason"] and asset.attributes["why"]["ticket"], asset.address


def test_every_reference_leads_to_an_asset(graph: Graph) -> None:
    """CRM fields too: the two teams have not drifted apart."""
    assert list(graph.missing()) == []


def test_the_lifecycle_goes_from_visitor_to_advocate(org: Org, graph: Graph) -> None:
    """A10: nine stages in order, each with criteria, and from the second on a moment of arrival of its own."""
    stages = sorted(of(org, "stage"), key=lambda stage: stage.attributes["order"])
    assert [stage.key for stage in stages] == [
        "visitor",
        "prospect",
        "mql",
        "sal",
        "sql",
        "opportunity",
        "won",
        "upsell",
        "advocate",
    ]
    assert all(stage.attributes.get("criteria") and stage.attributes.get("marketing") for stage in stages)
    stamps = [stage.attributes.get("timestamp_field") for stage in stages]
    assert stamps[0] is None and len(set(stamps)) == len(stages)


def test_thresholds_open_stages_and_points_fade(org: Org) -> None:
    """A9: score and grade name a stage; what nobody repeats is worth less each month."""
    model = org["scoring/interest"].attributes
    thresholds = {entry["id"]: entry for entry in model["thresholds"]}
    assert thresholds["mql"] == {"id": "mql", "score": 60, "grade": "B-", "stage": "stage/mql"}
    assert model["decay"]["points"] < 0
    assert {entry["activity"].split()[0] for entry in model["points"]} >= {"opened", "clicked", "submitted", "viewed"}


def test_nobody_reaches_sales_past_a_person_or_past_the_exclusions(org: Org) -> None:
    """H1 to H3: rules hand over to the SDR, only qualified leads go on to sales, and never those who are not for it."""
    handing = [asset for asset in of(org, "rule") if "hand_over" in set(texts(asset.attributes["do"]))]
    assert len(handing) >= 3
    for rule in handing:
        when = set(texts(rule.attributes["when"]))
        assert "not in list not-for-sales" in when, rule.address
        if "team/sales" in set(texts(rule.attributes["do"])):
            assert {"lead_status is Qualified", "bant is Known"} <= when
    assert "in list competitors" in set(texts(org["list/not-for-sales"].attributes["criteria"]))


def test_no_two_teams_contact_the_same_people_at_the_same_stage(org: Org) -> None:
    """D6: the contact matrix has no crossed wires, and every stage from prospect on has somebody."""
    lines = {
        (line["segment"], line["stage"], team.key)
        for team in of(org, "team")
        for line in team.attributes.get("contacts", ())
    }
    assert max(Counter((segment, stage) for segment, stage, _ in lines).values()) == 1
    assert {stage for _, stage, _ in lines} == {stage.address for stage in of(org, "stage")}


def test_every_asset_has_an_owner_and_a_title(org: Org) -> None:
    """D7: somebody answers for each."""
    for asset in org.values():
        if asset.kind not in ("crm-field", "team"):
            assert asset.owner in org, asset.address
            assert asset.attributes.get("title"), asset.address


def test_every_asset_is_explained_by_a_change_record(org: Org) -> None:
    """D1: no part of the org came from nowhere, and records of two years tell it."""
    covered = {address for record in org.changes for address in record.covers}
    assert {address for address in org if address.kind != "crm-field"} == covered
    assert {record.date[:4] for record in org.changes} == {"2025", "2026"}
    assert {record.type for record in org.changes} == {"standard", "normal", "emergency"}
    assert len({record.id for record in org.changes}) == len(org.changes) >= 15


def test_change_records_say_what_can_go_wrong_and_how_to_go_back(org: Org) -> None:
    """D2 and D3: each has a reason, a risk, a way back and a ticket, and is not from the future."""
    for record in org.changes:
        assert record.reason and record.risk and record.rollback and record.requested_by, record.id
        assert record.tickets, record.id
        assert date.fromisoformat(record.date) <= TODAY, record.id


def test_no_review_is_overdue(org: Org) -> None:
    """The day by which each definition is looked at again is still to come."""
    days = [asset.attributes["why"].get("review_by") for asset in org.values() if "why" in asset.attributes]
    assert sum(day is not None for day in days) >= 20
    assert all(date.fromisoformat(day) > TODAY for day in days if day is not None)


def test_consent_is_asked_for_and_never_forced(org: Org) -> None:
    """A14: every form asks, and only the one that is about nothing else may require it."""
    for form in of(org, "form"):
        consent = form.attributes["consent"]
        assert org[consent["field"]].attributes["type"] == "yes-no"
        assert not consent.get("required") or form.key == "newsletter-signup"


def test_every_campaign_can_be_traced(org: Org) -> None:
    """A11: the name in links, on the platform and in the CRM."""
    for campaign in of(org, "campaign"):
        assert set(campaign.attributes["utm"]) == {"source", "medium", "campaign"}
        assert campaign.attributes["crm_campaign"]


def test_every_field_says_what_data_protection_must_know(org: Org) -> None:
    """A12: class, master and, where it has one, the CRM field of the same values."""
    for asset in of(org, "field"):
        assert asset.attributes.get("personal_data") and asset.attributes.get("master"), asset.address
        for address in asset.attributes.get("crm", ()):
            theirs = org[address].attributes.get("values")
            ours = asset.attributes.get("values")
            assert theirs is None or ours is None or set(theirs) == set(ours), asset.address


def test_what_is_removed_is_gone(org: Org) -> None:
    """A tombstone is for something that no file defines any more."""
    assert len(org.removed) == 2
    for tombstone in org.removed:
        assert tombstone.address not in org
        assert tombstone.why and tombstone.ticket


def test_staging_sends_to_colleagues_only(org: Org) -> None:
    """What is tried out there reaches nobody else."""
    overrides = org.settings.environments["staging"].overrides
    for address, said in overrides.items():
        assert address in org
        assert "to" not in said or said["to"] == ["list/colleagues"]
    scheduled = {asset.address for asset in of(org, "email") if asset.attributes.get("type") == "list"}
    assert {address for address in overrides if "to" in overrides[address]} == scheduled
    assert all(overrides[journey.address] == {"state": "paused"} for journey in of(org, "journey"))


def test_each_environment_is_a_platform_of_its_own(org: Org) -> None:
    """What is tried out on staging does not reach what local runs."""
    files = [each.settings.get("file", ".mapconfig/platform.sqlite3") for each in org.settings.environments.values()]
    assert len(files) == len(set(files)) == 2


def test_nothing_in_it_belongs_to_somebody_real(org: Org) -> None:
    """Every e-mail address and every web address is under .example, which no one can own."""
    for asset in org.values():
        for text in texts(dict(asset.attributes)):
            for domain in re.findall(r"(?:@|https?://)([\w.-]+\.\w+)", text):
                assert domain.rstrip(".").endswith(".example"), f"{asset.address}: {domain}"


def test_the_graph_knows_which_emails_a_snippet_is_in(org: Org, graph: Graph) -> None:
    """A1: whoever changes the footer sees every e-mail that shows it, through the side files."""
    shown = {edge.source for edge in graph.used_by(Address("snippet/legal-footer")) if edge.relation == "embeds"}
    assert len(shown) >= 15
    body = org["email/onboarding-welcome"]
    assert {mention.target for mention in mentions(org.kinds["email"], body.attributes)} >= {
        "snippet/legal-footer",
        "snippet/hotline",
        "field/first_name",
        "campaign/customer-lifecycle",
    }


def test_the_tour_names_only_what_is_there(org: Org) -> None:
    """Every story in the README of the example leads to an asset or a file, and every id in the org is in the tour."""
    tour = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([A-Z]\d+) \| .* \| (.*) \|$", tour, re.MULTILINE))
    for row, places in rows.items():
        named = re.findall(r"`([^`]+)`", places)
        assert named, row
        for place in named:
            assert place in org or (ROOT / place).exists() or place in ("naming",), f"{row}: {place}"
    said = {
        row
        for asset in org.values()
        for text in texts(dict(asset.attributes))
        for row in re.findall(r"\(([A-Z]\d+)\b", text)
    }
    assert said <= set(rows)
