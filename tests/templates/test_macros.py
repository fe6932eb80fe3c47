"""The macros and the page around them: escaped, strict, labelled, and in words."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, UndefinedError
from markupsafe import Markup

from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import SiteStatus
from appendix_a.values.answers import Kind, Verdict
from tests.templates.views import Page, environment, fault, field, finding, option, site
from tests.templates.views import site as frame

BAD = '"><script>alert(1)</script>'
ENVIRONMENT = environment()


def macro(path: str, name: str, env: Environment = ENVIRONMENT) -> Callable[..., str]:
    made: Callable[..., str] = getattr(env.get_template(f"macros/{path}.html").module, name)
    return made


def hostile_field(value: object = BAD) -> SimpleNamespace:
    return field(
        name=BAD, label=BAD, hint=BAD, value=value, fault=BAD, options=(option(BAD, BAD, BAD),),
        clause=BAD, findings=(hostile_finding(),), width=BAD, autocomplete=BAD, rows=BAD,
    )  # fmt: skip


def hostile_finding() -> SimpleNamespace:
    return finding(
        clause=BAD, printed=BAD, title=BAD, words=BAD, remedy=BAD, field_href=BAD, owner=BAD,
        way=SimpleNamespace(lead=BAD, lines=(BAD,)),
        settles=(BAD, BAD), sources=(row(name=BAD, source=BAD, day=BAD),),
    )  # fmt: skip


def row(**values: Any) -> SimpleNamespace:
    return SimpleNamespace(**values)


STEP = row(label=BAD, href=BAD, status="done", detail=BAD, when=BAD, run_id=BAD)
EVENT = row(when=BAD, who=BAD, words=BAD, detail=BAD, run_id=BAD)
PANEL = row(title=BAD, reference=BAD, words=BAD, links=((BAD, BAD),))
HOSTILE: list[tuple[str, str, tuple[object, ...]]] = [
    *(
        ("forms", name, (hostile_field(),))
        for name in ("text", "email", "url", "number", "password", "textarea")
    ),
    ("forms", "file", (hostile_field(), BAD)),
    *(("choices", name, (hostile_field(),)) for name in ("select", "radios")),
    *(("choices", name, (hostile_field((BAD, BAD, BAD)),)) for name in ("checkboxes", "date")),
    ("forms", "error_summary", ([fault(BAD, BAD), fault(None, BAD)],)),
    ("forms", "hidden", (BAD, BAD)),
    ("forms", "submit", (BAD, BAD, BAD, BAD)),
    ("findings", "finding", (hostile_finding(),)),
    ("findings", "findings", ([hostile_finding()],)),
    ("parts", "back", (BAD, BAD)),
    ("parts", "steps", ([STEP],)),
    (
        "parts",
        "summary_list",
        ([row(key=BAD, value=(BAD,), change_href=BAD, hidden=BAD, note=BAD)],),
    ),
    ("parts", "summary_list", ([row(key=BAD, value=BAD, change_href=None, hidden=BAD, note="")],)),
    ("parts", "history", ([EVENT],)),
    ("parts", "table", (BAD, (BAD, BAD), ((BAD, BAD),))),
    ("parts", "confirmation", (PANEL,)),
    ("parts", "notice", ("note", BAD)),
    ("parts", "pager", (row(words=BAD, previous_href=BAD, next_href=BAD),)),
]


@pytest.mark.parametrize(("path", "name", "given"), HOSTILE)
def test_what_people_type_is_text(path: str, name: str, given: tuple[object, ...]) -> None:
    """A script typed into any attribute of a macro is printed as text and is no element."""
    html = macro(path, name)(*given)
    assert "script" not in Page(html).tags()
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(("path", "name", "given"), HOSTILE)
def test_without_escaping_the_script_would_be_seen(
    path: str, name: str, given: tuple[object, ...]
) -> None:
    """The same views without escaping hold a script element, so the test above can fail."""
    html = macro(path, name, environment(autoescape=False))(*given)
    assert "script" in Page(html).tags()


def test_a_missing_attribute_is_refused() -> None:
    """A field view without its hint is an error, never an empty place."""
    view = field()
    del view.hint
    with pytest.raises(UndefinedError, match="hint"):
        macro("forms", "text")(view)


FIELDS = [
    ("forms", "text", "title", ""),
    ("forms", "textarea", "reason", ""),
    ("forms", "password", "word", ""),
    ("choices", "select", "platform", ""),
    ("choices", "radios", "kind", ""),
    ("choices", "checkboxes", "audiences", ()),
    ("choices", "date", "go_live", ()),
]


def form(fault_words: str | None, found: tuple[SimpleNamespace, ...]) -> str:
    """Return one form with a field of every sort, all with the same fault and findings."""
    options = (option("a", "First", "About it."), option("b", "Second"))
    views = (
        (path, name, field(name=field_name, value=value, hint="Hint.", fault=fault_words, options=options, findings=found))
        for path, name, field_name, value in FIELDS
    )  # fmt: skip
    return "".join(macro(path, name)(view) for path, name, view in views)


def test_the_error_summary_leads_to_the_fields() -> None:
    """Each line of the summary links to the first control of its field, and a form's own fault to none."""
    names = [name for *_, name, _ in FIELDS]
    summary = Page(
        macro("forms", "error_summary")([*(fault(n, "Wrong") for n in names), fault(None, "Late")])
    )
    controls = [
        attributes["id"]
        for tag, attributes in Page(form("Wrong", ())).elements
        if tag in {"input", "textarea", "select"} and attributes["id"] in names
    ]
    assert summary.values("href") == [f"#{name}" for name in controls]
    assert summary.words() == "There is a problem " + "Wrong " * len(names) + "Late"


@pytest.mark.parametrize("fault_words", [None, "Enter it"])
@pytest.mark.parametrize("found", [(), (finding(),)], ids=["no findings", "a finding"])
def test_controls_are_named_and_described(
    fault_words: str | None, found: tuple[SimpleNamespace, ...]
) -> None:
    """Ids are unique, every control has one label, and every description that is named exists."""
    page = Page(form(fault_words, found))
    ids = page.values("id")
    controls = [has["id"] for tag in ("input", "textarea", "select") for has in page.all(tag)]
    described = {one for value in page.values("aria-describedby") for one in value.split()}
    assert len(ids) == len(set(ids))
    assert sorted(page.values("for")) == sorted(str(one) for one in controls)
    assert described - set(ids) == set()


@pytest.mark.parametrize(("path", "name", "field_name", "value"), FIELDS)
def test_a_fault_stands_at_its_field(path: str, name: str, field_name: str, value: object) -> None:
    """A fault is announced as an error and is part of what describes its field."""
    options = (option("a", "First"),)
    view = field(name=field_name, value=value, fault="Enter it", options=options)
    page = Page(macro(path, name)(view))
    assert "Error: Enter it" in page.words()
    assert page.values("aria-describedby") == [f"{field_name}-fault"]


@pytest.mark.parametrize(
    ("path", "name", "value", "kept"),
    [
        ("forms", "text", "a & b", ["a & b"]),
        ("forms", "email", "a@example.org", ["a@example.org"]),
        ("forms", "number", "five", ["five"]),
        ("choices", "date", ("31", "x", ""), ["31", "x", ""]),
    ],
)
def test_what_was_typed_is_shown_again(
    path: str, name: str, value: object, kept: list[str]
) -> None:
    """A field shows exactly what was typed, right or wrong."""
    assert Page(macro(path, name)(field(value=value))).values("value") == kept


def test_a_textarea_keeps_its_first_empty_line() -> None:
    """The newline that HTML drops is ours, so the one that was typed stays."""
    assert ">\n\nwords</textarea>" in macro("forms", "textarea")(field(value="\nwords"))


def test_a_password_is_never_sent_back() -> None:
    """The password field comes without a value and leaves pasting and password managers alone."""
    page = Page(macro("forms", "password")(field(value="secret", autocomplete="current-password")))
    (control,) = page.all("input")
    assert "value" not in control
    assert control["autocomplete"] == "current-password"


@pytest.mark.parametrize(
    ("name", "value", "mark", "chosen"),
    [
        ("radios", "a", "checked", ["a"]),
        ("radios", "", "checked", []),
        ("checkboxes", ("a", "ab"), "checked", ["a", "ab"]),
        ("checkboxes", (), "checked", []),
        ("select", "ab", "selected", ["ab"]),
    ],
)
def test_only_what_was_chosen_is_marked(
    name: str, value: object, mark: str, chosen: list[str]
) -> None:
    """An option is marked where its whole value was chosen, and none by default."""
    options = (option("a", "First"), option("ab", "Second"), option("b", "Third"))
    page = Page(macro("choices", name)(field(value=value, options=options)))
    assert [has["value"] for _, has in page.elements if mark in has] == chosen


def test_a_date_is_three_inputs_under_one_legend() -> None:
    """A date is posted as day, month and year, and the first of them carries the field's id."""
    page = Page(macro("choices", "date")(field(name="go_live", value=())))
    assert page.values("name") == ["go_live-day", "go_live-month", "go_live-year"]
    assert page.values("for") == ["go_live", "go_live-month", "go_live-year"]
    assert len(page.all("legend")) == 1


def test_an_optional_field_says_so_and_cites_its_clause() -> None:
    """The label holds the word optional and the number of the clause."""
    page = Page(macro("forms", "text")(field(label="Title", optional=True, clause="A.1.7")))
    assert page.words() == "Title (optional) Clause A.1.7"


@pytest.mark.parametrize("said", Verdict)
def test_an_answer_is_said_in_words(said: Verdict) -> None:
    """Each answer of the procedure is printed as its word, in a class of its own for the shape."""
    until = date(2026, 9, 1) if said is Verdict.MET_UNTIL else None
    page = Page(macro("findings", "answer")(said, until))
    assert page.words() == said.label + (" 1 September 2026" if until else "")
    assert page.values("class")[0].split()[-1] == said.value


def test_an_answer_that_does_not_exist_is_refused() -> None:
    """An unknown answer is an error, never a neutral label."""
    with pytest.raises(UndefinedError, match="maybe"):
        macro("findings", "answer")("maybe")


def test_a_finding_says_what_why_and_what_to_do() -> None:
    """A finding cites its clause, gives the answer, the reason, the remedy and where to change it."""
    view = finding(
        answer=Verdict.UNMET, words="One is named.", remedy="Name a second.", field_href="/x#title"
    )
    page = Page(macro("findings", "finding")(view))
    assert page.words() == (
        "Clause A.5.4 a Two administrators Unmet One is named. What to do: Name a second. "
        "Change what clause A.5.4 a is about"
    )
    assert page.values("href") == ["/policy/A.5.4a", "/x#title"]


def test_what_is_not_known_says_who_settles_it_how_and_what_it_stands_on() -> None:
    """Who, how, and the row with its source, a link where it is one; inside a form without."""
    terms = "https://terms.example/a"
    view = finding(
        answer=Verdict.UNDETERMINED, words="Not known.",
        settles=("The e-safety lead, Ann Smith", "Read the terms."),
        sources=(row(name="Vimeo", source=terms, day="1 May 2026"), row(name="Map", source="", day="")),
    )  # fmt: skip
    page = Page(macro("findings", "finding")(view))
    assert page.words() == (
        "Clause A.5.4 a Two administrators Undetermined Not known. "
        "Who can settle it: The e-safety lead, Ann Smith How: Read the terms. "
        f"Stands on Vimeo: {terms} (read on 1 May 2026) "
        "Stands on Map: no source is recorded (not read yet)"
    )
    assert page.values("href") == ["/policy/A.5.4a", terms]
    assert Page(macro("findings", "finding")(view, linked=False)).values("href") == []


@pytest.mark.parametrize(
    ("kind", "owner", "words"),
    [
        (Kind.FACT, None, ""),
        (Kind.FACT, "the e-safety lead", "Fact, which can be supplied by the e-safety lead"),
        (Kind.DECLARATION, "Ann Smith", "Declaration by Ann Smith"),
        (Kind.JUDGEMENT, "the principal", "Judgement by the principal"),
        (Kind.DUTY, "the site administrator", "Duty of the site administrator"),
    ],
)
def test_a_finding_says_whose_it_is(kind: Kind, owner: str | None, words: str) -> None:
    """The last line of a finding names its kind and its owner; a plain fact needs neither."""
    page = Page(macro("findings", "finding")(finding(kind=kind, owner=owner)))
    assert page.words().endswith(f"Two are named. {words}".strip())


def test_a_finding_inside_a_form_has_no_links() -> None:
    """Beside a field nothing leads away from what is being typed."""
    found = (finding(field_href="/x"),)
    assert Page(macro("forms", "text")(field(findings=found))).all("a") == []


def test_changes_that_would_pass_stand_in_a_list_under_what_they_do() -> None:
    """The lead, then a line for each; nothing at all where there are none."""
    told = SimpleNamespace(lead="Any of these would do:", lines=("Name A.", "Name B."))
    page = Page(macro("findings", "way")(told))
    assert (page.words(), len(page.all("li"))) == ("Any of these would do: Name A. Name B.", 2)
    assert macro("findings", "way")(None).strip() == ""
    assert page.words() in Page(macro("findings", "finding")(finding(way=told))).words()


def test_counts_put_first_what_needs_a_person() -> None:
    """The counts hold each answer that occurs, the unmet before the met."""
    found = [
        finding(answer=answer)
        for answer in (Verdict.MET, Verdict.UNMET, Verdict.MET, Verdict.WAITING)
    ]
    page = Page(macro("findings", "summary_counts")(SimpleNamespace(findings=found)))
    assert page.words() == "1 unmet 1 waiting 2 met"


def test_a_finding_can_have_plainer_words_than_the_policys() -> None:
    """The page of whoever proposes gives the words; an answer without any keeps the policy's."""
    called = {Verdict.MET: "Passes", Verdict.UNMET: "Needs a change"}
    one = finding(answer=Verdict.UNMET, called=called[Verdict.UNMET], words="One is named.")
    assert (
        "Two administrators Needs a change One is named."
        in Page(macro("findings", "finding")(one)).words()
    )
    found = [
        finding(answer=answer)
        for answer in (Verdict.MET, Verdict.UNMET, Verdict.MET, Verdict.WAITING)
    ]
    counts = macro("findings", "summary_counts")(SimpleNamespace(findings=found), called)
    assert Page(counts).words() == "Needs a change: 1 1 waiting Passes: 2"


@pytest.mark.parametrize("status", [*Status, *SiteStatus])
def test_a_status_has_plain_words(status: Status | SiteStatus) -> None:
    """Every status of a proposal and of a site is shown in its plain words."""
    assert Page(macro("parts", "status_tag")(status)).words() == status.label


@pytest.mark.parametrize(
    ("site", "tag"),
    [
        (SiteStatus.AWAITING_LAUNCH, ("tag note", "Approved, not open yet")),
        (SiteStatus.LIVE, ("tag good stamp", "In the register")),
        (SiteStatus.SUSPENDED, ("tag bad", "Suspended")),
        (SiteStatus.LAPSED, ("tag quiet", "Approval ended")),
        (SiteStatus.CLOSED, ("tag quiet", "Closed")),
    ],
)
def test_a_proposal_in_the_register_is_called_what_its_site_is(
    site: SiteStatus, tag: tuple[str, str]
) -> None:
    """Only a live site has the green stamp."""
    page = Page(macro("parts", "proposal_tag")(Status.REGISTERED, site))
    assert (page.values("class")[0], page.words()) == tag


@pytest.mark.parametrize("status", Status)
def test_a_proposal_without_a_site_has_the_tag_of_its_status(status: Status) -> None:
    """Nothing has the green stamp of what is open; an approval is told from a signature owed."""
    page = Page(macro("parts", "proposal_tag")(status, None))
    assert page.words() == status.label
    assert "stamp" not in page.values("class")[0]
    counting = Page(macro("parts", "proposal_tag")(status, None, counting=True)).words()
    waits = status is Status.IN_SIGN_OFF
    assert counting == ("Approved, being checked" if waits else status.label)


@pytest.mark.parametrize(
    ("site", "words"),
    [
        (SiteStatus.AWAITING_LAUNCH, "Approved, not open yet"),
        (SiteStatus.CLOSED, "Closed"),
        (None, "In the register"),
    ],
)
@pytest.mark.parametrize("path", ["notices/inbox.html", "proposals/list.html"])
def test_a_list_of_proposals_tells_what_became_of_the_site(
    path: str, site: SiteStatus | None, words: str
) -> None:
    """The same tag in both lists."""
    one = row(
        ref="OS-1", title="P5 blog", href="/proposals/OS-1", status=Status.REGISTERED, site=site,
        changed_at=None,
    )  # fmt: skip
    env = environment()
    env.filters["moment"] = lambda _: "1 September 2026"
    env.globals["fresh_number"] = lambda: "1"
    given = {
        "site": frame(),
        "waiting": (),
        "mine": (one,),
        "others": (),
        "school": "birchfield",
        "held": {"OS-1": ""},
    }
    assert f"P5 blog {words}" in Page(env.get_template(path).render(given)).words()


def test_a_status_that_does_not_exist_is_refused() -> None:
    """An unknown status is an error."""
    with pytest.raises(UndefinedError, match="lost"):
        macro("parts", "status_tag")("lost")


@pytest.mark.parametrize(
    ("value", "words"),
    [("", "Not provided"), (None, "Not provided"), ("P5 reads", "P5 reads"), (("Ann", "Joe"), "AnnJoe"), (Markup("<b>x</b>"), "x")],
)  # fmt: skip
def test_a_summary_row_shows_its_value(value: object, words: str) -> None:
    """A row shows text, lines or markup, and says where nothing was given."""
    rows = [row(key="Key", value=value, change_href=None, hidden="", note="")]
    assert Page(macro("parts", "summary_list")(rows)).words() == f"Key {words}"


def test_a_summary_row_shows_what_to_look_at() -> None:
    """After the answer; a row without a note, as above, has none."""
    rows = [row(key="Key", value="TBC", change_href=None, hidden="", note="It is to come.")]
    words = Page(macro("parts", "summary_list")(rows)).words()
    assert words == "Key TBC Look at it: It is to come."


def test_a_table_stays_a_table_when_its_rows_are_cards() -> None:
    """Every cell after the first carries its column's name, and the roles say that it is a table."""
    page = Page(macro("parts", "table")("Sites", ("Site", "Status"), (("P5 reads", "Live"),)))
    assert page.values("data-label") == ["Status"]
    assert page.values("role") == [
        "table", "rowgroup", "row", "columnheader", "columnheader", "rowgroup", "row", "rowheader",
        "cell",
    ]  # fmt: skip


CHILD = (
    '{% extends "base.html" %}{% block title %}Propose a site{% endblock %}'
    "{% block content %}<h1>Propose a site</h1>{% endblock %}"
)


def page_of(site_view: SimpleNamespace, **context: object) -> Page:
    return Page(ENVIRONMENT.from_string(CHILD).render(site=site_view, **context))


@pytest.mark.parametrize(
    ("context", "start"),
    [
        ({}, "Propose a site – Official Sites – Forge"),
        ({"faults": ()}, "Propose a site – Official Sites – Forge"),
        (
            {"faults": (fault("title", "Enter it"),)},
            "Error: Propose a site – Official Sites – Forge",
        ),
    ],
)
def test_the_title_says_when_there_is_an_error(context: dict[str, object], start: str) -> None:
    """The title names the page, the product and the school, after the word Error where one stands."""
    assert page_of(site(school_name="Forge"), **context).words().startswith(start)


def test_the_error_summary_takes_the_focus_above_the_heading() -> None:
    """With faults the summary comes first in main, is announced, and is focused without a script."""
    page = page_of(site(), faults=(fault("title", "Enter it"),))
    (problem,) = (has for _, has in page.elements if has.get("role") == "alert")
    assert (problem["tabindex"], "autofocus" in problem) == ("-1", True)
    assert page.words().index("There is a problem") < page.words().rindex("Propose a site")


def test_the_skip_link_leads_to_main() -> None:
    """The first link of the page leads to the main part."""
    page = page_of(site())
    assert page.all("a")[0]["href"] == "#main"
    assert [has["id"] for has in page.all("main")] == ["main"]


def test_who_is_signed_in_can_sign_out() -> None:
    """A signed-in person is named and signs out by a post; others are offered to sign in."""
    signed_in, stranger = page_of(site(person_name="Ann Smith")), page_of(site())
    assert [(has["method"], has["action"]) for has in signed_in.all("form")] == [
        ("post", "/sign-out")
    ]
    assert "Signed in as Ann Smith Sign out" in signed_in.words()
    assert stranger.all("form") == []
    assert "/sign-in" in stranger.values("href")


def test_the_sections_mark_where_one_is() -> None:
    """The navigation holds the given items, marks the current one, and says how much waits there."""
    nav = [
        row(href="/inbox", label="Inbox", current=True, count=3),
        row(href="/register", label="Register", current=False, count=0),
    ]
    page = page_of(site(nav=nav))
    marked = [
        (has["href"], has.get("aria-current"))
        for has in page.all("a")
        if has["href"] in {"/inbox", "/register"}
    ]
    assert marked == [("/inbox", "page"), ("/register", None)]
    assert "Inbox 3 waiting Register" in page.words()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"demo": True}, "Demonstration. The school, its people and its sites are invented."),
        ({"waiting": "14:05"}, "Checks have been waiting since 14:05. Your work is saved,"),
    ],
)
def test_a_banner_shows_only_when_it_is_true(changes: dict[str, object], words: str) -> None:
    """The demonstration and a waiting engine are announced, and only then."""
    assert (words in page_of(site(**changes)).words(), words in page_of(site()).words()) == (
        True,
        False,
    )


def test_the_footer_tells_of_the_record_and_of_the_edition() -> None:
    """Every page says that it is recorded, and that Appendix A is a reconstruction of the model."""
    words = page_of(site()).words()
    assert "Everything you do here is recorded (clause 8.2)." in words
    assert "follow the model Appendix A, reconstructed edition" in words


def test_what_the_site_view_holds_is_text() -> None:
    """A script in a school's or person's name, a link or the path is printed as text."""
    nav = [row(href=BAD, label=BAD, current=False, count=0)]
    page = page_of(site(school_name=BAD, person_name=BAD, nav=nav, waiting=BAD, path=BAD))
    assert "script" not in page.tags()
