"""The demo's school: an invented primary, with people in every role. Nobody here is real."""

from dataclasses import dataclass
from datetime import date, timedelta

from appendix_a.platforms.places import Jurisdiction
from appendix_a.procedure.school_days import DAY, DaysOff, bank_holidays
from appendix_a.reading.case import MembershipKind, Role

KEY = "lagan-vale"
NAME = "Lagan Vale Integrated Primary School"
DOMAIN = "laganvale.example"
FACTS: dict[str, object] = {
    "jurisdiction": "northern_ireland",
    "domains": [DOMAIN],
    "pupils": {"youngest": 4, "oldest": 11},
}
SECRET = "lanterns over the lagan"  # noqa: S105 - the demo's own; no other folder takes it


@dataclass(frozen=True)
class Someone:
    """A person of the demo. `key` is the part of the e-mail address before the @."""

    key: str
    name: str
    standing: MembershipKind
    roles: tuple[Role, ...]
    line_manager: str = ""
    shown_as: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


EMPLOYEE, GOVERNOR = MembershipKind.EMPLOYEE, MembershipKind.GOVERNOR

REGISTRAR = Someone("office", "Orla Beggs", EMPLOYEE, (Role.REGISTRAR,), shown_as="registrar")
OPERATOR = Someone(
    "host", "Ivan Petrie", MembershipKind.CONTRACTOR, (Role.OPERATOR,), shown_as="operator"
)

PEOPLE: tuple[Someone, ...] = (
    Someone("niamh", "Niamh Hart", EMPLOYEE, (Role.PRINCIPAL, Role.STAFF), shown_as="principal"),
    Someone(
        "ruth", "Ruth Adair", GOVERNOR, (Role.CHAIR, Role.GOVERNOR), shown_as="chair of governors"
    ),
    Someone("tom", "Tom Greer", GOVERNOR, (Role.VICE_CHAIR, Role.GOVERNOR)),
    Someone("sean", "Sean Boyle", EMPLOYEE, (Role.VICE_PRINCIPAL, Role.STAFF), "niamh"),
    Someone("mary", "Mary Quinn", EMPLOYEE, (Role.BRAND_OWNER, Role.STAFF), "niamh", "brand owner"),
    Someone(
        "paul", "Paul Irwin", EMPLOYEE, (Role.E_SAFETY_LEAD, Role.STAFF), "sean", "e-safety lead"
    ),
    Someone(
        "dara",
        "Dara Kane",
        EMPLOYEE,
        (Role.DESIGNATED_TEACHER, Role.STAFF),
        "niamh",
        "designated teacher",
    ),
    Someone("conor", "Conor Daly", EMPLOYEE, (Role.STAFF,), "niamh", "line manager"),
    Someone("aoife", "Aoife Kerr", EMPLOYEE, (Role.STAFF,), "conor", "teacher"),
    Someone("emma", "Emma Walsh", EMPLOYEE, (Role.STAFF,), "conor", "named moderator"),
    Someone("david", "David Osei", EMPLOYEE, (Role.STAFF,), "conor"),
    Someone("jim", "Jim Orr", MembershipKind.VOLUNTEER, (Role.STAFF,), "conor"),
    Someone("hana", "Hana Malik", MembershipKind.CONTRACTOR, (Role.AUDITOR,), shown_as="auditor"),
)
SIGN_IN_AS: tuple[Someone, ...] = (
    *(one for one in PEOPLE if one.shown_as),
    REGISTRAR,
    OPERATOR,
)


def closures_of(year: int) -> tuple[DaysOff, ...]:
    """When a school in Northern Ireland is closed in the school year that begins in this year."""
    then = year + 1
    holidays = bank_holidays(Jurisdiction.NORTHERN_IRELAND, then)
    easter = next(on for on, name in holidays.items() if name == "Easter Monday")
    halloween = _monday(date(year, 10, 31))
    christmas = _monday(date(year, 12, 20) + 6 * DAY)
    back = _monday(date(then, 1, 2) + 6 * DAY)
    mid_term = _monday(date(then, 2, 14))
    return (
        DaysOff(halloween, halloween + FRIDAY, "Halloween"),
        DaysOff(christmas, back - 3 * DAY, "Christmas"),
        DaysOff(mid_term, mid_term + FRIDAY, "Mid-term"),
        DaysOff(easter - 4 * DAY, easter + FRIDAY, "Easter"),
        DaysOff(date(then, 7, 1), date(then, 8, 31), "Summer"),
    )


FRIDAY = timedelta(days=4)  # of the week that a Monday begins


def _monday(day: date) -> date:
    return day - day.weekday() * DAY
