"""Count what of the example org the Mautic backend holds: as the files are, and with the environment that
docs/mautic.md has for it. With --why, also say what is left out, and why. Asks no Mautic."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, cast

from mapconfig.address import Address
from mapconfig.backends.mautic.api import Api
from mapconfig.backends.mautic.backend import Mautic
from mapconfig.backends.mautic.teams import teams_of
from mapconfig.model import Environment, Org
from mapconfig.model.embedding import with_copies
from mapconfig.pipeline import overridden
from mapconfig.plan.held import LeftOut, left_out
from mapconfig.read.org import read_org
from mapconfig.read.tree import Tree
from mapconfig.read.yaml import load

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mautic.md"


def environment() -> str:
    """The environment that the page has for the example org, as YAML below ``environments:``."""
    found = re.search(r"```yaml\nenvironments:\n(  mautic:\n.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None, "docs/mautic.md has an environment for the example org"
    return found[1]


def held(org: Org, said: dict[str, Any]) -> tuple[Org, dict[Address, LeftOut], Mautic]:
    """The org as the environment has it, and what of it is left out."""
    there = Environment("mautic", "mautic", said.get("settings", {}), said.get("overrides", {}))
    desired = with_copies(overridden(org, there))
    backend = Mautic(cast(Api, None), org.kinds, teams=teams_of(there.settings.get("teams", {})))
    backend.learn(desired)
    return desired, left_out(desired, backend), backend


def main() -> None:
    org = read_org(Tree(ROOT / "org-config")).org
    [documents], findings = load(f"environments:\n{environment()}".encode(), "docs/mautic.md")
    assert not findings, findings
    counted = {}
    for name, said in (("as the files are", {}), ("with the environment", documents["environments"]["mautic"])):
        desired, without, backend = held(org, said)
        assets = [asset for asset in desired.assets.values() if asset.kind in backend.capabilities]
        there = Counter(asset.kind for asset in assets if asset.address not in without)
        counted[name] = (Counter(asset.kind for asset in assets), there)
        if "--why" in sys.argv:
            print(f"Left out, {name}:")
            for each in without.values():
                relies = f"{each.relies}, which is left out: " if each.relies else ""
                print(f"- {each.address}: {relies}{each.path}: {each.why}")
            print()
    print(f"| kind | assets | {' | '.join(counted)} |")
    print(f"| --- | {' | '.join(['---'] * (len(counted) + 1))} |")
    every = next(iter(counted.values()))[0]
    for kind in every:
        print(f"| {kind} | {every[kind]} | {' | '.join(str(there[kind]) for _, there in counted.values())} |")
    print(f"| all | {every.total()} | {' | '.join(str(there.total()) for _, there in counted.values())} |")


if __name__ == "__main__":
    main()
