"""The words of the catalogue for what documents name by a key: kinds, states, attributes, channels, classes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mapconfig.language import Text, plural, say, together

#: A kind as one and as many.
KINDS: Mapping[str, tuple[Text, Text]] = {
    "team": (say("Team"), say("Teams")),
    "field": (say("Field"), say("Fields")),
    "list": (say("List"), say("Lists")),
    "rule": (say("Rule"), say("Rules")),
    "snippet": (say("Snippet"), say("Snippets")),
    "email": (say("E-mail"), say("E-mails")),
    "scoring": (say("Scoring model"), say("Scoring models")),
    "journey": (say("Journey"), say("Journeys")),
    "stage": (say("Stage"), say("Stages")),
    "form": (say("Form"), say("Forms")),
    "campaign": (say("Campaign"), say("Campaigns")),
    "crm-field": (say("CRM field"), say("CRM fields")),
}

#: What each kind is, for somebody who has never seen one.
ABOUT: Mapping[str, Text] = {
    "team": say("Who answers for what, and who contacts whom."),
    "field": say("What is known of a person, an account or an opportunity."),
    "list": say("Groups of people: who belongs, and who is left out."),
    "rule": say("What happens by itself when somebody meets a condition."),
    "snippet": say("Pieces of content that many e-mails share."),
    "email": say("What is sent, to whom, and on which ground."),
    "scoring": say("How interest and fit become points and grades."),
    "journey": say("Programs of e-mails, waits and decisions."),
    "stage": say("The steps from visitor to customer and beyond."),
    "form": say("Where people give their data and their consent."),
    "campaign": say("What e-mails and journeys count towards in reports."),
    "crm-field": say("The CRM's own fields, read from its files and never written."),
}

STATES: Mapping[str, Text] = {
    "active": say("active"),
    "draft": say("draft"),
    "paused": say("paused"),
    "archived": say("archived"),
}
SEVERITIES: Mapping[str, Text] = {
    "error": say("error"),
    "warning": say("warning"),
    "info": say("note"),
    "off": say("off"),
}
CHANNELS: Mapping[str, Text] = {
    "email": say("E-mail"),
    "phone": say("Phone"),
    "event": say("Event"),
    "post": say("Post"),
    "ads": say("Ads"),
    "in-app": say("In the app"),
}
MARKETING: Mapping[str, Text] = {
    "none": say("no marketing"),
    "light": say("light marketing"),
    "full": say("full marketing"),
    "": say("not said"),
}
CLASSES: Mapping[str, Text] = {
    "none": say("not personal"),
    "identifier": say("identifies a person"),
    "contact": say("contact or consent"),
    "behaviour": say("behaviour"),
    "sensitive": say("sensitive"),
    "": say("not classified"),
}
MASTERS: Mapping[str, Text] = {
    "crm": say("the CRM"),
    "platform": say("the platform"),
    "newest": say("whichever is newer"),
    "": say("not said"),
}
TYPES: Mapping[str, Text] = {
    "text": say("text"),
    "number": say("number"),
    "date": say("date"),
    "yes-no": say("yes or no"),
    "choice": say("choice"),
}
REASONS: Mapping[str, Text] = {
    "health-and-safety": say("health and safety"),
    "terms-change": say("change of terms"),
    "system-status": say("system status"),
    "internal": say("internal mail"),
    "account-security": say("account security"),
    "legal-notice": say("legal notice"),
}
RE_ENTRY: Mapping[str, Text] = {
    "never": say("once"),
    "after-exit": say("again after leaving it"),
    "always": say("any number of times"),
}
HAPPENED: Mapping[str, Text] = {
    "created": say("created"),
    "changed": say("changed"),
    "renamed": say("renamed"),
    "moved": say("moved to another file"),
}
UNSURE: Mapping[str, Text] = {
    "failed": say("the last attempt failed"),
    "unclear": say("nobody knows whether the last attempt came about"),
    "waiting": say("waits for somebody to do it by hand"),
}

#: Attributes, as a heading of what stands below them.
ATTRIBUTES: Mapping[str, Text] = {
    "criteria": say("Who belongs"),
    "when": say("When"),
    "do": say("What it does"),
    "entry": say("Who comes in"),
    "goal": say("Goal"),
    "exit": say("Who leaves early"),
    "suppress": say("Who is held back"),
    "to": say("Goes to"),
    "extends": say("Extends"),
    "subject": say("Subject"),
    "preheader": say("Preheader"),
    "sender": say("Sender"),
    "body": say("Content"),
    "text": say("Content as plain text"),
    "content": say("Content"),
    "template": say("Template"),
    "campaign": say("Campaign"),
    "schedule": say("Schedule"),
    "type": say("Type"),
    "purpose": say("Purpose"),
    "static": say("Static"),
    "operational": say("Operational"),
    "operational_reason": say("Why it may pass an opt-out"),
    "fields": say("Fields"),
    "consent": say("Consent"),
    "thank_you": say("Thank-you e-mail"),
    "add_to": say("Adds people to"),
    "repeat": say("Repeats"),
    "points": say("Points"),
    "grade": say("Grade"),
    "decay": say("Decay"),
    "thresholds": say("Thresholds"),
    "categories": say("Categories"),
    "order": say("Order"),
    "timestamp_field": say("Time of arrival"),
    "marketing": say("Marketing"),
    "contacts": say("Whom this team contacts"),
    "contact": say("Contact"),
    "handle": say("Handle"),
    "values": say("Values"),
    "ordered": say("Ordered"),
    "crm": say("CRM fields"),
    "master": say("Whose value counts"),
    "personal_data": say("Personal data"),
    "label": say("Label"),
    "format": say("Format"),
    "variants": say("Variants"),
    "gaps": say("What platforms cannot hold"),
    "utm": say("Tracking tags"),
    "crm_campaign": say("CRM campaign"),
    "budget": say("Budget"),
    "start": say("Start"),
    "end": say("End"),
    "vendor": say("Settings of one platform"),
    # Inside of others: who comes in, what is done, contacts, points, batches, gaps, tracking.
    "activity": say("Activity"),
    "address": say("Address"),
    "adjust": say("Adjustment"),
    "after": say("After"),
    "after_days": say("Days before it begins"),
    "at": say("Moment"),
    "batches": say("Batches"),
    "body_file": say("File of the content"),
    "cap": say("At most"),
    "category": say("Category"),
    "channel": say("Channel"),
    "content_file": say("File of the content"),
    "every_days": say("Days between"),
    "field": say("Field"),
    "floor": say("Lowest score"),
    "forms": say("Forms"),
    "hand_over": say("Hand over to"),
    "id": say("Identifier"),
    "instead": say("Instead"),
    "lists": say("Lists"),
    "medium": say("Medium"),
    "name": say("Name"),
    "notify": say("Notify"),
    "percent": say("Percent"),
    "platform": say("Platform"),
    "re_entry": say("How often somebody may come in"),
    "remove_from": say("Removes people from"),
    "required": say("Required"),
    "score": say("Score"),
    "segment": say("Segment"),
    "send": say("Send"),
    "set": say("Set"),
    "source": say("Source"),
    "stage": say("Stage"),
    "tag": say("Tag"),
    "text_file": say("File of the plain text"),
    "untag": say("Take off tag"),
    "value": say("Value"),
    "why": say("Why"),
    # Of the CRM's own fields.
    "controlled_by": say("Depends on"),
    "deprecated": say("On its way out"),
    "external_id": say("External identifier"),
    "formula": say("Formula"),
    "help": say("Help text"),
    "inactive_values": say("Values no longer in use"),
    "length": say("Length"),
    "managed": say("Package"),
    "precision": say("Digits"),
    "reference_to": say("Leads to"),
    "scale": say("Decimals"),
    "unique": say("Unique"),
    "uses": say("Uses"),
    "value_set": say("Value set"),
}

#: Values that a schema has as words of its own, by kind and attribute; a kind of "" is any.
VALUES: Mapping[tuple[str, str], Mapping[str, Text]] = {
    ("field", "type"): TYPES,
    ("field", "master"): MASTERS,
    ("field", "personal_data"): CLASSES,
    ("email", "operational_reason"): REASONS,
    ("journey", "re_entry"): RE_ENTRY,
    ("stage", "marketing"): MARKETING,
    ("team", "channel"): CHANNELS,
    ("email", "type"): {
        "list": say("to lists"),
        "journey": say("from journeys"),
        "autoresponder": say("as an answer"),
        "template": say("template"),
    },
    ("list", "purpose"): {
        "audience": say("audience"),
        "suppression": say("suppression"),
        "test": say("test"),
    },
    ("rule", "type"): {
        "automation": say("automation"),
        "segmentation": say("segmentation"),
    },
    ("campaign", "type"): {
        "email": say("E-mail"),
        "event": say("Event"),
        "webinar": say("Webinar"),
        "content": say("Content"),
        "paid": say("Paid"),
        "referral": say("Referral"),
    },
    ("snippet", "format"): {
        "text": say("text"),
        "html": say("formatted text"),
        "image": say("picture"),
        "date": say("date"),
        "link": say("link"),
    },
}


def attribute(name: str) -> str:
    """The heading of an attribute; its own name where nobody has given it another."""
    return ATTRIBUTES.get(name) or name.replace("_", " ").capitalize()


def said(words: Mapping[str, Text], name: str) -> str:
    """The words for a key; the key itself where there are none."""
    return words.get(name, name)


def one(kind: str) -> str:
    """A kind, as one of it is called."""
    return KINDS[kind][0] if kind in KINDS else kind


def many(kind: str) -> str:
    """A kind, as several of it are called."""
    return KINDS[kind][1] if kind in KINDS else kind


def counts(found: Mapping[str, int]) -> str:
    """``list: 3, journey: 2`` in the words of the kinds."""
    return (
        together(
            ", ", [say("{kind}: {n:,}", kind=many(kind) if n != 1 else one(kind), n=n) for kind, n in found.items()]
        )
        if found
        else ""
    )


_COUNT = re.compile(r"(about |at least |)([\d,]+)(?: \(±([\d,]+)\))?\Z")


def count(words: str) -> str:
    """A count of people, as `Count.words` has it, in sentences that can be translated."""
    match = _COUNT.match(words)
    if match is None:
        return say("unknown") if words == "unknown" else words
    n = int(match[2].replace(",", ""))
    if match[3]:
        return say("about {n:,} (±{spread:,})", n=n, spread=int(match[3].replace(",", "")))
    if match[1] == "about ":
        return say("about {n:,}", n=n)
    return say("at least {n:,}", n=n) if match[1] else say("{n:,}", n=n)


def rows(n: int) -> str:
    """How many rows there are."""
    return plural("{n:,} asset", "{n:,} assets", n)
