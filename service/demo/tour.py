"""What the demo says at the end: where it is, whom to sign in as, and what to try first."""

from dataclasses import dataclass
from datetime import date, timedelta

from service.demo.school import NAME, SECRET, SIGN_IN_AS
from service.settings import Settings

MENU = {"Inbox": "/inbox", "Proposals": "/proposals", "Register": "/sites", "Log": "/log"}


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
            Hint("Inbox", "Open “Primary 5 science fair”, which is approved, and launch it."),
            Hint("Proposals", "Press “Start a proposal” and propose a class blog of your own."),
        ),
        "niamh": (
            Hint("Inbox", "Decide on “Primary 3 story corner”; you have 5 s to undo it."),
            Hint("Inbox", "Open “Reading wall”: nobody has read that platform's terms yet."),
            Hint("Register", "Open “Lagan Vale parents' page”, suspend it and reinstate it."),
        ),
        "hana": (
            Hint("Register", f"At “On which day” give {then}: the X account was official."),
            Hint("Register", "Open “Lagan Vale parents' page”: that is how it came to be."),
            Hint("Log", "Press “Check the whole log now”."),
        ),
    }


def tour(settings: Settings, today: date) -> str:
    """The last thing on the console."""
    shown = {one.key: one for one in SIGN_IN_AS}
    tried = hints(today)
    return "\n".join(
        (
            "",
            f"{NAME} (an invented school)",
            "",
            f"  {settings.origin}",
            "",
            f"Sign in as one of these. The password is: {SECRET}",
            "",
            *(f"  {one.email:25} {one.name}, {one.shown_as}" for one in SIGN_IN_AS),
            "",
            "What to try first",
            *(
                line
                for key, found in tried.items()
                for line in (
                    "",
                    f"  {shown[key].name}, {shown[key].shown_as}",
                    *(f"    {hint.menu:10} {hint.words}" for hint in found),
                )
            ),
            "",
            f"Parents need no account: {settings.origin}/official",
            "Stop with Ctrl-C. The next “make demo” shows this school as you leave it.",
        )
    )
