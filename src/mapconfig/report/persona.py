"""The view of personas: what each expects, what became of it, and which sentence of which file decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mapconfig.language import Speech, english, plural, say, together
from mapconfig.report import speaking
from mapconfig.report.safe import terminal, xml

Document = Mapping[str, Any]

_MARKS = {"passed": say("ok     "), "failed": say("FAILED "), "unclear": say("UNCLEAR")}
#: Reasons stand before their places, which begin in this column.
_WIDTH = 78


@speaking
def text(document: Document, speak: Speech = english) -> str:
    """For a terminal: a line for each persona, and below it what did not come true, with the sentence that decided."""
    blocks = [_finding(each, speak) for each in document["findings"]]
    if document["question"] is not None:
        return "\n".join([*blocks, *(_answer(each, speak) for each in document["personas"])]) + "\n"
    for persona in document["personas"]:
        wrong = [each for each in persona["expectations"] if each["outcome"] != "passed" or each["reasons"]]
        outcomes = [each["outcome"] for each in persona["expectations"]]
        passed = outcomes.count("passed")
        worst = "failed" if "failed" in outcomes else "unclear" if "unclear" in outcomes else "passed"
        counted = speak(say("{passed} of {all}", passed=passed, all=len(outcomes)))
        head = f"{speak(_MARKS[worst])} {terminal(persona['name'])}: {terminal(persona['title'])} ({counted})"
        blocks.append("\n".join([head, *(line for each in wrong for line in _expectation(persona, each, speak))]))
    return "\n".join([*blocks, *([""] if blocks else []), _closing(document, speak)]) + "\n"


def _answer(persona: Any, speak: Speech) -> str:
    """What is true of one persona about the one question."""
    (each,) = persona["expectations"]
    word = {"passed": say("yes"), "failed": say("no"), "unclear": say("cannot be said")}[each["outcome"]]
    return "\n".join([f"{terminal(persona['name'])}: {speak(word)}, {terminal(each['said'])}", *_reasons(each)])


def _finding(found: Any, speak: Speech) -> str:
    place = f"{found['file']}:{found['line']}:{found['column']}" if found["file"] else "personas"
    fix = f" {found['fix']}" if found["fix"] else ""
    return f"{speak(say('ERROR  '))} {terminal(place)} {found['code']} {terminal(found['detail'] + fix)}"


def _expectation(persona: Any, each: Any, speak: Speech) -> list[str]:
    """What became of one expectation, where it is written, and why."""
    text, said = terminal(each["text"]), terminal(each["said"])
    if each["outcome"] == "failed":
        text, said = speak(say("expected: {sentence}", sentence=text)), speak(say("but {sentence}", sentence=said))
    elif each["outcome"] == "passed":
        said = speak(say("and {sentence}", sentence=said))
    else:
        text = speak(say("cannot be said: {sentence}", sentence=text))
    lines = [
        "",
        _beside(f"        {text}", persona["file"], each["line"]),
        f"        {said}{':' if each['reasons'] else '.'}",
    ]
    return lines + _reasons(each)


def _reasons(each: Any) -> list[str]:
    return [
        _beside(f"          {'  ' * reason['depth']}{terminal(reason['words'])}", reason["file"], reason["line"])
        for reason in each["reasons"]
    ]


def _beside(words: str, file: str | None, line: int | None) -> str:
    return f"{words.ljust(_WIDTH)}  {terminal(f'{file}:{line}')}" if file is not None else words


def _closing(document: Document, speak: Speech) -> str:
    counts = document["counts"]
    people, total = len(document["personas"]), counts["passed"] + counts["failed"] + counts["unclear"]
    if not people and not counts["faulty"]:
        return speak(
            say("No personas. Invent one in personas/, and say what must be true of them: docs/people.md shows how.")
        )
    parts = []
    if counts["passed"]:
        parts.append(say("{count} passed", count=counts["passed"]))
    if counts["failed"]:
        parts.append(say("{count} failed", count=counts["failed"]))
    if counts["unclear"]:
        parts.append(say("{count} unclear", count=counts["unclear"]))
    if counts["faulty"]:
        parts.append(plural("{n:,} error in the files", "{n:,} errors in the files", counts["faulty"]))
    told = say(
        "{personas}, {expectations}: {counts}.",
        personas=plural("{n:,} persona", "{n:,} personas", people),
        expectations=plural("{n:,} expectation", "{n:,} expectations", total),
        counts=together(", ", parts),
    )
    return speak(told)


def to_json(document: Document) -> str:
    """The document itself."""
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def junit(document: Document) -> str:
    """For the test tab of a CI server: a suite for each persona and a case for each expectation."""
    counts = document["counts"]
    suites = [_suite(each) for each in document["personas"]]
    if document["findings"]:
        suites.insert(0, _faulty(document["findings"]))
    total = sum(counts.values())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="mapconfig personas" tests="{total}" failures="{counts["failed"]}" '
        f'errors="{counts["unclear"] + counts["faulty"]}" skipped="0">\n' + "\n".join(suites) + "\n</testsuites>\n"
    )


def _suite(persona: Any) -> str:
    outcomes = [each["outcome"] for each in persona["expectations"]]
    lines = [
        f'  <testsuite name="{xml(persona["name"])}" tests="{len(outcomes)}" failures="{outcomes.count("failed")}" '
        f'errors="{outcomes.count("unclear")}" skipped="0">'
    ]
    for each in persona["expectations"]:
        place = f'file="{xml(persona["file"])}" line="{each["line"]}"'
        case = f'    <testcase classname="{xml(persona["name"])}" name="{xml(each["text"])}" {place}'
        if each["outcome"] == "passed":
            lines.append(f"{case}/>")
            continue
        word = "failure" if each["outcome"] == "failed" else "error"
        why = "\n".join(
            f"{'  ' * reason['depth']}{reason['words']}"
            + (f"  {reason['file']}:{reason['line']}" if reason["file"] else "")
            for reason in each["reasons"]
        )
        body = "\n".join(xml(line) for line in why.split("\n"))
        lines.append(f'{case}>\n      <{word} message="{xml(each["said"])}">{body}</{word}>\n    </testcase>')
    return "\n".join([*lines, "  </testsuite>"])


def _reason(reason: Any) -> str:
    place = f"  {reason['file']}:{reason['line']}" if reason["file"] else ""
    return f"{'  ' * reason['depth']}{reason['words']}{place}"


def _faulty(findings: Any) -> str:
    lines = [f'  <testsuite name="personas" tests="{len(findings)}" failures="0" errors="{len(findings)}" skipped="0">']
    for each in findings:
        place = f' file="{xml(each["file"])}" line="{each["line"]}"' if each["file"] else ""
        said = xml(f"{each['detail']} {each['fix']}".strip())
        lines.append(
            f'    <testcase classname="personas" name="{xml(each["code"])}"{place}>\n'
            f'      <error message="{xml(each["summary"])}">{said}</error>\n    </testcase>'
        )
    return "\n".join([*lines, "  </testsuite>"])


FORMATS = {"text": text, "json": to_json, "junit": junit}
