"""The one door for commands that mapconfig tells people to type: they act where the command that tells them acted.

Messages name a command by its plain words (``mapconfig plan --overwrite list/vip``), wherever in the package they are
written. On their way out to a person `Here.aimed` puts in what says for which org and which environment they are, so
that nobody pastes a remedy for one platform into another. It is idempotent, so a text may come by more than once.
"""

from __future__ import annotations

import re
import shlex
from contextvars import ContextVar

from mapconfig.language import Text, reworded
from mapconfig.values import dataclass, replace

#: Commands that are about an org, and those that are about one of its environments as well. tests/test_command.py holds
#: both to the options that the commands have.
OF_ORG = (
    "audience purge",
    "fmt",
    "graph",
    "history",
    "mv",
    "owners check",
    "owners generate",
    "persona",
    "rm",
    "show",
    "validate",
    "why",
)
OF_ENVIRONMENT = (
    "adopt",
    "apply",
    "attest",
    "audience",
    "audit list",
    "audit verify",
    "backends",
    "diff",
    "docs build",
    "docs serve",
    "drift",
    "impact",
    "import",
    "plan",
    "platform create",
    "platform delete",
    "platform edit",
    "platform list",
    "platform log",
    "platform pause",
    "platform rename",
    "platform start",
    "review",
    "simulate",
)

_WORD = r"(?:'[^'\n]*'|[^\s`'\"]+)"
_COMMAND = re.compile(
    r"(?<![\w./-])mapconfig (?P<name>"
    + "|".join(sorted((*OF_ORG, *OF_ENVIRONMENT), key=len, reverse=True))  # "audience purge" is no "audience"
    + rf")(?![\w/-])(?P<org> (?:-C|--org) {_WORD})?(?P<environment> (?:-e|--env) {_WORD})?"
)


@dataclass(frozen=True)
class Here:
    """What a run is about. `org` is the directory as it was given with ``-C``, `environment` the name of one that is
    not the org's default; each is empty where a command means the right one without being told."""

    org: str = ""
    environment: str = ""

    def aimed(self, text: str) -> str:
        """`text` with every command in it saying which org and which environment it is for, where it does not yet. The
        English of a `Text` is aimed; another language is when it has been spoken."""
        if not (self.org or self.environment) or "mapconfig " not in text:
            return text
        said = _COMMAND.sub(self._said, text)
        return reworded(text, said) if isinstance(text, Text) else said

    def _said(self, found: re.Match[str]) -> str:
        name = found["name"]
        org = found["org"] or (f" -C {shlex.quote(self.org)}" if self.org else "")
        environment = found["environment"] or ""
        if not environment and self.environment and name in OF_ENVIRONMENT:
            environment = f" -e {shlex.quote(self.environment)}"
        return f"mapconfig {name}{org}{environment}"


_here: ContextVar[Here] = ContextVar("here", default=Here())  # noqa: B039  # frozen


def here() -> Here:
    """What the present run is about, as far as it has found out."""
    return _here.get()


def in_org(given: str | None) -> None:
    """A run begins in an org: the one it was given, or the one it is in (None)."""
    _here.set(Here(org=given or ""))


def in_environment(name: str, default: str) -> None:
    """The run is about the environment `name` of an org whose default one is `default`."""
    _here.set(replace(here(), environment="" if name == default else name))
