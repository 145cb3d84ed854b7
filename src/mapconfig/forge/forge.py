"""What is asked of a forge, whichever it is. No forge here can approve or merge: there is no word for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from mapconfig.values import dataclass


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on the pull request. `mine` says that whoever the login is wrote it, None that nobody can tell."""

    id: str
    body: str
    mine: bool | None


class Forge(Protocol):
    """One pull request on one forge."""

    profile: str
    """The name of its Markdown; see `mapconfig.report.review.profile`."""

    def head(self) -> str:
        """The commit at the tip of the pull request now, its full hash; empty where the forge does not say."""

    def comments(self) -> Sequence[Comment]:
        """The comments on the pull request as a whole, the oldest first."""

    def create(self, body: str) -> None: ...

    def update(self, comment: Comment, body: str) -> bool:
        """Whether it could be changed: a comment of somebody else's cannot."""

    def labels(self) -> frozenset[str] | None:
        """The labels of the pull request, None where the forge has none."""

    def label(self, add: Collection[str], remove: Collection[str]) -> None: ...
