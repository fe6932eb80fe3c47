"""What a page of refusal shows back: the words that somebody typed, and never a secret."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service import clock
from service.pages import refused
from service.pages.proposals.form_pages import QUESTION_OF
from service.web import create_app
from tests.browser.places import PLACES
from tests.browser.school import furnished
from tests.service.conftest import Web, settings_of
from tests.service.pages.reading import Read
from tests.service.school import an_office

TYPED = frozenset({"text", "email", "url", "search", "password", "tel", "textarea"})
KEPT_BACK = (
    "password", "again",  # secrets
    "*-day", "*-month", "*-year", "*.youngest", "*.oldest", "*_age", "age_*", "next_*",  # figures
    "hours_per_week", "thresholds.*", "wording.*.printed",
)  # fmt: skip
"""Fields that take what is typed and are not shown again: secrets, and figures without a sentence."""


class Posts(HTMLParser):
    """Each field of a page's forms that post: its name, and what kind of field it is."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self._posts = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._posts = has.get("method", "get").lower() == "post"
        if self._posts and has.get("name") and tag in {"input", "textarea", "select"}:
            self.found.add((has["name"], has.get("type", "text") if tag == "input" else tag))


@dataclass(frozen=True)
class House:
    """The furnished school, with a browser for each of its people."""

    web: Web
    named: Mapping[str, str]
    browsers: dict[str, TestClient] = field(default_factory=dict)

    def by(self, who: str) -> TestClient:
        if who not in self.browsers:
            self.browsers[who] = self.web.sign_in_as(who) if who else self.web.browser()
        return self.browsers[who]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder: Path = tmp_path_factory.mktemp("house")
    named = furnished(folder)
    settings = settings_of(folder, mail_host="127.0.0.1", mail_sender="s@birchfield.example")
    url = f"sqlite:///{folder}/record.db"
    office = an_office(folder, url, clock=clock.now, relay=settings.relay)
    yield House(Web(create_app(office, settings)), named)
    office.db.dispose()


@pytest.fixture(scope="module")
def posted(house: House) -> set[tuple[str, str]]:
    """The fields of every form of the product, and the questions that no proposal here is asked."""
    places = [one for several in PLACES.values() for one in several]
    pages = [house.by(one.who).get(one.path.format_map(house.named)) for one in places]
    assert {one.status_code for one in pages} == {200}
    rendered = {found for one in pages for found in Posts(one.text).found}
    plain = {one.field: one.widget.value for one in QUESTION_OF.values()}
    return rendered | {(name, kind) for name, kind in plain.items() if kind in TYPED}


def test_every_field_that_is_typed_is_shown_again_or_known_to_be_kept_back(
    posted: set[tuple[str, str]],
) -> None:
    """A new field of any form fails here until it is in one list or the other, and never in both."""
    typed = {name for name, kind in posted if kind in TYPED}
    kept = {name for name in typed if any(fnmatchcase(name, one) for one in KEPT_BACK)}
    assert {name for name in typed if refused.may_be_shown(name)} == typed - kept
    assert {name for name, kind in posted if kind == "password"} == {"password", "again"}


def test_no_hidden_field_is_ever_shown(posted: set[tuple[str, str]]) -> None:
    """Keys, seals, versions and nonces are nobody's words."""
    hidden = {name for name, kind in posted if kind == "hidden"}
    assert {name for name in hidden if refused.may_be_shown(name)} == set()
    assert {"version", "seal", "nonce", "key", "grant"} <= hidden


def test_the_list_of_what_is_shown_names_no_field_that_is_gone(
    posted: set[tuple[str, str]],
) -> None:
    """Each of its patterns is a field of some form."""
    names = {name for name, _ in posted}
    dead = [one for one in refused.SHOWN if not any(fnmatchcase(name, one) for name in names)]
    assert dead == []


@pytest.mark.parametrize("name", ["password", "again", "token", "key", "nonce", "seal", "csrf"])
def test_a_secret_is_kept_back_whatever_it_looks_like(house: House, name: str) -> None:
    """Three words under such a name are not on the page; as a reason they are."""
    words = "lantern puddle heron"
    posted = {name: words, "reason": "Because of the harbour"}
    page = Read(house.by("").post("/proposals/NOBODY-0001/withdraw", data=posted).text)
    assert (words in page.words, "Because of the harbour" in page.words) == (False, True)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"reason": "No."}, ("No.",)),
        ({"close_reason": "not_used"}, ()),
        ({"reason": "  "}, ()),
        ({"answer:A.2.1": "It serves them.", "decision": "sign it now"}, ("It serves them.",)),
    ],
)
def test_one_word_is_words_and_what_is_chosen_is_not(
    house: House, typed: dict[str, str], shown: tuple[str, ...]
) -> None:
    """A reason of one word is not lost; a code that was chosen is nothing that anybody wrote."""
    page = house.by("").post("/proposals/NOBODY-0001/withdraw", data=typed).text
    quoted = [part.split("</p>")[0] for part in page.split("<blockquote><p>")[1:]]
    assert tuple(quoted) == shown
