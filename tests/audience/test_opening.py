"""Which engine counts the people of an environment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mapconfig.address import Address
from mapconfig.audience.census import census
from mapconfig.audience.mapping import Needed
from mapconfig.audience.opening import catalogue, engine
from mapconfig.audience.sources import take
from mapconfig.errors import InputError, UsageError
from mapconfig.model import Environment
from mapconfig.read.settings import settings_of
from tests.audience.strategies import CATALOGUE, org_of

NOW = datetime(2026, 3, 31, tzinfo=UTC)
ORG = org_of({"banks": {"criteria": ["industry is Banking"]}})


def environment(place: Any) -> Environment:
    people = {
        "source": "sql",
        "place": place,
        "people": {"table": "leads", "key": "id", "fields": {"industry": "sector", "country": "country"}},
    }
    return Environment("production", "embedded", people=people)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Leads in a database, who are on no snapshot."""
    found = tmp_path / "crm.duckdb"
    with duckdb.connect(str(found)) as made:
        made.execute("CREATE TABLE leads (id INTEGER, sector VARCHAR, country VARCHAR)")
        made.execute("INSERT INTO leads SELECT i, CASE WHEN i < 40 THEN 'banking' END, 'DE' FROM range(100) AS r(i)")
    return found


def test_people_are_counted_where_they_are(file: Path, tmp_path: Path) -> None:
    """
    A source that counts by itself is asked there, and nothing is copied.
    """
    found = census(environment(f"duckdb://{file}"), tmp_path, lambda: NOW).present(ORG, [Address("list/banks")])

    assert found.people.low == found.people.high == 100
    (standing,) = found.standings
    assert (standing.members.low, standing.members.high) == (40, 40)
    assert found.engine == "duckdb"


def test_a_place_may_be_a_secret(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The address of a database comes from the environment variable that the settings name.
    """
    said = environment({"secret": "PEOPLE_URL"})
    with pytest.raises(UsageError, match="PEOPLE_URL"):
        engine(said, tmp_path, [ORG], NOW)

    monkeypatch.setenv("PEOPLE_URL", f"duckdb://{file}")
    assert engine(said, tmp_path, [ORG], NOW).name == "duckdb"


def test_settings_know_a_source_that_counts_by_itself() -> None:
    """
    Such a source is mapped like one that is read, and its address holds no password.
    """
    text = """
relations: {}
environments:
  live:
    backend: mautic
    people: {source: sql, place: "spark:yarn", people: {table: crm.leads, key: id, fields: {industry: Sector}}}
"""
    whole, findings = settings_of("mapconfig.yaml", text.encode())
    _, missing = settings_of("mapconfig.yaml", text.replace('place: "spark:yarn", ', "").encode())
    _, open_ = settings_of("mapconfig.yaml", text.replace("spark:yarn", "clickhouse://ada:s3cret@host").encode())

    assert findings == []
    assert whole is not None
    assert [finding.detail for finding in missing] == ["People from sql need `place`: where it is."]
    assert "holds a password" in open_[0].detail


def test_such_people_are_never_copied(file: Path, tmp_path: Path) -> None:
    """
    What needs a copy of the people says so, and what to name instead.
    """
    with pytest.raises(InputError, match="counted where they are and not copied"):
        take(environment(f"duckdb://{file}"), tmp_path, catalogue([ORG]), Needed.of(ORG), NOW)


def test_the_last_org_says_what_a_field_is() -> None:
    """
    Two orgs that differ about a field are asked by the newer one.
    """
    assert catalogue([ORG, ORG]).fields == CATALOGUE.fields
