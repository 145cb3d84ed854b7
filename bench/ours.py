"""The commands of mapconfig that are measured, and the floors below them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Case

from bench import generate

HERE = Path(__file__).parent
CHANGED = 5
"""Files that differ between the two revisions of an org."""

#: Run by the variant's own Python: an account with every asset of the org in it.
FILL = """
import sys
from pathlib import Path
from mapconfig.backends.embedded import edit
from mapconfig.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
org = workspace.reading().org
backend = workspace.backend(workspace.environment(org.settings, None))
assets = [asset for asset in org.values() if asset.kind in backend.capabilities]
edit.fill(sys.argv[2], workspace.kinds, assets, "bench")
"""


@dataclass(frozen=True)
class Variant:
    """mapconfig with one set of packages, in a virtual environment of its own."""

    name: str
    python: Path
    packages: str

    @property
    def program(self) -> str:
        return str(self.python.parent / "mapconfig")


def variants(venvs: Path) -> list[Variant]:
    """The ones that are installed; without any, the one that runs this."""
    found = [
        Variant("plain", venvs / "ours-plain" / "bin" / "python", "the declared packages"),
        Variant("fast", venvs / "ours-fast" / "bin" / "python", "and yamlrocks"),
    ]
    installed = [one for one in found if (venvs / f"ours-{one.name}" / ".ready").exists()]
    return installed or [Variant("plain", Path(sys.executable), "the declared packages")]


def org(data: Path, assets: int, name: str) -> Path:
    """A repository of `assets` assets of which nobody else takes any notice; made when it is not there."""
    made = data / f"org-{assets}"
    if not (made / ".git").exists():
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        generate.repository(made, assets, CHANGED)
    found = data / f"org-{assets}-{name}"
    if not found.exists():
        # A clone of its own, since git's notes about files would not survive a copy.
        subprocess.run(["git", "clone", "-q", str(made), str(found)], check=True)
    return found


def cases(data: Path, assets: int, variant: Variant) -> Iterator[Case]:
    """The commands of one variant; each finds the index as an earlier run left it."""
    still, edited = org(data, assets, variant.name), org(data, assets, f"{variant.name}-edited")
    program = variant.program
    for root, words in ((still, ("validate",)), (still, ("diff", "before", "after")), (edited, ("validate",))):
        subprocess.run([program, *words, "-C", str(root)], check=True, stdout=subprocess.DEVNULL)

    def case(name: str, *words: str, prepare: Callable[[], None] | None = None, root: Path = still) -> Case:
        where = ("-C", str(root)) if words[0] != "--help" else ()
        # A plan that sends to many is refused by the guards, which is an answer too (4).
        return Case(f"{name} ({variant.name})", (program, *words, *where), prepare=prepare, exits=(0, 4))

    yield Case(f"python -c pass ({variant.name})", (str(variant.python), "-c", "pass"))
    yield Case(f"parse only ({variant.name})", (str(variant.python), str(HERE / "parse_only.py"), str(still)))
    yield case("--help", "--help")
    yield case("validate --cold", "validate", "--cold")
    yield case("validate, warm", "validate")
    yield case("validate, one file changed", "validate", root=edited, prepare=editor(edited))
    yield case("diff, 5 files changed", "diff", "before", "after")
    yield case("impact list/customers", "impact", "list/customers")
    yield case("plan", "plan", prepare=lambda: account(still, variant))


def editor(root: Path) -> Callable[[], None]:
    """Changes one list of the org in a way that no other asset depends on, another one each time."""
    file = sorted((root / "lists").glob("list-*.yaml"))[-1]
    text = file.read_text(encoding="utf-8")
    turn = 0

    def edit() -> None:
        nonlocal turn
        turn += 1
        file.write_text(text.replace("description: ", f"description: Edit {turn} of "), encoding="utf-8")

    return edit


def account(root: Path, variant: Variant) -> None:
    """A platform with as many live assets, all of them managed."""
    home = root / ".mapconfig"
    done = home / "bench-account"
    if done.exists():
        return
    home.mkdir(exist_ok=True)
    # What is live is the org before its last commit, so that the plan has something to do.
    git = ["git", "-C", str(root)]
    subprocess.run([*git, "checkout", "-q", "before"], check=True)
    platform = home / "platform.sqlite3"
    subprocess.run([str(variant.python), "-c", FILL, str(root), str(platform)], check=True)
    subprocess.run([variant.program, "adopt", "--all", "-C", str(root)], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*git, "checkout", "-q", "main"], check=True)
    subprocess.run([variant.program, "validate", "-C", str(root)], check=True, stdout=subprocess.DEVNULL)
    done.touch()


def floors(data: Path, assets: int, variant: Variant) -> Iterator[Case]:
    """What git itself takes for the questions that warm commands ask."""
    root = str(org(data, assets, variant.name))
    yield Case("git status", ("git", "-C", root, "status", "--porcelain"))
    yield Case("git diff-tree", ("git", "-C", root, "diff-tree", "-r", "before", "after"))
