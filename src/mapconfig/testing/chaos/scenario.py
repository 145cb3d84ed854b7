"""An org of any size, and what people would do to it from one week to the next; all of it by seed."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

#: Where files of a kind are, and how many of a hundred assets are of it.
FOLDERS: Mapping[str, str] = {
    "team": "teams",
    "field": "fields",
    "list": "lists",
    "snippet": "snippets",
    "email": "emails",
    "journey": "journeys",
}
_SHARES: Mapping[str, int] = {"list": 50, "email": 25, "snippet": 10, "journey": 15}
_COUNTRIES = ("France", "Spain", "Italy", "Kenya", "Chile", "Japan")

Attributes = dict[str, Any]


class Scenario:
    """An org in `root` of about `assets` assets; `kinds` leaves out those that a platform has not.

    `wanted` is what the platform shall have, by address, as a person would write it. Nothing in it is shared with what
    reads the files. A subclass may say other assets for all to rely on (`basis`), and in which field people have
    a country (`place`).
    """

    basis: Mapping[str, Attributes] = {
        "team/ops": {"title": "Operations", "contact": "ops@chaos.example"},
        "field/country": {"title": "Country", "type": "text"},
        "field/industry": {"title": "Industry", "type": "text"},
        "list/everybody": {"title": "Everybody", "criteria": ["country is not blank"]},
    }
    place = "country"

    def __init__(
        self, root: Path, assets: int, seed: int, settings: Mapping[str, Any], kinds: Sequence[str] = tuple(FOLDERS)
    ) -> None:
        self.root = root
        self.kinds = frozenset(kinds)
        self.wanted: dict[str, Attributes] = {}
        self.gone: list[str] = []
        """What was asked to be deleted."""
        self.renamed: dict[str, str] = {}
        """New address to the old one, in this round."""
        self.round = 0
        self._dice = random.Random(f"{seed}/scenario")
        self._settings = settings
        self._count = 0
        for address, attributes in self.basis.items():
            if address.partition("/")[0] in self.kinds:
                self.wanted[address] = dict(attributes)
        while len(self.wanted) < assets:
            self._add()
        self._write()

    def edit(self) -> None:
        """What happens in a week: texts change, lists get other names, a few things come and a few go."""
        self.round += 1
        self.renamed = {}
        dice = self._dice
        for address in dice.sample(sorted(self.wanted), max(1, len(self.wanted) * 2 // 5)):
            self._change(address.partition("/")[0], self.wanted[address])
        lists = [address for address in sorted(self.wanted) if address.startswith("list/")]
        free = [address for address in lists if not self._used(address)]
        for address in dice.sample(free, min(2, len(free))):
            del self.wanted[address]
            self.gone.append(address)
        lists = [address for address in lists if address in self.wanted]
        for address in dice.sample(lists, min(2, len(lists))):
            self._rename(address, f"{address}-r{self.round}")
        for _ in range(3):
            self._add()
        self._write()

    def take(self, address: str, name: str, theirs: str) -> None:
        """Take what somebody else wrote on the platform into the files."""
        self.wanted[address][name] = theirs
        self._write()

    def _used(self, address: str) -> bool:
        return any(address in json.dumps(attributes) for attributes in self.wanted.values())

    def _change(self, kind: str, attributes: Attributes) -> None:
        dice, number = self._dice, self.round
        if kind == "list":
            attributes["criteria"] = [f"{self.place} is {dice.choice(_COUNTRIES)}", f"industry is not Trade{number}"]
        elif kind == "snippet":
            attributes["content"] = f"Other words {number} {dice.randrange(1000)}"
        elif kind == "email":
            attributes["subject"] = f"Another subject {number} {dice.randrange(1000)}"
        elif kind == "journey":
            attributes["steps"][0]["wait"] = f"{number + dice.randrange(2, 20)} days"

    def _rename(self, old: str, new: str) -> None:
        said = json.dumps(self.wanted).replace(f'"{old}"', f'"{new}"')
        self.wanted = json.loads(said)
        self.renamed[new] = old

    def _add(self) -> None:
        shares = {kind: share for kind, share in _SHARES.items() if kind in self.kinds}
        kind = self._dice.choices(list(shares), list(shares.values()))[0]
        self._count += 1
        self.wanted[f"{kind}/{kind[0]}{self._count}"] = self._made(kind)

    def _made(self, kind: str) -> Attributes:
        dice, title = self._dice, f"{kind.capitalize()} {self._count}"
        lists = [address for address in self.wanted if address.startswith("list/")] or [""]
        if kind == "list":
            made: Attributes = {"title": title, "criteria": [f"{self.place} is {dice.choice(_COUNTRIES)}"]}
            parents = [each for each in lists if each and "extends" not in self.wanted[each]]
            return made | ({"extends": dice.choice(parents)} if parents and dice.random() < 0.3 else {})
        if kind == "snippet":
            return {"title": title, "format": "text", "content": f"Words {self._count}"}
        if kind == "email":
            return {"title": title, "subject": f"Subject {self._count}", "body": f"<p>Body {self._count}</p>"}
        mails = [address for address in self.wanted if address.startswith("email/")]
        steps: list[Attributes] = [{"id": "pause", "wait": "2 days"}]
        if mails:
            steps.append({"id": "mail", "send": dice.choice(mails)})
        return {"title": title, "entry": {"lists": [dice.choice(lists)]}, "steps": steps}

    def _write(self) -> None:
        """The files of the org, anew."""
        for folder in FOLDERS.values():
            for file in (self.root / folder).glob("*.yaml"):
                file.unlink()
        for address, attributes in self.wanted.items():
            kind, key = address.split("/")
            document = {"kind": kind, "key": key, **attributes}
            if address in self.renamed:
                document["renamed_from"] = self.renamed[address].split("/")[1]
            self._put(f"{FOLDERS[kind]}/{key}.yaml", document)
        tombstones = [{"asset": address, "why": "Nobody needs it"} for address in self.gone]
        self._put("removed.yaml", {"removed": tombstones})
        environment = {"name": "Chaos", "default_environment": "chaos", "environments": {"chaos": self._settings}}
        self._put("mapconfig.yaml", environment)

    def _put(self, name: str, document: Any) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")  # JSON is YAML
