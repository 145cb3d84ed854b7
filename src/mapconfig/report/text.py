"""For a person at a terminal: one block a finding, under the file it is in."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from itertools import groupby
from typing import Any

from mapconfig.language import Speech, Text, english, listed, plural, say, together
from mapconfig.report import Document, safe, speaking

#: Longer details are cut on a screen; the JSON document holds all of them.
LIMIT = 2000
#: Findings that only follow from others are listed up to here.
FOLDED = 20
#: How codes of faults begin that keep something from being read; rules have others.
READING = "MC0"

_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "info": "\x1b[36m"}
_PLAIN = "\x1b[0m"
_SEVERITIES = {"error": say("error"), "warning": say("warning"), "info": say("info")}


@speaking
def findings(document: Document, *, colour: bool = False, width: int = 100, speak: Speech = english) -> str:
    """The findings grouped by file, and a closing line with counts. `width` is in columns; 0 leaves long lines "
    "whole."""
    shown = [finding for finding in document["findings"] if not finding["waived"]]
    there = {f"{finding['file']}:{finding['line']}" for finding in shown}
    following = [finding for finding in shown if finding.get("follows") in there]
    causes = {finding["follows"] for finding in following}
    first, others = [], []
    for finding in shown:
        if f"{finding['file']}:{finding['line']}" in causes:
            first.append(finding)
        elif finding.get("follows") not in causes:
            others.append(finding)
    blocks = _blocks(first, colour, width, speak)
    if following:
        blocks.append(_folded(following, speak))
    blocks += _blocks(others, colour, width, speak)
    return "\n\n".join([*blocks, *_waiting(shown, width, speak), _closing(document, [*first, *others], speak)]) + "\n"


def _blocks(shown: list[Any], colour: bool, width: int, speak: Speech) -> list[str]:
    return [
        "\n".join(_block(finding, colour, width, speak) for finding in group)
        for _, group in groupby(shown, key=lambda finding: finding["file"] or "")
    ]


def _folded(following: list[Any], speak: Speech) -> str:
    """What follows from files that could not be read, a line each: its cause is said above."""
    said = plural(
        "{n:,} finding only follows from that, since it names what that file has:",
        "{n:,} findings only follow from that, since they name what that file has:",
        len(following),
    )
    lines = [f"    {_place(finding)} {safe.terminal(finding['code'])}" for finding in following[:FOLDED]]
    if len(following) > FOLDED:
        lines.append("    " + speak(say("... and {more} more", more=len(following) - FOLDED)))
    return "\n".join([speak(said), *lines])


def _waiting(shown: list[Any], width: int, speak: Speech) -> list[str]:
    """What nothing but its fault was looked at in, so that more may be wrong there."""
    names = [
        f"{finding['asset']} ({finding['path'][0]})"
        for finding in shown
        if finding["code"].startswith(READING)
        and finding["severity"] == "error"
        and finding["asset"]
        and finding["path"]
    ]
    if not names:
        return []
    told = listed(list(dict.fromkeys(names)))
    said = say("Further checks wait until this can be read: {names}.", names=told)
    return ["\n".join(textwrap.wrap(safe.terminal(speak(said), LIMIT), width=width or LIMIT, break_on_hyphens=False))]


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


def _closing(document: Document, shown: list[Any], speak: Speech) -> str:
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
    if shown:
        code = safe.terminal(shown[0]["code"])
        line += " " + speak(say("`mapconfig explain {code}` says what a code means.", code=code))
    return line


_COUNTED: dict[str, Callable[[int], Text]] = {
    "error": lambda count: plural("{n:,} error", "{n:,} errors", count),
    "warning": lambda count: plural("{n:,} warning", "{n:,} warnings", count),
    "info": lambda count: say("{n} for information", n=count),
    "waived": lambda count: say("{n} waived", n=count),
}
