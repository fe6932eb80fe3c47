"""`official-sites demo`: sets a demo school up, serves it, and fills it while it runs."""

import logging
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from service import process_log
from service.clock import now
from service.console import Console
from service.db.migrate import migrate
from service.demo.fill import FILLED, Demo, Stopped, fill
from service.demo.proposals import STORIES
from service.demo.school import NAME
from service.demo.tour import tour
from service.desk.opening import open_desk
from service.desk.operations import log
from service.settings import Settings, SettingsError
from service.supervisor import (
    BEFORE,
    JOURNAL,
    LOCK,
    UNAVAILABLE,
    cannot_be_used,
    is_free,
    journal_file,
    serve,
)

HOLD_SECONDS = 120  # long enough to find the way back
FRESH = "fresh"  # what the command line adds to start again from the beginning
KEPT = (LOCK, JOURNAL, Path(JOURNAL).with_suffix(BEFORE).name)
PATIENCE = 120.0  # seconds until the pages have to answer
HERE = build_opener(ProxyHandler({}))  # a proxy is not asked for what is on this machine
PORTS = 100  # how many are looked at for one that is free


def show(
    console: Console,
    files: ExitStack,
    asked: int,
    failed: threading.Event,
    settings: Settings,
) -> None:
    """Start with an empty folder unless it was filled to the end; fill it while it is served.

    `files` closes what is opened here. `asked` is the port that was asked for, where another one
    had to be taken. `failed` is set where the demo ends itself.
    """
    if settings.port != asked:
        console.say(f"Another program uses port {asked}, so the demo takes port {settings.port}.")
    console.say(f"{NAME} (invented): {settings.origin}")
    filled = (settings.data / FILLED).exists() and FRESH not in sys.argv
    if not filled:
        _begin(settings)
        console.say("Its past year is being filled in: a minute or two. You can look already.")
    file = journal_file(settings)
    stream = files.enter_context(file.open("a", encoding="utf-8")) if file else None
    process_log.begin(stream, verbose=settings.verbose)
    life = partial(_live, console, settings, failed, filled=filled)
    threading.Thread(target=life, name="demo", daemon=True).start()


def _begin(settings: Settings) -> None:
    for left in settings.data.iterdir():
        if left.name not in KEPT:
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    shutil.rmtree(settings.checkpoints, ignore_errors=True)
    (settings.data / "settings.toml").write_text(
        f"demo = true\nhold_seconds = {HOLD_SECONDS}\n", encoding="utf-8"
    )
    office = open_desk(settings)
    migrate(office.db)
    log.make_key(office)
    office.db.dispose()


def _live(console: Console, settings: Settings, failed: threading.Event, *, filled: bool) -> None:
    """Fill the school, wait for its pages, and say what there is to see.

    What went wrong is said, and the demo stops: half a school is nothing to look at.
    """
    file = journal_file(settings)
    why = f"{file} says why." if file else "The lines above say why."
    began = time.monotonic()
    try:
        if not filled:
            office = open_desk(settings)
            fill(Demo(office, settings.data, tell=partial(_progress, console, began)))
            console.progress("")
            console.say(f"Filling in the past year took {time.monotonic() - began:.0f} s.")
        _wait(lambda: _answers(settings.origin))
    except Stopped:
        process_log.say("demo waits too long", level=logging.WARNING, filled=filled)
        console.progress("")
        console.say(f"It takes too long, so the demo stops. {why} Start it again.")
        _stop(failed)
    except Exception as error:  # noqa: BLE001 - of any kind: it is told, and stands in the journal
        process_log.fault("demo", error)
        console.progress("")
        console.say(f"The demo cannot go on, so it stops. {why} Start it again.")
        _stop(failed)
    else:
        console.say(tour(settings, now().date(), filled=filled))


def _stop(failed: threading.Event) -> None:
    failed.set()
    os.kill(os.getpid(), signal.SIGTERM)


def _progress(console: Console, began: float, number: int, words: str) -> None:
    seconds = time.monotonic() - began
    console.progress(f"  {seconds:3.0f} s, proposal {number} of {len(STORIES)}: {words}")


def _wait(there: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not there():
        if time.monotonic() > ends:
            raise Stopped
        time.sleep(0.2)


def _answers(origin: str) -> bool:
    try:
        with HERE.open(f"{origin}/health/live", timeout=5):
            return True
    except OSError:
        return False


def main() -> int:
    """Serve the demo; exit code 0, 2 for unusable settings, 4 where it cannot be served or filled."""
    console, failed = Console(), threading.Event()
    try:
        settings = replace(Settings.from_env(), hold_seconds=HOLD_SECONDS)
        settings.data.mkdir(parents=True, exist_ok=True)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"{cannot_be_used(error)}\n")
        return UNAVAILABLE
    with ExitStack() as files:
        prepare = partial(show, console, files, settings.port, failed)
        code = serve(_on_a_free_port(settings), prepare, console)
    return UNAVAILABLE if failed.is_set() else code


def _on_a_free_port(settings: Settings) -> Settings:
    ports = range(settings.port, settings.port + PORTS)
    free = next((port for port in ports if is_free(settings.host, port)), settings.port)
    return replace(settings, port=free)


if __name__ == "__main__":
    sys.exit(main())
