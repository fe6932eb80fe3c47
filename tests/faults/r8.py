"""R8: SIGKILL at each point of the post. Every mail is taken at least once, and one twice at most."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from signal import SIGKILL
from tempfile import TemporaryDirectory

from appendix_a.procedure.delivery import PROBE
from service.db.tables import Mail
from service.desk.notices import asking, posting
from service.desk.office import Office
from service.desk.queue import mails
from service.engine import post
from service.mail.mime import message_id
from service.settings import Relay
from tests.builders import TEACHER
from tests.databases import KINDS
from tests.faults.dying import Points, child, ended
from tests.faults.records import Copy, broken_logs, copied, prepared
from tests.faults.report import Report, changed
from tests.schools import Birchfield
from tests.service.engine.waiting import wait_until
from tests.service.mail.serve import PORT, TAKEN
from tests.service.mail.server import SENDER
from tests.service.school import OWN, email
from tests.service.stepping import run_all

FAULT = "R8"
OWNER = "post"
POINTS = (
    "before what people were told is put into mails",
    "after what people were told is put into mails",
    "before a mail is sent",
    "after a mail is sent",
    "before what came of a mail is kept",
    "after what came of a mail is kept",
    "before a commit",
    "after a commit",
    "after a row of mail",
    "after a row of work_item",
)


def told(school: Birchfield, _keys: object) -> Mapping[str, str]:
    """Five people were told things, and one of them has asked for a link."""
    with_mails = replace(
        school, office=replace(school.office, relay=Relay("127.0.0.1", 9, "none", SENDER))
    )
    ref = with_mails.checked()
    asking.ask(with_mails.office, email(OWN, TEACHER))
    return {"ref": ref}


def run(count: int) -> Report:
    """So many kills, over the points and both databases by turns."""
    failures: list[str] = []
    with _mail_server() as (relay, taken):
        for seed in range(count):
            kind = KINDS[seed % len(KINDS)]
            failures += trial(kind, POINTS[seed % len(POINTS)], Random(seed), relay, taken)
    return Report(FAULT, count, failures)


def control() -> bool:
    """A post that keeps what came of its mails only at the end is caught: it doubles several."""

    def later(office: Office, owner: str, done: object = None) -> mails.Sending | None:
        del done  # kept nowhere
        return own(office, owner)

    own = mails.take
    with _mail_server() as (relay, taken), changed((mails, "take", later)):
        return bool(trial("sqlite", "after a mail is sent", Random(3), relay, taken))


def trial(kind: str, words: str, random: Random, relay: Relay, taken: Path) -> list[str]:
    """What was wrong after one kill at this point, at a passage that chance chooses."""
    with copied(prepared(kind, told), "r8") as copy:
        before = len(_ids(taken))
        school = replace(copy.school, office=replace(copy.office, relay=relay))
        turn = random.randint(1, 4)
        code = ended(child(lambda: _live(school, Points(words, turn))))
        if code not in (-SIGKILL, 0):  # a point is passed less often than chance has chosen
            return [f"{kind}, {words} ({turn}): it ended with {code}"]
        killed = code == -SIGKILL
        school.clock.now += max(mails.LEASE, PROBE) * 2
        code = ended(child(lambda: _live(school, Points())))
        found = [f"going on ended with {code}"] if code else []
        found += _wrong(copy, school.office, _ids(taken)[before:], int(killed))
        return [f"{kind}, {words} ({turn}): {one}" for one in found]


def _live(school: Birchfield, points: Points) -> None:
    """The post and the lane, until nothing is left to do."""
    office = school.office
    office.db.dispose(close=False)  # the parent's connections stay the parent's
    points.at_statements(office.db)
    points.around(posting, "post", "what people were told is put into mails")
    points.around(post, "_send", "a mail is sent")
    points.around(mails, "_keep", "what came of a mail is kept")
    assert office.relay
    while post.turn(office, office.relay, OWNER):
        run_all(office)
    run_all(office)


def _wrong(copy: Copy, office: Office, ids: list[str], doubled: int) -> Iterator[str]:
    rows = copy.school.rows(Mail)
    yield from (f"the mail {one.id} is not done: {one.fault}" for one in rows if not one.done_at)
    wanted = {message_id(one.id, office.origin) for one in rows}
    times = Counter(ids)
    yield from (f"{one} was never taken" for one in sorted(wanted - set(times)))
    yield from (f"{one} is nobody's" for one in sorted(set(times) - wanted))
    again = sum(times.values()) - len(times)
    if again > doubled:
        yield f"{again} mails were taken once more"
    yield from broken_logs(office)


def _ids(taken: Path) -> list[str]:
    return taken.read_text(encoding="utf-8").split()


@contextmanager
def _mail_server() -> Iterator[tuple[Relay, Path]]:
    """A mail server in a process of its own: this one forks, and so has no threads."""
    with TemporaryDirectory(prefix="mails-") as name:
        folder, command = Path(name), [sys.executable, "-m", "tests.service.mail.serve"]
        with subprocess.Popen([*command, name], stdin=subprocess.PIPE) as server:
            try:
                wait_until((folder / PORT).exists)
                port = int((folder / PORT).read_text(encoding="utf-8"))
                yield Relay("127.0.0.1", port, "none", SENDER), folder / TAKEN
            finally:
                server.terminate()
