"""
## What it does
Reports a placeholder in double braces that looks like one of ours and is none: a kind that cannot be embedded,
braces that are not closed, or the bare key of a field or snippet without `field/` or `snippet/` before it.
Placeholders of the platform itself, such as `{{Recipient.FirstName}}`, are left alone.

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

from mapconfig.check.rule import Reads, Report, Rule
from mapconfig.check.texts import any_text, each
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import NOTHING, listed, say
from mapconfig.model import Asset
from mapconfig.model.references import EMBED

_TOKEN = re.compile(r"\{\{\s*([A-Za-z-]{2,20}/[^{}\n]{0,80}?)\s*(\}\}|[{}]|\n|\Z)")
#: A key alone in double braces; three braces are the platform's way to say that the text is not to be escaped.
_BARE = re.compile(r"(?<!\{)\{\{\s*([A-Za-z0-9][A-Za-z0-9._-]{0,80})\s*\}\}(?!\})")


def _is_doubtful(text: str) -> bool:
    # Where each pair of braces opens a sound embed, which one quick look tells, nothing else can be in doubt.
    return text.count("{{") > len(EMBED.findall(text)) and (
        any(EMBED.fullmatch(match[0]) is None for match in _TOKEN.finditer(text)) or _BARE.search(text) is not None
    )


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
                    path,
                    say("A text in {asset} opens {{{{ {name} and does not close it.", asset=asset.address, name=name),
                    say("Add }}}} behind it."),
                )
            elif EMBED.fullmatch(match[0]) is None:
                kind, _, key = name.partition("/")
                near = next(iter(get_close_matches(kind.lower(), _EMBEDDED, n=1)), "")
                yield Report(
                    path,
                    say(
                        "A text in {asset} holds {{{{ {name} }}}}, and only snippets and fields can be filled in.",
                        asset=asset.address,
                        name=name,
                    ),
                    say("Did you mean {{{{ {near}/{key} }}}}?", near=near, key=key) if near else NOTHING,
                )
        for match in _BARE.finditer(text):
            meant = [f"{kind}/{match[1]}" for kind in ("field", "snippet") if view.exists(f"{kind}/{match[1]}")]
            if meant:
                yield Report(
                    path,
                    say(
                        "A text in {asset} holds {{{{ {match} }}}}, which is not filled in without its kind.",
                        asset=asset.address,
                        match=match[1],
                    ),
                    say("Did you mean {meant}?", meant=listed((f"{{{{ {name} }}}}" for name in meant), "or")),
                )


_EMBEDDED = ("snippet", "field")


RULE = Rule(
    code="MC103",
    name="unknown-token",
    severity=Severity.ERROR,
    summary=say("Placeholder that nothing fills"),
    page=__doc__ or "",
    look=look,
    kinds=("email", "snippet"),
    reads=frozenset({Reads.NAMES}),
)
