"""Where a run begins and ends: one boundary turns every reason to stop into a sentence and an exit code."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

from mapconfig.errors import EXIT_ERROR, EXIT_INTERRUPTED, EXIT_USAGE, MapconfigError
from mapconfig.language import Text, say, speech, told

DEBUG = "MAPCONFIG_DEBUG"


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command and leave the process with its exit code."""
    # A command is short and keeps what it reads: looking for garbage in a growing org costs a third of the time.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # None when the caller closed it
            # What the terminal has no character for is shown as its number; that is no reason to stop.
            stream.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:] if argv is None else argv)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        code = code or EXIT_ERROR
    with contextlib.suppress(OSError):  # what was done is done, whether or not anybody could be told
        if sys.stderr is not None:
            sys.stderr.flush()
    # Taking down the object graph of a large org takes longer than the work on a small one; everything is flushed.
    os._exit(code)


def run(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; nothing but a code ever comes out of here."""
    try:
        return _dispatch(argv)
    except MapconfigError as error:
        _tell(say("error: {error}", error=told(error)), argv)
        return error.exit_code
    except KeyboardInterrupt:
        _tell(say("interrupted"), argv)
        return EXIT_INTERRUPTED
    except SystemExit:  # click's word for a reader of our output who left
        return EXIT_ERROR
    except BrokenPipeError:
        # The reader of our output left (`| head`). Point stdout at nothing, so that the last flush cannot fail too.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return EXIT_ERROR
    except RecursionError:
        _tell(say("error: something in the input is nested more deeply than mapconfig can follow"), argv)
        return EXIT_ERROR
    except MemoryError:
        _tell(say("error: there is not enough memory for this. Nothing more was done."), argv)
        return EXIT_ERROR
    except OSError as error:
        _tell(say("error: {error}", error=_refused(error)), argv)
        return EXIT_ERROR
    except Exception as error:  # the boundary: whatever is left is a bug of ours
        if os.environ.get(DEBUG):
            raise
        _tell(_bug(error), argv)
        return EXIT_ERROR


def _dispatch(argv: Sequence[str]) -> int:
    if list(argv) == ["--version"]:
        from mapconfig import __version__

        print(f"mapconfig {__version__}")
        return 0
    from mapconfig import frequent

    code = frequent.run(argv)
    if code is not None:
        return code
    import click

    from mapconfig.cli import cli

    try:
        result = cli.main(args=list(argv), prog_name="mapconfig", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        _say(error.format_message())
        return EXIT_USAGE
    except click.UsageError as error:
        _say(_misused(error))
        return EXIT_USAGE
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        _tell(say("interrupted"), argv)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        _say(f"error: {error.format_message()}")
        return EXIT_ERROR
    return result if isinstance(result, int) else 0


def _misused(error: Any) -> str:
    """What to say when the words after `mapconfig` make no sense: how the command is used, and what is wrong."""
    if error.ctx is None:
        return f"error: {error.format_message()}"
    usage = f"{error.ctx.get_usage()}\nTry '{error.ctx.command_path} --help' for help."
    return f"{usage}\n\nerror: {error.format_message()}"


def _refused(error: OSError) -> Text:
    """What to say of a call that the operating system would not do, such as writing to a full disk."""
    from mapconfig.disk import lowered, reason

    named = isinstance(error.filename, str | bytes)
    return say(
        "{what}: {reason}. Nothing more was done.",
        what=os.fsdecode(error.filename) if named else say("reading or writing"),
        reason=lowered(reason(error) if error.strerror else type(error).__name__),
    )


def _bug(error: Exception) -> Text:
    """What to say of an error nobody foresaw. Its text is left out: it could hold a value from the org."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    fault: str = type(error).__name__
    if trace:
        place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
        fault = say("{fault} at {place}", fault=fault, place=place)
    return say(
        "error: this is a bug in mapconfig ({fault}). Nothing more was done.\n"
        "Run the same command with {debug}=1 to see where it comes from, and please report it.",
        fault=fault,
        debug=DEBUG,
    )


def _tell(message: Text, argv: Sequence[str]) -> None:
    """Tell a person in the language that they chose; in English where its catalogue cannot be read, which must not hide
    what there is to say."""
    from mapconfig.home import language_of

    try:
        said = speech(language_of(argv))(message)
    except (OSError, ValueError, LookupError):
        said = message
    _say(said)


def _say(message: str) -> None:
    """Tell a person, with nothing hidden in what may come from a file, a platform or a command line."""
    from mapconfig.command import here
    from mapconfig.report.safe import terminal

    shown = "\n".join(terminal(line) for line in here().aimed(message).split("\n"))
    with contextlib.suppress(OSError):  # nobody listens
        print(shown, file=sys.stderr)


if __name__ == "__main__":
    main()
