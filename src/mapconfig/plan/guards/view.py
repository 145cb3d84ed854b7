"""What a guard may look at, and how it says no."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mapconfig.address import Address
from mapconfig.backend import Quota
from mapconfig.graph import Graph
from mapconfig.impact.effect import Effect
from mapconfig.impact.people import NOT_ASKED, PeopleImpact
from mapconfig.language import Text
from mapconfig.model import Org, Settings
from mapconfig.plan.decide import Decided
from mapconfig.plan.definition import GuardVerdict, Plan
from mapconfig.plan.known import Known
from mapconfig.plan.place import Where, nowhere


@dataclass(frozen=True, slots=True)
class View:
    """What a guard may look at. `plan` has no verdicts yet; `wanted` is the graph of the files, `present` that of
    what is live."""

    plan: Plan
    desired: Org
    decided: Decided
    wanted: Graph
    present: Graph
    known: Known
    settings: Settings
    now: datetime
    effects: Mapping[Address, Sequence[Effect]] = field(default_factory=dict)
    """All effects of each change; a step itself has only the gravest."""
    errors: Mapping[Address, Sequence[str]] = field(default_factory=dict)
    """What `validate` calls an error, by asset."""
    people: PeopleImpact = NOT_ASKED
    """What the plan does to people, in counts; a guard goes by the most that a count may be."""
    quota: Quota | None = None
    """How many requests the platform answers, where it says so."""
    where: Where = nowhere

    def setting(self, name: str, default: int) -> int:
        """A whole number below `guards` in mapconfig.yaml, where it is one."""
        found = self.settings.guards.get(name, default)
        return found if type(found) is int else default

    def limit(self, limit: tuple[str, int]) -> int:
        """A limit for people: what `limits` in mapconfig.yaml says, or its default."""
        name, default = limit
        return self.settings.limits.get(name, default)

    def who(self, guard: str) -> str:
        """Who may say yes: what `guards.who` in mapconfig.yaml says of the guard, or else the owner's word counts."""
        who = self.settings.guards.get("who")
        return str(who.get(guard, "")) if isinstance(who, Mapping) else ""

    def owner(self, subject: str) -> str:
        """Who owns the asset, by the files; empty for what is no asset, or nobody's."""
        asset = self.desired.assets.get(Address(subject))  # a kind is simply not found
        return str(asset.owner) if asset is not None and asset.owner else ""

    def refusal(self, guard: str, subject: str, sentence: Text) -> GuardVerdict:
        """A no that becomes a yes when somebody says so, with the reason; by default the owner of `subject`."""
        return GuardVerdict(
            guard, subject, True, sentence, _accept(guard, subject), self.who(guard) or self.owner(subject)
        )


def acceptable(verdict: GuardVerdict) -> bool:
    """Whether somebody's word is enough; where it is not, `how` is something else to do."""
    return "--accept" in verdict.how


def _accept(guard: str, subject: str) -> str:
    return f'mapconfig plan --accept {guard}{":" + subject if subject else ""} --because "the reason"'


#: Looks at one danger. Its docstring says which, and its name, with dashes, is the one that people say yes to.
Guard = Callable[[View], Iterator[GuardVerdict]]
