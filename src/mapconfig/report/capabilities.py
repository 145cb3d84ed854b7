"""What each platform can hold, as a page of Markdown made of the backends' own data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mapconfig.backend import Capability, Pace, Verb, verbs_of
from mapconfig.report import safe

#: What stands where there is nothing.
NONE = "–"


@dataclass(frozen=True, slots=True)
class Platform:
    """One backend, as far as the page tells of it: its name, what it is in a few words, and what it says of itself."""

    name: str
    words: str
    capabilities: Mapping[str, Capability]
    settle: float
    pace: Pace


def page(platforms: Sequence[Platform], kinds: Sequence[str], running: Collection[str]) -> str:
    """The whole page. `kinds` are all there are, in order; those in `running` can be started and stopped."""
    lines = [
        "# What each platform can hold",
        "",
        "Made of what the backends say of themselves by `python script/capabilities.py`; a test holds it to them. The",
        "outcomes are explained in [backends.md](backends.md#capabilities): `apply` is done by the platform's API,",
        "`replace` by deleting and making it again, `manual-verifiable` by a person and read back, and",
        "`manual-attested` by a person who signs for it. A kind without a row cannot be held there, and is left out of",
        "plans. What depends on the single asset, such as a question that lists cannot ask, is said by the plan.",
        "",
        "| kind | " + " | ".join(platform.name for platform in platforms) + " |",
        "| --- |" + " --- |" * len(platforms),
    ]
    lines += [
        f"| {kind} | " + " | ".join(_held(platform.capabilities.get(kind)) for platform in platforms) + " |"
        for kind in kinds
    ]
    for platform in platforms:
        lines += ["", *_section(platform, [kind for kind in kinds if kind in platform.capabilities], running)]
    return "\n".join(lines) + "\n"


def _held(capability: Capability | None) -> str:
    if capability is None:
        return "no"
    count = len(capability.gaps)
    return "yes" if not count else f"yes, without {count} {'attribute' if count == 1 else 'attributes'}"


def _section(platform: Platform, kinds: Sequence[str], running: Collection[str]) -> list[str]:
    notes: dict[str, int] = {}
    everywhere = [
        (path, why)
        for path, why in platform.capabilities[kinds[0]].gaps.items()
        if len(kinds) > 1 and all(platform.capabilities[kind].gaps.get(path) == why for kind in kinds)
    ]

    def told(gaps: Iterable[tuple[str, str]]) -> str:
        return ", ".join(f"`{path}`[^{platform.name}-{_note(notes, why)}]" for path, why in gaps)

    common = [f"Of no kind it holds {told(everywhere)}.", ""] if everywhere else []
    rows = []
    for kind in kinds:
        can = platform.capabilities[kind]
        verbs = [
            f"{can.outcome(verb)}{_pauses(can, verb)}" if verb in verbs_of(kind in running) else NONE for verb in Verb
        ]
        gaps = told(gap for gap in can.gaps.items() if gap not in everywhere)
        rows.append(f"| {kind} | {' | '.join(verbs)} | {'yes' if can.readable else 'no'} | {gaps or NONE} |")
    footnotes = [f"[^{platform.name}-{number}]: {safe.markdown(why)}" for why, number in notes.items()]
    return [
        f"## {platform.name}",
        "",
        f"{platform.words} {_manner(platform)}",
        "",
        *common,
        "| kind | " + " | ".join(verb.value for verb in Verb) + " | can be read | not held |",
        "| --- |" + " --- |" * (len(Verb) + 2),
        *rows,
        *(["", *footnotes] if footnotes else []),
    ]


def _pauses(can: Capability, verb: Verb) -> str:
    return ", stopped" if can.pause_to_edit and verb is Verb.UPDATE else ""


def _note(notes: dict[str, int], why: str) -> int:
    return notes.setdefault(why, len(notes) + 1)


def _manner(platform: Platform) -> str:
    """How it is asked, and how long it may be behind the times."""
    pace = platform.pace
    many = "one request" if pace.concurrency == 1 else f"{pace.concurrency} requests"
    said = f"It is asked {many} at a time"
    if pace.requests_per_second:
        said += f", at most {pace.requests_per_second:g} a second"
    if pace.quota:
        said += f", and answers {pace.quota.requests:,} in {pace.quota.seconds:,.0f} seconds"
    if platform.settle:
        said += f"; {platform.settle:g} seconds after a request got no answer it can no longer take effect"
    return said + "."
