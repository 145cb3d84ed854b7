"""The record of one environment: a directory with the journal, its head, a cache, and copies of plans under way."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mapconfig import disk
from mapconfig.apply.events import Event
from mapconfig.crash import crash_point
from mapconfig.errors import InputError, StalePlan
from mapconfig.language import say
from mapconfig.model import canonical, digest
from mapconfig.plan import file as plan_file
from mapconfig.plan.definition import Plan
from mapconfig.record import journal
from mapconfig.record.entry import Entry
from mapconfig.record.lock import Holder, held
from mapconfig.record.state import State
from mapconfig.record.telling import entry_of

CACHE = "cache.json"
CACHE_FORMAT = "mapconfig.cache/1"
PLANS = "plans"
#: More bytes than the first entry of a journal has.
_FIRST = 65536


class Record:
    """The record in `directory`, which need not exist yet; reading it never writes."""

    def __init__(self, directory: Path, environment: str) -> None:
        self.directory = directory
        self.environment = environment

    def state(self) -> State:
        """Where things stand. An empty state for a record that has not begun. Raises RecordBroken, DiskError and
        InputError.

        Each line of the journal is verified, or that all of it is byte for byte what was verified when it was last
        written: in a journal of 100,000 entries that takes an eighth of a second instead of five.
        """
        state = self._cached()
        if state is None:
            state = State.of(journal.sound(self.directory)[0].entries)
        self._check(state)
        return state

    def about(self) -> str:
        """The platform that the record is about, as it was identified when it began; empty where it has not begun, or
        cannot be read. Reads one line of it, since this is asked of records that are not one's own."""
        try:
            with open(self.directory / journal.JOURNAL, "rb") as file:
                platform = json.loads(file.readline(_FIRST))["data"]["platform"]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return ""
        return str(platform)

    def entries(self) -> tuple[Entry, ...]:
        """Everything that happened, oldest first. Raises RecordBroken and DiskError."""
        return journal.sound(self.directory)[0].entries

    def plan(self, plan_id: str) -> Plan:
        """The copy of a plan that was started. Raises InputError when there is none, StalePlan when it was edited."""
        return plan_file.load(self._plan_path(plan_id))

    @contextlib.contextmanager
    def writing(
        self, *, actor: str, now: Callable[[], datetime], platform: str = "", plan: str = ""
    ) -> Iterator[Writer]:
        """Hold the record's lock and write to it; what a crash left is repaired first, and a record that does not exist
        begins. `platform` is `Backend.identity()`; `plan` says which plan is applied, for those who have to wait.

        Raises Locked, RecordBroken, DiskError and InputError, and StalePlan when the record belongs to another
        platform.
        """
        disk.make_directory(self.directory)
        time = _text(now())
        holder = Holder(who=actor, host=socket.gethostname(), pid=os.getpid(), since=time, plan=plan)
        with held(self.directory, holder):
            disk.sweep(self.directory)
            writer = Writer(self, actor=actor, now=now)
            self._check(writer.state)
            if not writer.state.lineage:
                writer.open(platform)
            elif platform and writer.state.platform != platform:
                raise StalePlan(
                    say(
                        "The record {record} is about {platform}, and the environment {environment} now leads to "
                        "{found}. The ids in the record mean nothing there. Name another record in mapconfig.yaml "
                        "({setting}), or put back its settings.",
                        record=str(self.directory),
                        platform=repr(writer.state.platform),
                        environment=repr(self.environment),
                        found=repr(platform),
                        setting=f"environments.{self.environment}.record",
                    )
                )
            try:
                yield writer
            finally:
                writer.close()

    def _check(self, state: State) -> None:
        if state.environment not in ("", self.environment):
            raise InputError(
                say(
                    "The record {record} belongs to the environment {environment}, not to {other}. Give each "
                    "environment its own record in mapconfig.yaml.",
                    record=str(self.directory),
                    environment=repr(state.environment),
                    other=repr(self.environment),
                )
            )

    def _plan_path(self, plan_id: str) -> Path:
        return self.directory / PLANS / f"{plan_id}.json"

    def _cached(self) -> State | None:
        """The state as the cache has it, when it is that of the journal as it is now."""
        head = journal.read_head(self.directory)
        data = disk.read(self.directory / CACHE) if head and not head.next else None
        if head is None or data is None:
            return None
        try:
            found = json.loads(data)
            with (self.directory / journal.JOURNAL).open("rb") as lines:
                content = hashlib.file_digest(lines, "sha256").hexdigest()
            if (found["format"], found["hash"], found["content"]) != (CACHE_FORMAT, head.hash, content):
                return None
            if digest(found["state"]) != found["digest"]:
                return None
            return State.from_cache(found["state"])
        except (ValueError, TypeError, KeyError, AttributeError, OSError, RecursionError):
            return None  # it is only a cache

    def keep_cache(self, state: State, last_hash: str, content: str) -> None:
        """Write the cache. One that cannot be written is done without."""
        held_state = state.to_cache()
        document = {
            "format": CACHE_FORMAT,
            "hash": last_hash,
            "content": content,
            "digest": digest(held_state),
            "state": held_state,
        }
        with contextlib.suppress(disk.DiskError):
            disk.write(self.directory / CACHE, canonical(document))


class Writer:
    """The record, held by this process. What is appended is on the disk before the call returns."""

    def __init__(self, record: Record, *, actor: str, now: Callable[[], datetime]) -> None:
        self._record = record
        self._actor = actor
        self._now = now
        self._journal = journal.Journal(record.directory)
        self.state = State.of(self._journal.entries)
        repaired = self._journal.repair(time=_text(now()), actor=actor, env=record.environment)
        if repaired is not None:
            self.state.absorb(repaired)

    def open(self, platform: str) -> None:
        """Begin the record."""
        self.append(
            "opened",
            journal.opening(lineage=str(uuid.uuid4()), env=self._record.environment, platform=platform),
        )

    def append(self, type: str, data: Mapping[str, Any], plan: str = "") -> Entry:
        """Add an entry of a type in `mapconfig.record.entry.TYPES`. Raises DiskError."""
        entry = self._journal.append(
            time=_text(self._now()),
            type=type,
            actor=self._actor,
            plan=plan,
            env=self._record.environment,
            data=data,
        )
        self.state.absorb(entry)
        return entry

    def append_together(self, type: str, every: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
        """Add one entry for each of `every`, all of them or none, at the cost of one: the disk is asked once for them
        all. For what can simply be asked for again; see `Journal.append_together`. Raises DiskError."""
        entries = self._journal.append_together(
            every, time=_text(self._now()), type=type, actor=self._actor, plan="", env=self._record.environment
        )
        for entry in entries:
            self.state.absorb(entry)
        return entries

    def keep(self, events: Iterable[Event], plan: Plan) -> Iterator[Event]:
        """The same events, each in the journal before it is passed on: the platform is asked only when the next one is
        taken. Keeps a copy of the plan before the first, so that it can be resumed."""
        for event in events:
            told = entry_of(event)
            if told is not None:
                type, data = told
                if type == "started":
                    self.keep_plan(plan)
                self.append(type, data, plan.id)
            yield event

    def keep_plan(self, plan: Plan) -> None:
        """Put a copy of the plan into the record."""
        path = self._record._plan_path(plan.id)
        disk.make_directory(path.parent)
        plan_file.save(plan, path)
        crash_point("record.plan-kept")

    def close(self) -> None:
        """Confirm the end of the journal and renew the cache."""
        head = self._journal.seal()
        if head is not None:
            self._record.keep_cache(self.state, head.hash, self._journal.content)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
