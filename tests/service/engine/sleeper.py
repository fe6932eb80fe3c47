"""A program that says who it is in a file, then waits; a stubborn one does not stop when asked."""

import os
import signal
import sys
from pathlib import Path


def main(file: str, kind: str = "") -> None:
    """Write the process id whole, then wait for a signal."""
    if kind == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    new = Path(f"{file}.new")
    new.write_text(str(os.getpid()), encoding="ascii")
    new.rename(file)
    while True:
        signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
