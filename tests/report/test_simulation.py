"""The view of a simulation: what a person reads of it."""

from __future__ import annotations

from typing import Any

from mapconfig.report.simulation import ROWS, json, markdown, text


def count(low: int, high: int | None = None) -> dict[str, Any]:
    return {
        "low": low,
        "high": low if high is None else high,
        "words": f"{low:,}" if high is None else f"about {low:,}",
    }


def side(**more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "in_flight": True,
        "emails": count(0),
        "reached": count(0),
        "withheld": count(0),
        "busiest": {"day": 0, "emails": count(0)},
        "by_day": [{"day": day, "date": f"2026-11-{22 + day}", "emails": count(0)} for day in range(2)],
        "by_person": [{"emails": number, "more": number == 2, "people": count(0)} for number in range(3)],
    }
    for name in ("assets", "reasons", "caps", "waiting", "dead", "bursts", "teams", "assumed", "left_out"):
        found[name] = []
    return {**found, **more}


def document(after: dict[str, Any], before: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "format": "mapconfig.simulation/1",
        "as_of": "2026-11-22T06:00:00Z",
        "engine": "embedded",
        "days": 1,
        "start": "activation",
        "answers": "drawn",
        "rounded": False,
        "people": count(1000),
        "before": before,
        "after": after,
        **more,
    }


def test_an_org_in_which_nothing_happens_is_told_in_a_few_lines() -> None:
    said = text(document(side()))
    assert "1 day from 2026-11-22 06:00 UTC on, 1,000 people." in said
    assert "What runs: nothing" in said and "E-mails by day" not in said
    assert "Counts are rounded" in text(document(side(), rounded=True))


def test_bounds_are_called_bounds() -> None:
    assert "an upper bound" in text(document(side(), answers="yes"))
    assert "a lower bound" in text(document(side(), answers="no"))


def test_dead_ends_and_what_is_left_out_are_named() -> None:
    dead = [
        {"asset": "journey/j", "step": "", "branch": "", "why": "nobody comes in"},
        {"asset": "journey/j", "step": "who", "branch": "then", "why": "nobody takes it"},
    ]
    said = text(document(side(dead=dead, left_out=[{"asset": "rule/r", "why": "it asks too much"}])))
    assert "  journey/j: nobody comes in\n" in said
    assert "  journey/j at step who, branch then: nobody takes it\n" in said
    assert "  rule/r: it asks too much\n" in said


def test_long_lists_are_cut_and_say_so() -> None:
    reasons = [{"reason": f"list/l{number}", "emails": count(5)} for number in range(ROWS + 3)]
    said = text(document(side(reasons=reasons)))
    assert f"list/l{ROWS - 1}: 5" in said and f"list/l{ROWS}: 5" not in said
    assert "... and 3 more; --format json has all" in said


def test_a_remark_says_what_it_was_before_the_change() -> None:
    """New ones first; nothing is repeated for those that are the same, and nobody is no remark."""
    then = [{"reason": "opted out", "emails": count(5)}, {"reason": "list/a", "emails": count(7)}]
    now = [{"reason": "opted out", "emails": count(6)}, {"reason": "list/a", "emails": count(7)}]
    now += [{"reason": "list/b", "emails": count(1)}, {"reason": "list/c", "emails": count(0)}]
    said = text(document(side(reasons=now), side(reasons=then), start="running"))
    rows = said[said.index("Withheld") :].splitlines()[1:]
    assert rows == ["  new: list/b: 1", "  opted out: 6; before the change 5", "  list/a: 7"]
    assert "Who is in a journey goes on in it." in said


def test_text_of_others_is_made_harmless() -> None:
    """What a file says cannot move the cursor or become Markdown."""
    row = {"asset": "rule/r", "why": "it asks \x1b[2J | <b>"}
    assert "\x1b" not in text(document(side(left_out=[row])))
    said = markdown(document(side(left_out=[row])))
    assert "\x1b" not in said and "<b>" not in said
    assert json(document(side())).isascii()
