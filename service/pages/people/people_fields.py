"""The fields of the registrar's forms, drawn from the record or from what was typed."""

from dataclasses import dataclass
from datetime import date

from appendix_a.reading.case import MembershipKind, Role
from appendix_a.values.faults import Fault
from service.desk.views import PersonView
from service.pages.fields import Field, Option, Widget, options
from service.pages.page import Form

Faults = tuple[Fault, ...]
Managers = tuple[tuple[PersonView, bool], ...]
"""The people of the school, each with whether they may be named as a line manager."""
NOBODY = Option("", "Nobody")


@dataclass(frozen=True)
class Membership:
    """What ties a person to the school."""

    standing: Field
    line_manager: Field
    authorised_by: Field
    authorised_on: Field
    trained_on: Field
    leaves: Field


@dataclass(frozen=True)
class Granting:
    """A role to be given, and its last day."""

    role: Field
    until: Field


@dataclass(frozen=True)
class Correcting:
    """A person's name and address, to be put right."""

    name: Field
    email: Field


@dataclass(frozen=True)
class New:
    """A new person."""

    name: Field
    email: Field
    standing: Field
    line_manager: Field


def new(form: Form, others: Managers, faults: Faults) -> New:
    """The form for a new person, as typed."""
    name = Field("name", "Name", value=form["name"], autocomplete="off")
    email = Field("email", "E-mail address", Widget.EMAIL, value=form["email"], autocomplete="off")
    return New(
        name=name.faulted(faults),
        email=email.faulted(faults),
        standing=_standing(form["standing"]).faulted(faults),
        line_manager=_manager(form["line_manager"], others).faulted(faults),
    )


def correcting(one: PersonView, form: Form | None, faults: Faults) -> Correcting:
    """Name and address as recorded; as typed where that had a fault."""
    typed = form if form and form["do"] == "correct" else None
    name = Field("name", "Name", value=typed["name"] if typed else one.name, autocomplete="off")
    email = Field(
        "email", "E-mail address", Widget.EMAIL, value=typed["email"] if typed else one.email,
        hint="With another address they are signed out, and sign in with the new one.",
        autocomplete="off",
    )  # fmt: skip
    return Correcting(name.faulted(faults), email.faulted(faults))


def _standing(value: str) -> Field:
    return Field(
        "standing", "What is this person's connection with the school?", Widget.RADIOS,
        value=value, options=options(MembershipKind),
    )  # fmt: skip


def _manager(value: str, others: Managers) -> Field:
    # Whoever is in the record stays to be seen there, although nobody could choose them now.
    offered = (one for one, free in others if free or one.key == value)
    choices = (NOBODY, *(Option(one.key, one.name) for one in offered))
    return Field(
        "line_manager", "Line manager", Widget.SELECT, value=value, options=choices, width=20,
        hint="Signs off the aims of what this person proposes.",
    )  # fmt: skip


def membership(one: PersonView, form: Form | None, others: Managers, faults: Faults) -> Membership:
    """The membership as recorded; as typed where that had a fault."""
    typed = form if form and form["do"] == "change" else None
    stands = one.manager_asked or one.line_manager or ""
    manager = typed["line_manager"] if typed else stands
    found = Membership(
        standing=_standing(typed["standing"] if typed else one.standing),
        line_manager=_manager(manager, others),
        authorised_by=Field(
            "authorised_by", "Authorised by", optional=True,
            value=typed["authorised_by"] if typed else one.authorised_by,
            hint="For anyone who is neither employee nor governor: who has let them act (A.3.1).",
        ),
        authorised_on=_date("authorised_on", "Authorised on", typed, one.authorised_on),
        trained_on=_date(
            "trained_on", "Trained to run and moderate a site on (A.1.5)", typed, one.trained_on
        ),
        leaves=_date("leaves", "Last day at the school", typed, one.until_on),
    )  # fmt: skip
    return Membership(**{name: field.faulted(faults) for name, field in vars(found).items()})


def _date(name: str, label: str, typed: Form | None, day: date | None) -> Field:
    parts = ("day", "month", "year")
    value = tuple(
        typed[f"{name}-{part}"] if typed else str(getattr(day, part, "")) for part in parts
    )
    return Field(name, label, Widget.DATE, value=value, optional=True)


def granting(one: PersonView, form: Form | None, faults: Faults) -> Granting:
    """The form for another role."""
    typed = form if form and form["do"] == "grant" else Form([])
    held = {grant.role for grant in one.grants} | {Role.OPERATOR}
    choices = (
        Option("", "Choose a role"),
        *(o for o in options(Role) if Role(o.value) not in held),
    )
    role = Field("role", "Role", Widget.SELECT, value=typed["role"], options=choices, width=20)
    return Granting(role.faulted(faults), _date("until", "Until", typed, None).faulted(faults))
