"""`init`: what it leaves behind, what it says, and what it refuses."""

import io
import stat
import sys
from pathlib import Path

import pytest
from sqlmodel import col, select

from service.cli import founding
from service.cli.founding import HALF_THERE, RECORD_THERE, STOPPED
from service.cli.record import opened
from service.db.guards import missing
from service.db.migrate import APPEND_ONLY
from service.db.tables import Credential, Grant, Person, School
from service.desk.office import INSTALLATION
from service.desk.operations import log, verifying
from service.desk.people import signing_in
from service.settings import load
from tests.service.cli.conftest import INIT, Run, options


def test_it_begins_a_record(data: Path) -> None:
    """There is a school as it was described, a guarded log that verifies, and two keys outside."""
    with opened(data) as office:
        with office.read() as session:
            school = session.get(School, "hill")
            assert school is not None
            assert (school.name, school.time_zone) == ("Hill Primary School", "Europe/London")
            assert school.facts == {
                "jurisdiction": "northern_ireland",
                "domains": ["hill.example", "blogs.hill.example"],
                "pupils": {"youngest": 4, "oldest": 11},
            }
        assert missing(office.db, APPEND_ONLY) == []
        assert {name: log.verify(office, name) for name in log.logs(office)} == {
            "hill": None,
            "installation": None,
        }
        for key in (log.key_file(office), office.log_key_path):
            assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert verifying.verify(office).whole
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert sorted(one.name for one in (data.parent / "data-checkpoints").iterdir()) == [
        "hill.txt",
        "installation.txt",
        "log.key",
        "signing.key",
        "signing.lock",
        "signing.pub",
    ]


def test_the_first_people_have_their_roles_and_no_password(data: Path) -> None:
    """Three are of the school, the operator of the host; all are marked as named by the host."""
    with opened(data) as office, office.read() as session:
        held = sorted(
            (str(person.email), grant.role.value, grant.school, grant.given_by, grant.confirmed_by)
            for person, grant, credential in session.exec(
                select(Person, Grant, Credential)
                .where(Grant.person == Person.key)
                .where(Credential.person == Person.key)
                .where(col(Credential.password_hash).is_(None))
            )
        )
    host = (INSTALLATION, INSTALLATION)
    assert held == [
        ("chair@hill.example", "chair_of_governors", "hill", *host),
        ("chair@hill.example", "governor", "hill", *host),
        ("host@trust.example", "operator", None, *host),
        ("office@hill.example", "registrar", "hill", *host),
        ("principal@hill.example", "principal", "hill", *host),
        ("principal@hill.example", "staff", "hill", *host),
    ]


def test_it_prints_links_that_work_once(run: Run, tmp_path: Path) -> None:
    """Each link sets a password; used again it is refused."""
    ran = run("init", *options(), "--data", tmp_path / "data")
    links = [line.split()[-1] for line in ran.out.splitlines() if "/set-password/" in line]
    assert [link.rpartition("/")[0] for link in links] == ["http://127.0.0.1:8000/set-password"] * 4
    tokens = [link.rpartition("/")[2] for link in links]
    with opened(tmp_path / "data") as office:
        before = [signing_in.link_works(office, token) for token in tokens]
        signing_in.use_link(office, tokens[0], "three unrelated lanterns")
        assert (before, [signing_in.link_works(office, one) for one in tokens]) == (
            [True] * 4,
            [False, True, True, True],
        )


def test_what_is_not_given_is_asked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The questions come in order, and an empty answer takes what is offered."""
    answers = [*list(INIT.values())[:11], "", ""]
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{one}\n" for one in answers)))
    ran = run("init", "--data", tmp_path / "data")
    assert ran.exit == 0, ran.err
    with opened(tmp_path / "data") as office, office.read() as session:
        school = session.get(School, "hill")
        assert school is not None
        assert school.facts["pupils"] == {"youngest": 4, "oldest": 11}


def test_answers_that_end_too_early_are_no_traceback(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without answers nothing is begun, and the sentence says how to give them."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("hill\n"))
    ran = run("init", "--data", tmp_path / "data")
    assert (ran.exit, ran.err.splitlines()[-1]) == (
        2,
        STOPPED,
    )
    assert not (tmp_path / "data").exists()


def test_a_second_time_is_refused(run: Run, data: Path) -> None:
    """A record is never begun anew: the first stays as it was."""
    before = (data / "official-sites.db").read_bytes()
    ran = run("init", *options(), "--data", data)
    assert (ran.exit, ran.err) == (
        3,
        f"{data} is not empty. {RECORD_THERE} Name another folder.\n",
    )
    assert (data / "official-sites.db").read_bytes() == before


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("data", "It holds something else."),
        ("data-checkpoints", "Another record's checkpoints may be there."),
    ],
)
def test_a_strange_folder_is_refused(run: Run, tmp_path: Path, folder: str, why: str) -> None:
    """A folder with somebody's file in it is left alone."""
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "thesis.txt").write_text("mine", encoding="utf-8")
    ran = run("init", *options(), "--data", tmp_path / "data")
    words = f"{tmp_path / folder} is not empty. {why} Name another folder.\n"
    assert (ran.exit, ran.err) == (3, words)
    assert [one.name for one in (tmp_path / folder).iterdir()] == ["thesis.txt"]


WRONG = [
    ({"school_key": "Hill School"}, "--school-key: Use small letters and digits, with single hyphens between, at most 20, such as our-lady."),
    ({"school_key": "../etc"}, "--school-key: Use small letters and digits, with single hyphens between, at most 20, such as our-lady."),
    ({"school_key": "Our Lady!"}, "--school-key: Use small letters and digits, with single hyphens between, at most 20, such as our-lady."),
    ({"school_key": "installation"}, "--school-key: “installation” is taken. Choose another key, such as hill."),
    ({"school_name": " "}, "--school-name: Give the school's name."),
    ({"domains": "hill.example, not a domain!"}, "--domains: “not” is not a domain. Write it like school.example."),
    ({"domains": "hill.example/blog"}, "--domains: “hill.example/blog” is not a domain. Write it like school.example."),
    ({"registrar_email": "office"}, "--registrar-email: Give an e-mail address, such as a.teacher@school.example."),
    ({"operator_email": "a b@c.example"}, "--operator-email: Give an e-mail address, such as a.teacher@school.example."),
    ({"operator_email": "OFFICE@hill.example"}, "--operator-email: Give an address of their own: whoever has one of these offices has none of the others."),
    ({"chair_email": "principal@hill.example"}, "--chair-email: Give an address of their own: whoever has one of these offices has none of the others."),
    ({"principal_name": ""}, "--principal-name: Give the principal's name."),
    ({"registrar_name": "x" * 201}, "--registrar-name: This is 201 characters long. Shorten it to 200."),
    ({"operator_name": "Ivan\x07"}, "--operator-name: This has a character that cannot be shown. Type the words again."),
    ({"operator_email": "a@b@c.example"}, "--operator-email: Give an e-mail address, such as a.teacher@school.example."),
    ({"operator_name": ""}, "--operator-name: Give the operator's name."),
    ({"youngest": "11", "oldest": "4"}, "--oldest: The oldest pupil is younger than the youngest. Correct the age."),
    ({"youngest": "0"}, "--youngest: Give an age in whole years, from 2 to 19."),
    ({"oldest": "eleven"}, "--oldest: Give an age in whole years, from 2 to 19."),
    ({"youngest": "0", "school_name": ""}, "--school-name: Give the school's name.\n--youngest: Give an age in whole years, from 2 to 19."),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), WRONG)
def test_wrong_answers_begin_nothing(
    run: Run, tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    """A school that cannot be is refused in one sentence, before anything is written."""
    ran = run("init", *options(**changes), "--data", tmp_path / "data")
    assert (ran.exit, ran.out, ran.err.strip()) == (2, "", said)
    assert list(tmp_path.iterdir()) == []


def test_the_settings_that_were_given_are_kept(run: Run, tmp_path: Path) -> None:
    """Only what was given is written, for its owner's eyes, and `load` reads it back."""
    data, kept = tmp_path / "data", tmp_path / "kept"
    more = ["--checkpoints", kept, "--public-origin", "https://sites.hill.example"]
    ran = run("init", *options(), "--data", data, *more)
    file = data / "settings.toml"
    settings = load(data)
    assert ran.exit == 0
    assert (settings.checkpoints, settings.origin) == (kept, "https://sites.hill.example")
    assert file.read_text(encoding="utf-8").splitlines()[1:] == [
        f'checkpoints = "{kept}"',
        'public_origin = "https://sites.hill.example"',
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "https://sites.hill.example/set-password/" in ran.out


def test_checkpoints_inside_the_data_folder_are_refused(run: Run, tmp_path: Path) -> None:
    """Whoever can change the record must not reach its checkpoints in the same folder."""
    data = tmp_path / "data"
    ran = run("init", *options(), "--data", data, "--checkpoints", data / "checkpoints")
    assert (ran.exit, ran.err) == (
        2,
        "The checkpoints must lie outside the data folder. Name another folder.\n",
    )


def test_an_answer_is_asked_again_until_it_can_be_taken(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each wrong answer gets its sentence at once, and what was right is not asked again."""
    answers = [
        *("Our Lady's Primary School", "Our Lady!", "", "not a domain!", "lady.example"),
        *("Niamh Hart", "n@lady.example", "Ruth Adair", "r@lady.example", "Orla Beggs"),
        *("office", "office@lady.example", "Ivan Petrie", "OFFICE@lady.example", "ivan@t.example"),
        *("five", "5", "4", "11"),
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{one}\n" for one in answers)))
    ran = run("init", "--data", tmp_path / "data")
    assert ran.exit == 0, ran.err
    said = [line.rpartition("Error: ")[2] for line in ran.out.splitlines() if "Error: " in line]
    assert said == [
        "Use small letters and digits, with single hyphens between, at most 20, such as our-lady.",
        "“not” is not a domain. Write it like school.example.",
        "Give an e-mail address, such as a.teacher@school.example.",
        "Give an address of their own: whoever has one of these offices has none of the others.",
        "Give an age in whole years, from 2 to 19.",
        "The oldest pupil is younger than the youngest. Correct the age.",
    ]
    with opened(tmp_path / "data") as office, office.read() as session:
        school = session.get(School, "our-ladys")
        assert school is not None
        assert (school.name, school.facts["pupils"]) == (
            "Our Lady's Primary School",
            {"youngest": 5, "oldest": 11},
        )


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Our Lady's Primary School", "our-ladys"),
        ("Forge Integrated Primary School", "forge-integrated"),
        ("St. Patrick’s and St. Joseph’s Primary School", "st-patricks-and-st"),
        ("Bunscoil Bheann Mhadagáin", "bunscoil-bheann"),
        ("学校", ""),
    ],
)
def test_a_key_is_offered_by_the_name(name: str, key: str) -> None:
    """Its first words, as many as fit; nothing where it has none that a key could have."""
    assert founding._slug(name) == key
    assert not key or founding._key_fault(key, {}) == ""


def test_a_used_folder_is_refused_before_anything_is_asked(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody answers every question in vain."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    ran = run("init", "--data", data)
    assert (ran.exit, ran.out) == (3, "")
    assert ran.err == f"{data} is not empty. {RECORD_THERE} Name another folder.\n"


@pytest.mark.parametrize("made", [False, True])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_stops_midway_leaves_nothing_half(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    made: bool,
) -> None:
    """A full disk and Ctrl-C leave both folders as they were, and the next try succeeds."""

    def fail(*_: object) -> None:
        raise error

    if made:
        (tmp_path / "data").mkdir()
    before = sorted(tmp_path.iterdir())
    with monkeypatch.context() as patch:
        patch.setattr(founding, "_write", fail)
        ran = run("init", *options(), "--data", tmp_path / "data")
    assert ran.exit == (130 if isinstance(error, KeyboardInterrupt) else 4)
    assert (ran.out, sorted(tmp_path.iterdir())) == ("", before)
    assert [one for folder in before for one in folder.iterdir()] == []
    assert run("init", *options(), "--data", tmp_path / "data").exit == 0


def test_a_record_that_a_kill_left_half_is_named_as_that(run: Run, data: Path) -> None:
    """Without its settings, which are written last, it is no record that can be served."""
    (data / "settings.toml").unlink()
    ran = run("init", *options(), "--data", data)
    assert (ran.exit, ran.err) == (
        3,
        f"{data} is not empty. {HALF_THERE} Name another folder.\n",
    )


def test_it_says_what_to_share_and_what_never(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links and files stand alone on their lines; the command is the one that was typed."""
    monkeypatch.setattr(sys, "argv", [".venv/bin/official-sites"])
    monkeypatch.setenv("PATH", str(tmp_path))  # a shell in which the environment is not activated
    data, kept = tmp_path / "data", tmp_path / "data-checkpoints"
    ran = run("init", *options(), "--port", "8123", "--data", data)
    lines = ran.out.splitlines()
    links = [line for line in lines if "/set-password/" in line]
    assert [link.rpartition("/")[0] for link in links] == ["http://127.0.0.1:8123/set-password"] * 4
    shared = lines.index(
        "Give these to somebody who does not run this service, and the checkpoints again every term:"
    )
    never = lines.index(
        "Never give these away; keep one copy of each where only you can read it, apart from the "
        "backups, which do not hold them:"
    )
    assert lines[shared + 1 : shared + 4] == [
        f"{kept}/signing.pub",
        f"{kept}/hill.txt",
        f"{kept}/installation.txt",
    ]
    assert lines[never + 1 : never + 3] == [f"{kept}/signing.key", f"{kept}/log.key"]
    assert [line for line in lines if ".key" in line] == lines[never + 1 : never + 3]
    assert lines[-1] == f".venv/bin/official-sites serve --data {data}"
    assert load(data).port == 8123


def test_a_path_is_kept_whole(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was given from this folder means the same from every other."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "db").mkdir()
    more = ["--checkpoints", "kept", "--database-url", "sqlite:///db/record.db"]
    ran = run("init", *options(), "--data", "data", *more)
    assert ran.exit == 0, ran.err
    monkeypatch.chdir("/")
    settings = load(tmp_path / "data")
    assert (settings.checkpoints, settings.database_url) == (
        tmp_path / "kept",
        f"sqlite:///{tmp_path}/db/record.db",
    )
