"""
## What it does
Reports a test of a text field that reads like two: an `or` stands between the words that are looked for.

## Why it matters
A test looks for one text. The example finds only people in whose job title the words "manager or director" stand, which
is nobody, and a list of nobody looks like one that works.

## Example
    criteria:
      - job_title contains manager or director

## Instead
    criteria:
      - any:
          - job_title contains manager
          - job_title contains director

Where a text with an `or` in it is what is meant, waive the finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.rule import Reads, Report, Rule
from mapconfig.check.terms import placed
from mapconfig.check.view import View
from mapconfig.criteria.syntax import FieldTest, full_name, sentences
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

#: The tests that look for one text. A choice has its values checked, so there an `or` is no riddle.
_LOOKING = frozenset(
    {
        "is",
        "is not",
        "contains",
        "does not contain",
        "starts with",
        "does not start with",
        "ends with",
        "does not end with",
    }
)
_OR = " or "


def look(asset: Asset, view: View) -> Iterator[Report]:
    for one in placed(asset, view):
        for sentence, relation in sentences(one.read) if one.read is not None else ():
            test = sentence.test
            if not isinstance(test, FieldTest) or test.operator not in _LOOKING or _OR not in test.values[0].lower():
                continue
            known = view.catalogue.fields.get(full_name(test.field, relation))
            if known is None or known.type != "text":
                continue
            at = test.values[0].lower().index(_OR)
            first, second = test.values[0][:at].strip(), test.values[0][at + len(_OR) :].strip()
            if not (first and second):
                continue
            yield Report(
                (*one.path, *sentence.path),
                say(
                    "{asset}: `{sentence}` reads like two tests, and looks for the one text `{text}`.",
                    asset=asset.address,
                    sentence=sentence.text,
                    text=test.values[0],
                ),
                say(
                    "Write two sentences, `{field} {operator} {first}` and `{field} {operator} {second}`, {where}.",
                    field=test.field,
                    operator=test.operator,
                    first=first,
                    second=second,
                    where=say("side by side") if " not" in f" {test.operator}" else say("under `any:`"),
                ),
                sentence.text.lower().find(_OR) + 1,
            )


RULE = Rule(
    code="MC128",
    name="criteria-two-tests",
    severity=Severity.WARNING,
    summary=say("Test that reads like two"),
    page=__doc__ or "",
    look=look,
    criteria=True,
    reads=frozenset({Reads.CATALOGUE}),
)
