"""Merge requests of GitLab, by its REST API v4 (docs.gitlab.com/api: notes, merge_requests)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import quote

from mapconfig.forge.asking import Asking, text
from mapconfig.forge.forge import Comment
from mapconfig.wire.login import Secret


class GitLab:
    """One merge request. `project` is its number or its whole path."""

    profile = "gitlab"

    def __init__(self, api: str, secret: Secret, project: str, number: int, writer: str = "") -> None:
        self._asking = Asking(api, secret, "PRIVATE-TOKEN:")
        self._there = f"/projects/{quote(project, safe='')}/merge_requests/{number}"
        self._writer = writer

    def head(self) -> str:
        return text(self._asking.get(self._there), "sha")

    def comments(self) -> Sequence[Comment]:
        writer = self._writer or text(self._asking.get("/user", missing=True), "username")
        found = self._asking.pages(f"{self._there}/notes", {"sort": "asc", "order_by": "created_at"})
        return [
            Comment(
                text(each, "id"),
                text(each, "body"),
                text(each, "author", "username") == writer if writer else None,
            )
            for each in found
            if not each.get("system")
        ]

    def create(self, body: str) -> None:
        self._asking.send("POST", f"{self._there}/notes", {"body": body})

    def update(self, comment: Comment, body: str) -> bool:
        return self._asking.tried("PUT", f"{self._there}/notes/{comment.id}", {"body": body})

    def labels(self) -> frozenset[str] | None:
        found = self._asking.get(self._there)
        return frozenset(str(each) for each in found.get("labels", ()))

    def label(self, add: Collection[str], remove: Collection[str]) -> None:
        self._asking.send("PUT", self._there, {"add_labels": ",".join(add), "remove_labels": ",".join(remove)})
