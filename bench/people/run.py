"""Measure the embedded engine against the bare scan of the same columns, a query per list, and pandas.

    python bench/people/generate.py bench/data/people-1m 1000000        once, and -10m 10000000
    python bench/people/run.py bench/data/people-1m bench/data/people-10m --per-list --pandas
    python bench/people/run.py --show bench/people/results/NAME.json

All ways of a case run in one process, one after the other, round by round, so that whatever else the machine does meets
them all; the best round of each counts, and only ratios within one run are compared. CPU time decides, because it
repeats where the clock does not; on a machine that does nothing else both say the same. Memory is measured in a process
of its own for each case.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from bench.people.cases import CASES, Case, describe  # noqa: E402 - found from wherever this is started
from bench.people.ways import PerList, Scan, connected, pandas_masks  # noqa: E402

from mapconfig.audience.blocks import BlockEngine  # noqa: E402
from mapconfig.audience.snapshot import Snapshot  # noqa: E402

#: How many lists the time of a query per list is worked out from.
SAMPLED = 8
#: Masks in pandas are not tried on more people: at ten million they need ten gigabytes.
PANDAS = 2_000_000


def main(argv: list[str] | None = None) -> int:
    args = parser().parse_args(argv)
    if args.show is not None:
        print(tables(json.loads(args.show.read_text(encoding="utf-8"))))
        return 0
    if args.peak is not None:
        return peak(args.data[0], args.peak)
    results = {**machine(), "rounds": args.rounds, "data": []}
    for directory in args.data:
        snapshot = Snapshot.open(directory)
        figures = [measured(snapshot, name, args) for name in args.only.split(",")]
        results["data"].append(
            {"people": snapshot.manifest.people, "rows": dict(snapshot.manifest.tables), "cases": figures}
        )
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(tables(results))
    return 0


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("data", type=Path, nargs="*", help="snapshots that generate.py made")
    found.add_argument("--only", default=",".join(CASES), help=f"some of {', '.join(CASES)}")
    found.add_argument("--rounds", type=int, default=3)
    found.add_argument("--per-list", action="store_true", help=f"a query for each of {SAMPLED} lists too")
    found.add_argument("--pandas", action="store_true", help="masks in pandas too, for 100 lists of a million people")
    found.add_argument("--out", type=Path, default=HERE / "results" / "last.json")
    found.add_argument("--show", type=Path, help="print the tables of a run")
    found.add_argument("--peak", help=argparse.SUPPRESS)
    return found


def machine() -> dict[str, Any]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True
    ).stdout.strip()
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "machine": {
            "cpus": os.cpu_count(),
            "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
            "system": platform.platform(),
            "python": platform.python_version(),
            "load": round(os.getloadavg()[0], 1),
        },
        "versions": {name: version(name) for name in ("duckdb", "numpy")},
    }


class Stopwatch:
    """The best of several times: seconds on the clock and of CPU, children and threads included."""

    def __init__(self) -> None:
        self.wall = float("inf")
        self.cpu = float("inf")

    def time(self, work: Callable[[], Any]) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        made = work()
        self.wall = min(self.wall, time.perf_counter() - wall)
        self.cpu = min(self.cpu, time.process_time() - cpu)
        return made

    def figures(self) -> dict[str, float]:
        return {"wall": round(self.wall, 3), "cpu": round(self.cpu, 3)}


def measured(snapshot: Snapshot, name: str, args: argparse.Namespace) -> dict[str, Any]:
    """The figures of one case on one snapshot."""
    start = time.perf_counter()
    case = CASES[name](snapshot)
    compiled = time.perf_counter() - start
    threads = min(2, os.cpu_count() or 1)
    con = connected(threads)
    scan, engine = Scan(con, snapshot, case), BlockEngine(snapshot, threads=threads)
    scanned, counted = Stopwatch(), Stopwatch()
    for _ in range(args.rounds):
        scanned.time(scan.run)
        found = counted.time(lambda: case.run(engine))
    figures: dict[str, Any] = {
        "case": case.name,
        "bar": case.bar,
        **describe(case),
        "compile_s": round(compiled, 3),
        "scan": scanned.figures(),
        "engine": counted.figures(),
        "ratio": {"wall": round(counted.wall / scanned.wall, 2), "cpu": round(counted.cpu / scanned.cpu, 2)},
        "peak_mb": peak_of(snapshot, name),
    }
    values = dict(zip(case.wanted, found, strict=True)) if case.work is None else {}
    if args.per_list and name in ("100", "1000"):
        figures["per_list"] = per_list(con, snapshot, case, values)
    if args.pandas and name == "100" and snapshot.manifest.people <= PANDAS:
        masks = Stopwatch()
        if masks.time(lambda: pandas_masks(snapshot, case.sheet, case.wanted)) != list(found):
            raise SystemExit(f"{case.name}: pandas counts other people than the engine")
        figures["pandas"] = masks.figures()
    print(
        f"{snapshot.manifest.people:,} people, {case.name}: {json.dumps(figures['ratio'])}", file=sys.stderr, flush=True
    )
    return figures


def per_list(con: Any, snapshot: Snapshot, case: Case, values: dict[Any, int]) -> dict[str, float]:
    """What a query for each list would take, from `SAMPLED` of them spread over all; their counts are compared."""
    queries = PerList(con, snapshot, case.sheet)
    sample = list(case.lists.items())[:: max(1, len(case.lists) // SAMPLED)][:SAMPLED]
    watch = Stopwatch()
    for key, ref in watch.time(lambda: [(one, queries.count(case.lists[one])) for one, _ in sample]):
        if ref != values[case.lists[key]]:
            raise SystemExit(f"list/{key}: SQL counts {ref} people and the engine {values[case.lists[key]]}")
    share = len(case.lists) / len(sample)
    return {
        "wall": round(watch.wall * share, 1),
        "cpu": round(watch.cpu * share, 1),
    }


def peak_of(snapshot: Snapshot, name: str) -> int:
    """The most memory that a process needs that counts one case and does nothing else, in MB."""
    done = subprocess.run(
        [sys.executable, __file__, str(snapshot.directory), "--peak", name], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def peak(directory: Path, name: str) -> int:
    snapshot = Snapshot.open(directory)
    case = CASES[name](snapshot)
    case.run(BlockEngine(snapshot, threads=min(2, os.cpu_count() or 1)))
    # Not ru_maxrss, which a process takes over from the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
    return 0


def tables(results: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = [
        f"Commit {results['commit']}, {results['machine']['cpus']} CPUs, load {results['machine']['load']}, Python "
        f"{results['machine']['python']}, duckdb {results['versions']['duckdb']}, numpy "
        f"{results['versions']['numpy']}; best of {results['rounds']}, interleaved.",
        "",
        "| people | case | bar | ratio of CPU | ratio on the clock | scan, CPU s | engine, CPU s | peak MB |"
        " query per list | pandas |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for data in results["data"]:
        for case in data["cases"]:
            row = [
                f"{data['people']:,}",
                case["case"],
                f"{case['bar']:.0f}x",
                f"**{case['ratio']['cpu']:.1f}x**",
                f"{case['ratio']['wall']:.1f}x",
                f"{case['scan']['cpu']:.2f}",
                f"{case['engine']['cpu']:.2f}",
                str(case["peak_mb"]),
                _slower(case, "per_list"),
                _slower(case, "pandas"),
            ]
            lines.append("| " + " | ".join(row) + " |")
    return "\n".join(lines)


def _slower(case: dict[str, Any], way: str) -> str:
    figures = case.get(way)
    return f"{figures['cpu']:,.0f} s, {figures['cpu'] / case['engine']['cpu']:.0f}x" if figures else ""


if __name__ == "__main__":
    sys.exit(main())
