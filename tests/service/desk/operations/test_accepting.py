"""A difference between log and tables ends when operator and principal both accept it."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from service.db import keys
from service.db.connect import writing
from service.desk.office import INSTALLATION
from service.desk.operations import accepting, verifying
from service.desk.operations.accepting import LEADER, OPERATOR, Accepting
from service.desk.proof import NOT_TODAY
from service.desk.refusals import Conflict, Faulty, NotAllowed
from service.desk.register import official
from service.desk.views import Says
from tests.builders import PRINCIPAL
from tests.databases import KINDS
from tests.schools import Birchfield
from tests.service.school import OPERATOR as OTIS
from tests.service.school import OWN

pytestmark = pytest.mark.databases(*KINDS)
REASON = "A title was corrected by hand on the server. We looked at the site together."


def tampered(school: Birchfield, statement: str) -> None:
    """Change the tables as somebody does who has the database and not the key."""
    with writing(school.office.db) as session:
        session.connection().execute(text(statement))
        session.commit()


def retitled(school: Birchfield) -> str:
    """A registered site whose title was changed beside the program; gives its address."""
    site = school.site(school.registered())
    tampered(school, "UPDATE entry SET title = 'Another title'")
    return site.address


def waiting(school: Birchfield, name: str = OWN) -> Accepting:
    found = accepting.to_accept(school.office, name)
    assert found is not None
    return found


def accept(school: Birchfield, by: str, name: str = OWN, who: str = "") -> bool:
    person = who or school.key(OTIS if by == OPERATOR else PRINCIPAL)
    state = waiting(school, name).state
    return accepting.accept(school.office, person, by, name, state, REASON)


def test_both_accept_the_record_as_it_stands(school: Birchfield) -> None:
    """Until then the public is told that we cannot say; afterwards every row is proven again."""
    address = retitled(school)
    before = official.official(school.office, address)
    assert (before.says, before.words) == (Says.CANNOT_TELL, NOT_TODAY)
    assert [accept(school, OPERATOR), accept(school, LEADER)] == [False, True]
    assert verifying.verify(school.office).whole
    assert official.official(school.office, address).says is Says.APPROVED
    assert [one.body["by"] for one in school.events("record") if one.kind == accepting.KIND] == [
        OPERATOR,
        LEADER,
    ]


def test_one_of_them_is_not_enough(school: Birchfield) -> None:
    """The difference stands, whoever of the two it is, and however often."""
    retitled(school)
    for by in (LEADER, LEADER):
        assert accept(school, by) is False
    assert [one.how for one in verifying.verify(school.office).differences] == ["changed"]
    assert waiting(school).by == (LEADER,)


def test_one_person_is_not_two(school: Birchfield) -> None:
    """Who has accepted in one role is refused in the other."""
    retitled(school)
    accept(school, OPERATOR)
    with pytest.raises(NotAllowed, match="takes a second person"):
        accept(school, LEADER, who=school.key(OTIS))


def test_what_has_changed_since_is_not_accepted(school: Birchfield) -> None:
    """An acceptance is of one state: of another one it begins anew, and a page of old is refused."""
    retitled(school)
    old = waiting(school).state
    accept(school, OPERATOR)
    tampered(school, "UPDATE entry SET title = 'A third title'")
    with pytest.raises(Conflict, match="has changed since you opened the page"):
        accepting.accept(school.office, school.key(PRINCIPAL), LEADER, OWN, old, REASON)
    assert accept(school, LEADER) is False


def test_it_takes_a_reason(school: Birchfield) -> None:
    """Without one nothing is accepted."""
    retitled(school)
    state = waiting(school).state
    with pytest.raises(Faulty):
        accepting.accept(school.office, school.key(OTIS), OPERATOR, OWN, state, "  ")
    assert waiting(school).by == ()


def gone(school: Birchfield) -> None:
    school.registered()
    tampered(school, "DELETE FROM answered")


def put_in(school: Birchfield) -> None:
    school.registered()
    tampered(
        school,
        "INSERT INTO entry_status (entry, seq, status, from_on, actor) "
        "SELECT key, 9999, 'live', '2026-09-01', 'nobody' FROM entry",
    )


def unnamed(school: Birchfield) -> None:
    school.registered()
    tampered(school, "DELETE FROM entry_name")


@pytest.mark.parametrize(("spoil", "name"), [(gone, OWN), (put_in, OWN), (unnamed, INSTALLATION)])
def test_every_kind_of_difference_ends(
    school: Birchfield, spoil: Callable[[Birchfield], None], name: str
) -> None:
    """Rows that are gone, that were put in, and what is worked out of others."""
    spoil(school)
    assert not verifying.verify(school.office).whole
    assert [accept(school, OPERATOR, name), accept(school, LEADER, name)] == [False, True]
    assert verifying.verify(school.office).whole


def test_a_lost_log_key_is_a_difference_that_ends(school: Birchfield) -> None:
    """Under a new key each log differs by its key; once both accept, its rows bear new codes."""
    address = school.site(school.registered()).address
    school.office.log_key_path.unlink()
    keys.new_log_key(school.office.log_key_path)
    assert {one.how for one in verifying.verify(school.office).differences} == {"key", "code"}
    assert official.official(school.office, address).says is Says.CANNOT_TELL
    for name in (OWN, INSTALLATION, "oakfield"):
        accept(school, OPERATOR, name)
        accept(school, LEADER, name)
    assert verifying.verify(school.office).whole
    assert official.official(school.office, address).says is Says.APPROVED


def test_lines_that_are_not_whole_cannot_be_accepted(school: Birchfield) -> None:
    """That ends by restoring alone."""
    retitled(school)
    tampered(school, "UPDATE log_head SET seq = seq + 1")
    with pytest.raises(Conflict, match="Restore a backup"):
        accepting.to_accept(school.office, OWN)
