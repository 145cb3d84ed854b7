"""`mapconfig chaos`: an apply on the worst of days, on a platform of its own, with figures of what came of it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_ERROR


@click.command()
@click.option("--kills", type=click.IntRange(0, 10_000), default=10, show_default=True, help="How often to kill it.")
@click.option(
    "--fault-rate",
    type=click.FloatRange(0.0, 0.9),
    default=0.2,
    show_default=True,
    help="The chance of each request to go wrong.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="What the dice begin with, to repeat a run.")
@click.option("--assets", type=click.IntRange(10, 2_000), default=40, show_default=True, help="How large the org is.")
@options.form("text", "json")
@options.output
def command(kills: int, fault_rate: float, seed: int, assets: int, style: str, output: Path | None) -> int:
    """Kill applies and break their connections, and judge what the platform has afterwards.

    Makes an org in a temporary directory and applies it, round after round, to the embedded platform behind HTTP,
    through a proxy that refuses, loses, delays and garbles, while the program is killed and resumed and somebody else
    edits the platform. Then it looks at the platform past mapconfig: what is lost, there twice, or overwritten. Touches
    nothing else. Exits with 1 when anything is, or when it does not come to an end.
    """
    from mapconfig.report.chaos import as_json, as_text
    from mapconfig.testing.chaos import Limits, run
    from mapconfig.testing.chaos.arena import embedded

    limits = Limits(kills=kills, rate=fault_rate, seed=seed, assets=assets)
    folder = Path(tempfile.mkdtemp(prefix="mapconfig-chaos-"))
    try:
        with embedded(folder, limits.settle, limits.pause) as arena:
            figures = run(folder, arena, limits, tell=options.say)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    if figures.well:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        options.say(f"what is there can be looked at: {folder}")
    document = {
        "seed": seed,
        "fault_rate": fault_rate,
        **{name: getattr(figures, name) for name in _FIGURES},
        "seconds": round(figures.seconds, 1),
        "faults": {fault.value: count for fault, count in figures.faults.items()},
        "exits": {str(code): count for code, count in sorted(figures.exits.items())},
        "lost": list(figures.verdict.lost),
        "duplicated": list(figures.verdict.duplicated),
        "overwritten": list(figures.verdict.overwritten),
        "stuck": figures.stuck,
        "well": figures.well,
        "again": f"mapconfig chaos --kills {kills} --fault-rate {fault_rate:g} --seed {seed} --assets {assets}",
    }
    options.give(as_json(document) if style == "json" else as_text(document), output)
    return EXIT_DONE if figures.well else EXIT_ERROR


_FIGURES = ("kills", "resumes", "adoptions", "commands", "plans", "rounds", "edits", "requests", "assets")
