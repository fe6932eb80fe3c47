"""The pages on which the registrar drafts the school's edition and the principal adopts it."""

from html import unescape
from typing import Any

import pytest
from httpx2 import Response

from appendix_a.edition import Adoption
from appendix_a.model import MODEL, PROVENANCE
from appendix_a.proposal import Proposal
from service.desk import editions
from service.desk.office import Office
from service.pages.edition_fields import PARTS, REASONED, part, taken
from service.pages.page import Form
from tests.builders import PRINCIPAL
from tests.service.conftest import Keys, Web
from tests.service.journey import launched, registered
from tests.service.pages.posting import pairs, values
from tests.service.pages.reading import Read
from tests.service.school import OTHER, OWN, REGISTRAR

HERE = {"school": OWN}
KEYS = [*PARTS, "7.3", "A.5.4a"]
OWN_EDITION = Adoption.model_validate(
    {
        "title": "Our own policy",
        "confirmed": True,
        "wording": {"A.5.4a": {"printed": "B.7", "title": "Three", "words": "One.\n\nTwo."}},
        "switched_off": {"7.3": "The education authority tests it."},
        "thresholds": {"administrators": 1, "image_kinds": ["video", "blog"]},
        "reasons": {"administrators": "We are two.", "image_kinds": "A film a year."},
        "roles": {"brand_owner": "principal"},
        "related": [{"title": "Code", "version": "4", "dated": "2026-02-03"}],
    }
)
"""An edition that says something of its own in every part."""


def form_of(key: str, adoption: Adoption, **changes: str) -> dict[str, Any]:
    """What a browser posts for one part, changed in these fields; two underscores are a dot."""
    here = part(key)
    assert here
    data: dict[str, Any] = {}
    for name, value in pairs(here.fields(adoption.plain())):
        data.setdefault(name, []).append(value)
    return data | {name.replace("__", "."): value for name, value in changes.items()}


def saved(web: Web, office: Office, key: str, **changes: str) -> Response:
    """The registrar changes a part as the draft has it, and saves it."""
    drafted = editions.draft(office, OWN)
    typed = form_of(key, drafted.adoption, **changes)
    hidden = {"part": key, "version": str(drafted.version)}
    return web.sign_in_as(REGISTRAR).post("/edition", params=HERE, data=typed | hidden)


def draft(office: Office) -> Adoption:
    return editions.draft(office, OWN).adoption


def put(office: Office, keys: Keys, adoption: Adoption) -> None:
    version = editions.draft(office, OWN).version
    editions.save_draft(office, keys[OWN, REGISTRAR], OWN, version, adoption.plain())


@pytest.mark.parametrize("adoption", [Adoption(), OWN_EDITION], ids=["model", "own"])
@pytest.mark.parametrize("key", KEYS)
def test_a_part_that_is_posted_as_it_is_shown_changes_nothing(key: str, adoption: Adoption) -> None:
    """For every part and for an edition of the school's own too."""
    here = part(key)
    assert here
    posted = Form(list(pairs(here.fields(adoption.plain()))))
    assert Adoption.model_validate(taken(here, adoption.plain(), posted)) == adoption


CHANGES: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("about", {"title": "Ours", "confirmed": "yes"}, {"title": "Ours", "confirmed": True}),
    (
        "thresholds",
        {"thresholds.administrators": "1", "reasons.administrators": "We are a small school."},
        {
            "thresholds": {"administrators": 1},
            "reasons": {"administrators": "We are a small school."},
        },
    ),
    ("numbers", {"wording.7.3.printed": "7 (c)"}, {"wording": {"7.3": {"printed": "7 (c)"}}}),
    (
        "A.5.4a",
        {"wording.A.5.4a.words": "Three look after it."},
        {"wording": {"A.5.4a": {"words": "Three look after it."}}},
    ),
    (
        "A.5.4a",
        {"switched_off.A.5.4a": "There is one teacher."},
        {"switched_off": {"A.5.4a": "There is one teacher."}},
    ),
    ("roles", {"roles.brand_owner": "principal"}, {"roles": {"brand_owner": "principal"}}),
]


@pytest.mark.parametrize(("key", "typed", "fields"), CHANGES)
def test_the_registrar_saves_one_part_at_a_time(
    web: Web, office: Office, key: str, typed: dict[str, str], fields: dict[str, Any]
) -> None:
    """What was typed is in the draft, what was not is as in the model, and the page goes back."""
    answer = saved(web, office, key, **typed)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/edition?school={OWN}")
    wanted = Adoption.model_validate(fields | {"key": "birchfield-1"})
    assert draft(office) == wanted


def test_parts_add_up(web: Web, office: Office) -> None:
    """One after the other, none undoes another."""
    saved(web, office, "about", title="Ours")
    saved(web, office, "7.3", **{"wording.7.3.title": "Terms and ages"})
    saved(web, office, "numbers", **{"wording.7.3.printed": "7 (c)"})
    found = draft(office)
    assert (found.title, found.wording["7.3"].title, found.wording["7.3"].printed) == (
        "Ours", "Terms and ages", "7 (c)",
    )  # fmt: skip


def test_a_policy_is_added_and_taken_out(web: Web, office: Office) -> None:
    """The empty rows take a new one; a row whose fields are emptied is gone."""
    new = {
        "related.4.title": "Mobile Devices Policy", "related.4.version": "2",
        "related.4.dated-day": "3", "related.4.dated-month": "2", "related.4.dated-year": "2026",
        "related.0.title": "",
    }  # fmt: skip
    saved(web, office, "related", **new)
    first, *_, last = draft(office).related
    assert (first.title, len(draft(office).related)) == ("Internet Use Policy", 4)
    assert (last.title, last.version, str(last.dated)) == (
        "Mobile Devices Policy", "2", "2026-02-03",
    )  # fmt: skip


BAD: list[tuple[str, dict[str, str], str]] = [
    ("about", {"title": " "}, "Give the edition a title."),
    (
        "thresholds",
        {"thresholds.administrators": "many"},
        "“Administrators at least” must be a whole number.",
    ),
    ("thresholds", {"thresholds.terms_days": "120"}, "asks for less than the policy does. Say why."),
    ("numbers", {"wording.7.3.printed": "7.1"}, "another clause is printed 7.1 too."),
    ("7.3", {"wording.7.3.words": ""}, "Clause 7.3: its words must not be blank."),
    ("roles", {"roles.brand_owner": "auditor"}, "The role auditor neither signs nor advises."),
    ("related", {"related.4.version": "3"}, "Give this policy's title, or take it out."),
    ("related", {"related.0.dated-day": "31", "related.0.dated-month": "2",
                 "related.0.dated-year": "2026"}, "must be a date that exists"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "typed", "words"), BAD)
def test_what_cannot_be_taken_is_shown_again_as_it_was_typed(
    web: Web, office: Office, key: str, typed: dict[str, str], words: str
) -> None:
    """The fault is named, every field holds what was typed, and nothing is drafted."""
    answer = saved(web, office, key, **typed)
    html = unescape(answer.text)
    assert (answer.status_code, words in Read(html).words) == (422, True)
    shown = {one for one in typed.values() if one.strip()}
    selects = {"auditor"}  # no option of the list
    assert shown - selects <= values(answer.text)
    assert editions.draft(office, OWN).version == 0


def test_a_draft_that_was_changed_meanwhile_is_shown_with_what_was_typed(
    web: Web, office: Office
) -> None:
    """Who and when is said; saving again goes onto the newer draft."""
    saved(web, office, "about", title="Ours")
    typed = form_of("roles", draft(office), **{"roles.brand_owner": "principal"})
    stale = {"part": "roles", "version": "0"}
    browser = web.sign_in_as(REGISTRAR)
    answer = browser.post("/edition", params=HERE, data=typed | stale)
    page = Read(answer.text)
    assert (answer.status_code, "by Ivy Shaw" in page.words) == (409, True)
    again = {"part": "roles", "version": page.fields["version"]}
    assert browser.post("/edition", params=HERE, data=typed | again).status_code == 303
    assert (draft(office).title, draft(office).roles.brand_owner) == ("Ours", "principal")


@pytest.mark.parametrize("path", ["/edition?part=nothing", "/edition?part=A.9.9"])
def test_a_part_that_there_is_not_is_not_found(web: Web, path: str) -> None:
    """Neither a page nor a clause."""
    assert web.sign_in_as(REGISTRAR).get(path).status_code == 404


def test_the_overview_says_what_the_draft_changes(web: Web, office: Office, keys: Keys) -> None:
    """In words, with what is in force beside it; the principal reads it and changes nothing."""
    put(office, keys, OWN_EDITION)
    principal, registrar = web.sign_in_as(PRINCIPAL), web.sign_in_as(REGISTRAR)
    page = Read(unescape(principal.get("/edition").text))
    for words in (
        PROVENANCE,
        "Clause A.5.4a, number As the model B.7",
        "Administrators at least 2 1",
        "Reason: Administrators at least We are two.",
        "Clause 7.3, switched off The education authority tests it.",
        "Who signs for the school's name and logo Brand owner Principal",
        "Related policy 1, title Code of Conduct Code",
        "Related policy 1, dated 3 February 2026",
        "Confirmed as the school's own No Yes",
    ):
        assert words in page.words
    assert [one for one in page.links if "part=" in one] == []
    offered = [one for one in Read(registrar.get("/edition").text).links if "part=" in one]
    assert len(offered) == len(PARTS) + len(MODEL)


def test_the_principal_previews_and_adopts(
    web: Web,
    office: Office,
    keys: Keys,
) -> None:
    """What would answer differently stands there by clause; then the edition holds."""
    registered(office, keys)
    site = launched(office, keys)
    put(office, keys, Adoption(switched_off={"A.5.1": "Nobody takes part in our sites."}))
    principal = web.sign_in_as(PRINCIPAL)
    page = Read(principal.get("/edition/preview").text)
    assert f"/sites/{site}/record" in page.links
    asked = Proposal.model_fields["interaction"].title
    assert f"A.5.1 “{asked}” is answered. Met Not asked" in page.words
    adopted = principal.post(
        "/edition/adopt", params=HERE, data={"version": page.fields["version"]}
    )
    assert (adopted.status_code, adopted.headers["location"]) == (303, f"/edition?school={OWN}")
    assert editions.current(office, OWN).number == 1
    after = Read(principal.get("/edition").text)
    assert "(birchfield-1)" in after.words
    assert "Nothing is drafted." in after.words


def test_the_registrar_previews_and_adopts_nothing(web: Web, office: Office, keys: Keys) -> None:
    """Nor is a registrar led to proposals and records that are not theirs to read."""
    put(office, keys, Adoption(title="Ours"))
    registrar = web.sign_in_as(REGISTRAR)
    page = Read(registrar.get("/edition/preview").text)
    assert "Adopt this edition" not in page.words
    answer = registrar.post("/edition/adopt", params=HERE, data={"version": "1"})
    assert (answer.status_code, editions.current(office, OWN).number) == (403, 0)


def test_a_stale_draft_is_not_adopted(web: Web, office: Office, keys: Keys) -> None:
    """The page says who changed it."""
    put(office, keys, Adoption(title="Ours"))
    put(office, keys, Adoption(title="Mine"))
    answer = web.sign_in_as(PRINCIPAL).post("/edition/adopt", params=HERE, data={"version": "1"})
    assert (answer.status_code, "by Ivy Shaw" in answer.text) == (409, True)
    assert editions.current(office, OWN).number == 0


def test_a_preview_without_a_draft_says_so(web: Web) -> None:
    """There is nothing to adopt."""
    page = Read(web.sign_in_as(PRINCIPAL).get("/edition/preview").text)
    assert ("Nothing is drafted." in page.words, "Adopt this edition" in page.words) == (
        True,
        False,
    )


def test_another_schools_edition_is_not_there(web: Web) -> None:
    """For whoever keeps one elsewhere."""
    browser = web.sign_in_as(REGISTRAR, OTHER)
    assert browser.get("/edition", params=HERE).status_code == 404


def test_the_form_asks_for_a_reason_where_less_may_be_asked(web: Web) -> None:
    """Beside each figure and list that has a floor, and beside no other."""
    page = Read(web.sign_in_as(REGISTRAR).get("/edition?part=thresholds").text)
    reasons = {one for one in page.fields if one.startswith("reasons.")}
    assert reasons == {f"reasons.{one}" for one in REASONED}
