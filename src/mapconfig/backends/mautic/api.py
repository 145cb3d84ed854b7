"""Mautic's REST API: requests, and what its answers mean.

What bites is written where it is handled, with the recording that shows it. In short: a PUT is not what it seems, so
everything but the structure of campaigns is written with PATCH; a 500 may have written something; a list is an object,
an array, or an empty array; and nothing is ever told apart by its status alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from mapconfig.backend import NotApplied, Rejected, Unclear
from mapconfig.backends.mautic.session import Session
from mapconfig.backends.mautic.types import Type
from mapconfig.language import Text, say, told
from mapconfig.wire.client import LONGEST_WAIT, PROBE_SECONDS, Answer, Wire
from mapconfig.wire.repeat import patiently

#: How many things are asked for at a time. `limit=0` would give all, and time out on an old instance.
PAGE = 200

#: How often a list is read from the beginning when it changes under the reader.
_TRIES = 5

#: What to do about an address at which there is no API.
_LOOK = say(
    "Look whether `url` in mapconfig.yaml is the address at which people open Mautic, with its path and without /api "
    "or /s, and whether the API is switched on in Mautic's configuration."
)

Thing = dict[str, Any]
T = TypeVar("T")


class Api:
    """One Mautic. Writes are sent one at a time: four parallel creates with one alias all got it (recording
    references-and-limits), so Mautic's own check is no guard."""

    def __init__(
        self, wire: Wire, session: Session, base: str = "/api", clock: Callable[[], float] = time.time
    ) -> None:
        self.wire = wire
        self.version = ""
        """What the header ``Mautic-Version`` of the last answer said, such as ``5.1.1``."""
        self.written = 0
        """How many writes Mautic has confirmed."""
        self._session = session
        self._base = base
        self._clock = clock

    def all(self, type_: Type) -> list[Thing]:
        """Everything of one type, by id, each once. When the list changes while it is read, reading begins again;
        raises NotApplied when it keeps changing. An asset that is missed would look deleted."""
        for _ in range(_TRIES):
            found = self._pages(type_)
            if found is not None:
                return found
        raise NotApplied(
            say(
                "The {many} on {origin} change faster than they can be read.",
                many=type_.many,
                origin=str(self.wire.origin),
            )
        )

    def _pages(self, type_: Type) -> list[Thing] | None:
        """All pages, each beginning with the last thing of the one before: when that is another one, something was
        deleted in between, and a thing would have slipped from one page to the one already read."""
        found: list[Thing] = []
        while True:
            start = max(len(found) - 1, 0)
            query = {"start": start, "limit": PAGE, "orderBy": "id", "orderByDir": "asc"}
            things, total = self._read(
                type_.path, query, lambda answer: (_listed(answer.get(type_.many)), _whole(answer.get("total")))
            )
            if found:
                if not things or things[0].get("id") != found[-1].get("id"):
                    return None
                del things[0]
            found += things
            if len(found) >= total:
                break
            if not things:
                return None
        return found if len({_whole(thing.get("id")) for thing in found}) == len(found) else None

    def where(self, type_: Type, column: str, value: str) -> list[Thing]:
        """The things whose column is exactly `value`. An unknown column is an error 500 there, and an unknown
        expression is ignored and gives everything, so the answer is looked through again."""
        query = {
            "where[0][col]": column,
            "where[0][expr]": "eq",
            "where[0][val]": value,
            "limit": PAGE,
            "orderBy": "id",
        }
        found = self._read(type_.path, query, lambda answer: _listed(answer.get(type_.many)))
        return [thing for thing in found if thing.get(column) == value]

    def one(self, type_: Type, number: str) -> Thing | None:
        """One thing, or None where there is none with this id."""

        def question() -> Thing | None:
            answer = self._ask("GET", f"{self._base}/{type_.path}/{number}")
            return None if answer.status == 404 else _thing(self._said(answer, reads=True), type_, reads=True)

        return patiently(question, self.wire.pace)

    def create(self, type_: Type, body: Mapping[str, Any]) -> Thing:
        """Make it; the answer is the thing as Mautic made it of `body`. Raises Unclear for one that has no id."""
        made = self._write("POST", f"{type_.path}/new", type_, body)
        if not isinstance(made.get("id"), int):
            raise Unclear(say("{origin} gave the new {one} no id.", origin=str(self.wire.origin), one=type_.one))
        return made

    def patch(self, type_: Type, number: str, body: Mapping[str, Any]) -> Thing:
        """Change what `body` names and nothing else."""
        return self._write("PATCH", f"{type_.path}/{number}/edit", type_, body)

    def put(self, type_: Type, number: str, body: Mapping[str, Any]) -> Thing:
        """Replace it by `body`. Whatever is left out is lost, and an id that is gone makes a *new* thing (recording
        segments-edit), so the answer is checked for its id."""
        thing = self._write("PUT", f"{type_.path}/{number}/edit", type_, body)
        if str(thing.get("id")) != number:
            raise Unclear(
                say(
                    "{origin} made {one} {thing} where {number} was to be replaced: somebody had deleted it.",
                    origin=str(self.wire.origin),
                    one=type_.one,
                    thing=str(thing.get("id")),
                    number=number,
                )
            )
        return thing

    def delete(self, type_: Type, number: str) -> bool:
        """Remove it; False where it was gone already. Mautic does not look whether anything still uses it."""
        answer = self._ask("DELETE", f"{self._base}/{type_.path}/{number}/delete", reads=False)
        if answer.status == 404:
            return False
        self._said(answer, reads=False)
        return True

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Thing:
        """Any other answer that is an object."""
        return self._read(path, query, lambda answer: answer)

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Thing:
        """Any other write."""
        return self._said(self._ask(method, f"{self._base}/{path}", body=body, reads=False), reads=False)

    def probe(self) -> None:
        """Ask for one segment, once."""
        answer = self._ask("GET", f"{self._base}/segments", {"limit": 1}, seconds=PROBE_SECONDS)
        self._said(answer, reads=True)

    def _read(self, path: str, query: Mapping[str, Any] | None, understood: Callable[[Thing], T]) -> T:
        """What a reading gives; it changes nothing, so it is put again while there is no usable answer."""
        return patiently(
            lambda: understood(self._said(self._ask("GET", f"{self._base}/{path}", query), reads=True)), self.wire.pace
        )

    def _write(self, method: str, path: str, type_: Type, body: Mapping[str, Any]) -> Thing:
        return _thing(self._said(self._ask(method, f"{self._base}/{path}", body=body), reads=False), type_)

    def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        reads: bool | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """Send it; once more after a 401, with a new token where there are tokens, since a 401 has certainly done
        nothing."""
        for _ in range(2):
            answer = self.wire.request(
                method, path, query=query, body=body, headers=self._session.headers(), reads=reads, seconds=seconds
            )
            if answer.status != 401:
                break
            self._session.refused()
        self.version = answer.headers.get("mautic-version", self.version)
        return answer

    def _said(self, answer: Answer, *, reads: bool) -> Thing:
        """The body of a good answer; any other one as what a caller can act on."""
        if answer.status >= 500:
            # A 500 may have written something: campaigns with a trigger date, triggers, batches of tags (recordings).
            raise _unsure(
                reads,
                say(
                    "{origin} answered with error {status}: {message}",
                    origin=str(self.wire.origin),
                    status=answer.status,
                    message=_message(answer),
                ),
            )
        if answer.status == 429:
            raise NotApplied(
                say(
                    "{origin} takes no more requests for now: {message}",
                    origin=str(self.wire.origin),
                    message=_message(answer),
                ),
                self._pause(answer),
            )
        if answer.status == 401:
            raise Rejected(
                say(
                    "{origin} does not take the login (401): {message} Look whether it is the one for this Mautic (see "
                    "docs/logins.md), and whether Mautic's configuration has its API and that way of logging in "
                    "switched on.",
                    origin=str(self.wire.origin),
                    message=_message(answer),
                )
            )
        if answer.status == 403:
            raise Rejected(
                say(
                    "{origin} does not allow it ({status}): {message}",
                    origin=str(self.wire.origin),
                    status=answer.status,
                    message=_message(answer),
                )
            )
        if 300 <= answer.status < 400:
            # Campaign clone alone answers so with a body, and nothing here clones.
            raise Rejected(
                say(
                    "{origin} sends requests on to another address ({status}), which is not followed, "
                    "since a login belongs to one server. Look whether `url` in mapconfig.yaml is the one "
                    "that people open: https or http, with or without www.",
                    origin=str(self.wire.origin),
                    status=answer.status,
                )
            )
        if answer.status == 404 and (answer.page or "URL not found" in _message(answer)):
            found = answer.page or say("nothing")
            raise Rejected(
                say(
                    "{where} has {found} where the API of Mautic belongs (404). {look}",
                    where=self._where,
                    found=found,
                    look=_LOOK,
                )
            )
        if not 200 <= answer.status < 300:
            raise Rejected(
                say(
                    "{origin} refuses it ({status}): {message}",
                    origin=str(self.wire.origin),
                    status=answer.status,
                    message=_message(answer),
                )
            )
        if answer.page:
            raise _unsure(
                reads,
                say(
                    "{where} gave {found} where the API of Mautic belongs. If Mautic is being worked on, wait until "
                    "that is over. Else: {look}",
                    where=self._where,
                    found=answer.page,
                    look=_LOOK,
                ),
            )
        try:
            body = answer.json()
        except ValueError as error:
            raise _unsure(reads, say("{origin}: {why}.", origin=str(self.wire.origin), why=told(error))) from None
        if not isinstance(body, dict):
            raise _unsure(
                reads, say("{origin} answered with something that is no object.", origin=str(self.wire.origin))
            )
        if answer.status in (200, 201) and body.get("errors") and set(body) == {"errors"}:
            raise Rejected(
                say("{origin} refuses it: {message}", origin=str(self.wire.origin), message=_message(answer))
            )
        self.written += not reads
        return body

    @property
    def _where(self) -> str:
        return f"{self.wire.origin}{self._base}"

    def _pause(self, answer: Answer) -> float:
        """Mautic says when the hour ends, as seconds since 1970, and has no Retry-After."""
        if answer.retry_after:
            return answer.retry_after
        try:
            until = float(answer.headers.get("x-ratelimit-reset", ""))
        except ValueError:
            return 0.0
        return min(max(until - self._clock(), 0.0), LONGEST_WAIT)


def _unsure(reads: bool, message: Text) -> NotApplied | Unclear:
    return NotApplied(message) if reads else Unclear(message)


def _thing(body: Thing, type_: Type, *, reads: bool = False) -> Thing:
    found = body.get(type_.one)
    if not isinstance(found, dict):
        raise _unsure(reads, say("The answer has no {what} in it.", what=type_.one))
    return found


def _listed(said: Any) -> list[Thing]:
    """The things of a list: an object by id for some types, an array for others, and `[]` for none (list-shapes)."""
    things: Sequence[Any] = list(said.values()) if isinstance(said, dict) else said if isinstance(said, list) else ()
    if said is None or not all(isinstance(thing, dict) for thing in things):
        raise NotApplied(say("The platform's list is in a form that mapconfig does not understand."))
    return [dict(thing) for thing in things]


def _whole(said: Any) -> int:
    """A whole number that may come as a text, as `total` does for contacts."""
    try:
        return int(said)
    except (TypeError, ValueError):
        raise NotApplied(say("The platform gave something else where a whole number belongs.")) from None


def _message(answer: Answer) -> str:
    """What Mautic says went wrong, shortened; HTML pages and other noise say nothing."""
    try:
        errors = answer.json().get("errors")
        said = "; ".join(str(error["message"]) for error in (errors.values() if isinstance(errors, dict) else errors))
    except (ValueError, AttributeError, TypeError, KeyError):
        return answer.page or say("it gives no reason")
    return " ".join(said.split())[:300] or say("it gives no reason")
