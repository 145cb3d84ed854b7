"""Texts by the catalogue of a language."""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from mapconfig.language import Speech, Text

#: Where the catalogues are: `<language>.po`, which people edit, and `<language>.mo`, which is made of it.
CATALOGUES = Path(__file__).parent / "catalogues"
#: A place in a template, or a brace that is written double.
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(:,|:\.[0-9]{1,4})?\}|(\{\{)|(\}\})")
#: Between thousands: a narrow space at which no line breaks.
_THOUSANDS = {"fr": "\u202f"}


@cache
def speaker(language: str) -> Speech:
    """See `mapconfig.language.speech`."""
    with open(CATALOGUES / f"{language}.mo", "rb") as file:
        catalogue = gettext.GNUTranslations(file)
    thousands = _THOUSANDS.get(language, ",")

    def speak(text: str) -> str:
        if not isinstance(text, Text):
            return text
        template, values = text.template, text.values
        if not isinstance(template, str):
            n = values["n"]
            assert isinstance(n, int)
            return filled(catalogue.ngettext(*template, n), values)
        return filled(catalogue.gettext(template) if template else "", values)

    def filled(template: str, values: Mapping[str, str | int]) -> str:
        def place(match: re.Match[str]) -> str:
            name, how, opening, _ = match.groups()
            if name is None:
                return "{" if opening else "}"
            value = values[name]
            if how == ":,":
                return f"{value:,}".replace(",", thousands)
            said = speak(value) if isinstance(value, str) else str(value)
            return said[: int(how[2:])] if how else said

        return _PLACE.sub(place, template)

    return speak
