"""An apply on the worst of days, and an independent look at what came of it: what `mapconfig chaos` runs.

`scenario` makes an org and edits it round by round; `run` applies each round with kills of the process and faults of
the network; `arena` is the platform, somebody else who edits it meanwhile, and the judge, who looks past mapconfig.
"""

from mapconfig.testing.chaos.arena import Arena, EmbeddedArena, Verdict
from mapconfig.testing.chaos.run import Figures, Limits, run
from mapconfig.testing.chaos.scenario import Scenario

__all__ = ["Arena", "EmbeddedArena", "Figures", "Limits", "Scenario", "Verdict", "run"]
