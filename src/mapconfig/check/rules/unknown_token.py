"""
## What it does
Reports a placeholder in double braces that looks like one of ours and is none: a kind that cannot be embedded,
or braces that are not closed. Placeholders of the platform itself, such as `{{Recipient.FirstName}}`, are left
alone.

## Why it matters
People read "Dear {{ snipet/greeting }}".

## Example
    body: "{{ snipet/legal-footer }}"

## Instead
    body: "{{ snippet/legal-footer }}"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from mapconfig.check.rule import Report, Rule
from mapconfig.check.texts import any_text, each
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.model import Asset
from mapconfig.model.references import EMBED

_TOKEN = re.compile(r"\{\{\s*([A-Za-z-]{2,20}/[^{}\n]{0,80}?)\s*(\}\}|[{}]|\n|\Z)")


def _is_doubtful(text: str) -> bool:
    return "{{" in text and any(EMBED.fullmatch(match[0]) is None for match in _TOKEN.finditer(text))


def look(asset: Asset, view: View) -> Iterator[Report]:
    if not any_text(asset, view, _is_doubtful):
        return
    for path, text in each(asset.attributes):
        if "{{" not in text:
            continue
        for match in _TOKEN.finditer(text):
            name, closing = match.groups()
            if closing != "}}":
                yield Report(
                    path, f"A text in {asset.address} opens {{{{ {name} and does not close it.", "Add }} behind it."
                )
            elif EMBED.fullmatch(match[0]) is None:
                kind, _, key = name.partition("/")
                near = next(iter(get_close_matches(kind.lower(), _EMBEDDED, n=1)), "")
                yield Report(
                    path,
                    f"A text in {asset.address} holds {{{{ {name} }}}}, and only snippets and fields can be filled in.",
                    f"Did you mean {{{{ {near}/{key} }}}}?" if near else "",
                )


_EMBEDDED = ("snippet", "field")


RULE = Rule(
    code="MC103",
    name="unknown-token",
    severity=Severity.ERROR,
    summary="Placeholder that nothing fills",
    page=__doc__ or "",
    look=look,
    kinds=("email", "snippet"),
)
