"""What an e-mail's columns hold beside plain texts: body with preheader, times, tags in links, dynamic content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any

from mapconfig.backends.mautic.kinds.kind import Attributes

_HIDDEN = "display:none;max-height:0;overflow:hidden;mso-hide:all"
_PREHEADER = re.compile(r'<!-- preheader --><div style="[^"]*">(.*?)</div><!-- /preheader -->', re.DOTALL)
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_UTM = ("utmSource", "utmMedium", "utmCampaign", "utmContent")


def html(said: Any) -> str | None:
    """HTML as Mautic keeps it: byte for byte, but that browsers send other ends of lines than files have. Spaces before
    it are not looked at; its mark comes last."""
    if said is None:
        return None
    return str(said).replace("\r\n", "\n").replace("\r", "\n").lstrip() or None


def with_preheader(body: str, preheader: Any) -> str:
    """`body` with the preheader as the first text in it, hidden."""
    if not preheader:
        return body
    block = f'<!-- preheader --><div style="{_HIDDEN}">{escape(str(preheader), quote=False)}</div><!-- /preheader -->'
    start = _BODY.search(body)
    place = start.end() if start else 0
    return body[:place] + block + body[place:]


def without_preheader(body: str) -> tuple[str, str | None]:
    """The body, and the preheader that stood in it."""
    found = _PREHEADER.search(body)
    return (body, None) if found is None else (_PREHEADER.sub("", body), unescape(found[1]))


def moment(said: Any) -> str | None:
    """A moment of a file in the form and the zone (UTC) in which Mautic takes it."""
    if not said:
        return None
    when = datetime.fromisoformat(str(said))
    return (when.astimezone(UTC) if when.tzinfo else when).strftime("%Y-%m-%d %H:%M:%S")


def moment_read(said: str | None) -> str | None:
    """The moment that a column stands for, as a file has it."""
    if said is None:
        return None
    when = datetime.fromisoformat(said)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ" if when.second else "%Y-%m-%dT%H:%MZ")


def utm(said: Any) -> dict[str, str] | None:
    """The tags in links that are set; None where none is."""
    if not isinstance(said, Mapping):
        return None
    return {name: str(said[name]) for name in _UTM if said.get(name)} or None


def sent(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as they are sent: tags in links all at once, an empty list for none, and lists only where there are any:
    an e-mail that is not sent to lists has none."""
    out = {
        name: value
        for name, value in columns.items()
        if name not in ("lists", "without") or (value and name == "lists")
    }
    if "utmTags" in out:
        out["utmTags"] = {name: (out["utmTags"] or {}).get(name) for name in _UTM}
    for name in ("dynamicContent", "filters"):
        if name in out:
            out[name] = out[name] or []
    return out


def dynamic(said: Any) -> list[Any] | None:
    """Dynamic content that somebody made. Mautic adds an empty one to every e-mail, which cannot be cleared."""
    made = [each for each in said if not _useless(each)] if isinstance(said, list) else []
    return made or None


def _useless(said: Any) -> bool:
    if not isinstance(said, Mapping):
        return True
    filters = [
        row for each in said.get("filters") or () if isinstance(each, Mapping) for row in each.get("filters") or ()
    ]
    return said.get("content") == "Default Dynamic Content" and not any(row.get("field") for row in filters)


def gaps(attributes: Attributes) -> Iterator[tuple[str, str]]:
    """What of these attributes no e-mail of Mautic has."""
    if not attributes.get("subject"):
        yield "subject", "Mautic refuses an e-mail without a subject."
    listed = attributes.get("type") == "list"
    if listed and not attributes.get("to"):
        yield "to", "Mautic refuses a list e-mail without lists."
    if not listed and attributes.get("to"):
        yield "to", "Mautic sends to lists what is of type list only."
    if listed and attributes.get("operational"):
        yield (
            "operational",
            "Mautic sends nothing to people who opted out unless a journey sends it as transactional, and its API does "
            "not show such a mark for list e-mails. Send it by a journey.",
        )
    if attributes.get("template"):
        yield (
            "template",
            "An e-mail of Mautic takes its looks from a theme, or has them in its body, and never from another e-mail. "
            "Write the whole body, or name a theme under vendor.mautic.template.",
        )
    schedule = attributes.get("schedule", {})
    if schedule.get("batches"):
        yield "schedule.batches", "Mautic sends a list e-mail to everybody at once: make a list for each portion."
    if schedule and not listed:
        yield "schedule", "Only a list e-mail goes out at a time of its own in Mautic."
    if listed and "publishUp" in attributes.get("vendor", {}).get("mautic", {}):
        yield "vendor.mautic.publishUp", "When a list e-mail goes out is said under schedule.at."
