"""Figures as Markdown: a table a size, and the bars with what was reached."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: Figures of one size by the name of the case: seconds of CPU and so on, as `bench.measure.Figure` has them.
Figures = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Bar:
    """Something promised: what `ratio` makes of the figures of one size, None where one is missing, is at most `limit`.
    `sizes` are the sizes the promise is about; empty for all."""

    what: str
    limit: float
    ratio: Callable[[Figures, int], float | None]
    sizes: tuple[int, ...] = ()


def cpu(figures: Figures, *cases: str) -> float | None:
    """The CPU seconds of `cases` together."""
    found = [figures[case]["cpu"] for case in cases if case in figures]
    return sum(found) if len(found) == len(cases) else None


def of(case: str, *floor: str) -> Callable[[Figures, int], float | None]:
    """The CPU time of a case as a multiple of other cases together."""

    def ratio(figures: Figures, _: int) -> float | None:
        mine, theirs = cpu(figures, case), cpu(figures, *floor)
        return None if mine is None or not theirs else mine / theirs

    return ratio


def memory(case: str) -> Callable[[Figures, int], float | None]:
    """The peak memory of a case as a share of 50 MB and 2 kB an asset."""

    def ratio(figures: Figures, size: int) -> float | None:
        return figures[case]["peak"] / (50 + 0.002 * size) if case in figures else None

    return ratio


def _of_both(what: str, case: str, limit: float, *floor: str, sizes: tuple[int, ...] = ()) -> Iterator[Bar]:
    """A bar that has to be reached with and without the accelerator."""
    for variant in ("plain", "fast"):
        below = [f"{name} ({variant})" if name in ("python -c pass", "parse only") else name for name in floor]
        yield Bar(f"{what} [{variant}]", limit, of(f"{case} ({variant})", *below), sizes)


WARM = ("git status", "python -c pass")
BARS: tuple[Bar, ...] = (
    Bar("cold: twice parse only [fast]", 2, of("validate --cold (fast)", "parse only (fast)")),
    Bar("cold: a third of octodns-validate [fast]", 1 / 3, of("validate --cold (fast)", "octodns-validate")),
    Bar("cold: terraform validate [plain]", 1, of("validate --cold (plain)", "terraform validate"), (10_000,)),
    Bar("cold: 1/8 of terraform validate [fast]", 1 / 8, of("validate --cold (fast)", "terraform validate"), (1000,)),
    Bar("cold: 1/40 of dbt parse [fast]", 1 / 40, of("validate --cold (fast)", "dbt parse"), (1000,)),
    *_of_both("warm: 3 x (git status + python)", "validate, warm", 3, *WARM),
    *_of_both("one file changed: 3.5 x (git status + python)", "validate, one file changed", 3.5, *WARM),
    *_of_both("warm: 1/10 of octodns-validate", "validate, warm", 0.1, "octodns-validate", sizes=(1000,)),
    *_of_both("warm: 1/30 of terraform validate", "validate, warm", 1 / 30, "terraform validate", sizes=(1000,)),
    *_of_both("warm: 1/80 of dbt parse, warm", "validate, warm", 1 / 80, "dbt parse, warm", sizes=(1000,)),
    *_of_both("diff: 5 x (python + git diff-tree)", "diff, 5 files changed", 5, "python -c pass", "git diff-tree"),
    *_of_both("impact: 2 x python", "impact list/customers", 2, "python -c pass"),
    *_of_both("impact: 3 x (git status + python)", "impact list/customers", 3, *WARM),
    Bar("plan: 1.7 x cold [plain]", 1.7, of("plan (plain)", "validate --cold (plain)")),
    Bar("plan: 1.7 x cold [fast]", 1.7, of("plan (fast)", "validate --cold (fast)")),
    *_of_both("plan: 1/10 of terraform plan", "plan", 0.1, "terraform plan"),
    *_of_both("--help: 6 x python", "--help", 6, "python -c pass"),
    Bar("memory, cold: 50 MB + 2 kB an asset [plain]", 1, memory("validate --cold (plain)")),
    Bar("memory, cold: 50 MB + 2 kB an asset [fast]", 1, memory("validate --cold (fast)")),
    Bar("memory, one file changed [fast]", 1, memory("validate, one file changed (fast)")),
)

#: What is shown growing with the size.
GROWTH = ("validate --cold", "validate, warm", "validate, one file changed", "diff, 5 files changed", "plan")


def tables(results: Mapping[str, Any]) -> str:
    """The whole report of one run."""
    sizes = {int(size): figures for size, figures in results["sizes"].items()}
    parts = [_table(size, figures) for size, figures in sizes.items()]
    parts.append(bars(sizes))
    if len(sizes) > 1:
        parts.append(_growth(sizes))
    return "\n\n".join(parts) + "\n"


def _table(size: int, figures: Figures) -> str:
    python = cpu(figures, "python -c pass (fast)") or cpu(figures, "python -c pass (plain)")
    lines = [f"### {size:,} assets", "", "| command | CPU, s | x python | clock, s | peak, MB | runs |"]
    lines.append("|---|---:|---:|---:|---:|---:|")
    for name, figure in figures.items():
        times = f"{figure['cpu'] / python:,.1f}" if python else ""
        lines.append(
            f"| {name} | {_seconds(figure['cpu'])} | {times} | {_seconds(figure['wall'])} | {figure['peak']:.0f} "
            f"| {figure['runs']} |"
        )
    return "\n".join(lines)


def bars(sizes: Mapping[int, Figures]) -> str:
    """Each bar with its ratio at each size, those that are not reached in bold."""
    lines = ["### Bars", "", f"| bar | at most | {' | '.join(f'{size:,}' for size in sizes)} |"]
    lines.append(f"|---|---:|{'---:|' * len(sizes)}")
    for bar in BARS:
        cells = []
        for size, figures in sizes.items():
            ratio = bar.ratio(figures, size) if not bar.sizes or size in bar.sizes else None
            said = "" if ratio is None else f"{ratio:.3g}"
            cells.append(said if ratio is None or ratio <= bar.limit else f"**{said}**")
        if any(cells):
            lines.append(f"| {bar.what} | {bar.limit:.3g} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _growth(sizes: Mapping[int, Figures]) -> str:
    """How the CPU time grows from the smallest to the largest size: as a factor, and as the exponent of the size."""
    low, high = min(sizes), max(sizes)
    lines = [f"### From {low:,} to {high:,} assets", "", "| command | factor | exponent |", "|---|---:|---:|"]
    for case in [*(f"{name} ({variant})" for name in GROWTH for variant in ("plain", "fast")), "git status"]:
        before, after = cpu(sizes[low], case), cpu(sizes[high], case)
        if before and after:
            factor = after / before
            lines.append(f"| {case} | {factor:.1f} | {math.log(factor) / math.log(high / low):.2f} |")
    return "\n".join(lines)


def _seconds(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.0f}"
