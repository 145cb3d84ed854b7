"""Long journeys drawn short: what nothing happens to is one box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mapconfig.language import plural
from mapconfig.report.journey.definition import Merged, Said, Step
from mapconfig.values import replace

#: A run of steps has an id that begins with this.
_RUN = "(run)"


def collapsed(found: Merged, longest: int = 12) -> Merged:
    """`found` with each long run of steps that nothing happens to drawn as one, where it has more than `longest` steps.

    One step on either side of what changed stays, so that it can be seen what it is between.
    """
    if len(found.steps) <= longest:
        return found
    onward: dict[str, list[str]] = {}
    comers: dict[str, list[str]] = {}
    touched = {step.id for step in found.steps if step.how != "same" or step.word in ("start", "end")}
    for way in found.ways:
        onward.setdefault(way.source, []).append(way.target)
        comers.setdefault(way.target, []).append(way.source)
        if way.how != "same":
            touched |= {way.source, way.target}
    near = {one for name in touched for one in (*onward.get(name, ()), *comers.get(name, ()))}
    plain = [
        step.id
        for step in found.steps
        if step.id not in touched | near and len(onward.get(step.id, ())) == 1 == len(comers.get(step.id, ()))
    ]
    home: dict[str, str] = {}
    runs: dict[str, list[str]] = {}
    inside = set(plain)
    for name in plain:
        if name in home or comers[name][0] in inside:
            continue
        run = [name]
        while onward[run[-1]][0] in inside and onward[run[-1]][0] not in run:
            run.append(onward[run[-1]][0])
        if len(run) > 2:
            runs[_RUN + name] = run
            home |= dict.fromkeys(run, _RUN + name)
    return _with_runs(found, home, runs)


def _with_runs(found: Merged, home: Mapping[str, str], runs: Mapping[str, Sequence[str]]) -> Merged:
    steps: dict[str, Step] = {}
    for step in found.steps:
        name = home.get(step.id, step.id)
        if name in runs and name not in steps:
            said = Said(plural("… {n} step …", "… {n} steps …", len(runs[name])))
            step = Step(name, "run", "same", said, said, inside=tuple(runs[name]))
        steps.setdefault(name, step)
    ways = [
        replace(way, source=home.get(way.source, way.source), target=home.get(way.target, way.target))
        for way in found.ways
    ]
    return Merged(
        tuple(steps.values()), tuple(way for way in ways if way.source != way.target or way.source not in runs)
    )
