"""The rules of the walk: what people do by the pages, what the engine does, and time."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session, select

from appendix_a.procedure.steps import CHECKS, FlowStep
from appendix_a.reading.case import SignOffStep
from service.db.tables import Entry, Event, Revision
from service.db.tables import Proposal as ProposalRow
from service.desk.proposals import decisions, declarations, proposals
from service.desk.proposals.outcomes import record
from service.desk.queue import work
from service.desk.queue.work import Claimed
from service.pages.proposals.form_pages import PAGE_OF
from tests.builders import LINE_MANAGER, PRINCIPAL, TEACHER
from tests.faults.acts import WORDS
from tests.faults.order import OPEN, Seen, Stand, decide
from tests.faults.walk import (
    DONE,
    FAULTY,
    FORBIDDEN,
    GONE,
    NAMED,
    SANCTIONED,
    SIGNERS,
    STALE,
    STRANGERS,
    Paper,
    Walk,
)
from tests.schools import HOLD
from tests.service.desk.stepwise import LEASE, a_run, answer
from tests.service.journey import blog
from tests.service.pages.posting import in_its_form, posting
from tests.service.school import OTHER

MOST, DAYS = 3, 3  # proposals still open at once; days that may pass in one walk
DRAFT_PAGE = PAGE_OF["title"]


def begins(walk: Walk) -> None:
    """A teacher begins a proposal, by the button on the list."""
    if sum(one.stand.status in ("draft", *OPEN) for one in walk.papers.values()) >= MOST:
        return
    there = walk.post(TEACHER, "/proposals", {}, DONE).headers["location"]
    ref, number = there.split("/")[2], len(walk.papers)
    day = walk.copy.school.today + timedelta(days=2)
    paper = Paper(ref, f"https://blogs.birchfield.example/walk{number}", day, Stand("draft", 1, 1))
    walk.papers[ref] = paper
    typed = blog(walk.copy.keys, address=paper.address, go_live=day, title=f"Walk {number}")
    proposals.save(walk.copy.office, walk.copy.school.key(TEACHER), ref, 1, typed)
    walk.take(paper, "edit")


def changes(walk: Walk) -> None:
    """The teacher changes the title, on the page as it is, or on one opened long ago."""
    if paper := walk.paper("draft", "returned"):
        page = _opened(walk, paper)
        draft = proposals.draft(walk.copy.office, walk.copy.school.key(TEACHER), paper.ref)
        typed = draft.given.model_copy(update={"title": f"Walk {walk.random.random()}"})
        data = posting(in_its_form(draft, DRAFT_PAGE, typed), page.version)
        there = f"/proposals/{paper.ref}/draft/{DRAFT_PAGE.key}"
        before = paper.stand.revision
        taken = walk.take(paper, "edit", page)
        walk.post(TEACHER, there, data, DONE if taken else STALE)
        if taken and paper.stand.revision != before:
            paper.sealed = False


def submits(walk: Walk) -> None:
    """The teacher submits what was read on the check page."""
    if paper := walk.paper("draft"):
        page = _opened(walk, paper)
        taken = walk.take(paper, "submit", page)
        data = {"version": page.version}
        walk.post(TEACHER, f"/proposals/{paper.ref}/submit", data, DONE if taken else STALE)
        if taken:
            paper.stand = replace(paper.stand, checks=0)
            paper.sealed, paper.seen, paper.rival = True, True, False


def withdraws(walk: Walk) -> None:
    """The teacher withdraws."""
    if paper := walk.paper():
        page = _opened(walk, paper)
        taken = walk.take(paper, "withdraw", page)
        data = {"version": page.version, "withdraw_reason": WORDS, "sure_withdraw": "yes"}
        walk.post(TEACHER, f"/proposals/{paper.ref}/withdraw", data, DONE if taken else STALE)


def another_withdraws(walk: Walk) -> None:
    """Neither a stranger nor the principal withdraws for a teacher who is still there."""
    if paper := walk.paper():
        data = {"version": paper.stand.version, "sure_withdraw": "yes"}
        who = walk.random.choice((*STRANGERS, LINE_MANAGER, PRINCIPAL))
        walk.post(who, f"/proposals/{paper.ref}/withdraw", data, FORBIDDEN)


def another_submits(walk: Walk) -> None:
    """Nobody but the proposer submits a draft; to others it is not there."""
    if paper := walk.paper("draft"):
        who = walk.random.choice((*STRANGERS, LINE_MANAGER, PRINCIPAL))
        walk.post(who, f"/proposals/{paper.ref}/submit", {"version": paper.stand.version}, GONE)


def signs_aims(walk: Walk) -> None:
    """The line manager signs."""
    _signs(walk, SignOffStep.AIMS)


def signs_brand(walk: Walk) -> None:
    """The brand owner signs."""
    _signs(walk, SignOffStep.BRAND)


def signs_final(walk: Walk) -> None:
    """The principal signs."""
    _signs(walk, SignOffStep.FINAL)


def returns(walk: Walk) -> None:
    """A signatory returns it, with a question."""
    if paper := walk.paper("in_sign_off"):
        step = walk.random.choice(list(SignOffStep))
        _decides(walk, paper, step, "return", {"reason": WORDS})


def rejects(walk: Walk) -> None:
    """The principal rejects it."""
    if paper := walk.paper("in_sign_off"):
        _decides(walk, paper, SignOffStep.FINAL, "reject", {"reason": WORDS})


def returns_without_a_reason(walk: Walk) -> None:
    """A return needs a reason, where there is something to decide."""
    if paper := walk.paper("in_sign_off"):
        fits = paper.stand.status == "in_sign_off" and "aims" not in _signed(paper)
        status = FAULTY if fits else STALE if paper.sealed else GONE
        data = {"decision": "return", **_state(walk, paper, paper.page)}
        walk.post(LINE_MANAGER, f"/proposals/{paper.ref}/sign-off/aims", data, status)


def another_signs(walk: Walk) -> None:
    """Whoever is not the signatory of a step decides nothing, and is told whose it is."""
    if paper := walk.paper("in_sign_off"):
        data = {"decision": "sign", **_state(walk, paper, paper.page)}
        who = walk.random.choice((*STRANGERS, TEACHER))
        status = STALE if paper.sealed else GONE
        walk.post(who, f"/proposals/{paper.ref}/sign-off/final", data, status)


def the_other_school_signs(walk: Walk) -> None:
    """The principal of another school finds nothing at all."""
    if paper := walk.paper():
        data = {"decision": "reject", "reason": WORDS, **_state(walk, paper, paper.page)}
        there = f"/proposals/{paper.ref}/sign-off/final"
        walk.post(PRINCIPAL, there, data, GONE, OTHER)


def undoes(walk: Walk) -> None:
    """The principal takes the final approval back."""
    if paper := walk.paper("approved", "in_sign_off"):
        final = "final" in _signed(paper)
        taken = final and walk.take(paper, "undo")
        status = DONE if taken else STALE if final else FORBIDDEN
        walk.post(PRINCIPAL, f"/proposals/{paper.ref}/sign-off/final/undo", {}, status)


def another_undoes(walk: Walk) -> None:
    """Nobody else takes it back."""
    if paper := walk.paper("approved"):
        who = walk.random.choice((TEACHER, LINE_MANAGER))
        walk.post(who, f"/proposals/{paper.ref}/sign-off/final/undo", {}, FORBIDDEN)


def declares(walk: Walk) -> None:
    """Somebody named declares."""
    if paper := walk.paper("in_sign_off"):
        who = walk.random.choice(NAMED)
        paper.stand = replace(paper.stand, declared=who in paper.declared)
        taken = walk.take(paper, "declare")
        stands = paper.site in SANCTIONED  # there they have declared, and may say so again
        _declared(walk, paper, who, "accept", DONE if taken or stands else STALE)
        paper.declared |= {who} if taken else set()


def all_declare(walk: Walk) -> None:
    """Everybody named declares."""
    if (paper := walk.paper("in_sign_off")) and paper.stand.status == "in_sign_off":
        for who in NAMED:
            paper.stand = replace(paper.stand, declared=who in paper.declared)
            walk.take(paper, "declare")
            _declared(walk, paper, who, "accept", DONE)
            paper.declared.add(who)


def declines(walk: Walk) -> None:
    """Somebody named declines, and it goes back."""
    if paper := walk.paper("in_sign_off"):
        who = walk.random.choice(NAMED)
        taken = walk.take(paper, "decline")
        _declared(walk, paper, who, "decline", DONE if taken else STALE)
        paper.declared -= {who} if taken else set()


def another_declares(walk: Walk) -> None:
    """Whoever is not named has nothing to declare."""
    if paper := walk.paper("in_sign_off"):
        who = walk.random.choice(STRANGERS)
        walk.post(who, f"/proposals/{paper.ref}/declaration", {"seal": "", "interest": "no"}, GONE)


def the_engine_turns(walk: Walk) -> None:
    """The engine does one thing that is due, if anything is."""
    _engine(walk)


def the_engine_catches_up(walk: Walk) -> None:
    """The engine does everything that is due."""
    while _engine(walk):
        pass


def the_hold_ends(walk: Walk) -> None:
    """A quarter of an hour passes."""
    walk.copy.school.clock.now += HOLD


def a_day_passes(walk: Walk) -> None:
    """A day passes."""
    if walk.days < DAYS:
        walk.days += 1
        walk.copy.school.clock.now += timedelta(days=1)


def launches(walk: Walk) -> None:
    """A site administrator opens the site, at the approved address or at another."""
    if (paper := _with_a_site(walk)) is None:
        return
    entry = _entry(walk, paper)
    right = walk.random.random() < 0.7
    early = entry.go_live is not None and walk.copy.school.today < entry.go_live
    fits = paper.site == "awaiting_launch"
    status = STALE if not fits else FAULTY if early or not right else DONE
    address = paper.address if right else "https://blogs.birchfield.example/elsewhere"
    data = {"version": entry.version, "address": address}
    walk.post(TEACHER, f"/sites/{entry.key}/launch", data, status)
    if status == DONE:
        paper.site, paper.was_live = "live", True


def another_launches(walk: Walk) -> None:
    """Whoever does not run the site does not open it."""
    if paper := _with_a_site(walk):
        entry = _entry(walk, paper)
        data = {"version": entry.version, "address": paper.address}
        walk.post(walk.random.choice(STRANGERS), f"/sites/{entry.key}/launch", data, FORBIDDEN)


def closes(walk: Walk) -> None:
    """The principal closes a site; a second time there is nothing to close."""
    if paper := _with_a_site(walk):
        entry, fits = _entry(walk, paper), paper.site in SANCTIONED
        data = {"version": entry.version, "close_reason": "not_used"}
        walk.post(PRINCIPAL, f"/sites/{entry.key}/close", data, DONE if fits else STALE)
        paper.site = "closed"


def another_closes(walk: Walk) -> None:
    """Nobody else closes it."""
    if paper := _with_a_site(walk):
        entry = _entry(walk, paper)
        data = {"version": entry.version, "close_reason": "not_used"}
        walk.post(TEACHER, f"/sites/{entry.key}/close", data, FORBIDDEN)


RULES: Mapping[Callable[[Walk], None], float] = {
    begins: 4,
    changes: 2,
    submits: 8,
    withdraws: 0.5,
    another_withdraws: 0.5,
    another_submits: 1,
    signs_aims: 5,
    signs_brand: 5,
    signs_final: 7,
    returns: 0.5,
    rejects: 0.2,
    returns_without_a_reason: 1,
    another_signs: 1,
    the_other_school_signs: 0.5,
    undoes: 1.5,
    another_undoes: 0.5,
    declares: 1,
    all_declare: 6,
    declines: 0.3,
    another_declares: 1,
    the_engine_turns: 5,
    the_engine_catches_up: 14,
    the_hold_ends: 7,
    a_day_passes: 1.5,
    launches: 5,
    another_launches: 1,
    closes: 1,
    another_closes: 0.5,
}
"""What may happen next, and how often: the way into the register more often than away from it."""


def _opened(walk: Walk, paper: Paper) -> Seen:
    """A page of the proposal: opened now, or one from before that is still open somewhere."""
    paper.pages.append((paper.page, ""))
    return walk.random.choice((paper.page, paper.page, walk.random.choice(paper.pages)[0]))


def _signed(paper: Paper) -> list[str]:
    return [step for step, _ in paper.stand.signed]


def _state(walk: Walk, paper: Paper, page: Seen) -> dict[str, object]:
    """What binds a decision to the page that was read."""
    with walk.copy.office.read() as session:
        revision = session.get_one(Revision, (paper.ref, page.revision))
    nonce = f"{walk.random.getrandbits(128):032x}"
    seal = revision.seal or ""
    return {"revision": page.revision, "seal": seal, "nonce": nonce, "edition": "model-1"}


def _signs(walk: Walk, step: SignOffStep) -> None:
    if paper := walk.paper("in_sign_off"):
        _decides(walk, paper, step, "sign", {"reason": ""})


def _decides(
    walk: Walk, paper: Paper, step: SignOffStep, how: str, more: dict[str, object]
) -> None:
    there = f"/proposals/{paper.ref}/sign-off/{step.value}"
    page = _opened(walk, paper)
    data = {"decision": how, **more, **_state(walk, paper, page)}
    data |= {f"answer:{one}": WORDS for one in _questions(walk, paper, step)}
    status = _decided(walk, paper, page, step, how)
    if status == GONE and data["seal"]:  # they have read what was taken back since
        status = STALE if paper.stand.status == "draft" else GONE
    walk.post(SIGNERS[step], there, data, status)
    if status == DONE and how == "sign":  # the same page, posted twice
        walk.post(SIGNERS[step], there, data, DONE)


def _decided(walk: Walk, paper: Paper, page: Seen, step: SignOffStep, how: str) -> int:
    """Decide in the model; gives the answer."""
    if not paper.sealed:
        return GONE
    to = {"sign": "signed", "return": "returned", "reject": "rejected"}[how]
    if how == "sign" and _is_asked(paper, page, step) and walk.fails(paper):
        walk.goes_back(paper)
        return STALE
    if paper.declared != set(NAMED) and (step, how) == (SignOffStep.FINAL, "sign"):
        return STALE
    after = decide(step.value, to)(paper.stand, page)
    if after is None:
        return STALE
    paper.stand = after
    return DONE


def _is_asked(paper: Paper, page: Seen, step: SignOffStep) -> bool:
    """Whether the page is of what waits for this signature, now or after others."""
    stand = paper.stand
    fits = (stand.status, stand.revision) == ("in_sign_off", page.revision)
    return fits and step not in _signed(paper)


def _questions(walk: Walk, paper: Paper, step: SignOffStep) -> tuple[str, ...]:
    """The judgements of this step, by name: the same for every blog."""
    if step not in walk.asked and paper.sealed:
        signer = walk.copy.school.key(SIGNERS[step])
        card = decisions.sign_off(walk.copy.office, signer, paper.ref, step)
        walk.asked[step] = tuple(one.check for one in card.questions)
    return walk.asked.get(step, ())


def _declared(walk: Walk, paper: Paper, who: str, how: str, status: int) -> None:
    if not paper.sealed:
        return
    if who not in walk.statements:  # the same for every blog
        person = walk.copy.school.key(who)
        asked = declarations.statements(walk.copy.office, person, paper.ref).statements
        walk.statements[who] = tuple(one.check for one in asked)
    data: dict[str, object] = dict.fromkeys(walk.statements[who], how)
    data |= {"reason": WORDS, "interest": "no", **_state(walk, paper, paper.page)}
    walk.post(who, f"/proposals/{paper.ref}/declaration", data, status)


def _with_a_site(walk: Walk) -> Paper | None:
    found = [one for one in walk.papers.values() if one.site]
    return walk.random.choice(found) if found else None


def _entry(walk: Walk, paper: Paper) -> Entry:
    with walk.copy.office.read() as session:
        return session.exec(select(Entry).where(Entry.ref == paper.ref)).one()


def _engine(walk: Walk) -> bool:
    """Take one item, answer it, record it, and follow it in the model; False where none is due."""
    office = walk.copy.office
    items = work.claim(office, "walk", 1, LEASE)
    for item in items:
        with office.read() as session:
            late = _is_late(session, item)
        if work.facts_for(office, item) is None:
            work.settle(office, item, "walk")
        else:
            record(office, item, "walk", answer(office, item), a_run(office.clock()))
        if not late:
            _follow(walk, walk.papers[item.subject], item)
    return bool(items)


def _is_late(session: Session, item: Claimed) -> bool:
    """Whether another revision or version was meant, as far as the log says."""
    if item.step is FlowStep.LOOK_AGAIN:  # each wait that begins asks for one of its own
        return work.is_late(session, item, session.get_one(ProposalRow, item.subject))
    row, cause = (
        session.get_one(ProposalRow, item.subject),
        session.get_one(Event, (item.school, item.cause_seq)),
    )
    asked = "version" if item.step is FlowStep.REGISTER_SITE else "revision"
    return bool(cause.body[asked] != getattr(row, asked))


def _follow(walk: Walk, paper: Paper, item: Claimed) -> None:
    """What an item that is not late comes to in the model."""
    stand, rival, fails = paper.stand, walk.rivals(paper), walk.fails(paper)
    given = [one for one, state in stand.signed if state == "given"]
    if item.step in CHECKS and stand.status == "checking":
        paper.rival |= rival and item.step is CHECKS[0]  # which reads the reason, clause 7.2
        paper.rival |= walk.late(paper) and item.step is CHECKS[-1]  # which reads A.3.6
        walk.take(paper, "the engine")
        if paper.rival and paper.stand.status == "in_sign_off":
            paper.stand = replace(paper.stand, status="returned")
    elif item.step is FlowStep.SIGN_OFF and stand.status == "in_sign_off" and given:
        walk.goes_back(paper) if fails else walk.take(paper, "the engine")
    elif item.step is FlowStep.LOOK_AGAIN and stand.status == "in_sign_off" and fails:
        walk.goes_back(paper)
    elif item.step is FlowStep.REGISTER_SITE and stand.status == "approved":
        if rival:
            paper.stand = replace(stand, signed=stand.signed[:-1])
            walk.goes_back(paper)
        else:
            walk.take(paper, "the engine")
            paper.site = "awaiting_launch"
