"""Bad input gets one sentence that names the field and says what to do."""

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator
from pydantic_core import InitErrorDetails

from appendix_a.platforms.addresses import AddressFault, parse
from appendix_a.reading.proposal import Proposal
from appendix_a.values.faults import Fault, faults
from tests.builders import COMPLIANT

MEGABYTE = "x" * 1_000_000
CONTROLS = "has a character that cannot be shown. Type the words again."

NO_DAY_OF_OURS = "must be a day from 1990-01-01 to 2100-12-31. Correct the year."

# Changes to a sound form, the field at fault, and what is said.
BAD: tuple[tuple[dict[str, Any], str, str], ...] = (
    (
        {"colour": "blue"},
        "colour",
        "“colour” is not a field of this form. Take it out, or check its spelling.",
    ),
    ({"title": 7}, "title", "“title” must be words. Put them in quotation marks."),
    ({"already_exists": "perhaps"}, "already_exists", "“already exists” must be yes or no."),
    ({"already_exists": [1]}, "already_exists", "“already exists” must be yes or no."),
    (
        {"hosting": "moon"},
        "hosting",
        "“hosting” must be one of 'school' or 'third_party'.",
    ),
    (
        {"audience": "pupils"},
        "audience",
        "“audience” must be a list.",
    ),
    ({"moderators": "aoife"}, "moderators", "“moderators” must be a list."),
    (
        {"go_live": "2027-02-30"},
        "go_live",
        "“go live” must be a date that exists, such as 2027-06-30.",
    ),
    (
        {"go_live": "soon"},
        "go_live",
        "“go live” must be a date that exists, such as 2027-06-30.",
    ),
    ({"go_live": ["x"]}, "go_live", "“go live” must be a date, such as 2027-06-30."),
    (
        {"go_live": "2027-02-20T10:00"},
        "go_live",
        "“go live” must be a day without a time, such as 2027-06-30.",
    ),
    *(
        ({field: day}, field, f"“{field.replace('_', ' ')}” {NO_DAY_OF_OURS}")
        for field in ("existing_since", "go_live", "closure", "review")
        for day in ("9999-12-31", "2101-01-01", "1989-12-31")
    ),
    (
        {"audience_pupils": {"youngest": 8, "oldest": 9, "older_from": "9999-12-31"}},
        "audience_pupils.older_from",
        f"“audience pupils, older from” {NO_DAY_OF_OURS}",
    ),
    (
        {"reason_statement": MEGABYTE},
        "reason_statement",
        "“reason statement” is 1,000,000 characters long. Shorten it to 5,000.",
    ),
    (
        {"title": "x" * 201},
        "title",
        "“title” is 201 characters long. Shorten it to 200.",
    ),
    ({"title": "P5\x07blog"}, "title", f"“title” {CONTROLS}"),
    ({"title": "P5\nblog"}, "title", f"“title” {CONTROLS}"),
    ({"aims": "P5\x00blog"}, "aims", f"“aims” {CONTROLS}"),
    *(
        ({field: f"P5 {mark}golb"}, field, f"“{field}” {CONTROLS}")
        for field in ("title", "aims")
        for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    ),
    (
        {"account_email": "aoife"},
        "account_email",
        "“account email” is not an e-mail address. Write it like class5@school.example.",
    ),
    (
        {"audience_pupils": {"youngest": -1, "oldest": 9}},
        "audience_pupils.youngest",
        "“audience pupils, youngest” must be 2 or more.",
    ),
    (
        {"audience_pupils": {"youngest": 8, "oldest": 200}},
        "audience_pupils.oldest",
        "“audience pupils, oldest” must be 19 or less.",
    ),
    (
        {"audience_pupils": {"youngest": "eight", "oldest": 9}},
        "audience_pupils.youngest",
        "“audience pupils, youngest” must be a whole number.",
    ),
    (
        {"audience_pupils": {"youngest": 8.5, "oldest": 9}},
        "audience_pupils.youngest",
        "“audience pupils, youngest” must be a whole number.",
    ),
    (
        {"audience_pupils": {"oldest": 9}},
        "audience_pupils.youngest",
        "“audience pupils, youngest” is missing. Add it.",
    ),
    (
        {"audience_pupils": {"youngest": 9, "oldest": 8}},
        "audience_pupils",
        "“audience pupils” has an oldest pupil younger than the youngest. Correct the two ages.",
    ),
    (
        {"audience_pupils": 8},
        "audience_pupils",
        "“audience pupils” must be a table of fields.",
    ),
    (
        {"administrators": ("aoife.kerr", "aoife.kerr")},
        "administrators",
        "“administrators” names one person twice. Name another person, or remove one.",
    ),
    (
        {"administrators": ("Aoife Kerr",)},
        "administrators.0",
        "“administrators, 0” must be a short key of small letters, digits, '.', '_' or '-'.",
    ),
    (
        {"success_measures": ("one",) * 11},
        "success_measures",
        "“success measures” has 11 entries. Keep at most 10.",
    ),
    (
        {"contributors": ()},
        "contributors",
        "“contributors” names nobody. Say who will add to the site; staff alone is enough.",
    ),
    (
        {"relevance": [{"group": "staff", "words": "a"}, {"group": "staff", "words": "b"}]},
        "relevance",
        "“relevance” has two statements for one group. Put them together.",
    ),
    (
        {"contributors": {"staff"}, "pupil_routes": {"own_account"}},
        "pupil_routes",
        (
            "Pupils add to the site, but who adds to it leaves pupils out. Tick pupils there, or "
            "untick how they add."
        ),
    ),
)


def said(form: object) -> tuple[Fault, ...]:
    """The faults of a form; none where it can be read."""
    try:
        Proposal.model_validate(form)
    except ValidationError as error:
        return faults(error, Proposal)
    return ()


@pytest.mark.parametrize(
    ("changes", "field", "words"), BAD, ids=[f"{field}: {words}" for _, field, words in BAD]
)
def test_bad_input_gets_one_sentence(changes: dict[str, Any], field: str, words: str) -> None:
    """One fault, of that field, in these words."""
    assert said(COMPLIANT | changes) == (Fault(field, words),)


@pytest.mark.parametrize(
    "address",
    [
        "https://user:pass@evil.example/",
        "https://evil.example\\facebook.com",
        "https://%66acebook.com/",
        "javascript:alert(1)",
    ],
)
def test_bad_address_gets_the_sentence_of_addresses(address: str) -> None:
    """The one fault is of the address, and is the very sentence that reading it gives."""
    read = parse(address)
    assert isinstance(read, AddressFault)
    assert said(COMPLIANT | {"address": address}) == (Fault("address", read.sentence),)
    assert read.sentence.startswith("The address ")


def test_sound_input_gets_none() -> None:
    """The control: the form that the table spoils has no fault itself, nor on the last days."""
    assert said(COMPLIANT) == ()
    assert said(COMPLIANT | {"existing_since": "1990-01-01", "closure": "2100-12-31"}) == ()


def test_something_that_is_no_form_is_said_to_be_none() -> None:
    """A list instead of a form is a fault of the form as a whole."""
    assert said([]) == (Fault("", "The form must be a table of fields."),)


def test_all_faults_are_said_in_the_order_of_the_form() -> None:
    """Three faults, three sentences, in the order of the questions."""
    bad = COMPLIANT | {"closure": "never", "title": 7, "hosting": "moon"}
    assert [fault.field for fault in said(bad)] == ["title", "hosting", "closure"]


def test_a_fault_never_repeats_what_was_typed() -> None:
    """The name of a child in a wrong place does not come back in the sentence."""
    typed = COMPLIANT | {"title": "Rory\x07", "go_live": "Rory", "hosting": "Rory", "Rory": 1}
    words = [fault.words for fault in said(typed) if fault.field != "Rory"]
    assert [("Rory" in one) for one in words] == [False, False, False]


class Odd(BaseModel):
    """What the form does not have: each kind of field can be wrong in its own way."""

    model_config = ConfigDict(from_attributes=True)

    number: int = 0
    several: list[int] = []
    table: dict[str, int] = {}
    whose: str = ""

    @field_validator("whose")
    @classmethod
    def _is_somebodys(cls, one: str) -> str:
        if one == "nobody":
            raise ValueError("is whose?")
        return one


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"number": None}, "“number” must be a whole number."),
        ({"several": 7}, "“several” must be a list."),
        ({"table": 7}, "“table” must be a table of fields."),
        ({"whose": "nobody"}, "“whose” is whose?"),
        (7, "The form must be a table of fields."),
    ],
)
def test_other_forms_are_told_in_the_same_words(given: object, words: str) -> None:
    """What the proposal's form cannot show is said of any other form as well."""
    with pytest.raises(ValidationError) as caught:
        Odd.model_validate(given)
    assert [one.words for one in faults(caught.value, Odd)] == [words]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("date_parsing", "“number” must be a date that exists, such as 2027-06-30."),
        ("complex_type", "“number” cannot be read. Check it."),
    ],
)
def test_a_fault_is_told_by_its_kind(kind: str, words: str) -> None:
    """A kind that the table knows has its sentence, and any other is still said."""
    one = InitErrorDetails(type=kind, loc=("number",), input="Rory", ctx={"error": "Rory"})
    error = ValidationError.from_exception_data("Odd", [one])
    assert faults(error, Odd) == (Fault("number", words),)
