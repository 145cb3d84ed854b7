"""`mapconfig docs`: the catalogue that everyone can open: a page an asset, maps, and search."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_ERROR, EXIT_FINDINGS


@click.group()
def command() -> None:
    """Make the catalogue: a page for every asset, maps and search, as a site or while you work.

    It opens in any browser, without a network and from a folder as well. Changes nothing of the org.
    """


drift = click.option(
    "--drift",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Show the drift of this report, as `mapconfig drift --format json` wrote it.",
)
no_people = click.option("--no-people", "people", flag_value=False, default=True, help="Do not count people.")
lang = click.option("--lang", metavar="LANGUAGE", default=None, help="The language of the pages: en or fr.")


@command.command()
@options.org
@options.env
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    default=None,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the site. By default .mapconfig/catalogue in the org.",
)
@lang
@drift
@no_people
def build(
    org: str | None, environment: str | None, output: Path | None, lang: str | None, drift: Path | None, people: bool
) -> int:
    """Write the catalogue into a folder; only what changed is written.

    The folder holds nothing else: pages of assets that are gone are removed. Open index.html in it. Exits with 3
    when files could not be read in full, with 1 when a journal is not as it was written; the pages say so too.
    """
    import os

    from mapconfig import home
    from mapconfig.catalogue.gathering import Wanted, gather
    from mapconfig.catalogue.writing import write
    from mapconfig.language import chosen, plural, say, speech
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    facts = gather(workspace, Wanted(environment, people, drift))
    folder = (output or workspace.root / home.HOME / "catalogue").absolute()
    language = chosen(lang, facts.org.settings.language, os.environ)
    speak = speech(language)
    done = write(facts, folder, language)
    for place in done.left:
        options.say(speak(say("left {file}: it is no longer what was written there", file=str(folder / place))))
    options.say(
        speak(
            plural(
                "{n:,} file in {folder}: {written:,} written, {removed:,} removed",
                "{n:,} files in {folder}: {written:,} written, {removed:,} removed",
                done.files,
                folder=str(folder),
                written=done.written,
                removed=done.removed,
            )
        )
    )
    options.give(str(folder / "index.html"), None)
    broken = [one for one in facts.standings if one.broken]
    for one in broken:
        options.say(speak(one.note))
    unread = len(workspace.reading().errors)
    if unread:
        options.say(
            speak(
                plural(
                    "{n} fault keeps the org from being read in full, so something is missing here: mapconfig validate",
                    "{n} faults keep the org from being read in full, so something is missing here: mapconfig validate",
                    unread,
                )
            )
        )
        return EXIT_FINDINGS
    return EXIT_ERROR if broken else EXIT_DONE


@command.command()
@options.org
@options.env
@click.option("--port", metavar="PORT", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any.")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Where to listen.")
@lang
@drift
@no_people
def serve(
    org: str | None,
    environment: str | None,
    port: int,
    host: str,
    lang: str | None,
    drift: Path | None,
    people: bool,
) -> int:
    """Show the catalogue while you work: pages come again when files change.

    Only this machine can open it, unless --host says otherwise. Stop it with Ctrl-C.
    """
    from mapconfig.catalogue.gathering import Wanted
    from mapconfig.catalogue.serving import serve as run
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    run(workspace, Wanted(environment, people, drift), lang, host, port, options.say)
    return EXIT_DONE
