"""The findings view: the one JSON document that every format of `mapconfig validate` is made from."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from mapconfig import __version__
from mapconfig.check.described import Described
from mapconfig.finding import Finding, Path, Severity

FORMAT = "mapconfig.findings/1"

_NUMBERS = re.compile(r"\d+")


def document(
    findings: Iterable[Finding],
    *,
    codes: Mapping[str, Described] | None = None,
    org: str = "",
    assets: int = 0,
) -> dict[str, Any]:
    """`findings` as JSON values, by file, line, column and code, with what a reader or a script needs beside them.

    `codes` holds the manual pages, those of the rules unless others are given (`mapconfig.check.catalogue.everything`
    joins those of all rooms); `org` is the name of the organisation, `assets` how many were looked at. Findings with
    severity `off` are left out. Paths and positions are those of the findings; nothing is made safe for a screen here,
    that is the formats' work.
    """
    if codes is None:
        from mapconfig.check.catalogue import CODES  # with all rules, which findings of reading do not need

        codes = CODES
    rows = sorted((f for f in findings if f.severity is not Severity.OFF), key=_position)
    seen: Counter[str] = Counter()
    listed = []
    for finding in rows:
        print_ = fingerprint(finding)
        seen[print_] += 1
        known = codes.get(finding.code)
        listed.append(
            {
                "code": finding.code,
                "name": known.name if known else "",
                "severity": finding.severity.value,
                "summary": finding.summary,
                "detail": finding.detail,
                "fix": finding.fix,
                "asset": str(finding.address) if finding.address is not None else None,
                "path": list(finding.path),
                "file": finding.place.file if finding.place else None,
                "line": finding.place.line if finding.place else None,
                "column": finding.place.column if finding.place else None,
                "waived": finding.waived,
                "fingerprint": print_ if seen[print_] == 1 else f"{print_}-{seen[print_]}",
            }
        )
    counts = Counter("waived" if finding.waived else finding.severity.value for finding in rows)
    return {
        "format": FORMAT,
        "tool": {"name": "mapconfig", "version": __version__},
        "org": org,
        "assets": assets,
        "counts": {word: counts[word] for word in ("error", "warning", "info", "waived")},
        "codes": {code: _described(codes[code]) for code in sorted({f.code for f in rows}) if code in codes},
        "findings": listed,
    }


def placed(said: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The document `said` with its files named from `prefix` on, such as ``org/``: programs that show findings beside
    the lines of a repository know files from its top."""
    rows = [{**row, "file": f"{prefix}{row['file']}"} if row["file"] is not None else row for row in said["findings"]]
    return {**said, "findings": rows}


def limited(said: Mapping[str, Any], files: Collection[str]) -> dict[str, Any]:
    """The document `said` with only the findings that lie in `files` or below those of them that are folders; they are
    named under ``only``. The org was read as a whole all the same, so that what a file gets wrong about another is
    among them."""
    listed = [row for row in said["findings"] if row["file"] is not None and _is_in(row["file"], files)]
    counts = Counter("waived" if row["waived"] else row["severity"] for row in listed)
    codes = {row["code"] for row in listed}
    return {
        **said,
        "only": sorted(files),
        "counts": {word: counts[word] for word in said["counts"]},
        "codes": {code: page for code, page in said["codes"].items() if code in codes},
        "findings": listed,
    }


def _is_in(file: str, files: Collection[str]) -> bool:
    return file in files or any(each == "." or file.startswith(f"{each}/") for each in files)


def _described(code: Described) -> dict[str, str]:
    return {"name": code.name, "severity": code.severity.value, "summary": code.summary, "page": code.page.strip()}


def fingerprint(finding: Finding) -> str:
    """What stays the same when the file is edited above the finding: no line, no column, no index and no count.

    Code-scanning services match yesterday's finding with today's by it.
    """
    steps = [step for step in finding.path if isinstance(step, str)]
    where = str(finding.address) if finding.address is not None else finding.place.file if finding.place else ""
    said = "\n".join((finding.code, where, ".".join(steps), _NUMBERS.sub("#", finding.detail)))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _position(finding: Finding) -> tuple[str, int, int, str, str, str]:
    place = finding.place
    return (
        place.file if place else "",
        place.line if place else 0,
        place.column if place else 0,
        finding.code,
        str(finding.address or ""),
        finding.detail,
    )


def dotted(path: Path | list[Any]) -> str:
    """A path the way a person says it: ``steps.0.send``."""
    return ".".join(str(step) for step in path)
