"""The loop that does a plan's steps: one at a time, each announced, asked, read back and compared.

It is given a plan and no org, so it cannot decide what is wanted; and a resume is the same loop, told how far
the plan had come. Nothing here compares times of two machines.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from mapconfig.apply.clock import Clock, RealClock
from mapconfig.apply.events import (
    Done,
    Event,
    Failed,
    Finished,
    Intended,
    Interrupted,
    Noted,
    Progress,
    Result,
    Skipped,
    Started,
    Unreached,
    Waited,
    Waiting,
)
from mapconfig.apply.look import Found, Wrong, as_meant, differences, look, wanted_active
from mapconfig.backend import (
    Backend,
    Conflict,
    Live,
    Names,
    NotApplied,
    Outcome,
    Receipt,
    Rejected,
    Unclear,
    Unreachable,
    Verb,
)
from mapconfig.crash import crash_point
from mapconfig.errors import PlatformError
from mapconfig.language import NOTHING, plural, say, told
from mapconfig.plan.definition import Plan, Step, fingerprint
from mapconfig.plan.names import Made, Renamed

T = TypeVar("T")

#: Results that stop the steps which depend on them.
NotDone = Failed | Skipped | Waiting


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried, and how long is waited in between, in seconds: twice as long each time."""

    tries: int = 5
    first: float = 1.0
    longest: float = 60.0
    bearable: float = 300.0
    """A platform that asks for a longer wait than this is not waited for."""


class _GaveUp(Exception):
    """The platform did not answer in the time that `Patience` allows. Whether a write happened is not known."""


class _Gone(Exception):
    """Nobody answers there any more."""


class _Stopped(Exception):
    """Somebody asked to stop while the loop was waiting."""


def carry_out(
    plan: Plan,
    backend: Backend,
    names: Names,
    *,
    progress: Progress | None = None,
    clock: Clock | None = None,
    stop: Callable[[], bool] = lambda: False,
    patience: Patience | None = None,
    settled: bool = False,
    look_only: bool = False,
) -> Iterator[Event]:
    """Do what is left of `plan`, which has passed `mapconfig.plan.check`.

    The platform is asked only when the event after `Intended` is taken, so a caller that puts every event on the disk
    before it takes the next one knows at least as much as the platform. `names` must follow the results: after
    `Done` it knows the new ids. `stop` is asked between steps and while waiting; the running request is
    always finished. `settled` says that no request of an earlier run can still take effect, because that was waited
    for. With `look_only` nothing is done: it is only found out what became of the steps whose result nobody knows, for
    a plan that may not be gone on with. The last event is `Finished`, or `Interrupted`, or `Unreached`: a platform that
    nobody hears from is not asked for each of the steps that are left.
    """
    patience = patience or Patience(first=backend.pace.pause)
    loop = _Loop(plan, backend, names, progress or Progress(), clock or RealClock(), stop, patience, settled, look_only)
    yield from loop.run()


class _Loop:
    def __init__(
        self,
        plan: Plan,
        backend: Backend,
        names: Names,
        progress: Progress,
        clock: Clock,
        stop: Callable[[], bool],
        patience: Patience,
        settled: bool,
        look_only: bool,
    ) -> None:
        self.plan = plan
        self.backend = backend
        self.names = Renamed(names, plan.renames)
        self.progress = progress
        self.clock = clock
        self.stop = stop
        self.patience = patience
        self.results: dict[str, NotDone] = {}
        self.last = dict(progress.addresses)
        self.done = set(progress.done)
        self.announced: set[str] = set()
        self.open = set(progress.pending)
        """Steps that were asked for, and of which nobody knows what came of it."""
        self.settled = settled
        self.look_only = look_only
        self.silent = False
        self.gave_up = False

    def run(self) -> Iterator[Event]:
        yield Started(self.plan, self.progress.started)
        crash_point("apply.started")
        if not self.progress.started:
            for agreed in self.plan.agreed:
                yield Noted(agreed)
        steps = {step.id: step for step in self.plan.steps}
        for index, planned in enumerate(self.plan.steps):
            if planned.id in self.progress.done or (self.look_only and planned.id not in self.progress.pending):
                continue
            step = self._located(planned)
            if self.stop():
                yield Interrupted(len(self.plan.steps) - index)
                return
            because = next((each for each in step.depends_on if each in self.results), None)
            if because is not None:
                yield self._ended(step, Skipped(step, steps[because], _why_skipped(self.results[because])))
                continue
            try:
                yield from self._manual(step) if step.manual else self._automatic(step)
            except _Stopped:
                yield Interrupted(len(self.plan.steps) - index)
                return
            except _Gone as gone:
                if step.id in self.open or step.id in self.announced:
                    yield self._ended(
                        step, Failed(step, _gone(gone, step.id in self.open), unclear=step.id in self.open)
                    )
                yield self._unreached(str(gone))
                return
            except _GaveUp as gave_up:
                self.silent = self.gave_up = True
                yield self._ended(step, Failed(step, str(gave_up), unclear=step.id in self.open))
            if self.gave_up:
                self.gave_up = False
                silence = self._silence(NotApplied, Unclear)
                if silence is not None:
                    yield self._unreached(told(silence))
                    return
        if self.look_only:
            yield Interrupted(len(self.plan.steps) - len(self.progress.done))
            return
        crash_point("apply.ended")
        yield self._summary()

    def _located(self, step: Step) -> Step:
        """The step with the id that its asset has now: one that was made by an earlier step has none in the plan."""
        last = self.last.get(step.address)
        return replace(step, remote_id=last.remote_id) if last is not None else step

    def _summary(self) -> Finished:
        results = self.results.values()
        failed = [each for each in results if isinstance(each, Failed)]
        waiting = sum(isinstance(each, Waiting) for each in results)
        return Finished(
            done=len(self.plan.steps) - len(results),
            failed=len(failed),
            skipped=sum(isinstance(each, Skipped) for each in results),
            waiting=waiting,
            hopeless=bool(failed) and not waiting and all(each.refused for each in failed),
        )

    def _ended(self, step: Step, event: Done | NotDone) -> Event:
        """Keep what those that depend on the step have to know."""
        if isinstance(event, Done):
            self.last[step.address] = Result(event.remote_id, event.fingerprint)
            self.done.add(step.id)
        else:
            self.results[step.id] = event
        if isinstance(event, Done) or (isinstance(event, Failed) and not event.unclear):
            self.open.discard(step.id)
        return event

    def _unreached(self, why: str) -> Unreached:
        """The account of everything, when nothing more can be asked."""
        unclear = tuple(step for step in self.plan.steps if step.id in self.open)
        failed = tuple(
            each.step for each in self.results.values() if isinstance(each, Failed) and each.step.id not in self.open
        )
        known = self.done | {step.id for step in (*unclear, *failed)}
        left = tuple(step for step in self.plan.steps if step.id not in known)
        return Unreached(why, len(self.done), unclear, failed, left)

    # --- steps for a person -----------------------------------------------------------------------------------------

    def _manual(self, step: Step) -> Iterator[Event]:
        if step.outcome is Outcome.MANUAL_ATTESTED:
            if step.id in self.progress.attested:
                active = wanted_active(step)
                yield self._ended(step, Done(step, step.remote_id, "", step.before, active, found=True))
            else:
                yield self._ended(step, Waiting(step))
            return
        seen = yield from self._asking(step, lambda: look(step, self.backend, self.names, self._expected(step)))
        if isinstance(seen, Found):
            yield self._ended(step, self._done(step, seen.remote_id, seen.live, found=True))
        else:
            yield self._ended(step, Waiting(step))

    # --- steps for the platform -------------------------------------------------------------------------------------

    def _automatic(self, step: Step) -> Iterator[Event]:
        unclear = step.id in self.progress.pending
        if unclear and not self.settled:
            yield from self._while_silent(step, self._unreachable(), probed=True)
            # The process that asked may have died a moment ago: its request may still be on its way.
            yield from self._wait(step, self.backend.settle, say("an earlier run was cut short"))
            self.settled = True
        reconsidered = False
        for attempt in range(self._tries):
            if unclear:
                seen = yield from self._asking(step, lambda: look(step, self.backend, self.names, self._expected(step)))
                if isinstance(seen, Found):
                    yield self._ended(step, self._done(step, seen.remote_id, seen.live, found=True))
                    return
                if isinstance(seen, Wrong):
                    yield self._ended(step, Failed(step, seen.why, seen.differences))
                    return
                if self.look_only:
                    yield self._ended(step, Failed(step, say("It has not come about, and is left to a fresh plan.")))
                    return
                live = seen.live
            else:
                before = yield from self._asking(step, lambda: self._before(step))
                if isinstance(before, Wrong) and step.address in self.last and not reconsidered:
                    # It may be that the platform shows what was there before our own last step.
                    reconsidered = True
                    yield from self._wait(step, self.backend.settle, say("what the platform shows may be out of date"))
                    before = yield from self._asking(step, lambda: self._before(step))
                if isinstance(before, Wrong):
                    yield self._ended(step, Failed(step, before.why, before.differences))
                    return
                live = before
            crash_point("apply.looked")
            if step.id not in self.announced:
                yield Intended(step)
                self.announced.add(step.id)
            self.open.add(step.id)
            crash_point("apply.intended")
            try:
                receipt = self._ask(step, live)
            except NotApplied as refusal:
                # A replacement may have lost its old asset already, so it is looked at again.
                unclear = step.outcome is Outcome.REPLACE
                last: PlatformError = refusal
                if not unclear:
                    self.open.discard(step.id)
                if isinstance(refusal, Unreachable):
                    yield from self._while_silent(step, refusal)
                    continue
                pause = self._pause(attempt, refusal.retry_after)
                if pause is None:
                    last = NotApplied(
                        say(
                            "{refusal} It asks to be left alone for {seconds} seconds.",
                            refusal=told(refusal),
                            seconds=format(refusal.retry_after, ",.0f"),
                        )
                    )
                    break
                yield from self._wait(step, pause, told(refusal))
                continue
            except Rejected as refusal:
                self.silent = False
                yield self._ended(step, Failed(step, told(refusal), refused=True))
                return
            except Conflict as refusal:
                self.silent = False
                if reconsidered or attempt + 1 >= self._tries:
                    yield self._ended(
                        step,
                        Failed(step, say("{refusal} Nothing was written. Make a fresh plan.", refusal=told(refusal))),
                    )
                    return
                # What we read may have been out of date, or somebody edited what mapconfig does not know: when the
                # asset still is as the plan supposes, the step may be done to what is there now.
                reconsidered, unclear, last = True, step.outcome is Outcome.REPLACE, refusal
                if step.address in self.last:
                    yield from self._wait(step, self.backend.settle, told(refusal))
                continue
            except PlatformError as silence:
                unclear = True
                last = silence
                # One that is gone is not waited for until it has settled: whoever resumes does that.
                yield from self._while_silent(step, self._unreachable(), probed=True)
                yield from self._wait(step, max(self.backend.settle, self._delay(attempt)), told(silence))
                continue
            crash_point("apply.asked")
            self.silent = False
            yield self._ended(step, (yield from self._read_back(step, receipt)))
            crash_point("apply.done")
            return
        if unclear:
            raise _GaveUp(
                plural(
                    "{why} It was asked once, and whether it did the step is not known.",
                    "{why} It was asked {n} times, and whether it did the step is not known.",
                    attempt + 1,
                    why=told(last),
                )
            )
        self.silent = self.gave_up = True
        why = plural(
            "{why} It was asked once, and certainly has not done the step.",
            "{why} It was asked {n} times, and certainly has not done the step.",
            attempt + 1,
            why=told(last),
        )
        yield self._ended(step, Failed(step, why))

    @property
    def _tries(self) -> int:
        """A platform that did not answer for one step is asked only once for each other."""
        return 1 if self.silent else self.patience.tries

    def _before(self, step: Step) -> Live | Wrong | None:
        """The asset just before its step, when it is as the plan supposes."""
        if not self.backend.capabilities[step.address.kind].readable:
            return None
        expected = self._expected(step)
        if step.verb is Verb.CREATE:
            made = self.progress.made.get(step.id)
            if made is not None:  # by an earlier run, and not as it was meant
                live = self.backend.read(step.address.kind, made, self.names)
                if live is None or as_meant(step, live, self.backend):
                    return live
                return Wrong(
                    say(
                        "{asset} was made by an earlier run and is not as it was meant: the platform takes it "
                        "otherwise, or somebody changed it since. Nothing was written. Make a fresh plan, which shows "
                        "both sides.",
                        asset=step.address,
                    ),
                    differences(step, live),
                )
            there = self.backend.find(step.address, step.attributes or {}, self.names)
            if there:
                return Wrong(
                    say(
                        "The platform has got {asset} since the plan was made (id {id}), and mapconfig does not manage "
                        "that one. Manage it with: mapconfig adopt {asset} --remote-id {id}",
                        asset=step.address,
                        id=there[0].remote_id,
                    ),
                    (),
                )
            return None
        live = self.backend.read(step.address.kind, step.remote_id, self.names)
        if live is None:
            if step.verb is Verb.DELETE:
                return None
            return Wrong(
                say(
                    "{asset} is no longer on the platform: it was deleted since the plan was made.", asset=step.address
                ),
                (),
            )
        if fingerprint(live) != expected and not step.relinks:
            return Wrong(_changed(step, live), differences(step, live))
        return live

    def _expected(self, step: Step) -> str:
        """The fingerprint that the asset must have before the step."""
        last = self.last.get(step.address)
        return last.fingerprint if last is not None else step.before

    def _ask(self, step: Step, live: Live | None) -> Receipt:
        """The request itself. `live` is None where nothing is there, or nothing can be read."""
        attributes = dict(step.attributes or {})
        if step.verb is Verb.CREATE:
            if live is not None:
                return self.backend.update(live, step.address, attributes, self.names)
            return self.backend.create(step.address, attributes, self.names)
        if step.outcome is Outcome.REPLACE:
            if live is not None:
                self.backend.delete(live)
                crash_point("apply.replaced-half")
            return self.backend.create(step.address, attributes, self.names)
        if live is None:  # a delete of what is gone already
            return Receipt(step.remote_id, "")
        if step.verb is Verb.UPDATE:
            if step.renamed_from is not None:
                live = replace(live, address=step.renamed_from)
            return self.backend.update(live, step.address, attributes, self.names)
        if step.verb is Verb.DELETE:
            self.backend.delete(live)
            return Receipt(step.remote_id, "")
        return self.backend.activate(live) if step.verb is Verb.ACTIVATE else self.backend.deactivate(live)

    def _read_back(self, step: Step, receipt: Receipt) -> Generator[Event, None, Done | Failed]:
        """What the platform has now, compared with what was meant."""
        kind = step.address.kind
        if not self.backend.capabilities[kind].readable:
            return Done(step, receipt.remote_id, receipt.version, "", wanted_active(step))
        names: Names = self.names
        if step.verb is Verb.CREATE or step.outcome is Outcome.REPLACE:
            names = Made(names, step.address, receipt.remote_id)
        live: Live | None = None
        for waited in (False, True):
            live = yield from self._asking(step, lambda: self.backend.read(kind, receipt.remote_id, names))
            if as_meant(step, live, self.backend):
                crash_point("apply.read-back")
                return self._done(step, receipt.remote_id, live, version=receipt.version)
            if not waited:
                yield from self._wait(step, self.backend.settle, say("the platform does not show the change yet"))
        if live is None:
            return Failed(step, say("The platform said it made {asset}, and does not have it.", asset=step.address))
        if step.verb is Verb.DELETE:
            return Failed(step, say("The platform said it deleted {asset}, and still has it.", asset=step.address))
        return Failed(
            step,
            say("The platform accepted the change of {asset} and has something else now.", asset=step.address),
            differences(step, live),
            remote_id=live.remote_id,
        )

    def _done(self, step: Step, remote_id: str, live: Live | None, *, version: str = "", found: bool = False) -> Done:
        return Done(
            step,
            remote_id=remote_id,
            version=live.version if live is not None else version,
            fingerprint=fingerprint(live),
            active=live.active if live is not None else None,
            found=found,
        )

    # --- waiting ----------------------------------------------------------------------------------------------------

    def _asking(self, step: Step, question: Callable[[], T]) -> Generator[Event, None, T]:
        """The answer to a reading, which may be repeated at will."""
        attempt = 0
        while True:
            try:
                return question()
            except Rejected as refusal:
                raise _GaveUp(
                    say("The platform refused to show {asset}: {why}", asset=step.address, why=told(refusal))
                ) from None
            except Unreachable as silence:
                yield from self._while_silent(step, silence)
                attempt += 1
                if attempt >= self._tries:
                    raise _GaveUp(
                        say("The platform did not show {asset}: {why}", asset=step.address, why=told(silence))
                    ) from None
            except PlatformError as error:
                pause = self._pause(attempt, error.retry_after if isinstance(error, NotApplied) else 0.0)
                if pause is None or attempt + 1 >= self._tries:
                    raise _GaveUp(
                        say("The platform did not show {asset}: {why}", asset=step.address, why=told(error))
                    ) from None
                yield from self._wait(step, pause, told(error))
                attempt += 1

    def _silence(self, *kinds: type[PlatformError]) -> PlatformError | None:
        """Why the platform cannot be asked just now, where it is one of `kinds`; else None: whatever else it says to
        a probe, it answers."""
        try:
            self.backend.probe()
        except PlatformError as error:
            return error if isinstance(error, kinds) else None
        return None

    def _unreachable(self) -> Unreachable | None:
        """Why nobody can be asked just now; None where somebody answers a probe."""
        silence = self._silence(Unreachable)
        return silence if isinstance(silence, Unreachable) else None

    def _while_silent(self, step: Step, silence: Unreachable | None, *, probed: bool = False) -> Iterator[Event]:
        """Wait until somebody answers there again; at once where there is no `silence`. `probed` says that it is the
        answer to a probe. Raises _Gone when the patience for one request has run out, and where a server takes a probe
        and leaves it without an answer: a request before that has waited for long enough."""
        for attempt in range(self.patience.tries - 1):
            if silence is None or (probed and silence.hung):
                break
            yield from self._wait(step, self._delay(attempt), told(silence))
            silence, probed = self._unreachable(), True
        if silence is not None:
            raise _Gone(told(silence))

    def _delay(self, attempt: int) -> float:
        return min(self.patience.first * 2.0**attempt, self.patience.longest)

    def _pause(self, attempt: int, asked: float) -> float | None:
        """Seconds until the next try; None when the platform asks for more than can be waited for."""
        return None if asked > self.patience.bearable else max(asked, self._delay(attempt))

    def _wait(self, step: Step, seconds: float, why: str) -> Iterator[Event]:
        if seconds > 0:
            yield Waited(step, seconds, why)
            self.clock.sleep(seconds)
        if self.stop():
            raise _Stopped


def _gone(gone: _Gone, unclear: bool) -> str:
    if unclear:
        return say("{why} It was waited for, and whether it did the step is not known.", why=told(gone))
    return say("{why} It was waited for, and it has certainly not done the step.", why=told(gone))


def _changed(step: Step, live: Live) -> str:
    who = say(" by {who}", who=live.changed_by) if live.changed_by else NOTHING
    when = say(" at {when}", when=live.changed_at) if live.changed_at else NOTHING
    return say(
        "{asset} was changed on the platform{who}{when} after the plan was made. Nothing was written, so that no work "
        "is lost. Make a fresh plan, which shows both sides.",
        asset=step.address,
        who=who,
        when=when,
    )


def _why_skipped(because: NotDone) -> str:
    step = because.step
    needed = f"{step.id} ({step.verb} {step.address})"
    if isinstance(because, Waiting):
        return say("it needs step {step}, which waits for a person", step=needed)
    if isinstance(because, Skipped):
        return say("it needs step {step}, which was skipped", step=needed)
    if because.unclear:
        return say("it needs step {step}, of which nobody knows whether it came about", step=needed)
    return say("it needs step {step}, which failed", step=needed)
