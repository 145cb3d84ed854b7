"""Findings for tests of the formats."""

from __future__ import annotations

from typing import Any

from mapconfig.address import Address
from mapconfig.finding import Finding, Path, Place, Severity


def finding(code: str = "MC101", **other: Any) -> Finding:
    """A finding of `code`; unless said otherwise an error at list/a, in lists/a.yaml:3:5."""
    said: dict[str, Any] = {
        "severity": Severity.ERROR,
        "summary": "Unknown reference",
        "detail": "list/a names list/b, which no file defines.",
        "address": Address("list/a"),
        "path": ("extends",),
        "place": Place("lists/a.yaml", 3, 5),
        "fix": "Did you mean list/c?",
    }
    return Finding(code, **{**said, **other})


#: Text that tries to be more than text in one format or another.
HOSTILE = (
    "\x1b]0;owned\x07\x1b[2K\r0 to delete",
    "a\u202eb\u2066c\u200b\u2028d\ufeff",
    "]]><script>alert(1)</script>&amp;'\"",
    "::error file=x,line=1::%0A::stop-commands::x\n::warning::y",
    "@org/team fixes #12 | `code` ``two`` [link](javascript:x) ![i](http://e) <!-- x -->",
    "https://evil.example www.evil.example a@evil.example # heading\n> quote\n- list\n| cell | <details>",
    "\x00\x08\x0b\ufffe\ud800\U000e0041",
    "a" + "\u0301" * 50,
    "",
)

PATH: Path = ("criteria", 2, "any", 0)
