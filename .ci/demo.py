"""The demo as a newcomer meets it: started by make, read from the console, signed in to, stopped.

Twice: the second time shows the same school again. Needs Python and make alone.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

ROOT = Path(__file__).resolve().parents[1]
JOURNAL = ROOT / "demo" / "journal.log"
BOUND = 900.0  # seconds for setting up and a year of school
TO_STOP = 60.0
LAST = "Stop with Ctrl-C. “make demo” carries on,"  # how the last line of the console begins
PARTS = ("the demo", "the pages", "Prefect", "the engine")
WAITS = "Primary 3 story corner"  # for the principal
OFFICIAL = "https://p5.laganvale.example"


class Missing(Exception):
    """A newcomer would have been stuck here."""


def main() -> int:
    """Meet it twice; exit code 1 with the console's text where somebody would be stuck."""
    for turn in ("first", "second"):
        with tempfile.NamedTemporaryFile("w+", encoding="utf-8") as console:
            try:
                began = time.monotonic()
                met(console.name)
                print(
                    f"make demo, the {turn} time: met and stopped, {time.monotonic() - began:.0f} s."
                )
            except Missing as what:
                print(f"make demo, the {turn} time: {what}\n{Path(console.name).read_text()}")
                if JOURNAL.exists():
                    print("\n".join(JOURNAL.read_text().splitlines()[-20:]))
                return 1
    return 0


def met(console: str) -> None:
    """Start it, do as the console says, stop it with Ctrl-C."""
    with Path(console).open("w") as output:
        demo = subprocess.Popen(
            ["make", "demo"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    family: set[int] = set()
    try:
        wait(lambda: LAST in Path(console).read_text() or demo.poll() is not None, BOUND)
        said = Path(console).read_text()
        if demo.poll() is not None:
            raise Missing("it ended by itself.")
        if '{"' in said or "Traceback" in said:
            raise Missing("the console speaks to a program.")
        sign_in(*told(said))
        family = below(demo.pid)
        if len(family) < len(PARTS):
            raise Missing(f"of {', '.join(PARTS)} not all run.")
        os.killpg(demo.pid, signal.SIGINT)
        demo.wait(TO_STOP)
        wait(lambda: not family & set(parents()), TO_STOP)
    except subprocess.TimeoutExpired:
        raise Missing("it does not stop with Ctrl-C.") from None
    finally:
        demo.kill()
        for one in (family | below(demo.pid)) & set(parents()):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)


def told(said: str) -> tuple[str, str, str]:
    """The address, the principal's e-mail address and the password, as they stand on the console."""
    patterns = (
        r"^Open it at: +(http://\S+)$",
        r"^  (\S+@\S+) .*, principal$",
        r"^The password is: (.+)$",
    )
    found = [re.search(one, said, re.MULTILINE) for one in patterns]
    if not all(found):
        raise Missing("the console does not say where to look, or whom to sign in as.")
    address, email, password = (one.group(1) for one in found if one)
    return address, email, password


def sign_in(address: str, email: str, password: str) -> None:
    """Sign in by the page, see what waits, and ask as a parent would."""
    browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def page(path: str, typed: dict[str, str] | None = None) -> str:
        headers = {"Origin": address, "Sec-Fetch-Site": "same-origin"}
        body = urlencode(typed).encode() if typed else None
        try:
            with browser.open(Request(address + path, body, headers), timeout=60) as answer:
                return str(answer.read().decode())
        except URLError as error:
            raise Missing(f"{path} answers {error}.") from None

    form = page("/sign-in")
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    inbox = page("/sign-in", hidden | {"email": email, "password": password})
    if WAITS not in inbox:
        raise Missing(f"“{WAITS}” does not wait in the principal's inbox.")
    answer = page(f"/official?{urlencode({'address': OFFICIAL})}")
    if "Yes, this is an official site" not in answer:
        raise Missing(f"{OFFICIAL} is not official.")


def wait(there: Callable[[], bool], seconds: float) -> None:
    """Look until it is so; Missing after so many seconds."""
    ends = time.monotonic() + seconds
    while not there():
        if time.monotonic() > ends:
            raise Missing(f"it was not ready after {seconds:.0f} s.")
        time.sleep(0.5)


def parents() -> dict[int, int]:
    """Every process that runs, with its parent, as Linux lists them."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended in this moment
            # The name may hold anything, so what counts stands after its last bracket.
            state, parent, *_ = file.read_text(errors="replace").rpartition(")")[2].split()
            if state != "Z":
                found[int(file.parent.name)] = int(parent)
    return found


def below(process: int) -> set[int]:
    """The processes that it started, and those that they started."""
    running = parents()
    found = {pid for pid, parent in running.items() if parent == process}
    return found.union(*(below(one) for one in found))


if __name__ == "__main__":
    sys.exit(main())
