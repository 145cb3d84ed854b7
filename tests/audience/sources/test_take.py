"""Whatever the source is, a snapshot of the same people is the same."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapconfig.audience.mapping import Needed
from mapconfig.audience.sheet import EVERYBODY, ActivityLeaf, ChangeLeaf, FieldLeaf, ListLeaf, Related
from mapconfig.audience.snapshot import SET, Snapshot, from_people, lacks
from mapconfig.audience.sources import purge, take
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.syntax import FieldTest
from mapconfig.errors import MapconfigError
from mapconfig.model import Environment
from tests.audience.snapshot.reading import rows
from tests.audience.sources.exports import MAPPED, NEEDED, Table, as_csv, as_parquet, as_sqlite, contents, tables
from tests.audience.strategies import AS_OF, CATALOGUE, TEXTS, people

REPOSITORY = Path(__file__).parents[3]

WRITERS: Mapping[str, Callable[[Path, Mapping[str, Table]], None]] = {
    "parquet": as_parquet,
    "csv": as_csv,
    "sqlite": as_sqlite,
}


def taken(root: Path, source: str, said: Mapping[str, Any] | None = None, block: int = 1000) -> Snapshot:
    """A snapshot of the export in `root`."""
    settings_ = {**MAPPED, "source": source, "place": "export", "as_of": AS_OF.isoformat(), **(said or {})}
    environment = Environment("live", "mautic", people=settings_)
    return take(environment, root, CATALOGUE, NEEDED, datetime(2026, 11, 22, tzinfo=UTC), block=block)


@pytest.mark.slow
@pytest.mark.parametrize("source", WRITERS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(0, 40), seed=st.integers(0, 10**6), block=st.sampled_from([7, 1000]), whole=st.booleans())
def test_every_source_gives_the_same_people(
    tmp_path_factory: pytest.TempPathFactory, source: str, count: int, seed: int, block: int, whole: bool
) -> None:
    """
    What an export holds arrives as the definition reads it: texts, blanks, instants, dangling keys, what was done.
    """
    root = tmp_path_factory.mktemp("root")
    everybody = people(count, seed)
    WRITERS[source](root / "export", tables(everybody, seed, whole))

    snapshot = taken(root, source, block=block)

    assert contents(snapshot) == contents(from_people(everybody, CATALOGUE, AS_OF, root / "meant"))
    assert snapshot.manifest.as_of == AS_OF
    assert snapshot.manifest.lists == ("imported", "in", "x.y-z_1")
    assert snapshot.directory.stat().st_mode & 0o777 == 0o700


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An org with an export of eight people in CSV files, and a cache of its own."""
    monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path / "cache"))
    made = tmp_path / "org"
    made.mkdir()
    as_csv(made / "export", tables(people(8, 1), 1))
    return made


def changed(path: str, value: object) -> dict[str, Any]:
    """The mapping with another word at a dotted path; None takes it out."""
    said = json.loads(json.dumps(MAPPED))
    *way, last = path.split(".")
    inner = said
    for step in way:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return dict(said)


def refusal(root: Path, said: Mapping[str, Any], source: str = "csv") -> str:
    with pytest.raises(MapconfigError) as refused:
        taken(root, source, said)
    message = str(refused.value)
    assert not any(text in message for text in TEXTS if len(text) > 8), "a message holds somebody's value"
    return message


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("people.table", "prospect", ["has no table prospect", "`people: people`", "Did you mean prospects?"]),
        ("people.key", "idd", ["prospects in csv export has no column idd", "Did you mean id?"]),
        ("people.fields.industry", "industrie", ["no column industrie", "c_industry"]),
        ("related.account.table", "akkounts", ["has no table akkounts", "`people: related.account`", "accounts?"]),
        ("related.opportunity.link.person", "whom", ["roles in csv export", "related.opportunity.link`", "who?"]),
        ("activities.events.at", "when", ["events in csv export has no column when"]),
        ("lists.name", "lisst", ["Did you mean list?"]),
        ("changes.before", "olt", ["Did you mean old?"]),
        ("people.key", "c_country", ["There are", "without c_country"]),
    ],
)  # fmt: skip
def test_a_source_that_is_not_as_mapped_is_a_sentence(root: Path, path: str, value: object, words: list[str]) -> None:
    """
    Whoever maps a table is told which word of the mapping is wrong, and what there is; never anybody's data.
    """
    message = refusal(root, changed(path, value))

    assert all(word in message for word in words), message


def test_a_person_with_two_rows_is_refused(root: Path) -> None:
    """
    Somebody who is there twice would be counted twice.
    """
    file = root / "export" / "prospects.csv"
    lines = file.read_bytes()
    with file.open("ab") as again:
        again.write(lines.partition(b"\n")[2])

    assert "There are 8 rows of prospects in csv export with a id that another row has too" in refusal(root, {})


def test_an_account_with_two_rows_is_refused(root: Path) -> None:
    """
    A person whose account is there twice would be two people.
    """
    file = root / "export" / "accounts.csv"
    lines = file.read_bytes()
    with file.open("ab") as again:
        again.write(lines.partition(b"\n")[2])

    message = refusal(root, {})
    assert "values of id in accounts of csv export are there more than once" in message
    assert "say `many` under `relations`" in message


@pytest.mark.parametrize(
    ("source", "place", "words"),
    [
        ("csv", "exports", ["There is no directory", "exports"]),
        ("sqlite", "people.sqlite", ["There is no file", "people.sqlite"]),
        ("sqlite", "export/prospects.csv", ["cannot be read as an SQLite file"]),
        ("parquet", "export", ["has no table prospects"]),
        ("csv", {"secret": "PEOPLE_PLACE_FOR_TEST"}, ["PEOPLE_PLACE_FOR_TEST", "is not set"]),
    ],
)
def test_a_source_that_is_not_there_is_a_sentence(root: Path, source: str, place: object, words: list[str]) -> None:
    """
    A path that leads nowhere says which setting it comes from.
    """
    message = refusal(root, {"place": place}, source)

    assert all(word in message for word in words), message


def test_a_broken_file_says_nothing_of_what_is_in_it(root: Path) -> None:
    """
    Libraries quote the line they fall over; here that line is a person.
    """
    (root / "export" / "prospects.csv").write_bytes(b'id,c_email\n1,"canary@secret.example\n2,\xff\xfe canary\n')
    (root / "export" / "broken.parquet").write_bytes(b"PAR1 canary@secret.example PAR1")

    for said, source in (({}, "csv"), (changed("people.table", "broken"), "parquet")):
        assert "canary" not in refusal(root, said, source)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        (b'"canary', "line 3 of prospects.csv: a quotation mark is out of place"),
        (b"canary", "line 3 of prospects.csv: it has fewer values than the line of names, "),
        (b"canary,Found: 9" + b",x" * 50, "line 3 of prospects.csv: it has more values than the line of names, "),
        (b"canary\xff" + b"," * 50, "line 3 of prospects.csv: "),
        (b'"can"ary', "line 3 of prospects.csv: a quotation mark is out of place"),
    ],
)
def test_a_broken_line_is_named_by_its_number(root: Path, values: bytes, fault: str) -> None:
    """
    Whoever made the export finds the row, and no other reader learns who is in it.
    """
    file = root / "export" / "prospects.csv"
    names, row, *_ = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(names + row + values + b"\r\n" + row)

    message = refusal(root, {})

    assert fault in message
    assert "canary" not in message


def test_lines_that_end_in_different_ways_are_named(root: Path) -> None:
    """
    Two exports pasted together; reading on could take two lines for one.
    """
    file = root / "export" / "prospects.csv"
    names, *rows = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(names + b"".join(row.rstrip() + b"\n" for row in rows))

    message = refusal(root, {})
    assert "prospects.csv" in message
    assert "lines end in different ways" in message


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"1,canary@secret.example\n2,other@secret.example\n", "holds none of the columns"),
        (b"canary,canary\n1,2\n", "names a column twice, or is no line of names"),
        (b"\n1,canary,3\n", "holds no names of columns"),
        (b"canary,,x\n1,2,3\n", "holds none of the columns"),
        (b"can\xe9ary,id\n1,2\n", "is not UTF-8"),
        (b"canary,other\n3,4,5\n6,7\n", "holds none of the columns"),
    ],
)
def test_what_may_be_a_person_is_not_listed_as_a_column(root: Path, text: bytes, fault: str) -> None:
    """
    In an export without a line of names, the first line is somebody.
    """
    (root / "export" / "prospects.csv").write_bytes(text)

    message = refusal(root, {})

    assert fault in message
    assert "canary" not in message


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_the_separator_is_taken_from_the_line_of_names(root: Path, separator: str) -> None:
    """
    Spreadsheets of other countries write semicolons; nobody has to say so.
    """
    before = contents(taken(root, "csv", {}))
    for file in (root / "export").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as rows:
            listed = list(csv.reader(rows))
        with file.open("w", encoding="utf-8-sig", newline="") as rows:
            csv.writer(rows, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(listed)

    assert contents(taken(root, "csv", {})) == before


def test_files_of_one_table_may_have_their_columns_in_another_order(root: Path) -> None:
    """
    An export that was split, and whose second part another program wrote.
    """
    before = contents(taken(root, "csv", {}))
    file = root / "export" / "prospects.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        names, *listed = list(csv.reader(rows))
    file.unlink()
    (root / "export" / "prospects").mkdir()
    halves = (names, listed[:4], ","), (names[::-1], [row[::-1] for row in listed[4:]], ";")
    for number, (first, rest, separator) in enumerate(halves):
        with (root / "export" / "prospects" / f"{number}.csv").open("w", encoding="utf-8", newline="") as rows:
            csv.writer(rows, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([first, *rest])

    assert contents(taken(root, "csv", {})) == before


def test_a_file_that_is_empty_is_said_to_be_empty(root: Path) -> None:
    """
    An export that failed is not a file of another format.
    """
    (root / "export" / "prospects.csv").write_bytes(b"")

    assert "prospects in csv export is empty" in refusal(root, {})


def test_a_secret_place_is_not_shown(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What comes out of an environment variable stands in no message and in no manifest.
    """
    monkeypatch.setenv("PEOPLE_PLACE_FOR_TEST", "export")
    snapshot = taken(root, "csv", {"place": {"secret": "PEOPLE_PLACE_FOR_TEST"}})

    assert snapshot.manifest.source == "csv (a secret place)"


def test_people_are_taken_once_while_their_source_is_the_same(root: Path) -> None:
    """
    The second question costs nothing; a source that changed is read again.
    """
    first = taken(root, "csv")
    stamp = (first.directory / "people").stat().st_mtime_ns
    again = taken(root, "csv")
    as_csv_again = tables(people(9, 2), 2)
    for path in (root / "export").iterdir():
        path.unlink()
    (root / "export").rmdir()
    as_csv(root / "export", as_csv_again)

    assert again == first and (again.directory / "people").stat().st_mtime_ns == stamp
    assert taken(root, "csv").manifest.people == 9


def test_what_serves_more_serves_less(root: Path) -> None:
    """
    A question that asks for fewer fields uses what is there; one that asks for another takes the people again.
    """
    whole = taken(root, "csv")
    said = {**MAPPED, "source": "csv", "place": "export", "as_of": AS_OF.isoformat()}
    environment = Environment("live", "mautic", people=said)
    now = datetime(2026, 11, 22, tzinfo=UTC)

    fewer = take(environment, root, CATALOGUE, Needed(frozenset({"industry"})), now)
    number = replace(CATALOGUE, fields={**CATALOGUE.fields, "industry": FieldType("number")})
    retyped = take(environment, root, number, NEEDED, now)

    assert fewer.directory == whole.directory != retyped.directory
    assert retyped.manifest.fields["industry"] == "number"


def test_only_what_is_asked_for_is_taken(root: Path) -> None:
    """
    A field that no criteria name stays where it is.
    """
    said = {**MAPPED, "source": "csv", "place": "export"}
    needed = Needed(frozenset({"industry", "account.type"}), frozenset({"imported"}))
    manifest = take(Environment("live", "mautic", people=said), root, CATALOGUE, needed, AS_OF).manifest

    assert set(manifest.fields) == {"industry", "account.type"}
    assert manifest.relations == {"opportunity": {}, "contract": {}}
    assert manifest.lists == ("imported",)


def test_what_a_mapping_leaves_out_is_not_zero(root: Path) -> None:
    """
    A source without activities does not say that nobody ever opened anything.
    """
    said = {name: value for name, value in MAPPED.items() if name == "people"}
    environment = Environment("live", "mautic", people={**said, "source": "csv", "place": "export"})
    manifest = take(environment, root, CATALOGUE, NEEDED, AS_OF).manifest
    interval = (None, AS_OF)

    assert manifest.tables == {"people": 8, "activities": None, "lists": None, "changes": None, "enrolments": None}
    assert "no activities" in lacks(manifest, ActivityLeaf("opened", None, interval, 1))
    assert "no opportunity records" in lacks(manifest, Related("opportunity", EVERYBODY))
    assert "static list/imported" in lacks(manifest, ListLeaf("imported"))
    assert "held before" in lacks(manifest, ChangeLeaf("grade", FieldType("choice"), None, None, interval))
    blank = FieldLeaf(FieldTest("account.type", "is blank"), FieldType("choice"))
    assert "no field/account.type" in lacks(manifest, blank)


def test_a_verb_that_no_table_has_is_unknown(root: Path) -> None:
    """
    An export of sends does not say that nobody opened them.
    """
    manifest = taken(root, "csv", changed("activities.events", None)).manifest

    assert manifest.seen == ("was sent",)
    assert lacks(manifest, ActivityLeaf("was sent", None, (None, None), 1)) == ""
    assert "opened" in lacks(manifest, ActivityLeaf("opened", None, (None, None), 1))


def test_a_value_that_tells_who_somebody_is_needs_a_setting(root: Path) -> None:
    """
    No address reaches the disk because of a mapping; the setting that allows it is named where it is missing.
    """
    ends_with = FieldLeaf(FieldTest("email", "ends with", ("@x",)), FieldType("text", identifier=True))
    marked = taken(root, "csv")
    allowed = taken(root, "csv", {"identifiers": ["email"]})

    assert {row["email"] for row in rows(marked, "people")} <= {None, SET}
    assert "`identifiers`" in lacks(marked.manifest, ends_with)
    assert lacks(allowed.manifest, ends_with) == ""
    assert marked.directory != allowed.directory


def test_the_files_are_the_users_alone(root: Path) -> None:
    """
    Nobody else on the machine can read a snapshot.
    """
    snapshot = taken(root, "csv")

    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in snapshot.directory.rglob("*")}
    assert modes == {True: 0o700, False: 0o600}
    assert all(
        path.stat().st_mode & 0o077 == 0
        for path in snapshot.directory.parents
        if path.is_relative_to(root.parent / "cache")
    )


def test_purge_removes_all_of_an_org_and_nothing_else(root: Path, tmp_path: Path) -> None:
    """
    After a purge nothing of anybody is left, and the next question takes the people again.
    """
    other = tmp_path / "other"
    shutil.copytree(root, other)
    mine, theirs = taken(root, "csv"), taken(other, "csv")
    (mine.directory.parent / ".unfinished").mkdir()

    assert purge(root) == 1
    assert purge(root) == 0
    assert not mine.directory.parent.exists()
    assert theirs.directory.exists()
    assert taken(root, "csv").manifest == mine.manifest


def test_what_nobody_used_for_long_is_removed(root: Path) -> None:
    """
    Taking people again sweeps out what is older than the hours of the setting, and what a killed run left.
    """
    old = taken(root, "csv", {"keep_hours": 1})
    left = old.directory.parent / ".left-by-a-killed-run"
    left.mkdir()
    for path in (old.directory / "manifest.json", left):
        os.utime(path, (time.time() - 7200, time.time() - 7200))

    new = taken(root, "csv", {"keep_hours": 1, "identifiers": ["email"]})

    assert new.directory.exists() and not old.directory.exists() and not left.exists()


def rows_of(root: Path, source: str, made: Mapping[str, Table]) -> None:
    """The tables in another export of `root`."""
    WRITERS[source](root / f"export-{source}", made)


@pytest.mark.parametrize("source", ["csv", "sqlite"])
def test_what_cannot_be_read_is_counted_and_told_once(
    root: Path, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    A value that is none counts as blank, and a warning says in how many rows; it is no number that tells of one person.
    """
    listed: list[tuple[object, ...]] = [(number, "true" if number % 2 else "false") for number in range(188)]
    listed += [(number, "canary") for number in range(188, 200)]
    members: list[tuple[object, ...]] = [(number, "in") for number in range(190, 230)]
    rows_of(root, source, {"who": (("id", "out"), listed), "members": (("who", "list"), members)})
    said = {
        "place": f"export-{source}",
        "people": {"table": "who", "key": "id", "fields": {"opted_out": "out"}},
        "lists": {"table": "members", "person": "who", "name": "list"},
        "source": source,
    }
    environment = Environment("live", "mautic", people=said)
    catalogue = replace(CATALOGUE, fields={**CATALOGUE.fields, "opted_out": FieldType("yes-no")})
    needed = Needed(frozenset({"opted_out"}), frozenset({"in"}))
    manifest = [take(environment, root, catalogue, needed, AS_OF).manifest for _ in range(2)][1]

    assert [(one.table, one.column, one.values, one.missed) for one in manifest.unread] == [
        ("who", "out", 200, 12),
        ("members", "who", 40, 30),
    ]
    told = capsys.readouterr().err
    assert told.splitlines() == [
        "warning: column out of who: about 15 of about 210 values could not be read as yes or no and count as blank",
        "warning: column who of members: about 30 of about 50 values could not be found in who",
    ]


@pytest.mark.parametrize("source", ["csv", "sqlite"])
@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("lists.person", "list", ["No value of column list of members", "is found in prospects", "`people: lists`"]),
        ("lists.keys", {"77": "imported"}, ["Column list of members", "holds none of the words", "(77)"]),
        ("activities.events.person", "kind", ["No value of column kind of events", "is found in prospects"]),
        ("activities.events.verbs", {"Open": "opened"}, ["Column kind of events", "none of the words", "(Open)"]),
        ("activities.events.at", "kind", ["No value of column kind of events", "can be read as a date"]),
        ("related.account.by", "c_country", ["No value of column c_country of prospects", "id of accounts"]),
        ("related.opportunity.link.person", "role", ["No value of column role of roles", "is found in prospects"]),
    ],
)  # fmt: skip
def test_a_mapping_by_which_nothing_belongs_to_anybody_is_refused(
    root: Path, source: str, path: str, value: object, words: list[str]
) -> None:
    """
    A wrong column is not a source in which nobody ever did anything.
    """
    rows_of(root, source, tables(people(120, 3), 3))
    message = refusal(root, {**changed(path, value), "place": f"export-{source}"}, source)

    assert all(word in message for word in words), message


@pytest.mark.slow
def test_without_a_cache_nothing_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where caches are turned off a snapshot lives as long as the process that asked.
    """
    code = (
        "from tests.audience.sources.test_take import taken; from pathlib import Path;"
        f"print(taken(Path({str(root)!r}), 'csv').directory)"
    )
    environment = {**os.environ, "MAPCONFIG_CACHE": "", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)

    assert not Path(done.stdout.strip()).exists()
    assert not (root.parent / "cache").exists()


@pytest.mark.slow
def test_two_runs_at_once_end_with_one_snapshot(root: Path) -> None:
    """
    Commands started together do not see each other's halves.
    """
    code = (
        "from tests.audience.sources.test_take import taken; from pathlib import Path;"
        f"print(taken(Path({str(root)!r}), 'csv').manifest.people)"
    )
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    runs = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(3)
    ]

    assert [(run.communicate()[0].strip(), run.returncode) for run in runs] == [("8", 0)] * 3
    assert len(list((root.parent / "cache").glob("mapconfig/people/*/live/*"))) == 1


def test_a_link_out_of_the_directory_is_not_followed(root: Path, tmp_path: Path) -> None:
    """
    A mapping reads what lies in its directory: not what somebody linked into it.
    """
    outside = tmp_path / "outside.csv"
    (root / "export" / "prospects.csv").rename(outside)
    (root / "export" / "prospects.csv").symlink_to(outside)

    assert "has no table prospects" in refusal(root, {})


@pytest.mark.parametrize("table", ["/etc/passwd", "../outside", "../../etc/passwd", "/etc/*", "http://localhost/x.csv"])
def test_no_table_outside_the_place_can_be_named(root: Path, tmp_path: Path, table: str) -> None:
    """
    A mapping that a stranger wrote cannot read another file.
    """
    (root / "outside.csv").write_text("id\n1\n")

    assert "has no table" in refusal(root, changed("people.table", table))


def test_names_of_columns_are_names_and_not_sql(root: Path) -> None:
    """
    A column called as a statement is a column.
    """
    evil = "x\" FROM read_csv('/etc/passwd') --"
    file = root / "export" / "prospects.csv"
    head, rest = file.read_text(encoding="utf-8").split("\n", 1)
    file.write_text(head.replace('"c_industry"', '"' + evil.replace('"', '""') + '"') + "\n" + rest, encoding="utf-8")

    before = contents(from_people(people(8, 1), CATALOGUE, AS_OF, root / "meant"))
    assert contents(taken(root, "csv", changed("people.fields.industry", evil))) == before
    assert "no column" in refusal(root, changed("people.fields.industry", "'; DROP TABLE number; --"))
