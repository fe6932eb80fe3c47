"""A class blog's way into the register, by the desk: every step run, every signature given."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlmodel import select

from appendix_a.reading.case import SignOffStep
from appendix_a.reading.form import with_people
from appendix_a.reading.proposal import Proposal, Relevance, Risk
from appendix_a.reading.texts import NAMES, TEXTS
from service.db.tables import DecisionKind, Entry
from service.desk.office import Office
from service.desk.proposals import decisions, declarations, proposal_views, proposals
from service.desk.proposals.decisions import Deciding
from service.desk.register import actions, sites
from service.desk.views import Site
from tests.builders import COMPLIANT, SCHOOL_HOSTED, TEACHER, TODAY, a_proposal
from tests.service.school import OWN, Clock
from tests.service.stepping import run_all

Keys = Mapping[tuple[str, str], str]
WORDS = "It serves the class, and we have looked at it together."


def blog(keys: Keys, school: str = OWN, **changes: Any) -> Proposal:
    """The class blog that the school itself hosts, with this school's people, to open tomorrow."""
    plain = {
        "address": f"https://blogs.{school}.example/p5",
        "go_live": TODAY + timedelta(days=1),
    }
    named = with_people(COMPLIANT, lambda name: keys[school, name])
    return a_proposal(**named | SCHOOL_HOSTED | NOT_ASKED | _in_its_words(school) | plain | changes)


def _in_its_words(school: str) -> dict[str, Any]:
    """The texts as another school than the builders' would write them: no example unchanged."""
    if school == OWN:
        return {}
    own = {field: COMPLIANT[field] for field in TEXTS if field in COMPLIANT and field not in NAMES}
    return {
        field: f"Here: {answer}" if isinstance(answer, str) else tuple(_here(one) for one in answer)
        for field, answer in own.items()
    }


def _here(entry: str | Relevance | Risk) -> str | Relevance | Risk:
    match entry:
        case Relevance():
            return Relevance(group=entry.group, words=f"Here: {entry.words}")
        case Risk():
            return Risk(kind=entry.kind, mitigation=f"Here: {entry.mitigation}")
        case _:
            return f"Here: {entry}"


NOT_ASKED: dict[str, Any] = dict.fromkeys(
    ("terms_url", "terms_read_on", "underage_access", "host_tools", "extra_intervention",
     "account_email", "recovery_email", "credentials", "two_step")
)  # fmt: skip
"""What the form does not ask of a site that the school hosts, on no account."""
ON_WORDPRESS: dict[str, Any] = {
    name: COMPLIANT.get(name) for name in (*SCHOOL_HOSTED, *NOT_ASKED) if name != "address"
}
"""What makes it the blog on WordPress.com again, of which the form asks more."""


def drafted(office: Office, keys: Keys, school: str = OWN, **changes: Any) -> str:
    """The teacher's draft; gives its reference."""
    teacher = keys[school, TEACHER]
    ref = proposals.start(office, teacher, school)
    version = proposals.draft(office, teacher, ref).version
    proposals.save(office, teacher, ref, version, blog(keys, school, **changes))
    return ref


def submitted(office: Office, keys: Keys, school: str = OWN, **changes: Any) -> str:
    """The draft, submitted and checked."""
    ref = drafted(office, keys, school, **changes)
    teacher = keys[school, TEACHER]
    proposals.submit(office, teacher, ref, proposals.draft(office, teacher, ref).version)
    run_all(office)
    return ref


def registered(office: Office, keys: Keys, school: str = OWN, **changes: Any) -> tuple[str, str]:
    """The blog in the register; gives the proposal's reference and the entry's key."""
    ref = submitted(office, keys, school, **changes)
    declare_all(office, ref, keys[school, TEACHER])
    for step in SignOffStep:
        sign(office, ref, step, keys[school, TEACHER])
    with office.read() as session:
        return ref, session.exec(select(Entry.key).where(Entry.ref == ref)).one()


def launched(office: Office, keys: Keys, school: str = OWN) -> str:
    """The teacher opens the only site, on the day granted if it lies ahead; gives its key."""
    ref, key = the_site(office)
    site = proposal_views.proposal(office, keys[school, TEACHER], ref).entry
    assert site is not None
    the_day_comes(office, site)
    actions.launch(office, keys[school, TEACHER], key, site.version, site.address)
    return key


def the_day_comes(office: Office, site: Site) -> None:
    """Move the record's time to the day from which a site may be launched, if it lies ahead."""
    clock = office.clock
    assert isinstance(clock, Clock)
    if site.go_live:
        clock.now += max(site.go_live - clock.now.date(), timedelta(0))


def site_behind(office: Office, ref: str) -> Site:
    """The register entry that a proposal led to."""
    with office.read() as session:
        return sites.site_of(session, session.exec(select(Entry).where(Entry.ref == ref)).one())


def the_site(office: Office) -> tuple[str, str]:
    """Reference and key of the only site in the record."""
    with office.read() as session:
        row = session.exec(select(Entry)).one()
        return row.ref, row.key


def declare_all(office: Office, ref: str, reader: str) -> None:
    """Everyone named makes their declarations."""
    view = proposal_views.proposal(office, reader, ref)
    for one in view.declared:
        asked = declarations.statements(office, one.person, ref)
        accepted = {two.check: True for two in asked.statements}
        declarations.declare(office, one.person, ref, asked.seal, asked.edition, accepted, "", "")


def sign(office: Office, ref: str, step: SignOffStep, reader: str) -> None:
    """The routed signatory answers every question and signs."""
    route = proposal_views.proposal(office, reader, ref).route
    [signer] = [one.person for one in route if one.step is step]  # type: ignore[union-attr]
    asked = decisions.sign_off(office, signer, ref, step)
    decisions.decide(
        office,
        signer,
        ref,
        step,
        Deciding(
            kind=DecisionKind.SIGN,
            revision=asked.view.revision,
            seal=asked.view.seal,
            nonce=asked.nonce,
            edition=asked.edition,
            answers={one.check: WORDS for one in asked.questions},
        ),
    )
    run_all(office)
