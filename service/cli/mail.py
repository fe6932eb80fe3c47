"""`mail`: whether mails go out, and where answers to them go."""

from typing import Annotated

import typer

from appendix_a.procedure.delivery import Answer
from appendix_a.values.faults import Fault
from service.cli.options import DATA, Data, School
from service.cli.record import opened, reading
from service.desk.notices.letters import Letter
from service.desk.office import INSTALLATION, new_key
from service.desk.people import people
from service.desk.refusals import Faulty, Refusal
from service.desk.words import email_fault
from service.mail import mime
from service.mail.relay import ServerError, connected

app = typer.Typer(
    help="Mails: try the mail server, and say where answers go.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Address = Annotated[str, typer.Argument(metavar="EMAIL", help="An e-mail address.")]
WORDS = {
    Answer.LATER: "The mail server asks for another try later ({code}), as many do with the first "
    "mail from a stranger. Try again in a quarter of an hour.",
    Answer.REFUSED: "The mail server refuses a mail to this address ({code}).",
}


@app.command("test")
def try_(to: Address, data: Data = DATA) -> None:
    """Send one mail with these settings. Exit 0 if the mail server took it, 1 with its answer."""
    if wrong := email_fault(to):
        raise Faulty((Fault("EMAIL", wrong),))
    with reading(data) as office:
        if office.relay is None:
            raise Refusal(
                "No mail server is set. Write mail_host and mail_sender in settings.toml: "
                "docs/operations.md, “Mails”."
            )
        try:
            made = mime.message(_letter(to), office.relay.sender, office.origin, office.clock())
            with connected(office.relay) as send:
                said = send(made)
        except ServerError as error:
            raise Refusal(error.words) from error
    if said.answer is not Answer.TAKEN:
        raise Refusal(WORDS.get(said.answer, said.answer.label).format(code=said.code))
    typer.echo(f"The mail server took a mail to {to}. Look whether it arrives.")


def _letter(to: str) -> Letter:
    return Letter(
        id=new_key(),
        to=to,
        name="operator",
        school="Official Sites",
        subject="Official Sites: a mail to try the mail server",
        opening="This mail was sent to try the mail server. It works.",
        lines=(),
        button="",
        href="",
        why="You do not have to do anything.",
    )


@app.command()
def office(school: School, to: Address, data: Data = DATA) -> None:
    """Have answers to a school's mails go to its office."""
    with opened(data) as desk:
        people.name_office(desk, INSTALLATION, school, to)
    typer.echo(f"Answers to mails of {school} go to {to}.")
