"""`python -m service.engine`: one lane, with the settings that the supervisor hands over."""

import signal
import sys

from service.settings import Settings, SettingsError

STOPS = frozenset({signal.SIGTERM, signal.SIGINT})
BAD_INPUT = 2  # exit code


def main() -> int:
    """Run the lane until it is asked to stop; it stops between two batches."""
    try:
        settings = Settings.from_env()
    except SettingsError as why:
        sys.stderr.write(f"{why}\n")
        return BAD_INPUT
    # Blocked before there are threads, and asked for: Prefect would else end a run in its middle.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    from service.desk.office import new_key, open_office
    from service.engine.lane import run_lane

    run_lane(open_office(settings), new_key(), lambda: bool(signal.sigpending() & STOPS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
