"""What criteria say about lists and consent: with which sign a list is tested, and which sentences protect people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mapconfig import criteria
from mapconfig.address import Address
from mapconfig.criteria.syntax import ChangeTest, FieldTest, Group, ListTest, Node, Related, Sentence, Test, full_name
from mapconfig.finding import Path
from mapconfig.graph import Edge, Links
from mapconfig.model import Org

#: Fields that say whether somebody may be e-mailed. A form's consent field and a field tagged "consent" count as well.
CONSENT_FIELDS = frozenset(
    {"opted_out", "opted_in", "do_not_email", "hard_bounced", "confirmed_opt_in", "consent", "unsubscribed"}
)
CONSENT_TAG = "consent"
SUPPRESSION = "suppression"

#: How far up master lists are asked whether they protect people.
_DEPTH = 20


def tests(value: Any) -> Iterator[tuple[Test, int, Path]]:
    """Every sentence of the criteria `value`: what it tests with full field names, its sign and where it stands.

    The sign is 1 where meeting the test helps to meet the criteria and -1 where it hinders.
    """
    node, _ = criteria.parse(value)
    if node is not None:
        yield from _tests(node, 1, None)


def _tests(node: Node, sign: int, related: str | None) -> Iterator[tuple[Test, int, Path]]:
    if isinstance(node, Sentence):
        test = node.test
        if isinstance(test, FieldTest):
            test = FieldTest(full_name(test.field, related), test.operator, test.values, test.or_blank, test.span)
        yield test, sign, node.path
    elif isinstance(node, Group):
        for item in node.items:
            yield from _tests(item, -sign if node.kind == "none" else sign, related)
    elif isinstance(node, Related):
        yield from _tests(node.criteria, -sign if node.quantifier == "no" else sign, node.relation)


def sign_of(org: Org, edge: Edge) -> int:
    """1 when more people on the list that `edge` names mean more people who meet the criteria it stands in.

    -1 when they mean fewer, 0 when `edge` names no list in criteria.
    """
    found = criteria_at(org, edge)
    if found is None:
        return 0
    value, below = found
    for test, sign, path in tests(value):
        if path == below and isinstance(test, ListTest) and f"list/{test.name}" == edge.target:
            return sign if test.member else -sign
    return 0


def criteria_at(org: Org, edge: Edge) -> tuple[Any, Path] | None:
    """The criteria in which `edge` stands and the rest of its path below them, or None where it stands in none."""
    asset = org.assets.get(edge.source)
    kind = org.kinds.get(edge.source.kind)
    if asset is None or kind is None:
        return None
    shape, value = kind.shape, asset.attributes
    at: Any = value
    for depth, step in enumerate(edge.path):
        below = shape.below(step)
        if below is None:
            return None
        shape = below
        at = at[step]
        if shape.criteria:
            return at, edge.path[depth + 1 :]
    return None


def protects(org: Org, links: Links, value: Any) -> bool:
    """Whether the criteria `value` keep anybody out who may not be e-mailed: they test a field of consent, keep a
    suppression list out, or ask for a list that does one of the two."""
    return _protects(org, links, value, _DEPTH)


def _protects(org: Org, links: Links, value: Any, depth: int) -> bool:
    for test, sign, _ in tests(value):
        if isinstance(test, FieldTest | ChangeTest):
            if is_consent_field(org, links, Address(f"field/{test.field}")):
                return True
        elif isinstance(test, ListTest):
            inside = sign if test.member else -sign
            if inside > 0 and _list_protects(org, links, Address(f"list/{test.name}"), depth - 1):
                return True
            if inside < 0 and is_suppression(org, links, Address(f"list/{test.name}")):
                return True
    return False


def list_protects(org: Org, links: Links, address: Address) -> bool:
    """Whether being on the list `address` means that one may be e-mailed, by its criteria or those it extends."""
    return _list_protects(org, links, address, _DEPTH)


def _list_protects(org: Org, links: Links, address: Address, depth: int) -> bool:
    asset = org.assets.get(address)
    if asset is None or depth <= 0:
        return False
    if _protects(org, links, asset.attributes.get("criteria", []), depth):
        return True
    return any(
        _list_protects(org, links, edge.target, depth - 1) for edge in links.uses(address) if edge.relation == "extends"
    )


def is_suppression(org: Org, links: Links, address: Address) -> bool:
    """Whether the list `address` holds people back: by its purpose, or because something suppresses it."""
    asset = org.assets.get(address)
    if asset is not None and asset.attributes.get("purpose") == SUPPRESSION:
        return True
    return any(edge.relation == "suppresses" for edge in links.used_by(address))


def is_consent_field(org: Org, links: Links, address: Address) -> bool:
    """Whether the field `address` says that somebody may or may not be e-mailed."""
    if address.key in CONSENT_FIELDS:
        return True
    asset = org.assets.get(address)
    if asset is not None and CONSENT_TAG in asset.attributes.get("tags", ()):
        return True
    return any(edge.relation == "collects" and edge.path[:1] == ("consent",) for edge in links.used_by(address))


def names_consent(org: Org, links: Links, value: Any) -> bool:
    """Whether a sentence of the criteria `value` tests a field that says whether somebody may be e-mailed."""
    return any(
        isinstance(test, FieldTest | ChangeTest) and is_consent_field(org, links, Address(f"field/{test.field}"))
        for test, _, _ in tests(value)
    )


def narrows(links: Links, child: Address, parent: Address) -> bool:
    """Whether everybody on `child` is on `parent` for certain: they are one list, or it extends it step by step."""
    queue, seen = [child], {child}
    while queue:
        here = queue.pop()
        if here == parent:
            return True
        for edge in links.uses(here):
            if edge.relation == "extends" and edge.target not in seen:
                seen.add(edge.target)
                queue.append(edge.target)
    return False
