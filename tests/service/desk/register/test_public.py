"""What anyone may read of the registers."""

from appendix_a.reading.case import SiteStatus
from service.desk.register import public
from tests.schools import Birchfield
from tests.service.desk.register.entries import (
    copies,
    counted,
)
from tests.service.school import OWN

LIVE, CLOSED, SUSPENDED = SiteStatus.LIVE, SiteStatus.CLOSED, SiteStatus.SUSPENDED
WAITING, LAPSED = SiteStatus.AWAITING_LAUNCH, SiteStatus.LAPSED


def test_a_public_entry_is_read_alone(school: Birchfield) -> None:
    """One query for it and its days, whatever else the register holds."""
    site = school.launched(school.registered())
    found = []
    for count in (0, 20):
        copies(school, site.key, count)
        with counted(school) as statements:
            assert public.entry(school.office, OWN, site.key)[1].title == "P5 class blog"
        found.append([one for one in statements if "entry_status" in one])
    assert [len(one) for one in found] == [1, 1]
    assert all('entry."key" = ?' in one for (one,) in found)
