"""Model Appendix A, part 3: who approves a site, and before it exists."""

from appendix_a.addresses import AddressFault, parse
from appendix_a.answers import Answer, Met, Unmet, spoken
from appendix_a.case import Person, Signed, SiteStatus, Stage, Standing, Step
from appendix_a.clause import Clause, Fact, Judgement, Question, Source, answered
from appendix_a.proposal import RequestKind
from appendix_a.routing import Unroutable, route
from appendix_a.seal import seal

# A.3.1b ---------------------------------------------------------------------------------------

OF_THE_SCHOOL = frozenset({Standing.EMPLOYEE, Standing.GOVERNOR})


def everyone_named_is_known(q: Question) -> Answer:
    unknown = [key for key in q.proposal.people() if key not in q.school.people]
    if unknown:
        return Unmet(f"Not in the school's record: {', '.join(unknown)}.")
    return Met("Everyone named is in the school's record.")


def everyone_named_is_authorised(q: Question) -> Answer:
    known = (q.school.people[key] for key in q.proposal.people() if key in q.school.people)
    others = [person.name for person in known if not _authorised(q, person)]
    if others:
        names = ", ".join(others)
        return Unmet(f"Neither employee nor governor, and not authorised by anybody: {names}.")
    return Met("Everyone named is employee, governor or otherwise authorised.")


def _authorised(q: Question, person: Person) -> bool:
    by, on = person.authorised_by, person.authorised_on
    return person.standing in OF_THE_SCHOOL or bool(by and on and on <= q.on)


RUN_BY_THE_SCHOOL = Clause(
    id="A.3.1b",
    title="Run by the school's own people",
    words="Administrators and moderators are employees, governors, or others whom the school has "
    "authorised.",
    source=Source.MODEL,
    checks=(
        Fact(answered("administrators"), "Name who administers the site.", "administrators"),
        Fact(
            everyone_named_is_known,
            "Name someone who is in the school's record.",
            "administrators",
        ),
        Fact(
            everyone_named_is_authorised,
            "Ask the principal to authorise them, or name an employee.",
            "administrators",
        ),
    ),
)

# A.3.2 ----------------------------------------------------------------------------------------


def somebody_may_sign_each_step(q: Question) -> Answer:
    gap = next((one for one in route(q.case) if isinstance(one, Unroutable)), None)
    if gap:
        return Unmet(
            f"Nobody may sign “{gap.step.label}” for this proposal.",
            f"The school has to appoint {gap.appoint}.",
        )
    return Met("There is somebody to sign each step.")


def aims_and_final_are_signed(q: Question) -> Answer:
    return next(
        (
            answer
            for step in (Step.AIMS, Step.FINAL)
            if isinstance(answer := _signed(q, step), Unmet)
        ),
        Met("The line manager's and the final signature count."),
    )


def no_final_signature(q: Question) -> str:
    final = any(one.step is Step.FINAL for one in _counted(q))
    return "" if final else "There is no final signature yet."


def the_final_signature_came_last(q: Question) -> Answer:
    steps = [one.step for one in _counted(q)]
    if len(set(steps)) < len(steps):
        return Unmet("A step has been signed twice.")
    if steps[-1] is not Step.FINAL:
        return Unmet("The final signature is not the last.")
    return Met("The final signature came last, as a decision of its own.")


def _counted(q: Question) -> list[Signed]:
    """Signatures that count, on what stands now, by day and then as given."""
    present = seal(q.proposal, q.case.proposer)
    valid = (one for one in q.case.signed if one.counted and one.seal == present)
    return sorted(valid, key=lambda one: one.on)


def _signed(q: Question, step: Step) -> Answer:
    # Who was to sign was settled when the signature was counted: it stands while the seal does.
    signers = [one.signer for one in _counted(q) if one.step is step]
    if not signers or q.case.proposer in signers:
        return Unmet(f"“{step.label}” is not signed by whoever has to sign it.")
    return Met(f"{q.school.name_of(signers[0])} has signed “{step.label}”.")


SIGNED = Clause(
    id="A.3.2",
    title="Approved by line manager and leadership",
    words="A site is approved by the line manager and then by leadership, wherever it is hosted; "
    "nobody approves their own.",
    source=Source.MODEL,
    checks=(
        Fact(somebody_may_sign_each_step, "The school has to appoint someone.", "request_kind"),
        Fact(
            aims_and_final_are_signed,
            "Wait for the signature.",
            "request_kind",
            stage=Stage.REGISTRATION,
        ),
        Fact(
            the_final_signature_came_last,
            "Ask for the final signature again.",
            "request_kind",
            stage=Stage.REGISTRATION,
            applies=no_final_signature,
        ),
        Judgement(Step.AIMS, "Are the aims and the content right for the school?"),
    ),
)

# A.3.5 ----------------------------------------------------------------------------------------


def no_logo(q: Question) -> str:
    return "" if q.proposal.uses_logo else "The school's logo is not used."


def the_logo_is_approved(q: Question) -> Answer:
    return _signed(q, Step.BRAND)


LOGO = Clause(
    id="A.3.5",
    title="The school's logo",
    words="Whoever looks after the school's name and logo decides, apart from the rest, whether a "
    "site may carry them.",
    source=Source.MODEL,
    checks=(
        Fact(answered("uses_logo"), "Say whether the site will carry the logo.", "uses_logo"),
        Fact(answered("brand_use"), "Say how the logo will be used.", "brand_use", applies=no_logo),
        Fact(
            the_logo_is_approved,
            "Wait for the brand owner's signature.",
            "uses_logo",
            stage=Stage.REGISTRATION,
            applies=no_logo,
        ),
        Judgement(Step.BRAND, "May the site carry the school's name and logo?", applies=no_logo),
    ),
)

# A.3.6 ----------------------------------------------------------------------------------------


def not_new(q: Question) -> str:
    new = q.proposal.request_kind is RequestKind.NEW
    return "" if new else "This is not a new site."


def not_existing(q: Question) -> str:
    existing = q.proposal.request_kind is RequestKind.REGISTER_EXISTING
    return "" if existing else "This does not register a site that is already running."


def a_new_site_does_not_exist_yet(q: Question) -> Answer:
    if q.proposal.already_exists:
        return Unmet("The site is proposed as new, and exists already.")
    return Met("The site does not exist yet.")


def an_existing_site_exists(q: Question) -> Answer:
    since = q.proposal.existing_since
    if not q.proposal.already_exists:
        return Unmet("The site is to be registered as existing, and does not exist.")
    if since is None:
        return Unmet("It is not said since when it has existed.", "Give the day.", "existing_since")
    if since > q.on:
        return Unmet(
            f"{spoken(since)} has not come yet.", "Give the day it began.", "existing_since"
        )
    return Met(f"It has existed since {spoken(since)}.")


def it_goes_live_after_approval(q: Question) -> Answer:
    approved, live = q.case.approved_on, q.case.go_live
    if approved is None:
        return Unmet("The site is not approved yet.", "Wait for the final signature.")
    if live is None or live <= approved:
        return Unmet(f"It was approved on {spoken(approved)}, and must go live on a later day.")
    return Met(f"It goes live on {spoken(live)}, after its approval.")


def of_no_site_of_its_own(q: Question) -> str:
    own = q.proposal.request_kind in {RequestKind.NEW, RequestKind.REGISTER_EXISTING}
    return "" if own else "This does not ask for a site of its own."


def no_other_site_has_the_address(q: Question) -> Answer:
    read = parse(q.proposal.address or "")
    address = "" if isinstance(read, AddressFault) else read.canonical
    sanctioned = {SiteStatus.AWAITING_LAUNCH, SiteStatus.LIVE}
    there = (one for one in q.case.register_ if one.address == address)
    if other := next((one for one in there if one.status in sanctioned), None):
        return Unmet(f"“{other.title}” is in the register with this address.")
    return Met("No other site in the register has its address.")


APPROVED_FIRST = Clause(
    id="A.3.6",
    title="Approved before it is created",
    words="The form is filled in, and the site approved, before the site is created. A site that "
    "already runs is registered as such.",
    source=Source.MODEL,
    checks=(
        Fact(
            answered("already_exists"),
            "Say whether the site exists already.",
            "already_exists",
            applies=not_new,
        ),
        Fact(
            a_new_site_does_not_exist_yet,
            "Propose it as a site that the school already runs.",
            "already_exists",
            applies=not_new,
        ),
        Fact(
            an_existing_site_exists,
            "Propose it as a new site.",
            "already_exists",
            applies=not_existing,
        ),
        Fact(
            answered("go_live"), "Give the day on which it goes live.", "go_live", applies=not_new
        ),
        Fact(
            it_goes_live_after_approval,
            "Choose a day after the approval.",
            "go_live",
            stage=Stage.REGISTRATION,
            applies=not_new,
        ),
        Fact(answered("title"), "Give the site a title.", "title"),
        Fact(
            answered("public_purpose"),
            "Say in one sentence what the site is for.",
            "public_purpose",
        ),
        Fact(answered("aims"), "Say what the site is meant to achieve.", "aims"),
        Fact(
            no_other_site_has_the_address,
            "Give it an address of its own, or have the other site closed first.",
            "address",
            applies=of_no_site_of_its_own,
        ),
    ),
)

CLAUSES: tuple[Clause, ...] = (RUN_BY_THE_SCHOOL, SIGNED, LOGO, APPROVED_FIRST)
