"""The backend ``served``: an account of the embedded platform that is reached over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NoReturn, TypeVar
from urllib.parse import quote

from mapconfig.backend import Conflict, NotApplied, Pace, Rejected, Unclear
from mapconfig.backends.embedded.backend import Adapter
from mapconfig.backends.embedded.objects import Edit, Keep, Stored
from mapconfig.backends.embedded.quirks import Content
from mapconfig.errors import InputError
from mapconfig.model import Kinds
from mapconfig.wire.client import PROBE_SECONDS, Answer, Wire
from mapconfig.wire.login import Login, Secret, login_for
from mapconfig.wire.repeat import patiently

T = TypeVar("T")

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("type", "alias", "created_at", "created_by", "updated_at", "updated_by"), str),
    **dict.fromkeys(("id", "version", "member_count"), int),
    "content": dict,
    "extra": dict,
    "active": (bool, type(None)),
}


class Remote:
    """An account behind HTTP; each method is one request and does what the method of that name of `Platform` does."""

    def __init__(self, login: Login, pace: Pace, request_seconds: float) -> None:
        self._login = login
        self._wire = Wire(login, pace=pace, request_seconds=request_seconds)
        self._pace = pace
        self._token: Secret | None = None
        self.instance, self.quirks, self.settle = self._read("/account", None, _account)

    def probe(self) -> None:
        """Ask once whether anybody is there; an answer that is none is left to whoever asks something."""
        answer = self._wire.request("GET", "/account", headers=self._headers(), seconds=PROBE_SECONDS)
        if answer.status >= 500:
            self._refuse(answer, reads=True)

    def all(self, types: Collection[str]) -> tuple[Iterator[Stored], dict[tuple[str, int], str]]:
        def understood(body: Any) -> tuple[list[Stored], dict[tuple[str, int], str]]:
            aliases = {(str(kind), int(number)): str(alias) for kind, number, alias in body["aliases"]}
            return [_stored(one) for one in body["objects"]], aliases

        objects, aliases = self._read("/objects", {"type": list(types)}, understood)
        return iter(objects), aliases

    def one(self, type: str, id: int) -> Stored | None:
        def understood(body: Any) -> Stored | None:
            return None if body["object"] is None else _stored(body["object"], type, id)

        return self._read(f"/objects/{type}/{id}", None, understood)

    def called(self, type: str, alias: str) -> list[Stored]:
        def understood(body: Any) -> list[Stored]:
            return [_stored(one, type) for one in body["objects"]]

        return self._read(f"/objects/{type}", {"alias": alias}, understood)

    def create(self, type: str, alias: str, content: Content, runs: bool) -> Stored:
        said = {"alias": alias, "name": content.name, "fields": content.fields, "runs": runs}
        return self._write("POST", f"/objects/{type}", said, lambda body: _stored(body["object"], type))

    def update(self, type: str, id: int, version: int | None, edit: Edit) -> Stored:
        said: dict[str, Any] = {"version": version, "put": edit.put, "drop": list(edit.drop)}
        said |= {} if isinstance(edit.name, Keep) else {"name": edit.name}
        said |= {} if isinstance(edit.alias, Keep) else {"alias": edit.alias}
        return self._write("PATCH", f"/objects/{type}/{id}", said, lambda body: _stored(body["object"], type, id))

    def switch(self, type: str, id: int, version: int | None, active: bool) -> Stored:
        said = {"version": version, "active": active}
        path = f"/objects/{type}/{id}/switch"
        return self._write("POST", path, said, lambda body: _stored(body["object"], type, id))

    def delete(self, type: str, id: int, version: int | None) -> None:
        self._write("DELETE", f"/objects/{type}/{id}", {"version": version}, lambda body: body["deleted"])

    def _read(self, path: str, query: Mapping[str, Any] | None, understood: Callable[[Any], T]) -> T:
        def question() -> T:
            answer = self._asked("GET", path, query=query)
            if answer.status != 200:
                self._refuse(answer, reads=True)
            try:
                return understood(answer.json())
            except (ValueError, TypeError, KeyError) as error:
                raise NotApplied(f"{self._login.origin} gave an answer that is none ({_name(error)}).") from None

        return patiently(question, self._pace)

    def _write(self, method: str, path: str, body: Any, understood: Callable[[Any], T]) -> T:
        answer = self._asked(method, path, body=body)
        if answer.status not in (200, 201):
            self._refuse(answer, reads=False)
        try:
            return understood(answer.json())
        except (ValueError, TypeError, KeyError) as error:
            raise Unclear(f"{self._login.origin} gave an answer that is none ({_name(error)}).") from None

    def _asked(self, method: str, path: str, **more: Any) -> Answer:
        """The answer, by a new login where the old one has ended: a 401 has certainly done nothing."""
        answer = self._wire.request(method, quote(path), headers=self._headers(), **more)
        if answer.status == 401:
            self._token = None
            answer = self._wire.request(method, quote(path), headers=self._headers(), **more)
        return answer

    def _headers(self) -> dict[str, str]:
        if self._token is None:
            self._token = patiently(self._logged_in, self._pace)
        return {"Authorization": f"Bearer {self._token.reveal()}"}

    def _logged_in(self) -> Secret:
        said = {"user": self._login.user, "password": self._login.secret("password").reveal()}
        answer = self._wire.request("POST", "/login", body=said, reads=True)
        if answer.status == 403:
            raise Rejected(f"{self._login.origin} does not let {self._login.user} in.")
        if answer.status != 200:
            self._refuse(answer, reads=True)
        try:
            return Secret(str(answer.json()["token"]))
        except (ValueError, TypeError, KeyError):
            raise NotApplied(f"{self._login.origin} gave no token.") from None

    def _refuse(self, answer: Answer, *, reads: bool) -> NoReturn:
        """Raise what an answer that is no success means."""
        try:
            body = answer.json()
            said = str(body["error"])
        except (ValueError, TypeError, KeyError):
            body, said = {}, f"{self._login.origin} answered with {answer.status} and gives no reason."
        if answer.status == 409:
            raise Conflict(said)
        if answer.status in (401, 429) or body.get("done") is False:
            raise NotApplied(said, answer.retry_after)
        if 400 <= answer.status < 500:
            raise Rejected(said)
        raise NotApplied(said, answer.retry_after) if reads else Unclear(said)


def _account(said: Any) -> tuple[str, frozenset[str], float]:
    """What an account says of itself: its instance, its habits, and how long it takes to settle."""
    return str(said["instance"]), frozenset(map(str, said["quirks"])), float(said["settle"])


def _stored(said: Any, type: str = "", id: int = 0) -> Stored:
    """An object of an answer. Raises ValueError, TypeError or KeyError for what is none, or not the one asked for."""
    wrong = [name for name, types in _TYPES.items() if not isinstance(said[name], types)]
    if wrong or (type and said["type"] != type) or (id and said["id"] != id):
        raise ValueError("not the object that was asked for")
    content = Content(said["content"]["name"], said["content"]["fields"])
    return Stored(**{**{name: said[name] for name in _TYPES}, "content": content})


def _name(error: Exception) -> str:
    return type(error).__name__


class Served(Adapter):
    """A connection to an account behind HTTP."""

    name = "served"

    def __init__(self, remote: Remote, kinds: Kinds, pace: Pace) -> None:
        super().__init__(remote, kinds)
        self.remote = remote
        self.pace = pace

    def probe(self) -> None:
        self.remote.probe()

    def identity(self) -> str:
        return f"served:{self.remote.instance}"


def connect(settings: Mapping[str, Any], root: str, kinds: Kinds) -> Served:
    """The account at ``settings.url``, by the login for that origin (`docs/logins.md`). ``pace`` says how fast to ask,
    and ``seconds`` how long an answer may take. Raises InputError for settings that make no sense."""
    del root  # nothing here is a path
    unknown = sorted(set(settings) - {"url", "pace", "seconds"})
    url, seconds = settings.get("url"), settings.get("seconds", 60)
    if unknown or not isinstance(url, str) or isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise InputError("A served account needs settings.url, and may have settings.pace and settings.seconds.")
    pace = Pace.of(settings.get("pace"), Pace())
    return Served(Remote(login_for(url), pace, float(seconds)), kinds, pace)
