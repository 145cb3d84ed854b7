"""Tryton's JSON-RPC: calls, and what their answers mean.

Errors come with status 200 (recording 01): ``UserError`` with a message for people, ``ConcurrencyException`` without
saying which record, ``LoginException``, and for a mistake in the call only the bare text of a Python exception. Each of
them was raised inside the transaction, which is then rolled back: nothing of the call was done. A status of 500 and
more says nothing of that kind, and a permanent fault can wear a 503; after such an answer to a write one has to look.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from mapconfig.backend import Conflict, NotApplied, Pace, Rejected, Unclear
from mapconfig.errors import PlatformError
from mapconfig.language import Text, say, told
from mapconfig.wire.client import PROBE_SECONDS, Answer, Wire
from mapconfig.wire.login import Login, Secret
from mapconfig.wire.repeat import patiently

#: How many records are asked for at a time, and how many where each may have a long text: an answer has 50 MB at most.
PAGE: Final = 500
PAGE_OF_TEXTS: Final = 100

Record = dict[str, Any]
Timestamps = Mapping[str, str]


class Session:
    """Who asks: a session that is opened by the first call, and again when the server has forgotten it."""

    def __init__(self, login: Login) -> None:
        self.login = login
        self._header: Secret | None = None

    def headers(self) -> Mapping[str, str]:
        return {} if self._header is None else {"Authorization": self._header.reveal()}

    @property
    def open(self) -> bool:
        return self._header is not None

    def begin(self, user: int, token: str) -> None:
        said = f"{self.login.user}:{user}:{token}".encode()
        self._header = Secret("Session " + b64encode(said).decode("ascii"))

    def end(self) -> None:
        self._header = None


class Rpc:
    """One database of one server. `language` is the one in which texts that can be translated are read and written."""

    def __init__(self, wire: Wire, login: Login, database: str, language: str = "en", pace: Pace | None = None) -> None:
        self.wire = wire
        self.pace = pace or Pace()
        self.database = database
        self.user = 0
        """The id of the user who asks; 0 before the first call."""
        self._session = Session(login)
        self._path = f"/{database}/rpc/"
        self._context = {"language": language, "active_test": False}
        self._number = 0

    # --- reading ----------------------------------------------------------------------------------------------------

    def all(self, model: str, domain: Sequence[Any], fields: Sequence[str]) -> list[Record]:
        """Every record that `domain` holds for, archived ones as well, by id, each once. Each page begins after the
        last id of the one before, so what is deleted meanwhile shifts nothing past the reader."""
        most = PAGE_OF_TEXTS if "email_template" in fields else PAGE
        found: list[Record] = []
        last = 0
        while True:
            page = self.page(model, [domain, ["id", ">", last]] if domain else [["id", ">", last]], fields, most)
            found += page
            if len(page) < most:
                return found
            last = page[-1]["id"]

    def page(self, model: str, domain: Sequence[Any], fields: Sequence[str], most: int = PAGE) -> list[Record]:
        """The first records that `domain` holds for, by id."""
        order = [["id", "ASC"]]
        said = self.ask(f"model.{model}.search_read", list(domain), 0, most, order, list(fields))
        if not isinstance(said, list) or not all(isinstance(one, dict) and "id" in one for one in said):
            raise PlatformError(
                say(
                    "{origin} gave something else where records of {model} belong.",
                    origin=str(self.wire.origin),
                    model=model,
                )
            )
        return said

    def ask(self, method: str, *params: Any) -> Any:
        """The result of a method that changes nothing."""
        return patiently(lambda: self._call(method, [*params, self._context], reads=True), self.pace)

    def plain(self, method: str, *params: Any) -> Any:
        """The result of a method of the server itself, which takes no context and needs no session."""
        return patiently(lambda: self._sent("/rpc/", method, params, reads=True, session=False), self.pace)

    def probe(self) -> None:
        """Ask the server for its version, once."""
        self._sent("/rpc/", "common.server.version", (), reads=True, session=False, seconds=PROBE_SECONDS)

    # --- writing ----------------------------------------------------------------------------------------------------

    def write(self, method: str, *params: Any, read: Timestamps | None = None) -> Any:
        """The result of a method that changes something. `read` has the timestamps (by ``model,id``) at which records
        were read; Tryton refuses to write any of these that was written since."""
        context: Record = {**self._context, **({"_timestamp": dict(read)} if read else {})}
        return self._call(method, [*params, context], reads=False)

    # --- how --------------------------------------------------------------------------------------------------------

    def _call(self, method: str, params: Sequence[Any], *, reads: bool) -> Any:
        """Send it, once more with a new session when the old one had ended: a 401 has certainly done nothing."""
        if not self._session.open:
            self._log_in()
        try:
            return self._sent(self._path, method, params, reads=reads)
        except _Forgotten:
            self._log_in()
        try:
            return self._sent(self._path, method, params, reads=reads)
        except _Forgotten:
            raise Rejected(
                say("{origin} does not accept a session that it has just opened.", origin=str(self.wire.origin))
            ) from None

    def _log_in(self) -> None:
        self._session.end()
        login = self._session.login
        password = login.secret("password").reveal()
        params = [login.user, {"password": password}, self._context["language"]]
        try:
            said = patiently(
                lambda: self._sent(self._path, "common.db.login", params, reads=True, session=False), self.pace
            )
        except _Forgotten:
            said = None
        if not (isinstance(said, list) and len(said) >= 2 and isinstance(said[0], int) and isinstance(said[1], str)):
            raise Rejected(
                say(
                    "{origin} does not let {user} into the database {database}. Check the user and "
                    "password of the login.",
                    origin=str(self.wire.origin),
                    user=login.user,
                    database=self.database,
                )
            )
        self.user = said[0]
        self._session.begin(said[0], said[1])

    def _sent(
        self,
        path: str,
        method: str,
        params: Sequence[Any],
        *,
        reads: bool,
        session: bool = True,
        seconds: float | None = None,
    ) -> Any:
        self._number += 1
        number = self._number
        answer = self.wire.request(
            "POST",
            path,
            body={"id": number, "method": method, "params": list(params)},
            headers=self._session.headers() if session else {},
            reads=reads,
            seconds=seconds,
        )
        return self._said(answer, number, method, reads)

    def _said(self, answer: Answer, number: int, method: str, reads: bool) -> Any:
        origin = self.wire.origin
        if answer.status == 401:
            raise _Forgotten
        if answer.status == 429:
            raise NotApplied(say("{origin} takes no more requests for now.", origin=str(origin)), answer.retry_after)
        if answer.status >= 500:
            raise _unsure(
                reads,
                say(
                    "{origin} answered {method} with error {status}.",
                    origin=str(origin),
                    method=method,
                    status=answer.status,
                ),
                answer.retry_after,
            )
        if answer.status == 403:
            raise Rejected(say("{origin} does not offer {method} (403).", origin=str(origin), method=method))
        if answer.status != 200:
            raise Rejected(
                say("{origin} refuses {method} ({status}).", origin=str(origin), method=method, status=answer.status)
            )
        try:
            body = answer.json()
        except ValueError as error:
            raise _unsure(reads, say("{origin}: {why}.", origin=str(origin), why=told(error))) from None
        if not isinstance(body, dict) or body.get("id") != number or not ("result" in body) ^ ("error" in body):
            raise _unsure(
                reads,
                say("{origin} gave something else than the answer to {method}.", origin=str(origin), method=method),
            )
        if "error" in body:
            raise _meant(body["error"], origin, method)
        return body["result"]


@contextmanager
def done() -> Iterator[None]:
    """What follows a write that has been done. Whatever goes wrong here, nobody may take the write for not done."""
    try:
        yield
    except (NotApplied, Rejected, Conflict) as error:
        raise Unclear(say("{why} A part of the change was written before.", why=told(error))) from error


class _Forgotten(Exception):
    """The server does not know the session."""


def _unsure(reads: bool, message: Text, retry_after: float = 0.0) -> NotApplied | Unclear:
    return NotApplied(message, retry_after) if reads else Unclear(message)


def _meant(error: Any, origin: object, method: str) -> PlatformError:
    """What an error in an answer says. Its text may quote what was sent and whole domains, so it is cut."""
    name, rest = (str(error[0]), error[1:]) if isinstance(error, list) and error else (str(error), [])
    if name == "ConcurrencyException":
        return Conflict(say("Somebody changed it in Tryton meanwhile; nothing was written."))
    if name == "LoginException":
        return Rejected(say("{origin} does not accept the login. Check its user and password.", origin=str(origin)))
    if name == "UserError":
        said = rest[0] if rest and isinstance(rest[0], list) and rest[0] else rest
        return Rejected(say("Tryton refuses it: {what}", what=_short(said)))
    if name == "UserWarning":
        return Rejected(
            say("Tryton asks a person to confirm this first: {what}. Do it there.", what=_short(rest[1:] or rest))
        )
    return Rejected(
        say(
            "Tryton cannot do {method}: {what}. A module may be missing, or it is another version.",
            method=method,
            what=_short([name]),
        )
    )


def _short(said: Sequence[Any]) -> str:
    """The first text in `said`, in one line."""
    text = next((each for each in said if isinstance(each, str) and each.strip()), "it gives no reason")
    return " ".join(text.split())[:300].rstrip(".") + ("." if " " in text else "")
