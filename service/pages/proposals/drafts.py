"""Writing a proposal: the form page by page, the check of the answers, submitting."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from appendix_a.assessing.report import Report, awaited, makers, report, signer
from appendix_a.assessing.report import told as coming
from appendix_a.assessing.sources import stands_on
from appendix_a.assessing.suggest import NONE, Ways, suggest
from appendix_a.assessing.telling import Told, beside, on_top
from appendix_a.procedure.lifecycle import PROPOSAL, Action, By, Status, actions
from appendix_a.reading import form as asking
from appendix_a.reading.case import Stage
from appendix_a.reading.proposal import Proposal
from appendix_a.reading.seal import facts
from appendix_a.values.answers import FAILS, Assessment, Finding, Verdict
from appendix_a.values.faults import Fault
from service.access.gate import office, visitor
from service.desk.office import DoneAlready
from service.desk.proposals import proposals
from service.desk.refusals import Conflict, Faulty, NotFound
from service.desk.views import Draft
from service.pages.fields import Field
from service.pages.finding_views import (
    ATTENTION,
    PLAIN,
    FindingView,
    finding_view,
    signers_of,
)
from service.pages.page import Form, done_once, posted, see
from service.pages.page import page as show
from service.pages.proposals.answer_rows import rows
from service.pages.proposals.form_answers import read
from service.pages.proposals.form_pages import (
    PAGE_OF,
    PAGES,
    QUESTION_OF,
    href,
    page_after,
    pages_of,
)
from service.pages.proposals.form_views import Lists, Value, fields, stored, typed
from service.pages.proposals.question_kinds import FormPage

router = APIRouter()
Posted = Annotated[Form, Depends(posted)]


@router.get("/proposals/{ref}/draft/{page}")
def draft_page(request: Request, ref: str, page: str) -> Response:
    """One page of the form, as stored, with what fails beside each field.

    A page with nothing to ask in this case is passed over.
    """
    found, here = _editable(request, ref), _page(page)
    if not here.asking(_asked(found)):
        return see(_after(found, here, request.query_params.get("then", "")))
    return _form(request, found, here, stored(_proposal(found)))


@router.post("/proposals/{ref}/draft/{page}")
def save_page(request: Request, ref: str, page: str, form: Posted) -> Response:
    """Save the page. What fails on it, or is asked now, is shown once; a second press goes on."""
    found, here = _editable(request, ref), _page(page)
    answers = read(form, here, _proposal(found), _lists(found), _asked(found))
    if not isinstance(answers, Proposal):
        return _form(request, found, here, typed(form), answers, 422, form)
    if answers == _proposal(found) and found.status is not Status.RETURNED:
        return see(_after(found, here, form["then"]))
    version = found.version if _is_as_opened(found, here, form) else form.whole("version")
    try:
        proposals.save(office(request), visitor(request).person, ref, version, answers)
    except Conflict as refusal:
        changed = (Fault("", f"{refusal.words} {_OVER}"),)
        return _form(request, _editable(request, ref), here, typed(form), changed, 409)
    now = _draft(request, ref)
    opened = ",".join(sorted((_asked(now) - _asked(found)) & here.fields))
    if opened or _failing(now, here):
        told = {"saved": "1", "opened": opened, "then": form["then"]}
        again = urlencode({name: value for name, value in told.items() if value})
        return see(f"{href(ref, here)}?{again}")
    return see(_after(now, here, form["then"]))


def _is_as_opened(found: Draft, here: FormPage, form: Form) -> bool:
    """Whether nobody has changed this page of the draft since: another page does not conflict with it."""
    return found.status is Status.DRAFT and form["stood"] == _stood(_proposal(found), here)


def _stood(proposal: Proposal, here: FormPage) -> str:
    """The answers of one page as a digest: what the page's form was opened on."""
    answers = facts(proposal)
    of_page = {field: answers.get(field) for field in sorted(here.fields)}
    return sha256(json.dumps(of_page, sort_keys=True).encode()).hexdigest()


_OVER = (
    "Below is what you typed. Saving it again puts these answers in place of those on this page."
)


def _page(key: str) -> FormPage:
    found = next((page for page in PAGES if page.key == key), None)
    if found is None:
        raise NotFound
    return found


def _draft(request: Request, ref: str) -> Draft:
    return proposals.draft(office(request), visitor(request).person, ref)


def _editable(request: Request, ref: str) -> Draft:
    found = _draft(request, ref)
    if found.status is not Status.DRAFT and Action.EDIT not in actions(
        PROPOSAL, found.status, frozenset({By.PROPOSER})
    ):
        raise Conflict(f"{ref} is “{found.status.label.lower()}” and can no longer be edited.")
    return found


def _proposal(found: Draft) -> Proposal:
    return found.given


def _asked(found: Draft) -> frozenset[str]:
    facts = found.facts
    return asking.asked(facts.policy().context(facts.case, facts.on, Stage.DRAFT))


def _lists(found: Draft) -> Lists:
    return Lists(found.facts.case.school, found.facts.policy().catalogue)


def _after(found: Draft, here: FormPage, then: str) -> str:
    following = None if then == "check" else page_after(here, _asked(found))
    return href(found.ref, following) if following else f"/proposals/{found.ref}/check"


def _failing(found: Draft, here: FormPage) -> bool:
    failing = found.assessment.having(Verdict.UNMET, Verdict.UNDETERMINED)
    return any(one.field in here.fields for one in failing)


def _form(
    request: Request,
    found: Draft,
    here: FormPage,
    value: Value,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
    opened_on: Form | None = None,
) -> Response:
    asked = _asked(found)
    questions = fields(here, _proposal(found), _lists(found), value, asked)
    pages, following = pages_of(asked), page_after(here, asked)
    return show(
        request,
        "proposals/form.html",
        status=status,
        faults=faults,
        draft=found,
        version=opened_on["version"] if opened_on else found.version,
        stood=opened_on["stood"] if opened_on else _stood(_proposal(found), here),
        number=sum(PAGES.index(one) <= PAGES.index(here) for one in pages),
        pages=pages,
        here=here,
        questions=[one.faulted(faults) for one in _noted(questions, found, here)],
        opened=_opened(request, asked & here.fields),
        then=request.query_params.get("then", ""),
        saved="saved" in request.query_params and not faults,
        onward=following and href(found.ref, following),
        following=following,
    )


def _opened(request: Request, asked: frozenset[str]) -> tuple[str, ...]:
    """The questions on this page to which the answers just saved have led."""
    named = request.query_params.get("opened", "").split(",")
    return tuple(QUESTION_OF[one].label for one in named if one in asked)


def _noted(questions: Iterable[Field], found: Draft, here: FormPage) -> tuple[Field, ...]:
    """The fields with what the stored draft leads to; nothing on a page not answered yet."""
    if not _begun(_proposal(found), here):
        return tuple(questions)
    signers = signers_of(found.facts.case)
    ways = _ways(found, lambda one: one.field in here.fields)
    told = beside(ways.apart(), found.assessment.findings)

    def noted(field: Field) -> Field:
        about = [one for one in found.assessment.findings if one.field == field.name]
        notes = (finding_view(one, signers, told=told, called=PLAIN) for one in about)
        return replace(field, findings=tuple(one for one in notes if one.answer in ATTENTION))

    return tuple(noted(one) for one in questions)


def _ways(found: Draft, about: Callable[[Finding], bool] = lambda _: True) -> Ways:
    facts = found.facts
    return suggest(facts.case, facts.policy(), facts.on, about=about)


def _begun(proposal: Proposal, here: FormPage) -> bool:
    blank = Proposal()
    return any(getattr(proposal, field) != getattr(blank, field) for field in here.fields)


@router.get("/proposals/{ref}/check")
def check(request: Request, ref: str) -> Response:
    """Check your answers: every answer and every finding, who signs, who declares."""
    return _check(request, _draft(request, ref))


def _check(
    request: Request, found: Draft, faults: tuple[Fault, ...] = (), status: int = 200
) -> Response:
    def change(field: str) -> str | None:
        return f"/proposals/{found.ref}/draft/{PAGE_OF[field].key}?then=check#{field}"

    facts, asked = found.facts, _asked(found)
    # What the last signature waits for is foretold, and no reason to change anything today.
    today = Assessment(tuple(one for one in found.assessment.findings if one not in found.awaited))
    told = report(facts.case, facts.policy(), facts.on, today)
    ways = _ways(found) if told.is_begun else NONE
    return show(
        request,
        "proposals/check.html",
        status=status,
        faults=tuple(replace(one, field=PAGE_OF[one.field].key) for one in faults),
        draft=found,
        report=told,
        read=_read(found, told, beside(ways, found.assessment.findings), change),
        begin=[(QUESTION_OF[one].label, change(one)) for one in told.begin_with],
        sections=[
            (page.key, page.title, rows(page, facts.case.proposal, _lists(found), asked, change))
            for page in pages_of(asked)
        ],
        assessment=found.assessment,
        called=PLAIN,
        top=on_top(ways),
        flags=[one.flag for one in found.assessment.flagged()],
        case=facts.case,
    )


def _read(
    found: Draft,
    told: Report,
    ways: Mapping[str, Told],
    change: Callable[[str], str | None],
) -> Mapping[str, Sequence[object]]:
    """The parts of a report as the page draws them; of a form not begun nothing is drawn."""
    facts = found.facts
    context = facts.policy().context(facts.case, facts.on, Stage.DRAFT)
    signers = signers_of(facts.case)

    def views(findings: Iterable[Finding]) -> tuple[FindingView, ...]:
        return tuple(finding_view(one, signers, change, ways, PLAIN, context) for one in findings)

    failing = {one.check for one in found.assessment.having(*FAILS)}
    return {
        "to_change": [(one.question, views(one.findings)) for one in told.to_change],
        "unknown": [(one.question, views(one.findings)) for one in told.unknown],
        "signs": [(one.by.step.label, signer(one, facts.case), one.judges) for one in told.steps],
        "waits": [(awaited(one), one.finding.remedy) for one in told.waits_for],
        "declares": [(makers(one, facts.case), one.findings) for one in told.declaring],
        "coming": [
            (one.printed, one.title, coming(one), stands_on(one, context)) for one in told.coming
        ],
        "others": views(one for one in found.assessment.findings if one.check not in failing),
    }


@router.post("/proposals/{ref}/submit")
def submit(request: Request, ref: str, form: Posted) -> Response:
    """Submit the draft as it was read on the check page."""
    try:
        proposals.submit(
            done_once(request, form), visitor(request).person, ref, form.whole("version")
        )
    except DoneAlready:
        pass
    except Faulty as refusal:
        return _check(request, _draft(request, ref), refusal.faults, 422)
    return see(f"/proposals/{ref}")
