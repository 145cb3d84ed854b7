"""For a person at a terminal: one block a finding, under the file it is in."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from itertools import groupby
from typing import Any

from mapconfig.language import Speech, Text, english, plural, say, together
from mapconfig.report import Document, safe, speaking

#: Longer details are cut on a screen; the JSON document holds all of them.
LIMIT = 2000

_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "info": "\x1b[36m"}
_PLAIN = "\x1b[0m"
_SEVERITIES = {"error": say("error"), "warning": say("warning"), "info": say("info")}


@speaking
def findings(document: Document, *, colour: bool = False, width: int = 100, speak: Speech = english) -> str:
    """The findings grouped by file, and a closing line with counts. `width` is in columns; 0 leaves long lines "
    "whole."""
    blocks = []
    shown = [finding for finding in document["findings"] if not finding["waived"]]
    for _, group in groupby(shown, key=lambda finding: finding["file"] or ""):
        blocks.append("\n".join(_block(finding, colour, width, speak) for finding in group))
    return "\n\n".join([*blocks, _closing(document, speak)]) + "\n"


def _block(finding: Any, colour: bool, width: int, speak: Speech) -> str:
    severity = speak(_SEVERITIES[finding["severity"]])
    if colour:
        severity = f"{_COLOURS[finding['severity']]}{severity}{_PLAIN}"
    lines = [f"{_place(finding)} {severity} {safe.terminal(finding['code'])} {safe.terminal(finding['summary'])}"]
    lines += _indented(finding["detail"], width)
    if finding["fix"]:
        lines += _indented(speak(say("Fix: {fix}", fix=finding["fix"])), width)
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


def _closing(document: Document, speak: Speech) -> str:
    counts = document["counts"]
    found = [_COUNTED[word](counts[word]) for word in ("error", "warning", "info", "waived") if counts[word]]
    told = together(", ", found) if found else say("no findings")
    looked = []
    if document["assets"]:
        looked.append(plural("{n:,} asset checked", "{n:,} assets checked", document["assets"]))
    if "only" in document:
        looked.append(plural("{n:,} file shown", "{n:,} files shown", len(document["only"])))
    line = speak(
        say("{looked}: {found}.", looked=together(", ", looked), found=told) if looked else say("{found}.", found=told)
    )
    codes = [finding["code"] for finding in document["findings"] if not finding["waived"]]
    if codes:
        line += " " + speak(say("`mapconfig explain {code}` says what a code means.", code=safe.terminal(codes[0])))
    return line


_COUNTED: dict[str, Callable[[int], Text]] = {
    "error": lambda count: plural("{n:,} error", "{n:,} errors", count),
    "warning": lambda count: plural("{n:,} warning", "{n:,} warnings", count),
    "info": lambda count: say("{n} for information", n=count),
    "waived": lambda count: say("{n} waived", n=count),
}
