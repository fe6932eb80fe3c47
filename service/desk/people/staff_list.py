"""A school's staff list: what its columns are called and mean, read row by row, and written again."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import StringIO
from types import MappingProxyType
from typing import Any

from appendix_a.reading.case import MembershipKind, Role
from appendix_a.values.faults import Fault
from appendix_a.values.value import Choice
from service.desk.people.sheets import FILE, Sheet
from service.desk.refusals import Faulty
from service.desk.words import day_fault, email_fault, name_fault


class Column(Choice):
    """What a column may say. The words are its heading in a list that is written here."""

    NAME = "name", "Name"
    FIRST = "first", "First name"
    LAST = "last", "Surname"
    EMAIL = "email", "E-mail"
    STANDING = "standing", "Connection with the school"
    MANAGER = "manager", "Line manager"
    ROLES = "roles", "Roles"
    TRAINED = "trained", "Trained on"
    FROM = "from", "From"
    UNTIL = "until", "Until"


HEADINGS: Mapping[Column, tuple[str, ...]] = MappingProxyType(
    {
        Column.NAME: (
            "name", "surnameforename", "surnamefirstname", "lastnamefirstname", "fullname", "displayname", "preferredfullname", "staffname", "employeename",
            "staffmember", "nameofstaffmember",
        ),
        Column.FIRST: (
            "firstname", "forename", "preferredfirstname", "preferredforename", "chosenname",
            "preferredname", "givenname", "forenames", "legalforename", "legalfirstname",
        ),
        Column.LAST: (
            "surname", "lastname", "familyname", "preferredsurname", "preferredlastname",
            "legalsurname", "legallastname",
        ),
        Column.EMAIL: (
            "email", "emailaddress", "workemail", "workemailaddress", "schoolemail",
            "schoolemailaddress", "emailwork", "primaryemail", "primaryemailaddress", "mainemail",
            "defaultemail", "defaultemailaddress", "mail", "userprincipalname", "username",
        ),
        Column.STANDING: (
            "connectionwiththeschool", "whattheyare", "connection", "kind", "standing",
            "membership", "stafftype",
        ),
        Column.MANAGER: (
            "linemanager", "linemanageremail", "linemanageremailaddress", "linemanagersemail",
            "manageremail", "manageremailaddress", "managersemail", "manager", "linemanagername",
            "reportsto", "linemanagedby",
        ),
        Column.ROLES: ("roles", "role", "rolesatofficialsites"),
        Column.TRAINED: (
            "trainedon", "trainedtorunasite", "socialmediatraining", "socialmediatrainingdate",
            "dateofsocialmediatraining",
        ),
        Column.FROM: (
            "from", "firstday", "startdate", "dateofarrival", "arrivaldate", "dateofjoining",
            "joiningdate", "employmentstartdate", "employmentstart", "startedon", "dateofstart",
        ),
        Column.UNTIL: (
            "until", "lastday", "enddate", "dateofleaving", "leavingdate", "leavedate",
            "employmentenddate", "employmentend", "leaves", "to",
        ),
    }
)  # fmt: skip
"""Headings as schools' systems write them, small letters and digits alone; the best first."""

STANDINGS: Mapping[str, MembershipKind] = MappingProxyType(
    {
        **{one.value: one for one in MembershipKind},
        "staff": MembershipKind.EMPLOYEE,
        "memberofstaff": MembershipKind.EMPLOYEE,
        "teacher": MembershipKind.EMPLOYEE,
        "teachingstaff": MembershipKind.EMPLOYEE,
        "nonteachingstaff": MembershipKind.EMPLOYEE,
        "supportstaff": MembershipKind.EMPLOYEE,
        "boardmember": MembershipKind.GOVERNOR,
        "someoneelse": MembershipKind.OTHER,
    }
)
ROLES: Mapping[str, Role] = MappingProxyType(
    {
        **{re.sub(r"[^a-z]", "", one.value): one for one in Role},
        **{re.sub(r"[^a-z]", "", one.label.lower()): one for one in Role},
        "headteacher": Role.PRINCIPAL,
        "deputyprincipal": Role.VICE_PRINCIPAL,
        "deputyheadteacher": Role.VICE_PRINCIPAL,
        "deputyhead": Role.VICE_PRINCIPAL,
        "chair": Role.CHAIR,
        "vicechair": Role.VICE_CHAIR,
        "esafety": Role.E_SAFETY_LEAD,
    }
)
NOBODY = frozenset({"none", "nobody", "-", "–", "no", "n/a", "na"})
"""What says that there is nobody and nothing; an empty cell says nothing, and changes nothing."""

WRITTEN = (
    Column.NAME, Column.EMAIL, Column.STANDING, Column.MANAGER, Column.ROLES, Column.TRAINED,
    Column.FROM, Column.UNTIL,
)  # fmt: skip
FIRST_ROWS = 15  # in which the headings are looked for: a title may stand above them
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ERROR = re.compile(r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!)", re.IGNORECASE)
_FORMULA = (
    "This is a formula or looks like one, and formulas are not worked out here. Type what it shows."
)
_SPREADSHEETS = "This is an error of the spreadsheet itself. Type what it should be."


@dataclass(frozen=True)
class Listed:
    """One person of a list. What the list says nothing about is not in `said`."""

    row: int
    name: str
    email: str
    said: frozenset[Column] = frozenset()
    standing: MembershipKind | None = None
    manager: str = ""  # a name or an address; empty for nobody
    roles: frozenset[Role] = frozenset()
    trained_on: date | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class CellFault:
    """What is wrong in one cell, or in a row where no column is to blame."""

    row: int
    column: str
    words: str


@dataclass(frozen=True)
class StaffList:
    """What was read: the people, what is wrong with them, and the columns that say nothing here."""

    people: tuple[Listed, ...]
    faults: tuple[CellFault, ...] = ()
    unread: tuple[str, ...] = ()


def read(sheet: Sheet) -> StaffList:
    """Every person of a list. Faulty where its columns cannot be told; faults name row and column."""
    top, columns = _headings(sheet)
    heads = tuple(one.strip() for one in sheet[top])
    found, faults = list[Listed](), list[CellFault]()
    at = columns.get(Column.NAME)
    turned = at is not None and _is_surname_first(_plain(row, at) for row in sheet[top + 1 :])
    for number, row in enumerate(sheet[top + 1 :], top + 2):
        cells = {column: _plain(row, place) for column, place in columns.items()}
        if turned:
            cells[Column.NAME] = forename_first(cells[Column.NAME])
        if any(cells.values()):
            one, wrong = _person(number, cells)
            found.append(one)
            faults += [CellFault(number, heads[columns[at]], words) for at, words in wrong.items()]
    if not found:
        raise _no("There is nobody in this list below its headings.")
    unread = (one for place, one in enumerate(heads) if one and place not in columns.values())
    faults = sorted(faults + _twice(found), key=lambda one: one.row)
    return StaffList(tuple(found), tuple(faults), tuple(unread))


_SURNAME_FIRST = re.compile(r"([^\W\d_][\w .'’-]*),\s*([^\W\d_][\w .'’-]*)")


def _is_surname_first(names: Iterable[str]) -> bool:
    """Whether all of a column are written “Surname, Forename”, as some systems write them."""
    found = [one for one in names if one]
    return bool(found) and all(forename_first(one) != one for one in found)


def forename_first(name: str) -> str:
    """“Surname, Forename” the other way round; any other name as it is. “(Mr)” is left out."""
    found = _SURNAME_FIRST.fullmatch(re.sub(r"\s*\([^)]*\)$", "", name))
    return f"{found[2].strip()} {found[1].strip()}" if found else name


def needed(sheet: Sheet) -> Sheet:
    """The rows with nothing but the columns that are read, each under the number that it had."""
    top, columns = _headings(sheet)
    places = sorted(columns.values())
    rows = (
        tuple(row[at] if at < len(row) else "" for at in places) if number >= top else ()
        for number, row in enumerate(sheet)
    )
    return tuple(rows)


def _no(words: str) -> Faulty:
    return Faulty((Fault(FILE, words),))


def _plain(row: tuple[str, ...], place: int) -> str:
    """A cell on one line, without the blanks around it."""
    return " ".join(row[place].replace("\ufeff", "").split()) if place < len(row) else ""


def heading(words: str) -> str:
    """A heading in small letters and digits alone, without what stands in brackets."""
    bare = re.sub(r"\[[^\]]*\]|\([^)]*\)", " ", words.casefold())
    return re.sub(r"required$", "", re.sub(r"[^a-z0-9]", "", bare))


def _headings(sheet: Sheet) -> tuple[int, dict[Column, int]]:
    """The row of the headings, and where each column stands in it."""
    for number, row in enumerate(sheet[:FIRST_ROWS]):
        columns = {one: place for one in Column if (place := _place(one, row)) is not None}
        if Column.EMAIL in columns and len(columns) > 1:
            return number, _named(columns)
    raise _no(
        "No headings can be found. The first row names the columns: “Name” (or “First name” and "
        "“Surname”) and “E-mail” have to be there."
    )


def _place(column: Column, row: tuple[str, ...]) -> int | None:
    heads = [heading(one) for one in row]
    best = next((one for one in HEADINGS[column] if one in heads), None)
    if best is None:
        return None
    if heads.count(best) > 1:
        twice = row[heads.index(best)].strip()
        raise _no(f"Two columns are called “{twice}”. Give one of them another name.")
    return heads.index(best)


def _named(columns: dict[Column, int]) -> dict[Column, int]:
    """With the two parts of a name, or the name as one: which of them is read."""
    parts = {Column.FIRST, Column.LAST}
    if parts <= columns.keys():
        columns.pop(Column.NAME, None)
    else:
        for one in parts:
            columns.pop(one, None)
    if not {Column.NAME, Column.FIRST} & columns.keys():
        raise _no("There is no column “Name”, nor “First name” with “Surname”. Add one.")
    return columns


def _person(number: int, cells: Mapping[Column, str]) -> tuple[Listed, dict[Column, str]]:
    """One person, and what is wrong by column. An empty cell says nothing."""
    values, wrong = dict[Column, Any](), dict[Column, str]()
    for column, cell in cells.items():
        if cell and not (column in _SKIPPED and cell.casefold() in NOBODY):
            try:
                values[column] = _value(column, cell)
            except ValueError as error:
                wrong[column] = str(error)
    parts = (values.get(one, "") for one in (Column.NAME, Column.FIRST, Column.LAST))
    name, email = " ".join(filter(None, parts)), values.get(Column.EMAIL, "")
    named = Column.NAME if Column.NAME in cells else Column.FIRST
    faulty = email_fault(email)
    if faulty and not email:
        faulty = f"{faulty} They sign in with it, so take the row out if they have none."
    for column, words in ((named, name_fault(name)), (Column.EMAIL, faulty)):
        if words:
            wrong.setdefault(column, words)
    said = frozenset(values)
    fields = {field: values[one] for one, field in _FIELDS.items() if one in said}
    return Listed(number, name, email, said, **fields), wrong


def _value(column: Column, cell: str) -> object:
    """What a cell says. ValueError, in a sentence, where it says nothing that fits."""
    if column in _NOTHING and cell.casefold() in NOBODY:
        return _NOTHING[column]
    if _ERROR.match(cell):
        raise ValueError(_SPREADSHEETS)
    if cell.startswith(FORMULA):
        raise ValueError(_FORMULA)
    marked = cell.startswith("'") and cell[1:].lstrip().startswith(FORMULA)
    return _READ[column](cell[1:] if marked else cell)


def _twice(found: Iterable[Listed]) -> list[CellFault]:
    """Two people with one address: each but the first is a fault."""
    first, faults = dict[str, int](), []
    for one in found:
        row = first.setdefault(one.email, one.row)
        if one.email and row != one.row:
            words = (
                f"This address stands in row {row} too. If it is one person, make it one row, with all "
                "their roles. If it is two people, give each their own address."
            )
            faults.append(CellFault(one.row, Column.EMAIL.label, words))
    return faults


# Cells ----------------------------------------------------------------------------------------


def _standing(cell: str) -> MembershipKind:
    found = STANDINGS.get(re.sub(r"[^a-z]", "", cell.casefold()))
    if found is None:
        known = ", ".join(one.label for one in MembershipKind)
        raise ValueError(f"“{cell}” is none of these: {known}.")
    return found


def _roles(cell: str) -> frozenset[Role]:
    named = [one.strip() for one in re.split(r"[;,/|]", cell) if one.strip()]
    unknown = [one for one in named if _role(one) is None]
    if unknown:
        known = ", ".join(one.label for one in Role if one is not Role.OPERATOR)
        raise ValueError(f"“{unknown[0]}” is no role here. There are: {known}.")
    return frozenset(role for one in named if (role := _role(one)))


def _role(word: str) -> Role | None:
    return ROLES.get(re.sub(r"[^a-z]", "", word.casefold()))


MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ][\d:.]+z?)?")
_BRITISH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: [\d:]+)?")
_IN_WORDS = re.compile(r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})")


@cache
def _day(cell: str) -> date:
    """A day as 2026-09-01, 01/09/2026 (day first) or 1 September 2026."""
    try:
        read = date(*_year_month_day(cell.casefold()))
    except (StopIteration, ValueError) as error:
        raise ValueError(
            f"“{cell}” is not a day. Write it as 01/09/2026, with the day first, or as 1 September "
            "2026."
        ) from error
    if words := day_fault(read):
        raise ValueError(words)
    return read


def _year_month_day(cell: str) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(cell):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _BRITISH.fullmatch(cell):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _IN_WORDS.fullmatch(cell):
        return int(found[3]), _month(found[2]), int(found[1])
    raise ValueError


def _month(word: str) -> int:
    return next(at for at, name in enumerate(MONTHS, 1) if name.startswith(word))


_READ: Mapping[Column, Callable[[str], object]] = MappingProxyType(
    {
        Column.NAME: str,
        Column.FIRST: str,
        Column.LAST: str,
        Column.EMAIL: lambda cell: cell.casefold().removeprefix("mailto:"),
        Column.STANDING: _standing,
        Column.MANAGER: str,
        Column.ROLES: _roles,
        Column.TRAINED: _day,
        Column.FROM: _day,
        Column.UNTIL: _day,
    }
)
_NOTHING: Mapping[Column, object] = MappingProxyType(
    {Column.MANAGER: "", Column.ROLES: frozenset(), Column.TRAINED: None, Column.UNTIL: None}
)
"""Where “none” says that there is none; in these others it says nothing, as an empty cell does."""
_SKIPPED = frozenset({Column.STANDING, Column.FROM})
_FIELDS: Mapping[Column, str] = MappingProxyType(
    {
        Column.STANDING: "standing",
        Column.MANAGER: "manager",
        Column.ROLES: "roles",
        Column.TRAINED: "trained_on",
        Column.FROM: "from_on",
        Column.UNTIL: "until_on",
    }
)

# Writing --------------------------------------------------------------------------------------


def write(rows: Iterable[Mapping[Column, str]]) -> str:
    """A list as CSV, which a spreadsheet opens and `read` takes; nothing in it is a formula."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(one.label for one in WRITTEN)
    for row in rows:
        writer.writerow(_inert(row.get(one, "")) for one in WRITTEN)
    return text.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def example() -> str:
    """A list to begin with: three people who show what each column takes."""
    rows: Iterator[tuple[str, ...]] = iter(
        (
            ("Niamh Hart", "n.hart@school.example", "Employee", "", "Principal, Staff",
             "20/08/2026", "", ""),
            ("Aoife Kerr", "a.kerr@school.example", "Employee", "Niamh Hart", "Staff",
             "20/08/2026", "01/09/2026", ""),
            ("Kim Doyle", "k.doyle@mail.example", "Volunteer", "a.kerr@school.example", "", "",
             "", "30/06/2027"),
        )
    )  # fmt: skip
    return write(dict(zip(WRITTEN, row, strict=True)) for row in rows)
