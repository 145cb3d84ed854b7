"""Slips in the mapping of people, each told where it stands and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mapconfig.audience.mapping import Column, source_of
from mapconfig.read.schema import schema_of
from mapconfig.read.settings import settings_of

WHOLE = """\
relations: {account: one, contract: many, opportunity: many}
environments:
  live:
    backend: mautic
    people:
      source: postgresql
      place: {secret: PEOPLE_URL}
      as_of: 2026-11-22T06:00+01:00
      keep_hours: 6
      small_counts: 10
      identifiers: [email]
      people:
        table: prospects
        key: id
        fields:
          email: email
          country: Country
          created_at: {column: created, as: seconds}
          opted_out: {column: consent, yes: [Ja], no: [Nein]}
          account.type: account_type
      related:
        contract: {table: contracts, key: account_id, by: account_id, fields: {status: Status}}
        opportunity:
          table: opportunities
          key: id
          fields: {stage: StageName}
          link: {table: roles, person: contact_id, record: opportunity_id, fields: {role: Role}}
      activities:
        sends: {table: sends, person: contact_id, at: sent_at, verb: was sent, name: email_id, names: {4711: welcome-1}}
        events:
          table: events
          person: contact_id
          at: {column: ms, as: milliseconds}
          verb_column: type
          verbs: {email_open: opened}
          name: email_id
          lookup: {table: emails, key: id, column: alias}
      lists: {table: members, person: contact_id, name: list_id, keys: {17: fair}}
      changes: {table: history, person: contact_id, name: field, before: old, after: new, at: at}
      enrolments: {table: enrolled, person: contact_id, journey: program, step: step, since: since}
"""


def told(text: str) -> list[str]:
    """What validate would say, with its places."""
    _, findings = settings_of("mapconfig.yaml", text.encode())
    return [f"{finding.place} {finding.detail} {finding.fix}".strip() for finding in findings]


def test_a_whole_mapping_arrives_as_values() -> None:
    """
    What the file says of a source is what sources and engines see.
    """
    settings, findings = settings_of("mapconfig.yaml", WHOLE.encode())
    said = settings.environments["live"].people

    assert findings == []
    assert said is not None
    source = source_of(said)
    assert source.people.fields["opted_out"] == Column("consent", "", ("Ja",), ("Nein",))
    assert source.people.fields["created_at"] == Column("created", "seconds")
    assert source.activities[0].names == {"4711": "welcome-1"}
    assert source.activities[1].seen == ("opened",)
    assert source.fields >= {"account.type", "contract.status", "opportunity.stage", "opportunity.role", "country"}
    assert (source.keep_hours, source.small_counts, source.identifiers) == (6, 10, frozenset({"email"}))
    assert source.as_of is not None and source.as_of.isoformat() == "2026-11-22T05:00:00+00:00"
    assert {table for table, _, _ in source.tables} == {
        *("prospects", "contracts", "opportunities", "roles", "sends", "events", "emails", "members", "history"),
        "enrolled",
    }


@pytest.mark.parametrize(
    ("slip", "by", "said"),
    [
        ("source: postgresql", "source: postgres", "mapconfig.yaml:6:15"),
        ("table: prospects", "tabel: prospects", "mapconfig.yaml:13:9"),
        ("verb: was sent", "verb: sent", "Did you mean was sent?"),
        ("      place: {secret: PEOPLE_URL}\n", "", "need `place`"),
        ("{secret: PEOPLE_URL}", "postgresql://me:pass@db/crm", "holds a password"),
        ("{secret: PEOPLE_URL}", "postgresql://db/crm?password=x", "holds a password"),
        ("{secret: PEOPLE_URL}", "db/crm", "begins with postgresql://"),
        ("account.type:", "contract.status:", "mapconfig.yaml:20:11 The people's table has one row a person"),
        ("account.type:", "acount.type:", "does not say that of acount"),
        ("        contract:", "        contracts:", "mapconfig.yaml:22:9 There is no relation contracts"),
        ("        contract:", "        contracts:", "Did you mean contract?"),
        ("key: id\n          fields: {stage", "key: id\n          by: x\n          fields: {stage", "nothing for `by`"),
        ("fields: {role: Role}", "fields: {stage: Role}", "opportunity.stage is mapped twice"),
        ("verb: was sent, ", "", "neither of `verb` and `verb_column`"),
        ("verb: was sent, ", "verb: was sent, verb_column: x, ", "both of `verb` and `verb_column`"),
        ("verb: was sent, ", "verb: was sent, verbs: {a: opened}, ", "and there is none"),
        ("name: email_id, names", "names", "`names` is about the column `name`"),
        ("          lookup:", "          names: {1: a}\n          lookup:", "not from both"),
        ("2026-11-22T06:00", "2026-02-30T06:00", "There is no moment 2026-02-30"),
        ("keep_hours: 6", "separator: ';'", "Only CSV files have a separator"),
        ("source: postgresql", "source: embedded", "knows its own tables"),
        ("account.type: account_type", "account.type: t\n      related: {}", "MC"),
    ],
)
def test_a_slip_is_told_where_it_stands(slip: str, by: str, said: str) -> None:
    """
    A mapping with a mistake is a finding with its line, never a number that is wrong.
    """
    assert slip in WHOLE
    if said == "MC":  # the same key twice
        assert settings_of("mapconfig.yaml", WHOLE.replace(slip, by, 1).encode())[1]
        return
    assert any(said in each for each in told(WHOLE.replace(slip, by, 1))), told(WHOLE.replace(slip, by, 1))


def test_a_field_has_one_column() -> None:
    """
    The account's type in the people's row and in a table of accounts could say two things.
    """
    said = WHOLE.replace(
        "        contract:", "        account: {table: a, key: id, fields: {type: t}}\n        contract:", 1
    )

    assert any("account.type is mapped twice" in each for each in told(said))


@pytest.mark.parametrize(
    ("backend", "people", "said"),
    [
        ("embedded", "{source: embedded}", []),
        ("embedded", "{source: embedded, identifiers: [email]}", []),
        ("mautic", "{source: embedded, place: .mapconfig/platform.sqlite}", []),
        ("mautic", "{source: embedded}", ["is on mautic"]),
        ("mautic", "{source: csv, place: exports, separator: ';', people: {table: p, key: id}}", []),
        ("mautic", "{source: csv, place: exports}", ["need `people`"]),
        ("mautic", "{source: csv, plaice: exports}", ["plaice"]),
        ("mautic", "{}", ["source"]),
    ],
)
def test_what_a_source_needs(backend: str, people: str, said: list[str]) -> None:
    """
    The embedded platform knows its own people; every other source has to say where they are.
    """
    found = told(f"environments:\n  it:\n    backend: {backend}\n    people: {people}\n")

    assert len(found) >= len(said) if said else found == []
    assert all(any(word in each for each in found) for word in said)


def test_without_people_nothing_is_known_of_them() -> None:
    """
    An environment says itself where its people are; nothing is guessed.
    """
    settings, _ = settings_of("mapconfig.yaml", b"environments: {local: {backend: embedded}}")

    assert settings.environments["local"].people is None


def test_every_example_on_the_page_can_be_copied() -> None:
    """
    What docs/people.md shows is taken without a finding, and every word of the schema is explained there.
    """
    page = (Path(__file__).parents[2] / "docs" / "people.md").read_text(encoding="utf-8")
    section = page.partition("## Where people come from")[2].partition("\n## ")[0]
    blocks = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)
    words = schema_of("mapconfig")["properties"]["environments"]["additionalProperties"]["properties"]["people"]

    assert len(blocks) == 2
    assert [told(block) for block in blocks] == [[], []]
    assert [word for word in words["properties"] if f"| `{word}` |" not in section] == []
