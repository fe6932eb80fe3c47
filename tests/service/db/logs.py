"""Small logs for tests, and the ways in which someone could tamper with them."""

from collections.abc import Callable, Iterable, Mapping

from service.db.chain import GENESIS, EventLine, event_hash

Attack = Callable[[list[EventLine]], list[EventLine]]


def sealed(seq: int, prev: str, code: str) -> EventLine:
    event: Mapping[str, object] = {"seq": seq, "school": "hill", "kind": "decided", "code": code}
    return EventLine(event, prev, event_hash(prev, event))


def chained(codes: Iterable[str]) -> list[EventLine]:
    lines: list[EventLine] = []
    for seq, code in enumerate(codes, start=1):
        lines.append(sealed(seq, lines[-1].hash if lines else GENESIS, code))
    return lines


def log(size: int) -> list[EventLine]:
    return chained(f"c{number}" for number in range(size))


def recomputed(lines: list[EventLine]) -> list[EventLine]:
    """Renumber the entries and hash them anew, as someone does who can write to the database."""
    return chained(str(line.event["code"]) for line in lines)


def nothing(lines: list[EventLine]) -> list[EventLine]:
    return lines


def flip(lines: list[EventLine]) -> list[EventLine]:
    code = str(lines[7].event["code"])
    event = {**lines[7].event, "code": chr(ord(code[0]) ^ 1) + code[1:]}
    return [*lines[:7], lines[7]._replace(event=event), *lines[8:]]


def delete_middle(lines: list[EventLine]) -> list[EventLine]:
    return lines[:7] + lines[8:]


def swap(lines: list[EventLine]) -> list[EventLine]:
    return [*lines[:7], lines[8], lines[7], *lines[9:]]


def insert(lines: list[EventLine]) -> list[EventLine]:
    return [*lines[:7], sealed(8, lines[6].hash, "forged"), *lines[7:]]


def truncate(lines: list[EventLine]) -> list[EventLine]:
    return lines[:-1]


def old_backup_and_on(lines: list[EventLine]) -> list[EventLine]:
    """Put back a backup of 20 entries, and go on working until the log is longer than it was."""
    return chained(
        [*(str(line.event["code"]) for line in lines[:20]), *(f"d{n}" for n in range(20))]
    )


def and_recompute(attack: Attack) -> Attack:
    return lambda lines: recomputed(attack(lines))
