"""What is on the platform already: of others, in use, protected, changed by somebody."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from mapconfig.backend import Outcome
from mapconfig.impact.sense import has_rule
from mapconfig.language import NOTHING, say
from mapconfig.model import Asset
from mapconfig.plan.decide import ADOPT, ADOPT_ALL
from mapconfig.plan.definition import GuardVerdict
from mapconfig.plan.fields import dotted
from mapconfig.plan.guards.view import View
from mapconfig.plan.guards.words import some
from mapconfig.plan.worksheet import brief


def unadopted(view: View) -> Iterator[GuardVerdict]:
    """An asset that exists on the platform and is not managed is never taken over by its name alone."""
    if view.known.unresolved:
        return  # it may be what the apply that was cut short has made: resuming finds out
    found = view.decided.unadopted
    if len(found) > 1 and not view.known.managed:
        yield GuardVerdict(
            "unadopted",
            "",
            True,
            say(
                "The platform has {count} assets of the files already, {some}, and the record of this environment "
                "knows not one of its assets: it is new, or it was lost. Creating them would make second ones; "
                "changing them could undo somebody's work.",
                count=len(found),
                some=some(set(found)),
            ),
            ADOPT_ALL,
            view.who("unadopted"),
        )
        return
    for address, ids in found.items():
        several = say(" or {more}, which have the same name", more=", ".join(ids[1:])) if len(ids) > 1 else NOTHING
        yield GuardVerdict(
            "unadopted",
            address,
            True,
            say(
                "The platform has {address} already (id {id}{several}), and mapconfig does not manage it. Creating "
                "it would make a second one; changing it could undo somebody's work.",
                address=address,
                id=ids[0],
                several=several,
            ),
            ADOPT.format(address=address, id=shlex.quote(ids[0])),
            view.who("unadopted") or view.owner(address),
        )


def impossible(view: View) -> Iterator[GuardVerdict]:
    """What the platform would refuse is refused before anything is done, where that can be known."""
    for address, (path, why) in view.decided.refused.items():
        removed = address in view.decided.deletes
        place = view.where(address, path)
        at = say(" ({place})", place=place) if place else NOTHING
        backend = view.plan.backend
        if removed:
            sentence = say(
                "{backend} would not delete {asset}{at}. {why}", backend=backend, asset=address, at=at, why=why
            )
        else:
            sentence = say(
                "{backend} would not take the change of {asset}.{path}{at}. {why}",
                backend=backend,
                asset=address,
                path=path,
                at=at,
                why=why,
            )
        yield GuardVerdict(
            "impossible",
            address,
            True,
            sentence,
            f'mapconfig adopt --forget {address} --because "the reason"' if removed else f"mapconfig import {address}",
            view.owner(address),
        )


def in_use(view: View) -> Iterator[GuardVerdict]:
    """Deleting what others on the platform still name breaks those."""
    deleted = set(view.decided.deletes)
    written = view.decided.contents
    for address, deletion in view.decided.deletes.items():
        users = {
            edge.source
            for edge in view.present.used_by(address)
            if edge.source not in deleted
            # A user that is written in this plan counts only if it goes on naming it.
            and (edge.source not in written or any(each.target == address for each in view.wanted.uses(edge.source)))
        }
        if users and deletion.live is not None:
            sentence = say(
                "{address} is to be deleted, and on the platform this still names it: {users}.",
                address=address,
                users=some(users),
            )
            yield view.refusal("in-use", address, sentence)


def membership(view: View) -> Iterator[GuardVerdict]:
    """A list that people come to and leave by a rule does not lose it in passing: nothing on it looks wrong after."""
    for step in view.plan.steps:
        live = view.decided.there.get(step.address)
        if step.address.kind != "list" or step.attributes is None or live is None:
            continue
        now = Asset(step.address, step.attributes)
        if not has_rule(Asset(live.address, live.attributes)) or has_rule(now):
            continue
        after = (
            say("who is on it stays, and nobody else comes")
            if now.attributes.get("static")
            else say("whether it has everybody or nobody then is up to the platform")
        )
        yield view.refusal(
            "membership",
            step.address,
            say(
                "{asset} has a rule for who is on it, and has none after step {id}: {after}.",
                asset=step.address,
                id=step.id,
                after=after,
            ),
        )


def protected(view: View) -> Iterator[GuardVerdict]:
    """An asset that says it is protected is not changed in passing."""
    for address in dict.fromkeys(step.address for step in view.plan.steps if step.before):
        live = view.decided.there.get(address)
        asset = view.desired.assets.get(address)
        says = (asset is not None and asset.attributes.get("protected")) or (
            live is not None and live.attributes.get("protected")
        )
        if says:
            verbs = ", ".join(dict.fromkeys(step.verb.value for step in view.plan.steps if step.address == address))
            yield view.refusal(
                "protected",
                address,
                say("{address} is protected, and the plan would {verbs} it.", address=address, verbs=verbs),
            )


def overwrite(view: View) -> Iterator[GuardVerdict]:
    """What somebody changed on the platform is not changed back unseen."""
    for step in view.plan.steps:
        for each in step.overwrites:
            place = f"{step.address}.{dotted(each.path)}" if each.path else str(step.address)
            who = say(" by {person}", person=each.changed_by) if each.changed_by else NOTHING
            when = say(" at {moment}", moment=each.changed_at) if each.changed_at else NOTHING
            what = (
                say(
                    "{place} was changed on the platform{who}{when}, and the files want something else. Theirs: "
                    "{theirs}. Ours: {ours}.",
                    place=place,
                    who=who,
                    when=when,
                    theirs=brief(each.theirs),
                    ours=brief(each.ours),
                )
                if each.path
                else say(
                    "{place} was deleted on the platform since the last apply, and the files still have it.",
                    place=place,
                )
            )
            said = say("somebody said that theirs may go") if each.allowed else NOTHING
            yield GuardVerdict(
                "overwrite",
                place,
                not each.allowed,
                what,
                f"mapconfig plan --overwrite {place}" if not each.allowed else "",
                view.who("overwrite") or view.owner(step.address),
                said,
            )


def replace(view: View) -> Iterator[GuardVerdict]:
    """Where the platform cannot change an asset it is deleted and made anew, which loses what hangs on its id."""
    for step in view.plan.steps:
        if step.outcome is Outcome.REPLACE:
            yield view.refusal(
                "replace",
                step.address,
                say(
                    "{backend} cannot change {asset}: it is DELETED AND MADE ANEW with another id. Its history there, "
                    "and links that people were sent, are lost.",
                    backend=view.plan.backend,
                    asset=step.address,
                ),
            )
