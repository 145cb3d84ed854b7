"""Rules over an org and its graph: each looks and reports; none repairs, none stops, none knows of the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from mapconfig.address import Address
from mapconfig.check.org_rules import FILE, ORG_RULES
from mapconfig.check.rule import Reads, Report, Rule, Scope
from mapconfig.check.settle import settle
from mapconfig.check.view import View
from mapconfig.finding import Finding, Place
from mapconfig.graph import Links
from mapconfig.model import Asset, Org

__all__ = [
    "Reads",
    "Report",
    "Rule",
    "Scope",
    "View",
    "about_org",
    "check",
    "found",
    "rules_for",
    "settle",
]


def check(
    org: Org,
    graph: Links,
    today: date,
    *,
    counts: Mapping[Address, int] | None = None,
    read: Iterable[Finding] = (),
) -> tuple[Finding, ...]:
    """Everything that the rules find in `org`, asset by asset, with the severities and waivers of its settings.

    `counts` are numbers of people by list where somebody has counted; `read` are findings that reading had, which come
    first. Findings carry an address and a path; `mapconfig.read` knows the line.
    """
    view = View(org, graph, today, counts)
    rules = {kind: rules_for(kind, view) for kind in org.kinds}
    reported = (finding for asset in org.values() for finding in found(asset, view, rules[asset.kind]))
    return settle((*read, *about_org(view), *reported), org.settings, today)


def rules_for(kind: str, view: View, scopes: Collection[Scope] = tuple(Scope)) -> tuple[Rule, ...]:
    """The rules that look at assets of `kind` and have one of `scopes`, in the order of their codes."""
    if kind == READ_ONLY:
        return ()
    # Seventy modules, which whoever only settles findings that are known does not load.
    from mapconfig.check.rules import RULES
    from mapconfig.check.terms import can_hold_criteria

    asked = tuple(rule for rule in RULES if rule.scope in scopes and (rule.kinds is None or kind in rule.kinds))
    # Last, since it takes the schema of the kind.
    if any(rule.criteria for rule in asked) and not can_hold_criteria(kind, view):
        return tuple(rule for rule in asked if not rule.criteria)
    return asked


#: The CRM's own schema is not ours to judge.
READ_ONLY = "crm-field"


def found(asset: Asset, view: View, rules: Iterable[Rule]) -> Iterator[Finding]:
    """What `rules` report about one asset, before the org's severities and waivers."""
    for rule in rules:
        for report in rule.look(asset, view):
            yield _finding(rule, asset, report)


def _finding(rule: Rule, asset: Asset, report: Report) -> Finding:
    return Finding(
        rule.code,
        rule.severity,
        rule.summary,
        report.detail,
        asset.address,
        report.path,
        fix=report.fix,
        offset=report.offset,
    )


def about_org(view: View) -> Iterator[Finding]:
    """What is wrong with the settings themselves, before the org's severities and waivers."""
    for rule in ORG_RULES:
        for report in rule.look(view) if rule.look is not None else ():
            yield Finding(
                rule.code, rule.severity, rule.summary, report.detail, None, report.path, Place(FILE), report.fix
            )
