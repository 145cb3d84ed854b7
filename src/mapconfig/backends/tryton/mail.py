"""What goes into a template of Tryton, and what comes out of it.

A mail is the activity that sends it: a title, which is the subject, a template in Genshi's XML and a sender. Every
journey that sends it has a *copy* in an activity of its own, since an activity can point to no template elsewhere. A
copy begins with a comment that Genshi leaves out of the mail: ``<!--! email 12 -->``, the id of the activity that the
e-mail itself is, or ``<!--! email:welcome-1 -->`` as long as Tryton does not have that one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parseaddr
from html.entities import name2codepoint
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from mapconfig.address import Address

#: What a party can be asked for in a mail, by the key of our field.
FIELDS: Final[Mapping[str, str]] = {
    "name": "record.name",
    "full_name": "record.full_name",
    "email": "record.email",
    "phone": "record.phone",
    "website": "record.website",
    "code": "record.code",
}

_COPY = re.compile(r"<!--! email (?P<id>[0-9]{1,18}) -->|<!--! email:(?P<key>[A-Za-z0-9][A-Za-z0-9._-]*) -->")
_FIELD = re.compile(r"\{\{\s*field/([A-Za-z0-9][A-Za-z0-9._-]*)\s*\}\}")
_SHOWN = re.compile(r"\$\{([^{}]*)\}")
_SNIPPET = re.compile(r"\{\{\s*snippet/[A-Za-z0-9][A-Za-z0-9._-]*\s*\}\}")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_BLOCK = re.compile(r"<!-- /?snippet/[A-Za-z0-9][A-Za-z0-9._-]* -->")
#: Genshi takes one element. The page around a fragment also is where Tryton puts the image that tells of an opening.
_BEFORE, _AFTER = "<html><body>", "</body></html>"
_WHOLE = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:html|mjml)[\s>]", re.DOTALL | re.IGNORECASE)


class Mail(NamedTuple):
    """What an activity sends, as Tryton keeps it; `template` without the mark of a copy."""

    subject: str
    template: str
    sender: str


class Source(NamedTuple):
    """Which e-mail a copy is of: by the id of its activity, or by its key."""

    id: int | None
    key: str


def mail_of(attributes: Mapping[str, Any], fields: Mapping[str, str]) -> Mail:
    """The mail of an e-mail; `fields` says by which expression Tryton shows each of our fields."""
    body = _to(str(attributes.get("body", "")), fields)
    sender = attributes.get("sender") or {}
    return Mail(
        _to(str(attributes.get("subject", "")), fields).strip(),
        body if _WHOLE.match(body) else f"{_BEFORE}{body}{_AFTER}",
        _written(sender.get("name", "").strip(), sender.get("address", "")),
    )


def attributes_of(mail: Mail, fields: Mapping[str, str]) -> dict[str, Any]:
    """The attributes of the e-mail with this mail."""
    body = mail.template
    if body.startswith(_BEFORE) and body.endswith(_AFTER):
        body = body[len(_BEFORE) : -len(_AFTER)]
    name, address = parseaddr(mail.sender)
    whole = "@" in address and _written(name, address) == mail.sender
    sender = {"name": name, "address": address} if whole else {"name": mail.sender}
    found: dict[str, Any] = {"subject": _from(mail.subject, fields), "body": _from(body, fields)}
    found["sender"] = {key: value for key, value in sender.items() if value}
    return {key: value for key, value in found.items() if value}


def _written(name: str, address: str) -> str:
    """A sender as it stands in a mail, the name in its own letters."""
    if not (name and address):
        return name or address
    if re.search(r'[()<>@,:;".\[\]\\]', name):
        name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{name} <{address}>"


def _to(text: str, fields: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: "${" + fields[found[1]] + "}" if found[1] in fields else found[0], text)


def _from(text: str, fields: Mapping[str, str]) -> str:
    shown = {expression: key for key, expression in sorted(fields.items(), reverse=True)}

    def embed(found: re.Match[str]) -> str:
        key = shown.get(found[1].strip())
        return found[0] if key is None else "{{ field/" + key + " }}"

    return _SHOWN.sub(embed, text)


def copied(mail: Mail, source: Source) -> Mail:
    """The mail as a copy of `source` has it."""
    mark = f"<!--! email {source.id} -->" if source.id is not None else f"<!--! email:{source.key} -->"
    return mail._replace(template=mark + mail.template)


def source_of(template: str | None) -> Source | None:
    """The e-mail that a template is a copy of; None for one that is no copy."""
    found = _COPY.match(template or "")
    if found is None:
        return None
    return Source(int(found["id"]), "") if found["id"] else Source(None, found["key"])


def uncopied(template: str) -> str:
    """A template without the mark of a copy."""
    return _COPY.sub("", template, count=1) if _COPY.match(template) else template


def gaps(attributes: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, str]:
    """What of the texts of an e-mail Tryton cannot hold."""
    found: dict[str, str] = {}
    for name in ("subject", "body"):
        text = attributes.get(name)
        if not text:
            found[name] = f"Tryton sends no e-mail without a {name}. Write one, or take the e-mail out of its journeys."
            continue
        strange = [key for key in _FIELD.findall(text) if key not in fields]
        if strange:
            found[name] = (
                f"Tryton knows no {Address.of('field', strange[0])} of a party. Say under settings.fields by which "
                f"expression it shows it, or leave it out; it knows {', '.join(sorted(fields))}."
            )
        elif _SNIPPET.search(text):
            found[name] = "It shows a snippet that differs by person, and a mail of Tryton has one text for everybody."
    if "subject" not in found and re.search(r"[\x00-\x1f]", attributes["subject"]):
        found["subject"] = "Tryton takes no tabs and no line breaks in a subject."
    if "subject" not in found and _BLOCK.search(attributes["subject"]):
        found["subject"] = (
            "It shows a snippet, and the marks around a snippet's copy would be read by everybody in a subject. Write "
            "the words themselves."
        )
    if "body" not in found:
        fault = _fault(mail_of(attributes, fields).template)
        if fault:
            found["body"] = f"Tryton takes only well-formed XML as a mail, with every tag closed: {fault}."
    return found


def _fault(template: str) -> str:
    """Why `template` is no well-formed XML; empty where it is. Entities of HTML count as known, as in Genshi."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise _Doctype

    parser.StartDoctypeDeclHandler = refuse
    known = _ENTITY.sub(
        lambda found: f"&#{name2codepoint[found[1]]};" if found[1] in name2codepoint else found[0], template
    )
    try:
        parser.Parse(known.encode("utf-8", "replace"), True)
    except _Doctype:
        return "a document type has no place in it"
    except expat.ExpatError as error:
        return f"{expat.ErrorString(error.code)} in line {error.lineno}"
    return ""


class _Doctype(Exception):
    """A document type, which can hold any number of definitions."""
