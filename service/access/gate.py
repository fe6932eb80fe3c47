"""The gate before every route: who asks, about which school, and whether they may."""

from fastapi import Request

from appendix_a.reading.case import Role, SignOffStep
from service.access import cookies
from service.access.monitor import holds_token
from service.access.permissions import ASKS_AGAIN, Rule, Who, allows, rule_for
from service.desk import records
from service.desk.office import Office
from service.desk.people import signing_in
from service.desk.proposals import proposal_views
from service.desk.refusals import NotAllowed, NotFound, Refusal, TooSoon
from service.desk.views import Visitor


class SignInNeeded(Refusal):
    """Nobody is signed in, and this is not for the public."""

    def __init__(self) -> None:
        super().__init__("Sign in first. You may have been signed out after an hour without use.")


def visitor_of(request: Request) -> Visitor | None:
    """Who is signed in, looked up once a request; None for anyone else."""
    if not hasattr(request.state, "visitor"):
        office: Office = request.app.state.office
        token = cookies.token(request, office.origin)
        request.state.visitor = signing_in.who(office, token) if token else None
    found: Visitor | None = request.state.visitor
    return found


def office(request: Request) -> Office:
    """The desk behind this application."""
    found: Office = request.app.state.office
    return found


def visitor(request: Request) -> Visitor:
    """Who is signed in. Only for routes that the permission table gives to someone signed in."""
    found: Visitor | None = request.state.visitor
    if found is None:
        raise NotFound
    return found


def gate(request: Request) -> None:
    """Let the request pass, with `request.state.visitor` and `.school` set.

    Raises SignInNeeded, NotAllowed, or NotFound where the object is another school's.
    """
    rule = rule_for(request.method, request.scope["route"].path)
    request.state.school = None
    if Who.MONITOR in rule.who and holds_token(request):
        return
    visitor = visitor_of(request)
    if rule.is_public:
        return
    if visitor is None:
        raise SignInNeeded
    school = request.state.school = _school(request, rule, visitor)
    if allows(rule, visitor, school):
        _prove(request, rule, visitor)
        return
    if school not in visitor.schools:
        raise NotFound
    raise NotAllowed(
        f"You do not have permission to do this. It is for {' or '.join(_said(rule))}."
    )


class ProofNeeded(Refusal):
    """The password has to be typed again. `wrong` says what was wrong with what was typed."""

    def __init__(self, wrong: str = "") -> None:
        super().__init__("Type your password again to go on.")
        self.wrong = wrong


PROOF = "password-again"


def _prove(request: Request, rule: Rule, visitor: Visitor) -> None:
    """Let the most serious acts pass only with a password that was typed within a quarter of an hour."""
    final = request.path_params.get("step", SignOffStep.FINAL) == SignOffStep.FINAL
    if rule.method != "POST" or rule.path not in ASKS_AGAIN or not final:
        return
    if not signing_in.is_long_ago(visitor):
        return
    office: Office = request.app.state.office
    typed = request.state.form[PROOF]
    if not typed:
        raise ProofNeeded
    try:
        signing_in.prove(office, cookies.token(request, office.origin), typed)
    except (signing_in.NotFitting, TooSoon) as refusal:
        wrong = isinstance(refusal, signing_in.NotFitting)
        raise ProofNeeded("This is not your password." if wrong else refusal.words) from refusal


def _said(rule: Rule) -> list[str]:
    return [
        f"the {who.label[0].lower()}{who.label[1:]}" if isinstance(who, Role) else who.label
        for who in rule.who
    ]


def _school(request: Request, rule: Rule, visitor: Visitor) -> str | None:
    """The object's school, else the one asked for, else the first of theirs that fits."""
    office: Office = request.app.state.office
    if "ref" in request.path_params:
        return proposal_views.school_of_proposal(office, request.path_params["ref"])
    if "entry" in request.path_params:
        return records.school_of_entry(office, request.path_params["entry"])
    if asked := request.query_params.get("school"):
        return asked
    fitting = (key for key in visitor.schools if allows(rule, visitor, key))
    return next(fitting, next(iter(visitor.schools), None))
