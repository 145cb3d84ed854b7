"""A bad connection over real HTTP: a server on loopback between whoever asks and any platform, with faults by seed.

    with proxy.start(platform_url, Chances(seed=1, rate=0.3, settle=0.5)) as between:
        ...  # speak to between.url; between.log has what went wrong

`Flaky` does the like to a backend without a network; this is what sockets, processes and other people's servers meet.
"""

from mapconfig.testing.proxy.faults import Chances, Fault, Injected, Moment
from mapconfig.testing.proxy.server import Between, start

__all__ = ["Between", "Chances", "Fault", "Injected", "Moment", "start"]
