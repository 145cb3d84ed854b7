"""Make up people for the benchmark: any number of them, with about ten activities each.

    python bench/people/generate.py OUT 1000000 [--block 131072]     a snapshot, as engines read it
    python bench/people/generate.py OUT 1000000 --raw                plain Parquet in the order of time, for clustering

Fields are those of DRIP Ventures and a few more, with blanks where an org has them and skew where a market has it: few
people do most, few e-mails have most of the sends. The same number gives the same people; nobody in it is real.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from mapconfig.audience.snapshot import Manifest, Snapshot
from mapconfig.audience.snapshot.manifest import BLOCK, NAME
from mapconfig.criteria.syntax import VERBS

AS_OF = datetime(2026, 11, 22, 9, tzinfo=UTC)
_NOW = f"TIMESTAMP '{AS_OF:%Y-%m-%d %H:%M:%S}'"
PARQUET = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"

GRADES = ("F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+")
LISTS = ("colleagues", "webinar-drought-planning", *(f"imported-{number:02d}" for number in range(18)))
JOURNEYS = ("nurture-agriculture", "nurture-golf", "onboarding", "re-permission", "renewal", "win-back")
#: How many names each verb has, in the order of `VERBS`; the first of a verb are used most.
NAMES = {"email": 500, "form": 20, "page": 60, "file": 30, "webinar": 12, "activity": 10}


def one_of(salt: int, values: tuple[str, ...], skew: float = 1.0, blank: float = 0.0) -> str:
    """SQL for one of `values`, the first more often with more `skew`, and blank for a share of people."""
    listed = "[" + ", ".join("'" + value.replace("'", "''") + "'" for value in values) + "]"
    value = f"{listed}[1 + CAST(floor(pow(u(id, {salt}), {skew}) * {len(values)}) AS INTEGER)]"
    return f"CASE WHEN u(id, {salt + 500}) < {blank} THEN NULL ELSE {value} END" if blank else value


def yes(salt: int, share: float, blank: float = 0.0) -> str:
    value = f"u(id, {salt}) < {share}"
    return f"CASE WHEN u(id, {salt + 500}) < {blank} THEN NULL ELSE {value} END" if blank else value


def ago(salt: int, days: int, skew: float = 1.0, blank: float = 0.0) -> str:
    """SQL for an instant so many days ago at most."""
    value = f"{_NOW} - to_microseconds(CAST(floor(pow(u(id, {salt}), {skew}) * {days * 86_400}) AS BIGINT) * 1000000)"
    return f"CASE WHEN u(id, {salt + 500}) < {blank} THEN NULL ELSE {value} END" if blank else value


#: The fields of a person: type, and SQL over the person's number `id`.
FIELDS: dict[str, tuple[str, str]] = {
    "account.type": (
        "choice",
        one_of(1, ("Prospect", "Customer", "Former customer", "Partner", "Competitor"), 2.4, 0.42),
    ),
    "account.active_contract": ("yes-no", yes(2, 0.1, 0.5)),
    "account.lifetime_value": ("number", "CASE WHEN u(id, 3) < .8 THEN NULL ELSE round(exp(u(id, 4) * 11), 2) END"),
    "account.drought_level": (
        "choice",
        one_of(5, ("None", "Vigilance", "Alert", "Reinforced alert", "Crisis"), 1.6, 0.4),
    ),
    "account.nps": ("number", "CASE WHEN u(id, 6) < .9 THEN NULL ELSE CAST(floor(u(id, 7) * 11) AS BIGINT) END"),
    "score": ("number", "CASE WHEN u(id, 8) < .04 THEN NULL ELSE CAST(floor(pow(u(id, 9), 3) * 300) AS BIGINT) END"),
    "grade": ("choice", one_of(10, GRADES, 1.0, 0.33)),
    "last_activity_at": ("date", ago(11, 700, 2.0, 0.15)),
    "created_at": ("date", ago(12, 1900, 1.4)),
    "opted_out": ("yes-no", yes(13, 0.2, 0.12)),
    "do_not_email": ("yes-no", yes(14, 0.05)),
    "hard_bounced": ("yes-no", yes(15, 0.055, 0.15)),
    "confirmed_opt_in": ("yes-no", yes(16, 0.6, 0.2)),
    "newsletter_opt_in": ("yes-no", yes(17, 0.25)),
    "email": ("text", "CASE WHEN u(id, 18) < .05 THEN NULL ELSE 'set' END"),
    "job_title": (
        "text",
        one_of(
            19,
            (
                "Farm manager",
                "Winegrower",
                "Directeur général",
                "GESCHÄFTSFÜHRER",
                "Geschäftsführer",
                "İşletme müdürü",
                "Head greenkeeper",
                "Consultant 50%",
                "Student",
            ),
            1.3,
            0.15,
        ),
    ),
    "country": ("choice", one_of(20, ("FR", "DE", "GB", "BE", "CH", "AT", "NL", "IE", "ES", "IT", "PT"), 2.0, 0.03)),
    "language": ("choice", one_of(21, ("fr", "de", "en"), 1.2, 0.06)),
    "industry": (
        "choice",
        one_of(22, ("Agriculture", "Viticulture", "Municipality", "Landscaping", "Golf", "Other"), 1.4, 0.06),
    ),
    "source": (
        "choice",
        one_of(23, ("Website", "Trade fair", "Webinar", "Paid advertising", "Partner", "Purchased list"), 1.3, 0.05),
    ),
    "inquiry": ("choice", one_of(24, ("Project", "Support", "Study", "Press"), 2.0, 0.7)),
    "hardship_support": ("yes-no", yes(25, 0.02, 0.5)),
    "crm_record": ("choice", one_of(26, ("Contact", "Lead"), 0.7, 0.13)),
    "assigned": ("yes-no", yes(27, 0.5)),
    "lead_status": (
        "choice",
        one_of(28, ("New", "Nurture", "Rejected", "Working", "Accepted", "Qualified"), 1.5, 0.6),
    ),
    "bant": ("choice", one_of(29, ("Unknown", "Partly known", "Known"), 2.0, 0.3)),
    "mql_at": ("date", ago(30, 900, 1.3, 0.7)),
    "won_at": ("date", ago(31, 1600, 1.3, 0.88)),
    "campaign_code": (
        "text",
        "CASE WHEN u(id, 32) < .5 THEN NULL ELSE 'c-' || CAST(floor(pow(u(id, 33), 2) * 300) AS INTEGER) END",
    ),
}
#: The fields of related records: type, and SQL over the record's number `id`.
RELATED: dict[str, dict[str, tuple[str, str]]] = {
    "opportunity": {
        "stage": (
            "choice",
            one_of(
                101,
                (
                    "Closed Won",
                    "Closed Lost",
                    "Need confirmed",
                    "Site survey",
                    "Proposal",
                    "Negotiation",
                ),
                1.3,
            ),
        ),
        "role": ("choice", one_of(102, ("Decision maker", "Budget holder", "Technical user"), 1.2, 0.1)),
        "type": ("choice", one_of(103, ("New business", "Upsell", "Renewal"), 1.6)),
        "last_activity_at": ("date", ago(104, 900, 1.2)),
    },
    "contract": {
        "status": ("choice", one_of(111, ("Activated", "Expired", "Terminated", "In Approval Process"), 1.3)),
        "end_date": (
            "date",
            f"date_trunc('day', {_NOW}) + to_days(CAST(floor(u(id, 112) * 1500) AS INTEGER) - 700)",
        ),
    },
}
_SHARES = {"opportunity": 0.125, "contract": 0.08}
#: How many activities a person has: about 9.5 on average, none for one in eight, a hundred and more for a few.
_COUNT = "CAST(-ln(1 - u(id, 40)) * 7.5 + CASE WHEN u(id, 41) < .05 THEN u(id, 42) * 100 ELSE 0 END AS INTEGER)"
#: Shares of the verbs, added up, in the order of `VERBS`.
_VERBS = (0.45, 0.70, 0.77, 0.78, 0.80, 0.93, 0.95, 0.96, 1.0)


def names() -> list[str]:
    """The names of activities; the code of one is its place."""
    return [f"{thing}-{number:03d}" for thing, count in NAMES.items() for number in range(count)]


def _activity(number: str) -> str:
    """SQL for the columns of an activity, over its number."""
    verb = " ".join(f"WHEN u({number}, 50) < {share} THEN {code}" for code, share in enumerate(_VERBS))
    first, starts = 0, {}
    for thing, count in NAMES.items():
        starts[thing] = (first, count)
        first += count
    name = " ".join(
        f"WHEN {code} THEN {starts[thing][0]} + CAST(floor(pow(u({number}, 51), 2) * {starts[thing][1]}) AS INTEGER)"
        for code, thing in enumerate(VERBS.values())
    )
    return (
        f"CASE {verb} END AS verb, CASE CASE {verb} END {name} END AS name, "
        f"{_NOW} - to_microseconds(1 + CAST(pow(u({number}, 52), 1.5) * {365 * 86_400_000_000} AS BIGINT)) AS at"
    )


def connected(spill: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"SET memory_limit = '1GiB'; SET temp_directory = '{spill}'; SET preserve_insertion_order = false")
    con.execute("CREATE MACRO u(i, salt) AS (hash(i * 1000003 + salt) >> 11)::DOUBLE / 9007199254740992")
    return con


def snapshot(directory: Path, people: int, block: int = BLOCK) -> Snapshot:
    """Write a snapshot of so many people, block by block; the memory it needs is that of one block."""
    con = connected(directory / "spill")
    tables = ("people", "activities", "related-opportunity", "related-contract", "lists", "changes", "enrolments")
    for table in tables:
        (directory / table).mkdir(parents=True)
    of_list = f"CAST(floor(u(id * 8 + k, 70) * {len(LISTS)}) AS UINTEGER)"
    rows: dict[str, int | None] = dict.fromkeys(tables, 0)
    for number, low in enumerate(range(0, people, block)):
        high = min(people, low + block)
        ids = f"range({low}, {high}) AS t(id)"
        selects = {
            "people": "SELECT id::UINTEGER AS person, "
            + ", ".join(f'{sql} AS "{name}"' for name, (_, sql) in FIELDS.items())
            + f" FROM {ids}",
            "activities": 'SELECT person, verb::UTINYINT AS verb, name::UINTEGER AS name, "at" FROM (SELECT'
            f" id::UINTEGER AS person, {_activity('(id * 256 + k)')} FROM {ids}, unnest(range({_COUNT})) AS q(k))",
            **{
                f"related-{relation}": f"SELECT CAST({low} + floor(u(id, 60) * {high - low}) AS UINTEGER) AS person,"
                f" {', '.join(f'{sql} AS {name}' for name, (_, sql) in fields.items())}"
                f" FROM range({int(low * _SHARES[relation])}, {int(high * _SHARES[relation])}) AS t(id)"
                for relation, fields in RELATED.items()
            },
            "lists": f"SELECT DISTINCT id::UINTEGER AS person, {of_list} AS list"
            f" FROM {ids}, unnest(range(CAST(floor(u(id, 71) * 1.95) AS INTEGER))) AS q(k)",
            "changes": "SELECT id::UINTEGER AS person, 'grade' AS field, "
            f"{one_of(80, GRADES, 1.0, 0.2)} AS before, {one_of(81, GRADES)} AS after, {ago(82, 200)} AS at"
            f" FROM {ids} WHERE u(id, 83) < .2",
            "enrolments": f"SELECT id::UINTEGER AS person, CAST(floor(u(id, 90) * {len(JOURNEYS)}) AS UINTEGER) AS"
            f" journey, 'look' AS step, {ago(91, 40)} AS since FROM {ids} WHERE u(id, 92) < .02",
        }
        for table, select in selects.items():
            path = directory / table / f"{number:05d}.parquet"
            (made,) = con.execute(f"COPY ({select}) TO '{path}' {PARQUET}").fetchone() or (0,)
            rows[table] = (rows[table] or 0) + made
    con.execute("CREATE TABLE names (code UINTEGER, name VARCHAR)")
    con.executemany("INSERT INTO names VALUES (?, ?)", list(enumerate(names())))
    con.execute(f"COPY names TO '{directory / 'names.parquet'}' {PARQUET}")
    con.close()
    shutil.rmtree(directory / "spill", ignore_errors=True)
    manifest = Manifest(
        as_of=AS_OF,
        source=f"{people} people made up for the benchmark",
        people=people,
        block=block,
        fields={name: kind for name, (kind, _) in FIELDS.items()},
        relations={
            relation: {name: kind for name, (kind, _) in fields.items()} for relation, fields in RELATED.items()
        },
        tables=rows,
        lists=LISTS,
        journeys=JOURNEYS,
        marked=frozenset({"email"}),
        digest=f"benchmark-{people}-{block}",
    )
    (directory / NAME).write_bytes(manifest.to_json())
    return Snapshot(manifest, directory)


def raw(directory: Path, people: int, slices: int = 16) -> None:
    """Write the tables as a database would export them: activities in the order of time, keys that are no numbers from
    0, everything in one or a few files."""
    con = connected(directory / "spill")
    (directory / "activities").mkdir(parents=True)
    con.execute("CREATE MACRO key(i) AS 'p-' || (i * 7919 + 17)")
    fields = ", ".join(
        f'{sql} AS "{name.replace(".", "_")}"' for name, (_, sql) in FIELDS.items() if not name.startswith("account.")
    )
    account = ", ".join(
        f'{sql} AS "{name.partition(".")[2]}"' for name, (_, sql) in FIELDS.items() if name.startswith("account.")
    )
    accounts = max(1, people // 2)
    one = f"CASE WHEN u(id, 1) < .4 THEN NULL ELSE CAST(floor(u(id, 2) * {accounts}) AS BIGINT) END"
    deals = RELATED["opportunity"]
    deal = ", ".join(f"{sql} AS {name}" for name, (_, sql) in deals.items() if name != "role")
    role = deals["role"][1]
    selects = {
        "people": f"SELECT key(id) AS id, {one} AS account_id, {fields} FROM range({people}) AS t(id)",
        "accounts": f"SELECT id, {account} FROM range({accounts}) AS t(id)",
        "opportunities": f"SELECT id, {deal} FROM range({max(1, people // 16)}) AS t(id)",
        "roles": f"SELECT key(CAST(floor(u(id, 3) * {people}) AS BIGINT)) AS person,"
        f" CAST(floor(u(id, 4) * {max(1, people // 16)}) AS BIGINT) AS opportunity, {role} AS role"
        f" FROM range({max(1, people // 8)}) AS t(id)",
        "members": f"SELECT key(CAST(floor(u(id, 5) * {people}) AS BIGINT)) AS person,"
        f" {one_of(6, LISTS)} AS list FROM range({max(1, people * 45 // 100)}) AS t(id)",
    }
    for table, select in selects.items():
        con.execute(f"COPY ({select}) TO '{directory / table}.parquet' {PARQUET}")
    called = names()
    total = people * 95 // 10
    listed = "[" + ", ".join(f"'{name}'" for name in called) + "]"
    words = "[" + ", ".join(f"'{verb}'" for verb in VERBS) + "]"
    for number in range(slices):
        low, high = total * number // slices, total * (number + 1) // slices
        con.execute(
            f"COPY (SELECT key(person) AS person, {words}[verb + 1] AS verb, {listed}[name + 1] AS name, {_NOW} -"
            f" to_microseconds(CAST(({total} - id) * ({365 * 86_400}.0 / {total}) * 1000000 AS BIGINT)) AS at FROM"
            f" (SELECT id, CAST(floor(pow(u(id, 7), 1.5) * {people}) AS BIGINT) AS person, {_activity('id')}"
            f" FROM range({low}, {high}) AS t(id))) TO '{directory / 'activities' / f'{number:03d}.parquet'}' {PARQUET}"
        )
    con.close()
    shutil.rmtree(directory / "spill", ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("people", type=int)
    parser.add_argument("--block", type=int, default=BLOCK)
    parser.add_argument("--raw", action="store_true")
    said = parser.parse_args()
    if said.out.exists():
        print(f"{said.out} is there already", file=sys.stderr)
        return 1
    start = time.perf_counter()
    if said.raw:
        raw(said.out, said.people)
    else:
        for table, rows in snapshot(said.out, said.people, said.block).manifest.tables.items():
            print(f"{table}: {rows:,} rows")
    size = sum(path.stat().st_size for path in said.out.rglob("*.parquet"))
    print(f"{size / 1e6:,.0f} MB in {time.perf_counter() - start:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
