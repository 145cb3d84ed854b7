"""One Spark for all tests of a run that want one: it takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mapconfig.audience.sql.spark import Spark


@pytest.fixture(scope="session")
def spark() -> Iterator[Spark]:
    """Spark on two cores, with the Java that pip brings. It is stopped at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("JAVA_HOME", raising=False)
        # Many small statements: a quick compiler beats a thorough one, and one collector of garbage is enough.
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        session = Spark("local[2]")
    yield session
    session.close()
