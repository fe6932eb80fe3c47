"""Declarations: each named person reads the statements and answers on their own account."""

from sqlmodel import Session, col, select

from appendix_a.assessing.assess import assess, declarations_of
from appendix_a.assessing.facts import Facts
from appendix_a.procedure import lifecycle
from appendix_a.procedure.lifecycle import Action, Status
from appendix_a.values.answers import Finding
from appendix_a.values.faults import Fault
from appendix_a.values.wording import says_something
from service.db.tables import Entry, Statement
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases
from service.desk.cases.history import newest
from service.desk.office import Office, Transaction, new_key
from service.desk.proposals.proposals import refuse_another_edition, refuse_unsubmitted
from service.desk.proposals.status import follow, move
from service.desk.queue import rechecks, reminders
from service.desk.refusals import Conflict, Faulty, NotFound
from service.desk.views import Declared, Statements
from service.desk.words import clean


def statements(office: Office, actor: str, ref: str) -> Statements:
    """What `actor` is asked to declare; NotFound for anyone who is not named."""
    with office.read() as session:
        row = cases.proposal_row(session, ref)
        refuse_unsubmitted(session, row)
        facts = cases.facts_of(office, session, row)
        asked = _asked(facts, actor)
        return Statements(
            ref=ref,
            title=row.title,
            version=row.version,
            revision=row.revision,
            seal=cases.revision_of(session, ref, row.revision).seal or "",
            state=state_of(session, facts, actor).state,
            edition=facts.adoption.key,
            statements=asked,
            asks_of_conflict=actor in facts.case.proposal.people(),
        )


def _asked(facts: Facts, person: str) -> tuple[Finding, ...]:
    asked = declarations_of(person, assess(facts.case, facts.policy(), facts.on), facts.case)
    if not asked:
        raise NotFound
    return asked


def declare(
    office: Office,
    actor: str,
    ref: str,
    seal: str,
    edition: str,
    answers: dict[str, bool],
    reason: str,
    conflict: str | None = None,
) -> None:
    """Accept or decline each statement. Every one must be answered; declining needs a reason.

    Whoever is to run the site says as well whether they have a conflict of interest (clause
    5.1): `conflict` has its words, "" that there is none, None that it was not answered. A
    declined statement returns the proposal, naming the person and the clause.
    """
    reason = clean("reason", reason)
    conflict = conflict and clean("conflict", conflict)
    with office.transaction() as transaction:
        row = cases.proposal_row(transaction.session, ref)
        refuse_unsubmitted(transaction.session, row)
        facts = cases.facts_of(office, transaction.session, row)
        asked = _asked(facts, actor)
        _refuse_stale(transaction.session, row, seal, actor)
        refuse_another_edition(transaction.session, row, facts.adoption.key, edition, actor)
        asks = actor in facts.case.proposal.people()
        _refuse_gaps(asked, answers, reason, unsaid=asks and conflict is None)
        declined = next((one for one in asked if not answers[one.check]), None)
        if declined is None and _said_already(transaction.session, facts, actor, conflict or ""):
            return  # the same page, posted twice
        texts = _keep(transaction, row, facts, actor, declined, reason, conflict or "")
        if declined:
            _return(transaction, row, actor, declined, texts)
        else:
            _log_made(transaction, row, actor, facts, asked, texts)


def _said_already(session: Session, facts: Facts, actor: str, conflict: str) -> bool:
    """Whether the declaration that stands says the same, of a conflict of interest too."""
    stands = state_of(session, facts, actor)
    return stands.state == "made" and (stands.conflict or "") == conflict


def _refuse_stale(session: Session, row: ProposalRow, seal: str, actor: str) -> None:
    if cases.revision_of(session, row.ref, row.revision).seal != seal:
        changed = newest(session, row.school, row.ref, actor)
        raise Conflict(
            f"{row.ref} was edited {changed}, after you opened this page. Read it again."
        )
    if not is_open(session, row):
        raise Conflict(
            f"{row.ref} is “{row.status.label.lower()}”, so there is nothing to declare: it was "
            f"changed {newest(session, row.school, row.ref, actor)}."
        )


def is_open(session: Session, row: ProposalRow) -> bool:
    """Whether a declaration can be made: in sign-off, and while the site stands in the register.

    Terms that change may ask the people of a live site for a statement that nobody made.
    """
    return row.status is Status.IN_SIGN_OFF or site_behind(session, row) is not None


def site_behind(session: Session, row: ProposalRow) -> Entry | None:
    """The sanctioned site that a proposal led to."""
    found = select(Entry).where(Entry.ref == row.ref, col(Entry.status).in_(lifecycle.SANCTIONED))
    return session.exec(found).one_or_none() if row.status is Status.REGISTERED else None


def _keep(
    transaction: Transaction,
    row: ProposalRow,
    facts: Facts,
    actor: str,
    declined: Finding | None,
    reason: str,
    conflict: str,
) -> dict[str, str | None]:
    """Write the statement down; gives what the log commits to."""
    text, digest = transaction.keep(row.school, reason) if reason else (None, None)
    part = cases.parts(facts)(actor)
    interest, of_interest = transaction.keep(row.school, conflict) if conflict else (None, None)
    transaction.session.add(
        Statement(
            id=new_key(),
            ref=row.ref,
            revision=row.revision,
            person=actor,
            accepted=declined is None,
            declined_clause=declined.clause if declined else None,
            edition=facts.adoption.key,
            part=part.whole,
            ground=part.ground,
            covers=sorted(part.asked),
            reason=text,
            conflict=interest,
            at=transaction.now,
        )
    )
    return {"reason": digest, "text": text, "conflict": of_interest}


def _log_made(
    transaction: Transaction,
    row: ProposalRow,
    actor: str,
    facts: Facts,
    asked: tuple[Finding, ...],
    texts: dict[str, str | None],
) -> None:
    row.version += 1
    transaction.session.add(row)
    seq = transaction.log(
        row.school,
        "declared",
        row.ref,
        actor,
        revision=row.revision,
        checks=[one.check for one in asked],
        edition=facts.adoption.key,
        **texts,
    )
    _test_again(transaction, row, actor, seq)
    if actor == row.proposer:  # of what the proposer alone held up nobody was reminded
        reminders.begin_wait(transaction, row, seq)


def _test_again(transaction: Transaction, row: ProposalRow, actor: str, seq: int) -> None:
    """A site in the register is tested again on what its people declare."""
    if site := site_behind(transaction.session, row):
        rechecks.ask_for(transaction, row.school, actor, seq, (site.key,))


def _refuse_gaps(
    asked: tuple[Finding, ...], answers: dict[str, bool], reason: str, *, unsaid: bool
) -> None:
    faults = [
        Fault(one.check, f"Clause {one.printed}: accept or decline this statement.")
        for one in asked
        if one.check not in answers
    ]
    if not all(answers.values()) and not says_something(reason):
        faults.append(Fault("reason", "Say why you decline, so that the proposer can act on it."))
    elif all(answers.values()) and unsaid:
        faults.append(Fault("interest", "Say whether you have a conflict of interest."))
    if faults:
        raise Faulty(tuple(faults))


def _return(
    transaction: Transaction,
    row: ProposalRow,
    actor: str,
    declined: Finding,
    texts: dict[str, str | None],
) -> None:
    if row.status is not Status.IN_SIGN_OFF:
        raise Conflict(
            "The site is in the register already, so you cannot decline a declaration here. Tell "
            "the principal that you cannot keep to it. Nothing was changed."
        )
    move(transaction, row, Action.DECLINE)
    seq = transaction.log(
        row.school,
        "declined",
        row.ref,
        actor,
        revision=row.revision,
        clause=declined.clause,
        check=declined.check,
        **texts,
        status=row.status,
        version=row.version,
    )
    follow(transaction, row, seq)


def state_of(session: Session, facts: Facts, person: str) -> Declared:
    """Waiting, made or declined, for what this person is asked now.

    What was made stands while no more is asked; what was declined is asked again with the next
    revision.
    """
    return _state(session, facts, person, cases.parts(facts)(person))


def _state(session: Session, facts: Facts, person: str, part: cases.Part) -> Declared:
    rows = cases.statements_of(session, facts.case.reference)
    newest = cases.newest_on(rows, person, part)
    name = facts.case.school.name_of(person)
    if newest is None or not (newest.accepted or _is_of_today(session, newest)):
        return Declared(person, name, "waiting")
    state = "made" if newest.accepted else "declined"
    said = newest.accepted and person in facts.case.proposal.people()
    conflict = cases.text_of(session, newest.conflict) if said else None
    return Declared(person, name, state, newest.at, conflict, said)


def _is_of_today(session: Session, statement: Statement) -> bool:
    return statement.revision == cases.proposal_row(session, statement.ref).revision


def states(session: Session, facts: Facts) -> tuple[Declared, ...]:
    """Where every declaration owed on this case stands."""
    part_of = cases.parts(facts)
    return tuple(_state(session, facts, one, part_of(one)) for one in cases.asked_to_declare(facts))
