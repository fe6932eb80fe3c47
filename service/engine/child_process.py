"""Runs a module as a program that does not outlive the process which started it.

`python -m service.engine.child_process MODULE ARGUMENTS…` with a pipe as standard input: when its other
end is closed, as it is however the parent dies, the program is asked to stop and, after a grace,
ended. It is the same on Linux and macOS.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE = 5.0  # seconds


def main() -> None:
    """Run the module named by the first argument, on a leash."""
    threading.Thread(target=_end_with_parent, name="leash", daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _end_with_parent() -> None:
    # Signals are the program's business: none is delivered to this thread.
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


if __name__ == "__main__":
    main()
