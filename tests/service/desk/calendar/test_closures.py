"""The school's own closures: entered, taken out, replaced by a list; whole and in order, or not at all."""

from datetime import date, timedelta

import pytest

from appendix_a.procedure.school_days import Calendar, DaysOff
from service.db.tables import Closure, WorkItem
from service.desk.calendar import closures
from service.desk.calendar.closures import CHANGED, GONE, Replacing
from service.desk.calendar.lists import MOST
from service.desk.refusals import Conflict, Faulty, NotFound
from tests.databases import KINDS
from tests.schools import Birchfield
from tests.service.school import OTHER, OWN, REGISTRAR

pytestmark = pytest.mark.databases(*KINDS)
DAY = timedelta(days=1)
HALLOWEEN = DaysOff(date(2026, 10, 26), date(2026, 10, 30), "Halloween")
CHRISTMAS = DaysOff(date(2026, 12, 21), date(2027, 1, 1), "Christmas")
SUMMER = DaysOff(date(2026, 7, 1), date(2026, 8, 31), "Summer")
NEXT = DaysOff(date(2027, 10, 25), date(2027, 10, 29), "Halloween")


def enter(school: Birchfield, *wanted: DaysOff, at: str = OWN) -> list[str]:
    who = school.key(REGISTRAR)
    return [closures.add(school.office, who, at, one.name, one.first, one.last) for one in wanted]


def kept(school: Birchfield, at: str = OWN) -> list[DaysOff]:
    return [one.days for one in closures.calendar(school.office, at).kept]


def line(one: DaysOff) -> str:
    return f"{one.name},{one.first},{one.last}"


def listed(*wanted: DaysOff) -> str:
    return "\n".join(map(line, wanted))


def take_over(school: Birchfield, text: str) -> None:
    """Look at the list, and take it over as it was looked at."""
    change = closures.replacing(school.office, OWN, text)
    closures.replace(school.office, school.key(REGISTRAR), OWN, text, change.state)


def faults(school: Birchfield, text: str) -> list[str]:
    with pytest.raises(Faulty) as refused:
        closures.replacing(school.office, OWN, text)
    return [one.words for one in refused.value.faults]


def test_closures_stand_in_order_and_belong_to_one_school(school: Birchfield) -> None:
    """However they were entered; another school has none of them."""
    enter(school, CHRISTMAS, HALLOWEEN)
    assert (kept(school), kept(school, OTHER)) == ([HALLOWEEN, CHRISTMAS], [])


OVERLAP = "These days overlap with “Halloween”, 26 October 2026 to 30 October 2026. Change one of the two."
REFUSED: list[tuple[DaysOff, dict[str, str]]] = [
    (DaysOff(date(2026, 10, 30), date(2026, 11, 2), "Mid-term"), {"last": OVERLAP}),
    (DaysOff(date(2026, 10, 1), date(2026, 11, 30), "Autumn"), {"last": OVERLAP}),
    (DaysOff(date(2026, 10, 28), date(2026, 10, 28), "Autumn"), {"last": OVERLAP}),
    (
        DaysOff(date(2026, 11, 2), date(2026, 10, 31), "Back"),
        {"last": "The last day, 31 October 2026, is before the first, 2 November 2026."},
    ),
    (
        DaysOff(date(2027, 2, 1), date(2028, 2, 2), "Ever"),
        {"last": "A closure can be a year long at most. Correct the last day."},
    ),
    (
        DaysOff(date(2025, 8, 31), date(2024, 8, 31), "…"),
        {
            "name": "Give the closure a name, such as Halloween.",
            "last": "The last day, 31 August 2024, is before the first, 31 August 2025.",
        },
    ),
    (
        DaysOff(date(2025, 8, 25), date(2025, 8, 31), "Long ago"),
        {"last": "31 August 2025 is long over. Correct the year."},
    ),
    (
        DaysOff(date(2032, 9, 1), date(2032, 9, 2), "Ahead"),
        {"first": "1 September 2032 is too far ahead. Correct the year."},
    ),
    (
        DaysOff(date(2026, 12, 25), date(2026, 12, 28), "Christmas"),
        {
            "first": "The school is closed then anyway: these days are bank holidays or at a weekend."
        },
    ),
    (
        DaysOff(date(2027, 2, 1), date(2027, 2, 2), "x" * 201),
        {"name": "This is 201 characters long. Shorten it to 200."},
    ),
]


@pytest.mark.parametrize(("wanted", "said"), REFUSED)
def test_what_cannot_be_a_closure_is_refused_by_field(
    school: Birchfield, wanted: DaysOff, said: dict[str, str]
) -> None:
    """In a sentence, and nothing is entered."""
    enter(school, HALLOWEEN)
    with pytest.raises(Faulty) as refused:
        enter(school, wanted)
    assert {one.field: one.words for one in refused.value.faults} == said
    assert kept(school) == [HALLOWEEN]


def test_neighbours_do_not_overlap(school: Birchfield) -> None:
    """The day after one closure may be the first of the next."""
    after = DaysOff(date(2026, 10, 31), date(2026, 11, 3), "Training")
    enter(school, HALLOWEEN, after)
    assert kept(school) == [HALLOWEEN, after]


def test_a_calendar_without_school_days_is_refused(school: Birchfield) -> None:
    """Two years on end would leave every wait without an end; one year is taken."""
    year = timedelta(days=365)
    first = DaysOff(date(2027, 9, 1), date(2027, 9, 1) + year, "Rebuilding")
    second = DaysOff(first.last + DAY, first.last + DAY + year, "Still rebuilding")
    enter(school, first)
    with pytest.raises(Faulty) as refused:
        enter(school, second)
    assert refused.value.words == (
        "In the year after 31 August 2028 the school would be open on fewer than 17 days. Check "
        "the closures from then on."
    )
    assert kept(school) == [first]


def test_a_closure_that_is_gone_is_not_taken_out_again(school: Birchfield) -> None:
    """And nobody takes out another school's."""
    (key,) = enter(school, HALLOWEEN)
    with pytest.raises(NotFound):
        closures.remove(school.office, school.key(REGISTRAR), OTHER, key)
    closures.remove(school.office, school.key(REGISTRAR), OWN, key)
    with pytest.raises(Conflict) as gone:
        closures.remove(school.office, school.key(REGISTRAR), OWN, key)
    assert (gone.value.words, kept(school)) == (GONE, [])


def test_a_list_stands_for_the_years_of_which_it_speaks(school: Birchfield) -> None:
    """What is in it twice is kept as it is, what is not in it goes; other years stay."""
    wrong = DaysOff(date(2027, 2, 15), date(2027, 2, 19), "Half-term")
    enter(school, SUMMER, HALLOWEEN, wrong, NEXT)
    keys = {one.id for one in school.rows(Closure) if one.first == HALLOWEEN.first}
    text = listed(HALLOWEEN, CHRISTMAS)
    change = closures.replacing(school.office, OWN, text)
    assert (change.added, change.removed, change.years) == ((CHRISTMAS,), (wrong,), (2026,))
    take_over(school, text)
    assert kept(school) == [SUMMER, HALLOWEEN, CHRISTMAS, NEXT]
    assert {one.id for one in school.rows(Closure) if one.first == HALLOWEEN.first} == keys


def test_looking_changes_nothing(school: Birchfield) -> None:
    """No line, no row; and a list that is there already would change nothing."""
    enter(school, HALLOWEEN)
    lines = len(school.events())
    found = closures.replacing(school.office, OWN, line(HALLOWEEN))
    assert (found.added, found.removed, found.listed) == ((), (), (HALLOWEEN,))
    assert (len(school.events()), kept(school)) == (lines, [HALLOWEEN])


def test_a_list_with_one_fault_is_not_taken_at_all(school: Birchfield) -> None:
    """Not its sound lines either, by whatever way it is posted."""
    bad = DaysOff(date(2026, 12, 30), date(2027, 1, 8), "Winter")
    said = (
        "Line 3: These days overlap with “Christmas”, 21 December 2026 to 1 January 2027. Change "
        "one of the two."
    )
    text = listed(HALLOWEEN, CHRISTMAS, bad)
    assert faults(school, text) == [said]
    state = closures.calendar(school.office, OWN).state
    with pytest.raises(Faulty):
        closures.replace(school.office, school.key(REGISTRAR), OWN, text, state)
    assert kept(school) == []


def test_a_list_may_not_overlap_with_what_stays(school: Birchfield) -> None:
    """A closure of another year is named, as one in the list is."""
    spans = DaysOff(date(2027, 8, 30), date(2027, 9, 3), "Summer")
    enter(school, spans)
    next_year = DaysOff(date(2027, 9, 3), date(2027, 9, 6), "Training")
    said = (
        "Line 1: These days overlap with “Summer”, 30 August 2027 to 3 September 2027. Change one "
        "of the two."
    )
    assert faults(school, listed(next_year)) == [said]


def test_what_is_over_or_closed_anyway_is_left_out_and_named(school: Birchfield) -> None:
    """An export has years that are over, and the bank holidays: neither stops the list."""
    old = DaysOff(date(2024, 10, 28), date(2024, 11, 1), "Halloween")
    boxing = DaysOff(date(2026, 12, 26), date(2026, 12, 28), "Boxing Day")
    found = closures.replacing(school.office, OWN, listed(old, boxing, HALLOWEEN))
    assert isinstance(found, Replacing)
    assert (found.listed, found.left_out) == (
        (HALLOWEEN,),
        (
            "“Halloween” ended on 1 November 2024, which is long over.",
            "“Boxing Day” on 26 December 2026 is a bank holiday or a weekend already.",
        ),
    )
    assert faults(school, listed(old)) == [
        "The list has no closure to come, so nothing would change."
    ]


def test_a_list_is_taken_over_as_it_was_looked_at(school: Birchfield) -> None:
    """Not on a calendar that somebody has changed meanwhile."""
    state = closures.replacing(school.office, OWN, line(HALLOWEEN)).state
    enter(school, CHRISTMAS)
    with pytest.raises(Conflict) as changed:
        closures.replace(school.office, school.key(REGISTRAR), OWN, line(HALLOWEEN), state)
    assert (changed.value.words, kept(school)) == (CHANGED, [CHRISTMAS])


def test_five_hundred_closures_are_the_most(school: Birchfield) -> None:
    """The next one is refused, by its form and in a list that leaves those of other years."""
    days = (date(2026, 9, 1) + day * DAY for day in range(2 * MOST))
    odd = [DaysOff(one, one, "Off") for one in days if one.isoweekday() in (1, 2, 3)]
    bare = Calendar()
    every = [one for one in odd if bare.is_school_day(one.first)]
    assert len(every) < MOST
    more = [
        DaysOff(one, one, "Off") for one in fridays(date(2026, 9, 4)) if bare.is_school_day(one)
    ]
    take_over(school, listed(*every, *more[: MOST - len(every)]))
    with pytest.raises(Faulty) as refused:
        enter(school, more[MOST - len(every)])
    said = "The calendar has 500 closures. Take out what is over first."
    assert ([one.words for one in refused.value.faults], len(kept(school))) == ([said], MOST)
    last = DaysOff(date(2031, 10, 31), date(2031, 10, 31), "Off")
    assert faults(school, listed(last)) == ["The calendar would have more than 500 closures."]


def fridays(first: date) -> list[date]:
    return [first + 7 * week * DAY for week in range(200)]


def test_taking_over_a_list_moves_the_reminders(school: Birchfield) -> None:
    """What is owed is counted anew in the same act."""
    ref = school.checked()
    take_over(school, "Training,2026-09-02,2026-09-04")
    (item,) = school.rows(WorkItem, subject=ref, step="remind")
    assert item.due_at.date() == date(2026, 9, 9)
