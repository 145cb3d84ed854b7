"""The view of audiences: how many, how many of them may be mailed, and which line lets how many through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mapconfig.report.safe import cell, code, markdown, terminal

Document = Mapping[str, Any]

#: Columns for the lines of a definition at most; longer ones are cut, their places tell the rest.
_WORDS = 64
_NUMBER = 12
#: How many assets a footnote names.
_NAMED = 5

_ODD = {
    "nobody": "true of nobody",
    "everybody": "true of everybody",
    "idle": "changes nothing",
}
_LEGEND = (
    "alone       of how many the line is true\n"
    "left        how many are left from the top down to it; in `any of these` how many are in so far\n"
    "without it  how many more, or fewer, would belong if the line were not there"
)


def text(document: Document) -> str:
    """For a terminal."""
    head = _about(document)
    if document["compared"] is not None:
        blocks = [_compared(each) for each in document["audiences"]]
        blocks += ["\n".join(notes)] if (notes := _footnotes(document, terminal, blocks)) else []
        if not document["audiences"]:
            blocks = ["Nobody comes in and nobody goes out."]
        before, after = document["compared"]["before"], document["compared"]["after"]
        first = f"From {terminal(before)} to {terminal(after)}. {head}"
        return "\n\n".join([first, *blocks]) + "\n" + _closing(document)
    if not document["detailed"]:
        return "\n".join([head, "", *_table(document), *_noted(document)]) + "\n" + _closing(document)
    shown = [_audience(each) for each in document["audiences"]]
    notes = ["\n".join(found)] if (found := _footnotes(document, terminal, shown)) else []
    return "\n\n".join([*shown, *notes, head]) + "\n" + _closing(document)


def _noted(document: Document) -> list[str]:
    notes = _footnotes(document, terminal)
    return ["", *notes] if notes else []


def _footnotes(document: Document, safe: Callable[[str], str], body: Sequence[str] = ()) -> list[str]:
    """Why counts are unknown, each reason once with the assets that have it: what stands in a table is a word only.
    What `body` says already is left out."""
    found: dict[str, dict[str, None]] = {}
    for each in document["audiences"]:
        for count in _counts(each):
            if count["high"] is None:
                found.setdefault(str(count["reason"]), {})[each["address"]] = None
    notes = []
    for reason, addresses in found.items():
        if any(safe(reason) in each for each in body):
            continue
        named = list(addresses)
        more = f" and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
        notes.append(f"unknown: {safe(reason)} ({', '.join(map(safe, named[:_NAMED]))}{more})")
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


def _about(document: Document) -> str:
    people = document["people"]["words"]
    if document["share"] < 1:
        return (
            f"Estimated from {document['share']:.0%} of {people} people as of {_moment(document)}; "
            "without --fast everybody is counted."
        )
    rounded = " Counts are rounded, because small ones could tell of somebody." if document["rounded"] else ""
    return f"{people} people, as of {_moment(document)} ({terminal(document['engine'])} engine).{rounded}"


def _moment(document: Document) -> str:
    return f"{document['as_of'][:10]} {document['as_of'][11:16]} UTC"


def _closing(document: Document) -> str:
    if document["compared"] is not None:
        unchanged = document["compared"]["unchanged"]
        if document["detailed"]:
            # Only what was asked for was looked at, so nothing is said of others.
            have = "audience that was asked for has" if unchanged == 1 else "audiences that were asked for have"
            return f"\n{unchanged:,} {have} the same people.\n" if unchanged else ""
        return f"\n{unchanged:,} other audience{' has' if unchanged == 1 else 's have'} the same people.\n"
    if document["detailed"] and any(each["lines"] for each in document["audiences"]):
        return f"\n{_LEGEND}\n"
    return ""


# One audience --------------------------------------------------------------------------------------------------------


def _audience(each: Any) -> str:
    lines = [f"{terminal(each['address'])}  {terminal(each['title'] or '')}", f"  {_members(each)}"]
    if each["state"] not in ("active",):
        lines.append(f"  It is {terminal(each['state'])}: nothing is done with these people now.")
    if each["static"]:
        lines.append("  People are put on it one by one, so it has no lines.")
    for form in each["forms"]:
        lines.append(f"  Whoever submits {terminal(form)} comes in as well, and is not counted.")
    wide = _width(each["lines"])
    if each["lines"]:
        heads = "".join(f"{head:>{_NUMBER}}" for head in ("alone", "left", "without it"))
        lines += ["", f"  {''.ljust(wide)}{heads}"]
        lines += [_line(line, wide) for line in each["lines"]]
        lines += _remarks(each)
    if each["overlaps"]:
        lines += ["", "  of them also on"]
        for one in each["overlaps"]:
            shared = f"{_word(one['shared']):>{_NUMBER}}{_share(one['percent'])}"
            lines.append(f"    {terminal(one['address']).ljust(max(wide, 40) - 2)}{shared}")
    return "\n".join(lines)


def _members(each: Any) -> str:
    members = each["members"]
    if members["high"] is None:
        return f"unknown: {terminal(members['reason'])}"
    said = [f"{members['words']} {'person' if members['words'] == '1' else 'people'}{_of_all(each['percent'])}"]
    for name, words in (("reachable", "may be e-mailed"), ("opted_out", "opted out"), ("fatigued", "mailed enough")):
        count = each[name]
        said.append(f"{words} {count['words']}" if count["high"] is not None else f"{words} unknown")
    return ", ".join(said)


def _of_all(percent: float | None) -> str:
    return "" if percent is None else f" ({_digits(percent)} % of all)"


def _share(percent: float | None) -> str:
    return "" if percent is None else f"  {_digits(percent)} %"


def _digits(percent: float) -> str:
    return f"{percent:.0f}" if percent >= 10 or percent == int(percent) else f"{percent:.1f}"


def _width(lines: Iterable[Any]) -> int:
    """How wide the lines of a definition are, with their indents."""
    return min(max([len(_words(line)) for line in lines], default=0) + 1, _WORDS)


def _words(line: Any) -> str:
    margin = "  " * int(line["depth"])
    return f"{margin}{terminal(line['words'])}"


def _cut(words: str, wide: int) -> str:
    return (words if len(words) < wide else words[: wide - 4] + "...").ljust(wide)


def _line(line: Any, wide: int) -> str:
    numbers = "".join(f"{each:>{_NUMBER}}" for each in (_word(line["alone"]), _word(line["left"]), _effect(line)))
    odd = f"  ! {_ODD[line['verdict']]}" if line["verdict"] else ""
    return f"  {_cut(_words(line), wide)}{numbers}  {_place(line)}{odd}".rstrip()


def _word(count: Any) -> str:
    """A count in a table, above which stands how exact it is; one that was estimated has its error with it."""
    if count is None:
        return ""
    words = str(count["words"])
    if count["high"] is None:
        return "unknown"
    if count["label"] == "sampled":
        middle, half = (count["low"] + count["high"] + 1) // 2, (count["high"] - count["low"] + 1) // 2
        return f"{middle:,} ±{half:,}"
    return words.removeprefix("about ")


def _effect(line: Any) -> str:
    """How many more or fewer would belong without a line."""
    more, fewer = line["more"], line["fewer"]
    if more["high"] is None or fewer["high"] is None:
        return "unknown"
    parts = [f"{sign}{_word(count)}" for sign, count in (("+", more), ("-", fewer)) if count["high"]]
    return " ".join(parts) or "0"


def _place(line: Any) -> str:
    return terminal(f"{line['file']}:{line['line']}") if line["file"] is not None else ""


def _remarks(each: Any) -> list[str]:
    """What is odd, in sentences, and who belongs because nothing is known of them."""
    found: list[str] = []
    unknown: dict[str, list[str]] = {}
    for line in each["lines"]:
        words, place = terminal(line["words"]), _place(line)
        if line["verdict"] == "nobody":
            found.append(f"`{words}` is true of nobody: is it written as the data are? {place}")
        elif line["verdict"] == "everybody":
            found.append(f"`{words}` is true of everybody, so it keeps nobody out. {place}")
        if line["alone"]["high"] is None and line["sentence"]:
            unknown.setdefault(line["alone"]["reason"], []).append(f"`{words}`")
    for reason, lines in unknown.items():
        if reason != each["members"]["reason"]:
            found.append(f"{', '.join(lines)} cannot be counted: {terminal(reason)}.")
    nameless = each["nameless"]
    if nameless is not None and nameless["high"]:
        found.append(f"{nameless['words']} of them are in only because a field is blank:")
        found += [
            f"  {line['nameless']['words']} by `{terminal(line['words'])}`  {_place(line)}"
            for line in each["lines"]
            if line["nameless"] is not None and line["nameless"]["high"]
        ]
    return ["", *(f"  {each}".rstrip() for each in found)] if found else []


# Many ----------------------------------------------------------------------------------------------------------------


def _table(document: Document) -> Iterable[str]:
    wide = max([len(each["address"]) for each in document["audiences"]], default=10) + 2
    heads = ("people", "of all", "mailable", "opted out", "mailed enough")
    yield "list".ljust(wide) + "".join(f"{head:>14}" for head in heads)
    for each in document["audiences"]:
        percent = "" if each["percent"] is None else f"{_digits(each['percent'])} %"
        counts = [each[name] for name in ("members", "reachable", "opted_out", "fatigued")]
        cells = [_word(counts[0]), percent, *(_word(count) for count in counts[1:])]
        yield terminal(each["address"]).ljust(wide) + "".join(f"{cell_:>14}" for cell_ in cells)


# Before and after ----------------------------------------------------------------------------------------------------


def _compared(each: Any) -> str:
    was = f" (was {terminal(each['was'])})" if each["was"] else ""
    lines = [f"{terminal(each['address'])}{was}  {terminal(each['title'] or '')}", f"  {_moves(each)}"]
    if each["lines"]:
        heads = ("alone", "left")
        wide = _width(row["after"] or row["before"] for row in each["lines"])
        lines += ["", f"  {''.ljust(wide)}" + "".join(f"{head:>22}" for head in heads)]
        lines += [_row(row, wide) for row in each["lines"]]
    return "\n".join(lines)


def _moves(each: Any) -> str:
    if each["before"]["high"] is None or each["after"]["high"] is None:
        reason = each["after"]["reason"] or each["before"]["reason"]
        both = dict.fromkeys([_word(each["before"]), _word(each["after"])])
        return f"{' -> '.join(both)}: {terminal(reason)}"
    said = (
        f"{each['before']['words']} -> {each['after']['words']} people: {each['added']['words']} in, "
        f"{each['removed']['words']} out"
    )
    if each["added"]["high"]:
        said += (
            f"; of those who come in {_unknown(each['reachable_added'])} may be e-mailed and "
            f"{_unknown(each['opted_out_added'])} opted out"
        )
    return said


def _unknown(count: Any) -> str:
    return count["words"] if count["high"] is not None else "an unknown number"


def _row(row: Any, wide: int) -> str:
    mark = {"same": " ", "gone": "-", "new": "+"}[row["change"]]
    line = row["after"] or row["before"]
    new = row["after"] is not None and (row["before"] is None or row["before"]["verdict"] != line["verdict"])
    odd = f"  ! {_ODD[line['verdict']]}" if new and line["verdict"] else ""
    cells = []
    for name in ("alone", "left"):
        sides = [_word(side[name]) for side in (row["before"], row["after"]) if side is not None]
        cells.append(sides[0] if len(set(sides)) == 1 else " -> ".join(sides))
    return f"{mark} {_cut(_words(line), wide)}" + "".join(f"{each:>22}" for each in cells) + f"  {_place(line)}{odd}"


# Markdown ------------------------------------------------------------------------------------------------------------


def to_markdown(document: Document) -> str:
    """For a comment on a proposal."""
    head = markdown(_about(document))
    if document["compared"] is not None:
        blocks = [_compared_in_markdown(each) for each in document["audiences"]] or ["Nobody comes in or goes out."]
        return "\n\n".join([*blocks, *_footnotes(document, markdown, blocks), head]) + "\n"
    if not document["detailed"]:
        rows = [
            "| list | people | of all | may be e-mailed | opted out | mailed enough |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        for each in document["audiences"]:
            percent = "" if each["percent"] is None else f"{_digits(each['percent'])} %"
            counts = [_word(each[name]) for name in ("members", "reachable", "opted_out", "fatigued")]
            rows.append(_markdown_row(cell(each["address"]), counts[0], percent, *counts[1:]))
        notes = "\n\n".join([*_footnotes(document, markdown), head])
        return "\n".join([*rows, "", notes]) + "\n"
    shown = [_audience_in_markdown(each) for each in document["audiences"]]
    return "\n\n".join([*shown, *_footnotes(document, markdown, shown), head]) + "\n"


def _markdown_row(*cells: str) -> str:
    return "| " + " | ".join(each.replace("<", "&lt;") if each[:1] == "<" else each for each in cells) + " |"


def _audience_in_markdown(each: Any) -> str:
    lines = [f"### {code(each['address'])} {markdown(each['title'] or '')}", "", markdown(_members(each))]
    if each["lines"]:
        lines += ["", "| line | alone | left | without it |", "| --- | ---: | ---: | ---: |"]
        for line in each["lines"]:
            margin = "&nbsp;&nbsp;" * line["depth"]
            odd = f" **{_ODD[line['verdict']]}**" if line["verdict"] else ""
            numbers = (_word(line["alone"]), _word(line["left"]), _effect(line))
            lines.append(_markdown_row(f"{margin}{cell(line['words'])}{odd}", *numbers))
    if each["overlaps"]:
        rows = [f"{code(one['address'])} {markdown(one['shared']['words'])}" for one in each["overlaps"]]
        lines += ["", f"Of them also on {', '.join(rows)}."]
    return "\n".join(lines)


def _compared_in_markdown(each: Any) -> str:
    lines = [f"### {code(each['address'])} {markdown(each['title'] or '')}", "", markdown(_moves(each))]
    if each["lines"]:
        lines += ["", "| | line | alone | left |", "| --- | --- | ---: | ---: |"]
        for row in each["lines"]:
            line = row["after"] or row["before"]
            cells = []
            for name in ("alone", "left"):
                sides = [_word(side[name]) for side in (row["before"], row["after"]) if side is not None]
                cells.append(sides[0] if len(set(sides)) == 1 else " → ".join(sides))
            mark = {"same": "", "gone": "gone", "new": "new"}[row["change"]]
            lines.append(_markdown_row(mark, "&nbsp;&nbsp;" * line["depth"] + cell(line["words"]), *cells))
    return "\n".join(lines)


def to_json(document: Document) -> str:
    """The document itself."""
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


FORMATS = {"text": text, "json": to_json, "markdown": to_markdown}
