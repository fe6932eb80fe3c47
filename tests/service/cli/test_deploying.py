"""`doctor --deploy`: each check of the set-up says so when something is not as it must be."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from service.cli import deploying
from service.cli.deploying import BASE, RECORD, Installation, Look, kind_of
from service.cli.record import opened
from service.desk.office import INSTALLATION, Office
from service.settings import Settings
from tests.service.cli.conftest import Run
from tests.service.cli.test_doctor import BASE as FIRST
from tests.service.cli.test_doctor import CHECKS

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /srv/school rw,relatime - nfs4 files.example:/school rw
31 22 0:41 / /srv/school/own rw - xfs /dev/sdb1 rw
32 22 0:42 / /srv/a\\040room rw - fuse.sshfs files.example: rw
33 22 8:2 / /srv/twice rw - cifs //files/school rw
34 22 8:3 / /srv/twice rw - ext4 /dev/sdc1 rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/record.db", "ext4"), ("/srv/school/record.db", "nfs4"),
        ("/srv/school/own/record.db", "xfs"), ("/srv/schools/record.db", "ext4"),
        ("/srv/a room/record.db", "fuse.sshfs"), ("/srv/twice/record.db", "ext4"),
    ],
)  # fmt: skip
def test_a_path_is_on_the_nearest_mount_above_it(path: str, kind: str) -> None:
    """The last of several at one place; a name that only begins alike is another's."""
    assert kind_of(path, MOUNTS) == kind


def test_without_a_list_of_mounts_no_kind_is_told() -> None:
    """Where the system has none."""
    assert kind_of("/var/lib/record.db", "") == ""


KEYS = {"Signing key": "signing.key", "Log key": "log.key"}


def installation(folder: Path, *, url: str = "", mounts: str = "", **changes: Any) -> Installation:
    """A sound installation in this folder, changed in one point. Nothing of it is opened."""
    checkpoints = folder / "checkpoints"
    environment = changes.pop("environment", {})
    settings = Settings(data=folder / "data", checkpoints=checkpoints, database_url=url)
    for one in (settings.data, checkpoints):
        one.mkdir(mode=0o700, exist_ok=True)
    for key in KEYS.values():
        (checkpoints / key).touch(mode=0o600)
    office = Office(
        create_engine(url or f"sqlite:///{settings.data}/record.db"),
        lambda: datetime(2026, 9, 1, tzinfo=UTC),
        timedelta(0),
        checkpoints,
        "",
    )
    return Installation(replace(settings, **changes), office, environment, mounts)


SERVER = "postgresql+psycopg://me@"
PASSWORD = {"PREFECT_API_AUTH_STRING": "school:heron puddle"}
FAR = "prefect.example"
GRADE = {(True, True): "well", (False, True): "ill", (False, False): "doubtful"}


def grade(look: Look) -> str:
    return GRADE[look.well, look.grave]


@pytest.mark.parametrize(
    ("check", "changes", "wanted"),
    [
        ("No demo", {}, "well"),
        ("No demo", {"demo": True}, "ill"),
        ("Address", {}, "well"),
        ("Address", {"public_origin": "https://sites.school.example"}, "well"),
        ("Address", {"public_origin": "http://sites.school.example"}, "ill"),
        ("File system", {"mounts": "1 0 8:1 / / rw - ext4 /dev/sda1 rw"}, "well"),
        ("File system", {"mounts": "1 0 8:1 / / rw - nfs4 files.example:/ rw"}, "ill"),
        ("File system", {"mounts": "1 0 8:1 / / rw - fuse.sshfs files.example: rw"}, "ill"),
        ("File system", {"url": f"{SERVER}db.example/record", "mounts": "1 0 8:1 / / rw - nfs4 x rw"}, "well"),
        ("Way to the record", {}, "well"),
        ("Way to the record", {"url": f"{SERVER}localhost/record"}, "well"),
        ("Way to the record", {"url": f"{SERVER}127.0.0.2/record"}, "well"),
        ("Way to the record", {"url": f"{SERVER}/record?host=/run/postgresql"}, "well"),
        ("Way to the record", {"url": f"{SERVER}db.example/record"}, "ill"),
        ("Way to the record", {"url": f"{SERVER}/record?host=db.example"}, "ill"),
        ("Way to the record", {"url": f"{SERVER}10.0.0.7/record?sslmode=prefer"}, "ill"),
        ("Way to the record", {"url": f"{SERVER}db.example/record?sslmode=verify-full"}, "well"),
        ("Way to the record", {"url": f"{SERVER}db.example/record", "environment": {"PGSSLMODE": "require"}}, "well"),
        ("Way to the record", {"url": f"{SERVER}postgres/record"}, "doubtful"),
        ("Way to Prefect", {}, "well"),
        ("Way to Prefect", {"prefect_url": "http://127.0.0.1:4200/api"}, "well"),
        ("Way to Prefect", {"prefect_url": f"https://{FAR}/api"}, "ill"),
        ("Way to Prefect", {"prefect_url": f"https://{FAR}/api", "environment": {"PREFECT_API_AUTH_STRING": "admin:pass"}}, "ill"),
        ("Way to Prefect", {"prefect_url": f"http://{FAR}/api", "environment": PASSWORD}, "ill"),
        ("Way to Prefect", {"prefect_url": f"https://{FAR}/api", "environment": PASSWORD}, "well"),
        ("Way to Prefect", {"prefect_url": "http://front:4200/api", "environment": PASSWORD}, "doubtful"),
        ("Way to Prefect", {"prefect_url": "http://front:4200/api"}, "ill"),
    ],
)  # fmt: skip
def test_each_mistake_of_the_set_up_is_told_from_what_is_sound(
    tmp_path: Path, check: str, changes: dict[str, Any], wanted: str
) -> None:
    """One point is changed."""
    assert grade(BASE[check](installation(tmp_path, **changes))) == wanted


@pytest.mark.parametrize(
    ("check", "name", "mode", "wanted"),
    [
        *(
            (check, f"checkpoints/{key}", mode, wanted)
            for check, key in KEYS.items()
            for mode, wanted in ((0o600, "well"), (0o640, "ill"), (0o604, "ill"))
        ),
        ("Data folder", "data", 0o750, "well"),
        ("Data folder", "data", 0o705, "ill"),
        ("Data folder", "data", 0o701, "ill"),
    ],
)
def test_what_others_can_open_is_told(
    tmp_path: Path, check: str, name: str, mode: int, wanted: str
) -> None:
    """Each key is its owner's alone; a group may keep backups of the folder."""
    one = installation(tmp_path)
    (tmp_path / name).chmod(mode)
    assert grade(BASE[check](one)) == wanted


def test_a_record_outside_the_data_folder_is_looked_at_too(tmp_path: Path) -> None:
    """Its own folder has to be closed as well."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    look = BASE["Data folder"](installation(tmp_path, url=f"sqlite:///{elsewhere}/record.db"))
    assert (grade(look), str(elsewhere) in look.words) == ("ill", True)


@pytest.mark.parametrize(("check", "key"), KEYS.items())
def test_a_key_that_is_gone_is_told(tmp_path: Path, check: str, key: str) -> None:
    """By its place."""
    one = installation(tmp_path)
    (tmp_path / "checkpoints" / key).unlink()
    look = BASE[check](one)
    assert (grade(look), look.words) == ("ill", f"{tmp_path}/checkpoints/{key} is not there.")


def test_checkpoints_on_the_disk_of_the_data_are_worth_a_look(tmp_path: Path) -> None:
    """On another disk they are well: here, in the memory of this machine."""
    one = installation(tmp_path)
    assert grade(BASE["Checkpoints' disk"](one)) == "doubtful"
    elsewhere = replace(one.settings, checkpoints=Path("/proc"))
    assert grade(BASE["Checkpoints' disk"](replace(one, settings=elsewhere))) == "well"


def proven(office: Office) -> None:
    with office.transaction() as transaction:
        transaction.log(INSTALLATION, "backup_proven", "backup", INSTALLATION)


def in_time_to_come(office: Office) -> None:
    """As written by a machine whose clock is an hour ahead."""
    ahead = replace(office, clock=lambda: office.clock() + timedelta(hours=1))
    proven(ahead)


def ill_of(run: Run, data: Path) -> tuple[int, list[str]]:
    ran = run("doctor", "--deploy", "--data", data, "--json")
    found = json.loads(ran.out)
    assert [one["what"] for one in found] == [*CHECKS, *BASE, *RECORD]
    return ran.exit, [one["what"] for one in found if not one["well"] and one["grave"]]


@pytest.mark.parametrize(
    ("act", "ill"),
    [
        (lambda _: None, ["Backup"]),
        (proven, []),
        (in_time_to_come, ["Clock"]),
    ],
)
def test_a_new_record_is_ready_to_be_served_once_a_backup_is_proven(
    run: Run, data: Path, act: Callable[[Office], None], ill: list[str]
) -> None:
    """Every check is made in order; what is only worth a look does not fail the command."""
    data.chmod(0o700)
    with opened(data) as office:
        act(office)
    assert ill_of(run, data) == (1 if ill else 0, ill)


def test_a_full_disk_is_told(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bound as in the health and on the operator's page."""
    data.chmod(0o700)
    with opened(data) as office:
        proven(office)
    monkeypatch.setattr("service.desk.operations.watching.ROOM", 1024**6)
    assert ill_of(run, data) == (1, ["Room"])


def test_lines_say_what_is_well_what_is_not_and_what_to_look_at(run: Run, data: Path) -> None:
    """By the first three letters."""
    data.chmod(0o700)
    lines = run("doctor", "--deploy", "--data", data).out.splitlines()
    marks = {line[5:].partition(":")[0]: line[:3].strip() for line in lines}
    assert marks == dict.fromkeys([*CHECKS, *BASE, *RECORD], "ok") | {
        "Checkpoints' disk": "see", "Backup": "NOT",
    }  # fmt: skip


def test_tables_of_another_version_are_not_read(run: Run, data: Path) -> None:
    """The set-up is looked at, the record is not."""
    with opened(data) as office, office.transaction() as transaction:
        transaction.session.connection().exec_driver_sql(
            "UPDATE alembic_version SET version_num = '0000'"
        )
    found = json.loads(run("doctor", "--deploy", "--data", data, "--json").out)
    assert [one["what"] for one in found] == [*FIRST, *BASE]


def test_without_deploy_the_set_up_is_not_looked_at(run: Run, data: Path) -> None:
    """A record on a machine for trying is well without a backup."""
    assert run("doctor", "--data", data).exit == 0


def test_binding_others_without_https_is_refused_before(run: Run, data: Path) -> None:
    """By the settings, with exit 2."""
    with (data / "settings.toml").open("a", encoding="utf-8") as file:
        file.write('host = "0.0.0.0"\n')
    ran = run("doctor", "--deploy", "--data", data)
    assert (ran.exit, "Give public_origin, the https:// address" in ran.err) == (2, True)


def test_where_the_system_has_no_list_of_mounts_it_is_left_out(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check says so, and nothing breaks."""
    monkeypatch.setattr("service.cli.doctor.MOUNTS", data / "none")
    assert (
        "a file system that this system does not name"
        in run("doctor", "--deploy", "--data", data).out
    )
    assert Path("/proc/self/mountinfo") == deploying.MOUNTS
