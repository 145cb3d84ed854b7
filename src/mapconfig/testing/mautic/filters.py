"""Segment filters: what the form of a segment accepts, and what it makes of it (recordings segments-filters and
references-and-limits)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapconfig.testing.mautic.countries import COUNTRIES
from mapconfig.testing.mautic.fields import FIELDS
from mapconfig.testing.mautic.store import Store, Thing
from mapconfig.testing.mautic.values import EXTRA, INVALID, REQUIRED, clean

_BOTH = ("=", "!=", "empty", "!empty")
_LIKE = ("like", "!like", "regexp", "!regexp", "startsWith", "endsWith", "contains")
_SIZE = ("gt", "gte", "lt", "lte")
_ONE_OF = ("empty", "!empty", "in", "!in")

_OPERATORS: dict[str, tuple[str, ...]] = {
    "text": (*_BOTH, *_LIKE, "in", "!in"),
    "number": (*_BOTH, *_SIZE, *_LIKE),
    "boolean": ("=", "!="),
    "lookup_id": _BOTH,
    "stage": _BOTH,
    **dict.fromkeys(("date", "datetime"), (*_BOTH, *_SIZE, *_LIKE)),
    **dict.fromkeys(("email", "tel", "url", "lookup", "textarea"), (*_BOTH, *_LIKE)),
    **dict.fromkeys(("country", "locale", "region", "select", "timezone"), (*_BOTH, "in", "!in", "regexp", "!regexp")),
    **dict.fromkeys(
        [
            "assets",
            "campaign",
            "device_brand",
            "device_os",
            "device_type",
            "globalcategory",
            "leadlist",
            "multiselect",
            "tags",
        ],
        _ONE_OF,
    ),
    "lead_email_received": ("in", "!in"),
}

#: Fields of filters that are no contact or company fields.
_OTHERS: dict[tuple[str, str], str] = {
    **{
        ("lead", name): "boolean"
        for name in [
            "dnc_bounced",
            "dnc_bounced_sms",
            "dnc_unsubscribed",
            "dnc_unsubscribed_sms",
            "dnc_manual_email",
            "dnc_manual_sms",
        ]
    },
    **{
        ("lead", name): name
        for name in [
            "campaign",
            "device_brand",
            "device_os",
            "device_type",
            "globalcategory",
            "leadlist",
            "stage",
            "tags",
        ]
    },
    **{("lead", name): "date" for name in ("date_added", "date_identified")},
    **{
        ("lead", name): "text"
        for name in [
            "device_model",
            "generated_email_domain",
            "utm_campaign",
            "utm_content",
            "utm_medium",
            "utm_source",
            "utm_term",
        ]
    },
    ("lead", "date_modified"): "datetime",
    ("lead", "owner_id"): "lookup_id",
    **{
        ("behaviors", name): "boolean"
        for name in ["redirect_id", "email_id", "sms_clicked_link", "notification", "page_id"]
    },
    **{
        ("behaviors", name): "datetime"
        for name in [
            "email_clicked_link_date",
            "sms_clicked_link_date",
            "lead_email_read_date",
            "lead_email_sent_date",
            "hit_url_date",
        ]
    },
    **{("behaviors", name): "number" for name in ["sessions", "lead_email_read_count", "hit_url_count", "source_id"]},
    **{("behaviors", name): "text" for name in ["hit_url", "referer", "source", "url_title"]},
    **{("behaviors", name): "lead_email_received" for name in ("lead_email_received", "lead_email_sent")},
    ("behaviors", "lead_asset_download"): "assets",
}

#: Where the things are that a filter names by id.
_NAMED = {
    "campaign": "campaigns",
    "globalcategory": "categories",
    "lead_email_received": "emails",
    "leadlist": "segments",
    "stage": "stages",
    "tags": "tags",
}
_AS_NUMBERS = frozenset({"campaign", "globalcategory", "lead_email_received", "leadlist", "assets"})

_KEYS = frozenset({"glue", "field", "object", "type", "operator", "properties", "filter", "display"})
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}|[+-]?\d+ (day|week|month|year)s?( ago)?|(first|last) day of .+|today|tomorrow|yesterday"
    r"|birthday|anniversary|(week|month|year)_(this|last|next)",
    re.IGNORECASE,
)


def accepted(store: Store, said: Any, before: list[Thing]) -> list[Thing]:
    """The filters as Mautic keeps them. Raises Unfit with what is wrong.

    `before` are those that were there: their values stay behind at the root of what now has their place (recording
    segments-dependencies).
    """
    if said is None or said == "":
        return []
    if not isinstance(said, list | dict):
        raise Unfit({"filters": [INVALID]})
    rows = list(said.values()) if isinstance(said, dict) else said
    problems: dict[str, list[str]] = {}
    kept = [_row(store, row if isinstance(row, Mapping) else {}, problems) for row in rows]
    if problems:
        raise Unfit(problems)
    return [_on_top(row, before[place]) if place < len(before) else row for place, row in enumerate(kept)]


class Unfit(ValueError):
    """What the form says, by the name of the innermost form."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        super().__init__("the filters are not accepted")
        self.problems = problems


def _on_top(row: Thing, old: Thing) -> Thing:
    return {
        "object": row["object"],
        "glue": row["glue"],
        **{name: row[name] for name in ("field", "type", "operator", "properties")},
        "filter": (old.get("properties") or {}).get("filter"),
        "display": None,
    }


def _row(store: Store, row: Mapping[str, Any], problems: dict[str, list[str]]) -> Thing:
    if set(row) - _KEYS:
        problems[""] = [EXTRA]
    glue, operator = row.get("glue"), row.get("operator")
    if glue not in (None, "and", "or"):
        problems["glue"] = [INVALID]
    properties = row.get("properties")
    if not isinstance(properties, Mapping):
        properties = {"filter": row.get("filter")}
    kept: Thing = {"filter": properties.get("filter")}
    kind = _kind(store, row.get("object"), row.get("field"))
    if kind is None:
        if properties:
            problems["properties"] = [EXTRA]
        problems["operator"] = [INVALID]
    else:
        if set(properties) - ({"filter", "display"} if kind == "lookup_id" else {"filter"}):
            problems["properties"] = [EXTRA]
        if operator is not None and operator not in _OPERATORS[kind]:
            problems["operator"] = [INVALID]
            if isinstance(kept["filter"], list):
                problems["filter"] = [INVALID]
        else:
            _value(store, kind, row.get("field"), operator, kept, problems)
        if kind == "lookup_id" and operator in ("=", "!="):
            kept["display"] = properties.get("display")
            if not kept["display"]:
                problems["display"] = [REQUIRED]
    return {
        "glue": glue,
        "field": row.get("field"),
        "object": row.get("object"),
        "type": row.get("type"),
        "operator": operator,
        "properties": kept,
    }


def _kind(store: Store, object_: Any, field: Any) -> str | None:
    """The type of a field of filters; None where there is no such field, or it is not published or not listed."""
    for path, of in FIELDS.items():
        if of == object_:
            for thing in store.of(path).values():
                if thing["alias"] == field:
                    return str(thing["type"]) if thing["isPublished"] and thing["isListable"] else None
    found = _OTHERS.get((object_, field))
    # Behaviours were fields of the contact once, and are still found there.
    return found or (_OTHERS.get(("behaviors", field)) if object_ == "lead" else None)


def _choices(store: Store, kind: str, field: Any) -> frozenset[str] | None:
    """What may be chosen; None where there is nothing to choose from that is known here."""
    if kind in _NAMED:
        return frozenset(str(number) for number in store.of(_NAMED[kind]))
    if kind == "country":
        return COUNTRIES
    if kind in ("select", "multiselect"):
        for path in FIELDS:
            for thing in store.of(path).values():
                if thing["alias"] == field and "list" in thing["properties"]:
                    return frozenset(str(choice["value"]) for choice in thing["properties"]["list"])
    return None


def _value(
    store: Store, kind: str, field: Any, operator: str | None, kept: Thing, problems: dict[str, list[str]]
) -> None:
    """Bring the value of `kept` into the form in which it is kept."""
    said = kept["filter"]
    if operator in (None, "empty", "!empty"):
        kept["filter"] = None if said == "" else said
        return
    if operator in ("in", "!in") and kind != "text":
        if not isinstance(said, list):
            problems["filter"] = [INVALID]
            return
        choices = _choices(store, kind, field)
        known = [each for each in said if choices is None or str(each) in choices]
        if not known:
            problems["filter"] = [REQUIRED]
        elif len(known) < len(said):
            problems["filter"] = [INVALID]
        kept["filter"] = [int(each) if kind in _AS_NUMBERS else str(each) for each in known]
        return
    if isinstance(said, list | dict):
        problems["filter"] = [INVALID]
        return
    choices = _choices(store, kind, field)
    if choices is not None and operator in ("=", "!=") and str(said) not in choices:
        problems["filter"] = [INVALID]
    elif kind == "boolean":
        kept["filter"] = int(str(said).lower() in ("1", "true"))
    elif kind == "date" and operator in ("=", "!=", *_SIZE) and said and not _DATE.fullmatch(str(said)):
        problems["filters"] = [
            f'Date field filter value "{said}" is invalid. It must be on format YYYY-MM-DD or using keywords from the '
            "validated this you will find in documentation. Please be careful not using uppercase character."
        ]
    elif kind == "datetime" and (found := re.match(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})", str(said))):
        kept["filter"] = f"{found[1]} {found[2]}"
    else:
        kept["filter"] = clean(said)
