"""All people of a block walk through a program at once; what comes out are counts.

Somebody who is on the way is a number in an array that lies under the time and the step that come next, so a day costs
as much as happens on it. The rules are those of `mapconfig.audience.days.journeys`, and tests hold the two together
person by person; what is asked is in `mapconfig.audience.days.program`.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from mapconfig.address import Address
from mapconfig.audience.blocks.block import Block
from mapconfig.audience.blocks.engine import BlockEngine, Sums
from mapconfig.audience.days.assumptions import salt_of
from mapconfig.audience.days.courses import DAY, END, Action
from mapconfig.audience.days.journeys import midnight_before, resting
from mapconfig.audience.days.program import Needs, Post, Program, Round, Track, Watch
from mapconfig.audience.sheet import ActivityLeaf, All, AnyOf, FieldLeaf, ListLeaf, Not, Ref
from mapconfig.criteria.oracle import holds

Truth = npt.NDArray[np.bool_]
#: People by their number in the block.
People = npt.NDArray[np.intp]
#: Some people, or all of them.
Who = People | slice

ALL = slice(None)

#: People with this many e-mails or more are counted together.
MOST = 40

#: Counts by name, each a table: see `shapes`.
Tally = Mapping[str, Any]


def shapes(program: Program) -> dict[str, tuple[int, ...]]:
    """What is counted, and the size of each table.

    ``came``, ``sent`` and ``waiting`` are by place and day: who comes to it, who is sent an e-mail there, who is there
    when the day ends. ``withheld`` is by place and reason; ``yes`` and ``no`` by place, who takes which branch.
    ``entered`` is by journey and day; ``standing`` (who had met its entry before), ``resumed`` (who is on the way
    already), ``goal``, ``left`` and ``ended`` by journey. ``emails`` is how many people get so many e-mails; ``over``
    by cap and day who has had more than it allows, before the first day first, and ``pressed`` by cap who has on any
    day.
    """
    places, days, tracks = len(program.places), program.days, len(program.tracks)
    return {
        "people": (1,),
        "came": (places, days),
        "sent": (places, days),
        "waiting": (places, days),
        "withheld": (places, len(program.reasons)),
        "yes": (places,),
        "no": (places,),
        "entered": (tracks, days),
        "standing": (tracks,),
        "resumed": (tracks,),
        "goal": (tracks,),
        "left": (tracks,),
        "ended": (tracks,),
        "emails": (MOST + 1,),
        "over": (len(program.caps), days + 1),
        "pressed": (len(program.caps),),
    }


def simulated(engine: BlockEngine, programs: Sequence[Program], share: float = 1.0) -> list[Tally]:
    """The counts of each of `programs`, which are on one sheet, in one pass over the people; nested lists of integers.

    Raises Uncountable for what the data lack, which programs that were made with `engine.lacks` do not ask.
    """
    needs = [program.needs() for program in programs]
    refs = frozenset().union(*(one.refs for one in needs))
    values = frozenset().union(*(one.counts for one in needs))

    def answer(block: Block) -> Sums:
        tables = [_Run(block, program, one).run() for program, one in zip(programs, needs, strict=True)]
        return np.concatenate([table.ravel() for found in tables for table in found.values()])

    flat = engine.each_block(programs[0].sheet, refs, answer, values=values, share=share)
    found: list[Tally] = []
    at = 0
    for program in programs:
        tables = {}
        for name, shape in shapes(program).items():
            size = int(np.prod(shape))
            tables[name] = flat[at : at + size].reshape(shape).tolist()
            at += size
        found.append(tables)
    return found


class _Run:
    """One program over the people of one block."""

    def __init__(self, block: Block, program: Program, needs: Needs) -> None:
        self.block = block
        self.program = program
        self.day = 0
        self.slot = 0
        slots = len(program.slots)
        self.numbers = np.arange(block.first, block.first + block.people, dtype=np.uint64)
        self.tally = {name: np.zeros(shape, np.int64) for name, shape in shapes(program).items()}
        self.sent = np.zeros((slots, block.people), np.uint8)
        """How many e-mails each person is sent in each slot."""
        self.sums = np.zeros((slots + 1, block.people), np.uint16)
        """How many before each slot, so that any stretch of them is a difference."""
        self.named = {name: np.zeros((slots, block.people), np.uint8) for name in sorted(needs.names)}
        leaves = ((program.sheet[ref], ref) for ref in needs.refs)
        self.lists = {leaf.key: ref for leaf, ref in leaves if isinstance(leaf, ListLeaf)}
        self.on: dict[str, Truth] = {}
        """Who is on a static list now, for those that anybody asks for and that people were put on or taken off."""
        for key in program.fresh:
            self.on[key] = np.zeros(block.people, np.bool_)
        self.values: dict[str, list[object]] = {}
        self.codes: dict[str, npt.NDArray[np.uint8]] = {}
        """For fields that were set: the values, and for each person the place of theirs from 1; 0 is as it was."""
        self.met: dict[Address, Truth] = {}
        self.been: dict[Address, Truth] = {}
        self.inside: dict[Address, npt.NDArray[np.int16]] = {}
        self.due: dict[Address, list[tuple[int, int]]] = {track.course.address: [] for track in program.tracks}
        self.coming: dict[Address, dict[tuple[int, int], list[People]]] = {address: {} for address in self.due}
        self._truths: dict[Ref, Truth] = {}
        self._histories: dict[ActivityLeaf, npt.NDArray[np.uint16]] = {}

    def run(self) -> Mapping[str, npt.NDArray[np.int64]]:
        before = [(watch.rule.address, watch.before) for watch in self.program.watches]
        before += [(track.course.address, track.before) for track in self.program.tracks]
        for address, ref in before:
            self.met[address] = self.holds(ref, ALL)
            self.been[address] = self.met[address].copy()
        self.tally["standing"][:] = [int(self.met[track.course.address].sum()) for track in self.program.tracks]
        for track in self.program.tracks:
            self._resume(track)
        caps = self.program.caps
        pressed = [np.zeros(self.block.people, np.bool_) for _ in caps]
        for place, cap in enumerate(caps):
            self.tally["over"][place, 0] = int((self._recent(place, -1) > cap.count).sum())
        for day in range(self.program.days):
            self.day = day
            self._tick()
            first = self.program.first_slots
            for place, cap in enumerate(caps):
                since = self.sums[first[day + 1]] - self.sums[first[max(0, day + 1 - cap.days)]]
                over = self._recent(place, day) + since > cap.count
                self.tally["over"][place, day + 1] = int(over.sum())
                pressed[place] |= over
        self.tally["pressed"][:] = [int(over.sum()) for over in pressed]
        emails = np.minimum(self.sent.sum(axis=0, dtype=np.uint16), MOST)
        self.tally["emails"][:] = np.bincount(emails, minlength=MOST + 1)
        self.tally["people"][0] = self.block.people
        return self.tally

    def _resume(self, track: Track) -> None:
        """Let those go on who are in a journey already."""
        address = track.course.address
        gone = np.flatnonzero(self.truth(track.gone)) if track.inside else np.zeros(0, np.intp)
        self.been[address][gone] = True
        self.tally["left"][track.number] += gone.size
        for index, ref in track.inside.items():
            step, who = track.course.steps[index], np.flatnonzero(self.truth(ref))
            self.been[address][who] = True
            self.tally["resumed"][track.number] += who.size
            if track.course.re_entry == "after-exit":
                self.inside.setdefault(address, np.zeros(self.block.people, np.int16))[who] += 1
            if step.word != "wait":
                self._push(track, self._minutes(), index, who)
                continue
            days = np.uint64(-(-(step.minutes or 0) // DAY))
            left = draws(self.numbers[who], salt_of(resting(address.key, step.id))) * days >> np.uint64(32)
            for day in np.unique(left).tolist():
                self._push(track, self._minutes() + day * DAY, step.then, who[left == day], track.first + index)

    def _minutes(self) -> int:
        """The minutes of now, from the midnight before the first instant on."""
        now = self.program.slots[self.slot]
        return (now - midnight_before(self.program.slots[0])) // timedelta(minutes=1)

    def _tick(self) -> None:
        self.slot = self.program.first_slots[self.day]
        for watch in self.program.watches:
            self._watch(watch)
        for track in self.program.tracks:
            self._enter(track)
        for track in self.program.tracks:
            self._walk(track)
        self._sum()
        rounds = {one.slot: one for one in self.program.rounds if one.day == self.day}
        for slot in range(self.slot + 1, self.program.first_slots[self.day + 1]):
            self.slot = slot
            if slot in rounds:  # what cannot be simulated has no round
                self._mail(rounds[slot])
            self._sum()

    def _sum(self) -> None:
        np.add(self.sums[self.slot], self.sent[self.slot], out=self.sums[self.slot + 1])

    # What starts things.

    def _watch(self, watch: Watch) -> None:
        address, ref = watch.rule.address, watch.when[self.day]
        if self.day and (watch.rule.once or self._same(ref, watch.when[self.day - 1])):
            return
        met = self.holds(ref, ALL)
        new = met & ~self.met[address]
        if not watch.rule.repeat:
            new &= ~self.been[address]
        self.met[address] = met
        self.been[address] |= new
        who = np.flatnonzero(new)
        self.tally["came"][watch.place, self.day] += who.size
        self._do(watch.rule.actions, watch.posts, watch.place, who)

    def _same(self, ref: Ref, before: Ref) -> bool:
        """Whether a formula is true of the same people as on the day before."""
        return ref == before and not self.program.moving(ref)

    def _mail(self, one: Round) -> None:
        share = draws(self.numbers, one.salt) * np.uint64(100) >> np.uint64(32)
        who = np.flatnonzero((share >= one.low) & (share < one.high))
        who = who[self.holds(one.to, who)]
        self.tally["came"][one.place, self.day] += who.size
        self._send(one.post, one.place, who, 0)

    def _enter(self, track: Track) -> None:
        course, ref = track.course, track.entry[self.day]
        address, again = course.address, course.re_entry
        if self.day and again != "after-exit" and self._same(ref, track.entry[self.day - 1]):
            return
        met = self.holds(ref, ALL)
        new = met & ~self.met[address]
        if again == "never":
            new &= ~self.been[address]
        elif again == "after-exit":
            inside = self.inside.setdefault(address, np.zeros(self.block.people, np.int16))
            waits = new & (inside > 0)
            new &= ~waits
            met = met & ~waits
        self.met[address] = met
        self.been[address] |= new
        who = np.flatnonzero(new)
        self.tally["entered"][track.number, self.day] += who.size
        if address in self.inside:
            self.inside[address][who] += 1
        self._push(track, self._minutes(), 0, who)

    # The way through a journey.

    def _push(self, track: Track, minutes: int, index: int, who: People, place: int | None = None) -> None:
        """Let people come to a step at a time; until then they wait at `place`."""
        if not who.size:
            return
        due = minutes // DAY
        if place is not None and due > self.day:
            self.tally["waiting"][place, self.day : due] += who.size
        if due < self.program.days:
            coming = self.coming[track.course.address]
            if (minutes, index) not in coming:
                coming[minutes, index] = []
                heapq.heappush(self.due[track.course.address], (minutes, index))
            coming[minutes, index].append(who)

    def _walk(self, track: Track) -> None:
        heap, coming = self.due[track.course.address], self.coming[track.course.address]
        while heap and heap[0][0] < (self.day + 1) * DAY:
            minutes, index = heapq.heappop(heap)
            arrays = coming.pop((minutes, index))
            who = np.concatenate(arrays) if len(arrays) > 1 else arrays[0]
            if track.course.re_entry == "always" and len(arrays) > 1:
                who = np.unique(who)
            if index == END:
                self.tally["ended"][track.number] += who.size
                self._leave(track, who)
            else:
                self._step(track, index, minutes, who)

    def _leave(self, track: Track, who: People) -> None:
        if track.course.address in self.inside:
            self.inside[track.course.address][who] -= 1

    def _step(self, track: Track, index: int, minutes: int, who: People) -> None:
        for word, refs in (("goal", track.goal), ("left", track.exit)):
            if refs is not None:
                out = self.holds(refs[self.day], who)
                self.tally[word][track.number] += int(out.sum())
                self._leave(track, who[out])
                who = who[~out]
        step, place = track.course.steps[index], track.first + index
        self.tally["came"][place, self.day] += who.size
        if step.word == "wait":
            self._push(track, minutes + (step.minutes or 0), step.then, who, place)
        elif step.word == "if":
            met = self.holds(track.conditions[index][self.day], who)
            self._branch(place, met)
            self._push(track, minutes, step.then, who[met])
            self._push(track, minutes, step.other, who[~met])
        elif step.word == "did":
            self._listen(track, index, minutes, who)
        else:
            if step.word == "send":
                self._send(track.posts[index, 0], place, who)
            else:
                posts = {action: post for (at, action), post in track.posts.items() if at == index}
                self._do(step.actions, posts, place, who)
            self._push(track, minutes, step.then, who)

    def _branch(self, place: int, met: Truth) -> None:
        yes = int(met.sum())
        self.tally["yes"][place] += yes
        self.tally["no"][place] += met.size - yes

    def _listen(self, track: Track, index: int, minutes: int, who: People) -> None:
        step, place = track.course.steps[index], track.first + index
        salt, most = track.answers[index]
        yes = draws(self.numbers[who], salt) < np.uint64(most)
        if index in track.had:
            yes &= self.holds(track.had[index][self.day], who)
        self._push(track, minutes + step.yes_after, step.then, who[yes], place)
        self._branch(place, yes if step.minutes is not None else yes[yes])  # who listens for ever takes no branch
        if step.minutes is not None:
            self._push(track, minutes + step.minutes, step.other, who[~yes], place)
        else:
            self.tally["waiting"][place, self.day :] += int((~yes).sum())
            self._leave(track, who[~yes])

    # What is done.

    def _do(self, actions: Sequence[Action], posts: Mapping[int, Post], place: int, who: People) -> None:
        if not who.size:
            return
        for number, action in enumerate(actions):
            if action.word == "send":
                self._send(posts[number], place, who)
            elif action.word in ("add_to", "remove_from"):
                self._put(self.program.known(action.target), who, action.word == "add_to")
            elif action.word == "set":
                self._set(Address(action.target).key, who, action.value)

    def _put(self, key: str, who: People, on: bool) -> None:
        if key not in self.on and key in self.lists:
            self.on[key] = self.truth(self.lists[key]).copy()
        if key in self.on:
            self.on[key][who] = on

    def _set(self, key: str, who: People, value: object) -> None:
        values = self.values.setdefault(key, [])
        place = next((at for at, one in enumerate(values) if (type(one), one) == (type(value), value)), -1)
        if place < 0:
            place = len(values)
            values.append(value)
        self.codes.setdefault(key, np.zeros(self.block.people, np.uint8))[who] = place + 1

    def _send(self, post: Post, place: int, who: People, instant: int | None = None) -> None:
        """Send an e-mail to those from whom nothing withholds it; `instant` is which formulas tell, if not the day."""
        for reason, refs in post.withheld:
            held = self.holds(refs[self.day if instant is None else instant], who)
            self.tally["withheld"][place, reason] += int(held.sum())
            who = who[~held]
        self.tally["sent"][place, self.day] += who.size
        self.sent[self.slot, who] += 1
        if post.email in self.named:
            self.named[post.email][self.slot, who] += 1

    # What is asked.

    def truth(self, ref: Ref) -> Truth:
        found = self._truths.get(ref)
        if found is None:
            found = self._truths[ref] = self.block.truth(ref)
            found.flags.writeable = False  # journeys that take people from one list share it
        return found

    def holds(self, ref: Ref, who: Who) -> Truth:
        """Of whom of `who` a formula is true now."""
        if not self.program.moving(ref):
            return self.truth(ref)[who]
        formula = self.program.sheet[ref]
        if isinstance(formula, Not):
            return ~self.holds(formula.item, who)
        if isinstance(formula, All | AnyOf):
            first, *rest = formula.items
            found = self.holds(first, who).copy()
            for item in rest:
                if isinstance(formula, All):
                    found &= self.holds(item, who)
                else:
                    found |= self.holds(item, who)
            return found
        if isinstance(formula, ActivityLeaf):
            return self._was_sent(formula, who)
        if isinstance(formula, FieldLeaf):
            return self._passes(ref, formula, who)
        assert isinstance(formula, ListLeaf)
        return (self.on[formula.key] if formula.key in self.on else self.truth(ref))[who]

    def _was_sent(self, leaf: ActivityLeaf, who: Who) -> Truth:
        seen = self.program.seen(leaf, self.slot)
        before = self.program.history(leaf)
        nobody = np.zeros(self.block.people, np.uint16)
        found: npt.NDArray[np.uint16] = (nobody if before is None else self._history(before))[who]
        if seen and leaf.name is None:
            # The slots that a window sees follow one another; the last may be the one at hand.
            since = self.sums[seen[-1], who] - self.sums[seen[0], who]
            found = found + since + self.sent[seen[-1], who].astype(np.uint16)
        elif seen:
            rows = self.named[leaf.name or ""][seen[0] : seen[-1] + 1, who]
            found = found + np.add.reduce(rows, axis=0, dtype=np.uint16)
        return found >= leaf.low

    def _history(self, leaf: ActivityLeaf) -> npt.NDArray[np.uint16]:
        found = self._histories.get(leaf)
        if found is None:
            times = self.block.times(leaf.verb, leaf.name, leaf.interval)
            found = self._histories[leaf] = np.minimum(times, 60_000).astype(np.uint16)
        return found

    def _recent(self, cap: int, day: int) -> npt.NDArray[np.uint16]:
        leaf = self.program.recent(self.program.caps[cap], day)
        return np.zeros(self.block.people, np.uint16) if leaf is None else self._history(leaf)

    def _passes(self, ref: Ref, leaf: FieldLeaf, who: Who) -> Truth:
        codes = self.codes.get(leaf.test.field)
        if codes is None:
            return self.truth(ref)[who]
        as_of = self.program.sheet.as_of
        passing = [False, *(holds(leaf.test, value, as_of, leaf.kind) for value in self.values[leaf.test.field])]
        mine = codes[who]
        return np.where(mine == 0, self.truth(ref)[who], np.array(passing)[mine])


def draws(numbers: npt.NDArray[np.uint64], salt: int) -> npt.NDArray[np.uint64]:
    """What `mapconfig.audience.days.assumptions.draw` makes of each number."""
    mixed = numbers * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) >> np.uint64(32)
