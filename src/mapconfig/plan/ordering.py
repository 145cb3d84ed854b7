"""Steps in the order that is safe.

What stops comes first, users before what they use. Then content, targets before sources. Then deletes, users before
what they used. What starts to run comes last, targets before sources again: nothing runs before all it needs is
there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mapconfig.address import Address
from mapconfig.backend import Backend, Live, Outcome, Verb
from mapconfig.diff import diff_attributes, shown
from mapconfig.graph import Edge, Flow, Graph, relation
from mapconfig.graph.ordering import components, order
from mapconfig.impact.effect import Effect
from mapconfig.language import say
from mapconfig.model import Kind, Org, mentions
from mapconfig.plan.decide import Activation, Content, Decided, outcome_of
from mapconfig.plan.definition import Facet, Overwrite, Step, StepField, fingerprint
from mapconfig.plan.drift import STATE, running
from mapconfig.plan.worksheet import worksheet


def steps(
    desired: Org,
    decided: Decided,
    wanted: Graph,
    present: Graph,
    backend: Backend,
    effects: Mapping[Address, Sequence[Effect]],
    platform: str,
) -> tuple[Step, ...]:
    """The steps for what was decided. `wanted` is the graph of the files, `present` that of the platform."""
    return _Ordering(desired, decided, wanted, present, backend, effects, platform).all()


class _Ordering:
    def __init__(
        self,
        desired: Org,
        decided: Decided,
        wanted: Graph,
        present: Graph,
        backend: Backend,
        effects: Mapping[Address, Sequence[Effect]],
        platform: str,
    ) -> None:
        self.desired = desired
        self.decided = decided
        self.wanted = wanted
        self.present = present
        self.backend = backend
        self.effects = effects
        self.platform = platform
        self.out: list[Step] = []
        self.stopped: dict[Address, str] = {}
        self.written: dict[Address, list[str]] = {}
        self.deleted: dict[Address, str] = {}
        self.started: dict[Address, str] = {}
        self.renaming = {
            each.renamed_from: each.address for each in decided.contents.values() if each.renamed_from is not None
        }
        self.made_anew = decided.made_anew

    def all(self) -> tuple[Step, ...]:
        if not (self.decided.contents or self.decided.activations or self.decided.deletes):
            return ()
        # Over all assets, since one without a step may lie between two that have one.
        rank = {address: index for index, address in enumerate(self._targets_first())}
        gone = {address: index for index, address in enumerate(self.present.order(self.present.nodes))}
        starting = self._starting()
        for address in sorted({*self._to_stop(), *self._to_pause()}, key=rank.__getitem__, reverse=True):
            self._stop(address)
        for address in sorted(self._to_stop_for_good(), key=gone.__getitem__, reverse=True):
            self._stop(address)
        self._write(sorted(self.decided.contents, key=rank.__getitem__))
        for address in sorted(self.decided.deletes, key=lambda each: gone.get(each, -1), reverse=True):
            self._delete(address)
        for address in sorted(starting, key=rank.__getitem__):
            self._start(address, starting[address])
        return tuple(self.out)

    # --- what stops -------------------------------------------------------------------------------------------------

    def _to_stop(self) -> list[Address]:
        return [each.address for each in self.decided.activations.values() if not each.active]

    def _to_pause(self) -> list[Address]:
        """Running assets that the platform lets nobody edit while they run."""
        return [address for address in self.decided.contents if self._runs(address) and self._pauses(address)]

    def _to_stop_for_good(self) -> list[Address]:
        return [
            address
            for address, each in self.decided.deletes.items()
            if each.live is not None and each.live.active and self._pauses(address)
        ]

    def _runs(self, address: Address) -> bool:
        live = self.decided.there.get(address)
        return live is not None and live.active is True

    def _pauses(self, address: Address) -> bool:
        return self.backend.capabilities[address.kind].pause_to_edit

    def _stop(self, address: Address) -> None:
        switch = self.decided.activations.get(address)
        reason: str = say(
            "It runs, and the platform lets nobody edit it while it does. It is started again at the end."
        )
        if switch is not None and not switch.active:
            reason = switch.reason
        elif address in self.decided.deletes:
            reason = say("It runs, and is to be deleted.")
        self.stopped[address] = self._activation(address, Verb.DEACTIVATE, reason, switch, ())

    # --- content ----------------------------------------------------------------------------------------------------

    def _targets_first(self) -> list[Address]:
        """All assets, targets before sources; and who has an address gives it up before another takes it."""
        cut = self._cut()

        def targets(address: Address, strong: bool = False) -> list[Address]:
            found = {
                edge.target
                for edge in self.wanted.uses(address)
                if (not strong or relation(edge.relation).flow is not Flow.NONE)
                and not (address in cut and self._can_wait(edge))
            }
            if address in self.renaming:
                found.add(self.renaming[address])
            if not strong:
                found |= self._named_there(address) & self.desired.keys()
            return sorted(found)

        return order(sorted(self.desired), targets, lambda address: targets(address, strong=True))

    def _named_there(self, address: Address) -> set[Address]:
        """What an asset names on the platform beyond what its file does: settings of the platform's own, and what other
        assets say of it that the platform keeps with it."""
        asset = self.desired[address]
        found = set(_passed_through(asset.attributes.get("vendor")))
        content = self.decided.contents.get(address)
        if content is not None:
            found |= set(_passed_through(content.attributes.get("vendor")))
            more = {each.target for each in mentions(self.desired.kinds[asset.kind], content.attributes)}
            found |= more - {edge.target for edge in self.wanted.uses(address)}
        return found - {address}

    def _cut(self) -> set[Address]:
        """New assets that are made without naming others first, so that no ring is left: those that most others of
        their ring name, since each of them costs one more step."""
        cut: set[Address] = set()
        new = sorted(address for address in self.decided.contents if self._new(address))

        def targets(address: Address) -> list[Address]:
            edges = self.wanted.uses(address)
            return sorted({edge.target for edge in edges if not (address in cut and self._can_wait(edge))})

        while True:
            found = set()
            for ring in components(new, targets):
                inside = set(ring)
                able = [
                    address
                    for address in ring
                    if len(ring) > 1
                    and address not in cut
                    and any(edge.target in inside and self._can_wait(edge) for edge in self.wanted.uses(address))
                ]
                named = Counter(target for address in ring for target in targets(address))
                if able:
                    found.add(max(able, key=lambda address: (named[address], address)))
            if not found:
                return cut
            cut |= found

    def _can_wait(self, edge: Edge) -> bool:
        """Whether a new asset can be made without this reference, which it gets afterwards."""
        kind = self.desired.kinds[edge.source.kind]
        name = str(edge.path[0])
        # Without its criteria a list would take in everybody for a while.
        needed = name in kind.schema.get("required", ()) or kind.shape.properties[name].criteria
        return not needed and self._new(edge.source) and self._new(edge.target)

    def _write(self, contents: Sequence[Address]) -> None:
        later: list[Content] = []
        begun: set[Address] = set()
        for address in contents:
            self._write_one(address, later, begun)
        for content in later:
            reason = say("It names an asset that had to be made after it; now it gets the rest of what it says.")
            self._content(
                replace(
                    content,
                    verb=Verb.UPDATE,
                    outcome=outcome_of(self.backend.capabilities[content.address.kind], Verb.UPDATE),
                    reason=reason,
                    overwrites=(),
                )
            )

    def _write_one(self, address: Address, later: list[Content], begun: set[Address]) -> None:
        """Write an asset. In a ring, what it cannot be without for a while is written first, and what it can be without
        is left for later."""
        if address in begun:
            return
        begun.add(address)
        content = self.decided.contents[address]
        needed, open_ = self._not_made_yet(content)
        for target in needed:
            self._write_one(target, later, begun)
        open_ = {name for name in open_ if not self._made(content, name)}
        if open_:
            attributes = {name: value for name, value in content.attributes.items() if name not in open_}
            later.append(content)
            content = replace(content, attributes=attributes, applied=None)
        self._content(content)

    def _not_made_yet(self, content: Content) -> tuple[list[Address], set[str]]:
        """For a new asset: the new assets that it names and that are not made yet, where it cannot be without naming
        them; and the attributes that name such assets and that it can be without for a while."""
        needed: list[Address] = []
        open_: set[str] = set()
        for edge in self.wanted.uses(content.address) if self._new(content.address) else ():
            if self._new(edge.target) and edge.target not in self.written:
                if self._can_wait(edge):
                    open_.add(str(edge.path[0]))
                else:
                    needed.append(edge.target)
        return needed, open_

    def _made(self, content: Content, name: str) -> bool:
        """Whether everything that an attribute names has been made meanwhile."""
        edges = [edge for edge in self.wanted.uses(content.address) if edge.path[0] == name]
        return all(not self._new(edge.target) or edge.target in self.written for edge in edges)

    def _new(self, address: Address) -> bool:
        """Whether the platform makes the asset in this plan."""
        content = self.decided.contents.get(address)
        return content is not None and content.verb is Verb.CREATE and content.outcome is Outcome.APPLY

    def _content(self, content: Content) -> None:
        address = content.address
        kind = self.desired.kinds[address.kind]
        again = address in self.written
        needs = [self.stopped[address]] if address in self.stopped else []
        needs += self.written.get(address, [])
        names = [edge.target for edge in self.wanted.uses(address)]
        for target in dict.fromkeys([*names, self.renaming.get(address, address)]):
            if target != address:
                needs += self.written.get(target, [])
        live = content.live
        # What it names on the platform counts as well: that is how it reads until this step.
        named = {*names, *(edge.target for edge in self.present.uses(address))}
        before = self.out_attributes(address) if again else live.attributes if live is not None else {}
        fields = () if content.verb is Verb.CREATE else _fields(kind, before, content.attributes)
        effect, why = self._effect(address, content)
        step = self._step(
            address,
            content.verb,
            content.outcome,
            Facet.CONTENT,
            content.reason,
            needs,
            fields=fields,
            effect=effect,
            effect_reason=why,
            attributes=content.attributes,
            applied=content.applied,
            renamed_from=content.renamed_from,
            overwrites=content.overwrites,
            relinks=content.verb is Verb.UPDATE and bool(self.made_anew & named),
        )
        self.written.setdefault(address, []).append(step)

    def out_attributes(self, address: Address) -> Mapping[str, Any]:
        """What the last content step of an asset leaves behind."""
        made = next(step for step in reversed(self.out) if step.address == address and step.attributes is not None)
        return made.attributes or {}

    # --- deletes ----------------------------------------------------------------------------------------------------

    def _delete(self, address: Address) -> None:
        deletion = self.decided.deletes[address]
        needs = [self.stopped[address]] if address in self.stopped else []
        for edge in self.present.used_by(address):
            needs += self.written.get(edge.source, [])
            if edge.source in self.deleted:
                needs.append(self.deleted[edge.source])
        outcome = outcome_of(self.backend.capabilities[address.kind], Verb.DELETE)
        effect, why = _worst(self.effects.get(address, ()))
        if deletion.live is None and self.backend.capabilities[address.kind].readable:
            outcome = Outcome.APPLY  # there is nothing to ask of the platform, or of a person
            effect, why = "", ""
        self.deleted[address] = self._step(
            address,
            Verb.DELETE,
            outcome,
            Facet.CONTENT,
            deletion.reason,
            needs,
            effect=effect,
            effect_reason=why,
        )

    # --- what starts ------------------------------------------------------------------------------------------------

    def _starting(self) -> dict[Address, Activation | None]:
        """What runs afterwards and does not by itself; None for what was only paused to be edited."""
        found: dict[Address, Activation | None] = {
            address: each for address, each in self.decided.activations.items() if each.active
        }
        for address in self._to_pause():
            switch = self.decided.activations.get(address)
            if switch is None:
                found[address] = None
        return found

    def _start(self, address: Address, switch: Activation | None) -> None:
        needs = list(self.written.get(address, []))
        needs += self._written_below(address)
        needs += [self.started[edge.target] for edge in self.wanted.uses(address) if edge.target in self.started]
        reason = switch.reason if switch is not None else say("It was stopped to be edited, and ran before.")
        self.started[address] = self._activation(address, Verb.ACTIVATE, reason, switch, needs)

    def _written_below(self, start: Address) -> list[str]:
        """The content steps that `start` needs: of what it names, and through assets without a step of what those
        name."""
        found: list[str] = []
        seen = {start}
        queue = [start]
        while queue:
            here = queue.pop()
            for edge in self.wanted.uses(here):
                if edge.target in seen:
                    continue
                seen.add(edge.target)
                if edge.target in self.written:
                    found += self.written[edge.target]
                else:
                    queue.append(edge.target)
        return found

    def _activation(
        self, address: Address, verb: Verb, reason: str, switch: Activation | None, needs: Iterable[str]
    ) -> str:
        active = verb is Verb.ACTIVATE
        wanted = switch is not None and switch.active is active
        # A stop or start for the sake of an edit has no effect of its own: the edit has it.
        effect, why = _worst(self.effects.get(address, ())) if wanted else ("", "")
        overwrites: tuple[Overwrite, ...] = switch.overwrites if switch is not None and wanted else ()
        return self._step(
            address,
            verb,
            outcome_of(self.backend.capabilities[address.kind], verb),
            Facet.ACTIVATION,
            reason,
            needs,
            fields=(StepField(STATE, running(not active), running(active), "starts" if active else "stops"),),
            effect=effect,
            effect_reason=why,
            overwrites=overwrites,
        )

    # --- steps ------------------------------------------------------------------------------------------------------

    def _effect(self, address: Address, content: Content) -> tuple[str, str]:
        """The effect of writing content. What does not run yet has its effect when it starts; and nothing that is there
        names a new asset, so it has none by way of others: those have their own when they come to name it."""
        effects = self.effects.get(address, ())
        if content.live is None:
            switch = self.decided.activations.get(address)
            others = [effect for effect in effects if effect.via and effect.via[0].source != address]
            effects = [effect for effect in effects if effect not in others and switch is None]
        return _worst(effects)

    def _step(
        self,
        address: Address,
        verb: Verb,
        outcome: Outcome,
        facet: Facet,
        reason: str,
        needs: Iterable[str],
        *,
        fields: tuple[StepField, ...] = (),
        attributes: Mapping[str, Any] | None = None,
        renamed_from: Address | None = None,
        **more: Any,
    ) -> str:
        live: Live | None = self.decided.there.get(address)
        name = f"{len(self.out) + 1:03d}"
        lines: tuple[str, ...] = ()
        if outcome in (Outcome.MANUAL_VERIFIABLE, Outcome.MANUAL_ATTESTED):
            title = self._title(address, live)
            lines = worksheet(self.backend.name, address, title, verb, outcome, attributes, fields, name)
        self.out.append(
            Step(
                id=name,
                address=address,
                verb=verb,
                outcome=outcome,
                facet=facet,
                reason=reason,
                # What is renamed and made anew has the id by which others still refer to the one that is gone.
                remote_id="" if verb is Verb.CREATE and renamed_from is None else self.decided.ids.get(address, ""),
                before=fingerprint(live),
                attributes=attributes,
                fields=fields,
                depends_on=tuple(sorted(set(needs), key=int)),
                worksheet=lines,
                calls=self._calls(address, verb, outcome),
                renamed_from=renamed_from,
                **more,
            )
        )
        return name

    def _calls(self, address: Address, verb: Verb, outcome: Outcome) -> int:
        """Requests of a step that goes well: look, ask, read back."""
        capability = self.backend.capabilities[address.kind]
        reading = capability.reading if capability.readable else 0
        if outcome is Outcome.APPLY:
            return capability.requests.get(verb, 1 + 2 * reading)
        if outcome is Outcome.REPLACE:
            return 2 + 2 * reading
        return reading if outcome is Outcome.MANUAL_VERIFIABLE else 0

    def _title(self, address: Address, live: Live | None) -> str:
        asset = self.desired.assets.get(address)
        title = live.attributes.get("title") if live is not None else None
        return str(title) if title else asset.title if asset is not None else address.key


def _passed_through(said: Any) -> Iterator[Address]:
    """What may be addresses in settings that are only passed on to a platform: nobody knows what they mean, but what
    they seem to name had better be there first."""
    if isinstance(said, Mapping):
        for each in said.values():
            yield from _passed_through(each)
    elif isinstance(said, list):
        for each in said:
            yield from _passed_through(each)
    elif isinstance(said, str) and "/" in said:
        yield Address(said)


def _fields(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[StepField, ...]:
    return tuple(
        StepField(
            each.path, shown(each.before), shown(each.after), each.words, tuple(part.words for part in each.parts)
        )
        for each in diff_attributes(kind, before, after)
    )


def _worst(effects: Sequence[Effect]) -> tuple[str, str]:
    """The gravest effect and its reason; empty where there is none."""
    if not effects:
        return "", ""
    worst = max(effects, key=lambda effect: effect.weight)
    return worst.name, worst.reason
