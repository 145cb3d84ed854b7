"""What a step does, in a few words: the sentences that drawings of a journey put into their boxes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mapconfig.criteria import parse
from mapconfig.criteria.spoken import spoken
from mapconfig.criteria.syntax import Group
from mapconfig.language import plural, say
from mapconfig.report.journey.definition import Said


def sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def start(attributes: Mapping[str, Any]) -> Said:
    """Where the journey begins: who comes in."""
    entry = attributes.get("entry")
    entry = entry if isinstance(entry, Mapping) else {}
    lists = [str(one) for one in sequence(entry.get("lists"))]
    forms = [str(one) for one in sequence(entry.get("forms"))]
    return Said(say("Start"), (*lists, *forms))


def said(word: str, row: Mapping[str, Any]) -> Said:
    """What the step `row` does; `word` is which of its keys says so."""
    value = row[word]
    match word:
        case "send":
            return Said(say("Send"), (str(value),))
        case "wait":
            return Said(say("Wait"), (lasting(value),))
        case "if":
            return Said(say("If"), tuple(map(_spoken, value if isinstance(value, list) else [value])))
        case "did":
            within = row.get("within")
            verb = say("If, within {time},", time=lasting(within)) if within is not None else say("If ever")
            return Said(verb, (_spoken(value),))
    return Said(say("Do"), tuple(map(_action, sequence(value))))


#: A length of time as files have it.
_LENGTH = re.compile(r"([0-9]{1,6}) (minute|hour|day|week|month|year)s?")


def lasting(value: Any) -> str:
    """A length of time, such as ``3 days``, in words; what is none stays as it is."""
    match = _LENGTH.fullmatch(str(value))
    if match is None:
        return str(value)
    n = int(match[1])
    match match[2]:
        case "minute":
            return plural("{n} minute", "{n} minutes", n)
        case "hour":
            return plural("{n} hour", "{n} hours", n)
        case "day":
            return plural("{n} day", "{n} days", n)
        case "week":
            return plural("{n} week", "{n} weeks", n)
        case "month":
            return plural("{n} month", "{n} months", n)
    return plural("{n} year", "{n} years", n)


def _spoken(value: Any) -> str:
    found, _ = parse([value])
    return spoken(found.items[0]) if isinstance(found, Group) and len(found.items) == 1 else str(value)


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
            to = value.get("value")
            shown = {True: "true", False: "false"}[to] if isinstance(to, bool) else str(to)
            return say("set {field} to {value}", field=str(value.get("field")), value=shown)
    return f"{word} {value}"
