"""Whoever is erased leaves no byte behind, and the log goes on proving itself."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from appendix_a.platforms.catalogue import Platform
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.routing import Signatory
from appendix_a.reading.case import MembershipKind, Role, SignOffStep, SiteStatus
from appendix_a.reading.proposal import Proposal
from appendix_a.reading.seal import facts
from service.db.connect import writing
from service.db.tables import (
    DecisionKind,
    Entry,
    Grant,
    Membership,
    Person,
    PlatformRow,
    StepRun,
    Text,
)
from service.desk import records
from service.desk.cases import schools
from service.desk.office import INSTALLATION
from service.desk.operations import log, verifying
from service.desk.people import erasing, granting, inviting, people, signing_in
from service.desk.people.people import NewPerson
from service.desk.proposals import outcomes, proposal_views, proposals
from service.desk.refusals import Conflict, NotFound, Refusal
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from tests.builders import (
    BRAND_OWNER,
    CHAIR,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
)
from tests.schools import Birchfield
from tests.service.school import OTHER, OWN, REGISTRAR

NAME, ADDRESS = "Quentin Canary", "quentin.canary@birchfield.example"
MARKS = [NAME.encode(), ADDRESS.encode(), b"quentin", b"canary", "Quentin".encode("utf-16-le")]
TIED = NewPerson("", "", MembershipKind.EMPLOYEE)


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
    """A person of the school, named wherever somebody may write; gives their key.

    They join last: a site's title may not bear the name of anybody at the school (5.1).
    """
    office, registrar = school.office, school.key(REGISTRAR)
    tied = NewPerson("", "", MembershipKind.EMPLOYEE, None, NAME, school.today)
    people.change(office, registrar, OWN, school.key(SECOND_TEACHER), tied, None)
    school.reread(checked_by=NAME, checked_on=school.today)
    returned = school.checked(address="https://birchfieldp6.wordpress.com", closure=None)
    school.saved(returned, holiday_cover=f"{NAME.upper()} looks at it.")
    other = school.checked(address="https://birchfieldp7.wordpress.com", title="P7")
    school.give(other, SignOffStep.AIMS, DecisionKind.RETURN, f"Ask {ADDRESS} first.")
    ref = school.ready(
        title=f"Blog of {NAME}",
        public_purpose=f"What {NAME} shows to families from week to week.",
        account_email=ADDRESS,
        recovery_email=ADDRESS.title(),
    )
    school.sign(ref, SignOffStep.FINAL)
    school.after(school.office.hold)
    key = people.add(office, registrar, OWN, NewPerson(NAME, ADDRESS, MembershipKind.VOLUNTEER))
    with office.transaction() as transaction:
        _, digest = transaction.keep(OTHER, f"{NAME} came from this school.")
        transaction.log(OTHER, "withdrawn", "OAKFIELD-0001", "somebody", reason=digest)
    return key


@pytest.mark.databases("sqlite")  # about the bytes of its files
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
    assert verifying.verify(school.office).whole
    with writing(school.office.db) as session:
        first = school.rows(Text, school=OWN)[0].id
        session.connection().exec_driver_sql(
            f"UPDATE text SET body = 'Something that nobody wrote.' WHERE id = '{first}'"
        )
        session.commit()
    assert [one.table for one in verifying.verify(school.office).differences] == ["text"]


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


def test_what_names_the_person_can_be_opened_and_closed_afterwards(school: Birchfield) -> None:
    """The proposal, the record and the platform's row are read, and the site is closed."""
    key = written_everywhere(school)
    (entry,) = school.rows(Entry)
    erasing.erase(school.office, school.key(REGISTRAR), key)
    principal = school.key(PRINCIPAL)
    proposal = proposal_views.proposal(school.office, principal, entry.ref).proposal
    assert (proposal.account_email, proposal.recovery_email) == (None, None)
    assert proposal.administrators == school.typed().administrators
    assert records.record(school.office, principal, entry.key).site.title == "Blog of (erased)"
    (row,) = [one for one in school.rows(PlatformRow) if one.row["checked_by"] == "(erased)"]
    assert Platform.model_validate(row.row).key == "wordpress-com"
    actions.close(school.office, principal, entry.key, entry.version, next(iter(CloseReason)))
    assert school.site(entry.ref).status is SiteStatus.CLOSED


def test_a_name_of_one_word_takes_whole_words_only(school: Birchfield) -> None:
    """“Ed” is taken out of a sentence; “edited”, names of fields and codes stay."""
    registrar = school.key(REGISTRAR)
    new = NewPerson("Ed", "ed@birchfield.example", MembershipKind.VOLUNTEER)
    key = people.add(school.office, registrar, OWN, new)
    ref = school.checked(
        aims="ED, and _Ed_'s class, see what Edith edited.",
        proposed_content="What Ed\nwrites.",
        recovery_email="ed@birchfield.example",
    )
    erasing.erase(school.office, registrar, key)
    proposal = school.view(ref).proposal
    assert proposal.aims == "(erased), and _(erased)_'s class, see what Edith edited."
    assert proposal.proposed_content == "What (erased)\nwrites."
    assert (proposal.account_email, proposal.recovery_email) == ("p5@birchfield.example", None)


MOMENT = datetime(2026, 9, 1, tzinfo=UTC)
SPELT = {
    "Quentin Canary": ("quentin  canary", "Canary, Quentin", "CANARY Quentin", "Quentin-Canary"),
    "Mary-Jane O’Neill": (
        "Mary Jane O'Neill", "Mary‑Jane ONeill", "O’Neill, Mary Jane", "Mary-\nJane O`Neill",
    ),
    "Siobhán Ní Dhónaill": (
        "Siobhan Ni Dhonaill", "Siobhán Ní Dhónaill", "Ní Dhónaill, Siobhán",
    ),
    "Pablo Ruiz Picasso": ("Ruiz Picasso, Pablo", "Picasso, Pablo Ruiz"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "spelt"), [(n, one) for n, all_ in SPELT.items() for one in all_])
def test_a_name_is_found_however_it_was_spelt(name: str, spelt: str) -> None:
    """Surname first, across hyphens and lines, without accents or with another apostrophe."""
    found = erasing._pattern(Person(key="k", name=name, email=None, created_at=MOMENT))
    assert erasing.scrub(f"Ask {spelt} first.", found) == f"Ask {erasing.ERASED} first."


@pytest.mark.parametrize(
    "other", ["Quentin Canaries", "Quentin and Canary", "Quincanary", "Canary"]
)
def test_another_name_stays(other: str) -> None:
    """The control: what only resembles a name, or is a part of it, stays."""
    found = erasing._pattern(Person(key="k", name=NAME, email=ADDRESS, created_at=MOMENT))
    assert erasing.scrub(other, found) == other


@pytest.mark.parametrize("name", ["-", "’", "- ’", "Ann -", "’ Ann"])
def test_a_sign_in_a_name_takes_nothing_else_away(name: str) -> None:
    """A name of signs is found as it is written; a sign beside a name finds no other word."""
    found = erasing._pattern(Person(key="k", name=name, email=None, created_at=MOMENT))
    words = "Ask Bea, Annie and Joanna first: it is a well-kept blog, isn’t it?"
    assert erasing.scrub(words, found) == words
    clean = erasing.scrub(f"Ask {name} first.", found)
    assert (clean.startswith(f"Ask {erasing.ERASED}"), "Ann" in clean) == (True, False)


def test_what_was_written_before_a_correction_goes_too(school: Birchfield) -> None:
    """The name and the address that somebody had once are erased with those that they have."""
    office, registrar = school.office, school.key(REGISTRAR)
    key = people.add(office, registrar, OWN, NewPerson(NAME, ADDRESS, MembershipKind.VOLUNTEER))
    with office.transaction() as transaction:
        _, digest = transaction.keep(OWN, f"{NAME} ({ADDRESS}) came from Oakfield.")
        transaction.log(OWN, "withdrawn", "BIRCHFIELD-0001", "somebody", reason=digest)
    people.correct(office, registrar, OWN, key, "Quentin Finch", "q.finch@birchfield.example")
    people.correct(office, registrar, OWN, key, "Quentin Swan", "q.finch@birchfield.example")
    assert school.rows(Person, key=key)[0].former == [NAME, "Quentin Finch", ADDRESS]
    erasing.erase(office, registrar, key)
    bodies = {one.body for one in school.rows(Text) if one.body}
    assert f"{erasing.ERASED} ({erasing.ERASED}) came from Oakfield." in bodies
    assert school.rows(Person, key=key)[0].former == []
    assert verifying.verify(office).whole


def test_whatever_word_is_a_name_the_record_can_be_read(school: Birchfield) -> None:
    """Facts, findings and rows are valid without any one word of them, be it a code or a key."""
    ref = school.checked()
    proposal = facts(school.view(ref).proposal)
    text = school.rows(StepRun, ref=ref)[0].findings
    found = json.loads(school.rows(Text, id=text)[0].body)
    row = school.rows(PlatformRow)[0].row
    for word in sorted(set(re.findall(r"[^\W\d]+", json.dumps([proposal, found, row])))):
        name = erasing._pattern(Person(key="k", name=word, email=None, created_at=school.clock.now))
        Proposal.model_validate(erasing.scrub(proposal, name))
        assert outcomes.load_findings(json.dumps(erasing.scrub(found, name)))
        Platform.model_validate(erasing.scrub(row, name))


def test_an_answer_of_full_length_can_be_read_afterwards(school: Birchfield) -> None:
    """The mark does not make an answer longer than it may be."""
    registrar = school.key(REGISTRAR)
    new = NewPerson("Ed", "ed@birchfield.example", MembershipKind.VOLUNTEER)
    key = people.add(school.office, registrar, OWN, new)
    ref = school.drafted(title="Ed " * 66, aims="Ed " * 1666)
    erasing.erase(school.office, registrar, key)
    proposal = school.view(ref).proposal
    assert (proposal.title, proposal.aims) == (("… " * 66).strip(), ("… " * 1666).strip())


@pytest.mark.databases("sqlite")  # about the bytes of its files
def test_an_open_reader_is_said_and_erasing_again_completes(
    school: Birchfield, folder: Path
) -> None:
    """While somebody reads, old bytes may stay: it is refused in words; afterwards none is left."""
    event.listen(school.office.db, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=0"))
    school.office.db.dispose()
    key, registrar = written_everywhere(school), school.key(REGISTRAR)
    with school.office.read() as reader:
        reader.get(Person, key)
        with pytest.raises(Refusal, match=f"Stop whatever else reads .* erase {key} again"):
            erasing.erase(school.office, registrar, key)
        assert bytes_of(folder) != {}
    before = len(school.events())
    assert erasing.erase(school.office, registrar, key) == 0
    assert (bytes_of(folder), len(school.events())) == ({}, before)


def said(school: Birchfield, *statements: str) -> list[str]:
    """Say this to a server, each by itself; gives the first answer of each that has one."""
    alone = school.office.db.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        done = [connection.exec_driver_sql(one) for one in statements]
        return [str(one.scalar_one()) for one in done if one.returns_rows]


def files_on_server(school: Birchfield) -> Path:
    """Where the server keeps this database, with everything written out."""
    own = "SELECT oid FROM pg_database WHERE datname = current_database()"
    directory, number = said(school, "CHECKPOINT", "SHOW data_directory", own)
    return Path(directory) / "base" / number


@pytest.mark.databases("postgresql")
def test_an_erased_person_leaves_no_byte_in_a_servers_tables(school: Birchfield) -> None:
    """Neither in its rows, dead or alive, nor in what the server counted of them."""
    key = written_everywhere(school)
    said(school, "ANALYZE")
    before = bytes_of(files_on_server(school))
    assert set(MARKS[:2]) <= {mark for marks in before.values() for mark in marks}
    erasing.erase(school.office, school.key(REGISTRAR), key)
    assert bytes_of(files_on_server(school)) == {}


@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("instead", ["CHECKPOINT", 'VACUUM FULL "person"'])
def test_what_a_server_does_not_rewrite_or_count_anew_keeps_the_name(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch, instead: str
) -> None:
    """The negative: with the people's table left as it is, or as it was counted, it is still there."""
    done = erasing.COMPACT["postgresql"]
    less = tuple(instead if '"person"' in one else one for one in done)
    monkeypatch.setitem(erasing.COMPACT, "postgresql", less)
    key = written_everywhere(school)
    said(school, "ANALYZE")
    erasing.erase(school.office, school.key(REGISTRAR), key)
    assert bytes_of(files_on_server(school)) != {}


def test_nobody_is_not_erased(school: Birchfield) -> None:
    """A key that is nobody's is refused, and nothing is logged."""
    before = len(school.events())
    with pytest.raises(NotFound):
        erasing.erase(school.office, school.key(REGISTRAR), "nobody")
    assert len(school.events()) == before


def members(school: Birchfield) -> set[str]:
    """Everyone whom a clause reads as a member of the school today."""
    with school.office.read() as session:
        row = schools.school_row(session, OWN)
        return set(schools.school_facts(session, row, school.office.today(row)).people)


def test_an_erased_proposers_proposal_is_not_signed_any_more(school: Birchfield) -> None:
    """On the very day the last signature is refused, and the checks send it away from the register."""
    ref = school.ready()
    erasing.erase(school.office, school.key(REGISTRAR), school.key(TEACHER))
    with pytest.raises(Conflict, match="not everything holds today"):
        school.give(ref, SignOffStep.FINAL)
    school.after(school.office.hold)
    assert (school.status(ref), school.rows(Entry)) == (Status.RETURNED, [])


def test_a_final_signature_that_was_given_enters_nobody_who_was_erased(school: Birchfield) -> None:
    """Erased while the hold lasts: the register does not take it."""
    ref = school.approved()
    erasing.erase(school.office, school.key(REGISTRAR), school.key(TEACHER))
    school.after(school.office.hold)
    assert (school.status(ref), school.rows(Entry)) == (Status.RETURNED, [])


def test_the_principal_withdraws_for_whoever_was_erased_today(school: Birchfield) -> None:
    """An erased person has left, at once."""
    ref = school.checked()
    erasing.erase(school.office, school.key(REGISTRAR), school.key(TEACHER))
    version = school.row(ref).version
    proposals.withdraw(school.office, school.key(PRINCIPAL), ref, version, "They have left.")
    assert school.status(ref) is Status.WITHDRAWN


def test_what_an_erased_person_would_have_signed_goes_to_nobody(school: Birchfield) -> None:
    """They are routed no more on that day, and those who are there still find theirs."""
    ref = school.checked()
    before = {step: one.person for step, one in routed(school, ref).items()}
    assert before["aims"] == school.key(LINE_MANAGER)
    erasing.erase(school.office, school.key(REGISTRAR), school.key(LINE_MANAGER))
    after = {step: one.person for step, one in routed(school, ref).items()}
    assert school.key(LINE_MANAGER) not in after.values()
    assert after["brand"] == school.key(BRAND_OWNER)


def routed(school: Birchfield, ref: str) -> dict[str, Signatory]:
    return {
        one.step.value: one
        for one in school.view(ref, PRINCIPAL).route
        if isinstance(one, Signatory)
    }


@pytest.mark.parametrize(("hours", "day"), [(0, 9), (23, 9), (24, 10)])
def test_a_membership_ends_the_day_before_the_erasure_at_the_school(
    school: Birchfield, hours: int, day: int
) -> None:
    """The tenth there begins at 23:00 in Greenwich on the ninth; an older last day stays."""
    office, registrar = school.office, school.key(REGISTRAR)
    first = school.today
    people.change(office, registrar, OWN, school.key(SECOND_TEACHER), TIED, first)
    school.clock.now = datetime(2026, 9, 9, 23, 30, tzinfo=UTC) + timedelta(hours=hours)
    for who in (TEACHER, SECOND_TEACHER):
        erasing.erase(office, registrar, school.key(who))
    last = {one.person: one.until_on for one in school.rows(Membership, school=OWN) if one.until_on}
    assert last == {school.key(TEACHER): date(2026, 9, day), school.key(SECOND_TEACHER): first}


def test_a_membership_of_the_same_day_never_counted(school: Birchfield) -> None:
    """Somebody added and erased on one day is nobody's colleague on that day."""
    registrar = school.key(REGISTRAR)
    new = NewPerson("Ed", "ed@birchfield.example", MembershipKind.VOLUNTEER)
    key = people.add(school.office, registrar, OWN, new, (Role.STAFF,))
    assert key in members(school)
    erasing.erase(school.office, registrar, key)
    assert key not in members(school)
    with pytest.raises(NotFound):
        inviting.invite(school.office, registrar, OWN, key)


def test_whoever_was_erased_is_a_member_nowhere_whatever_an_old_row_says(
    school: Birchfield,
) -> None:
    """A record of an earlier release may have them to the end of their day, or longer."""
    chair = school.key(CHAIR)
    erasing.erase(school.office, school.key(REGISTRAR), chair)
    with school.office.transaction() as transaction:
        transaction.session.get_one(Membership, (OWN, chair)).until_on = None
        for one in [
            transaction.session.get_one(Grant, one.id) for one in school.rows(Grant, person=chair)
        ]:
            one.ended_at = None
    with school.office.read() as session:
        held = schools.grants_in_force(session, OWN, school.today)
        assert chair not in {one.person for one in held}
        assert schools.schools_of(session, chair, school.clock.now) == []
        assert signing_in.visitor(school.office, session, chair) is None
    assert chair not in members(school)


@pytest.mark.parametrize(
    "act",
    [
        lambda school, key: people.change(
            school.office, school.key(REGISTRAR), OWN, key, TIED, None
        ),
        lambda school, key: granting.grant(
            school.office, school.key(REGISTRAR), OWN, key, Role.AUDITOR
        ),
        lambda school, key: inviting.invite(school.office, INSTALLATION, OWN, key),
    ],
    ids=["change", "grant", "invite"],
)
def test_nothing_is_done_any_more_to_whoever_was_erased(
    school: Birchfield, act: Callable[[Birchfield, str], object]
) -> None:
    """No tie, no role and no link: there is nobody."""
    key = school.key(TEACHER)
    erasing.erase(school.office, school.key(REGISTRAR), key)
    before = len(school.events())
    with pytest.raises(NotFound):
        act(school, key)
    assert len(school.events()) == before
