"""Logins, kept outside the org's files and bound to one server each.

The files of an org come from whoever may open a pull request, and say which platform an environment is. Were the login
found by a name in them, a changed URL would send it anywhere. So logins are listed by origin in a file that the
person or the CI owns, and an origin that is not listed gets none::

    # ~/.config/mapconfig/logins.toml, or the file or the text that MAPCONFIG_LOGINS says
    ["https://mautic.drip.example"]
    user = "mapconfig"
    password = {env = "MAUTIC_PASSWORD"}

    ["https://crm.drip.example"]
    client_id = "3_abc"
    client_secret = {command = ["pass", "show", "crm"]}

A secret is given by ``env`` (a variable), ``file`` (its first line) or ``command`` (its first line of output); it is
never written there itself. `docs/logins.md` is the manual.
"""

from __future__ import annotations

import os
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mapconfig import disk
from mapconfig.errors import InputError, UsageError
from mapconfig.language import say, together, told
from mapconfig.wire.origin import Origin, Refused

#: The environment variable that names the file, or holds its text.
LOGINS = "MAPCONFIG_LOGINS"

_FIELDS = frozenset({"user", "password", "client_id", "client_secret", "token", "plain_http"})
_SECRETS = ("password", "client_secret", "token")
_SECONDS = 30
_MOST_BYTES = 1_000_000


class Secret:
    """A text that is shown to nobody by accident: not printed, not in a traceback, not pickled, not compared."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(...)"

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("a secret is not written anywhere")


@dataclass(frozen=True, slots=True)
class Login:
    """Who to be at one origin: `user` and `password`, or `client_id` and `client_secret`, or a `token`."""

    origin: Origin
    user: str = ""
    client_id: str = ""
    secrets: Mapping[str, Secret] = field(default_factory=dict, repr=False)
    plain_http: bool = False
    """Whether the owner of the login allows it to travel without TLS."""

    def secret(self, name: str) -> Secret:
        """The secret of that name. Raises UsageError when the login has none."""
        found = self.secrets.get(name)
        if found is None:
            raise UsageError(
                say(
                    "The login for {origin} has no {name}. Add it where logins are kept: {logins}.",
                    origin=str(self.origin),
                    name=name,
                    logins=LOGINS,
                )
            )
        return found


def kept_logins() -> tuple[Mapping[str, Any], str]:
    """The logins by the origin they are for, as they were written, and where they are kept, for messages.

    Raises UsageError when they cannot be read. No file is no logins.
    """
    said = os.environ.get(LOGINS, "")
    if said.lstrip().startswith("["):
        return _parsed(said, LOGINS), LOGINS
    file = Path(said) if said else _config() / "mapconfig" / "logins.toml"
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise UsageError(
                say(
                    "{file} is larger than {most:,} bytes; it is no file of logins.",
                    file=str(file),
                    most=_MOST_BYTES,
                )
            )
        return _parsed(data.decode(), str(file)), str(file)
    except FileNotFoundError:
        return {}, str(file)
    except (OSError, UnicodeDecodeError) as error:
        reason = disk.reason(error) if isinstance(error, OSError) else say("it is not UTF-8")
        raise UsageError(say("The logins in {file} cannot be read: {reason}.", file=str(file), reason=reason)) from None


def _config() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME")
    return Path(home) if home and Path(home).is_absolute() else Path("~/.config").expanduser()


def _parsed(text: str, source: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(say("The logins in {source} are no TOML: {why}.", source=source, why=told(error))) from None


def login_for(url: str, logins: Mapping[str, Any] | None = None, source: str = "") -> Login:
    """The login for the origin of `url`, its secrets fetched, from `logins` or else from where they are kept.

    Raises InputError for a `url` that is none, and UsageError when there is no login, when what is there cannot be
    used, or when it would travel in the clear; no request is made before that. `source` is where the logins came from,
    for the message.
    """
    if logins is None:
        logins, source = kept_logins()
    try:
        origin = Origin.of(url)
    except Refused as error:
        raise InputError(told(error)) from None
    try:
        known = {Origin.of(name): entry for name, entry in logins.items()}
    except Refused as error:
        raise UsageError(told(error)) from None
    entry = known.get(origin)
    if entry is None:
        raise UsageError(
            say(
                "There is no login for {origin}, which the org's files name. {source} has {known}. "
                "Nothing was sent. If {origin} is right, add it there; if not, somebody changed the "
                "address of the platform.",
                origin=str(origin),
                source=source,
                known=", ".join(map(str, known)) or say("none at all"),
            )
        )
    if not isinstance(entry, Mapping) or not set(entry) <= _FIELDS:
        wrong = sorted(map(str, set(entry) - _FIELDS)) if isinstance(entry, Mapping) else [say("it is no mapping")]
        raise UsageError(
            say(
                "The login for {origin} in {source} cannot be used: {wrong}. It may have {fields}.",
                origin=str(origin),
                source=source,
                wrong=together(", ", wrong),
                fields=", ".join(sorted(_FIELDS)),
            )
        )
    plain = entry.get("plain_http") is True
    if origin.scheme != "https" and not origin.loopback and not plain:
        raise UsageError(
            say(
                "{origin} is not encrypted, so the login would travel in the clear. Use https, or say "
                "plain_http = true beside the login in {source}.",
                origin=str(origin),
                source=source,
            )
        )
    secrets = {
        name: Secret(_fetched(entry[name], say("{name} for {origin}", name=name, origin=str(origin)), source))
        for name in _SECRETS
        if name in entry
    }
    return Login(origin, _text(entry, "user"), _text(entry, "client_id"), secrets, plain)


def _text(entry: Mapping[str, Any], name: str) -> str:
    return str(entry.get(name, ""))


def _fetched(said: object, what: str, source: str) -> str:
    """The secret that ``{env = NAME}``, ``{file = PATH}`` or ``{command = [...]}`` stands for."""
    if not isinstance(said, Mapping) or len(said) != 1:
        raise UsageError(
            say(
                "The {what} in {source} has to say where the secret is: {{env = NAME}}, {{file = "
                "PATH}} or {{command = [program, argument]}}. It is not written there itself.",
                what=what,
                source=source,
            )
        )
    [(way, where)] = said.items()
    if way == "env" and isinstance(where, str):
        found = os.environ.get(where, "")
        if not found:
            raise UsageError(
                say("The {what} is in the environment variable {where}, which is not set.", what=what, where=where)
            )
        return found
    if way == "file" and isinstance(where, str):
        try:
            return _first_line(
                Path(where).expanduser().read_text(encoding="utf-8"), say("The {what}: {where}", what=what, where=where)
            )
        except (OSError, UnicodeDecodeError) as error:
            reason = disk.reason(error) if isinstance(error, OSError) else say("it is not UTF-8")
            raise UsageError(
                say("The {what} is in {where}, which cannot be read: {reason}.", what=what, where=where, reason=reason)
            ) from None
    if way == "command" and isinstance(where, list) and where and all(isinstance(word, str) for word in where):
        return _answered(where, what)
    raise UsageError(
        say(
            "The {what} in {source} is given by {way}; it may be env, file or command (a list of words).",
            what=what,
            source=source,
            way=repr(way),
        )
    )


def _answered(command: list[str], what: str) -> str:
    name = command[0]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        # What it printed may hold the secret, and so may an error that quotes it.
        raise UsageError(
            say("The {what} comes from the command {name}, which cannot be run or does not end.", what=what, name=name)
        ) from None
    if done.returncode != 0:
        raise UsageError(
            say(
                "The {what} comes from the command {name}, which ended with code {returncode}.",
                what=what,
                name=name,
                returncode=done.returncode,
            )
        )
    return _first_line(done.stdout, say("The {what}: the command {name}", what=what, name=name))


def _first_line(text: str, what: str) -> str:
    line = text.split("\n", 1)[0].rstrip("\r")
    if not line:
        raise UsageError(say("{what} gives an empty first line, where the secret should be.", what=what))
    return line
