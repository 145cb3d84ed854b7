"""Templates with their values in them, in any language and from anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mapconfig.language import Speech

#: A template that fills with names and nothing else: no attributes, no indexes, nothing that makes it long.
PLAIN = re.compile(r"(?:[^{}]|\{\{|\}\}|\{[a-z][a-z0-9_]*(?::,|:\^|:\.[0-9]{1,4})?\})*", re.DOTALL)
#: A place in such a template, or a brace that is written double.
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?::(,|\^|\.[0-9]{1,4}))?\}|(\{\{)|(\}\})")


def filled(template: str, values: Mapping[str, str | int], speak: Speech, thousands: str = ",") -> str:
    """`template` with what `speak` makes of its values. Raises KeyError for a value that there is not, and ValueError
    where a text is to have its thousands grouped."""

    def place(match: re.Match[str]) -> str:
        name, how, opening, _ = match.groups()
        if name is None:
            return "{" if opening else "}"
        value = values[name]
        if how == ",":
            return f"{value:,}".replace(",", thousands)
        said = speak(value) if isinstance(value, str) else str(value)
        if how == "^":
            return said[:1].upper() + said[1:]
        return said[: int(how[1:])] if how else said

    return _PLACE.sub(place, template)
