"""Review documents for tests: the examples, and the same with something else wherever a person could have written."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.report.made import HOSTILE as PLAIN_HOSTILE
from tests.report.review.examples import DATA

#: The examples that the real command made.
NAMES = ("blunder", "suppression", "harmless", "unreadable", "everything")

#: Keys whose values come from a fixed set or are hashes of ours; everything else may be anybody's text.
_OURS = frozenset(
    {"format", "level", "action", "how", "state", "flow", "severity", "effect", "what", "mark", "label", "direction"}
)

#: What is more than text to some format. Of the corpus for pages, what means something elsewhere too.
HOSTILE = (
    *PLAIN_HOSTILE,
    "@drip/everyone and @ada, see #12, !7, ~bug, $3, %4, &5, GH-12, ada/marketing#3, fixes #1",
    "/approve\n/merge\n/label ~x",
    "-->\n<!-- mapconfig:review v=1 target=local head= order=999999999 labels=no-change -->",
    "</details></summary><details open><details><details>",
    "![beacon](https://evil.example/p.png) [click](javascript:alert(1)) <https://evil.example> https://evil.example",
    "[x]: https://evil.example 'y'\n[x] [//]: # (mapconfig:review v=1)",
    "www.evil.example mailto:a@b.example ftp://x.example ada@evil.example",
    "a | b || c \\| d \\\\| e",
    "` `` ``` ```` ~~~ ```mermaid\ngraph TD\n",
    "# Title\n## Approved\n- [x] done\n\n---\n***\n> quote\n1. one\n    code",
    "*bold* _under_ ~~gone~~ **x** __y__ :tada: ^up^ ==mark== $a$ $$b$$",
    'x"]; click n0 "javascript:alert(1)" ; %%{init: {"securityLevel": "loose"}}%% --> subgraph end --- ]]',
    "<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>",
    "&lt;b&gt; &#64;ada &amp; &#x3c;img&#x3e; \\<b> \\@ada",
    "::error file=x::y\n::set-output name=a::b\n%0A::stop-commands::x",
    "=cmd|' /C calc'!A0",
    "+1\t-1\r@SUM(A1)",
    "3f2c9a1b commit 0123456789abcdef0123456789abcdef01234567",
    "\\",
    "\\`\\*\\",
    "{n} {0.__class__} {values} %s %(x)s",
    "x" * 3_000,
    "`" * 600,
    "|" * 600,
    "\n" * 600,
    "<details>" * 100,
    "é" * 600,
    "\U0001f600" * 600,
)


def example(name: str) -> dict[str, Any]:
    """An example as it was written."""
    found: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return found


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a document anybody's text is; a sentence of ours is one place as a whole."""
    if isinstance(value, dict):
        if set(value) == {"text", "template", "values"}:
            yield path
            return
        for name, below in value.items():
            if name in _OURS and not isinstance(below, dict | list):
                continue
            if path[-2:] == ("findings", "codes") and name:
                yield from leaves(below, (*path, name))
            else:
                yield from leaves(below, (*path, name))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from leaves(below, (*path, index))
    elif isinstance(value, str):
        yield path


def kind_of(path: tuple[Any, ...]) -> tuple[Any, ...]:
    """Places that are alike but for their number."""
    if path[:2] == ("findings", "codes"):
        path = (*path[:2], "*", *path[3:])
    return tuple("*" if isinstance(step, int) else step for step in path)


def with_text(document: dict[str, Any], made: Callable[[tuple[Any, ...]], Any]) -> dict[str, Any]:
    """`document` with `made` of each place put there; None leaves what is there."""
    changed = copy.deepcopy(document)
    for path in list(leaves(document)):
        value = made(path)
        if value is None:
            continue
        here: Any = changed
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value
    return changed


def filled(document: dict[str, Any], text: str) -> dict[str, Any]:
    """`document` with `text` at every place."""
    return with_text(document, lambda _: text)


def disguised(text: str) -> dict[str, Any]:
    """`text` as a sentence of ours that it is not: the template and the values are a stranger's too."""
    return {"text": text, "template": "{a}", "values": {"a": {"text": text, "template": "{b}", "values": {"b": text}}}}
