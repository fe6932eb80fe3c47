"""The demo's school: it fills through the desk, with real steps, into every status."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.school_days import Calendar, DaysOff, school_days_between, school_year
from appendix_a.reading.case import SiteStatus
from appendix_a.reading.proposal import Proposal as Answers
from appendix_a.values.value import Value
from service.db.migrate import migrate
from service.db.tables import Answered, Decision, Entry, Event, Proposal, Statement
from service.demo import proposals as forms
from service.demo.fill import FILLED, Demo, fill
from service.demo.school import DOMAIN, KEY, SECRET, SIGN_IN_AS, closures_of
from service.demo.tour import MENU, hints
from service.desk.calendar import closures
from service.desk.cases.cases import proposal_of, text_of
from service.desk.opening import open_desk
from service.desk.operations import log
from service.desk.people import signing_in
from service.desk.register import listing
from service.pages.fields import Widget
from service.pages.proposals.form_pages import PAGES
from service.settings import load
from service.web import create_app
from tests.service.conftest import Web
from tests.service.stepping import run_all


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, filled; where it would wait for the engine, the steps are run here.

    With the very settings of the command: its mailbox decides who gets a link in which way.
    """
    folder = tmp_path_factory.mktemp("demo")
    office = open_desk(load(folder, demo=True, hold_seconds=0))
    migrate(office.db)
    log.make_key(office)
    found = Demo(office, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.demo.fill.time.sleep", lambda _: run_all(office))
        fill(found)
    run_all(office)
    return found


def test_it_shows_a_proposal_in_every_status_that_lasts(demo: Demo) -> None:
    """All but checking and approved, which pass within seconds, and a draft that is no more."""
    with demo.office.read() as session:
        found = set(session.exec(select(Proposal.status)))
    assert found == set(Status) - {Status.CHECKING, Status.APPROVED, Status.DELETED}


def test_its_register_has_sites_at_every_turn(demo: Demo) -> None:
    """Live, awaiting launch, and closed."""
    with demo.office.read() as session:
        found = set(session.exec(select(Entry.status)))
    assert found == {SiteStatus.LIVE, SiteStatus.AWAITING_LAUNCH, SiteStatus.CLOSED}


def test_its_past_is_lived_through_in_order(demo: Demo) -> None:
    """The log is whole, its times only rise, and it spans more than a year."""
    assert log.verify(demo.office, KEY) is None
    assert (demo.data / FILLED).exists()
    lines = log.lines(demo.office, KEY, limit=1000)[::-1]
    times = [line.at for line in lines]
    assert times == sorted(times)
    passing = {
        "reminded",
        "escalated",
        "committed",
    }  # which comes due today, and what closes an act
    lived = [line.at for line in lines if line.kind not in passing]
    assert (lived[-1] - lived[0]).days == 397


def test_its_school_years_are_those_of_a_school_in_northern_ireland() -> None:
    """Begun in 2026 and in 2027; each year has as many school days as such a school has, or near it."""
    assert closures_of(2026) == (
        DaysOff(date(2026, 10, 26), date(2026, 10, 30), "Halloween"),
        DaysOff(date(2026, 12, 21), date(2027, 1, 1), "Christmas"),
        DaysOff(date(2027, 2, 8), date(2027, 2, 12), "Mid-term"),
        DaysOff(date(2027, 3, 25), date(2027, 4, 2), "Easter"),
        DaysOff(date(2027, 7, 1), date(2027, 8, 31), "Summer"),
    )
    assert closures_of(2027)[1] == DaysOff(date(2027, 12, 20), date(2027, 12, 31), "Christmas")
    for year in range(2020, 2060):
        one = Calendar(closures=closures_of(year))
        days = school_days_between(one, date(year, 8, 31), date(year + 1, 8, 31))
        assert 185 <= days <= 195


def test_its_calendar_covers_the_past_and_the_year_to_come(demo: Demo) -> None:
    """From the school year in which its record begins to the next one."""
    found = closures.calendar(demo.office, KEY)
    years = {school_year(one.days.first) for one in found.kept}
    now = school_year(found.today)
    assert {now - 1, now, now + 1} <= years
    assert len(found.kept) == 5 * len(years)


def test_everyone_who_is_named_can_sign_in(demo: Demo) -> None:
    """With the one password that the banner tells."""
    for one in SIGN_IN_AS:
        session = signing_in.sign_in(demo.office, one.email, SECRET, signing_in.NOTICE_VERSION)
        assert signing_in.who(demo.office, session.token) is not None


# What its people write ------------------------------------------------------------------------

STORIES = Path(forms.__file__).parent / "stories"
TYPED = {
    one.field
    for page in PAGES
    for one in page.questions
    if one.widget in {Widget.LINE, Widget.TEXT}
}
"""The questions of the form that are answered in words, and not by an address or a choice."""

LONG = 25  # characters; what is shorter may well be said twice
SENTENCE = re.compile(r"(?<=[.?!:;])\s+")
CLASS = re.compile(r"\b(?:primar(?:y|ies)|years?|p|y)[ -]?([1-9]\d?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Site:
    """A site as the record has it: the years that it is for, and whatever anybody typed about it."""

    title: str
    address: str
    years: frozenset[str]
    texts: tuple[str, ...]


@pytest.fixture(scope="module")
def school(demo: Demo) -> dict[str, Site]:
    """Every site that somebody of the demo's school has proposed, by its title."""
    with demo.office.read() as session:
        rows = session.exec(select(Proposal)).all()
        sites = [_site(session, one.ref, one.revision) for one in rows]
        return {one.title: one for one in sites}


def _site(session: Session, ref: str, revision: int) -> Site:
    proposal = proposal_of(session, ref, revision)
    return Site(
        title=proposal.title or "",
        address=proposal.address or "",
        years=frozenset(one.label for one in proposal.audience_years),
        texts=(*_typed(proposal), *(text_of(session, one) for one in _said(session, ref))),
    )


def _typed(proposal: Answers) -> Iterator[str]:
    yield from _words([getattr(proposal, field) for field in sorted(TYPED)])


def _words(given: object) -> Iterator[str]:
    """Every text in a value of the form, its codes left out."""
    if type(given) is str:
        yield given
    elif isinstance(given, Value):
        yield from _words(vars(given).values())
    elif isinstance(given, Iterable) and not isinstance(given, str):
        for one in given:
            yield from _words(one)


def _said(session: Session, ref: str) -> list[str]:
    """The texts that were kept beside the form: reasons, answers, conflicts of interest."""
    decided = select(Decision.reason).where(Decision.ref == ref)
    answered = select(Answered.text).join(Decision).where(Decision.ref == ref)
    declined = select(Statement.reason).where(Statement.ref == ref)
    conflicts = select(Statement.conflict).where(Statement.ref == ref)
    found = [
        one for query in (decided, answered, declined, conflicts) for one in session.exec(query)
    ]
    events = session.exec(select(Event).where(col(Event.subject) == ref, Event.kind == "withdrawn"))
    return [one for one in (*found, *(event.body["text"] for event in events)) if one]


def said_twice(sites: Iterable[Site]) -> list[str]:
    """The sentences that stand more than once, at whatever site, in whatever place."""
    texts = (text for site in sites for text in site.texts)
    sentences = Counter(
        " ".join(one.casefold().split()) for text in texts for one in SENTENCE.split(text)
    )
    return sorted(one for one, times in sentences.items() if times > 1 and len(one) > LONG)


def strangers(sites: Iterable[Site]) -> dict[str, set[str]]:
    """The classes that a site speaks of and is not for. Only a site of one class may name one."""
    named = {
        site.title: set(CLASS.findall(" ".join((site.title, site.address, *site.texts))))
        - (set(CLASS.findall(" ".join(site.years))) if len(site.years) == 1 else set())
        for site in sites
    }
    return {title: classes for title, classes in named.items() if classes}


def test_nobody_at_the_school_says_what_somebody_has_said(school: dict[str, Site]) -> None:
    """No sentence of some length, in a proposal, an answer or a reason, is in the record twice."""
    assert said_twice(school.values()) == []


def test_a_sentence_that_stands_twice_is_found(school: dict[str, Site]) -> None:
    """One site that ends an answer with a sentence of another's is enough."""
    one, other = school["Primary 5 class blog"], school["School choir"]
    borrowed = "There's no comment box and no address to write to."
    copied = replace(other, texts=(*other.texts, f"I have thought of it.  {borrowed.upper()}"))
    assert borrowed in one.texts
    assert said_twice([one, copied]) == [borrowed.casefold()]


def test_a_site_speaks_of_no_class_but_its_own(school: dict[str, Site]) -> None:
    """What is for one class names that class alone, and what is for more names none."""
    assert strangers(school.values()) == {}


def test_a_class_that_is_not_the_sites_own_is_found(school: dict[str, Site]) -> None:
    """Its name gives it away however it is written: in full, in short, in an address."""
    blog, diary = school["Primary 5 class blog"], school["Primary 6 nature diary"]
    doctored = (
        replace(blog, texts=(*blog.texts, "It suits P.E. and primary 6 too.")),
        replace(diary, address="https://p5.laganvale.example"),
        replace(school["School choir"], texts=("Most of them are in P7.",)),
    )
    assert strangers(doctored) == {
        "Primary 5 class blog": {"6"},
        "Primary 6 nature diary": {"5"},
        "School choir": {"7"},
    }


def test_every_story_is_told_to_its_end(school: dict[str, Site]) -> None:
    """The record holds each text that is written for the demo, and no other."""
    told = [forms.story(file.stem) for file in STORIES.iterdir()]
    written = [
        text
        for one in told
        for text in (
            *_typed(Answers.model_validate(one.proposal)),
            *one.answers.values(),
            *one.reasons.values(),
        )
    ]
    assert sorted(text for site in school.values() for text in site.texts) == sorted(written)


def test_what_there_is_to_try_stands_on_the_page(demo: Demo) -> None:
    """Each hint's entry is in that person's menu, and what it quotes is on the page it leads to."""
    web = Web(create_app(demo.office, load(demo.data, demo=True)))
    for key, some in hints(demo.office.clock().date()).items():
        browser = web.browser()
        typed = {
            "email": f"{key}@{DOMAIN}",
            "password": SECRET,
            "notice": signing_in.NOTICE_VERSION,
        }
        assert browser.post("/sign-in", data=typed).status_code == 303
        for hint in some:
            menu = browser.get("/inbox").text
            assert re.search(rf'href="{MENU[hint.menu]}"[^>]*>\s*{hint.menu}\b', menu), hint
            page = unescape(browser.get(MENU[hint.menu]).text)
            assert [one for one in re.findall("“(.+?)”", hint.words) if one not in page] == []


def test_on_the_day_that_the_auditor_is_told_the_account_was_official(demo: Demo) -> None:
    """And it is no more today."""
    today = demo.office.clock().date()
    words = hints(today)["hana"][0].words
    (then,) = re.findall(r"\d{4}-\d\d-\d\d", words)
    on_x = [
        [one.platform for one in listing.sites_on(demo.office, KEY, on=day)].count("x")
        for day in (date.fromisoformat(then), today)
    ]
    assert on_x == [1, 0]
