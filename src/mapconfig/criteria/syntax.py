"""The criteria language as values: sentences about one person, and the groups that hold them.

Two criteria are equal when a person wrote the same thing, whatever the capitals, spaces and order of values; where it
was written takes no part. Values are text here, since only the field catalogue knows their type. Numbers are written
plainly ("50", "-1.5"), dates as ``YYYY-MM-DD``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from mapconfig.finding import Path
from mapconfig.values import dataclass, field, replace

#: What a field, list, e-mail or form may be called: the key of its address.
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

GROUPS = ("all", "any", "none")
QUANTIFIERS = ("some", "no")
UNITS = ("hours", "days", "weeks", "months", "years")

TYPES = ("text", "choice", "number", "date", "yes-no")

#: Each test of a field, and the types of field that know it. Ordered choices know two more than other choices.
OPERATORS: dict[str, tuple[str, ...]] = {
    "is blank": TYPES,
    "is not blank": TYPES,
    "is": ("text", "choice", "yes-no"),
    "is not": ("text", "choice"),
    "in": ("text", "choice"),
    "not in": ("text", "choice"),
    "contains": ("text",),
    "does not contain": ("text",),
    "starts with": ("text",),
    "does not start with": ("text",),
    "ends with": ("text",),
    "does not end with": ("text",),
    "is at least": ("ordered choice",),
    "is at most": ("ordered choice",),
    "=": ("number",),
    "!=": ("number",),
    ">": ("number",),
    ">=": ("number",),
    "<": ("number",),
    "<=": ("number",),
    "between": ("number", "date"),
    "on": ("date",),
    "before": ("date",),
    "after": ("date",),
    "on or before": ("date",),
    "on or after": ("date",),
    "in last": ("date",),
    "not in last": ("date",),
    "in next": ("date",),
    "more than ago": ("date",),
}

#: A negative test is the exact complement of its positive one, so it is true on a blank.
NEGATIVES = {
    "is not blank": "is blank",
    "is not": "is",
    "not in": "in",
    "does not contain": "contains",
    "does not start with": "starts with",
    "does not end with": "ends with",
    "!=": "=",
    "not in last": "in last",
}

#: The verbs of activities and what each is done to.
VERBS = {
    "was sent": "email",
    "opened": "email",
    "clicked": "email",
    "bounced": "email",
    "submitted": "form",
    "viewed": "page",
    "downloaded": "file",
    "attended": "webinar",
    "did": "activity",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time. Hours, days and weeks are exact; months and years are steps on the calendar."""

    amount: int
    unit: str

    @property
    def words(self) -> str:
        """As it is written: ``1 year``, ``2 years``."""
        return f"{self.amount} {self.unit[:-1] if self.amount == 1 else self.unit}"


@dataclass(frozen=True, slots=True)
class Window:
    """When something has to have happened; never later than the moment the question is asked.

    ``in last`` has a `span`; ``since`` and ``before`` have `first`; ``between`` has `first` and `last`, both
    days included.
    """

    kind: Literal["in last", "since", "before", "between"]
    first: str = ""
    last: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """How often something has to have happened; only ``between`` has `high`, and includes both numbers."""

    kind: Literal["at least", "at most", "exactly", "more than", "fewer than", "between"]
    low: int
    high: int = 0

    @property
    def range(self) -> tuple[int, int | None]:
        """The counts that will do, both included; None where there is no upper end. An empty range has low > high."""
        match self.kind:
            case "at least":
                return self.low, None
            case "more than":
                return self.low + 1, None
            case "at most":
                return 0, self.low
            case "fewer than":
                return 0, self.low - 1
            case "exactly":
                return self.low, self.low
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class FieldTest:
    """A test of the value a field has now. `operator` is a key of `OPERATORS`; values of ``in`` and ``not in`` are kept
    in order and once each, because there they are a set."""

    field: str
    operator: str
    values: tuple[str, ...] = ()
    or_blank: bool = False
    span: Span | None = None

    def __post_init__(self) -> None:
        if len(self.values) > 1 and self.operator in ("in", "not in"):
            object.__setattr__(self, "values", in_order(self.values))


@dataclass(frozen=True, slots=True)
class ChangeTest:
    """A field took on another value; `before` and `after` are None where anything will do, and empty for a blank."""

    field: str
    before: str | None = None
    after: str | None = None
    window: Window | None = None
    or_blank: bool = False


@dataclass(frozen=True, slots=True)
class ListTest:
    """The person is (or is not) a member of a list."""

    name: str
    member: bool = True


@dataclass(frozen=True, slots=True)
class ActivityTest:
    """The person did something so many times in a window. `name` is None for any; no `times` means at least once."""

    verb: str
    name: str | None = None
    times: Times | None = None
    window: Window | None = None
    never: bool = False

    @property
    def object(self) -> str:
        """The kind of thing it is done to: email, form, page, file, webinar, or activity for the company's own."""
        return VERBS[self.verb]

    @property
    def range(self) -> tuple[int, int | None]:
        """The counts that will do, as `Times.range` gives them."""
        if self.never:
            return 0, 0
        return self.times.range if self.times is not None else (1, None)


Test = FieldTest | ChangeTest | ListTest | ActivityTest


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and where it stands: `text` as it was written. When its values are a YAML sequence, `text` is the
    key above them and `listed` are the values as written."""

    test: Test
    path: Path = field(default=(), compare=False)
    text: str = field(default="", compare=False)
    listed: tuple[str, ...] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A sentence or group that could not be read, kept so that a difference can show it. It has no meaning."""

    text: str
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """``all``: every item holds; ``any``: at least one does; ``none``: not one does."""

    kind: Literal["all", "any", "none"]
    items: tuple[Node, ...]
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Related:
    """``some``: at least one related record meets all of `criteria`; ``no``: not one does. Inside, a field is named
    without its relation."""

    quantifier: Literal["some", "no"]
    relation: str
    criteria: Node
    path: Path = field(default=(), compare=False)


Node = Sentence | Group | Related | Unreadable
Criteria = Node
"""The criteria of an asset: a sequence is read as ``all``."""

Sound = set[tuple[object, ...]]
"""What one look, under one catalogue, found nothing to say about: sentences, and sentences that stand together, each
with the relation they stand in. An org says the same sentence many times."""


def in_order(values: tuple[str, ...]) -> tuple[str, ...]:
    """Values once each, sorted as a reader expects: capitals do not matter unless all else is equal."""
    return tuple(sorted(set(values), key=lambda value: (value.casefold(), value)))


def full_name(name: str, relation: str | None) -> str:
    """The key of the field that `name` means inside ``some RELATION``: a bare name is a field of the record."""
    return name if relation is None or "." in name else f"{relation}.{name}"


def short_name(name: str, relation: str | None) -> str:
    """`name` as it is written inside ``some RELATION``: without the relation, where that leaves a bare name."""
    if relation is not None and name.startswith(relation + "."):
        rest = name[len(relation) + 1 :]
        if rest and "." not in rest:
            return rest
    return name


def named_inside(test: Test, relation: str | None) -> Test:
    """`test` with its field named as inside ``some RELATION``."""
    if relation is not None and isinstance(test, (FieldTest, ChangeTest)):
        name = short_name(test.field, relation)
        if name != test.field:
            return replace(test, field=name)
    return test


def sentences(node: Node, relation: str | None = None) -> Iterator[tuple[Sentence, str | None]]:
    """Every readable sentence in `node`, each with the relation whose record it asks, in reading order."""
    if isinstance(node, Sentence):
        yield node, relation
    elif isinstance(node, Group):
        for item in node.items:
            yield from sentences(item, relation)
    elif isinstance(node, Related):
        yield from sentences(node.criteria, node.relation)
