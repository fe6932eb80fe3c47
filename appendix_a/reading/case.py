"""The case: a proposal with everything else that bears on it, as plain data."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from pydantic import Field, field_validator

from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.proposal import AgeRange, Group, PersonKey, Proposal, ReasonKind
from appendix_a.values.value import Choice, Line, Value


class MembershipKind(Choice):
    """What ties a person to the school (clause 2.1 calls all of them staff members)."""

    EMPLOYEE = "employee", "Employee"
    GOVERNOR = "governor", "Governor"
    VOLUNTEER = "volunteer", "Volunteer"
    CONTRACTOR = "contractor", "Contractor"
    OTHER = "other", "Someone else"


class Role(Choice):
    """A grant, at one school or at all (docs/definitions.md, “Roles”)."""

    STAFF = "staff", "Staff"
    VICE_PRINCIPAL = "vice_principal", "Vice principal"
    BRAND_OWNER = "brand_owner", "Brand owner"
    E_SAFETY_LEAD = "e_safety_lead", "E-safety lead"
    DESIGNATED_TEACHER = "designated_teacher", "Designated teacher"
    PRINCIPAL = "principal", "Principal"
    CHAIR = "chair_of_governors", "Chair of governors"
    VICE_CHAIR = "vice_chair", "Vice chair of governors"
    GOVERNOR = "governor", "Governor"
    AUDITOR = "auditor", "Auditor"
    REGISTRAR = "registrar", "Registrar"
    OPERATOR = "operator", "Operator"


class SignOffStep(Choice):
    """The three signatures (model Appendix B, part 5)."""

    AIMS = "aims", "Aims and content"
    BRAND = "brand", "Name and logo"
    FINAL = "final", "Final approval"


class Capacities(Value):
    """Which of the school's roles its edition means where the policy speaks of these two."""

    brand_owner: Role = Field(Role.BRAND_OWNER, title="Who signs for the school's name and logo")
    e_safety_adviser: Role = Field(Role.E_SAFETY_LEAD, title="Who advises on e-safety")


FORMER = "a former member of the school"
"""What people are called whom the record names no more."""


class Person(Value):
    """Someone of the school, as the membership record has them; never asked of the proposer."""

    name: Line
    standing: MembershipKind
    line_manager: PersonKey | None = None
    roles: frozenset[Role] = frozenset()
    authorised_by: Line | None = None
    trained_on: date | None = None  # for this work; of any year, as the next
    authorised_on: date | None = None  # of any year: it is only compared with today


class School(Value):
    """The school, as far as a clause reads it."""

    name: Line
    jurisdiction: Jurisdiction = Jurisdiction.NORTHERN_IRELAND
    domains: tuple[Line, ...] = ()
    pupils: AgeRange
    people: Mapping[PersonKey, Person] = Field(default_factory=dict)
    left: Mapping[PersonKey, Line] = Field(default_factory=dict)  # names of who was there once

    @field_validator("domains")
    @classmethod
    def _in_small_letters(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one.casefold() for one in domains)

    @field_validator("people", "left")
    @classmethod
    def _fixed(cls, people: Mapping[str, Any]) -> Mapping[str, Any]:
        return MappingProxyType(dict(people))

    def holders(self, role: Role) -> tuple[str, ...]:
        """Keys of the people who hold `role`, in the order of the record."""
        return tuple(key for key, one in self.people.items() if role in one.roles)

    def holds(self, key: str, role: Role) -> bool:
        """Whether somebody who is in the record holds `role`."""
        person = self.people.get(key)
        return person is not None and role in person.roles

    def absent(self, keys: Iterable[str]) -> str:
        """Who of these people is not at the school, in a sentence: by name where one is known."""
        gone = [key for key in keys if key not in self.people]
        names = list(dict.fromkeys(self.left[key] for key in gone if key in self.left))
        left = f"{' and '.join(names)} {'has' if len(names) == 1 else 'have'} left the school."
        nameless = any(key not in self.left for key in gone)
        return " ".join(
            [left] * bool(names) + ["Somebody named here is not in the school's record."] * nameless
        )

    def name_of(self, key: str) -> str:
        """The name of a person, also of one who has left; of one without a name what they are."""
        return self.people[key].name if key in self.people else self.left.get(key, FORMER)


class SiteStatus(Choice):
    AWAITING_LAUNCH = "awaiting_launch", "Awaiting launch"
    LIVE = "live", "Live"
    SUSPENDED = "suspended", "Suspended"
    LAPSED = "lapsed", "Lapsed"
    CLOSED = "closed", "Closed"


class Registered(Value):
    """What a case needs to know of another site in the register."""

    entry: str
    title: Line
    address: str
    status: SiteStatus
    valid_until: date | None = None  # of the past too: an approval may have ended
    audience: frozenset[Group] = frozenset()
    reason_kinds: frozenset[ReasonKind] = frozenset()


class Signed(Value):
    """A decision to sign, given on the revision that the case is about."""

    step: SignOffStep
    signer: PersonKey
    on: date
    seal: str
    counted: bool = False


class Stage(Choice):
    """When a check is asked. Stages add up (docs/definitions.md, “Stages”)."""

    DRAFT = "draft", "While it is written and checked"
    SIGN_OFF = "sign_off", "Before the final approval"
    REGISTRATION = "registration", "On entering the register"
    LIFE = "life", "While the site lives"


class Case(Value):
    """Facts in: what `assess` reads. Holds no clock; the day is an argument."""

    reference: str = "draft"
    proposer: PersonKey
    proposal: Proposal
    school: School
    capacities: Capacities = Capacities()  # of the edition that the case is read under
    register_: tuple[Registered, ...] = Field((), alias="register")
    registered_address: str = ""  # under which the register has the site itself
    signed: tuple[Signed, ...] = ()
    accepted: frozenset[PersonKey] = frozenset()  # declarations made, by person
    approved_on: date | None = None
    go_live: date | None = None  # as granted with the approval
