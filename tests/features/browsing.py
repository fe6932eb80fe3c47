"""People of Birchfield at their browsers: what they open, press and read of the real application."""

from dataclasses import dataclass, field

from httpx2 import Response
from starlette.testclient import TestClient

from appendix_a.reading.case import MembershipKind
from service.desk.people import people
from service.desk.people.people import NewPerson
from tests.schools import Birchfield
from tests.service.conftest import Keys, Web
from tests.service.pages.proposals.test_sign_off import filled
from tests.service.pages.test_once import Act
from tests.service.school import OWN, REGISTRAR
from tests.templates.views import Page

HERE = {"school": OWN}


def named(name: str) -> str:
    """The builders' name of a person, as their e-mail address begins: Aoife Kerr is aoife.kerr."""
    return name.lower().replace(" ", ".")


def words(answer: Response) -> str:
    """The page as its reader meets it."""
    return Page(answer.text).words()


@dataclass
class Browsing:
    """Everybody's browser, the pages that are open in them, and what was answered so far."""

    web: Web
    school: Birchfield
    keys: Keys
    who: str = ""
    browsers: dict[str, TestClient] = field(default_factory=dict)
    open: dict[str, Act] = field(default_factory=dict)
    answers: list[Response] = field(default_factory=list)

    def person(self, name: str) -> str:
        """Whom a sentence means: “she” and “he” are whoever acted last."""
        self.who = self.who if name.lower() in ("she", "he") else named(name)
        return self.who

    def browser(self, name: str) -> TestClient:
        """The browser of this person, who has signed in."""
        who = self.person(name)
        if who not in self.browsers:
            self.browsers[who] = self.web.sign_in_as(who)
        return self.browsers[who]

    def reads(self, name: str, path: str) -> Response:
        """This person opens a page and reads it."""
        return self.noted(self.browser(name).get(path))

    def shown(self, name: str, page: str, action: str, label: str, **typed: str) -> Act:
        """The form behind a button that this person sees on a page."""
        assert label in words(self.browser(name).get(page))
        return Act(self.browser(name), page, action, **typed)

    def signing(self, name: str, where: str) -> None:
        """The page of a decision is open before this person, and every question is answered."""
        browser = self.browser(name)
        self.open[self.who] = Act(browser, where, where, **filled(browser, where))

    def noted(self, answer: Response) -> Response:
        """Keep what was answered, for those who speak of it afterwards."""
        self.answers.append(answer)
        return answer

    @property
    def told(self) -> str:
        """The words of the page that came last."""
        return words(self.answers[-1])


def line_manager(seen: Browsing, name: str) -> str | None:
    """Who manages this person, as the registrar has it."""
    return people.person(seen.school.office, OWN, seen.school.key(named(name))).line_manager


def record(seen: Browsing, name: str, manager: str | None, *, leaves: bool = False) -> None:
    """The registrar writes down who manages somebody, and whether today is their last day."""
    school, key = seen.school, seen.school.key(named(name))
    trained = people.person(school.office, OWN, key).trained_on
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, manager, trained_on=trained)
    last = school.today if leaves else None
    people.change(school.office, school.key(REGISTRAR), OWN, key, tied, last)
