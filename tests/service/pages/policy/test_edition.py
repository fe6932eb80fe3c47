"""The pages on which the registrar drafts the school's edition and the principal adopts it."""

from html import unescape
from typing import Any

import pytest
from httpx2 import Response

from appendix_a.editions.edition import Adoption
from appendix_a.editions.model import MODEL, PROVENANCE
from appendix_a.reading.case import Role
from appendix_a.reading.proposal import Proposal
from service.desk.office import Office
from service.desk.people import granting, people
from service.desk.policy import editions
from service.desk.policy.previews import Sum
from service.pages.page import Form
from service.pages.policy.edition_fields import PARTS, REASONED, part, taken
from service.pages.policy.edition_sum import NOTHING, sentence
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


def form_of(key: str, adoption: Adoption, **changes: Any) -> dict[str, Any]:
    """What a browser posts for one part, changed in these fields; two underscores are a dot."""
    here = part(key)
    assert here
    data: dict[str, Any] = {}
    for name, value in pairs(here.fields(adoption.plain())):
        data.setdefault(name, []).append(value)
    return data | {name.replace("__", "."): value for name, value in changes.items()}


def saved(web: Web, office: Office, key: str, **changes: Any) -> Response:
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
        {"in_force.A.5.4a": "switched_off", "switched_off.A.5.4a": "There is one teacher."},
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


OFF = {"in_force.7.3": "switched_off", "switched_off.7.3": "The council reads all terms."}
ALONE = (
    "You wrote why the clause is switched off, and “In force” is chosen. Is it switched off? "
    "Choose “Switched off”, or empty the reason."
)
UNSURE: list[tuple[dict[str, Any], str, str]] = [
    ({"switched_off.7.3": "No, keep it in force"}, "in_force.7.3", ALONE),
    (
        {"in_force.7.3": [], "switched_off.7.3": "The council reads all terms."},
        "in_force.7.3",
        "Choose whether the clause is in force or switched off.",
    ),
    (
        {"in_force.7.3": "switched_off"},
        "switched_off.7.3",
        "Clause 7.3: say why it is switched off.",
    ),
    *(
        (
            {"in_force.7.3": "switched_off", "switched_off.7.3": reason},
            "switched_off.7.3",
            f"Clause 7.3: “{reason}” does not say why it is switched off. Write the reason.",
        )
        for reason in (".", "-", "n/a", "no", "Níl", "xxx")
    ),
]


@pytest.mark.parametrize(("typed", "field", "words"), UNSURE)
def test_a_clause_is_switched_off_by_a_choice_and_a_reason_alone(
    web: Web, office: Office, typed: dict[str, Any], field: str, words: str
) -> None:
    """Either without the other is asked about at its field, with what was typed and chosen."""
    answer = saved(web, office, "7.3", **typed, **{"wording.7.3.title": "Terms"})
    html = unescape(answer.text)
    assert (answer.status_code, f'<a href="#{field}">{words}</a>' in html) == (422, True)
    assert html.count(words) == 2  # above the page and at the field
    texts = {one for name, one in typed.items() if name != "in_force.7.3" and one}
    assert {*texts, "Terms"} <= values(answer.text)
    chosen = typed.get("in_force.7.3", "in_force")
    assert [one for one in ("in_force", "switched_off") if f'value="{one}" checked' in html] == (
        [chosen] if chosen else []
    )
    assert editions.draft(office, OWN).version == 0


def test_what_is_unclear_is_told_beside_what_is_wrong(web: Web, office: Office) -> None:
    """Everything at once, so that nobody mends the page twice."""
    typed = {"switched_off.7.3": "Is it needed?", "wording.7.3.words": ""}
    html = unescape(saved(web, office, "7.3", **typed).text)
    assert [one in html for one in (ALONE, "Clause 7.3: its words must not be blank.")] == [
        True
    ] * 2


def test_a_clause_is_switched_on_again(web: Web, office: Office) -> None:
    """The page shows that it is off; the choice alone does it, whatever reason is left there."""
    saved(web, office, "7.3", **OFF)
    html = web.sign_in_as(REGISTRAR).get("/edition?part=7.3").text
    assert ('value="switched_off" checked' in html, 'value="in_force" checked' in html) == (
        True, False,
    )  # fmt: skip
    assert draft(office).switched_off == {"7.3": OFF["switched_off.7.3"]}
    assert saved(web, office, "7.3", **{"in_force.7.3": "in_force"}).status_code == 303
    assert draft(office).switched_off == {}


def test_a_policy_is_not_taken_out_by_emptying_it(web: Web, office: Office) -> None:
    """A title that was emptied may be a slip: the page asks, and the list is as it was."""
    answer = saved(web, office, "related", **{"related.0.title": ""})
    words = "Give this policy's title, or take it out."
    assert (answer.status_code, words in unescape(answer.text)) == (422, True)
    assert len(draft(office).related) == 4


def test_two_policies_that_were_refused_are_added_when_they_are_mended(
    web: Web, office: Office
) -> None:
    """Every row that the page shows again is taken, those below the first empty ones too."""
    browser = web.sign_in_as(REGISTRAR)
    typed = form_of("related", draft(office)) | {
        "related.4.title": "Mobile Devices Policy",
        "related.5.version": "3",
        "part": "related",
        "version": "0",
    }
    refused = Read(browser.post("/edition", params=HERE, data=typed).text)
    again = {name: value for name, value in refused.fields.items() if ".stays" not in name}
    again |= {"related.5.title": "Filming Policy", "related.6.title": "Trips Policy"}
    assert browser.post("/edition", params=HERE, data=again).status_code == 303
    assert [one.title for one in draft(office).related[4:]] == [
        "Mobile Devices Policy", "Filming Policy", "Trips Policy",
    ]  # fmt: skip


def test_a_policy_is_added_and_taken_out(web: Web, office: Office) -> None:
    """The empty rows take a new one; a row that is chosen to be taken out is gone."""
    new = {
        "related.4.title": "Mobile Devices Policy", "related.4.version": "2",
        "related.4.dated-day": "3", "related.4.dated-month": "2", "related.4.dated-year": "2026",
        "related.0.stays": "take_out",
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
        "“Fewest administrators” must be a whole number.",
    ),
    (
        "thresholds",
        {"thresholds.terms_days": "120", "reasons.terms_days": "n/a"},
        "asks for less than the policy, and “n/a” does not say why. Write the reason.",
    ),
    ("7.3", {"wording.7.3.title": ("long " * 50).strip()}, "Clause 7.3: its title is 249 characters long."),
    (
        "7.3",
        {"in_force.7.3": "switched_off", "switched_off.7.3": ("long " * 50).strip()},
        "Clause 7.3: the reason why it is switched off is 249 characters long.",
    ),
    (
        "related",
        {"related.0.version": ("long " * 50).strip()},
        "Policy 1 of the list: its version is 249 characters long.",
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
        "Fewest administrators 2 1",
        "Reason: Fewest administrators No reason We are two.",
        "Clause 7.3, in force or not In force Switched off: The education authority tests it.",
        "Who signs for the school's name and logo Brand owner Principal",
        "Related policy 1, title Code of Conduct Code",
        "Related policy 1, day Not given 3 February 2026",
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
    """What would change stands there by clause; then the edition holds."""
    registered(office, keys)
    site = launched(office, keys)
    put(office, keys, Adoption(switched_off={"A.5.1": "Nobody takes part in our sites."}))
    principal = web.sign_in_as(PRINCIPAL)
    page = Read(principal.get("/edition/preview").text)
    assert f"/sites/{site}/record" in page.links
    asked = Proposal.model_fields["interaction"].title
    assert f"A.5.1 “{asked}” is answered. Met Not asked" in page.words
    assert page.words.count(NOTHING) == 2  # as the answer of the preview, and where it is adopted
    posted = {name: page.fields[name] for name in ("version", "confirmed")}
    for _ in range(2):  # clicked twice
        adopted = principal.post("/edition/adopt", params=HERE, data=posted)
        assert (adopted.status_code, adopted.headers["location"]) == (303, f"/edition?school={OWN}")
    assert editions.current(office, OWN).number == 1
    after = Read(principal.get("/edition").text)
    assert "(birchfield-1)" in after.words
    assert "There is no draft." in after.words


def test_the_registrar_previews_and_adopts_nothing(web: Web, office: Office, keys: Keys) -> None:
    """Nor is a registrar led to proposals and records that are not theirs to read."""
    put(office, keys, Adoption(title="Ours"))
    registrar = web.sign_in_as(REGISTRAR)
    page = Read(registrar.get("/edition/preview").text)
    assert "Adopt this edition" not in page.words
    assert "Only the principal can adopt the draft, on this page." in page.words
    typed = {"version": "1", "confirmed": "1"}
    answer = registrar.post("/edition/adopt", params=HERE, data=typed)
    assert (answer.status_code, editions.current(office, OWN).number) == (403, 0)


def test_a_stale_draft_is_not_adopted(web: Web, office: Office, keys: Keys) -> None:
    """The page says who changed it."""
    put(office, keys, Adoption(title="Ours"))
    put(office, keys, Adoption(title="Mine"))
    stale = {"version": "1", "confirmed": "1"}
    answer = web.sign_in_as(PRINCIPAL).post("/edition/adopt", params=HERE, data=stale)
    page = Read(answer.text)
    assert (answer.status_code, "by Ivy Shaw" in page.words) == (409, True)
    assert (page.fields["version"], "checked" in answer.text) == ("2", False)
    assert editions.current(office, OWN).number == 0


@pytest.mark.parametrize(
    "ticked", [{}, {"confirmed": ""}, {"confirmed": "1"}, {"confirmed": "yes"}]
)
def test_an_edition_is_not_adopted_before_it_is_confirmed(
    web: Web, office: Office, keys: Keys, ticked: dict[str, str]
) -> None:
    """Nor by a tick on an earlier version; the box says so, and what it is about is shown again."""
    put(office, keys, Adoption(title="Ours"))
    put(office, keys, Adoption(title="Mine"))
    typed = {"version": "2"} | ticked
    answer = web.sign_in_as(PRINCIPAL).post("/edition/adopt", params=HERE, data=typed)
    words = "Nothing was adopted. Read what the draft would change, tick the box"
    assert (answer.status_code, answer.text.count(words)) == (422, 2)
    assert (Read(answer.text).words.count(NOTHING), editions.current(office, OWN).number) == (2, 0)


def test_the_principal_reads_the_sum_before_adopting(web: Web, office: Office, keys: Keys) -> None:
    """How many sites fail which clause, beside the button."""
    registered(office, keys)
    launched(office, keys)
    put(office, keys, Adoption.model_validate({"thresholds": {"administrators": 5}}))
    page = Read(web.sign_in_as(PRINCIPAL).get("/edition/preview").text)
    assert page.words.count("1 site in the register would fail A.1.5.") == 2
    assert NOTHING not in page.words


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Sum({}, {}, 0, 0), NOTHING),
        (
            Sum({"A.5.4a": 6}, {}, 2, 0),
            "6 sites in the register would fail A.5.4a; 2 pending proposals would be returned.",
        ),
        (
            Sum({"A.5.4a": 6, "A.1.5": 1}, {"7.3": 1}, 1, 3),
            (
                "6 sites in the register would fail A.5.4a; 1 site in the register would fail A.1.5; "
                "for 1 site in the register, 7.3 could not be decided until somebody records what is "
                "missing; 1 pending proposal would be returned; 3 pending proposals would be referred."
            ),
        ),
    ],
)
def test_the_sum_is_one_sentence(found: Sum, words: str) -> None:
    """Each figure with what it counts; that nothing fails is said too."""
    assert sentence(found) == words


def test_words_that_contradict_a_figure_are_told_and_keep_nothing_back(
    web: Web, office: Office, keys: Keys
) -> None:
    """On the overview, on the clause's page and in the preview, where it can be adopted all the same."""
    said = {"A.1.5": {"words": "At least two administrators look after a site."}}
    loose = {"thresholds": {"administrators": 1}, "reasons": {"administrators": "We are two."}}
    put(office, keys, Adoption.model_validate({"wording": said} | loose))
    words = (
        "Clause A.1.5: the words say “two administrators”, but the figure “Fewest "
        "administrators” is 1. Change one of the two."
    )
    registrar, principal = web.sign_in_as(REGISTRAR), web.sign_in_as(PRINCIPAL)
    paths = ("/edition", "/edition?part=A.1.5", "/edition/preview", "/edition?part=7.3")
    told = [words in Read(registrar.get(one).text).words for one in paths]
    assert told == [True, True, True, False]
    assert "Adopt this edition" in Read(principal.get("/edition/preview").text).words


def test_a_draft_that_cannot_be_adopted_offers_no_adopting(
    web: Web, office: Office, keys: Keys
) -> None:
    """The page says what is wrong instead of a button that cannot do it."""
    put(office, keys, Adoption(title="Ours"))
    grants = [one for two in people.people(office, OWN) for one in two.grants]
    for one in grants:
        if one.role is Role.BRAND_OWNER:
            granting.end_role(office, keys[OWN, REGISTRAR], OWN, one.id)
    page = Read(web.sign_in_as(PRINCIPAL).get("/edition/preview").text)
    assert "Nobody at the school holds the role brand owner." in page.words
    assert ("Adopt this edition" in page.words, "confirmed" in page.fields) == (False, False)


def test_a_preview_without_a_draft_says_so(web: Web) -> None:
    """There is nothing to adopt."""
    page = Read(web.sign_in_as(PRINCIPAL).get("/edition/preview").text)
    assert ("There is no draft." in page.words, "Adopt this edition" in page.words) == (
        True,
        False,
    )


def test_what_asks_for_nothing_either_way_is_no_difference(
    web: Web, office: Office, keys: Keys
) -> None:
    """A check that does not apply, and is asked no more, is not in the way of those that matter."""
    registered(office, keys)
    launched(office, keys)
    put(office, keys, Adoption(switched_off={"7.3": "The council reads all terms for us."}))
    words = Read(web.sign_in_as(PRINCIPAL).get("/edition/preview").text).words
    assert ("Met Not asked" in words, "Does not apply Not asked" in words) == (True, False)


def test_the_list_names_a_clause_as_the_draft_prints_it(
    web: Web, office: Office, keys: Keys
) -> None:
    """With the number that never changes beside it, and what the draft does to it."""
    put(office, keys, OWN_EDITION)
    words = Read(web.sign_in_as(REGISTRAR).get("/edition").text).words
    for one in (
        "B.7 (A.5.4a in the model) Three (changed)",
        "7.3 The provider's terms and ages (switched off)",
        "7.4 In the best interests of children 8.1",
    ):
        assert one in unescape(words)


def test_who_may_only_read_is_told_who_changes_it(web: Web) -> None:
    """The principal can open a part, and nothing there can be saved."""
    path = "/edition?part=7.3"
    told = [
        "Only the registrar can change the draft. You cannot save anything here."
        in Read(web.sign_in_as(one).get(path).text).words
        for one in (PRINCIPAL, REGISTRAR)
    ]
    assert told == [True, False]


def test_another_schools_edition_is_not_there(web: Web) -> None:
    """For whoever keeps one elsewhere."""
    browser = web.sign_in_as(REGISTRAR, OTHER)
    assert browser.get("/edition", params=HERE).status_code == 404


def test_the_form_asks_for_a_reason_where_less_may_be_asked(web: Web) -> None:
    """Beside each figure and list that has a floor, and beside no other."""
    page = Read(web.sign_in_as(REGISTRAR).get("/edition?part=thresholds").text)
    reasons = {one for one in page.fields if one.startswith("reasons.")}
    assert reasons == {f"reasons.{one}" for one in REASONED}
