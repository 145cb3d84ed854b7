"""``python -m mapconfig.testing.mautic --port 0`` says where it listens and who may ask, until it is stopped."""

import argparse
import sys
import threading

from mapconfig.testing.mautic.server import Knobs, start


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m mapconfig.testing.mautic")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--version", default=Knobs().version)
    chosen = parser.parse_args()
    with start(Knobs(version=chosen.version), chosen.port) as mautic:
        knobs = mautic.knobs
        print(f"login: user {knobs.user}, password {knobs.password} (docs/logins.md says where)", file=sys.stderr)
        print(mautic.url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
