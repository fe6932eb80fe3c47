"""The generated documents say what the code says."""

import pytest

from appendix_a.policy import MODEL
from tests.documents import DOCS, DOCUMENTS, policy


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_is_current(name: str) -> None:
    """The committed document is what `make docs` would write."""
    assert (DOCS / name).read_text(encoding="utf-8") == DOCUMENTS[name]()


def test_the_policy_matrix_has_every_clause() -> None:
    """Each clause has its own heading, in the policy's order."""
    headings = [line.split()[1] for line in policy().splitlines() if line.startswith("## ")]
    assert headings == [clause.number for clause in MODEL]
