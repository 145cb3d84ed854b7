"""The files of a new org: what lies in `starter/`, or `bare/` where a platform has the assets; schemas for editors."""

from __future__ import annotations

import json
from pathlib import Path

from mapconfig import __version__, disk
from mapconfig.authoring.files import carry_out
from mapconfig.authoring.phrases import spoken
from mapconfig.errors import InputError
from mapconfig.language import say, speech
from mapconfig.model import Kinds
from mapconfig.read.schema import schema_of

STARTER = Path(__file__).with_name("starter")
#: What an org begins with whose assets are imported; with the hidden files of `STARTER`.
BARE = Path(__file__).with_name("bare")
#: Where the schemas go, relative to the org.
SCHEMAS = ".vscode/mapconfig-schemas"


def begin(directory: Path, kinds: Kinds, *, empty: bool = False, language: str = "en") -> tuple[str, ...]:
    """Make `directory` an org that validates, or with `empty` one without assets, for people who speak `language`;
    gives its files. What an earlier call
    that was cut short has written may be there, and an empty git repository. Raises InputError, with nothing written,
    when anything else is, or the directory lies in another org, and DiskError."""
    directory = directory.absolute()
    if directory.is_symlink() or (directory.exists() and not directory.is_dir()):
        raise InputError(
            say(
                "{directory} is not a directory, so no org can begin there. Name another one.", directory=str(directory)
            )
        )
    around = _around(directory)
    if around is not None:
        raise InputError(
            say(
                "{directory} lies in the org at {around}, which would read the files of a new org "
                "there as its own. Begin the new org beside it; for another platform of the same org, "
                "add an environment to its mapconfig.yaml.",
                directory=str(directory),
                around=str(around),
            )
        )
    files = scaffold(kinds, empty=empty, language=language)
    foreign = _foreign(directory, files)
    if foreign:
        raise InputError(
            say(
                "{directory} is not empty (it has {foreign}), and nothing there is overwritten. Name a "
                "directory that does not exist yet.",
                directory=str(directory),
                foreign=foreign,
            )
        )
    disk.make_directory(directory, 0o777)
    carry_out(directory.resolve(), files)
    return tuple(files)


def scaffold(kinds: Kinds, *, empty: bool = False, language: str = "en") -> dict[str, bytes]:
    """The files by name, in `language`; the settings, which make a directory an org, are the last."""
    files = _below(STARTER)
    if empty:
        files = {name: data for name, data in files.items() if name.startswith(".")} | _below(BARE)
    speak = speech(language)
    files = {
        name: data if name.startswith(".github/") else spoken(data.decode(), speak).encode()
        for name, data in files.items()
    }
    files["mapconfig.yaml"] = files["mapconfig.yaml"].replace(b"language: en\n", f"language: {language}\n".encode())
    files = {name: data.replace(b"@version@", __version__.encode()) for name, data in files.items()}
    for name in [*kinds, "mapconfig", "change", "removed", "persona"]:
        files[f"{SCHEMAS}/{name}.schema.json"] = _json(schema_of(name))
    files[".vscode/settings.json"] = _json({"yaml.schemas": _editor(kinds)})
    return dict(sorted(files.items(), key=lambda each: (each[0] == "mapconfig.yaml", each[0])))


def _editor(kinds: Kinds) -> dict[str, str | list[str]]:
    """Which files an editor holds against which schema. Some editors let a star stand for folders too, others two."""
    found: dict[str, str | list[str]] = {}
    folders = {name: kind.folder for name, kind in kinds.items() if name != "crm-field"}
    for name, folder in {**folders, "change": "changes", "persona": "personas"}.items():
        found[f"./{SCHEMAS}/{name}.schema.json"] = [f"{folder}/*.yaml", f"{folder}/**/*.yaml"]
    for name in ("mapconfig", "removed"):
        found[f"./{SCHEMAS}/{name}.schema.json"] = f"{name}.yaml"
    return found


def _around(directory: Path) -> Path | None:
    """The org that `directory` lies in; None for none."""
    return next((above for above in directory.resolve().parents if (above / "mapconfig.yaml").is_file()), None)


def _foreign(directory: Path, files: dict[str, bytes]) -> str:
    """A file or folder that is not one of ours as it is written; empty when there is none. What a crash left of ours
    is."""
    waiting = sorted(directory.iterdir()) if directory.exists() else []
    while waiting:
        path = waiting.pop(0)
        name = path.relative_to(directory).as_posix()
        if name == ".git":
            continue
        if path.is_dir() and not path.is_symlink() and any(each.startswith(f"{name}/") for each in files):
            waiting += sorted(path.iterdir())
        elif path.is_symlink() or not path.is_file() or not _is_ours(path, name, files):
            return name
    return ""


def _is_ours(path: Path, name: str, files: dict[str, bytes]) -> bool:
    if name in files:
        return path.read_bytes() == files[name]
    return path.name.startswith(".") and path.name.endswith(".tmp")


def _below(directory: Path) -> dict[str, bytes]:
    """The files of a directory by their names in an org."""
    return {_name(path, directory): path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def _name(path: Path, directory: Path) -> str:
    """A file as it is called in an org: hidden ones are kept with an underscore for the dot."""
    name = path.relative_to(directory).as_posix()
    return f".{name[1:]}" if name.startswith("_") else name


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
