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
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    said = asset.attributes
    if said.get("type") == "choice":
        if not said.get("values"):
            yield Report(
                ("type",),
                say("{asset} is a choice and lists no values to choose from.", asset=asset.address),
                say("Add values."),
            )
        return
    for word in ("values", "ordered"):
        if said.get(word):
            yield Report(
                (word,),
                say(
                    "{asset} has {word}, and is not a choice but of type {type}.",
                    asset=asset.address,
                    word=word,
                    type=str(said.get("type")),
                ),
                say("Write type: choice, or take {word} out.", word=word),
            )


RULE = Rule(
    code="MC191",
    name="choice-without-values",
    severity=Severity.ERROR,
    summary=say("Choice field and its values do not fit"),
    page=__doc__ or "",
    look=look,
    kinds=("field",),
)
