"""Forges on loopback: real HTTP with the paths, statuses and shapes of their APIs, as far as they are used.

Each fake keeps one pull request. What a real one refuses is refused here too: a comment that is too long, a comment of
somebody else's where the forge protects those, a request without the token.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "t0ken-of-the-job"
HEAD = "a" * 40
NUMBER = 7


@dataclass
class Note:
    id: int
    body: str
    author: str


@dataclass
class Fake:
    """One pull request: what is on it, who the token is, and every request that was made."""

    me: str = "bot"
    knows_itself: bool = True
    head: str = HEAD
    notes: list[Note] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    breaks: dict[str, int] = field(default_factory=dict)
    """Statuses to answer with, by method, before anything is done; 0 closes the connection after it was done."""
    url: str = ""

    limit = 1_000_000
    protects = False
    has_labels = True

    def note(self, body: str, author: str = "") -> Note:
        made = Note(len(self.notes) + 101, body, author or self.me)
        self.notes.append(made)
        return made

    def allowed(self, headers: Any) -> bool:
        return bool(headers.get("Authorization") == f"Bearer {TOKEN}")

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        raise NotImplementedError

    def written(self, body: str) -> tuple[int, str] | None:
        """Why the forge would not take a comment."""
        return (422, "is too long") if len(body) > self.limit else None

    def page(self, rows: list[Any], query: dict[str, list[str]], name: str = "per_page") -> list[Any]:
        size, number = int(query.get(name, ["30"])[0]), int(query.get("page", ["1"])[0])
        assert size <= 100, "no forge gives more than a hundred a page"
        return rows[(number - 1) * size : number * size]


class GitHubFake(Fake):
    limit = 65_536

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        parts = path.strip("/").split("/")
        if parts == ["user"]:
            if self.knows_itself:
                return 200, {"login": self.me}
            return 403, {"message": "Resource not accessible by integration"}
        assert parts[:3] == ["repos", "drip", "marketing"], path
        rest = parts[3:]
        if method == "GET" and rest == ["pulls"]:
            pull = {"number": NUMBER, "head": {"sha": self.head}}
            return 200, [pull] if query["head"] == ["stranger:topic"] and query["state"] == ["open"] else []
        if method == "GET" and rest == ["pulls", str(NUMBER)]:
            return 200, {"number": NUMBER, "head": {"sha": self.head}}
        if rest == ["issues", str(NUMBER), "comments"]:
            if method == "GET":
                rows = [{"id": n.id, "body": n.body, "user": {"login": n.author, "type": "Bot"}} for n in self.notes]
                return 200, self.page(rows, query)
            return self.written(body["body"]) or (201, {"id": self.note(body["body"]).id})
        if method == "PATCH" and rest[:2] == ["issues", "comments"]:
            return self.change(int(rest[2]), body["body"])
        if rest[:3] == ["issues", str(NUMBER), "labels"]:
            if method == "GET":
                return 200, self.page([{"name": name} for name in sorted(self.labels)], query)
            if method == "POST":
                self.labels |= set(body["labels"])
                return 200, []
            name = unquote(rest[3])
            if name not in self.labels:
                return 404, {"message": "Label does not exist"}
            self.labels.discard(name)
            return 200, []
        return 404, {"message": "Not Found"}

    def change(self, id: int, body: str) -> tuple[int, Any]:
        found = next((note for note in self.notes if note.id == id), None)
        if found is None:
            return 404, {"message": "Not Found"}
        found.body = body
        return self.written(body) or (200, {"id": id})


class GitLabFake(Fake):
    def allowed(self, headers: Any) -> bool:
        return bool(headers.get("PRIVATE-TOKEN") == TOKEN)

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        if path == "/api/v4/user":
            return (200, {"id": 3, "username": self.me}) if self.knows_itself else (403, {})
        request = f"/api/v4/projects/42/merge_requests/{NUMBER}"
        assert path.startswith(request), path
        rest = path[len(request) :].strip("/").split("/")
        if rest == [""]:
            if method == "PUT":
                self.labels |= set(filter(None, body["add_labels"].split(",")))
                self.labels -= set(filter(None, body["remove_labels"].split(",")))
            return 200, {"iid": NUMBER, "sha": self.head, "labels": sorted(self.labels)}
        if rest == ["notes"]:
            if method == "GET":
                assert query["sort"] == ["asc"]
                rows: list[Any] = [{"id": 1, "body": "changed the description", "system": True, "author": {}}]
                rows += [
                    {"id": n.id, "body": n.body, "system": False, "author": {"username": n.author}} for n in self.notes
                ]
                return 200, self.page(rows, query)
            return 201, {"id": self.note(body["body"]).id}
        found = next((note for note in self.notes if str(note.id) == rest[1]), None)
        if found is None:
            return 404, {"message": "404 Not found"}
        if found.author != self.me:
            return 403, {"message": "403 Forbidden"}
        found.body = body["body"]
        return 200, {"id": found.id}


class BitbucketFake(Fake):
    limit = 32_768
    has_labels = False

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        if path == "/2.0/user":
            return (200, {"uuid": f"{{{self.me}}}"}) if self.knows_itself else (403, {})
        request = f"/2.0/repositories/drip/marketing/pullrequests/{NUMBER}"
        assert path.startswith(request), path
        rest = path[len(request) :].strip("/").split("/")
        if rest == [""]:
            return 200, {"id": NUMBER, "source": {"commit": {"hash": self.head}}}
        if rest == ["comments"]:
            if method == "GET":
                rows = [
                    {"id": n.id, "content": {"raw": n.body}, "deleted": False, "user": {"uuid": f"{{{n.author}}}"}}
                    for n in self.notes
                ]
                rows.append({"id": 1, "content": {"raw": "gone"}, "deleted": True, "user": {"uuid": "{x}"}})
                return 200, {"values": self.page(rows, query, "pagelen"), "pagelen": 100}
            said = body["content"]["raw"]
            return self.written(said) or (201, {"id": self.note(said).id})
        found = next((note for note in self.notes if str(note.id) == rest[1]), None)
        if found is None or found.author != self.me:
            return 403, {"type": "error"}
        found.body = body["content"]["raw"]
        return 200, {"id": found.id}


class AzureFake(Fake):
    limit = 150_000

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        if path == "/drip/_apis/connectionData":
            return (200, {"authenticatedUser": {"id": self.me}}) if self.knows_itself else (401, {})
        request = f"/drip/Marketing%20Ops/_apis/git/repositories/r1/pullRequests/{NUMBER}"
        assert path.startswith(request), path
        assert query["api-version"] == ["7.1"]
        rest = path[len(request) :].strip("/").split("/")
        if rest == [""]:
            return 200, {"pullRequestId": NUMBER, "lastMergeSourceCommit": {"commitId": self.head}}
        if rest == ["threads"]:
            if method == "GET":
                rows: list[Any] = [{"id": 1, "isDeleted": True, "comments": []}]
                rows += [
                    {
                        "id": n.id,
                        "isDeleted": False,
                        "comments": [{"id": 1, "content": n.body, "author": {"id": n.author}}],
                    }
                    for n in self.notes
                ]
                return 200, {"value": rows, "count": len(rows)}
            [first] = body["comments"]
            return self.written(first["content"]) or (200, {"id": self.note(first["content"]).id})
        if rest[0] == "threads":
            found = next((note for note in self.notes if str(note.id) == rest[1]), None)
            if found is None or found.author != self.me:
                return 403, {}
            assert rest[2:] == ["comments", "1"]
            found.body = body["content"]
            return 200, {"id": 1}
        if rest == ["labels"]:
            if method == "GET":
                return 200, {"value": [{"name": name, "active": True} for name in sorted(self.labels)]}
            self.labels.add(body["name"])
            return 200, {"name": body["name"]}
        self.labels.discard(unquote(rest[1]))
        return 200, None


FAKES: dict[str, type[Fake]] = {
    "github": GitHubFake,
    "gitlab": GitLabFake,
    "bitbucket": BitbucketFake,
    "azure": AzureFake,
}


@contextmanager
def running(fake: Fake) -> Iterator[Fake]:
    """The fake, listening; its `url` is where."""

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            parts = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else None
            fake.asked.append((self.command, parts.path))
            status = fake.breaks.get(self.command)
            if not fake.allowed(self.headers):
                self._give(401, {"message": "Bad credentials"})
            elif status:
                self._give(status, {"message": "as the test says"})
            else:
                answer = fake.answer(self.command, parts.path, parse_qs(parts.query), body)
                if status is None:
                    self._give(*answer)

        def __getattr__(self, name: str) -> Any:
            if name.startswith("do_"):
                return self._do
            raise AttributeError(name)

        def _give(self, status: int, value: Any) -> None:
            data = json.dumps(value).encode() if value is not None else b""
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def environment(name: str, fake: Fake, run: int = 10) -> dict[str, str]:
    """What the forge called `name` gives a job."""
    return {
        "github": {
            "GITHUB_ACTIONS": "true",
            "GITHUB_API_URL": fake.url,
            "GITHUB_REPOSITORY": "drip/marketing",
            "GITHUB_RUN_ID": str(run),
            "GITHUB_TOKEN": TOKEN,
        },
        "gitlab": {
            "GITLAB_CI": "true",
            "CI_API_V4_URL": f"{fake.url}/api/v4",
            "CI_PROJECT_ID": "42",
            "CI_MERGE_REQUEST_IID": str(NUMBER),
            "CI_COMMIT_SHA": HEAD,
            "CI_PIPELINE_ID": str(run),
            "GITLAB_TOKEN": TOKEN,
        },
        "bitbucket": {
            "BITBUCKET_API_URL": f"{fake.url}/2.0",
            "BITBUCKET_REPO_FULL_NAME": "drip/marketing",
            "BITBUCKET_PR_ID": str(NUMBER),
            "BITBUCKET_COMMIT": HEAD,
            "BITBUCKET_BUILD_NUMBER": str(run),
            "BITBUCKET_TOKEN": TOKEN,
        },
        "azure": {
            "TF_BUILD": "True",
            "SYSTEM_COLLECTIONURI": f"{fake.url}/drip/",
            "SYSTEM_TEAMPROJECT": "Marketing Ops",
            "BUILD_REPOSITORY_ID": "r1",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": str(NUMBER),
            "SYSTEM_PULLREQUEST_SOURCECOMMITID": HEAD,
            "BUILD_BUILDID": str(run),
            "SYSTEM_ACCESSTOKEN": TOKEN,
        },
    }[name]
