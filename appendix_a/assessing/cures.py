"""Which act puts right what fails on a site in the register, and whose act it is.

A registered site is not changed by an answer in a form: its remedy says what would pass, and this
says who can bring that about.
"""

from collections.abc import Mapping
from types import MappingProxyType

from appendix_a.a3_approval import the_register_still_has_its_address
from appendix_a.editions.model import MODEL
from appendix_a.reading.clause import Fact
from appendix_a.values.answers import Verdict

AGAIN = "The site is then tested again automatically."
EVIDENCE = f"The e-safety lead or the principal records what the terms say. {AGAIN}"
PEOPLE = (
    "The registrar keeps who is at the school and who is trained. Whoever has not made the "
    f"declaration that is asked for finds it in their inbox. {AGAIN} If too few of those named are "
    "still at the school, the principal closes the site: with others, it can be proposed again."
)
RECORD = (
    f"The registrar keeps who is at the school and who holds which role. {AGAIN} If the person named "
    "has left for good, the principal closes the site: with somebody else, it can be proposed "
    "again."
)
TERMS = (
    "If the terms say otherwise, the e-safety lead or the principal records it, and the site is "
    "tested again automatically. If not, the principal closes the site. It can then be changed and proposed again."
)
SETTLING = (
    "The registrar or the principal finds it in the inbox, and settles which site is meant. Until "
    "then, the public is told that we cannot tell. If it names no site any more, the principal closes "
    "the site: it can then be proposed again."
)
CLOSING = "The principal closes the site. It can then be changed and proposed again."

_BY_FIELD: Mapping[str, str] = MappingProxyType(
    {
        "administrators": PEOPLE,
        "moderators": PEOPLE,
        "safeguarding_contact": RECORD,
        "fact_checker": RECORD,
        "withdrawal_owner": RECORD,
        "vetting_person": RECORD,
        "adviser": RECORD,
        "platform": TERMS,
        "holding": TERMS,
        "pupil_routes": TERMS,
        "parental_agreement": TERMS,
        "comments": TERMS,
    }
)
"""By the question that a fact is about; any other is about the site itself."""

_FIELD_OF: Mapping[str, str] = MappingProxyType(
    {
        asked.waiting.check: asked.check.field
        for clause in MODEL
        for asked in clause.asked
        if isinstance(asked.check, Fact)
    }
)


ADDRESS_IN_DOUBT = next(
    asked.waiting.check
    for clause in MODEL
    for asked in clause.asked
    if isinstance(asked.check, Fact) and asked.check.test is the_register_still_has_its_address
)
"""The check that fails where a site's address is read otherwise than it was registered."""


def cure(check: str, answer: Verdict) -> str:
    """Who does what about a check that fails on a site in the register, in a sentence."""
    if check == ADDRESS_IN_DOUBT:
        return SETTLING
    if answer is Verdict.UNDETERMINED:
        return EVIDENCE
    return _BY_FIELD.get(_FIELD_OF.get(check, ""), CLOSING)
