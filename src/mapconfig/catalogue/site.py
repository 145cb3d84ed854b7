"""The whole catalogue as documents: which pages there are, and what each of them says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from mapconfig.catalogue import (
    assets,
    conversion,
    dictionary,
    indexes,
    lists,
    matrix,
    pressure,
    protection,
)
from mapconfig.catalogue.facts import Facts
from mapconfig.report.catalogue import places

FORMAT = "mapconfig.catalogue/1"

Document = dict[str, Any]

#: Pages that there is one of, with what makes each.
_PAGES: tuple[tuple[str, Callable[[Facts], Document]], ...] = (
    (places.FRONT, indexes.front),
    (places.KINDS, indexes.kinds),
    (places.TEAMS, indexes.teams),
    (places.MATRIX, matrix.document),
    (places.CONVERSION, conversion.document),
    (places.FIELDS, dictionary.document),
    (places.PRESSURE, pressure.document),
    (places.PROTECTION, protection.document),
    (places.CHANGED, lists.changed),
    (places.RECORDS, lists.records),
    (places.FINDINGS, lists.findings),
    (places.UNOWNED, lists.unowned),
    (places.UNUSED, lists.unused),
    (places.DRIFTED, lists.drifted),
    (places.OVERDUE, lists.overdue),
    (places.ENVIRONMENTS, indexes.environments),
    (places.RULES, indexes.rules),
)


def makers(facts: Facts) -> dict[str, Callable[[], Document]]:
    """Every page by its place in the folder, with what makes its document; always in the same order."""
    found: dict[str, Callable[[], Document]] = {place: partial(make, facts) for place, make in _PAGES}
    found[places.SEARCH] = lambda: {"page": "search", "assets": len(facts.org)}
    for row in indexes.kinds(facts)["rows"]:
        for sheet in range(1, indexes.sheets(row["count"]) + 1):
            found[places.of_kind(row["kind"], sheet)] = partial(indexes.kind, facts, row["kind"], sheet)
    for code in facts.codes:
        found[places.of_rule(code)] = partial(indexes.rule, facts, code)
    for asset in facts.org.values():
        found[places.of_asset(asset.address)] = partial(assets.document, facts, asset)
    return found


def pages(facts: Facts) -> Iterator[tuple[str, Document]]:
    """Every page, with its place and what it says."""
    for place, make in makers(facts).items():
        yield place, make()


def search_rows(facts: Facts) -> list[list[str]]:
    """What search looks through: for each asset its address, title, owner, a line of description, its tags, and its
    page where that does not follow from the address."""
    rows = []
    for asset in facts.org.values():
        said = asset.attributes
        description = said.get("description")
        rows.append(
            [
                str(asset.address),
                asset.title,
                (asset.owner or "").partition("/")[2],
                " ".join(description.split())[:160] if isinstance(description, str) else "",
                " ".join(tag for tag in said.get("tags") or () if isinstance(tag, str)),
                _place(asset.address),
            ]
        )
    return rows


def _place(address: str) -> str:
    place = places.of_asset(address)
    return "" if place == f"a/{address}.html" else place
