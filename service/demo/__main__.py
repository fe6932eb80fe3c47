"""`official-sites demo`: sets a demo school up, serves it, and fills it while it runs."""

import shutil
import sys
import threading

from service.db.migrate import migrate
from service.demo.fill import FILLED, Demo, Stopped, fill
from service.demo.school import NAME, SECRET, SIGN_IN_AS
from service.desk import log
from service.desk.office import open_office
from service.settings import Settings, SettingsError
from service.supervisor import serve

HOLD_SECONDS = 5


def prepare(settings: Settings) -> None:
    """Begin the folder anew unless it was filled to the end; then fill it beside what is served."""
    if not (settings.data / FILLED).exists():
        _begin(settings)
        office = open_office(settings)
        threading.Thread(target=_fill, args=(Demo(office, settings.data),), daemon=True).start()
    sys.stdout.write(_who_is_who(settings))
    sys.stdout.flush()


def _begin(settings: Settings) -> None:
    for left in settings.data.iterdir():
        if left.name != "lock":
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    shutil.rmtree(settings.checkpoints, ignore_errors=True)
    (settings.data / "settings.toml").write_text(
        f"demo = true\nhold_seconds = {HOLD_SECONDS}\n", encoding="utf-8"
    )
    office = open_office(settings)
    migrate(office.db)
    log.make_key(office)
    office.db.dispose()


def _fill(demo: Demo) -> None:
    try:
        fill(demo)
        sys.stdout.write("The school is complete: every page has something to show.\n")
    except Stopped:
        sys.stdout.write("A step did not run in time. Stop with Ctrl-C and start the demo again.\n")
    sys.stdout.flush()


def _who_is_who(settings: Settings) -> str:
    people = "".join(f"  {one.email:30} {one.shown_as}\n" for one in SIGN_IN_AS)
    return (
        f"\n{NAME} (invented) at {settings.origin}\n"
        f"Sign in as any of these, with the password “{SECRET}”:\n{people}"
        "The school fills while you look: its past year is being lived through now.\n\n"
    )


def main() -> int:
    """Serve the demo; exit code 0, 2 for unusable settings, 4 where it cannot be served."""
    try:
        settings = Settings.from_env()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    settings.data.mkdir(parents=True, exist_ok=True)
    return serve(settings, prepare)


if __name__ == "__main__":
    sys.exit(main())
