"""A comparison with a bit of everything in it, for the tests of the views that tell it."""

from __future__ import annotations

from typing import Any

import yaml
from tests.graph.orgs import org_of
from tests.impact.test_effects import HERE, patched

from mapconfig.address import Address
from mapconfig.diff import diff, suggest_renames
from mapconfig.impact import impact
from mapconfig.impact.people import NOT_ASKED
from mapconfig.model import Org, Tombstone
from mapconfig.report import changes
from mapconfig.values import replace

BASE: dict[str, Any] = yaml.safe_load((HERE / "org.yaml").read_bytes())

#: Text that means something to a terminal, to Markdown, to HTML and to a forge.
HOSTILE = "x\x1b[2K\u202e|`]](javascript:a) @org/all #12 <img src=x> <!-- ```\n## done"


def compared(one: Org, other: Org, **labels: Any) -> dict[str, Any]:
    """The document of the diff view for two orgs."""
    found = diff(one, other)
    moved = labels.pop("people", NOT_ASKED)
    return changes.document(found, impact(found, one, other), other, moved, renames=suggest_renames(found), **labels)


def edited(edits: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    """The document for an edit of the org of the effect cases; what is taken out of it has a tombstone."""
    one = patched(BASE, before or {})
    gone = tuple(Tombstone(Address(name), "Done.") for name, edit in edits.items() if edit is None)
    after = replace(org_of(patched(one, edits)), removed=gone)
    return compared(org_of(one), after, before="main", after="the working tree")


EVERYTHING: dict[str, Any] = {
    "journey/onboarding": {"suppress": None},
    "email/letter": {"body": "a\nb\nc", "vendor": {"mautic": {"a": {"b": 1}}}},
    "list/customers": {"criteria": ["account.type is Customer", "score > 5"], "title": "All customers"},
    "list/everyone": None,
    "list/reachable": {"owner": "team/ops", "criteria": ["country is not blank"]},
    "snippet/new": {"content": "x"},
    "list/prospects": None,
    "list/suspects": {"renamed_from": "prospects", "owner": "team/ops", "criteria": ["not in list customers"]},
    "email/prospecting": {"to": ["list/suspects"]},
    "journey/idea": {"entry": {"lists": ["list/suspects"]}},
    "scoring/model": {"grade": [{"id": "fr", "when": ["country is FR"], "adjust": 1}]},
}
