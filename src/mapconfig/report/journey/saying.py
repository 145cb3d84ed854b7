"""What a step does, in a few words: the sentences that drawings of a journey put into their boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.language import listed, plural, say, together
from mapconfig.report.journey.definition import Said


def sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def start(attributes: Mapping[str, Any]) -> Said:
    entry = attributes.get("entry")
    entry = entry if isinstance(entry, Mapping) else {}
    lists = [str(one) for one in sequence(entry.get("lists"))]
    forms = [str(one) for one in sequence(entry.get("forms"))]
    return Said(say("Start"), _short([*lists, *forms]) if lists or forms else "")


def said(word: str, row: Mapping[str, Any]) -> Said:
    if word == "send":
        return Said(say("Send"), str(row["send"]))
    if word == "wait":
        return Said(say("Wait"), str(row["wait"]))
    if word == "if":
        return Said(say("If"), _short([_sentence(one) for one in _criteria(row["if"])]))
    if word == "did":
        within = row.get("within")
        what = say("If, within {time}", time=str(within)) if within is not None else say("If they ever")
        return Said(what, _sentence(row["did"]))
    return Said(say("Do"), _short([_action(one) for one in sequence(row["do"])]))


def _criteria(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _sentence(value: Any) -> str:
    """A sentence as it is; a group by its word and how many sentences it has."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping) and len(value) == 1:
        ((word, inner),) = value.items()
        n = len(_criteria(inner))
        if word == "any":
            return plural("any of {n} sentence", "any of {n} sentences", n)
        if word == "none":
            return plural("none of {n} sentence", "none of {n} sentences", n)
        if word == "all":
            return plural("all of {n} sentence", "all of {n} sentences", n)
        return together(" ", [str(word), plural("with {n} sentence", "with {n} sentences", n)])
    return str(value)


def _action(action: Any) -> str:
    if not isinstance(action, Mapping) or len(action) != 1:
        return str(action)
    ((word, value),) = action.items()
    match word:
        case "add_to":
            return say("add to {list}", list=str(value))
        case "remove_from":
            return say("remove from {list}", list=str(value))
        case "tag":
            return say("tag {tag}", tag=str(value))
        case "untag":
            return say("take off tag {tag}", tag=str(value))
        case "score":
            return say("score {points}", points=f"{value:+d}" if isinstance(value, int) else str(value))
        case "notify":
            return say("notify {team}", team=str(value))
        case "hand_over":
            return say("hand over to {team}", team=str(value))
        case "send":
            return say("send {email}", email=str(value))
        case "set" if isinstance(value, Mapping):
            return say("set {field} to {value}", field=str(value.get("field")), value=str(value.get("value")))
    return f"{word} {value}"


def _short(items: Sequence[str]) -> str:
    """The items in a few words: two of them, or the first and how many more."""
    if len(items) <= 2:
        return listed(items) if items else ""
    return plural("{first} and {n} more", "{first} and {n} more", len(items) - 1, first=items[0])
