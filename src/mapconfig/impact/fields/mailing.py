"""To whom an e-mail to lists goes, when, and in which portions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from mapconfig.address import Address
from mapconfig.diff import How
from mapconfig.graph import Links
from mapconfig.impact import sense
from mapconfig.impact.effect import Effect
from mapconfig.impact.fields.edit import Edit
from mapconfig.impact.fields.protection import unprotected
from mapconfig.language import plural, say
from mapconfig.model import Asset


def recipients(edit: Edit) -> Iterator[Effect] | None:
    """To whom an e-mail goes."""
    if edit.relation != "sends-to":
        return None
    return _recipients_effects(edit)


def _recipients_effects(edit: Edit) -> Iterator[Effect]:
    """What one list under `to` does, seen together with the others that came and went."""
    links = edit.situation.after_links
    old, new = _audiences(edit)
    if edit.change.how is How.REMOVED:
        here = Address(edit.change.before)
        if any(sense.narrows(links, here, one) for one in new):
            yield edit.has("tuning", say("everybody on it still gets it by another list"))
        elif new <= old:
            yield edit.has("tuning", say("fewer people get it"))
        else:
            yield edit.has("tuning", say("its members get it only where they are on a list that it goes to now"))
        return
    here = Address(edit.change.after)
    if any(sense.narrows(links, here, one) for one in old):
        yield edit.has("tuning", say("everybody on it was to get it before as well"))
        return
    consequence = say("its members will be e-mailed")
    if not all(any(sense.narrows(links, one, other) for other in new) for one in old):
        consequence = say(
            "its members will be e-mailed; whether more or fewer people get it than before cannot be told"
        )
    yield edit.has("sends", consequence)
    yield from unprotected(edit)


def _audiences(edit: Edit) -> tuple[set[Address], set[Address]]:
    """The lists that the asset takes people from, before and after, by the relation of the field that changed.

    A list that was renamed counts by its new name on both sides.
    """
    situation = edit.situation
    before = situation.change.before
    assert before is not None, "a field changes only in an asset that was there"
    now = {earlier: address for address, earlier in situation.after.renamed_from.items()}

    def lists(links: Links, address: Address) -> set[Address]:
        found = (edge.target for edge in links.uses(address) if edge.relation == edit.relation)
        return {one for one in found if one.kind == "list"}

    old = lists(situation.before_links, before.address)
    return {now.get(one, one) for one in old}, lists(situation.after_links, situation.address)


def time(edit: Edit) -> Iterator[Effect] | None:
    """Another time for an e-mail to lists. The same people get it, earlier or later, unless one of the times is over:
    it has gone out by the one, and nobody knows what a platform makes of the other."""
    if edit.path != ("schedule", "at") or edit.change.how is not How.CHANGED:
        return None
    before, after, today = _day(edit.change.before), _day(edit.change.after), edit.situation.today
    if before is None or after is None or today is None:
        return None
    asset = edit.situation.address
    if after < today:
        over = say(
            "that is over, and a platform sends {asset} to everybody on its lists at once, or never", asset=asset
        )
        return iter([edit.has("sends", over)])
    if before < today:
        again = say("the time before is over, and {asset} goes out once more if it has gone out then", asset=asset)
        return iter([edit.has("sends", again)])
    days = abs((after - before).days)
    if not days:
        moved = say("{asset} goes to the same people on the same day, at another time", asset=asset)
    elif after < before:
        moved = plural(
            "{asset} goes to the same people, {n} day earlier",
            "{asset} goes to the same people, {n} days earlier",
            days,
            asset=asset,
        )
    else:
        moved = plural(
            "{asset} goes to the same people, {n} day later",
            "{asset} goes to the same people, {n} days later",
            days,
            asset=asset,
        )
    return iter([edit.has("tuning", moved)])


def _day(moment: Any) -> date | None:
    """The day of a moment as it is written; None where it is none."""
    try:
        return datetime.fromisoformat(moment).date()
    except (TypeError, ValueError):
        return None


def batches(edit: Edit) -> Iterator[Effect] | None:
    """The portions of a big send."""
    if edit.path[0] != "schedule":
        return None
    before = _first_share(edit.situation.change.before)
    after = _first_share(edit.situation.change.after)
    if before is None or (after is not None and after <= before):
        return None
    now = say("everybody") if after is None or after >= 100 else say("{percent} %", percent=after)
    return iter(
        [
            edit.has(
                "sends",
                say("the first batch was {before} % of the recipients and is {now} now", before=before, now=now),
            )
        ]
    )


def _first_share(asset: Asset | None) -> int | None:
    """The percentage of the first batch of an e-mail, None where it goes to everybody at once."""
    schedule = asset.attributes.get("schedule") if asset is not None else None
    batches = schedule.get("batches") if isinstance(schedule, dict) else None
    first = batches[0] if isinstance(batches, list) and batches else None
    percent = first.get("percent") if isinstance(first, dict) else None
    return percent if isinstance(percent, int) else None
