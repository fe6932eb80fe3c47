"""A mail in its form: two bodies that say the same, headers that no program misreads, a due date."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import icalendar
import pytest

from service.desk.notices.letters import WHY, Letter, Line
from service.mail import mime
from tests.service.mail.server import SENDER

ORIGIN = "https://sites.birchfield.example"
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
LETTER = Letter(
    id="0f1e2d3c",
    to="aoife.kerr@birchfield.example",
    name="Aoife Kerr",
    school="Birchfield Integrated Primary School",
    subject="Birchfield Integrated Primary School: P5 class blog – Decide: name and logo",
    opening="This is waiting for you:",
    lines=(Line("P5 class blog", "Decide: name and logo", date(2026, 9, 4)),),
    button="Open it",
    href=f"{ORIGIN}/proposals/BIP-0001/sign-off/brand",
    why=WHY,
    answer_to="office@birchfield.example",
)


def read(letter: Letter) -> EmailMessage:
    """The mail as a mail program reads its bytes."""
    made = mime.message(letter, SENDER, ORIGIN, NOW)
    mail = message_from_bytes(bytes(made), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content())


class Words(HTMLParser):
    """What an HTML body says, without its style and its title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.skipped = 0
        self.feed(html)

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.skipped += tag in {"style", "title", "h1"}

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in {"style", "title", "h1"}

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.said += data.split()


def test_both_bodies_say_the_same() -> None:
    """Word for word, from one template; only the heading stands in one alone."""
    mail = read(LETTER)
    text = body(mail, "plain").replace("*", " ").replace("Open it:", "Open it").split()
    assert Words(body(mail, "html")).said == text


def test_its_headers_are_those_of_a_mail_that_a_program_wrote() -> None:
    """From whom, to whom, where an answer goes, that nothing answers it, and its own id."""
    mail = read(LETTER)
    assert {name: str(mail[name]) for name in mail if not name.startswith(("Content", "MIME"))} == {
        "From": f'"Official Sites, Birchfield Integrated Primary School" <{SENDER}>',
        "To": "Aoife Kerr <aoife.kerr@birchfield.example>",
        "Reply-To": "Birchfield Integrated Primary School <office@birchfield.example>",
        "Subject": LETTER.subject,
        "Date": "Tue, 01 Sep 2026 12:00:00 +0000",
        "Message-ID": "<0f1e2d3c@sites.birchfield.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def test_it_has_one_link() -> None:
    """The page that it leads to, and nothing that is loaded from anywhere."""
    html = body(read(LETTER), "html")
    assert html.count("href=") == 1
    assert not any(one in html for one in ("src=", "@import", "url(", "<script"))


def test_a_due_date_comes_as_a_file_that_a_calendar_takes() -> None:
    """One all-day entry, which makes nobody busy; its id stays the same when it is sent again."""
    (part,) = read(LETTER).iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == ("text/calendar", "due.ics")
    found = icalendar.Calendar.from_ical(part.get_content())
    (entry,) = found.walk("VEVENT")
    assert entry.decoded("dtstart") == date(2026, 9, 4)
    assert entry.decoded("dtend") == date(2026, 9, 5)
    assert str(entry["uid"]) == "0f1e2d3c-0@sites.birchfield.example"
    assert str(entry["summary"]) == "P5 class blog – Decide: name and logo"
    assert str(entry["transp"]) == "TRANSPARENT"


def test_without_a_due_date_nothing_is_attached() -> None:
    """A mail of news has its two bodies alone."""
    plain = replace(LETTER, lines=(Line("P5 class blog", "Rejected"),))
    assert [*read(plain).iter_attachments()] == []


@pytest.mark.parametrize(
    "title",
    [
        "P5 <script>alert(1)</script> & Co",
        "Blag na scoile – Rang a Cúig 🐝",
        "x" * 200,
        "=?utf-8?q?not_a_word?=",
        "Ends with a full stop.",
    ],
)
def test_a_title_reads_as_it_was_typed(title: str) -> None:
    """In the subject, in both bodies and in the calendar, whatever stands in it."""
    lines = (Line(title, "Rejected", date(2026, 9, 4)),)
    mail = read(replace(LETTER, lines=lines, subject=f"Birchfield: {title}"))
    assert str(mail["Subject"]) == f"Birchfield: {title}".replace("=?", "= ?")
    assert title in body(mail, "plain")
    assert " ".join(title.split()) in " ".join(Words(body(mail, "html")).said)
    (part,) = mail.iter_attachments()
    (entry,) = icalendar.Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert str(entry["summary"]) == f"{title} – Rejected"


@pytest.mark.parametrize(
    "address",
    [
        "aoife@birchfield.example\r\nBcc: thief@elsewhere.example",
        "aoife@birchfield.example, thief@elsewhere.example",
        "aoife@kerr@birchfield.example",
        "no-address",
        "",
    ],
)
def test_an_address_that_no_mail_can_bear_is_refused(address: str) -> None:
    """No header is written into it, and nobody else is written to."""
    with pytest.raises(ValueError, match=r"No mail can bear|Codepoint|Label|Empty|label"):
        mime.message(replace(LETTER, to=address), SENDER, ORIGIN, NOW)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("aoife@bücher.example", "aoife@xn--bcher-kva.example"),
        ("o'neill+blog@birchfield.example", "o'neill+blog@birchfield.example"),
        ("a..b@birchfield.example", "a..b@birchfield.example"),
    ],
)
def test_an_unusual_address_is_written_to(address: str, written: str) -> None:
    """A host in another script by its name in ASCII; marks that an address may have stay."""
    made = mime.message(replace(LETTER, to=address), SENDER, ORIGIN, NOW)
    assert made["To"].addresses[0].addr_spec == written


def test_the_id_is_the_same_however_often_it_is_sent() -> None:
    """Whoever gets it twice has it once."""
    later = mime.message(LETTER, SENDER, ORIGIN, datetime(2026, 9, 9, tzinfo=UTC))
    assert later["Message-ID"] == mime.message(LETTER, SENDER, ORIGIN, NOW)["Message-ID"]
