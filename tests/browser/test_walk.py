"""The whole procedure, one person after the other, on real pages without any script."""

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.steps import CHECKS, FlowStep
from appendix_a.reading.case import SignOffStep
from appendix_a.reading.form import with_people
from appendix_a.reading.proposal import Proposal
from tests.browser import walking
from tests.browser.school import OPENS, blog
from tests.browser.serving import House
from tests.browser.visit import PUBLIC, Visits
from tests.builders import (
    BRAND_OWNER,
    COMPLIANT,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    a_proposal,
)
from tests.service.school import AUDITOR

TEAM = (TEACHER, LINE_MANAGER, SECOND_TEACHER)
SIGNERS = {
    SignOffStep.AIMS: LINE_MANAGER,
    SignOffStep.BRAND: BRAND_OWNER,
    SignOffStep.FINAL: PRINCIPAL,
}
STEPS = [*CHECKS, *[FlowStep.SIGN_OFF] * len(SIGNERS), FlowStep.REGISTER_SITE]
YES, NOT_OPEN = "Yes, this is an official site", "No, this site is not open yet"
ENDED, UNKNOWN = "No, this site is not official any more", "No, this address is not on the register"


def meant(house: House) -> Proposal:
    """The diary that the teacher means, with the people's keys in this record."""
    plain = COMPLIANT | blog(10, title=walking.TITLE, address=walking.ADDRESS)
    return a_proposal(**with_people(plain, house.named.__getitem__))


def official(visits: Visits, address: str) -> str:
    """What the public is told of an address."""
    with visits.by(PUBLIC) as page:
        return walking.asks(page, address)


def test_from_the_idea_to_the_closed_site(visits: Visits, house: House) -> None:
    """Proposed, checked, declared, signed, entered, audited; each step one run.

    It waits for its day. One whose day has come is launched and closed.
    """
    with visits.by(TEACHER) as page:
        ref = walking.proposes(page, meant(house))
        walking.comes_to(page, Status.IN_SIGN_OFF.label)
    for who in TEAM:
        with visits.by(who) as page:
            walking.declares(page, ref)
    for step, who in SIGNERS.items():
        with visits.by(who) as page:
            walking.signs(page, ref, step)
    with visits.by(TEACHER) as page:
        page.goto(f"/proposals/{ref}")
        walking.comes_to(page, "Approved, not open yet")
        walking.is_told_of_the_day(page, meant(house))
        assert official(visits, walking.ADDRESS) == NOT_OPEN
    assert official(visits, "https://birchfield-maths.example") == UNKNOWN
    runs = house.completed_runs(ref)
    assert list(runs.values()) == STEPS
    with visits.by(AUDITOR) as page:
        walking.audits(page, ref, set(runs))
    opens = blog(OPENS)
    with visits.by(TEACHER) as page:
        page.goto(f"/proposals/{house.named['opens']}")
        walking.launches(page, opens["address"])
    assert official(visits, f"{opens['address']}/") == YES
    with visits.by(PRINCIPAL) as page:
        walking.closes(page, opens["title"])
    assert official(visits, opens["address"]) == ENDED
