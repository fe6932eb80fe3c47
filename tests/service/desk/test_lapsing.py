"""What nobody took further for twelve months lapses; anything else does not."""

from datetime import timedelta

import pytest

from appendix_a.lifecycle import Status
from service.desk.outcomes import IDLE
from service.desk.refusals import Conflict
from tests.schools import Birchfield

NEARLY = IDLE - timedelta(seconds=1)


def test_a_draft_lapses_after_twelve_months(school: Birchfield) -> None:
    """Not a second before; then it cannot be edited any more."""
    ref = school.drafted()
    school.after(NEARLY)
    assert school.status(ref) is Status.DRAFT
    school.after(timedelta(seconds=1))
    assert school.status(ref) is Status.LAPSED
    with pytest.raises(Conflict):
        school.saved(ref)


def test_what_was_returned_lapses_too(school: Birchfield) -> None:
    """Twelve months after its return."""
    ref = school.checked(closure=None)
    school.after(IDLE)
    assert (school.status(ref), school.kinds(ref)[-1]) == (Status.LAPSED, "lapsed")


def test_a_change_begins_the_year_anew(school: Birchfield) -> None:
    """The timer of the first save is late; that of the last one lapses the draft."""
    ref = school.drafted()
    school.after(NEARLY)
    school.saved(ref, title="P5 writes")
    school.after(NEARLY)
    assert school.status(ref) is Status.DRAFT
    school.after(timedelta(seconds=1))
    assert school.status(ref) is Status.LAPSED


def test_what_waits_for_others_does_not_lapse(school: Birchfield) -> None:
    """A proposal in sign-off is not idle by its proposer's doing."""
    ref = school.checked()
    school.after(2 * IDLE)
    assert school.status(ref) is Status.IN_SIGN_OFF
