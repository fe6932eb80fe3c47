"""`propose` and `decide`: the host acts as a person, through the desk, and the log records it."""

from collections.abc import Mapping
from typing import Annotated

import typer

from appendix_a.reading.case import SignOffStep
from appendix_a.reading.form import with_people
from appendix_a.reading.proposal import Proposal
from appendix_a.values.faults import Fault
from service.access.permissions import NOT_MEMBERS
from service.cli import case_file
from service.cli.case_file import Source
from service.cli.exits import BadInput
from service.cli.options import DATA, As, Data, School
from service.cli.record import opened
from service.db.tables import DecisionKind
from service.desk.office import Office
from service.desk.people import people, signing_in
from service.desk.proposals import decisions, proposals
from service.desk.proposals.decisions import Deciding
from service.desk.refusals import NotAllowed

REFUSED = (
    "Decisions are taken in the application, by whoever answers for them. An installation whose "
    "school wants the host to record them in a signatory's name says so: “host_decides = true” in "
    "settings.toml."
)


def propose(
    file: Annotated[str, typer.Argument(metavar="FILE", help="TOML or JSON; - reads it here.")],
    school: School,
    email: As,
    data: Data = DATA,
) -> None:
    """Submit the proposal of a file, for the operator's scripts. Prints its reference.

    Takes the table “proposal” alone: the school and its people are those of the record.
    People may be named by their e-mail addresses.
    """
    source = case_file.read(file)
    with opened(data) as office:
        actor = _member(office, school, email)
        proposal = case_file.proposal_of(_with_keys(office, source))
        _refuse_incomplete(source, proposal)
        ref = proposals.start(office, actor, school, proposal.request_kind)
        version = proposals.draft(office, actor, ref).version
        version = proposals.save(office, actor, ref, version, proposal)
        proposals.submit(office, actor, ref, version)
    typer.echo(ref)


def _member(office: Office, school: str, email: str) -> str:
    """Whoever may propose at this school (docs/definitions.md, “Roles”)."""
    key = people.by_email(office, email)
    with office.read() as session:
        visitor = signing_in.visitor(office, session, key)
    if (
        visitor is None
        or not visitor.roles_at(school) - NOT_MEMBERS
        or school not in visitor.schools
    ):
        raise NotAllowed(f"{email} may not propose at “{school}”: they hold no role there for it.")
    return key


def _with_keys(office: Office, source: Source) -> Source:
    """The same file with the keys of the record where it names people by their addresses."""
    given = source.fields.get("proposal")
    if not isinstance(given, dict):
        return source
    named = with_people(given, lambda one: _key(office, one))
    return source.with_fields(source.fields | {"proposal": named})


def _key(office: Office, one: object) -> object:
    return people.by_email(office, one) if isinstance(one, str) and "@" in one else one


def _refuse_incomplete(source: Source, proposal: Proposal) -> None:
    # Before anything is written: a draft that cannot be submitted would be left behind.
    missing = [
        Fault(f"proposal.{field}", words)
        for field, words in proposals.NEEDED_TO_SUBMIT.items()
        if not getattr(proposal, field)
    ]
    if missing:
        raise source.refuse(missing)


def decide(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The proposal's reference.")],
    step: Annotated[SignOffStep, typer.Option("--step", help="Which signature.")],
    email: As,
    *,
    sign: Annotated[bool, typer.Option("--sign", help="Sign this step.")] = False,
    return_: Annotated[bool, typer.Option("--return", help="Return it to the proposer.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="Reject it permanently.")] = False,
    reason: Annotated[
        str, typer.Option("--reason", help="Your reason; not needed with --sign.")
    ] = "",
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="CHECK=WORDS", help="A judgement, such as 7.2/7=…"),
    ] = None,
    data: Data = DATA,
) -> None:
    """Sign, return or reject a proposal, for the operator's scripts.

    The host acts as the signatory named by --as. Log, record and page say that it was the host. It
    is refused where they are not the signatory of this step, and where the settings do not allow it.
    """
    kind = _kind(
        {DecisionKind.SIGN: sign, DecisionKind.RETURN: return_, DecisionKind.REJECT: reject}
    )
    answers = dict(_answer(one) for one in answer or ())
    with opened(data) as office:
        if not office.host_decides:
            raise NotAllowed(REFUSED)
        actor = people.by_email(office, email)
        asked = decisions.sign_off(office, actor, ref, step)
        deciding = Deciding(
            kind, asked.view.revision, asked.view.seal, asked.nonce, asked.edition, reason, answers
        )
        decisions.decide(office, actor, ref, step, deciding)
    typer.echo(f"{ref}: {kind.label.lower()}, {step.label.lower()}, as {email}.")


def _kind(chosen: Mapping[DecisionKind, bool]) -> DecisionKind:
    found = [kind for kind, yes in chosen.items() if yes]
    if len(found) != 1:
        raise BadInput("Give one of --sign, --return and --reject.")
    return found[0]


def _answer(given: str) -> tuple[str, str]:
    check, equals, words = given.partition("=")
    if not equals or not words.strip():
        raise BadInput(f"--answer {given}: write the check, “=” and the words, as in 7.2/7=Yes, …")
    return check.strip(), words
