"""Which environments of `mapconfig.yaml` lead to one and the same platform, as far as their settings tell."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from mapconfig.language import say
from mapconfig.read import codes
from mapconfig.read.schema import Problem

#: Where an embedded platform is that no setting places: `mapconfig.backends.embedded` says so.
_FILE = ".mapconfig/platform.sqlite3"
#: Settings that tell one account from another on one server, whatever the backend calls them.
_WITHIN = ("database", "account", "tenant")
_PORTS = {"http": 80, "https": 443}


def odd_platforms(environments: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem for every environment whose platform an earlier one has: two records of one platform undo each other's
    work. Says nothing of what settings do not tell, such as two names of one server; the records themselves tell that
    when the platform is asked."""
    first: dict[tuple[str, ...], str] = {}
    for name, said in environments.items():
        place = _place(said["backend"], said.get("settings", {}))
        if place is None:
            continue
        other = first.setdefault(place, name)
        if other != name:
            what = "file" if said["backend"] == "embedded" else "url"
            yield Problem(
                codes.SETTINGS,
                ("environments", name),
                say(
                    "The environments {first} and {second} are the same platform ({place}), so each would undo what "
                    "the other applies.",
                    first=other,
                    second=name,
                    place=place[1],
                ),
                fix=say(
                    "Give {second} a platform of its own: environments.{second}.settings.{what} (docs/backends.md).",
                    second=name,
                    what=what,
                ),
                key=True,
            )


def _place(backend: str, settings: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What is the same for two environments of one platform; None where the settings do not tell."""
    if backend == "embedded":
        file = settings.get("file", _FILE)
        return (backend, posixpath.normpath(file)) if isinstance(file, str) else None
    url = settings.get("url")
    if isinstance(url, Mapping) and isinstance(url.get("secret"), str):
        where = "secret {}".format(url["secret"])
    elif isinstance(url, str):
        where = _origin(url)
    else:
        return None
    return backend, where, *(str(settings.get(name, "")) for name in _WITHIN)


def _origin(url: str) -> str:
    """An address in one writing: people write it with and without a slash or a port, in any letters."""
    try:
        found = urlsplit(url.strip())
        port = found.port or _PORTS.get(found.scheme, 0)
    except ValueError:
        return url
    return f"{found.scheme}://{found.hostname or ''}:{port}{found.path.rstrip('/')}"
