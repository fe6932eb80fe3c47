"""What is done to a log, as data, by somebody who can compute every hash but no code."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from service.db import chain, closing, proven
from tests.attacks.attacks import Ground
from tests.attacks.ground import TABLES, Edit, Row
from tests.service.school import OWN

Lines = Sequence[Row]
Forgery = Callable[[Ground], tuple[Edit, ...]]


def lines_of(ground: Ground, log: str = OWN) -> list[Row]:
    """The lines of a log in their order."""
    return [one for one in ground.rows["event"] if one["school"] == log]


def rewritten(ground: Ground, new: Lines, log: str = OWN) -> tuple[Edit, ...]:
    """Put these lines in a log's place, each following the one before it, and the head after them."""
    chained = list(_chained(new))
    heads = [one for one in ground.rows["log_head"] if one["school"] == log]
    ends = [{"school": log, "seq": one["seq"], "hash": one["hash"]} for one in chained[-1:]]
    return (
        *_replaced("event", lines_of(ground, log), chained),
        *_replaced("log_head", heads, ends),
    )


def _replaced(table: str, old: Iterable[Row], new: Iterable[Row]) -> tuple[Edit, ...]:
    out = tuple(Edit(table, one, None) for one in old)
    return (*out, *(Edit(table, None, one) for one in new))


def _chained(lines: Lines) -> Iterable[Row]:
    prev = chain.GENESIS
    for seq, line in enumerate(lines, 1):
        event = {
            **{name: line[name] for name in ("school", "kind", "subject", "actor")},
            "seq": seq,
            "at": _moment(line["at"]),
            "body": json.loads(line["body"]),
        }
        digest = chain.event_hash(prev, event)
        yield {**line, "seq": seq, "prev": prev, "hash": digest}
        prev = digest


def _moment(stored: Any) -> str:
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def line(ground: Ground, kind: str, **body: Any) -> Row:
    """A line that nobody wrote, at the end of the log."""
    last = lines_of(ground)[-1]
    return {**last, "kind": kind, "seq": last["seq"] + 1, "body": _spelled(body)}


def _spelled(body: Mapping[str, Any]) -> str:
    return chain.canonical(body).decode()


def _body(line: Row) -> dict[str, Any]:
    return dict(json.loads(line["body"]))


# A row with a line of its own ------------------------------------------------------------------------


def _renamed(ground: Ground) -> tuple[Row, Row]:
    row = ground.rows["entry"][0]
    return row, {**row, "title": "Somebody else's", "commit_seq": len(lines_of(ground)) + 1}


def _committing(row: Row, **more: Any) -> dict[str, Any]:
    """What a closing event says that commits to one row as it is."""
    form = proven.form_of(TABLES["entry"])
    state = proven.state_of(form, row, row["commit_salt"])
    rows = {proven.key_of(form, row): [*state]}
    return {
        closing.LINES: 0,
        "tables": {"entry": {"columns": [*form.columns], "rows": rows}},
    } | more


def _with_a_line(ground: Ground, **more: Any) -> tuple[Edit, ...]:
    before, after = _renamed(ground)
    added = line(ground, closing.KIND, **_committing(after, **more))
    return (
        Edit("entry", before, after),
        *rewritten(ground, [*lines_of(ground), added]),
    )


def _genuine(ground: Ground) -> dict[str, Any]:
    last = _body(lines_of(ground)[-1])
    return {"key": last["key"], "mac": last["mac"]}


def without_a_code(ground: Ground) -> tuple[Edit, ...]:
    """A row with a closing event of its own that bears no code."""
    return _with_a_line(ground, key=_genuine(ground)["key"])


def with_another_code(ground: Ground) -> tuple[Edit, ...]:
    """The same, with the code of another line."""
    return _with_a_line(ground, **_genuine(ground))


def under_another_key(ground: Ground) -> tuple[Edit, ...]:
    """The same, under a key that the attacker made."""
    return _with_a_line(ground, key="0" * 16, mac="0" * 64)


def in_its_own_line(ground: Ground) -> tuple[Edit, ...]:
    """A row with the closing event that committed to it, and all that follows, written anew."""
    row, after = _renamed(ground)
    after = {**after, "commit_seq": row["commit_seq"]}
    lines = lines_of(ground, row["school"])
    old = lines[row["commit_seq"] - 1]
    body = _body(old)
    body["tables"]["entry"] = _committing(after)["tables"]["entry"]
    lines[row["commit_seq"] - 1] = {**old, "body": _spelled(body)}
    return (Edit("entry", row, after), *rewritten(ground, lines, row["school"]))


# Lines alone -----------------------------------------------------------------------------------------


def not_closed(ground: Ground) -> tuple[Edit, ...]:
    """A line at the end that no other closes."""
    return rewritten(ground, [*lines_of(ground), line(ground, "signed", decision="0" * 16)])


def before_the_first(ground: Ground) -> tuple[Edit, ...]:
    """A line with a number that the log does not come to."""
    return (Edit("event", None, {**line(ground, "signed"), "seq": 0}),)


def without_its_end(ground: Ground) -> tuple[Edit, ...]:
    """The log ends with an earlier closing event; the rows are as they were."""
    lines = lines_of(ground)
    ends = [n for n, one in enumerate(lines, 1) if one["kind"] == closing.KIND]
    return rewritten(ground, lines[: ends[len(ends) // 2]])


def without_a_line(ground: Ground) -> tuple[Edit, ...]:
    """One act is taken out of the middle, and the other lines are counted anew."""
    lines = lines_of(ground)
    middle = lines[len(lines) // 2 :]
    act = next(one for one in middle if one["kind"] != closing.KIND)
    return rewritten(ground, [one for one in lines if one is not act])


def with_other_words(ground: Ground) -> tuple[Edit, ...]:
    """One line says something else, and those after it follow it."""
    lines = lines_of(ground)
    lines[len(lines) // 2] = {**lines[len(lines) // 2], "actor": "somebody"}
    return rewritten(ground, lines)


def with_another_end(ground: Ground) -> tuple[Edit, ...]:
    """What is on record as the newest line is another one."""
    head = next(one for one in ground.rows["log_head"] if one["school"] == OWN)
    return (Edit("log_head", head, {**head, "seq": head["seq"] - 1}),)


def emptied(ground: Ground) -> tuple[Edit, ...]:
    """Not one line is left, and no head."""
    return rewritten(ground, [])


def without_commitments(ground: Ground) -> tuple[Edit, ...]:
    """Every closing event is taken out of every log, as an earlier release would have left it."""
    logs = [one["school"] for one in ground.rows["log_head"]]
    return tuple(
        edit
        for log in logs
        for edit in rewritten(
            ground, [one for one in lines_of(ground, log) if one["kind"] != closing.KIND], log
        )
    )


FORGERIES: Mapping[str, Forgery] = {
    one.__name__: one
    for one in (
        *(without_a_code, with_another_code, in_its_own_line, not_closed, before_the_first),
        *(without_a_line, with_other_words, with_another_end, emptied, without_commitments),
        *(under_another_key, without_its_end),
    )
}
FOUND: Mapping[str, tuple[bool, bool]] = {
    "emptied": (True, True),
    "under_another_key": (False, True),
    "without_its_end": (False, True),
}
"""Whether a forgery is a fault of a log, and whether rows or the key are named: most are the first."""
