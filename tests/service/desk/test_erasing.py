"""Whoever is erased leaves no byte behind, and the log goes on proving itself."""

from pathlib import Path

import pytest

from appendix_a.case import Standing, Step
from service.db.tables import DecisionKind, Entry, Person, Text
from service.desk import erasing, log, people
from service.desk.office import INSTALLATION
from service.desk.people import NewPerson
from service.desk.refusals import NotFound
from tests.builders import SECOND_TEACHER
from tests.schools import Birchfield
from tests.service.school import OTHER, OWN, REGISTRAR

NAME, ADDRESS = "Quentin Canary", "quentin.canary@birchfield.example"
MARKS = [NAME.encode(), ADDRESS.encode(), b"quentin", b"canary", "Quentin".encode("utf-16-le")]


@pytest.fixture
def folder(school: Birchfield) -> Path:
    return Path(str(school.office.db.url.database)).parent


def bytes_of(folder: Path) -> dict[str, list[bytes]]:
    """In which files of the data folder which marks of the person stand."""
    found = {
        str(file.relative_to(folder)): [
            mark for mark in MARKS if mark.lower() in file.read_bytes().lower()
        ]
        for file in folder.rglob("*")
        if file.is_file()
    }
    return {name: marks for name, marks in found.items() if marks}


def written_everywhere(school: Birchfield) -> str:
    """A person of the school, named wherever somebody may write; gives their key."""
    office, registrar = school.office, school.key(REGISTRAR)
    new = NewPerson(NAME, ADDRESS, Standing.VOLUNTEER)
    key = people.add(office, registrar, OWN, new)
    tied = NewPerson("", "", Standing.EMPLOYEE, None, NAME, school.today)
    people.change(office, registrar, OWN, school.key(SECOND_TEACHER), tied, None)
    school.reread(checked_by=NAME, checked_on=school.today)
    returned = school.checked(address="https://birchfieldp6.wordpress.com", closure=None)
    school.saved(returned, holiday_cover=f"{NAME.upper()} looks at it.")
    other = school.checked(address="https://birchfieldp7.wordpress.com", title="P7")
    school.give(other, Step.AIMS, DecisionKind.RETURN, f"Ask {ADDRESS} first.")
    ref = school.ready(
        title=f"Blog of {NAME}",
        public_purpose=f"What {NAME} shows to families from week to week.",
        recovery_email=ADDRESS,
    )
    school.sign(ref, Step.FINAL)
    school.after(school.office.hold)
    with office.act() as act:
        _, digest = act.keep(OTHER, f"{NAME} came from this school.")
        act.log(OTHER, "withdrawn", "OAKFIELD-0001", "somebody", reason=digest)
    return key


def test_an_erased_person_leaves_no_byte(school: Birchfield, folder: Path) -> None:
    """Before, the name stands in the record; after, in no file of the data folder."""
    key = written_everywhere(school)
    assert set(MARKS[:2]) <= {mark for marks in bytes_of(folder).values() for mark in marks}
    assert erasing.erase(school.office, school.key(REGISTRAR), key) > 0
    assert bytes_of(folder) == {}


def test_the_chain_and_old_checkpoints_still_verify(school: Birchfield) -> None:
    """Of every log, also of a school that only somebody's text named; a text's change is found."""
    key = written_everywhere(school)
    log.sign_checkpoints(school.office)
    old = {one: log.newest_checkpoint(school.office, one) for one in log.logs(school.office)}
    assert set(old) == {OWN, OTHER, INSTALLATION}
    erasing.erase(school.office, school.key(REGISTRAR), key)
    for one, text in old.items():
        assert log.verify(school.office, one) is None
        assert log.verify_against(school.office, text, log.public_key(school.office)) == (one, None)
    with school.office.act() as act:
        text_row = act.session.get_one(Text, school.rows(Text, school=OWN)[0].id)
        text_row.body = "Something that nobody wrote."
    assert log.verify(school.office, OWN) is not None


def test_the_rest_of_what_was_written_stays(school: Birchfield) -> None:
    """Only this name and address are taken out of a sentence; its site, and everyone else, stay."""
    key = written_everywhere(school)
    erasing.erase(school.office, school.key(REGISTRAR), key)
    titles = [one.title for one in school.rows(Entry)]
    assert titles == ["Blog of (erased)"]
    reasons = [one.reason for one in school.view("BIRCHFIELD-0002").decided]
    assert reasons == ["Ask (erased) first."]
    (person,) = school.rows(Person, key=key)
    assert (person.name, person.email) == (None, None)
    assert school.view("BIRCHFIELD-0001").proposer_name == "Aoife Kerr"


def test_nobody_is_erased_twice(school: Birchfield) -> None:
    """The second time there is nobody to erase, and nothing is logged."""
    key = written_everywhere(school)
    registrar = school.key(REGISTRAR)
    erasing.erase(school.office, registrar, key)
    before = len(school.events())
    for one in (key, "nobody"):
        with pytest.raises(NotFound):
            erasing.erase(school.office, registrar, one)
    assert len(school.events()) == before
