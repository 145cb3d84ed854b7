"""The definitions of DRIP Ventures counted twice: by the engine that comes with mapconfig, and by SQL that a person
wrote against the tables of the embedded platform without a line of mapconfig."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mapconfig.address import Address
from mapconfig.audience.census import census
from mapconfig.backends.embedded.people import people
from mapconfig.diff import diff
from mapconfig.impact.people import Count, PeopleImpact
from mapconfig.model import Asset, Environment, Org
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ORG: Org = read_org(Tree(Path(__file__).parents[2] / "org-config")).org


def since(days: int) -> int:
    return int((NOW - timedelta(days=days)).timestamp())


def sent(days: int) -> str:
    """How many e-mails a person was sent in so many days."""
    return f"coalesce((SELECT m.in_{days} FROM test_mails m WHERE m.person = +p.number), 0)"


COLLEAGUE = "EXISTS (SELECT 1 FROM member m WHERE m.person = +p.number AND m.list = 'colleagues')"
TYPE = "(SELECT type FROM account c WHERE c.number = p.account)"
CUSTOMER = f"({TYPE} = 'Customer' AND NOT {COLLEAGUE})"
WON = (
    "EXISTS (SELECT 1 FROM role r JOIN opportunity o ON o.number = r.opportunity"
    " WHERE r.person = +p.number AND o.stage = 'Closed Won' AND r.role IS NOT NULL AND r.role <> '')"
)
PROSPECT = f"(NOT coalesce({CUSTOMER}, 0) AND NOT {COLLEAGUE})"
MAILABLE = (
    "(p.email IS NOT NULL AND p.email <> '' AND coalesce(p.opted_out, 0) = 0 AND coalesce(p.do_not_email, 0) = 0)"
)
SUBSCRIBER = f"({MAILABLE} AND p.newsletter_opt_in = 1 AND p.confirmed_opt_in = 1)"
FREQUENCY = f"(({sent(30)} >= 3 AND coalesce(p.industry, '') <> 'Golf') OR {sent(30)} >= 4)"
RECENCY = f"({sent(7)} >= 1)"
MUNICIPALITY = f"(p.industry = 'Municipality' AND ({sent(30)} >= 2 OR {sent(14)} >= 1))"

#: Who is on a list, in SQL about the person p. Values of choices and texts are in one spelling in these data.
LISTS = {
    "list/customers": CUSTOMER,
    "list/customers-by-won-opportunity": WON,
    "list/customers-by-active-contract": (
        "EXISTS (SELECT 1 FROM contract k WHERE k.account = p.account AND k.status = 'Activated')"
    ),
    "list/prospects": PROSPECT,
    "list/mailable": MAILABLE,
    "list/not-mailable": f"NOT {MAILABLE}",
    "list/fatigue-frequency": FREQUENCY,
    "list/fatigue-recency": RECENCY,
    "list/fatigue-municipality": MUNICIPALITY,
    "list/customers-fr": f"{CUSTOMER} AND p.country IN ('FR', 'BE', 'CH') AND p.language = 'fr'",
    "list/high-value-customers": (
        f"{CUSTOMER} AND (SELECT lifetime_value FROM account c WHERE c.number = p.account) >= 50000"
    ),
    "list/newsletter-subscribers": SUBSCRIBER,
    "list/newsletter-fr": f"{SUBSCRIBER} AND p.language = 'fr'",
    "list/newsletter-en": f"{SUBSCRIBER} AND (p.language = 'en' OR p.language IS NULL OR p.language = '')",
    "list/new-customers": f"{CUSTOMER} AND p.won_at >= {since(30)} AND p.won_at < {since(0)}",
    "list/prospects-golf": f"{PROSPECT} AND p.industry = 'Golf'",
    "list/came-with-drought-decree": f"{PROSPECT} AND p.created_at >= CAST(strftime('%s', '2026-06-15') AS INTEGER)",
    "list/prospects-with-leads": (
        f"(({PROSPECT} AND coalesce(p.crm_record, '') = '' AND coalesce(p.assigned, 0) = 0) OR p.crm_record = 'Lead')"
    ),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account with its people, and a place of its own for what is read of them."""
    directory = tmp_path_factory.mktemp("account")
    people(directory / "account.sqlite3", count=8_000, as_of=NOW)
    return directory


@pytest.fixture(scope="module")
def environment(home: Path) -> Environment:
    said = {"source": "embedded", "identifiers": ["email"], "small_counts": 1}
    return Environment("test", "embedded", settings={"file": str(home / "account.sqlite3")}, people=said)


@pytest.fixture(scope="module")
def sql(home: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(home / "account.sqlite3")
    db.execute("CREATE INDEX IF NOT EXISTS test_role ON role (person)")
    db.execute("CREATE INDEX IF NOT EXISTS test_member ON member (person)")
    db.execute("CREATE INDEX IF NOT EXISTS test_contract ON contract (account)")
    counts = ", ".join(f"sum(at >= {since(days)}) AS in_{days}" for days in (7, 14, 30))
    db.execute(
        f"CREATE TEMP TABLE test_mails AS SELECT person, {counts} FROM activity"
        f" WHERE verb = 0 AND at < {since(0)} GROUP BY person"
    )
    db.execute("CREATE UNIQUE INDEX temp.test_mail ON test_mails (person)")
    yield db
    db.close()


def asked(db: sqlite3.Connection, condition: str) -> Count:
    return Count.of(db.execute(f"SELECT count(*) FROM person p WHERE {condition}").fetchone()[0])


def test_every_definition_has_the_people_that_sql_counts(
    home: Path, environment: Environment, sql: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S1 to S7 and A5: customers in three readings, prospects, subscribers, who may be mailed and who had enough."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    found = census(environment, home, lambda: NOW).present(ORG, [Address(name) for name in LISTS])

    assert not found.reason
    assert {one.subject: one.members for one in found.standings} == {
        name: asked(sql, condition) for name, condition in LISTS.items()
    }
    assert {one.subject: one.reachable for one in found.standings} == {
        name: asked(sql, f"({condition}) AND {MAILABLE}") for name, condition in LISTS.items()
    }
    assert all(one.members.low for one in found.standings), "a list of nobody shows nothing"


@pytest.fixture(scope="module")
def blunder(home: Path, environment: Environment) -> PeopleImpact:
    """The master list of customers, with one word changed."""
    customers = ORG["list/customers"]
    wrong = {**customers.attributes, "criteria": ["account.type is not blank", "not in list colleagues"]}
    after = replace(ORG, assets={**ORG.assets, customers.address: Asset(customers.address, wrong)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        return census(environment, home, lambda: NOW).moved(ORG, after, diff(ORG, after))


def test_the_blunder_moves_the_people_that_sql_counts(blunder: PeopleImpact, sql: sqlite3.Connection) -> None:
    """Before, after, in, out, who may be mailed, who opted out, and how many had enough e-mail."""
    after = f"({TYPE} IS NOT NULL AND {TYPE} <> '' AND NOT {COLLEAGUE})"
    added = f"{after} AND NOT coalesce({CUSTOMER}, 0)"
    moved = next(one for one in blunder.moves if one.subject == "list/customers")

    assert blunder.source == "the embedded source" and blunder.engine == "embedded"
    assert moved.before == asked(sql, CUSTOMER)
    assert moved.after == asked(sql, after)
    assert moved.added == asked(sql, added)
    assert moved.removed == Count.of(0)
    assert moved.kept == asked(sql, CUSTOMER)
    assert moved.reachable_added == asked(sql, f"{added} AND {MAILABLE}")
    assert moved.opted_out == asked(sql, f"{added} AND p.opted_out = 1")
    assert moved.fatigued == asked(sql, f"{added} AND ({FREQUENCY} OR {RECENCY} OR {MUNICIPALITY})")
    assert moved.feeds == ("email/valve-recall-2026", "journey/onboarding")
    assert moved.growth is not None and moved.growth > 400


def test_the_blunder_mails_the_people_that_sql_counts(blunder: PeopleImpact, sql: sqlite3.Connection) -> None:
    """The recall is operational: it reaches who opted out, and nobody whose address bounces. Nobody has had it."""
    arrives = "(p.email IS NOT NULL AND p.email <> '' AND coalesce(p.hard_bounced, 0) = 0)"
    before = f"({CUSTOMER} OR {TYPE} = 'Former customer')"
    after = f"(({TYPE} IS NOT NULL AND {TYPE} <> '' AND NOT {COLLEAGUE}) OR {TYPE} = 'Former customer')"
    newly = f"{after} AND NOT coalesce({before}, 0) AND {arrives}"
    recall = next(one for one in blunder.mailings if one.subject == "email/valve-recall-2026")

    assert recall.audience_before == asked(sql, f"{before} AND {arrives}")
    assert recall.audience == asked(sql, f"{after} AND {arrives}")
    assert recall.newly == recall.first == asked(sql, newly)
    assert recall.again == Count.of(0)
    assert recall.batches and recall.one_send
    assert blunder.newly_mailed.low >= recall.newly.low


def test_an_invitation_without_its_suppression_mails_whom_the_platform_does_not_skip(
    home: Path, environment: Environment, monkeypatch: pytest.MonkeyPatch, sql: sqlite3.Connection
) -> None:
    """Who has an address, has not opted out and asked to be left alone is mailed once list/not-mailable is dropped."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    invitation = ORG["email/webinar-invitation"]
    # Only what SQL knows stays suppressed, so that both count the same.
    held = ["list/fatigue-frequency", "list/fatigue-recency", "list/fatigue-municipality"]
    said = {**invitation.attributes, "to": ["list/prospects-golf"]}
    before, after = (
        replace(ORG, assets={**ORG.assets, invitation.address: Asset(invitation.address, {**said, "suppress": each})})
        for each in ([*held, "list/not-mailable"], held)
    )
    found = census(environment, home, lambda: NOW).moved(before, after, diff(before, after))
    skipped = "(p.email IS NULL OR p.email = '' OR coalesce(p.opted_out, 0) = 1 OR coalesce(p.hard_bounced, 0) = 1)"
    alone = f"{LISTS['list/prospects-golf']} AND NOT {skipped} AND p.do_not_email = 1"
    tired = " OR ".join(f"coalesce({LISTS[each]}, 0)" for each in held)

    assert [one.subject for one in found.mailings] == ["email/webinar-invitation"]
    assert found.newly_mailed == found.barred == found.mailings[0].barred == asked(sql, f"{alone} AND NOT ({tired})")
    assert found.newly_mailed.low


def test_the_blunder_takes_people_off_what_prospects_get(blunder: PeopleImpact, sql: sqlite3.Connection) -> None:
    """Who is a customer by mistake is no prospect any more, and leaves the journeys for prospects."""
    after = f"({TYPE} IS NOT NULL AND {TYPE} <> '' AND NOT {COLLEAGUE})"
    prospects = next(one for one in blunder.moves if one.subject == "list/prospects")
    left = next(one for one in blunder.ejected if one.journey == "journey/nurture-golf")

    assert prospects.removed == asked(sql, f"{PROSPECT} AND {after}")
    assert prospects.added == Count.of(0)
    inside = "EXISTS (SELECT 1 FROM enrolment e WHERE e.person = +p.number AND e.journey = 'nurture-golf')"
    out_already = f"(coalesce({CUSTOMER}, 0) OR coalesce(p.lead_status, '') IN ('Accepted', 'Qualified', 'Working'))"
    assert left.people == asked(sql, f"{inside} AND {after} AND NOT {out_already}")
