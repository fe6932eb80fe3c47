"""`mail`: what the mail server answers is said in a sentence, and where answers to mails go is kept."""

from pathlib import Path

import pytest

from service.cli.record import opened
from service.db.tables import School
from service.settings import FILE, Relay
from tests.service.cli.conftest import Run
from tests.service.mail.server import SENDER, Mails, serving

TO = "head@hill.example"


def settings(data: Path, relay: Relay, **more: str | int) -> None:
    """Write the mail server into the settings of a folder."""
    lines = {
        "mail_host": relay.host,
        "mail_port": relay.port,
        "mail_tls": relay.tls,
        "mail_sender": SENDER,
        **more,
    }
    with (data / FILE).open("a", encoding="utf-8") as file:
        file.writelines(
            f"{name} = {value if isinstance(value, int) else repr(value)}\n".replace("'", '"')
            for name, value in lines.items()
        )


def test_a_mail_is_sent_and_said_to_be(run: Run, data: Path) -> None:
    """One mail, to the address that was given, with the settings of the folder."""
    mails = Mails()
    with serving(mails) as relay:
        settings(data, relay)
        ran = run("mail", "test", TO, "--data", data)
    assert (ran.exit, ran.out.strip()) == (
        0,
        f"The mail server took a mail to {TO}. Look whether it arrives.",
    )
    assert [str(one["To"]) for one in mails.taken] == [f"operator <{TO}>"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("451 Greylisted", "The mail server asks for another try later (451)"),
        ("550 No such user", "The mail server refuses a mail to this address (550)."),
    ],
)
def test_what_the_mail_server_refuses_is_said(
    run: Run, data: Path, answer: str, words: str
) -> None:
    """With its code, and no word of success."""
    with serving(Mails(recipient=lambda _: answer)) as relay:
        settings(data, relay)
        ran = run("mail", "test", TO, "--data", data)
    assert (ran.exit, ran.out) == (1, "")
    assert ran.err.startswith(words)


def test_without_a_mail_server_it_says_what_to_write(run: Run, data: Path) -> None:
    """The two settings that are needed, and where they are explained."""
    ran = run("mail", "test", TO, "--data", data)
    assert (ran.exit, ran.out) == (1, "")
    assert ran.err.startswith("No mail server is set. Write mail_host and mail_sender in ")


def test_a_mail_server_that_is_not_there_is_said_so(run: Run, data: Path) -> None:
    """By its name and port."""
    settings(data, Relay("127.0.0.1", 9, "none", SENDER))
    ran = run("mail", "test", TO, "--data", data)
    assert (ran.exit, ran.out) == (1, "")
    assert ran.err.startswith("The mail server 127.0.0.1:9 cannot be reached: ")


@pytest.mark.parametrize("address", ["nobody", "a@b@c", "Head <head@hill.example>", ""])
def test_what_is_no_address_gets_no_mail(run: Run, data: Path, address: str) -> None:
    """Nothing is asked of a mail server."""
    ran = run("mail", "test", address, "--data", data)
    assert (ran.exit, ran.out) == (2, "")


def test_answers_go_to_the_office(run: Run, data: Path) -> None:
    """The school's row has the address; one that is none is refused."""
    ran = run("mail", "office", "office@hill.example", "--school", "hill", "--data", data)
    assert (ran.exit, ran.out) == (0, "Answers to mails of hill go to office@hill.example.\n")
    with opened(data) as office, office.read() as session:
        assert session.get_one(School, "hill").office_email == "office@hill.example"
    assert run("mail", "office", "office", "--school", "hill", "--data", data).exit == 2
