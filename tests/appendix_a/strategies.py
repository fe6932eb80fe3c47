"""Cases for all inputs: the class blog with any of its answers, people and days changed."""

from datetime import date, timedelta
from typing import Any, get_args, get_origin

from hypothesis import strategies as st
from pydantic import ValidationError

from appendix_a.assessing.candidates import _bare
from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.case import Case, MembershipKind, Person, Registered, School
from appendix_a.reading.proposal import AgeRange, Group, Proposal, Relevance, Risk, RiskKind
from appendix_a.values.value import Choice
from tests.builders import COMPLIANT, PEOPLE, TEACHER, TODAY, a_registered_site, a_school

DAYS = st.integers(-400, 800).map(lambda days: TODAY + timedelta(days=days))
WORDS = st.sampled_from((
    "Children write better for readers whom they know and trust.",
    "No", "aaaaaaaa", "so so so so so so so so so so so so",
    COMPLIANT["reason_statement"], COMPLIANT["aims"], "P5 class blog", "Aoife Kerr's page",
))  # fmt: skip
KEYS = st.sampled_from((*PEOPLE, "left.long.ago"))
AGES = st.builds(
    lambda young, more, day: AgeRange(youngest=young, oldest=min(19, young + more), older_from=day),
    st.integers(3, 18),
    st.integers(0, 4),
    st.none() | DAYS,
)
ADDRESSES = st.sampled_from((
    "https://birchfieldp5.wordpress.com", "https://p5.birchfield.example", "youtube.com/@p5",
    "https://www.facebook.com/birchfieldips", "https://p5class.blogspot.com", "https://bit.ly/p5",
    "https://classwall.example/p5", "https://www.instagram.com/p5", "https://padlet.com/p5",
    "https://facebo0k.com/birchfield",
))  # fmt: skip
PLATFORMS = st.sampled_from((
    "wordpress-com", "facebook", "youtube", "instagram", "blogger", "tiktok", "padlet", "canva",
    "flickr", "kahoot", "edublogs", "whatsapp-channels", "self-hosted-wordpress", "myspace-9",
))  # fmt: skip
MAILBOXES = st.sampled_from(("p5@birchfield.example", "p5@gmail.com"))
OF_A_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "address": ADDRESSES, "backlink": ADDRESSES, "terms_url": ADDRESSES,
    "platform": PLATFORMS, "account_email": MAILBOXES, "recovery_email": MAILBOXES,
    "adviser": KEYS, "dt_adviser": KEYS, "safeguarding_contact": KEYS, "vetting_person": KEYS,
    "withdrawal_owner": KEYS, "fact_checker": KEYS,
    "administrators": st.lists(KEYS, max_size=4, unique=True).map(tuple),
    "moderators": st.lists(KEYS, max_size=4, unique=True).map(tuple),
    "personal_logins": st.lists(KEYS, max_size=3, unique=True).map(tuple),
    "relevance": st.sets(st.sampled_from(Group)).map(
        lambda groups: tuple(Relevance(group=one, words="It matters.") for one in sorted(groups))
    ),
    "risks": st.sets(st.sampled_from(RiskKind)).map(
        lambda kinds: tuple(Risk(kind=one, mitigation="Seen to.") for one in sorted(kinds))
    ),
    "audience_pupils": AGES, "contributor_pupils": AGES,
    "pupil_homes": st.frozensets(st.sampled_from(Jurisdiction), min_size=1, max_size=3),
    "contributors": st.frozensets(st.sampled_from(Group), min_size=1),
    "hours_per_week": st.integers(1, 40),
}  # fmt: skip


PLACES = st.sampled_from((
    ("wordpress-com", "https://birchfieldp5.wordpress.com"), ("edublogs", "https://p5.edublogs.org"),
    ("blogger", "https://p5class.blogspot.com"), ("youtube", "https://youtube.com/@p5"),
    ("facebook", "https://www.facebook.com/birchfieldips"), ("padlet", "https://padlet.com/p5"),
    ("kahoot", "https://kahoot.it/p5"), ("wikipedia", "https://en.wikipedia.org/wiki/P5"),
    ("canva", "https://birchfield.my.canva.site"), (None, "https://p5.birchfield.example"),
))  # fmt: skip
"""A platform and an address that tell one story."""


def _of_type(kind: Any) -> st.SearchStrategy[Any]:
    if get_origin(kind) is frozenset:
        return st.frozensets(st.sampled_from(get_args(kind)[0]))
    if get_origin(kind) is tuple:
        return st.lists(WORDS, max_size=2).map(tuple)
    if issubclass(kind, Choice):
        return st.sampled_from(kind)
    return {bool: st.booleans(), date: DAYS, str: WORDS, int: st.integers(1, 40)}[kind]


def blank(field: str) -> object:
    """What a field holds before anybody has answered it."""
    return Proposal.model_fields[field].default


def answers_to(field: str) -> st.SearchStrategy[Any]:
    """Any answer to one question, or none."""
    given = OF_A_FIELD.get(field)
    typed = given if given is not None else _of_type(_bare(Proposal.model_fields[field].annotation))
    return typed | st.just(blank(field))


@st.composite
def proposals(draw: st.DrawFn) -> Proposal:
    """The class blog with up to twelve answers changed; unsound combinations lose a change."""
    fields = draw(
        st.lists(st.sampled_from(sorted(Proposal.model_fields)), max_size=12, unique=True)
    )
    answers = COMPLIANT | {field: draw(answers_to(field)) for field in fields}
    if draw(st.booleans()):
        answers["platform"], answers["address"] = draw(PLACES)
    while True:
        try:
            return Proposal(**answers)
        except ValidationError:
            field = fields.pop()
            answers[field] = COMPLIANT.get(field, blank(field))


@st.composite
def people(draw: st.DrawFn) -> dict[str, Person]:
    """The school's people, one of them gone or with another standing."""
    key = draw(st.sampled_from(sorted(PEOPLE)))
    change = draw(st.sampled_from((None, *MembershipKind)))
    rest = {other: one for other, one in PEOPLE.items() if other != key or key == TEACHER}
    if change is None:
        return rest
    return PEOPLE | {key: PEOPLE[key].model_copy(update={"standing": change})}


SCHOOLS: st.SearchStrategy[School] = st.builds(
    lambda everyone, place: a_school(people=everyone, jurisdiction=place),
    st.just(PEOPLE) | people(),
    st.sampled_from((Jurisdiction.NORTHERN_IRELAND, Jurisdiction.IRELAND, Jurisdiction.FRANCE)),
)
REGISTERS: st.SearchStrategy[tuple[Registered, ...]] = st.sampled_from((
    (), (a_registered_site(),), (a_registered_site(address=COMPLIANT["address"]),),
    (a_registered_site(), a_registered_site(entry="site-8", address="https://b.example")),
))  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any case of the teacher's."""
    return Case(
        reference="OS-2026-0001",
        proposer=TEACHER,
        proposal=draw(proposals()),
        school=draw(SCHOOLS),
        register=draw(REGISTERS),
    )
