"""Free text that is posted: not too long, and only characters that can be shown."""

from pydantic import TypeAdapter, ValidationError

from appendix_a.faults import Fault
from appendix_a.value import OptionalText
from service.pages.page import Form

_TEXT: TypeAdapter[str | None] = TypeAdapter(OptionalText)


def unfit(form: Form, *names: str) -> tuple[Fault, ...]:
    """One fault for each of these texts that cannot be taken."""
    found = ((name, _wrong(form[name])) for name in names)
    return tuple(Fault(name, f"This text {words}.") for name, words in found if words)


def _wrong(words: str) -> str:
    try:
        _TEXT.validate_python(words)
    except ValidationError as error:
        return str(error.errors()[0]["ctx"]["error"])
    return ""
