"""The API: the same reads under the same permissions, its problems, and its description."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from appendix_a.reading.case import SiteStatus
from appendix_a.reading.proposal import Group
from service.access.permissions import TABLE
from service.api import models, v1
from service.api.paging import MOST
from service.desk.office import Office
from service.desk.operations import log
from tests.builders import PRINCIPAL, TEACHER
from tests.service.conftest import Keys, Template, Web
from tests.service.journey import (
    WORDS,
    drafted,
    launched,
    site_behind,
    submitted,
    the_day_comes,
    the_site,
)
from tests.service.school import AUDITOR, NAMES, OPERATOR, OTHER, OWN, REGISTRAR

API = "/api/v1"
ADDRESS = f"https://blogs.{OWN}.example/p5"
TEXTS = ("Children write better", "real audience", "Pupils write for readers", WORDS, "@birchfield")
"""What somebody wrote in the proposal or a decision, and addresses of accounts."""


@pytest.fixture(scope="module")
def template(with_a_site: Template) -> Template:
    """Every test of this module begins with a site that awaits its launch."""
    return with_a_site


@pytest.fixture
def auditor(web: Web) -> TestClient:
    return web.sign_in_as(AUDITOR)


def test_an_address_is_official_or_not(web: Web) -> None:
    """Approved but not launched is no."""
    found = web.browser().get(f"{API}/official", params={"address": ADDRESS}).json()
    assert (found["official"], found["address"], found["site"]) == (False, ADDRESS, None)
    assert found["words"] == f"{NAMES[OWN]} has approved this address, but has not opened it yet."


def test_what_addresses_are_and_to_which_site_they_belong(
    web: Web, office: Office, keys: Keys
) -> None:
    """In the order in which they were asked; an address of nobody here belongs to nothing."""
    entry = launched(office, keys)
    asked = [f"{ADDRESS}/harvest", "https://www.facebook.com/", "fb.com/Oakfield"]
    found = web.browser().get(f"{API}/addresses", params={"address": asked}).json()
    assert [(one["address"], one["kind"], one["key"]) for one in found] == [
        (asked[0], "site", ADDRESS.removeprefix("https://") + "/harvest"),
        (asked[1], "not_an_account", None),
        (asked[2], "account", "facebook.com/oakfield"),
    ]
    belongs = [one["belongs_to"] and one["belongs_to"]["entry"] for one in found]
    assert belongs == [entry, None, None]
    assert found[1]["why"].startswith("This is the front page of Facebook, and not an account.")


def test_schools_and_their_registers_are_public(web: Web) -> None:
    """A school without a launched site has an empty register."""
    browser = web.browser()
    own = {"key": OWN, "name": NAMES[OWN]}
    assert browser.get(f"{API}/register").json() == [own, {"key": OTHER, "name": NAMES[OTHER]}]
    assert browser.get(f"{API}/register/{OWN}").json() == {"school": own, "sites": []}


def test_the_register_of_a_day(auditor: TestClient, office: Office, keys: Keys) -> None:
    """Entry, status and signatories by key, with the signed checkpoint."""
    log.sign_checkpoints(office)
    found = auditor.get(f"{API}/sites", params={"on": "2026-09-01"}).json()
    [site] = found["sites"]
    ref, entry = the_site(office)
    assert (site["entry"], site["reference"], site["status"]) == (entry, ref, "awaiting_launch")
    assert found["checkpoint"] == log.newest_checkpoint(office, OWN)
    assert auditor.get(f"{API}/sites", params={"on": "2026-08-31"}).json()["sites"] == []


def test_the_record_of_a_site(auditor: TestClient, office: Office, keys: Keys) -> None:
    """Seven runs, three decisions, three declarations."""
    found = auditor.get(f"{API}/sites/{the_site(office)[1]}/record").json()
    assert len({one["run_id"] for one in found["steps"]}) == 7
    assert [(one["step"], one["state"]) for one in found["decisions"]] == [
        ("aims", "counted"), ("brand", "counted"), ("final", "counted"),
    ]  # fmt: skip
    assert {one["state"] for one in found["declarations"]} == {"made"}


def test_a_proposal_is_shown_to_whoever_has_a_part_in_it(
    web: Web, office: Office, keys: Keys
) -> None:
    """With every finding, and without a word that somebody wrote."""
    ref = the_site(office)[0]
    found = web.sign_in_as(TEACHER).get(f"{API}/proposals/{ref}").json()
    assert (found["reference"], found["status"]) == (ref, "registered")
    assert {one["clause"] for one in found["findings"]} >= {"7.1", "7.3", "A.3.6", "A.5.4a"}


def test_drafts_are_their_proposers_alone(web: Web, office: Office, keys: Keys) -> None:
    """Not even the principal lists or opens one."""
    ref = drafted(office, keys)
    found = {}
    for name in (TEACHER, PRINCIPAL):
        browser = web.sign_in_as(name)
        listed = [one["reference"] for one in browser.get(f"{API}/proposals").json()]
        found[name] = (ref in listed, browser.get(f"{API}/proposals/{ref}").status_code)
    assert found == {TEACHER: (True, 200), PRINCIPAL: (False, 404)}


def test_the_inbox_is_ones_own(web: Web, office: Office, keys: Keys) -> None:
    """The teacher declares and launches; the principal does neither."""
    ref = submitted(
        office, keys, title="P6 blog", address=f"https://blogs.{OWN}.example/p6",
        why_not_existing="It is another class.",
    )  # fmt: skip
    the_day_comes(office, site_behind(office, the_site(office)[0]))
    found = {
        name: [
            (one["kind"], one["subject"]) for one in web.sign_in_as(name).get(f"{API}/inbox").json()
        ]
        for name in (TEACHER, PRINCIPAL)
    }
    entry = the_site(office)[1]
    assert found[TEACHER] == [("declare", ref), ("launch", entry)]
    assert ("launch", entry) not in found[PRINCIPAL]


def test_the_log_goes_on_from_any_line(auditor: TestClient, office: Office) -> None:
    """Newest first, as many as asked for."""
    lines = auditor.get(f"{API}/log", params={"limit": 1000}).json()
    assert [one["seq"] for one in lines] == list(range(len(lines), 0, -1))
    page = auditor.get(f"{API}/log", params={"limit": 3, "before": 10}).json()
    assert page == lines[-9:-6]
    refused = auditor.get(f"{API}/log", params={"before": "9" * 20})
    assert refused.json()["detail"] == (
        "This part of the address cannot be read: before. It must be less than 1000000000000000000."
    )


def test_the_checkpoint_is_empty_until_one_is_signed(auditor: TestClient, office: Office) -> None:
    """Then it is the text itself."""
    empty = auditor.get(f"{API}/log/checkpoint").json()
    log.sign_checkpoints(office)
    signed = auditor.get(f"{API}/log/checkpoint").json()
    assert (empty, signed) == (
        {"checkpoint": ""},
        {"checkpoint": log.newest_checkpoint(office, OWN)},
    )


def test_no_answer_holds_what_somebody_wrote(web: Web, office: Office, keys: Keys) -> None:
    """Not for the proposer, not for the auditor, in no list and in no record."""
    ref, entry = the_site(office)
    objects = {"ref": ref, "entry": entry, "school": OWN}
    gets = [one.path.format_map(objects) for one in TABLE if one.path.startswith(API)]
    for name in (TEACHER, AUDITOR, PRINCIPAL):
        browser = web.sign_in_as(name)
        whole = "".join(browser.get(path, params={"address": ADDRESS}).text for path in gets)
        assert [words for words in TEXTS if words in whole] == []


def test_the_words_looked_for_are_in_the_record(web: Web, office: Office) -> None:
    """The negative: the page for people does show what they wrote."""
    entry = the_site(office)[1]
    assert WORDS in web.sign_in_as(AUDITOR).get(f"/sites/{entry}/record").text


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (
            "/sites?on=yesterday",
            422,
            "“yesterday” is not a day. Give it as year, month and day: 2026-01-31.",
        ),
        (
            "/sites?on=0",
            422,
            "“0” is not a day. Give it as year, month and day: 2026-01-31.",
        ),
        (
            "/log?limit=0",
            422,
            "This part of the address cannot be read: limit. It must be 1 or more.",
        ),
        (
            "/log?limit=x&before=1.5",
            422,
            (
                "This part of the address cannot be read: before. It must be a whole number. "
                "This part of the address cannot be read: limit. It must be a whole number."
            ),
        ),
        (
            "/official",
            422,
            "This part of the address cannot be read: address. It is missing. Add it.",
        ),
        (
            "/register?after=nowhere",
            422,
            "“nowhere” is not in this list now. Begin again, without “after”.",
        ),
        ("/proposals/NO-0001", 404, "There is nothing at this address."),
        (
            "/nowhere",
            404,
            "There is nothing at this address. Check it against /api/v1/openapi.json.",
        ),
        ("/sites?school=oakfield", 404, "There is nothing at this address."),
        (
            "/proposals",
            403,
            (
                "You do not have permission to do this. It is for anyone with a role at the school "
                "except auditor and registrar."
            ),
        ),
    ],
)
def test_an_error_is_a_problem_in_plain_words(
    auditor: TestClient, path: str, status: int, words: str
) -> None:
    """RFC 9457, by equality."""
    answer = auditor.get(f"{API}{path}")
    titles = {403: "Forbidden", 404: "Not Found", 422: "Unprocessable Content"}
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == status
    assert answer.json() == {
        "type": "about:blank", "title": titles[status], "status": status, "detail": words,
        "instance": f"{API}{path}".split("?")[0],
    }  # fmt: skip


def test_the_api_says_that_it_is_for_reading(auditor: TestClient) -> None:
    """In its own words: there are no buttons to go back to."""
    answer = auditor.post(f"{API}/sites")
    assert (answer.status_code, answer.json()["detail"], answer.headers["allow"]) == (
        405, "The API is for reading alone. Ask with GET.", "GET, HEAD",
    )  # fmt: skip


def test_an_address_that_cannot_be_read_is_said_in_a_sentence(web: Web) -> None:
    """Not in the end of one."""
    found = web.browser().get(f"{API}/official", params={"address": ""}).json()
    assert (found["official"], found["words"]) == (
        False, "The address is empty.",
    )  # fmt: skip


PAGED = ("/register", f"/register/{OWN}", "/sites?status=any", "/proposals", "/inbox", "/log")


def listed(answer: Any) -> list[Any]:
    found = answer.json()
    return list(found["sites"] if isinstance(found, dict) else found)


def in_parts(browser: Any, at: str) -> list[list[Any]]:
    """A list as it is read from here on, following “next” until there is none."""
    parts = []
    while at:
        answer = browser.get(at)
        parts.append(listed(answer))
        at = answer.headers.get("link", "").removeprefix("<").removesuffix('>; rel="next"')
    return parts


@pytest.mark.parametrize("path", PAGED)
def test_a_list_is_read_in_parts_by_the_links(
    web: Web, office: Office, keys: Keys, path: str
) -> None:
    """Each once and in order, by following “next” until there is none; whole, it is the same."""
    launched(office, keys)
    for n in (6, 7):
        drafted(office, keys, title=f"P{n} blog", address=f"https://blogs.{OWN}.example/p{n}")
    browser = web.sign_in_as(TEACHER if path in ("/proposals", "/inbox") else AUDITOR)
    begun = f"{API}{path}{'&' if '?' in path else '?'}limit="
    whole, parts = in_parts(browser, f"{begun}{MOST}"), in_parts(browser, f"{begun}1")
    assert [one for part in parts for one in part] == [one for part in whole for one in part]
    assert {len(one) for one in parts} <= {0, 1}


def test_a_list_of_several_has_a_next_part(web: Web) -> None:
    """The negative of the above: the link is there, with its cursor filled in, and leads on."""
    answer = web.browser().get(f"{API}/register", params={"limit": 1})
    assert answer.headers["link"] == f'<{API}/register?limit=1&after={OWN}>; rel="next"'
    assert [one["key"] for one in answer.json()] == [OWN]


def described(web: Web) -> dict[str, Any]:
    found: dict[str, Any] = web.browser().get(f"{API}/openapi.json").json()
    return found


def test_the_description_names_every_route_and_nothing_but_the_api(web: Web) -> None:
    """Read from the table of permissions, its own address apart."""
    wanted = {rule.path for rule in TABLE if rule.path.startswith(API)} - {f"{API}/openapi.json"}
    assert set(described(web)["paths"]) == wanted


def test_every_reference_in_the_description_leads_somewhere(web: Web) -> None:
    """A client can be generated from it."""
    found = described(web)
    names = set(found["components"]["schemas"])
    refs = {
        one.split('"')[0] for one in str(found).replace("'", '"').split("#/components/schemas/")[1:]
    }
    assert refs <= names


def test_every_example_is_one(web: Web) -> None:
    """Each model's example can be read back, and comes out the same (OpenAPI leaves out null)."""
    for name, schema in described(web)["components"]["schemas"].items():
        model: type[BaseModel] = getattr(models, name, BaseModel)
        for example in schema.get("examples", []):
            read = model.model_validate(example).model_dump(mode="json", exclude_none=True)
            assert read == example, name


ALWAYS = {"200", "304", "503"}
ANSWERS = {
    "/official": {"422"},
    "/addresses": {"422"},
    "/register": {"422"},
    "/register/{school}": {"404", "422"},
    "/sites": {"401", "403", "404", "422"},
    "/sites/{entry}/record": {"401", "403", "404"},
    "/proposals": {"401", "403", "404", "422"},
    "/proposals/{ref}": {"401", "404"},
    "/inbox": {"401", "404", "422"},
    "/log": {"401", "403", "404", "422"},
    "/log/checkpoint": {"401", "403", "404"},
}
"""What each read may answer, besides what all may."""


def test_the_description_lists_what_each_read_may_answer(web: Web) -> None:
    """A public read asks nobody to sign in, and what takes no query has none to misread."""
    found = {
        path.removeprefix(API): set(item["get"]["responses"]) - ALWAYS
        for path, item in described(web)["paths"].items()
    }
    assert found == ANSWERS


@pytest.mark.parametrize("who", ["", TEACHER, AUDITOR, REGISTRAR, OPERATOR])
def test_no_read_answers_what_the_description_does_not_list(
    web: Web, office: Office, keys: Keys, who: str
) -> None:
    """Asked well and badly, of what is there and what is not, by everyone."""
    ref, entry = the_site(office)
    browser = web.sign_in_as(who) if who else web.browser()
    there = {"ref": ref, "entry": entry, "school": OWN}
    for path, item in described(web)["paths"].items():
        for objects in (there, dict.fromkeys(there, "none")):
            for query in ("", "?address=x", "?limit=x&on=x", "?school=oakfield", "?school=none"):
                status = browser.get(path.format_map(objects) + query).status_code
                assert str(status) in item["get"]["responses"], (path, query, status)


@pytest.mark.parametrize(
    ("origin", "cookie"), [("", "session"), ("https://sites.school.example", "__Host-session")]
)
def test_the_description_names_the_cookie_that_opens_what_is_private(
    web_with: Callable[..., Web], origin: str, cookie: str
) -> None:
    """As this installation sends it; what anyone may read wants none."""
    web = web_with(public_origin=origin)
    found = described(web)
    scheme = found["components"]["securitySchemes"]["session"]
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "cookie", cookie)
    wanting = {path for path, item in found["paths"].items() if item["get"]["security"]}
    assert wanting == {
        rule.path for rule in TABLE if rule.path.startswith(API) and not rule.is_public
    }


def test_the_description_names_what_a_query_may_be(web: Web) -> None:
    """The closed lists, the form of a day, and the parts of every list."""
    paths = described(web)["paths"]
    asked = {one["name"]: one["schema"] for one in paths[f"{API}/sites"]["get"]["parameters"]}
    assert asked["status"]["enum"] == ["", "any", *SiteStatus]
    assert asked["audience"]["enum"] == ["", *Group]
    assert asked["on"]["format"] == "date"
    lists = {
        path.removeprefix(API)
        for path, item in paths.items()
        if {"limit"} & {one["name"] for one in item["get"].get("parameters", [])}
    }
    assert lists == {"/register", "/register/{school}", "/sites", "/proposals", "/inbox", "/log"}
    linked = {
        path.removeprefix(API)
        for path, item in paths.items()
        if "Link" in item["get"]["responses"]["200"]["headers"]
    }
    assert linked == lists


def test_fastapis_own_pages_are_off(web: Web) -> None:
    """No route but ours."""
    found = [web.browser().get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")]
    assert found == [404, 404, 404]


def test_the_api_writes_nothing() -> None:
    """Every route is a read."""
    assert {method for one in v1.router.routes for method in one.methods} == {"GET"}  # type: ignore[attr-defined]
