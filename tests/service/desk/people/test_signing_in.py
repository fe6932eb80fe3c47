"""Signing in: slow to guess, quick to end, and alike for those who are there and those who are not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from time import process_time

import pytest
from sqlmodel import select
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from appendix_a.reading.case import MembershipKind, Role
from service import clock as machine
from service.db.tables import (
    Credential,
    FailedSignIn,
    Grant,
    Link,
    Membership,
    School,
    SignIn,
)
from service.desk.office import INSTALLATION
from service.desk.people import inviting, passwords, people, signing_in
from service.desk.people.people import NewPerson
from service.desk.people.signing_in import (
    FREE_FAILURES,
    IDLE,
    LAST_FAILURE,
    LINK_LASTS,
    WHOLE,
    address_of,
)
from service.desk.refusals import Faulty, NotFound, Refusal, TooSoon
from service.desk.views import Visitor
from tests.builders import PRINCIPAL, TEACHER
from tests.faults.failing import FULL, Failing, failing
from tests.schools import Birchfield
from tests.service.school import MEMBER, NAMES, OPERATOR, OTHER, OWN, PASSWORD, REGISTRAR, email

NEW = "otter bramble kettle"
ADDRESS = email(OWN, TEACHER)


@dataclass
class Machine:
    """This machine's time, which sessions and links go by."""

    now: datetime = field(default=datetime(2026, 9, 1, 12, tzinfo=UTC))


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    moved = Machine()
    monkeypatch.setattr(machine, "now", lambda: moved.now)
    yield moved


def sign_in(school: Birchfield, password: str = PASSWORD, address: str = ADDRESS) -> str:
    """Sign in; gives the session's token."""
    return signing_in.sign_in(school.office, address, password, signing_in.NOTICE_VERSION).token


def test_who_signs_in_is_known_by_their_token_alone(school: Birchfield, time: Machine) -> None:
    """The token opens the session; the record keeps only its digest, and that the notice was shown."""
    token = sign_in(school, address=f" {ADDRESS.upper()} ")
    visitor = signing_in.who(school.office, token)
    assert visitor is not None
    assert (visitor.name, visitor.schools) == (
        "Aoife Kerr",
        {OWN: "Birchfield Integrated Primary School"},
    )
    assert signing_in.who(school.office, token + "x") is None
    (row,) = school.rows(SignIn, person=school.key(TEACHER))
    assert token not in row.digest
    (credential,) = school.rows(Credential, person=school.key(TEACHER))
    assert (credential.notice_version, credential.notice_at) == (
        signing_in.NOTICE_VERSION,
        time.now,
    )


def test_the_same_words_whether_or_not_there_is_an_account(
    school: Birchfield, time: Machine
) -> None:
    """A wrong password and a wrong address are told apart by nothing."""
    said = []
    for address in (ADDRESS, "nobody@birchfield.example"):
        with pytest.raises(Refusal) as refused:
            sign_in(school, "wrong", address)
        said.append((type(refused.value), refused.value.words))
    assert said[0] == said[1]


def test_failures_make_one_wait(school: Birchfield, time: Machine) -> None:
    """After five the next try waits, even with the right password; each failure doubles the wait."""
    for failures in range(FREE_FAILURES + 3):
        with pytest.raises(Refusal, match="is wrong"):
            sign_in(school, "wrong")
        over = failures + 1 - FREE_FAILURES
        if over >= 0:
            with pytest.raises(TooSoon) as refused:
                sign_in(school)
            assert refused.value.seconds == 2**over + 1
            time.now += timedelta(seconds=2**over)
    assert sign_in(school)
    with pytest.raises(Refusal, match="is wrong"):
        sign_in(school, "wrong")
    assert sign_in(school)


def failed(school: Birchfield, times: int, time: Machine) -> None:
    row = FailedSignIn(address=address_of(ADDRESS), failures=times, failed_at=time.now)
    with school.office.transaction() as transaction:
        transaction.session.merge(row)


def test_a_strange_address_waits_like_ones_own(school: Birchfield) -> None:
    """Failures are counted for an address that nobody has, so that a wait tells nothing."""
    for _ in range(FREE_FAILURES):
        with pytest.raises(Refusal, match="is wrong"):
            sign_in(school, "wrong", "nobody@birchfield.example")
    with pytest.raises(TooSoon):
        sign_in(school, "wrong", "nobody@birchfield.example")
    assert sign_in(school)


def test_after_a_hundred_failures_only_a_new_password_helps(
    school: Birchfield, time: Machine
) -> None:
    """The right one is refused in the same words; a link makes the account good again."""
    failed(school, LAST_FAILURE - 1, time)
    assert sign_in(school)
    failed(school, LAST_FAILURE, time)
    with pytest.raises(Refusal, match="is wrong"):
        sign_in(school)
    time.now += timedelta(seconds=signing_in.LONGEST_WAIT)
    signing_in.use_link(school.office, link(school), NEW)
    assert sign_in(school, NEW)


def test_a_session_ends_by_itself(school: Birchfield, time: Machine) -> None:
    """An hour unused, or twelve hours old; used every half hour it lasts till then."""
    idle, used = sign_in(school), sign_in(school)
    began = time.now
    time.now += IDLE - timedelta(seconds=61)
    assert signing_in.who(school.office, used) is not None
    while time.now - began < WHOLE - timedelta(minutes=30):
        time.now += timedelta(minutes=30)
        assert signing_in.who(school.office, used) is not None
    assert signing_in.who(school.office, idle) is None
    time.now += timedelta(minutes=30)
    assert signing_in.who(school.office, used) is None


def test_a_record_that_takes_no_writing_is_still_read(school: Birchfield, time: Machine) -> None:
    """On a full disk a session stays open; that it was used is noted when there is room again."""
    token = sign_in(school)
    with failing(school.office.db) as counter:
        known = signing_in.who(school.office, token)
    reading, time.now = counter.statements, time.now + timedelta(minutes=2)
    with failing(school.office.db, Failing(reading + 1, FULL, lasting=True)) as counter:
        assert signing_in.who(school.office, token) == known
    assert counter.statements > reading
    (noted,) = school.rows(SignIn)
    assert noted.seen_at < time.now
    signing_in.who(school.office, token)
    (noted,) = school.rows(SignIn)
    assert (noted.seen_at, known is None) == (time.now, False)


def test_sessions_are_seen_and_ended_by_their_owner(school: Birchfield, time: Machine) -> None:
    """Of two, one is this one; ending the other leaves this one, signing out ends it too."""
    other, this = sign_in(school), sign_in(school)
    teacher = school.key(TEACHER)
    found = signing_in.sessions(school.office, teacher, this)
    assert sorted(one.this for one in found) == [False, True]
    stranger = school.key(REGISTRAR)
    key = next(one.key for one in found if not one.this)
    signing_in.end_session(school.office, stranger, key)
    assert signing_in.who(school.office, other) is not None
    signing_in.end_session(school.office, teacher, key)
    assert signing_in.who(school.office, other) is None
    assert signing_in.who(school.office, this) is not None
    signing_in.sign_out(school.office, this)
    assert signing_in.who(school.office, this) is None


def link(school: Birchfield) -> str:
    """The registrar invites the teacher; gives the link's token."""
    return inviting.invite(school.office, school.key(REGISTRAR), OWN, school.key(TEACHER))


def test_a_link_sets_a_password_once(school: Birchfield, time: Machine) -> None:
    """Looking does not use it; using it ends every session, and it does not work again."""
    old, token = sign_in(school), link(school)
    assert signing_in.link_works(school.office, token)
    assert signing_in.link_works(school.office, token)
    signing_in.use_link(school.office, token, NEW)
    assert signing_in.who(school.office, old) is None
    assert not signing_in.link_works(school.office, token)
    with pytest.raises(NotFound, match="This link does not work"):
        signing_in.use_link(school.office, token, "walnut harbour sixpence")
    with pytest.raises(Refusal):
        sign_in(school)
    assert sign_in(school, NEW)


def test_a_link_lasts_a_day_and_gives_way_to_the_next(school: Birchfield, time: Machine) -> None:
    """A second before the day is over it works; a newer one makes it useless."""
    first = link(school)
    time.now += LINK_LASTS - timedelta(seconds=1)
    assert signing_in.link_works(school.office, first)
    time.now += timedelta(seconds=1)
    assert not signing_in.link_works(school.office, first)
    second = link(school)
    third = link(school)
    assert [signing_in.link_works(school.office, one) for one in (second, third)] == [False, True]
    assert all(third not in one.digest for one in school.rows(Link))


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "15 characters"),
        ("x" * 129, "128 characters"),
        ("abcabcabcabcabcabc", "repeats itself"),
        ("x" * 128, "repeats itself"),
        ("abcdefghijklmnopqr", "follow one another in order"),
        ("asdfghjklkjhgfdsa", "neighbours on the keyboard"),
        ("password12345678", "easy to guess"),
        ("manchesterunited1", "easy to guess"),
        ("officialsites2026", "other people know"),
        ("official-sites-2026", "other people know"),
        ("Password2026!!!", "easy to guess"),
        ("welcome to school", "easy to guess"),
        ("Letmein Letmein1", "easy to guess"),
        (NEW, ""),
        ("three unrelated words, no capitals", ""),
        ("dD7#kq9!Zr2@pW5$" * 8, ""),
    ],
)
def test_a_weak_password_is_not_taken(school: Birchfield, password: str, words: str) -> None:
    """It is said what is weak in it and what to do; unrelated words are taken."""
    said = passwords.weakness(password)
    assert (words in said, bool(said)) == (True, bool(words))
    if words:
        assert "Use " in said
        token = link(school)
        with pytest.raises(Faulty):
            signing_in.use_link(school.office, token, password)
        assert signing_in.link_works(school.office, token)


COMMON = FREQUENCY_LISTS["passwords"][:3000:100]
"""Every hundredth of the three thousand passwords that people choose most."""
HABITS: Mapping[str, Callable[[str], str]] = {
    "repeated": lambda word: word * 15,
    "repeated with a capital": lambda word: word.capitalize() * 3 + "aaaaaaaaa",
    "padded with marks": lambda word: word + "!" * 15,
    "padded with digits": lambda word: word + "123456789012",
    "a year after it": lambda word: word * 4 + "2026!",
    "digits before it": lambda word: "123456789" + word,
    "two of them": lambda word: word + COMMON[0] + COMMON[7],
    "two with a hyphen": lambda word: f"{word}-{COMMON[3]}-{COMMON[0]}",
    "two with capitals": lambda word: f"{word.capitalize()}{COMMON[4].capitalize()}Secret1!",
    "letters for signs": lambda word: word.replace("a", "@").replace("o", "0") * 4,
    "letter by letter": lambda word: f"{'.'.join(word)}.{word}",
    "letter by letter again": lambda word: "-".join(word * 3),
}
"""What people do with a password that is too short or was refused."""


@pytest.mark.parametrize("habit", HABITS)
def test_a_common_password_is_not_taken_in_another_shape(habit: str) -> None:
    """None of them, where it is long enough by it to be looked at."""
    shaped = [HABITS[habit](word) for word in COMMON]
    long = [one[: passwords.LONGEST] for one in shaped if len(one) >= passwords.SHORTEST]
    assert [one for one in long if not passwords.weakness(one)] == []
    assert len(long) > len(COMMON) / 2


def test_four_words_at_random_are_taken() -> None:
    """The control: with blanks, hyphens, a capital or a digit more, as somebody types them."""
    draw = Random(4)
    pool = [one for one in FREQUENCY_LISTS["english_wikipedia"][500:8000] if len(one) >= 4]
    drawn = [[draw.choice(pool) for _ in range(4)] for _ in range(10)]
    ways = (" ".join, "-".join, "".join, lambda words: f"{' '.join(words).capitalize()}1")
    refused = [way(words) for words in drawn for way in ways if passwords.weakness(way(words))]
    assert refused == []


def test_what_others_know_of_a_person_is_no_password(school: Birchfield) -> None:
    """Their address and their school are refused for them; of another they are words like others."""
    for known in (ADDRESS, NAMES[OWN]):
        with pytest.raises(Faulty, match="other people know about you or the school"):
            signing_in.use_link(school.office, link(school), known)
        assert passwords.weakness(known) == ""


def test_a_long_password_is_looked_at_no_longer_than_a_short_one() -> None:
    """Signs that stand for letters are what takes longest; at full length it would be three times."""
    worst, took = "4@8({[<369&#!1/|0$5+7%2" * 6, []
    for length in (passwords.LOOKED_AT, passwords.LONGEST):
        began = process_time()
        assert passwords.weakness(worst[:length]) == ""
        took.append(process_time() - began)
    assert took[1] < 2 * took[0]


def test_the_operator_sees_no_school(school: Birchfield) -> None:
    """The host's own role opens no school; a role at all schools would open each."""
    operator = people.by_email(school.office, email(OWN, OPERATOR))
    with school.office.read() as session:
        visitor = signing_in.visitor(school.office, session, operator)
    assert visitor is not None
    assert (visitor.roles, visitor.schools) == ({"": frozenset({Role.OPERATOR})}, {})


def test_whoever_finds_argon2_busy_is_told_to_come_back(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two are looked at together; the third is neither kept waiting nor counted as a failure."""
    monkeypatch.setattr(passwords, "PATIENCE", 0)
    with passwords._turn():
        assert sign_in(school)
        with passwords._turn(), pytest.raises(TooSoon, match=r"at the moment\. Wait 10 seconds"):
            sign_in(school)
    assert sign_in(school)
    assert school.rows(FailedSignIn) == []


def test_the_same_password_by_the_same_link_is_answered_again(
    school: Birchfield, time: Machine
) -> None:
    """It changes nothing any more: neither the stored password nor a session begun meanwhile."""
    token = link(school)
    signing_in.use_link(school.office, token, NEW)
    (stored,) = school.rows(Credential, person=school.key(TEACHER))
    signed, events = sign_in(school, NEW), len(school.events(school=INSTALLATION))
    signing_in.use_link(school.office, token, NEW)
    (again,) = school.rows(Credential, person=school.key(TEACHER))
    assert (again.password_hash, len(school.events(school=INSTALLATION))) == (
        stored.password_hash, events,
    )  # fmt: skip
    assert signing_in.who(school.office, signed) is not None


MIDNIGHT = datetime(2026, 9, 10, 23, 0, tzinfo=UTC)  # of the eleventh, in British Summer Time
MINUTE = timedelta(minutes=1)


def seen(school: Birchfield, who: str, at: datetime) -> Visitor:
    """The person as the pages know them at this moment."""
    school.clock.now = at
    with school.office.read() as session:
        found = signing_in.visitor(school.office, session, school.key(who))
    assert found is not None
    return found


def dated(
    school: Birchfield, table: type[Membership] | type[Grant], who: str, **days: date
) -> None:
    """Give what ties this person to Birchfield, or their roles there, other days."""
    with school.office.transaction() as transaction:
        rows = select(table).where(table.person == school.key(who), table.school == OWN)
        for row in transaction.session.exec(rows):
            for name, day in days.items():
                setattr(row, name, day)
            transaction.session.add(row)


TENTH, ELEVENTH = date(2026, 9, 10), date(2026, 9, 11)


@pytest.mark.parametrize(
    ("days", "before", "after"),
    [({"until_on": TENTH}, True, False), ({"from_on": ELEVENTH}, False, True)],
)
def test_a_membership_begins_and_ends_at_midnight_at_the_school(
    school: Birchfield, days: dict[str, date], before: bool, after: bool
) -> None:
    """In summer an hour before the day of Greenwich ends: a leaver is out, a newcomer is in."""
    dated(school, Membership, TEACHER, **days)
    found = [OWN in seen(school, TEACHER, at).schools for at in (MIDNIGHT - MINUTE, MIDNIGHT)]
    assert found == [before, after]


@pytest.mark.parametrize(
    ("days", "before", "after"),
    [({"until_on": TENTH}, True, False), ({"from_on": ELEVENTH}, False, True)],
)
def test_a_role_begins_and_ends_at_midnight_at_the_school(
    school: Birchfield, days: dict[str, date], before: bool, after: bool
) -> None:
    """The same for what somebody holds there."""
    dated(school, Grant, PRINCIPAL, **days)
    found = [
        Role.PRINCIPAL in seen(school, PRINCIPAL, at).roles_at(OWN)
        for at in (MIDNIGHT - MINUTE, MIDNIGHT)
    ]
    assert found == [before, after]


def test_each_school_has_its_own_midnight(school: Birchfield) -> None:
    """Whoever leaves two schools on one day is still a member where that day is not over."""
    new = NewPerson("Aoife Kerr", ADDRESS, MembershipKind.EMPLOYEE)
    people.add(school.office, school.key(REGISTRAR), OTHER, new)
    with school.office.transaction() as transaction:
        transaction.session.get_one(School, OTHER).time_zone = "America/New_York"
        for row in transaction.session.exec(
            select(Membership).where(Membership.person == school.key(TEACHER))
        ):
            row.until_on = TENTH
            transaction.session.add(row)
    moments = (MIDNIGHT - MINUTE, MIDNIGHT, MIDNIGHT + timedelta(hours=5))
    assert [set(seen(school, TEACHER, at).schools) for at in moments] == [
        {OWN, OTHER},
        {OTHER},
        set(),
    ]


def test_a_role_at_all_schools_opens_each(school: Birchfield) -> None:
    """It counts at every school by the day there, though its holder is a member of none."""
    with school.office.transaction() as transaction:
        transaction.session.get_one(School, OTHER).time_zone = "America/New_York"
        row = transaction.session.exec(select(Grant).where(Grant.role == Role.AUDITOR)).first()
        assert row is not None
        row.person, row.school, row.until_on = school.key(MEMBER), None, TENTH
        member = transaction.session.get_one(Membership, (OWN, school.key(MEMBER)))
        member.until_on = TENTH - timedelta(days=1)
        transaction.session.add_all([row, member])
    auditor = frozenset({Role.AUDITOR})
    found = [seen(school, MEMBER, at) for at in (MIDNIGHT - MINUTE, MIDNIGHT)]
    assert [one.roles for one in found] == [{OWN: auditor, OTHER: auditor}, {OTHER: auditor}]
    assert [set(one.schools) for one in found] == [{OWN, OTHER}, {OTHER}]
