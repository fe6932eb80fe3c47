"""Which sites anyone may read of."""

import pytest

from appendix_a.procedure.public_list import is_listed
from appendix_a.reading.proposal import Group
from tests.builders import a_proposal


@pytest.mark.parametrize(
    ("groups", "listed"),
    [
        (None, True),
        ({Group.STAFF}, True),
        ({Group.STAFF, Group.FAMILIES}, True),
        ({Group.STAFF, Group.PUPILS}, False),
        ({Group.OTHER_SCHOOLS}, False),
    ],
)
def test_a_site_to_which_children_add_is_not_listed(
    groups: set[Group] | None, listed: bool
) -> None:
    """Pupils of the school or of another keep a site out of the public list; adults do not."""
    contributors = None if groups is None else frozenset(groups)
    assert is_listed(a_proposal(contributors=contributors)) is listed
