"""What every test runs with: caches of its own, and no settings of the person at the keyboard."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

#: For `make check`: fewer examples of each property; `make test` tries all of them.
settings.register_profile("quick", max_examples=15)


def pytest_xdist_setupnodes() -> None:
    """Workers are not measured as commands that tests start, which coverage does by itself: pytest-cov does it."""
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)


def pytest_configure(config: pytest.Config) -> None:
    """A worker is measured once. pytest-cov takes it for a lone process before it finds out that it is a worker; what
    it began then it never ends, nor pauses where a test is not to be measured."""
    plugin = config.pluginmanager.get_plugin("_cov")
    if hasattr(config, "workerinput") and plugin is not None and plugin.cov_controller is not None:
        plugin.cov_controller.cov.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Coverage is measured on the quick tests, which reach every bar by themselves: measuring would double the time of
    the slow ones, which try at length what quick ones reach."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(autouse=True)
def _unmeasured(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for commands that such a test starts."""
    if request.node.get_closest_marker("no_cover"):
        monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


@pytest.fixture(autouse=True, scope="session")
def _interruptible() -> None:
    """Commands that tests start can be interrupted, also where whoever runs the tests cannot: `nohup` and a shell's
    background leave signals ignored, and children inherit that."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # there is no SIGHUP on Windows
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)


@pytest.fixture(autouse=True, scope="session")
def _apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes into a person's cache, obeys their git settings, or acts under their name."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in [name for name in os.environ if name.startswith(("MAPCONFIG_", "GIT_"))]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("MAPCONFIG_CACHE", str(tmp_path_factory.mktemp("caches")))
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        yield
