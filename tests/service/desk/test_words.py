"""What people type for a name, an address or a day, and cannot mean."""

import pytest

from service.desk.words import day_fault, email_fault, name_fault
from tests.service.school import NOON


@pytest.mark.parametrize("name", ["", " ", "\u00a0\u2003", "-", "..."])
def test_a_name_is_something_that_can_be_said(name: str) -> None:
    """Spaces of any kind, what nobody sees, and marks alone are none."""
    assert name_fault(name) == "Give the person's name."
    assert name_fault(f"{name}Ng") == ""


@pytest.mark.parametrize(
    "mark",
    ["\u200b", "\u200e", "\u200f", "\u061c", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u2028",
     "\u115f", "\u3164", "\u2800", "\u0007", "\U000e0041"],
)  # fmt: skip
def test_a_name_has_no_mark_that_nobody_sees(mark: str) -> None:
    """With one it looks like a colleague's; what is seen of it is taken."""
    assert name_fault(f"Aoife{mark} Kerr") != ""
    assert name_fault("Aoife Kerr") == ""


@pytest.mark.parametrize(
    "name", ["Seán Ó Néill", "नेहा क्\u200dष", "می\u200cنا", "O’Neill-Byrne", "李小龙"]
)
def test_a_name_is_taken_in_every_script(name: str) -> None:
    """The control: also with what joins letters in it, or keeps them apart."""
    assert name_fault(name) == ""


@pytest.mark.parametrize(
    "address",
    ["<ada@x.example>", '"ada"@x.example', "ada@x.example,", "ada@x.example;", "mailto:ada@x.example"],
)  # fmt: skip
def test_an_address_stands_alone(address: str) -> None:
    """What is copied around it is not taken for a part of it."""
    assert email_fault(address) == (
        "Give the address alone, such as a.teacher@school.example, without a name or marks."
    )
    assert email_fault("ada.o'neill+p5@x.example") == ""


def test_a_day_is_of_our_time() -> None:
    """A year of two digits is the year 26, and none that anybody means."""
    day = NOON.date()
    assert day_fault(day.replace(year=26)) == (
        "This must be a day from 1990-01-01 to 2100-12-31. Correct the year."
    )
    assert (day_fault(day), day_fault(None)) == ("", "")
