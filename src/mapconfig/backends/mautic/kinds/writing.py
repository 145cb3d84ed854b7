"""A journey's steps as events of a campaign; pure.

In Mautic every event follows just one other, so a campaign is a tree. A step that is reached from several sides stands
where the first of them reaches it, and from the others one jumps there. Three habits of Mautic decide the rest (its own
code, 4.4 to 6):

- a jump forgets, or keeps, depending on the version, how long its target waits: so what is jumped to never waits;
- what follows when somebody did *not* do something happens so long after the event before the decision, decisions
  there are passed over, and a decision without such an event listens for ever: so the end of listening is an event;
- an e-mail is opened or clicked only right below the event that sends it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from mapconfig.backends.mautic.book import Book
from mapconfig.backends.mautic.criteria import Unheld
from mapconfig.backends.mautic.kinds import events as part
from mapconfig.backends.mautic.kinds.actions import TAGS, acts_of, sending
from mapconfig.backends.mautic.kinds.events import Draft
from mapconfig.backends.mautic.kinds.flow import Flow, Spot, reached
from mapconfig.backends.mautic.kinds.holding import Holds
from mapconfig.backends.mautic.kinds.lengths import Length, length
from mapconfig.backends.mautic.kinds.questions import SEGMENTS, condition, decision, email_of
from mapconfig.backends.mautic.kinds.steps import meant

ACTION, CONDITION, DECISION = "action", "condition", "decision"


class UnheldStep(Unheld):
    """Mautic cannot hold one step; `path` is where, below the journey."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where an event is to be put: below which, on which branch, so long after it. `end` names the way to it, as
    (step, word)."""

    parent: str | None
    path: str | None
    end: tuple[str, str]
    wait: Length | None = None
    via: str = ""


def drafts_of(
    flow: Flow, holds: Holds, book: Book, passing: Collection[str] = (), waits: Collection[str] = ()
) -> list[Draft]:
    """The events for the steps of a journey, each after the one it follows; `holds` has the lists that the e-mails of
    steps are held back from. The e-mails of the steps `passing` may pass an opt-out; the steps `waits` are events of
    their own already, in which people wait, and stay so. Raises UnheldStep for what cannot be."""
    # In the words in which they are read: a question that is asked the other way round has its branches swapped.
    return _Writer(meant(flow, book), holds, book, passing, waits).all()


class _Writer:
    def __init__(self, flow: Flow, holds: Holds, book: Book, passing: Collection[str], waits: Collection[str]) -> None:
        self.flow = flow
        self.waits = waits
        self.passing = passing
        self.book = book
        self.holds = {step: [int(book.id_of(each)) for each in lists] for step, lists in holds.items() if lists}
        self.drafts: list[Draft] = []
        self.landing: dict[str, str] = {}
        self.ways = self._ways()
        self.jumps: list[tuple[int, str]] = []

    def all(self) -> list[Draft]:
        todo = [(self.flow.start, _Slot(None, None, ("", "")))]
        while todo:
            target, slot = todo.pop()
            # Last in, first out: what `_put` gives is to be done in that order.
            todo += reversed(self._put(target, slot))
        for place, target in self.jumps:
            self.drafts[place] = replace(self.drafts[place], jump=self.landing[target])
        return self.drafts

    # -- the ways to each step -----------------------------------------------------------------------------------------

    def _ways(self) -> Counter[str]:
        """How many ways lead to each step, those of people whose e-mail is held back included."""
        found: Counter[str] = Counter()
        if self.flow.start is not None:
            found[self.flow.start] += 1
        for name in reached(self.flow):
            spot = self.flow.spots[name]
            found.update(self.flow.edges(spot))
            if spot.word == "send" and spot.id in self.holds:
                target, _ = self._without(spot)
                found.update([target] if target is not None else [])
        return found

    def _without(self, spot: Spot) -> tuple[str | None, Length | None]:
        """Where somebody goes on who is not sent an e-mail, and after how long: nobody opens what was not sent."""
        following = self.flow.spots.get(spot.then) if spot.then is not None else None
        if following is None or following.word != "did" or email_of(following.what) != spot.what:
            return spot.then, None
        return following.other, None if following.within is None else length(following.within)

    # -- events --------------------------------------------------------------------------------------------------------

    def _add(self, draft: Draft) -> str:
        self.drafts.append(draft)
        return draft.mark

    def _nothing(self, mark: str, name: str, slot: _Slot) -> str:
        return self._add(Draft(mark, name, TAGS, ACTION, part.NOTHING, slot.parent, slot.path, slot.wait, slot.via))

    def _jump(self, target: str, slot: _Slot) -> None:
        step, word = slot.end
        self.jumps.append((len(self.drafts), target))
        name = f"{spoken(step)}: on to {spoken(target)}"
        self._add(Draft(f"{step}/{word}", name, part.JUMP, ACTION, {}, slot.parent, slot.path, slot.wait, slot.via))

    def _put(self, target: str | None, slot: _Slot) -> list[tuple[str | None, _Slot]]:
        """Put what `target` begins with at `slot`; what is to be put below that."""
        if target is None:
            if slot.wait is not None:
                self._nothing(f"{slot.end[0]}/{part.OVER}", f"{spoken(slot.end[0])}: time is over", slot)
            return []
        spot = self.flow.spots[target]
        if target in self.landing:
            self._jump(target, slot)
            return []
        several = self.ways[target] > 1
        if slot.wait is not None and not slot.via and (several or spot.word == "wait"):
            # The end of listening, as an event of its own: what comes now waits by itself, or is jumped to.
            over = self._nothing(f"{slot.end[0]}/{part.OVER}", f"{spoken(slot.end[0])}: time is over", slot)
            slot = _Slot(over, None, slot.end)
        if spot.word == "wait":
            return self._wait(spot, slot, several)
        if spot.word == "did":
            return self._did(spot, slot, several)
        if spot.word == "send":
            return self._send(spot, slot)
        if spot.word == "if":
            return self._if(spot, slot)
        return self._do(spot, slot)

    def _wait(self, spot: Spot, slot: _Slot, several: bool) -> list[tuple[str | None, _Slot]]:
        long = length(spot.what)
        if long is None:
            raise UnheldStep(f"steps.{spot.id}.wait", f"Mautic cannot wait for {spot.what}.")
        if several:
            join = self._nothing(f"{spot.id}/{part.JOIN}", f"{spoken(spot.id)}: ways meet", slot)
            self.landing[spot.id] = join
            slot = _Slot(join, None, (spot.id, "next"))
        following = self.flow.spots.get(spot.then) if spot.then is not None else None
        alone = following is not None and self.ways[following.id] == 1 and spot.id not in self.waits
        if following is not None and alone and following.word != "wait" and following.id not in self.landing:
            self.landing.setdefault(spot.id, spot.id)
            return [(following.id, _Slot(slot.parent, slot.path, (spot.id, "next"), long, spot.id))]
        mark = self._nothing(spot.id, spoken(spot.id), replace(slot, wait=long, via=""))
        self.landing.setdefault(spot.id, mark)
        return [(spot.then, _Slot(mark, None, (spot.id, "next")))]

    def _send(self, spot: Spot, slot: _Slot) -> list[tuple[str | None, _Slot]]:
        act = sending(spot.what, self.book, spot.id in self.passing)
        mark, wait, via, path = spot.id, slot.wait, slot.via, slot.path
        parent, todo = slot.parent, []
        if spot.id in self.holds:
            held = f"{mark}/{part.HELD}"
            asked = {"segments": self.holds[spot.id]}
            name = f"{spoken(mark)}: held back?"
            parent = self._add(Draft(held, name, SEGMENTS, CONDITION, asked, parent, path, wait, via))
            self.landing[spot.id] = held
            path, wait, via = "no", None, ""
            target, delay = self._without(spot)
            if target is not None:
                todo.append((target, _Slot(held, "yes", (spot.id, part.SKIP), delay)))
        self.landing.setdefault(spot.id, mark)
        self._add(Draft(mark, spoken(mark), act.type, ACTION, act.properties, parent, path, wait, via))
        return [(spot.then, _Slot(mark, None, (spot.id, "next"))), *todo]

    def _if(self, spot: Spot, slot: _Slot) -> list[tuple[str | None, _Slot]]:
        try:
            asked = condition(spot.what, self.book)
        except Unheld as error:
            raise UnheldStep(f"steps.{spot.id}.if", str(error)) from None
        mark = self.landing[spot.id] = spot.id
        self._add(
            Draft(
                mark,
                spoken(mark),
                asked.type,
                CONDITION,
                asked.properties,
                slot.parent,
                slot.path,
                slot.wait,
                slot.via,
            )
        )
        yes, no = ("no", "yes") if asked.flipped else ("yes", "no")
        return [(spot.then, _Slot(mark, yes, (mark, "then"))), (spot.other, _Slot(mark, no, (mark, "else")))]

    def _do(self, spot: Spot, slot: _Slot) -> list[tuple[str | None, _Slot]]:
        try:
            emails = [each["send"] for each in spot.what if "send" in each]
            acts = acts_of(spot.what, self.book, emails if spot.id in self.passing else ())
            if spot.id in self.holds and emails:
                raise Unheld("An e-mail that is held back from lists needs a step of its own in Mautic: use `send`.")
        except Unheld as error:
            raise UnheldStep(f"steps.{spot.id}.do", str(error)) from None
        parent, path, wait, via = slot.parent, slot.path, slot.wait, slot.via
        self.landing[spot.id] = spot.id
        for number, act in enumerate(acts, start=1):
            mark = spot.id if number == 1 else f"{spot.id}/{number}"
            parent = self._add(Draft(mark, spoken(spot.id), act.type, ACTION, act.properties, parent, path, wait, via))
            path, wait, via = None, None, ""
        return [(spot.then, _Slot(parent, None, (spot.id, "next")))]

    def _did(self, spot: Spot, slot: _Slot, several: bool) -> list[tuple[str | None, _Slot]]:
        try:
            asked = decision(spot.what, self.book)
        except Unheld as error:
            raise UnheldStep(f"steps.{spot.id}.did", str(error)) from None
        within = None if spot.within is None else length(spot.within)
        if spot.within is not None and within is None:
            raise UnheldStep(f"steps.{spot.id}.within", f"Mautic cannot listen for {spot.within}.")
        email, before = email_of(spot.what), self.flow.spots.get(slot.parent or "")
        after = before is not None and before.word == "send" and before.what == email and slot.wait is None
        if email is not None and (several or not after):
            raise UnheldStep(
                f"steps.{spot.id}.did",
                "Mautic sees an opened or clicked e-mail only right after the step that sends it. Put this step behind "
                f"the one that sends {email}, without a wait between, and let nothing else lead here.",
            )
        if slot.wait is not None or several:
            # A decision cannot wait, nor be jumped to, nor follow another one that nobody answered.
            listen = self._nothing(f"{spot.id}/{part.LISTEN}", f"{spoken(spot.id)}: listen", slot)
            self.landing[spot.id] = listen
            slot = _Slot(listen, None, (spot.id, ""))
        self.landing.setdefault(spot.id, spot.id)
        self._add(Draft(spot.id, spoken(spot.id), asked.type, DECISION, asked.properties, slot.parent, slot.path))
        found: list[tuple[str | None, _Slot]] = [(spot.then, _Slot(spot.id, "yes", (spot.id, "then")))]
        if within is not None:
            found.append((spot.other, _Slot(spot.id, "no", (spot.id, "else"), within)))
        return found


def spoken(step: str) -> str:
    """What an event is called that a person made no name for: the id of its step as words."""
    words = step.replace("-", " ")
    return words[:1].upper() + words[1:]
