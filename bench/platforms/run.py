"""How long a plan and an apply take on a platform behind HTTP, and how many requests; beside a client that asks for
each asset by itself.

    python bench/platforms/run.py --assets 2000 --changes 500

The platform is the stand-in for Mautic (`mapconfig.testing.mautic`) in this process, on loopback: requests cost next to
nothing there, so it is their number that tells what a real one would take. Nothing is left behind.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.backends.mautic.arena import MauticArena, MauticScenario  # noqa: E402

from mapconfig.testing.chaos.run import _YES  # noqa: E402
from mapconfig.testing.mautic import start  # noqa: E402
from mapconfig.testing.mautic.server import Knobs  # noqa: E402

KINDS = ("field", "list", "snippet", "email", "journey")
#: What a request to a Mautic of one's own takes, in seconds; to say what the requests alone would take there.
SLOW = 0.15


class Bench:
    """An org, a Mautic, and commands that are counted and timed."""

    def __init__(self, folder: Path, arena: MauticArena, asked: Counter[str]) -> None:
        self.folder = folder
        self.asked = asked
        self.rows: list[dict[str, Any]] = []
        self.environment = {
            **os.environ,
            "MAPCONFIG_LOGINS": arena.login(arena.url),
            "MAPCONFIG_RECORD": str(folder / "record"),
            "MAPCONFIG_CACHE": str(folder / "cache"),
            "MAPCONFIG_ACTOR": "bench",
        }

    def command(self, name: str, *words: str) -> str:
        """Run it and keep what it cost."""
        self.asked.clear()
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "mapconfig", *words, "-C", str(self.folder / "org")],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        row = {"what": name, "seconds": round(seconds, 1), "cpu": round(cpu, 1), "requests": sum(self.asked.values())}
        self.rows.append({**row, "by_method": dict(self.asked)})
        print(
            f"  {name}: {seconds:.1f} s, {cpu:.1f} s CPU, {row['requests']:,} requests {dict(self.asked)}", flush=True
        )
        return done.stdout + done.stderr


def measured(assets: int, changes: int) -> dict[str, Any]:
    """The figures."""
    asked: Counter[str] = Counter()
    knobs = Knobs(before=lambda method, _target: asked.update([method]))
    with tempfile.TemporaryDirectory(prefix="mapconfig-bench-") as made, start(knobs) as server:
        folder = Path(made)
        arena = MauticArena(server, settle=0.0, pause=0.01)
        scenario = MauticScenario(folder / "org", assets, 1, arena.settings(arena.url), KINDS)
        bench = Bench(folder, arena, asked)
        plan = ("plan", "--out", str(folder / "plan.json"), "--no-people", *_YES)
        apply = ("apply", str(folder / "plan.json"), "--quiet")
        bench.command(f"plan: create {len(scenario.wanted):,}", *plan)
        bench.command(f"apply: create {len(scenario.wanted):,}", *apply)
        bench.command(f"plan: {assets:,} live, nothing to do", *plan)
        changed = [each for each in sorted(scenario.wanted) if each.partition("/")[0] in ("list", "email", "snippet")]
        for address in random.Random(1).sample(changed, changes):
            scenario._change(address.partition("/")[0], scenario.wanted[address])
        scenario.round = 1
        scenario._write()
        said = bench.command(f"plan: {assets:,} live, {changes:,} changes", *plan)
        planned = next(line.strip() for line in said.splitlines() if "requests to the platform" in line)
        bench.command(f"apply: {changes:,} changes", *apply)
        verdict = arena.judge(scenario.wanted, [])
        assert verdict.well, verdict
    reading, writing = bench.rows[3]["requests"], bench.rows[4]["requests"]
    # Naive: every live asset is read by its id, for the plan and again before the apply; a change is read, written and
    # read back.
    naive = {"plan": assets, "apply": assets + 3 * changes}
    return {
        "assets": assets,
        "changes": changes,
        "planned": planned,
        "rows": bench.rows,
        "naive": naive,
        "ours": {"plan": reading, "apply": writing},
        "on_a_real_one": {
            who: round(sum(requests.values()) * SLOW)
            for who, requests in (("ours", {"plan": reading, "apply": writing}), ("naive", naive))
        },
    }


def main() -> None:
    """Measure and print; with --out, keep it as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--assets", type=int, default=2000)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    found = measured(chosen.assets, chosen.changes)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    found["commit"] = commit.stdout.strip()
    text = json.dumps(found, indent=2)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
