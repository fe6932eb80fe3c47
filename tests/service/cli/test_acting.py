"""`propose` and `decide`: the same acts as on the pages, with the same guards."""

import json
from pathlib import Path

import pytest
from sqlmodel import select

from appendix_a.procedure.lifecycle import Status
from service.cli.acting import REFUSED
from service.cli.record import opened
from service.db import closing
from service.db.tables import Decision, Proposal
from service.desk.operations import log
from service.desk.proposals.decisions import BY_HOST, NOT_YOURS
from service.desk.views import LogLine
from tests.service.cli.conftest import Run, command, copy
from tests.service.cli.school import (
    MET,
    add_people,
    answers,
    at,
    blog,
    decide,
    propose,
    run_flows,
    sign,
)


@pytest.fixture(scope="module")
def peopled(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = copy(begun, tmp_path_factory.mktemp("peopled"))
    with (data / "settings.toml").open("a", encoding="utf-8") as file:
        file.write("host_decides = true\n")
    add_people(command, data)
    return data


@pytest.fixture
def school(peopled: Path, tmp_path: Path) -> Path:
    return copy(peopled, tmp_path)


def status(data: Path) -> Status:
    with opened(data) as office, office.read() as session:
        row = session.get(Proposal, "HILL-0001")
        assert row is not None
        return row.status


def newest(data: Path) -> LogLine:
    """The newest line about an act; the one after it closes its transaction."""
    with opened(data) as office:
        closed, act = log.lines(office, "hill", limit=2)
        assert closed.kind == closing.KIND
        return act


def test_a_proposal_is_submitted_and_its_reference_printed(run: Run, school: Path) -> None:
    """The reference alone is on stdout; the checks are asked for; the log names the person."""
    ran = propose(run, school)
    people = {one["email"]: one["key"] for one in listed(run, school)}
    line = newest(school)
    assert (ran.exit, ran.out, ran.err) == (0, "HILL-0001\n", "")
    assert (status(school), line.kind, line.actor) == (
        Status.CHECKING,
        "submitted",
        people[at("teacher")],
    )


def test_the_host_decides_for_nobody_unless_the_settings_say_so(run: Run, school: Path) -> None:
    """Refused before anything is looked up; allowed, log and record say that it was the host."""
    assert propose(run, school).exit == 0
    run_flows(school, *MET)
    allowed = (school / "settings.toml").read_text(encoding="utf-8")
    (school / "settings.toml").write_text("hold_seconds = 0\n", encoding="utf-8")
    refused = decide(run, school, "manager", "aims", "--sign")
    assert (refused.exit, refused.err) == (3, f"{REFUSED}\n")
    (school / "settings.toml").write_text(allowed, encoding="utf-8")
    sign(run, school, "manager", "aims")
    with opened(school) as office, office.read() as session:
        [decision] = session.exec(select(Decision)).all()
        signed = next(one for one in log.lines(office, "hill") if one.kind == "signed")
    assert (decision.flags[-1], signed.by_host) == (BY_HOST, True)


def listed(run: Run, data: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(
        run("people", "list", "--school", "hill", "--json", "--data", data).out
    )
    return found


@pytest.mark.parametrize(
    ("who", "code", "said"),
    [
        ("auditor", 3, "auditor@hill.example may not propose at “hill”: they hold no role there for it."),
        ("office", 3, "office@hill.example may not propose at “hill”: they hold no role there for it."),
        ("nobody", 3, "Nobody here has the e-mail address nobody@hill.example."),
    ],
)  # fmt: skip
def test_only_a_member_proposes(run: Run, school: Path, who: str, code: int, said: str) -> None:
    """Auditor, registrar and strangers propose nothing, as on the pages."""
    ran = propose(run, school, who)
    assert (ran.exit, ran.out, ran.err.strip()) == (code, "", said)
    assert newest(school).kind != "submitted"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title = ", "# ", "proposal.title: Give the site a name."),
        (at("second"), at("nobody"), "Nobody here has the e-mail address nobody@hill.example."),
        ('"weekly"', '"daily"', ""),
        ('moderation = "pre"', 'moderation = "never"', "proposal.moderation: “moderation” must be one of 'pre', 'post' or 'reactive'."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_submitted_leaves_no_draft(
    run: Run, school: Path, old: str, new: str, said: str
) -> None:
    """Everything is looked at before the first line is written to the log."""
    file = blog(school)
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    ran = propose(run, school, file=file)
    assert ran.exit == (0 if not said else 3 if said.startswith("Nobody") else 2)
    assert ran.err.strip().endswith(said)
    assert (newest(school).kind == "submitted") is (not said)


def test_a_signature_needs_its_answers_and_is_then_given(run: Run, school: Path) -> None:
    """Each judgement is asked for by its check; with all of them the signature is in the log."""
    propose(run, school)
    run_flows(school, *MET)
    given = answers(run, school, "manager", "aims")
    ran = decide(run, school, "manager", "aims", "--sign", *given)
    assert (ran.exit, ran.out) == (
        0,
        "HILL-0001: sign, aims and content, as manager@hill.example.\n",
    )
    assert (newest(school).kind, status(school)) == ("signed", Status.IN_SIGN_OFF)


def test_a_step_is_decided_once(run: Run, school: Path) -> None:
    """A second signature of the same step is answered with no, and who and when."""
    propose(run, school)
    run_flows(school, *MET)
    given = answers(run, school, "manager", "aims")
    decide(run, school, "manager", "aims", "--sign", *given)
    ran = decide(run, school, "manager", "aims", "--sign", *given)
    assert ran.exit == 1
    assert ran.err.startswith("This step was already signed on ")


@pytest.mark.parametrize(
    ("how", "then"), [("--return", Status.RETURNED), ("--reject", Status.REJECTED)]
)
def test_giving_back_and_rejecting_need_a_reason(
    run: Run, school: Path, how: str, then: Status
) -> None:
    """Without a reason it is bad input; with one the proposal moves."""
    propose(run, school)
    run_flows(school, *MET)
    bare = decide(run, school, "manager", "aims", how)
    ran = decide(run, school, "manager", "aims", how, "--reason", "The plan for June is missing.")
    assert (bare.exit, bare.err) == (
        2,
        "reason: Say why, in a sentence. The proposer and the auditor will read it.\n",
    )
    assert (ran.exit, status(school)) == (0, then)


def test_a_reason_that_cannot_be_kept_is_bad_input(run: Run, school: Path) -> None:
    """It is too long, and nothing is decided."""
    propose(run, school)
    run_flows(school, *MET)
    ran = decide(run, school, "manager", "aims", "--return", "--reason", "x" * 5_001)
    assert (ran.exit, ran.err) == (
        2,
        "reason: This is 5,001 characters long. Shorten it to 5,000.\n",
    )
    assert status(school) is Status.IN_SIGN_OFF


WHOSE = (
    "You do not have permission to decide “Aims and content”: it is for Conor Daly to decide. "
    "Nothing was changed.\n"
)
NOTHING = f"{NOT_YOURS}\n"


@pytest.mark.parametrize(
    ("who", "words"),
    [("teacher", WHOSE), ("second", WHOSE), ("chair", WHOSE), ("office", NOTHING)],
)
def test_nobody_but_the_signatory_decides(run: Run, school: Path, who: str, words: str) -> None:
    """Who has a part in it is told who decides; to anyone else there is nothing."""
    propose(run, school)
    run_flows(school, *MET)
    ran = decide(run, school, who, "aims", "--sign")
    assert (ran.exit, ran.err) == (3, words)


def test_the_final_signature_waits_for_the_first(run: Run, school: Path) -> None:
    """Signing out of turn is answered with no, and with what is still owed."""
    propose(run, school)
    run_flows(school, *MET)
    given = answers(run, school, "principal", "final")
    ran = decide(run, school, "principal", "final", "--sign", *given)
    owed = (
        "Still needed before the final approval: Aims and content, Name and logo. "
        "Declarations still to be made by Aoife Kerr, Conor Daly, Emma Walsh.\n"
    )
    assert (ran.exit, ran.err) == (1, owed)


def test_the_help_says_that_the_host_acts_as_a_person(run: Run) -> None:
    """Who reads the help knows whose name the log will hold."""
    for name in ("propose", "decide"):
        said = " ".join(run(name, "--help").out.split())
        assert "The log records the act as theirs" in said
