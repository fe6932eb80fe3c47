"""R17: people of all roles do whatever the pages offer, and a small model says what must follow."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from sqlmodel import func, select

from service.db.tables import Event, LogHead
from service.desk.register import official as asked
from service.desk.views import Official, Says
from service.web import create_app
from tests.faults import truths
from tests.faults.records import Keys, copied, prepared
from tests.faults.report import Report, changed
from tests.faults.rules import RULES
from tests.faults.walk import Walk, Wrong
from tests.schools import Birchfield
from tests.service.conftest import Web, settings_of
from tests.service.school import OTHER, OWN

FAULT = "R17"
LENGTH = 125  # steps of one walk
LOOK = 4  # after every fourth one, somebody looks at a page
KINDS = ("sqlite", "sqlite", "postgresql")  # two walks of three in a file


def nothing(_school: Birchfield, _keys: Keys) -> dict[str, str]:
    """Nothing is proposed yet."""
    return {}


def run(count: int) -> Report:
    """Walks of one length, each with a seed of its own, until there are as many steps as asked."""
    report = Report(FAULT, 0)
    while report.count < count:
        seed = report.count // LENGTH
        kind, length = KINDS[seed % len(KINDS)], min(LENGTH, count - report.count)
        report.failures += [
            f"{kind}, seed {seed}, {words}" for words in _walked(kind, seed, length)
        ]
        report.count += length
    return report


def _walked(kind: str, seed: int, length: int) -> Iterator[str]:
    """What went otherwise than in the model; the walk ends there."""
    with copied(prepared(kind, nothing)) as copy:
        web = Web(create_app(copy.office, settings_of(copy.folder)))
        with web.browser() as client:
            walk = _begun(Walk(copy, Random(seed), client))
            for number in range(length):
                if words := _stepped(walk, number):
                    yield f"step {number}: {words}"
                    return


def _begun(walk: Walk) -> Walk:
    with walk.copy.office.read() as session:
        others = select(func.count()).select_from(Event).where(Event.school == OTHER)
        walk.others = session.exec(others).one()
        walk.seq = session.get_one(LogHead, OWN).seq
    return walk


def _stepped(walk: Walk, number: int) -> str:
    """One act by a rule drawn by lot, and a look; what is wrong then."""
    (rule,) = walk.random.choices(list(RULES), list(RULES.values()))
    walk.copy.school.clock.now += timedelta(seconds=1)
    try:
        rule(walk)
        found = list(truths.wrong(walk))
        if number % LOOK == 0:
            truths.look(walk)
    except Wrong as wrong:
        found = [str(wrong)]
    return f"{rule.__name__.replace('_', ' ')}: {', '.join(found)}" if found else ""


def control() -> bool:
    """Whether a register that calls a site official before it was opened is caught."""

    def eager(*given: object) -> Official:
        found = official(*given)  # type: ignore[arg-type]
        return replace(found, says=Says.OFFICIAL if found.site else found.says)

    official = asked.official
    with changed((asked, "official", eager)):
        return any(words for seed in range(4) for words in _walked("sqlite", seed, LENGTH))
