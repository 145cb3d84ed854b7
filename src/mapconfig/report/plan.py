"""The plan view: the verdict first, then what it does to people, then every step and why it is there.

Its document is the plan file itself (schemas/plan.schema.json), so what is shown is what would be applied.
"""

from __future__ import annotations

import json as library
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mapconfig.diff.words import shown_value
from mapconfig.impact.effect import IRREVERSIBLE
from mapconfig.language import Speech, Text, begun, english, say, together
from mapconfig.language import plural as language_plural
from mapconfig.plan.definition import Plan
from mapconfig.plan.file import to_document
from mapconfig.plan.standing import listed
from mapconfig.report import people, safe, speaking
from mapconfig.report.impact import LIMIT, fitted, plural
from mapconfig.report.reasons import asked, parted

#: From this many steps that say the very same on, they are told as one.
ALIKE = 5

#: Lines of fields that are written out for one step where a person reads; the JSON document has all.
FIELDS = 20

_TO = {
    "create": say("to create"),
    "update": say("to change"),
    "delete": say("to DELETE"),
    "activate": say("to start"),
    "deactivate": say("to stop"),
}
_BY = {
    "apply": "",
    "replace": say("DELETED AND MADE ANEW, with another id"),
    "manual-verifiable": say("by a person, read back afterwards"),
    "manual-attested": say("by a person, who signs for it"),
}


def document(plan: Plan) -> dict[str, Any]:
    """The plan as the JSON values of schemas/plan.schema.json."""
    return to_document(plan)


def json(found: Mapping[str, Any]) -> str:
    """The document itself."""
    return library.dumps(found, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


@speaking
def text(found: Mapping[str, Any], speak: Speech = english) -> str:
    """For a terminal."""
    lines = [speak(_headline(found)), *(f"  {speak(line)}" for line in _summary(found, speak))]
    moved = _moved(found)
    if moved:
        lines += ["", speak(say("People:")), *(f"  {safe.terminal(speak(line))}" for line in moved)]
    refused = [verdict for verdict in found["guards"] if verdict["refused"]]
    if refused:
        lines += ["", speak(_refused(refused))]
    for name, of in _by_guard(refused).items():
        lines += [line for verdict in of for line in _refusal(verdict, len(of) >= ALIKE, speak)]
        if len(of) >= ALIKE and "--accept" in of[0]["how"]:
            command = asked(f"mapconfig plan --accept '{name}:*' --because \"the reason\"", speak)
            lines.append("      " + speak(say("to all {count}: {command}", count=len(of), command=command)))
    agreed = [verdict for verdict in found["guards"] if verdict["accepted"]]
    if agreed:
        lines += ["", speak(say("Agreed to:"))]
    for verdict in agreed:
        lines += [f"  {_guard(verdict)}: {safe.terminal(verdict['accepted'])}"]
    for verdict in found["guards"]:
        if not verdict["refused"] and not verdict["accepted"]:
            lines += ["", f"{_guard(verdict)}: {safe.terminal(verdict['sentence'])}"]
    if found["steps"]:
        lines += ["", speak(say("Steps, in the order of their numbers:"))]
    for steps in _alike(found["steps"]):
        lines += _steps(steps, speak)
    if found["notes"]:
        lines += ["", speak(say("Not part of the plan:"))]
    for note in found["notes"]:
        told = say("{name}: {said}", name=safe.terminal(note["subject"]), said=safe.terminal(note["sentence"]))
        lines.append(f"  {speak(told)}")
        if note["how"]:
            lines.append(f"      {safe.terminal(asked(note['how'], speak))}")
    return "\n".join(lines) + "\n"


@speaking
def markdown(found: Mapping[str, Any], limit: int = LIMIT, speak: Speech = english) -> str:
    """For a comment on a forge, at most `limit` characters; what is left out is counted."""
    refused = [verdict for verdict in found["guards"] if verdict["refused"]]
    verdict = say("**May be applied**")
    if refused:
        verdict = language_plural(
            "**Refused** before this is answered", "**Refused** before these {n} are answered", len(refused)
        )
    if refused and not _by_yes(refused):
        verdict = language_plural("**Refused** while this stands", "**Refused** while these {n} stand", len(refused))
    head = [
        f"## {safe.markdown(speak(_headline(found)))}",
        "",
        f"{speak(verdict)}. {' '.join(safe.prose(speak(line)) for line in _summary(found, speak))}",
        "",
    ]
    blocks: list[tuple[list[str], list[str]]] = [(head, [])]
    moved = _moved(found)
    if moved:
        blocks.append(([speak(say("People:")), ""], [f"- {safe.prose(speak(line))}" for line in moved]))
    if found["guards"]:
        rows = [
            f"| {speak(say('no') if each['refused'] else say('yes'))} | {safe.cell(_subject(each))} "
            f"| {_cell(each['sentence'])} "
            f"| {safe.cell(_answer(each, speak))} |"
            for each in found["guards"]
        ]
        blocks.append(([speak(say("| Passes | Guard | Why | Say yes |")), "| --- | --- | --- | --- |"], rows))
    if found["steps"]:
        rows = [_row(steps, speak) for steps in _alike(found["steps"])]
        blocks.append(([speak(say("| Step | What | Effect | Why and how |")), "| --- | --- | --- | --- |"], rows))
    if found["notes"]:
        rows = [f"- {safe.code(note['subject'])}: {safe.markdown(note['sentence'])}" for note in found["notes"]]
        blocks.append(([speak(say("Not part of the plan:")), ""], rows))
    return fitted(blocks, limit, speak)


def _answer(verdict: Mapping[str, Any], speak: Speech) -> str:
    """How to say yes, or the reason of who did."""
    return asked(verdict["how"], speak) if verdict["refused"] and verdict["how"] else verdict["accepted"] or "-"


def _by_guard(verdicts: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for verdict in verdicts:
        found.setdefault(safe.terminal(verdict["guard"]), []).append(verdict)
    return found


def _refusal(verdict: Mapping[str, Any], brief: bool, speak: Speech) -> list[str]:
    lines = [f"  {_guard(verdict)}: {safe.terminal(verdict['sentence'])}"]
    if verdict["how"] and not (brief and "--accept" in verdict["how"]):
        names = verdict["who"] if "--accept" in verdict["how"] else ""
        who = speak(say("    ({who} may say so)", who=safe.terminal(names))) if names else ""
        lines.append(f"      {safe.terminal(asked(verdict['how'], speak))}{who}")
    return lines


def _headline(found: Mapping[str, Any]) -> Text:
    counts = Counter(step["verb"] for step in found["steps"])
    parts = [together(" ", [str(counts[verb]), words]) for verb, words in _TO.items() if counts[verb]]
    if found["agreed"]:
        parts.append(say("{count} to take note of", count=len(found["agreed"])))
    return say(
        "Plan for {environment} ({backend}): {what}",
        environment=safe.terminal(found["environment"]),
        backend=safe.terminal(found["backend"]),
        what=together(", ", parts) if parts else say("nothing to do"),
    )


def _left_out(found: Mapping[str, Any]) -> list[Text]:
    """For which assets nothing is written, and which of them are on the platform in another form."""
    lines = []
    gaps = [str(note["subject"]) for note in found["notes"] if note["kind"] == "gap" and "/" in note["subject"]]
    behind = [str(note["subject"]) for note in found["notes"] if note["kind"] == "behind"]
    if behind:
        lines.append(
            language_plural(
                "Left out, and not on the platform as the files say: {n} asset ({assets}). Why is said below.",
                "Left out, and not on the platform as the files say: {n} assets ({assets}). Why is said below.",
                len(behind),
                assets=safe.terminal(listed(behind)),
            )
        )
    if gaps:
        lines.append(
            language_plural(
                "Left out: {n} asset ({assets}). Why is said below.",
                "Left out: {n} assets ({assets}). Why is said below.",
                len(gaps),
                assets=safe.terminal(listed(gaps)),
            )
        )
    return lines


def _moved(found: Mapping[str, Any]) -> list[Text]:
    """Who is mailed, comes, goes and leaves, in lines."""
    if not found["steps"] or "people" not in found["impact"]:
        return []
    return people.lines(people.impact_of(found["impact"]["people"]))


def _summary(found: Mapping[str, Any], speak: Speech) -> list[Text]:
    """People, the worst effect and what cannot be taken back, in this order."""
    lines = [*_left_out(found)]
    if found["steps"] and "people" in found["impact"]:
        verdict = people.verdict(people.impact_of(found["impact"]["people"]))
        lines.append(say("People: {verdict}.", verdict=safe.terminal(speak(verdict))))
    affected = found["impact"].get("affected")
    if found["steps"] and isinstance(affected, Mapping) and affected:
        counted = together(", ", [plural(count, kind) for kind, count in affected.items()])
        lines.append(say("Also reaches {assets}.", assets=safe.terminal(speak(counted))))
    for name, why in IRREVERSIBLE.items():
        told = {step["address"] for step in found["steps"] if step["effect"] == name}
        count = len(told | {verdict["subject"] for verdict in found["guards"] if verdict["guard"] == name})
        if count:
            lines.append(say("{assets} of effect {name}. {why}", assets=plural(count, "asset"), name=name, why=why))
    if found["steps"]:
        calls = found["calls"]
        lines.append(
            language_plural("About {n} request to the platform.", "About {n} requests to the platform.", calls)
        )
        lines.append(say("Plan {id}.", id=safe.terminal(found["id"])))
    return lines


def _by_yes(refused: Sequence[Mapping[str, Any]]) -> bool:
    """Whether somebody's yes is an answer to all that is refused."""
    return all("--accept" in verdict["how"] for verdict in refused)


def _refused(refused: Sequence[Mapping[str, Any]]) -> Text:
    count = len(refused)
    if not _by_yes(refused):
        return language_plural(
            "REFUSED. Nothing is applied while this stands:",
            "REFUSED. Nothing is applied while these {n} stand:",
            count,
        )
    return language_plural(
        "REFUSED. Nothing is applied before this is answered:",
        "REFUSED. Nothing is applied before these {n} are answered:",
        count,
    )


def _subject(verdict: Mapping[str, Any]) -> str:
    return f"{verdict['guard']}:{verdict['subject']}" if verdict["subject"] else str(verdict["guard"])


def _guard(verdict: Mapping[str, Any]) -> str:
    return safe.terminal(_subject(verdict))


def _alike(steps: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Steps, those that say the very same together; the order is that of the first of each."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for step in steps:
        said = tuple(field["words"] for field in step["fields"])
        special = step["worksheet"] or step["overwrites"] or step["renamed_from"] or step["effect"] in IRREVERSIBLE
        plain = bool(said) or step["verb"] == "create"
        alone = step["id"] if special or not plain else ""
        kind = step["address"].partition("/")[0]
        groups.setdefault((alone, kind, step["verb"], step["outcome"], step["effect"], said), []).append(step)
    found: list[list[Mapping[str, Any]]] = []
    for group in groups.values():
        found += [group] if len(group) >= ALIKE else [[step] for step in group]
    return sorted(found, key=lambda group: int(group[0]["id"]))


def _steps(steps: Sequence[Mapping[str, Any]], speak: Speech) -> list[str]:
    step = steps[0]
    what = safe.terminal(step["address"])
    if len(steps) > 1:
        names = ", ".join(safe.terminal(each["address"]) for each in steps[:3])
        what = speak(
            say(
                "{count} of kind {kind}: {names} and {more} more",
                count=len(steps),
                kind=step["address"].partition("/")[0],
                names=names,
                more=len(steps) - 3,
            )
        )
    by = f"  [{speak(_BY[step['outcome']])}]" if _BY[step["outcome"]] else ""
    lines = [f"  {step['id']} {step['verb']:10} {what}{by}"]
    if len(steps) > 1:
        lines.append("      " + speak(say("steps {numbers}", numbers=_numbers(steps))))
    if len(steps) == 1 and not (step["verb"] == "create" and not step["overwrites"]):
        lines.append(f"      {safe.terminal(step['reason'])}")
    if step["renamed_from"]:
        lines.append("      " + speak(say("renamed from {address}", address=safe.terminal(step["renamed_from"]))))
    if step["effect"] and len(steps) > 1:
        lines.append("      " + speak(say("effect: {effect}", effect=step["effect"])))
    elif step["effect"]:
        told = say("effect: {effect}. {reason}", effect=step["effect"], reason=begun(safe.terminal(_reason(step))))
        lines.append(f"      {speak(told)}".rstrip())
    lines += [f"      {line}" for line in _changes(step, speak)]
    lines += [f"      [ ] {safe.terminal(line)}" for line in step["worksheet"]]
    return lines


def _numbers(steps: Sequence[Mapping[str, Any]]) -> str:
    """The numbers of steps that are told together, with what follows each other as one: `002-004, 009`."""
    runs: list[list[str]] = []
    for step in steps:
        if runs and int(step["id"]) == int(runs[-1][-1]) + 1:
            runs[-1].append(step["id"])
        else:
            runs.append([step["id"]])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _reason(step: Mapping[str, Any]) -> str:
    """Why a step has its effect, without the words of the field that stand right below."""
    return parted(str(step["effect_reason"]), [field["words"] for field in step["fields"]])[1]


def _changes(step: Mapping[str, Any], speak: Speech) -> list[str]:
    """What a step changes, one line a field."""
    if step["facet"] == "activation":
        return []
    lines = []
    for field in step["fields"][:FIELDS]:
        lines.append(safe.terminal(field["words"], 300))
        # A single part of a change is often all of it, and was said already.
        lines += [f"  {safe.terminal(detail, 300)}" for detail in field["details"] if not _said(detail, field["words"])]
    if len(step["fields"]) > FIELDS:
        shown = say("... showing {shown} of {all} fields; --format json has all", shown=FIELDS, all=len(step["fields"]))
        lines.append(speak(shown))
    for each in step["overwrites"]:
        name = ".".join(str(part) for part in each["path"]) or speak(say("the asset"))
        # Of what is gone altogether the record keeps, in English, that ours is the asset itself.
        theirs, ours = (
            speak(
                say("the asset") if not each["path"] and each.get(side) == "the asset" else shown_value(each.get(side))
            )
            for side in ("theirs", "ours")
        )
        took = say(
            "takes back {name}: theirs {theirs}, ours {ours}",
            name=safe.terminal(name),
            theirs=safe.terminal(theirs),
            ours=safe.terminal(ours),
        )
        lines.append(speak(took))
    return lines


def _said(detail: str, words: str) -> bool:
    """Whether the words of a field say a detail already, with the name of the field before it or without."""
    return words == detail or words.endswith(f": {detail}")


def _row(steps: Sequence[Mapping[str, Any]], speak: Speech) -> str:
    step = steps[0]
    names = safe.cell(step["address"])
    if len(steps) > 1:
        names = speak(say("{count} times, first {address}", count=len(steps), address=names))
    by = f" ({speak(_BY[step['outcome']])})" if _BY[step["outcome"]] else ""
    said = [step["reason"]] if len(steps) == 1 else []
    if step["renamed_from"]:
        said.append(speak(say("Renamed from {address}.", address=step["renamed_from"])))
    said += _changes(step, speak)
    why = "<br>".join(_cell(line) for line in said) or "-"
    return f"| {_numbers(steps)} | {step['verb']} {names}{by} | {step['effect'] or '-'} | {why} |"


def _cell(sentence: str) -> str:
    """Prose in a cell of a table."""
    return safe.markdown(sentence)


#: What `mapconfig plan --format` can say.
PLAN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"text": text, "json": json, "markdown": markdown}
