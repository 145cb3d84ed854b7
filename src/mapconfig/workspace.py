"""Where an org lives on this machine: its directory, its git revisions, its platforms and their records.

The edge that the commands share. Everything below is given values; this module is what finds them.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from mapconfig import command, home
from mapconfig.address import Address
from mapconfig.backend import Backend, Connect
from mapconfig.errors import FindingsError, InputError, UsageError
from mapconfig.impact.people import Census
from mapconfig.language import Text, plural, say, together, told
from mapconfig.model import Environment, Kinds, Org, Settings
from mapconfig.read.org import Reading, read_org
from mapconfig.read.schema import load_kinds
from mapconfig.read.source import Source
from mapconfig.read.tree import Tree
from mapconfig.values import dataclass

#: Environment variables: a directory for the record outside the repository, and who is at work.
RECORD_HOME = "MAPCONFIG_RECORD"
ACTOR = "MAPCONFIG_ACTOR"

GROUP = "mapconfig.backends"


@dataclass(frozen=True)
class Workspace:
    """One org's directory. `root` is absolute."""

    root: Path

    @classmethod
    def find(cls, given: str | None) -> Workspace:
        """The workspace a command means; see `mapconfig.home.find`."""
        return cls(Path(home.find(given)))

    @cached_property
    def kinds(self) -> Kinds:
        return load_kinds()

    def source(self, revision: str | None = None) -> Source:
        """The org's files as they are now, or as they were at a git revision."""
        if revision is None:
            return Tree(self.root)
        from mapconfig.read.revision import Revision

        return Revision(self.root, revision)

    def reading(self, revision: str | None = None) -> Reading:
        """The org with what is wrong with its files."""
        return read_org(self.source(revision), self.kinds)

    def sound(self, revision: str | None = None) -> Reading:
        """Like `reading`, but raises FindingsError when any file could not be read in full: half an org would look
        like a wish to delete the rest."""
        reading = self.reading(revision)
        errors = reading.errors
        if errors:
            shown = reading.place(errors[:3])
            lines = [together(" ", [f"  {finding.place or ''} {finding.code}", finding.detail]) for finding in shown]
            if len(errors) > 3:
                lines.append(say("  ... and {more} more", more=len(errors) - 3))
            raise FindingsError(_half_read(len(errors), revision, together("\n", lines)))
        return reading

    def errors(self) -> dict[Address, tuple[str, ...]]:
        """What `validate` calls an error and nobody waived, by asset: the code and what is wrong."""
        from mapconfig.index.verdict import verdict

        found: dict[Address, tuple[str, ...]] = {}
        for each in verdict(str(self.root), home.today())["findings"]:
            if each["severity"] == "error" and each["asset"] and not each["waived"]:
                address = Address(each["asset"])
                found[address] = (*found.get(address, ()), together(" ", [each["code"], each["detail"]]))
        return found

    # -- environments ---------------------------------------------------------------------------------------------

    def environment(self, settings: Settings, name: str | None) -> Environment:
        """The environment called `name`, or the default one. An org that declares none has `local`, embedded.
        From here on, commands that are told to people name it (`mapconfig.command`)."""
        known = dict(settings.environments) or {"local": Environment("local", "embedded")}
        wanted = name or settings.default_environment
        if wanted not in known:
            close = get_close_matches(wanted, known, n=1)
            hint = say(" Did you mean {close}?", close=close[0]) if close else _there(list(known))
            raise UsageError(
                say(
                    "{settings} has no environment {wanted}.{hint}",
                    settings=home.SETTINGS,
                    wanted=repr(wanted),
                    hint=hint,
                )
            )
        command.in_environment(wanted, settings.default_environment)
        return known[wanted]

    def record_directory(self, environment: Environment) -> Path:
        """Where the journal of `environment` is. It need not exist yet."""
        outside = os.environ.get(RECORD_HOME)
        if outside:
            return Path(outside).resolve() / environment.name
        if environment.record:
            return (self.root / environment.record).resolve()
        return self.root / home.HOME / environment.name

    def census(self, environment: Environment, ahead: bool = False) -> Census:
        """Who counts the people of `environment`; nothing of them is opened before somebody asks. With `ahead` they are
        followed into the days to come."""
        from mapconfig.audience.census import census

        return census(environment, self.root, _moment, ahead)

    def census_of_files(self, environment: Environment) -> Census:
        """As `census`, for orgs as the files have them, without what is otherwise in the environment."""
        from mapconfig.audience.census import OfFiles

        return OfFiles(self.census(environment), environment)

    def backend(self, environment: Environment) -> Backend:
        """The platform of `environment`, connected."""
        connect = _connects().get(environment.backend)
        if connect is None:
            known = installed()
            close = get_close_matches(environment.backend, known, n=1)
            hint = say(" Did you mean {close}?", close=close[0]) if close else ""
            raise InputError(
                say(
                    "Environment {name} names the backend {backend}, which is not installed.{there}{hint}",
                    name=environment.name,
                    backend=repr(environment.backend),
                    there=_there(known),
                    hint=hint,
                )
            )
        return connect()(with_secrets(environment.settings, environment.name), str(self.root), self.kinds)


def _half_read(errors: int, revision: str | None, found: Text) -> Text:
    """That an org is not compared with anything, with the first of what is wrong in it."""
    if revision is None:
        return plural(
            "The org cannot be read in full ({n} error), so nothing is compared with it:\n{found}\n\n"
            "See all of them:\n    mapconfig validate",
            "The org cannot be read in full ({n} errors), so nothing is compared with it:\n{found}\n\n"
            "See all of them:\n    mapconfig validate",
            errors,
            found=found,
        )
    return plural(
        "The org at {revision} cannot be read in full ({n} error), so nothing is compared with it:\n{found}\n\n"
        "See all of them:\n    mapconfig validate",
        "The org at {revision} cannot be read in full ({n} errors), so nothing is compared with it:\n{found}\n\n"
        "See all of them:\n    mapconfig validate",
        errors,
        found=found,
        revision=revision,
    )


def installed() -> list[str]:
    """The names of the installed backends that are platforms somebody may have, and not there for tests."""
    return sorted(point.name for point in _points() if not point.value.startswith("mapconfig.testing"))


def with_secrets(settings: Mapping[str, Any], environment: str) -> dict[str, Any]:
    """`settings` with every ``{secret: NAME}`` replaced by the environment variable of that name: what a backend is
    given, and nothing else ever is. Raises UsageError when the variable is not set."""

    def known(value: Any) -> Any:
        if isinstance(value, list):
            return [known(each) for each in value]
        if not isinstance(value, Mapping):
            return value
        if list(value) != ["secret"] or not isinstance(value["secret"], str):
            return {name: known(each) for name, each in value.items()}
        name = value["secret"]
        if not os.environ.get(name):
            raise UsageError(
                say(
                    "Environment {environment} takes a secret from the environment variable {name}, which "
                    "is not set. Set it for this command only; it belongs in no file of the org.",
                    environment=environment,
                    name=name,
                )
            )
        return os.environ[name]

    return {name: known(value) for name, value in settings.items()}


def _points() -> Iterable[Any]:
    from importlib.metadata import entry_points

    return entry_points(group=GROUP)


def _connects() -> dict[str, Callable[[], Connect]]:
    def loader(point: Any) -> Callable[[], Connect]:
        def load() -> Connect:
            try:
                found: Connect = point.load()
            except Exception as error:  # somebody else's package: name it instead of falling over it
                raise InputError(
                    say(
                        "The backend {name} ({value}) cannot be loaded: {fault}: {why}",
                        name=point.name,
                        value=point.value,
                        fault=type(error).__name__,
                        why=told(error),
                    )
                ) from error
            return found

        return load

    return {point.name: loader(point) for point in _points()}


def _there(names: list[str]) -> Text:
    """What there is instead, to put behind a sentence."""
    return plural(" There is {names}.", " There are {names}.", len(names), names=", ".join(sorted(names)))


def known(org: Org, text: str) -> Address:
    """The address of an asset of `org` that a person typed. Raises UsageError with the nearest one."""
    try:
        address = Address.parse(text)
    except ValueError as error:
        near = [each for each in org if each.key == text]
        hint = say(" Did you mean {close}?", close=near[0]) if near else ""
        raise UsageError(say("{fault}.{hint}", fault=told(error), hint=hint)) from None
    if address in org:
        return address
    from mapconfig.graph.selectors import nearest

    close = nearest(address, org)
    hint = say(" Did you mean {close}?", close=close) if close else ""
    raise UsageError(say("The org has no {address}.{hint}", address=address, hint=hint))


def picked(workspace: Workspace, expression: str, org: Org, graph: Any) -> list[Address]:
    """The addresses that a selector picks; ``changed:A..B`` asks git."""
    from mapconfig.graph.selectors import select

    def changed(words: str) -> set[Address]:
        from mapconfig.diff import diff

        before, dots, after = words.partition("..")
        one = workspace.reading(before or "HEAD").org
        other = workspace.reading(after or None).org if dots else org
        return {change.address for change in diff(one, other)}

    return select(expression, org, graph, changed)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def _moment() -> datetime:
    """The moment of which people are asked: now, or nine o'clock of the day that `MAPCONFIG_TODAY` says, so that
    numbers of made-up people repeat."""
    return datetime.combine(home.today(), time(9), UTC) if os.environ.get(home.TODAY) else now()


def actor() -> str:
    """Who is doing this, for the record: `MAPCONFIG_ACTOR`, else the CI's own user, else the name of the account."""
    for name in (ACTOR, "GITHUB_ACTOR", "GITLAB_USER_LOGIN"):
        if os.environ.get(name):
            return os.environ[name]
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
