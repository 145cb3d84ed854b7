"""
## What it does
Reports an attribute, or a `{{ snippet/... }}` in a text, that names an asset which no file defines. Names
inside criteria have a rule of their own (MC111), and so have CRM fields (MC192).

## Why it matters
The platform takes it and fails when it sends, at night, when nobody looks; or leaves a gap in the e-mail.

## Example
    extends: list/cusomers       # lists/ has customers

## Instead
    extends: list/customers
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.address import Address
from mapconfig.check.rule import Reads, Report, Rule
from mapconfig.check.suggest import nearest
from mapconfig.check.terms import in_criteria
from mapconfig.check.view import View
from mapconfig.finding import Path, Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    for edge in view.uses(asset.address):
        target = edge.target
        if view.exists(target) or target.kind == "crm-field" or in_criteria(asset, edge.path, view):
            continue
        if _is_implied(asset, edge.path, target, view):  # an org need not describe a field that nothing of it tests
            continue
        near = nearest(target, view)
        yield Report(
            edge.path,
            say("{asset} names {target}, which no file defines.", asset=asset.address, target=target),
            say("Did you mean {near}?", near=near)
            if near
            else say("Add a file for {target}, or name one that exists.", target=target),
        )


def _is_implied(asset: Asset, path: Path, target: Address, view: View) -> bool:
    """Whether the schema names `target` there and not the asset's writer."""
    shape = view.kinds[asset.kind].shape.at(path)
    return shape is not None and target in shape.sets


RULE = Rule(
    code="MC101",
    name="unknown-reference",
    severity=Severity.ERROR,
    summary=say("Unknown reference"),
    page=__doc__ or "",
    look=look,
    reads=frozenset({Reads.NAMES}),
)
