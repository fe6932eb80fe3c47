"""What a staff list would change: the record and the list in, every step out. Nothing is done here."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from appendix_a.reading.case import MembershipKind, Role
from appendix_a.values.answers import day_in_words
from appendix_a.values.value import Choice
from service.desk.people.granting import refuse_mix
from service.desk.people.power import CONFIRMERS, NEEDS_CONFIRMING
from service.desk.people.staff_list import (
    CellFault,
    Column,
    Listed,
    StaffList,
    forename_first,
)
from service.desk.refusals import Refusal


class Kind(Choice):
    """What a list does with a person."""

    JOINS = "joins", "Joins"
    CHANGES = "changes", "Changes"
    LEAVES = "leaves", "Leaves"
    ABSENT = "absent", "Not in the list"
    SAME = "same", "As before"


@dataclass(frozen=True)
class Tie:
    """A person at the school. A line manager is named by the address, and empty for nobody."""

    name: str
    standing: MembershipKind
    manager: str
    roles: frozenset[Role]
    from_on: date
    until_on: date | None
    trained_on: date | None = None  # to run and moderate a site (A.1.5)

    def is_over(self, day: date) -> bool:
        """Whether they have left before this day."""
        return self.until_on is not None and self.until_on < day


@dataclass(frozen=True)
class Known:
    """A person as the record has them."""

    key: str
    email: str
    tie: Tie
    elsewhere: bool = False  # and so with a name that is not this school's to change
    leads: bool = False  # and so with a role that ends by two people alone


@dataclass(frozen=True)
class Record:
    """What a list is held against. `strangers`: addresses that are in the record of the host alone."""

    today: date
    people: Mapping[str, Known]  # by address
    actor: str = ""
    strangers: Mapping[str, str] = field(default_factory=dict)
    led: bool = True  # the school has had somebody who confirms roles


@dataclass(frozen=True)
class Asked:
    """What is said on the page beside the list itself."""

    otherwise: MembershipKind | None = None  # what whoever joins is where the list does not say
    last_day: date | None = None  # of everyone who is not in it, where it is complete


@dataclass(frozen=True)
class Step:
    """One person: as they are, as they would be. `row` is 0 for who is not in the list."""

    kind: Kind
    email: str
    row: int
    before: Tie | None
    after: Tie
    notes: tuple[str, ...] = ()
    unsaid: bool = False  # nobody has said what they are to the school

    @property
    def given(self) -> frozenset[Role]:
        """The roles that are new."""
        return self.after.roles - (self.before.roles if self.before else frozenset())

    @property
    def ended(self) -> frozenset[Role]:
        """The roles that end."""
        return (self.before.roles if self.before else frozenset()) - self.after.roles


@dataclass(frozen=True)
class Granting:
    """A role to be given, in the order in which it is done."""

    email: str
    role: Role
    waits: bool


@dataclass(frozen=True)
class Plan:
    """Everything that a list would change, or what is wrong with it."""

    steps: tuple[Step, ...]
    grants: tuple[Granting, ...] = ()
    faults: tuple[CellFault, ...] = ()

    def of(self, kind: Kind) -> tuple[Step, ...]:
        """The steps of one kind."""
        return tuple(one for one in self.steps if one.kind is kind)

    @property
    def changes_nothing(self) -> bool:
        """Whether the record is already as the list has it."""
        return not any(self.of(one) for one in (Kind.JOINS, Kind.CHANGES, Kind.LEAVES))

    @property
    def digest(self) -> str:
        """By which the plan that was shown is told from another."""
        said = [
            [one.kind, one.email, one.row, _plain(one.before), _plain(one.after), one.notes]
            for one in self.steps
        ]
        grants = [[one.email, one.role, one.waits] for one in self.grants]
        return sha256(json.dumps([said, grants]).encode()).hexdigest()


def _plain(tie: Tie | None) -> object:
    if tie is None:
        return None
    days = (tie.from_on, tie.until_on, tie.trained_on)
    return [tie.name, tie.standing, tie.manager, sorted(tie.roles), *map(str, days)]


def compare(record: Record, found: StaffList, asked: Asked = Asked()) -> Plan:
    """Hold a list against the record. With any fault nothing of it can be done."""
    faults = list(found.faults)
    names = _Names(record, found.people)
    steps = [_step(record, names, one, asked, faults) for one in found.people if one.email]
    listed = {one.email for one in steps}
    steps += [_absent(record, one, asked, faults) for one in _here(record, listed)]
    steps = _with_hints(steps)
    faults += _wrong_in_the_end(record, steps)
    grants = _grants(record, steps)
    waiting = {(one.email, one.role) for one in grants if one.waits}
    return Plan(
        tuple(_told_to_wait(record, one, waiting) for one in steps),
        grants,
        tuple(sorted(faults, key=lambda one: one.row)),
    )


def _here(record: Record, listed: set[str]) -> Iterator[Known]:
    """Whoever is in the record and not in the list, and has not left."""
    for email, one in sorted(record.people.items(), key=lambda pair: pair[1].tie.name.casefold()):
        if email not in listed and not one.tie.is_over(record.today):
            yield one


TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "fr", "sr", "sir"}
)


class _Names:
    """Whom a line manager's name or address means, in the list or in the record."""

    def __init__(self, record: Record, people: Iterable[Listed]) -> None:
        self.addresses = {*record.people}
        self.whole: dict[str, set[str]] = {}
        self.short: dict[str, set[str]] = {}
        for one in record.people.values():
            if not one.tie.is_over(record.today):
                self._know(one.tie.name, one.email)
        for one_listed in people:
            self.addresses.add(one_listed.email)
            self._know(one_listed.name, one_listed.email)

    def _know(self, name: str, email: str) -> None:
        said = _said(name)
        self.whole.setdefault(said, set()).add(email)
        words = said.split() or [""]
        first, last = words[0], words[-1]
        for short in {last, f"{first[:1]} {last}"}:
            self.short.setdefault(short, set()).add(email)

    def find(self, words: str) -> tuple[str, str]:
        """The address, and what is wrong where it is none. “Mrs Hart” is enough for the only one."""
        if "@" in words:
            if words.casefold() in self.addresses:
                return words.casefold(), ""
            return "", "Nobody in the list or in the record has this address. Add them, or mend it."
        said = _said(words)
        found = sorted(self.whole.get(said) or self.short.get(said) or ())
        if len(found) == 1:
            return found[0], ""
        if found:
            return "", (
                f"{len(found)} people are called “{words}”. Give the address of the one you mean."
            )
        return "", (
            f"Nobody in the list or in the record is called “{words}”. Give their address instead."
        )


def _said(name: str) -> str:
    """A name as it is compared: forename first, in small letters, without a title."""
    words = forename_first(name).casefold().replace(".", " ").split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return " ".join(words)


def _step(
    record: Record, names: _Names, one: Listed, asked: Asked, faults: list[CellFault]
) -> Step:
    known = record.people.get(one.email)
    manager = known.tie.manager if known else ""
    if Column.MANAGER in one.said:
        found, words = names.find(one.manager) if one.manager else ("", "")
        if words:
            faults.append(CellFault(one.row, Column.MANAGER.label, words))
        else:
            manager = found
    if known is None:
        return _joiner(record, one, manager, asked, faults)
    before, notes = known.tie, list[str]()
    after = replace(
        before,
        standing=one.standing or before.standing,
        manager=manager,
        roles=one.roles if Column.ROLES in one.said else before.roles,
        until_on=one.until_on if Column.UNTIL in one.said else before.until_on,
        trained_on=one.trained_on if Column.TRAINED in one.said else before.trained_on,
    )
    if one.from_on and before.from_on > record.today:
        after = replace(after, from_on=max(one.from_on, record.today))
    if before.is_over(record.today) and Column.UNTIL not in one.said:
        after = replace(after, until_on=None)
        notes.append("Was at the school before, and is back.")
    if one.name and one.name != before.name:
        if known.elsewhere:
            notes.append(f"Stays “{before.name}”: belongs to another school, or to the host, too.")
        else:
            after = replace(after, name=one.name)
    kind = Kind.SAME if after == before else Kind.CHANGES
    return Step(kind, one.email, one.row, before, after, tuple(notes))


def _joiner(
    record: Record, one: Listed, manager: str, asked: Asked, faults: list[CellFault]
) -> Step:
    standing = one.standing or _by_office(one) or asked.otherwise
    given = Column.ROLES in one.said or standing is not MembershipKind.EMPLOYEE
    tie = Tie(
        name=one.name,
        standing=standing or MembershipKind.OTHER,
        manager=manager,
        roles=one.roles if given else frozenset({Role.STAFF}),
        from_on=max(one.from_on or record.today, record.today),
        until_on=one.until_on,
        trained_on=one.trained_on,
    )
    if tie.is_over(record.today):
        left = f"Not added: left on {day_in_words(one.until_on or record.today)}."
        return Step(Kind.SAME, one.email, one.row, None, tie, (left,))
    if standing is None:
        words = (
            "The list does not say what this new person is to the school. Add it, or choose below "
            "what people are where the list does not say."
        )
        faults.append(CellFault(one.row, Column.STANDING.label, words))
    notes = ("In the record already, for another school or the host.",) * (
        one.email in record.strangers
    )
    told = notes if given else (*notes, _STAFF)
    return Step(Kind.JOINS, one.email, one.row, None, tie, told, unsaid=standing is None)


OF_GOVERNORS = frozenset({Role.GOVERNOR, Role.CHAIR, Role.VICE_CHAIR})


def _by_office(one: Listed) -> MembershipKind | None:
    """What somebody is whose only roles are a governor's, where the list does not say."""
    return MembershipKind.GOVERNOR if one.roles and one.roles <= OF_GOVERNORS else None


_STAFF = "The list says no role, so an employee gets “Staff”, and can propose a site."


def _absent(record: Record, one: Known, asked: Asked, faults: list[CellFault]) -> Step:
    day, until = asked.last_day, one.tie.until_on
    if day is None or (until is not None and until <= day):
        return Step(Kind.ABSENT, one.email, 0, one.tie, one.tie)
    if one.key == record.actor:
        words = (
            "You are not in this list yourself, and nobody takes themselves out of the record. "
            "Add a row for yourself."
        )
        faults.append(CellFault(0, "", words))
    if one.leads:
        faults.append(CellFault(0, "", f"{one.tie.name} is not in this list. {_LEADER}"))
    if day < one.tie.from_on:
        words = (
            f"{one.tie.name} is in the record from {day_in_words(one.tie.from_on)}: a last day "
            "before that is none. Give a later one, or change it on their page."
        )
        faults.append(CellFault(0, "", words))
    return Step(Kind.LEAVES, one.email, 0, one.tie, replace(one.tie, until_on=day))


def _with_hints(steps: list[Step]) -> list[Step]:
    """With a word to whoever joins under the name of somebody who is not in the list."""
    gone = {_said(one.after.name): one.email for one in steps if one.row == 0}
    return [
        replace(one, notes=(*one.notes, _HINT.format(email=gone[_said(one.after.name)])))
        if one.kind is Kind.JOINS and _said(one.after.name) in gone
        else one
        for one in steps
    ]


_HINT = (
    "The record has somebody of this name with the address {email}. If it is the same person, "
    "correct the address on their page first."
)


# Rules ----------------------------------------------------------------------------------------


def _wrong_in_the_end(record: Record, steps: Iterable[Step]) -> Iterator[CellFault]:
    """What the school's own rules say of everyone as they would be."""
    after = {one.email: one for one in steps}
    managing = {one.after.manager for one in after.values() if not one.after.is_over(record.today)}
    for one in after.values():
        if one.kind in {Kind.JOINS, Kind.CHANGES}:
            for column, words in (
                (Column.MANAGER, _manager_fault(record, after, one)),
                (Column.ROLES, _roles_fault(record, one, manages=one.email in managing)),
                (Column.ROLES, _LEADER if one.ended & CONFIRMERS and _leads(record, one) else ""),
                (Column.UNTIL, _until_fault(record, one)),
            ):
                if words:
                    yield CellFault(one.row, column.label, words)


def _manager_fault(record: Record, after: Mapping[str, Step], one: Step) -> str:
    manager = one.after.manager
    if not manager or (one.before and one.before.manager == manager):
        return ""
    if manager == one.email:
        return "A person cannot be their own line manager."
    found = after.get(manager)
    if found is None or found.after.is_over(record.today) or found.kind is Kind.LEAVES:
        return "This line manager is not at the school any more. Choose somebody who is."
    if Role.REGISTRAR in found.after.roles:
        return "A registrar does not sign, so cannot be a line manager."
    return ""


def _roles_fault(record: Record, one: Step, *, manages: bool) -> str:
    if _is_actor(record, one):
        if one.given:
            return "You cannot give yourself a role. Ask another registrar."
        if Role.REGISTRAR in one.ended:
            return "You cannot take the registrar's role from yourself. Ask another registrar."
    if one.given and one.after.is_over(record.today):
        return "This person has left, so the role would not count. Change their last day."
    held = set(one.after.roles - one.given)
    for role in sorted(one.given):
        try:
            refuse_mix(held, role)
        except Refusal as refusal:
            return refusal.words
        held.add(role)
    if Role.REGISTRAR in one.given and manages:
        return "A registrar does not sign, and this person is a line manager."
    return ""


_LEADER = (
    "This person is the principal or the chair. A list does not end that: end the role on their "
    "page, where a second person confirms it, then choose the list again."
)


def _leads(record: Record, one: Step) -> bool:
    """Whether they hold a role that ends by two people alone."""
    known = record.people.get(one.email)
    return known is not None and known.leads


def _is_actor(record: Record, one: Step) -> bool:
    known = record.people.get(one.email)
    return known is not None and known.key == record.actor


def _until_fault(record: Record, one: Step) -> str:
    until = one.after.until_on
    if one.before and one.before.until_on == until:
        return ""
    if until is not None and _leads(record, one):
        return _LEADER
    if _is_actor(record, one):
        return "You cannot change your own last day by a list. Ask another registrar."
    if until is not None and until < one.after.from_on:
        return f"They are in the record from {day_in_words(one.after.from_on)}. Give a later day."
    return ""


def _grants(record: Record, steps: Iterable[Step]) -> tuple[Granting, ...]:
    """Every role to be given, whoever may confirm others first: all that follows waits for them."""
    given = [(one.email, role) for one in steps for role in sorted(one.given)
             if one.kind is not Kind.SAME]  # fmt: skip
    order = (Role.PRINCIPAL, Role.CHAIR)
    given.sort(key=lambda pair: order.index(pair[1]) if pair[1] in order else len(order))
    led, found = record.led, []
    for email, role in given:
        waits = role in NEEDS_CONFIRMING and led
        led = led or role in CONFIRMERS
        found.append(Granting(email, role, waits))
    return tuple(found)


def _told_to_wait(record: Record, one: Step, waiting: set[tuple[str, Role]]) -> Step:
    waits = [role.label for role in sorted(one.given) if (one.email, role) in waiting]
    if record.led and one.after.manager not in {"", one.before.manager if one.before else ""}:
        waits.append(Column.MANAGER.label)
    if not waits or one.kind is Kind.SAME:
        return one
    words = f"Waits until the principal or the chair confirms it: {', '.join(waits)}."
    return replace(one, notes=(*one.notes, words))


# Words ----------------------------------------------------------------------------------------


def in_words(one: Step, names: Mapping[str, str]) -> tuple[str, ...]:
    """What changes of a person, one sentence part for each field; of a joiner, what they will be."""
    now = _fields(one.after, names)
    if one.before is None:
        left = {Column.NAME.label, *((Column.STANDING.label,) if one.unsaid else ())}
        told = (pair for pair in now.items() if pair[0] not in left)
        return tuple(f"{field}: {words}" for field, words in told if words)
    was = _fields(one.before, names)
    return tuple(
        f"{field}: {was[field] or 'none'} → {words or 'none'}"
        for field, words in now.items()
        if words != was[field]
    )


def _fields(tie: Tie, names: Mapping[str, str]) -> dict[str, str]:
    return {
        Column.NAME.label: tie.name,
        Column.STANDING.label: tie.standing.label,
        Column.MANAGER.label: names.get(tie.manager, tie.manager),
        Column.ROLES.label: ", ".join(role.label for role in Role if role in tie.roles),
        Column.TRAINED.label: day_in_words(tie.trained_on) if tie.trained_on else "",
        Column.FROM.label: day_in_words(tie.from_on),
        Column.UNTIL.label: day_in_words(tie.until_on) if tie.until_on else "",
    }
