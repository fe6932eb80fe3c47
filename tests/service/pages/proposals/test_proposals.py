"""A proposal's way on the pages: begun, written, checked, submitted, followed, taken back."""

from datetime import timedelta

import pytest

from appendix_a.assessing.report import report
from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SignOffStep
from appendix_a.reading.proposal import Group, PupilRoute
from service.desk.office import Office
from service.desk.proposals import proposal_views, proposals
from service.desk.queue import work
from service.desk.views import Draft
from service.pages.proposals.form_pages import ADDRESS, PAGES, REACH, TEAM, WHAT, WHO, pages_of
from tests.builders import (
    CHAIR,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VOLUNTEER,
)
from tests.service.conftest import Web
from tests.service.journey import (
    ON_WORDPRESS,
    Keys,
    blog,
    drafted,
    registered,
    sign,
    site_behind,
    submitted,
    the_day_comes,
)
from tests.service.pages.posting import asked_of, changed, in_its_form, posting
from tests.service.school import NOON, OTHER, OWN, Clock
from tests.service.stepping import run_all
from tests.templates.views import Page


def draft_of(office: Office, keys: Keys, ref: str) -> Draft:
    return proposals.draft(office, keys[OWN, TEACHER], ref)


def status(office: Office, keys: Keys, ref: str) -> Status:
    return proposal_views.proposal(office, keys[OWN, TEACHER], ref).status


def test_a_teacher_proposes_a_site_page_by_page(web: Web, office: Office, keys: Keys) -> None:
    """From the list to the checks by the pages that ask something: the draft is the blog, and passes."""
    browser = web.sign_in_as(TEACHER)
    where = browser.post("/proposals").headers["location"]
    ref = where.split("/")[2]
    asking = pages_of(asked_of(blog(keys)))
    assert asking != PAGES
    for page in asking:
        assert where == f"/proposals/{ref}/draft/{page.key}"
        draft = draft_of(office, keys, ref)
        filled = posting(in_its_form(draft, page, blog(keys)), draft.version)
        where = browser.post(where, data=filled).headers["location"]
    assert where == f"/proposals/{ref}/check"
    draft = draft_of(office, keys, ref)
    assert draft.given == blog(keys)
    sent = browser.post(f"/proposals/{ref}/submit", data={"version": draft.version})
    assert sent.headers["location"] == f"/proposals/{ref}"
    assert status(office, keys, ref) is Status.CHECKING
    run_all(office)
    assert status(office, keys, ref) is Status.IN_SIGN_OFF


def test_a_blank_page_accuses_nobody(web: Web, office: Office, keys: Keys) -> None:
    """On a page that was never answered no finding stands beside a field."""
    ref = proposals.start(office, keys[OWN, TEACHER], OWN)
    shown = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}/draft/why").text)
    assert [one for one in shown.values("class") if one == "finding"] == []


def test_what_fails_stands_beside_its_field(web: Web, office: Office, keys: Keys) -> None:
    """One moderator: the saved page shows clause, reason and remedy at that field, and no other."""
    ref = drafted(office, keys)
    draft = draft_of(office, keys, ref)
    alone = changed(in_its_form(draft, TEAM), **{"moderators.2": ""})
    browser = web.sign_in_as(TEACHER)
    where = browser.post(f"/proposals/{ref}/draft/team", data=posting(alone, draft.version))
    assert where.headers["location"] == f"/proposals/{ref}/draft/team?saved=1"
    shown = Page(browser.get(where.headers["location"]).text)
    assert [one for one in shown.values("id") if one.endswith("-findings")] == [
        "moderators-findings"
    ]
    words = shown.words()
    assert "Clause A.5.4a" in words
    assert "One member of staff is named as moderator; two are needed." in words
    assert "What to do: Name another member of staff." in words


def test_a_second_press_goes_on(web: Web, office: Office, keys: Keys) -> None:
    """What fails is shown once: the same page saved again, unchanged, leads to the next."""
    ref = drafted(office, keys, moderators=())
    draft = draft_of(office, keys, ref)
    same = posting(in_its_form(draft, TEAM), draft.version)
    answer = web.sign_in_as(TEACHER).post(f"/proposals/{ref}/draft/team", data=same)
    assert answer.headers["location"] == f"/proposals/{ref}/draft/moderation"
    assert draft_of(office, keys, ref).version == draft.version


def test_from_the_check_page_one_comes_back_to_it(web: Web, office: Office, keys: Keys) -> None:
    """A Change link leads to the field and remembers where it came from."""
    ref = drafted(office, keys)
    browser = web.sign_in_as(TEACHER)
    links = Page(browser.get(f"/proposals/{ref}/check").text).values("href")
    assert f"/proposals/{ref}/draft/what?then=check#title" in links
    draft = draft_of(office, keys, ref)
    given = {
        **posting(in_its_form(draft, WHAT), draft.version),
        "title": "P5 news",
        "then": "check",
    }
    answer = browser.post(f"/proposals/{ref}/draft/what", data=given)
    assert answer.headers["location"] == f"/proposals/{ref}/check"


def test_two_tabs_never_overwrite_in_silence(web: Web, office: Office, keys: Keys) -> None:
    """A stale page answers 409 with what was typed; saving it again then counts."""
    ref = drafted(office, keys)
    draft = draft_of(office, keys, ref)
    browser = web.sign_in_as(TEACHER)
    here = f"/proposals/{ref}/draft/what"
    first = changed(in_its_form(draft, WHAT), title="From the first tab")
    second = changed(in_its_form(draft, WHAT), title="From the second tab")
    assert browser.post(here, data=posting(first, draft.version)).status_code == 303
    stale = browser.post(here, data=posting(second, draft.version))
    shown = Page(stale.text)
    assert stale.status_code == 409
    assert "was changed on 1 September 2026" in shown.words().replace("01 Sep", "1 Sep")
    assert "From the second tab" in shown.values("value")
    assert draft_of(office, keys, ref).given.title == "From the first tab"
    now = draft_of(office, keys, ref).version
    assert str(now) in shown.values("value")
    assert browser.post(here, data=posting(second, now)).status_code == 303
    assert draft_of(office, keys, ref).given.title == "From the second tab"


def test_the_check_page_says_everything(web: Web, office: Office, keys: Keys) -> None:
    """A failing clause with its remedy, every answer with a Change link, who signs, who declares."""
    ref = drafted(office, keys, moderators=(keys[OWN, TEACHER],))
    shown = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}/check").text)
    words = shown.words()
    assert "One member of staff is named as moderator; two are needed." in words
    assert "Aims and content Conor Daly, line manager" in words
    assert "Final approval Niamh Hart, principal" in words
    assert [one for one in ("Aoife Kerr", "Conor Daly") if one not in words] == []
    links = [one for one in shown.values("href") if "?then=check#" in one]
    assert {link.partition("#")[2] for link in links} >= asked_of(blog(keys))


def test_the_check_page_begins_with_what_lets_the_most_pass(
    web: Web, office: Office, keys: Keys
) -> None:
    """Two changes for three findings, said once and before the findings."""
    ref = drafted(office, keys, moderators=(keys[OWN, TEACHER],), closure=None)
    words = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}/check").text).words()
    first = words.partition("What to change (")[0]
    assert "All of these together would let all 3 findings pass:" in first
    assert "At “When will it be reviewed?”, give a day such as" in first
    assert words.count("give a day such as") == 1


def test_the_check_page_has_the_words_of_the_command_line_in_its_order(
    web: Web, office: Office, keys: Keys
) -> None:
    """The answer first, then what to change, who signs, who declares; what is folded comes after."""
    ref = drafted(office, keys, moderators=(keys[OWN, TEACHER],), house_rules=None)
    words = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}/check").text).words()
    facts = draft_of(office, keys, ref).facts
    told = report(facts.case, facts.policy(), facts.on)
    assert len(told.to_change) > 1
    parts = [
        told.answer,
        f"What to change ({len(told.to_change)})",
        *(f"{number}. {one.question}" for number, one in enumerate(told.to_change, 1)),
        "Who signs, and what they look at",
        "Who makes which declarations",
        "Everything that was checked",
        "Your answers",
        "Submit it",
    ]
    rest = words
    for part in parts:
        assert part in rest
        rest = rest.partition(part)[2]


def test_the_check_page_of_an_empty_form_says_what_to_begin_with(
    web: Web, office: Office, keys: Keys
) -> None:
    """Nothing is answered yet: links to the first questions, and no list of all that fails."""
    ref = proposals.start(office, keys[OWN, TEACHER], OWN)
    shown = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}/check").text)
    assert "Nothing is answered yet: the form asks 58 questions." in shown.words()
    assert f"/proposals/{ref}/draft/what?then=check#title" in shown.values("href")
    assert "What to change" not in shown.words()
    assert "It would not pass yet." in shown.words()


def test_the_check_page_says_who_settles_what_is_not_known(
    web: Web, office: Office, keys: Keys
) -> None:
    """A platform that nobody has recorded: by whom it is found out, by name, and how."""
    strange = {
        "platform": None,
        "platform_name": "Slatepage",
        "address": "https://slatepage.example/p5",
    }
    ref = drafted(office, keys, **ON_WORDPRESS | strange)
    words = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}/check").text).words()
    assert "Who can settle it: The e-safety lead, Paul Irwin" in words
    assert (
        "How: Find the provider's terms, and record its ages with their source and the day."
        in words
    )


def test_the_check_page_says_what_the_signatory_will_be_shown(
    web: Web, office: Office, keys: Keys
) -> None:
    """Before anything is submitted; where nothing looks thin, there is no heading."""
    browser = web.sign_in_as(TEACHER)
    thin, full = drafted(office, keys, exit_plan="asdf"), drafted(office, keys)
    shown, other = (
        Page(browser.get(f"/proposals/{ref}/check").text).words() for ref in (thin, full)
    )
    flag = "“What happens to it and to its content at the end?” looks like"
    assert f"What the signatory will be shown {flag} a placeholder." in shown
    assert "What the signatory will be shown" not in other


def test_submitting_a_form_without_an_address_says_so(web: Web, office: Office, keys: Keys) -> None:
    """422 on the check page, led to the page of the form; nothing is submitted."""
    ref = drafted(office, keys, address=None)
    draft = draft_of(office, keys, ref)
    answer = web.sign_in_as(TEACHER).post(
        f"/proposals/{ref}/submit", data={"version": draft.version}
    )
    shown = Page(answer.text)
    assert answer.status_code == 422
    assert "Give the address that the site has, or will have." in shown.words()
    assert f"#{ADDRESS.key}" in shown.values("href")
    assert ADDRESS.key in shown.values("id")
    assert status(office, keys, ref) is Status.DRAFT


def test_an_edit_is_announced_before_it_voids_a_signature(
    web: Web, office: Office, keys: Keys
) -> None:
    """Looking warns and changes nothing; saving begins revision 2, and the signature is void."""
    ref = submitted(office, keys)
    sign(office, ref, SignOffStep.AIMS, keys[OWN, TEACHER])
    browser = web.sign_in_as(TEACHER)
    here = f"/proposals/{ref}/draft/what"
    words = Page(browser.get(here).text).words()
    assert (
        "Saving a change starts revision 2. The signature given so far will no longer count."
        in words
    )
    draft = draft_of(office, keys, ref)
    assert (draft.status, draft.signatures) == (Status.IN_SIGN_OFF, 1)
    same = posting(in_its_form(draft, WHAT), draft.version)
    assert browser.post(here, data=same).status_code == 303
    assert draft_of(office, keys, ref).revision == 1
    browser.post(here, data={**same, "title": "P5 news"})
    after = draft_of(office, keys, ref)
    assert (after.status, after.revision, after.signatures) == (Status.DRAFT, 2, 0)


def test_what_is_decided_cannot_be_edited(web: Web, office: Office, keys: Keys) -> None:
    """The form of a registered proposal answers 409, for GET and POST."""
    ref, _ = registered(office, keys)
    browser = web.sign_in_as(TEACHER)
    here = f"/proposals/{ref}/draft/what"
    assert [browser.get(here).status_code, browser.post(here).status_code] == [409, 409]


def test_the_page_says_what_happens_next_and_with_whom(
    web: Web, office: Office, keys: Keys
) -> None:
    """In sign-off: the two who decide first, the declarations owed, and who decides last."""
    ref = submitted(office, keys)
    words = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}").text).words()
    assert "Conor Daly decides on “aims and content”." in words
    assert "Mary Quinn decides on “name and logo”." in words
    assert "Declarations are still needed from Aoife Kerr, Conor Daly and Emma Walsh." in words
    assert "After that Niamh Hart gives the final approval." in words
    assert "run-" in words


def test_while_the_engine_is_away_the_page_says_since_when(
    web: Web, office: Office, keys: Keys, clock: Clock
) -> None:
    """Without an engine the proposal says since when its checks wait; after a minute each page does."""
    ref = drafted(office, keys)
    teacher = keys[OWN, TEACHER]
    proposals.submit(office, teacher, ref, draft_of(office, keys, ref).version)
    browser = web.sign_in_as(TEACHER)
    assert "The checks are running." in Page(browser.get(f"/proposals/{ref}").text).words()
    work.waiting(office, NOON + timedelta(minutes=5))
    told = "Checks have been waiting since 1 September 2026, 13:05."
    clock.now += timedelta(minutes=5, seconds=59)
    assert told not in Page(browser.get("/inbox").text).words()
    clock.now += timedelta(seconds=1)
    assert told in Page(browser.get("/inbox").text).words()
    words = Page(browser.get(f"/proposals/{ref}").text).words()
    assert "The checks have been waiting since 1 September 2026, 13:05" in words


def test_a_proposal_is_withdrawn_by_its_proposer_alone(
    web: Web, office: Office, keys: Keys
) -> None:
    """The signatory may not; the proposer may, on the version they read, and it stays readable."""
    ref = submitted(office, keys)
    version = str(draft_of(office, keys, ref).version)
    data = {"version": version, "withdraw_reason": "Not now.", "sure_withdraw": "yes"}
    here = f"/proposals/{ref}/withdraw"
    assert web.sign_in_as(LINE_MANAGER).post(here, data=data).status_code == 403
    browser = web.sign_in_as(TEACHER)
    assert browser.post(here, data={**data, "version": "1"}).status_code == 409
    long = browser.post(here, data={**data, "withdraw_reason": "z" * 5001})
    assert long.status_code == 422
    assert "This is 5,001 characters long. Shorten it to 5,000." in Page(long.text).words()
    assert status(office, keys, ref) is Status.IN_SIGN_OFF
    assert browser.post(here, data=data).headers["location"] == f"/proposals/{ref}"
    assert "Withdrew it" in Page(browser.get(f"/proposals/{ref}").text).words()
    assert status(office, keys, ref) is Status.WITHDRAWN


@pytest.mark.parametrize(("name", "school", "code"), [
    (TEACHER, OWN, 200), (LINE_MANAGER, OWN, 200), (SECOND_TEACHER, OWN, 200), (CHAIR, OWN, 200),
    (E_SAFETY_LEAD, OWN, 200), (VOLUNTEER, OWN, 404), (TEACHER, OTHER, 404),
])  # fmt: skip
def test_only_who_is_involved_reads_it(
    web: Web, office: Office, keys: Keys, name: str, school: str, code: int
) -> None:
    """Proposer, signatory, named and leaders read it; another member, another school do not."""
    ref = submitted(office, keys)
    assert web.sign_in_as(name, school).get(f"/proposals/{ref}").status_code == code


def test_an_earlier_revision_stays_as_it_was(web: Web, office: Office, keys: Keys) -> None:
    """After an edit, revision 1 still shows its own title and runs; a revision 9 does not exist."""
    ref = submitted(office, keys)
    draft = draft_of(office, keys, ref)
    proposals.save(office, keys[OWN, TEACHER], ref, draft.version, blog(keys, title="P5 news"))
    browser = web.sign_in_as(TEACHER)
    first = Page(browser.get(f"/proposals/{ref}/revisions/1").text).words()
    assert "Revision 1 of P5 class blog" in first
    assert "run-" in first
    assert "P5 news" in Page(browser.get(f"/proposals/{ref}").text).words()
    codes = [
        browser.get(f"/proposals/{ref}/revisions/{n}").status_code for n in ("9", "0", "9" * 30)
    ]
    assert codes == [404, 404, 404]


def test_the_list_shows_ones_own_and_leaders_all(web: Web, office: Office, keys: Keys) -> None:
    """The teacher sees the proposal as theirs, the chair as another's, the volunteer not at all."""
    ref = submitted(office, keys)
    seen = {
        name: Page(web.sign_in_as(name).get("/proposals").text).words().count(ref)
        for name in (TEACHER, CHAIR, VOLUNTEER)
    }
    assert seen == {TEACHER: 1, CHAIR: 1, VOLUNTEER: 0}


def test_an_administrator_launches_it_from_its_page(web: Web, office: Office, keys: Keys) -> None:
    """From its day on the form stands there for an administrator, and for nobody else."""
    ref, entry = registered(office, keys)

    def offered(name: str) -> bool:
        page = Page(web.sign_in_as(name).get(f"/proposals/{ref}").text)
        return f"/sites/{entry}/launch" in page.values("action")

    assert not offered(TEACHER)
    the_day_comes(office, site_behind(office, ref))
    launches = {name: offered(name) for name in (TEACHER, LINE_MANAGER, SECOND_TEACHER, CHAIR)}
    assert launches == {TEACHER: True, LINE_MANAGER: True, SECOND_TEACHER: False, CHAIR: False}


def test_a_page_with_nothing_to_ask_is_passed_over(web: Web, office: Office, keys: Keys) -> None:
    """No account: its page leads on to the next that asks something, and so it does from the check."""
    ref = drafted(office, keys)
    browser = web.sign_in_as(TEACHER)
    here = f"/proposals/{ref}/draft/account"
    assert browser.get(here).headers["location"] == f"/proposals/{ref}/draft/seen"
    assert browser.get(f"{here}?then=check").headers["location"] == f"/proposals/{ref}/check"
    assert browser.get(f"/proposals/{ref}/draft/seen").status_code == 200  # the control


def test_an_answer_that_opens_a_question_shows_it_on_the_same_page(
    web: Web, office: Office, keys: Keys
) -> None:
    """The logo leads nowhere now: the page comes back with the new question, and says why, once."""
    ref = drafted(office, keys)
    browser = web.sign_in_as(TEACHER)
    here = f"/proposals/{ref}/draft/reach"
    assert "no_backlink" not in Page(browser.get(here).text).values("name")
    draft = draft_of(office, keys, ref)
    given = posting(changed(in_its_form(draft, REACH), backlink=""), draft.version)
    where = browser.post(here, data=given).headers["location"]
    assert where == f"{here}?saved=1&opened=no_backlink"
    shown = Page(browser.get(where).text)
    assert "no_backlink" in shown.values("name")
    told = "Saved. Your answers lead to one more question on this page: Why can it not link there?"
    assert told in shown.words()
    again = posting(in_its_form(draft_of(office, keys, ref), REACH), draft.version + 1)
    assert browser.post(here, data=again).headers["location"] == f"/proposals/{ref}/check"


def test_an_answer_left_over_is_kept_in_the_draft_and_not_submitted(
    web: Web, office: Office, keys: Keys
) -> None:
    """The school hosts it after all: the terms leave the check page, and nobody signs them."""
    ref = drafted(office, keys, **ON_WORDPRESS)
    browser = web.sign_in_as(TEACHER)
    terms = "https://wordpress.com/tos/"
    assert terms in browser.get(f"/proposals/{ref}/check").text
    draft = draft_of(office, keys, ref)
    here = f"/proposals/{ref}/draft/where"
    browser.post(here, data=posting([("hosting", "school")], draft.version))
    draft = draft_of(office, keys, ref)
    assert draft.given.terms_url == terms
    assert terms not in browser.get(f"/proposals/{ref}/check").text
    browser.post(f"/proposals/{ref}/submit", data={"version": draft.version})
    assert proposal_views.proposal(office, keys[OWN, TEACHER], ref).proposal.terms_url is None
    assert terms not in browser.get(f"/proposals/{ref}").text


def test_pupils_are_unticked_without_going_back(web: Web, office: Office, keys: Keys) -> None:
    """Who adds to it decides: how pupils add, answered on a later page, stands in nobody's way."""
    pupils = frozenset({Group.STAFF, Group.PUPILS})
    routes = frozenset({PupilRoute.STAFF_LOGIN})
    ref = drafted(office, keys, contributors=pupils, pupil_routes=routes)
    draft = draft_of(office, keys, ref)
    given = posting(changed(in_its_form(draft, WHO), contributors=["staff"]), draft.version)
    answer = web.sign_in_as(TEACHER).post(f"/proposals/{ref}/draft/who", data=given)
    assert answer.status_code == 303
    after = draft_of(office, keys, ref).given
    assert (after.contributors, set(after.pupil_routes)) == (frozenset({Group.STAFF}), set())


@pytest.mark.parametrize(("page", "warns"), [("why", True), ("children", True), ("time", False)])
def test_where_one_writes_freely_a_line_warns_not_to_name_a_child(
    web: Web, office: Office, keys: Keys, page: str, warns: bool
) -> None:
    """Clause 5.4 stands above each such page, and not above one of numbers and choices."""
    ref = drafted(office, keys)
    words = Page(web.sign_in_as(TEACHER).get(f"/proposals/{ref}/draft/{page}").text).words()
    assert ("Never name a child here" in words) is warns


def test_what_few_may_read_is_shown_as_answered(web: Web, office: Office, keys: Keys) -> None:
    """The page and its API: the principal reads the answer, the line manager who gave one."""
    ref = submitted(office, keys)
    shown = {
        name: Page(web.sign_in_as(name).get(f"/proposals/{ref}").text).words()
        for name in (PRINCIPAL, LINE_MANAGER)
    }
    asked = "Could vulnerable pupils be involved?"
    assert f"{asked} No" in shown[PRINCIPAL]
    told = f"{asked} Answered by Aoife Kerr. Few people may read this answer."
    assert told in shown[LINE_MANAGER]
    found = {
        name: {
            one["check"]
            for one in web.sign_in_as(name).get(f"/api/v1/proposals/{ref}").json()["findings"]
        }
        for name in (PRINCIPAL, LINE_MANAGER)
    }
    assert {one.partition("/")[0] for one in found[PRINCIPAL] - found[LINE_MANAGER]} == {"A.2.7"}
