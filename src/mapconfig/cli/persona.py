"""`mapconfig persona`: fictional people as tests of the org's definitions."""

from __future__ import annotations

from pathlib import Path

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_FINDINGS
from mapconfig.language import together


@click.command()
@click.argument("which", nargs=-1, metavar="[FILE|NAME]...")
@options.org
@click.option("--at", "revision", metavar="REV", default=None, help="Try the org at a git revision.")
@click.option(
    "--ask", "question", metavar="SENTENCE", default=None, help="Ask this of the personas instead of what they expect."
)
@click.option("--why", is_flag=True, help="Explain what came true as well.")
@options.form("text", "json", "junit")
@options.lang
@options.output
def command(
    which: tuple[str, ...],
    org: str | None,
    revision: str | None,
    question: str | None,
    why: bool,
    style: str,
    lang: str | None,
    output: Path | None,
) -> int:
    """Try the org on fictional people: who is in which list, who gets which e-mail.

    The files are in personas/; FILE or NAME picks some of them. What does not come true is told with the sentence that
    decided, and the command exits with 3. Changes nothing, and needs neither a platform nor people.

    --ask takes an expectation, such as "is in list/customers", or a sentence of criteria, such as "country is FR".
    """
    from mapconfig import home
    from mapconfig.audience.personas.persona import asked, document, judge
    from mapconfig.errors import UsageError
    from mapconfig.language import speech
    from mapconfig.model.persona import Fault
    from mapconfig.read.personas import chosen, unsuitable_in
    from mapconfig.report import render
    from mapconfig.report.persona import FORMATS
    from mapconfig.workspace import Workspace, now

    workspace = Workspace.find(org)
    reading = workspace.reading(revision)
    personas = chosen(reading, which, str(workspace.root))
    findings = unsuitable_in(reading, personas, which, str(workspace.root))
    moment = now()
    if question is None:
        verdicts = list(judge(personas, reading.org, moment, explain=why))
    else:
        verdicts = []
        for persona in personas:
            answer = asked(persona, reading.org, moment, question)
            if isinstance(answer, Fault):
                raise UsageError(together(" ", [answer.message, answer.fix] if answer.fix else [answer.message]))
            verdicts.append(answer)
    shown = document(verdicts, reading, moment, findings, question)
    language = home.language(lang, str(workspace.root))
    options.give(render(FORMATS, style, shown, speech(language)), output)
    failed = findings or any(verdict.outcome != "passed" for verdict in verdicts)
    return EXIT_FINDINGS if failed and question is None else EXIT_DONE
