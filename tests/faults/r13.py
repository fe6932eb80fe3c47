"""R13: a damaged file is refused at the start, or found by `doctor`, or nothing of it was in use.

Bytes, pages and ends of files are damaged as a disk does it, between two runs of the service. The
log beside the record (WAL) is damaged as it lies after a kill.
"""

import json
import shutil
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import make_url

from service import cli, supervisor
from service.db import chain, keys
from service.db.at_rest import in_use
from service.db.connect import open_database
from service.desk.office import INSTALLATION, Office, open_office
from service.desk.operations import log, verifying
from service.desk.operations.verifying import Verified
from service.desk.people import inviting
from service.settings import Settings, SettingsError, load
from service.supervisor import Unavailable
from tests.faults.acts import everything
from tests.faults.records import Copy, copied, prepared
from tests.faults.report import Report, changed
from tests.service.dumping import Dump, dump
from tests.service.school import MEMBER, OWN

RECORD, PAGE = "data/official-sites.db", 4096
WAL = f"{RECORD}-wal"
KEPT = "data-checkpoints"
FILES = (
    RECORD, "data/settings.toml", RECORD, f"{KEPT}/signing.key", RECORD, f"{KEPT}/{OWN}.txt",
    RECORD, WAL, f"{KEPT}/signing.pub", WAL,
    RECORD, f"{KEPT}/{keys.LOG_KEY}",
)  # fmt: skip
SETTINGS = """# Settings of Official Sites.
port = 8123
public_origin = "https://sites.birchfield.example"
hold_seconds = 900
checkpoints = "{kept}"
"""


class Sound(NamedTuple):
    """What an undamaged installation says of itself."""

    dump: Dump
    well: dict[str, bool]
    settings: Settings


def run(count: int) -> Report:
    """So many damages, of each file and in each way by turns."""
    found = (tried(seed) for seed in range(count))
    return Report("R13", count, [words for words in found if words])


def control() -> bool:
    """One that looks at the first line of a log, and at no row, is caught; ours finds that damage."""
    verify_chain = chain.verify_chain

    def first_line(lines: Iterable[chain.EventLine]) -> chain.Fault | None:
        return verify_chain(line for line, _ in zip(lines, range(1), strict=False))

    def no_row(_: Office, *, codes: bool = True) -> Verified:
        return Verified((), (), with_key=codes)

    with changed((chain, "verify_chain", first_line), (verifying, "verify", no_row)):
        broken = _in_a_line()
    return bool(broken) and not _in_a_line()


def tried(seed: int) -> str:
    """One random damage; gives in words how it went unnoticed, or nothing."""
    random = Random(seed)
    name = FILES[seed % len(FILES)]
    damage = random.choice(DAMAGES)
    with TemporaryDirectory() as into:
        folder = _installed(Path(into), killed=name == WAL)
        before = (folder / name).read_bytes()
        data = bytearray(before)
        damage(random, data)
        (folder / name).write_bytes(data)
        try:
            said = "" if data == before else _unnoticed(folder, killed=name == WAL)
        except Exception as error:  # noqa: BLE001 - damage is told in words, never by a traceback
            said = f"ends in {error!r}"
    return f"seed {seed}, {damage.__name__} of {name}: {said}" if said else ""


def _in_a_line() -> str:
    """Damage the words of the fifth line of a log, in a record that was killed."""
    with TemporaryDirectory() as into:
        folder = _installed(Path(into), killed=False)
        (folder / f"{RECORD}-rest").unlink()
        data = (folder / RECORD).read_bytes()
        office = open_office(load(folder / "data"))
        digest = log.lines(office, OWN, 6, 1)[0].hash.encode()
        office.db.dispose()
        # The row holds kind, subject, actor, body, the hash before and its own, in this order.
        body = data.rindex(b'"', 0, data.index(digest))
        (folder / RECORD).write_bytes(data[: body - 1] + b"#" + data[body:])
        return _unnoticed(folder, killed=False)


def bit(random: Random, data: bytearray) -> None:
    """One bit."""
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def some(random: Random, data: bytearray) -> None:
    """Up to 64 bytes in a row."""
    start = random.randrange(len(data))
    length = min(random.randint(1, 64), len(data) - start)
    data[start : start + length] = random.randbytes(length)


def page(random: Random, data: bytearray) -> None:
    """A page, by zeros or by anything."""
    start = random.randrange(0, len(data), PAGE)
    length = min(PAGE, len(data) - start)
    data[start : start + length] = random.choice((bytes(length), random.randbytes(length)))


def cut(random: Random, data: bytearray) -> None:
    """The end."""
    del data[random.randrange(len(data)) :]


DAMAGES: tuple[Callable[[Random, bytearray], None], ...] = (bit, some, page, cut)


@cache
def _installation(*, killed: bool) -> tuple[Path, Dump, TemporaryDirectory[str]]:
    """An installation at rest, or as a kill leaves it; gives its folder and all that it says."""
    kept = TemporaryDirectory(prefix="r13-", ignore_cleanup_errors=True)
    folder = Path(kept.name) / "installation"
    with copied(prepared("sqlite", everything), "r13") as copy:
        said = _install(copy, folder, killed=killed)
    return folder, said, kept


def _install(copy: Copy, folder: Path, *, killed: bool) -> Dump:
    (folder / "data").mkdir(parents=True)
    (folder / KEPT).mkdir()
    shutil.copy(copy.office.log_key_path, folder / KEPT / keys.LOG_KEY)
    copy.office.db.dispose()
    shutil.copy(str(make_url(copy.url).database), folder / RECORD)
    settings = Settings(folder / "data", folder / KEPT, f"sqlite:///{folder / RECORD}")
    office = open_office(settings)
    log.make_key(office)
    log.sign_checkpoints(office)
    with in_use(office.db):
        for _ in range(20):
            inviting.invite(office, INSTALLATION, OWN, copy.school.key(MEMBER))
        log.sign_checkpoints(office)
        if killed:
            shutil.copytree(folder, folder.with_name("as-killed"))
    said = dump(office.db)
    office.db.dispose()
    if killed:
        shutil.rmtree(folder)
        folder.with_name("as-killed").rename(folder)
    return said


def _installed(into: Path, *, killed: bool) -> Path:
    """A copy of the installation, with settings that name its own folders."""
    shutil.copytree(_installation(killed=killed)[0], into, dirs_exist_ok=True)
    given = SETTINGS.format(kept=into / KEPT)
    (into / "data" / "settings.toml").write_text(given, encoding="utf-8")
    return into


@cache
def _sound(*, killed: bool) -> dict[str, bool]:
    """What `doctor` says of the undamaged installation."""
    with TemporaryDirectory() as into:
        folder = _installed(Path(into), killed=killed)
        return _examined(folder / "data")[1]


def _unnoticed(folder: Path, *, killed: bool) -> str:
    """In words how a damage is served, or nothing where it is noticed or changes nothing."""
    data = folder / "data"
    try:
        settings = load(data)
        with supervisor._in_use(settings):
            supervisor.bring_up_to_date(settings)
    except (SettingsError, Unavailable):
        return ""
    if _said_at_start(settings) != _said_at_start(_given(folder)):
        return ""
    code, well = _examined(data)
    if code > 1 or well != _sound(killed=killed) or not _signatures_hold(folder):
        return ""
    return _differs(settings, _installation(killed=killed)[1])


def _differs(settings: Settings, before: Dump) -> str:
    engine = open_database(settings.database_url)
    try:
        now = dump(engine)
    finally:
        engine.dispose()
    tables = [name for name, rows in now.items() if rows != before[name]]
    return f"served, with other rows in {', '.join(tables)}" if tables else ""


def _given(folder: Path) -> Settings:
    return Settings(
        data=folder / "data",
        checkpoints=folder / KEPT,
        database_url=f"sqlite:///{folder / RECORD}",
        port=8123,
        public_origin="https://sites.birchfield.example",
        hold_seconds=900,
    )


def _said_at_start(settings: Settings) -> str:
    banner = supervisor._banner(settings, settings.prefect_url, None)
    return f"{settings.host}:{settings.port} {banner}"


def _examined(data: Path) -> tuple[int, dict[str, bool]]:
    """The exit code of `doctor`, and each check with whether all is well."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()):
        code = cli.run(["doctor", "--data", str(data), "--json"])
    found = json.loads(out.getvalue()) if code <= 1 else []
    return code, {one["what"]: one["well"] for one in found}


def _signatures_hold(folder: Path) -> bool:
    """Whether `audit verify --against` takes every checkpoint that was kept."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        return not any(
            cli.run(["audit", "verify", "--data", str(folder / "data"), "--against", str(one)])
            for one in (folder / KEPT).glob("*.txt")
        )
