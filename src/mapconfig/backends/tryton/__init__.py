"""Tryton: people's categories, e-mails and scenarios of a Tryton 8.2 over its JSON-RPC.

`rpc` sends requests and knows how Tryton answers; `marks` keeps keys in names; `pyson`, `tree` and `reading` translate
the two things that Tryton writes in its own way, questions about a person and the path of a scenario; `mail` is what
goes into a template; `categories`, `emails` and `journeys` are the kinds; `backend` is the contract that the core sees.
Nothing of Tryton is imported: it is another program, under another licence, spoken to over HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mapconfig.backend import Backend
    from mapconfig.model import Kinds


def connect(settings: Mapping[str, Any], root: str, kinds: Kinds) -> Backend:
    """The database that `settings` of an environment name; makes no request yet. Raises InputError for settings that
    make no sense and UsageError where there is no login for the server."""
    from mapconfig.backends.tryton.settings import Settings

    return Settings.of(settings).backend(kinds, root)
