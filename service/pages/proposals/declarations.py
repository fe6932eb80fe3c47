"""The declaration: a named person reads each statement and accepts or declines it."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.values.faults import Fault
from appendix_a.values.wording import says_something
from service.access.gate import office, visitor
from service.desk.office import DoneAlready
from service.desk.proposals import declarations, proposal_views
from service.desk.refusals import Conflict, Faulty
from service.desk.views import Statements
from service.desk.words import unfit
from service.pages.fields import YES_NO, Field, Option, Widget
from service.pages.page import Form, done_once, page, posted, see
from service.pages.proposals.answer_rows import given
from service.pages.proposals.proposal_page import lists_of
from service.pages.stale import faults_of, reread

router = APIRouter()
ACCEPT, DECLINE = "accept", "decline"
CHOICES = (Option(ACCEPT, "I accept"), Option(DECLINE, "I decline"))


@router.get("/proposals/{ref}/declaration")
def statement(request: Request, ref: str) -> Response:
    """What this person is asked to declare, or what they declared."""
    return _page(request, ref, Form([]))


@router.post("/proposals/{ref}/declaration")
def declare(request: Request, ref: str, form: Annotated[Form, Depends(posted)]) -> Response:
    """Accept or decline every statement; nothing is chosen beforehand."""
    person = visitor(request).person
    if faults := unfit({name: form[name] for name in ("reason", "conflict")}):
        return _page(request, ref, form, faults)
    answers = {name: form[name] == ACCEPT for name in form if form[name] in (ACCEPT, DECLINE)}
    if faults := _unsaid(form):
        return _page(request, ref, form, faults)
    try:
        with suppress(DoneAlready):
            declarations.declare(
                done_once(request, form),
                person,
                ref,
                form["seal"],
                form["edition"],
                answers,
                form["reason"],
                _conflict(form),
            )
    except Faulty as refusal:
        return _page(request, ref, form, refusal.faults)
    except Conflict as refusal:
        return _page(
            request,
            ref,
            reread(form, "seal", "edition", "interest", *answers),
            faults_of(refusal, form["reason"], form["conflict"]),
            409,
        )
    return see(f"/proposals/{ref}")


def _conflict(form: Form) -> str | None:
    """The words of a conflict of interest, "" where there is none, None where nothing was said."""
    return {"yes": form["conflict"].strip(), "no": ""}.get(form["interest"])


def _unsaid(form: Form) -> tuple[Fault, ...]:
    silent = form["interest"] == "yes" and not says_something(form["conflict"])
    return (Fault("conflict", "Say what your interest is."),) if silent else ()


def _page(
    request: Request, ref: str, form: Form, faults: tuple[Fault, ...] = (), status: int = 422
) -> Response:
    person = visitor(request).person
    view = proposal_views.proposal(office(request), person, ref)
    asked = declarations.statements(office(request), person, ref)
    return page(
        request,
        "proposals/declaration.html",
        status=status if faults else 200,
        faults=faults,
        asked=asked,
        view=view,
        seal=form["seal"] or asked.seal,
        edition=form["edition"] or asked.edition,
        fields=_fields(asked, form, faults),
        interest=_interest(form).faulted(faults),
        conflict=_words_of_it(form).faulted(faults),
        reason=_reason(form).faulted(faults),
        typed="\n\n".join(filter(None, (form["reason"].strip(), form["conflict"].strip()))),
        facts=given(view.proposal, lists_of(view)),
    )


def _fields(asked: Statements, form: Form, faults: tuple[Fault, ...]) -> tuple[Field, ...]:
    return tuple(
        Field(
            name=one.check,
            label=one.words,
            widget=Widget.RADIOS,
            value=form[one.check],
            options=CHOICES,
            clause=one.printed,
        ).faulted(faults)
        for one in asked.statements
    )


def _interest(form: Form) -> Field:
    hint = "For example, your own or your family's business, or a gift, connected with the site."
    return Field(
        "interest",
        "Do you have a conflict of interest?",
        Widget.RADIOS,
        hint,
        form["interest"],
        options=YES_NO,
        clause="5.1",
    )


def _words_of_it(form: Form) -> Field:
    hint = (
        "Only if you answer yes. Those who sign, the designated teacher and the principal read it."
    )
    label = "What is your interest?"
    return Field("conflict", label, Widget.TEXT, hint, form["conflict"], optional=True, rows=3)


def _reason(form: Form) -> Field:
    hint = "Only if you decline. The proposer reads it and changes the proposal."
    return Field("reason", "Why do you decline?", Widget.TEXT, hint, form["reason"], optional=True)
