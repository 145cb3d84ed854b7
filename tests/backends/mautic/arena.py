"""Chaos on a Mautic: an org that it can hold, somebody else who edits there, and a judge who looks into its store."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from mapconfig.testing.chaos import Scenario, Verdict
from mapconfig.testing.mautic import Mautic
from mapconfig.testing.proxy.faults import Reads, by_method

#: What mapconfig puts behind the name of what has no other place for a key.
_MARK = re.compile(r" \(mapconfig: [a-z-]+/[\w.-]+\)\Z")
#: Where Mautic has what.
PATHS = {"list": "segments", "email": "emails", "journey": "campaigns", "snippet": "dynamiccontents"}


class MauticScenario(Scenario):
    """The same weeks as elsewhere, with fields that Mautic has not of its own."""

    basis = {
        "field/terrain": {"title": "Terrain", "type": "text"},
        "field/industry": {"title": "Industry", "type": "text"},
        "list/everybody": {"title": "Everybody", "criteria": ["terrain is not blank"]},
    }
    place = "terrain"


class MauticArena:
    """A stand-in for Mautic. Its aliases are no guard against a second one of the same name, so a duplicate would be
    seen."""

    def __init__(self, server: Mautic, settle: float, pause: float) -> None:
        self.server = server
        self.url = server.url
        self.settle = settle
        self.pause = pause
        self.edits = 0
        self.reads: Reads = by_method
        self._said: dict[int, str] = {}
        with server.store.lock:
            made = [server.types["segments"].make(server.store, {"name": f"Bob's {n}"})[1] for n in range(3)]
            self._own = [dict(server.store.of("segments")[thing["id"]]) for thing in made]

    def settings(self, url: str) -> Mapping[str, Any]:
        own = {"url": url, "settle": self.settle, "pace": {"pause": self.pause}}
        return {"backend": "mautic", "settings": own}

    def login(self, url: str) -> str:
        knobs = self.server.knobs
        return f'["{url}"]\nuser = "{knobs.user}"\npassword = {{command = ["echo", "{knobs.password}"]}}\n'

    def meddle(self, dice: random.Random) -> None:
        """Say what stands beside the subject of an e-mail, as on Mautic's own page."""
        store = self.server.store
        with store.lock:
            mails = store.of("emails")
            if not mails:
                return
            mail = mails[dice.choice(sorted(mails))]
            self.edits += 1
            mail["preheaderText"] = f"Bob was here, edit {self.edits}"
            mail["modifiedByUser"], mail["dateModified"] = "Bob", store.moment()
            self._said[mail["id"]] = mail["preheaderText"]

    def judge(self, wanted: Mapping[str, Mapping[str, Any]], gone: list[str]) -> Verdict:
        store = self.server.store
        with store.lock:
            there = {
                kind: {
                    int(number): {**thing, "name": _MARK.sub("", thing["name"])}
                    for number, thing in store.of(path).items()
                }
                for kind, path in PATHS.items()
            }
        return Verdict(
            tuple(self._lost(wanted, gone, there)),
            tuple(self._duplicated(wanted, there)),
            tuple(self._overwritten(there)),
        )

    def _lost(
        self,
        wanted: Mapping[str, Mapping[str, Any]],
        gone: list[str],
        there: Mapping[str, Mapping[int, dict[str, Any]]],
    ) -> Iterator[str]:
        for address, attributes in wanted.items():
            kind = address.partition("/")[0]
            if kind == "field":
                aliases = {thing["alias"] for thing in self.server.store.of("fields/contact").values()}
                if address.partition("/")[2] not in aliases:
                    yield f"{address} is not there"
                continue
            found = [thing for thing in there[kind].values() if thing["name"] == attributes["title"]]
            if not found:
                yield f"{address} is not there"
                continue
            missing = [word for word in _words(attributes, wanted, there) if word not in json.dumps(found[0])]
            if missing:
                yield f"{address} has no {', '.join(missing)}"
            if kind == "journey" and not found[0]["isPublished"]:
                yield f"{address} does not run"
        for address in gone:
            if any(thing["name"] == _title(address) for thing in there[address.partition("/")[0]].values()):
                yield f"{address} is still there"

    def _duplicated(
        self, wanted: Mapping[str, Mapping[str, Any]], there: Mapping[str, Mapping[int, dict[str, Any]]]
    ) -> Iterator[str]:
        for kind, things in there.items():
            for name, times in Counter(thing["name"] for thing in things.values()).items():
                if times > 1:
                    yield f"the {kind} {name!r} is there {times} times"
            titles = {attributes["title"] for address, attributes in wanted.items() if address.startswith(f"{kind}/")}
            for thing in things.values():
                if thing["name"] not in titles and not thing["name"].startswith("Bob's"):
                    yield f"the {kind} {thing['name']!r} is there and nobody wants it"

    def _overwritten(self, there: Mapping[str, Mapping[int, dict[str, Any]]]) -> Iterator[str]:
        for number, text in self._said.items():
            if there["email"].get(number, {}).get("preheaderText") != text:
                yield f"what Bob wrote on the e-mail with id {number} is gone"
        for own in self._own:
            if there["list"].get(own["id"]) != own:
                yield f"Bob's own segment {own['id']} is not as he made it"


def _title(address: str) -> str:
    """The title that the scenario gave to what is at `address`."""
    kind, key = address.split("/")
    return f"{kind.capitalize()} {key[1:].partition('-')[0]}"


def _words(
    attributes: Mapping[str, Any],
    wanted: Mapping[str, Mapping[str, Any]],
    there: Mapping[str, Mapping[int, dict[str, Any]]],
) -> Iterator[str]:
    """What the JSON of a thing in Mautic must have somewhere in it, in a reading of its own."""
    for criterion in attributes.get("criteria", ()):
        yield json.dumps(criterion.split(" ")[-1]) if "blank" not in criterion else "empty"
    for name in ("subject", "body", "content"):
        if name in attributes:
            yield json.dumps(attributes[name])[1:-1]
    for step in attributes.get("steps", ()):
        if "wait" in step:
            yield f'"triggerInterval": {step["wait"].split(" ")[0]},'
        if "send" in step:
            title = wanted[step["send"]]["title"]
            [number] = [number for number, mail in there["email"].items() if mail["name"] == title]
            yield f'"email": {number}'
