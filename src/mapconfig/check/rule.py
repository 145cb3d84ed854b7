"""What a rule is: a look at one asset, and how far that look may reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from mapconfig.check.view import View
from mapconfig.finding import Path, Severity
from mapconfig.language import NOTHING, Text
from mapconfig.model import Asset
from mapconfig.values import dataclass


class Scope(StrEnum):
    """How far a rule sees beyond the asset it looks at. Settings are in reach of every rule.

    An index keeps a rule's reports until something in its scope changes, so a rule that sees further than it says
    would leave stale findings behind; tests/check/test_scopes.py watches every rule at work.
    """

    ASSET = "asset"
    """Only the asset."""
    USES = "uses"
    """Also what the asset reaches by its references, directly or through others."""
    NAMED = "named"
    """Also who names it, and nothing of what they are."""
    USED_BY = "used-by"
    """Also the assets that name it, but nothing behind those."""
    KIND = "kind"
    """Also every asset of the kinds in `Rule.whole`."""


class Reads(StrEnum):
    """What a rule reads that belongs to no single asset."""

    NAMES = "names"
    """Which addresses there are."""
    CATALOGUE = "catalogue"
    """The field catalogue: every field's type and values, and the related records."""
    TODAY = "today"
    COUNTS = "counts"
    """How many people are on lists, where that is known."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a rule saw. `path` is where in the asset, and `offset` how many characters into the text there; `detail`
    says what, why it matters and names names; `fix` says what to write or do instead, where that is known."""

    path: Path
    detail: Text
    fix: Text = NOTHING
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that mapconfig knows about marketing automation and checks.

    `code` and `name` are for ever. `summary` is the same for every report and free of user data. `page` is the manual
    page that `mapconfig explain` prints: the docstring of the rule's module. `kinds` are the kinds it looks at; None
    means all, or with `criteria` all whose schema has room for criteria. `severity` is the one without settings.
    """

    code: str
    name: str
    severity: Severity
    summary: Text
    page: str
    look: Callable[[Asset, View], Iterator[Report]]
    kinds: tuple[str, ...] | None = None
    scope: Scope = Scope.ASSET
    whole: tuple[str, ...] = ()
    criteria: bool = False
    reads: frozenset[Reads] = frozenset()
    attributes: tuple[str, ...] = ()
    """With the scope "kind": the attributes that it reads of an asset, whichever it is. It reads no others."""
    fact: Callable[[Asset], Any] | None = None
    """With the scope "kind", where it makes less of these attributes: all that it makes of them, as JSON values."""

    def fact_of(self, asset: Asset | None) -> Any:
        """What the rule reads of `asset`. As long as this is the same of every asset of its kinds, so are its reports.
        None for an asset that is not there."""
        if asset is None or not self.attributes:
            return None
        if self.fact is not None:
            return [self.fact(asset)]
        return [asset.attributes.get(name) for name in self.attributes]
