"""`python -m service.engine`: one loop, with the settings that the supervisor hands over.

`python -m service.engine worker` is one worker of the work pool that they name.
"""

import signal
import sys

from service import process_log
from service.settings import Settings, SettingsError

STOPS = frozenset({signal.SIGTERM, signal.SIGINT})
BAD_INPUT = 2  # exit code
WORKER = "worker"


def main() -> int:
    """Run the loop until it is asked to stop; it stops between two batches."""
    try:
        settings = Settings.from_env()
    except SettingsError as why:
        sys.stderr.write(f"{why}\n")
        return BAD_INPUT
    if WORKER in sys.argv:
        from service.engine.pool import work_on

        work_on(settings.work_pool)
        return 0
    process_log.begin(verbose=settings.verbose)
    # Blocked before there are threads, and asked for: Prefect would else end a run in its middle.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    from service.desk.office import new_key
    from service.desk.opening import open_desk
    from service.engine.loop import run_loop

    office = open_desk(settings)
    run_loop(office, new_key(), lambda: bool(signal.sigpending() & STOPS), settings.work_pool)
    return 0


if __name__ == "__main__":
    sys.exit(main())
