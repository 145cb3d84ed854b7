"""Criteria in one line for a person to read; not a form that is read back."""

from __future__ import annotations

from mapconfig.criteria.format import write
from mapconfig.criteria.syntax import FieldTest, Group, Node, Related, Sentence

LONGEST = 120
"""Characters of one sentence or group in a message; values in the middle of longer ones are left out."""

_GROUPS = {"all": "all of", "any": "any of", "none": "none of"}


def spoken(node: Node) -> str:
    """`node` in one line of limited length."""
    if isinstance(node, Sentence):
        test = node.test
        text = write(test)
        if len(text) > LONGEST and isinstance(test, FieldTest) and test.operator in ("in", "not in"):
            few = ", ".join(test.values[:3])
            text = f"{test.field} {test.operator} [{_cut(few)}, ... {len(test.values)} values]"
        return _cut(text)
    if isinstance(node, Group):
        return _cut(f"{_GROUPS[node.kind]} ({'; '.join([spoken(item) for item in node.items[:20]])})")
    if isinstance(node, Related):
        inner = node.criteria
        items = inner.items[:20] if isinstance(inner, Group) and inner.kind == "all" else (inner,)
        return _cut(f"{node.quantifier} {node.relation} with ({'; '.join([spoken(item) for item in items])})")
    return _cut(node.text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 4].rstrip() + " ..."
