"""The drawing of what is around one asset: what names it on the left, what it names on the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.language import listed, say
from mapconfig.report.catalogue.frame import Frame
from mapconfig.report.web.html import Element
from mapconfig.report.web.neighbourhood import Arrow, Dot, neighbourhood


def figure(found: Mapping[str, Any], frame: Frame) -> Element:
    """The neighbourhood of an asset as a document has it."""
    focus = found["focus"]["address"]
    dots = [Dot(focus, focus.partition("/")[0], found["focus"]["title"] or "", "focus")]
    arrows: list[Arrow] = []
    known = {focus}
    for side in ("used_by", "uses"):
        for row in found[side]:
            # What is drawn on both sides is one box; what is not drawn one by one is one a side and kind.
            name = row["address"] or f"\0{side}:{row['kind']}"
            if name not in known:
                known.add(name)
                dots.append(Dot(name, row["kind"], row["title"] or "", count=row["count"]))
            label = listed([frame.said(one) for one in row["words"]]) if row["words"] else ""
            arrows.append(Arrow(name, focus, label) if side == "used_by" else Arrow(focus, name, label))
    there = {dot.id for dot in dots if dot.title}
    link = {name: frame.page_of(name) for name in there if name != focus}
    title = say("Drawing of what is around {address}", address=focus)
    return neighbourhood(dots, arrows, title, speak=frame.speak, link=link.get)
