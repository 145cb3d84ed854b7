"""Real git repositories for tests."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

WHO = {
    "GIT_AUTHOR_NAME": "Ana Admin",
    "GIT_AUTHOR_EMAIL": "ana@example.com",
    "GIT_COMMITTER_NAME": "Ana Admin",
    "GIT_COMMITTER_EMAIL": "ana@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


class Git:
    """A real repository that a test writes to; commits are a minute apart."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        self.minute = 0
        root.mkdir(parents=True, exist_ok=True)
        self.run("init", "-q", "-b", "main", *options)

    def run(self, *arguments: str) -> str:
        when = f"2026-03-01T10:{self.minute:02d}:00+02:00"
        environment = {**os.environ, **WHO, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=environment, capture_output=True, check=True, text=True
        )
        return done.stdout.strip()

    def commit(self, subject: str, files: dict[str, str | bytes | None] | None = None) -> str:
        """Write or delete files and commit all there is; the new commit's hash."""
        for name, content in (files or {}).items():
            path = self.root / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.minute += 1
        self.run("add", "-A")
        self.run("commit", "-q", "--allow-empty", "-m", subject)
        return self.run("rev-parse", "HEAD")
