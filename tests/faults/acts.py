"""Every act of the desk and the engine, each ready to be done on one prepared record."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlmodel import select

from appendix_a.reading.case import MembershipKind, Role, SignOffStep
from service.db.tables import DecisionKind, Grant, PlatformRow
from service.db.tables import WorkItem as Item
from service.desk.office import Office
from service.desk.people import erasing, granting, inviting, people, signing_in
from service.desk.people.people import NewPerson
from service.desk.platforms import referrals
from service.desk.policy import editions
from service.desk.proposals import decisions, declarations, proposal_views, proposals
from service.desk.proposals.outcomes import record
from service.desk.queue import work
from service.desk.queue.work import ATTEMPTS
from service.desk.refusals import Refusal
from service.desk.register import actions
from service.desk.register.entering import CloseReason
from tests.builders import (
    BRAND_OWNER,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_CHAIR,
    VOLUNTEER,
    a_row,
)
from tests.faults.records import Copy, Keys
from tests.schools import Birchfield
from tests.service.desk.stepwise import a_run, answer
from tests.service.journey import registered
from tests.service.school import MEMBER, OTHER, OWN, PASSWORD, REGISTRAR, email

Doing = Callable[[], object]
UNLISTED: dict[str, Any] = {
    "platform": None,
    "platform_name": "Classwall",
    "address": "https://classwall.example/p5",
}
REWORDED = {"title": "Our own policy"}
WORDS = "Please say more about who looks at it in the holidays."
LEASE = timedelta(minutes=1)


def everything(school: Birchfield, keys: Keys) -> Mapping[str, str]:
    """One proposal in each state, and whatever else somebody may act upon."""
    office = school.office
    site = registered(_at_once(office), keys, OTHER, backlink="https://www.oakfield.example/p5")
    refs = {"site": site[1]}
    ready = ("one", "two", "three")
    refs |= {name: school.ready(address=f"https://{name}.wordpress.com") for name in ready}
    refs |= {"approved": school.sign(refs["three"], SignOffStep.FINAL), "open": school.checked()}
    school.give(refs["open"], SignOffStep.BRAND)
    school.carry(office)
    refs |= {"referred": school.checked(**UNLISTED), "draft": school.drafted()}
    editions.save_draft(office, school.key(REGISTRAR), OWN, 0, REWORDED)
    _lower_an_age(school)
    granting.grant(office, school.key(REGISTRAR), OWN, school.key(VICE_CHAIR), Role.AUDITOR)
    with office.transaction() as transaction:
        refs["link"] = signing_in.new_link(transaction, school.key(MEMBER))
    refs["session"] = signing_in.sign_in(office, email(OWN, MEMBER), PASSWORD, "8.2-1").token
    school.give(refs["two"], SignOffStep.FINAL)
    refs["checking"] = school.submitted()
    return refs


def _at_once(office: Office) -> Office:
    return replace(office, hold=timedelta(0))


def _lower_an_age(school: Birchfield) -> None:
    school.reread(
        ages=[{"jurisdiction": one, "age": 13, "basis": "stated"} for one in ("uk", "ireland")]
    )


def _version(copy: Copy, name: str) -> int:
    return copy.school.row(copy.refs[name]).version


def _as(copy: Copy, who: str, act: Callable[..., object], *rest: Any) -> Doing:
    return partial(act, copy.office, copy.school.key(who), *rest)


def _decide(name: str, step: SignOffStep, kind: DecisionKind) -> Callable[[Copy], Doing]:
    def prepare(copy: Copy) -> Doing:
        ref = copy.refs[name]
        deciding = copy.school.deciding(ref, step, kind, WORDS)
        signer = copy.school.signer(ref, step)
        return partial(decisions.decide, copy.office, signer, ref, step, deciding)

    return prepare


def _declare(*, accepts: bool) -> Callable[[Copy], Doing]:
    def prepare(copy: Copy) -> Doing:
        ref, reason = copy.refs["open"], "" if accepts else WORDS
        asked = declarations.statements(copy.office, copy.school.key(SECOND_TEACHER), ref)
        answers = {one.check: accepts for one in asked.statements}
        return _as(
            copy,
            SECOND_TEACHER,
            declarations.declare,
            ref,
            asked.seal,
            asked.edition,
            answers,
            reason,
            "",
        )

    return prepare


def _of_proposal(
    who: str, name: str, act: Callable[..., object], *rest: Any
) -> Callable[[Copy], Doing]:
    return lambda copy: _as(copy, who, act, copy.refs[name], _version(copy, name), *rest)


def _saved(name: str) -> Callable[[Copy], Doing]:
    def prepare(copy: Copy) -> Doing:
        ref, typed = copy.refs[name], copy.school.typed(title="P5 reads")
        return _as(copy, TEACHER, proposals.save, ref, _version(copy, name), typed)

    return prepare


def _evidence(copy: Copy) -> Doing:
    row = a_row(
        "wordpress-com",
        key=referrals.own_key(copy.refs["referred"]),
        name="Classwall",
        hostnames=("classwall.example",),
        checked_on=copy.school.today,
        checked_by="Paul Irwin",
    )
    return _as(copy, E_SAFETY_LEAD, referrals.record_row, OWN, row.model_dump(mode="json"))


def _only(copy: Copy, query: Any) -> Any:
    with copy.office.read() as session:
        return session.exec(query).one()


def _confirm_row(copy: Copy) -> Doing:
    waits = select(PlatformRow).where(PlatformRow.needs_confirming)
    row = _only(copy, waits)
    return _as(copy, PRINCIPAL, referrals.confirm_row, OWN, row.id)


def _grant_of(copy: Copy, role: Role, who: str) -> str:
    mine = select(Grant).where(Grant.person == copy.school.key(who), Grant.role == role)
    found: Grant = _only(copy, mine)
    return found.id


def _launch(copy: Copy) -> Doing:
    key, teacher = copy.refs["site"], copy.keys[OTHER, TEACHER]
    copy.school.clock.now += timedelta(days=1)
    site = proposal_views.proposal(copy.office, teacher, "OAKFIELD-0001").entry
    assert site is not None
    return partial(actions.launch, copy.office, teacher, key, site.version, site.address)


def _close(copy: Copy) -> Doing:
    principal, key = copy.keys[OTHER, PRINCIPAL], copy.refs["site"]
    site = proposal_views.proposal(copy.office, principal, "OAKFIELD-0001").entry
    assert site is not None
    reason = CloseReason.NOT_USED
    return partial(actions.close, copy.office, principal, key, site.version, reason)


def _adopt(copy: Copy) -> Doing:
    version = editions.draft(copy.office, OWN).version
    return _as(copy, PRINCIPAL, editions.adopt, OWN, version)


def _draft_edition(copy: Copy) -> Doing:
    version = editions.draft(copy.office, OWN).version
    return _as(copy, REGISTRAR, editions.save_draft, OWN, version, {"title": "Ours"})


def _add(copy: Copy) -> Doing:
    new = NewPerson("Nora Bell", "nora.bell@birchfield.example", MembershipKind.EMPLOYEE)
    return _as(copy, REGISTRAR, people.add, OWN, new)


def _leaves(copy: Copy) -> Doing:
    tied = NewPerson("", "", MembershipKind.VOLUNTEER)
    return _as(
        copy, REGISTRAR, people.change, OWN, copy.school.key(VOLUNTEER), tied, copy.school.today
    )


def _registrar_of(act: Callable[..., object], who: str, *rest: Any) -> Callable[[Copy], Doing]:
    return lambda copy: _as(copy, REGISTRAR, act, OWN, copy.school.key(who), *rest)


def _fail_to_sign_in(copy: Copy) -> Doing:
    def fail() -> None:
        try:
            signing_in.sign_in(copy.office, email(OWN, MEMBER), "not it", "8.2-1")
        except Refusal:
            return

    return fail


def _claimed(copy: Copy, name: str) -> work.Claimed:
    """The item of this proposal under a lease of ours; the others are given back."""
    every: list[work.Claimed] = []
    while items := work.claim(copy.office, "one", 50, LEASE):
        every += items
    (mine,) = (one for one in every if one.subject == copy.refs[name])
    if others := [one for one in every if one is not mine]:
        work.release(copy.office, others, "one")
    return mine


def _recorded(name: str, wait: timedelta = timedelta(0)) -> Callable[[Copy], Doing]:
    def prepare(copy: Copy) -> Doing:
        copy.school.clock.now += wait
        item = _claimed(copy, name)
        outcome = answer(copy.office, item)
        run = a_run(copy.office.clock())
        return partial(record, copy.office, item, "one", outcome, run)

    return prepare


def _put_off(copy: Copy) -> Doing:
    item = _claimed(copy, "checking")
    return partial(work.put_off, copy.office, item, "one", "Crash", timedelta(hours=1))


def _taken_up(copy: Copy) -> Doing:
    item = _claimed(copy, "checking")
    with copy.office.transaction() as transaction:
        row = transaction.session.get_one(Item, item.id)
        row.attempts = ATTEMPTS
        transaction.session.add(row)
    work.put_off(copy.office, item, "one", "Crash", timedelta(hours=1))
    return partial(work.again, copy.office, "operator", item.id)


ACTS: Mapping[str, Callable[[Copy], Doing]] = {
    "start": lambda copy: _as(copy, TEACHER, proposals.start, OWN),
    "save": _saved("draft"),
    "edit": _saved("open"),
    "submit": _of_proposal(TEACHER, "draft", proposals.submit),
    "withdraw": _of_proposal(TEACHER, "open", proposals.withdraw, "We do it otherwise."),
    "declare": _declare(accepts=True),
    "decline": _declare(accepts=False),
    "sign": _decide("open", SignOffStep.AIMS, DecisionKind.SIGN),
    "sign final": _decide("one", SignOffStep.FINAL, DecisionKind.SIGN),
    "return": _decide("open", SignOffStep.AIMS, DecisionKind.RETURN),
    "reject": _decide("open", SignOffStep.AIMS, DecisionKind.REJECT),
    "undo": lambda copy: _as(copy, PRINCIPAL, decisions.undo, copy.refs["approved"]),
    "return a referral": _of_proposal(E_SAFETY_LEAD, "referred", referrals.return_referred, WORDS),
    "record evidence": _evidence,
    "confirm a row": _confirm_row,
    "launch": _launch,
    "close": _close,
    "draft an edition": _draft_edition,
    "adopt an edition": _adopt,
    "add a person": _add,
    "let a person leave": _leaves,
    "invite": _registrar_of(inviting.invite, MEMBER),
    "grant": _registrar_of(granting.grant, MEMBER, Role.STAFF),
    "confirm a role": lambda copy: _as(
        copy, PRINCIPAL, granting.confirm, OWN, _grant_of(copy, Role.AUDITOR, VICE_CHAIR)
    ),
    "end a role": lambda copy: _as(
        copy, REGISTRAR, granting.end_role, OWN, _grant_of(copy, Role.BRAND_OWNER, BRAND_OWNER)
    ),
    "erase": _registrar_of(lambda office, actor, _, key: erasing.erase(office, actor, key), MEMBER),
    "sign in": lambda copy: partial(
        signing_in.sign_in, copy.office, email(OWN, LINE_MANAGER), PASSWORD, "8.2-1"
    ),
    "fail to sign in": _fail_to_sign_in,
    "sign out": lambda copy: partial(signing_in.sign_out, copy.office, copy.refs["session"]),
    "set a password": lambda copy: partial(
        signing_in.use_link, copy.office, copy.refs["link"], PASSWORD
    ),
    "claim": lambda copy: partial(work.claim, copy.office, "one", 50, LEASE),
    "record a check": _recorded("checking"),
    "count a signature": _recorded("two"),
    "register": _recorded("approved", timedelta(minutes=16)),
    "settle": lambda copy: partial(work.settle, copy.office, _claimed(copy, "checking"), "one"),
    "release": lambda copy: partial(work.release, copy.office, [_claimed(copy, "two")], "one"),
    "put off": _put_off,
    "take up again": _taken_up,
    "wait for Prefect": lambda copy: partial(work.waiting, copy.office, copy.school.clock.now),
}
"""What is done to the record, by name: each reads its page first, and then is ready to be done."""
