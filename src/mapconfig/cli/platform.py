"""`mapconfig platform`: the embedded platform, looked at and edited as a person would on its own pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from mapconfig.cli import options
from mapconfig.errors import InputError, UsageError
from mapconfig.language import say

_who = click.option("--who", default="someone", show_default=True, help="Who makes the edit, as the platform shows it.")


@click.group()
def command() -> None:
    """Look at the embedded platform, or edit it past mapconfig as a person would.

    For trying things out: what you do here is what `mapconfig drift` then finds.
    """


@command.command("list")
@click.argument("kind", required=False)
@options.org
@options.env
def list_(kind: str | None, org: str | None, environment: str | None) -> None:
    """List what is on the platform, with ids and versions. Changes nothing."""
    from mapconfig.report.safe import terminal

    platform, kinds, _ = _opened(org, environment)
    if kind is not None and kind not in kinds:
        raise UsageError(say("There is no kind {kind}; there are {kinds}.", kind=repr(kind), kinds=", ".join(kinds)))
    stored, _ = platform.all([kind] if kind else list(kinds))
    speak = options.spoken
    heads = [speak(say("version")), speak(say("state")), speak(say("asset"))]
    lines = [f"{'id':>6} {heads[0]:>7}  {heads[1]:8} {heads[2]}"]
    for one in stored:
        state = "" if one.active is None else speak(say("running") if one.active else say("stopped"))
        lines.append(f"{one.id:6} {one.version:7}  {state:8} {terminal(f'{one.type}/{one.alias}')}")
    options.give("\n".join(lines), None)


@command.command()
@options.org
@options.env
@click.option("--after", type=int, default=0, help="Only requests after this number.")
def log(org: str | None, environment: str | None, after: int) -> None:
    """Show the platform's own log of every change it made. Changes nothing."""
    from mapconfig.report.safe import terminal

    platform, _, _ = _opened(org, environment)
    lines = [
        f"{one.number:6} {one.at} {terminal(one.who):12} {one.verb:10} {terminal(f'{one.type}/{one.alias}')}"
        for one in platform.requests(after)
    ]
    options.give("\n".join(lines) or say("no changes"), None)


@command.command()
@click.argument("address")
@click.argument("field")
@click.argument("value", required=False)
@_who
@options.org
@options.env
def edit(address: str, field: str, value: str | None, who: str, org: str | None, environment: str | None) -> None:
    """Set a field of an asset. VALUE is JSON or plain text; without it the field is taken away.

    FIELD has dots between names: title, steps.pause-1.wait, criteria.
    """
    from mapconfig.backends.embedded import edit as by_hand

    _, kinds, file = _opened(org, environment)
    version = by_hand.edit(file, kinds, address, field, _value(value), who)
    options.say(
        say(
            "{who} changed {field} of {address} on the platform (version {version})",
            who=who,
            field=field,
            address=address,
            version=str(version),
        )
    )


@command.command()
@click.argument("address")
@_who
@options.org
@options.env
def start(address: str, who: str, org: str | None, environment: str | None) -> None:
    """Set an asset running."""
    from mapconfig.backends.embedded import edit as by_hand

    _, kinds, file = _opened(org, environment)
    by_hand.start(file, kinds, address, who)
    options.say(say("{who} started {address} on the platform", who=who, address=address))


@command.command()
@click.argument("address")
@_who
@options.org
@options.env
def pause(address: str, who: str, org: str | None, environment: str | None) -> None:
    """Stop a running asset."""
    from mapconfig.backends.embedded import edit as by_hand

    _, kinds, file = _opened(org, environment)
    by_hand.pause(file, kinds, address, who)
    options.say(say("{who} paused {address} on the platform", who=who, address=address))


@command.command()
@click.argument("address")
@click.argument("key")
@_who
@options.org
@options.env
def rename(address: str, key: str, who: str, org: str | None, environment: str | None) -> None:
    """Give an asset another name on the platform."""
    from mapconfig.backends.embedded import edit as by_hand

    _, kinds, file = _opened(org, environment)
    by_hand.rename(file, kinds, address, key, who)
    options.say(say("{who} renamed {address} to {key} on the platform", who=who, address=address, key=key))


@command.command()
@click.argument("address")
@_who
@options.org
@options.env
def delete(address: str, who: str, org: str | None, environment: str | None) -> None:
    """Delete an asset on the platform."""
    from mapconfig.backends.embedded import edit as by_hand

    _, kinds, file = _opened(org, environment)
    by_hand.delete(file, kinds, address, who)
    options.say(say("{who} deleted {address} on the platform", who=who, address=address))


@command.command()
@click.argument("address")
@click.argument("attributes")
@_who
@options.org
@options.env
def create(address: str, attributes: str, who: str, org: str | None, environment: str | None) -> None:
    """Make an asset on the platform. ATTRIBUTES is a JSON object."""
    from mapconfig.backends.embedded import edit as by_hand

    _, kinds, file = _opened(org, environment)
    said = _value(attributes)
    if not isinstance(said, dict):
        raise UsageError(say('ATTRIBUTES is a JSON object, such as \'{{"title": "A list"}}\'.'))
    by_hand.create(file, kinds, address, said, who)
    options.say(say("{who} made {address} on the platform", who=who, address=address))


def _opened(org: str | None, environment: str | None) -> tuple[Any, Any, Path]:
    """The platform, the kinds that people work with, and the account's file."""
    from mapconfig.backends.embedded.backend import Embedded
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(org)
    where = workspace.environment(workspace.reading().org.settings, environment)
    backend = workspace.backend(where)
    if not isinstance(backend, Embedded):
        raise InputError(
            say(
                "The environment {name} is on {backend}, which has pages of its own. Only the embedded "
                "platform is edited from here.",
                name=where.name,
                backend=where.backend,
            )
        )
    kinds = {name: kind for name, kind in workspace.kinds.items() if name in backend.capabilities}
    return backend.platform, kinds, backend.platform.file.path


def _value(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
