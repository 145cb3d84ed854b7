"""
## What it does
Reports criteria that name a field, a list, an e-mail, a form or a relation which no file defines.

## Why it matters
The platform refuses the list, or leaves the condition out and the audience grows to everybody who meets the rest.

## Example
    criteria:
      - industri is Banking

## Instead
    criteria:
      - industry is Banking
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapconfig.check.doubts import doubts
from mapconfig.check.rule import Reads, Report, Rule
from mapconfig.check.suggest import nearest
from mapconfig.check.terms import in_criteria
from mapconfig.check.view import View
from mapconfig.finding import Path, Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    yield from doubts(asset, view, "unknown")
    for edge in view.uses(asset.address):
        target = edge.target
        if target.kind == "field" or view.exists(target) or not in_criteria(asset, edge.path, view):
            continue
        near = nearest(target, view)
        yield Report(
            edge.path,
            say("{asset}: The criteria name {target}, which no file defines.", asset=asset.address, target=target),
            say("Did you mean {near}?", near=near.partition("/")[2])
            if near
            else say("Add a file for {target}, or name one that exists.", target=target),
            _offset(asset, edge.path, target.key),
        )


def _offset(asset: Asset, path: Path, key: str) -> int:
    """How many characters into its sentence the name stands."""
    value: Any = asset.attributes
    for step in path:
        value = value[step]
    return max(value.rfind(key), 0) if isinstance(value, str) else 0


RULE = Rule(
    code="MC111",
    name="criteria-unknown-name",
    severity=Severity.ERROR,
    summary=say("Criteria name something unknown"),
    page=__doc__ or "",
    look=look,
    criteria=True,
    reads=frozenset({Reads.CATALOGUE, Reads.NAMES}),
)
