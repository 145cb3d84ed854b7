"""What Tryton holds of each kind: the gaps that every asset has, those of single ones, and what is left of an asset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from mapconfig.backend import Capability, Outcome, Verb
from mapconfig.backends.tryton import mail
from mapconfig.backends.tryton.pyson import Unheld
from mapconfig.backends.tryton.reading import read
from mapconfig.backends.tryton.records import PARTIES
from mapconfig.backends.tryton.tree import UnheldAt, planted
from mapconfig.language import say

_WRITES: Final = dict.fromkeys((Verb.CREATE, Verb.UPDATE, Verb.DELETE), Outcome.APPLY)
_RUNS: Final = {**_WRITES, **dict.fromkeys((Verb.ACTIVATE, Verb.DEACTIVATE), Outcome.APPLY)}

#: How many requests a step takes, by kind and verb: counted on a Tryton that runs, and held there by a test. A thing is
#: looked for or read before its step, read again right before the write, written, and read twice after it: for the
#: answer, and as anybody would see it. What a journey names is looked up before it is started or stopped, and whoever
#: asks for a list before it is deleted.
_COSTS: Final[Mapping[str, Mapping[Verb, int]]] = {
    "list": {Verb.CREATE: 4, Verb.UPDATE: 5, Verb.DELETE: 7},
    "campaign": {Verb.CREATE: 5, Verb.UPDATE: 5, Verb.DELETE: 5},
    "email": {Verb.CREATE: 5, Verb.UPDATE: 5, Verb.DELETE: 5},
    "journey": {Verb.CREATE: 5, Verb.UPDATE: 6, Verb.DELETE: 8, Verb.ACTIVATE: 9, Verb.DEACTIVATE: 8},
}
#: How many requests it takes to list what there is: of texts fewer come with one answer, and a journey has two tables.
_LISTING: Final = {"email": 2, "journey": 2}

#: What no asset can have in Tryton, whatever its kind.
_NOWHERE: Final = {
    "description": "Tryton has no descriptions of categories, e-mails and scenarios; it stays in the files.",
    "owner": "Tryton knows users and no teams; who owns what stays in the files.",
    "tags": "Tryton has no tags on its own things; they stay in the files.",
    "folder": "Tryton files categories in a tree of their own, which stays as it is, and other things nowhere.",
    "why": "Tryton has no place for reasons; they stay in the files.",
    "protected": "Tryton's rights go by groups of users and not by single assets; the files protect it here.",
}
_REPORTS: Final = "Tryton counts by scenario, and has nothing between scenarios and reports; it stays in the files."

_HOLDS: Final[Mapping[str, Capability]] = {
    "list": Capability(
        _WRITES,
        gaps={
            **_NOWHERE,
            "purpose": "A category does not know what it is for; journeys say whom they hold back.",
            "gaps": "What other platforms cannot hold is no matter of Tryton's.",
        },
    ),
    "campaign": Capability(
        _WRITES,
        gaps={
            **_NOWHERE,
            "type": "A category has no type.",
            "crm_campaign": "A category has no name in another system.",
            "utm": "Mails of a scenario have links without tags for web analytics. Write the tags into the links.",
            "start": "A category has no dates.",
            "end": "A category has no dates.",
            "budget": "A category has no budget.",
        },
    ),
    "email": Capability(
        _WRITES,
        gaps={
            **_NOWHERE,
            "state": "An e-mail of Tryton has no state; the journeys that send it have.",
            "preheader": "Tryton has no field for it. Write it into the body, as a first hidden line.",
            "text": "Tryton makes the plain text out of the HTML by itself.",
            "campaign": _REPORTS,
        },
    ),
    "journey": Capability(_RUNS, gaps={**_NOWHERE, "campaign": _REPORTS}),
}

CAPABILITIES: Final[Mapping[str, Capability]] = {
    kind: replace(each, requests=_COSTS[kind], listing=_LISTING.get(kind, 1)) for kind, each in _HOLDS.items()
}

#: Attributes whose lack would make an e-mail another one, or send it to others.
_EMAIL_GAPS: Final = {
    "to": "Tryton's newsletters go to lists of addresses, which no journey can use; mapconfig does not write them.",
    "schedule": "Tryton sends an e-mail when a journey comes to it, and at no date.",
    "suppress": "Tryton holds people back journey by journey: name these lists under `suppress` of its journeys.",
    "template": "A mail of Tryton takes its looks from no other. Write them into the body.",
}
_JOURNEY_GAPS: Final = {
    "goal": "Nobody leaves a scenario of Tryton by reaching a goal.",
    "exit": "Nobody leaves a scenario of Tryton early. Ask `if` before each e-mail, where that is enough.",
}


def gaps(kind: str, attributes: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    """What of just these attributes Tryton cannot hold, by dotted path."""
    found: dict[str, str] = {}
    if any(character < " " for character in attributes.get("title", "")):
        found["title"] = "Tryton takes no tabs and no line breaks in a name."
    if kind in ("list", "campaign") and attributes.get("state", "active") != "active":
        found["state"] = (
            "A category of Tryton takes no changes while it is archived. Leave `state` out, and archive it in Tryton "
            "when nobody needs it any more."
        )
    vendor = (attributes.get("vendor") or {}).get("tryton", {})
    if not isinstance(vendor, Mapping):
        found["vendor.tryton"] = say("What is for Tryton alone is a mapping of its own names.")
    elif kind != "journey" and vendor:
        found["vendor.tryton"] = f"There is nothing that {kind} files could say for Tryton alone."
    if kind == "list":
        found.update(_of_list(attributes))
    elif kind == "email":
        found.update(_of_email(attributes, fields))
    elif kind == "journey":
        found.update(_of_journey(attributes))
    return found


def _of_list(attributes: Mapping[str, Any]) -> dict[str, str]:
    filled = (
        "Lists of Tryton are categories that people, imports and other programs put a party into; none fills itself by "
        "what is asked here. Fill a static list from where this is known."
    )
    found = {name: filled for name in ("criteria", "extends") if name in attributes}
    if not found and attributes.get("static") is not True:
        found["static"] = "A list of Tryton is static: say so, or it would seem to be one that nobody can be on."
    return found


def _of_email(attributes: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    found = {name: why for name, why in _EMAIL_GAPS.items() if name in attributes}
    if attributes.get("type", "journey") != "journey":
        found["type"] = "Only journeys send e-mails in the part of Tryton that mapconfig writes."
    if attributes.get("operational") is True:
        found["operational"] = "Tryton sends nothing of a scenario to people who left it, whatever the e-mail is."
    return {**found, **mail.gaps(attributes, fields)}


def _of_journey(attributes: Mapping[str, Any]) -> dict[str, str]:
    found = {name: why for name, why in _JOURNEY_GAPS.items() if name in attributes}
    entry = attributes.get("entry") or {}
    if entry.get("forms"):
        found["entry.forms"] = "Tryton has no forms. Have a list filled by what takes them, and enter from that."
    if entry.get("re_entry", "never") != "never":
        found["entry.re_entry"] = "Everybody walks a scenario of Tryton once in a lifetime."
    own = own_of(attributes)
    if "domain" in own and entry.get("lists"):
        found["entry.lists"] = "vendor.tryton.domain says who enters; it is one or the other."
    asks = entry.get("lists") or attributes.get("suppress") or any("if" in step for step in attributes.get("steps", ()))
    if own.get("model", PARTIES) != PARTIES and asks:
        found["vendor.tryton.model"] = "Only parties are on lists, and this journey is walked by something else."
    for name in sorted(own):
        if name not in ("domain", "model", "activities"):
            found[f"vendor.tryton.{name}"] = "For a journey there are domain and model, and nothing else."
    if not isinstance(own.get("domain", []), list):
        found["vendor.tryton.domain"] = say(
            "A domain of Tryton is a list of what it asks. Write it so, or take it out."
        )
    if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", str(own.get("model", PARTIES))):
        found["vendor.tryton.model"] = say(
            "A model of Tryton is a name such as sale.sale. Write it so, or take it out."
        )
    if "activities" in own:
        tree = own["activities"]
        why = tree.get("why", "") if isinstance(tree, Mapping) else ""
        found["vendor.tryton.activities"] = say(
            "{why} Steps cannot say that; edit it in Tryton.", why=str(why) or say("It has activities of its own.")
        )
        return found
    try:
        planted(attributes)
    except UnheldAt as why:
        found[why.path] = str(why)
    return found


def own_of(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the files say for Tryton alone."""
    own = (attributes.get("vendor") or {}).get("tryton")
    return own if isinstance(own, Mapping) else {}


def kept(kind: str, attributes: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """What Tryton gives back of `attributes`, not yet in normal form."""
    left_out = {name for name in CAPABILITIES[kind].gaps if "." not in name} | {"vendor"}
    found = {name: value for name, value in attributes.items() if name not in left_out}
    title = str(found.pop("title", "")).strip()
    if title:
        found["title"] = title
    if kind in ("list", "campaign"):
        if found.pop("state", "active") != "active":
            found["state"] = "archived"
    elif kind == "email":
        texts = mail.attributes_of(mail.mail_of(found, fields), fields)
        found = {name: value for name, value in found.items() if name not in ("subject", "body", "sender")} | texts
    else:
        found.pop("state", None)
        entry = {name: value for name, value in (found.pop("entry", None) or {}).items() if value}
        found.update({"entry": entry} if entry else {}, **_steps(found))
        own = own_of(attributes)
        if own:
            found["vendor"] = {"tryton": dict(own)}
    return found


def _steps(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The steps as they come back: in the order in which people meet them, each with the way on that it has."""
    try:
        back = read(planted(attributes))
    except Unheld:
        return {}
    return {"steps": back.steps, **({"suppress": back.suppress} if back.suppress else {})}
