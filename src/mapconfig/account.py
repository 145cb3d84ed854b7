"""One environment, connected: its platform, its record, and the org as it is wanted there."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mapconfig.address import Address
from mapconfig.apply.reread import reread
from mapconfig.backend import Backend, Live, Names
from mapconfig.command import here
from mapconfig.errors import InputError, MapconfigError
from mapconfig.impact.people import PeopleNow
from mapconfig.language import say
from mapconfig.model import Environment, Org
from mapconfig.model.embedding import with_copies
from mapconfig.pipeline import config_digest, overridden, propose
from mapconfig.plan import again
from mapconfig.plan.check import MOST_HOURS, Moment
from mapconfig.plan.definition import Accept, Config, Plan
from mapconfig.plan.names import as_planned
from mapconfig.plan.telling import telling
from mapconfig.read.org import Reading, read_org
from mapconfig.read.placing import where
from mapconfig.record.state import State
from mapconfig.record.store import Record
from mapconfig.report.people import impact_of
from mapconfig.workspace import Workspace, now


@dataclass(frozen=True)
class Account:
    """What the commands that look at a platform or change it share. `desired` has the environment's overrides in it,
    and the copies that its platform needs."""

    workspace: Workspace
    environment: Environment
    backend: Backend
    record: Record
    desired: Org

    @classmethod
    def open(cls, workspace: Workspace, reading: Reading, name: str | None) -> Account:
        """The environment called `name`, or the org's default one."""
        environment = workspace.environment(reading.org.settings, name)
        backend = workspace.backend(environment)
        desired = overridden(reading.org, environment)
        if backend.copies_embeds:
            desired = with_copies(desired)
        backend.learn(desired)
        return cls(
            workspace,
            environment,
            backend,
            Record(workspace.record_directory(environment), environment.name),
            desired,
        )

    @cached_property
    def platform(self) -> str:
        """Which platform it is. Raises InputError for one that the record of another environment is about: each record
        would take what the other applied for somebody's edit."""
        platform = self.backend.identity()
        for other in self.others:
            if other.about() == platform:
                raise InputError(
                    say(
                        "The environment {environment} leads to the platform {platform}, which is that of the "
                        "environment {other}. What is applied to one would be undone by the other, so "
                        "nothing was done.\n\nGive {environment} a platform of its own in mapconfig.yaml "
                        "({setting}). If {other} has another platform by now, put its "
                        "old record away:\n    {directory}",
                        environment=self.environment.name,
                        setting=f"environments.{self.environment.name}.settings",
                        platform=platform,
                        other=other.environment,
                        directory=str(other.directory),
                    )
                )
        return platform

    @property
    def others(self) -> list[Record]:
        """The records of the org's other environments; they need not have begun."""
        there = self.desired.settings.environments.values()
        return [
            Record(self.workspace.record_directory(each), each.name)
            for each in there
            if each.name != self.environment.name
        ]

    @cached_property
    def errors(self) -> dict[Address, tuple[str, ...]]:
        """What `validate` calls an error and nobody waived, by asset."""
        return self.workspace.errors()

    def elsewhere(self, plan: Plan) -> int:
        """How many errors the org has that no guard of `plan` looks at, since no step of it touches their assets."""
        touched = {step.address for step in plan.steps}
        return sum(len(said) for address, said in self.errors.items() if address not in touched)

    def begun_elsewhere(self) -> list[str]:
        """The other environments with a plan that was begun and is not done. A record that cannot be read has none
        here: whoever uses it is told."""
        begun = []
        for other in self.others:
            with contextlib.suppress(MapconfigError):
                if other.state().resumable:
                    begun.append(other.environment)
        return begun

    def fetch(self, names: Names) -> tuple[Live, ...]:
        """Everything that the platform can show of the kinds that this org has. `names` is the record's state."""
        readable = [
            kind
            for kind, capability in self.backend.capabilities.items()
            if capability.readable and kind in self.desired.kinds
        ]
        return tuple(self.backend.fetch(readable, as_planned(self.desired, names)))

    def plan(self, accepts: Sequence[Accept] = (), overwrites: Sequence[str] = (), people: bool = True) -> Plan:
        """What would have to be done now; with `people`, and how many people that moves."""
        state = self.record.state()
        plan = propose(
            self.desired,
            self.fetch(state),
            state,
            self.backend,
            environment=self.environment.name,
            platform=self.platform,
            config=Config(config_digest(self.desired), commit(self.workspace)),
            id=str(uuid.uuid4()),
            now=now(),
            errors=self.errors,
            accepts=tuple(accepts),
            overwrites=tuple(overwrites),
            census=self.workspace.census(self.environment, ahead=True) if people else None,
            where=self._where,
        )
        # A plan is read where it was not made: what it tells people to type says for which environment that is. In
        # which directory its org lies there, it cannot know.
        return telling(plan, replace(here(), org=""))

    def again(self, plan: Plan) -> Plan:
        """`plan` as it would be made now, with the yeses that were given for it."""
        return self.plan(plan.accepts, again.overwrites(plan), people=again.counted(plan))

    def _where(self, address: Address, path: str) -> str:
        place = where(address, path, self.desired, self.workspace.source())
        return "" if place is None else f"{place.file}:{place.line}"

    def observe(self, plan: Plan) -> PeopleNow | None:
        """How many people have the assets of which `plan` said that people would move, counted now; None where it said
        so of none, or nobody can be counted."""
        predicted = impact_of(plan.impact.get("people"))
        subjects = [one.subject for one in predicted.moves if one.subject in self.desired]
        if not subjects:
            return None
        found = self.workspace.census(self.environment).present(self.desired, list(dict.fromkeys(subjects)))
        return None if found.reason else found

    def moment(self, plan: Plan, state: State, *, resume: bool) -> Moment:
        """What `plan` is held against before it is applied; reads again just what it touches and relies on."""
        progress = state.progress(plan.id)
        return Moment(
            environment=self.environment.name,
            platform=self.platform,
            # A plan for a record that did not exist yet knows no lineage; the apply itself has just begun the record.
            lineage=plan.lineage if state.seq <= 1 and not plan.lineage else state.lineage,
            live=reread(plan, self.backend, state, resume=resume),
            now=now(),
            config=config_digest(self.desired),
            started=progress.started,
            over=progress.over,
            resume=resume,
            expected={address: result.fingerprint for address, result in progress.addresses.items()},
            done=frozenset(progress.done),
            open=progress.pending | frozenset(progress.made),
            unresolved=state.unresolved,
            most_hours=self.desired.settings.limits.get("plan_hours", MOST_HOURS),
        )


def commit(workspace: Workspace) -> str:
    """The commit that is checked out, with "+" behind it when the org's files differ from it; empty outside git."""
    from mapconfig.read.revision import Revision

    try:
        head = Revision(workspace.root, "HEAD")
        if head.has_the_files_of(workspace.source()):
            return head.commit
        committed = config_digest(read_org(head, workspace.kinds).org)
    except MapconfigError:
        return ""
    return head.commit if committed == config_digest(workspace.reading().org) else f"{head.commit}+"
