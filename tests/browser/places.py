"""Every page of the product with where it stands in the school of these tests, and who opens it."""

from collections.abc import Iterator
from dataclasses import dataclass

from service.access.permissions import TABLE
from service.pages.proposals.form_pages import pages_of
from tests.browser.visit import PUBLIC
from tests.builders import (
    BRAND_OWNER,
    E_SAFETY_LEAD,
    LINE_MANAGER,
    PRINCIPAL,
    SECOND_TEACHER,
    TEACHER,
    VICE_CHAIR,
    a_proposal,
)
from tests.service.pages.posting import asked_of
from tests.service.school import AUDITOR, OPERATOR, OWN, REGISTRAR


@dataclass(frozen=True)
class Place:
    """One page. `path` has names in braces, which the school of these tests knows."""

    name: str
    who: str
    path: str


FORM = tuple(page.key for page in pages_of(asked_of(a_proposal())))
EDITION = ("about", "thresholds", "numbers", "roles", "related", "A.5.4a")
LIVE = "https://birchfieldp5.wordpress.com"

PLACES: dict[str, tuple[Place, ...]] = {
    "/": (Place("home", PUBLIC, "/"),),
    "/official": (
        Place("official", PUBLIC, "/official"),
        Place("official-yes", PUBLIC, f"/official?address={LIVE}"),
        Place("official-no", PUBLIC, "/official?address=https://birchfield-p5.example"),
        Place("official-page", PUBLIC, f"/official?address={LIVE}/2026/harvest"),
        Place("official-leads-on", PUBLIC, "/official?address=https://bit.ly/birchfield"),
        Place("official-front-page", PUBLIC, "/official?address=https://www.facebook.com/"),
        Place("official-alike", PUBLIC, "/official?address=https://x.com/birchfieldp5"),
        Place("official-name", PUBLIC, "/official?address=@birchfieldp5"),
        Place("official-unreadable", PUBLIC, "/official?address=our+class+blog"),
    ),
    "/register": (Place("schools", PUBLIC, "/register"),),
    "/register/{school}": (Place("public-register", PUBLIC, f"/register/{OWN}"),),
    "/register/{school}/{entry}": (Place("public-entry", PUBLIC, f"/register/{OWN}/{{entry}}"),),
    "/policy": (Place("policy", PUBLIC, "/policy"),),
    "/policy/{clause}": (
        Place("clause", PUBLIC, "/policy/A.5.4a"),
        Place("clause-with-its-sites", AUDITOR, "/policy/A.5.4a"),
    ),
    "/edition": (
        Place("edition", REGISTRAR, "/edition"),
        Place("edition-read", PRINCIPAL, "/edition"),
        *(Place(f"edition-{one}", REGISTRAR, f"/edition?part={one}") for one in EDITION),
    ),
    "/edition/preview": (
        Place("preview", PRINCIPAL, "/edition/preview"),
        Place("preview-read", REGISTRAR, "/edition/preview"),
    ),
    "/platforms": (
        Place("platforms", PUBLIC, "/platforms"),
        Place("platforms-to-keep", E_SAFETY_LEAD, "/platforms"),
        Place("platforms-found", PUBLIC, "/platforms?q=wordpress&show=to_be_read"),
        Place("platforms-unknown", E_SAFETY_LEAD, "/platforms?q=https://storywall.example/p5"),
    ),
    "/platforms/{key}": (
        Place("platform", PUBLIC, "/platforms/youtube"),
        Place("platform-to-keep", E_SAFETY_LEAD, "/platforms/wordpress-com"),
        Place("platform-new", E_SAFETY_LEAD, "/platforms/classroom-pages"),
        Place("platform-depending", AUDITOR, "/platforms/wordpress-com"),
    ),
    "/platforms/{key}/reading": (
        Place("reading", E_SAFETY_LEAD, "/platforms/wordpress-com/reading"),
        Place("reading-unread", PRINCIPAL, "/platforms/book-creator/reading"),
        Place("reading-borrowed", E_SAFETY_LEAD, "/platforms/threads/reading"),
    ),
    "/sign-in": (
        Place("sign-in", PUBLIC, "/sign-in"),
        Place("sign-in-anew", PUBLIC, "/sign-in?set=1"),
    ),
    "/set-password/{token}": (Place("set-password", PUBLIC, "/set-password/{token}"),),
    "/me/sessions": (Place("sessions", TEACHER, "/me/sessions"),),
    "/me/notices": (Place("notices", TEACHER, "/me/notices"),),
    "/forgotten-password": (
        Place("forgotten", PUBLIC, "/forgotten-password"),
        Place("forgotten-asked", PUBLIC, "/forgotten-password?asked=1"),
    ),
    "/proposals": (
        Place("proposals", TEACHER, "/proposals"),
        Place("proposals-of-all", PRINCIPAL, "/proposals"),
    ),
    "/proposals/{ref}/draft/{page}": (
        *(Place(f"form-{one}", TEACHER, f"/proposals/{{draft}}/draft/{one}") for one in FORM),
        Place("form-blank", TEACHER, "/proposals/{blank}/draft/who"),
        Place("form-saved", TEACHER, "/proposals/{draft}/draft/team?saved=1"),
        Place("form-submitted", TEACHER, "/proposals/{in_sign_off}/draft/what"),
    ),
    "/proposals/{ref}/check": (
        Place("check", TEACHER, "/proposals/{draft}/check"),
        Place("check-blank", TEACHER, "/proposals/{blank}/check"),
    ),
    "/proposals/{ref}": (
        Place("proposal-draft", TEACHER, "/proposals/{draft}"),
        Place("proposal-in-sign-off", TEACHER, "/proposals/{in_sign_off}"),
        Place("proposal-returned", TEACHER, "/proposals/{returned}"),
        Place("proposal-referred", E_SAFETY_LEAD, "/proposals/{referred}"),
        Place("proposal-to-launch", TEACHER, "/proposals/{awaiting}"),
        Place("proposal-live", PRINCIPAL, "/proposals/{live}"),
    ),
    "/proposals/{ref}/revisions/{n}": (
        Place("revision", TEACHER, "/proposals/{twice}/revisions/1"),
    ),
    "/proposals/{ref}/declaration": (
        Place("declaration", SECOND_TEACHER, "/proposals/{in_sign_off}/declaration"),
        Place("declaration-made", SECOND_TEACHER, "/proposals/{ready}/declaration"),
    ),
    "/inbox": (
        Place("inbox-teacher", TEACHER, "/inbox"),
        Place("inbox-principal", PRINCIPAL, "/inbox"),
        Place("inbox-empty", AUDITOR, "/inbox"),
    ),
    "/proposals/{ref}/sign-off/{step}": (
        Place("sign-off-aims", LINE_MANAGER, "/proposals/{in_sign_off}/sign-off/aims"),
        Place("sign-off-brand", BRAND_OWNER, "/proposals/{in_sign_off}/sign-off/brand"),
        Place("sign-off-not-yet", PRINCIPAL, "/proposals/{in_sign_off}/sign-off/final"),
        Place("sign-off-final", PRINCIPAL, "/proposals/{ready}/sign-off/final"),
    ),
    "/referrals": (
        Place("referrals", E_SAFETY_LEAD, "/referrals"),
        Place("referrals-to-confirm", PRINCIPAL, "/referrals"),
    ),
    "/sites": (
        Place("register", AUDITOR, "/sites"),
        Place("register-of-all", AUDITOR, "/sites?status=any"),
        Place("register-empty", AUDITOR, "/sites?on=2020-01-31"),
    ),
    "/sites/{entry}/record": (
        Place("record", AUDITOR, "/sites/{entry}/record"),
        Place("record-to-close", PRINCIPAL, "/sites/{entry}/record"),
        Place("record-closed", AUDITOR, "/sites/{closed}/record"),
    ),
    "/sites/{entry}/address": (
        Place("address-to-settle", REGISTRAR, "/sites/{doubtful}/address"),
        Place("address-settled", PRINCIPAL, "/sites/{entry}/address"),
    ),
    "/exceptions": (Place("exceptions", AUDITOR, "/exceptions"),),
    "/log": (Place("log", AUDITOR, "/log"), Place("log-verified", AUDITOR, "/log?verify=1")),
    "/log/differences": (Place("differences", AUDITOR, "/log/differences"),),
    "/operator/differences": (Place("operator-differences", OPERATOR, "/operator/differences"),),
    "/people": (
        Place("people", REGISTRAR, "/people"),
        Place("people-read", PRINCIPAL, "/people"),
    ),
    "/people/list": (Place("staff-list", REGISTRAR, "/people/list"),),
    "/people/confirm": (
        Place("to-confirm", PRINCIPAL, "/people/confirm"),
        Place("nothing-to-confirm", VICE_CHAIR, "/people/confirm"),
    ),
    "/people/{key}/roles": (
        Place("person", REGISTRAR, "/people/{teacher}/roles"),
        Place("person-to-confirm", PRINCIPAL, "/people/{member}/roles"),
    ),
    "/calendar": (
        Place("calendar", REGISTRAR, "/calendar"),
        Place("calendar-read", TEACHER, "/calendar"),
        Place("calendar-next-year", PRINCIPAL, "/calendar?year=2027"),
    ),
    "/operator": (
        Place("operator", OPERATOR, "/operator"),
        Place("operator-again", OPERATOR, "/operator?again=1"),
    ),
}
"""By the path of the permission table."""

NO_PAGES = {
    *("/mailbox", "/mailbox/{mail}", "/mailbox/{mail}/html"),  # the demo's: test_mails
    "/health/live",
    "/health/ready",
    "/metrics",
    "/sites.csv",
    "/sites.json",
    "/people/list/example.csv",
    "/people/list/record.csv",
    "/log/checkpoint",
    "/robots.txt",
    "/favicon.ico",
}
"""What a GET reaches besides, the API apart: files and texts for programs."""


def routes() -> Iterator[str]:
    """Each path of the permission table that a GET reaches, the API apart."""
    asked = (rule.path for rule in TABLE if rule.method == "GET")
    return (path for path in asked if not path.startswith("/api/"))
