"""Whether a send is limited to people who may be e-mailed, and who are safe to e-mail."""

from __future__ import annotations

import re
from functools import lru_cache

from mapconfig.check.lists import audience, fields_behind, suppressed
from mapconfig.check.state import at_work
from mapconfig.check.view import View
from mapconfig.finding import Path
from mapconfig.language import Text, listed
from mapconfig.model import Asset

#: Names of fields that say whether somebody may be e-mailed, on their own or behind a relation or a prefix.
MAILABLE = re.compile(
    r"(?:^|[._-])(?:opt(?:ed)?_?outs?|do_?not_?e?mail|unsubscribed|hard_?bounced?|bounced|mailable|has_?opted_?out_?of_?email)"
    r"(?:$|[._-])",
    re.IGNORECASE,
)

#: Names of fields that say whether it is safe: confirmed consent, where the address came from, when it last did
#: something.
CONFIRMED = re.compile(
    r"(?:^|[._-])(?:confirmed|double_?opt_?in|opt_?in|opted_?in|consent|lead_?source|source|last_?activity(?:_?at)?)(?:$|[._-])",
    re.IGNORECASE,
)


def unguarded(asset: Asset, view: View, wanted: re.Pattern[str]) -> tuple[Path, Text] | None:
    """The lists that `asset` goes to, and where the first of them stands, where nothing that decides about its audience
    looks at a field whose name fits `wanted`."""
    if not at_work(asset) or asset.attributes.get("operational") is True:
        return None
    places = audience(asset)
    if not places or _guarded(suppressed(asset), view, wanted):
        return None
    open_ = [(path, name) for path, name in places if not _guarded([name], view, wanted)]
    return (open_[0][0], listed(name for _, name in open_)) if open_ else None


def _guarded(names: list[str], view: View, wanted: re.Pattern[str]) -> bool:
    answers = view.once(("consent", *names), lambda seen: _looked_at(names, seen))
    return answers[wanted]


def _looked_at(names: list[str], view: View) -> dict[re.Pattern[str], bool]:
    """Whether a field that decides about the lists `names` fits either pattern. The answers are kept and not the
    fields, which were 10 MB at 10,000 assets."""
    fields = fields_behind(names, view)
    return {wanted: any(_fits(wanted, field) for field in fields) for wanted in (MAILABLE, CONFIRMED)}


@lru_cache(maxsize=8192)
def _fits(wanted: re.Pattern[str], field: str) -> bool:
    return wanted.search(field) is not None
