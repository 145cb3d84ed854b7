"""The graph view: a drawing as text for a screen, JSON, Mermaid, Graphviz, or Markdown with the drawing in it."""

from __future__ import annotations

import json as library
from collections.abc import Callable, Mapping
from typing import Any

from mapconfig.graph import drawing as drawn
from mapconfig.graph.drawing import Drawing
from mapconfig.language import Speech, english, say
from mapconfig.report import safe, speaking

FORMAT = "mapconfig.graph/1"


#: What a box is marked with, by the word of the drawing.
_MARKS = {"focus": say("asked for")}


def document(drawing: Drawing) -> dict[str, Any]:
    """The drawing as JSON values."""
    return {"format": FORMAT, **drawing.to_json()}


def json(drawing: Drawing) -> str:
    """The document itself."""
    return library.dumps(document(drawing), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


@speaking
def text(drawing: Drawing, speak: Speech = english) -> str:
    """For a terminal, and for who cannot see a picture: each asset with what follows from it."""
    after: dict[str, list[str]] = {}
    for line in drawing.lines:
        after.setdefault(line.source, []).append(
            f"{safe.terminal(speak(line.label))} {safe.terminal(speak(_name(line.target)))}"
        )
    lines = []
    for node in drawing.nodes:
        name = safe.terminal(node.title if node.count else node.id)
        titled = "" if node.count or node.title == node.id.partition("/")[2] else f"  {safe.terminal(node.title)}"
        mark = f"  [{safe.terminal(speak(_MARKS.get(node.mark, node.mark)))}]" if node.mark else ""
        lines.append(f"{name}{titled}{mark}")
        lines += [f"    {words}" for words in after.get(node.id, ())]
    for ring in drawing.rings:
        names = ", ".join(safe.terminal(speak(_name(one))) for one in ring)
        lines.append(speak(say("These lead to each other: {names}", names=names)))
    if drawing.shortcuts:
        lines.append(speak(say("Left out because a longer way says the same: {count}", count=drawing.shortcuts)))
    return "\n".join(lines) + "\n"


def _name(box: str) -> str:
    """The name of a box: an address, or what is counted in it."""
    return say("more of {kind}", kind=box.removeprefix("more:")) if box.startswith("more:") else box


def mermaid(drawing: Drawing) -> str:
    """A Mermaid flowchart."""
    return drawn.mermaid(drawing)


def dot(drawing: Drawing) -> str:
    """For Graphviz."""
    return drawn.dot(drawing)


@speaking
def markdown(drawing: Drawing, speak: Speech = english) -> str:
    """The flowchart in a fence that forges draw, and under it the same in words."""
    words = text(drawing, speak).replace("```", "` ` `")
    summary = speak(say("In words"))
    return (
        f"```mermaid\n{mermaid(drawing)}```\n\n<details><summary>{summary}</summary>\n\n```\n{words}```\n\n</details>\n"
    )


FORMATS: Mapping[str, Callable[..., str]] = {
    "mermaid": mermaid,
    "dot": dot,
    "json": json,
    "text": text,
    "markdown": markdown,
}
