"""Secrets that were written into the settings of an environment instead of being named there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.check.keys import secret_in, tells
from mapconfig.check.rule import Report
from mapconfig.check.view import View
from mapconfig.finding import Path
from mapconfig.language import NOTHING, Text, say

#: What takes the place of a value: the name of the environment variable that holds it.
NAMED = "secret"


def typed_settings(view: View) -> Iterator[Report]:
    """A report for each value below `settings` of an environment that seems to be a secret. An address of people is
    looked at where it is read."""
    for environment in view.settings.environments.values():
        for path, value in _values(environment.settings, ("environments", environment.name, "settings")):
            found = _secret(path, value)
            if found:
                yield Report(path, *_words(environment.name, path, found))


def _secret(path: Path, value: Any) -> Text:
    """What sort of secret a value seems to be; empty when it is none. Under a name that tells, any value is one: a
    short password opens the same doors."""
    if value in (None, "") or isinstance(value, bool):
        return NOTHING
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    if tells(name):
        return say("a secret under the name {name}", name=name)
    return secret_in(path, value) if isinstance(value, str) else NOTHING


def _words(environment: str, path: Path, found: str) -> tuple[Text, Text]:
    where = ".".join(str(step) for step in path[2:])
    variable = "".join(char if char.isalnum() else "_" for char in f"{environment}_{path[-1]}").upper()
    return (
        say(
            "{where} of the environment {environment} seems to hold {found}. Everybody who can read the repository can "
            "use it, and its history keeps it.",
            where=where,
            environment=environment,
            found=found,
        ),
        say(
            "Make a new one at the service, put it into an environment variable, and write {{{named}: "
            "{variable}}} here.",
            named=NAMED,
            variable=variable,
        ),
    )


def _values(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every value that is neither a mapping nor a sequence, with its path; names of environment variables are none."""
    if isinstance(value, Mapping):
        if set(value) == {NAMED} and isinstance(value[NAMED], str):
            return
        for name, below in value.items():
            yield from _values(below, (*path, str(name)))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _values(below, (*path, index))
    else:
        yield path, value
