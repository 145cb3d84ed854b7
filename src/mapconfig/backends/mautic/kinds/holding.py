"""Whom an e-mail is not sent to, asked by whatever sends it.

No e-mail of Mautic says by itself whom it is kept from in a form that its API would show: segment e-mails have excluded
segments in later versions of 5, which the form takes and no answer has (read in the public source of Mautic 5,
EmailBundle/Entity/Email.php, `loadApiMetadata`; not seen on a running instance), so nobody could see whether they are
still there. What sends an e-mail asks instead: each step of a journey for the lists of the journey and of its e-mail. A
rule and a form cannot ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from mapconfig.address import Address
from mapconfig.backends.mautic.book import Book

#: The lists that the e-mail of each step is held back from, by the ids of the steps.
Holds = Mapping[str, Sequence[str]]

#: The setting that has, for each step, the lists beyond those that all e-mails of a journey are held back from.
HELD_BACK = "held_back"


def kept_from(email: str, book: Book) -> list[str]:
    """The lists that the files hold an e-mail back from by itself."""
    found = book.org.assets.get(Address(email)) if book.org is not None else None
    said = found.attributes.get("suppress") if found is not None else None
    return sorted(str(each) for each in said or ())


def holds_of(
    sends: Mapping[str, Iterable[str]], suppress: Iterable[str], more: Any, book: Book
) -> dict[str, list[str]]:
    """The lists that each step is to ask for: those of the journey, those of the e-mails that it sends, and those that
    the settings name for it as `more`. Steps that ask for none are left out."""
    found: dict[str, list[str]] = {}
    named = more if isinstance(more, Mapping) else {}
    for step, emails in sends.items():
        lists = {*map(str, suppress), *(each for email in emails for each in kept_from(email, book))}
        lists |= {str(each) for each in named.get(step) or ()}
        if lists:
            found[step] = sorted(lists)
    return found


def divided(sends: Iterable[str], holds: Holds) -> tuple[list[str], dict[str, list[str]]]:
    """The lists that every one of the steps `sends` asks for, and what single ones ask for beyond these: the one
    writing of it that can be read from what Mautic has, whoever said it."""
    steps = list(sends)
    asked = [set(holds.get(step, ())) for step in steps]
    common = set.intersection(*asked) if asked else set()
    rest = {step: sorted(lists - common) for step, lists in zip(steps, asked, strict=True)}
    return sorted(common), {step: lists for step, lists in rest.items() if lists}


def unasked(emails: Iterable[str], book: Book, who: str) -> str | None:
    """Why `who` (such as ``a rule``) cannot send one of these e-mails: it is kept from lists. None where none is."""
    for email in emails:
        lists = kept_from(email, book)
        if lists:
            return (
                f"{email} is not sent to {lists[0]}, and {who} of Mautic sends without asking. Send it by a journey, "
                "which asks before each e-mail."
            )
    return None


def emails_in(events: Any) -> Iterator[str]:
    """The e-mails that events send which no step can say."""
    for event in events if isinstance(events, list) else ():
        properties = event.get("properties") if isinstance(event, Mapping) else None
        email = properties.get("email") if isinstance(properties, Mapping) else None
        if isinstance(email, str) and email.startswith("email/"):
            yield email
