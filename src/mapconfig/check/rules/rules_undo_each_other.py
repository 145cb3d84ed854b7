"""
## What it does
Reports two active rules of which one does what the other undoes (adds to a list and removes from it, tags and
untags, sets a field to different values) for people who meet the conditions of both: the conditions of one are
all among those of the other. Also one rule that does both.

## Why it matters
Which one wins depends on which the platform runs last. People go back and forth, and each turn sends what hangs
on it.

## Example
    # rules/warm.yaml
    when: [score > 50]
    do: [{add_to: list/hot}]
    # rules/tidy.yaml
    when: [score > 50, country is Germany]
    do: [{remove_from: list/hot}]

## Instead
    # rules/warm.yaml
    when: [score > 50, country is not Germany]
    do: [{add_to: list/hot}]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import Text, say
from mapconfig.model import Asset, canonical
from mapconfig.values import dataclass


def look(asset: Asset, view: View) -> Iterator[Report]:
    if not at_work(asset):
        return
    index = view.once("rule actions", _index)
    told = set()
    for number, deed in deeds(asset):
        opposed = (rows for way, rows in index.get(deed.about, {}).items() if way != deed.way)
        for other, against in chain.from_iterable(opposed):
            if (other, deed.about) in told:
                continue
            mine, theirs = _conditions(asset.address, view), _conditions(other, view)
            if other == asset.address:
                if against.said < deed.said:
                    continue
            elif not (theirs <= mine) or (theirs == mine and other > asset.address):
                # Everybody whom this rule acts on has to be acted on by the other one too; of equals one is told.
                continue
            told.add((other, deed.about))
            yield Report(
                ("do", number),
                say(
                    "{asset} {deed}, and does both: {against}.",
                    asset=asset.address,
                    deed=deed.said,
                    against=against.said,
                )
                if other == asset.address
                else say(
                    "{asset} {deed}, and {other} {against} the same people.",
                    asset=asset.address,
                    deed=deed.said,
                    other=other,
                    against=against.said,
                ),
                say("Let their conditions exclude each other, or take one of the actions out."),
            )


@dataclass(frozen=True, slots=True)
class Deed:
    """What an action does: `about` is the list, tag or field, `way` what happens to it, `said` the words for it."""

    about: str
    way: str
    said: Text


def deeds(asset: Asset) -> Iterator[tuple[int, Deed]]:
    """The actions of a rule that can be undone, with their index."""
    actions = asset.attributes.get("do")
    for number, action in enumerate(actions if isinstance(actions, list) else ()):
        if not isinstance(action, Mapping) or len(action) != 1:
            continue
        ((word, value),) = action.items()
        if word == "add_to":
            yield number, Deed(str(value), "in", say("adds people to {list}", list=str(value)))
        elif word == "remove_from":
            yield number, Deed(str(value), "out", say("removes people from {list}", list=str(value)))
        elif word == "tag":
            yield number, Deed(f"tag {value}", "in", say("tags people {tag}", tag=repr(value)))
        elif word == "untag":
            yield number, Deed(f"tag {value}", "out", say("takes the tag {tag} off people", tag=repr(value)))
        elif word == "set" and isinstance(value, Mapping):
            new = value.get("value")
            field = str(value.get("field"))
            yield number, Deed(field, repr(new), say("sets {field} to {value}", field=field, value=repr(new)))


def conditions(asset: Asset) -> frozenset[bytes]:
    """The conditions of a rule that all must hold, as canonical bytes."""
    said = asset.attributes.get("when")
    if isinstance(said, Mapping) and isinstance(said.get("all"), list):
        said = said["all"]
    return frozenset(canonical(row) for row in (said if isinstance(said, list) else [said]))


def _conditions(address: str, view: View) -> frozenset[bytes]:
    rule = view.get(address)
    assert rule is not None, "only rules that there are have conditions"
    return view.once(("conditions", address), lambda _: conditions(rule))


#: A rule that does something, and what it does.
Row = tuple[str, Deed]


def _index(view: View) -> Mapping[str, Mapping[str, list[Row]]]:
    """What active rules do, by what it is done to and by the way."""
    found: defaultdict[str, defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for rule in view.of_kind("rule"):
        if at_work(rule):
            for _, deed in deeds(rule):
                found[deed.about][deed.way].append((rule.address, deed))
    return found


RULE = Rule(
    code="MC160",
    name="rules-undo-each-other",
    severity=Severity.ERROR,
    summary=say("Rules that undo each other"),
    page=__doc__ or "",
    look=look,
    kinds=("rule",),
    scope=Scope.KIND,
    attributes=("do", "state", "when"),
    whole=("rule",),
)
