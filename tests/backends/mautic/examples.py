"""One asset of every kind that Mautic holds, before and after a change, of what Mautic can hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mapconfig.address import Address
from mapconfig.testing.examples import Example


def _example(address: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Example:
    return Example(Address.parse(address), before, after)


def _row(field: str, type_: str, operator: str, value: Any) -> dict[str, Any]:
    return {
        "glue": "and",
        "field": field,
        "object": "lead",
        "type": type_,
        "operator": operator,
        "properties": {"filter": value},
    }


def _dynamic(field: str, value: str) -> dict[str, Any]:
    asked = {"glue": "and", "field": field, "object": "lead", "type": "text"}
    row = asked | {"operator": "=", "filter": value, "display": None}
    return {"tokenName": "D1", "content": "<b>usual</b>", "filters": [{"content": "<i>ours</i>", "filters": [row]}]}


#: In an order in which whatever an example refers to comes before it.
EXAMPLES: tuple[Example, ...] = (
    _example(
        "list/fatigued",
        {"title": "Mailed enough", "purpose": "suppression", "criteria": ["was sent any email in last 7 days"]},
        {"title": "Mailed enough", "purpose": "suppression", "static": True, "tags": ["fatigue", "all"]},
    ),
    _example(
        "field/industry",
        {"title": "Industry", "type": "choice", "values": ["Golf", "Agriculture"], "ordered": False, "master": "crm"},
        {"title": "Industries", "type": "choice", "values": ["Agriculture", "Golf", "Other"], "ordered": True},
    ),
    _example(
        "field/account.type",
        {"title": "Account type", "type": "choice", "values": ["Prospect", "Customer"]},
        {"title": "Type of account", "type": "choice", "values": ["Prospect", "Customer"]},
    ),
    _example(
        "field/nps",
        {"title": "Net promoter score", "type": "number", "vendor": {"mautic": {"group": "professional"}}},
        {"title": "Net promoter score", "type": "number", "state": "archived"},
    ),
    _example(
        "field/won_at",
        {"title": "Customer since", "type": "date", "vendor": {"mautic": {"type": "date"}}},
        {"title": "Won at", "type": "date", "vendor": {"mautic": {"type": "date"}}},
    ),
    _example(
        "field/opt_in",
        {"title": "Opted in", "type": "yes-no"},
        {"title": "Opted in", "type": "yes-no", "vendor": {"mautic": {"properties": {"no": "Non", "yes": "Oui"}}}},
    ),
    _example(
        "campaign/nurture",
        {"title": "Nurture", "type": "email", "utm": {"source": "nurture", "medium": "email"}, "budget": 1200.5},
        {"title": "Nurturing", "description": "All of it", "vendor": {"mautic": {"color": "00ff00"}}},
    ),
    _example(
        "campaign/Web_2026",
        {"title": "The web site", "vendor": {"mautic": {"bundle": "email"}}},
        {"title": "The web site", "description": "By ads", "vendor": {"mautic": {"bundle": "email"}}},
    ),
    _example(
        "snippet/hotline",
        {"title": "Hotline", "format": "text", "content": "+33 0 00, {{ field/first_name }}", "tags": ["Legal"]},
        {"title": "Our hotline", "format": "text", "content": "+49 000"},
    ),
    _example(
        "stage/mql",
        {"title": "Qualified", "order": 3, "criteria": ["score >= 50"], "description": "By score"},
        {"title": "Qualified", "order": 4, "criteria": ["score >= 80"], "marketing": "full", "state": "paused"},
    ),
    _example(
        "list/customers",
        {
            "title": "Customers (master list)",
            "description": "Whoever <b>bought</b> something\nonce",
            "owner": "team/marketing-ops",
            "purpose": "audience",
            "criteria": ["account.type is Customer"],
            "why": {"reason": "Sales and marketing agreed", "ticket": "MOPS-101", "review_by": "2027-06-30"},
        },
        {
            "title": "Customers",
            "owner": "team/marketing-ops",
            "criteria": {"any": ["account.type is Customer", {"all": ["score >= 50", "industry is not Golf"]}]},
            "protected": True,
            "vendor": {"mautic": {"isGlobal": False, "publicName": "Our customers", "category": "campaign/nurture"}},
        },
    ),
    _example(
        "list/Customers.FR_1",
        {
            "title": "Customers in France",
            "extends": "list/customers",
            "criteria": ["job_title contains director", "not in list fatigued"],
            "state": "draft",
        },
        {
            "title": "Customers in France",
            "extends": "list/customers",
            "criteria": ["job_title in [CEO, CTO] or blank", "opted_out is false or blank"],
            "gaps": [{"platform": "account-engagement", "why": "No contracts", "instead": "A report"}],
        },
    ),
    _example(
        "list/tagged",
        {"title": "Tagged", "vendor": {"mautic": {"filters": [_row("tags", "tags", "in", ["tag vip", "tag Old"])]}}},
        {
            "title": "Tagged",
            "vendor": {
                "mautic": {
                    "filters": [
                        _row("stage", "stage", "=", "stage/mql"),
                        {**_row("leadlist", "leadlist", "!empty", None), "glue": "or"},
                    ]
                }
            },
        },
    ),
    _example(
        "email/welcome-1",
        {
            "title": "Welcome 1",
            "subject": "Welcome, {{ field/industry }} friends",
            "preheader": "Nice & <early>",
            "body": "<html><body id='x'><p>Hi</p>\n<!-- snippet/footer --><p>DRIP</p><!-- /snippet/footer --></body>",
            "sender": {"name": "DRIP", "address": "hello@drip.example"},
            "campaign": "campaign/nurture",
        },
        {
            "title": "Welcome 1",
            "subject": "Welcome ☂ \U0001f33e",
            "body": "<p>Hello\tagain, {{field/account.type}}</p>\n\n",
            "text": "Hello again",
            "operational": True,
            "operational_reason": "terms-change",
            "vendor": {"mautic": {"language": "fr", "utmTags": {"utmSource": "mail"}, "template": "blank"}},
        },
    ),
    _example(
        "email/news",
        {
            "title": "News of the week",
            "type": "list",
            "subject": "News",
            "to": ["list/Customers.FR_1", "list/customers"],
            "schedule": {"at": "2026-09-01T09:00+02:00"},
        },
        {"title": "News", "type": "list", "subject": "News", "to": ["list/customers"], "state": "draft"},
    ),
    _example(
        "email/report",
        {
            "title": "Report of the year",
            "type": "list",
            "subject": "Report",
            "body": '<p>Hi</p>{dynamiccontent="D1"}',
            "to": ["list/customers"],
            "suppress": ["list/fatigued"],
            "vendor": {"mautic": {"dynamicContent": [_dynamic("city", "Berlin")]}},
        },
        {
            "title": "Report",
            "type": "list",
            "subject": "Report",
            "body": '<p>Hi</p>{dynamiccontent="D1"}',
            "to": ["list/customers"],
            "suppress": ["list/fatigued", "list/Customers.FR_1"],
            "vendor": {"mautic": {"dynamicContent": [_dynamic("city", "Paris")]}},
        },
    ),
    _example(
        "form/demo",
        {
            "title": "Ask for a demonstration",
            "description": "On the <i>home</i> page",
            "fields": [
                {"field": "field/email", "required": True},
                {"field": "field/industry"},
                {"field": "field/account.type"},
            ],
            "consent": {"field": "field/opt_in", "text": "Yes, write to me & mine"},
            "thank_you": "email/welcome-1",
            "add_to": ["list/fatigued"],
        },
        {
            "title": "Ask for a demonstration",
            "fields": [{"field": "field/industry", "required": True}, {"field": "field/email", "required": False}],
            "do": [{"tag": "demo"}, {"score": -5}, {"set": {"field": "field/nps", "value": 7}}],
            "campaign": "campaign/nurture",
            "vendor": {"mautic": {"postAction": "message", "postActionProperty": "Thanks!"}},
        },
    ),
    _example(
        "scoring/interest",
        {
            "title": "Interest",
            "points": [
                {"id": "open", "activity": "opened any email", "points": 1},
                {"id": "page", "activity": "viewed page /pricing", "points": 8, "cap": 8},
            ],
            "decay": {"points": -5, "every_days": 30, "floor": 0},
            "thresholds": [{"id": "mql", "score": 50, "stage": "stage/mql"}],
        },
        {
            "title": "Interests",
            "points": [
                {"id": "demo", "activity": "submitted form demo", "points": 30, "cap": 30},
                {"id": "guide", "activity": "downloaded any file", "points": 3},
                {"id": "open", "activity": "opened email welcome-1", "points": 2, "cap": 2},
                {"id": "page", "activity": "viewed any page", "points": -8},
            ],
            "thresholds": [
                {"id": "hot", "score": 100, "stage": "stage/mql"},
                {"id": "mql", "score": 60, "stage": "stage/mql"},
            ],
            "state": "paused",
        },
    ),
    _example(
        "rule/hot",
        {
            "title": "Hot leads",
            "description": "Somebody calls",
            "when": {"all": ["score >= 100", "industry is not blank"]},
            "do": [
                {"add_to": "list/fatigued"},
                {"set": {"field": "field/industry", "value": "Golf"}},
                {"set": {"field": "field/opt_in", "value": False}},
                {"score": 5},
                {"send": "email/welcome-1"},
            ],
        },
        {
            "title": "Hot leads",
            "when": ["in list customers"],
            "do": [{"tag": "hot"}, {"untag": "cold"}, {"tag": "very hot"}, {"remove_from": "list/fatigued"}],
            "repeat": True,
        },
    ),
    _example(
        "journey/welcome",
        {
            "title": "Welcome",
            "description": "For <b>new</b> customers",
            "owner": "team/marketing-ops",
            "entry": {"lists": ["list/customers", "list/Customers.FR_1"], "re_entry": "never"},
            "suppress": ["list/fatigued"],
            "campaign": "campaign/nurture",
            "goal": ["score >= 80"],
            "steps": [
                {"id": "hello", "send": "email/welcome-1"},
                {"id": "read", "did": "opened email welcome-1", "within": "5 days", "then": "end", "else": "pause"},
                {"id": "pause", "wait": "2 weeks"},
                {"id": "again", "send": "email/welcome-1"},
                {"id": "act", "do": [{"score": 5}, {"tag": "Cold"}, {"untag": "new"}]},
            ],
        },
        {
            "title": "Welcome",
            "entry": {"lists": ["list/customers"]},
            "suppress": ["list/fatigued"],
            "exit": ["account.type is not Customer"],
            "vendor": {"mautic": {"held_back": {"again": ["list/Customers.FR_1"]}}},
            "steps": [
                {"id": "hello", "send": "email/welcome-1", "next": "golf"},
                {"id": "golf", "if": ["industry is not Golf"], "then": "pause", "else": "again"},
                {"id": "pause", "wait": "4 days"},
                {"id": "again", "send": "email/welcome-1", "next": "hello"},
            ],
        },
    ),
)
