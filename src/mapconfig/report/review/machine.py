"""The review for machines that show findings: annotations, code scanning, the test tab of a CI server."""

from __future__ import annotations

from typing import Any

from mapconfig.report import Document
from mapconfig.report import github as workflow
from mapconfig.report import junit as suites
from mapconfig.report import sarif as scanning
from mapconfig.report.review.checks import findings


def github(document: Document, **_: Any) -> str:
    """Workflow commands that become annotations, at most ten of a level."""
    return workflow.findings(findings(document))


def junit(document: Document, **_: Any) -> str:
    """A case for each finding."""
    return suites.findings(findings(document))


def sarif(document: Document, **_: Any) -> str:
    """SARIF 2.1.0; the run's id tells targets apart."""
    return scanning.findings(findings(document))
