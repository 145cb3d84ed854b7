"""Which page is drawn by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mapconfig.report.catalogue import asset, front, lists, maps, rules, tables
from mapconfig.report.catalogue.frame import Frame, framed
from mapconfig.report.web.html import Child

#: Makes the content of a page: its title, and what stands below it.
Draw = Callable[[Mapping[str, Any], "Frame"], tuple[str, Child]]

PAGES: Mapping[str, Draw] = {
    "front": front.front,
    "search": front.search,
    "kinds": front.kinds,
    "kind": front.kind,
    "teams": front.teams,
    "environments": front.environments,
    "asset": asset.page,
    "matrix": maps.matrix,
    "conversion": maps.conversion,
    "fields": tables.fields,
    "pressure": tables.pressure,
    "protection": tables.protection,
    "changed": lists.changed,
    "records": lists.records,
    "findings": lists.findings,
    "unowned": lists.unowned,
    "unused": lists.unused,
    "drifted": lists.drifted,
    "overdue": lists.overdue,
    "rules": rules.rules,
    "rule": rules.rule,
}


def render(place: str, document: Mapping[str, Any], frame: Frame) -> str:
    """The page at `place` of the site as HTML."""
    here = frame.at(place).knowing(document.get("named", {}))
    title, content = PAGES[document["page"]](document, here)
    return framed(title, content, here)
