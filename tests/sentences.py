"""Gathers every sentence that a person can meet, file by file, so that it can be read through."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment
from typer.main import get_command

from service.cli import app

ROOT = Path(__file__).parent.parent
PACKAGES = ("appendix_a", "service")
UNREAD = ("service/db/migrations", "service/db/guards.py")  # the database's own language
NOTE = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"

LABEL = re.compile(r"[A-Z][a-z]+(-[a-z]+)*")
WORDS = re.compile(r"[A-Za-z’'.,:;{}]+ [\w“‘{(£]")
MACHINES = re.compile(
    r"(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|PRAGMA|BEGIN|SET) |default-src|max-age=|\\[bdsw]"
)
BLOCK = re.compile(r"</?(?!(?:a|abbr|b|code|em|i|small|span|strong|time)\b)[a-z!][^>]*>")
INLINE = re.compile(r"<[^>]*>")
SPOKEN = re.compile(r'(?:aria-label|placeholder|title|alt)="([^"]*)"')


@cache
def markdown() -> str:
    """The sentences of the pages, of the code and of the commands' help, each once a file."""
    files = [(name, templates(name)) for name in _named("templates", "html")]
    files += [(name, code(name)) for one in PACKAGES for name in _named(one, "py")]
    files.append(("official-sites --help", tuple(_helps(get_command(app)))))
    parts = (
        f"## {name}\n\n" + "\n".join(f"- {one}" for one in dict.fromkeys(found))
        for name, found in files
        if found
    )
    return "\n\n".join(("# Every sentence that a person can meet", NOTE, *parts)) + "\n"


def _named(folder: str, ending: str) -> tuple[str, ...]:
    found = sorted(one.relative_to(ROOT).as_posix() for one in (ROOT / folder).rglob(f"*.{ending}"))
    return tuple(one for one in found if not one.startswith(UNREAD))


def code(name: str) -> tuple[str, ...]:
    """The sentences and labels among a module's strings, in order; its docstrings are left out."""
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    return tuple(one for one in map(_flat, _strings(tree)) if _is_spoken(one))


def _strings(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(map(_piece, values))
            for one in values:
                yield from _strings(one) if isinstance(one, ast.FormattedValue) else ()
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
            return
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _strings(child)


def _piece(node: ast.expr) -> str:
    """A part of an f-string: its words, or the name of what fills the hole."""
    match node:
        case ast.Constant(value=text):
            return str(text)
        case ast.FormattedValue(value=value):
            return f"{{{_hole(value)}}}"
    return "{…}"


def _hole(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Constant(value=value):
            return str(value)
        case ast.IfExp(body=one, orelse=other):
            return f"{_hole(one)}|{_hole(other)}"
        case ast.Call(func=func):
            return _hole(func)
        case ast.Subscript(value=value):
            return _hole(value)
    return "…"


def _is_spoken(text: str) -> bool:
    return bool((LABEL.fullmatch(text) or WORDS.search(text)) and not MACHINES.search(text))


def templates(name: str) -> tuple[str, ...]:
    """The words of a page, in order, with a name in braces where a value comes."""
    source = (ROOT / name).read_text(encoding="utf-8")
    text: list[str] = []
    quoted: list[str] = []
    named: list[str] = []
    inside = ""
    for _, kind, value in Environment(autoescape=True).lex(source):
        match kind:
            case "data":
                text.append(value)
            case "variable_begin" | "block_begin":
                inside, named = kind, []
            case "variable_end":
                text.append("{" + (named[-1] if named else "…") + "}")
                inside = ""
            case "block_end":
                text.append(" | " if named[:1] in (["else"], ["elif"]) else "")
                inside = ""
            case "name" if inside:
                named.append(value)
            case "string" if inside:
                quoted.append(value[1:-1])
    page = "".join(text)
    lines = [*SPOKEN.findall(page), *INLINE.sub("", BLOCK.sub("\n", page)).split("\n")]
    shown = (one.strip(" |") for one in map(_flat, lines) if '="' not in one)
    return (
        *(one for one in shown if re.search(r"[A-Za-z]{2}", re.sub(r"\{[^}]*\}", "", one))),
        *(one for one in map(_flat, quoted) if _is_spoken(one)),
    )


def _helps(command: object) -> Iterator[str]:
    """What `--help` says of a command and of those within it; its options stand with the code."""
    words: str = getattr(command, "help", None) or ""
    yield from map(_flat, words.split("\n\n"))
    below: Iterable[object] = getattr(command, "commands", {}).values()
    for one in below:
        yield from _helps(one)


def _flat(text: str) -> str:
    return " ".join(text.split())
