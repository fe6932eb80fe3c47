"""TOML and JSON read as far as they can be: what was read, each fault, and where each field stands.

A parser stops at its first fault. Here a fault costs only the field that it is in, so that a
person can mend all of them at once.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

MOST = 50  # faults of one file: with more of them it is no case at all
Lines = Mapping[str, int]


@dataclass(frozen=True)
class LineFault:
    """What is wrong on a line; `key` is the field that it begins with, where it has one."""

    line: int
    key: str
    words: str


@dataclass(frozen=True)
class Read:
    """What could be read. A field that stands there twice has the value of the first."""

    fields: dict[str, Any]
    faults: tuple[LineFault, ...]
    find: Callable[[], Lines] = field(repr=False, compare=False, default=dict)

    @cached_property
    def lines(self) -> Lines:
        """The line of each field, by its dotted name: looked for only where it is wanted."""
        return self.find()


# TOML -----------------------------------------------------------------------------------------

_STRING = (
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|\'\'\'.*?\'{3,5}"
    r'|(?P<unclosed>"""|\'\'\')'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|\'[^\'\n]*\'"
)
_TOKEN = re.compile(rf"{_STRING}|#[^\n]*|[\[\]{{}}\n]", re.DOTALL)
_PART = r'(?:"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[\w-]+)'
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_BARE = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_KEY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_HEADING = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]\]?[ \t]*(?:#[^\n]*)?$")
_BEGINS = re.compile(rf"^[ \t]*(?:{_DOTTED}[ \t]*=|\[\[?[ \t]*{_DOTTED}[ \t]*\])", re.MULTILINE)
_TABLE = re.compile(r"[ \t]*\[\[?[ \t]*(?!true\b|false\b|inf\b|nan\b)[A-Za-z_]")
_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_OPEN, _CLOSE = frozenset("[{"), frozenset("]}")

WORDS: Mapping[str, str] = {
    "Invalid value": "Its value cannot be read. Put words in quotation marks, and write yes as "
    "true and no as false.",
    "Invalid statement": "This is neither a field nor a table. Write field = value, or begin a "
    "remark with #.",
    "Expected '=' after a key in a key/value pair": "There is no “=” after the field. Write "
    "field = value.",
    "Expected newline or end of document after a statement": "Something follows the value. Put "
    "words in quotation marks, and each field on a line of its own.",
    "Unterminated string": "The quotation marks are not closed. Close them.",
    "Illegal character '\\n'": "The quotation marks are not closed. Close them on the same line.",
    "Unclosed array": "The list is not closed. Close it with ].",
    "Unclosed inline table": "The table is not closed. Close it with } on the same line.",
    "Invalid date or datetime": "There is no such day. Write one such as 2027-06-30.",
    "Cannot overwrite a value": "Another line says the same field in another way. Take one of them "
    "out.",
}
"""What the parser says, in words that a person can act on. Anything else is said as it says it."""


@dataclass(frozen=True)
class Statement:
    """A field with its value, or the heading of a table, with the line on which it begins."""

    text: str
    line: int

    @property
    def key(self) -> str:
        """What stands before “=”; empty in a heading."""
        found = _KEY.match(self.text)
        return found[1] if found else ""

    @property
    def heading(self) -> tuple[str, str] | None:
        """The brackets and the name of a table; None of a field."""
        found = _HEADING.match(self.text)
        return (found[1], found[2]) if found else None


def toml(text: str) -> Read:
    """Read TOML. Raises RecursionError where it is nested too deeply."""
    try:
        return Read(tomllib.loads(text), (), lambda: _placed(_statements(text)).lines)
    except ValueError:
        return _mended(text)


def _mended(text: str) -> Read:
    sound, faults = _sound(text)
    placed = _placed(sound)
    faults += placed.twice
    kept = [one for section in placed.sections.values() for one in section]
    while len(faults) <= MOST:
        try:
            fields = tomllib.loads("\n".join(one.text for one in kept))
        except ValueError as error:  # such as a field that is a table as well
            faults.append(_fault(kept.pop(_at(kept, error)), error))
        else:
            return Read(fields, _in_order(faults), lambda: placed.lines)
    return Read({}, _too_many(faults), lambda: placed.lines)


def _in_order(faults: list[LineFault]) -> tuple[LineFault, ...]:
    return tuple(sorted(faults, key=lambda one: one.line))


def _too_many(faults: list[LineFault]) -> tuple[LineFault, ...]:
    first = _in_order(faults)[:MOST]
    return (*first, LineFault(first[-1].line, "", "More is wrong below. Correct this first."))


def _statements(text: str) -> Iterator[Statement]:
    """Each statement by itself; what is never closed ends where another seems to begin."""
    begin, line = 0, 1
    while begin < len(text):
        end = _end(text, begin)
        said = text[begin:end]
        if said.strip() and not said.lstrip().startswith("#"):
            yield Statement(said, line)
        line += text.count("\n", begin, end + 1)
        begin = end + 1


def _end(text: str, begin: int) -> int:
    """Where the statement ends that begins here: at the end of a line, outside brackets and quotes."""
    newline = text.find("\n", begin)
    newline = len(text) if newline < 0 else newline
    key, depth = _KEY.match(text, begin, newline), 0
    if key is None:
        return newline
    for token in _TOKEN.finditer(text, key.end()):
        said = token[0]
        if token["unclosed"]:
            return _next(text, newline)
        if said == "\n" and (depth <= 0 or _is_next(text, token.end())):
            return token.start()
        depth += (said in _OPEN) - (said in _CLOSE)
    return _next(text, newline) if depth > 0 else len(text)


def _is_next(text: str, line: int) -> bool:
    """Whether the line that begins here is a field or a heading, which no list can hold."""
    return bool(_KEY.match(text, line) or _TABLE.match(text, line))


def _next(text: str, newline: int) -> int:
    """The end of the line before the one with which another statement seems to begin."""
    begins = _BEGINS.search(text, newline + 1)
    return begins.start() - 1 if begins else len(text)


def _sound(text: str) -> tuple[list[Statement], list[LineFault]]:
    """The statements that can be read, each tried alone, and the faults of the others.

    What stands under a heading that cannot be read belongs nowhere, and is left out with it.
    """
    sound: list[Statement] = []
    faults: list[LineFault] = []
    homeless = False
    for one in _statements(text):
        if len(faults) > MOST:
            break
        is_heading = one.text.lstrip().startswith("[")
        homeless = homeless and not is_heading
        try:
            tomllib.loads(one.text)
        except ValueError as error:
            faults.append(_fault(one, error))
            homeless = homeless or is_heading
        else:
            sound += [] if homeless else [one]
    return sound, faults


def _fault(one: Statement, error: ValueError) -> LineFault:
    said = _AT.sub("", str(error))
    words = WORDS.get(said, f"{said}. Correct this line.")
    key = one.key or (one.heading or ("", ""))[1]
    return LineFault(one.line, key, words)


def _at(kept: list[Statement], error: ValueError) -> int:
    """Which of these statements the parser stopped at."""
    found = _AT.search(str(error))
    line = int(found[1]) if found and found[1] else None
    for number, one in enumerate(kept):
        if line is not None and line <= one.text.count("\n") + 1:
            return number
        line = None if line is None else line - one.text.count("\n") - 1
    return len(kept) - 1


Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Placed:
    """Statements under their tables, each field once, with the lines of all and what came twice."""

    sections: dict[Path, list[Statement]]
    lines: dict[str, int]
    twice: list[LineFault]


def _placed(statements: Iterable[Statement]) -> Placed:
    """Put each statement under its table. A table whose heading comes twice goes on."""
    here: list[Statement] = []
    placed = Placed({(): here}, {}, [])
    counts: dict[Path, int] = {}
    table: Path = ()
    known: dict[Path, int] = {}
    for one in statements:
        if one.heading:
            brackets, name = one.heading
            table = _numbered(_parts(name), counts)
            if brackets == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            if table not in known:
                here = placed.sections[table] = [one]
            else:
                placed.twice.append(LineFault(one.line, name, _AGAIN.format(known[table])))
                here = placed.sections.get(table, [])  # a field of this name is no table
            path = table
        else:
            path = (*table, *_parts(one.key))
            if path not in known:
                here.append(one)
            else:
                placed.twice.append(_twice(one.line, one.key, known[path]))
        known.setdefault(path, one.line)
    placed.lines.update({".".join(map(str, path)): line for path, line in known.items()})
    return placed


_AGAIN = "This table stands there twice: on line {} as well. Put what is in it under one heading."


def _numbered(name: Path, counts: Mapping[Path, int]) -> Path:
    """The path of a table, with the number of each list of tables that it stands in but the last."""
    path: Path = ()
    for part in name[:-1]:
        path = (*path, part)
        path = (*path, counts[path]) if path in counts else path
    return (*path, *name[-1:])


def _parts(name: str) -> Path:
    """The parts of a dotted name, without their quotation marks."""
    if _BARE.fullmatch(name):
        return tuple(name.split("."))
    try:
        found: Any = tomllib.loads(f"{name} = 0") if name else {}
    except ValueError:
        return ()
    parts = []
    while found:
        ((part, found),) = found.items()
        parts.append(part)
    return tuple(parts)


def _twice(line: int, name: str, first: int) -> LineFault:
    return LineFault(
        line,
        name,
        f"It stands there twice: on line {first} as well. Take one of them out; until then the "
        "first is read.",
    )


# JSON -----------------------------------------------------------------------------------------

_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],\n]', re.DOTALL)


def json_(text: str) -> Read:
    """Read JSON. Raises RecursionError where it is nested too deeply."""
    twice = False

    def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        fields = dict(reversed(pairs))
        twice = twice or len(fields) != len(pairs)
        return {key: fields[key] for key in dict(pairs)}

    try:
        fields = json.loads(text, object_pairs_hook=once_each)
    except json.JSONDecodeError as error:
        return Read({}, (LineFault(error.lineno, "", f"{error.msg}. Correct this line."),))
    except ValueError as error:  # such as a number of thousands of digits
        return Read({}, (LineFault(1, "", f"{error}. Correct it."),))
    if not isinstance(fields, dict):
        return Read({}, (LineFault(1, "", "It must be a table of fields. Begin it with {."),))
    faults = list(_json_twice(text)) if twice else []
    if len(faults) > MOST:
        return Read({}, _too_many(faults))
    return Read(fields, tuple(faults), lambda: _json_lines(text))


def _json_lines(text: str) -> Lines:
    lines: dict[str, int] = {}
    for path, line in _json_keys(text):
        lines.setdefault(".".join(map(str, path)), line)
    return lines


def _json_twice(text: str) -> Iterator[LineFault]:
    known: dict[Path, int] = {}
    for path, line in _json_keys(text):
        if path in known:
            yield _twice(line, str(path[-1]), known[path])
        known.setdefault(path, line)


def _json_keys(text: str) -> Iterator[tuple[Path, int]]:
    """The path of each field of a text that is JSON, and its line."""
    at: list[str | int] = []  # in each table the field, in each list the number, that is open
    line, wanted = 1, False
    for token in _JSON.finditer(text):
        said = token[0]
        if said == "\n":
            line += 1
        elif said in _OPEN:
            at.append("" if said == "{" else 0)
            wanted = said == "{"
        elif said in _CLOSE:
            at.pop()
            wanted = False
        elif said == ",":
            last = at[-1]
            at[-1] = last + 1 if isinstance(last, int) else last
            wanted = isinstance(last, str)
        elif wanted:
            at[-1], wanted = json.loads(said), False
            yield tuple(at), line
