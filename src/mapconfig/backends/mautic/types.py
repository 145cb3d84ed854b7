"""Where each type of thing lives in Mautic's API, and how it is wrapped there; facts of 5.1.1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Type:
    """One type of thing. `path` is below ``/api``; `one` and `many` are what an answer calls it."""

    path: str
    one: str
    many: str


SEGMENT = Type("segments", "list", "lists")
CAMPAIGN = Type("campaigns", "campaign", "campaigns")
EMAIL = Type("emails", "email", "emails")
DYNAMIC_CONTENT = Type("dynamiccontents", "dynamicContent", "dynamicContents")
FORM = Type("forms", "form", "forms")
STAGE = Type("stages", "stage", "stages")
CATEGORY = Type("categories", "category", "categories")
TAG = Type("tags", "tag", "tags")
CONTACT_FIELD = Type("fields/contact", "field", "fields")
COMPANY_FIELD = Type("fields/company", "field", "fields")
POINT = Type("points", "point", "points")
POINT_TRIGGER = Type("points/triggers", "trigger", "triggers")
POINT_GROUP = Type("points/groups", "pointGroup", "pointGroups")
PAGE = Type("pages", "page", "pages")
ASSET = Type("assets", "asset", "assets")
USER = Type("users", "user", "users")
