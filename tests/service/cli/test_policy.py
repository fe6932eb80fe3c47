"""`policy`: an edition that goes out as a file comes in as the same, and old signatures replay."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from appendix_a.editions.edition import Adoption
from appendix_a.reading.case import Role, SignOffStep
from service.cli.policy import toml
from service.cli.record import opened
from service.desk.people import granting, people
from service.desk.policy import editions
from tests.appendix_a.editions.test_edition import editions as any_edition
from tests.documents import DOCS
from tests.service.cli.conftest import Ran, Run, command, copy
from tests.service.cli.school import REF, add_people, at, confirm_roles, enter, propose

REGISTRAR = "office@hill.example"
OURS: dict[str, Any] = {
    "title": "Our policy",
    "wording": {"A.5.4a": {"printed": "B.7", "words": "Three.\n\n“Teachers” \\ each."}},
    "switched_off": {"A.1.7": "We measure all our sites together."},
    "thresholds": {"administrators": 3},
}


@pytest.fixture(scope="module")
def staffed(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school whose people hold every role that the model names."""
    data = copy(begun, tmp_path_factory.mktemp("staffed"))
    add_people(command, data)
    with opened(data) as office:
        registrar = people.by_email(office, REGISTRAR)
        teacher = people.by_email(office, at("second"))
        granting.grant(office, registrar, "hill", teacher, Role.E_SAFETY_LEAD)
    confirm_roles(data)
    return data


@pytest.fixture
def school(staffed: Path, tmp_path: Path) -> Path:
    return copy(staffed, tmp_path)


def bring(run: Run, data: Path, file: Path | str, who: str = REGISTRAR) -> Ran:
    return run("policy", "import", file, "--school", "hill", "--as", who, "--data", data)


def written(data: Path, text: str, name: str = "edition.toml") -> Path:
    file = data.parent / name
    file.write_text(text, encoding="utf-8")
    return file


def drafted(data: Path) -> Adoption:
    with opened(data) as office:
        return editions.draft(office, "hill").adoption


@given(any_edition)
def test_an_edition_as_toml_is_the_same_edition(edition: Adoption) -> None:
    """For every edition: what the file says is what was written to it."""
    assert Adoption.model_validate(tomllib.loads(toml(edition))) == edition


def test_without_a_school_the_model_is_exported(run: Run) -> None:
    """As it comes with the product, without any record."""
    ran = run("policy", "export")
    assert (ran.exit, Adoption.model_validate(tomllib.loads(ran.out))) == (0, Adoption())


@pytest.mark.parametrize("form", ["toml", "json"])
def test_an_edition_that_is_exported_and_imported_is_the_same(
    run: Run, school: Path, form: str
) -> None:
    """By way of a file, in either form, and under the key of the edition to come."""
    edition = Adoption.model_validate(OURS)
    assert bring(run, school, written(school, toml(edition))).exit == 0
    with opened(school) as office:
        principal = people.by_email(office, at("principal"))
        editions.adopt(office, principal, "hill", 1)
        held = editions.current(office, "hill").adoption
    options = ("--json",) if form == "json" else ()
    out = run("policy", "export", "--school", "hill", *options, "--data", school).out
    assert bring(run, school, written(school, out, f"again.{form}")).exit == 0
    same = {"key": "hill-2", "adopted_on": None}
    assert drafted(school) == held.model_copy(update=same)
    assert (held.wording, held.key) == (edition.wording, "hill-1")


def test_the_draft_that_was_there_is_replaced(run: Run, school: Path) -> None:
    """By the file as a whole."""
    bring(run, school, written(school, toml(Adoption.model_validate(OURS))))
    ran = bring(run, school, written(school, 'title = "Another"\n'))
    assert (ran.exit, drafted(school).title, drafted(school).wording) == (0, "Another", {})


BAD = """\
title = "Ours"
colour = "green"

[wording]
"7.1" = {words = " "}
"7.2" = {printed = "7.3"}
"X.1" = {printed = "1"}

[switched_off]
"7.3" = ""

[thresholds]
administrators = 1
moderators = "two"
"""
BAD_FIELDS = """\
line 2, colour: “colour” is not a field of this form. Take it out, or check its spelling.
line 5, wording.7.1.words: Clause 7.1: its words must not be blank. Write something, or keep the model's.
line 6, wording.7.2.printed: Clause 7.2: another clause is printed 7.3 too. Give each its own number.
line 7, wording.X.1: The model has no clause X.1. Check the number.
line 10, switched_off.7.3: Clause 7.3: say why it is switched off.
line 13, thresholds.administrators: “Fewest administrators” asks for less than the policy does. Say why.
line 14, thresholds.moderators: “Fewest members of staff who moderate” must be a whole number.
"""


def test_a_bad_file_is_refused_whole_with_every_fault(run: Run, school: Path) -> None:
    """Each fault with its field; nothing is drafted."""
    file = written(school, BAD)
    ran = bring(run, school, file)
    assert (ran.exit, ran.out) == (2, "")
    assert ran.err.splitlines() == [f"{file}, {one}" for one in BAD_FIELDS.splitlines()]
    with opened(school) as office:
        assert editions.draft(office, "hill").version == 0


ONE_FAULT = [
    (
        "title = ",
        "line 1, title: Its value cannot be read. Put words in quotation marks, and write yes as true and no as false.",
    ),
    (
        '[roles]\nbrand_owner = "vice_chair"\n',
        "line 2, roles.brand_owner: Nobody at the school holds the role vice chair of governors. Name another, or grant it first.",
    ),
    (
        "[thresholds]\nterms_days = 91\n",
        "line 2, thresholds.terms_days: “Days for which a reading of the terms counts” asks for less than the policy does. Say why.",
    ),
]


@pytest.mark.parametrize(("text", "words"), ONE_FAULT)
def test_one_fault_is_one_line(run: Run, school: Path, text: str, words: str) -> None:
    """The control: what else the file says is sound."""
    file = written(school, text)
    ran = bring(run, school, file)
    assert (ran.exit, ran.err) == (2, f"{file}, {words}\n")


@pytest.mark.parametrize("who", ["principal", "teacher"])
def test_only_the_registrar_imports(run: Run, school: Path, who: str) -> None:
    """Whoever else is named is refused."""
    ran = bring(run, school, written(school, 'title = "Ours"\n'), at(who))
    assert (ran.exit, ran.err) == (3, "Only the registrar can do this.\n")


def test_a_school_that_there_is_not_is_not_found(run: Run, school: Path) -> None:
    """On the way out."""
    assert run("policy", "export", "--school", "dale", "--data", school).exit == 3


def test_the_sample_of_the_documentation_is_sound(run: Run, school: Path) -> None:
    """What docs/command-line.md shows is an edition that can be drafted."""
    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    sample = page.partition("```toml\n")[2].partition("```")[0]
    ran = bring(run, school, written(school, sample))
    assert (ran.exit, drafted(school).title) == (0, "Our social media policy, 2027")


def test_signatures_that_answer_differently_now_are_a_no(run: Run, school: Path) -> None:
    """Each with its edition, and what was recorded beside what is found: here, nothing was."""
    enter(run, school)  # whose flows answer without any findings
    ran = run("policy", "replay", REF, "--data", school)
    heads = [line for line in ran.out.splitlines() if not line.startswith(" ")]
    found = json.loads(run("policy", "replay", REF, "--json", "--data", school).out)
    assert ran.exit == 1
    assert {(one["edition"], one["same_code"]) for one in found} == {("model-1", True)}
    assert [line.partition(",")[0] for line in heads] == [
        SignOffStep(one["step"]).label for one in found
    ]
    assert {line.partition("edition ")[2].partition(":")[0] for line in heads} == {"model-1"}
    assert {"not asked" in line for line in ran.out.splitlines() if line not in heads} == {True}


def test_what_nobody_signed_has_nothing_to_replay(run: Run, school: Path) -> None:
    """It answers yes; a proposal that there is not is not found."""
    propose(run, school)
    ran = run("policy", "replay", REF, "--data", school)
    assert (ran.exit, ran.out) == (0, f"{REF}: no signature has been counted or refused yet.\n")
    assert run("policy", "replay", "HILL-0099", "--data", school).exit == 3
