"""A list as a school's systems write it, CSV or XLSX, read into rows of plain texts.

Nothing in a file is ever worked out: a formula stays the text that it is.
"""

import csv
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from io import BytesIO, StringIO
from itertools import islice
from types import MappingProxyType
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

import openpyxl

from appendix_a.values.faults import Fault
from service.desk.refusals import Faulty

FILE = "file"  # the field that a fault of the whole file belongs to
MOST_ROWS, MOST_COLUMNS = 20_000, 100
MOST_CELLS_UNPACKED = 40_000_000  # bytes of sheets and their texts, as they are unpacked
MOST_ELSE_UNPACKED = 3_000_000  # bytes of styles and the like
READ_WHOLE = ("xl/worksheets/", "xl/sharedStrings")
NEVER_READ = ("xl/media/", "docProps/thumbnail")

Sheet = tuple[tuple[str, ...], ...]
"""Every row of a list, the empty ones too, so that a row has the number that its program shows."""

_SAVE_AS = "Save it as “Excel workbook (.xlsx)” or as “CSV UTF-8”, and choose that file."
_KINDS: Mapping[bytes, str] = MappingProxyType(
    {
        b"%PDF": "This is a PDF. Ask whoever made it for the list itself, as XLSX or CSV.",
        b"\x89PNG": "This is a picture, not a list. Choose an XLSX or CSV file.",
        b"\xff\xd8\xff": "This is a picture, not a list. Choose an XLSX or CSV file.",
        b"GIF8": "This is a picture, not a list. Choose an XLSX or CSV file.",
        b"RIFF": "This is a picture or a recording, not a list. Choose an XLSX or CSV file.",
        b"II*\0": "This is a picture, not a list. Choose an XLSX or CSV file.",
        b"MM\0*": "This is a picture, not a list. Choose an XLSX or CSV file.",
        b"\x1f\x8b": "This file is packed (gzip). Unpack it, and choose what was in it.",
        b"7z\xbc\xaf": "This file is packed (7z). Unpack it, and choose what was in it.",
        b"Rar!": "This file is packed (RAR). Unpack it, and choose what was in it.",
        b"{\\rtf": f"This is a text document, not a list. {_SAVE_AS}",
    }
)
"""What a file is by its first bytes, whatever it is called."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED = "This spreadsheet is locked with a password. Save it without one, and choose that file."
_OLD = f"This is a spreadsheet of the old kind (.xls). {_SAVE_AS}"
_MACROS = f"This spreadsheet holds macros, which are not taken here. {_SAVE_AS}"
_NO_LIST = f"This is not a spreadsheet that can be read here. {_SAVE_AS}"
_DAMAGED = "This spreadsheet is damaged, so nothing was read. Open it, save it again, and try that."
_SWOLLEN = (
    "This spreadsheet would be too large when it is unpacked, so it was not opened. Copy the list "
    "alone into a new one."
)
_NOT_TEXT = f"This file holds no text that can be read. {_SAVE_AS}"
_WEB_PAGE = f"This is a web page, though it may open as a spreadsheet. {_SAVE_AS}"
_EMPTY = "There is no file, or it is empty. Choose the one with the list."
_TOO_LONG = f"This list has more than {MOST_ROWS:,} rows. Take out what is no person, or divide it."
_TOO_WIDE = f"This list has more than {MOST_COLUMNS} columns. Leave those that are named below."


def read(content: bytes) -> Sheet:
    """The rows of a file, by what it is and not by its name. Faulty where it is no list."""
    if not content.strip():
        raise _no(_EMPTY)
    if content.startswith(_OLE):
        raise _no(_LOCKED if _ENCRYPTED in content else _OLD)
    if content.startswith(_ZIP):
        return _workbook(content)
    if words := next((said for first, said in _KINDS.items() if content.startswith(first)), ""):
        raise _no(words)
    return _separated(_text(content))


def _no(words: str) -> Faulty:
    return Faulty((Fault(FILE, words),))


# Text -----------------------------------------------------------------------------------------


def _text(content: bytes) -> str:
    """The text in whichever of four ways it was written down."""
    text = next((found for read in _ENCODINGS if (found := read(content)) is not None), "")
    if not text.strip() or any(one < " " and one not in "\t\r\n\f\v" for one in text):
        raise _no(_NOT_TEXT)
    if text.lstrip()[:200].casefold().startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise _no(_WEB_PAGE)
    return text


def _as(encoding: str) -> Callable[[bytes], str | None]:
    def decoded(content: bytes) -> str | None:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            return None

    return decoded


def _utf16(content: bytes) -> str | None:
    """UTF-16, marked at its beginning or told by the nulls between plain letters."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as("utf-16")(content)
    start = content[:400]
    if b"\0" not in start:
        return None
    little = start[1::2].count(0) > start[0::2].count(0)
    return _as("utf-16-le" if little else "utf-16-be")(content)


_ENCODINGS = (_utf16, _as("utf-8-sig"), _as("cp1252"))


def _separated(text: str) -> Sheet:
    """Rows of a text in which commas, semicolons, tabs or bars part the cells."""
    told = text.split("\n", 1)
    if told[0].strip().strip('"').casefold() in {"sep=,", "sep=;", "sep=\t", "sep=|"}:
        mark = told[0].strip("\r\"'")[4:5] or "\t"
        text = told[1] if len(told) > 1 else ""
    else:
        mark = _mark(text)
    rows = csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        found = tuple(tuple(row) for row in islice(rows, MOST_ROWS + 2))
    except csv.Error as error:
        words = (
            f"Line {rows.line_num} cannot be read: a quotation mark is open, or one stands where "
            "none may. Mend it, or save the list anew."
        )
        raise _no(words) from error
    return _within(found)


def _mark(text: str) -> str:
    """What parts the cells: whichever there is most of in the first lines, outside quotations."""
    plain = "".join("\n".join(text.splitlines()[:20]).split('"')[::2])
    return max(",;\t|", key=plain.count)


def _within(rows: Sheet) -> Sheet:
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows = rows[:-1]
    if len(rows) > MOST_ROWS + 1:
        raise _no(_TOO_LONG)
    if any(len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]) for row in rows):
        raise _no(_TOO_WIDE)
    return rows


# Spreadsheets ---------------------------------------------------------------------------------

_BROKEN = (
    BadZipFile, ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError,
    OSError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
"""What opening a damaged spreadsheet raises, which is anything: the reader names no errors."""


def _workbook(content: bytes) -> Sheet:
    try:
        with ZipFile(BytesIO(content)) as packed:
            _refuse_parts(packed.infolist())
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
        try:
            sheets = (one for one in book.worksheets if one.sheet_state == "visible")
            found = next((rows for one in sheets if (rows := tuple(_rows(one)))), ())
        finally:
            book.close()
    except _BROKEN as error:
        raise _no(_DAMAGED) from error
    if not found:
        raise _no(_EMPTY)
    return _within(found)


def _refuse_parts(parts: list[ZipInfo]) -> None:
    """Refuse by the names and sizes in the packed file's own list: nothing is unpacked yet."""
    names = {one.filename for one in parts}
    if any("vbaProject" in name or "macrosheets/" in name for name in names):
        raise _no(_MACROS)
    if any(one.flag_bits & 1 for one in parts):
        raise _no(_LOCKED)
    if "xl/workbook.xml" not in names:
        raise _no(_NO_LIST)
    large = sum(one.file_size for one in parts if one.filename.startswith(READ_WHOLE))
    rest = (one for one in parts if not one.filename.startswith(READ_WHOLE + NEVER_READ))
    if large > MOST_CELLS_UNPACKED or sum(one.file_size for one in rest) > MOST_ELSE_UNPACKED:
        raise _no(_SWOLLEN)


def _rows(sheet: Any) -> Iterator[tuple[str, ...]]:
    """The rows of one sheet up to its last one with anything in it."""
    blank = 0
    rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1)
    for row in rows:
        cells = [_cell(one) for one in row]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            blank += 1
            continue
        yield from ((),) * blank
        blank = 0
        yield tuple(cells)


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f" and not isinstance(value, str):
        return "="  # a formula over several cells
    match value:
        case datetime():
            return (value.date() if value.time() == time() else value).isoformat()
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)


def as_text(sheet: Sheet) -> str:
    """The same rows as CSV, which `read` reads as they are."""
    text = StringIO("sep=,\r\n", newline="")
    text.seek(0, 2)
    csv.writer(text).writerows(sheet)
    return text.getvalue()
