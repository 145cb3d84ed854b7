"""Where an org's directory is, and what day it is: what every command needs to know first, and nothing heavy."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import zip_longest

from mapconfig import command
from mapconfig.errors import UsageError
from mapconfig.language import say

#: The file that makes a directory an org.
SETTINGS = "mapconfig.yaml"
#: Where the record, the cache and the embedded platform lie, unless the settings say otherwise.
HOME = ".mapconfig"
#: The environment variable for the day, for runs that must repeat.
TODAY = "MAPCONFIG_TODAY"


def find(given: str | None, start: str | None = None) -> str:
    """The directory of the org a command means, absolute: the one it was given, or the nearest one with a
    ``mapconfig.yaml`` at or above `start` (the current directory), or ``org-config`` below it. Does not look beyond the
    top of a git repository. Raises UsageError when there is none. From here on, commands that are told to people name
    the org that this one was given (`mapconfig.command`)."""
    command.in_org(given)
    if given is not None:
        if not os.path.isdir(given):
            raise UsageError(
                say(
                    "{given} is not a directory. Name the directory that holds {settings}.",
                    given=given,
                    settings=SETTINGS,
                )
            )
        return os.path.realpath(given)
    here = os.path.realpath(start or os.getcwd())
    found = _nearest(here)
    if found is not None:
        return found
    raise UsageError(
        say(
            "There is no org here: no {settings} in {here}, above it, or in org-config below it.\n"
            "Name one with --org DIR, or start one:\n    mapconfig init my-org",
            settings=SETTINGS,
            here=here,
        )
    )


def _nearest(directory: str) -> str | None:
    """The org's directory at or above `directory`, or None where there is none."""
    while True:
        for candidate in (directory, os.path.join(directory, "org-config")):
            if os.path.isfile(os.path.join(candidate, SETTINGS)):
                return candidate
        above = os.path.dirname(directory)
        if above == directory or os.path.exists(os.path.join(directory, ".git")):
            return None
        directory = above


def language(option: str | None, root: str) -> str:
    """The language to speak to a person about the org at `root`: the one that ``--lang`` or ``MAPCONFIG_LANG`` asks
    for, else that of its settings, else that of the locale. Raises UsageError for one that is not spoken."""
    from mapconfig.language import chosen

    return chosen(option, _language_of(root), os.environ)


def language_here(option: str | None) -> str:
    """The language to speak to a person whose command is about no org: as `language`, of the org that the current
    directory is in, where it is in one. Raises UsageError for one that is not spoken."""
    from mapconfig.language import chosen

    try:
        root = _nearest(os.path.realpath(os.getcwd()))
    except OSError:  # the directory is gone
        root = None
    return chosen(option, _language_of(root) if root is not None else "", os.environ)


def language_of(words: Sequence[str]) -> str:
    """The language in which to tell somebody why a command ended, by the words of its command line: what `language`
    says of the org that they mean. Nothing is wrong with any of it here, since that must not hide what ended it."""
    from mapconfig.language import chosen
    from mapconfig.language.choice import VARIABLE, known

    option = _value(words, "--lang") or ""
    environ = {name: said for name, said in os.environ.items() if name != VARIABLE or known(said)}
    try:
        root = _value(words, "--org", "-C") or _nearest(os.path.realpath(os.getcwd()))
        setting = _language_of(root) if root is not None else ""
    except (OSError, ValueError):  # the directory is gone, or its name is none
        setting = ""
    return chosen(option if known(option) else None, setting, environ)


def _value(words: Sequence[str], *names: str) -> str | None:
    """What a command line says last for an option with one of these names, long or of one letter."""
    found = None
    for word, after in zip_longest(words, words[1:], fillvalue=""):
        if word == "--":
            break
        for name in names:
            if word == name:
                found = after
            elif word.startswith(f"{name}=" if name.startswith("--") else name):
                found = word[len(name) :].removeprefix("=")
    return found


def _language_of(root: str) -> str:
    """What ``language:`` in the settings says. Only that line is read, since this is asked before anything else is and
    whatever the rest of the file is like."""
    try:
        with open(os.path.join(root, SETTINGS), "rb") as file:
            lines = file.read(1_000_000).split(b"\n")
    except OSError:
        return ""
    said = next((line[9:] for line in lines if line.startswith(b"language:")), b"")
    return said.partition(b"#")[0].strip().strip(b"\"'").decode("ascii", "replace")


def inside(root: str, file: str, *, there: bool) -> str:
    """The name inside the org at `root` (with slashes, ``.`` for the org itself) of a file or folder that a person
    named from the current directory. With `there`, it has to exist. Raises UsageError otherwise."""
    folder, name = os.path.split(os.path.abspath(file))
    found = os.path.relpath(os.path.join(os.path.realpath(folder), name), root)  # a link itself, not what it leads to
    if found == os.pardir or found.startswith(os.pardir + os.sep):
        raise UsageError(say("{file} is not in the org at {root}. Name files of the org.", file=file, root=root))
    if there and not os.path.lexists(file):
        raise UsageError(
            say("There is no file {file}. Name files that are there, as seen from the current directory.", file=file)
        )
    return found.replace(os.sep, "/")


def today() -> date:
    """The day that rules compare with: today, or the one that `MAPCONFIG_TODAY` says. Raises UsageError for a word that
    is no day."""
    said = os.environ.get(TODAY)
    if not said:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UsageError(
            say("{variable}={said} is not a day: write it as 2026-11-22", variable=TODAY, said=repr(said))
        ) from None
