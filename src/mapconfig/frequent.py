"""The commands that people and their pipelines run all day, and the plain ways to call them.

All are short once there is an index, and then click takes longer to read the command line than the work takes. So
what a plain call says is understood here; whatever is unusual in it, and whatever is wrong, is left to click
(`mapconfig.cli`), which comes to the same functions.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from mapconfig import home
from mapconfig.errors import EXIT_CHANGES, EXIT_DONE, EXIT_FINDINGS

#: Options of plain calls, with the argument of the function that they are. Those of the first table have a value.
_VALUED = {
    "validate": {
        "-C": "org",
        "--org": "org",
        "-f": "style",
        "--format": "style",
        "--lang": "lang",
        "--fail-on": "fail_on",
    },
    "diff": {"-C": "org", "--org": "org", "-f": "style", "--format": "style", "--lang": "lang"},
    "impact": {"-C": "org", "--org": "org", "-f": "style", "--format": "style", "--lang": "lang"},
}
_FLAGS = {
    "validate": {"--cold": "cold"},
    "diff": {"--detailed-exitcode": "detailed_exitcode", "--no-people": "people"},
    "impact": {"--no-people": "people"},
}
#: Flags that take something away.
_OFF = ("--no-people",)
#: Their words that stand alone, and how many of these there have to be.
_WORDS = {"validate": (), "diff": ("before", "after"), "impact": ("selector",)}
_NEEDED = {"validate": 0, "diff": 0, "impact": 1}
_ALLOWED = {
    ("validate", "style"): ("text", "json", "github", "sarif", "junit"),
    ("validate", "fail_on"): ("error", "warning", "info"),
    ("diff", "style"): ("text", "json", "markdown"),
    ("impact", "style"): ("text", "json", "markdown"),
}
#: What click sets while a shell asks it for completions.
_COMPLETING = "_MAPCONFIG_COMPLETE"


def plain(argv: Sequence[str]) -> dict[str, Any] | None:
    """The arguments of a plain call of one of these commands, None for any other call."""
    command = argv[0] if argv else ""
    if command not in _VALUED or _COMPLETING in os.environ:
        return None
    said: dict[str, Any] = {}
    free = list(_WORDS[command])
    words = iter(argv[1:])
    for word in words:
        value: Any = word not in _OFF
        name = _FLAGS[command].get(word)
        if word in _VALUED[command]:
            name, value = _VALUED[command][word], next(words, "")
        elif not word.startswith("-") and free:
            name, value = free.pop(0), word
        if name is None or name in said or value == "" or (isinstance(value, str) and value.startswith("-")):
            return None
        if value not in _ALLOWED.get((command, name), (value,)):
            return None
        said[name] = value
    return said if len(_WORDS[command]) - len(free) >= _NEEDED[command] else None


#: Formats that are shown beside the lines of a repository.
_OF_REPOSITORY = frozenset({"github", "sarif"})


def run(argv: Sequence[str]) -> int | None:
    """Carry out a plain call and return its exit code; None for any other call, of which nothing is done."""
    said = plain(argv)
    if said is None:
        return None
    commands: dict[str, Callable[..., tuple[str, int]]] = {"validate": validate, "diff": diff, "impact": impact}
    text, code = commands[argv[0]](**said)
    print(text.rstrip("\n"))
    return code


def validate(
    org: str | None = None,
    *,
    revision: str | None = None,
    fail_on: str = "error",
    cold: bool = False,
    style: str = "text",
    lang: str | None = None,
    files: Sequence[str] = (),
) -> tuple[str, int]:
    """What is wrong in the org, in the format `style`, and the exit code. With `files`, only what is wrong in those;
    each is taken from the current directory, as a shell completes it. Raises UsageError for one that is not there or
    not in the org."""
    from mapconfig.index.verdict import verdict
    from mapconfig.language import LANGUAGES, speech
    from mapconfig.report import FINDINGS, render

    root = home.find(org)
    language = home.language(lang, root)
    only = [home.inside(root, file, there=revision is None) for file in files]
    if revision is None:
        document = verdict(root, home.today(), cold=cold, texts=language != LANGUAGES[0])
    else:
        from mapconfig.index.build import build
        from mapconfig.read.revision import Revision

        document = build(root, home.today(), Revision(root, revision)).document
    if document["counts"]["error"]:
        from mapconfig.report.following import explained
        from mapconfig.workspace import Workspace

        document = explained(document, Workspace.find(root).source(revision).read)
    if only:
        from mapconfig.report.findings import limited

        document = limited(document, only)
    if style in _OF_REPOSITORY:
        from mapconfig.git import prefix
        from mapconfig.report.findings import placed

        document = placed(document, prefix(root))
    counts = document["counts"]
    heavy = ("error", "warning", "info")
    failed = any(counts[level] for level in heavy[: heavy.index(fail_on) + 1])
    return render(FINDINGS, style, document, speech(language)), EXIT_FINDINGS if failed else EXIT_DONE


def diff(
    before: str = "HEAD",
    after: str | None = None,
    *,
    org: str | None = None,
    environment: str | None = None,
    people: bool = True,
    detailed_exitcode: bool = False,
    style: str = "text",
    lang: str | None = None,
) -> tuple[str, int]:
    """What differs between two revisions, or one and the files as they are, in the format `style`, and the exit
    code. With `people`, and whom of those of the environment it moves."""
    from mapconfig.diff import suggest_renames
    from mapconfig.impact.comparison import Comparison, compare, counted
    from mapconfig.index.compare import compare as quickly
    from mapconfig.index.compare import compare_files
    from mapconfig.language import say, speech
    from mapconfig.read.span import parting, sides
    from mapconfig.report import render
    from mapconfig.report.changes import FORMATS, document

    root = home.find(org)
    span = before
    before, after = sides(root, before, after)
    language = home.language(lang, root)

    def tell(found: Comparison) -> dict[str, Any]:
        census = _census(root, found.after, environment) if people else None
        return document(
            found.changes,
            found.impacts,
            found.after,
            counted(found.before, found.after, found.changes, census),
            before=before,
            before_words=parting(span, before),
            after=after or say("the files as they are"),
            renames=suggest_renames(found.changes),
        )

    if after is not None:
        shown = quickly(root, before, after, home.today(), tell)
    else:
        shown = compare_files(root, before, home.today(), tell)
    if shown is None:
        from mapconfig.workspace import Workspace

        workspace = Workspace.find(root)
        shown = tell(compare(workspace.sound(before).org, workspace.sound(after).org, today=home.today()))
    return render(FORMATS, style, shown, speech(language)), EXIT_CHANGES if detailed_exitcode and shown[
        "changes"
    ] else EXIT_DONE


def impact(
    selector: str,
    *,
    org: str | None = None,
    revision: str | None = None,
    environment: str | None = None,
    people: bool = True,
    style: str = "text",
    lang: str | None = None,
) -> tuple[str, int]:
    """Everything that a change of the assets that `selector` picks would reach, in the format `style`, and the exit
    code. With `people`, and how many of those of the environment these assets have now."""
    from mapconfig.address import Address
    from mapconfig.graph import Graph, Links
    from mapconfig.impact import if_it_changed
    from mapconfig.index.question import ask
    from mapconfig.language import speech
    from mapconfig.model import Org
    from mapconfig.report import render
    from mapconfig.report.impact import FORMATS, document

    root = home.find(org)
    language = home.language(lang, root)

    def tell(found: Org, links: Links) -> dict[str, Any]:
        chosen: list[Address]
        try:
            chosen = [Address.parse(selector)]
            if chosen[0] not in found and not links.used_by(chosen[0]):
                chosen = []
        except ValueError:
            chosen = []
        if not chosen:
            from mapconfig.workspace import Workspace, picked

            chosen = picked(Workspace.find(root), selector, found, links)
        impacts = [if_it_changed(each, found, links) for each in chosen]
        if not people:
            return document(impacts, found)
        reached = dict.fromkeys([*chosen, *(one.address for each in impacts for one in each.affected)])
        return document(impacts, found, _census(root, found, environment).present(found, list(reached)))

    shown = ask(root, home.today(), tell) if revision is None else None
    if shown is None:
        from mapconfig.workspace import Workspace

        whole = Workspace.find(root).reading(revision).org
        shown = tell(whole, Graph.of(whole))
    return render(FORMATS, style, shown, speech(language)), EXIT_DONE


def _census(root: str, org: Any, name: str | None) -> Any:
    """Who counts the people of the environment called `name`, or of the default one, as a `mapconfig.impact.people`
    Census. An org of which no environment says where its people are costs nothing."""
    from mapconfig.impact.people import NoCensus
    from mapconfig.language import say

    if name is None and not any(each.people for each in org.settings.environments.values()):
        return NoCensus(say("no environment says where its people are"))
    from mapconfig.workspace import Workspace

    workspace = Workspace.find(root)
    return workspace.census_of_files(workspace.environment(org.settings, name))
