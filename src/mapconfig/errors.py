"""Reasons to stop, each with its exit code.

An error ends the run; a fault in the user's files is a `mapconfig.finding.Finding` instead. There is one
class for each thing a caller could do differently. The message says what happened, why it matters and what
to do now; `cli` prints it and exits with `exit_code`.
"""

from __future__ import annotations

EXIT_DONE = 0
EXIT_ERROR = 1
EXIT_CHANGES = 2
EXIT_FINDINGS = 3
EXIT_GATE = 4
EXIT_STALE = 5
EXIT_PARTIAL = 6
EXIT_USAGE = 64
EXIT_INTERRUPTED = 130


class MapconfigError(Exception):
    """Something a person has to look at before the run can go on."""

    exit_code = EXIT_ERROR


class UsageError(MapconfigError):
    """The command was called with words that make no sense together."""

    exit_code = EXIT_USAGE


class InputError(MapconfigError):
    """A file, a revision or an address that was named cannot be used."""


class FindingsError(MapconfigError):
    """The org has findings at or above the level at which the command must not go on."""

    exit_code = EXIT_FINDINGS


class GateRefused(MapconfigError):
    """A guard of the plan says no, and nobody with the right to has said yes."""

    exit_code = EXIT_GATE


class StalePlan(MapconfigError):
    """The plan is not for this moment: the org, the platform or the plan file itself changed, or it was spent."""

    exit_code = EXIT_STALE


class Locked(MapconfigError):
    """Somebody else is applying to this environment."""

    exit_code = EXIT_STALE


class PartlyApplied(MapconfigError):
    """Some steps are done and some are not; the journal knows which, and resuming goes on from there."""

    exit_code = EXIT_PARTIAL


class RecordBroken(MapconfigError):
    """The journal or what belongs to it is not what was written; `line` is the first that is not, where that is
    known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class PlatformError(MapconfigError):
    """The platform did not answer as it must for the run to go on."""
