"""Pull requests of GitHub, by the REST API of 2022-11-28 (docs.github.com/rest: issue comments, labels, pulls)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final
from urllib.parse import quote

from mapconfig.errors import InputError
from mapconfig.forge.asking import Asking, text
from mapconfig.forge.forge import Comment
from mapconfig.language import say
from mapconfig.wire.login import Secret

#: Who writes with the token that a job of GitHub Actions is given; that token may not ask who it is.
_ACTIONS: Final = "github-actions[bot]"


class GitHub:
    """One pull request. `repository` is ``owner/name``; `writer` is who the token writes as, empty to find out."""

    profile = "github"

    def __init__(self, api: str, secret: Secret, repository: str, number: int, writer: str = "") -> None:
        self._asking = Asking(api, secret, "Bearer")
        self._repository = f"/repos/{quote(repository, safe='/')}"
        self._number = number
        self._writer = writer

    def head(self) -> str:
        return text(self._asking.get(f"{self._repository}/pulls/{self._number}"), "head", "sha")

    def comments(self) -> Sequence[Comment]:
        writer = self._writer or text(self._asking.get("/user", missing=True), "login") or _ACTIONS
        found = self._asking.pages(f"{self._repository}/issues/{self._number}/comments", {})
        return [Comment(text(each, "id"), text(each, "body"), text(each, "user", "login") == writer) for each in found]

    def create(self, body: str) -> None:
        self._asking.send("POST", f"{self._repository}/issues/{self._number}/comments", {"body": body})

    def update(self, comment: Comment, body: str) -> bool:
        return self._asking.tried("PATCH", f"{self._repository}/issues/comments/{comment.id}", {"body": body})

    def labels(self) -> frozenset[str] | None:
        found = self._asking.pages(f"{self._repository}/issues/{self._number}/labels", {})
        return frozenset(text(each, "name") for each in found)

    def label(self, add: Collection[str], remove: Collection[str]) -> None:
        there = f"{self._repository}/issues/{self._number}/labels"
        if add:
            self._asking.send("POST", there, {"labels": list(add)})  # a label that there is not is made
        for name in remove:
            self._asking.tried("DELETE", f"{there}/{quote(name, safe='')}")


def number_of(api: str, secret: Secret, repository: str, head: str, branch: str) -> int | None:
    """The open pull request from `branch` (``owner:name``) whose tip is `head`; None where there is none, as when a
    newer commit came meanwhile. Raises InputError where there are several."""
    asking = Asking(api, secret, "Bearer")
    found = asking.get(
        f"/repos/{quote(repository, safe='/')}/pulls", {"state": "open", "head": branch, "per_page": 100}
    )
    numbers = [int(text(each, "number") or 0) for each in found or () if text(each, "head", "sha") == head]
    if len(numbers) > 1:
        raise InputError(
            say(
                "Several pull requests come from {branch} at {head}: {numbers}. Say which one is meant with --pr.",
                branch=branch,
                head=head[:10],
                numbers=", ".join(map(str, sorted(numbers))),
            )
        )
    return numbers[0] if numbers else None
