"""A Tryton server for tests: installed by pip into an environment of its own, started and stopped by whoever tests.

It is another program, under another licence (GPL), and nothing of it is imported: it runs as a process of its own and
is spoken to over HTTP. What it is installed from is locked with hashes in `requirements/tryton.txt`.
"""

from mapconfig.testing.tryton.client import Client, Refused
from mapconfig.testing.tryton.install import Installation, NotInstalled, install
from mapconfig.testing.tryton.server import PASSWORD, USER, Server

__all__ = ["PASSWORD", "USER", "Client", "Installation", "NotInstalled", "Refused", "Server", "install"]
