"""The files that a new org begins with: few, real and valid, so that the first change is an edit and not a blank page.

They show the three habits that everything else builds on: one agreed definition that others narrow, one list of people
to leave alone that every e-mail names, and a reason beside every decision.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Final

from mapconfig import __version__
from mapconfig.address import Address
from mapconfig.read.kinds import ROWS
from mapconfig.read.layout import keeps_plain, quoted
from mapconfig.read.schema import schema_of
from mapconfig.read.yaml import load

#: Where the editor finds the schemas, relative to the org.
SCHEMAS: Final = ".vscode/schemas"

#: Schemas of files that are no assets, with the files they are for.
_OTHERS: Final = (("mapconfig", "mapconfig.yaml"), ("change", "changes/**/*.yaml"), ("removed", "removed.yaml"))


def scaffold(name: str, today: date) -> dict[str, str]:
    """The files of a new org called `name`, by path. `today` dates the first change record and the first review."""
    review = today.replace(day=1, year=today.year + 1).isoformat()
    files = {
        "mapconfig.yaml": _SETTINGS.format(name=name if keeps_plain(name, False) else quoted(name)),
        "teams/marketing-ops.yaml": _TEAM,
        "fields/person.yaml": _FIELDS,
        "fields/account.yaml": _ACCOUNT,
        "lists/customers.yaml": _CUSTOMERS.format(review=review),
        "lists/prospects.yaml": _PROSPECTS,
        "lists/not-mailable.yaml": _NOT_MAILABLE.format(review=review),
        "lists/fatigue.yaml": _FATIGUE.format(review=review),
        "snippets/imprint.yaml": _IMPRINT,
        "emails/newsletter.yaml": _EMAIL,
        "emails/newsletter.html": _BODY,
        ".gitignore": _IGNORE,
        ".github/workflows/mapconfig.yml": _WORKFLOW.replace("VERSION", __version__),
        ".vscode/extensions.json": _json({"recommendations": ["redhat.vscode-yaml"]}),
        **_editor(),
    }
    covered = sorted(_addresses(files))
    record = _RECORD.format(year=today.year, today=today.isoformat(), covers="\n".join(f"  - {one}" for one in covered))
    return {**files, f"changes/{today.year}/chg-{today.year}-001-a-beginning.yaml": record}


def _addresses(files: dict[str, str]) -> set[Address]:
    """The assets that the files define."""
    folders = tuple(f"{folder}/" for _, folder in ROWS)
    return {
        Address.of(document["kind"], document["key"])
        for file, text in files.items()
        if file.startswith(folders) and file.endswith(".yaml")
        for document in load(text.encode(), file)[0]
    }


def _editor() -> dict[str, str]:
    """Hover help, completion and a red line under slips, by a schema for each folder."""
    kinds = [(kind, f"{folder}/**/*.yaml") for kind, folder in ROWS if folder != "crm"]
    names = [*kinds, *_OTHERS]
    settings = {
        "yaml.schemas": {f"./{SCHEMAS}/{name}.schema.json": [pattern] for name, pattern in names},
        "yaml.schemaStore.enable": False,
        "yaml.format.enable": False,
        "[yaml]": {"editor.tabSize": 2, "editor.insertSpaces": True, "editor.quickSuggestions": {"strings": True}},
        "files.trimTrailingWhitespace": True,
        "files.insertFinalNewline": True,
    }
    schemas = {f"{SCHEMAS}/{name}.schema.json": _json(schema_of(name)) for name, _ in names}
    return {".vscode/settings.json": _json(settings), **schemas}


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


_SETTINGS = """\
# The org's own rules. Rest the pointer on a key to read what it does.
name: {name}
language: en
default_environment: local

environments:
  # A platform in a file, to try everything on. Add your own beside it.
  local:
    backend: embedded

# How many of these records a person can have.
relations:
  account: one
  opportunity: many

# Every journey and every list e-mail must leave these people alone.
fatigue:
  - list/fatigue
"""

_TEAM = """\
kind: team
key: marketing-ops
title: Marketing operations
description: Runs the platform and answers for definitions. Every asset has an owner; this is the first one.
contact: marketing-ops@example.com
"""

_FIELDS = """\
# What we know of a person.
kind: field
key: email
title: E-mail address
owner: team/marketing-ops
type: text
master: newest
personal_data: identifier
---
kind: field
key: opted_out
title: Opted out
description: The person asked for no more e-mail. Nobody but the person takes it back.
owner: team/marketing-ops
type: yes-no
master: newest
personal_data: contact
---
kind: field
key: do_not_email
title: Do not e-mail
description: Set by us, for instance during a complaint.
owner: team/marketing-ops
type: yes-no
master: platform
personal_data: contact
---
kind: field
key: hard_bounced
title: Hard bounced
description: The address does not exist.
owner: team/marketing-ops
type: yes-no
master: platform
personal_data: contact
---
kind: field
key: confirmed_opt_in
title: Confirmed opt-in
description: The person followed the link in the confirmation e-mail (double opt-in).
owner: team/marketing-ops
type: yes-no
master: platform
personal_data: contact
---
kind: field
key: last_activity_at
title: Last activity
owner: team/marketing-ops
type: date
master: platform
personal_data: behaviour
"""

_ACCOUNT = """\
# The account that a person belongs to. Once the CRM's own files lie in crm/, name the field it syncs with under `crm`
# and make the CRM its master: then a change there shows every list that it moves.
kind: field
key: account.type
title: Account type
description: The definition of a customer hangs on this field.
owner: team/marketing-ops
type: choice
values: [Prospect, Customer, Former customer, Partner]
master: platform
"""

_CUSTOMERS = """\
kind: list
key: customers
title: Customers (master list)
description: Everyone on an account of type Customer. Lists about customers extend this one; nobody writes it again.
owner: team/marketing-ops
tags:
  - master
why:
  reason: Sales and marketing count customers alike from now on.
  review_by: {review}
protected: true
criteria:
  - account.type is Customer
"""

_PROSPECTS = """\
kind: list
key: prospects
title: Prospects
description: Everyone who is no customer and agreed to hear from us.
owner: team/marketing-ops
criteria:
  - none:
      - in list customers
  - confirmed_opt_in is true
  - last_activity_at in last 12 months
"""

_NOT_MAILABLE = """\
kind: list
key: not-mailable
title: Not mailable
description: People we may not or cannot write to. Every e-mail leaves them alone.
owner: team/marketing-ops
purpose: suppression
why:
  reason: A no is a no, in every tool and on every list.
  review_by: {review}
protected: true
criteria:
  - any:
      - email is blank
      - opted_out is true
      - do_not_email is true
      - hard_bounced is true
"""

_FATIGUE = """\
kind: list
key: fatigue
title: Mailed often enough
description: One e-mail in seven days and three in thirty is enough, whoever sends them.
owner: team/marketing-ops
purpose: suppression
why:
  reason: Opt-outs rise with every e-mail too many.
  review_by: {review}
protected: true
criteria:
  - any:
      - was sent any email in last 7 days
      - was sent any email at least 3 times in last 30 days
"""

_IMPRINT = """\
kind: snippet
key: imprint
title: Imprint
description: Who we are, at the foot of every e-mail. Change it here and it changes everywhere.
owner: team/marketing-ops
format: html
content: <p>Example Ltd, 1 Example Street, Example Town</p>
"""

_EMAIL = """\
kind: email
key: newsletter
title: Newsletter
owner: team/marketing-ops
tags:
  - newsletter
state: draft
type: list
subject: What is new this month
sender:
  name: Example Ltd
  address: news@example.com
to:
  - list/prospects
suppress:
  - list/fatigue
  - list/not-mailable
body_file: newsletter.html
"""

_BODY = """\
<p>Hello,</p>
<p>This is what is new this month.</p>
{{ snippet/imprint }}
"""

_RECORD = """\
# Why things change: one file for each change, committed with it.
id: CHG-{year}-001
title: A beginning
type: standard
reason: The org is kept in files from now on, and every change has a reason.
risk:
  level: low
  why: Nothing is applied before somebody plans and applies it.
covers:
{covers}
date: {today}
"""

_IGNORE = """\
# The record of the embedded platform, and what mapconfig remembers to be quick.
.mapconfig/
"""

_WORKFLOW = """\
# Checks every proposal before people look at it. It reads files and talks to no platform.
name: mapconfig
on:
  pull_request:
  push:
    branches: [main]

permissions: {}

jobs:
  validate:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0
        with:
          python-version: "3.12"
      - run: pip install mapconfig==VERSION
      - run: mapconfig fmt --check
      - run: mapconfig validate --format github
"""
