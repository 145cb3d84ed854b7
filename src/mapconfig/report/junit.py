"""For the test tab of a CI server: JUnit XML with one suite a file and one case an asset and code."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from mapconfig.report import Document
from mapconfig.report.safe import xml


def findings(document: Document) -> str:
    """Errors and warnings fail their case, waived ones are skipped with the reason, information goes to its output."""
    suites = []
    for file, group in groupby(document["findings"], key=lambda finding: finding["file"] or ""):
        suites.append(_suite(file or "mapconfig", list(group)))
    if not suites:
        suites.append('  <testsuite name="mapconfig" tests="1" failures="0" errors="0" skipped="0">')
        suites[-1] += '\n    <testcase classname="mapconfig" name="validate"/>\n  </testsuite>'
    counts = document["counts"]
    total = max(sum(counts.values()), 1)
    failures = counts["error"] + counts["warning"]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="mapconfig" tests="{total}" failures="{failures}" errors="0" skipped="{counts["waived"]}">\n'
        + "\n".join(suites)
        + "\n</testsuites>\n"
    )


def _suite(name: str, rows: list[Any]) -> str:
    failures = sum(1 for row in rows if row["severity"] != "info" and not row["waived"])
    skipped = sum(1 for row in rows if row["waived"])
    lines = [
        f'  <testsuite name="{xml(name)}" tests="{len(rows)}" failures="{failures}" errors="0" skipped="{skipped}">'
    ]
    lines += [_case(row) for row in rows]
    lines.append("  </testsuite>")
    return "\n".join(lines)


def _case(row: Any) -> str:
    place = f' file="{xml(row["file"])}" line="{row["line"]}"' if row["file"] is not None else ""
    name = f"{row['code']} {row['summary']}" + (f" ({'.'.join(map(str, row['path']))})" if row["path"] else "")
    head = f'    <testcase classname="{xml(row["asset"] or row["file"] or "mapconfig")}" name="{xml(name)}"{place}>'
    where = f"{row['file']}:{row['line']}:{row['column']}: " if row["file"] is not None else ""
    said = xml(f"{where}{row['detail']}" + (f" Fix: {row['fix']}" if row["fix"] else ""))
    if row["waived"]:
        body = f'<skipped message="{xml(row["waived"])}"/>'
    elif row["severity"] == "info":
        body = f"<system-out>{said}</system-out>"
    else:
        body = f'<failure type="{xml(row["severity"])}" message="{xml(row["summary"])}">{said}</failure>'
    return f"{head}\n      {body}\n    </testcase>"
