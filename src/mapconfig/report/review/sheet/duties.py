"""What people have to do: what comes before merging, which teams are concerned, and what is done by hand after it."""

from __future__ import annotations

from mapconfig.language import plural, say
from mapconfig.report.reasons import asked
from mapconfig.report.review.sheet.first import to_do_marks
from mapconfig.report.review.sheet.reading import Sheet, said
from mapconfig.report.web.html import Element, el
from mapconfig.report.web.parts import badge, fold, section
from mapconfig.report.web.tables import Cell, Column, table

__all__ = ["manual_section", "teams_section", "to_do_section"]


def to_do_section(sheet: Sheet) -> Element | None:
    """What has to be done first, with the command where there is one."""
    items = sheet.document["before_merge"]
    if not items:
        return None
    columns = [Column(say("State")), Column(say("What")), Column(say("Whose word")), Column(say("Command"))]
    rows = [
        [
            mark,
            sheet.prose(said(item["text"])),
            sheet.name(item["who"]) if item["who"] else "",
            el("code", asked(item["how"], sheet.speak)) if item["how"] else "",
        ]
        for mark, item in to_do_marks(items)
    ]
    return section(
        "before-merge", say("Before merging"), table(say("What has to be done first"), columns, rows, sortable=False)
    )


def teams_section(sheet: Sheet) -> Element | None:
    """Every team that is concerned, and why."""
    teams = sheet.document["teams"]
    if not teams:
        return None
    columns = [
        Column(say("Team")),
        Column(say("Must look")),
        Column(say("Owns of what changes"), True),
        Column(say("Owns of what is affected"), True),
        Column(say("Why")),
    ]
    rows = [
        [
            [el("strong", said(team["title"])), " ", el("code", team["handle"] or team["team"], class_="quiet")],
            Cell(badge(say("must look"), "look") if team["must"] else badge(say("should know")), int(not team["must"])),
            len(team["changed"]),
            team["affected"],
            said(team["why"]),
        ]
        for team in teams
    ]
    return section("teams", say("Teams"), table(say("Who is concerned"), columns, rows))


def manual_section(sheet: Sheet) -> Element | None:
    """What the plan leaves to people, as worksheets to tick off on paper."""
    plan = sheet.document["plan"]
    if plan is None:
        return None
    facts = plural("Plan {id} has {n} step.", "Plan {id} has {n} steps.", plan["steps"], id=plan["id"])
    where = say("It is for {environment}, on {platform}.", environment=plan["environment"], platform=plan["platform"])
    sheets = [
        fold(
            [
                el("code", step["step"]),
                " ",
                say("{verb} by hand:", verb=step["verb"]),
                " ",
                sheet.name(step["address"]),
            ],
            el("ol", [el("li", said(line)) for line in step["worksheet"]]),
            opened=True,
        )
        for step in plan["manual"]
    ]
    nothing = el("p", say("No step has to be done by hand.")) if not sheets else None
    return section("manual", say("By hand"), el("p", facts, " ", where), sheets, nothing)
