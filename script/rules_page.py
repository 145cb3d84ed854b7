"""Write docs/rules.md from the rules themselves: python script/rules_page.py

A test says when the file is out of date.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mapconfig.check.described import Described
from mapconfig.check.org_rules import ORG_RULES
from mapconfig.check.rule import Rule
from mapconfig.check.rules import RULES
from mapconfig.read import codes, crm_codes

FILE = Path(__file__).parents[1] / "docs" / "rules.md"

HEAD = """# Rules

Made by `python script/rules_page.py` from the rules; change those and not this file. `mapconfig explain MC101` shows
the page of a code in the terminal. Severities can be changed, and exceptions agreed for a time, in `mapconfig.yaml`
(`severities`, `waivers`); [findings.md](findings.md) says how findings are worded.
"""

#: The first code of each part of the index, and what the part is about.
PARTS = (
    ("MC101", "References"),
    ("MC110", "Criteria"),
    ("MC120", "Lists"),
    ("MC130", "Sends"),
    ("MC140", "Ownership, names and filing"),
    ("MC150", "Scoring and lifecycle"),
    ("MC160", "Rules that meet"),
    ("MC165", "Times"),
    ("MC170", "Journeys"),
    ("MC180", "Texts"),
    ("MC190", "Fields and the CRM"),
    ("MC196", "Settings"),
)


def page() -> str:
    """The whole of docs/rules.md."""
    described: list[Described] = sorted([*RULES, *ORG_RULES], key=lambda rule: rule.code)
    parts = [HEAD]
    for index, (first, title) in enumerate(PARTS):
        last = PARTS[index + 1][0] if index + 1 < len(PARTS) else "MC999"
        inside = [rule for rule in described if first <= rule.code < last]
        parts.append(f"## {title}\n\n{_table(inside)}")
    parts.append("## Reading\n\nErrors of these cannot be waived: a half-read org looks like a wish to delete.\n")
    parts.append(_table([*codes.CODES.values(), *crm_codes.CODES.values()]))
    parts.append("## Pages\n")
    parts += [_page(rule) for rule in described]
    return "\n".join(parts)


def _table(described: Iterable[Described]) -> str:
    rows = ["| code | name | severity | looks at | says |", "| --- | --- | --- | --- | --- |"]
    for one in described:
        name = f"[{one.name}](#{one.code.lower()}-{one.name})" if one.code >= "MC101" else one.name
        rows.append(f"| {one.code} | {name} | {one.severity} | {_subject(one)} | {one.summary} |")
    return "\n".join(rows) + "\n"


def _subject(one: Described) -> str:
    if isinstance(one, Rule):
        return ", ".join(one.kinds) if one.kinds else "criteria" if one.criteria else "all kinds"
    return "settings" if one in ORG_RULES else "CRM files" if one.code >= "MC050" else "files"


def _page(one: Described) -> str:
    return (
        f"### {one.code} {one.name}\n\n{one.summary} ({one.severity}).\n\n{one.page.strip().replace('## ', '#### ')}\n"
    )


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
