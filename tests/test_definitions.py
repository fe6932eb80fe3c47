"""The page of definitions says what the code says, and whoever names a page names one that is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.access.permissions import TABLE
from tests.definitions import MARKED, MEANS, TABLES, cells, written_anew
from tests.documents import DOCS

ROOT = DOCS.parent
PAGE = (DOCS / "definitions.md").read_text(encoding="utf-8")
NOUN = re.compile(r"^\| \*\*(.+?)\*\* \|", re.MULTILINE)
PRODUCT = ("appendix_a", "workflows", "service", "templates", "features")
WRITTEN = frozenset({".py", ".md", ".toml", ".html", ".feature", ".yaml"})
NAMED = re.compile(r"docs/[\w./-]+\.md(?:, “([^”]+)”)?")
LINKED = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def test_every_table_stands_on_the_page() -> None:
    """Each marker names a table that the code makes, and each table has its marker, once."""
    assert [found[1] for found in MARKED.finditer(PAGE)] == list(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_stale_table_is_written_anew(name: str) -> None:
    """The control: a table with a row too few, and a page without the table, are not current."""
    table = next(found[2] for found in MARKED.finditer(PAGE) if found[1] == name)
    short = PAGE.replace(table, table[: table.rindex("\n", 0, -1) + 1])
    assert (short != PAGE, written_anew(short) == short) == (True, False)
    if not table.splitlines()[0].endswith(f"| {MEANS} |"):
        assert written_anew(PAGE.replace(table, "")) == PAGE


def test_what_people_wrote_of_a_row_stays_with_it() -> None:
    """The column *means* is kept where a row is, and is empty where there was none."""
    wrong = PAGE.replace("| Met | `met` | The fact holds. |", "| Met | `no` | It does. |")
    assert written_anew(wrong) == PAGE.replace(
        "| Met | `met` | The fact holds. |", "| Met | `met` | It does. |"
    )
    new = PAGE.replace("| Met | `met` | The fact holds. |\n", "")
    assert blank(written_anew(new)) == [["Met", "`met`", ""]]


def test_every_row_says_what_it_means() -> None:
    """No row of a table lacks what only people can say."""
    assert blank(PAGE) == []


def blank(page: str) -> list[list[str]]:
    """The rows that do not say what they mean."""
    tables = (found[2] for found in MARKED.finditer(page))
    written = (one for one in tables if one.splitlines()[0].endswith(f"| {MEANS} |"))
    return [row for one in written for row in cells(one) if not row[-1]]


def test_what_the_page_says_is_missing_is_missing() -> None:
    """While no route suspends a site the page says so, and no longer."""
    suspending = [rule.path for rule in TABLE if rule.path.endswith("/suspend")]
    assert ("No page and no command suspends a site yet." in PAGE) == (suspending == [])


def test_every_noun_of_the_page_is_used() -> None:
    """Each word that is defined stands in the product; and the control: one that does not is found."""
    said = " ".join(re.sub(r"[\s_-]+", " ", text.casefold()) for _, text in texts(*PRODUCT))
    nouns = [noun.replace("-", " ") for noun in NOUN.findall(PAGE)]
    assert len(nouns) > 20
    assert [noun for noun in (*nouns, "referendum") if noun not in said] == ["referendum"]


def texts(*folders: str) -> Iterator[tuple[Path, str]]:
    """Every text that people write in these folders."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in WRITTEN:
                yield path, path.read_text(encoding="utf-8")


def everything() -> Iterator[tuple[Path, str]]:
    """What people write in the whole repository, also beside its folders."""
    for path in sorted(one for one in ROOT.iterdir() if one.is_file()):
        if path.suffix in WRITTEN or path.name in {"Makefile", "Dockerfile"}:
            yield path, path.read_text(encoding="utf-8")
    yield from texts(*PRODUCT, "docs", "tests")


def lost(path: Path, text: str) -> list[str]:
    """What a text refers to that is not there: a page, a heading of it, the file of a link."""
    named = [
        (found[0], ROOT / found[0].partition(",")[0], found[1]) for found in NAMED.finditer(text)
    ]
    if path.suffix == ".md":
        named += [(found[1], path.parent / found[1], None) for found in LINKED.finditer(text)]
    return [words for words, file, heading in named if not is_there(file, heading)]


def is_there(file: Path, heading: str | None) -> bool:
    """Whether the file is there, with a heading of these words."""
    if heading is None or not file.is_file():
        return file.exists()
    lines = file.read_text(encoding="utf-8").splitlines()
    return heading in {line.lstrip("# ") for line in lines if line.startswith("#")}


def test_a_page_that_is_named_is_there() -> None:
    """Each `docs/….md` of a comment, docstring or page names a file, and its heading; each link leads on."""
    assert [(path.name, one) for path, text in everything() for one in lost(path, text)] == []


def test_a_page_that_is_not_there_is_found() -> None:
    """The control: a page that has gone, a heading that has, and a link that leads nowhere."""
    page, readme = "docs/definitions.md", ROOT / "README.md"
    assert lost(readme, f"{page}, “Roles”; [it]({page}); [out](https://school.example/no.md)") == []
    gone = [page.replace("def", "undef"), f"{page}, “Rolls”", "docs/nowhere"]
    assert lost(readme, f"See {gone[0]}, {gone[1]} and [it]({gone[2]}).") == gone
