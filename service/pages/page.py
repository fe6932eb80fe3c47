"""What every page needs: who asks, the desk, the posted form, and one way to answer."""

import json
import re
import secrets
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from starlette.datastructures import ImmutableMultiDict, UploadFile

from appendix_a.values.faults import Fault
from service.access.gate import PROOF, office, visitor
from service.access.limits import LARGEST, TAKES_A_FILE
from service.clock import moment_in_words
from service.desk.office import Office
from service.desk.views import Visitor

UTC = "UTC"
ONCE = "once"  # the hidden field that tells one page's form from another's
NUMBER = re.compile(r"[0-9a-f]{32}")
LONGEST_NUMBER = 18  # digits; more is no number of ours


@cache
def environment() -> Environment:
    """The templates, each read once in a process: everything escaped, nothing undefined."""
    made = Environment(
        loader=PackageLoader("templates", "."),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = lambda value: f"{value.day} {value:%B %Y}"
    made.filters["moment"] = _moment
    made.globals["fresh_number"] = lambda: secrets.token_hex(16)
    return made


@pass_context
def _moment(context: Context, value: datetime) -> str:
    return moment_in_words(value, context["zone"])


def zone(request: Request) -> str:
    """The time zone of the school that a page is about, else of the reader's first; or UTC.

    After a failure nothing more is asked of the record.
    """
    if not hasattr(request.state, "zone"):
        reader: Visitor | None = getattr(request.state, "visitor", None)
        theirs = next(iter(reader.schools), None) if reader else None
        school: str | None = getattr(request.state, "school", None) or theirs
        failed = getattr(request.state, "failed", False)
        request.state.zone = UTC if failed or not school else office(request).zone(school)
    found: str = request.state.zone
    return found


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    faults: tuple[Fault, ...] = (),
    **context: Any,
) -> HTMLResponse:
    """A page from `templates/`, with what the frame around it needs."""
    frame = request.app.state.frame(request)
    here = zone(request)
    html = request.app.state.templates.get_template(template).render(
        site=frame, zone=here, faults=tuple(_named(one) for one in faults), **context
    )
    return HTMLResponse(html, status_code=status)


def _named(fault: Fault) -> dict[str, str]:
    """A fault as the error summary links it: to the control that has the field's name."""
    return {"name": fault.field, "words": fault.words}


def is_ours(path: str) -> bool:
    """Whether a browser that is sent to this path stays on this website."""
    return path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()


def see(href: str) -> Response:
    """The answer to a POST that was done: look there (303)."""
    return RedirectResponse(href, status_code=303)


class Form(ImmutableMultiDict[str, str]):
    """A posted form. `form["name"]` is the last value, "" where there is none; `all` gives each."""

    file: bytes = b""  # the one file that it brought, on a path that takes any

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name) if name in self else ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every name with its value, in order, as it was posted."""
        return self.multi_items()

    def all(self, name: str) -> tuple[str, ...]:
        """Every value posted under this name, in order."""
        return tuple(self.getlist(name))

    def whole(self, name: str) -> int:
        """A hidden number, such as a version; -1 where it is none, which no version is."""
        digits = self[name]
        sound = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER
        return int(digits) if sound else -1


def done_once(request: Request, form: Form) -> Office:
    """The desk for the act of a form: the same form posted twice is done once (DoneAlready).

    A form without its number, as no page of ours gives it, is done whenever it is posted.
    """
    if not NUMBER.fullmatch(form[ONCE]):
        return office(request)
    said = (pair for pair in form.pairs if pair[0] != PROOF)
    posted_by = [visitor(request).person, request.url.path, *said]
    digest = sha256(json.dumps(posted_by).encode()).hexdigest()
    return replace(office(request), form=digest)


async def posted(request: Request) -> Form:
    """The posted form, urlencoded; with one file where its path takes any, and it is not kept."""
    files = int(request.url.path in TAKES_A_FILE)
    data = await request.form(max_files=files, max_fields=500, max_part_size=LARGEST)
    parts = data.multi_items()
    form = Form([(key, _lines(value)) for key, value in parts if isinstance(value, str)])
    for _, value in parts:
        if isinstance(value, UploadFile):
            form.file = await value.read()
            await value.close()
    request.state.form = form  # to be shown again where it cannot be taken
    return form


def _lines(typed: str) -> str:
    """A text as it was typed: a browser ends each of its lines with two characters."""
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def typed_day(form: Form, name: str) -> str:
    """The three fields of a date as one text, as typed where it is no date; "" where empty."""
    parts = [form[f"{name}-{part}"].strip() for part in ("year", "month", "day")]
    if not any(parts):
        return ""
    try:
        year, month, day = (int(part) for part in parts if part.isascii() and part.isdigit())
        return date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        return "-".join(parts)
