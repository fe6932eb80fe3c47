"""Many who write at once: each line closes what its own act wrote, and nobody is accused."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlmodel import select

from appendix_a.reading.case import MembershipKind
from service.db.tables import Event
from service.desk.office import Office
from service.desk.operations import verifying
from service.desk.people import people
from service.desk.people.people import NewPerson
from tests.attacks.attacks import Ground
from tests.attacks.ground import Attacker, Edit
from tests.service.conftest import Keys
from tests.service.school import MEMBER, OTHER, OWN, REGISTRAR, email

pytestmark = pytest.mark.databases("sqlite", "postgresql")

WRITERS, ACTS = 8, 5


def write(office: Office, keys: Keys, number: int) -> None:
    """Add people to one school or the other, and correct the one row there that all correct."""
    school = (OWN, OTHER)[number % 2]
    actor, key = keys[school, REGISTRAR], keys[school, MEMBER]
    for turn in range(ACTS):
        name = f"writer {number} {turn}"
        new = NewPerson(name, f"w{number}.{turn}@birchfield.example", MembershipKind.EMPLOYEE)
        people.add(office, actor, school, new)
        people.correct(office, actor, school, key, f"As {name} says", email(school, MEMBER))


def all_at_once(office: Office, keys: Keys, beside: Callable[[], None] = lambda: None) -> None:
    """Eight write, and one more does something of its own."""
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        working = [pool.submit(write, office, keys, number) for number in range(WRITERS)]
        working.append(pool.submit(beside))
    for one in working:
        one.result()


def told(office: Office) -> Counter[str]:
    """How often each kind of line was written."""
    with office.read() as session:
        return Counter(session.exec(select(Event.kind)))


def test_eight_who_write_at_once_leave_a_whole_log(office: Office, keys: Keys) -> None:
    """Every act is there once, closed by one event of its own log, and each row bears the newest."""
    before = told(office)
    all_at_once(office, keys)
    acts = WRITERS * ACTS
    assert told(office) - before >= Counter(person_added=acts, person_corrected=acts)
    assert (told(office) - before)["person_added"] == acts
    assert verifying.verify(office).whole


def test_what_somebody_changed_among_them_is_named(
    office: Office, attacker: Attacker, ground: Ground, keys: Keys
) -> None:
    """The control: one row that a ninth changes behind the desk's back, while eight write."""
    row = ground.rows["entry"][0]
    attacked = partial(attacker.carry_out, [Edit("entry", row, {**row, "title": "Strange"})])
    all_at_once(office, keys, attacked)
    found = verifying.verify(office).differences
    assert [(one.table, one.key) for one in found] == [("entry", f'["{row["key"]}"]')]
