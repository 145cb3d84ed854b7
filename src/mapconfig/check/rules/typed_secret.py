"""
## What it does
Reports what looks like a password, an API key or a token in a text of an asset: the known beginnings of
services' keys, a private key, a password in a web address, a value under a name such as `password` or
`api_key`, and long random text.

## Why it matters
Whoever can read the repository can use it, and it stays in the history after it is deleted. A key to a
marketing platform opens every prospect's data.

## Example
    vendor:
      mautic:
        api_key: 3f9aK2lQx8Tt0VbN4mZr7sWd

## Instead
    vendor:
      mautic:
        secret: MAUTIC_API_KEY    # the name of an environment variable

Take the key back at the service: it has been seen. A waiver is for what only looks like one.
"""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.check.keys import is_suspicious, may_hold, secret_in, tells
from mapconfig.check.rule import Report, Rule
from mapconfig.check.texts import any_name, any_text, each, together
from mapconfig.check.view import View
from mapconfig.finding import Path, Severity
from mapconfig.language import say
from mapconfig.model import Asset


def look(asset: Asset, view: View) -> Iterator[Report]:
    suspicious = may_hold(together(asset, view)) and any_text(asset, view, is_suspicious)
    if not suspicious and not any_name(asset, view, tells):
        return
    seen: set[Path] = set()
    for path, found in each(asset.attributes):
        what = secret_in(path, found)
        if what and path not in seen:
            seen.add(path)
            yield Report(
                path,
                say(
                    "{asset} seems to hold {what}. Everybody who can read the repository can use it, and its history "
                    "keeps it.",
                    asset=asset.address,
                    what=what,
                ),
                say("Take it out, make a new one at the service, and name an environment variable instead."),
            )


RULE = Rule(
    code="MC180",
    name="typed-secret",
    severity=Severity.ERROR,
    summary=say("Secret in the text of an asset"),
    page=__doc__ or "",
    look=look,
)
