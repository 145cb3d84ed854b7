"""For a person at a terminal: one block a finding, under the file it is in."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import Any

from mapconfig.report import Document, safe

#: Longer details are cut on a screen; the JSON document holds all of them.
LIMIT = 2000

_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "info": "\x1b[36m"}
_PLAIN = "\x1b[0m"


def findings(document: Document, *, colour: bool = False, width: int = 100) -> str:
    """The findings grouped by file, and a closing line with counts. `width` is in columns; 0 leaves long lines "
    "whole."""
    blocks = []
    shown = [finding for finding in document["findings"] if not finding["waived"]]
    for _, group in groupby(shown, key=lambda finding: finding["file"] or ""):
        blocks.append("\n".join(_block(finding, colour, width) for finding in group))
    return "\n\n".join([*blocks, _closing(document)]) + "\n"


def _block(finding: Any, colour: bool, width: int) -> str:
    severity = finding["severity"]
    if colour:
        severity = f"{_COLOURS[severity]}{severity}{_PLAIN}"
    lines = [f"{_place(finding)} {severity} {safe.terminal(finding['code'])} {safe.terminal(finding['summary'])}"]
    lines += _indented(finding["detail"], width)
    if finding["fix"]:
        lines += _indented(f"Fix: {finding['fix']}", width)
    return "\n".join(lines)


def _place(finding: Any) -> str:
    if finding["file"] is None:
        return safe.terminal(finding["asset"] or "mapconfig")
    return f"{safe.terminal(finding['file'])}:{finding['line']}:{finding['column']}"


def _indented(text: str, width: int) -> list[str]:
    shown = safe.terminal(text, LIMIT)
    if not width:
        return [f"    {shown}"]
    return textwrap.wrap(
        shown,
        width=max(width, 40),
        initial_indent="    ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _closing(document: Document) -> str:
    counts = document["counts"]
    looked = f"{_many(document['assets'], 'asset')} checked" if document["assets"] else ""
    if "only" in document:
        looked += f"{', ' if looked else ''}{_many(len(document['only']), 'file')} shown"
    looked += ": " if looked else ""
    parts = [_many(counts[word], word) for word in ("error", "warning") if counts[word]]
    if counts["info"]:
        parts.append(f"{counts['info']} for information")
    if counts["waived"]:
        parts.append(f"{counts['waived']} waived")
    line = f"{looked}{', '.join(parts) or 'no findings'}."
    codes = [finding["code"] for finding in document["findings"] if not finding["waived"]]
    if codes:
        line += f" `mapconfig explain {safe.terminal(codes[0])}` says what a code means."
    return line


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
