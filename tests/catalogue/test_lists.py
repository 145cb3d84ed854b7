"""What is told of what wants attention, and where to begin."""

from __future__ import annotations

from datetime import date

from tests.catalogue.made import facts

from mapconfig.address import Address
from mapconfig.catalogue import dictionary, indexes, lists, site
from mapconfig.catalogue.facts import Drifted, Facts
from mapconfig.model import ChangeRecord, Settings
from mapconfig.model.settings import Waiver
from mapconfig.record.chronicle import Chronicle, Happening
from mapconfig.record.edits import NEW
from mapconfig.record.history import Commit
from mapconfig.testing.build import asset
from mapconfig.values import replace

OPS = asset("team/ops", title="Operations")
ALL = asset("list/all", title="All", owner="team/ops", criteria=["country is France"])


def test_assets_without_a_team_are_told() -> None:
    """Also those whose team does not exist; neither teams nor what is archived nor the CRM's fields."""
    found = lists.unowned(
        facts(
            OPS,
            ALL,
            asset("list/nobody", criteria=["country is France"]),
            asset("list/gone", owner="team/gone", criteria=["country is France"]),
            asset("list/old", state="archived", criteria=["country is France"]),
            asset("crm-field/Account.Type", type="Picklist"),
        )
    )
    assert [row["address"] for row in found["rows"]] == ["list/gone", "list/nobody"]


def test_reviews_are_told_when_they_are_over_and_before() -> None:
    """Overdue ones, those due within a month, and no others; waivers by the day they end."""
    dates = {"late": "2026-11-21", "today": "2026-11-22", "soon": "2026-12-20", "far": "2027-06-01", "never": "someday"}
    said = [
        asset(f"list/{name}", why={"reason": name, "review_by": day}, criteria=["country is France"])
        for name, day in dates.items()
    ]
    waivers = (
        Waiver("MC126", "list/*", "Agreed", date(2027, 1, 1)),
        Waiver("MC126", "list/late", "Agreed", date(2026, 1, 1)),
    )
    found = lists.overdue(facts(*said, settings=Settings(waivers=waivers)))
    assert [row["address"] for row in found["rows"]] == ["list/late"]
    assert [row["address"] for row in found["soon"]] == ["list/today", "list/soon"]
    assert [(row["asset"]["address"], row["over"]) for row in found["waivers"]] == [
        ("list/late", True),
        ("list/*", False),
    ]


def test_what_nothing_uses_is_told() -> None:
    """By the rule about it, with its waiver, and fields besides."""
    found = lists.unused(facts(OPS, ALL, asset("field/country", type="text"), asset("field/lone", type="text")))
    assert [row["address"] for row in found["rows"]] == ["list/all"]
    assert [row["address"] for row in found["fields"]] == ["field/lone"]


def test_changes_come_newest_first() -> None:
    """By commit and then by address; what is not committed is apart, and what is left out is counted."""
    commits = [Commit(letter * 40, (), "Ana", "2026-03-01T10:00:00+02:00", letter) for letter in "ab"]
    happened = {
        address: tuple(Happening("changed", commit, "Ana", address) for commit in commits)
        for address in (ALL.address, OPS.address)
    }
    chronicle = Chronicle(
        happened, {ALL.address: ("title",), OPS.address: NEW}, {commit.id: n for n, commit in enumerate(commits)}
    )
    found = lists.changed(facts(OPS, ALL, chronicle=chronicle), 3)
    assert [(row["asset"]["address"], row["subject"]) for row in found["rows"]] == [
        ("list/all", "a"),
        ("team/ops", "a"),
        ("list/all", "b"),
    ]
    assert found["more"] == 1
    assert [(row["address"], row["new"]) for row in found["uncommitted"]] == [("list/all", False), ("team/ops", True)]


def test_findings_come_by_rule_with_the_gravest_first() -> None:
    """Waived ones are counted, and shown with their reason."""
    waiver = Settings(waivers=(Waiver("MC126", "list/all", "Agreed", date(2027, 1, 1)),))
    found = lists.findings(facts(OPS, ALL, asset("list/bad", criteria=["in list nowhere"]), settings=waiver))
    weights = [["error", "warning", "info"].index(group["severity"]) for group in found["groups"]]
    assert weights == sorted(weights)
    orphan = next(group for group in found["groups"] if group["code"] == "MC126")
    assert (orphan["count"], orphan["waived"]) == (2, 1)
    assert {row["waived"] for row in orphan["rows"]} == {"", "Agreed"}


def test_drift_and_records_are_told() -> None:
    """What differs and what is gone, by address; the newest record first."""
    drifted = Drifted(True, "live", {Address("list/all"): ["title"]}, frozenset({Address("list/gone")}), ("list/wild",))
    found = lists.drifted(facts(OPS, ALL, drifted=drifted))
    assert [(row["address"], row["gone"], row["fields"]) for row in found["rows"]] == [
        ("list/all", False, ["title"]),
        ("list/gone", True, []),
    ]
    records = tuple(ChangeRecord(id=f"CHG-{n}", title="x", reason="y", date=f"2026-0{n}-01") for n in (1, 3, 2))
    known = facts(OPS, ALL)
    recorded = Facts(replace(known.org, changes=records), known.graph, known.today)
    listed = lists.records(recorded)["rows"]
    assert [row["id"] for row in listed] == ["CHG-3", "CHG-2", "CHG-1"]


def test_the_front_page_counts_what_it_leads_to() -> None:
    """Hubs by how many name them; drift that nobody looked for is unknown and not none."""
    users = [asset(f"list/u{n}", owner="team/ops", criteria=["in list all"]) for n in range(3)]
    found = indexes.front(facts(OPS, ALL, *users))
    assert found["assets"] == 5
    assert [(row["address"], row["count"]) for row in found["hubs"]] == [("list/all", 3)]
    assert found["attention"]["drifted"] is None
    assert indexes.front(facts(OPS, drifted=Drifted(True, "live")))["attention"]["drifted"] == 0


def test_a_large_kind_takes_several_sheets() -> None:
    """Every asset is on one of them."""
    many = [asset(f"list/l{n:04}", criteria=["country is France"]) for n in range(indexes.SHEET + 5)]
    known = facts(*many, findings=())
    first, second = indexes.kind(known, "list"), indexes.kind(known, "list", 2)
    assert (len(first["rows"]), len(second["rows"]), first["sheets"], first["total"]) == (1000, 5, 2, 1005)
    assert {"kind/list.html", "kind/list-2.html"} <= set(site.makers(known))


def test_a_team_is_told_with_what_it_owns() -> None:
    """By kind."""
    found = indexes.teams(facts(OPS, ALL, asset("email/e", owner="team/ops", subject="x", body="x")))
    assert found["rows"][0]["owned"] == {"email": 1, "list": 1}


def test_a_field_is_told_with_its_crm_fields_and_users() -> None:
    """A CRM field that its files do not have has no title."""
    found = dictionary.document(
        facts(
            asset("field/country", type="choice", values=["FR"], crm=["crm-field/Lead.Country", "crm-field/Lead.Gone"]),
            asset("crm-field/Lead.Country", type="Text"),
            *(asset(f"list/l{n}", criteria=["country is FR"]) for n in range(dictionary.NAMED + 2)),
        )
    )
    row = found["rows"][0]
    assert [(one["address"], one["title"] is None, one["type"]) for one in row["crm"]] == [
        ("crm-field/Lead.Country", False, "Text"),
        ("crm-field/Lead.Gone", True, ""),
    ]
    assert (row["used"], len(row["users"]), row["more"]) == ({"list": 6}, 4, 2)
    assert found["classes"] == {"": 1}


def test_search_knows_every_asset() -> None:
    """By address, title, team, a line of description and tags; its page where that does not follow."""
    found = site.search_rows(
        facts(asset("list/all", title="All", owner="team/ops", description="a\n b", tags=["x", "y"]), asset("list/Big"))
    )
    assert found == [
        ["list/Big", "Big", "", "", "", found[0][5]],
        ["list/all", "All", "ops", "a b", "x y", ""],
    ]
    assert found[0][5].startswith("a/list/Big~")
