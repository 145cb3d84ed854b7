"""The commands: each reads arguments, calls, reports and exits.

A command's module is imported when the command runs, so `--help` and completion load nothing but click.
"""

from __future__ import annotations

import importlib

import click

from mapconfig import __version__

#: Command, its one line of help, and the heading it stands under. The module is `mapconfig.cli.<name>`.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("Write", "Start an org: files that validate, editor settings, a CI workflow."),
    "fmt": ("Write", "Put the org's files in the one canonical form, keeping comments and meaning."),
    "mv": ("Write", "Rename an asset everywhere it is named; its id on the platform stays."),
    "rm": ("Write", "Ask for an asset to be deleted, with the reason."),
    "import": ("Write", "Write the platform's assets into files a person would have written."),
    "adopt": ("Write", "Begin to manage assets that already exist on the platform."),
    "owners": ("Write", "Keep CODEOWNERS as the owners of assets say, so that forges ask the right team."),
    "validate": ("Look", "Check the org: structure, references and the rules of the domain."),
    "explain": ("Look", "Show the manual page of a finding's code."),
    "show": ("Look", "Show one asset: what it is, what it uses, what uses it."),
    "docs": ("Look", "Make the catalogue: a page for every asset, maps and search, as a site or while you work."),
    "graph": ("Look", "Draw assets and how they depend on each other."),
    "diff": ("Look", "Show what changed between two revisions, and what it means for people."),
    "review": ("Look", "Say all that a reviewer has to know of a change, for a person, a forge or a page."),
    "impact": ("Look", "Show everything a change of these assets would reach, and why."),
    "audience": ("Look", "Count the people of lists and journeys, and which line lets how many through."),
    "persona": ("Look", "Try the org on fictional people: who is in which list, who gets which e-mail."),
    "simulate": ("Look", "Show what journeys and rules will do to all people in the days to come."),
    "plan": ("Change", "Show what would change on the platform, step by step. Changes nothing."),
    "apply": ("Change", "Do exactly the steps of a saved plan."),
    "drift": ("Change", "Show what somebody changed on the platform since the last apply."),
    "attest": ("Change", "Sign off a manual step that no platform can confirm."),
    "why": ("Account", "Answer why a field has its value: who, when, what for, and where it was applied."),
    "history": ("Account", "List the changes of an asset with their reasons."),
    "audit": ("Account", "Verify the journal, or list what was done."),
    "ci": ("Account", "Post a review where people discuss the change, from a job of a CI."),
    "backends": ("Account", "List the platforms mapconfig can speak to, and what each can hold."),
    "platform": ("Account", "Look at the embedded platform, or edit it past mapconfig as a person would."),
    "chaos": ("Account", "Kill applies and break their connections, and judge what the platform has afterwards."),
}

HEADINGS = ("Write", "Look", "Change", "Account")


class Commands(click.Group):
    """The commands of the table above, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"mapconfig.cli.{cmd_name.replace('import', 'import_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading in HEADINGS:
            with formatter.section(heading):
                formatter.write_dl([(name, line) for name, (under, line) in COMMANDS.items() if under == heading])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="mapconfig %(version)s")
def cli() -> None:
    """Change management and config-as-code for marketing automation platforms.

    Begin with: mapconfig init my-org
    """
