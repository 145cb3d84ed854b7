"""Which page is drawn by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mapconfig.report.catalogue import (
    asset,
    checks,
    dictionary,
    front,
    indexes,
    lists,
    maps,
    pressure,
    protection,
    rules,
)
from mapconfig.report.catalogue.frame import Frame, framed
from mapconfig.report.web.html import Child

#: Makes the content of a page: its title, and what stands below it.
Draw = Callable[[Mapping[str, Any], "Frame"], tuple[str, Child]]

PAGES: Mapping[str, Draw] = {
    "front": front.front,
    "search": indexes.search,
    "kinds": indexes.kinds,
    "kind": indexes.kind,
    "teams": indexes.teams,
    "environments": indexes.environments,
    "asset": asset.page,
    "matrix": maps.matrix,
    "conversion": maps.conversion,
    "fields": dictionary.fields,
    "pressure": pressure.pressure,
    "protection": protection.protection,
    "changed": lists.changed,
    "records": lists.records,
    "findings": checks.findings,
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
