"""What the demo says at the end: what to try first, whom to sign in as, and where it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from service.demo.school import NAME, SECRET, SIGN_IN_AS
from service.settings import Settings

MENU = {
    "Inbox": "/inbox",
    "Proposals": "/proposals",
    "Platforms": "/platforms",
    "Register": "/sites",
    "Log": "/log",
}


@dataclass(frozen=True)
class Hint:
    """Something to try, from an entry of the menu. What it quotes stands on that page."""

    menu: str
    words: str


def hints(today: date) -> dict[str, tuple[Hint, ...]]:
    """Three for each of those whom the service is for, by the person's key."""
    then = today - timedelta(days=200)
    return {
        "aoife": (
            Hint("Inbox", "Open “Eco club”, a draft: see what fails and what would pass."),
            Hint("Inbox", "“Primary 5 science fair” is approved: launch it."),
            Hint("Proposals", "Press “Start a proposal” and propose a class blog of your own."),
        ),
        "niamh": (
            Hint("Inbox", "Decide on “Primary 3 story corner”; 2 minutes to take it back."),
            Hint("Inbox", "“Reading wall” needs evidence: nobody has read its terms."),
            Hint("Platforms", "“Instagram” asks for 13 years: so P7's page was returned."),
        ),
        "hana": (
            Hint("Register", f"In “On what day”, type {then}: we still had an X account."),
            Hint("Register", "Open “Lagan Vale parents' page” to see its whole history."),
            Hint("Log", "Choose “Check the whole log now”."),
        ),
    }


def tour(settings: Settings, today: date, *, filled: bool) -> str:
    """The last thing on the console. `filled`: somebody may have tried some of it before."""
    return "\n".join(_lines(settings, today, filled=filled))


def _lines(settings: Settings, today: date, *, filled: bool) -> Iterator[str]:
    yield ""
    yield "What to try first" + (" (some of it may be done already)" if filled else "")
    shown = {one.key: one for one in SIGN_IN_AS}
    for key, found in hints(today).items():
        yield ""
        yield f"  {shown[key].name}, {shown[key].shown_as}"
        yield from (f"    {hint.menu:10} {hint.words}" for hint in found)
    yield ""
    yield "Sign in as one of these"
    yield ""
    yield from (f"  {one.email:25} {one.name}, {one.shown_as}" for one in SIGN_IN_AS)
    yield ""
    yield f"The password is: {SECRET}"
    yield f"The school is:   {NAME} (invented)"
    yield f"Open it at:      {settings.origin}"
    yield f"As a parent:     {settings.origin}/official"
    yield f"What is mailed:  {settings.origin}/mailbox"
    yield "Stop with Ctrl-C. “make demo” carries on, “make demo FRESH=1” starts again."
