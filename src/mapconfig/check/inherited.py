"""What criteria and the lists that they build on say together: found once and shared out to the rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mapconfig.address import Address
from mapconfig.check.lists import extended, surely_on
from mapconfig.check.rule import Report
from mapconfig.check.terms import placed, required_lists
from mapconfig.check.view import View
from mapconfig.criteria import parse
from mapconfig.criteria.logic import logic
from mapconfig.criteria.problem import Problem
from mapconfig.criteria.syntax import Criteria, Group, ListTest, Node, Related, Sentence, Unreadable
from mapconfig.finding import Path
from mapconfig.model import Asset
from mapconfig.values import replace

#: Stands at the beginning of the paths of sentences that another list says.
_ELSEWHERE = "another list"

#: A list that builds on more lists than this is looked at beside the nearest ones.
MOST = 12


def beside(asset: Asset, view: View, about: str) -> Iterator[Report]:
    """Sentences of `asset` that are `about` something (a word of `mapconfig.criteria.Problem`) only because of a list
    that it extends or asks for."""
    for path, address, problem in view.about(asset, "beside", _all_beside):
        if problem.about == about:
            said = f"{asset.address}: {problem.message} It is {address} that says the other."
            yield Report(path, said, problem.fix, problem.column_offset)


def _all_beside(asset: Asset, view: View) -> tuple[tuple[Path, str, Problem], ...]:
    return tuple(_beside(asset, view))


def _beside(asset: Asset, view: View) -> Iterator[tuple[Path, str, Problem]]:
    for one in placed(asset, view):
        if one.read is None or one.problems:
            continue
        parent = extended(asset) if one.path == ("criteria",) else ""
        asked = [f"list/{key}" for key in required_lists(one.read)]
        lists = _below(parent, asked, view)
        if not lists:
            continue
        alone = {(problem.path, problem.about) for problem in logic(one.read, view.catalogue)}
        for address, implied in lists[:MOST]:
            others = _required(address, implied, view)
            if not others:
                continue
            both = Group("all", (*others, *_items(one.read)))
            for problem in logic(both, view.catalogue):
                if problem.path[:1] != (_ELSEWHERE,) and (problem.path, problem.about) not in alone:
                    alone.add((problem.path, problem.about))
                    yield (*one.path, *problem.path), address, problem


def _below(parent: str, asked: list[str], view: View) -> list[tuple[str, bool]]:
    """The lists that everybody is surely on who is on `parent` and meets criteria that ask for `asked`; each with
    whether that is more than the criteria themselves say. The nearest ones first."""
    found: dict[str, bool] = {}
    for name in ([parent] if parent else []) + asked:
        for address in sorted(surely_on(name, view), key=lambda each: (each != name, each)):
            found[address] = found.get(address, False) or address != name or name == parent
    return list(found.items())


def _required(address: str, implied: bool, view: View) -> tuple[Node, ...]:
    """What everybody on a list meets: its sentences, and that they are on it where that is not said anyway."""
    own: tuple[Node, ...] = view.once(("required of", address), partial(_sentences, address))
    if not implied:
        return own
    on_it = Sentence(ListTest(Address(address).key), (_ELSEWHERE,), f"in list {Address(address).key}")
    return (on_it, *own)


def _sentences(address: str, view: View) -> tuple[Node, ...]:
    asset = view.get(address)
    value = asset.attributes.get("criteria") if asset is not None and not asset.attributes.get("static") else None
    if value is None:
        return ()
    read, problems = parse(value)
    if read is None or problems:
        return ()
    return tuple(_elsewhere(item) for item in _items(read))


def _items(read: Criteria) -> tuple[Node, ...]:
    return read.items if isinstance(read, Group) and read.kind == "all" else (read,)


def _elsewhere(node: Node) -> Node:
    """`node` with paths that tell it from the asset's own."""
    if isinstance(node, Group):
        return Group(node.kind, tuple(_elsewhere(item) for item in node.items), (_ELSEWHERE, *node.path))
    if isinstance(node, Related):
        return Related(node.quantifier, node.relation, _elsewhere(node.criteria), (_ELSEWHERE, *node.path))
    if isinstance(node, Unreadable):
        return node
    return replace(node, path=(_ELSEWHERE, *node.path))
