"""Who belongs: the lists and criteria of an org as formulas on a sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.sheet import (
    EVERYBODY,
    NOBODY,
    ActivityLeaf,
    ChangeLeaf,
    FieldLeaf,
    ListLeaf,
    Ref,
    Related,
    Sheet,
)
from mapconfig.criteria import Catalogue, parse
from mapconfig.criteria.catalogue import FieldType
from mapconfig.criteria.moments import Interval, interval_of_window
from mapconfig.criteria.oracle import type_of
from mapconfig.criteria.syntax import (
    NEGATIVES,
    ActivityTest,
    ChangeTest,
    FieldTest,
    Group,
    ListTest,
    Node,
    Sentence,
    Test,
    Unreadable,
    full_name,
)
from mapconfig.criteria.syntax import Related as RelatedNode
from mapconfig.language import say
from mapconfig.model import Org


class Uncountable(Exception):
    """A formula cannot be made or answered; the message is a sentence that says why, for a reader of the numbers."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Lists:
    """The lists of one org on one sheet: `member` gives who is on a list, `criteria` who meets some criteria.

    Lists name each other; each is worked out once. Two orgs may share a sheet: what did not change gets the same refs.
    `renamed` leads from the address of a list, e-mail or form in `org` to the one under which the data know it; `new`
    are lists that the data cannot know yet, so that nobody was put on them. `fields` answers the positive tests of some
    fields in another way than by what is stored; so a new scoring model is followed into whatever asks for the score.
    """

    def __init__(
        self,
        org: Org,
        sheet: Sheet,
        renamed: Mapping[Address, Address] = MappingProxyType({}),
        new: Collection[Address] = (),
        fields: Mapping[str, Callable[[FieldTest, FieldType], Ref]] = MappingProxyType({}),
    ) -> None:
        self.org = org
        self.sheet = sheet
        self.renamed = renamed
        self.new = new
        self.fields = fields
        self.catalogue = Catalogue.of(
            ((asset.key, asset.attributes) for asset in org.of_kind("field")), org.settings.relations
        )
        self._known: dict[str, Ref | Uncountable] = {}
        self._asking: list[str] = []

    def member(self, key: str) -> Ref:
        """Who is on the list of this key. Raises Uncountable when that cannot be said."""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._work_out(key)
        if isinstance(known, Uncountable):
            raise known
        return known

    def known(self, address: Address) -> str:
        """The key under which the data know an asset of the org."""
        return self.renamed.get(address, address).key

    def put_on(self, address: Address) -> Ref:
        """Who was put on a static list."""
        return NOBODY if address in self.new else self.sheet.put(ListLeaf(self.known(address)))

    def _work_out(self, key: str) -> Ref | Uncountable:
        if key in self._asking:
            ring = " -> ".join([*self._asking[self._asking.index(key) :], key])
            return Uncountable(say("list/{key} depends on itself: {ring}", key=key, ring=ring))
        asset = self.org.assets.get(Address(f"list/{key}"))
        if asset is None:
            return Uncountable(say("there is no list/{key}", key=key))
        self._asking.append(key)
        try:
            return self._definition(key, asset.attributes)
        except Uncountable as error:
            return error
        finally:
            self._asking.pop()

    def _definition(self, key: str, attributes: Mapping[str, Any]) -> Ref:
        extends = attributes.get("extends")
        value = attributes.get("criteria")
        if attributes.get("static") or (value is None and extends is None):
            # Without criteria people are put on it one by one, as on every platform.
            return self.put_on(Address(f"list/{key}"))
        within = EVERYBODY if extends is None else self.member(Address(extends).key)
        narrowed = EVERYBODY if value is None else self.criteria(value, f"list/{key}")
        return self.sheet.all((within, narrowed))

    def criteria(self, value: Any, whose: str) -> Ref:
        """Who meets the criteria `value`, as YAML gives them; `whose` they are is for the message of Uncountable."""
        node, problems = parse(value)
        if node is None or problems:
            said = problems[0].message if problems else "they are empty"
            raise Uncountable(say("the criteria of {whose} cannot be read: {said}", whose=whose, said=said))
        return self._node(node, None)

    def formula(self, node: Node, relation: str | None = None) -> Ref:
        """Who meets a part of criteria; of one that stands inside ``some RELATION``, which of the records do. Raises
        Uncountable."""
        return self._node(node, relation)

    def without(self, test: FieldTest) -> Ref:
        """Who has no value in the field of a test of the person, or of the one related record."""
        return self._blank(test.field, self._type(test.field, test))

    def _node(self, node: Node, relation: str | None) -> Ref:
        sheet = self.sheet
        if isinstance(node, Group):
            items = [self._node(item, relation) for item in node.items]
            if node.kind == "all":
                return sheet.all(items)
            return sheet.any(items) if node.kind == "any" else sheet.no(sheet.any(items))
        if isinstance(node, RelatedNode):
            some = sheet.put(Related(node.relation, self._node(node.criteria, node.relation)))
            return some if node.quantifier == "some" else sheet.no(some)
        if isinstance(node, Unreadable):
            raise Uncountable(say("{text} cannot be read", text=repr(node.text)))
        return self._test(node, relation)

    def _test(self, sentence: Sentence, relation: str | None) -> Ref:
        test: Test = sentence.test
        if isinstance(test, ListTest):
            member = self.member(test.name)
            return member if test.member else self.sheet.no(member)
        if isinstance(test, ActivityTest):
            return self._did(test)
        if isinstance(test, ChangeTest):
            return self._changed(test, relation)
        return self._holds(test, relation)

    def _holds(self, test: FieldTest, relation: str | None) -> Ref:
        name = full_name(test.field, relation)
        kind = self._type(name, test)
        positive = replace(test, field=name, operator=NEGATIVES.get(test.operator, test.operator), or_blank=False)
        held = self._ask(positive, kind)
        if test.operator in NEGATIVES:
            return (
                self.sheet.any((self.sheet.no(held), self._blank(name, kind)))
                if test.or_blank
                else (self.sheet.no(held))
            )
        return self.sheet.any((held, self._blank(name, kind))) if test.or_blank else held

    def _blank(self, name: str, kind: FieldType) -> Ref:
        return self._ask(FieldTest(name, "is blank"), kind)

    def _ask(self, test: FieldTest, kind: FieldType) -> Ref:
        """Who passes a positive test of a field, which is given by its full name."""
        answer = self.fields.get(test.field)
        return self.sheet.put(FieldLeaf(test, kind)) if answer is None else answer(test, kind)

    def _type(self, name: str, test: FieldTest) -> FieldType:
        """The type of the catalogue, else the one that the test asks for, as the oracle has it."""
        kind = self.catalogue.fields.get(name)
        if kind is not None and kind.type:
            return kind
        return FieldType(type_of(test, None, kind))

    def _did(self, test: ActivityTest) -> Ref:
        low, high = test.range
        interval = self._interval(test)
        if high is not None and high < low:
            return self.sheet.any(())
        name = None if test.name is None else self.known(Address(f"{test.object}/{test.name}"))
        reached = EVERYBODY if low <= 0 else self.sheet.put(ActivityLeaf(test.verb, name, interval, low))
        if high is None:
            return reached
        beyond = self.sheet.put(ActivityLeaf(test.verb, name, interval, high + 1))
        return self.sheet.but(reached, beyond)

    def _changed(self, test: ChangeTest, relation: str | None) -> Ref:
        name = full_name(test.field, relation)
        kind = self.catalogue.fields.get(name, FieldType(""))
        interval = self._interval(test)
        changed = self.sheet.put(ChangeLeaf(name, kind, test.before, test.after, interval))
        return self.sheet.any((changed, self._blank(name, kind))) if test.or_blank else changed

    def _interval(self, test: ActivityTest | ChangeTest) -> Interval:
        """When what is asked for has to have happened."""
        return interval_of_window(test.window, self.sheet.as_of)
