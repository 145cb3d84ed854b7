"""What a change says of who may be e-mailed: suppression, operational mail, purposes, what forms ask."""

from __future__ import annotations

from collections.abc import Iterator

from mapconfig.address import Address
from mapconfig.diff import ABSENT
from mapconfig.impact import sense
from mapconfig.impact.effect import Effect
from mapconfig.impact.fields.edit import Edit
from mapconfig.language import say


def suppression(edit: Edit) -> Iterator[Effect] | None:
    """A list under `suppress` that is new, or gone without one that holds at least as many people back."""
    return _suppression_effects(edit) if edit.relation == "suppresses" else None


def _suppression_effects(edit: Edit) -> Iterator[Effect]:
    situation, gone = edit.situation, edit.change.before
    if gone is ABSENT:
        yield edit.has("re-evaluates", say("its members get nothing from it any more"))
        return
    kept = [edge.target for edge in situation.after_links.uses(situation.address) if edge.relation == "suppresses"]
    wider = next((one for one in kept if sense.narrows(situation.after_links, Address(gone), one)), None)
    if wider is not None:
        yield edit.has("tuning", say("everybody on it is on {wider} as well, which still holds them back", wider=wider))
    else:
        yield edit.has("consent", say("its members may be e-mailed again"))


def held_back(edit: Edit) -> Iterator[Effect] | None:
    """A list that settings of a platform no longer name: they may be how it keeps somebody from a journey's e-mails."""
    situation = edit.situation
    if edit.path[0] != "vendor" or situation.address.kind != "journey":
        return None
    lost = sense.let_go(situation.change.before, situation.change.after)
    return iter([edit.has("consent", say("its members may be e-mailed again"))]) if lost else None


def operational(edit: Edit) -> Iterator[Effect] | None:
    """Whether an e-mail also goes to those who opted out."""
    if edit.path != ("operational",):
        return None
    if edit.change.after is True:
        return iter([edit.has("consent", say("it now also goes to people who opted out"))])
    return iter([edit.has("tuning", say("it respects opt-outs again"))])


def purpose(edit: Edit) -> Iterator[Effect] | None:
    """Whether a list is one of people who must not be e-mailed."""
    if edit.path != ("purpose",):
        return None
    if edit.change.before == sense.SUPPRESSION:
        return iter([edit.has("consent", say("it no longer counts as a list of people who must not be e-mailed"))])
    return iter([edit.has("re-evaluates", say("it is used differently from now on"))])


def asked_consent(edit: Edit) -> Iterator[Effect] | None:
    """What a form asks permission for, and whether it must be given."""
    if edit.path[0] != "consent":
        return None
    asset = edit.situation.change.before
    if (asset is not None and "consent" not in asset.attributes) or (
        edit.path == ("consent", "required") and edit.change.after is True
    ):
        return iter([edit.has("new-entrants", say("whoever submits it from now on is asked more strictly"))])
    return iter([edit.has("consent", say("it decides who counts as having agreed"))])
