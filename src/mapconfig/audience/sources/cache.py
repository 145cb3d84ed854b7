"""Where snapshots lie: in the user's own cache directory, for the user alone, until nobody has used one for a while.

A snapshot is made beside its place under a name of its own and renamed when it is whole, so that runs at the same time
do not see each other's halves; of two that make the same one, the first is used.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from mapconfig import disk
from mapconfig.audience.snapshot.manifest import NAME, Snapshot, SnapshotBroken
from mapconfig.index.store import PLACE

#: What of a snapshot is not for engines: what it was made of.
TAKEN = "taken.json"
_HOUR = 3600


def place(root: Path, environment: str) -> Path:
    """The directory of the snapshots of an environment of the org at `root`: in the user's cache, or, where caches are
    turned off, one that is gone when this process ends."""
    said = os.environ.get(PLACE)
    base = Path(said if said is not None else os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    with contextlib.suppress(RuntimeError):  # nobody knows the user's home
        base = base.expanduser()
    if not base.is_absolute():
        return _passing()
    name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:24]
    return base / "mapconfig" / "people" / name / environment


_gone: list[Path] = []


def _passing() -> Path:
    if not _gone:
        made = Path(tempfile.mkdtemp(prefix="mapconfig-people-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        _gone.append(made)
    return _gone[0]


def kept(directory: Path) -> Iterator[tuple[Snapshot, dict[str, object]]]:
    """The whole snapshots in `directory`, with what they were made of, the latest used first."""
    found = []
    for path in directory.glob("*") if directory.is_dir() else ():
        if path.name.startswith("."):
            continue
        with contextlib.suppress(SnapshotBroken, disk.DiskError, OSError, ValueError):
            said = json.loads((path / TAKEN).read_bytes())
            if isinstance(said, dict):
                found.append(((path / NAME).stat().st_mtime, Snapshot.open(path), said))
    for _, snapshot, said in sorted(found, key=lambda one: -one[0]):
        yield snapshot, said


def used(snapshot: Snapshot) -> None:
    """Put down that a snapshot was used now."""
    with contextlib.suppress(OSError):  # somebody purged it this moment, or the cache is read-only
        os.utime(snapshot.directory / NAME)


@contextlib.contextmanager
def making(directory: Path) -> Iterator[Path]:
    """An empty directory beside the snapshots, for one that is being made; it is removed when that fails."""
    disk.make_directory(directory)
    made = directory / f".{secrets.token_hex(8)}"
    made.mkdir(mode=0o700)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def keep(made: Path, directory: Path, name: str, said: dict[str, object]) -> Snapshot:
    """Move the finished snapshot `made` to its place and open it there; one that is there already is used instead.
    Everything of it is on the disk before it has its name. Raises DiskError."""
    (made / TAKEN).write_text(json.dumps(said), encoding="utf-8")
    for path in (*made.rglob("*"), made):
        path.chmod(0o700 if path.is_dir() else 0o600)
        disk.sync(path)
    target = directory / name
    try:
        made.rename(target)
    except OSError:
        if not (target / NAME).exists():
            raise
    disk.sync(directory)
    return Snapshot.open(target)


def sweep(directory: Path, hours: float, sparing: Path | None = None) -> int:
    """Remove what nobody has used for so many hours, and what a run left unfinished; says how many snapshots that was.
    `sparing` stays whatever its age."""
    removed = 0
    before = time.time() - hours * _HOUR
    for path in directory.glob("*") if directory.is_dir() else ():
        with contextlib.suppress(OSError):
            manifest = path / NAME
            last = manifest.stat().st_mtime if manifest.exists() else path.stat().st_mtime
            if path != sparing and last <= before:
                shutil.rmtree(path)
                removed += not path.name.startswith(".")
    return removed


def purge(root: Path) -> int:
    """Remove every snapshot of the people of the org at `root`; says how many there were."""
    above = place(root, "-").parent if os.environ.get(PLACE) != "" else _passing()
    removed = 0
    for directory in above.glob("*") if above.is_dir() else ():
        removed += sweep(directory, 0)
    shutil.rmtree(above, ignore_errors=True)
    return removed
