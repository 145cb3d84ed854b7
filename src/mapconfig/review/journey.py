"""A journey before and after in one picture: which steps and which ways between them are new, gone or different.

Steps are told apart by their id. What is drawn of it, as Mermaid, as SVG or as a list, is made from this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapconfig.criteria import parse
from mapconfig.criteria.spoken import spoken
from mapconfig.language import Text, listed, packed, say
from mapconfig.model import Asset

START, END = "(start)", "(end)"

_DO = {
    "add_to": lambda value: say("add to {target}", target=value),
    "remove_from": lambda value: say("remove from {target}", target=value),
    "tag": lambda value: say("tag with {tag}", tag=value),
    "untag": lambda value: say("take off the tag {tag}", tag=value),
    "notify": lambda value: say("notify {target}", target=value),
    "hand_over": lambda value: say("hand over to {target}", target=value),
    "send": lambda value: say("send {target}", target=value),
}


def merged(before: Asset | None, after: Asset | None) -> dict[str, Any] | None:
    """Nodes and edges of both sides, each with a `state`: ``added``, ``removed``, ``changed`` or ``same``. None where
    neither side has steps, or where their steps are the same."""
    one, other = _steps(before), _steps(after)
    if one == other and _entry(before) == _entry(after):
        return None
    order = _order(list(one), list(other))
    nodes = [_edge_node(START, _entry(before), _entry(after))]
    nodes += [_node(name, one.get(name), other.get(name)) for name in order]
    nodes.append(_edge_node(END, say("end") if before else None, say("end") if after else None))
    ways, new_ways = set(_ways(one)) if before else set(), set(_ways(other)) if after else set()
    rank = {node["id"]: index for index, node in enumerate(nodes)}
    edges = [
        {
            "source": source,
            "target": target,
            "label": packed(_LABELS[label]) if label else "",
            "state": "same"
            if (source, target, label) in ways & new_ways
            else "added"
            if (source, target, label) in new_ways
            else "removed",
        }
        for source, target, label in sorted(ways | new_ways, key=lambda way: (rank[way[0]], rank[way[1]], way[2]))
    ]
    return {"nodes": nodes, "edges": edges}


_LABELS = {"yes": say("yes"), "no": say("no")}


def _steps(asset: Asset | None) -> dict[str, Mapping[str, Any]]:
    found = asset.attributes.get("steps") if asset is not None else None
    if not isinstance(found, list):
        return {}
    return {str(step["id"]): step for step in found if isinstance(step, Mapping) and "id" in step}


def _entry(asset: Asset | None) -> Text | None:
    """Who comes in, in words; None where there is no such side."""
    if asset is None:
        return None
    entry = asset.attributes.get("entry")
    entry = entry if isinstance(entry, Mapping) else {}
    names = [*entry.get("lists", ()), *entry.get("forms", ())]
    return say("people from {names} come in", names=listed(names)) if names else say("people come in")


def _order(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The steps after, with those that are gone behind the one they used to follow."""
    order = list(after)
    for index, name in enumerate(before):
        if name in after:
            continue
        earlier = next((each for each in reversed(before[:index]) if each in order), None)
        order.insert(order.index(earlier) + 1 if earlier is not None else 0, name)
    return order


def _edge_node(name: str, before: Text | None, after: Text | None) -> dict[str, Any]:
    state = "added" if before is None else "removed" if after is None else "same" if before == after else "changed"
    label = after if after is not None else before
    assert label is not None, "a journey that is compared has a side"
    was = packed(before) if state == "changed" and before is not None else ""
    return {"id": name, "what": name.strip("()"), "state": state, "label": packed(label), "was": was}


def _node(name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> dict[str, Any]:
    told = [(_what(step), _said(step)) if step is not None else None for step in (before, after)]
    one, other = told
    shown = other or one
    assert shown is not None, "a step is on one side at least"
    state = "added" if one is None else "removed" if other is None else "same" if one == other else "changed"
    was = packed(one[1]) if state == "changed" and one is not None else ""
    return {"id": name, "what": shown[0], "state": state, "label": packed(shown[1]), "was": was}


def _what(step: Mapping[str, Any]) -> str:
    return next((name for name in ("send", "wait", "if", "did", "do") if name in step), "step")


def _said(step: Mapping[str, Any]) -> Text:
    """What a step does, in a few words."""
    what = _what(step)
    value = step.get(what)
    if what == "send":
        return say("send {target}", target=str(value))
    if what == "wait":
        return say("wait {time}", time=str(value))
    if what == "if":
        return say("{criteria}?", criteria=_criteria(value))
    if what == "did":
        within = str(step.get("within", ""))
        if within:
            return say("within {time}: {activity}?", time=within, activity=str(value))
        return say("{activity}?", activity=str(value))
    if what == "do" and isinstance(value, list):
        return listed([_action(each) for each in value if isinstance(each, Mapping)] or [say("nothing")])
    return say("step")


def _criteria(value: Any) -> str:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    found, _ = parse(value)
    return spoken(found) if found is not None else "?"


def _action(action: Mapping[str, Any]) -> str:
    for name, value in action.items():
        if name in _DO:
            return _DO[name](str(value))
        if name == "score":
            return say("add {points} points", points=str(value))
        if name == "set" and isinstance(value, Mapping):
            return say("set {field} to {value}", field=str(value.get("field")), value=str(value.get("value")))
    return say("do something")


def _ways(steps: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """From where to where, with ``yes`` or ``no`` where the way parts."""
    names = list(steps)
    yield START, names[0] if names else END, ""
    for index, name in enumerate(names):
        step = steps[name]
        following = names[index + 1] if index + 1 < len(names) else END

        def there(target: Any, following: str = following) -> str:
            return following if target is None else str(target) if str(target) in steps else END

        if "then" in step or "else" in step or _what(step) in ("if", "did"):
            yield name, there(step.get("then")), "yes"
            yield name, there(step.get("else")), "no"
        else:
            yield name, there(step.get("next")), ""
