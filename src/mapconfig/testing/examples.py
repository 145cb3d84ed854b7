"""One asset of every kind, before and after a change: what the contract suite puts on a platform.

Between them they have every shape that schemas have: references, criteria, embeds, keyed and unordered sequences,
defaults, nesting, numbers, yes and no, dates, and text that is awkward to store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mapconfig.address import Address


@dataclass(frozen=True, slots=True)
class Example:
    """An asset to create and what it is changed to; both as a person would write them, not yet in normal form."""

    address: Address
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def _example(address: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Example:
    return Example(Address.parse(address), before, after)


#: In an order in which whatever an example refers to comes before it.
EXAMPLES: tuple[Example, ...] = (
    _example(
        "team/marketing-ops",
        {"title": "Marketing operations", "contact": "ops@drip.example", "handle": "@drip/ops"},
        {
            "title": "Marketing operations",
            "contact": "operations@drip.example",
            "contacts": [{"id": "renewals", "channel": "email", "when": "Two months before", "why": "To keep them"}],
        },
    ),
    _example(
        "field/industry",
        {"title": "Industry", "type": "choice", "values": ["Golf", "Agriculture"], "ordered": False, "master": "crm"},
        {"title": "Industry", "type": "choice", "values": ["Agriculture", "Golf", "Other"], "ordered": True},
    ),
    _example(
        "field/mql_at",
        {"title": "Qualified at", "type": "date", "crm": ["crm-field/Lead.MQL_At__c", "crm-field/Contact.MQL_At__c"]},
        {"title": "Qualified at", "type": "date", "personal_data": "behaviour"},
    ),
    _example(
        "campaign/nurture",
        {"title": "Nurture", "type": "email", "utm": {"source": "nurture", "medium": "email"}, "budget": 1200.5},
        {"title": "Nurture", "type": "email", "utm": {"source": "nurture"}, "start": "2026-09-01", "budget": 1200},
    ),
    _example(
        "snippet/footer",
        {
            "title": "Footer",
            "format": "html",
            "content": "<p>DRIP &amp; Co.<br>Montpellier</p>\n",
            "tags": ["Legal", "all"],
        },
        {
            "title": "Footer",
            "content": "<p>DRIP Ventures</p>",
            "variants": [
                {"id": "fr", "when": ["country is FR"], "content": "À bientôt — l’équipe"},
                {"id": "golf", "when": {"any": ["industry is Golf", "score >= 50"]}, "content": "Fore!"},
            ],
        },
    ),
    _example(
        "list/customers",
        {
            "title": "Customers (master list)",
            "owner": "team/marketing-ops",
            "purpose": "audience",
            "criteria": ["account.type is Customer"],
            "why": {"reason": "Sales and marketing agreed", "ticket": "MOPS-101", "review_by": "2027-06-30"},
        },
        {
            "title": "Customers",
            "owner": "team/marketing-ops",
            "criteria": {"any": ["account.type is Customer", {"some opportunity": ['stage is "Closed Won"']}]},
            "protected": True,
        },
    ),
    _example(
        "list/fatigued",
        {
            "title": "Mailed enough",
            "purpose": "suppression",
            "criteria": ["was sent any email at least 3 times in last 30 days"],
        },
        {"title": "Mailed enough", "purpose": "suppression", "static": True, "tags": ["fatigue", "all"]},
    ),
    _example(
        "list/customers-fr",
        {
            "title": "Customers in France",
            "extends": "list/customers",
            "criteria": ["country is FR", "not in list fatigued"],
        },
        {
            "title": "Customers in France",
            "extends": "list/customers",
            "criteria": ["country in [BE, FR]", "not in list fatigued"],
            "gaps": [{"platform": "account-engagement", "why": "No contracts", "instead": "A report"}],
        },
    ),
    _example(
        "email/welcome-1",
        {
            "title": "Welcome 1",
            "subject": "Welcome, {{ field/industry }} friends",
            "body": "<p>Hello</p>\n{{ snippet/footer }}",
            "sender": {"name": "DRIP", "address": "hello@drip.example"},
            "suppress": ["list/fatigued"],
            "campaign": "campaign/nurture",
        },
        {
            "title": "Welcome 1",
            "subject": "Welcome ☂ \U0001f33e",
            "body": "<p>Hello\tagain</p>\n{{snippet/footer}}\n",
            "text": "Hello again",
            "suppress": ["list/fatigued"],
            "operational": True,
            "operational_reason": "terms-change",
        },
    ),
    _example(
        "email/news",
        {
            "title": "News",
            "type": "list",
            "subject": "News",
            "to": ["list/customers-fr", "list/customers"],
            "schedule": {"at": "2026-09-01T09:00:00Z", "batches": [{"percent": 10}, {"percent": 90, "after": "1 day"}]},
        },
        {"title": "News", "type": "list", "subject": "News", "to": ["list/customers"], "state": "draft"},
    ),
    _example(
        "stage/mql",
        {"title": "Qualified", "order": 3, "criteria": ["score >= 50"], "timestamp_field": "field/mql_at"},
        {"title": "Qualified", "order": 4, "criteria": ["score >= 80", "in list customers"], "marketing": "full"},
    ),
    _example(
        "form/demo",
        {
            "title": "Ask for a demonstration",
            "fields": [{"field": "field/industry", "required": True}, {"field": "field/mql_at"}],
            "consent": {"field": "field/industry", "text": "Yes, write to me"},
            "thank_you": "email/welcome-1",
            "add_to": ["list/fatigued"],
        },
        {
            "title": "Ask for a demonstration",
            "fields": [{"field": "field/mql_at", "required": False}, {"field": "field/industry"}],
            "do": [{"tag": "demo"}, {"notify": "team/marketing-ops"}],
            "campaign": "campaign/nurture",
        },
    ),
    _example(
        "rule/hot",
        {
            "title": "Hot leads",
            "when": {"all": ["score >= 100", "industry is not blank"]},
            "do": [{"add_to": "list/fatigued"}, {"set": {"field": "field/industry", "value": "Golf"}}, {"score": 5}],
        },
        {
            "title": "Hot leads",
            "when": ["submitted form demo in last 7 days"],
            "do": [{"hand_over": "team/marketing-ops"}, {"remove_from": "list/fatigued"}],
            "repeat": True,
        },
    ),
    _example(
        "scoring/interest",
        {
            "title": "Interest",
            "points": [{"id": "open", "activity": "opened any email", "points": 1, "cap": 10}],
            "decay": {"points": -5, "every_days": 30, "floor": 0},
            "thresholds": [{"id": "mql", "score": 50, "grade": "B-", "stage": "stage/mql"}],
        },
        {
            "title": "Interest",
            "points": [
                {"id": "click", "activity": "clicked email welcome-1", "points": 3},
                {"id": "open", "activity": "opened any email", "points": 1},
            ],
            "grade": [{"id": "golf", "when": ["industry is Golf"], "adjust": -1}],
        },
    ),
    _example(
        "journey/welcome",
        {
            "title": "Welcome",
            "owner": "team/marketing-ops",
            "entry": {"lists": ["list/customers-fr", "list/customers"], "forms": ["form/demo"], "re_entry": "never"},
            "suppress": ["list/fatigued"],
            "campaign": "campaign/nurture",
            "goal": ["in list customers"],
            "steps": [
                {"id": "hello", "send": "email/welcome-1"},
                {"id": "pause", "wait": "3 days"},
                {"id": "read", "did": "opened email welcome-1", "within": "5 days", "then": "end", "else": "act"},
                {"id": "act", "do": [{"notify": "team/marketing-ops"}, {"tag": "Cold"}]},
            ],
        },
        {
            "title": "Welcome",
            "owner": "team/marketing-ops",
            "entry": {"lists": ["list/customers"]},
            "suppress": ["list/fatigued"],
            "exit": ["in list fatigued"],
            "steps": [
                {"id": "hello", "send": "email/welcome-1", "next": "golf"},
                {"id": "golf", "if": ["industry is Golf"], "then": "pause", "else": "end"},
                {"id": "pause", "wait": "4 days"},
            ],
            "vendor": {"embedded": {"layout": {"wide": True, "columns": [1, 0, None]}}},
        },
    ),
)
