"""A staff list is read whatever its columns are called, and what is wrong is named by row and column."""

from datetime import date

import pytest

from appendix_a.reading.case import MembershipKind, Role
from service.desk.people import sheets, staff_list
from service.desk.people.staff_list import WRITTEN, CellFault, Column, Listed, StaffList
from service.desk.refusals import Faulty

ADA = "ada@birchfield.example"
SAID = frozenset({Column.NAME, Column.EMAIL})


def read(text: str) -> StaffList:
    """The list of a CSV text."""
    return staff_list.read(sheets.read(text.encode()))


def one(heads: str, cells: str) -> Listed:
    """The only person of a list that is sound."""
    found = read(f"{heads}\n{cells}\n")
    assert found.faults == ()
    [listed] = found.people
    return listed


def fault(heads: str, cells: str) -> tuple[str, str]:
    """Column and words of the only fault of a list."""
    [found] = read(f"{heads}\n{cells}\n").faults
    assert found.row == 2
    return found.column, found.words


GOOGLE = (
    "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],"
    "Org Unit Path [Required],Recovery Email,Employee Title,Manager Email"
)
MICROSOFT = "Display name,First name,Last name,User principal name,Job title,Manager"
ENTRA = "UserPrincipalName,DisplayName,GivenName,Surname,JobTitle"
ENTRA_BULK = "Name [displayName] Required,User name [userPrincipalName] Required"
SIMS = "Legal Forename;Legal Surname;Work Email Address;Personal Email Address;Date of Arrival"
ARBOR = "First name,Last name,Email address,Line manager,Start date,End date,Business role"


@pytest.mark.parametrize(
    ("heads", "cells", "unread"),
    [
        (GOOGLE, f"Ada,Byrne,{ADA},****,/Staff,me@x.example,Teacher,",
         ("Password [Required]", "Org Unit Path [Required]", "Recovery Email", "Employee Title")),
        (MICROSOFT, f"A. Byrne,Ada,Byrne,{ADA},Teacher,", ("Display name", "Job title")),
        (ENTRA, f"{ADA},A. Byrne,Ada,Byrne,Teacher", ("DisplayName", "JobTitle")),
        (ENTRA_BULK, f"Ada Byrne,{ADA}", ()),
        (SIMS, f"Ada;Byrne;{ADA};me@x.example;", ("Personal Email Address",)),
        (ARBOR, f"Ada,Byrne,{ADA},,,,Teacher", ("Business role",)),
        ("NAME , e-Mail *", f"  Ada   Byrne ,{ADA.upper()}", ()),
        ("Staff list 2026\n\nName,E-mail", f"Ada Byrne,mailto:{ADA}", ()),
    ],
    ids=["google", "microsoft", "entra", "entra-bulk", "sims", "arbor", "untidy", "titled"],
)  # fmt: skip
def test_columns_are_known_as_schools_systems_call_them(
    heads: str, cells: str, unread: tuple[str, ...]
) -> None:
    """The same person comes of each, and what is not read is told."""
    found = read(f"{heads}\n{cells}\n")
    [listed] = found.people
    assert (listed.name, listed.email, found.faults) == ("Ada Byrne", ADA, ())
    assert found.unread == unread


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ada Byrne,ada@x.example\n", "No headings can be found."),
        ("Name,Job title\nAda,Teacher\n", "No headings can be found."),
        ("E-mail,Roles\nada@x.example,Staff\n", "There is no column “Name”"),
        ("E-mail,Surname\nada@x.example,Byrne\n", "There is no column “Name”"),
        ("Name,E-mail,email\nAda,a@x.example,b@x.example\n", "Two columns are called “E-mail”."),
        ("Name,E-mail\n,\n\n", "There is nobody in this list"),
    ],
)
def test_a_list_whose_columns_cannot_be_told_is_refused(text: str, words: str) -> None:
    """In a sentence that names what has to be there."""
    with pytest.raises(Faulty) as refused:
        read(text)
    assert refused.value.words[: len(words)] == words


@pytest.mark.parametrize(
    "cell",
    ["2026-09-01", "2026-09-01T00:00:00", "01/09/2026", "1/9/2026", "01.09.2026", "01-09-2026",
     "1 September 2026", "1st September 2026", "01 Sep 2026", "1 Sept 2026", "01-Sep-2026",
     "Tuesday 1 September 2026", "01/09/2026 00:00"],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(cell: str) -> None:
    """The day first, as here, and never the month."""
    assert one("Name,E-mail,From", f"Ada,{ADA},{cell}").from_on == date(2026, 9, 1)


@pytest.mark.parametrize(
    "cell", ["31/02/2026", "09/13/2026", "01/09/26", "46266", "soon", "1 Septober 2026", "2026"]
)
def test_a_day_that_is_none_is_a_fault(cell: str) -> None:
    """Nor is a year guessed, or a month put first."""
    column, words = fault("Name,E-mail,Leaving Date", f"Ada,{ADA},{cell}")
    assert (column, words.split(".")[0]) == ("Leaving Date", f"“{cell}” is not a day")


@pytest.mark.parametrize("kind", list(MembershipKind))
def test_what_somebody_is_is_read_by_code_and_by_name(kind: MembershipKind) -> None:
    """In small letters or in large ones."""
    said = (kind.value, kind.label, kind.label.upper())
    found = [one("Name,E-mail,What they are", f"Ada,{ADA},{word}").standing for word in said]
    assert found == [kind] * 3


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_read_by_code_and_by_name(role: Role) -> None:
    """Also several in one cell."""
    both = [
        one("Name,E-mail,Roles", f"Ada,{ADA},{said}; staff").roles
        for said in (role.value, role.label)
    ]
    assert both == [frozenset({role, Role.STAFF})] * 2


def test_a_word_that_is_no_role_or_kind_is_a_fault() -> None:
    """With those that there are; nothing is guessed from a job title."""
    assert [
        fault("Name,E-mail,Roles", f"Ada,{ADA},Staff; King")[1].split(".")[0],
        fault("Name,E-mail,What they are", f"Ada,{ADA},Pupil")[1],
    ] == [
        "“King” is no role here",
        "“Pupil” is none of these: Employee, Governor, Volunteer, Contractor, Someone else.",
    ]


def test_an_empty_cell_says_nothing_and_none_says_none() -> None:
    """What the list does not say is left as it is."""
    heads = "Name,E-mail,Line manager,Roles,Until,What they are,From"
    assert one(heads, f"Ada,{ADA},,,,,").said == SAID
    assert one(heads, f"Ada,{ADA},none,Nobody,-,-,n/a") == Listed(
        2, "Ada", ADA, SAID | {Column.MANAGER, Column.ROLES, Column.UNTIL}
    )


@pytest.mark.parametrize(
    "cell", ['"=HYPERLINK(""https://x.example"",""Ada"")"', "=1+1", "@SUM(A1)", "+A1", "-A1"]
)
def test_a_formula_is_refused_and_never_worked_out(cell: str) -> None:
    """In a column that is read; in another one it is nobody's business."""
    column, words = fault("Name,E-mail", f"{cell},{ADA}")
    assert (column, words.split(",")[0]) == ("Name", "This is a formula or looks like one")
    assert one("Name,E-mail,Phone", f"Ada,{ADA},{cell}").name == "Ada"


def test_an_error_of_the_spreadsheet_is_no_name() -> None:
    """What a lookup that failed leaves behind."""
    assert fault("Name,E-mail", f"#N/A,{ADA}") == (
        "Name", "This is an error of the spreadsheet itself. Type what it should be.",
    )  # fmt: skip


def test_faults_name_their_rows_and_columns() -> None:
    """As the spreadsheet shows them, in their order; an empty row counts."""
    text = f"Name,E-mail\nAda,{ADA}\n,bob@x.example\n\nEve,eve\nAda again,{ADA}\n"
    assert read(text).faults == (
        CellFault(3, "Name", "Give the person's name."),
        CellFault(5, "E-mail", "Give an e-mail address, such as a.teacher@school.example."),
        CellFault(6, "E-mail", "This address stands in row 2 too. If it is one person, make it "
                  "one row, with all their roles. If it is two people, give each their own address."),
    )  # fmt: skip


def test_what_is_written_is_read_as_it_was() -> None:
    """Also a name that a spreadsheet would take for a formula, which it does not become."""
    cells = {Column.NAME: "=Ada", Column.EMAIL: ADA, Column.ROLES: "Staff, Auditor"}
    text = staff_list.write([cells])
    assert text.splitlines() == [
        ",".join(column.label for column in WRITTEN), f'\'=Ada,{ADA},,,"Staff, Auditor",,,',
    ]  # fmt: skip
    [listed] = read(text).people
    assert (listed.name, listed.roles) == ("=Ada", frozenset({Role.STAFF, Role.AUDITOR}))


@pytest.mark.parametrize(
    ("names", "read_as"),
    [
        (('"Hart, Niamh"', '"O\'Neill, Mary Ann"'), ("Niamh Hart", "Mary Ann O'Neill")),
        (('"Hart, Niamh"', "Ada Byrne"), ("Hart, Niamh", "Ada Byrne")),
        (('"Hart, Niamh, BEd"',), ("Hart, Niamh, BEd",)),
        (('"O\'Boyle, Conor (Mr)"',), ("Conor O'Boyle",)),
    ],
)
def test_a_column_that_is_surname_first_throughout_is_turned(
    names: tuple[str, ...], read_as: tuple[str, ...]
) -> None:
    """A single comma among other names says nothing of the sort, and the name stays as it is."""
    rows = "".join(f"{name},p{at}@x.example\n" for at, name in enumerate(names))
    assert tuple(one.name for one in read(f"Name,E-mail\n{rows}").people) == read_as


def test_a_day_of_training_is_read_and_none_takes_it_away() -> None:
    """An empty cell says nothing of it."""
    said = [one("E-mail,Name,Trained on", f"{ADA},Ada,{cell}") for cell in ("1/9/2026", "none", "")]
    assert [(person.trained_on, Column.TRAINED in person.said) for person in said] == [
        (date(2026, 9, 1), True), (None, True), (None, False),
    ]  # fmt: skip


def test_the_example_is_sound() -> None:
    """Whoever begins with it is not corrected at once."""
    found = read(staff_list.example())
    assert (len(found.people), found.faults, found.unread) == (3, (), ())
