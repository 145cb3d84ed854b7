"""One line of the journal: what happened, chained to the line before by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mapconfig.language import say
from mapconfig.model import canonical

FORMAT = "mapconfig.journal/1"

#: What an entry may tell, and what its `data` then holds; `schemas/journal.schema.json` has it field by field.
TYPES: dict[str, str] = {
    "opened": "the first entry of a record: format, lineage, environment, platform",
    "repaired": "a crash had cut an append short: what was there, and what was done about it",
    "started": "an apply began, and the plan is spent: digest, config, accepts, impact, number of steps",
    "resumed": "an apply that did not end went on",
    "noted": "an asset was found to be as the files want it",
    "intent": "the platform is about to be asked for one step",
    "done": "a step is done and was read back",
    "failed": "a step did not come about, with the fields that differ",
    "unclear": "nobody knows yet whether a step came about; its intent stays open",
    "skipped": "a step was not tried because of another",
    "waiting": "a step is for a person and not done yet",
    "attested": "a person signed that a manual step is done",
    "interrupted": "the apply was stopped: by somebody between two steps, or because the platform was silent",
    "finished": "every step has a result",
    "adopted": "mapconfig manages an asset from now on that already existed",
    "forgotten": "mapconfig no longer manages an asset; it stays on the platform",
    "observed": "what a change did to people, counted after it",
}

#: What the first entry is chained to.
BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, when, and who did it.

    `seq` counts from 1 without gaps. `time` is UTC in RFC 3339; it is for people, nothing is decided by it. `actor`
    is who ran the command. `plan` is a plan's id or empty. `prev` is the hash of the entry before.
    """

    seq: int
    time: str
    type: str
    actor: str
    plan: str
    env: str
    data: Mapping[str, Any]
    prev: str
    hash: str

    @classmethod
    def seal(
        cls,
        after: Entry | None,
        *,
        time: str,
        type: str,
        actor: str,
        plan: str,
        env: str,
        data: Mapping[str, Any],
    ) -> Entry:
        """The entry that comes after another one, or first. Raises ValueError for a type that is not in `TYPES`."""
        if type not in TYPES:
            raise ValueError(f"{type!r} is no entry of a journal")
        body: dict[str, Any] = {
            "seq": after.seq + 1 if after else 1,
            "time": time,
            "type": type,
            "actor": actor,
            "plan": plan,
            "env": env,
            "data": data,
            "prev": after.hash if after else BEGINNING,
        }
        return cls(**body, hash=hashlib.sha256(canonical(body)).hexdigest())

    @property
    def line(self) -> bytes:
        """The entry as a line of the journal, with its end."""
        return canonical({name: getattr(self, name) for name in _NAMES}) + b"\n"


_NAMES = ("seq", "time", "type", "actor", "plan", "env", "data", "prev", "hash")
_TYPES = {"seq": int, "data": dict}
_BEFORE_HASH = b',"hash":"'


def _hash_of_line(line: bytes) -> str:
    """The hash that the entry of a line should have: that of the line without its hash and its end.

    Names are sorted, and all values after "hash" are texts and a number, so the last place that looks like it is it.
    """
    start = line.rindex(_BEFORE_HASH)
    end = line.index(b'"', start + len(_BEFORE_HASH)) + 1
    return hashlib.sha256(line[:start] + line[end:].rstrip(b"\n")).hexdigest()


def parse(line: bytes) -> Entry:
    """The entry of a line without its end. Raises ValueError with what is wrong when it is not exactly what mapconfig
    writes, or when its hash is not that of what it says."""
    try:
        found = json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise ValueError(say("it is not JSON")) from None
    if not isinstance(found, dict) or set(found) != set(_NAMES):
        raise ValueError(say("it has not the fields of an entry"))
    for name in _NAMES:
        if type(found[name]) is not _TYPES.get(name, str):
            raise ValueError(say("its {name} is of another type", name=repr(name)))
    entry = Entry(**found)
    try:
        written = entry.line
    except (ValueError, RecursionError):
        raise ValueError(say("it holds what no entry can hold")) from None
    if written != line + b"\n":
        raise ValueError(say("it is not written as mapconfig writes it"))
    if _hash_of_line(line) != entry.hash:
        raise ValueError(say("its hash is not that of what it says"))
    return entry
