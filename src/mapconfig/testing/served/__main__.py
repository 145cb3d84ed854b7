"""``python -m mapconfig.testing.served FILE --port 0`` prints where it listens, and runs until it is stopped."""

import argparse
import threading
from pathlib import Path

from mapconfig.backends.embedded.platform import Platform
from mapconfig.testing.served.server import start


def main() -> None:
    """Serve the account in a file until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m mapconfig.testing.served")
    parser.add_argument("file", type=Path, help="the account; it is made when it does not exist")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--settle", type=float, default=0.0)
    chosen = parser.parse_args()
    with start(Platform(chosen.file), chosen.port, settle=chosen.settle) as serving:
        print(serving.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
