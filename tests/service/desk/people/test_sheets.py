"""A file is read by what it is: text in four encodings, a spreadsheet, or a sentence that says no."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from service.desk.people import sheets
from service.desk.refusals import Faulty

LIST = (("Name", "E-mail"), ("Zoë Ní Bhriain", "zoe@birchfield.example"))
TEXT = "Name,E-mail\r\nZoë Ní Bhriain,zoe@birchfield.example\r\n"


def a_workbook(*rows: tuple[object, ...], title: tuple[object, ...] = LIST[0]) -> bytes:
    """A spreadsheet with these rows below a heading."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (title, *rows):
        sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The file of a spreadsheet."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def a_zip(**parts: bytes) -> bytes:
    """A packed file with these parts; two underscores are a slash, one is a dot."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


def refusal(content: bytes) -> str:
    """What is said of a file that is no list."""
    with pytest.raises(Faulty) as refused:
        sheets.read(content)
    [fault] = refused.value.faults
    assert fault.field == sheets.FILE
    return fault.words


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_text_is_read_however_it_was_saved(encoding: str, mark: str) -> None:
    """In each encoding and with each mark between its cells, the rows are the same."""
    assert sheets.read(TEXT.replace(",", mark).encode(encoding)) == LIST


def test_a_quoted_cell_keeps_its_line_break_and_the_row_its_number() -> None:
    """And an empty row counts, so that a fault names the row that the spreadsheet shows."""
    text = 'Name,E-mail\n"Byrne,\nAda",ada@x.example\n\nBob,bob@x.example\n'
    assert sheets.read(text.encode()) == (
        ("Name", "E-mail"), ("Byrne,\nAda", "ada@x.example"), (), ("Bob", "bob@x.example"),
    )  # fmt: skip


def test_what_names_its_own_mark_is_believed() -> None:
    """Excel writes “sep=;” above a list, and shows no row for it."""
    assert sheets.read(b"sep=;\nName;E-mail\nA, B, C, D, E;a@x.example\n") == (
        ("Name", "E-mail"), ("A, B, C, D, E", "a@x.example"),
    )  # fmt: skip


def test_a_spreadsheet_is_read_cell_by_cell() -> None:
    """Days are days, whole numbers have no point, and a formula stays the text that it is."""
    rows = sheets.read(a_workbook(
        ("Ada", datetime(2026, 9, 1), 7.0),  # noqa: DTZ001
        (None, None, None),
        ("Bob", date(2026, 9, 2), '=HYPERLINK("https://x.example")'),
        (None, None, None),
    ))  # fmt: skip
    assert rows == (
        ("Name", "E-mail"),
        ("Ada", "2026-09-01", "7"),
        (),
        ("Bob", "2026-09-02", '=HYPERLINK("https://x.example")'),
    )


def test_the_first_sheet_that_is_seen_and_filled_is_read() -> None:
    """Neither one that is hidden nor one that is empty."""
    book = openpyxl.Workbook()
    book.active.append(("hidden",))
    book.active.sheet_state = "hidden"
    book.create_sheet()
    last = book.create_sheet()
    for row in LIST:
        last.append(row)
    assert sheets.read(saved(book)) == LIST


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "There is no file, or it is empty."),
        (b" \r\n", "There is no file, or it is empty."),
        (b"%PDF-1.7 ...", "This is a PDF."),
        (b"\x89PNG\r\n\x1a\n", "This is a picture, not a list."),
        (b"\xff\xd8\xff\xe0", "This is a picture, not a list."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "This is a spreadsheet of the old kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "This spreadsheet is locked with a password."),
        (b"<html><table><tr><td>Name</td></tr></table>", "This is a web page"),
        (b"Name,E-mail\n\x00\x01\x02", "This file holds no text"),
        (b"Name,\x81\n", "This file holds no text"),
        (b'Name,E-mail\n"Ada,ada@x.example\n', "Line 2 cannot be read: a quotation mark is open"),
        (b"x\n" * 20_002, "This list has more than 20,000 rows."),
        (b"x," * 101 + b"x", "This list has more than 100 columns."),
        (a_zip(word__document_xml=b"<a/>"), "This is not a spreadsheet that can be read here."),
        (a_zip(xl__workbook_xml=b"<a/>", xl__vbaProject_bin=b"x"), "This spreadsheet holds macros"),
        (a_zip(xl__workbook_xml=b"<a/>"), "This spreadsheet is damaged"),
        (b"PK\x03\x04 and no more", "This spreadsheet is damaged"),
        (saved(openpyxl.Workbook()), "There is no file, or it is empty."),
    ],
    ids=lambda one: str(one)[:24],
)  # fmt: skip
def test_what_is_no_list_is_told_so_in_a_sentence(content: bytes, words: str) -> None:
    """Whatever the file is called, its first bytes say what it is."""
    assert refusal(content)[: len(words)] == words


def test_a_spreadsheet_that_swells_is_not_unpacked() -> None:
    """A few kilobytes that would be 50 MB; and the control: the same in small is only damaged."""
    swollen = {"xl__worksheets__sheet1_xml": bytes(50_000_000)}
    styles = {"xl__styles_xml": bytes(4_000_000)}
    small = {"xl__worksheets__sheet1_xml": bytes(50_000)}
    said = [
        refusal(a_zip(xl__workbook_xml=b"<a/>", **parts))[:40] for parts in (swollen, styles, small)
    ]
    assert said == [
        "This spreadsheet would be too large when",
        "This spreadsheet would be too large when",
        "This spreadsheet is damaged, so nothing ",
    ]


def test_xml_that_unfolds_is_not_unfolded() -> None:
    """Entities that name entities: the reader refuses to declare any."""
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    plain = ZipFile(BytesIO(a_workbook(LIST[1])))
    parts = {one: plain.read(one) for one in plain.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = entities + parts[sheet].replace(b"zoe@", b"&b;@")
    assert parts[sheet].count(b"&b;@") == 1
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert refusal(file.getvalue())[:28] == "This spreadsheet is damaged,"
    assert openpyxl.DEFUSEDXML is True


def damaged(content: bytes, seed: int) -> Iterator[bytes]:
    """The same file with bytes that were changed, cut out or cut off."""
    chance = random.Random(seed)
    for _ in range(60):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        yield bytes(broken)
        first, last = sorted(chance.sample(range(len(content)), 2))
        yield content[:first] + content[last:]


@pytest.mark.parametrize("make", [lambda: a_workbook(LIST[1]), lambda: TEXT.encode("utf-16")])
def test_a_damaged_file_is_read_or_refused(make: Callable[[], bytes]) -> None:
    """It never ends in anything else, whichever of its bytes are wrong."""
    ends = Counter[str]()
    for broken in damaged(make(), 7):
        try:
            sheets.read(broken)
            ends["read"] += 1
        except Faulty:
            ends["refused"] += 1
    assert ends.total() == 120


def test_rows_are_carried_as_text_and_read_as_they_were() -> None:
    """Whatever stands in their cells: commas, semicolons, quotation marks, line breaks."""
    rows = (("Name", "E-mail"), (), ('a;b;c|d,"e"', "x\ty\nz"), ("one", ""))
    assert sheets.read(sheets.as_text(rows).encode()) == rows
