"""What anyone may ask: is this address official, and what a school's official sites are."""

from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from service.access.gate import office, visitor_of
from service.desk.register import official as asked
from service.desk.register import public
from service.desk.views import Site
from service.pages.cells import Cell, day, link
from service.pages.fields import Field, Widget
from service.pages.page import page, see

router = APIRouter()
COLUMNS = ("Site", "Platform", "Address", "Now", "Official from", "Official until")


ROBOTS = """\
# The registers and the policy are there to be found, by parents above all. What is not named here
# is for the people of a school, or is opened with a one-time link.
User-agent: *
Allow: /$
Allow: /official$
Allow: /register
Allow: /policy
Allow: /platforms
Disallow: /platforms?*q=
Disallow: /platforms/*/reading
Allow: /static/
Disallow: /
"""


@router.get("/robots.txt")
def robots() -> Response:
    """Which pages a search engine may read."""
    return PlainTextResponse(ROBOTS)


@router.get("/favicon.ico")
def icon() -> Response:
    """The icon of every page, where browsers look for it unasked: beside an export, say."""
    drawn = (files("templates") / "static" / "icon.svg").read_bytes()
    return Response(drawn, media_type="image/svg+xml")


@router.get("/")
def home(request: Request) -> Response:
    visitor = visitor_of(request)
    if visitor and visitor.schools:
        return see("/inbox")
    return page(request, "register/home.html", address=_address(""))


def _address(typed: str) -> Field:
    return Field(
        "address",
        "Address of the site",
        Widget.URL,
        hint="Copy it from the top of your browser.",
        value=typed,
    )


@router.get("/official")
def official(request: Request, address: str = "") -> Response:
    typed = address.strip()
    found = asked.official(office(request), typed) if typed else None
    return page(request, "register/official.html", address=_address(address), found=found)


@router.get("/register")
def schools(request: Request) -> Response:
    return page(request, "register/schools.html", schools=public.schools(office(request)))


@router.get("/register/{school}")
def school_register(request: Request, school: str) -> Response:
    name, found = public.register(office(request), school)
    rows = tuple(_row(one) for one in found)
    return page(
        request, "register/public.html", name=name, columns=COLUMNS, rows=rows, address=_address("")
    )


def _row(site: Site) -> tuple[Cell, ...]:
    return (
        link(f"/register/{site.school}/{site.key}", site.title),
        site.platform_name,
        site.address,
        site.status.label,
        day(site.official_from),
        day(site.official_until),
    )


@router.get("/register/{school}/{entry}")
def public_entry(request: Request, school: str, entry: str) -> Response:
    name, site = public.entry(office(request), school, entry)
    return page(request, "register/entry.html", name=name, site_shown=site)
