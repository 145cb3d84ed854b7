"""Where each page lies in the folder of the site, and how pages name each other.

Names follow from addresses alone, so that a link can be made without knowing what else there is, and two addresses
never share a file, whatever a file system thinks of capitals.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

#: Names that Windows keeps for devices, whatever comes after the dot.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
#: Longer keys are cut: file systems take 255 bytes.
_LONGEST = 120

FRONT = "index.html"
SEARCH = "search.html"
KINDS = "kinds.html"
TEAMS = "teams.html"
MATRIX = "matrix.html"
CONVERSION = "conversion.html"
FIELDS = "fields.html"
PRESSURE = "pressure.html"
PROTECTION = "protection.html"
CHANGED = "changed.html"
RECORDS = "records.html"
FINDINGS = "findings.html"
UNOWNED = "unowned.html"
UNUSED = "unused.html"
DRIFTED = "drifted.html"
OVERDUE = "overdue.html"
ENVIRONMENTS = "environments.html"
RULES = "rules.html"


@lru_cache(maxsize=65_536)  # an asset is named on the pages of all its neighbours
def of_asset(address: str) -> str:
    """The page of an asset, from the folder of the site."""
    kind, _, key = address.partition("/")
    return f"a/{kind}/{_plain(key)}.html"


def of_kind(kind: str, sheet: int = 1) -> str:
    """A sheet of the index of a kind."""
    return f"kind/{_plain(kind)}{f'-{sheet}' if sheet > 1 else ''}.html"


def of_rule(code: str) -> str:
    """The manual page of a finding's code."""
    return f"rule/{_plain(code.lower())}.html"


def _plain(key: str) -> str:
    """`key` as a name that no other key has on any file system."""
    device = key.partition(".")[0].lower() in _DEVICES
    if key == key.lower() and len(key) <= _LONGEST and not device and not key.endswith("."):
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{'_' if device else ''}{key[:_LONGEST].rstrip('.')}~{digest[:8]}"


def link(page: str, to: str) -> str:
    """The link from one page of the site to another; both from the folder of the site."""
    return "../" * page.count("/") + to
