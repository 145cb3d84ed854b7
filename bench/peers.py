"""The same number of objects in the words of other tools, and the commands of theirs that do what ours do.

Object `i` names up to three earlier ones, old ones more often than new ones. Five of the objects differ between what is
configured and what is live. The peers get less text an object than mapconfig does.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.measure import Case

CHANGED = 5
QUIET = {"DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "CHECKPOINT_DISABLE": "1"}


def names(number: int) -> list[int]:
    """The objects that object `number` names."""
    chance = random.Random(number)
    return sorted({int(number * chance.random() ** 2) for _ in range(3)}) if number > 2 else []


def cases(data: Path, venvs: Path, objects: int) -> Iterator[Case]:
    """The commands of those tools that are installed."""
    where = data / f"peers-{objects}"
    bin_ = venvs / "octodns" / "bin"
    if (bin_.parent / ".ready").exists():
        config = str(_made(where / "octodns", objects, octodns) / "config.yaml")
        yield Case("octodns-validate", (str(bin_ / "octodns-validate"), "--config-file", config))
        yield Case("octodns-sync, plan", (str(bin_ / "octodns-sync"), "--quiet", "--config-file", config))
    if shutil.which("terraform"):
        root = _made(where / "terraform", objects, terraform)
        yield Case("terraform validate", ("terraform", "validate"), cwd=root, env=QUIET)
        plan = ("terraform", "plan", "-refresh=false", "-no-color", "-lock=false")
        yield Case("terraform plan", plan, cwd=root, env=QUIET)
    bin_ = venvs / "dbt" / "bin"
    if (bin_.parent / ".ready").exists():
        root = _made(where / "dbt", objects, dbt)
        command = (str(bin_ / "dbt"), "--quiet", "parse", "--project-dir", str(root), "--profiles-dir", str(root))
        yield Case("dbt parse", command, env=QUIET, prepare=lambda: shutil.rmtree(root / "target", ignore_errors=True))
        yield Case("dbt parse, warm", command, env=QUIET)


def versions(venvs: Path) -> dict[str, str]:
    """The version of each peer that is there."""
    asked: dict[str, list[str]] = {"terraform": ["terraform", "version", "-json"]}
    for name, package in (("octodns", "octodns"), ("dbt", "dbt-core")):
        code = f"from importlib.metadata import version; print(version('{package}'))"
        asked[package] = [str(venvs / name / "bin" / "python"), "-c", code]
    found = {}
    for name, command in asked.items():
        try:
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError):
            continue
        found[name] = json.loads(said)["terraform_version"] if name == "terraform" else said.strip()
    return found


def _made(root: Path, objects: int, make: Callable[[Path, int, set[int]], None]) -> Path:
    done = root / ".made"
    if not done.exists():
        print(f"making {root}", file=sys.stderr)
        shutil.rmtree(root, ignore_errors=True)
        make(root, objects, set(random.Random(3).sample(range(objects), CHANGED)))
        done.touch()
    return root


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def octodns(root: Path, objects: int, changed: set[int]) -> None:
    """Zones of a hundred records; what is configured and what is live are both YAML, so a plan reads the two."""
    provider = "    class: octodns.provider.yaml.YamlProvider\n    enforce_order: false\n"
    _put(
        root / "config.yaml",
        f"providers:\n  config:\n{provider}    directory: {root}/config\n"
        f"  live:\n{provider}    directory: {root}/live\n"
        "zones:\n  '*':\n    sources: [config]\n    targets: [live]\n",
    )
    for side in ("config", "live"):
        for zone in range(0, objects, 100):
            lines = ["---"]
            for number in range(zone, min(zone + 100, objects)):
                octet = 1 if side == "config" and number in changed else 0
                low = f"{number // 250 % 250}.{number % 250}"
                lines += [f"r{number:06}:", "  ttl: 300", "  type: A", "  values:", f"  - 10.{octet}.{low}"]
            _put(root / side / f"z{zone:06}.example.yaml", "\n".join(lines) + "\n")


def terraform(root: Path, objects: int, changed: set[int]) -> None:
    """A resource a file, and a state that has all of them."""
    _put(root / "main.tf", 'terraform {\n  required_version = ">= 1.4"\n}\n')
    kept = []
    for number in range(objects):
        base: dict[str, Any] = {
            "title": f"Asset {number}",
            "state": "active",
            "labels": {"region": "emea", "tier": str(number % 3)},
            "steps": [{"id": f"s{step}", "days": step} for step in range(4)],
        }
        others = names(number)
        said = {**base, "uses": [f"${{terraform_data.a{other}.id}}" for other in others]}
        if number in changed:
            said["title"] += " edited"
        resource = {"resource": {"terraform_data": {f"a{number}": {"input": said}}}}
        _put(root / f"a{number:06}.tf.json", json.dumps(resource))
        value = {**base, "uses": [f"id-{other}" for other in others]}
        type_ = [
            "object",
            {
                "title": "string",
                "state": "string",
                "labels": ["object", {"region": "string", "tier": "string"}],
                "steps": ["tuple", [["object", {"id": "string", "days": "number"}]] * 4],
                "uses": ["tuple", ["string"] * len(others)],
            },
        ]
        typed = {"value": value, "type": type_}
        attributes = {"id": f"id-{number}", "input": typed, "output": typed, "triggers_replace": None}
        kept.append(
            {
                "mode": "managed",
                "type": "terraform_data",
                "name": f"a{number}",
                "provider": 'provider["terraform.io/builtin/terraform"]',
                "instances": [
                    {
                        "schema_version": 0,
                        "attributes": attributes,
                        "sensitive_attributes": [],
                        "dependencies": [f"terraform_data.a{other}" for other in others],
                    }
                ],
            }
        )
    state = {"version": 4, "terraform_version": "1.4.0", "serial": 1, "lineage": "bench", "outputs": {}}
    _put(root / "terraform.tfstate", json.dumps({**state, "resources": kept, "check_results": None}))
    subprocess.run(["terraform", "init", "-backend=false"], cwd=root, check=True, stdout=subprocess.DEVNULL)


def dbt(root: Path, objects: int, changed: set[int]) -> None:
    """A model a file, and a file of descriptions for every hundred."""
    project = "name: bench\nversion: '1.0'\nconfig-version: 2\nprofile: bench\nmodel-paths: [models]\n"
    _put(root / "dbt_project.yml", project)
    output = f"      type: duckdb\n      path: {root}/bench.duckdb\n      threads: 1\n"
    _put(root / "profiles.yml", f"bench:\n  target: dev\n  outputs:\n    dev:\n{output}")
    for first in range(0, objects, 100):
        folder = root / "models" / f"g{first // 100:04}"
        lines = ["version: 2", "models:"]
        for number in range(first, min(first + 100, objects)):
            text = "select 1 as id\n" + "".join(
                f"union all select id from {{{{ ref('m{other}') }}}}\n" for other in names(number)
            )
            _put(folder / f"m{number}.sql", text + ("limit 7\n" if number in changed else ""))
            lines += [f"  - name: m{number}", f"    description: Asset {number}", "    columns:"]
            lines += ["      - name: id", "        description: the key"]
        _put(folder / "schema.yml", "\n".join(lines) + "\n")
