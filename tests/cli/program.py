"""The command line as a user meets it: run in this process, or as the program it is installed as."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from mapconfig.__main__ import run

REPOSITORY = Path(__file__).parents[2]
EXAMPLE = REPOSITORY / "org-config"

#: Every exit code that a command may end with; `mapconfig.errors` names them.
DOCUMENTED = {0, 1, 2, 3, 4, 5, 6, 64, 130}

#: A small org in which a list is mailed, filled by a rule and used by a journey.
SMALL: Mapping[str, str] = {
    "mapconfig.yaml": "name: Small\ndefault_environment: local\n"
    "environments:\n  local:\n    backend: embedded\n  staging:\n    backend: embedded\n"
    "    settings:\n      file: .mapconfig/staging.sqlite3\n",
    "teams/ops.yaml": "kind: team\nkey: ops\ntitle: Operations\ncontact: ops@small.example\n",
    "fields/industry.yaml": "kind: field\nkey: industry\ntitle: Industry\nowner: team/ops\ntype: choice\n"
    "values:\n  - Golf\n  - Wine\nmaster: platform\npersonal_data: none\n",
    "fields/country.yaml": "kind: field\nkey: country\ntitle: Country\nowner: team/ops\ntype: text\n"
    "master: platform\npersonal_data: none\n",
    "lists/all.yaml": "kind: list\nkey: all\ntitle: All growers\nowner: team/ops\ncriteria:\n  - industry is Wine\n",
    "lists/french.yaml": "kind: list\nkey: french\ntitle: French growers\nowner: team/ops\nextends: list/all\n"
    "criteria:\n  - country is France\n",
    "lists/old.yaml": "kind: list\nkey: old\ntitle: Old list\nowner: team/ops\ncriteria:\n  - country is Spain\n",
    "emails/hello.yaml": "kind: email\nkey: hello\ntitle: Hello\nowner: team/ops\nsubject: Hello there\n"
    "body: <p>Hello</p>\ntext: Hello\nsender:\n  name: Ops\n  address: ops@small.example\n",
    "journeys/welcome.yaml": "kind: journey\nkey: welcome\ntitle: Welcome\nowner: team/ops\n"
    "entry:\n  lists:\n    - list/french\n"
    "steps:\n  - id: pause\n    wait: 2 days\n  - id: mail\n    send: email/hello\n",
}

#: Yes to what a first apply of an org does to people.
YES = ("--accept", "sends:*", "--accept", "ejects:*", "--accept", "consent:*", "--because", "agreed")


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


def inside(*words: str) -> Ran:
    """Run a command in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", newline="") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = run(list(words))
    told = []
    for stream in (out, err):
        stream.flush()
        told.append(_from_within(words, stream.detach().getvalue().decode()))
    return Ran(code, *told)


def _from_within(words: Sequence[str], told: str) -> str:
    """What was told, as if the org were the present directory. Tests name theirs by an absolute path that only they
    know, and the commands that they are told repeat it; tests/test_command.py is about that."""
    named = [word for option, word in pairwise(words) if option in ("-C", "--org") and Path(word).is_absolute()]
    return told.replace(f" -C {shlex.quote(named[0])}", "") if named else told


def command(*words: str) -> list[str]:
    """The arguments of a process that runs the command."""
    return [sys.executable, "-m", "mapconfig", *words]


def program(
    *words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None, before: Sequence[str] = ()
) -> Ran:
    """Run a command as a process of its own."""
    done = subprocess.run(
        [*before, *command(*words)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
    )
    told = [_from_within(words, said.decode(errors="replace")) for said in (done.stdout, done.stderr)]
    return Ran(done.returncode, *told)


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below `root`, and give it back."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    return root


def small(root: Path, **files: str) -> Path:
    """The small org in `root`."""
    return write(root, {**SMALL, **files})


def example(root: Path) -> Path:
    """A copy of the example org in `root`, without what a person may have made of it."""
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".mapconfig", ".git"))
    return root


def replace(file: Path, before: str, after: str) -> None:
    """Edit a file as a person would; what is replaced must be there."""
    text = file.read_text(encoding="utf-8")
    assert before in text, f"{file} has no {before!r}"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def planned(org: Path, plan: Path, *words: str) -> Ran:
    """Make and save a plan, with a yes to what guards ask at a first apply."""
    return inside("plan", "-C", str(org), "--out", str(plan), *YES, *words)


def settled(org: Path, plan: Path) -> Path:
    """Plan and apply: the platform is as the files say."""
    made = planned(org, plan, "--accept", "invalid:*")
    assert made.code == 0, made.all
    done = inside("apply", str(plan), "-C", str(org), "--quiet")
    assert done.code == 0, done.all
    return org
