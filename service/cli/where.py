"""On which line of a TOML or JSON text a field stands.

The parsers of the standard library keep no lines. TOML is read here statement by statement, by
the same parser, and JSON value by value; both texts are sound already.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from json import JSONDecoder
from typing import Any

_DECODER = JSONDecoder()
_GAP = re.compile(r"[ \t\r\n]*[,:]?[ \t\r\n]*")
_MAY_END_A_VALUE = ('"""', "'''", "]", "}")

Lines = Mapping[str, int]
"""The line (from 1) of each field, by its dotted name: `proposal.relevance.0.words`."""


def line_of(field: str, lines: Lines) -> int | None:
    """The line of a field, or of what it would stand in; None where neither is there."""
    while field and field not in lines:
        field = field.rpartition(".")[0]
    return lines.get(field)


def toml_lines(text: str) -> Lines:
    """The line on which each field of a sound TOML text begins."""
    found: dict[str, int] = {}
    arrays: Counter[str] = Counter()
    under = ""
    for line, read, header in _statements(text):
        if header:
            under = _header(read, arrays)
        for path in (*_paths(read, ""), under) if header else _paths(read, under):
            found.setdefault(path, line)
    return found


def _statements(text: str) -> Iterator[tuple[int, dict[str, Any], bool]]:
    """Give each header or assignment with its first line: the fewest lines that the parser takes."""
    start, statement = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        start, statement = (start, f"{statement}\n{line}") if statement else (number, line)
        if start != number and not any(mark in line for mark in _MAY_END_A_VALUE):
            continue
        try:
            read = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        yield start, read, statement.lstrip().startswith("[")
        statement = ""


def _header(read: Any, arrays: Counter[str]) -> str:
    """Give the path of `[a.b]` or of the newest element of `[[a.b]]`."""
    path = ""
    while read:
        ((key, read),) = read.items()
        path = _under(path, key)
        if isinstance(read, list):
            arrays[path] += 1
            read = read[0]
        if arrays[path]:
            path = _under(path, arrays[path] - 1)
    return path


def _paths(value: Any, path: str) -> Iterator[str]:
    if path:
        yield path
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    for key, one in inner.items() if isinstance(inner, dict) else ():
        yield from _paths(one, _under(path, key))


def json_lines(text: str) -> Lines:
    """The line on which the value of each field of a sound JSON text begins."""
    values = dict(_values(text, _after_gap(text, 0), ""))
    line, seen, found = 1, 0, {}
    del values[""]
    for path, position in values.items():
        line += text.count("\n", seen, position)
        seen, found[path] = position, line
    return found


def _values(text: str, at: int, path: str) -> Generator[tuple[str, int], None, int]:
    """Give each value's path and position, in order; return where the value at `at` ends."""
    yield path, at
    opening, number = text[at], 0
    if opening not in "{[":
        return _DECODER.raw_decode(text, at)[1]
    at = _after_gap(text, at + 1)
    while text[at] not in "}]":
        key: object = number
        if opening == "{":
            key, at = _DECODER.raw_decode(text, at)
            at = _after_gap(text, at)
        at = yield from _values(text, at, _under(path, key))
        at, number = _after_gap(text, at), number + 1
    return at + 1


def _after_gap(text: str, at: int) -> int:
    found = _GAP.match(text, at)
    return found.end() if found else at


def _under(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)
