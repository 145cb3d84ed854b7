"""
## What it does
Reports a field of a person whose name says personal data (an e-mail address, a telephone number, a name, a
birthday, health, income ...) and whose `personal_data` is missing or `none`.

## Why it matters
Exports, retention and answers to people who ask what is held about them go by the class. A field without one is
left out.

## Example
    kind: field
    key: mobile_phone
    type: text

## Instead
    kind: field
    key: mobile_phone
    type: text
    personal_data: contact
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mapconfig.check.rule import Report, Rule
from mapconfig.check.view import View
from mapconfig.finding import Severity
from mapconfig.language import say
from mapconfig.model import Asset

_CLASSES = {
    "contact": "email mail phone mobile telephone fax street address postcode zip postal linkedin twitter skype "
    "whatsapp",
    "identifier": "firstname lastname surname fullname forename salutation passport iban ssn vat_id customer_number ip",
    "sensitive": "birth birthday birthdate birthyear dob age gender sex health illness disability religion income "
    "salary ethnicity nationality union marital",
    "behaviour": "score opens clicks visits",
}
_CLASS_OF = {word: class_ for class_, words in _CLASSES.items() for word in words.split()}
_PAIRS = {"first": "identifier", "last": "identifier", "full": "identifier", "middle": "identifier"}
_WORDS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def look(asset: Asset, view: View) -> Iterator[Report]:
    said = asset.attributes
    if said.get("personal_data") not in (None, "none") or "." in asset.key or said.get("type") == "yes-no":
        return
    words = [word.lower() for word in _WORDS.findall(asset.key)]
    class_ = next((_CLASS_OF[word] for word in reversed(words) if word in _CLASS_OF), "")
    if words[-1:] == ["name"] and len(words) > 1 and words[-2] in _PAIRS:
        class_ = _PAIRS[words[-2]]
    if class_ and not (said.get("type") in ("date", "number") and class_ in ("contact", "identifier")):
        yield Report(
            ("personal_data",) if "personal_data" in said else (),
            say(
                "{asset} looks like personal data, and says it is none about it. Exports and answers to data subjects "
                "would leave it out.",
                asset=asset.address,
            )
            if "personal_data" in said
            else say(
                "{asset} looks like personal data, and says nothing about it. Exports and answers to data subjects "
                "would leave it out.",
                asset=asset.address,
            ),
            say("Write personal_data: {class_}, or the class that fits.", class_=class_),
        )


RULE = Rule(
    code="MC190",
    name="personal-data-unclassified",
    severity=Severity.WARNING,
    summary=say("Field of personal data without its class"),
    page=__doc__ or "",
    look=look,
    kinds=("field",),
)
