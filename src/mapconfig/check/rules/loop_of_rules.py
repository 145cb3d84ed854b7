"""
## What it does
Reports repeating rules, and journeys that people may enter again, that set each other off in a circle: one
changes a list, a field or the score, the next one looks at that, and so on back to the first.

## Why it matters
It runs without end: scores grow by the hour, and the same e-mail goes out again and again until somebody is
called at night. Rules that act once per person (`repeat: false`) end such a circle, and so do conditions that
leave out whoever has been acted on; they are not reported.

## Example
    kind: rule
    key: reward
    repeat: true
    when: [score > 50]
    do: [{score: 10}]

## Instead
    kind: rule
    key: reward
    when: [score > 50]
    do: [{score: 10}]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.check.rings import rings
from mapconfig.check.rule import Report, Rule, Scope
from mapconfig.check.state import at_work
from mapconfig.check.terms import main, required_tests
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

#: The field that points go to.
SCORE = "field/score"


def look(asset: Asset, view: View) -> Iterator[Report]:
    ring = view.once("automation rings", _rings).get(asset.address)
    if ring:
        yield Report(
            (),
            say(
                "{value}: each sets off the next, and the last one sets off the first again. It runs without end.",
                value=" -> ".join((*ring, ring[0])),
            ),
            say("Take repeat out of one of them, or let its conditions exclude people it has acted on."),
        )


def _rings(view: View) -> Mapping[str, tuple[str, ...]]:
    """Each ring that at least one rule or journey is on, from its first rule or journey, where it is reported."""
    acting = [one for one in (*view.of_kind("rule"), *view.of_kind("journey")) if at_work(one) and _acts_again(one)]
    if not acting:
        return {}
    written: dict[str, set[str]] = {}
    for asset in acting:
        for name, value in _set(asset):
            written.setdefault(name, set()).add(value)
    following: dict[str, list[str]] = {}
    for asset in (*view.of_kind("list"), *acting):
        # Who is on a list follows from the fields and lists that its criteria name.
        for source in _watched(asset, view):
            following.setdefault(source, []).append(asset.address)
            for value in written.get(source, ()):
                if not _excludes(asset, Address(source).key, value, view):
                    following.setdefault(f"{source}={value}", []).append(asset.address)
    for asset in acting:
        following.setdefault(asset.address, []).extend(_changed(asset, view))
    found = {}
    for ring in rings(following):
        starts = [index for index, name in enumerate(ring) if name.startswith(("rule/", "journey/"))]
        if starts:
            first = min(starts, key=lambda index: ring[index])
            found[ring[first]] = tuple(name.partition("=")[0] for name in ring[first:] + ring[:first])
    return found


def _acts_again(asset: Asset) -> bool:
    if asset.kind == "rule":
        return asset.attributes.get("repeat") is True and asset.attributes.get("type") != "segmentation"
    entry = asset.attributes.get("entry")
    return isinstance(entry, Mapping) and entry.get("re_entry") in ("after-exit", "always")


def _watched(asset: Asset, view: View) -> Iterator[str]:
    """The lists and fields whose change can set `asset` off, or move people onto it where it is a list."""
    for edge in view.uses(asset.address):
        if asset.kind == "journey":
            if edge.relation == "enters-from":
                yield edge.target
        elif edge.target.kind in ("list", "field") and edge.relation in ("uses", "extends"):
            yield edge.target


def _changed(asset: Asset, view: View) -> Iterator[str]:
    """The lists that `asset` changes, and the fields with the values that it gives them."""
    for edge in view.uses(asset.address):
        if edge.relation in ("adds-to", "removes-from"):
            yield edge.target
    for name, value in _set(asset):
        yield f"{name}={value}"
    if any("score" in action for action in _actions(asset)):
        yield SCORE


def _set(asset: Asset) -> Iterator[tuple[str, str]]:
    """The fields that `asset` sets, and the new values as criteria write them."""
    for action in _actions(asset):
        said = action.get("set")
        if isinstance(said, Mapping) and isinstance(said.get("field"), str):
            value = said.get("value")
            yield said["field"], str(value).lower() if isinstance(value, bool) else str(value)


def _excludes(asset: Asset, name: str, value: str, view: View) -> bool:
    """Whether nobody whose field `name` has this value meets what `asset` asks for: who was acted on is left alone."""
    for test in required_tests(main(asset, view)):
        if test.field == name:
            among = value.casefold() in {one.casefold() for one in test.values}
            if (test.operator in ("is", "in") and not among) or (test.operator in ("is not", "not in") and among):
                return True
    return False


def _actions(asset: Asset) -> Iterator[Mapping[str, Any]]:
    steps = asset.attributes.get("steps")
    rows = [asset.attributes, *(steps if isinstance(steps, list) else ())]
    for row in rows:
        done = row.get("do") if isinstance(row, Mapping) else None
        yield from (action for action in (done if isinstance(done, list) else ()) if isinstance(action, Mapping))


def _fact(asset: Asset) -> Any:
    if asset.kind != "list" and not (at_work(asset) and _acts_again(asset)):
        return None  # on no ring, whatever it does
    return [asset.attributes.get(name) for name in ("criteria", "do", "entry", "extends", "steps", "when")]


RULE = Rule(
    code="MC161",
    name="loop-of-rules",
    severity=Severity.ERROR,
    summary=say("Automation that sets itself off again"),
    page=__doc__ or "",
    look=look,
    kinds=("rule", "journey"),
    scope=Scope.KIND,
    attributes=("criteria", "do", "entry", "extends", "repeat", "state", "steps", "type", "when"),
    fact=_fact,
    whole=("rule", "journey", "list"),
)
