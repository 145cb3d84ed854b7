"""Tags of people (recording tags). They are no assets here: filters and actions name them.

Making a tag that exists gives the one there is and rewrites its capitals, so it is looked for before, without them.
"""

from __future__ import annotations

from collections.abc import Iterable

from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.types import TAG


def ensure(api: Api, book: Book, names: Iterable[str]) -> None:
    """Have these tags in Mautic. A filter asks for a tag by its id, so the tag has to be there before."""
    for name in dict.fromkeys(names):
        if book.tag_id(name) is None:
            api.create(TAG, {"tag": name})
            book.changed(TAG)
