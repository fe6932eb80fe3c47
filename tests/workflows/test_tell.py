"""Who is told in the morning, and what is over."""

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.notices import NoticeKind, Told
from appendix_a.procedure.steps import Result
from tests.workflows.cases import an_owed_case
from tests.workflows.server import Server
from workflows.tell import tell

OLD = Told("aoife", NoticeKind.DECLARE, "BIP-0001")
NEW = Told("aoife", NoticeKind.LAUNCH, "entry")


def test_what_is_new_is_told_and_what_is_gone_is_over() -> None:
    """A declaration that was made is over; a first day that has come is told."""
    (found,) = tell.fn([an_owed_case("hill", (NEW,), (OLD,))])
    assert found == Outcome("hill", "", Result.TOLD, told=(NEW,), over=(OLD,))


def test_where_all_was_told_there_is_nothing_to_do() -> None:
    """Neither where nothing is owed at all."""
    found = [
        one.result
        for one in tell.fn([an_owed_case("a", (OLD,), (OLD,)), an_owed_case("b", (), ())])
    ]
    assert found == [Result.KEEP, Result.KEEP]


def test_each_school_has_its_own_answer(prefect: Server) -> None:
    """In the order that they were given in, in a run that Prefect knows."""
    cases = [
        an_owed_case("hill", (NEW,), ()),
        an_owed_case("vale", (), ()),
        an_owed_case("glen", (), (OLD,)),
    ]
    found = [(one.reference, one.result) for one in tell(cases)]
    assert found == [("hill", Result.TOLD), ("vale", Result.KEEP), ("glen", Result.TOLD)]
