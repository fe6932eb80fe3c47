"""The page of one proposal: where it stands, what happens next, and what this person may do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from fastapi import Request
from fastapi.responses import Response

from appendix_a.assessing.assess import declarers
from appendix_a.assessing.telling import beside, on_top
from appendix_a.procedure.lifecycle import Action, Status
from appendix_a.procedure.routing import Signatory, Unroutable
from appendix_a.procedure.steps import Result
from appendix_a.reading.case import Case, SiteStatus
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import Assessment, Kind
from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.desk.register import sites
from service.desk.views import ProposalView
from service.pages.cells import moment
from service.pages.fields import Field, Option, Widget
from service.pages.finding_views import (
    PLAIN,
    THE_POLICYS,
    as_it_stands,
    finding_view,
    nowhere,
    signers_of,
    sort,
)
from service.pages.page import Form, page
from service.pages.parts import SummaryRow, history
from service.pages.proposals.answer_rows import given
from service.pages.proposals.decision_views import decision_view
from service.pages.proposals.form_pages import PAGE_OF
from service.pages.proposals.form_views import Lists
from service.pages.proposals.proposal_words import (
    approved_it,
    capacity,
    conflicts,
    held_in_words,
    steps,
    what_next,
)


def shown(
    request: Request,
    view: ProposalView,
    faults: tuple[Fault, ...] = (),
    form: Form | None = None,
    status: int = 200,
) -> Response:
    """The page, with the form for giving it back as it was typed where that failed."""
    person = visitor(request).person
    edits = Action.EDIT in view.may

    def change(field: str) -> str | None:
        return (
            f"/proposals/{view.ref}/draft/{PAGE_OF[field].key}?then=check#{field}"
            if edits
            else None
        )

    signers = signers_of(view.case)
    called = PLAIN if view.case.proposer == person else THE_POLICYS
    told = beside(view.suggestions, view.assessment.findings)
    views = (finding_view(one, signers, change, told, called) for one in as_it_stands(view))
    return page(
        request,
        "proposals/proposal.html",
        status=status,
        faults=faults,
        view=view,
        next=what_next(view),
        held=held_in_words(view.held, view.zone),
        goes_on=_goes_on(view),
        returned=_returned(view, change),
        steps=steps(view),
        top=on_top(view.suggestions),
        findings=sort(views),
        assessment=Assessment(as_it_stands(view)),
        called=called,
        decisions=tuple(decision_view(one, view) for one in view.decided),
        history=history(view.history, view.zone),
        may={act.value for act in view.may},
        undo=may_undo(view, person),
        launches=_may_launch(view, person, sites.today(office(request), view.school)),
        gives_back=view.status is Status.REFERRED and Action.RETURN in view.may,
        reason=_reason(form).faulted(faults),
        why=_why(form).faulted(faults),
        sure_withdraw=_sure("withdraw", "Yes, withdraw it permanently").faulted(faults),
        sure_delete=_sure("delete", "Yes, delete what I have written").faulted(faults),
        address=_address(),
        facts=given(view.proposal, lists_of(view)),
        conflicts=conflicts(view),
    )


def _goes_on(view: ProposalView) -> bool:
    """Whether anything can still come of the proposal, or its site is not at its end."""
    if view.entry:
        return view.entry.status not in (SiteStatus.LAPSED, SiteStatus.CLOSED)
    return view.status not in (Status.REJECTED, Status.WITHDRAWN, Status.LAPSED)


def _reason(form: Form | None) -> Field:
    hint = "Say why the evidence cannot be found, and what the proposer can do instead."
    return Field("reason", "Reason", Widget.TEXT, hint, form["reason"] if form else "", rows=3)


def _why(form: Form | None) -> Field:
    typed = form["withdraw_reason"] if form else ""
    label = "Why do you withdraw it?"
    return Field("withdraw_reason", label, Widget.TEXT, value=typed, optional=True, rows=2)


def _sure(act: str, label: str) -> Field:
    """What is done for good is asked once more, each time anew."""
    return Field(
        f"sure_{act}", "Are you sure?", Widget.CHECKBOXES, value=(), options=(Option("yes", label),)
    )


def _address() -> Field:
    hint = "Copy it from the browser, so that we can check it is the approved site."
    return Field("address", "Address where it opens", Widget.URL, hint)


def lists_of(view: ProposalView) -> Lists:
    """What the answers of a proposal name, and which of them are kept from its reader."""
    return Lists(view.case.school, view.catalogue, view.withheld, view.proposer_name)


def may_undo(view: ProposalView, person: str) -> bool:
    """Whether this person gave the final signature and may still take it back."""
    return view.status in (Status.IN_SIGN_OFF, Status.APPROVED) and approved_it(view, person)


def _may_launch(view: ProposalView, person: str, today: date) -> bool:
    site = view.entry
    if site is None or site.status is not SiteStatus.AWAITING_LAUNCH:
        return False
    its_day = site.go_live is None or site.go_live <= today
    return its_day and person in view.proposal.administrators


def route_rows(route: tuple[Signatory | Unroutable, ...], case: Case) -> tuple[SummaryRow, ...]:
    """Who signs each step and in which capacity, or whom the school has to appoint."""
    return tuple(
        SummaryRow(
            one.step.label, f"Nobody can sign this. The school has to appoint {one.appoint}."
        )
        if isinstance(one, Unroutable)
        else SummaryRow(
            one.step.label, ", ".join((case.school.name_of(one.person), capacity(one), *one.flags))
        )
        for one in route
    )


def declarers_of(assessment: Assessment, case: Case) -> tuple[str, ...]:
    """The names of everyone who has to make a declaration, once each."""
    asked = (key for one in assessment.of(Kind.DECLARATION) for key in declarers(one, case))
    return tuple(case.school.name_of(key) for key in dict.fromkeys(asked))


_ROUND = frozenset({"submitted", "returned", "referral_returned", "declined"})


def _returned(view: ProposalView, change: Callable[[str], str | None]) -> dict[str, object] | None:
    """Who gave it back last, when and why; None where nobody has."""
    event = next((one for one in reversed(view.history) if one.kind in _ROUND), None)
    if view.status is not Status.RETURNED or event is None or event.kind == "submitted":
        return None
    decided = [one for one in view.decided if one.kind == "return"]
    by_decision = decided[-1] if event.kind == "returned" else None
    return {
        "who": event.who,
        "words": event.words,
        "when": moment(event.at, view.zone),
        "reason": by_decision.reason if by_decision else event.reason,
        "about": [
            (Proposal.model_fields[one].title, change(one))
            for one in (by_decision.about if by_decision else ())
        ],
    }


def revision(request: Request, view: ProposalView) -> Response:
    """One revision: its answers, and the runs of its checks."""
    runs = tuple(one for one in view.ran if one.revision == view.revision)
    newest = {one.step: one for one in runs}
    signers = signers_of(view.case)
    found = (finding_view(one, signers, nowhere) for run in newest.values() for one in run.findings)
    return page(
        request,
        "proposals/revision.html",
        view=view,
        facts=given(view.proposal, lists_of(view)),
        findings=sort(found),
        runs=tuple(replace(one, result=Result(one.result).label) for one in runs),
        submitted=moment(view.submitted_at, view.zone),
    )
