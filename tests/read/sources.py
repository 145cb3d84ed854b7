"""Orgs and repositories that the tests of reading make."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

from mapconfig.language import say
from mapconfig.read.org import Reading, read_org
from mapconfig.read.source import UnreadableError

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
}


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """`files` below `root`, which is returned."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def git(root: Path, *arguments: str) -> str:
    """What git says to a command that must succeed."""
    done = subprocess.run(["git", *arguments], cwd=root, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def repository(root: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A new repository with `files` in one commit on the branch main."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "config", "core.autocrlf", "false")
    if files:
        write(root, files)
        commit(root)
    return root


def commit(root: Path, subject: str = "Change something") -> str:
    """Commit everything; the hash."""
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--allow-empty", "--message", subject)
    return git(root, "rev-parse", "HEAD")


def program(folder: Path, name: str, text: str) -> Path:
    """An executable script."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


class Files:
    """A source in memory; an exception in the place of content is raised on reading."""

    label = "memory"

    def __init__(self, files: Mapping[str, str | bytes | Exception]) -> None:
        self.content = dict(files)

    def files(self) -> list[str]:
        return sorted(self.content)

    def read(self, file: str) -> bytes:
        found = self.content.get(file, UnreadableError(file, say("There is no such file.")))
        if isinstance(found, Exception):
            raise found
        return found.encode("utf-8", "surrogatepass") if isinstance(found, str) else found


def read(**files: str | bytes | Exception) -> Reading:
    """An org of files whose names are written with __ for a slash and _ for the dot of .yaml."""
    return read_org(
        Files({name.replace("__", "/").removesuffix("_yaml") + ".yaml": text for name, text in files.items()})
    )


def told(reading: Reading) -> list[tuple[str, str, str]]:
    """Place, code and words of the findings."""
    return [(str(each.place), each.code, f"{each.detail} {each.fix}".strip()) for each in reading.findings]


def only(text: str) -> tuple[str, str, str]:
    """The only finding about a file `a.yaml`."""
    (finding,) = told(read(a=text))
    return finding
