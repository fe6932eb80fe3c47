"""Step cases built from the compliant class blog, to be changed in one point."""

from datetime import date
from typing import Any, NoReturn

from appendix_a.assessing.facts import Compared, Facts
from appendix_a.procedure.delivery import Answer, Try
from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.notices import Told
from appendix_a.procedure.routing import Signatory, route
from appendix_a.procedure.steps import FlowStep
from appendix_a.reading.case import Case, Signed, SignOffStep
from appendix_a.reading.seal import seal
from tests.builders import TODAY, a_case, a_catalogue_reread, a_proposal, signed_off
from workflows.step_case import AnyCase, MailCase, OwedCase, RecordCase, StepCase


def a_step_case(
    case: Case | None = None,
    *,
    reference: str = "OS-2026-0001",
    on: date = TODAY,
    about: Signed | None = None,
    status: Status | None = None,
) -> StepCase:
    """The class blog as a step is given it, its platforms read again shortly before."""
    case = (case or a_case()).model_copy(update={"reference": reference})
    rows = a_catalogue_reread().platforms
    facts = Facts(case=case, rows=rows, on=on, about=about, status=status)
    return StepCase(reference=reference, seal=sealed(case), facts=facts)


def a_record_case(reference: str = "birchfield", **changes: Any) -> RecordCase:
    """One log that was compared with the rows that it commits to, and agrees with them."""
    agreeing: dict[str, Any] = {"log": reference, "lines": 4, "rows": 2, "signed": 3}
    compared = Compared(**agreeing | changes)
    return RecordCase(reference=reference, seal="", compared=compared)


def an_owed_case(
    reference: str = "birchfield", owed: tuple[Told, ...] = (), told: tuple[Told, ...] = ()
) -> OwedCase:
    """What the people of a school owe, and what they were told."""
    return OwedCase(reference=reference, seal="", owed=owed, told=told)


def a_mail_case(
    answer: Answer = Answer.TAKEN, code: int = 0, number: int = 1, id_: str = "m1"
) -> MailCase:
    """One mail with what its last try came to."""
    return MailCase(reference=id_, seal="", tried=Try(answer=answer, code=code, number=number))


def a_case_for(step: FlowStep, reference: str) -> AnyCase:
    """What this step's flow is given."""
    match step:
        case FlowStep.VERIFY_REGISTER:
            return a_record_case(reference)
        case FlowStep.TELL:
            return an_owed_case(reference)
        case FlowStep.DELIVER:
            return a_mail_case(id_=reference)
    return a_step_case(reference=reference)


def with_proposal(**changes: Any) -> Case:
    """The class blog with some answers changed."""
    return a_case(proposal=a_proposal(**changes))


def sealed(case: Case) -> str:
    """The present seal of a case."""
    return seal(case.proposal, case.proposer)


def signature(case: Case, step: SignOffStep, **changes: Any) -> Signed:
    """The decision that this step's routed signatory gives on the case as it is."""
    routed = {one.step: one.person for one in route(case) if isinstance(one, Signatory)}
    given = Signed(step=step, signer=routed[step], on=TODAY, seal=sealed(case))
    return given.model_copy(update=changes)


def counted(case: Case, *steps: SignOffStep) -> Case:
    """The case with these steps counted and every declaration made."""
    done = signed_off(case, TODAY)
    signed = tuple(one for one in done.signed if one.step in steps)
    return done.model_copy(update={"signed": signed, "approved_on": None})


class Explosive:
    """Facts that raise, with these words, whenever one of them is asked for."""

    def __init__(self, kind: type[BaseException], words: str) -> None:
        self.kind, self.words = kind, words

    def __getattr__(self, name: str) -> Any:
        raise self.kind(self.words)

    def __iter__(self) -> NoReturn:
        raise self.kind(self.words)


def broken(
    reference: str, kind: type[BaseException] = KeyError, words: str = "Quentin Canary"
) -> StepCase:
    """A case whose facts cannot be worked with; what they say names a person."""
    facts: Any = Explosive(kind, words)
    return StepCase.model_construct(reference=reference, seal="0" * 64, facts=facts)


def broken_for(step: FlowStep, reference: str) -> AnyCase:
    """What this step's flow is given, and cannot work with."""
    bad: Any = Explosive(KeyError, "Quentin Canary")
    match step:
        case FlowStep.VERIFY_REGISTER:
            return RecordCase.model_construct(reference=reference, seal="", compared=bad)
        case FlowStep.TELL:
            return OwedCase.model_construct(reference=reference, seal="", owed=bad, told=bad)
        case FlowStep.DELIVER:
            return MailCase.model_construct(reference=reference, seal="", tried=bad)
    return broken(reference)
