"""`mapconfig fmt`: the org's files in the one canonical form."""

from __future__ import annotations

import click

from mapconfig.cli import options
from mapconfig.errors import EXIT_DONE, EXIT_FINDINGS
from mapconfig.language import plural, say, together


@click.command()
@click.argument("files", nargs=-1)
@options.org
@click.option("--check", is_flag=True, help="Change nothing; exit with 3 and name the files when any is otherwise.")
@click.option("--diff", "show", is_flag=True, help="Change nothing; print what would change.")
def command(files: tuple[str, ...], org: str | None, check: bool, show: bool) -> int:
    """Put the org's files in the one canonical form, keeping comments and meaning.

    FILES are YAML files or folders of the org; by default all of it. Criteria get their one writing, values and the
    order of keys stay. A file that cannot be read is named and left alone, the others are formatted all the same, and
    the command exits with 3.
    """
    from mapconfig.authoring.files import carry_out
    from mapconfig.authoring.form import chosen, differences, formatted
    from mapconfig.report.safe import terminal
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    source = workspace.source()
    found = formatted(source, workspace.kinds, chosen(workspace.root, source, files))
    if show:
        text = differences(found)
        if text:
            options.give("\n".join(terminal(line) for line in text.rstrip("\n").split("\n")), None)
    else:
        for file in found.after:
            options.give(file, None)
    if not (check or show):
        carry_out(workspace.root, found.after)
    for finding in found.findings:
        options.say(together(" ", filter(None, [str(finding.place or ""), finding.code, finding.detail, finding.fix])))
    count = len(found.after)
    done = (
        say("{count} of {all} files would be changed", count=count, all=found.looked_at)
        if check or show
        else say("{count} of {all} files changed", count=count, all=found.looked_at)
    )
    faults = len(found.findings)
    if faults:
        done = plural(
            "{done}, {n} problem above: what cannot be read is left alone",
            "{done}, {n} problems above: what cannot be read is left alone",
            faults,
            done=done,
        )
    options.say(done)
    return EXIT_FINDINGS if found.findings or (check and count) else EXIT_DONE
