"""Pull requests of Bitbucket Cloud, by its REST API 2.0 (developer.atlassian.com/cloud/bitbucket/rest). They have no
labels."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import quote

from mapconfig.forge.asking import Asking, text
from mapconfig.forge.forge import Comment
from mapconfig.wire.login import Secret


class Bitbucket:
    """One pull request. `repository` is ``workspace/name``. Only the author of a comment may change it there."""

    profile = "bitbucket"

    def __init__(self, api: str, secret: Secret, repository: str, number: int, writer: str = "") -> None:
        self._asking = Asking(api, secret, "Bearer")
        self._there = f"/repositories/{quote(repository, safe='/')}/pullrequests/{number}"
        self._writer = writer

    def head(self) -> str:
        # Bitbucket shortens the hash, and a short one is no proof of anything.
        found = text(self._asking.get(self._there), "source", "commit", "hash")
        return found if len(found) == 40 else ""

    def comments(self) -> Sequence[Comment]:
        writer = self._writer or text(self._asking.get("/user", missing=True), "uuid")
        found = self._asking.pages(f"{self._there}/comments", {"sort": "created_on"}, "pagelen")
        return [
            Comment(
                text(each, "id"),
                text(each, "content", "raw"),
                text(each, "user", "uuid") == writer if writer else None,
            )
            for each in found
            if not each.get("deleted") and "inline" not in each
        ]

    def create(self, body: str) -> None:
        self._asking.send("POST", f"{self._there}/comments", {"content": {"raw": body}})

    def update(self, comment: Comment, body: str) -> bool:
        return self._asking.tried("PUT", f"{self._there}/comments/{comment.id}", {"content": {"raw": body}})

    def labels(self) -> frozenset[str] | None:
        return None

    def label(self, add: Collection[str], remove: Collection[str]) -> None:
        del add, remove
