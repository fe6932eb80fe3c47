"""Prefect's whole home is searched, byte by byte, for a person who went through the flows."""

from typing import Any

import pytest
from prefect import flow, tags
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.utilities.collections import visit_collection

from appendix_a.procedure.lifecycle import Status
from appendix_a.procedure.notices import NoticeKind, Told
from appendix_a.procedure.steps import FlowStep, Result
from service.clock import now
from service.engine.run_step import run_step
from tests.builders import PEOPLE, TEACHER, a_case, a_proposal, a_school
from tests.workflows.cases import a_mail_case, a_record_case, a_step_case, an_owed_case, broken
from tests.workflows.server import Server
from workflows.state_reason import state_reason
from workflows.step_case import AnyCase, StepCase

NAME, EMAIL, WORDS = "Quentin Zephyrine", "qz@zephyrine.example", "Ozymandias kept bees"
WHO = f"{NAME} <{EMAIL}> wrote: {WORDS}"
CANARIES = (b"Zephyrine", b"zephyrine", b"Ozymandias")


def canary(reference: str) -> StepCase:
    """The class blog of a person whose name, address and words are found nowhere else."""
    person = PEOPLE[TEACHER].model_copy(update={"name": NAME})
    case = a_case(
        school=a_school(people=PEOPLE | {TEACHER: person}),
        proposal=a_proposal(account_email=EMAIL, reason_statement=WORDS),
    )
    return a_step_case(case, reference=reference, status=Status.IN_SIGN_OFF)


def canary_for(step: FlowStep, reference: str) -> AnyCase:
    """What this step's flow is given of that person: of a log, a row of theirs that differs."""
    match step:
        case FlowStep.VERIFY_REGISTER:
            return a_record_case(reference, differences=({"table": "person", "words": WHO},))
        case FlowStep.TELL:
            told = Told(NAME, NoticeKind.DECLARE, EMAIL, WORDS)
            return an_owed_case(reference, (told,), (told._replace(key=""),))
        case FlowStep.DELIVER:
            return a_mail_case(id_=reference)  # codes and numbers alone
    return canary(reference)


def kept(server: Server, *words: bytes) -> dict[bytes, bool]:
    """Which of these bytes stand in any file of Prefect's home, its database's journal included."""
    files = [file.read_bytes() for file in server.home.rglob("*") if file.is_file()]
    assert any(body.startswith(b"SQLite format 3") for body in files)
    return {word: any(word in body for body in files) for word in words}


def newest(reference: str) -> FlowRun:
    """The newest run that Prefect finds under this tag."""
    with get_client(sync_client=True) as client:
        return max(
            (run for run in client.read_flow_runs() if reference in run.tags),
            key=lambda run: str(run.created),
        )


def walked(given: object) -> list[object]:
    """Everything that Prefect comes by when it looks through a parameter or an answer."""
    met: list[object] = []
    visit_collection(given, met.append)
    return met


def test_prefect_walks_through_neither_facts_nor_findings() -> None:
    """Of a case it comes by reference and seal; of the answers by nothing, and all are still there."""
    case = canary("KEPT-WALK")
    answers = state_reason.fn([case])
    assert walked([case]) == [[case], case, case.reference, case.seal]
    assert walked(answers) == [answers]
    assert [one.reference for one in answers] == [case.reference]


def test_the_walk_comes_by_what_is_in_a_list() -> None:
    """Control: were the answers a list, each finding would be walked through, word by word."""
    (outcome,) = state_reason.fn([canary("KEPT-WALK")])
    met = walked([outcome])
    assert all(one in met for finding in outcome.findings for one in (finding, finding.words))


@pytest.mark.parametrize("step", FlowStep)
def test_a_run_that_succeeds_leaves_its_reference_alone(
    step: FlowStep, prefect: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    """Name, address and words pass through the flow and stay out of Prefect's files and output."""
    reference = f"KEPT-{step}"
    run_step(step, [canary_for(step, reference)], now)
    assert kept(prefect, *CANARIES) == dict.fromkeys(CANARIES, False)
    assert kept(prefect, reference.encode()) == {reference.encode(): True}
    assert "ephyrine" not in "".join(capfd.readouterr())


def test_a_case_that_fails_leaves_its_reference_alone(
    prefect: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    """An exception full of a person's words is a fault by its class, here and in Prefect."""
    outcomes, _ = run_step(FlowStep.STATE_REASON, [broken("KEPT-FAULT", ValueError, WHO)], now)
    assert [(one.result, one.fault) for one in outcomes] == [(Result.FAULT, "ValueError")]
    assert newest("KEPT-FAULT").state_name == "Completed"
    assert kept(prefect, *CANARIES) == dict.fromkeys(CANARIES, False)
    assert "ephyrine" not in "".join(capfd.readouterr())


def test_parameters_that_are_refused_leave_nothing(
    prefect: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    """What is no batch of cases fails validation, and Prefect keeps neither input nor its words."""
    no_batch: Any = canary("KEPT-INVALID")
    with tags("KEPT-INVALID"):
        state = state_reason(no_batch, return_state=True)
    assert state.is_failed()
    assert newest("KEPT-INVALID").state_name == "Failed"
    assert kept(prefect, *CANARIES) == dict.fromkeys(CANARIES, False)
    assert "ephyrine" not in "".join(capfd.readouterr())


def test_a_run_that_crashes_leaves_its_reference_alone(
    prefect: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    """Interrupted in the middle of a case, Prefect notes the crash and nothing of the case."""
    with pytest.raises(KeyboardInterrupt):
        run_step(FlowStep.STATE_REASON, [broken("KEPT-CRASH", KeyboardInterrupt, WHO)], now)
    assert newest("KEPT-CRASH").state_name == "Crashed"
    assert kept(prefect, *CANARIES) == dict.fromkeys(CANARIES, False)
    assert "ephyrine" not in "".join(capfd.readouterr())


def test_the_search_finds_what_prefect_is_given(prefect: Server) -> None:
    """Control: words handed over as a plain parameter are kept, and the search finds them."""

    @flow(persist_result=False)
    def careless(words: str) -> None:
        """Take a person's words as Prefect takes any parameter."""

    careless("Rumpelstiltskin wrote this")
    assert kept(prefect, b"Rumpelstiltskin") == {b"Rumpelstiltskin": True}


def test_a_run_is_named_and_tagged_with_its_references(prefect: Server) -> None:
    """An operator finds a step's run under the reference of each proposal in it."""
    cases = [canary("NAMED-1"), canary("NAMED-2")]
    _, run = run_step(FlowStep.LAPSE, cases, now)
    found = newest("NAMED-2")
    assert str(found.id) == run.id
    assert (found.name, sorted(found.tags)) == ("NAMED-1, NAMED-2", ["NAMED-1", "NAMED-2"])
    assert found.parameters == {
        "cases": [{"reference": one.reference, "seal": one.seal} for one in cases]
    }
