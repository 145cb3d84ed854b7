"""From the settings of an environment to a Mautic."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mapconfig.backend import Pace
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.backend import PACE, SETTLE, Mautic
from mapconfig.backends.mautic.session import session
from mapconfig.backends.mautic.teams import teams_of
from mapconfig.errors import InputError
from mapconfig.language import say
from mapconfig.model import Kinds
from mapconfig.wire.client import Wire
from mapconfig.wire.login import login_for

_SETTINGS = ("url", "fields", "teams", "version", "settle", "pace", "ca_file")


def connect(settings: Mapping[str, Any], root: str, kinds: Kinds) -> Mautic:
    """The Mautic that `settings` of an environment name. Nothing is asked yet.

    ``url`` is its address, as people open it in a browser. ``fields`` maps keys of ours to aliases of Mautic's, and
    ``teams`` keys of teams to users there. ``version`` allows a version that mapconfig was not tried with. ``settle``
    is how many seconds a request may still take effect after no answer came, ``pace`` how fast Mautic may be asked.
    ``ca_file`` is a file with the certificate of who signed Mautic's, relative to the org. Raises InputError for
    settings that make no sense, and
    UsageError where there is no login.
    """
    for name in settings:
        if name not in _SETTINGS:
            close = get_close_matches(str(name), _SETTINGS, n=1)
            hint = (
                say(" Did you mean {close}?", close=repr(close[0]))
                if close
                else say(" There are {names}.", names=", ".join(_SETTINGS))
            )
            raise InputError(say("Mautic has no setting {name}.{hint}", name=repr(name), hint=hint))
    url = settings.get("url")
    if not isinstance(url, str) or not url:
        raise InputError(say("settings.url says where Mautic is, such as https://mautic.example."))
    fields = settings.get("fields", {})
    if not isinstance(fields, Mapping) or not all(isinstance(text, str) for text in (*fields, *fields.values())):
        raise InputError(
            say("settings.fields maps keys of fields to their aliases in Mautic, such as job_title: position.")
        )
    double = sorted(alias for alias in fields.values() if list(fields.values()).count(alias) > 1)
    if double:
        raise InputError(say("settings.fields gives {double} to more than one field.", double=repr(double[0])))
    teams = teams_of(settings.get("teams", {}))
    settle = settings.get("settle", SETTLE)
    if isinstance(settle, bool) or not isinstance(settle, int | float) or not 0 <= settle <= 3600:
        raise InputError(say("settings.settle is a number of seconds from 0 to 3600."))
    version = settings.get("version", "")
    if not isinstance(version, str):
        raise InputError(say('settings.version is a text, such as "6.0".'))
    ca_file = settings.get("ca_file")
    if ca_file is not None and not isinstance(ca_file, str):
        raise InputError(say("settings.ca_file is the path of a file with certificates."))
    pace = Pace.of(settings.get("pace"), PACE)
    login = login_for(url)
    path = urlsplit(url).path.rstrip("/")
    wire = Wire(login, ca_file=None if ca_file is None else str(Path(root) / ca_file), pace=pace)
    api = Api(wire, session(login, f"{path}/oauth/v2/token"), f"{path}/api")
    return Mautic(api, kinds, fields, settle=float(settle), pace=pace, version=version, path=path, teams=teams)
