"""Expressions that pick assets: ``+list/customers``, ``kind:journey and not tag:archive``, ``changed:main..HEAD``.

::

    expression := term ("and" term | "or" term)*       "not" binds tighter than "and", "and" tighter than "or"
    term       := "not" term | "(" expression ")" | selector
    selector   := ["+" | "N+"] what ["+" | "+N"]       "+x": what decides over x; "x+2": what x reaches in two hops
    what       := kind/key | method:value              both with the wildcards * and ?; quote a value with spaces

The plus follows changes rather than spelling: a journey names the e-mail it sends, and still it is the list, then the
journey, then the e-mail that a change runs through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import NoReturn

from mapconfig.address import Address
from mapconfig.errors import UsageError
from mapconfig.graph.links import Edge, Links
from mapconfig.graph.relations import Flow, relation
from mapconfig.language import Text, say
from mapconfig.model import Asset, Org
from mapconfig.values import dataclass

#: What changed between two revisions: the text after ``changed:`` in, addresses out. Raises InputError for itself.
Changed = Callable[[str], Collection[Address]]

MAX_LENGTH = 4_000
MAX_DEPTH = 50

#: How many characters on each side of a mistake are shown.
_SHOWN = 200

_TOKEN = re.compile(r'\s*(?:(?P<bracket>[()])|(?P<word>(?:[^\s()"]|"[^"]*")+)|(?P<bad>"))')
_SELECTOR = re.compile(r"(?:(?P<up>\d*)(?P<plus>\+))?(?P<what>.+?)(?:(?P<tail>\+)(?P<down>\d*))?\Z", re.DOTALL)
_DEFAULT_STATE = "active"


def nearest(text: str, known: Iterable[str]) -> str:
    """The address that somebody may have meant who typed `text`; empty where none is near. Of the same kind, it is near
    where its key is: that both begin with the kind says nothing."""
    kind, _, key = text.partition("/")
    there = [each.partition("/") for each in known]
    close = get_close_matches(key, [name for of, _, name in there if of == kind], n=1)
    if close:
        return f"{kind}/{close[0]}"
    others = [f"{of}/{name}" for of, _, name in there if of != kind]
    return next((each for each in others if each.partition("/")[2] == key), "") or next(
        iter(get_close_matches(text, others, n=1, cutoff=0.8)), ""
    )


class SelectorError(UsageError):
    """A selector that cannot be understood; `position` counts characters from 1."""

    def __init__(self, expression: str, position: int, problem: Text) -> None:
        self.expression, self.position = expression, position
        start = max(0, position - 1 - _SHOWN)
        shown = "".join(char if char.isprintable() else "?" for char in expression[start : position + _SHOWN])
        super().__init__(
            say(
                "The selector cannot be understood at character {position}: {problem}\n\n    {shown}\n    {mark}^",
                position=position,
                problem=problem,
                shown=shown,
                mark=" " * (position - 1 - start),
            )
        )


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    position: int


def select(expression: str, org: Org, links: Links, changed: Changed | None = None) -> list[Address]:
    """The addresses of `org` that `expression` picks, sorted.

    `changed` answers ``changed:A..B``; without it such a selector is an error. Raises SelectorError, with the position,
    on anything it cannot understand, an address that no asset has included: an empty answer means "none", never "typo".
    """
    reader = _Reader(expression, org, links, changed)
    return sorted(reader.whole())


def _tokens(expression: str) -> Iterable[_Token]:
    if len(expression) > MAX_LENGTH:
        raise SelectorError(
            expression, 1, say("It has {count} characters; {most} are allowed.", count=len(expression), most=MAX_LENGTH)
        )
    at, end = 0, len(expression.rstrip())
    while at < end:
        match = _TOKEN.match(expression, at)
        if match is None or match["bad"] is not None:
            position = at + 1 if match is None else match.start("bad") + 1
            raise SelectorError(expression, position, say("This quotation mark has no partner."))
        name = "bracket" if match["bracket"] else "word"
        yield _Token(match[name], match.start(name) + 1)
        at = match.end()


class _Reader:
    """Reads one expression and answers it on the way."""

    def __init__(self, expression: str, org: Org, links: Links, changed: Changed | None) -> None:
        self.expression, self.org, self.links, self.changed = expression, org, links, changed
        self.tokens = list(_tokens(expression))
        self.at = 0
        self.depth = 0

    def fail(self, token: _Token | None, problem: Text) -> NoReturn:
        raise SelectorError(self.expression, token.position if token else len(self.expression.rstrip()) + 1, problem)

    def next(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def takes(self, word: str) -> bool:
        token = self.next()
        if token is not None and token.text == word:
            self.at += 1
            return True
        return False

    def whole(self) -> set[Address]:
        if not self.tokens:
            self.fail(None, say("It is empty. Write for example kind:journey, or * for everything."))
        found = self.either()
        token = self.next()
        if token is not None:
            if token.text == ")":
                self.fail(token, say("This bracket was never opened."))
            self.fail(token, say("Write `and` or `or` before {word}.", word=_shown(token.text)))
        return found

    def either(self) -> set[Address]:
        found = self.both()
        while self.takes("or"):
            found |= self.both()
        return found

    def both(self) -> set[Address]:
        found = self.term()
        while self.takes("and"):
            found &= self.term()
        return found

    def term(self) -> set[Address]:
        token = self.next()
        if token is None:
            self.fail(token, say("Something is missing at the end: a selector such as kind:journey."))
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(token, say("Brackets and `not` are nested more than {most} deep.", most=MAX_DEPTH))
        self.at += 1
        try:
            if token.text == "not":
                return set(self.org) - self.term()
            if token.text == "(":
                found = self.either()
                if not self.takes(")"):
                    self.fail(
                        self.next(),
                        say("The bracket opened at character {position} is not closed.", position=token.position),
                    )
                return found
            if token.text in (")", "and", "or"):
                self.fail(
                    token, say("A selector such as kind:journey must stand before {word}.", word=_shown(token.text))
                )
            return self.selector(token)
        finally:
            self.depth -= 1

    def selector(self, token: _Token) -> set[Address]:
        match = _SELECTOR.match(token.text)
        if match is None or match["what"] == "+":
            self.fail(token, say("There is a plus here and no asset beside it."))
        what = match["what"].replace('"', "")
        found = self.what(_Token(what, token.position + match.start("what")))
        picked = set(found)
        if match["plus"]:
            picked |= self.walk(found, match["up"], self.above)
        if match["tail"]:
            picked |= self.walk(found, match["down"], self.below)
        return picked

    def what(self, token: _Token) -> set[Address]:
        method, colon, value = token.text.partition(":")
        if colon:
            answer = METHODS.get(method)
            if answer is None:
                close = get_close_matches(method, METHODS, n=1)
                hint = f" Did you mean {close[0]}:{_shown(value)}?" if close else ""
                known = ", ".join(f"{name}:" for name in METHODS)
                self.fail(
                    token,
                    say(
                        "There is no selector {method}:.{hint} There are {known}.",
                        method=_shown(method),
                        hint=hint,
                        known=known,
                    ),
                )
            if not value:
                self.fail(token, say("Nothing follows {method}: here.", method=method))
            return answer(self, _Token(value, token.position + len(method) + 1))
        if token.text == "*":
            return set(self.org)
        if "/" not in token.text:
            close = sorted(address for address in self.org if address.key == token.text)
            hint = say(" Did you mean {close}?", close=close[0]) if close else ""
            self.fail(
                token,
                say(
                    "{word} is no selector: write kind/key, for example list/customers.{hint}",
                    word=_shown(token.text),
                    hint=hint,
                ),
            )
        if "*" in token.text or "?" in token.text:
            return {address for address in self.org if fnmatchcase(address, token.text)}
        if token.text not in self.org:
            near = nearest(token.text, self.org)
            hint = say(" Did you mean {close}?", close=near) if near else ""
            self.fail(token, say("There is no asset {asset}.{hint}", asset=_shown(token.text), hint=hint))
        return {Address(token.text)}

    def matching(self, holds: Callable[[Asset], bool]) -> set[Address]:
        return {address for address, asset in self.org.items() if holds(asset)}

    def by_kind(self, value: _Token) -> set[Address]:
        if "*" not in value.text and "?" not in value.text and value.text not in self.org.kinds:
            close = get_close_matches(value.text, list(self.org.kinds), n=1)
            hint = say(" Did you mean {close}?", close=close[0]) if close else ""
            self.fail(
                value,
                say(
                    "There is no kind {kind}.{hint} There are {kinds}.",
                    kind=_shown(value.text),
                    hint=hint,
                    kinds=", ".join(self.org.kinds),
                ),
            )
        return {address for address in self.org if fnmatchcase(address.kind, value.text)}

    def by_owner(self, value: _Token) -> set[Address]:
        wanted = value.text if "/" in value.text else f"team/{value.text}"
        return self.matching(lambda asset: fnmatchcase(asset.owner or "", wanted))

    def by_tag(self, value: _Token) -> set[Address]:
        def holds(asset: Asset) -> bool:
            tags = asset.attributes.get("tags")
            return isinstance(tags, list) and any(isinstance(tag, str) and fnmatchcase(tag, value.text) for tag in tags)

        return self.matching(holds)

    def by_state(self, value: _Token) -> set[Address]:
        return self.matching(lambda asset: fnmatchcase(str(asset.attributes.get("state", _DEFAULT_STATE)), value.text))

    def by_folder(self, value: _Token) -> set[Address]:
        wanted = value.text.strip("/")

        def holds(asset: Asset) -> bool:
            folder = str(asset.attributes.get("folder", "")).strip("/")
            return fnmatchcase(folder, wanted) or fnmatchcase(folder, f"{wanted}/*")

        return self.matching(holds)

    def by_changed(self, value: _Token) -> set[Address]:
        if self.changed is None:
            self.fail(value, say("changed: needs the history of the org, which is not at hand here."))
        return {address for address in self.changed(value.text) if address in self.org}

    def below(self, address: Address) -> Iterable[Address]:
        """The next assets that a change of `address` reaches."""
        for edge in self.links.used_by(address):
            if _flow(edge) is Flow.TO_SOURCE:
                yield edge.source
        for edge in self.links.uses(address):
            if _flow(edge) is Flow.TO_TARGET:
                yield edge.target

    def above(self, address: Address) -> Iterable[Address]:
        """The next assets whose change reaches `address`."""
        for edge in self.links.uses(address):
            if _flow(edge) is Flow.TO_SOURCE:
                yield edge.target
        for edge in self.links.used_by(address):
            if _flow(edge) is Flow.TO_TARGET:
                yield edge.source

    def walk(self, start: Collection[Address], hops: str, step: Callable[[Address], Iterable[Address]]) -> set[Address]:
        left = int(hops[:9]) if hops else len(self.org)
        found, frontier = set(start), set(start)
        while frontier and left > 0:
            frontier = {near for address in frontier for near in step(address) if near in self.org} - found
            found |= frontier
            left -= 1
        return found


#: The words before a colon, and what each picks.
METHODS: Mapping[str, Callable[[_Reader, _Token], set[Address]]] = {
    "kind": _Reader.by_kind,
    "owner": _Reader.by_owner,
    "tag": _Reader.by_tag,
    "state": _Reader.by_state,
    "folder": _Reader.by_folder,
    "changed": _Reader.by_changed,
}


def _flow(edge: Edge) -> Flow:
    return relation(edge.relation).flow


def _shown(text: str) -> str:
    shown = "".join(char if char.isprintable() else "?" for char in text[:80])
    return shown + ("…" if len(text) > 80 else "")
