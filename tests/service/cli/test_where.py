"""The line of a field, in TOML and in JSON."""

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cli.where import json_lines, line_of, toml_lines

TOML = '''\
proposer = "a.b"

[proposal]  # the answers
title = "x"
reason_statement = """
title = 1
[nope]
]"""
success_measures = [
  "a",  # ]
  "b",
]
audience_pupils = { youngest = 8, oldest = 9 }
school.name = "dotted"

[[proposal.relevance]]
group = "pupils"

[[proposal.relevance]]
group = "families"
words = 'w'
[school.people."aoife.kerr"]
name = "A"
'''

JSON = """\
{
  "proposer": "a.b", "proposal": {
    "title": "x, {[",
    "relevance": [
      {"group": "pupils"},
      {"group": "families",
       "words": null}]
  },
  "school": {},
  "empty": [
  ], "last"
  :
  true
}
"""


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("proposer", 1),
        ("proposal", 3),
        ("proposal.title", 4),
        ("proposal.reason_statement", 5),
        ("proposal.success_measures.1", 9),
        ("proposal.audience_pupils.oldest", 13),
        ("proposal.school.name", 14),
        ("proposal.relevance.0.group", 17),
        ("proposal.relevance.1", 19),
        ("proposal.relevance.1.words", 21),
        ("school.people.aoife.kerr", 22),
        ("school.people.aoife.kerr.name", 23),
        ("school.people.aoife.kerr.standing", 22),
        ("proposal.go_live", 3),
        ("unknown", None),
    ],
)
def test_the_line_of_a_field_in_toml(field: str, line: int | None) -> None:
    """A field stands where its key does; one that is missing, where it would belong."""
    tomllib.loads(TOML)
    assert line_of(field, toml_lines(TOML)) == line


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("proposer", 2),
        ("proposal", 2),
        ("proposal.title", 3),
        ("proposal.relevance", 4),
        ("proposal.relevance.0.group", 5),
        ("proposal.relevance.1.words", 7),
        ("proposal.relevance.2", 4),
        ("school.people", 9),
        ("empty", 10),
        ("last", 13),
        ("unknown", None),
    ],
)
def test_the_line_of_a_field_in_json(field: str, line: int | None) -> None:
    """A field stands where its value begins; one that is missing, where it would belong."""
    json.loads(JSON)
    assert line_of(field, json_lines(JSON)) == line


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", min_size=1), inner, max_size=3)
    ),
    max_leaves=12,
)


def paths(value: Any, path: str = "") -> list[str]:
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    below = inner.items() if isinstance(inner, dict) else ()
    return [
        *filter(None, [path]),
        *(one for k, v in below for one in paths(v, f"{path}.{k}" if path else str(k))),
    ]


@given(st.dictionaries(st.text("ab", min_size=1), VALUES, max_size=4))
def test_every_field_of_any_json_is_found_in_order(value: dict[str, Any]) -> None:
    """One value a line: the lines found are those on which the values were written."""
    text = json.dumps(value, indent=1)
    found = json_lines(text)
    assert list(found) == paths(value)
    assert list(found.values()) == sorted(found.values())
