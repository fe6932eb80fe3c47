"""The changes are ones that a test ought to notice, one at a time, and never of words."""

import ast

import pytest

from tests.mutants.changes import changes, choices

LIST = """
class Role(Choice):
    CHAIR = "chair", "The chair"
    PRINCIPAL = "principal", "The principal"
"""
KNOWN = {"Role": ("CHAIR", "PRINCIPAL")}

TABLE: tuple[tuple[str, list[str]], ...] = (
    ("f(1 < x)", ["f(1 <= x)", "f(2 < x)"]),
    ("f(a and not b)", ["f(a or not b)", "f(a and b)"]),
    ("f(a - b)", ["f(a + b)"]),
    ("f(True)", ["f(False)"]),
    ("f(Role.CHAIR)", ["f(Role.PRINCIPAL)"]),
    ("f(Role.PRINCIPAL)", ["f(Role.CHAIR)"]),
    ("f(a, applies=b)", ["f(a)"]),
    ("f(id=a)", []),
    ("f(words='Two words')", []),
    ("unless(a, b)", ["unless(b)", "unless(a)"]),
    ("f(x if a else y)", ["f(x if not a else y)"]),
    ("ROWS = (a, b)", ["ROWS = (b,)", "ROWS = (a,)"]),
    ("ROWS = {a: b, **c}", ["ROWS = {**c}", "ROWS = {a: b}"]),
    ("KIND = One | Other", []),
    ("__all__ = ['a', 'b']", []),
    ("ROWS: tuple[A, B]", []),
    ("def f():\n    return a", ["def f():\n    return None"]),
    ("def f():\n    return ''", ["def f():\n    return 'x'"]),
    ("def f():\n    g('key')", ["def f():\n    g('keyx')"]),
    ("def f():\n    g('some words')", []),
    ("def f():\n    '''words'''", []),
    ("f('é', 1)", ["f('é', 2)"]),
)


@pytest.mark.parametrize(("source", "changed"), TABLE)
def test_each_change_is_of_one_place(source: str, changed: list[str]) -> None:
    """These changes and no others; the code around each stays as it is."""
    made = [one.made_in(source) for one in changes(source, KNOWN)]
    assert sorted(map(plain, made)) == sorted(map(plain, changed))


def plain(source: str) -> str:
    """The code as Python reads it, whatever its brackets."""
    return ast.unparse(ast.parse(source))


def test_the_members_of_a_closed_list_are_known_and_left_alone() -> None:
    """A list's members are swapped where they are used, and their own words stay."""
    assert (choices([LIST]), changes(LIST, KNOWN)) == (KNOWN, [])


def test_a_change_says_where_and_what() -> None:
    """The line and the code before and after."""
    assert [(one.line, one.what) for one in changes("a = b\nf(a == b)", {})] == [
        (2, "a == b → a != b")
    ]
