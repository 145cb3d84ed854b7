"""Requests to a forge and their answers, with everything that goes wrong put into a sentence.

What a forge answers is never repeated: it may quote what was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from mapconfig.backend import NotApplied, Pace, Rejected
from mapconfig.errors import PlatformError
from mapconfig.language import say, told
from mapconfig.wire.client import Answer, Wire
from mapconfig.wire.login import Login, Secret
from mapconfig.wire.origin import Origin
from mapconfig.wire.repeat import patiently

#: Pages of comments that are read, a hundred each: more than any discussion among people has.
_PAGES: Final = 50
_PACE: Final = Pace()


class Asking:
    """Requests below one address. `headers` say who asks."""

    def __init__(self, base: str, secret: Secret, scheme: str) -> None:
        """`base` is the address of the API; `scheme` is what stands before the token, such as ``Bearer``, or a header
        of its own with a colon at its end. Raises Refused for what is no address."""
        origin = Origin.of(base)
        self._below = urlsplit(base).path.rstrip("/")
        self._wire = Wire(Login(origin, secrets={"token": secret}), lambda: _header(scheme, secret))
        self.origin = origin

    def get(self, path: str, query: Mapping[str, Any] | None = None, missing: bool = False) -> Any:
        """What is at `path`; with `missing`, None where there is nothing that this login may see."""
        answer = patiently(lambda: self._asked("GET", path, query=query), _PACE)
        if missing and answer.status in (401, 403, 404):
            return None
        return self._good(answer, say("reading {path}", path=path))

    def pages(self, path: str, query: Mapping[str, Any], most: str = "per_page") -> Iterator[Any]:
        """The items of every page of a list, a hundred a page."""
        for page in range(1, _PAGES + 1):
            found = self.get(path, {**query, most: 100, "page": page})
            items = found.get("values") if isinstance(found, Mapping) else found
            if not isinstance(items, list):
                raise PlatformError(say("{origin} gave no list where comments are.", origin=str(self.origin)))
            yield from items
            if len(items) < 100:
                return

    def send(self, method: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """Change something. Raises PlatformError where the forge refuses, Unclear where nobody can tell."""
        return self._good(self._asked(method, path, query=query, body=body), say("writing {path}", path=path))

    def tried(self, method: str, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> bool:
        """Like `send`; False where the login may not do that, or there is nothing there."""
        answer = self._asked(method, path, query=query, body=body)
        if answer.status in (403, 404):
            return False
        self._good(answer, say("writing {path}", path=path))
        return True

    def _asked(self, method: str, path: str, **how: Any) -> Answer:
        answer = self._wire.request(method, f"{self._below}{path}", **how)
        if answer.status == 429 or (answer.status == 403 and "retry-after" in answer.headers):
            raise NotApplied(say("{origin} asks to be asked less often.", origin=str(self.origin)), answer.retry_after)
        if answer.status in (502, 503, 504) and method == "GET":
            raise NotApplied(say("{origin} is busy.", origin=str(self.origin)), answer.retry_after)
        return answer

    def _good(self, answer: Answer, doing: str) -> Any:
        if answer.status in (401, 403):
            raise Rejected(
                say(
                    "{origin} does not let this token do it ({status}, {doing}). It needs the right to "
                    "write comments on pull requests; docs/review.md says how to give it that.",
                    origin=str(self.origin),
                    status=answer.status,
                    doing=doing,
                )
            )
        if answer.status == 404:
            raise Rejected(
                say(
                    "{origin} has nothing there, or shows it to nobody with this token ({doing}).",
                    origin=str(self.origin),
                    doing=doing,
                )
            )
        if not 200 <= answer.status < 300:
            raise Rejected(
                say(
                    "{origin} refused it ({status}, {doing}).",
                    origin=str(self.origin),
                    status=answer.status,
                    doing=doing,
                )
            )
        if not answer.body:
            return None
        try:
            return answer.json()
        except ValueError as error:
            raise PlatformError(
                say("{origin} cannot be understood: {why}.", origin=str(self.origin), why=told(error))
            ) from None


def _header(scheme: str, secret: Secret) -> dict[str, str]:
    if scheme.endswith(":"):
        return {scheme[:-1]: secret.reveal()}
    return {"Authorization": f"{scheme} {secret.reveal()}"}


def text(value: Any, *names: str) -> str:
    """The text at the end of `names` inside an answer; empty where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
