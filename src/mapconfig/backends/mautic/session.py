"""Who asks: basic authentication, or a token by OAuth2 client credentials that is fetched anew before it ends."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import urlencode

from mapconfig.backend import NotApplied, Rejected
from mapconfig.errors import UsageError
from mapconfig.language import say
from mapconfig.wire.client import Answer, Wire
from mapconfig.wire.login import Login, Secret

#: A token is not used in its last seconds: it might end on the way.
_MARGIN = 30.0


class Session(Protocol):
    """Gives the headers of a request, and is told when Mautic did not accept them."""

    def headers(self) -> Mapping[str, str]: ...

    def refused(self) -> bool:
        """Whether it is worth asking again with new headers."""


def session(login: Login, token_path: str, clock: Callable[[], float] = time.monotonic) -> Session:
    """The session that `login` allows for. Raises UsageError when it has neither user nor client id."""
    if login.client_id:
        return _Token(login, token_path, clock)
    if login.user:
        return _Basic(login)
    raise UsageError(
        say("The login for {origin} needs user and password, or client_id and client_secret.", origin=str(login.origin))
    )


class _Basic:
    def __init__(self, login: Login) -> None:
        said = f"{login.user}:{login.secret('password').reveal()}".encode()
        self._header = Secret("Basic " + b64encode(said).decode("ascii"))

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": self._header.reveal()}

    def refused(self) -> bool:
        return False


class _Token:
    """A bearer token of ``/oauth/v2/token``; lives 3,600 seconds (recording oauth2)."""

    def __init__(self, login: Login, path: str, clock: Callable[[], float]) -> None:
        self._login = login
        self._path = path
        self._clock = clock
        self._wire = Wire(login)
        self._token: Secret | None = None
        self._until = 0.0

    def headers(self) -> Mapping[str, str]:
        if self._token is None or self._clock() >= self._until:
            self._fetch()
        assert self._token is not None
        return {"Authorization": f"Bearer {self._token.reveal()}"}

    def refused(self) -> bool:
        worth, self._token = self._token is not None, None
        return worth

    def _fetch(self) -> None:
        # The token endpoint takes a form, and asking for a token changes nothing that matters here.
        form = urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": self._login.client_id,
                "client_secret": self._login.secret("client_secret").reveal(),
            }
        )
        answer = self._wire.request("POST", self._path, form=form, reads=True)
        if answer.status >= 500 or answer.status == 429:
            raise NotApplied(
                say("{origin} gives no token now ({status}).", origin=str(self._login.origin), status=answer.status),
                answer.retry_after,
            )
        token, seconds = _granted(answer)
        if answer.status != 200 or not token:
            raise Rejected(
                say(
                    "{origin} gives no token to client {client_id} ({status}). Check the client id and "
                    "secret of the login.",
                    origin=str(self._login.origin),
                    client_id=self._login.client_id,
                    status=answer.status,
                )
            )
        self._token = Secret(token)
        self._until = self._clock() + max(seconds - _MARGIN, 0.0)


def _granted(answer: Answer) -> tuple[str, float]:
    try:
        said = answer.json()
    except ValueError:
        return "", 0.0
    if not isinstance(said, dict):
        return "", 0.0
    token, seconds = said.get("access_token"), said.get("expires_in")
    return (
        token if isinstance(token, str) else "",
        float(seconds) if isinstance(seconds, int | float) and not isinstance(seconds, bool) else 0.0,
    )
