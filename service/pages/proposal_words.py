"""A proposal's state in sentences: what happens next, with whom, and which steps are done."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from appendix_a.answers import spoken
from appendix_a.case import Role, SiteStatus, Step
from appendix_a.lifecycle import Status
from appendix_a.routing import LINE_MANAGER, Signatory, Unroutable
from appendix_a.steps import CHECKS, FlowStep
from service.desk.views import Decided, ProposalView, Ran
from service.pages.cells import moment
from service.pages.parts import Row, TaskStep, listed

LAUNCH_DAYS = 90
_TONE = {"met": "done", "unmet": "stopped", "undetermined": "waiting"}


def capacity(one: Signatory) -> str:
    """In which capacity somebody signs, in words."""
    return "line manager" if one.capacity == LINE_MANAGER else Role(one.capacity).label.lower()


def signer(view: ProposalView, step: Step) -> str:
    """Who signs a step, by name; whom to appoint where nobody may."""
    found = next((one for one in view.route if one.step is step), None)
    return view.case.school.name_of(found.person) if isinstance(found, Signatory) else "nobody yet"


def what_next(view: ProposalView) -> str:
    """What happens next, when, and with whom."""
    return _NEXT[view.status](view)


def _checking(view: ProposalView) -> str:
    if view.waiting_since:
        return (
            f"The checks have been waiting since {moment(view.waiting_since, view.zone)}, because the service "
            "that runs them is away. They catch up by themselves. You need do nothing."
        )
    return "The checks are running. This takes a minute at most: open the page again."


def _referred(view: ProposalView) -> str:
    leads = view.case.school.holders(Role.E_SAFETY_LEAD) or view.case.school.holders(Role.PRINCIPAL)
    names = listed(tuple(view.case.school.name_of(one) for one in leads)) or "The e-safety lead"
    return (
        f"Evidence is needed before anybody can say whether it passes. {names} has it in the inbox. "
        "Once it is recorded, the checks run again by themselves."
    )


def _in_sign_off(view: ProposalView) -> str:
    first = tuple(one.step for one in owed(view) if one.step is not Step.FINAL)
    waiting = tuple(one.name for one in view.declared if one.state != "made")
    said = [
        *(f"{signer(view, step)} decides on “{step.label.lower()}”." for step in first),
        f"Declarations are owed by {listed(waiting)}." if waiting else "",
        f"After that {signer(view, Step.FINAL)} gives the final approval."
        if first or waiting
        else f"{signer(view, Step.FINAL)} gives the final approval.",
    ]
    return " ".join(one for one in said if one)


def owed(view: ProposalView) -> tuple[Signatory | Unroutable, ...]:
    """The steps of the route that nobody has signed yet."""
    done = {one.step for one in view.case.signed}
    return tuple(one for one in view.route if one.step not in done)


def _approved(view: ProposalView) -> str:
    when = f"at {moment(view.hold_until, view.zone)}" if view.hold_until else "within minutes"
    return (
        f"It is entered in the register {when}. Until then {signer(view, Step.FINAL)} can take the "
        "approval back."
    )


def _registered(view: ProposalView) -> str:
    site = view.entry
    if site is None or site.status is not SiteStatus.AWAITING_LAUNCH:
        return (
            "It is in the register."
            if site is None
            else f"The site is {site.status.label.lower()}."
        )
    names = listed(tuple(view.case.school.name_of(one) for one in view.proposal.administrators))
    day = f"from {spoken(site.go_live)} on" if site.go_live else "now"
    return (
        f"It is approved and in the register, but not open yet. {names} may launch it {day}, within "
        f"{LAUNCH_DAYS} days, at {site.address} and nowhere else."
    )


_NEXT: Mapping[Status, Callable[[ProposalView], str]] = MappingProxyType(
    {
        Status.DRAFT: lambda _: (
            "It is still being written. Nobody else sees it until it is submitted."
        ),
        Status.CHECKING: _checking,
        Status.REFERRED: _referred,
        Status.IN_SIGN_OFF: _in_sign_off,
        Status.RETURNED: lambda view: (
            f"It is back with {view.proposer_name}. What has to change is said below; then it is submitted "
            "again. Left alone for twelve months, it lapses."
        ),
        Status.APPROVED: _approved,
        Status.REGISTERED: _registered,
        Status.REJECTED: lambda _: (
            "It is decided. The reason stands below. A new proposal is possible."
        ),
        Status.WITHDRAWN: lambda _: "Nothing more happens. A new proposal is possible.",
        Status.LAPSED: lambda _: (
            "Nobody took it further for twelve months. A new proposal is possible."
        ),
    }
)


def steps(view: ProposalView) -> tuple[TaskStep, ...]:
    """The way of this revision: checks, declarations, signatures, register."""
    return (
        *(_check(view, step) for step in CHECKS),
        *((_declarations(view),) if view.declared else ()),
        *(_signature(view, one) for one in view.route),
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
        return TaskStep(step.label, now if view.status is Status.CHECKING else "later")
    tone = _TONE.get(run.result, "stopped")
    return TaskStep(step.label, tone, _result(run), moment(run.ended_at, view.zone), run.run_id)


def _result(run: Ran) -> str:
    words = {
        "met": "Everything passes",
        "unmet": "Something does not pass",
        "undetermined": "Evidence is needed",
    }
    return words.get(run.result, "It could not be worked out, and is tried again")


def _declarations(view: ProposalView) -> TaskStep:
    said = ", ".join(f"{one.name}: {one.state}" for one in view.declared)
    states = {one.state for one in view.declared}
    tone = "stopped" if "declined" in states else "done" if states == {"made"} else "waiting"
    open_ = view.status is Status.IN_SIGN_OFF or tone != "waiting"
    return TaskStep("Declarations", tone if open_ else "later", said)


def conflicts(view: ProposalView) -> tuple[Row, ...]:
    """What each of those who run the site said of a conflict of interest, as far as one may read it."""
    said = (one for one in view.declared if one.said_of_conflict)
    kept = "Answered. Those who sign, the designated teacher and the principal may read it."
    return tuple(
        Row(one.name, kept if one.conflict is None else one.conflict or "None") for one in said
    )


def _signature(view: ProposalView, one: Signatory | Unroutable) -> TaskStep:
    if isinstance(one, Unroutable):
        return TaskStep(one.step.label, "stopped", f"Nobody may sign it. Appoint {one.appoint}.")
    who = ", ".join((f"{view.case.school.name_of(one.person)}, {capacity(one)}", *one.flags))
    given = signature(view, one.step)
    if given:
        tone, detail = (
            ("done", who) if given.counted_at else ("running", f"{who}. Signed, being counted")
        )
        return TaskStep(
            one.step.label, tone, detail, moment(given.given_at, view.zone), given.run_id
        )
    mine = one.step in view.sign
    first = {two.step for two in owed(view)} - {Step.FINAL}
    held = one.step is Step.FINAL and (first or any(two.state != "made" for two in view.declared))
    tone = "waiting" if view.status is Status.IN_SIGN_OFF and not held else "later"
    return TaskStep(
        one.step.label,
        tone,
        who,
        href=f"/proposals/{view.ref}/sign-off/{one.step.value}" if mine else None,
    )


def signature(view: ProposalView, step: Step) -> Decided | None:
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
    tone = "waiting" if view.status is Status.APPROVED else "later"
    return TaskStep("In the register", tone)
