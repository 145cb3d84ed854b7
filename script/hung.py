"""Measure how long a plan and an apply take to stop where a platform takes requests and never answers them.

A Mautic (the stand-in) behind the proxy of `mapconfig.testing` falls silent at the first request, at a reading in the
middle of an apply, and at a write. Times are as a person has them, with nothing set: about a minute and a half.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mapconfig.testing import proxy
from mapconfig.testing.mautic import start
from mapconfig.testing.proxy import Moment

SETTINGS = """name: Hung
default_environment: live
environments:
  live:
    backend: mautic
    settings:
      url: {url}
"""
LIST = "kind: list\nkey: list-{n}\ntitle: List {n}\ncriteria:\n  - score >= {n}\n"
MOST = 300


class Silence:
    """Falls silent for good at a request: the first one for which `due` holds."""

    def __init__(self) -> None:
        self.since = 0.0
        self.hang = False
        self.at = -1
        self.over = threading.Event()

    def watch(self, number: int, moment: Moment) -> None:
        if moment is Moment.RECEIVED and (self.hang or number == self.at):
            self.hang = True
            self.since = self.since or time.monotonic()
            self.over.wait(MOST)


def run(org: Path, url: str, *words: str) -> tuple[int, list[tuple[float, str]], float]:
    """A command as it is installed: its exit code, its lines on standard error with the moment of each, and its end."""
    logins = f'["{url}"]\nuser = "admin"\npassword = {{env = "MAUTIC_PASSWORD"}}\n'
    around = {**os.environ, "MAUTIC_PASSWORD": "mautic", "MAPCONFIG_LOGINS": logins}
    program = [sys.executable, "-m", "mapconfig", *words, "-C", str(org)]
    said: list[tuple[float, str]] = []
    with subprocess.Popen(program, env=around, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            said.append((time.monotonic(), line.rstrip()))
        code = process.wait(MOST)
    return code, said, time.monotonic()


def measure(what: str) -> str:
    """One row: when a person was told that something is waited for, and when the command was over."""
    silence = Silence()
    with tempfile.TemporaryDirectory() as place, start() as server:
        with proxy.start(server.url, watch=silence.watch) as between:
            org = Path(place) / "org"
            (org / "lists").mkdir(parents=True)
            (org / "mapconfig.yaml").write_text(SETTINGS.format(url=between.url))
            for number in range(1, 6):
                (org / "lists" / f"{number}.yaml").write_text(LIST.format(n=number))
            plan = str(Path(place) / "plan.json")
            if what == "plan":
                silence.at = 1
                code, said, end = run(org, between.url, "plan", "--no-people")
            else:
                yes = [word for guard in ("invalid", "sends") for word in ("--accept", f"{guard}:*")]
                made, told, _ = run(org, between.url, "plan", "--out", plan, "--no-people", *yes, "--because", "a test")
                assert made == 0, told
                asked = between.requests
                # The looks before the first step, the step that follows, and then one request of the next.
                silence.at = asked + {"apply, a write": 8, "apply, a reading": 9}[what]
                code, said, end = run(org, between.url, "apply", plan, "--progress", "steps")
            silence.over.set()
        first = next((at - silence.since for at, line in said if line.startswith("waiting for an answer")), None)
    after = "never" if first is None else f"{first:.0f} s"
    method = next((line for _, line in said if line.startswith("waiting for an answer")), "")
    return f"{what:18} told after {after}, over after {end - silence.since:.0f} s, exit code {code}\n    {method}"


if __name__ == "__main__":
    with ThreadPoolExecutor() as together:
        for row in together.map(measure, ("plan", "apply, a reading", "apply, a write")):
            print(row, flush=True)
