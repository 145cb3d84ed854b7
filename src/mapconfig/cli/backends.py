"""`mapconfig backends`: the platforms mapconfig can speak to, and what each can hold."""

from __future__ import annotations

import json
from typing import Any

import click

from mapconfig.cli import options
from mapconfig.language import say


@click.command()
@options.org
@options.env
@options.form("text", "json")
def command(org: str | None, environment: str | None, style: str) -> None:
    """List the platforms mapconfig can speak to, and what each can hold.

    Inside an org, also what the platform of one environment can do with each kind. Changes nothing.
    """
    from mapconfig.backend import Verb, verbs_of
    from mapconfig.errors import UsageError
    from mapconfig.report.capabilities import NONE
    from mapconfig.workspace import Workspace, installed

    names = installed()
    try:
        workspace = Workspace.find(org)
    except UsageError:
        if org is not None or environment is not None:
            raise
        options.give(json.dumps({"backends": names}) if style == "json" else "\n".join(names), None)
        return
    where = workspace.environment(workspace.reading().org.settings, environment)
    found: dict[str, Any] = {}
    for kind, capability in workspace.backend(where).capabilities.items():
        found[kind] = {
            "verbs": {
                verb.value: capability.outcome(verb).value for verb in verbs_of(workspace.kinds[kind].activation)
            },
            "readable": capability.readable,
            "pause_to_edit": capability.pause_to_edit,
            "gaps": dict(capability.gaps),
        }
    if style == "json":
        said = {"backends": names, "environment": where.name, "backend": where.backend, "kinds": found}
        options.give(json.dumps(said, indent=2), None)
        return
    speak = options.spoken
    lines = [
        speak(say("installed: {names}", names=", ".join(names))),
        speak(say("environment {name}: {platform}", name=where.name, platform=where.backend)),
        "",
    ]
    lines.append(f"{speak(say('kind')):12}" + "".join(f"{verb.value:20}" for verb in Verb))
    for kind, can in found.items():
        lines.append(f"{kind:12}" + "".join(f"{can['verbs'].get(verb.value, NONE):20}" for verb in Verb).rstrip())
        if can["pause_to_edit"]:
            lines.append(f"{'':12}{speak(say('must be stopped to be edited'))}")
        lines += [
            f"{'':12}{speak(say('cannot hold {path}: {why}', path=path, why=why))}" for path, why in can["gaps"].items()
        ]
    options.give("\n".join(lines), None)
