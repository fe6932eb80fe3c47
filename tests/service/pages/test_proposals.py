"""A proposal's way on the pages: begun, written, checked, submitted, followed, taken back."""

import pytest

from appendix_a.lifecycle import Status
from appendix_a.proposal import Proposal
from service.desk import proposals, reading, work
from service.desk.office import Office
from service.pages.form_fields import PAGES, TEAM, WHAT
from tests.builders import (
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VOLUNTEER,
)
from tests.service.conftest import Web
from tests.service.journey import Keys, blog, drafted, registered, sign, submitted
from tests.service.pages.test_form_fields import changed, in_its_form, page_of, posting
from tests.service.school import NOON, OTHER, OWN
from tests.service.stepping import run_all
from tests.templates.views import Page
from appendix_a.case import Step


def version(office: Office, keys: Keys, ref: str) -> int:
    return proposals.draft(office, keys[OWN, TEACHER], ref).version


def status(office: Office, keys: Keys, ref: str) -> Status:
    return reading.proposal(office, keys[OWN, TEACHER], ref).status


def test_a_teacher_proposes_a_site_in_six_pages(web: Web, office: Office, keys: Keys) -> None:
    """From the list to the submission by the pages alone: the draft is the blog, then it is checked."""
    browser = web.sign_in_as(TEACHER)
    begun = browser.post("/proposals").headers["location"]
    ref = begun.split("/")[2]
    where = begun
    for page in PAGES:
        assert where == f"/proposals/{ref}/draft/{page.key}"
        draft = proposals.draft(office, keys[OWN, TEACHER], ref)
        known = draft.facts.case.model_copy(update={"proposal": blog(keys)})
        filled = in_its_form(_with(draft, blog(keys)), page)
        assert known.proposal == blog(keys)
        where = browser.post(where, data=posting(filled, draft.version)).headers["location"]
    assert where == f"/proposals/{ref}/check"
    assert proposals.draft(office, keys[OWN, TEACHER], ref).facts.case.proposal == blog(keys)
    sent = browser.post(f"/proposals/{ref}/submit", data={"version": version(office, keys, ref)})
    assert sent.headers["location"] == f"/proposals/{ref}"
    assert status(office, keys, ref) is Status.CHECKING
    run_all(office)
    assert status(office, keys, ref) is Status.IN_SIGN_OFF


def _with(draft: proposals.Draft, proposal: Proposal) -> proposals.Draft:
    from dataclasses import replace

    case = draft.facts.case.model_copy(update={"proposal": proposal})
    return replace(draft, facts=draft.facts.model_copy(update={"case": case}))
