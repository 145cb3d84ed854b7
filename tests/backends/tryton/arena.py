"""Chaos on a Tryton: an org of any size, somebody else who edits there, and a judge who looks past mapconfig."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mapconfig.testing.chaos import Scenario, Verdict
from mapconfig.testing.proxy.faults import Reads
from mapconfig.testing.tryton import PASSWORD, USER, Server
from mapconfig.testing.tryton.client import ACTIVITY, CATEGORY, SCENARIO

Attributes = dict[str, Any]

#: Out of a hundred assets.
_SHARES = {"list": 40, "campaign": 10, "email": 30, "journey": 20}
_MARK = re.compile(r"(?P<title>.*) \[(?P<key>[\w.-]+)\]")


class TrytonScenario(Scenario):
    """Lists that people are put on, e-mails, and journeys that hold people back."""

    def __init__(self, root: Path, assets: int, seed: int, settings: Mapping[str, Any]) -> None:
        self.root = root
        self.wanted = {"team/ops": {"title": "Operations", "contact": "ops@chaos.example"}}
        self.gone = []
        self.renamed = {}
        self.round = 0
        self._dice = random.Random(f"{seed}/tryton")
        self._settings = settings
        self._count = 0
        for kind in ("list", "list", "email", "journey"):
            self._one(kind)
        while len(self.wanted) < assets + 1:
            self._one(self._dice.choices(list(_SHARES), list(_SHARES.values()))[0])
        self._write()

    def edit(self) -> None:
        """A week later: other words, other waits, other names, some more and some less."""
        self.round += 1
        self.renamed = {}
        dice = self._dice
        for address in dice.sample(sorted(self.wanted), max(1, len(self.wanted) * 2 // 5)):
            self._change(address.partition("/")[0], self.wanted[address])
        for kind in ("list", "journey"):
            free = [each for each in sorted(self.wanted) if each.startswith(f"{kind}/") and not self._used(each)]
            for address in dice.sample(free, min(2, len(free))):
                del self.wanted[address]
                self.gone.append(address)
            there = [each for each in sorted(self.wanted) if each.startswith(f"{kind}/")]
            for address in dice.sample(there, min(2, len(there))):
                self._rename(address, f"{address}-r{self.round}")
        self.wanted = {address: self.wanted[address] for address in sorted(self.wanted)}
        for kind in ("list", "email", "journey"):
            self._one(kind)
        self._write()

    def _rename(self, old: str, new: str) -> None:
        said = json.dumps(self.wanted).replace(f'"{old}"', f'"{new}"')
        said = said.replace(f'in list {old.partition("/")[2]}"', f'in list {new.partition("/")[2]}"')
        self.wanted = json.loads(said)
        self.renamed[new] = old

    def _used(self, address: str) -> bool:
        said = json.dumps(list(self.wanted.values()))
        return f'"{address}"' in said or f'in list {address.partition("/")[2]}"' in said

    def _one(self, kind: str) -> None:
        self._count += 1
        self.wanted[f"{kind}/{kind[0]}{self._count}"] = self._made(kind)

    def _change(self, kind: str, attributes: Attributes) -> None:
        number = f"{self.round}-{self._dice.randrange(1000)}"
        if kind == "email":
            attributes["subject"] = f"Other subject {number}"
        elif kind == "journey":
            attributes["steps"][0]["wait"] = f"{self._dice.randrange(8, 29) * 10} hours"
            longer = {"id": f"more{self.round}", "wait": "3 days"}
            attributes["steps"].insert(1, longer)
        elif kind != "team":
            attributes["title"] = f"Other {number}"

    def _made(self, kind: str) -> Attributes:
        dice, number = self._dice, self._count
        if kind == "list":
            return {"title": f"List {number}", "static": True}
        if kind == "campaign":
            return {"title": f"Campaign {number}"}
        if kind == "email":
            return {"title": f"E-mail {number}", "subject": f"Subject {number}", "body": f"<p>Body {number}</p>"}
        lists = [each for each in sorted(self.wanted) if each.startswith("list/")]
        mails = [each for each in sorted(self.wanted) if each.startswith("email/")]
        entered, held = dice.sample(lists, 2)
        steps: list[Attributes] = [
            {"id": "pause", "wait": "2 days"},
            {"id": "mail", "send": dice.choice(mails)},
            {"id": "asked", "if": [f"in list {held.partition('/')[2]}"], "then": "last", "else": "end"},
            {"id": "last", "send": dice.choice(mails)},
        ]
        return {"title": f"Journey {number}", "entry": {"lists": [entered]}, "suppress": [held], "steps": steps}

    def _write(self) -> None:
        for file in self.root.glob("assets/*.yaml"):
            file.unlink()
        for address, attributes in self.wanted.items():
            kind, key = address.split("/")
            document = {"kind": kind, "key": key, **attributes}
            if address in self.renamed:
                document["renamed_from"] = self.renamed[address].split("/")[1]
            self._put(f"assets/{kind}-{key}.yaml", document)
        self._put("removed.yaml", {"removed": [{"asset": each, "why": "Nobody needs it"} for each in self.gone]})
        self._put("mapconfig.yaml", {"name": "Chaos", "environments": {"chaos": dict(self._settings)}})


def reads(method: str, target: str, body: bytes) -> bool:
    """All calls are POST; which of them change nothing is in their names."""
    del method, target
    return re.search(rb'"method": ?"[\w.]*\.(search_read|search|read|login|version|get_access)"', body) is not None


class TrytonArena:
    """The first database of a server."""

    def __init__(self, server: Server, settle: float, pause: float = 0.02) -> None:
        self.server = server
        self.url = server.url
        self.settle = settle
        self.pause = pause
        self.edits = 0
        self.reads: Reads = reads
        self.bob = server.client()
        self._said: dict[tuple[str, int], object] = {}
        self._own = [self.bob.create(CATEGORY, name=f"Bob's {number}") for number in range(3)]

    def settings(self, url: str) -> Mapping[str, Any]:
        own = {"url": url, "database": "drip", "settle": self.settle, "pace": {"pause": self.pause}}
        return {"backend": "tryton", "settings": own}

    def login(self, url: str) -> str:
        return f'["{url}"]\nuser = "{USER}"\npassword = {{command = ["echo", "{PASSWORD}"]}}\n'

    def meddle(self, dice: random.Random) -> None:
        """Set a field that mapconfig knows nothing of, of a record that it writes."""
        model = dice.choice([SCENARIO, ACTIVITY])
        where: list[Any] = [["name", "like", "%]"]] + (
            [["parent.domain", "like", "%e-mails%", SCENARIO]] if model == ACTIVITY else []
        )
        found = self.bob.records(model, "name", where=where)
        if not found:
            return
        number = dice.choice(found)["id"]
        self.edits += 1
        if model == SCENARIO:
            self.bob.write(model, number, unsubscribable=True)
        else:
            self.bob.write(model, number, delay={"__class__": "timedelta", "seconds": self.edits})
        self._said[model, number] = True if model == SCENARIO else float(self.edits)

    def judge(self, wanted: Mapping[str, Mapping[str, Any]], gone: list[str]) -> Verdict:
        """What is there, by a session of his own and nothing of mapconfig."""
        there: dict[str, list[dict[str, Any]]] = {}
        lists: dict[int, str] = {}
        for record in self.bob.records(CATEGORY, "name", "parent.name"):
            kind = "campaign" if (record.get("parent.") or {}).get("name") == "Campaigns" else "list"
            self._seen(there, kind, record)
            lists[record["id"]] = record["name"]
        acts = self.bob.records(
            ACTIVITY, "name", "parent", "delay", "condition", "email_title", "email_template", "action"
        )
        library = ""
        for record in self.bob.records(SCENARIO, "name", "domain", "state", "unsubscribable"):
            if "mapconfig: e-mails" in record["domain"]:
                library = f"{SCENARIO},{record['id']}"
            else:
                self._seen(there, "journey", record)
        for record in acts:
            if record["parent"] == library:
                self._seen(there, "email", record)
        return Verdict(
            tuple(self._lost(wanted, gone, there, lists, acts)),
            tuple(self._duplicated(wanted, there, acts)),
            tuple(self._overwritten()),
        )

    @staticmethod
    def _seen(there: dict[str, list[dict[str, Any]]], kind: str, record: dict[str, Any]) -> None:
        found = _MARK.fullmatch(record["name"])
        if found:
            there.setdefault(f"{kind}/{found['key']}", []).append({**record, "title": found["title"]})

    def _lost(
        self,
        wanted: Mapping[str, Mapping[str, Any]],
        gone: list[str],
        there: Mapping[str, list[dict[str, Any]]],
        lists: Mapping[int, str],
        acts: list[dict[str, Any]],
    ) -> Iterator[str]:
        for address, attributes in wanted.items():
            if address.startswith("team/"):
                continue
            found = there.get(address)
            if not found:
                yield f"{address} is not there"
                continue
            record = found[0]
            if record["title"] != attributes["title"]:
                yield f"{address} is called {record['title']}"
            if address.startswith("email/"):
                yield from self._mail(address, attributes, record)
            if address.startswith("journey/"):
                yield from self._journey(address, attributes, record, wanted, lists, acts)
        yield from (f"{address} is still there" for address in gone if address in there)

    @staticmethod
    def _mail(address: str, attributes: Mapping[str, Any], record: Mapping[str, Any]) -> Iterator[str]:
        if record["email_title"] != attributes["subject"] or attributes["body"] not in record["email_template"]:
            yield f"{address} says {record['email_title']!r}"

    def _journey(
        self,
        address: str,
        attributes: Mapping[str, Any],
        record: Mapping[str, Any],
        wanted: Mapping[str, Mapping[str, Any]],
        lists: Mapping[int, str],
        acts: list[dict[str, Any]],
    ) -> Iterator[str]:
        if record["state"] != "running":
            yield f"{address} does not run"
        entered = attributes["entry"]["lists"][0].partition("/")[2]
        if [lists[number].endswith(f"[{entered}]") for number in json.loads(record["domain"])[0][2]] != [True]:
            yield f"{address} takes in the wrong people"
        below: dict[str, list[dict[str, Any]]] = {}
        for act in acts:
            below.setdefault(str(act["parent"]), []).append(act)
        tree: dict[str, dict[str, Any]] = {}
        level = below.get(f"{SCENARIO},{record['id']}", [])
        while level:
            tree.update({act["name"]: act for act in level})
            level = [child for act in level for child in below.get(f"{ACTIVITY},{act['id']}", [])]
        held = attributes["suppress"][0].partition("/")[2]
        for step in attributes["steps"]:
            if "wait" in step:
                number, unit = step["wait"].split()
                length = int(number) * {"hours": 3600, "days": 86400}[unit]
                if step["id"] not in tree or (tree[step["id"]]["delay"] or {}).get("seconds") != length:
                    yield f"{address} does not wait {step['wait']} at {step['id']}"
            if "send" in step:
                mail, sent = wanted[step["send"]], tree.get(step["id"])
                if sent is None or sent["email_title"] != mail["subject"] or mail["body"] not in sent["email_template"]:
                    yield f"{address} sends something else at {step['id']}"
                elif not any(
                    lists[n].endswith(f"[{held}]") for n in map(int, re.findall(r'"k": (\d+)', sent["condition"]))
                ):
                    yield f"{address} holds nobody back at {step['id']}"
        names = {step["id"] for step in attributes["steps"]}
        if {name.partition(":")[0] for name in tree} != names:
            yield f"{address} has the activities {sorted(tree)}"

    @staticmethod
    def _duplicated(
        wanted: Mapping[str, Any], there: Mapping[str, list[dict[str, Any]]], acts: list[dict[str, Any]]
    ) -> Iterator[str]:
        for address, found in there.items():
            if len(found) > 1:
                yield f"{address} is there {len(found)} times"
            elif address not in wanted:
                yield f"{address} is there and nobody wants it"
        seen: set[tuple[str, str]] = set()
        for act in acts:
            place = (str(act["parent"]), act["name"])
            if act["parent"] and place in seen:
                yield f"the activity {act['name']} is there twice below {act['parent']}"
            seen.add(place)

    def _overwritten(self) -> Iterator[str]:
        for (model, number), value in self._said.items():
            field = "unsubscribable" if model == SCENARIO else "delay"
            found = self.bob.records(model, field, where=[["id", "=", number]])
            if not found:  # the files asked for it to be deleted
                continue
            now = bool(found[0][field]) if model == SCENARIO else (found[0][field] or {}).get("seconds")
            if now != value:
                yield f"what Bob wrote on {model},{number} is gone"
        kept = {each["id"] for each in self.bob.records(CATEGORY, "name", where=[["name", "like", "Bob%"]])}
        yield from (f"Bob's own category {number} is gone" for number in self._own if number not in kept)
