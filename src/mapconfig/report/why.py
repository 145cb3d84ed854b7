"""The views of provenance: why a field has its value, and what happened to an asset."""

from __future__ import annotations

import json as library
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mapconfig.diff import ABSENT, shown
from mapconfig.diff.words import shown_value
from mapconfig.language import NOTHING, Speech, Text, english, say, together
from mapconfig.record.answer import Application, Event, History, Part, Setting, Why
from mapconfig.record.history import Commit
from mapconfig.record.leaves import text_of
from mapconfig.report import safe, speaking
from mapconfig.report.moments import in_utc, moment

FORMAT = "mapconfig.why/1"
HISTORY_FORMAT = "mapconfig.history/1"

#: Lines of a value, pieces of it and fields of an event that are written out where a person reads: one screen.
_VALUE_LINES = 12
_PARTS = 30
_FIELDS = 8
_TEXT = 160


def document(found: Why, doubts: Sequence[str] = ()) -> dict[str, Any]:
    """The answer as plain JSON values; secrets are hidden already. A value that is not there has no key. `doubts` are
    sentences about journals that cannot be relied on."""
    row: dict[str, Any] = {
        "format": FORMAT,
        "address": str(found.address),
        "path": list(found.path),
        "owner": str(found.owner) if found.owner is not None else None,
        "state": _state(found),
    }
    for name, value in (("value", found.value), ("previous", found.previous), ("default", found.default)):
        if value is not ABSENT:
            row[name] = value
    return {
        **row,
        "stated": dict(found.stated),
        "setting": _setting(found.setting),
        "parts": [_part(part) for part in found.parts],
        "applied": [_application(application) for application in found.applied],
        "doubts": list(doubts),
        "cut": found.cut or None,
        "note": found.note or None,
    }


def _state(found: Why) -> str:
    """What the setting did, in one word; ``uncommitted`` where the files differ from it."""
    if found.uncommitted:
        return "uncommitted"
    if found.setting is None:
        return "unknown" if found.cut or found.note else "never set"
    return "removed" if found.removed else "created" if found.created else "set"


def _setting(setting: Setting | None) -> dict[str, Any] | None:
    if setting is None:
        return None
    record = setting.record
    return {
        "commit": _commit(setting.commit),
        "merged_by": _commit(setting.merged_by) if setting.merged_by is not None else None,
        "request": setting.landed.request or setting.commit.request or None,
        "address": str(setting.address),
        "file": setting.file,
        "tickets": list(setting.tickets),
        "record": {
            "id": record.id,
            "title": record.title,
            "type": record.type,
            "reason": record.reason,
            "requested_by": record.requested_by or None,
            "risk": record.risk or None,
            "file": record.file,
            "certain": setting.record_certain,
        }
        if record is not None
        else None,
    }


def _commit(commit: Commit) -> dict[str, Any]:
    return {"id": commit.id, "author": commit.author, "at": commit.at, "subject": commit.subject}


def _part(part: Part) -> dict[str, Any]:
    row: dict[str, Any] = {"path": list(part.path)}
    if part.value is not ABSENT:
        row["value"] = part.value
    return {**row, "uncommitted": part.uncommitted, "setting": _setting(part.setting)}


def _application(one: Application) -> dict[str, Any]:
    return {
        "plan": one.plan,
        "environment": one.environment,
        "at": one.at,
        "by": one.by or None,
        "commit": one.commit or None,
        "result": one.result,
        "predicted": one.predicted or None,
        "observed": one.observed or None,
    }


def history_document(found: History, doubts: Sequence[str] = ()) -> dict[str, Any]:
    """The history as plain JSON values; `doubts` as in `document`."""
    return {
        "format": HISTORY_FORMAT,
        "address": str(found.address),
        "uncommitted": [field.words for field in found.uncommitted],
        "events": [_event(event) for event in found.events],
        "more": found.more,
        "doubts": list(doubts),
        "cut": found.cut or None,
    }


def _event(event: Event) -> dict[str, Any]:
    fields = []
    for field in event.fields:
        row: dict[str, Any] = {"path": list(field.path), "words": field.words, "effect": field.effect or None}
        for name, value in (("before", field.before), ("after", field.after)):
            if value is not ABSENT:
                row[name] = shown(value)
        fields.append(row)
    return {
        "kind": event.kind,
        "setting": _setting(event.setting),
        "renamed_from": str(event.renamed_from) if event.renamed_from is not None else None,
        "moved_from": event.moved_from or None,
        "fields": fields,
    }


def json(found: Mapping[str, Any]) -> str:
    """The document itself."""
    return library.dumps(found, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


# Words that both views for people share -----------------------------------------------------------------------------


def _facts(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The answer in pairs of a word and a sentence, in the order in which people ask."""
    setting = found["setting"]
    verb = _BY.get(found["state"], say("set by"))
    if found["state"] == "uncommitted":
        yield say("set by"), say("an edit that is not committed yet")
    if found["state"] == "never set":
        yield say("set by"), say("nobody, so its default counts") if "default" in found else say("nobody")
    if setting is not None:
        who = _who(setting["commit"])
        yield verb, say("{who}, when the asset was made", who=who) if found["state"] == "created" else who
        yield say("in commit"), _which(setting)
        merged = setting["merged_by"]
        if merged is not None:
            commit = f"{merged['id'][:10]} {merged['subject']}"
            yield say("merged by"), say("{who}: {commit}", who=_who(merged), commit=commit)
        if setting["address"] != found["address"]:
            yield say("then called"), setting["address"]
        yield say("in file"), setting["file"]
        if found["state"] in ("set", "removed", "uncommitted") and found["path"]:
            yield say("was before"), shown_value(found.get("previous", ABSENT))
        yield from _reasons(setting)
    stated = found["stated"]
    if stated.get("reason"):
        ticket = f" ({stated['ticket']})" if stated.get("ticket") else ""
        yield say("asset says"), f"{stated['reason']}{ticket}"
    if found["owner"]:
        yield say("owner"), found["owner"]
    for one in found["applied"]:
        yield (
            say("applied"),
            say(
                "to {environment} at {moment}{by} in plan {plan}: {result}",
                environment=one["environment"],
                moment=moment(one["at"]),
                by=say(" by {person}", person=one["by"]) if one["by"] else NOTHING,
                plan=one["plan"],
                result=_RESULTS.get(one["result"], one["result"]),
            ),
        )
        if one["predicted"]:
            yield say("predicted"), one["predicted"]
        if one["observed"]:
            yield say("observed"), one["observed"]
    if setting is not None and not found["applied"] and found["state"] != "uncommitted" and not found["note"]:
        unknown = say("not known: see below") if found["doubts"] else None
        yield say("applied"), unknown or say("nowhere yet, as far as the record here knows")


_BY = {"removed": say("removed by"), "uncommitted": say("before, by")}


def _who(commit: Mapping[str, Any]) -> Text:
    return say("{person} on {moment}", person=commit["author"], moment=moment(in_utc(commit["at"])))


def _which(setting: Mapping[str, Any]) -> Text:
    request, subject = setting["request"], setting["commit"]["subject"]
    commit = f"{setting['commit']['id'][:10]} {subject}"
    if request and request not in subject:
        return say("{commit} (request {request})", commit=commit, request=str(request))
    return together("", [commit])


def _reasons(setting: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    record = setting["record"]
    if record is not None:
        told: str = f"{record['id']} {record['title']}: {record['reason']}"
        if record["requested_by"]:
            told = say("{record} (asked for by {person})", record=told, person=record["requested_by"])
        yield say("because") if record["certain"] else say("perhaps"), told
        if not record["certain"]:
            yield "", say("This change record covers the asset, but did not come with the commit.")
    else:
        yield say("because"), say("no change record covers it")
    if setting["tickets"]:
        yield say("tickets"), ", ".join(setting["tickets"])


def _notes(found: Mapping[str, Any]) -> list[str]:
    notes = [*found["doubts"], *([found["note"]] if found.get("note") else [])]
    if found["cut"]:
        notes.append(
            say(
                "The history here ends at commit {commit}, since not all of it was fetched. What is older has no "
                "answer: "
                "fetch it with `git fetch --unshallow`, or with fetch-depth: 0 in a workflow.",
                commit=found["cut"][:10],
            )
        )
    return notes


def _when(setting: Mapping[str, Any] | None, uncommitted: bool) -> tuple[str, str, str]:
    """Commit, day and author of a piece."""
    if uncommitted:
        return say("not committed"), "", ""
    if setting is None:
        return say("not known"), "", ""
    return setting["commit"]["id"][:10], setting["commit"]["at"][:10], setting["commit"]["author"]


def _value_lines(value: Any) -> list[str]:
    """A value the way a file writes it."""
    if isinstance(value, str):
        return value.rstrip("\n").split("\n")
    if isinstance(value, list) and value:
        return [f"{'  ' if index else '- '}{row}" for item in value for index, row in enumerate(_value_lines(item))]
    if isinstance(value, Mapping) and value:
        lines = []
        for name, item in value.items():
            if isinstance(item, (list, Mapping)) and item:
                lines += [f"{name}:", *(f"  {row}" for row in _value_lines(item))]
            else:
                lines.append(f"{name}: {shown_value(item)}")
        return lines
    return [shown_value(value)]


# For a terminal -----------------------------------------------------------------------------------------------------


@speaking
def text(found: Mapping[str, Any], speak: Speech = english) -> str:
    """The answer on one screen."""
    lines = [" ".join([found["address"], text_of(found["path"])]).rstrip(), ""]
    facts: list[tuple[str, list[str]]] = [(say("is now"), [speak(line) for line in _now(found)])]
    facts += [(word, [speak(sentence)]) for word, sentence in _facts(found)]
    width = max(12, *(len(speak(word)) + 1 for word, _ in facts))
    for word, said in facts:
        lines += _aligned(speak(word), said, width)
    lines += [f"  {speak(note)}" for note in _notes(found)]
    if found["parts"]:
        rows = [
            tuple(speak(word) for word in (*_when(part["setting"], part["uncommitted"]), _piece(part)))
            for part in found["parts"][:_PARTS]
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines += ["", speak(say("Piece by piece:"))]
        for row in rows:
            columns = "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=False))
            lines.append(f"  {columns}  {row[3]}")
        if len(found["parts"]) > _PARTS:
            more = say("... and {more} more; --format json has all", more=len(found["parts"]) - _PARTS)
            lines.append(f"  {speak(more)}")
    return "\n".join(safe.terminal(line, 2 * _TEXT).rstrip() for line in lines) + "\n"


def _now(found: Mapping[str, Any]) -> list[str]:
    if "value" not in found:
        return [
            say("not set; the default is {value}", value=shown_value(found["default"]))
            if "default" in found
            else say("not there")
        ]
    if not found["path"] and found["parts"]:
        return [say("an asset of these pieces")]
    lines = _value_lines(found["value"])
    if len(lines) > _VALUE_LINES:
        return [*lines[:_VALUE_LINES], say("... and {more} more lines", more=len(lines) - _VALUE_LINES)]
    return lines


def _aligned(word: str, lines: list[str], width: int) -> list[str]:
    return [f"  {'' if index else word:{width}}{line}" for index, line in enumerate(lines)]


def _piece(part: Mapping[str, Any]) -> str:
    """What a piece is called and, where its name does not say it all, what it is."""
    name = " > ".join(str(step) for step in part["path"])
    value = part.get("value", ABSENT)
    if value is ABSENT or shown_value(value).strip('"') == str(part["path"][-1]) or isinstance(value, (list, Mapping)):
        return name
    return say("{name}: {value}", name=name, value=shown_value(value))


@speaking
def history_text(found: Mapping[str, Any], speak: Speech = english) -> str:
    """One block a commit, newest first."""
    lines = [found["address"]]
    if found["uncommitted"]:
        lines += ["", speak(say("not committed yet"))]
        lines += [f"    {words}" for words in found["uncommitted"][:_FIELDS]] + _more(found["uncommitted"], speak)
    for event in found["events"]:
        lines += ["", *_told(event, speak)]
        lines += [f"    {field['words']}" for field in event["fields"][:_FIELDS]] + _more(event["fields"], speak)
    if not found["events"]:
        lines += ["", speak(say("No commit has it yet."))]
    lines += [""] * bool(found["more"] or found["cut"] or found["doubts"])
    if found["more"]:
        lines.append(speak(say("There is more: --limit 0 lists all of it.")))
    lines += [speak(note) for note in _notes(found)]
    return "\n".join(safe.terminal(line, 2 * _TEXT).rstrip() for line in lines) + "\n"


def _more(fields: list[Any], speak: Speech) -> list[str]:
    if len(fields) <= _FIELDS:
        return []
    return ["    " + speak(say("... and {more} more", more=len(fields) - _FIELDS))]


def _told(event: Mapping[str, Any], speak: Speech) -> Iterator[str]:
    setting = event["setting"]
    commit = setting["commit"]
    done = say("{done} by {person} in {commit}", done=_done(event), person=commit["author"], commit=_which(setting))
    yield f"{commit['at'][:10]}  {speak(done)}"
    record = setting["record"]
    if record is not None and record["certain"]:
        yield "    " + speak(say("because of {record}: {reason}", record=record["id"], reason=record["reason"]))
    if setting["tickets"]:
        yield "    " + speak(say("tickets: {tickets}", tickets=", ".join(setting["tickets"])))


def _done(event: Mapping[str, Any]) -> Text:
    if event["kind"] == "renamed":
        return say("renamed from {address}", address=event["renamed_from"])
    if event["kind"] == "moved":
        return say("moved from {file}", file=event["moved_from"])
    return _KINDS.get(event["kind"]) or together("", [str(event["kind"])])


#: What a commit did to an asset.
#: What became of an asset in a plan, by the word of the record.
_RESULTS = {"done": say("done")}
_KINDS = {"created": say("created"), "changed": say("changed"), "removed": say("removed")}


# For a comment ------------------------------------------------------------------------------------------------------


@speaking
def markdown(found: Mapping[str, Any], speak: Speech = english) -> str:
    """The answer for a comment or a page: a table of facts, then the pieces."""
    title = " ".join([found["address"], text_of(found["path"])]).rstrip()
    lines = [f"## {safe.code(title)}", "", "| | |", "| --- | --- |"]
    lines.append(f"| {speak(say('is now'))} | {'<br>'.join(safe.cell(speak(line)) for line in _now(found))} |")
    for word, sentence in _facts(found):
        lines.append(f"| {speak(word)} | {safe.cell(speak(sentence))} |")
    for note in _notes(found):
        lines += ["", safe.markdown(speak(note))]
    if found["parts"]:
        lines += ["", speak(say("| Piece | Commit | Day | By |")), "| --- | --- | --- | --- |"]
        for part in found["parts"][:_PARTS]:
            row = [speak(word) for word in (_piece(part), *_when(part["setting"], part["uncommitted"]))]
            lines.append("| " + " | ".join(safe.cell(word) if word else "" for word in row) + " |")
        if len(found["parts"]) > _PARTS:
            lines += ["", speak(say("and {more} more", more=len(found["parts"]) - _PARTS))]
    return "\n".join(lines) + "\n"


@speaking
def history_markdown(found: Mapping[str, Any], speak: Speech = english) -> str:
    """A table with a row a commit."""
    lines = [speak(say("## History of {address}", address=safe.code(found["address"]))), ""]
    if found["uncommitted"]:
        words = safe.markdown("; ".join(found["uncommitted"][:_FIELDS]))
        lines += [speak(say("Not committed yet: {words}", words=words)), ""]
    lines += [speak(say("| Day | What | By | Commit | Reason |")), "| --- | --- | --- | --- | --- |"]
    for event in found["events"]:
        setting = event["setting"]
        record = setting["record"]
        reason = f"{record['id']}: {record['reason']}" if record is not None and record["certain"] else ""
        what = "; ".join([speak(_done(event)), *(field["words"] for field in event["fields"][:_FIELDS])])
        row = (setting["commit"]["at"][:10], what, setting["commit"]["author"], speak(_which(setting)), reason)
        lines.append("| " + " | ".join(safe.cell(word) if word else "" for word in row) + " |")
    for note in _notes(found):
        lines += ["", safe.markdown(speak(note))]
    if found["more"]:
        lines += ["", speak(say("There is more."))]
    return "\n".join(lines) + "\n"


WHY: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"text": text, "json": json, "markdown": markdown}
HISTORY: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "text": history_text,
    "json": json,
    "markdown": history_markdown,
}
