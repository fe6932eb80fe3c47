"""The policy, for anyone to read."""

from html import unescape
from typing import Any

import pytest

from appendix_a.editions.policy import MODEL, PROVENANCE
from appendix_a.reading.case import Stage
from appendix_a.reading.clause import Clause, Duty
from service.desk.office import Office
from service.desk.people.signing_in import NOTICE
from service.desk.policy import editions, previews
from service.pages.policy.policy import TITLES
from service.pages.policy.scenarios import scenarios
from tests.builders import CHAIR, PRINCIPAL, TEACHER
from tests.service.conftest import Keys, Web
from tests.service.journey import launched, registered
from tests.service.pages.reading import Read
from tests.service.school import AUDITOR, NAMES, OTHER, OWN, REGISTRAR

IDS = [clause.id for clause in MODEL]
OF_OWN = f"?school={OWN}"
AT_OWN = f"/policy{OF_OWN}"


def adopt(office: Office, keys: Keys, **fields: Any) -> None:
    """The school adopts an edition of its own."""
    version = editions.save_draft(office, keys[OWN, REGISTRAR], OWN, 0, fields)
    editions.adopt(office, keys[OWN, PRINCIPAL], OWN, version)


def clauses_of(html: str) -> list[str]:
    links = (one.partition("?")[0] for one in Read(html).links)
    return [one.removeprefix("/policy/") for one in links if one.startswith("/policy/")]


def test_the_whole_edition_is_on_one_page_with_its_provenance(web: Web) -> None:
    """Every clause is linked in the policy's order, under the words on whose it is."""
    html = unescape(web.browser().get("/policy").text)
    assert clauses_of(html) == IDS
    assert (PROVENANCE in html, NOTICE in html) == (True, True)
    assert html.index(PROVENANCE) < html.index(MODEL[0].words)


def test_the_contents_lead_to_every_part(web: Web) -> None:
    """Each section of the policy and each part of the appendix, in order, and each is named."""
    html = web.browser().get("/policy").text
    parts = dict.fromkeys(one.rpartition(".")[0] for one in IDS)
    leads = [one for one in Read(html).links if one.startswith("#part-")]
    assert leads == [f"#part-{one}" for one in parts]
    assert [one for one in leads if f'id="{one[1:]}"' not in html] == []
    assert set(parts) == set(TITLES)


@pytest.mark.parametrize("clause", MODEL, ids=IDS)
def test_each_clause_has_a_page_with_its_words_and_checks(web: Web, clause: Clause) -> None:
    """Its words, whose they are and how well known, who answers for it, its checks and examples."""
    page = web.browser().get(f"/policy/{clause.id}")
    html = unescape(page.text)
    assert html.count("<li>\n<p><strong>") == len(clause.checks)
    assert html.count("<h3>") == len(scenarios().get(clause.id, ()))
    words = Read(page.text).words
    said = [clause.words, PROVENANCE, clause.source.label, clause.evidence.label, clause.left]
    said += [owner.label for owner in clause.owners]
    said += [
        f"{(Stage.LIFE if isinstance(check, Duty) else check.stage).label}."
        for check in clause.checks
    ]
    assert [one for one in said if one not in words] == []
    if clause.same_as:
        assert f"/policy/{clause.same_as}" in Read(html).links


def test_a_clause_that_is_not_there_is_not_found(web: Web) -> None:
    """Another number answers 404, and says which."""
    answer = web.browser().get("/policy/A.9.9")
    assert (answer.status_code, "A.9.9" in answer.text) == (404, True)


def test_every_page_leads_to_the_policy(web: Web) -> None:
    """The frame around every page links to the policy, and to its notice of what is recorded."""
    links = Read(web.browser().get("/official").text).links
    assert {"/policy", "/policy#notice"} <= set(links)


MODELS = "This is the model policy. Each school can adopt its own edition"


def test_a_stranger_reads_the_model_until_they_name_a_school(
    web: Web, office: Office, keys: Keys
) -> None:
    """Of two schools neither is taken for both: the page says whose it is, and leads to each."""
    adopt(office, keys, title="Our own policy")
    browser = web.browser()
    pages = [
        Read(browser.get(f"/policy{one}").text)
        for one in ("", f"?school={OWN}", f"?school={OTHER}")
    ]
    assert ["Our own policy (birchfield-1)" in one.words for one in pages] == [False, True, False]
    said = (MODELS, *(f"This is the policy of {NAMES[one]}." for one in (OWN, OTHER)))
    assert [words in one.words for words, one in zip(said, pages, strict=True)] == [True] * 3
    offered = [[key for key in NAMES if f"/policy?school={key}" in one.links] for one in pages]
    assert offered == [[OWN, OTHER], [OTHER], [OWN]]
    assert browser.get("/policy?school=nowhere").status_code == 404


def test_a_clause_says_whose_words_it_has(web: Web, office: Office, keys: Keys) -> None:
    """Reworded at one school, it is the model's to a stranger who names none."""
    adopt(office, keys, wording={"A.5.4a": {"words": "Three teachers do."}})
    browser = web.browser()
    pages = [browser.get(f"/policy/A.5.4a{one}").text for one in ("", f"?school={OWN}")]
    assert ["Three teachers do." in one for one in pages] == [False, True]
    assert MODELS in Read(pages[0]).words
    assert f"This is the policy of {NAMES[OWN]}." in Read(pages[1]).words


def test_the_only_school_needs_no_naming(
    web: Web, office: Office, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is one school, a stranger reads its edition, and no other is offered."""
    adopt(office, keys, title="Our own policy")
    monkeypatch.setattr("service.desk.register.public.schools", lambda _: ((OWN, NAMES[OWN]),))
    page = Read(web.browser().get("/policy").text)
    assert ("Our own policy (birchfield-1)" in page.words, "#schools" in page.links) == (
        True, False,
    )  # fmt: skip


def test_a_reader_of_another_school_reads_their_own(web: Web, office: Office, keys: Keys) -> None:
    """Whoever is signed in has the edition of their school."""
    adopt(office, keys, title="Our own policy")
    assert "Our own policy" not in web.sign_in_as(TEACHER, OTHER).get("/policy").text


def test_the_schools_number_words_and_confirmation_are_printed(
    web: Web, office: Office, keys: Keys
) -> None:
    """And that it is a reconstructed edition stands there still, on both pages."""
    said = {"printed": "B.7", "title": "Three look after it", "words": "Three teachers do."}
    adopt(office, keys, confirmed=True, wording={"A.5.4a": said})
    browser = web.browser()
    whole, one = (
        Read(browser.get(path).text).words for path in (AT_OWN, f"/policy/A.5.4a{OF_OWN}")
    )
    for words in (
        "B.7 Three look after it",
        PROVENANCE,
        "The school confirmed this reconstructed edition as its own on 1 September 2026.",
    ):
        assert words in whole
    assert "Clause B.7. In addresses and files: A.5.4a. Three look after it" in one
    assert "reconstructed edition, with the school's own number or words" in one


def test_a_clause_that_is_switched_off_is_shown_with_the_reason(
    web: Web, office: Office, keys: Keys
) -> None:
    """At the end of the policy, and on top of its own page; the others stay in order."""
    adopt(office, keys, switched_off={"A.1.7": "We measure all our sites together."})
    browser = web.browser()
    html = browser.get(AT_OWN).text
    assert clauses_of(html) == [*(one for one in IDS if one != "A.1.7"), "A.1.7"]
    assert "We measure all our sites together." in html
    page = Read(browser.get(f"/policy/A.1.7{OF_OWN}").text).words
    assert "switched this clause off: We measure all our sites together." in page
    assert PROVENANCE in page


def test_related_policies_stand_with_their_versions(web: Web, office: Office, keys: Keys) -> None:
    """Each as the edition pins it."""
    related = [{"title": "Code", "version": "4", "dated": "2026-02-03"}, {"title": "Old one"}]
    adopt(office, keys, related=related)
    words = Read(web.browser().get(AT_OWN).text).words
    assert ("Code, version 4, 3 February 2026" in words, "Old one (no version recorded)" in words) == (
        True, True,
    )  # fmt: skip


def test_another_role_that_an_edition_names_is_said(web: Web, office: Office, keys: Keys) -> None:
    """Beside the owner whom the policy speaks of."""
    adopt(office, keys, roles={"brand_owner": "principal"})
    pages = (web.browser().get(f"/policy/{one.id}{OF_OWN}").text for one in MODEL)
    owned = [one.id for one in MODEL if "brand_owner" in one.owners]
    assert [
        clause.id
        for clause, html in zip(MODEL, pages, strict=True)
        if "The brand owner (here: principal)" in html
    ] == owned


@pytest.mark.parametrize("who", [AUDITOR, PRINCIPAL, CHAIR])
def test_readers_of_the_register_see_the_sites_that_depend_on_a_clause(
    web: Web,
    office: Office,
    keys: Keys,
    who: str,
) -> None:
    """Those that are sanctioned today, by a link on the clause: until then no site is tested."""
    registered(office, keys)
    site = launched(office, keys)
    browser = web.sign_in_as(who)
    first = Read(browser.get("/policy/A.5.4a").text)
    asking = f"/policy/A.5.4a?sites=1&school={OWN}"
    assert (f"/sites/{site}/record" in first.links, asking in first.links) == (False, True)
    page = Read(browser.get(asking).text)
    assert ("Sites that depend on it today" in page.words, f"/sites/{site}/record" in page.links) == (
        True, True,
    )  # fmt: skip


def test_sites_that_were_not_looked_at_are_said(
    web: Web, office: Office, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the most that are tested for one page the page says how many more there are."""
    monkeypatch.setattr(previews, "MOST_TESTED", 1)
    registered(office, keys)
    registered(
        office, keys, address=f"https://blogs.{OWN}.example/p6", why_not_existing="P6's own."
    )
    asking = f"/policy/A.5.4a?sites=1&school={OWN}"
    page = Read(web.sign_in_as(AUDITOR).get(asking).text)
    assert (
        "Only the first sites in the register were checked: 1 more were not checked." in page.words
    )


@pytest.mark.parametrize("who", ["", TEACHER, AUDITOR])
def test_to_show_one_clause_tests_no_site(
    web: Web, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """However many sites there are, a clause costs the same; they are tested when asked for."""
    asked: list[str] = []

    def note(_office: Office, _school: str, clause: str) -> tuple[()]:
        asked.append(clause)
        return ()

    monkeypatch.setattr("service.desk.policy.previews.depending", note)
    browser = web.sign_in_as(who) if who else web.browser()
    assert browser.get("/policy/A.5.4a").status_code == 200
    assert asked == []
    browser.get("/policy/A.5.4a?sites=1")
    assert asked == ["A.5.4a"] * (who == AUDITOR)


@pytest.mark.parametrize("who", ["", TEACHER, REGISTRAR])
def test_nobody_else_does(web: Web, office: Office, keys: Keys, who: str) -> None:
    """Neither the public, nor whoever works at the school."""
    registered(office, keys)
    site = launched(office, keys)
    browser = web.sign_in_as(who) if who else web.browser()
    html = browser.get("/policy/A.5.4a?sites=1").text
    assert ("Sites that depend on it" in html, site in html) == (False, False)


def test_a_reader_elsewhere_sees_no_sites_of_another_school(
    web: Web,
    office: Office,
    keys: Keys,
) -> None:
    """The principal of one school asks for the edition of another."""
    registered(office, keys)
    site = launched(office, keys)
    html = web.sign_in_as(PRINCIPAL, OTHER).get(f"/policy/A.5.4a?sites=1&school={OWN}").text
    assert ("Sites that depend on it" in html, site in html) == (False, False)


@pytest.mark.parametrize(
    ("who", "led"), [("", False), (TEACHER, False), (REGISTRAR, True), (PRINCIPAL, True)]
)
def test_who_drafts_and_adopts_is_led_to_the_edition(web: Web, who: str, led: bool) -> None:
    """From the policy itself."""
    browser = web.sign_in_as(who) if who else web.browser()
    assert (f"/edition?school={OWN}" in Read(browser.get("/policy").text).links) is led
