"""The criteria language: who belongs, in sentences that a marketing admin reads; pure values, no org, no files.

`docs/criteria.md` is its manual. `sentence` reads one line and `groups` what stands around it, `format` writes, `check`
and `logic` find what is wrong, `comparison` says what changed, and `oracle` says what it all means.

Most runs find every asset already read in the index. So the functions here load what they need when they are called,
and importing this package loads what criteria are and not what is done with them. `check`, `logic` and `oracle` are
asked for by name: `from mapconfig.criteria.check import check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mapconfig.address import Address
from mapconfig.criteria.catalogue import Catalogue
from mapconfig.criteria.difference import Difference
from mapconfig.criteria.problem import Problem
from mapconfig.criteria.syntax import Criteria
from mapconfig.finding import Path

__all__ = [
    "Catalogue",
    "Criteria",
    "Difference",
    "Problem",
    "canonical",
    "differences",
    "parse",
    "references",
    "rewrite",
]


def canonical(value: Any) -> Any:
    """`value` with every sentence in its one writing; long lists of values have one a line, short ones do not, and
    ``all:`` is a plain sequence where that means the same. What cannot be read stays as it is. Never raises."""
    from mapconfig.criteria import names

    return names.canonical(value)


def references(value: Any) -> Iterator[tuple[Address, Path]]:
    """What the criteria `value` names: fields, lists, e-mails and forms, each with the path of the sentence below
    `value`, in reading order. A sentence that cannot be read names nothing. Never raises."""
    from mapconfig.criteria import names

    return names.references(value)


def rewrite(value: Any, rename: Callable[[Address], Address]) -> Any:
    """`value` with every name in it replaced by what `rename` makes of its address; only those words change. A field
    that leaves its relation is written in full. What cannot be read stays as it is."""
    from mapconfig.criteria import names

    return names.rewrite(value, rename)


def parse(value: Any) -> tuple[Criteria | None, list[Problem]]:
    """The criteria that `value`, a structure as YAML gives it, stands for, and what cannot be read in it.

    A sentence that cannot be read becomes `syntax.Unreadable`, so that the rest can still be looked at: what has
    problems here must not be evaluated. None when there is nothing of the shape of criteria at all. Never raises.
    """
    from mapconfig.criteria import groups

    return groups.parse(value)


def differences(before: Any, after: Any, catalogue: Catalogue | None = None) -> list[Difference]:
    """What changed from the criteria `before` to `after`, both as YAML gives them; None where there are no criteria.

    Empty exactly when both have the same one writing; a sentence or group alone counts as a sequence of one. With the
    `catalogue`, changes of an ordered choice have a direction too. Never raises.
    """
    from mapconfig.criteria import comparison

    return comparison.differences(before, after, catalogue)
