"""``python -m mapconfig.testing.mautic --port 0`` prints where it listens, and runs until it is stopped."""

import argparse
import threading

from mapconfig.testing.mautic.server import Knobs, start


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m mapconfig.testing.mautic")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--version", default=Knobs().version)
    chosen = parser.parse_args()
    with start(Knobs(version=chosen.version), chosen.port) as mautic:
        print(mautic.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
