"""What a step's flow is given for each case, and how a case fails alone.

Prefect stores every parameter of a run in its own database, and walks through whatever a flow is
given and returns. Of a case it sees the reference and the seal; the facts and the outcomes pass in
memory.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, TypedDict, TypeVar

from prefect.runtime import flow_run
from pydantic import BaseModel, ConfigDict, Field

from appendix_a.assessing.facts import Compared, Facts, Outcome
from appendix_a.procedure.delivery import Try
from appendix_a.procedure.notices import Told
from appendix_a.procedure.steps import Result


class AnyCase(BaseModel):
    """What a run is about. Excluded facts are left out of every dump, and so out of Prefect."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    reference: str
    seal: str

    def __iter__(self) -> Generator[tuple[str, Any], None, None]:  # noqa: PYI058 - BaseModel's
        """Give what Prefect may walk through: it takes a model's fields from here."""
        yield from self.model_dump().items()

    def answer(self, result: Result) -> Outcome:
        """Answer for this case, with nothing but the result."""
        return Outcome(self.reference, self.seal, result)


class StepCase(AnyCase):
    """One case of a batch."""

    facts: Facts = Field(exclude=True, repr=False)


class RecordCase(AnyCase):
    """One log of the record, with what came of comparing it."""

    compared: Compared = Field(exclude=True, repr=False)


class OwedCase(AnyCase):
    """A school: what its people owe today, and of what they were told."""

    owed: tuple[Told, ...] = Field(exclude=True, repr=False)
    told: tuple[Told, ...] = Field(exclude=True, repr=False)


class MailCase(AnyCase):
    """A mail, with what the last try to send it came to."""

    tried: Try = Field(exclude=True, repr=False)


Of = TypeVar("Of", bound=AnyCase)


class Options(TypedDict):
    flow_run_name: Callable[[], str]
    persist_result: bool
    log_prints: bool
    validate_parameters: bool
    retries: int


def run_name() -> str:
    """Name a run after the cases in it: what an operator searches for in Prefect's pages."""
    return ", ".join(case.reference for case in flow_run.parameters["cases"])


# Nothing of a case is written to disk or log by Prefect. A retry is a later due date of the work
# item, never a sleep in the engine's only loop.
OPTIONS: Options = {
    "flow_run_name": run_name,
    "persist_result": False,
    "log_prints": False,
    "validate_parameters": True,
    "retries": 0,
}
"""How every step's flow is run."""


def each(cases: Sequence[Of], work: Callable[[Of], Outcome]) -> Iterator[Outcome]:
    """One outcome for each case, in order. An exception ends its own case as FAULT, by its class.

    All are worked out before the first is given; Prefect walks a list, and leaves an iterator alone.
    """
    return iter([_alone(case, work) for case in cases])


def _alone(case: Of, work: Callable[[Of], Outcome]) -> Outcome:
    try:
        return work(case)
    except Exception as error:  # noqa: BLE001 - of any kind, and its words may name a person
        fault = type(error).__name__
        return Outcome(case.reference, case.seal, Result.FAULT, fault=fault)
