"""One person alone, act after act: four deep, nobody gets to sign what was not theirs to sign.

Breadth first over a record of its own for each state; states that are alike are walked once. Each
act is tried where the permission table lets its page be posted, by whoever's account one has.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import Session, select

from appendix_a.procedure.routing import Signatory, route
from appendix_a.reading.case import Case, MembershipKind, Role
from appendix_a.reading.proposal import Proposal
from service.access.permissions import allows, rule_for
from service.db.tables import Grant, Link, Membership
from service.desk.cases import schools
from service.desk.office import Office
from service.desk.people import confirming, granting, inviting, passwords, people, power, signing_in
from service.desk.people.people import NewPerson
from service.desk.people.power import POWERFUL
from service.desk.refusals import Refusal
from tests.builders import CHAIR, LINE_MANAGER, PRINCIPAL, SECOND_TEACHER, TEACHER, VICE_CHAIR
from tests.service.conftest import Template
from tests.service.school import AUDITOR, OWN, REGISTRAR, an_office

DEEP = 4
CODE = 12  # a code is shorter than a link's token
NEW = "otter bramble kettle thimble"
PUPPET = NewPerson("Pat Grey", "pat.grey@elsewhere.example", MembershipKind.EMPLOYEE)
THEIRS = "niamh@elsewhere.example"
"""An address that the attacker reads."""


@dataclass(frozen=True)
class State:
    """A record, whose accounts one person can use in it, which links they hold, and how they came."""

    folder: Path
    url: str
    accounts: frozenset[str]
    links: dict[str, str] = field(default_factory=dict)  # by whose they are
    way: tuple[str, ...] = ()


@dataclass(frozen=True)
class Act:
    """Something that is posted to a page. It gives the links that it hands over, with their codes."""

    name: str
    path: str
    do: Callable[[Office, str], dict[str, str] | None]


class Walk:
    """What one person can come to alone."""

    def __init__(self, template: Template, folder: Path, who: str) -> None:
        self.template, self.folder = template, folder
        self.keys = {name: key for (school, name), key in template.keys.items() if school == OWN}
        self.who = self.keys[who]
        self.count = 0

    def copied(self, of: Template) -> tuple[Path, str]:
        self.count += 1
        folder = self.folder / str(self.count)
        return folder, of.copy(folder)

    def find(self, deep: int) -> tuple[str, ...] | None:
        """The shortest way to power that is not theirs; None where there is none so deep."""
        folder, url = self.copied(self.template)
        begins = State(folder, url, frozenset({self.who}))
        with opened(begins) as (office, session):
            known = {self.signature(session, begins)}
            before = self.signs(office, session, begins.accounts)
        level = [begins]
        for _ in range(deep):
            following: list[State] = []
            for state in level:
                for reached in self.steps(state):
                    with opened(reached) as (office, session):
                        alike = self.signature(session, reached)
                        if alike in known:
                            continue
                        known.add(alike)
                        if not self.signs(office, session, reached.accounts) <= before:
                            return reached.way
                    following.append(reached)
            level = following
        return None

    def steps(self, state: State) -> Iterator[State]:
        """Every act that is not refused, each in a record of its own."""
        for who in sorted(state.accounts):
            for act in self.acts(state):
                folder, url = self.copied(Template(state.folder, self.template.keys, state.url))
                reached = self.done(State(folder, url, state.accounts, state.links), who, act)
                if reached:
                    yield State(folder, url, *reached, (*state.way, act.name))

    def done(
        self, state: State, who: str, act: Act
    ) -> tuple[frozenset[str], dict[str, str]] | None:
        with opened(state) as (office, session):
            visitor = signing_in.visitor(office, session, who)
            if not allows(rule_for("POST", act.path), visitor, OWN):
                return None
            try:
                given = act.do(office, who) or {}
            except Refusal:
                return None
            codes = {key: said for key, said in given.items() if len(said) < CODE}
            links = state.links | {k: v for k, v in given.items() if k not in codes}
            mine = {key for key, token in links.items() if sets(office, token, codes.get(key, ""))}
            return state.accounts | mine, links

    def acts(self, state: State) -> Iterator[Act]:
        principal, chair, teacher = (self.keys[one] for one in (PRINCIPAL, CHAIR, TEACHER))
        with opened(state) as (office, _):
            found = people.people(office, OWN)
        puppet = next((one.key for one in found if one.email == PUPPET.email), "")
        roles = {one.key: {two.role: two.id for two in one.grants} for one in found}
        page = "/people/{key}/roles"
        yield Act("a puppet", "/people", add)
        for name, key in (("the principal", principal), ("the puppet", puppet)):
            if key:
                yield Act(f"a link of {name}", page, partial(link_of, key))
        if puppet:
            for role in (Role.PRINCIPAL, Role.VICE_CHAIR):
                yield Act(f"the puppet as {role.label}", page, partial(give, puppet, role))
            yield Act("the puppet as line manager", page, partial(manage, teacher, puppet))
        leaders = (("principal", principal, Role.PRINCIPAL), ("chair", chair, Role.CHAIR))
        for name, key, role in leaders:
            if role in roles[key]:
                yield Act(f"the {name} leads no more", page, partial(end, roles[key][role]))
        yield Act("the principal's address", page, partial(readdress, principal))
        yield Act("everything confirmed", "/people/confirm", confirm_all)
        yield Act("links confirmed", "/people/confirm/links", confirm_links)

    def signs(self, office: Office, session: Session, accounts: frozenset[str]) -> set[str]:
        """The steps of a colleague's proposal that these accounts sign, and the power that they hold."""
        row = schools.school_row(session, OWN)
        facts = schools.school_facts(session, row, office.today(row))
        case = Case(proposer=self.keys[TEACHER], proposal=Proposal(uses_logo=True), school=facts)
        steps = {
            one.step.value
            for one in route(case)
            if isinstance(one, Signatory) and one.person in accounts
        }
        held = {role.value for key in accounts - {self.who} for role in facts.people[key].roles}
        return steps | (held & {role.value for role in POWERFUL})

    def signature(self, session: Session, state: State) -> object:
        grants = frozenset(
            (
                one.person,
                one.role,
                bool(one.confirmed_at),
                bool(one.end_asked_by),
                bool(one.ended_at),
            )
            for one in session.exec(select(Grant))
        )
        tied = frozenset(
            (one.person, one.line_manager, one.manager_asked, one.until_on)
            for one in session.exec(select(Membership))
        )
        links = frozenset(one.person for one in session.exec(select(Link)) if one.used_at is None)
        return state.accounts, frozenset(state.links), grants, tied, links


def link_of(key: str, office: Office, who: str) -> dict[str, str]:
    """A link that is handed over; none where it goes by mail."""
    token = inviting.invite(office, who, OWN, key)
    return {key: token} if token else {}


def add(office: Office, who: str) -> None:
    """Somebody whose mails the attacker reads."""
    people.add(office, who, OWN, PUPPET)


def give(key: str, role: Role, office: Office, who: str) -> None:
    """A role."""
    granting.grant(office, who, OWN, key, role)


def manage(key: str, manager: str, office: Office, who: str) -> None:
    """Another line manager."""
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, manager)
    people.change(office, who, OWN, key, tied, None)


def end(grant: str, office: Office, who: str) -> None:
    """The end of a role."""
    granting.end_role(office, who, OWN, grant)


def readdress(key: str, office: Office, who: str) -> None:
    """An address that the attacker reads, in place of the person's own."""
    people.correct(office, who, OWN, key, "Niamh Hart", THEIRS)


def confirm_all(office: Office, who: str) -> None:
    """Everything that waits for this person, if anything does."""
    waits = confirming.to_confirm(office, who, OWN)
    if not waits:
        raise Refusal("Nothing waits.")
    confirming.confirm(office, who, OWN, [one.key for one in waits])


def confirm_links(office: Office, who: str) -> dict[str, str]:
    """The codes of every link that waits for this person."""
    waits = confirming.links_to_confirm(office, who, OWN)
    if not waits:
        raise Refusal("Nothing waits.")
    codes = dict(confirming.confirm_links(office, who, OWN, [one.key for one in waits]))
    return {one.person: codes[one.title] for one in waits}


def sets(office: Office, token: str, code: str) -> bool:
    """Whether a password is set with this link."""
    if signing_in.link_works(office, token):
        with suppress(Refusal):
            signing_in.use_link(office, token, NEW, code)
            return True
    return False


@contextmanager
def opened(state: State) -> Iterator[tuple[Office, Session]]:
    """The record of a state, to act in and to look at."""
    office = an_office(state.folder, state.url)
    with office.read() as session:
        yield office, session
    office.db.dispose()


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """No walk waits for the work that a password costs."""
    monkeypatch.setattr(passwords, "hash_password", lambda *_: "a hash")


ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@ONE_DATABASE
@pytest.mark.parametrize(
    "who",
    [REGISTRAR, PRINCIPAL, CHAIR, VICE_CHAIR, LINE_MANAGER, TEACHER, SECOND_TEACHER, AUDITOR],
)
def test_nobody_comes_to_power_alone(two_schools: Template, tmp_path: Path, who: str) -> None:
    """Whatever they do in whatever order, they sign what they signed before, and in their own name."""
    assert Walk(two_schools, tmp_path, who).find(DEEP) is None


@ONE_DATABASE
@pytest.mark.parametrize(
    ("rule", "without", "way"),
    [
        ("has_power", lambda *_: False, ("a link of the principal",)),
        ("NEEDS_CONFIRMING", frozenset(), ()),
        ("ever_led", lambda *_: False, ()),
    ],
)
def test_without_a_rule_the_walk_finds_the_way(
    two_schools: Template,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rule: str,
    without: object,
    way: tuple[str, ...],
) -> None:
    """The control: each rule that is taken away lets the registrar through."""
    monkeypatch.setattr(power, rule, without)
    found = Walk(two_schools, tmp_path, REGISTRAR).find(DEEP)
    assert found is not None
    assert not way or found == way
