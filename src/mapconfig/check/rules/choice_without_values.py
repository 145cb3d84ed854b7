"""
## What it does
Reports a field of type `choice` without `values`, and `values` or `ordered` on a field of another type.

## Why it matters
Without values nothing can say that `country is Germny` matches nobody.

## Example
    {kind: field, key: industry, type: choice}

## Instead
    {kind: field, key: industry, type: choice, values: [Banking, Insurance, Retail]}
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    said = asset.attributes
    if said.get("type") == "choice":
        if not said.get("values"):
            yield Report(("type",), f"{asset.address} is a choice and lists no values to choose from.", "Add values.")
        return
    for word in ("values", "ordered"):
        if said.get(word):
            yield Report(
                (word,),
                f"{asset.address} has {word}, and is not a choice but of type {said.get('type')}.",
                f"Write type: choice, or take {word} out.",
            )


RULE = Rule(
    code="MC191",
    name="choice-without-values",
    severity=Severity.ERROR,
    summary="Choice field and its values do not fit",
    page=__doc__ or "",
    look=look,
    kinds=("field",),
)
