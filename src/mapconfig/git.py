"""The one way in which git is run, for revisions and for history: few sub-commands, few options, and none of them does
what a repository's own configuration says.

A repository may be somebody else's proposal, and its configuration can name programs for git to run (file system
monitors, filters, external diffs, hooks, signature checkers, credential helpers). Only plumbing that reads objects is
let through; it gets nothing from the caller's environment, never asks, never fetches and never looks into files of
the working tree. A name that a person gave goes to `rev-parse` alone, behind ``--end-of-options``; all else gets full
hashes.

Nothing heavy is imported here: starting git must not cost more than git does.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from mapconfig.errors import InputError
from mapconfig.language import say
from mapconfig.values import dataclass

if TYPE_CHECKING:
    import subprocess


@dataclass(frozen=True, slots=True)
class Allowed:
    """How a sub-command may be run: what is always said to it, and the options that may be said besides."""

    always: tuple[str, ...] = ()
    options: frozenset[str] = frozenset()


_ENDS: Final = frozenset({"--end-of-options", "--"})
"""After one of these git takes nothing for an option."""

#: The sub-commands. None of them writes, and none runs a program that a repository names, whichever of its options
#: here is given; the tests prove it with a hostile repository. Other options might: `rev-list --format=%G?` checks
#: signatures, `diff-tree --textconv` converts, and both by programs of the repository's choice.
ALLOWED: Final[Mapping[str, Allowed]] = {
    "rev-parse": Allowed(
        options=frozenset(
            {"--verify", "--quiet", "--show-prefix", "--show-toplevel", "--git-dir", "--is-shallow-repository"}
        )
    ),
    "merge-base": Allowed(options=frozenset({"--is-ancestor"})),
    "rev-list": Allowed(options=frozenset({"--first-parent", "--topo-order", "--no-merges"})),
    "for-each-ref": Allowed(options=frozenset({"--format=%(refname:short)", "--count=5000"})),
    "ls-tree": Allowed(("-z",), frozenset({"-r", "-d", "--full-tree"})),
    "cat-file": Allowed(("--batch",)),
    "diff-tree": Allowed(
        ("--raw", "-z", "-r", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv"),
        frozenset({"--relative", "--no-commit-id", "--root", "--stdin"}),
    ),
}

_CONFIGURATION: Final = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=false",
    "core.quotePath=false",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
)

_ENVIRONMENT: Final = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    # A repository may allow protocols by name, which counts for more than protocol.allow; this counts for more still.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}

TIMEOUT: Final = 300.0
"""Seconds after which git is stopped. Plumbing answers in milliseconds; a dead network file system may never."""
MAX_OUTPUT: Final = 1_000_000_000
"""The most that is taken from one git process, in bytes."""
_CHUNK: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class Answer:
    """What a git process gave back."""

    status: int
    out: bytes
    err: str


class OutputLimitError(InputError):
    """git gave more than was asked to be taken."""


def command(root: str, subcommand: str, arguments: Sequence[str]) -> list[str]:
    """The arguments of the process; raises ValueError for a sub-command or an option that is not allowed."""
    allowed = ALLOWED.get(subcommand)
    if allowed is None:
        raise ValueError(f"git {subcommand} is not allowed here")
    if subcommand == "cat-file" and arguments:
        raise ValueError(f"git cat-file takes nothing more here, and not {arguments}")
    for argument in arguments:
        if argument in _ENDS:
            break
        if argument.startswith("-") and argument not in allowed.options:
            raise ValueError(f"git {subcommand} {argument} is not allowed here")
    settings = [word for setting in _CONFIGURATION for word in ("-c", setting)]
    return ["git", "--no-pager", *settings, "-C", root, subcommand, *allowed.always, *arguments]


def environment(caller: Mapping[str, str]) -> dict[str, str]:
    """The environment of the process: the caller's without anything git would obey, and the settings above."""
    return {name: value for name, value in caller.items() if not name.startswith("GIT_")} | _ENVIRONMENT


def run(
    root: str | os.PathLike[str],
    subcommand: str,
    *arguments: str,
    given: bytes = b"",
    at_most: int = MAX_OUTPUT,
) -> Answer:
    """Run git in `root` with `given` on its standard input, and wait for it.

    Raises InputError when git is not installed or does not end, OutputLimitError when it says more than `at_most`
    bytes. A failure of git itself is in the answer's status.
    """
    words = command(os.path.abspath(root), subcommand, arguments)
    try:
        talk = _talk if hasattr(os, "posix_spawnp") else _talk_portably
        return talk(words, environment(os.environ), given, at_most)
    except FileNotFoundError as error:
        raise _no_git() from error


def start(root: str | os.PathLike[str], subcommand: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A git process in `root` that is talked with while it runs: it takes questions on its standard input, and its
    answer need not be read to the end. The caller ends it with `stop`. What it complains of is not kept.

    Raises InputError when git is not installed.
    """
    import subprocess  # which takes as long as starting Python, and only history needs it

    words = command(os.path.abspath(root), subcommand, arguments)
    try:
        return subprocess.Popen(
            words,
            env=environment(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except FileNotFoundError as error:
        raise _no_git() from error


def prefix(root: str | os.PathLike[str]) -> str:
    """The way from the top of the git repository to the directory `root`: with a slash at its end, empty at the top and
    where there is no repository, or no git to ask."""
    try:
        answer = run(root, "rev-parse", "--show-prefix")
    except InputError:
        return ""
    return os.fsdecode(answer.out).strip("\n") if answer.status == 0 else ""


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that `start` gave, whatever it is doing, and leave nothing of it behind."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    process.kill()
    process.wait()


def _no_git() -> InputError:
    return InputError(say("git is not installed, or not on the PATH. Install git to work with revisions."))


def _talk(words: list[str], environ: dict[str, str], given: bytes, at_most: int) -> Answer:
    """Start the process with three pipes, and read and write as it is ready.

    `subprocess` would do the same, and importing it takes as long as starting Python.
    """
    stdin, give = _pipe()
    take_out, stdout = _pipe()
    take_err, stderr = _pipe()
    try:
        process = os.posix_spawnp(
            words[0],
            words,
            environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, stdin, 0),
                (os.POSIX_SPAWN_DUP2, stdout, 1),
                (os.POSIX_SPAWN_DUP2, stderr, 2),
            ],
            setsigdef=[signal.SIGPIPE],
        )
    except OSError:
        for end in (give, take_out, take_err):
            os.close(end)
        raise
    finally:
        for end in (stdin, stdout, stderr):
            os.close(end)
    taken: dict[int, list[bytes]] = {take_out: [], take_err: []}
    ends = {give, *taken}
    stopped = "unfinished"
    try:
        stopped = _exchange(give, given, taken, ends, at_most)
    finally:
        for end in ends:
            os.close(end)
        if stopped:
            os.kill(process, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if stopped:
        raise _stopped(stopped, at_most)
    return Answer(status, b"".join(taken[take_out]), b"".join(taken[take_err]).decode("utf-8", "replace"))


def _exchange(give: int, given: bytes, taken: dict[int, list[bytes]], ends: set[int], at_most: int) -> str:
    """Pass `given` on and fill `taken` until git closes its ends; the reason where that was cut short.

    An end that is done with is closed and leaves `ends`.
    """
    poll = select.poll()
    for end in taken:
        poll.register(end, select.POLLIN)
    os.set_blocking(give, False)
    poll.register(give, select.POLLOUT)
    rest = memoryview(given)
    size = 0
    deadline = time.monotonic() + TIMEOUT
    while ends:
        ready = poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
        if not ready:
            return "late"
        for end, _ in ready:
            if end == give:
                try:
                    rest = rest[os.write(give, rest) :] if rest else rest
                except BrokenPipeError:  # git has heard enough; what it says tells why
                    rest = rest[:0]
                done = not rest
            else:
                part = os.read(end, _CHUNK)
                taken[end].append(part)
                size += len(part)
                if size > at_most:
                    return "much"
                done = not part
            if done:
                poll.unregister(end)
                ends.discard(end)
                os.close(end)
    return ""


def _stopped(why: str, at_most: int) -> InputError:
    if why == "late":
        return InputError(
            say(
                "git did not answer within {seconds} seconds. Is the repository on a slow network disk?",
                seconds=format(TIMEOUT, ".0f"),
            )
        )
    return OutputLimitError(say("git gave more than {most:,} bytes, which is more than an org holds.", most=at_most))


def _talk_portably(words: list[str], environ: dict[str, str], given: bytes, at_most: int) -> Answer:
    """`_talk` for Windows, which has no `posix_spawn`."""
    import subprocess

    try:
        done = subprocess.run(words, env=environ, input=given, capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired as error:
        raise _stopped("late", at_most) from error
    if len(done.stdout) > at_most:
        raise _stopped("much", at_most)
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


def _pipe() -> tuple[int, int]:
    """A pipe whose ends are neither 0, 1 nor 2, which the child's own ends would overwrite."""
    low: list[int] = []
    try:
        while True:
            read, write = os.pipe()
            if min(read, write) > 2:
                return read, write
            low += [read, write]
    finally:
        for end in low:
            os.close(end)
