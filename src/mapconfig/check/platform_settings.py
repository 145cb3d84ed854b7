"""Settings of an environment with which its platform could not even be asked.

The adapters check the same when they are connected, which only commands do that need the platform. An adapter of
another package is known to those alone: nothing is said of its name or its settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from mapconfig.check.rule import Report
from mapconfig.check.view import View
from mapconfig.finding import Path
from mapconfig.language import Text, say

#: By backend, the settings that there are; `mapconfig.backends` has the same.
SETTINGS: Mapping[str, frozenset[str]] = {
    "embedded": frozenset({"file", "user", "quirks", "faults", "deletes", "aliases"}),
    "mautic": frozenset({"url", "fields", "teams", "version", "settle", "pace", "ca_file"}),
    "tryton": frozenset({"url", "database", "language", "campaigns", "fields", "settle", "pace", "ca_file"}),
}
_NEEDED: Mapping[str, Sequence[str]] = {"mautic": ("url",), "tryton": ("url", "database")}
#: Settings that are a text, whatever the backend, and those that are a mapping.
_TEXTS = frozenset({"file", "user", "version", "ca_file", "database", "language", "campaigns"})
_MAPPINGS = frozenset({"fields", "pace", "teams"})
#: From this likeness on a name is taken for a slip in that of a backend, and not for one of another package.
_SLIP = 0.8
_LONGEST_SETTLE = 3600


def odd_platform(view: View) -> Iterator[Report]:
    """A report for each environment whose backend is a slip, and for each setting that its backend would refuse."""
    for environment in view.settings.environments.values():
        path: Path = ("environments", environment.name)
        known = SETTINGS.get(environment.backend)
        if known is None:
            close = get_close_matches(environment.backend, SETTINGS, n=1, cutoff=_SLIP)
            if close:
                detail = say(
                    "Environment {environment} names the backend {backend}, which mapconfig has not.",
                    environment=environment.name,
                    backend=repr(environment.backend),
                )
                yield Report((*path, "backend"), detail, say("Did you mean {near}?", near=close[0]))
            continue
        for name in _NEEDED.get(environment.backend, ()):
            if name not in environment.settings:
                detail = say(
                    "Environment {environment} has no settings.{name}, and {backend} cannot be found without it.",
                    environment=environment.name,
                    name=name,
                    backend=environment.backend,
                )
                yield Report((*path, "settings"), detail, say("Add it."))
        for name, value in environment.settings.items():
            where = (*path, "settings", name)
            if name not in known:
                close = get_close_matches(str(name), sorted(known), n=1)
                detail = say(
                    "The backend {backend} has no setting {name}.", backend=environment.backend, name=repr(str(name))
                )
                there = say("There are {names}.", names=", ".join(sorted(known)))
                yield Report(where, detail, say("Did you mean {near}?", near=close[0]) if close else there)
            elif not _secret(value):
                wrong = _wrong(str(name), value)
                if wrong:
                    detail = say(
                        "settings.{name} of the environment {environment} is {wrong}.",
                        name=str(name),
                        environment=environment.name,
                        wrong=wrong,
                    )
                    yield Report(where, detail, say("Correct it, or take it out."))


def _secret(value: Any) -> bool:
    """Whether only the environment of whoever runs a command tells the value."""
    return isinstance(value, Mapping) and set(value) == {"secret"}


def _wrong(name: str, value: Any) -> Text | None:
    """What is wrong with a value, in the middle of a sentence; None where nothing is known against it."""
    if name == "url" and not _address(value):
        return say("no address of a server, such as https://mautic.example")
    if name == "settle" and (
        isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LONGEST_SETTLE
    ):
        return say("no number of seconds from 0 to {most}", most=_LONGEST_SETTLE)
    if name in _TEXTS and not (isinstance(value, str) and value.strip()):
        return say("no text")
    if name in _MAPPINGS and not isinstance(value, Mapping):
        return say("no mapping")
    return None


def _address(value: Any) -> bool:
    if not isinstance(value, str) or any(character in value for character in " ?#\\"):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
