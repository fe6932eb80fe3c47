"""Terms are read again on one page: what is recorded is confirmed or corrected, line by line."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from appendix_a.platforms.catalogue import load
from service.db.tables import PlatformRow
from service.desk.office import Office
from service.desk.platforms import referrals
from service.pages.fields import Widget
from service.pages.platforms.platform_words import said
from tests.builders import CHAIR, E_SAFETY_LEAD, PRINCIPAL, TEACHER, VICE_PRINCIPAL
from tests.schools import at_birchfield
from tests.service.conftest import Keys, Web
from tests.service.pages.platforms.test_platforms import reread as reread_whole
from tests.service.pages.platforms.test_platforms import typed, words
from tests.service.school import AUDITOR, OTHER, OWN, Clock
from tests.service.stepping import run_all
from tests.templates.views import Page

HERE = f"/platforms/wordpress-com/reading?school={OWN}"
THERE = f"/platforms/wordpress-com?school={OWN}&recorded=1"
LINES = 17
Posted = dict[str, list[str]]


def opened(browser: TestClient, path: str = HERE) -> Posted:
    """What a browser would post of the page as it is opened: nothing is chosen that is not."""
    answer = browser.get(path)
    assert answer.status_code == 200
    return on_the_page(answer.text)


def on_the_page(html: str) -> Posted:
    """Every field of the form as it stands, by name."""
    inside = html[html.index('action="/platforms/') :]
    found: Posted = {}
    for area in re.finditer(
        r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', inside, re.DOTALL
    ):
        found.setdefault(area[1], []).append(unescape(area[2]))
    for one in re.finditer(r'<select[^>]* name="([^"]+)".*?</select>', inside, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', one[0])
        found.setdefault(one[1], []).extend(chosen or [""])
    for has in (one for one in Page(inside).all("input") if one.get("name")):
        kind, name = has.get("type"), str(has["name"])
        if kind not in (Widget.RADIOS, "radio", "checkbox") or "checked" in has:
            found.setdefault(name, []).append(str(has.get("value") or ""))
    return found


def confirmed(browser: TestClient, path: str = HERE, **changes: str) -> Posted:
    """The page with every line confirmed, read in the provider's own words, and these answers."""
    posted = opened(browser, path)
    asked = [name.removesuffix("_was") + "_is" for name in posted if name.endswith("_was")]
    answers = dict.fromkeys(asked, "still") | {"verified": "yes"} | changes
    return posted | {name: [value] for name, value in answers.items()}


def rows(office: Office) -> list[PlatformRow]:
    with office.read() as session:
        found = select(PlatformRow).where(PlatformRow.key == "wordpress-com")
        return list(session.exec(found.order_by(col(PlatformRow.seq))))


def test_the_page_has_what_the_last_reader_relied_on(web: Web, office: Office) -> None:
    """The terms' address as a link; who read, when, in whose words, what they noted."""
    lead = web.sign_in_as(E_SAFETY_LEAD)
    lead.post(f"/platforms/wordpress-com/rows?school={OWN}", data=typed(**reread_whole()))
    page = Page(lead.get(HERE).text)
    (row,) = rows(office)
    assert row.row["source"] in page.values("href")
    for fact in (
        "Read last on 1 September 2026", "Read by Paul Irwin", "In the provider's own words Yes",
        "What they relied on The provider's own termsAs of 1 September 2026", "What they noted",
    ):  # fmt: skip
        assert fact in page.words()


def test_nothing_is_chosen_and_nothing_passes_by_itself(web: Web, office: Office) -> None:
    """Sent as it is opened, it names every line that is not answered, and records nothing."""
    lead = web.sign_in_as(E_SAFETY_LEAD)
    posted = opened(lead)
    assert [name for name in posted if name.endswith("_is") or name == "verified"] == []
    answer = lead.post(HERE, data=posted)
    faulty = {
        one for one in Page(answer.text).values("href") if one.startswith("#") and one != "#main"
    }
    assert (answer.status_code, len(faulty), rows(office)) == (422, LINES + 1, [])
    assert faulty - {f"#{one}" for one in Page(answer.text).values("id")} == set()


def test_terms_that_stayed_are_confirmed(web: Web, office: Office) -> None:
    """The row has the day and the reader, and the page says how much was confirmed."""
    lead = web.sign_in_as(E_SAFETY_LEAD)
    answer = lead.post(HERE, data=confirmed(lead))
    assert (answer.status_code, answer.headers["location"]) == (303, THERE)
    (row,) = rows(office)
    assert (row.row["checked_by"], row.row["checked_on"]) == ("Paul Irwin", "2026-09-01")
    assert "You confirmed 17 values and changed none." in words(lead, THERE)


def test_what_is_otherwise_is_recorded_and_said(web: Web, office: Office) -> None:
    """Beside the count, each change with what it was and is; to its reader alone."""
    lead = web.sign_in_as(E_SAFETY_LEAD)
    otherwise = {"reading_is": "other", "reading": "account", "age_uk_is": "other", "age_uk": "18"}
    lead.post(HERE, data=confirmed(lead, **otherwise))
    told = words(lead, THERE)
    assert "You confirmed 15 values and changed 2." in told
    row = load().row("wordpress-com")
    before = said("reading", row) if row else ""
    assert f"“What does it take to read there?” was: {before}; it is: An account always." in told
    assert "hold an account?” was: 16; it is: 18." in told
    assert [one.row["reading"] for one in rows(office)] == ["account"]
    for other in (web.sign_in_as(PRINCIPAL), web.browser()):
        assert "You confirmed" not in words(other, THERE)
    assert "You confirmed" not in words(lead, THERE.removesuffix("&recorded=1"))


def test_a_lower_age_waits_for_a_second_person(web: Web, office: Office) -> None:
    """As from the whole form; both pages say so, and the earlier row applies."""
    lead = web.sign_in_as(E_SAFETY_LEAD)
    lead.post(HERE, data=confirmed(lead, age_uk_is="other", age_uk="13"))
    assert [one.row.key for one in referrals.unconfirmed(office, OWN)] == ["wordpress-com"]
    assert "A second person has to confirm it first" in words(lead, THERE)
    assert "waits for a second person" in words(lead, HERE)
    assert opened(lead)["age_uk"] == ["16"]


def test_what_was_typed_is_kept_and_the_line_is_named(web: Web, office: Office) -> None:
    """Answers, corrections and notes stand there again; the correction at fault is in the open."""
    lead = web.sign_in_as(E_SAFETY_LEAD)
    sent = confirmed(lead, age_uk_is="other", age_uk="old", scope_is="", notes="Read at noon.")
    answer = lead.post(HERE, data=sent)
    again = on_the_page(answer.text)
    assert answer.status_code == 422
    assert {name: one for name, one in again.items() if name != "once"} == {
        name: one for name, one in sent.items() if name not in ("once", "scope_is")
    }
    faulty = {one for one in Page(answer.text).values("href") if one.startswith("#")}
    assert faulty - {"#main"} == {"#age_uk", "#scope_is"}
    assert len(re.findall(r"<details open>", answer.text)) == 1
    assert rows(office) == []


def test_two_who_read_at_once_do_not_confirm_each_other_unseen(web: Web, office: Office) -> None:
    """The second is told which line the first has changed, and answers it again."""
    lead, principal = web.sign_in_as(E_SAFETY_LEAD), web.sign_in_as(PRINCIPAL)
    sent = confirmed(principal)
    lead.post(HERE, data=confirmed(lead, held_by_is="other", held_by="telephone"))
    answer = principal.post(HERE, data=sent)
    assert answer.status_code == 422
    told = "“What does an account depend on?” was recorded otherwise after you opened this page."
    assert told in Page(answer.text).words()
    again = on_the_page(answer.text)
    assert ("held_by_is" in again, again["held_by"], again["status_is"]) == (
        False, ["telephone"], ["still"],
    )  # fmt: skip
    assert len(rows(office)) == 1
    assert principal.post(HERE, data=again | {"held_by_is": ["still"]}).status_code == 303
    assert [one.row["held_by"] for one in rows(office)] == ["telephone", "telephone"]


def test_a_reading_posted_twice_is_recorded_once(web: Web, office: Office) -> None:
    """A double click is one row."""
    lead = web.sign_in_as(E_SAFETY_LEAD)
    sent = confirmed(lead)
    answers = [lead.post(HERE, data=sent) for _ in range(2)]
    assert [one.headers["location"] for one in answers] == [THERE] * 2
    assert len(rows(office)) == 1


def test_a_reading_in_the_future_is_none(web: Web, office: Office) -> None:
    """What the desk refuses is said at its field."""
    lead = web.sign_in_as(E_SAFETY_LEAD)
    sent = confirmed(lead) | {"checked_on-year": ["2027"]}
    answer = lead.post(HERE, data=sent)
    assert (answer.status_code, "#checked_on" in Page(answer.text).values("href")) == (422, True)
    assert rows(office) == []


@pytest.mark.parametrize(
    ("who", "code"),
    [(E_SAFETY_LEAD, 200), (PRINCIPAL, 200), (CHAIR, 403), (VICE_PRINCIPAL, 403), (TEACHER, 403),
     (AUDITOR, 403)],
)  # fmt: skip
def test_who_keeps_the_catalogue_reads(web: Web, who: str, code: int) -> None:
    """Nobody else has the page, or records from it."""
    browser = web.sign_in_as(who)
    assert browser.get(HERE).status_code == code
    answer = browser.post(HERE, data=confirmed(web.sign_in_as(E_SAFETY_LEAD)))
    assert answer.status_code == (303 if code == 200 else 403)


def test_a_platform_without_a_row_has_nothing_to_confirm(web: Web) -> None:
    """Neither a new name nor another school's own platform."""
    lead = web.sign_in_as(E_SAFETY_LEAD)
    lead.post(f"/platforms/classroom-pages/rows?school={OWN}", data=typed())
    there = "/platforms/classroom-pages/reading"
    assert lead.get(f"{there}?school={OWN}").status_code == 200
    assert lead.get(f"/platforms/nonsuch/reading?school={OWN}").status_code == 404
    assert web.sign_in_as(E_SAFETY_LEAD, OTHER).get(f"{there}?school={OTHER}").status_code == 404


def test_the_lead_comes_from_the_inbox_and_it_is_empty_again(
    web: Web, office: Office, keys: Keys, clock: Clock
) -> None:
    """The item leads to the page; the reading ends it."""
    school = at_birchfield(office, keys, clock, run_all)
    school.registered()
    school.reread(checked_on=date(2025, 10, 1))
    lead = web.sign_in_as(E_SAFETY_LEAD)
    asked = "WordPress.com – Read its terms again by 1 October 2026: 1 site depends on it"
    assert asked in words(lead, "/inbox")
    assert HERE in Page(lead.get("/inbox").text).values("href")
    assert lead.post(HERE, data=confirmed(lead)).status_code == 303
    assert "Nothing is waiting for you." in words(lead, "/inbox")


def test_a_referral_on_a_known_platform_leads_to_its_reading(
    web: Web, office: Office, keys: Keys, clock: Clock
) -> None:
    """Once it is confirmed the proposal is checked again, and the lead is back at the referrals."""
    school = at_birchfield(office, keys, clock, run_all)
    school.reread(checked_on=school.today - timedelta(days=400))
    ref = school.checked()
    lead = web.sign_in_as(E_SAFETY_LEAD)
    page = Page(lead.get("/referrals").text)
    there = f"{HERE}&ref={ref}"
    assert there in page.values("href")
    before = school.view(ref).status
    answer = lead.post(HERE, data=confirmed(lead, there))
    assert answer.headers["location"] == f"/referrals?school={OWN}"
    assert (before.value, school.view(ref).status.value) == ("referred", "checking")
