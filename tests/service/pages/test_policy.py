"""The policy, for anyone to read."""

from html import unescape

import pytest

from appendix_a.clause import Clause
from appendix_a.policy import MODEL, PROVENANCE
from service.desk.entrance import NOTICE
from tests.service.conftest import Web
from tests.service.pages.reading import Read

IDS = [clause.id for clause in MODEL]


def test_the_whole_edition_is_on_one_page_with_its_provenance(web: Web) -> None:
    """Every clause is linked in the policy's order, under the words on whose it is."""
    html = unescape(web.browser().get("/policy").text)
    links = [one.removeprefix("/policy/") for one in Read(html).links if one.startswith("/policy/")]
    assert links == IDS
    assert (PROVENANCE in html, NOTICE in html) == (True, True)


@pytest.mark.parametrize("clause", MODEL, ids=IDS)
def test_each_clause_has_a_page_with_its_words_and_checks(web: Web, clause: Clause) -> None:
    """The page of a clause shows its words, one item for each check, and the provenance."""
    html = unescape(web.browser().get(f"/policy/{clause.id}").text)
    assert html.count("<li>\n<p><strong>") == len(clause.checks)
    assert (clause.words in html, PROVENANCE in html) == (True, True)


def test_a_clause_that_is_not_there_is_not_found(web: Web) -> None:
    """Another number answers 404, and says which."""
    answer = web.browser().get("/policy/A.9.9")
    assert (answer.status_code, "A.9.9" in answer.text) == (404, True)


def test_every_page_leads_to_the_policy(web: Web) -> None:
    """The frame around every page links to the policy, and to its notice of what is recorded."""
    links = Read(web.browser().get("/official").text).links
    assert {"/policy", "/policy#notice"} <= set(links)
