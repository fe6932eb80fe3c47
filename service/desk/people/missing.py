"""The check list of a school's first day: who is missing, for which step, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session, col, select

from appendix_a.a1_creation import TRAINED
from appendix_a.procedure.routing import ROUTES, Unroutable, free_for_evidence, route
from appendix_a.reading.case import Capacities, Case, MembershipKind, Person, Role, SignOffStep
from appendix_a.reading.case import School as SchoolFacts
from appendix_a.reading.proposal import Proposal
from service.db.tables import Event, Grant, Membership
from service.desk.cases import schools
from service.desk.office import Office
from service.desk.people.power import CONFIRMERS, SIGNING, able_to_sign_in

NOT_PROPOSING = frozenset({Role.AUDITOR, Role.REGISTRAR, Role.OPERATOR})
"""Roles with which alone nobody proposes (docs/definitions.md, “Roles”)."""
ANYBODY = "anybody"  # a key that nobody has: a member of the staff who could be there tomorrow
UNMANAGED = "staff, no line manager"  # of the kinds of ROUTES
MOST_NAMED = 5
CHANGES_PEOPLE = (
    "school_opened", "person_added", "membership_changed", "manager_confirmed", "role_granted", "role_confirmed",
    "role_ended", "staff_list_applied", "erased",
)  # fmt: skip


@dataclass(frozen=True)
class Missing:
    """One thing that is missing. `stops`: until it is there, no site can be approved."""

    words: str
    remedy: str
    stops: bool = False


@dataclass(frozen=True)
class Staffing:
    """What the check list reads. The keys are those of people who are at the school today."""

    facts: SchoolFacts
    capacities: Capacities = field(default_factory=Capacities)
    cannot_sign_in: frozenset[str] = frozenset()
    waiting: tuple[tuple[str, Role], ...] = ()  # roles that wait for somebody to confirm them
    managers_wait: frozenset[str] = frozenset()  # whose new line manager does


def missing(of: Staffing) -> tuple[Missing, ...]:
    """Everything that is missing, what stops every proposal first."""
    later = {one.words for one in _as_of_offices(_confirmed(of))}
    offices = (
        one if one.words in later else replace(one, remedy=WAITS) for one in _as_of_offices(of)
    )
    found = [*offices, *_of_people(of)]
    return tuple(sorted(found, key=lambda one: not one.stops))


WAITS = "Somebody was given a role for it, which waits for the principal or the chair."


def _as_of_offices(of: Staffing) -> Iterator[Missing]:
    yield from _steps(of)
    yield from _offices(of)
    yield from _of_some(of)


def _confirmed(of: Staffing) -> Staffing:
    """As it would be if every role that waits were confirmed."""
    people = dict(of.facts.people)
    for key, role in of.waiting:
        people[key] = people[key].model_copy(update={"roles": people[key].roles | {role}})
    return replace(of, facts=of.facts.model_copy(update={"people": people}), waiting=())


# Steps ----------------------------------------------------------------------------------------


def _case(of: Staffing, proposer: str) -> Case:
    """A proposal that needs every signature, by somebody who is named to run nothing."""
    proposal = Proposal(uses_logo=True)
    return Case(proposer=proposer, proposal=proposal, school=of.facts, capacities=of.capacities)


def _anybodys(of: Staffing) -> Case:
    """The proposal of a member of the staff without a line manager, whoever that may be."""
    newcomer = Person(
        name="Anybody", standing=MembershipKind.EMPLOYEE, roles=frozenset({Role.STAFF})
    )
    people = {**of.facts.people, ANYBODY: newcomer}
    case = _case(of, ANYBODY)
    return case.model_copy(update={"school": of.facts.model_copy(update={"people": people})})


def _unsigned(case: Case) -> dict[SignOffStep, str]:
    """The steps that nobody can sign, each with whom to appoint."""
    return {one.step: one.appoint for one in route(case) if isinstance(one, Unroutable)}


def _steps(of: Staffing) -> Iterator[Missing]:
    """What nobody can do for a proposal of the staff."""
    case = _anybodys(of)
    for step, appoint in _unsigned(case).items():
        words = f"Nobody can sign “{step.label}” for what the staff propose."
        yield Missing(words, f"Give somebody a role: {appoint}.", stops=True)
    if not free_for_evidence(case):
        yield Missing(
            "Nobody can settle evidence on a platform.",
            "Make somebody the e-safety lead, or name the principal.",
            stops=True,
        )


def _of_some(of: Staffing) -> Iterator[Missing]:
    """What cannot be signed for some alone: the chair, the principal, whoever would sign it."""
    always = _unsigned(_anybodys(of)).keys()
    unsigned: dict[tuple[SignOffStep, str], list[str]] = {}
    for key, alike in _proposers(of):
        for step, appoint in _unsigned(_case(of, key)).items():
            if step not in always:
                unsigned.setdefault((step, appoint), []).extend(alike)
    for (step, appoint), keys in unsigned.items():
        yield Missing(
            f"Nobody can sign “{step.label}” for what {_names(of, keys)} might propose.",
            f"Give somebody a role, if they are to propose anything: {appoint}.",
        )


def _proposers(of: Staffing) -> Iterator[tuple[str, list[str]]]:
    """Whoever may propose, one for all who are routed alike: by their roles and their manager's."""
    alike: dict[object, list[str]] = {}
    for key, one in of.facts.people.items():
        if one.roles - NOT_PROPOSING:
            manager = of.facts.people.get(one.line_manager or "")
            alike.setdefault((one.roles, manager and manager.roles), []).append(key)
    for keys in alike.values():
        yield keys[0], keys


def _offices(of: Staffing) -> Iterator[Missing]:
    """Offices that no signature asks for, and without which nothing is confirmed or audited."""
    if not any(_is_staff(one) for one in of.facts.people.values()):
        yield Missing(
            "Nobody of the staff is in the record but its first people.",
            "Bring them with a staff list, or add them one by one.",
            stops=True,
        )
    if not any(of.facts.holders(role) for role in CONFIRMERS):
        yield Missing(
            "Nobody can confirm roles.",
            "Name the principal, and the chair of governors: until then, ask the operator, who "
            "confirms on the host itself.",
            stops=True,
        )
    if not of.facts.holders(Role.AUDITOR):
        yield Missing("There is no auditor.", "Give the role to somebody who signs nothing.")
    managers = {one.line_manager for one in of.facts.people.values()}
    for key in of.facts.holders(Role.AUDITOR):
        if key in managers or of.facts.people[key].roles & SIGNING:
            yield Missing(
                f"{of.facts.name_of(key)} is the auditor, and signs as well.",
                "Nobody audits their own signature: let somebody else have the role, or what signs.",
            )
    if sum(one.trained_on is not None for one in of.facts.people.values()) < TRAINED:
        yield Missing(
            "Fewer than two people are recorded as trained to run and moderate a site, and each "
            "site needs two (A.1.5).",
            "Record the day on their pages, or in a staff list under “Trained on”.",
        )


def _is_staff(one: Person) -> bool:
    return Role.STAFF in one.roles and not one.roles & CONFIRMERS


# People ---------------------------------------------------------------------------------------


def _of_people(of: Staffing) -> Iterator[Missing]:
    lists = (
        (
            [f"{of.facts.name_of(key)} ({role.label})" for key, role in of.waiting],
            "A role waits for the principal or the chair to confirm it",
            "Roles wait for the principal or the chair to confirm them",
            "They find it in their inbox.",
        ),
        (
            [of.facts.name_of(key) for key in of.facts.people if key in of.managers_wait],
            "A line manager waits for the principal or the chair to confirm them: that of",
            "Line managers wait for the principal or the chair to confirm them: those of",
            "They find it in their inbox.",
        ),
        (
            [of.facts.name_of(key) for key in _without_role(of)],
            "This employee has no role, so they cannot propose a site",
            "These employees have no role, so they cannot propose a site",
            "Give the role “Staff” on their page.",
        ),
        (
            [of.facts.name_of(key) for key in _unmanaged(of)],
            "This person of the staff has no line manager",
            "These people of the staff have no line manager",
            "Choose one on their page: until then, the vice principal or the principal signs.",
        ),
        (
            [of.facts.name_of(key) for key in of.facts.people if key in of.cannot_sign_in],
            "This person cannot sign in yet",
            "These people cannot sign in yet",
            "The button below the table makes a link for each.",
        ),
    )
    for named, one, several, remedy in lists:
        if named:
            words = one if len(named) == 1 else several
            colon = "" if words.endswith(" of") else ":"
            yield Missing(f"{words}{colon} {_listed(sorted(named))}.", remedy)


def _without_role(of: Staffing) -> list[str]:
    people = of.facts.people.items()
    employee = MembershipKind.EMPLOYEE
    return [key for key, one in people if one.standing is employee and not one.roles]


def _unmanaged(of: Staffing) -> Iterator[str]:
    """Whose aims a line manager would sign, if they had one."""
    for key, one in of.facts.people.items():
        unmanaged = one.line_manager not in of.facts.people and key not in of.managers_wait
        if Role.STAFF in one.roles and unmanaged:
            case = _case(of, key)
            if next(row.kind for row in ROUTES if row.fits(case)) == UNMANAGED:
                yield key


def _names(of: Staffing, keys: list[str]) -> str:
    return _listed([of.facts.name_of(key) for key in keys])


def _listed(names: list[str]) -> str:
    """Names as in a sentence; of many the first few, and how many more."""
    if len(names) > MOST_NAMED + 1:
        return f"{', '.join(names[:MOST_NAMED])} and {len(names) - MOST_NAMED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


# The record -----------------------------------------------------------------------------------


def at_school(office: Office, school: str) -> tuple[Missing, ...]:
    """What is missing at a school today."""
    with office.read() as session:
        return missing(_staffing(office, session, school))


def stopping(
    office: Office, session: Session, school: str
) -> tuple[tuple[Missing, ...], datetime | None]:
    """What stops every proposal of the school, and since when it may: the last change of people."""
    found = tuple(one for one in missing(_staffing(office, session, school)) if one.stops)
    if not found:
        return (), None
    changed = (
        select(Event.at)
        .where(Event.school == school, col(Event.kind).in_(CHANGES_PEOPLE))
        .order_by(col(Event.seq).desc())
    )
    return found, session.exec(changed.limit(1)).first()


def _staffing(office: Office, session: Session, school: str) -> Staffing:
    row = schools.school_row(session, school)
    today = office.today(row)
    facts = schools.school_facts(session, row, today)
    able = able_to_sign_in(session, school)
    waits = session.exec(
        select(Grant.person, Grant.role)
        .where(Grant.school == school, *schools.on_the_day(Grant, today))
        .where(col(Grant.confirmed_at).is_(None), col(Grant.ended_at).is_(None))
        .order_by(col(Grant.from_on), Grant.id)
    ).all()
    asked = select(Membership.person).where(
        Membership.school == school, col(Membership.manager_asked).is_not(None)
    )
    return Staffing(
        facts,
        schools.adoption_of(session, row).roles,
        frozenset(facts.people) - able,
        tuple((key, Role(role)) for key, role in waits if key in facts.people),
        frozenset(session.exec(asked).all()),
    )
