"""How a site enters the register."""

from datetime import date, timedelta

from appendix_a.reading.case import SiteStatus
from appendix_a.reading.proposal import RequestKind
from service.desk.proposals import proposals
from tests.builders import (
    TEACHER,
)
from tests.schools import Birchfield
from tests.service.school import OWN


def test_what_exists_already_enters_as_live(school: Birchfield) -> None:
    """A site that is only registered is official from that day."""
    ref = proposals.start(school.office, school.key(TEACHER), OWN, RequestKind.REGISTER_EXISTING)
    school.saved(
        ref,
        request_kind=RequestKind.REGISTER_EXISTING,
        already_exists=True,
        existing_since=date(2024, 9, 2),
        go_live=None,
    )
    school.submit(ref)
    school.carry(school.office)
    school.declare(ref)
    school.sign(ref, *[one.step for one in school.view(ref).route])
    school.after(timedelta(minutes=15))
    assert (school.site(ref).status, school.site(ref).official_from) == (
        SiteStatus.LIVE,
        school.today,
    )
