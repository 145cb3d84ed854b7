"""The example documents in `data/`, made by the real command on the example org: run this file to make them anew.

.venv/bin/python -m tests.report.review.examples
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from tests.cli.program import EXAMPLE, inside, replace
from tests.record.repository import Git

DATA = Path(__file__).parent / "data"

#: What is edited for each example, as file, old text and new text; None for the old text makes or, without a new text,
#: removes the file.
EDITS: dict[str, list[tuple[str, str | None, str | None]]] = {
    "blunder": [("lists/customers.yaml", "account.type is Customer", "account.type is not blank")],
    "suppression": [("emails/newsletter/newsletter-winter-fr.yaml", "  - list/risky-data\n", "")],
    "harmless": [
        ("journeys/onboarding.yaml", "wait: 20 days", "wait: 25 days"),
        ("lists/colleagues.yaml", "title: ", "tags:\n  - reviewed\ntitle: "),
    ],
    "unreadable": [("lists/customers.yaml", "title: ", "title: Twice\ntitle: ")],
    "everything": [
        ("journeys/onboarding.yaml", "wait: 20 days", "wait: 25 days"),
        ("journeys/onboarding.yaml", "    else: call\n", "    else: settle\n"),
        ("journeys/onboarding.yaml", "  - id: call\n    do:\n      - notify: team/customer-success\n", ""),
        (
            "journeys/onboarding.yaml",
            "  - id: offer-contract\n",
            "  - id: remind\n    send: email/onboarding-welcome\n  - id: offer-contract\n",
        ),
        ("lists/customers.yaml", "account.type is Customer", "account.type is not blank"),
        ("lists/customers-fr.yaml", "owner: team/", "tags:\n  - reviewed\nowner: team/"),
        ("lists/prospects-golf.yaml", "owner: team/", "tags:\n  - reviewed\nowner: team/"),
        ("lists/risky-data.yaml", "owner: team/", "tags:\n  - reviewed\nowner: team/"),
        (
            "lists/fresh.yaml",
            None,
            "kind: list\nkey: fresh\ntitle: Fresh prospects\nowner: team/demand-gen\nextends: list/nobody-knows\n"
            "criteria:\n  - any:\n      - country is FR\n      - country is DE\n",
        ),
        ("rules/decline-students.yaml", None, None),
        ("removed.yaml", "removed:\n", "removed:\n  - asset: rule/decline-students\n    why: Students are welcome.\n"),
    ],
}


def edit(root: Path, name: str) -> None:
    """Make the edits of the example `name` in an org."""
    for file, old, new in EDITS[name]:
        path = root / file
        if old is not None:
            replace(path, old, new or "")
        elif new is not None:
            path.write_text(new, encoding="utf-8")
        else:
            path.unlink()


def repository(root: Path) -> Git:
    """The example org in a git repository of its own, with one commit."""
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".mapconfig"))
    git = Git(root)
    git.commit("Begin")
    return git


def main() -> None:
    os.environ["MAPCONFIG_TODAY"] = "2026-11-22"
    with tempfile.TemporaryDirectory() as folder:
        for name in EDITS:
            root = Path(folder, name)
            repository(root)
            edit(root, name)
            done = inside("review", "--org", str(root), "--format", "json", "-o", str(DATA / f"{name}.json"))
            print(f"{name}: {done.code} {done.err}".rstrip())


if __name__ == "__main__":
    main()
