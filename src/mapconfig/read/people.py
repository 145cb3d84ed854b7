"""What the schema cannot see in `environments.<name>.people`: parts that do not belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Final

from mapconfig.finding import Path
from mapconfig.language import NOTHING, Text, say
from mapconfig.read import codes
from mapconfig.read.schema import Problem

#: Sources whose tables have to be mapped.
_MAPPED: Final = ("parquet", "csv", "sqlite", "postgresql", "sql")
_TABLES: Final = ("people", "related", "activities", "lists", "changes", "enrolments", "separator")
_PASSWORD: Final = re.compile(r"://[^/@\s]*:[^/@\s]+@|[?&](password|sslpassword)=", re.IGNORECASE)


def odd_people(path: Path, backend: str, said: Mapping[str, Any], relations: Mapping[str, str] | None) -> list[Problem]:
    """What is wrong with the settings `said`, which lie at `path` of an environment on `backend`. `relations` are those
    of the org, or None when they cannot be read."""
    return [
        *_of_source(path, backend, said),
        *_of_place(path, said),
        *_of_fields(path, said, relations),
        *_of_related(path, said, relations),
        *_of_activities(path, said),
        *_of_time(path, said),
    ]


def _problem(path: Path, detail: Text, fix: Text = NOTHING, key: bool = False) -> Problem:
    return Problem(codes.SETTINGS, path, detail, fix, key)


def _of_source(path: Path, backend: str, said: Mapping[str, Any]) -> Iterator[Problem]:
    source = said["source"]
    if source in _MAPPED:
        needed = {
            "place": say("People from {source} need `place`: where it is.", source=source),
            "people": say("People from {source} need `people`: the table with one row for each person.", source=source),
        }
        for word, detail in needed.items():
            if word not in said:
                yield _problem(path, detail, say("Add `{word}`.", word=word))
        if source != "csv" and "separator" in said:
            yield _problem(
                (*path, "separator"), say("Only CSV files have a separator, not {source}.", source=source), key=True
            )
        return
    for word in _TABLES:
        if word in said:
            yield _problem(
                (*path, word),
                say("The embedded platform knows its own tables; `{word}` is for others.", word=word),
                say("Take it out."),
                True,
            )
    if backend != "embedded" and "place" not in said:
        yield _problem(
            path,
            say(
                "This environment is on {backend}, so people of the embedded platform need `place`: its file.",
                backend=backend,
            ),
            say("Add `place`, or name the source that belongs to this platform."),
        )


def _of_place(path: Path, said: Mapping[str, Any]) -> Iterator[Problem]:
    place = said.get("place")
    if not isinstance(place, str):
        return
    if _PASSWORD.search(place):
        yield _problem(
            (*path, "place"),
            say("The address holds a password, and everybody who can read the org can read it."),
            say(
                "Write `place: {{secret: NAME}}` and put the address into the environment variable NAME; then "
                "change the password."
            ),
        )
    elif said["source"] == "postgresql" and not place.startswith(("postgresql://", "postgres://")):
        yield _problem(
            (*path, "place"),
            say("The place of a PostgreSQL database is an address that begins with postgresql://."),
            say("Write `place: {{secret: NAME}}` to take it from an environment variable."),
        )


def _of_fields(path: Path, said: Mapping[str, Any], relations: Mapping[str, str] | None) -> Iterator[Problem]:
    for name in said.get("people", {}).get("fields", {}):
        relation, dot, bare = name.partition(".")
        if not dot:
            continue
        where = (*path, "people", "fields", name)
        if relations is not None and relations.get(relation) != "one":
            yield _problem(
                where,
                say(
                    "The people's table has one row a person, so {name} has to be a field of what a person has one of; "
                    "`relations` does not say that of {relation}.",
                    name=name,
                    relation=relation,
                ),
                say("Map it under `related: {relation}:`.", relation=relation) if relation in relations else NOTHING,
                True,
            )
        elif bare in said.get("related", {}).get(relation, {}).get("fields", {}):
            yield _problem(
                where,
                say("{name} is mapped twice: here and under `related: {relation}:`.", name=name, relation=relation),
                say("Keep one."),
                True,
            )


def _of_related(path: Path, said: Mapping[str, Any], relations: Mapping[str, str] | None) -> Iterator[Problem]:
    for name, table in said.get("related", {}).items():
        where = (*path, "related", name)
        if relations is not None and name not in relations:
            near = get_close_matches(name, relations, n=1)
            yield _problem(
                where,
                say(
                    "There is no relation {name}; the org has {value}.", name=name, value=", ".join(relations) or "none"
                ),
                say("Did you mean {near}?", near=near[0]) if near else say("Add it under `relations`, or take it out."),
                True,
            )
        link = table.get("link", {})
        if link and "by" in table:
            yield _problem(
                (*where, "by"), say("The link leads from people to records, so there is nothing for `by`."), key=True
            )
        for bare in link.get("fields", {}):
            if bare in table.get("fields", {}):
                twice = say("{name}.{bare} is mapped twice: in the table and in its link.", name=name, bare=bare)
                yield _problem((*where, "link", "fields", bare), twice, say("Keep one."), True)


def _of_activities(path: Path, said: Mapping[str, Any]) -> Iterator[Problem]:
    for name, table in said.get("activities", {}).items():
        where = (*path, "activities", name)
        if ("verb" in table) == ("verb_column" in table):
            yield _problem(
                where,
                say(
                    "A table of activities has one verb or a column of verbs; {name} has both of `verb` and "
                    "`verb_column`.",
                    name=name,
                )
                if "verb" in table
                else say(
                    "A table of activities has one verb or a column of verbs; {name} has neither of `verb` and "
                    "`verb_column`.",
                    name=name,
                ),
            )
        elif "verbs" in table and "verb_column" not in table:
            yield _problem(
                (*where, "verbs"), say("`verbs` says what a `verb_column` means, and there is none."), key=True
            )
        for word in ("names", "lookup"):
            if word in table and "name" not in table:
                yield _problem(
                    (*where, word), say("`{word}` is about the column `name`, and there is none.", word=word), key=True
                )
        if "names" in table and "lookup" in table:
            yield _problem(
                (*where, "lookup"), say("Names come from `names` or from `lookup`, not from both."), key=True
            )


def _of_time(path: Path, said: Mapping[str, Any]) -> Iterator[Problem]:
    if "as_of" in said:
        try:
            datetime.fromisoformat(said["as_of"])
        except (ValueError, OverflowError):
            yield _problem((*path, "as_of"), say("There is no moment {as_of}.", as_of=said["as_of"]))
