"""The view of audiences: how many, how many of them may be mailed, and which line lets how many through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mapconfig.language import Speech, Text, english, plural, say, together
from mapconfig.report.counting import bare, moment
from mapconfig.report.safe import cell, code, markdown, terminal

Document = Mapping[str, Any]

#: Columns for the lines of a definition at most; longer ones are cut, their places tell the rest.
_WORDS = 64
_NUMBER = 12
#: How many assets a footnote names.
_NAMED = 5
_STATES = {"draft": say("draft"), "paused": say("paused"), "archived": say("archived")}

_ODD = {
    "nobody": say("true of nobody"),
    "everybody": say("true of everybody"),
    "idle": say("changes nothing"),
}
_ALONE, _LEFT, _WITHOUT = say("alone"), say("left"), say("without it")
_LEGEND = (
    (_ALONE, say("of how many the line is true")),
    (_LEFT, say("how many are left from the top down to it; in `any of these` how many are in so far")),
    (_WITHOUT, say("how many more, or fewer, would belong if the line were not there")),
)
#: Heads of the table of many, and of its numbers in a comment.
_LIST, _PEOPLE, _OF_ALL = say("list"), say("people"), say("of all")
_OPTED_OUT, _ENOUGH = say("opted out"), say("mailed enough")


def text(document: Document, speak: Speech = english) -> str:
    """For a terminal."""
    document = _with_lines(document, speak)
    head = _about(speak, document)
    if document["compared"] is not None:
        blocks = [_compared(speak, each) for each in document["audiences"]]
        blocks += ["\n".join(notes)] if (notes := _footnotes(speak, document, terminal, blocks)) else []
        if not document["audiences"]:
            blocks = [speak(say("Nobody comes in and nobody goes out."))]
        before, after = document["compared"]["before"], document["compared"]["after"]
        first = f"{terminal(speak(say('From {before} to {after}.', before=before, after=after)))} {head}"
        return "\n\n".join([first, *blocks]) + "\n" + _closing(speak, document)
    if not document["detailed"]:
        return (
            "\n".join([head, "", *_table(speak, document), *_noted(speak, document)]) + "\n" + _closing(speak, document)
        )
    shown = [_audience(speak, each) for each in document["audiences"]]
    notes = ["\n".join(found)] if (found := _footnotes(speak, document, terminal, shown)) else []
    return "\n\n".join([*shown, *notes, head]) + "\n" + _closing(speak, document)


def _with_lines(value: Any, speak: Speech) -> Any:
    """The document with the lines of definitions as they are said: most are sentences of a file, and stay."""
    if isinstance(value, dict):
        found = {name: _with_lines(below, speak) for name, below in value.items()}
        return {**found, "words": speak(found["words"])} if "sentence" in found else found
    return [_with_lines(below, speak) for below in value] if isinstance(value, list) else value


def _noted(speak: Speech, document: Document) -> list[str]:
    notes = _footnotes(speak, document, terminal)
    return ["", *notes] if notes else []


def _footnotes(speak: Speech, document: Document, safe: Callable[[str], str], body: Sequence[str] = ()) -> list[str]:
    """Why counts are unknown, each reason once with the assets that have it: what stands in a table is a word only.
    What `body` says already is left out."""
    found: dict[str, dict[str, None]] = {}
    for each in document["audiences"]:
        for count in _counts(each):
            if count["high"] is None:
                found.setdefault(speak(count["reason"]), {})[each["address"]] = None
    notes = []
    for reason, addresses in found.items():
        if any(safe(reason) in each for each in body):
            continue
        named = list(addresses)
        some: str = ", ".join(named[:_NAMED])
        if len(named) > _NAMED:
            some = say("{some} and {more} more", some=some, more=len(named) - _NAMED)
        notes.append(safe(speak(say("unknown: {reason} ({assets})", reason=reason, assets=some))))
    return notes


def _counts(value: Any) -> Iterable[Any]:
    """All counts in a part of the document."""
    if isinstance(value, dict):
        if "high" in value and "words" in value:
            yield value
        else:
            for each in value.values():
                yield from _counts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _counts(each)


def _about(speak: Speech, document: Document) -> str:
    people = document["people"]["words"]
    if document["share"] < 1:
        return speak(
            say(
                "Estimated from {percent} % of {people} people as of {moment}; without --fast everybody is counted.",
                percent=f"{document['share'] * 100:.0f}",
                people=people,
                moment=moment(document["as_of"]),
            )
        )
    said = say(
        "{people} people, as of {moment} ({name} engine).",
        people=people,
        moment=moment(document["as_of"]),
        name=terminal(document["engine"]),
    )
    if document["rounded"]:
        said = together(" ", [said, say("Counts are rounded, because small ones could tell of somebody.")])
    return speak(said)


def _closing(speak: Speech, document: Document) -> str:
    if document["compared"] is not None:
        unchanged = document["compared"]["unchanged"]
        if document["detailed"]:
            # Only what was asked for was looked at, so nothing is said of others.
            said = plural(
                "{n:,} audience that was asked for has the same people.",
                "{n:,} audiences that were asked for have the same people.",
                unchanged,
            )
            return f"\n{speak(said)}\n" if unchanged else ""
        said = plural(
            "{n:,} other audience has the same people.", "{n:,} other audiences have the same people.", unchanged
        )
        return f"\n{speak(said)}\n"
    if document["detailed"] and any(each["lines"] for each in document["audiences"]):
        wide = max(len(speak(head)) for head, _ in _LEGEND) + 2
        return "\n" + "".join(f"{speak(head).ljust(wide)}{speak(words)}\n" for head, words in _LEGEND)
    return ""


# One audience --------------------------------------------------------------------------------------------------------


def _audience(speak: Speech, each: Any) -> str:
    lines = [f"{terminal(each['address'])}  {terminal(each['title'] or '')}", f"  {_members(speak, each)}"]
    if each["state"] not in ("active",):
        state = _STATES.get(each["state"], terminal(each["state"]))
        lines.append(f"  {speak(say('It is {state}: nothing is done with these people now.', state=state))}")
    if each["static"]:
        lines.append(f"  {speak(say('People are put on it one by one, so it has no lines.'))}")
    for form in each["forms"]:
        said = say("Whoever submits {form} comes in as well, and is not counted.", form=terminal(form))
        lines.append(f"  {speak(said)}")
    wide = _width(each["lines"])
    if each["lines"]:
        heads = "".join(f"{speak(head):>{_NUMBER}}" for head in (_ALONE, _LEFT, _WITHOUT))
        lines += ["", f"  {''.ljust(wide)}{heads}"]
        lines += [_line(speak, line, wide) for line in each["lines"]]
        lines += _remarks(speak, each)
    if each["overlaps"]:
        lines += ["", f"  {speak(say('of them also on'))}"]
        for one in each["overlaps"]:
            shared = f"{_word(speak, one['shared']):>{_NUMBER}}{_share(speak, one['percent'])}"
            lines.append(f"    {terminal(one['address']).ljust(max(wide, 40) - 2)}{shared}")
    return "\n".join(lines)


def _members(speak: Speech, each: Any) -> str:
    members = each["members"]
    if members["high"] is None:
        return terminal(speak(say("unknown: {reason}", reason=members["reason"])))
    one = members["low"] == members["high"] == 1
    people = say("{count} person", count=members["words"]) if one else say("{count} people", count=members["words"])
    if each["percent"] is not None:
        people = say("{people} ({percent} % of all)", people=people, percent=_digits(speak, each["percent"]))
    said = [
        people,
        say("may be e-mailed {count}", count=_known(each["reachable"])),
        say("opted out {count}", count=_known(each["opted_out"])),
        say("mailed enough {count}", count=_known(each["fatigued"])),
    ]
    return speak(together(", ", said))


def _known(count: Any) -> str:
    words: str = count["words"]
    return words if count["high"] is not None else say("unknown")


def _share(speak: Speech, percent: float | None) -> str:
    return "" if percent is None else f"  {speak(say('{percent} %', percent=_digits(speak, percent)))}"


def _digits(speak: Speech, percent: float) -> str:
    return (
        f"{percent:.0f}"
        if percent >= 10 or percent == int(percent)
        else speak(say("{whole}.{tenths}", whole=int(percent), tenths=f"{percent:.1f}"[-1]))
    )


def _width(lines: Iterable[Any]) -> int:
    """How wide the lines of a definition are, with their indents."""
    return min(max([len(_words(line)) for line in lines], default=0) + 1, _WORDS)


def _words(line: Any) -> str:
    margin = "  " * int(line["depth"])
    return f"{margin}{terminal(line['words'])}"


def _cut(words: str, wide: int) -> str:
    return (words if len(words) < wide else words[: wide - 4] + "...").ljust(wide)


def _line(speak: Speech, line: Any, wide: int) -> str:
    numbers = "".join(
        f"{each:>{_NUMBER}}" for each in (_word(speak, line["alone"]), _word(speak, line["left"]), _effect(speak, line))
    )
    odd = f"  ! {speak(_ODD[line['verdict']])}" if line["verdict"] else ""
    return f"  {_cut(_words(line), wide)}{numbers}  {_place(line)}{odd}".rstrip()


def _word(speak: Speech, count: Any) -> str:
    """A count in a table, above which stands how exact it is; one that was estimated has its error with it."""
    if count is None:
        return ""
    if count["high"] is None:
        return speak(say("unknown"))
    if count["label"] == "sampled":
        middle, half = (count["low"] + count["high"] + 1) // 2, (count["high"] - count["low"] + 1) // 2
        return speak(say("{n:,} ±{spread:,}", n=middle, spread=half))
    return speak(bare(count["words"]))


def _effect(speak: Speech, line: Any) -> str:
    """How many more or fewer would belong without a line."""
    more, fewer = line["more"], line["fewer"]
    if more["high"] is None or fewer["high"] is None:
        return speak(say("unknown"))
    parts = [f"{sign}{_word(speak, count)}" for sign, count in (("+", more), ("-", fewer)) if count["high"]]
    return " ".join(parts) or "0"


def _place(line: Any) -> str:
    return terminal(f"{line['file']}:{line['line']}") if line["file"] is not None else ""


def _remarks(speak: Speech, each: Any) -> list[str]:
    """What is odd, in sentences, and who belongs because nothing is known of them."""
    found: list[str] = []
    unknown: dict[str, list[str]] = {}
    for line in each["lines"]:
        words, place = terminal(line["words"]), _place(line)
        if line["verdict"] == "nobody":
            said = say("`{sentence}` is true of nobody: is it written as the data are?", sentence=words)
            found.append(f"{speak(said)} {place}")
        elif line["verdict"] == "everybody":
            said = say("`{sentence}` is true of everybody, so it keeps nobody out.", sentence=words)
            found.append(f"{speak(said)} {place}")
        if line["alone"]["high"] is None and line["sentence"]:
            unknown.setdefault(line["alone"]["reason"], []).append(f"`{words}`")
    for reason, lines in unknown.items():
        if reason != each["members"]["reason"]:
            said = say("{sentences} cannot be counted: {reason}.", sentences=", ".join(lines), reason=reason)
            found.append(terminal(speak(said)))
    nameless = each["nameless"]
    if nameless is not None and nameless["high"]:
        found.append(speak(say("{count} of them are in only because a field is blank:", count=nameless["words"])))
        found += [
            f"  {speak(_blank(line))}  {_place(line)}"
            for line in each["lines"]
            if line["nameless"] is not None and line["nameless"]["high"]
        ]
    return ["", *(f"  {each}".rstrip() for each in found)] if found else []


def _blank(line: Any) -> Text:
    return say("{count} by `{sentence}`", count=line["nameless"]["words"], sentence=terminal(line["words"]))


# Many ----------------------------------------------------------------------------------------------------------------


def _table(speak: Speech, document: Document) -> Iterable[str]:
    wide = max([len(each["address"]) for each in document["audiences"]], default=10) + 2
    heads = (_PEOPLE, _OF_ALL, say("mailable"), _OPTED_OUT, _ENOUGH)
    yield speak(_LIST).ljust(wide) + "".join(f"{speak(head):>14}" for head in heads)
    for each in document["audiences"]:
        percent = _share(speak, each["percent"]).strip()
        counts = [each[name] for name in ("members", "reachable", "opted_out", "fatigued")]
        cells = [_word(speak, counts[0]), percent, *(_word(speak, count) for count in counts[1:])]
        yield terminal(each["address"]).ljust(wide) + "".join(f"{cell_:>14}" for cell_ in cells)


# Before and after ----------------------------------------------------------------------------------------------------


def _compared(speak: Speech, each: Any) -> str:
    was = terminal(speak(say(" (was {address})", address=each["was"]))) if each["was"] else ""
    lines = [f"{terminal(each['address'])}{was}  {terminal(each['title'] or '')}", f"  {_moves(speak, each)}"]
    if each["lines"]:
        heads = (speak(_ALONE), speak(_LEFT))
        wide = _width(row["after"] or row["before"] for row in each["lines"])
        lines += ["", f"  {''.ljust(wide)}" + "".join(f"{head:>22}" for head in heads)]
        lines += [_row(speak, row, wide) for row in each["lines"]]
    return "\n".join(lines)


def _moves(speak: Speech, each: Any) -> str:
    if each["before"]["high"] is None or each["after"]["high"] is None:
        reason = each["after"]["reason"] or each["before"]["reason"]
        both = dict.fromkeys([_word(speak, each["before"]), _word(speak, each["after"])])
        return terminal(speak(say("{name}: {value}", name=" -> ".join(both), value=reason)))
    said = say(
        "{before} -> {after} people: {added} in, {removed} out",
        before=each["before"]["words"],
        after=each["after"]["words"],
        added=each["added"]["words"],
        removed=each["removed"]["words"],
    )
    if each["added"]["high"]:
        coming = say(
            "of those who come in {reachable} may be e-mailed and {barred} opted out",
            reachable=_unknown(each["reachable_added"]),
            barred=_unknown(each["opted_out_added"]),
        )
        said = together("; ", [said, coming])
    return speak(said)


def _unknown(count: Any) -> str:
    words: str = count["words"]
    return words if count["high"] is not None else say("an unknown number")


def _row(speak: Speech, row: Any, wide: int) -> str:
    mark = {"same": " ", "gone": "-", "new": "+"}[row["change"]]
    line = row["after"] or row["before"]
    new = row["after"] is not None and (row["before"] is None or row["before"]["verdict"] != line["verdict"])
    odd = f"  ! {speak(_ODD[line['verdict']])}" if new and line["verdict"] else ""
    cells = []
    for name in ("alone", "left"):
        sides = [_word(speak, side[name]) for side in (row["before"], row["after"]) if side is not None]
        cells.append(sides[0] if len(set(sides)) == 1 else " -> ".join(sides))
    return f"{mark} {_cut(_words(line), wide)}" + "".join(f"{each:>22}" for each in cells) + f"  {_place(line)}{odd}"


# Markdown ------------------------------------------------------------------------------------------------------------


def to_markdown(document: Document, speak: Speech = english) -> str:
    """For a comment on a proposal."""
    document = _with_lines(document, speak)
    head = markdown(_about(speak, document))
    if document["compared"] is not None:
        blocks = [_compared_in_markdown(speak, each) for each in document["audiences"]] or [
            speak(say("Nobody comes in or goes out."))
        ]
        return "\n\n".join([*blocks, *_footnotes(speak, document, markdown, blocks), head]) + "\n"
    if not document["detailed"]:
        rows = [
            _heads(speak, _LIST, _PEOPLE, _OF_ALL, say("may be e-mailed"), _OPTED_OUT, _ENOUGH),
            "| --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        for each in document["audiences"]:
            percent = _share(speak, each["percent"]).strip()
            counts = [_word(speak, each[name]) for name in ("members", "reachable", "opted_out", "fatigued")]
            rows.append(_markdown_row(cell(each["address"]), counts[0], percent, *counts[1:]))
        notes = "\n\n".join([*_footnotes(speak, document, markdown), head])
        return "\n".join([*rows, "", notes]) + "\n"
    shown = [_audience_in_markdown(speak, each) for each in document["audiences"]]
    return "\n\n".join([*shown, *_footnotes(speak, document, markdown, shown), head]) + "\n"


def _heads(speak: Speech, *heads: str) -> str:
    return "|" + "".join(f" {speak(head)} |" if head else " |" for head in heads)


def _markdown_row(*cells: str) -> str:
    return "| " + " | ".join(each.replace("<", "&lt;") if each[:1] == "<" else each for each in cells) + " |"


def _audience_in_markdown(speak: Speech, each: Any) -> str:
    lines = [f"### {code(each['address'])} {markdown(each['title'] or '')}", "", markdown(_members(speak, each))]
    if each["lines"]:
        lines += ["", _heads(speak, say("line"), _ALONE, _LEFT, _WITHOUT), "| --- | ---: | ---: | ---: |"]
        for line in each["lines"]:
            margin = "&nbsp;&nbsp;" * line["depth"]
            odd = f" **{speak(_ODD[line['verdict']])}**" if line["verdict"] else ""
            numbers = (_word(speak, line["alone"]), _word(speak, line["left"]), _effect(speak, line))
            lines.append(_markdown_row(f"{margin}{cell(line['words'])}{odd}", *numbers))
    if each["overlaps"]:
        rows = [f"{code(one['address'])} {markdown(speak(one['shared']['words']))}" for one in each["overlaps"]]
        lines += ["", speak(say("Of them also on {lists}.", lists=", ".join(rows)))]
    return "\n".join(lines)


def _compared_in_markdown(speak: Speech, each: Any) -> str:
    lines = [f"### {code(each['address'])} {markdown(each['title'] or '')}", "", markdown(_moves(speak, each))]
    if each["lines"]:
        lines += ["", _heads(speak, "", say("line"), _ALONE, _LEFT), "| --- | --- | ---: | ---: |"]
        for row in each["lines"]:
            line = row["after"] or row["before"]
            cells = []
            for name in ("alone", "left"):
                sides = [_word(speak, side[name]) for side in (row["before"], row["after"]) if side is not None]
                cells.append(sides[0] if len(set(sides)) == 1 else " → ".join(sides))
            mark = speak({"same": "", "gone": say("gone"), "new": say("new")}[row["change"]])
            lines.append(_markdown_row(mark, "&nbsp;&nbsp;" * line["depth"] + cell(line["words"]), *cells))
    return "\n".join(lines)


def to_json(document: Document) -> str:
    """The document itself."""
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


FORMATS = {"text": text, "json": to_json, "markdown": to_markdown}
