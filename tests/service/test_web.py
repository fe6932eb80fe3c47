"""The web process: what it never imports, how it fails, and that it works from anywhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.pages.page import environment
from tests.service.conftest import Web
from tests.service.school import AUDITOR, OWN


def test_the_web_process_never_imports_prefect() -> None:
    """Neither Prefect nor anything that needs it, in a process of its own."""
    code = (
        "import sys, service.web; "
        "print([one for one in ('prefect', 'workflows', 'service.engine') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_question_above_would_find_prefect() -> None:
    """The negative: the flows do import it."""
    code = "import sys, workflows; print('prefect' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_a_failure_is_a_page_with_a_number_and_nothing_of_its_cause(
    web: Web, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither page nor log repeats the error's words, which may name a person; both have the number."""

    def fail(office: object) -> None:
        raise ValueError("Aoife Kerr's secret")

    monkeypatch.setattr("service.desk.register.public.schools", fail)
    answer = web.browser().get("/register")
    [record] = caplog.records
    facts = vars(record)["facts"]
    number = facts["request"]
    assert (
        answer.status_code,
        f"give the number {number} to whoever runs this service." in answer.text,
    ) == (
        500,
        True,
    )
    assert (facts["error"], answer.headers["X-Request-ID"]) == ("ValueError", number)
    said = (answer.text, caplog.text, str(facts))
    assert [one for one in said if "secret" in one or "Aoife" in one] == []
    assert "Traceback" not in answer.text


def test_the_frame_shows_what_this_person_may_open(web: Web) -> None:
    """The auditor finds register, exceptions and log, and neither proposals nor people."""
    page = web.sign_in_as(AUDITOR).get("/sites").text
    tabs = page.split('aria-label="Sections"')[1].split("</nav>")[0]
    links = [part.split('"')[0] for part in tabs.split('href="')[1:]]
    assert links == [
        *("/inbox", "/me/notices", "/platforms", "/sites", "/exceptions", "/log", "/calendar"),
        "/me/sessions",
    ]
    assert '<a href="/sites" aria-current="page">Register</a>' in tabs
    assert "Birchfield Integrated Primary School" in page


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nowhere", 404, "Page not found"),
        ("POST", "/official", 405, "You cannot do that here"),
        ("POST", "/proposals", 401, "You are not signed in"),
        ("GET", f"/register/{OWN}/none", 404, "Page not found"),
    ],
)
def test_a_refusal_is_a_page(web: Web, method: str, path: str, status: int, title: str) -> None:
    """With a heading in plain words and a way on."""
    answer = web.browser().request(method, path)
    assert (answer.status_code, f"<h1>{title}</h1>" in answer.text) == (status, True)
    assert '<a href="/">Go to the first page</a>' in answer.text


def test_the_pages_look_right_from_any_folder(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Templates and style come with the package, wherever it is started."""
    monkeypatch.chdir(tmp_path)
    browser = web.browser()
    assert [browser.get(one).status_code for one in ("/", "/static/site.css")] == [200, 200]


def test_every_template_can_be_read() -> None:
    """A broken template fails here, and not before a reader."""
    templates = environment()
    names = templates.list_templates(filter_func=lambda name: name.endswith(".html"))
    assert len([templates.get_template(name) for name in names]) > 20
