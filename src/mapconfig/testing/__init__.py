"""What people who test against mapconfig, or write a backend for it, need: builders, stand-ins and the contract suite.

Public: other distributions may rely on it as on the rest. Of mapconfig itself only `mapconfig chaos` uses it.
"""

import sys

if "pytest" in sys.modules:  # so that a law that fails shows what was compared
    sys.modules["pytest"].register_assert_rewrite("mapconfig.testing.contract")

# What follows must be imported after that.
from mapconfig.testing.build import Ids, asset, kinds, org
from mapconfig.testing.contract import BackendContract
from mapconfig.testing.crippled import LIMITS, Crippled
from mapconfig.testing.examples import EXAMPLES, Example
from mapconfig.testing.flaky import Fault, Flaky
from mapconfig.testing.oracle import OracleEngine
from mapconfig.testing.personas import Case, expectations

__all__ = [
    "EXAMPLES",
    "LIMITS",
    "BackendContract",
    "Case",
    "Crippled",
    "Example",
    "Fault",
    "Flaky",
    "Ids",
    "OracleEngine",
    "asset",
    "expectations",
    "kinds",
    "org",
]
