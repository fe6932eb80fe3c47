"""What a finding stands on: the row and the law that it read, with source and day."""

from typing import Any

from appendix_a.assessing.assess import assess
from appendix_a.assessing.sources import stands_on
from appendix_a.reading.case import Stage
from appendix_a.reading.proposal import Comments, Group, Holding, Hosting, PupilRoute
from appendix_a.values.answers import Verdict, day_in_words
from tests.builders import TODAY, a_case, a_policy, a_proposal

POLICY = a_policy()
ROWS = {row.key: row for row in POLICY.catalogue.platforms}
ON_INSTAGRAM: dict[str, Any] = {
    "hosting": Hosting.THIRD_PARTY,
    "platform": "instagram",
    "address": "https://www.instagram.com/birchfieldp5",
    "holding": Holding.ORGANISATION,
    "contributors": frozenset({Group.PUPILS, Group.STAFF}),
    "pupil_routes": frozenset({PupilRoute.OWN_ACCOUNT}),
    "contributor_years": a_proposal().audience_years,
    "contributor_pupils": a_proposal().audience_pupils,
}


def sources(**changes: Any) -> dict[str, list[str]]:
    """What each finding of the blog with these answers stands on, by its check."""
    case = a_case(proposal=a_proposal(**changes))
    context = POLICY.context(case, TODAY, Stage.DRAFT)
    return {
        one.check: [row.words for row in stands_on(one, context)]
        for one in assess(case, POLICY, TODAY).findings
        if one.answer is not Verdict.DOES_NOT_APPLY
    }


def terms_of(key: str) -> str:
    """How the terms of a row are cited."""
    row = ROWS[key]
    day = f"read on {day_in_words(row.checked_on)}" if row.checked_on else "not read yet"
    return f"{row.called}: {row.source or 'no source is recorded'} ({day})"


def test_an_age_stands_on_the_terms_that_ask_it() -> None:
    """Pupils of 8 on Instagram: the fact about their accounts names the terms, whole, and the day."""
    assert sources(**ON_INSTAGRAM)["7.3/10"] == [terms_of("instagram")]


def test_a_clause_that_names_no_platform_stands_on_its_host() -> None:
    """The judgement of A.2.5b is about the terms of the host, which its words do not name."""
    found = sources(**ON_INSTAGRAM)
    assert {tuple(found[check]) for check in found if check.startswith("A.2.5b")} == {
        (terms_of("instagram"),)
    }


def test_what_is_built_in_stands_on_its_own_row() -> None:
    """A map of another company: its own terms, not those of the host."""
    found = sources(**ON_INSTAGRAM, embedded=("YouTube",))
    assert [terms_of("youtube")] in [found[check] for check in found if check.startswith("7.3")]


def test_a_comment_box_stands_on_the_terms_of_its_service() -> None:
    """Whoever comments holds an account with Disqus: its terms are what the finding read."""
    commented = {"comments": Comments.EMBEDDED, "comment_service": "Disqus"}
    assert terms_of("disqus") in sources(**ON_INSTAGRAM, **commented)["7.3/13"]


def test_an_announced_law_stands_on_its_own_source() -> None:
    """A warning of coming law cites the law; what it warns of is read in the platform's row."""
    announced = "the announced ban on social media for under-16s: "
    cited = sources(**ON_INSTAGRAM)["7.3/18"]
    assert [one for one in cited if one.startswith(announced)] != []
    assert [one for one in cited if one.startswith("Instagram")] == []


def test_what_reads_no_row_stands_on_none() -> None:
    """The school hosts it: no finding cites anybody's terms."""
    own = {"hosting": Hosting.SCHOOL, "platform": None, "address": "https://birchfield.example/p5"}
    assert {tuple(one) for one in sources(**own).values()} == {()}
