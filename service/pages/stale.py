"""A page whose matter has moved on since it was opened: shown again, with what was written."""

from appendix_a.values.faults import Fault
from service.desk.refusals import Conflict
from service.pages.page import Form


def faults_of(refusal: Conflict, *texts: str) -> tuple[Fault, ...]:
    """The refusal as the words above the page; `texts` are what was written on it."""
    kept = " What you wrote is below." if any(text.strip() for text in texts) else ""
    return (Fault("", f"{refusal.words}{kept}"),)


def reread(form: Form, *names: str) -> Form:
    """The form without what was chosen, and what bound it, on a state that is no more."""
    return Form([(name, value) for name, value in form.pairs if name not in names])
