"""What a snapshot holds is what the definition of the language sees, value for value."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapconfig.audience.snapshot import SET, Snapshot, from_people
from mapconfig.audience.snapshot.persons import text_value
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.criteria.oracle import Activity, FieldChange, Person, read_as
from mapconfig.criteria.syntax import VERBS
from tests.audience.snapshot.reading import names, rows
from tests.audience.strategies import AS_OF, CATALOGUE, MANY, people


def seen(value: object, kind: str) -> Any:
    """What the oracle sees of a value, in composed form."""
    found = read_as(value, kind)
    if isinstance(found, str):
        return unicodedata.normalize("NFC", found)
    return int(found) if isinstance(found, Decimal) else found


def held(person: Person, name: str) -> object:
    relation, dot, rest = name.partition(".")
    if not dot:
        return person.fields.get(name)
    records = person.related.get(relation, ())
    return records[0].get(rest) if records and records[0] is not None else None


@settings(max_examples=20, deadline=None)
@given(count=st.integers(0, 60), seed=st.integers(0, 10**6), block=st.sampled_from([1, 7, 64, 1000]))
def test_a_snapshot_holds_what_the_oracle_sees(
    tmp_path_factory: pytest.TempPathFactory, count: int, seed: int, block: int
) -> None:
    """
    Blanks, dangling keys, numbers, instants, names and lists come back as the definition reads them, whoever counts.
    """
    everybody = people(count, seed)
    snapshot = from_people(everybody, CATALOGUE, AS_OF, tmp_path_factory.mktemp("snapshot") / "it", block)

    read = rows(Snapshot.open(snapshot.directory), "people")
    assert [row["person"] for row in read] == list(range(count))
    for name, kind in CATALOGUE.fields.items():
        if name.partition(".")[0] in MANY:
            continue
        expected = [seen(held(person, name), kind.type) for person in everybody]
        if kind.identifier:
            expected = [None if value is None else SET for value in expected]
        assert [row[name] for row in read] == expected, name
    known = names(snapshot)
    assert Counter(
        (row["person"], snapshot.manifest.verbs[row["verb"]], known[row["name"]], row["at"])
        for row in rows(snapshot, "activities")
    ) == Counter(
        (number, activity.verb, activity.name, activity.at)
        for number, person in enumerate(everybody)
        for activity in person.activities
    )
    for relation in MANY:
        kinds = {name: kind for name, kind in CATALOGUE.fields.items() if name.startswith(f"{relation}.")}
        assert Counter(
            (row["person"], *(row[name.partition(".")[2]] for name in kinds))
            for row in rows(snapshot, f"related-{relation}")
        ) == Counter(
            (number, *(seen(record.get(name.partition(".")[2]), kind.type) for name, kind in kinds.items()))
            for number, person in enumerate(everybody)
            for record in person.related.get(relation, ())
            if record is not None
        )
    assert {(row["person"], snapshot.manifest.lists[row["list"]]) for row in rows(snapshot, "lists")} == {
        (number, key) for number, person in enumerate(everybody) for key in person.lists
    }
    kind_of = {name: kind.type for name, kind in CATALOGUE.fields.items()}
    assert Counter(
        (row["person"], row["field"], *(text_value(row[end], kind_of[row["field"]]) for end in ("before", "after")))
        for row in rows(snapshot, "changes")
    ) == Counter(
        (number, change.field, *(seen(value, kind_of[change.field]) for value in (change.before, change.after)))
        for number, person in enumerate(everybody)
        for change in person.changes
    )


def one(directory: Path, kind: FieldType, *values: object, field: str = "it") -> list[Any]:
    """What a snapshot holds of the values of a single field."""
    everybody = [Person({field: value}) for value in values]
    snapshot = from_people(everybody, Catalogue({field: kind}), AS_OF, directory)
    return [row[snapshot.manifest.column(field)] for row in rows(snapshot, "people")]


@pytest.mark.parametrize(
    ("kind", "values", "kept"),
    [
        ("text", ["", None, float("nan"), "e\u0301", 5, 1.0, True, "a\0b", "half \ud800"],
         [None, None, None, "é", "5", "1.0", "true", "a\0b", "half ?"]),
        ("number", [5, "7", "", "1e3", True, None, 2**63 - 1], [5, 7, None, None, None, None, 2**63 - 1]),
        ("number", [5, 0.5, float("nan"), Decimal("0.1"), 10**20], [5.0, 0.5, None, 0.1, 1e20]),
        ("date", ["2026-03-31", "31.3.2026", 5, "", datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))],
         [datetime(2026, 3, 31, tzinfo=UTC), None, None, None, datetime(2026, 1, 1, 10, tzinfo=UTC)]),
        ("yes-no", [True, False, "TRUE", "false", 1, "yes", ""], [True, False, True, False, None, None, None]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_as_the_type_is_blank(
    tmp_path: Path, kind: str, values: list[object], kept: list[object]
) -> None:
    """
    A wrong value never becomes a number, a day or a yes: it is blank, as in the definition.
    """
    assert one(tmp_path / "it", FieldType(kind), *values) == kept


@pytest.mark.parametrize("field", ["person", "Person", "select", 'a"b', "it's", "ü"])
def test_any_name_of_a_field_is_a_column(tmp_path: Path, field: str) -> None:
    """
    A field may be called as a word of SQL or as a column of ours.
    """
    assert one(tmp_path / "it", FieldType("text"), "x", field=field) == ["x"]


def test_fields_that_differ_only_in_capitals_are_two_columns(tmp_path: Path) -> None:
    """
    A database takes `Type` and `type` for one name; criteria do not.
    """
    catalogue = Catalogue({"Type": FieldType("text"), "type": FieldType("text")})
    manifest = from_people([Person({"Type": "a", "type": "b"})], catalogue, AS_OF, tmp_path / "it").manifest
    (row,) = rows(Snapshot.open(tmp_path / "it"), "people")

    assert (row[manifest.column("Type")], row[manifest.column("type")]) == ("a", "b")


def test_no_value_that_tells_who_somebody_is_is_kept(tmp_path: Path) -> None:
    """
    Of an identifier the snapshot knows whether there is one; its value is in no file, unless the org allows it.
    """
    catalogue = Catalogue({"email": FieldType("text", identifier=True)})
    change = FieldChange("email", "was@secret.example", "canary@secret.example", AS_OF)
    person = Person({"email": "canary@secret.example"}, changes=(change,))
    kept = from_people([person], catalogue, AS_OF, tmp_path / "kept", identifiers=["email"])
    marked = from_people([person, Person()], catalogue, AS_OF, tmp_path / "marked")

    assert [row["email"] for row in rows(marked, "people")] == [SET, None]
    assert marked.manifest.marked == {"email"}
    assert [(row["before"], row["after"]) for row in rows(marked, "changes")] == [(SET, SET)]
    assert [row["email"] for row in rows(kept, "people")] == ["canary@secret.example"]
    assert kept.manifest.marked == frozenset()


def test_who_is_on_a_journey_is_known_only_where_it_was_said(tmp_path: Path) -> None:
    """
    Nobody on a journey and nobody knows who is are two things.
    """
    since = AS_OF - timedelta(days=3)
    told = from_people(
        [Person(), Person()], CATALOGUE, AS_OF, tmp_path / "a", enrolments=[(1, "welcome", "wait", since)]
    )
    untold = from_people([Person()], CATALOGUE, AS_OF, tmp_path / "b")

    assert rows(told, "enrolments") == [{"person": 1, "journey": 0, "step": "wait", "since": since}]
    assert told.manifest.journeys == ("welcome",)
    assert told.manifest.tables["enrolments"] == 1
    assert untold.manifest.tables["enrolments"] is None


def test_what_no_verb_is_for_is_not_kept(tmp_path: Path) -> None:
    """
    Somebody who opened a form did nothing that a sentence can ask about.
    """
    odd = Activity("opened", "form", "x", AS_OF)

    assert rows(from_people([Person(activities=(odd,))], CATALOGUE, AS_OF, tmp_path / "it"), "activities") == []


def test_equal_people_are_equal_data(tmp_path: Path) -> None:
    """
    The digest says whether data are the same, wherever they lie.
    """
    catalogue = Catalogue({"it": FieldType("text")})
    digests = [
        from_people([Person({"it": value})], catalogue, AS_OF, tmp_path / str(place)).manifest.digest
        for place, value in enumerate(["a", "a", "b"])
    ]

    assert digests[0] == digests[1] != digests[2]


def test_every_verb_has_its_code(tmp_path: Path) -> None:
    """
    Codes are places in the verbs of the manifest, which are all that the language knows.
    """
    activities = tuple(Activity(verb, thing, "x", AS_OF) for verb, thing in VERBS.items())
    snapshot = from_people([Person(activities=activities)], CATALOGUE, AS_OF, tmp_path / "it")

    assert sorted(row["verb"] for row in rows(snapshot, "activities")) == list(range(len(VERBS)))
    assert snapshot.manifest.verbs == tuple(VERBS)
