"""``python -m mapconfig.testing.proxy --upstream URL --rate 0.3`` prints where it listens, and runs until stopped.

Then it prints what it did, as JSON.
"""

import argparse
import json
import threading

from mapconfig.testing.proxy.faults import Chances, Fault
from mapconfig.testing.proxy.server import start


def main() -> None:
    """Serve until interrupted."""
    names = {fault.name.lower().replace("_", "-"): fault for fault in Fault}
    parser = argparse.ArgumentParser(prog="python -m mapconfig.testing.proxy")
    parser.add_argument("--upstream", required=True, metavar="URL", help="the platform")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rate", type=float, default=0.1, help="the chance of a request to have a fault")
    parser.add_argument("--settle", type=float, default=Chances().settle, help="how late a write can be, in seconds")
    parser.add_argument("--only", action="append", choices=sorted(names), help="this fault and no other; repeatable")
    chosen = parser.parse_args()
    faults = frozenset(names[name] for name in chosen.only) if chosen.only else frozenset(Fault)
    with start(
        chosen.upstream,
        Chances(seed=chosen.seed, rate=chosen.rate, settle=chosen.settle, faults=faults),
        port=chosen.port,
    ) as between:
        print(between.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            said = {"requests": between.requests, "faults": between.counts()}
            print(json.dumps(said, indent=2), flush=True)


if __name__ == "__main__":
    main()
