"""`mapconfig explain`: the manual page behind a finding's code."""

from __future__ import annotations

import click

from mapconfig.cli import options
from mapconfig.language import say


@click.command()
@click.argument("code", required=False)
@options.lang
def command(code: str | None, lang: str | None) -> None:
    """Show the manual page of a finding's code.

    CODE is a code such as MC101, or its name. Without one, list all of them. Changes nothing.
    """
    from mapconfig import home
    from mapconfig.check import catalogue
    from mapconfig.errors import UsageError
    from mapconfig.language import speech
    from mapconfig.read import codes as reading
    from mapconfig.read import crm_codes

    codes = catalogue.everything(reading.CODES, crm_codes.CODES)
    speak = speech(home.language_here(lang))
    if code is None:
        options.give("\n".join(f"{one.code}  {one.name:34} {speak(one.summary)}" for one in codes.values()), None)
        return
    page = catalogue.explain(code, codes, speak)
    if page is None:
        near = catalogue.nearest(code, codes)
        hint = say(" Did you mean {close}?", close=near) if near else ""
        raise UsageError(
            say("There is no code {code}.{hint} List them all:\n    mapconfig explain", code=repr(code), hint=hint)
        )
    options.give(page, None)
