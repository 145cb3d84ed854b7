"""Texts by the catalogue of a language."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from mapconfig.language import Page, Speech, Text, french
from mapconfig.language.filling import filled

#: Where the catalogues are: `<language>.po`, which people edit, and `<language>.mo`, which is made of it.
CATALOGUES = Path(__file__).parent / "catalogues"
#: What each language does to values.
_MANNERS = {"fr": french.MANNERS}
#: Between what `together` puts in a row with semicolons, which is in no catalogue.
_SEMICOLON = {"fr": "}\u00a0; {"}


@cache
def speaker(language: str) -> Speech:
    """See `mapconfig.language.speech`."""
    with open(CATALOGUES / f"{language}.mo", "rb") as file:
        catalogue = gettext.GNUTranslations(file)
    manners, semicolon = _MANNERS[language], _SEMICOLON[language]

    def speak(text: str) -> str:
        if not isinstance(text, Text):
            return text
        if isinstance(text, Page):
            from mapconfig.language.manuals import in_language

            return in_language(text, language)
        template, values = text.template, text.values
        if not isinstance(template, str):
            n = values["n"]
            assert isinstance(n, int)
            template = catalogue.ngettext(*template, n)
        elif template.startswith("{p0}"):
            template = template.replace("}; {", semicolon)
        elif template:  # what an empty one gives is the catalogue's header
            template = catalogue.gettext(template)
        return filled(template, values, speak, manners)

    return speak
