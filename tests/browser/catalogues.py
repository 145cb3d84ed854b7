"""Catalogues for the browser: of the example org with a life behind it, and of one whose every text is hostile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.program import example, inside, replace, write
from tests.record.repository import Git

DAY = "2026-11-22"

#: One page of every sort, of the example.
PAGES = (
    "index.html",
    "kinds.html",
    "kind/list.html",
    "kind/crm-field.html",
    "teams.html",
    "matrix.html",
    "conversion.html",
    "fields.html",
    "pressure.html",
    "protection.html",
    "changed.html",
    "records.html",
    "findings.html",
    "unowned.html",
    "unused.html",
    "drifted.html",
    "overdue.html",
    "environments.html",
    "rules.html",
    "rule/mc130.html",
    "search.html",
    "a/team/customer-success.html",
    "a/field/account.type.html",
    "a/list/customers.html",
    "a/rule/hand-over-mql.html",
    "a/snippet/legal-footer.html",
    "a/email/valve-recall-2026.html",
    "a/scoring/interest.html",
    "a/journey/onboarding.html",
    "a/stage/mql.html",
    "a/form/demo-request.html",
    "a/campaign/nurture.html",
)


def lived(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example org with commits, an apply, somebody's edit on the platform, an edit that nobody committed, and
    whatever else fills the pages: crossed wires, an asset without a team, one that nothing uses, an overdue review."""
    monkeypatch.setenv("MAPCONFIG_TODAY", DAY)
    monkeypatch.setenv("MAPCONFIG_CACHE", "")
    org = example(root)
    git = Git(org)
    git.commit("Begin with what we have")
    replace(org / "lists/customers.yaml", "Everyone on an account", "Everybody on an account")
    git.commit("Say everybody (#12)\n\nTicket: MOPS-500")
    plan = root.parent / "plan.json"
    accepts = [word for guard in ("sends:*", "consent:*", "people-unknown") for word in ("--accept", guard)]
    made = inside("plan", "-C", str(org), "--out", str(plan), *accepts, "--because", "agreed", "--no-people")
    assert made.code == 0, made.all
    done = inside("apply", str(plan), "-C", str(org), "--quiet")
    assert done.code == 0, done.all
    contact = "  - id: care\n    segment: list/former-customers\n    stage: stage/prospect\n    channel: email\n"
    replace(org / "teams/demand-gen.yaml", "contacts:\n", f"contacts:\n{contact}")
    write(
        org,
        {
            "lists/spring.yaml": "kind: list\nkey: spring\ntitle: Spring fair\nfolder: Lists/Events\n"
            "why:\n  reason: The fair in March\n  review_by: 2026-04-30\ncriteria:\n  - country is FR\n",
        },
    )
    git.commit("Prepare the spring fair")
    replace(org / "journeys/onboarding.yaml", "title: Onboarding", "title: Our onboarding")
    inside("platform", "edit", "-C", str(org), "list/customers", "title", "Clients")
    return org


def catalogue(org: Path, folder: Path, *words: str) -> Path:
    """The folder of a catalogue of `org`, with what drifted."""
    report = folder.parent / f"{folder.name}-drift.json"
    found = inside("drift", "-C", str(org), "--format", "json", "-o", str(report))
    assert found.code in (0, 2), found.all
    done = inside("docs", "build", "-C", str(org), "-o", str(folder), "--drift", str(report), *words)
    assert done.code in (0, 3), done.all
    return folder


def assets(folder: Path) -> list[str]:
    """Every page of the catalogue in `folder`."""
    said = json.loads((folder / "mapconfig-catalogue.json").read_text())
    return [name for name in said["files"] if name.endswith(".html")]
