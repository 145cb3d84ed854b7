"""For GitHub Actions: workflow commands that become annotations on the pull request's lines."""

from __future__ import annotations

from typing import Any

from mapconfig.report import Document, safe

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}

#: GitHub keeps ten annotations of a level and a step, and drops the others without a word.
KEPT = 10


def findings(document: Document) -> str:
    """One command a line: gravest level first; of a level with more than ten, nine and one that says how many more."""
    lines = []
    for severity, command in _COMMANDS.items():
        rows = [f for f in document["findings"] if f["severity"] == severity and not f["waived"]]
        kept = rows if len(rows) <= KEPT else rows[: KEPT - 1]
        lines += [_annotation(command, finding) for finding in kept]
        if len(kept) < len(rows):
            title = escape_property("More findings")
            lines.append(
                f"::{command} title={title}::"
                + escape_message(f"and {len(rows) - len(kept)} more of level {severity}; the log of this step has all.")
            )
    return "".join(f"{line}\n" for line in lines)


def _annotation(command: str, finding: Any) -> str:
    properties = []
    if finding["file"] is not None:
        properties += [
            f"file={escape_property(finding['file'])}",
            f"line={finding['line']}",
            f"col={finding['column']}",
        ]
    properties.append(f"title={escape_property(finding['code'] + ' ' + finding['summary'])}")
    message = finding["detail"]
    if finding["fix"]:
        message += f"\nFix: {finding['fix']}"
    return f"::{command} {','.join(properties)}::{escape_message(message)}"


def escape_message(text: str) -> str:
    """`text` for the part after the second ``::``; line breaks stay line breaks on the annotation."""
    lines = [safe.terminal(line) for line in text.split("\n")]
    return "\n".join(lines).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """`text` for a property such as the title, where a colon and a comma mean something too."""
    return safe.terminal(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
