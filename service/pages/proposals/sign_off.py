"""The one screen on which a signatory decides: read, answer, choose, once."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.reading.case import SignOffStep
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import FAILS, Finding
from appendix_a.values.faults import Fault
from appendix_a.values.value import Choice
from service.access.gate import office, visitor
from service.db.tables import DecisionKind
from service.desk.office import DoneAlready
from service.desk.proposals import decisions
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from service.desk.views import SignOff
from service.desk.words import unfit
from service.pages.fields import Field, Option, Widget
from service.pages.finding_views import as_it_stands, finding_view, signers_of, sort
from service.pages.page import Form, done_once, page, posted, see
from service.pages.parts import SummaryRow
from service.pages.proposals.answer_rows import OUTLINE, answers_to, flagged, given, outline
from service.pages.proposals.proposal_page import lists_of, may_undo
from service.pages.proposals.proposal_words import capacity, conflicts, what_next
from service.pages.stale import faults_of, reread

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]


class Decide(Choice):
    """The three ways on. Exactly one is chosen; none is chosen beforehand."""

    SIGN = "sign", "Sign it"
    RETURN = "return", "Return it with a question"
    REJECT = "reject", "Reject it"


HINTS = {
    Decide.SIGN: "You put your name to it.",
    Decide.RETURN: "The proposer changes it and submits it again.",
    Decide.REJECT: "This ends the proposal. The proposer would have to start a new one.",
}


@router.get("/proposals/{ref}/sign-off/{step}")
def decide_page(request: Request, ref: str, step: SignOffStep) -> Response:
    """Everything that the decision needs. Looking at it decides nothing."""
    return _page(request, ref, step, Form([]))


@router.post("/proposals/{ref}/sign-off/{step}")
def decide(request: Request, ref: str, step: SignOffStep, form: Posted) -> Response:
    """Record one decision on the state that was read."""
    checks = tuple(name.removeprefix(ANSWER) for name in form if name.startswith(ANSWER))
    faults = unfit(
        {name: form[name] for name in ("reason", *(f"{ANSWER}{check}" for check in checks))}
    )
    if form["decision"] not in set(Decide):
        faults = (Fault("decision", "Choose whether you sign, return or reject it."), *faults)
    if faults:
        return _page(request, ref, step, form, faults)
    deciding = decisions.Deciding(
        kind=DecisionKind(form["decision"]),
        revision=form.whole("revision"),
        seal=form["seal"],
        nonce=form["nonce"],
        edition=form["edition"],
        reason=form["reason"],
        answers={check: form[f"{ANSWER}{check}"] for check in checks},
        about=tuple(form.all("about")),
    )
    try:
        decisions.decide(office(request), visitor(request).person, ref, step, deciding)
    except Faulty as refusal:
        return _page(request, ref, step, form, tuple(_at_its_field(one) for one in refusal.faults))
    except Conflict as refusal:
        faults = faults_of(refusal, form["reason"], *deciding.answers.values())
        try:
            return _page(request, ref, step, reread(form, "decision", *_BINDING), faults, 409)
        except (NotFound, NotAllowed):  # taken back, or another's now: there is no page for it
            raise refusal from None
    return see(f"/proposals/{ref}")


@router.post("/proposals/{ref}/sign-off/final/undo")
def undo(request: Request, ref: str, form: Posted) -> Response:
    """Take the final approval back, until the site is in the register."""
    with suppress(DoneAlready):
        decisions.undo(done_once(request, form), visitor(request).person, ref)
    return see(f"/proposals/{ref}")


ANSWER = "answer:"  # the names of the answers, apart from those of the form's own fields


def _at_its_field(fault: Fault) -> Fault:
    return (
        fault
        if fault.field in {"reason", "about"}
        else replace(fault, field=f"{ANSWER}{fault.field}")
    )


def _page(
    request: Request,
    ref: str,
    step: SignOffStep,
    form: Form,
    faults: tuple[Fault, ...] = (),
    status: int = 422,
) -> Response:
    found = decisions.sign_off(office(request), visitor(request).person, ref, step)
    view = found.view
    signers = signers_of(view.case)
    return page(
        request,
        "proposals/sign_off.html",
        status=status if faults else 200,
        faults=faults,
        found=found,
        view=view,
        role=capacity(found.signatory),
        open=step in view.sign,
        undo=may_undo(view, visitor(request).person),
        next=what_next(view),
        findings=sort(finding_view(one, signers) for one in as_it_stands(view)),
        facts=given(view.proposal, lists_of(view)),
        outline=outline(view.proposal, lists_of(view)),
        flagged=flagged(view.assessment, view.proposal, lists_of(view)),
        conflicts=conflicts(view),
        fails=bool(set(view.assessment.having(*FAILS)) - set(view.awaited)),
        questions=[
            (one.title, rows, _question(one, form).faulted(faults))
            for one, rows in _with_answers(found)
        ],
        decision=_decision(found, form).faulted(faults),
        reason=_reason(form).faulted(faults),
        about=_about(found, form).faulted(faults),
        typed=_typed(found, form, *(() if step in view.sign else ("reason",))),
        hidden_fields={name: form[name] or stands for name, stands in _state(found).items()},
    )


def _state(found: SignOff) -> dict[str, str]:
    """What binds the decision to what was read: kept as posted when the page is shown again."""
    return {
        "revision": str(found.view.revision),
        "seal": found.view.seal,
        "nonce": found.nonce,
        "edition": found.edition,
    }


_BINDING = ("revision", "seal", "nonce", "edition")


def _typed(found: SignOff, form: Form, *more: str) -> tuple[SummaryRow, ...]:
    """The answers, and `more`, as written for fields that are not offered now."""
    asked = {f"{ANSWER}{one.check}": one.words for one in found.questions}
    words = asked | {"reason": "Your reason"}
    names = (*(name for name in form if name.startswith(ANSWER)), *more)
    return tuple(
        SummaryRow(words.get(name, "Your answer"), form[name])
        for name in names
        if form[name].strip()
    )


def _with_answers(found: SignOff) -> Iterator[tuple[Finding, tuple[SummaryRow, ...]]]:
    """Each question with the answers that it is about; none that stands on the page already."""
    view, told = found.view, {"reason_statement", "aims", *OUTLINE}
    for one in found.questions:
        fields = [field for field in found.behind[one.check] if field not in told]
        told |= {*fields}
        yield one, answers_to(fields, view.proposal, lists_of(view))


def _question(one: Finding, form: Form) -> Field:
    name = f"{ANSWER}{one.check}"
    return Field(name, one.words, Widget.TEXT, value=form[name], clause=one.printed, rows=2)


def _decision(found: SignOff, form: Form) -> Field:
    choices = [one for one in Decide if not (found.not_yet and one is Decide.SIGN)]
    return Field(
        "decision",
        "What do you decide?",
        Widget.RADIOS,
        value=form["decision"],
        options=tuple(Option(one.value, one.label, HINTS[one]) for one in choices),
    )


def _reason(form: Form) -> Field:
    hint = "To return or reject it, say what is wrong and what would help. The proposer reads it."
    return Field("reason", "Your reason", Widget.TEXT, hint, form["reason"], rows=4)


def _about(found: SignOff, form: Form) -> Field:
    """The answers that a returned proposal's question is about: those that were given."""
    blank, proposal = Proposal(), found.view.proposal
    given = (
        Option(name, field.title or name)
        for name, field in Proposal.model_fields.items()
        if getattr(proposal, name) != getattr(blank, name)
    )
    return Field(
        "about",
        "Which answers is it about?",
        Widget.CHECKBOXES,
        "Only if you return it. The proposer will see them marked.",
        form.all("about"),
        optional=True,
        options=tuple(given),
    )
