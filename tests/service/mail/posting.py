"""A school whose mails go to a real mail server, and the post as the engine does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage

from service.engine.post import turn
from service.settings import Relay
from tests.schools import Birchfield

OWNER = "post"
QUICK = 5.0  # seconds that the mail server is waited for


def with_relay(school: Birchfield, relay: Relay | None) -> Birchfield:
    """The school, whose mails are sent by this mail server."""
    return replace(school, office=replace(school.office, relay=relay))


def posted(school: Birchfield) -> Birchfield:
    """Whatever is due is sent, and what follows from it recorded."""
    assert school.office.relay
    while turn(school.office, school.office.relay, OWNER, patience=QUICK):
        school.carry(school.office)
    school.carry(school.office)
    return school


def to(mails: list[EmailMessage]) -> list[str]:
    """To whom these are, by the part before the @, in order."""
    return [str(one["To"].addresses[0].username) for one in mails]


@contextmanager
def nobody_there() -> Iterator[Relay]:
    """The settings of a mail server that does not exist."""
    yield Relay("127.0.0.1", 9, "none", "official-sites@birchfield.example")
