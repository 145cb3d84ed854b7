"""What each forge can show, and how long a comment may be there (as of November 2026)."""

from __future__ import annotations

from collections.abc import Mapping

from mapconfig.values import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """One forge's Markdown.

    `limit` is what a comment may have, in bytes of UTF-8, which are never fewer than the characters that the forge
    counts. `folds` says that ``<details>`` works, `draws` that a fence marked ``mermaid`` becomes a picture, `colours`
    that one marked ``diff`` is coloured; a forge that does not know such a mark shows it as text. `hides` says that an
    HTML comment is not seen.
    """

    name: str
    limit: int
    folds: bool = True
    draws: bool = True
    colours: bool = True
    hides: bool = True


#: The forges, and `summary` for the summary of a GitHub job, of which too long a one is dropped as a whole.
PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("github", 60_000),  # refuses more than 65,536 characters
        Profile("gitlab", 200_000),  # takes 1,000,000; nobody reads that
        Profile("bitbucket", 32_000, folds=False, draws=False, colours=False, hides=False),  # 32,768; no HTML at all
        Profile("azure", 140_000, folds=False, draws=False),  # 150,000
        Profile("summary", 900 * 1024),  # 1,024 KiB
    )
}
