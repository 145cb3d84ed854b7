"""Where chaos takes place: a platform, somebody else who edits it meanwhile, and a judge who looks past mapconfig."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from mapconfig.backends.embedded.objects import Edit, Stored
from mapconfig.backends.embedded.platform import Platform
from mapconfig.backends.embedded.quirks import Content
from mapconfig.testing.proxy.faults import Reads, by_method
from mapconfig.testing.served.server import Serving, start

#: Who edits the platform past mapconfig.
BYSTANDER = "bob"
#: Assets of his own, which no file names.
STRANGERS = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is not as it should be, each as a sentence; all empty when all is well."""

    lost: tuple[str, ...] = ()
    """What the files want and the platform has not, or has otherwise, or still has."""
    duplicated: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()
    """What somebody else did there and is gone."""

    @property
    def well(self) -> bool:
        return not (self.lost or self.duplicated or self.overwritten)


class Arena(Protocol):
    """A platform that is put to the test. `url` is where it is, past everything that stands in between."""

    url: str
    edits: int
    """How many edits somebody else has made."""
    reads: Reads
    """Which requests change nothing."""

    def settings(self, url: str) -> Mapping[str, Any]:
        """What `mapconfig.yaml` says of the environment, for a platform that is reached at `url`."""

    def login(self, url: str) -> str:
        """What `MAPCONFIG_LOGINS` says for it."""

    def meddle(self, dice: random.Random) -> None:
        """Be somebody else who edits something that no file describes. Called between requests, from any thread."""

    def judge(self, wanted: Mapping[str, Mapping[str, Any]], gone: list[str]) -> Verdict:
        """What the platform has, held against what the files want; without anything of mapconfig in between."""


class EmbeddedArena:
    """The embedded platform, served over HTTP. It takes two objects of one alias, so that a duplicate would be seen."""

    def __init__(self, serving: Serving, settle: float, pause: float) -> None:
        self.reads: Reads = by_method
        self.serving = serving
        self.platform = Platform(serving.platform.file.path, BYSTANDER)
        self.url = serving.url
        self.settle = settle
        self.pause = pause
        self.edits = 0
        self._said: dict[int, str] = {}
        """The last description that he gave to each e-mail, by id."""
        self._own = [
            self.platform.create("list", f"bobs-{number}", Content(f"Bob's {number}", {"static": True}), runs=False)
            for number in range(STRANGERS)
        ]

    def settings(self, url: str) -> Mapping[str, Any]:
        return {"backend": "served", "settings": {"url": url, "pace": {"pause": self.pause}, "seconds": 20}}

    def login(self, url: str) -> str:
        word = ["echo", self.serving.password]
        return f'["{url}"]\nuser = "{self.serving.user}"\npassword = {{command = {json.dumps(word)}}}\n'

    def meddle(self, dice: random.Random) -> None:
        found, _ = self.platform.all(["email"])
        mails = list(found)
        if mails:
            mail = dice.choice(mails)
            self.edits += 1
            text = f"Bob was here, edit {self.edits}"
            self.platform.update("email", mail.id, None, Edit(put={"description": text}), running=True)
            self._said[mail.id] = text

    def judge(self, wanted: Mapping[str, Mapping[str, Any]], gone: list[str]) -> Verdict:
        stored, names = self.platform.all(sorted({address.partition("/")[0] for address in wanted}))
        there: dict[str, list[Stored]] = {}
        for one in stored:
            there.setdefault(f"{one.type}/{one.alias}", []).append(one)
        return Verdict(
            tuple(self._lost(wanted, gone, there, names)),
            tuple(self._duplicated(wanted, there)),
            tuple(self._overwritten(there)),
        )

    def _lost(
        self,
        wanted: Mapping[str, Mapping[str, Any]],
        gone: list[str],
        there: Mapping[str, list[Stored]],
        names: Mapping[tuple[str, int], str],
    ) -> Iterator[str]:
        for address, attributes in wanted.items():
            found = there.get(address)
            if not found:
                yield f"{address} is not there"
                continue
            shown = _shown(found[0], names)
            if shown != {name: value for name, value in attributes.items() if name != "description"}:
                yield f"{address} is {json.dumps(shown)} and should be {json.dumps(attributes)}"
            if found[0].active is False:
                yield f"{address} does not run"
        yield from (f"{address} is still there" for address in gone if address in there)

    def _duplicated(self, wanted: Mapping[str, Any], there: Mapping[str, list[Stored]]) -> Iterator[str]:
        for address, found in there.items():
            if len(found) > 1:
                yield f"{address} is there {len(found)} times"
            elif address not in wanted and found[0].id not in {own.id for own in self._own}:
                yield f"{address} is there and nobody made it"
        log = [one for one in self.platform.requests() if one.who != BYSTANDER]
        made = Counter((one.type, one.alias) for one in log if one.verb == "create")
        for (type, alias), times in made.items():
            if times > 1:
                yield f"{type}/{alias} was made {times} times"

    def _overwritten(self, there: Mapping[str, list[Stored]]) -> Iterator[str]:
        now = {(one.type, one.id): one for found in there.values() for one in found}
        for number, text in self._said.items():
            mail = now.get(("email", number))
            if mail is None or mail.content.fields.get("description") != text:
                yield f"what Bob wrote on the e-mail with id {number} is gone"
        for own in self._own:
            if now.get(("list", own.id)) != own:
                yield f"Bob's own list/{own.alias} is not as he made it"


def _shown(one: Stored, names: Mapping[tuple[str, int], str]) -> dict[str, Any]:
    """What the platform holds as a person would write it, read here in a way of its own."""

    def called(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]}{names.get((found[1], int(found[3])), 'nobody')}"

    fields = json.loads(re.sub(r"\b([a-z-]+)([/ ])id-([0-9]+)\b", called, json.dumps(one.content.fields)))
    fields.pop("description", None)
    return {"title": one.content.name, **fields}


@contextmanager
def embedded(folder: Path, settle: float, pause: float) -> Iterator[EmbeddedArena]:
    """The embedded platform in `folder`, served for as long as the block lasts."""
    platform = Platform(folder / "platform.sqlite3")
    platform.configure(unique=False)
    with start(platform, settle=settle, pause=pause, token_seconds=20.0) as serving:
        yield EmbeddedArena(serving, settle, pause)
