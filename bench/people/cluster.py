"""Cluster an export of people by block, and say what it costs beside a bare scan of the same columns.

    python bench/people/cluster.py RAW [--runs 3]

RAW is what `generate.py --raw` made. The bare scan reads every mapped column of activities and people once.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from mapconfig.audience.mapping import Needed
from mapconfig.audience.sources import take
from mapconfig.criteria.catalogue import Catalogue, FieldType
from mapconfig.model import Environment

sys.path.insert(0, str(Path(__file__).parent))
from generate import AS_OF, FIELDS, LISTS, RELATED

PEOPLE = {
    "source": "parquet",
    "as_of": AS_OF.isoformat(),
    "people": {
        "table": "people",
        "key": "id",
        "fields": {name: name for name in FIELDS if not name.startswith("account.")},
    },
    "related": {
        "account": {
            "table": "accounts",
            "key": "id",
            "by": "account_id",
            "fields": {
                name.partition(".")[2]: name.partition(".")[2] for name in FIELDS if name.startswith("account.")
            },
        },
        "opportunity": {
            "table": "opportunities",
            "key": "id",
            "fields": {name: name for name in RELATED["opportunity"] if name != "role"},
            "link": {"table": "roles", "person": "person", "record": "opportunity", "fields": {"role": "role"}},
        },
    },
    "activities": {
        "all": {"table": "activities", "person": "person", "at": "at", "verb_column": "verb", "name": "name"},
    },
    "lists": {"table": "members", "person": "person", "name": "list"},
}


def scan(raw: Path) -> tuple[float, float]:
    """What it takes to decode every mapped column once, in seconds on the clock and of CPU: a filter that statistics
    cannot answer."""
    start, cpu = time.perf_counter(), time.process_time()
    with duckdb.connect() as con:
        con.execute("SET threads = 2")
        asked = "verb = 'x' OR name = 'y' OR person = 'z' OR \"at\" = TIMESTAMP '2026-01-01 00:00:00.000001'"
        con.execute(f"SELECT count(*) FROM '{raw}/activities/*.parquet' WHERE {asked}").fetchall()
        columns = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM '{raw}/people.parquet'").fetchall()]
        rare = " OR ".join(f"CAST(\"{name}\" AS VARCHAR) = 'rare'" for name in columns)
        con.execute(f"SELECT count(*) FROM '{raw}/people.parquet' WHERE {rare}").fetchall()
    return time.perf_counter() - start, time.process_time() - cpu


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raw", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    said = parser.parse_args()
    kinds = {name: FieldType(kind) for name, (kind, _) in FIELDS.items()}
    kinds |= {
        f"{relation}.{name}": FieldType(kind)
        for relation, fields in RELATED.items()
        for name, (kind, _) in fields.items()
    }
    catalogue = Catalogue(kinds, {"account": "one", "opportunity": "many"})
    environment = Environment("bench", "embedded", people={**PEOPLE, "place": str(said.raw.resolve())})
    needed = Needed(frozenset(kinds), frozenset(LISTS))
    scans, takes, tables = [], [], {}
    for _ in range(said.runs):
        scans.append(scan(said.raw))
        cache = tempfile.mkdtemp(dir=said.raw.parent)
        os.environ["MAPCONFIG_CACHE"] = cache
        start, cpu = time.perf_counter(), time.process_time()
        tables = dict(take(environment, said.raw.parent, catalogue, needed, datetime.now(UTC)).manifest.tables)
        takes.append((time.perf_counter() - start, time.process_time() - cpu))
        shutil.rmtree(cache)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "tables": tables,
                "scan_s": round(min(scans)[0], 2),
                "cluster_s": round(min(takes)[0], 2),
                "ratio": round(min(take[0] / scan[0] for take, scan in zip(takes, scans, strict=True)), 1),
                "ratio_cpu": round(min(take[1] / scan[1] for take, scan in zip(takes, scans, strict=True)), 1),
                "peak_mb": round(peak),
                "runs": said.runs,
            },
            indent=1,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
