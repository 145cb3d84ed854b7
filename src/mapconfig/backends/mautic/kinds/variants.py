"""Snippets that differ by person, as dynamic content of the e-mails that show them.

An e-mail takes dynamic content of its own and gives it back as it was sent, tags and all (recording emails; Mautic's
own test of its API, EmailApiControllerFunctionalTest). A token in the body stands for it. What becomes of it when the
e-mail is sent was read in the public source of Mautic 5, and not seen on a running instance:

- the first entry whose filters let somebody through is shown, and otherwise the content of the whole
  (EmailBundle/EventListener/TokenSubscriber.php), which is what a snippet means;
- filters are compared by PHP and not by the database (MatchFilterForLeadTrait.php): capitals matter, a field of type
  ``select`` is never equal to one value in some versions, a filter for a company is passed over where somebody has
  none, and numbers in texts are compared as numbers. So only choices and yes/no fields of the person are asked for,
  value by value, as texts: the form that was seen on a running instance, and that all versions compare alike.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.criteria import groups_for
from mapconfig.backends.mautic.filters import Group, Row
from mapconfig.backends.mautic.groups import MOST_GROUPS
from mapconfig.backends.mautic.terms import Unheld
from mapconfig.backends.mautic.texts import NAMED, to_mautic
from mapconfig.model.embedding import Told, Variant, told

Entry = dict[str, Any]

#: Types of fields whose values are one of a few that are written in one way only.
_CHOICES = frozenset({"select", "country", "boolean"})

_TOKEN = re.compile(r'\{dynamiccontent="(snippet/[A-Za-z0-9][A-Za-z0-9._-]*)"\}')

#: What PHP takes for a number: "01" and "1" would be the same to it.
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")

#: What Mautic would take out of a value, or make something else of.
_UNSAFE = re.compile(r"[<>]|&#?\w+;|^\s|\s$")

#: What stands for nothing: an empty content is none for Mautic, and some versions show the usual one instead.
NOTHING = "<span></span>"


def differs(address: str, book: Book) -> Told | None:
    """What a snippet shows whom; None for one that shows everybody the same, or is not there."""
    return None if book.org is None else told(book.org, Address(address))


def token(address: str) -> str:
    """What stands in a text for dynamic content."""
    return '{dynamiccontent="' + address + '"}'


def shown(text: str, book: Book) -> tuple[str, list[str]]:
    """`text` with a token for each snippet that differs by person, and those snippets."""
    plain = named(text, book)
    found = [each[1] for each in NAMED.finditer(plain) if differs(each[1], book) is not None]
    return NAMED.sub(lambda each: token(each[1]) if each[1] in found else each[0], plain), found


def named(text: str, book: Book) -> str:
    """`text` with the names of snippets for their tokens, where the files have such snippets. What the e-mail shows for
    them is not looked at: that is in its dynamic content."""
    return _TOKEN.sub(lambda each: each[0] if differs(each[1], book) is None else "{{ " + each[1] + " }}", text)


def entry(address: str, book: Book) -> Entry:
    """The dynamic content that a snippet is. Raises Unheld for what Mautic would not show the same people."""
    said = differs(address, book)
    assert said is not None, "only a snippet with variants is dynamic content"
    return {
        "tokenName": address,
        "content": _content(said.usual, address, book),
        "filters": [
            {"content": _content(each.content, address, book), "filters": _filters(each, address, book)}
            for each in said.variants
        ],
    }


def entries(snippets: Iterable[str], others: Any, book: Book) -> list[Entry] | None:
    """The dynamic content of an e-mail: what somebody made, and what `snippets` are. One that the e-mail itself says is
    as it says."""
    made = others if isinstance(others, list) else []
    return [*made, *(entry(each, book) for each in sorted(set(snippets) - said_of(made)))] or None


def said_of(made: Any) -> set[str]:
    """The names of dynamic content that an e-mail itself says."""
    rows = made if isinstance(made, list) else ()
    return {str(each["tokenName"]) for each in rows if isinstance(each, Mapping) and each.get("tokenName")}


def has_tags(said: Told) -> bool:
    """Whether somebody would see marks in it where a text has no tags; nothing at all is a mark here, too."""
    texts = [said.usual, *(each.content for each in said.variants)]
    return any(not each.strip() or re.search(r"<[^>]*>|&#?\w+;", each) for each in texts)


def _content(said: str, address: str, book: Book) -> str:
    named = NAMED.search(said)
    if named is not None:
        raise Unheld(f"{address} shows {named[1]}, which differs by person itself or is in no file.")
    return to_mautic(said, book).strip() or NOTHING


def filters_for(when: Any, book: Book) -> list[dict[str, Any]]:
    """The filters of an e-mail that let through whom the criteria `when` do. Raises Unheld."""
    groups = [group for each in groups_for(when, book) for group in _spread(each)]
    if len(groups) > MOST_GROUPS:
        raise Unheld("it asks for more than anybody could read in an e-mail of Mautic.")
    return [
        {
            "glue": "or" if place == 0 and number > 0 else "and",
            "field": field,
            "object": "lead",
            "type": "text",
            "operator": operator,
            "filter": value,
            "display": None,
        }
        for number, group in enumerate(groups)
        for place, (field, operator, value) in enumerate(group)
    ]


def _filters(variant: Variant, address: str, book: Book) -> list[dict[str, Any]]:
    try:
        return filters_for(variant.when, book)
    except Unheld as error:
        raise Unheld(f"Variant {variant.id} of {address}: {error}") from None


def _spread(group: Group) -> list[list[tuple[str, str, str]]]:
    """The groups of single values that mean what a group means: one of several is a group for each."""
    ways: list[Sequence[Sequence[tuple[str, str, str]]]] = []
    for row in group:
        values = _values(row)
        if row.operator in ("=", "in"):
            ways.append([[(row.field, "=", each)] for each in values])
        else:
            ways.append([[(row.field, "!=", each) for each in values]])
    return [list(itertools.chain.from_iterable(way)) for way in itertools.product(*ways)]


def _values(row: Row) -> list[str]:
    """The values that a row asks for. Raises Unheld for a question that e-mails are not asked."""
    if row.object != "lead" or row.type not in _CHOICES or row.operator not in ("=", "!=", "in", "!in"):
        raise Unheld(
            "an e-mail of Mautic compares in another way than a segment, so a variant can ask for choices and yes/no "
            "fields of the person, and nothing else. Keep the answer in such a field, which a rule sets."
        )
    if row.field.startswith("company") and row.field != "company":
        raise Unheld(f"Mautic takes the field {row.field} for one of the company, by its name.")
    values = row.value if isinstance(row.value, tuple) else (row.value,)
    found = [str(each) for each in values]
    for each in found:
        if row.type != "boolean" and (_NUMBER.fullmatch(each) or _UNSAFE.search(each)):
            raise Unheld(f"an e-mail of Mautic cannot be asked for the value {each!r} exactly.")
    return found
