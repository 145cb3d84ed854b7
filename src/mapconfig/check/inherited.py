"""What a list and the lists above it say together: criteria that look well alone and leave nobody over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mapconfig.address import Address
from mapconfig.check.lists import extended, surely_on
from mapconfig.check.terms import placed, said
from mapconfig.check.view import View
from mapconfig.criteria import parse
from mapconfig.criteria.logic import Required, logic, required
from mapconfig.criteria.logic import against as beside
from mapconfig.criteria.problem import Problem
from mapconfig.criteria.syntax import Group, ListTest, Sentence
from mapconfig.finding import Path
from mapconfig.model import Asset

#: A list with more lists above it than this is looked at beside so many of them.
MOST = 12


def against(asset: Asset, view: View) -> Iterator[tuple[Path, str, Problem]]:
    """Sentences of a list that cannot be true beside what a list above it requires: the path, that list, and what is
    wrong. Above it are the list that it extends and those that all its members have to be on."""
    nearest = {extended(asset), *(f"list/{key}" for key in said(asset, view).required)} - {"", asset.address}
    if not nearest:
        return
    above = frozenset[str]().union(*(surely_on(each, view) for each in nearest)) - {asset.address}
    for one in placed(asset, view):
        if one.path != ("criteria",) or one.read is None or one.problems:
            continue
        told: set[Path] = set()
        for address in sorted(above, key=lambda each: (each not in nearest, each))[:MOST]:
            others: Required = view.once(("required of", address), partial(_required, address))
            found = list(beside(one.read, others, view.catalogue))
            if found and not told:
                told = {problem.path for problem in logic(one.read, view.catalogue) if problem.about == "never"}
            for problem in found:
                if problem.path not in told:
                    told.add(problem.path)
                    yield (*one.path, *problem.path), address, problem


def _required(address: str, view: View) -> Required:
    """What everybody on a list meets: that they are on it, and its sentences."""
    on_it = Sentence(ListTest(Address(address).key))
    asset = view.get(address)
    value = asset.attributes.get("criteria") if asset is not None and not asset.attributes.get("static") else None
    read, problems = parse(value) if value is not None else (None, [])
    return required(Group("all", (on_it,)) if read is None or problems else Group("all", (on_it, read)))
