"""Mails go out once, whatever the mail server does, and hold nothing else up."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appendix_a.procedure.delivery import PAUSES, PROBE
from appendix_a.procedure.notices import Pace
from appendix_a.reading.case import SignOffStep
from service.db.tables import Mail, MailKind, Notice, Person
from service.desk.notices import asking, notices, posting
from service.desk.office import INSTALLATION
from service.desk.people import inviting, signing_in
from service.desk.queue import mails as outbox
from service.mail.kept import kept
from service.settings import Relay
from tests.builders import BRAND_OWNER, LINE_MANAGER, PRINCIPAL, SECOND_TEACHER, TEACHER
from tests.databases import KINDS
from tests.schools import Birchfield
from tests.service.mail.posting import nobody_there, posted, to, with_relay
from tests.service.mail.server import SENDER, Mails, serving
from tests.service.school import OWN, PASSWORD, REGISTRAR

pytestmark = pytest.mark.databases(*KINDS)
FIRST = sorted((TEACHER, LINE_MANAGER, SECOND_TEACHER, BRAND_OWNER))


def test_each_is_written_to_once(school: Birchfield) -> None:
    """One mail for each person, with all that they were told, and none when nothing is new."""
    mails = Mails()
    with serving(mails) as relay:
        school = with_relay(school, relay)
        school.checked()
        posted(school)
        assert sorted(to(mails.taken)) == FIRST
        posted(school)
        assert len(mails.taken) == len(FIRST)
    assert [one.done_at is not None for one in school.rows(Mail)] == [True] * len(FIRST)
    assert {one.run_id[:4] for one in school.rows(Mail)} == {"run-"}


def test_without_a_mail_server_nothing_is_mailed_and_all_is_told(school: Birchfield) -> None:
    """The notices stand in the application; a mail server that is set later sends none of them."""
    school.checked()
    assert len(school.rows(Notice)) > 0
    mails = Mails()
    with serving(mails) as relay:
        posted(with_relay(school, relay))
    assert mails.taken == []


def test_a_dead_mail_server_is_asked_once_in_five_minutes(school: Birchfield) -> None:
    """However often the post looks; nothing is counted against a mail, and nothing is lost."""
    with nobody_there() as relay:
        dead = with_relay(school, relay)
        dead.checked()
        posted(dead)
        server = outbox.outbox(dead.office).server
        assert server
        assert server.again_at == school.clock.now + PROBE
        assert not outbox.may_try(dead.office)
        school.clock.now += PROBE
        assert outbox.may_try(dead.office)
        assert not outbox.may_try(dead.office)  # of several engines, one asks
    assert {one.attempts for one in school.rows(Mail)} == {0}
    mails = Mails()
    school.clock.now += PROBE
    with serving(mails) as relay:
        posted(with_relay(school, relay))
    assert sorted(to(mails.taken)) == FIRST
    assert outbox.outbox(school.office).server is None


def test_three_days_without_mail_lose_nothing_and_hold_no_step_up(school: Birchfield) -> None:
    """The proposal goes all the way meanwhile; then each reads what is still to be said."""
    with nobody_there() as relay:
        dead = with_relay(school, relay)
        ref = dead.checked()
        for _ in range(3):
            posted(dead)
            dead.after(timedelta(days=1))
        dead.declare(ref)
        dead.sign(ref, SignOffStep.AIMS, SignOffStep.BRAND)
        posted(dead)
    school.clock.now += PROBE
    mails = Mails()
    with serving(mails) as relay:
        posted(with_relay(school, relay))
    # What was owed is done by now; the principal's part waits, and news is news.
    assert sorted(to(mails.taken)) == sorted((PRINCIPAL, TEACHER))


def test_greylisting_is_waited_for(school: Birchfield) -> None:
    """A later due date, one Message-ID, and the others go out meanwhile."""
    refused: set[str] = set()

    def once(address: str) -> str | None:
        first = address.startswith(BRAND_OWNER) and address not in refused
        refused.add(address)
        return "451 4.7.1 Greylisted" if first else None

    mails = Mails(recipient=once)
    with serving(mails) as relay:
        school = with_relay(school, relay)
        school.checked()
        posted(school)
        assert sorted(to(mails.taken)) == [one for one in FIRST if one != BRAND_OWNER]
        posted(school)
        assert len(mails.taken) == len(FIRST) - 1
        school.clock.now += PAUSES[0]
        posted(school)
    assert sorted(to(mails.taken)) == FIRST


def test_a_mail_that_is_refused_for_good_is_set_aside(school: Birchfield) -> None:
    """The operator sees why; tried again, it goes out."""
    mails = Mails(recipient=lambda one: "550 Nobody" if one.startswith(BRAND_OWNER) else None)
    with serving(mails) as relay:
        school = with_relay(school, relay)
        school.checked()
        posted(school)
        (aside,) = outbox.set_aside(school.office, 10)
        assert (aside.kind, aside.fault, aside.attempts) == (MailKind.NOTICES, "refused 550", 1)
        mails.recipient = lambda _: None
        outbox.again(school.office, school.key(REGISTRAR), aside.id)
        posted(school)
    assert sorted(to(mails.taken)) == FIRST
    assert outbox.set_aside(school.office, 10) == ()


def test_a_mail_is_given_up_after_its_bound(school: Birchfield) -> None:
    """It is tried once more than there are pauses. The operator has it tried anew, with every pause."""
    mails = Mails(recipient=lambda _: "451 Not now")
    with serving(mails) as relay:
        school = with_relay(school, relay)
        school.checked()
        posted(school)
        for pause in PAUSES:
            assert outbox.set_aside(school.office, 10) == ()
            school.clock.now += pause
            posted(school)
        given_up = outbox.set_aside(school.office, 10)
        assert {one.attempts for one in given_up} == {len(PAUSES) + 1}
        assert mails.tried.count(mails.tried[0]) == len(PAUSES) + 1
        outbox.again(school.office, school.key(REGISTRAR), given_up[0].id)
        posted(school)
    assert given_up[0].id not in {one.id for one in outbox.set_aside(school.office, 10)}
    (taken_up,) = school.rows(Mail, id=given_up[0].id)
    assert (taken_up.attempts, taken_up.send_at) == (1, school.clock.now + PAUSES[0])


def test_a_connection_that_breaks_after_data_doubles_one_mail_under_one_id(
    school: Birchfield,
) -> None:
    """Whether it was taken nobody knows: it comes again, and its reader has it once."""
    mails = Mails(drops=1)
    with serving(mails) as relay:
        school = with_relay(school, relay)
        school.checked()
        posted(school)
        school.clock.now += PROBE
        posted(school)
    assert len(mails.ids) == len(FIRST) + 1
    assert len(set(mails.ids)) == len(FIRST)


def test_a_lease_that_ends_lets_another_send(school: Birchfield) -> None:
    """A process that died with a mail in its hands keeps it from nobody for longer."""
    mails = Mails()
    with serving(mails) as relay:
        school = with_relay(school, relay)
        school.checked()
        posting.post(school.office)
        taken = outbox.take(school.office, "died")
        assert taken
        posted(school)
        assert len(mails.taken) == len(FIRST) - 1
        school.clock.now += outbox.LEASE + timedelta(seconds=1)
        posted(school)
    assert sorted(to(mails.taken)) == FIRST


def test_an_address_that_was_changed_beside_the_log_gets_no_mail(school: Birchfield) -> None:
    """Whoever has the database but not the key has no link sent to themselves."""
    mails = Mails()
    with serving(mails) as relay:
        school = with_relay(school, relay)
        asking.ask(school.office, "niamh.hart@birchfield.example")
        with school.office.db.begin() as connection:
            connection.execute(
                Person.__table__.update()  # type: ignore[attr-defined]
                .where(Person.__table__.c.key == school.key(PRINCIPAL))  # type: ignore[attr-defined]
                .values(email="thief@elsewhere.example")
            )
        posted(school)
    assert mails.taken == []
    assert [one.fault for one in outbox.set_aside(school.office, 10)] == ["not_proven 0"]


def test_what_is_over_before_it_is_mailed_is_not_mailed(school: Birchfield) -> None:
    """Whoever did their part while the mail waited reads nothing of it."""
    with nobody_there() as relay:
        dead = with_relay(school, relay)
        ref = dead.checked()
        posted(dead)
        dead.answer(ref, SECOND_TEACHER)
    school.clock.now += PROBE
    mails = Mails()
    with serving(mails) as relay:
        posted(with_relay(school, relay))
    assert SECOND_TEACHER not in to(mails.taken)


def test_at_night_and_on_days_off_only_safety_is_mailed(school: Birchfield) -> None:
    """A new password is told at once; a declaration waits for the next school day."""
    mails = Mails()
    with serving(mails) as relay:
        school = with_relay(school, relay)
        school.clock.now += timedelta(days=4, hours=9)  # a Saturday evening
        school.checked()
        key = school.key(BRAND_OWNER)
        token = inviting.invite(school.office, INSTALLATION, OWN, key)
        posted(school)
        signing_in.use_link(school.office, token, f"{PASSWORD} anew")
        posted(school)
        assert to(mails.taken) == [BRAND_OWNER, BRAND_OWNER]
        school.clock.now += timedelta(days=1, hours=11)  # Monday, 9:00
        posted(school)
    assert sorted(to(mails.taken)[2:]) == FIRST


def test_daily_mails_bundle_what_came_in_between(school: Birchfield) -> None:
    """On the next school morning comes one mail with both; nothing that is owed can be switched off."""
    mails = Mails()
    with serving(mails) as relay:
        school = with_relay(school, relay)
        notices.choose(school.office, school.key(BRAND_OWNER), Pace.DAILY)
        school.checked()
        school.checked(title="P5 maths diary", address="https://birchfieldp5maths.wordpress.com")
        posted(school)
        assert BRAND_OWNER not in to(mails.taken)
        school.clock.now += timedelta(days=1)
        posted(school)
    (mail,) = [one for one in mails.taken if to([one]) == [BRAND_OWNER]]
    assert str(mail["Subject"]).endswith(": 2 things wait for you")


def test_news_stands_apart_from_what_waits(school: Birchfield) -> None:
    """Only what somebody has to do is counted, and one such thing is what the mail leads to."""
    mails = Mails()
    with serving(mails) as relay:
        school = with_relay(school, relay)
        ref = school.checked()
        posted(school)
    (mail,) = [one for one in mails.taken if to([one]) == [TEACHER]]
    plain = mail.get_body(("plain",))
    assert plain is not None
    text = plain.get_content()
    order = ("This is waiting for you:", "Read and make", "This has happened:", "It passed")
    assert [text.count(one) for one in order] == [1, 1, 1, 1]
    assert sorted(order, key=text.index) == list(order)
    assert "things" not in str(mail["Subject"])
    assert f"/proposals/{ref}/declaration" in text


def test_the_demo_writes_mails_at_any_hour(school: Birchfield, tmp_path: Path) -> None:
    """Whoever tries it on a Saturday evening sees what would have been sent."""
    folder = tmp_path / "mailbox"
    demo = replace(
        school,
        office=replace(school.office, demo=True, relay=Relay("", 0, "none", SENDER, folder=folder)),
    )
    demo.clock.now += timedelta(days=4, hours=9)
    demo.checked()
    posted(demo)
    assert len(kept(folder)) == len(FIRST)
