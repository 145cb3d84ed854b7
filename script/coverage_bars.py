"""Hold branch coverage to its bars: 95 % over all, 100 % for the rooms that write to platforms and to the record.

Run after the tests, in the directory in which they wrote `.coverage`. pytest-cov has combined by then what its workers
and the commands they started wrote, but a process that ends later, or that was killed while it wrote, leaves a file of
its own behind. Those are added. Plain `coverage combine` would put them in the place of what there is, and one late,
empty file was once all that a whole run had to show.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

OVERALL = 95.0
WHOLE = ("plan", "apply", "record")


def main() -> int:
    """Say what was reached; 0 where every bar is held, 1 where one is not or nothing was measured."""
    if any(Path().glob(".coverage.*")):
        combine = [sys.executable, "-m", "coverage", "combine", "--append", "-q"]
        subprocess.run(combine, check=False, capture_output=True)  # it complains of files that hold nothing
    if not Path(".coverage").exists():
        print("No coverage was measured: `make test` measures it, when it runs to its end.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        done = subprocess.run(
            [sys.executable, "-m", "coverage", "json", "-q", "-o", str(report)],
            check=False,
            capture_output=True,
            text=True,
        )
        if not report.exists():
            print(f"The coverage that was measured cannot be read: {(done.stdout + done.stderr).strip()}")
            return 1
        data = json.loads(report.read_text(encoding="utf-8"))
    return judge(data)


def judge(data: dict[str, object]) -> int:
    """Judge what `coverage json` says."""
    total, files = _percent(data["totals"]), _files(data)
    print(f"branch coverage: {total:.1f} % over all (bar {OVERALL:.0f} %)")
    failed = total < OVERALL
    for name, percent, missing in files:
        if percent < 100 and any(room in Path(name).parts for room in WHOLE):
            print(f"{name}: {percent:.1f} % (bar 100 %), missing {missing}")
            failed = True
    if total < OVERALL:
        for name, percent, _ in sorted(files, key=lambda file: file[1])[:15]:
            print(f"  {percent:5.1f} %  {name}")
    return int(failed)


def _percent(summary: object) -> float:
    assert isinstance(summary, dict)
    return float(summary["percent_covered"])


def _files(data: dict[str, object]) -> list[tuple[str, float, str]]:
    files = data["files"]
    assert isinstance(files, dict)
    return [
        (name, _percent(file["summary"]), f"lines {file['missing_lines']}, branches {file['missing_branches']}")
        for name, file in sorted(files.items())
    ]


if __name__ == "__main__":
    sys.exit(main())
