"""What the org has decided about findings: their severities, and the exceptions agreed for a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from mapconfig.check.org_rules import EXPIRED, FILE, IDLE, OrgRule
from mapconfig.finding import Finding, Path, Place, Severity
from mapconfig.language import say
from mapconfig.model import Settings, Waiver
from mapconfig.values import replace

#: Codes before this one are those of reading.
FIRST_RULE = "MC101"


def settle(findings: Iterable[Finding], settings: Settings, today: date) -> tuple[Finding, ...]:
    """`findings` with the severities of the settings and the reasons of the waivers that cover them, and a finding for
    each waiver that is over or covers nothing. Errors of reading keep their severity and are never waived: a half-read
    org looks like a wish to delete.

    A waiver counts on its last day. Findings with severity `off` are left out; a waiver that covers only those is idle.
    While something could not be read, no waiver is called idle: what it covers may be in there.
    """
    by_code: dict[str, list[tuple[int, Waiver, re.Pattern[str]]]] = {}
    for index, waiver in enumerate(settings.waivers):
        if today <= waiver.until:
            by_code.setdefault(waiver.code, []).append((index, waiver, _pattern(waiver.asset)))
    used: set[int] = set()
    refused: set[int] = set()
    settled = []
    for finding in findings:
        subject = _subject(finding)
        covering = [row for row in by_code.get(finding.code, ()) if row[2].fullmatch(subject)]
        if is_final(finding):
            refused.update(index for index, _, _ in covering)
            settled.append(finding)
            continue
        severity = settings.severities.get(finding.code, finding.severity)
        if severity is Severity.OFF:
            continue
        used.update(index for index, _, _ in covering)
        if severity is not finding.severity or covering:
            finding = replace(finding, severity=severity, waived=covering[0][1].why if covering else finding.waived)
        settled.append(finding)
    return (*settled, *_about_waivers(settings, used, refused, any(map(is_final, settled)), today))


def is_final(finding: Finding) -> bool:
    """Whether the org has no say in how much a finding weighs: what could not be read, could not be read."""
    return finding.code < FIRST_RULE and finding.severity is Severity.ERROR


def _subject(finding: Finding) -> str:
    """What a waiver names: the asset, or the file of a finding that is about none."""
    if finding.address is not None:
        return str(finding.address)
    return finding.place.file if finding.place is not None else ""


def _pattern(text: str) -> re.Pattern[str]:
    """`*` stands for any text; several in a row are one, so that no pattern takes long."""
    return re.compile(".*".join(re.escape(part) for part in re.sub(r"\*+", "*", text).split("*")), re.DOTALL)


def _about_waivers(
    settings: Settings, used: set[int], refused: set[int], unread: bool, today: date
) -> Iterable[Finding]:
    for index, waiver in enumerate(settings.waivers):
        what = say("The waiver of {code} for {asset} ({why})", code=waiver.code, asset=waiver.asset, why=waiver.why)
        path: Path = ("waivers", index)
        if today > waiver.until:
            detail = say(
                "{what} ended on {until}, and what it covered counts again.", what=what, until=waiver.until.isoformat()
            )
            fix = say("Put right what it covered and take it out, or agree on a new date.")
            yield from _finding(EXPIRED, (*path, "until"), detail, fix, settings)
        elif index in refused:
            detail = say("{what} does not count: what could not be read cannot be waived.", what=what)
            yield from _finding(IDLE, path, detail, "Take it out, and put right what could not be read.", settings)
        elif index not in used and not unread:
            detail = say("{what} covers no finding.", what=what)
            yield from _finding(IDLE, path, detail, "Take it out, or put right its code or asset.", settings)


def _finding(rule: OrgRule, path: Path, detail: str, fix: str, settings: Settings) -> Iterable[Finding]:
    severity = settings.severities.get(rule.code, rule.severity)
    if severity is not Severity.OFF:
        yield Finding(rule.code, severity, rule.summary, detail, path=path, place=Place(FILE), fix=fix)
