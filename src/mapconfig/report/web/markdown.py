"""The Markdown that pages of rules are written in, as elements: headings, paragraphs, lists, code, and nothing else.

It is read here and not by a library because whatever it does not know has to stay text: a page can be that of a rule
somebody else wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mapconfig.report.web.html import Child, Element, el

__all__ = ["markdown"]

_HEADING = re.compile(r"#{1,6} +(.+?) *#*\Z")
_ITEM = re.compile(r"(?:[-*]|\d+\.) +(.*)\Z")
_INLINE = re.compile(r"``(.+?)``|`([^`]+)`|\*\*([^*]+)\*\*")


def markdown(text: str, heading: str = "h4") -> list[Element]:
    """The elements of `text`, with `heading` as the element of its headings."""
    return list(_blocks(text.splitlines(), heading))


def _blocks(lines: list[str], heading: str) -> Iterator[Element]:
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if not line:
            at += 1
        elif lines[at].startswith("    "):
            end = at
            while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
                end += 1
            yield el("pre", "\n".join(one[4:] for one in lines[at:end]).rstrip())
            at = end
        elif line.startswith("```"):
            end = next((n for n in range(at + 1, len(lines)) if lines[n].strip().startswith("```")), len(lines))
            yield el("pre", "\n".join(lines[at + 1 : end]))
            at = end + 1
        elif match := _HEADING.match(line):
            yield el(heading, _inline(match[1]))
            at += 1
        elif _ITEM.match(line):
            items: list[str] = []
            while at < len(lines) and lines[at].strip() and not lines[at].strip().startswith("```"):
                item = _ITEM.match(lines[at].strip())
                if item:
                    items.append(item[1])
                else:
                    items[-1] += " " + lines[at].strip()
                at += 1
            yield el("ul", [el("li", _inline(item)) for item in items])
        else:
            start = at
            while at < len(lines) and lines[at].strip() and not _begins(lines[at].strip()):
                at += 1
            yield el("p", _inline(" ".join(one.strip() for one in lines[start:at])))


def _begins(line: str) -> bool:
    return line.startswith("```") or _HEADING.match(line) is not None or _ITEM.match(line) is not None


def _inline(text: str) -> Iterator[Child]:
    end = 0
    for match in _INLINE.finditer(text):
        yield text[end : match.start()]
        yield el("strong", match[3]) if match[3] else el("code", match[1] or match[2])
        end = match.end()
    yield text[end:]
