"""TOML and JSON with faults: each costs its own field, and whatever the bytes are, nothing breaks."""

import io
import json
import re
import sys
import tomllib
from pathlib import Path
from time import process_time
from typing import Any
from unicodedata import category

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from appendix_a.values.value import TURNING
from service.cli.tolerant import MOST, Read, json_, toml
from tests.service.cli.conftest import EXAMPLES, command

SAMPLE = (EXAMPLES / "instagram-by-p7-pupils.toml").read_text(encoding="utf-8")
AS_JSON = json.dumps(tomllib.loads(SAMPLE), default=str, indent=1, ensure_ascii=False)

# A text, what is read of it, and the line and field of each fault.
MENDED: list[tuple[str, dict[str, Any], list[tuple[int, str]]]] = [
    ("a = 1\na = 2\n", {"a": 1}, [(2, "a")]),
    ('a = 1\nb = "x\nc = 3\n', {"a": 1, "c": 3}, [(2, "b")]),
    ('a = """\nlong\nb = 2\n', {"b": 2}, [(1, "a")]),
    ("a = '''\nlong\nb = 2\n", {"b": 2}, [(1, "a")]),
    ('a = """\n"quoted" # no remark\nb = 1\n"""\nc = x\n', {"a": '"quoted" # no remark\nb = 1\n'}, [(5, "c")]),
    ('a = ["x",\n"y"\nb = 2\n', {"b": 2}, [(1, "a")]),
    ('a = [\n"x", # one\n"y",\n]\nb = ?\n', {"a": ["x", "y"]}, [(5, "b")]),
    ('a = ["x"\n[t]\nb = 2\n', {"t": {"b": 2}}, [(1, "a")]),
    ("a\nb = 2\n", {"b": 2}, [(1, "")]),
    ("a = 1 b = 2\nc = 3\n", {"c": 3}, [(1, "a")]),
    ("[t]\na = 1\n[u]\nb = 2\n[t]\nc = 3\na = 4\n", {"t": {"a": 1, "c": 3}, "u": {"b": 2}}, [(5, "t"), (7, "a")]),
    ("[[t]]\na = 1\n[[t]]\na = 2\na = 3\n[t.u]\nb = 1\n[t.u]\nc = 2\n", {"t": [{"a": 1}, {"a": 2, "u": {"b": 1, "c": 2}}]}, [(5, "a"), (8, "t.u")]),
    ("[[t]]\n[t.u]\nb = 1\n[[t]]\n[t.u]\nb = 2\nb = x\n", {"t": [{"u": {"b": 1}}, {"u": {"b": 2}}]}, [(7, "b")]),
    ("[t\na = 1\n[u]\nb = 2\n", {"u": {"b": 2}}, [(1, "")]),
    ("a = 1\n[a]\nb = 2\n", {"a": 1}, [(2, "a")]),
    ("[a.b]\n[a]\nb = 2\nc = 3\n", {"a": {"b": {}, "c": 3}}, [(3, "b")]),
    ("a.b = 1\na.b = 2\na = 3\n", {"a": {"b": 1}}, [(2, "a.b"), (3, "a")]),
    ('"a b" = 1\n"a b" = 2\n', {"a b": 1}, [(2, '"a b"')]),
    ("a = {b = 1, b = 2}\nc = 3\n", {"c": 3}, [(1, "a")]),
    ("a = 2027-02-30\nb = 1\n", {"b": 1}, [(1, "a")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fields", "faults"), MENDED)
def test_a_fault_costs_its_own_field(
    text: str, fields: dict[str, Any], faults: list[tuple[int, str]]
) -> None:
    """Every fault is said at once, and whatever else can be read is read."""
    read = toml(text)
    assert (read.fields, [(one.line, one.key) for one in read.faults]) == (fields, faults)
    assert [one for one in read.faults if not one.words.endswith(".")] == []


def test_a_sound_file_is_read_as_the_parser_reads_it() -> None:
    """Nothing is mended that is whole: the shipped samples, as TOML and as JSON."""
    for file in EXAMPLES.iterdir():
        text = file.read_text(encoding="utf-8")
        assert (toml(text).fields, toml(text).faults) == (tomllib.loads(text), ())
    assert (json_(AS_JSON).fields, json_(AS_JSON).faults) == (json.loads(AS_JSON), ())


@pytest.mark.parametrize(("read", "text"), [(toml, SAMPLE), (json_, AS_JSON)])
def test_each_field_has_its_line(read: Any, text: str) -> None:
    """The line that is named of a field is the one on which it stands."""
    found: Read = read(text)
    lines = text.split("\n")
    wrong = {
        name: line
        for name, line in found.lines.items()
        if name.split(".")[-1].strip('"') not in lines[line - 1] and not name[-1].isdigit()
    }
    assert wrong == {}
    assert {"proposer", "proposal.pupil_routes", "proposal.risks.1.kind"} <= set(found.lines)


def test_a_field_twice_is_found_in_every_place_of_the_sample() -> None:
    """Each line of the sample that is a field, written twice: both lines are named, nothing is lost."""
    lines = SAMPLE.split("\n")
    fields = [at for at, line in enumerate(lines) if re.match(r"\w+ = (?!\"\"\")", line)]
    for at in fields:
        read = toml("\n".join([*lines[: at + 1], *lines[at:]]))
        (fault,) = read.faults
        assert (read.fields, fault.line) == (tomllib.loads(SAMPLE), at + 2)
        assert f"on line {at + 1} as well" in fault.words
    assert len(fields) > 50


def test_a_parser_that_keeps_the_last_is_noticed() -> None:
    """A control: read as JSON is read by default, the later of two fields would stand."""
    text = '{"a": 1, "a": 2}'
    assert (json.loads(text), json_(text).fields) == ({"a": 2}, {"a": 1})


# Whatever the bytes are -----------------------------------------------------------------------

PIECES = (
    *('"', "'", '"""', "'''", "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "#", "\n", "\\", "\r"),
    *("\x00", "\x1b[2J", "\ufeff", "é", "\u202e", "2027-02-30", "1e999", "-0", "nan", "true"),
    *("proposal", "[proposal]", "[school]\n", "title = 1\n", "a.b.c = 1\n", "9" * 5_000),
)
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES) | st.text(max_size=3)),
    min_size=1,
    max_size=6,
)


def edited(text: str, edits: list[tuple[float, int, str]]) -> bytes:
    """The text with a piece put in the place of some characters, here and there."""
    for where, length, piece in edits:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + length :]
    return text.encode("utf-8", "surrogatepass")


def checked(content: bytes, *options: str) -> tuple[int, str, str]:
    """What `check` says of these bytes from a pipe. Whatever it raises comes through."""
    stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(content))
    try:
        ran = command("check", "-", "--on", "2026-09-01", *options)
    finally:
        sys.stdin = stdin
    return ran.exit, ran.out, ran.err


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(st.binary(max_size=200))
@example(b"")
@example(b"\xef\xbb\xbf")
@example(b"{")
@example(b"\x00")
def test_no_bytes_break_it(content: bytes) -> None:
    """Arbitrary bytes are refused in sentences, with a place for each."""
    code, _, err = checked(content)
    assert (code, err == "", "Traceback" in err) == (2, False, False)


@QUICK
@given(st.sampled_from([SAMPLE, AS_JSON]), EDITS, st.sampled_from([(), ("--all",), ("--json",)]))
@example(SAMPLE, [(0.0, 0, "\ufeff")], ())
@example(AS_JSON, [(0.5, 0, '", "a": {"')], ("--json",))
@example(AS_JSON.replace('"dpia"', '"dpia\x7f"'), [(0.0, 0, "")], ())
def test_no_edit_of_a_sample_breaks_it(
    text: str, edits: list[tuple[float, int, str]], options: tuple[str, ...]
) -> None:
    """A sample changed anywhere is answered or refused: yes, no or bad input, in plain text."""
    code, out, err = checked(edited(text, edits), *options)
    assert code in {0, 1, 2}
    assert (code == 2) == (err != "")
    hidden = [one for one in out + err if one in TURNING or category(one) in {"Cc", "Cs"}]
    assert ({*hidden} - {"\n"}, "Traceback" in out + err) == (set(), False)


@pytest.mark.parametrize(
    "content",
    [
        b"a = 1\n" * 200_000,
        b"x\n" * 400_000,
        b'a = """\n' + b'\\"""' * 300_000,
        b"a = [" + b'\\"""' * 300_000,
        b"a = [\n" * 200_000,
        b"[a]\n" * 300_000,
        b"[[a]]\n" * 200_000 + b"x",
        b"a" + b".a" * 3_000 + b" = 1\nx",
        b"[proposal]\n" + b"".join(b"k%d = 1\n" % one for one in range(90_000)),
        b'{"a": ' * 50_000,
        b'{"proposal": {' + b'"a": 1, ' * 100_000 + b'"b": 1}}',
        b'{"proposal": {"hours_per_week": ' + b"9" * 1_000_000 + b"}}",
        b'{"proposal": {"risks": [' + b"{}, " * 300_000 + b"{}]}}",
    ],
    ids=lambda content: content[:24].decode(),
)
def test_no_large_file_keeps_it_busy(content: bytes) -> None:
    """A file of a megabyte, made to be slow, takes seconds of the processor, and few sentences."""
    assert len(content) < 1_500_000
    begin = process_time()
    code, _, err = checked(content)
    assert (code, len(err.splitlines()) <= MOST + 1) == (2, True)
    assert process_time() - begin < 20


def test_a_crash_would_be_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A control: what a reader raises that nobody expects comes through to these tests."""

    def broken(_: str) -> Read:
        raise KeyError

    monkeypatch.setattr("service.cli.case_file.toml", broken)
    with pytest.raises(KeyError):
        checked(b"a = 1")
