"""What criteria say about lists and consent: with which sign a list is tested, and which sentences protect people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig import criteria
from mapconfig.address import Address
from mapconfig.criteria.format import write
from mapconfig.criteria.syntax import ChangeTest, FieldTest, Group, ListTest, Node, Related, Sentence, Test, full_name
from mapconfig.finding import Path
from mapconfig.graph import Edge, Links
from mapconfig.model import Asset, Org
from mapconfig.values import dataclass, field, replace

#: Fields that say whether somebody may be e-mailed. A form's consent field and a field tagged "consent" count as well.
CONSENT_FIELDS = frozenset(
    {"opted_out", "opted_in", "do_not_email", "hard_bounced", "confirmed_opt_in", "consent", "unsubscribed"}
)
CONSENT_TAG = "consent"
SUPPRESSION = "suppression"


@dataclass(frozen=True, slots=True)
class Asked:
    """One sentence of criteria: what it tests with full field names, where it stands, and what it is there for.

    `sign` is 1 where meeting the test helps to meet the criteria and -1 where it hinders. `required` is true where
    nobody meets the criteria without meeting the test (or, with sign -1, while meeting it). `words` is the sentence.
    """

    test: Test
    sign: int
    required: bool
    path: Path = field(compare=False)
    words: str = field(compare=False)


def asked(value: Any) -> list[Asked]:
    """Every sentence of the criteria `value` that can be read; none where there are no criteria."""
    node, _ = criteria.parse(value)
    return list(_asked(node, 1, True, None)) if node is not None else []


def _asked(node: Node, sign: int, required: bool, related: str | None) -> Iterator[Asked]:
    if isinstance(node, Sentence):
        test = node.test
        if isinstance(test, FieldTest | ChangeTest):
            test = replace(test, field=full_name(test.field, related))
        yield Asked(test, sign, required, node.path, write(test))
    elif isinstance(node, Group):
        below = -sign if node.kind == "none" else sign
        # `all` requires each of its items, and so does `none`, or `any` inside a `none`, of their opposites.
        each = (node.kind != "any") is (sign > 0) or len(node.items) == 1
        for item in node.items:
            yield from _asked(item, below, required and each, related)
    elif isinstance(node, Related):
        yield from _asked(node.criteria, -sign if node.quantifier == "no" else sign, required, node.relation)


def sign_of(org: Org, edge: Edge) -> int:
    """1 when more people on the list that `edge` names mean more people who meet the criteria it stands in.

    -1 when they mean fewer, 0 when `edge` names no list in criteria.
    """
    found = criteria_at(org, edge)
    if found is None:
        return 0
    value, below = found
    for one in asked(value):
        if one.path == below and isinstance(one.test, ListTest) and f"list/{one.test.name}" == edge.target:
            return one.sign if one.test.member else -one.sign
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


def protections(org: Org, links: Links, value: Any) -> set[Asked]:
    """The sentences of the criteria `value` that keep out people who may not be e-mailed, whatever else holds.

    They test a field of consent, keep a suppression list out, or ask for a list that does one of the two.
    """
    return {one for one in asked(value) if one.required and _protects(org, links, one, set())}


def _protects(org: Org, links: Links, one: Asked, seen: set[Address]) -> bool:
    test = one.test
    if isinstance(test, FieldTest | ChangeTest):
        return is_consent_field(org, links, Address(f"field/{test.field}"))
    if not isinstance(test, ListTest):
        return False
    address = Address(f"list/{test.name}")
    if (one.sign > 0) is test.member:
        return _list_protects(org, links, address, seen)
    return is_suppression(org, links, address)


def list_protects(org: Org, links: Links, address: Address) -> bool:
    """Whether being on the list `address` means that one may be e-mailed, by its criteria or those it extends."""
    return _list_protects(org, links, address, set())


def _list_protects(org: Org, links: Links, address: Address, seen: set[Address]) -> bool:
    asset = org.assets.get(address)
    if asset is None or address in seen:
        return False
    seen.add(address)
    if any(one.required and _protects(org, links, one, seen) for one in asked(asset.attributes.get("criteria", []))):
        return True
    return any(
        _list_protects(org, links, edge.target, seen) for edge in links.uses(address) if edge.relation == "extends"
    )


def list_protections(org: Org, links: Links, address: Address) -> set[Asked]:
    """The sentences that everybody on the list `address` meets and that keep out people who may not be e-mailed:
    its own, and those of the lists it extends and asks for."""
    return _list_protections(org, links, address, set())


def _list_protections(org: Org, links: Links, address: Address, seen: set[Address]) -> set[Asked]:
    asset = org.assets.get(address)
    if asset is None or address in seen:
        return set()
    seen.add(address)
    found: set[Asked] = set()
    for one in asked(asset.attributes.get("criteria", [])):
        if not one.required:
            continue
        if isinstance(one.test, ListTest) and (one.sign > 0) is one.test.member:
            found |= _list_protections(org, links, Address(f"list/{one.test.name}"), seen)
        elif _protects(org, links, one, set()):
            found.add(one)
    for edge in links.uses(address):
        if edge.relation == "extends":
            found |= _list_protections(org, links, edge.target, seen)
    return found


def keeps_out(one: Asked) -> Address | None:
    """The list whose members the sentence keeps out, None where it tests something else."""
    if isinstance(one.test, ListTest) and (one.sign > 0) is not one.test.member:
        return Address(f"list/{one.test.name}")
    return None


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


def consents(org: Org, links: Links, value: Any) -> set[Asked]:
    """The sentences of the criteria `value` that test a field which says whether somebody may be e-mailed."""
    return {
        one
        for one in asked(value)
        if isinstance(one.test, FieldTest | ChangeTest)
        and is_consent_field(org, links, Address(f"field/{one.test.field}"))
    }


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


def own_filters(asset: Asset | None) -> dict[str, Any]:
    """What platforms ask of people in a way of their own, for which criteria have no sentence, by platform."""
    vendor = asset.attributes.get("vendor") if asset is not None else None
    said = vendor.items() if isinstance(vendor, Mapping) else ()
    return {name: each["filters"] for name, each in said if isinstance(each, Mapping) and each.get("filters")}


def let_go(before: Asset | None, after: Asset | None) -> list[str]:
    """Lists that settings of a platform no longer name where they did. Nobody here knows what such settings mean, and
    they may be how the platform keeps somebody from an e-mail. What the asset now says itself under `suppress` is not
    among them, and neither is what was said of a step that is gone."""
    if before is None or after is None:
        return []
    there = set(_named_lists(after.attributes.get("vendor"), ()))
    suppressed = set(map(str, after.attributes.get("suppress", ())))
    gone = _step_ids(before) - _step_ids(after)
    return sorted(
        {
            name
            for path, name in _named_lists(before.attributes.get("vendor"), ())
            if (path, name) not in there and name not in suppressed and not gone.intersection(path)
        }
    )


def _named_lists(said: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The lists in settings with where they are named; the order in which several stand there is no place."""
    if isinstance(said, Mapping):
        for name, each in said.items():
            yield from _named_lists(each, (*path, str(name)))
    elif isinstance(said, list):
        for each in said:
            own = (str(each["id"]),) if isinstance(each, Mapping) and "id" in each else ()
            yield from _named_lists(each, path + own)
    elif isinstance(said, str) and said.startswith("list/"):
        yield path, said


def _step_ids(asset: Asset) -> set[str]:
    steps = asset.attributes.get("steps")
    rows = steps if isinstance(steps, list) else ()
    return {str(row.get("id")) for row in rows if isinstance(row, Mapping)}


def has_rule(asset: Asset) -> bool:
    """Whether anything says who is on a list, so that people come and go by themselves."""
    return any(asset.attributes.get(name) for name in ("criteria", "extends")) or bool(own_filters(asset))
