"""The kinds of question that the form asks, and what a page of it is."""

from dataclasses import dataclass

from appendix_a.reading.proposal import Proposal
from appendix_a.values.value import Choice
from service.pages.fields import Widget


class Shape(Choice):
    """How what is typed becomes the answer."""

    ONE = "one"  # one text, number or choice
    YES_NO = "yes_no"
    MANY = "many"  # every choice that is ticked
    LINES = "lines"  # one entry on each line
    DAY = "day"
    AGES = "ages"  # an AgeRange: two numbers and a day
    PERSON = "person"  # somebody of the school
    PEOPLE = "people"  # one list after the other
    PLATFORM = "platform"  # a row of the catalogue, or none of them
    EACH = "each"  # one text for each member of a list


@dataclass(frozen=True)
class Question:
    """One answer of the form. Its words are the title of the field of `Proposal`."""

    field: str
    widget: Widget = Widget.LINE
    shape: Shape = Shape.ONE
    hint: str = ""
    choices: type[Choice] | None = None
    never: tuple[Choice, ...] = ()
    width: int | None = None
    optional: bool = False
    rows: int = 4

    @property
    def label(self) -> str:
        return Proposal.model_fields[self.field].title or self.field


@dataclass(frozen=True)
class FormPage:
    """One page of the form, with its questions in order."""

    key: str
    title: str
    questions: tuple[Question, ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(one.field for one in self.questions)

    @property
    def takes_words(self) -> bool:
        """Whether somebody may write freely on it, and so might name a child (clause 5.4)."""
        return any(one.widget is Widget.TEXT for one in self.questions)

    def asking(self, asked: frozenset[str]) -> tuple[Question, ...]:
        """Its questions that are asked in a case, in order; none where it is passed over."""
        return tuple(one for one in self.questions if one.field in asked)


def line(
    field: str, hint: str = "", *, width: int | None = None, optional: bool = False
) -> Question:
    """A line of text."""
    return Question(field, hint=hint, width=width, optional=optional)


def text(field: str, hint: str = "", *, rows: int = 4, optional: bool = False) -> Question:
    """Words of several lines."""
    return Question(field, Widget.TEXT, hint=hint, rows=rows, optional=optional)


def one_of(
    field: str, choices: type[Choice], hint: str = "", *, never: tuple[Choice, ...] = ()
) -> Question:
    """One of a list; what is `never` is not offered."""
    return Question(field, Widget.RADIOS, hint=hint, choices=choices, never=never)


def some_of(field: str, choices: type[Choice], hint: str = "") -> Question:
    """Every one of a list that is ticked."""
    return Question(field, Widget.CHECKBOXES, Shape.MANY, hint, choices)


def each_of(field: str, choices: type[Choice], hint: str) -> Question:
    """A text for each member of a list."""
    return Question(field, Widget.TEXT, Shape.EACH, hint, choices, rows=2)


def lines(field: str, hint: str, *, optional: bool = False) -> Question:
    """Several lines, each an entry."""
    return Question(field, Widget.TEXT, Shape.LINES, hint, rows=3, optional=optional)


def person(field: str, hint: str = "", *, optional: bool = False) -> Question:
    """Somebody of the school."""
    return Question(field, Widget.SELECT, Shape.PERSON, hint, optional=optional)


def people(field: str, hint: str) -> Question:
    """Several people of the school, one list after the other."""
    return Question(field, Widget.SELECT, Shape.PEOPLE, hint)


def url(field: str, hint: str, *, optional: bool = False) -> Question:
    """A web address."""
    return Question(field, Widget.URL, hint=hint, optional=optional)


def yes_no(field: str, hint: str = "") -> Question:
    """Yes or no."""
    return Question(field, Widget.RADIOS, Shape.YES_NO, hint)


def day(field: str, hint: str = "", *, optional: bool = False) -> Question:
    """A day."""
    return Question(field, Widget.DATE, Shape.DAY, hint, optional=optional)


def email(field: str, hint: str) -> Question:
    """An e-mail address."""
    return Question(field, Widget.EMAIL, hint=hint, width=20)


def ages(field: str, hint: str) -> Question:
    """Two ages, and a day from which they are a year more."""
    return Question(field, Widget.NUMBER, Shape.AGES, hint, optional=True)
