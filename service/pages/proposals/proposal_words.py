"""A proposal's state in sentences: what happens next, with whom, and which steps are done."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from appendix_a.procedure.deadlines import UNLAUNCHED
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.routing import (
    Signatory,
    Unroutable,
    capacity_in_words,
    free_for_evidence,
)
from appendix_a.procedure.signing import Stands, Turn
from appendix_a.procedure.steps import CHECKS, FlowStep
from appendix_a.reading.case import SignOffStep, SiteStatus
from appendix_a.values.answers import day_in_words
from service.desk.proposals.lists import Listed
from service.desk.views import Decided, Has, Held, ProposalView, Ran
from service.pages.cells import moment
from service.pages.parts import SummaryRow, TaskStep, listed

NOT_ASKED = "A question that the policy no longer asks"
_SIGNED = (Stands.SIGNED, Stands.BEING_COUNTED)
OVER = frozenset({Status.REJECTED, Status.WITHDRAWN, Status.DELETED, Status.LAPSED})
_TONE = {"met": "done", "unmet": "stopped", "undetermined": "waiting"}


def capacity(one: Signatory | Decided) -> str:
    """In which capacity somebody signs, or signed, in words."""
    return capacity_in_words(one.capacity)


def edition(view: ProposalView, key: str) -> str:
    """An edition by its title, with the key that tells it from others of that title."""
    return f"{view.editions[key]} ({key})"


def answered(one: Decided, view: ProposalView) -> tuple[SummaryRow, ...]:
    """The answers to the questions of judgement, under the words of each question."""
    return tuple(
        SummaryRow(view.questions.get(check, NOT_ASKED), words) for check, words in one.answers
    )


def held_in_words(held: Held | None, zone: str) -> str:
    """Who has a proposal, since when and by when; empty where nothing more comes of it."""
    if held is None:
        return ""
    since = moment(held.since, zone)
    if held.has is Has.PROCEDURE or held.by is None:
        return f"With the procedure since {since}: nobody has to do anything."
    by = day_in_words(held.by)
    until = {
        (Has.DECIDES, False): f"expected by {by}",
        (Has.DECIDES, True): f"was expected by {by}",
        (Has.WRITES, False): f"lapses on {by} if nothing is changed",
        (Has.WRITES, True): f"lapses on {by} if nothing is changed",
    }
    return f"With {listed(held.people)} since {since}; {until[held.has, held.late]}."


def held_by_ref(proposals: Iterable[Listed], zone: str) -> dict[str, str]:
    """The same of each proposal in a list, by its reference."""
    return {one.ref: held_in_words(one.held, zone) for one in proposals}


def what_next(view: ProposalView) -> str:
    """What happens next, when, and with whom."""
    return _NEXT[view.status](view)


def _checking(view: ProposalView) -> str:
    if view.waiting_since:
        return (
            f"The checks have been waiting since {moment(view.waiting_since, view.zone)}, "
            f"because the service that runs them is not running. They will catch up automatically. "
            f"You do not need to do anything."
        )
    return "The checks are running. This takes a minute at most: open the page again."


def _referred(view: ProposalView) -> str:
    free = free_for_evidence(view.case)
    people = view.case.school.people
    names = listed(tuple(one.name for key, one in people.items() if key in free))
    has = (
        f"{names} {'has' if len(free) == 1 else 'have'} it in their inbox."
        if free
        else "Nobody at the school can record it: the school has to appoint an e-safety lead."
    )
    return (
        f"Evidence is needed before anybody can say whether it passes. {has} "
        f"Once it is recorded, the checks run again automatically. {_since(view)}"
    )


def _in_sign_off(view: ProposalView) -> str:
    counting = tuple(_being_counted(view, one) for one in view.decided if _is_open(view, one))
    if view.is_being_counted:
        return " ".join(counting)
    first = tuple(
        one.by
        for one in view.turns
        if one.step is not SignOffStep.FINAL and one.stands not in _SIGNED
    )
    waiting = tuple(one.name for one in view.declared if one.state != "made")
    said = [
        *counting,
        *(_decides(view, one) for one in first),
        f"Declarations are still needed from {listed(waiting)}." if waiting else "",
        _sees_to(view) if view.awaited else "",
        *(
            _approves(view, one, later=bool(counting or first or waiting or view.awaited))
            for one in _final(view)
        ),
        _since(view),
    ]
    return " ".join(one for one in said if one)


def _sees_to(view: ProposalView) -> str:
    """What the final approval waits for, whose it is, and what seeing to it leads to."""
    said = " ".join(f"{one.words} (Clause {one.printed}.)" for one in view.awaited)
    return (
        f"The final approval waits for {view.proposer_name}. {said} When that has changed, "
        f"{view.proposer_name} changes the answer; it is checked and signed again then."
    )


def _since(view: ProposalView) -> str:
    return f"It has stood like this since {moment(view.since, view.zone)}."


def _is_open(view: ProposalView, one: Decided) -> bool:
    """Whether a signature on what is sealed now is given, and nothing has counted it yet."""
    return (one.kind, one.state, one.seal) == ("sign", "given", view.seal)


def _being_counted(view: ProposalView, one: Decided) -> str:
    when = moment(one.given_at, view.zone)
    if one.step is not SignOffStep.FINAL:
        return f"{one.signer} signed “{one.step.label.lower()}” on {when}; the signature is being checked."
    if approved_it(view, view.reader):
        return f"You approved this on {when}; your signature is being checked. You can take the approval back."
    return f"{one.signer} approved this on {when}; the signature is being checked."


def approved_it(view: ProposalView, person: str) -> bool:
    """Whether this person gave the final signature that stands."""
    return any(one.step is SignOffStep.FINAL and one.signer == person for one in view.case.signed)


def _decides(view: ProposalView, one: Signatory | Unroutable) -> str:
    step = f"“{one.step.label.lower()}”"
    if isinstance(one, Unroutable):
        return f"Nobody can sign {step}: the school has to appoint {one.appoint}."
    return f"{view.case.school.name_of(one.person)} decides on {step}."


def _final(view: ProposalView) -> tuple[Signatory | Unroutable, ...]:
    return tuple(one.by for one in view.turns if one.step is SignOffStep.FINAL)


def _approves(view: ProposalView, one: Signatory | Unroutable, *, later: bool) -> str:
    if isinstance(one, Unroutable):
        return f"Nobody can give the final approval: the school has to appoint {one.appoint}."
    after = "After that " if later else ""
    return f"{after}{view.case.school.name_of(one.person)} gives the final approval."


def _approved(view: ProposalView) -> str:
    given = signature(view, SignOffStep.FINAL)
    who = "you" if approved_it(view, view.reader) else given.signer if given else "whoever gave it"
    when = f"on {moment(view.hold_until, view.zone)}" if view.hold_until else "within minutes"
    entered = (
        f"It will be entered in the register when the service that does this is running again. It "
        f"has been away since {moment(view.waiting_since, view.zone)}."
        if view.waiting_since
        else f"It is entered in the register {when}."
    )
    return f"{entered} Until then {who} can take the approval back."


def _registered(view: ProposalView) -> str:
    site = view.entry
    if site is None:
        return "It is in the register."
    if site.status is not SiteStatus.AWAITING_LAUNCH:
        return _SITE[site.status]
    names = listed(tuple(view.case.school.name_of(one) for one in view.proposal.administrators))
    day = f"from {day_in_words(site.go_live)} on" if site.go_live else "now"
    return (
        f"It is approved and in the register, but not open yet. {names} may launch it {day}, within "
        f"{UNLAUNCHED.days} days, at {site.address} and nowhere else."
    )


_SITE: Mapping[SiteStatus, str] = MappingProxyType(
    {
        SiteStatus.LIVE: "The site is live.",
        SiteStatus.SUSPENDED: "The site is suspended. Until that ends, it is not official.",
        SiteStatus.LAPSED: "The approval of the site has ended. A new proposal is possible.",
        SiteStatus.CLOSED: "The site is closed. It stays in the register as one that was official.",
    }
)


def _returned(view: ProposalView) -> str:
    if view.proposer not in view.case.school.people:
        return (
            f"It is back with {view.proposer_name}, who has left the school. The principal or the "
            "chair of governors can withdraw it; somebody else can propose the site again."
        )
    return (
        f"It has been back with {view.proposer_name} since {moment(view.since, view.zone)}. They "
        f"change what is listed below, then submit it again. If nobody changes it for twelve "
        f"months, it lapses.{_newly_asked(view)}"
    )


_MOVED = frozenset({"facts_moved", "signature_void", "not_registered"})


def _newly_asked(view: ProposalView) -> str:
    """What whoever reads it may not expect: it had passed, and this program was updated since."""
    kinds = (one.kind for one in reversed(view.history))
    last = next((kind for kind in kinds if kind in _MOVED or kind in BEGINS), "")
    if not view.checked_before or last not in _MOVED:
        return ""
    return (
        " It had passed its checks before this program was last updated. Some of what is listed "
        "below may be asked only since then."
    )


BEGINS = frozenset({"submitted", "checked", "returned", "referral_returned", "declined"})
"""After these a proposal is with its proposer for what a person said, or for what was checked."""


_NEXT: Mapping[Status, Callable[[ProposalView], str]] = MappingProxyType(
    {
        Status.DRAFT: lambda _: (
            "It is still being written. Nobody else sees it until it is submitted."
        ),
        Status.CHECKING: _checking,
        Status.REFERRED: _referred,
        Status.IN_SIGN_OFF: _in_sign_off,
        Status.RETURNED: _returned,
        Status.APPROVED: _approved,
        Status.REGISTERED: _registered,
        Status.REJECTED: lambda _: (
            "It has been decided. The reason is below. A new proposal is possible."
        ),
        Status.WITHDRAWN: lambda _: "Nothing more happens. A new proposal is possible.",
        Status.DELETED: lambda _: "The draft was deleted.",
        Status.LAPSED: lambda _: "Nobody changed it for twelve months. A new proposal is possible.",
    }
)


def steps(view: ProposalView) -> tuple[TaskStep, ...]:
    """The way of this revision: checks, declarations, signatures, register."""
    return (
        *(_check(view, step) for step in CHECKS),
        *((_declarations(view),) if view.declared else ()),
        *(_signature(view, one) for one in view.turns),
        _register(view),
    )


def last_run(view: ProposalView, step: FlowStep) -> Ran | None:
    """The newest run of a step on this revision, of the round that is being checked now."""
    since = view.checking_since
    fresh = {one.run_id for one in view.history if since is None or one.at >= since}
    runs = (one for one in view.ran if one.step is step and one.revision == view.revision)
    return next(reversed([one for one in runs if one.run_id in fresh]), None)


def _check(view: ProposalView, step: FlowStep) -> TaskStep:
    run = last_run(view, step)
    if run is None:
        now = "waiting" if view.waiting_since else "running"
        return TaskStep(step.label, now if view.status is Status.CHECKING else _later(view))
    tone = _TONE.get(run.result, "stopped")
    return TaskStep(step.label, tone, _result(run), moment(run.ended_at, view.zone), run.run_id)


def _later(view: ProposalView) -> str:
    """What is said of a step to which it has not come: of one that is over, that it never will."""
    return "never" if view.status in OVER else "later"


def _result(run: Ran) -> str:
    words = {
        "met": "Everything passes",
        "unmet": "Something does not pass",
        "undetermined": "Evidence is needed",
    }
    return words.get(run.result, "The check could not finish, and will be tried again")


def _declarations(view: ProposalView) -> TaskStep:
    said = ", ".join(f"{one.name}: {one.state}" for one in view.declared)
    states = {one.state for one in view.declared}
    tone = "stopped" if "declined" in states else "done" if states == {"made"} else "waiting"
    open_ = view.status is Status.IN_SIGN_OFF or tone != "waiting"
    over = view.status in OVER and not open_
    return TaskStep("Declarations", tone if open_ else _later(view), None if over else said)


def conflicts(view: ProposalView) -> tuple[SummaryRow, ...]:
    """What each of those who run the site said of a conflict of interest, as far as one may read it."""
    said = (one for one in view.declared if one.said_of_conflict)
    kept = "Answered. Those who sign, the designated teacher and the principal may read it."
    return tuple(
        SummaryRow(one.name, kept if one.conflict is None else one.conflict or "None")
        for one in said
    )


def _signature(view: ProposalView, turn: Turn) -> TaskStep:
    """A step that is signed names whoever signed it, as what they were then; else whom the route names."""
    one = turn.by
    if given := signature(view, one.step):
        return _signed(given, view.zone)
    if view.status in OVER:
        return _ended(view, one.step)
    if isinstance(one, Unroutable):
        return TaskStep(one.step.label, "stopped", f"Nobody can sign it. Appoint {one.appoint}.")
    who = ", ".join((view.case.school.name_of(one.person), capacity(one), *one.flags))
    mine = one.step in view.sign
    ready = view.status is Status.IN_SIGN_OFF and turn.stands is Stands.READY
    tone = "waiting" if ready else "later"
    return TaskStep(
        one.step.label,
        tone,
        who,
        href=f"/proposals/{view.ref}/sign-off/{one.step.value}" if mine else None,
    )


def _ended(view: ProposalView, step: SignOffStep) -> TaskStep:
    """A step that nobody signed: where the proposal was rejected it says by whom."""
    decided = (one for one in view.decided if one.step is step and one.kind == "reject")
    one = next(decided, None)
    if one is None:
        return TaskStep(step.label, "never")
    words = ", ".join((one.signer, capacity(one), "rejected it"))
    return TaskStep(step.label, "stopped", words, moment(one.given_at, view.zone))


def _signed(given: Decided, zone: str) -> TaskStep:
    who = ", ".join((given.signer, capacity(given), *given.flags))
    tone, detail = (
        ("done", who) if given.counted_at else ("running", f"{who}. Signed, being checked")
    )
    return TaskStep(given.step.label, tone, detail, moment(given.given_at, zone), given.run_id)


def signature(view: ProposalView, step: SignOffStep) -> Decided | None:
    """The signature that stands for a step on what is sealed now."""
    standing = (
        one
        for one in view.decided
        if one.step is step and one.kind == "sign" and one.state != "void" and one.seal == view.seal
    )
    return next(standing, None)


def _register(view: ProposalView) -> TaskStep:
    if view.entry:
        ran = last_run(view, FlowStep.REGISTER_SITE)
        return TaskStep(
            "In the register", "done", view.entry.status.label,
            moment(view.entry.registered_at, view.zone), ran.run_id if ran else None,
        )  # fmt: skip
    tone = "waiting" if view.status is Status.APPROVED else _later(view)
    return TaskStep("In the register", tone)
