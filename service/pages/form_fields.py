"""The form of a proposal as a table: its pages in order, and on each the questions it asks."""

from dataclasses import dataclass

from appendix_a.proposal import (
    Comments,
    Frequency,
    Group,
    Holding,
    Hosting,
    Interaction,
    Moderation,
    Proposal,
    PupilRoute,
    ReasonKind,
    RequestKind,
)
from appendix_a.value import Choice
from service.pages.fields import Widget


class Shape(Choice):
    """How what is typed becomes the answer."""

    ONE = "one"  # one text, number or choice
    YES_NO = "yes_no"
    MANY = "many"  # every choice that is ticked
    LINES = "lines"  # one entry on each line
    DAY = "day"
    AGES = "ages"  # an AgeRange: two numbers and a day
    PEOPLE = "people"  # one list after the other
    PLATFORM = "platform"  # a row of the catalogue, or none of them
    GROUPS = "groups"  # one text for each group


@dataclass(frozen=True)
class Question:
    """One answer of the form. Its words are the title of the field of `Proposal`."""

    field: str
    widget: Widget = Widget.LINE
    shape: Shape = Shape.ONE
    hint: str = ""
    choices: type[Choice] | None = None
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


def _line(
    field: str, hint: str = "", *, width: int | None = None, optional: bool = False
) -> Question:
    return Question(field, hint=hint, width=width, optional=optional)


def _text(field: str, hint: str = "", *, rows: int = 4, optional: bool = False) -> Question:
    return Question(field, Widget.TEXT, hint=hint, rows=rows, optional=optional)


def _one_of(field: str, choices: type[Choice], hint: str = "") -> Question:
    return Question(field, Widget.RADIOS, hint=hint, choices=choices)


def _some_of(field: str, choices: type[Choice], hint: str = "") -> Question:
    return Question(field, Widget.CHECKBOXES, Shape.MANY, hint, choices)


def _yes_no(field: str, hint: str = "") -> Question:
    return Question(field, Widget.RADIOS, Shape.YES_NO, hint)


def _day(field: str, hint: str, *, optional: bool = False) -> Question:
    return Question(field, Widget.DATE, Shape.DAY, hint, optional=optional)


def _email(field: str, hint: str, *, optional: bool = False) -> Question:
    return Question(field, Widget.EMAIL, hint=hint, width=20, optional=optional)


def _ages(field: str) -> Question:
    return Question(field, Widget.NUMBER, Shape.AGES, "Only if pupils take part. Whole years.")


WHAT = FormPage(
    "what",
    "What you propose",
    (
        _one_of("request_kind", RequestKind),
        _line("title", "As its readers will see it, such as P5 class blog."),
        _line("public_purpose", "Anyone may read this sentence in the public register."),
        _yes_no("already_exists"),
        _day(
            "existing_since", "Only for a site that runs already, such as 3 9 2024.", optional=True
        ),
    ),
)
WHO = FormPage(
    "who",
    "Who it is for, and who adds to it",
    (
        _some_of("audience", Group, "Tick everyone for whom it is written."),
        _ages("audience_pupils"),
        _some_of(
            "contributors",
            Group,
            "Tick everyone whose words or pictures appear. Staff alone is enough.",
        ),
        _ages("contributor_pupils"),
        _some_of("pupil_routes", PupilRoute, "Only if pupils add to it. Tick every way."),
        _yes_no("parental_agreement", "Only if pupils add to it themselves."),
        _one_of("interaction", Interaction),
        _text("interaction_reason", "One sentence is enough.", rows=2),
        _one_of("comments", Comments),
        _line(
            "comment_service", "Only for a comment box of another service.", width=20, optional=True
        ),
    ),
)
WHY = FormPage(
    "why",
    "Why the school needs it",
    (
        _some_of("reason_kinds", ReasonKind, "Tick one or both."),
        _text(
            "reason_statement",
            "The principal reads this first. Say what it does that nothing else does.",
            rows=6,
        ),
        _text("aims", "What will be different for pupils, families or staff?"),
        _text("proposed_content", "For example writing, photographs of displays, dates."),
        Question("relevance", Widget.TEXT, Shape.GROUPS, "One sentence for each group.", rows=2),
        Question(
            "success_measures",
            Widget.TEXT,
            Shape.LINES,
            "One on each line, at most ten. Something that can be seen or counted.",
            rows=3,
        ),
        _text("child_benefit", "Only if pupils are involved.", rows=3),
        _text(
            "why_not_existing",
            "Only if another site of the school has the same readers.",
            rows=3,
            optional=True,
        ),
    ),
)
WHERE = FormPage(
    "where",
    "Where it will be",
    (
        _one_of("hosting", Hosting),
        Question("platform", Widget.SELECT, Shape.PLATFORM, "Only if another company hosts it."),
        _line("platform_name", "Only if it is not in the list.", width=20, optional=True),
        _one_of("holding", Holding),
        Question(
            "address",
            Widget.URL,
            hint="Copy it from the browser, such as https://p5.school.example.",
        ),
        _email("account_email", "A school address, never a personal one."),
        _email("recovery_email", "A school address too, read by somebody else.", optional=True),
        _text(
            "underage_access",
            "Only if the school has pupils below the age that the platform asks for.",
            rows=3,
        ),
    ),
)
TEAM = FormPage(
    "team",
    "Who looks after it",
    (
        Question(
            "administrators",
            Widget.SELECT,
            Shape.PEOPLE,
            "They hold the account. Two are better than one.",
        ),
        Question(
            "moderators",
            Widget.SELECT,
            Shape.PEOPLE,
            "They read what is added. At least two members of staff.",
        ),
        _one_of("moderation", Moderation),
        _text(
            "moderation_reason",
            "Only if it shows before staff have read it.",
            rows=3,
            optional=True,
        ),
        _one_of("moderation_frequency", Frequency),
        _text("holiday_cover", "Name who does it, and when.", rows=2),
    ),
)
WHEN = FormPage(
    "when",
    "When it starts and ends",
    (
        _day("go_live", "A day after its approval, such as 1 10 2026."),
        _day("closure", "Give this day, or the day of review below.", optional=True),
        _day("review", "At most a year after it goes live.", optional=True),
        _text(
            "exit_plan", "For example: taken down on the last day, writing kept in print.", rows=3
        ),
        _yes_no("uses_logo"),
        _text("brand_use", "Only if it carries the logo or the name.", rows=2, optional=True),
    ),
)

PAGES: tuple[FormPage, ...] = (WHAT, WHO, WHY, WHERE, TEAM, WHEN)
"""Every field of `Proposal` stands on exactly one page."""

PAGE_OF: dict[str, FormPage] = {field: page for page in PAGES for field in page.fields}


def page_after(page: FormPage) -> FormPage | None:
    """The next page; None after the last."""
    following = PAGES[PAGES.index(page) + 1 :]
    return following[0] if following else None


def href(ref: str, page: FormPage, field: str = "") -> str:
    """Where a page of the form is, or one question on it."""
    return f"/proposals/{ref}/draft/{page.key}" + (f"#{field}" if field else "")
