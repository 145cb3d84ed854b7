"""Who counts people for a comparison: the source of an environment, opened when somebody first asks for a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mapconfig.address import Address
from mapconfig.audience.engine import Engine
from mapconfig.audience.membership import Uncountable
from mapconfig.audience.small import K
from mapconfig.criteria import Catalogue
from mapconfig.criteria.catalogue import FieldType
from mapconfig.diff import Change
from mapconfig.errors import MapconfigError
from mapconfig.impact.people import Census, Count, NoCensus, PeopleImpact, PeopleNow, Pressure, uncounted, unknown
from mapconfig.language import Text, say, told, unended
from mapconfig.model import Environment, Org
from mapconfig.pipeline import overridden
from mapconfig.values import dataclass, replace

#: What counting on this machine takes; it comes with the extra.
LIBRARIES = ("duckdb", "numpy")
INSTALL = say("duckdb and numpy are not installed: pip install 'mapconfig[audience]'")

#: Opens an engine on people of whom these orgs ask.
Open = Callable[[Sequence[Org]], Engine]


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts the people that `open` leads to. `source` is what they are called in reports. With `ahead`, the days to
    come are simulated where more people are mailed: how many then have more e-mail than the caps allow."""

    open: Open
    source: str
    small: int = K
    ahead: bool = False

    def moved(self, before: Org, after: Org, changes: Sequence[Change]) -> PeopleImpact:
        """What `changes` do to people; unknown, with the reason, where the source cannot be read."""
        from mapconfig.audience.difference import measure

        try:
            engine = self.open((before, after))
            found = measure(before, after, changes, engine, self.small)
        except Exception as error:
            return uncounted(_reason(error))
        pressure = self._pressure(before, after, engine) if self.ahead and found.mailings else ()
        return replace(found, source=self.source, pressure=pressure)

    def _pressure(self, before: Org, after: Org, engine: Engine) -> tuple[Pressure, ...]:
        """People above the caps in the days to come, before and after."""
        from mapconfig.audience.days.simulate import Settings, simulate

        try:
            found = simulate(after, engine, Settings(small=self.small), before)
        except Exception as error:
            blank = unknown(_reason(error))
            return (Pressure("the caps", blank, blank),)
        return tuple(
            Pressure(then["cap"], _count(then["people"]), _count(now["people"]))
            for then, now in zip(found["before"]["caps"], found["after"]["caps"], strict=True)
        )

    def present(self, org: Org, addresses: Sequence[Address]) -> PeopleNow:
        """How many people these assets have."""
        from mapconfig.audience.present import present

        try:
            found = present(org, addresses, self.open((org,)), self.small)
        except Exception as error:
            reason = _reason(error)
            return PeopleNow(reason=reason, people=unknown(reason))
        return replace(found, source=self.source)


@dataclass(frozen=True, slots=True)
class OfFiles:
    """Counts for orgs that are as the files have them: what an environment has otherwise is put in first."""

    census: Census
    environment: Environment

    def moved(self, before: Org, after: Org, changes: Sequence[Change]) -> PeopleImpact:
        """What `changes` do to people in the environment."""
        return self.census.moved(overridden(before, self.environment), overridden(after, self.environment), changes)

    def present(self, org: Org, addresses: Sequence[Address]) -> PeopleNow:
        """How many people these assets have in the environment."""
        return self.census.present(overridden(org, self.environment), addresses)


def _nowhere(environment: Environment) -> str:
    """What to say of an environment that names no people: with the line that is missing."""
    if environment.backend == "embedded":
        return say(
            "environment {name} does not say where its people are: add `{line}` below environments.{name} in "
            "mapconfig.yaml for its made-up ones (docs/people.md)",
            name=environment.name,
            line="people: {source: embedded}",
        )
    return say(
        "environment {name} does not say where its people are: name their source in mapconfig.yaml as "
        "environments.{name}.people (docs/people.md)",
        name=environment.name,
    )


def census(environment: Environment, root: Path, now: Callable[[], datetime], ahead: bool = False) -> Census:
    """Who counts the people of `environment`, and with `ahead` looks at the days to come. Nothing is opened before
    somebody asks."""
    said = environment.people
    if not said:
        return NoCensus(_nowhere(environment))
    if any(find_spec(library) is None for library in LIBRARIES):
        return NoCensus(INSTALL, asked=True)

    def opened(orgs: Sequence[Org]) -> Engine:
        from mapconfig.audience.opening import over

        return over(environment, root, orgs, _catalogue(orgs), now())

    return Counting(opened, say("the {name} source", name=str(said["source"])), int(said.get("small_counts", K)), ahead)


def _catalogue(orgs: Sequence[Org]) -> Catalogue:
    """The fields of all `orgs`; what two of them have otherwise is read as the first has it, which the data go by."""
    fields: dict[str, FieldType] = {}
    relations: dict[str, str] = {}
    for org in reversed(orgs):
        found = Catalogue.of(((asset.key, asset.attributes) for asset in org.of_kind("field")), org.settings.relations)
        fields.update(found.fields)
        relations.update(found.relations)
    return Catalogue(fields, relations)


def _count(said: Mapping[str, Any]) -> Count:
    return Count(said["low"], said["high"], "exact")


def _reason(error: Exception) -> str:
    """Why nobody could be counted, in one line; a mistake of mapconfig's own is raised again.

    What a library says may quote values of people, so of it only the kind of fault is told: nothing else has to fail
    because a snapshot is damaged or a database went away.
    """
    if isinstance(error, Uncountable) and isinstance(error.why, Text):
        return error.why
    if isinstance(error, MapconfigError | Uncountable):
        return unended(told(error)) or type(error).__name__
    if isinstance(error, OSError):
        return say("the people cannot be read ({problem})", problem=error.strerror or type(error).__name__)
    if type(error).__module__.partition(".")[0] in ("builtins", "mapconfig"):
        raise error
    return say("what counts people failed ({problem})", problem=type(error).__name__)
