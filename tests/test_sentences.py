"""The list of sentences has what a person meets, and leaves out what only a machine reads."""

import pytest

from tests import sentences

FOUND = {
    "a page": ("templates/refused.html", "What you wrote"),
    "a refusal": ("service/access/refuse.py", "What you sent is larger than 1.5 MB"),
    "a command": ("official-sites --help", "Check a proposal in a file against section 7"),
    "a clause": ("appendix_a/a5_contributors.py", "How far others take part"),
    "a hole": ("appendix_a/a1_creation.py", "Administrators who have accepted: {len}."),
}


@pytest.mark.parametrize("where", FOUND)
def test_known_sentences_are_in_the_list(where: str) -> None:
    """A sentence of a page, a refusal, a command and a clause each stands under its file."""
    file, words = FOUND[where]
    assert [line for line in _under(file) if line.startswith(f"- {words}")] != []


def test_a_sentence_is_listed_once_a_file() -> None:
    """No file has the same line twice."""
    headings = [line[3:] for line in sentences.markdown().splitlines() if line.startswith("## ")]
    assert [one for one in headings if len(set(_under(one))) != len(_under(one))] == []


def test_docstrings_and_the_databases_language_are_left_out() -> None:
    """What only a programmer or the database reads is no sentence of the product."""
    listed = sentences.markdown()
    assert "A refusal or failure as a page: what is wrong, and the way on." not in listed
    assert "## service/db/migrations" not in listed


def _under(file: str) -> list[str]:
    _, _, rest = sentences.markdown().partition(f"\n## {file}\n\n")
    return rest.partition("\n\n")[0].splitlines()
