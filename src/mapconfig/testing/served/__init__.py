"""The embedded platform behind HTTP, so that what can happen to a real one on its way can happen to it.

`start` serves an account on loopback; `connect` is the backend ``served``, which reaches it by `mapconfig.wire` like
any other platform. Its objects, versions and ids are those of the embedded platform.
"""

from mapconfig.testing.served.client import Served, connect
from mapconfig.testing.served.server import Serving, start

__all__ = ["Served", "Serving", "connect", "start"]
