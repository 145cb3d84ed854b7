"""Measure whole commands against floors and peers, and say which bars are reached.

    make bench                                        1,000 and 10,000 assets, with what is installed
    python bench/run.py --install-peers               first make or renew bench/venvs (see bench/peers.sh)
    python bench/run.py --sizes 1000,100000 --no-peers --variants fast
    python bench/run.py --only plan,python --rounds 3
    python bench/run.py --show bench/results/last.json

Every case is run once a round, one after the other, and the median of its CPU time counts: the machine may be busy.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from bench.measure import Case, measure  # noqa: E402

from bench import ours, peers, report  # noqa: E402 - found from wherever this is started


def main(argv: list[str] | None = None) -> int:
    args = parser().parse_args(argv)
    if args.show is not None:
        print(report.tables(json.loads(args.show.read_text(encoding="utf-8"))))
        return 0
    if args.install_peers:
        subprocess.run([str(HERE / "peers.sh"), *args.python], check=True)
    results = run(args)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(report.tables(results))
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--sizes", default="1000,10000", help="numbers of assets")
    made.add_argument("--rounds", type=int, default=5)
    made.add_argument("--slow", type=float, default=30, help="what takes more CPU seconds than this is run once")
    made.add_argument("--only", default="", help="parts of the names of cases, with commas")
    made.add_argument("--variants", default="plain,fast", help="mapconfig without and with the Rust YAML loader")
    made.add_argument("--no-peers", action="store_true", help="leave other tools out")
    made.add_argument("--install-peers", action="store_true", help="make the virtual environments first")
    made.add_argument("--python", nargs="*", default=[], help="with --install-peers: Python 3.11 and a newer one")
    made.add_argument("--data", type=Path, default=HERE / "data", help="where the orgs and the peers' inputs are made")
    made.add_argument("--venvs", type=Path, default=HERE / "venvs")
    made.add_argument("--out", type=Path, default=HERE / "results" / "last.json")
    made.add_argument("--show", type=Path, help="print the report of figures that are there, and measure nothing")
    return made


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Measure, and give everything that is worth keeping."""
    sizes = {}
    data, venvs = args.data.resolve(), args.venvs.resolve()
    data.mkdir(parents=True, exist_ok=True)
    for size in map(int, args.sizes.split(",")):
        print(f"{size:,} assets", file=sys.stderr)
        variants = [one for one in ours.variants(venvs) if one.name in args.variants.split(",")]
        found = cases(data, venvs, size, variants, with_peers=not args.no_peers)
        wanted = [case for case in found if any(part in case.name for part in args.only.split(","))]
        sizes[str(size)] = {name: asdict(figure) for name, figure in measure(wanted, args.rounds, args.slow).items()}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "command": " ".join(["bench/run.py", *sys.argv[1:]]),
        "machine": _machine(),
        "versions": {"git": _said("git", "--version"), **peers.versions(venvs)},
        "packages": {one.name: one.packages for one in ours.variants(venvs)},
        "sizes": sizes,
    }


def cases(data: Path, venvs: Path, size: int, variants: list[ours.Variant], with_peers: bool) -> list[Case]:
    """Everything that can be measured here at one size, with its inputs made."""
    found: list[Case] = []
    found += ours.floors(data, size, variants[0])
    for variant in variants:
        found += ours.cases(data, size, variant)
    if with_peers:
        found += peers.cases(data, venvs, size)
    return found


def _commit() -> str:
    return _said("git", "-C", str(HERE), "describe", "--always", "--dirty", "--abbrev=10", "--exclude=*")


def _machine() -> str:
    return f"{os.cpu_count()} x {platform.machine()}, {platform.system()} {platform.release().partition('-')[0]}"


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
