"""What becomes of a mail, by what the mail server answered."""

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.delivery import PAUSES, Answer
from appendix_a.procedure.steps import Result
from tests.workflows.cases import a_mail_case
from tests.workflows.server import Server
from workflows.deliver import deliver


def test_a_mail_that_was_taken_is_sent() -> None:
    """With what the server answered, as a code."""
    (found,) = deliver.fn([a_mail_case(Answer.TAKEN, 250)])
    assert found == Outcome("m1", "", Result.SENT, why="taken")


def test_one_that_was_refused_is_for_the_operator_and_greylisting_is_not() -> None:
    """Until the last of its tries."""
    cases = [
        a_mail_case(Answer.REFUSED, 550),
        a_mail_case(Answer.LATER, 451),
        a_mail_case(Answer.LATER, 451, len(PAUSES) + 1),
    ]
    found = [one.result for one in deliver.fn(cases)]
    assert found == [Result.SET_ASIDE, Result.LATER, Result.SET_ASIDE]


def test_each_mail_has_its_own_answer(prefect: Server) -> None:
    """In the order that they were given in, in a run that Prefect knows."""
    cases = [a_mail_case(Answer.TAKEN, 250, id_="a"), a_mail_case(Answer.BROKEN_OFF, id_="b")]
    found = [(one.reference, one.result) for one in deliver(cases)]
    assert found == [("a", Result.SENT), ("b", Result.LATER)]
