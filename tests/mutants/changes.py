"""Small changes to a module's code, one at a time: each is one that a test ought to notice.

Logic is changed, never words: a comparison, `and` and `or`, `not`, a number, a key, what is
returned, a member of a list of choices, a keyword argument, a row of a table.
"""

import ast
import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

SWAPPED: Mapping[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
REQUIRED = frozenset({"id", "title", "words", "source", "checks"})
"""Keywords without which a clause cannot be built: to leave one out proves nothing."""

Choices = Mapping[str, tuple[str, ...]]
"""The members of each closed list, by the name of its class."""
Replacement = tuple[ast.AST, str, str]
"""What is replaced, by which code, and how a report says it."""


@dataclass(frozen=True)
class Change:
    """One change: `code` stands for the bytes from `start` to `end`."""

    line: int
    start: int
    end: int
    code: str
    what: str

    def made_in(self, source: str) -> str:
        data = source.encode()
        return (data[: self.start] + self.code.encode() + data[self.end :]).decode()


def choices(sources: Iterable[str]) -> Choices:
    """The closed lists that these modules declare."""
    classes = (one for text in sources for one in ast.walk(ast.parse(text)))
    return {
        one.name: tuple(_members(one))
        for one in classes
        if isinstance(one, ast.ClassDef) and _is_choice(one)
    }


def changes(source: str, known: Choices) -> list[Change]:
    """Every change to try, in the order of the lines."""
    lines = [0, *accumulate(len(line) for line in source.encode().splitlines(keepends=True))]

    def change(found: Replacement) -> Change:
        node, code, what = found
        start: Any = node  # expressions have a place; `ast.AST` does not say so
        return Change(
            start.lineno,
            lines[start.lineno - 1] + start.col_offset,
            lines[start.end_lineno - 1] + start.end_col_offset,
            code,
            what,
        )

    return sorted(map(change, _of_tree(ast.parse(source), known)), key=lambda one: one.start)


def _of_tree(tree: ast.Module, known: Choices) -> Iterator[Replacement]:
    for node, in_function in _reached(tree):
        for changer in CHANGERS:
            yield from changer(node, known)
        for changer in IN_FUNCTIONS if in_function else IN_TABLES:
            yield from changer(node, known)


def _reached(node: ast.AST, in_function: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Each node but annotations, decorators, documentation, types and the members of a list."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_left_alone(node, child):
                continue
            inside = in_function or isinstance(child, ast.FunctionDef | ast.Lambda)
            yield child, inside
            yield from _reached(child, inside)


def _is_left_alone(parent: ast.AST, child: ast.AST) -> bool:
    if isinstance(child, ast.JoinedStr | ast.Import | ast.ImportFrom):
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if isinstance(parent, ast.ClassDef) and _is_choice(parent):
        return isinstance(child, ast.Assign)
    if not isinstance(child, ast.Assign):
        return False
    is_type = isinstance(child.value, ast.Subscript | ast.BinOp)
    is_type &= isinstance(parent, ast.Module) and "frozenset" not in ast.unparse(child)
    return is_type or ast.unparse(child.targets[0]) == "__all__"


def _is_choice(one: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Choice" for base in one.bases)


def _members(one: ast.ClassDef) -> Iterator[str]:
    for statement in one.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield statement.targets[0].id


def _comparison(node: ast.AST, _: Choices) -> Iterator[Replacement]:
    if isinstance(node, ast.Compare):
        for place in range(len(node.ops)):
            other = copy.deepcopy(node)
            other.ops[place] = _swapped(node.ops[place])
            yield _instead(node, other)


def _operator(node: ast.AST, _: Choices) -> Iterator[Replacement]:
    if isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in SWAPPED:
        other: Any = copy.deepcopy(node)
        other.op = _swapped(node.op)
        yield _instead(node, other)


def _negation(node: ast.AST, _: Choices) -> Iterator[Replacement]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _instead(node, node.operand)


def _condition(node: ast.AST, _: Choices) -> Iterator[Replacement]:
    tests = [node.test] if isinstance(node, ast.If | ast.IfExp | ast.While) else []
    tests += node.ifs if isinstance(node, ast.comprehension) else []
    for test in tests:
        if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.NamedExpr):
            yield _instead(test, ast.UnaryOp(ast.Not(), test))


def _constant(node: ast.AST, _: Choices) -> Iterator[Replacement]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield _instead(node, ast.Constant(not node.value))
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield _instead(node, ast.Constant(node.value + 1))


def _key(node: ast.AST, _: Choices) -> Iterator[Replacement]:
    match node:
        case ast.Constant(value=str(key)) if not re.search(r"\s", key):
            yield _instead(node, ast.Constant(f"{key}x"))


def _returned(node: ast.AST, _: Choices) -> Iterator[Replacement]:
    if isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        yield node.value, "None", f"return {_short(node.value)} → return None"


def _member(node: ast.AST, known: Choices) -> Iterator[Replacement]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        members = known.get(node.value.id, ())
        if node.attr in members:
            after = members[(members.index(node.attr) + 1) % len(members)]
            yield _instead(node, ast.Attribute(node.value, after))


def _keyword(node: ast.AST, _: Choices) -> Iterator[Replacement]:
    if not isinstance(node, ast.Call):
        return
    for one in node.keywords:
        if one.arg and one.arg not in REQUIRED and not _is_words(one.value):
            rest = [two for two in node.keywords if two is not one]
            code = ast.unparse(ast.Call(node.func, node.args, rest))
            yield node, code, f"{_short(node.func)}(…) without {one.arg}={_short(one.value)}"


def _spared(node: ast.AST, _: Choices) -> Iterator[Replacement]:
    """A reason left out of `unless(one, other)`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "unless":
        for one in node.args if len(node.args) > 1 else []:
            rest = [two for two in node.args if two is not one]
            code = ast.unparse(ast.Call(node.func, rest, node.keywords))
            yield node, code, f"{_short(node)} without {_short(one)}"


def _row(node: ast.AST, _: Choices) -> Iterator[Replacement]:
    if isinstance(node, ast.Tuple | ast.List | ast.Set) and len(node.elts) > 1:
        for place, one in enumerate(node.elts):
            rest = node.elts[:place] + node.elts[place + 1 :]
            code = ast.unparse(type(node)(elts=rest))
            yield node, code, f"without {_short(one)}"
    elif isinstance(node, ast.Dict) and len(node.keys) > 1:
        for place, (key, value) in enumerate(zip(node.keys, node.values, strict=True)):
            keys = node.keys[:place] + node.keys[place + 1 :]
            values = node.values[:place] + node.values[place + 1 :]
            row = f"{_short(key)}: {_short(value)}" if key else f"**{_short(value)}"
            yield node, ast.unparse(ast.Dict(keys, values)), f"without {row}"


Changer = Callable[[ast.AST, Choices], Iterable[Replacement]]
CHANGERS: tuple[Changer, ...] = (
    _comparison, _operator, _negation, _condition, _constant, _member, _keyword, _spared,
)  # fmt: skip
IN_FUNCTIONS: tuple[Changer, ...] = (_key, _returned)
IN_TABLES: tuple[Changer, ...] = (_row,)


def _instead(node: ast.AST, other: ast.AST) -> Replacement:
    code = ast.unparse(ast.fix_missing_locations(other))
    return node, f"({code})", f"{_short(node)} → {_short(other)}"


def _swapped(operator: ast.AST) -> Any:
    return SWAPPED[type(operator)]()


def _is_words(value: ast.AST) -> bool:
    return isinstance(value, ast.JoinedStr) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str) and " " in value.value
    )


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:88]} …"
