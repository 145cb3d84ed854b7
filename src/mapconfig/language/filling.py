"""Templates with their values in them, in any language and from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from mapconfig.language import Speech, Text, capital, without_end
from mapconfig.values import dataclass

#: A template that fills with names and nothing else: no attributes, no indexes, nothing that makes it long.
PLAIN = re.compile(r"(?:[^{}]|\{\{|\}\}|\{[a-z][a-z0-9_]*(?::,|:\^|:-|:_|:d|:s|:\.[0-9]{1,4})?\})*", re.DOTALL)
#: Translations may ask for more than the sentences of the sources do: for a day (``{day:d}``), and for the s of a
#: plural (``{n} autre{n:s}``) where the English is the same for one and for many, or for a sentence inside another one
#: (``{sentence:_}``).
#: How the address of an asset begins: of what is ours nothing else is a plain string that a language may bend for.
_ADDRESS = re.compile(r"[a-z][a-z-]*/[\w*]")
#: A place in such a template, or a brace that is written double.
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?::(,|\^|-|_|d|s|\.[0-9]{1,4}))?\}|\{\{|\}\}")


@dataclass(frozen=True, slots=True)
class Manners:
    """What a language does to values: the sign between thousands, how it writes a day or a moment that is there as
    ``2026-01-31`` or ``2026-01-31T12:00:00Z`` (places such as ``{day:d}``), and how what stands before a text of ours
    changes with how that begins, and how a sentence begins inside another one (``{sentence:_}``)."""

    thousands: str = ","
    day: Callable[[str], str] = str
    meeting: Callable[[str, str], tuple[str, str]] | None = None
    inside: Callable[[str], str] = str


ENGLISH = Manners()


def filled(template: str, values: Mapping[str, str | int], speak: Speech, manners: Manners = ENGLISH) -> str:
    """`template` with what `speak` makes of its values. Raises KeyError for a value that there is not, and ValueError
    where a text is to have its thousands grouped."""
    parts, rest = _parts(template)
    meeting = manners.meeting
    made: list[str] = []
    for before, name, how in parts:
        value = values[name]
        if how == "s":
            said = "s" if isinstance(value, int) and value > 1 else ""
        elif how == ",":
            said = f"{value:,}".replace(",", manners.thousands)
        elif isinstance(value, str):
            said = speak(value)
            if how:
                said = _bent(said, how, manners)
            if meeting is not None and (isinstance(value, Text) or _ADDRESS.match(said)):
                before, said = meeting(before, said)
        else:
            said = str(value)
        made += (before, said)
    made.append(rest)
    return "".join(made)


def _bent(said: str, how: str, manners: Manners) -> str:
    if how == "^":
        return capital(said)
    if how == "_":
        return manners.inside(said)
    if how == "-":
        return without_end(said)
    return manners.day(said) if how == "d" else said[: int(how[1:])]


@lru_cache(maxsize=4096)
def _parts(template: str) -> tuple[tuple[tuple[str, str, str | None], ...], str]:
    """A template as what stands before each place, its name and how it is filled; and what stands behind the last."""
    parts: list[tuple[str, str, str | None]] = []
    before, end = "", 0
    for match in _PLACE.finditer(template):
        before += template[end : match.start()]
        end = match.end()
        if match[1] is None:
            before += match[0][0]
        else:
            parts.append((before, match[1], match[2]))
            before = ""
    return tuple(parts), before + template[end:]
