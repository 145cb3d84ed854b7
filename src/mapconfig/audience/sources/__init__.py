"""Where people come from: each source becomes a snapshot on disk, which engines read.

`take` gives the snapshot of an environment's people, made now or kept from before; `purge` removes those kept.
"""

from mapconfig.audience.sources.cache import purge
from mapconfig.audience.sources.taking import take

__all__ = ["purge", "take"]
