"""A supervisor of two programs that do nothing, as `serve` is one of three that do."""

import os
import sys

from service import supervisor
from service.console import Console
from service.supervisor import Child


def main(folder: str, kind: str) -> None:
    """Supervise until asked to stop, with a short grace."""
    supervisor.GRACE = 0.5
    names = ("first", "second")
    children = [
        Child(name, ("tests.service.engine.sleeper", f"{folder}/{name}", kind), os.environ)
        for name in names
    ]
    supervisor.supervise(children, supervisor._stop_signal(), Console())


if __name__ == "__main__":
    main(*sys.argv[1:])
