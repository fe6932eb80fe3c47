"""Who may ask for what: one table, and whatever is not in it is denied.

A relation to one proposal or site (proposer, named, ...) is decided by the desk, which knows it;
here such a row asks only that the person belongs to the school.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from appendix_a.reading.case import Role
from appendix_a.values.value import Choice
from service.desk.views import Visitor


class Who(Choice):
    PUBLIC = "public", "anyone"
    SIGNED_IN = "signed_in", "anyone who is signed in"
    AT_SCHOOL = "at_school", "anyone in the school's record"
    MEMBER = "member", "anyone with a role at the school except auditor and registrar"
    PROPOSER = "proposer", "the proposer"
    INVOLVED = "involved", "anyone with a part in the proposal"
    NAMED = "named", "a named administrator or moderator"
    SIGNATORY = "signatory", "the signatory of this step"
    SITE_ADMIN = "site_admin", "a site administrator"
    MONITOR = "monitor", "a monitor with the token of the settings"


AUDITING = (Role.AUDITOR, Role.PRINCIPAL, Role.CHAIR)
EVIDENCE = (Role.E_SAFETY_LEAD, Role.PRINCIPAL, Role.CHAIR)
CONFIRMERS = (Role.E_SAFETY_LEAD, Role.VICE_PRINCIPAL, Role.PRINCIPAL)
KEEPERS = (Role.REGISTRAR, Role.PRINCIPAL, Role.CHAIR)
SECONDS = (Role.PRINCIPAL, Role.CHAIR, Role.VICE_CHAIR)
NOT_MEMBERS = frozenset({Role.AUDITOR, Role.REGISTRAR, Role.OPERATOR})
RELATIONS = frozenset({Who.PROPOSER, Who.INVOLVED, Who.NAMED, Who.SIGNATORY, Who.SITE_ADMIN})


@dataclass(frozen=True)
class Rule:
    """One row: the request, and who may make it. Several are joined by “or”."""

    method: str
    path: str
    who: tuple[Who | Role, ...]

    @property
    def is_public(self) -> bool:
        return Who.PUBLIC in self.who


def _rows(methods: str, path: str, *who: Who | Role) -> tuple[Rule, ...]:
    return tuple(Rule(method, path, who) for method in methods.split())


ASKS_AGAIN: frozenset[str] = frozenset(
    {
        "/proposals/{ref}/sign-off/{step}",  # the final step alone
        "/edition/adopt",
        "/people/invitations",
        "/people/list/apply",
        "/people/confirm",
        "/people/confirm/links",
        "/people/{key}/roles",
        "/people/{key}/roles/confirm",
        "/people/{key}/link/confirm",
    }
)
"""What gives power or a final yes: whoever posts there has typed their password lately."""

TABLE: tuple[Rule, ...] = (
    *_rows("GET", "/", Who.PUBLIC),
    *_rows("GET", "/robots.txt", Who.PUBLIC),
    *_rows("GET", "/favicon.ico", Who.PUBLIC),
    *_rows("GET", "/official", Who.PUBLIC),
    *_rows("GET", "/register", Who.PUBLIC),
    *_rows("GET", "/register/{school}", Who.PUBLIC),
    *_rows("GET", "/register/{school}/{entry}", Who.PUBLIC),
    *_rows("GET", "/policy", Who.PUBLIC),
    *_rows("GET", "/policy/{clause}", Who.PUBLIC),
    *_rows("GET", "/platforms", Who.PUBLIC),
    *_rows("GET", "/platforms/{key}", Who.PUBLIC),
    *_rows("GET", "/health/live", Who.PUBLIC),
    *_rows("GET", "/health/ready", Who.PUBLIC),
    *_rows("GET", "/metrics", Role.OPERATOR, Who.MONITOR),
    *_rows("GET", "/operator", Role.OPERATOR),
    *_rows("POST", "/operator/items/{id}/again", Role.OPERATOR),
    *_rows("POST", "/operator/mails/{id}/again", Role.OPERATOR),
    *_rows("GET POST", "/operator/differences", Role.OPERATOR),
    *_rows("GET POST", "/sign-in", Who.PUBLIC),
    *_rows("POST", "/sign-out", Who.PUBLIC),
    *_rows("GET POST", "/set-password/{token}", Who.PUBLIC),
    *_rows("GET POST", "/forgotten-password", Who.PUBLIC),
    *_rows("GET POST", "/me/sessions", Who.SIGNED_IN),
    *_rows("GET POST", "/me/notices", Who.SIGNED_IN),
    *_rows("GET", "/mailbox", Who.PUBLIC),
    *_rows("GET", "/mailbox/{mail}", Who.PUBLIC),
    *_rows("GET", "/mailbox/{mail}/html", Who.PUBLIC),
    *_rows("GET POST", "/proposals", Who.MEMBER),
    *_rows("GET POST", "/proposals/{ref}/draft/{page}", Who.PROPOSER),
    *_rows("GET", "/proposals/{ref}/check", Who.PROPOSER),
    *_rows("POST", "/proposals/{ref}/submit", Who.PROPOSER),
    *_rows("POST", "/proposals/{ref}/withdraw", Who.PROPOSER, Role.PRINCIPAL, Role.CHAIR),
    *_rows("POST", "/proposals/{ref}/delete", Who.PROPOSER),
    *_rows("POST", "/proposals/{ref}/return", *EVIDENCE),
    *_rows("GET", "/proposals/{ref}", Who.INVOLVED),
    *_rows("GET", "/proposals/{ref}/revisions/{n}", Who.INVOLVED),
    *_rows("GET POST", "/proposals/{ref}/declaration", Who.NAMED),
    *_rows("GET", "/inbox", Who.AT_SCHOOL),
    *_rows("GET POST", "/proposals/{ref}/sign-off/{step}", Who.SIGNATORY),
    *_rows("POST", "/proposals/{ref}/sign-off/final/undo", Who.SIGNATORY),
    *_rows("GET", "/referrals", *EVIDENCE, Role.VICE_PRINCIPAL),
    *_rows("GET POST", "/platforms/{key}/reading", *EVIDENCE),
    *_rows("POST", "/platforms/{key}/rows", *EVIDENCE),
    *_rows("POST", "/platforms/rows/{id}/confirm", *CONFIRMERS),
    *_rows("POST", "/sites/{entry}/launch", Who.SITE_ADMIN),
    *_rows("POST", "/sites/{entry}/close", Role.PRINCIPAL),
    *_rows("GET POST", "/sites/{entry}/address", Role.REGISTRAR, Role.PRINCIPAL),
    *_rows("GET", "/sites", *AUDITING),
    *_rows("GET", "/sites.csv", *AUDITING),
    *_rows("GET", "/sites.json", *AUDITING),
    *_rows("GET", "/sites/{entry}/record", *AUDITING),
    *_rows("GET", "/exceptions", *AUDITING),
    *_rows("GET", "/log", *AUDITING),
    *_rows("GET", "/log/checkpoint", *AUDITING),
    *_rows("POST", "/log/compare", *AUDITING),
    *_rows("GET", "/log/differences", *AUDITING),
    *_rows("POST", "/log/differences", Role.PRINCIPAL, Role.CHAIR),
    *_rows("GET", "/people", *KEEPERS),
    *_rows("POST", "/people", Role.REGISTRAR),
    *_rows("POST", "/people/invitations", Role.REGISTRAR),
    *_rows("POST", "/people/office", Role.REGISTRAR),
    *_rows("GET POST", "/people/list", Role.REGISTRAR),
    *_rows("POST", "/people/list/apply", Role.REGISTRAR),
    *_rows("GET", "/people/list/example.csv", Role.REGISTRAR),
    *_rows("GET", "/people/list/record.csv", Role.REGISTRAR),
    *_rows("GET POST", "/people/confirm", *SECONDS),
    *_rows("POST", "/people/confirm/links", *SECONDS),
    *_rows("GET", "/people/{key}/roles", *KEEPERS, Role.VICE_CHAIR),
    *_rows("POST", "/people/{key}/roles", Role.REGISTRAR),
    *_rows("POST", "/people/{key}/roles/confirm", *SECONDS),
    *_rows("POST", "/people/{key}/link/confirm", *SECONDS),
    *_rows("GET", "/calendar", Who.AT_SCHOOL),
    *_rows("POST", "/calendar", Role.REGISTRAR, Role.PRINCIPAL),
    *_rows("POST", "/calendar/list", Role.REGISTRAR, Role.PRINCIPAL),
    *_rows("GET", "/edition", Role.REGISTRAR, Role.PRINCIPAL),
    *_rows("POST", "/edition", Role.REGISTRAR),
    *_rows("GET", "/edition/preview", Role.REGISTRAR, Role.PRINCIPAL),
    *_rows("POST", "/edition/adopt", Role.PRINCIPAL),
    *_rows("GET", "/api/v1/openapi.json", Who.PUBLIC),
    *_rows("GET", "/api/v1/official", Who.PUBLIC),
    *_rows("GET", "/api/v1/addresses", Who.PUBLIC),
    *_rows("GET", "/api/v1/register", Who.PUBLIC),
    *_rows("GET", "/api/v1/register/{school}", Who.PUBLIC),
    *_rows("GET", "/api/v1/sites", *AUDITING),
    *_rows("GET", "/api/v1/sites/{entry}/record", *AUDITING),
    *_rows("GET", "/api/v1/proposals", Who.MEMBER),
    *_rows("GET", "/api/v1/proposals/{ref}", Who.INVOLVED),
    *_rows("GET", "/api/v1/inbox", Who.AT_SCHOOL),
    *_rows("GET", "/api/v1/log", *AUDITING),
    *_rows("GET", "/api/v1/log/checkpoint", *AUDITING),
)
BY_REQUEST: Mapping[tuple[str, str], Rule] = MappingProxyType(
    {(rule.method, rule.path): rule for rule in TABLE}
)


def rule_for(method: str, path: str) -> Rule:
    """The row for a route's own path. LookupError where there is none, which `check_complete` rules out."""
    return BY_REQUEST[method, path]


def allows(rule: Rule, visitor: Visitor | None, school: str | None) -> bool:
    """Whether this person may make the request about this school."""
    if rule.is_public:
        return True
    if visitor is None:
        return False
    if Who.SIGNED_IN in rule.who:
        return True
    if Role.OPERATOR in rule.who:  # of the host, and so of no school
        return Role.OPERATOR in visitor.roles.get("", frozenset())
    return school in visitor.schools and any(_is(who, visitor, school) for who in rule.who)


def _is(who: Who | Role, visitor: Visitor, school: str) -> bool:
    if isinstance(who, Role):
        return who in visitor.roles_at(school)
    if who is Who.MEMBER:
        return bool(visitor.roles_at(school) - NOT_MEMBERS)
    return who is Who.AT_SCHOOL or who in RELATIONS
