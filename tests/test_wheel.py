"""What is built is what works: the wheel, installed on its own, away from the sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources without any index."""
    base = tmp_path_factory.mktemp("wheel")
    source = base / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"):
        shutil.copy(REPOSITORY / name, source / name)
    for name in ("src", "schemas"):
        shutil.copytree(REPOSITORY / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    words = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(base / "dist"), str(source)]
    built = subprocess.run(words, capture_output=True, text=True, timeout=200)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = (base / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it; the libraries come from where the tests have theirs."""
    home = tmp_path_factory.mktemp("installed") / "env"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    done = subprocess.run([*install, "--disable-pip-version-check", str(wheel)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
    libraries = Path(sysconfig.get_path("purelib"))
    # Their own directory, without the link to the sources that an editable install has put there.
    shared = home / "libraries"
    shared.mkdir()
    for path in libraries.iterdir():
        if "mapconfig" not in path.name and path.suffix != ".pth":
            (shared / path.name).symlink_to(path)
    (packages / "libraries.pth").write_text(f"{shared}\n")
    return home / "bin"


def run(installed: Path, where: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command somewhere; nothing but the environment says where its sources are."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
    environment["MAPCONFIG_TODAY"] = "2026-11-22"  # waivers of the example end one day
    return subprocess.run(
        [str(installed / "mapconfig"), *words], cwd=where, env=environment, capture_output=True, text=True, timeout=120
    )


def test_the_installed_program_speaks_every_language(installed: Path, tmp_path: Path) -> None:
    """The catalogues are in the wheel."""
    done = run(installed, tmp_path, "explain", "MC140", "--lang", "fr")
    assert done.returncode == 0, done.stderr
    assert "Élément sans responsable (avertissement)." in done.stdout


def test_the_wheel_has_the_schemas_and_no_tests(wheel: Path) -> None:
    """All that the program needs is inside, and nothing else."""
    names = zipfile.ZipFile(wheel).namelist()

    schemas = {path.name for path in (REPOSITORY / "schemas").glob("*.json")}
    assert {
        name.removeprefix("mapconfig/schemas/") for name in names if name.startswith("mapconfig/schemas/")
    } == schemas
    assert "mapconfig/py.typed" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"mapconfig"}
    assert not [name for name in names if "test_" in name or name.endswith(".pyc")]
    modules = {path.relative_to(REPOSITORY / "src").as_posix() for path in (REPOSITORY / "src").rglob("*.py")}
    assert modules <= set(names)


def test_the_installed_program_checks_the_example_away_from_its_sources(installed: Path, tmp_path: Path) -> None:
    """It finds its own schemas, and says what the sources say."""
    shutil.copytree(REPOSITORY / "org-config", tmp_path / "org", ignore=shutil.ignore_patterns(".mapconfig"))

    done = run(installed, tmp_path / "org", "validate")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "assets checked" in done.stdout
    where = run(installed, tmp_path, "--version")
    assert where.stdout.startswith("mapconfig ")


def test_the_installed_program_plans_and_applies(installed: Path, tmp_path: Path) -> None:
    """Backends are found by their entry points."""
    org = tmp_path / "org"
    org.mkdir()
    (org / "mapconfig.yaml").write_text("name: New\n")
    (org / "ops.yaml").write_text("kind: team\nkey: ops\ntitle: Operations\ncontact: ops@small.example\n")

    for words in (
        ["plan", "--out", "plan.json"],
        ["apply", "plan.json"],
        ["plan", "--detailed-exitcode"],
        ["backends"],
    ):
        done = run(installed, org, *words)
        assert done.returncode == 0, (words, done.stdout + done.stderr)


def test_the_sources_are_not_what_ran(installed: Path, tmp_path: Path) -> None:
    """The environment knows only what was installed into it."""
    code = "import mapconfig; print(mapconfig.__file__)"
    done = subprocess.run(
        [str(installed / "python"), "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert Path(done.stdout.strip()).is_relative_to(installed.parent)
