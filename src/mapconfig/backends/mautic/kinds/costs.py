"""How many requests a step takes in Mautic, by kind and verb: counted on the stand-in, and held there by a test.

A thing is looked for or read before its step, read again right before the write, written, and read twice after it: for
the answer, and as anybody would see it. A delete looks through the eight lists of what could use the thing. What is
made of several things takes more; how many more depends on the asset, and these are the usual ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mapconfig.backend import Capability, Verb

#: Of a thing by itself: found, made, read, read; or read, read, changed, read, read.
_PLAIN: Mapping[Verb, int] = {
    Verb.CREATE: 4,
    Verb.UPDATE: 5,
    Verb.DELETE: 12,
    Verb.ACTIVATE: 5,
    Verb.DEACTIVATE: 5,
}

#: What takes more: other things are looked up for a body, or belong to the asset and are read and written with it.
_MORE: Mapping[str, Mapping[Verb, int]] = {
    "field": {Verb.DELETE: 4},
    "list": {Verb.CREATE: 5, Verb.DELETE: 13},
    "email": {Verb.CREATE: 5, Verb.DELETE: 13},
    "form": {Verb.CREATE: 5, Verb.UPDATE: 6, Verb.DELETE: 13, Verb.ACTIVATE: 6},
    "journey": {Verb.CREATE: 12, Verb.UPDATE: 18, Verb.DELETE: 21, Verb.ACTIVATE: 13, Verb.DEACTIVATE: 13},
    "rule": {Verb.CREATE: 8, Verb.UPDATE: 11, Verb.DELETE: 16, Verb.ACTIVATE: 9, Verb.DEACTIVATE: 9},
    "scoring": {Verb.CREATE: 20, Verb.UPDATE: 30, Verb.DELETE: 22},
}

#: How many requests one reading takes: with the segments behind a campaign, or by listing all there are.
_READING: Mapping[str, int] = {"journey": 3, "rule": 2, "scoring": 4}


def counted(kind: str, capability: Capability) -> Capability:
    """`capability` with what its steps cost."""
    costs = {**_PLAIN, **_MORE.get(kind, {})}
    requests = {verb: number for verb, number in costs.items() if verb in capability.verbs}
    return replace(capability, requests=requests, reading=_READING.get(kind, 1), listing=1)
