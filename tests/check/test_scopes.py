"""No rule sees further than it says: an index may keep its reports until something in its scope changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import pytest
from tests.check.made import TODAY, made_org
from tests.check.test_cases import cases

from mapconfig.address import Address
from mapconfig.check import Reads, Report, Rule, Scope, View
from mapconfig.check.rules import RULES
from mapconfig.criteria.catalogue import Catalogue
from mapconfig.graph import Edge, Graph, Links
from mapconfig.model import Asset, Org

T = TypeVar("T")


class RecordingView(View):
    """A view that writes down what is asked of it. It keeps nothing, so that every look is seen in full."""

    def __init__(self, org: Org, graph: Links, today: date) -> None:
        super().__init__(org, graph, today)
        self.read: set[str] = set()
        self.kinds_read: set[str] = set()
        self.users_of: set[str] = set()
        self.beyond: set[Reads] = set()

    @property
    def today(self) -> date:
        self.beyond.add(Reads.TODAY)
        return super().today

    @property
    def catalogue(self) -> Catalogue:
        self.beyond.add(Reads.CATALOGUE)
        return super().catalogue

    def count(self, address: Address) -> int | None:
        self.beyond.add(Reads.COUNTS)
        return super().count(address)

    def get(self, address: str) -> Asset | None:
        self.read.add(address)
        return super().get(address)

    def exists(self, address: str) -> bool:
        self.beyond.add(Reads.NAMES)
        return super().exists(address)

    def names(self, kind: str) -> tuple[str, ...]:
        self.beyond.add(Reads.NAMES)
        return super().names(kind)

    def of_kind(self, kind: str) -> tuple[Asset, ...]:
        self.kinds_read.add(kind)
        return super().of_kind(kind)

    def uses(self, address: Address) -> Sequence[Edge]:
        self.read.add(address)
        return super().uses(address)

    def used_by(self, address: Address) -> Sequence[Edge]:
        self.users_of.add(address)
        return super().used_by(address)

    def once(self, key: Hashable, make: Callable[[View], T]) -> T:
        return make(self)

    def about(self, asset: Asset, key: str, make: Callable[[Asset, View], T]) -> T:
        return make(asset, self)


def below(graph: Graph, address: Address) -> set[str]:
    """Everything that `address` reaches by references, with itself."""
    reached: set[str] = set()
    queue = [address]
    while queue:
        name = queue.pop()
        if name not in reached:
            reached.add(name)
            queue += [edge.target for edge in graph.uses(name)]
    return reached


def allowed(rule: Rule, asset: Asset, org: Org, graph: Graph) -> tuple[set[str], set[str], set[str]]:
    """The assets, the whole kinds and the assets whose users `rule` may see when it looks at `asset`."""
    own = {str(asset.address)}
    if rule.scope is Scope.USES:
        return below(graph, asset.address), set(), set()
    if rule.scope is Scope.NAMED:
        return own, set(), own
    if rule.scope is Scope.USED_BY:
        return own | {edge.source for edge in graph.used_by(asset.address)}, set(), own
    if rule.scope is Scope.KIND:
        whole = set(rule.whole) or {asset.kind}
        return (
            own | {one.address for one in org.values() if one.kind in whole} | missing(org, graph, whole),
            whole,
            set(),
        )
    return own, set(), set()


def missing(org: Org, graph: Graph, kinds: set[str]) -> set[str]:
    """Names of these kinds that no file defines: whoever sees a whole kind knows that they are not there."""
    named = {edge.target for address in org for edge in graph.uses(address)}
    return {name for name in named if name.kind in kinds and name not in org}


def looks() -> Iterator[tuple[Rule, Asset, Org, Graph]]:
    """Every rule at every asset of every rule's cases."""
    for parameter in cases():
        _, case = parameter.values
        org = made_org(case["assets"], case.get("settings"))
        graph = Graph.of(org)
        for asset in org.values():
            for rule in RULES:
                if rule.kinds is None or asset.kind in rule.kinds:
                    yield rule, asset, org, graph


def test_no_rule_reads_beyond_its_scope() -> None:
    """
    A report stays true as long as nothing changes in the scope of its rule. Seen on every asset of all cases.
    """
    for rule, asset, org, graph in looks():
        view = RecordingView(org, graph, TODAY)
        list(rule.look(asset, view))
        may_read, may_see_kinds, may_see_users = allowed(rule, asset, org, graph)
        where = f"{rule.name} at {asset.address}"
        assert view.read <= may_read, where
        assert view.kinds_read <= may_see_kinds, where
        assert view.users_of <= may_see_users, where
        assert view.beyond <= rule.reads, where


def test_what_a_rule_says_it_reads_it_does_read() -> None:
    """
    Nobody pays for a dependency that a rule does not have: each part of a declaration shows in some case.
    """
    seen: dict[str, set[Any]] = {rule.code: set() for rule in RULES}
    for rule, asset, org, graph in looks():
        view = RecordingView(org, graph, TODAY)
        list(rule.look(asset, view))
        seen[rule.code] |= view.beyond
        seen[rule.code] |= {"others"} if view.read - {asset.address} else set()
        seen[rule.code] |= {"users"} if view.users_of else set()
        seen[rule.code] |= {"kinds"} if view.kinds_read else set()

    for rule in RULES:
        needed: set[Any] = set(rule.reads)
        needed |= {
            Scope.ASSET: set(),
            Scope.USES: {"others"},
            Scope.NAMED: {"users"},
            Scope.USED_BY: {"users", "others"},
            Scope.KIND: {"kinds"},
        }[rule.scope]
        assert needed <= seen[rule.code], rule.name


def test_a_rule_that_reads_too_much_is_noticed() -> None:
    """
    The recording view sees a look at an asset that is not in reach.
    """
    org = made_org({"list/a": {"static": True}, "list/b": {"static": True}})
    view = RecordingView(org, Graph.of(org), TODAY)

    view.get("list/b")
    view.of_kind("list")
    view.used_by(Address("list/a"))

    assert (view.read, view.kinds_read, view.users_of) == ({"list/b"}, {"list"}, {"list/a"})


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.whole], ids=lambda rule: rule.name)
def test_whole_kinds_are_only_said_where_they_are_read(rule: Rule) -> None:
    """
    `whole` belongs to the scope "kind" and names kinds that there are.
    """
    org = made_org({})

    assert rule.scope is Scope.KIND
    assert set(rule.whole) <= set(org.kinds)


def of_whole_kinds() -> list[Rule]:
    return [rule for rule in RULES if rule.scope is Scope.KIND]


def reports(rule: Rule, org: Org) -> dict[str, list[Report]]:
    """What `rule` reports, by asset."""
    view = View(org, Graph.of(org), TODAY)
    asked = (asset for asset in org.values() if rule.kinds is None or asset.kind in rule.kinds)
    return {asset.address: list(rule.look(asset, view)) for asset in asked}


def orgs() -> list[Org]:
    """The orgs of all cases, those of other rules too."""
    cases_ = (parameter.values[1] for parameter in cases())
    return [made_org(case["assets"], case.get("settings")) for case in cases_]


@pytest.mark.parametrize("rule", of_whole_kinds(), ids=lambda rule: rule.name)
def test_a_rule_of_whole_kinds_reads_the_attributes_that_it_says(rule: Rule) -> None:
    """
    An asset that has only these attributes, which is what an index loads, is reported just like the whole one; with
    fewer it is not.
    """
    needed = set()
    for org in orgs():
        links = Graph.of(org)
        expected = reports(rule, org)
        for left_out in (None, *rule.attributes):
            kept = [name for name in rule.attributes if name != left_out]
            slim = {
                address: replace(asset, attributes={k: v for k, v in asset.attributes.items() if k in kept})
                for address, asset in org.assets.items()
            }
            view = View(replace(org, assets=slim), links, TODAY)
            asked = [asset for asset in slim.values() if rule.kinds is None or asset.kind in rule.kinds]
            if left_out is None:
                assert {asset.address: list(rule.look(asset, view)) for asset in asked} == expected
            elif {asset.address: told(rule, asset, view) for asset in asked} != expected:
                needed.add(left_out)

    assert needed


def told(rule: Rule, asset: Asset, view: View) -> list[Report] | None:
    """What a rule reports of an asset that lacks something it reads; None where it cannot do without."""
    try:
        return list(rule.look(asset, view))
    except KeyError:
        return None


@pytest.mark.slow
@pytest.mark.parametrize("rule", of_whole_kinds(), ids=lambda rule: rule.name)
def test_equal_facts_make_equal_reports(rule: Rule) -> None:
    """
    Whatever is changed in an asset: as long as the rule's fact of it stays, nothing that the rule reports does not.
    Tried with every attribute of every other asset of the kind, in all cases.
    """
    made = orgs()
    donors: dict[str, list[Asset]] = {}
    for org in made:
        for asset in org.values():
            donors.setdefault(asset.kind, []).append(asset)
    same, other = 0, 0
    for org in made:
        whole = {*rule.whole, *(rule.kinds or org.kinds)}
        concerned = [asset for asset in org.values() if asset.kind in whole]
        expected = reports(rule, org) if concerned else {}
        for asset in concerned:
            tried = set()
            for donor in donors[asset.kind]:
                for name in {*donor.attributes, *asset.attributes}:
                    value = donor.attributes.get(name)
                    if (name, repr(value)) in tried or value == asset.attributes.get(name):
                        continue
                    tried.add((name, repr(value)))
                    attributes = {**asset.attributes, name: value}
                    if value is None:
                        del attributes[name]
                    changed = replace(asset, attributes=attributes)
                    if rule.fact_of(changed) != rule.fact_of(asset):
                        other += 1
                        continue
                    if len(tried) > 40 and name not in rule.attributes:
                        continue  # what no rule reads has been tried often enough
                    same += 1
                    edited = replace(org, assets={**org.assets, asset.address: changed})
                    assert reports(rule, edited) == expected, (asset.address, name, value)

    assert same
    assert other


def test_rules_of_whole_kinds_say_what_they_read_and_others_do_not() -> None:
    """
    Only a look at whole kinds has anything to gain from it.
    """
    for rule in RULES:
        assert bool(rule.attributes) == (rule.scope is Scope.KIND), rule.name
        assert rule.fact is None or rule.attributes
        assert rule.fact_of(None) is None
