"""What is behind a remark of a review that no check makes: a line and a page, in English as for machines."""

from __future__ import annotations

from inspect import cleandoc

from mapconfig.impact.effect import IRREVERSIBLE
from mapconfig.plan.guards import GUARDS
from mapconfig.report.changes import WORDS

_GUARDS = {f"guard-{guard.__name__.replace('_', '-')}": cleandoc(guard.__doc__ or "") for guard in GUARDS}
_EFFECTS = {f"effect-{name}": words for name, words in WORDS.items()}
#: What else is to be done before merging, by the id of the item: in a line, and on a page.
_ITEMS = {
    "personas": (
        "What is expected of fictional people no longer comes true",
        "The files under personas/ say what is to become of fictional people, and the change makes something else of "
        "them. Either it does what nobody wants, or the expectation is out of date and is put right with it. "
        "`mapconfig persona` says which expectations those are, and why.",
    ),
    "personas-gone": (
        "Fictional people are no longer there",
        "People on whom changes are tried are gone from personas/. What was expected of them is no longer held to.",
    ),
    "settings": (
        "The change alters by what changes are judged",
        "Guards, limits, freezes, waivers or severities in mapconfig.yaml are not what they were. No change may excuse "
        "itself, so it is judged by those from before it. docs/settings.md says what each of them does.",
    ),
    "change-record": (
        "No change record says why",
        "Of what reaches people somebody wants to know later why it was done. A file under changes/ says so: who asked "
        "for it, the ticket, the risk and the way back.",
    ),
    "freeze": (
        "Changes are frozen",
        "Nothing is applied in the stretches of time that `freezes` in mapconfig.yaml names (docs/settings.md).",
    ),
}


def summary_of(code: str) -> str:
    """What a remark is, in a line."""
    if code in _EFFECTS:
        return f"The change {_EFFECTS[code]}"
    if code in _GUARDS:
        return f"Somebody has to say yes first ({code.removeprefix('guard-')})"
    return _ITEMS[code][0] if code in _ITEMS else "To do before merging"


def page_of(code: str) -> str:
    """What is behind it, and what to do."""
    if code in _EFFECTS:
        return _page(
            f"Effect: {code.removeprefix('effect-')}",
            " ".join((f"The change {_EFFECTS[code]}.", IRREVERSIBLE.get(code.removeprefix("effect-"), ""))).strip(),
            "docs/effects.md says where the class comes from, and `mapconfig review` whom this change concerns.",
        )
    if code in _GUARDS:
        name = code.removeprefix("guard-")
        return _page(
            f"Guard: {name}",
            _GUARDS[code],
            "The plan is refused until somebody says yes, with a reason:",
            f'    mapconfig plan --accept {name} --because "the reason"',
            "`guards.who` in mapconfig.yaml says whose word counts, and `limits` from which number on it is asked for "
            "(docs/settings.md, docs/people.md).",
        )
    title, words = _ITEMS.get(code, (summary_of(code), "docs/review.md says what has to be done before merging."))
    return _page(title, words)


def _page(title: str, *paragraphs: str) -> str:
    return "\n\n".join((f"# {title}", *paragraphs)) + "\n"
