"""`backup` and `restore`, as the operator types them."""

import re
import shutil
from pathlib import Path

from service.cli.record import opened
from service.desk.office import INSTALLATION
from service.desk.operations import backups, log, manifest
from service.desk.people import inviting, people
from tests.databases import fresh
from tests.service.cli.conftest import Ran, Run
from tests.service.cli.school import add_people, at

FOLDER = re.compile(
    r"^(/.*Z)  \d+ KiB: hill to line \d+, installation to line \d+\.$", re.MULTILINE
)


def backed_up(run: Run, data: Path, *more: str | Path) -> Path:
    """The folder of a new backup, as it is printed."""
    ran = run("backup", "--data", data, *more)
    assert ran.exit == 0, ran.err
    found = FOLDER.search(ran.out)
    assert found, ran.out
    return Path(found[1])


def lost(data: Path, *, checkpoints: bool = False) -> None:
    """The data folder is gone; the checkpoints too, where said, but for the keys that were kept."""
    shutil.rmtree(data)
    folder = data.with_name("data-checkpoints")
    for one in folder.iterdir() if checkpoints else ():
        if one.name not in {"signing.key", "log.key"}:
            one.unlink()


def well(run: Run, data: Path) -> Ran:
    return run("doctor", "--data", data)


def test_a_backup_says_that_it_was_proven_and_where_it_is(run: Run, data: Path) -> None:
    """Beside the data folder unless named; with the key it says so; the log knows when."""
    ran = run("backup", "--data", data)
    assert (ran.exit, ran.err) == (0, "")
    first, where, key, _ = ran.out.splitlines()
    assert first == "Proven: it was restored into a temporary folder, and every log verified."
    assert where.startswith(f"{data}-backups/")
    assert key == (
        f"It holds neither key: keep one copy of {data}-checkpoints/signing.key and of "
        f"{data}-checkpoints/log.key where only you can read them."
    )
    named = backed_up_with_key(run, data)
    assert [one.name for one in named.rglob("*.key")] == ["signing.key"]
    with opened(data) as office:
        assert backups.last_proven(office) is not None
        assert log.lines(office, INSTALLATION)[1].subject == named.name


def backed_up_with_key(run: Run, data: Path) -> Path:
    ran = run("backup", "--data", data, "--with-key", "--to", data.with_name("kept"))
    kept = f"The log key it never holds: keep one copy of {data}-checkpoints/log.key elsewhere, "
    assert f"Keep it like a secret. {kept}where only you can read it." in ran.out
    (folder,) = data.with_name("kept").iterdir()
    return folder


def test_a_lost_machine_comes_back(run: Run, data: Path) -> None:
    """Data and checkpoints are gone; from the backup and the keys that were kept, all is well again."""
    folder = backed_up(run, data)
    settings = (data / "settings.toml").read_text()
    lost(data, checkpoints=True)
    ran = run("restore", folder, "--data", data)
    assert (ran.exit, ran.err) == (0, "")
    assert ran.out.splitlines()[1:] == [
        "Nobody had been erased after that.",
        "Everyone has to sign in again.",
        f"Start it with “official-sites serve --data {data}”.",
    ]
    assert ran.out.startswith("Restored and verified: the record as it was on ")
    assert (data / "settings.toml").read_text() == settings
    assert well(run, data).exit == 0


def test_what_was_signed_for_and_is_lost_is_said(run: Run, data: Path) -> None:
    """Exit 1 with the log, the number of lines and since when; `doctor` goes on naming it."""
    folder = backed_up(run, data)
    with opened(data) as office:
        before = log.size(office, "hill")
        inviting.invite(office, INSTALLATION, "hill", people.people(office, "hill")[0].key)
        lines = log.size(office, "hill") - before
        log.sign_checkpoints(office)
    lost(data)
    ran = run("restore", folder, "--data", data)
    assert ran.exit == 1
    said = [one for one in ran.out.splitlines() if one.startswith("MISSING: ")]
    assert [one.partition(", everything after ")[0] for one in said] == [
        f"MISSING: {lines} lines at the end of the log of hill",
    ]
    assert well(run, data).exit == 1


def test_an_erased_person_stays_erased(run: Run, data: Path) -> None:
    """Erased after the backup, they are erased again from what is restored, and it is said."""
    add_people(run, data)
    with opened(data) as office:
        person = people.person(office, "hill", people.by_email(office, at("teacher")))
    folder = backed_up_with_key(run, data)
    assert run("people", "erase", person.key, "--school", "hill", "--data", data).exit == 0
    lost(data)
    ran = run("restore", folder, "--data", data)
    assert "Erased again: 1 people who were erased after that." in ran.out
    for file in data.iterdir():
        assert person.email.encode() not in file.read_bytes()


def test_one_machine_becomes_many(run: Run, data: Path) -> None:
    """A backup of SQLite is restored into PostgreSQL, which the folder's settings then name."""
    folder = backed_up(run, data)
    new, url = data.with_name("new"), fresh("postgresql", data)
    shutil.copytree(data.with_name("data-checkpoints"), data.with_name("new-checkpoints"))
    ran = run("restore", folder, "--data", new, "--database-url", url)
    assert (ran.exit, ran.err) == (0, "")
    assert f'database_url = "{url}"' in (new / "settings.toml").read_text()
    ran = well(run, new)
    assert (ran.exit, ran.out.split()[:3]) == (0, ["ok", "Database:", "postgresql"])


def test_what_is_refused(run: Run, data: Path) -> None:
    """A record that is there, options beside its settings, no backup, backups in the data folder."""
    folder = backed_up(run, data)
    before = {one.name: one.read_bytes() for one in data.iterdir() if one.name != "lock"}
    key = ("--checkpoints", data.with_name("elsewhere"))
    refused = [
        (("restore", folder), 3, "Nothing is restored over a record. Move these away from "),
        (("restore", folder, *key), 3, f"{data} has its settings.toml, which says where the "),
        (("restore", data), 3, "Nothing is restored over a record."),
        (("backup", "--to", data / "backups"), 3, f"{data}/backups lies in the data folder"),
    ]
    for command, code, said in refused:
        ran = run(*command, "--data", data)
        assert (ran.exit, ran.out, ran.err[: len(said)]) == (code, "", said)
    ran = run("restore", data, "--data", data.with_name("new"))
    assert (ran.exit, ran.err) == (
        1,
        f"{data} is no backup: it has no manifest.json. Name the folder of one backup.\n",
    )
    assert not data.with_name("new").exists()
    assert {one.name: one.read_bytes() for one in data.iterdir() if one.name != "lock"} == before


def test_settings_of_a_backup_that_cannot_be_used_any_more_are_named(run: Run, data: Path) -> None:
    """An older version took them; it is said how to restore all the same, and that works."""
    (data / "settings.toml").write_text('public_origin = "https://hill.example"\n')
    folder = backed_up(run, data)
    said, file = manifest.read(folder), folder / "settings.toml"
    file.write_text('public_origin = "https://hill.example/"\n')
    (folder / manifest.NAME).unlink()
    marks = {**said.files, "settings.toml": manifest.mark(file)}
    manifest.write(folder, said.model_copy(update={"files": marks}))
    lost(data)
    ran = run("restore", folder, "--data", data)
    assert (ran.exit, ran.out, ran.err.splitlines()[1]) == (
        2,
        "",
        (
            "These are settings of the backup, or options. Correct the options, or write "
            f"{data / 'settings.toml'} as it should be, and restore again."
        ),
    )
    data.mkdir()
    (data / "settings.toml").write_text('public_origin = "https://hill.example"\n')
    assert run("restore", folder, "--data", data).exit == 0
