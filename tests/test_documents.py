"""The generated documents say what the code says."""

import pytest
from typer.main import get_command

from appendix_a.editions.policy import MODEL
from service.cli import app
from tests.documents import DOCS, DOCUMENTS, policy


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_is_current(name: str) -> None:
    """The committed document is what `make docs` would write."""
    assert (DOCS / name).read_text(encoding="utf-8") == DOCUMENTS[name]()


def test_the_policy_matrix_has_every_clause() -> None:
    """Each clause has its own heading, in the policy's order."""
    headings = [line.split()[1] for line in policy().splitlines() if line.startswith("## ")]
    assert headings == [clause.number for clause in MODEL]


def test_the_table_leads_to_every_clause_its_code_and_its_scenarios() -> None:
    """A row a clause: kinds, owner, source, a file that is there, and how many scenarios it has."""
    rows = [line.strip("| ").split(" | ") for line in policy().splitlines() if "](#" in line]
    assert [row[0].partition("]")[0][1:] for row in rows] == [clause.number for clause in MODEL]
    assert [row for row in rows if len(row) != 7 or not all(row)] == []
    linked = {DOCS / cell.partition("](")[2].rstrip(")") for row in rows for cell in row[5:]}
    assert [file for file in linked if not file.is_file()] == []
    assert [row[0] for row in rows if row[6].startswith("[0]")] == []


def test_the_command_line_page_names_every_command() -> None:
    """Each command of `official-sites` stands in docs/command-line.md."""
    page = (DOCS / "command-line.md").read_text(encoding="utf-8")
    assert [name for name in commands(get_command(app)) if f"`{name}" not in page] == []


def commands(group: object) -> list[str]:
    """The names of a group's commands: `register list` for one of a group within."""
    found = getattr(group, "commands", {})
    below = [f"{name} {one}" for name, inner in found.items() for one in commands(inner)]
    return [name for name, inner in found.items() if not commands(inner)] + below
