"""Orgs for a Tryton: one that it can hold but for what is named, and one as large as wanted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.cli.program import write

from mapconfig.testing.tryton import Server

SETTINGS = """\
name: Drip
environments:
  tryton:
    backend: tryton
    settings:
      url: {url}
      database: drip
      settle: {settle}
"""

#: Two journeys over lists, one of which relies on what Tryton cannot ask.
FILES: Mapping[str, str] = {
    "teams/ops.yaml": "kind: team\nkey: ops\ntitle: Operations\ncontact: ops@drip.example\n",
    "fields/country.yaml": "kind: field\nkey: country\ntitle: Country\nowner: team/ops\ntype: text\n"
    "master: platform\npersonal_data: none\n",
    "lists/growers.yaml": "kind: list\nkey: growers\ntitle: Growers\nowner: team/ops\nstatic: true\n",
    "lists/left.yaml": "kind: list\nkey: left\ntitle: People who left\nowner: team/ops\nstatic: true\n"
    "purpose: suppression\n",
    "lists/french.yaml": "kind: list\nkey: french\ntitle: French growers\nowner: team/ops\n"
    "criteria:\n  - country is France\n",
    "campaigns/season.yaml": "kind: campaign\nkey: season\ntitle: Season 2027\nowner: team/ops\n",
    "emails/hello.yaml": "kind: email\nkey: hello\ntitle: Hello\nowner: team/ops\nsubject: Hello there\n"
    "body: <p>Hello {{ field/name }}</p>\nsender:\n  name: Ops\n  address: ops@drip.example\n",
    "emails/again.yaml": "kind: email\nkey: again\ntitle: Again\nowner: team/ops\nsubject: Still there?\n"
    "body: <p>Hello again</p>\nsender:\n  name: Ops\n  address: ops@drip.example\n",
    "fields/name.yaml": "kind: field\nkey: name\ntitle: Name\nowner: team/ops\ntype: text\n"
    "master: platform\npersonal_data: identifier\n",
    "journeys/welcome.yaml": "kind: journey\nkey: welcome\ntitle: Welcome\nowner: team/ops\n"
    "entry:\n  lists:\n    - list/growers\nsuppress:\n  - list/left\ncampaign: campaign/season\n"
    "steps:\n  - id: hello\n    send: email/hello\n  - id: pause\n    wait: 3 days\n"
    "  - id: again\n    send: email/again\n",
    "journeys/bienvenue.yaml": "kind: journey\nkey: bienvenue\ntitle: Bienvenue\nowner: team/ops\n"
    "entry:\n  lists:\n    - list/french\nsteps:\n  - id: hello\n    send: email/hello\n",
}


def drip(root: Path, server: Server, settle: float = 0, files: Mapping[str, str] = FILES) -> Path:
    """An org whose only environment is the server's first database."""
    return write(root, {"mapconfig.yaml": SETTINGS.format(url=server.url, settle=settle), **files})
