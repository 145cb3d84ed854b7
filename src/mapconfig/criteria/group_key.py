"""The one key of a group: ``all``, ``some opportunity``, ``country in``."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from mapconfig.criteria.problem import did_you_mean
from mapconfig.criteria.sentence import MAX_SENTENCE
from mapconfig.criteria.syntax import GROUPS, KEY, QUANTIFIERS
from mapconfig.criteria.words import unquoted, words_of
from mapconfig.language import Text, say


class GroupKey:
    """What the one key of a group says."""

    __slots__ = ("fault", "field", "kind", "operator", "relation", "written")

    def __init__(
        self,
        kind: Literal["group", "related", "values", ""],
        operator: str = "",
        relation: str = "",
        field: str = "",
        fault: tuple[Text, Text] | None = None,
    ) -> None:
        self.kind = kind
        self.operator = operator
        self.relation = relation
        self.field = field
        self.fault = fault
        """Message and fix, when the key is none."""


@lru_cache(maxsize=4_096)
def read_key(key: str) -> GroupKey:
    """The key of a group: ``all``, ``some opportunity``, ``country in`` and the like. Never raises."""
    words = words_of(key[:MAX_SENTENCE])
    low = [word.lower() for word in words]
    if len(words) == 1 and low[0] in GROUPS:
        return GroupKey("group", operator=low[0])
    if len(words) == 2 and low[0] in QUANTIFIERS and KEY.fullmatch(words[1]):
        return GroupKey("related", operator=low[0], relation=words[1])
    operator = "not in" if low[-2:] == ["not", "in"] else "in" if low[-1:] == ["in"] else ""
    if operator and len(words) == 1 + operator.count(" ") + 1:
        name = unquoted(words[0])
        if KEY.fullmatch(name):
            return GroupKey("values", operator=operator, field=name)
    shown = key if len(key) <= 60 else key[:60] + "..."
    close = did_you_mean(low[0], GROUPS) if len(words) == 1 else ""
    fix = (
        say("Did you mean `{close}:`?", close=close)
        if close
        else say("A sentence with a colon in it has to be put in quotes.")
    )
    return GroupKey(
        "",
        fault=(
            say(
                "`{key}:` begins no group. These do: all, any, none, some RELATION, no RELATION, FIELD in, FIELD "
                "not in.",
                key=shown,
            ),
            fix,
        ),
    )
