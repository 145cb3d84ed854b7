"""The mapping of an environment as tables of a database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mapconfig.audience.mapping import source_of
from mapconfig.audience.sheet import ActivityLeaf, ChangeLeaf, FieldLeaf, Formula, ListLeaf, Related, Sheet
from mapconfig.audience.sql.duckdb import DuckDb
from mapconfig.audience.sql.engine import SqlEngine
from mapconfig.audience.sql.mapped import tables_of
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.moments import Interval
from mapconfig.criteria.syntax import FieldTest
from mapconfig.errors import InputError

NOW = datetime(2026, 3, 31, tzinfo=UTC)
EVER: Interval = (None, NOW)
TEXT, YES, DATE = FieldType("text"), FieldType("yes-no"), FieldType("date")

SAID = {
    "source": "postgresql",
    "place": "postgresql://host/crm",
    "people": {
        "table": "crm.leads",
        "key": "id",
        "fields": {
            "industry": "sector",
            "opted_out": {"column": "out", "yes": ["J"], "no": ["N"]},
            "created_at": {"column": "made", "as": "seconds"},
        },
    },
    "related": {
        "account": {"table": "crm.accounts", "key": "id", "by": "account", "fields": {"type": "kind"}},
        "contract": {"table": "crm.contracts", "key": "account", "by": "account", "fields": {"status": "status"}},
        "note": {"table": "crm.notes", "key": "lead", "fields": {"text": "text"}},
        "opportunity": {
            "table": "crm.deals",
            "key": "id",
            "fields": {"stage": "stage"},
            "link": {"table": "crm.roles", "person": "lead", "record": "deal", "fields": {"role": "role"}},
        },
    },
    "activities": {
        "mails": {
            "table": "crm.mails",
            "person": "lead",
            "at": "at",
            "verb_column": "what",
            "verbs": {"S": "was sent", "O": "opened", "o": "opened"},
            "name": "mail",
            "lookup": {"table": "crm.mail", "key": "id", "column": "slug"},
        },
        "visits": {"table": "crm.visits", "person": "lead", "at": "at", "verb": "viewed", "name": "page"},
        "own": {
            "table": "crm.own",
            "person": "lead",
            "at": "at",
            "verb_column": "verb",
            "name": "what",
            "names": {"1": "one"},
        },
    },
    "lists": {"table": "crm.members", "person": "lead", "name": "list", "keys": {"17": "imported"}},
    "changes": {
        "table": "crm.history",
        "person": "lead",
        "name": "field",
        "before": "before",
        "after": "after",
        "at": "at",
        "fields": {"Sector__c": "industry"},
    },
    "identifiers": ["email"],
}
RELATIONS = {"account": "one", "contract": "many", "note": "many", "opportunity": "many"}

STATEMENTS = """
CREATE SCHEMA crm;
CREATE TABLE crm.leads (id VARCHAR, sector VARCHAR, "out" VARCHAR, made BIGINT, account INTEGER);
INSERT INTO crm.leads VALUES ('a', 'Bank', 'J', 1700000000, 1), ('b', 'Bank', 'N', NULL, 9), ('c', '', '?', 0, NULL);
CREATE TABLE crm.accounts (id INTEGER, kind VARCHAR);
INSERT INTO crm.accounts VALUES (1, 'Customer'), (2, 'Customer');
CREATE TABLE crm.contracts (account INTEGER, status VARCHAR);
INSERT INTO crm.contracts VALUES (1, 'open'), (1, 'over'), (9, 'over');
CREATE TABLE crm.notes (lead VARCHAR, text VARCHAR);
INSERT INTO crm.notes VALUES ('c', 'hello'), (NULL, 'hello');
CREATE TABLE crm.deals (id INTEGER, stage VARCHAR);
INSERT INTO crm.deals VALUES (5, 'Won'), (6, 'Lost');
CREATE TABLE crm.roles (lead VARCHAR, deal INTEGER, role VARCHAR);
INSERT INTO crm.roles VALUES ('a', 5, NULL), ('b', 5, 'Decider'), ('b', 6, NULL), ('c', 404, 'Decider');
CREATE TABLE crm.mails (lead VARCHAR, what VARCHAR, mail INTEGER, at TIMESTAMP);
INSERT INTO crm.mails VALUES ('a', 'S', 1, '2026-01-01'), ('a', 'O', 1, '2026-01-02'), ('b', 'o', 404, '2026-01-02'),
    ('c', 'X', 1, '2026-01-02');
CREATE TABLE crm.mail (id INTEGER, slug VARCHAR);
INSERT INTO crm.mail VALUES (1, 'welcome');
CREATE TABLE crm.visits (lead VARCHAR, page VARCHAR, at TIMESTAMP);
INSERT INTO crm.visits VALUES ('a', '/pricing', '2026-01-01');
CREATE TABLE crm.own (lead VARCHAR, verb VARCHAR, what DOUBLE, at TIMESTAMP);
INSERT INTO crm.own VALUES ('c', 'attended', 1, '2026-01-01');
CREATE TABLE crm.members (lead VARCHAR, list BIGINT);
INSERT INTO crm.members VALUES ('a', 17), ('a', 17), ('b', 18);
CREATE TABLE crm.history (lead VARCHAR, field VARCHAR, before VARCHAR, after VARCHAR, at TIMESTAMP);
INSERT INTO crm.history VALUES ('a', 'Sector__c', 'Farm', 'Bank', '2026-01-01'),
    ('b', 'other', 'x', 'Bank', '2026-01-01');
"""


def field(name: str, value: str, kind: FieldType = TEXT, operator: str = "is") -> FieldLeaf:
    return FieldLeaf(FieldTest(name, operator, (value,)), kind)


def counts(*formulas: Formula) -> tuple[int, ...]:
    database = DuckDb()
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            database._asked(statement.replace("at TIMESTAMP", '"at" TIMESTAMP'), [])
    engine = SqlEngine(database, tables_of(source_of(SAID), RELATIONS), NOW)
    sheet = Sheet(NOW)
    refs = [sheet.put(formula) for formula in formulas]
    assert [engine.lacks(sheet, ref) for ref in refs] == [""] * len(refs)
    return engine.counts(sheet, refs).values


def test_fields_are_read_as_the_mapping_says() -> None:
    """
    Words for yes and no, and instants as seconds since 1970, mean what the settings say they mean.
    """
    assert counts(
        field("industry", "bank"),
        field("opted_out", "true", YES),
        field("opted_out", "false", YES),
        FieldLeaf(FieldTest("opted_out", "is blank"), YES),
        field("created_at", "2020-01-01", DATE, "after"),
        field("created_at", "1970-01-01", DATE, "on"),
        FieldLeaf(FieldTest("created_at", "is blank"), DATE),
        field("account.type", "customer"),
        FieldLeaf(FieldTest("account.type", "is blank"), TEXT),
    ) == (2, 1, 1, 1, 1, 1, 1, 1, 2)


def test_related_records_are_found_by_the_person_by_a_column_or_by_a_link() -> None:
    """
    A contract belongs to everybody of its account, a note to one person, a deal to those with a role on it; a role on a
    deal that is not there is none.
    """
    sheet_of = {"contract.status": "over", "note.text": "hello", "opportunity.stage": "won"}

    for place, (name, value) in enumerate(sheet_of.items()):
        database = DuckDb()
        for statement in STATEMENTS.split(";\n"):
            if statement.strip():
                database._asked(statement.replace("at TIMESTAMP", '"at" TIMESTAMP'), [])
        engine = SqlEngine(database, tables_of(source_of(SAID), RELATIONS), NOW)
        sheet = Sheet(NOW)
        relation = name.partition(".")[0]
        some = sheet.put(Related(relation, sheet.put(field(name, value))))
        role = sheet.put(Related("opportunity", sheet.put(field("opportunity.role", "decider"))))
        assert engine.counts(sheet, [some, role]).values == ((2, 1, 2)[place], 1)


def test_what_people_did_is_found_under_the_words_of_the_source() -> None:
    """
    Verbs by code, names by a table of names, verbs of one table or by themselves.
    """
    assert counts(
        ActivityLeaf("opened", None, EVER, 1),
        ActivityLeaf("opened", "welcome", EVER, 1),
        ActivityLeaf("was sent", "welcome", EVER, 1),
        ActivityLeaf("viewed", "/pricing", EVER, 1),
        ActivityLeaf("attended", None, EVER, 1),
        ListLeaf("imported"),
        ChangeLeaf("industry", TEXT, "FARM", None, EVER),
        ChangeLeaf("Sector__c", TEXT, None, None, EVER),
    ) == (2, 1, 1, 1, 1, 1, 1, 0)


def test_a_list_without_a_key_in_the_mapping_is_unknown() -> None:
    """
    Where the mapping translates lists, one that it does not name may have anybody on it.
    """
    sheet = Sheet(NOW)
    database = DuckDb()
    for statement in ("CREATE SCHEMA crm", "CREATE TABLE crm.leads (id INTEGER)"):
        database._asked(statement, [])
    database._asked("CREATE TABLE crm.members (lead INTEGER, list BIGINT)", [])
    engine = SqlEngine(database, tables_of(source_of(SAID), RELATIONS), NOW)

    assert engine.lacks(sheet, sheet.put(ListLeaf("imported"))) == ""
    assert engine.lacks(sheet, sheet.put(ListLeaf("18"))) == "duckdb does not know who is on the static list/18"


def test_a_source_without_more_than_people_has_no_more() -> None:
    """
    What the settings leave out is lacking.
    """
    tables = tables_of(source_of({"source": "postgresql", "people": {"table": "leads", "key": "id"}}), {})

    assert (tables.lists, tables.changes, tables.activities, tables.related) == (None, None, (), {})
    assert tables_of(source_of(SAID), RELATIONS).identifiers == {"email"}


def test_a_name_that_cannot_be_quoted_is_refused() -> None:
    """
    Settings cannot smuggle SQL in as the name of a table or column.
    """
    for people in (
        {"table": 'leads"; DROP TABLE leads; --', "key": "id"},
        {"table": "leads", "key": "id` OR 1=1"},
        {"table": "leads", "key": "id", "fields": {"industry": "x' OR '1'='1"}},
    ):
        with pytest.raises(InputError, match="cannot be used"):
            tables_of(source_of({"source": "postgresql", "people": people}), {})
