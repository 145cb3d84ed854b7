"""Pull requests of Azure DevOps, by its REST API 7.1 (learn.microsoft.com/rest/api/azure/devops/git: threads, labels).
A comment is the first of a thread there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from urllib.parse import quote

from mapconfig.errors import PlatformError
from mapconfig.forge.asking import Asking, text
from mapconfig.forge.forge import Comment
from mapconfig.language import say
from mapconfig.wire.login import Secret

_VERSION: Final = {"api-version": "7.1"}


class Azure:
    """One pull request. `collection` is the address of the organisation; `repository` the number of the repository."""

    profile = "azure"

    def __init__(
        self, collection: str, secret: Secret, project: str, repository: str, number: int, writer: str = ""
    ) -> None:
        self._asking = Asking(collection, secret, "Bearer")
        self._there = (
            f"/{quote(project, safe='')}/_apis/git/repositories/{quote(repository, safe='')}/pullRequests/{number}"
        )
        self._writer = writer

    def head(self) -> str:
        found = self._asking.get(self._there, _VERSION)
        return text(found, "lastMergeSourceCommit", "commitId")

    def comments(self) -> Sequence[Comment]:
        writer = self._writer or text(
            self._asking.get("/_apis/connectionData", missing=True), "authenticatedUser", "id"
        )
        found = []
        for thread in self._listed(self._asking.get(f"{self._there}/threads", _VERSION)):
            comments = thread.get("comments") or ()
            if thread.get("isDeleted") or not comments or comments[0].get("isDeleted"):
                continue
            first = comments[0]
            mine = text(first, "author", "id") == writer if writer else None
            found.append(Comment(f"{text(thread, 'id')}/{text(first, 'id')}", text(first, "content"), mine))
        return found

    def create(self, body: str) -> None:
        # A closed thread asks nobody to resolve it.
        thread = {"comments": [{"parentCommentId": 0, "content": body, "commentType": "text"}], "status": "closed"}
        self._asking.send("POST", f"{self._there}/threads", thread, _VERSION)

    def update(self, comment: Comment, body: str) -> bool:
        thread, _, number = comment.id.partition("/")
        there = f"{self._there}/threads/{thread}/comments/{number}"
        return self._asking.tried("PATCH", there, {"content": body}, _VERSION)

    def labels(self) -> frozenset[str] | None:
        found = self._listed(self._asking.get(f"{self._there}/labels", _VERSION))
        return frozenset(text(each, "name") for each in found if each.get("active", True))

    def label(self, add: Collection[str], remove: Collection[str]) -> None:
        for name in add:
            self._asking.send("POST", f"{self._there}/labels", {"name": name}, _VERSION)
        for name in remove:
            self._asking.tried("DELETE", f"{self._there}/labels/{quote(name, safe='')}", query=_VERSION)

    def _listed(self, found: Any) -> list[Any]:
        items = found.get("value") if isinstance(found, dict) else None
        if not isinstance(items, list):
            raise PlatformError(say("{origin} gave no list.", origin=str(self._asking.origin)))
        return items
