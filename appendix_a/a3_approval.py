"""Model Appendix A, part 3: who approves a site, and before it exists."""

from datetime import date, timedelta

from appendix_a.platforms.identity import identify
from appendix_a.procedure.deadlines import NOTICE
from appendix_a.procedure.lifecycle import HOLDS_ITS_ADDRESS
from appendix_a.procedure.routing import (
    Signatory,
    Unroutable,
    capacity_in_words,
    instead_of,
    route,
)
from appendix_a.reading.applies import (
    in_the_register,
    no_address,
    no_logo,
    not_existing,
    not_new,
    not_taking_part,
)
from appendix_a.reading.case import (
    MembershipKind,
    Person,
    Registered,
    SignOffStep,
    SiteStatus,
    Stage,
)
from appendix_a.reading.clause import (
    Applies,
    Clause,
    Context,
    Declaration,
    Duty,
    Evidence,
    Fact,
    Judgement,
    Named,
    Owner,
    Source,
    Test,
    answered,
    unless,
)
from appendix_a.reading.predicates import is_signed, signatures
from appendix_a.reading.proposal import RequestKind
from appendix_a.values.answers import Answer, Met, Undetermined, Unmet, day_in_words

# A.3.1a ---------------------------------------------------------------------------------------


def the_schools_final_decision_stands(context: Context) -> Answer:
    final = next((one for one in signatures(context) if one.step is SignOffStep.FINAL), None)
    if final is None:
        return Unmet("The record holds no final approval of what is now proposed.")
    by, on = context.school.name_of(final.signer), day_in_words(final.on)
    return Met(f"{by} approved it for the school on {on}.")


IN_THE_SCHOOLS_NAME = Clause(
    id="A.3.1a",
    title="In the school's name, by the school",
    words="Only the school, or someone who acts for it, makes a site in the school's name.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.3.1a",
        "East Devon, social media policy",
    ),
    owners=(Owner.PRINCIPAL,),
    evidence=Evidence.RELATIVE,
    checks=(
        Fact(
            the_schools_final_decision_stands,
            "Wait for the final approval.",
            "request_kind",
            stage=Stage.REGISTRATION,
        ),
        Duty("Whoever finds a site in the school's name that is not in the register reports it."),
    ),
    left="What becomes of a reported site is settled by people: they have it closed, or register "
    "it.",
)

# A.3.1b ---------------------------------------------------------------------------------------

OF_THE_SCHOOL = frozenset({MembershipKind.EMPLOYEE, MembershipKind.GOVERNOR})
GONE = (
    "If there is an account already, take them off the account and change the password. Then name "
    "somebody who is at the school."
)
"""Whoever has left may still know the password: another name in the form does not change that."""


def everyone_named_is_known(context: Context) -> Answer:
    unknown = [key for key in context.proposal.people() if key not in context.school.people]
    if unknown:
        gone = any(key in context.school.left for key in unknown)
        return Unmet(
            context.school.absent(unknown),
            GONE if gone else "",
            _where_named(context, unknown),
        )
    return Met("Everyone named is in the school's record.")


def everyone_named_is_authorised(context: Context) -> Answer:
    known = {
        key: context.school.people[key]
        for key in context.proposal.people()
        if key in context.school.people
    }
    others = [key for key, person in known.items() if not _authorised(context, person)]
    if others:
        names = ", ".join(known[key].name for key in others)
        words = f"Neither an employee nor a governor, and not authorised by anybody: {names}."
        return Unmet(words, field=_where_named(context, others))
    return Met("Everyone named is an employee, a governor or otherwise authorised.")


def _authorised(context: Context, person: Person) -> bool:
    by, on = person.authorised_by, person.authorised_on
    return person.standing in OF_THE_SCHOOL or bool(by and on and on <= context.on)


def _where_named(context: Context, keys: list[str]) -> str:
    """The question in which the first of these people is named."""
    return "administrators" if keys[0] in context.proposal.administrators else "moderators"


def while_some_are_to_be_named(test: Test) -> Applies:
    """Exempts until both lists have a name, where nothing is wrong with those who are named.

    Of nobody everything is true: that is no pass.
    """

    def exempts(context: Context) -> str:
        named = context.proposal.administrators and context.proposal.moderators
        wrong = isinstance(test(context), Unmet)
        return "" if named or wrong else "Not everybody who is to run it is named yet."

    return exempts


RUN_BY_THE_SCHOOL = Clause(
    id="A.3.1b",
    title="Run by the school's own people",
    words="Administrators and moderators are employees, governors, or others whom the school has "
    "authorised.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.3.1b",),
    owners=(Owner.PRINCIPAL,),
    checks=(
        Fact(answered("administrators"), "Name who administers the site.", "administrators"),
        Fact(
            everyone_named_is_known,
            "Name someone who is in the school's record.",
            "administrators",
            applies=while_some_are_to_be_named(everyone_named_is_known),
        ),
        Fact(
            everyone_named_is_authorised,
            "Ask the principal to authorise them, or name an employee.",
            "administrators",
            applies=while_some_are_to_be_named(everyone_named_is_authorised),
        ),
    ),
)

# A.3.2 ----------------------------------------------------------------------------------------


def somebody_may_sign_each_step(context: Context) -> Answer:
    found = route(context.case)
    gap = next((one for one in found if isinstance(one, Unroutable)), None)
    if gap:
        return Unmet(
            f"Nobody can sign “{gap.step.label}” for this proposal.",
            f"The school has to appoint {gap.appoint}.",
        )
    if context.stage is not Stage.DRAFT:  # what a decision keeps names nobody who may be erased
        return Met("There is somebody to sign each step.")
    return Met(" ".join(_signs(context, one) for one in found if isinstance(one, Signatory)))


def _signs(context: Context, one: Signatory) -> str:
    """Who signs a step and as what, and why nobody who comes first."""
    name, others = context.school.name_of(one.person), instead_of(context.case, one)
    why = f", because {' and '.join(others)}" if others else ""
    return f"“{one.step.label}”: {name}, {capacity_in_words(one.capacity)}{why}."


def aims_and_final_are_signed(context: Context) -> Answer:
    return next(
        (
            answer
            for step in (SignOffStep.AIMS, SignOffStep.FINAL)
            if isinstance(answer := is_signed(context, step), Unmet)
        ),
        Met("The line manager's and the final signature count."),
    )


def no_final_signature(context: Context) -> str:
    final = any(one.step is SignOffStep.FINAL for one in signatures(context))
    return "" if final else "There is no final signature yet."


def the_final_signature_came_last(context: Context) -> Answer:
    steps = [one.step for one in signatures(context)]
    if len(set(steps)) < len(steps):
        return Unmet("A step has been signed twice.")
    if steps[-1] is not SignOffStep.FINAL:
        return Unmet("The final signature is not the last.")
    return Met("The final signature came last, as a decision of its own.")


SIGNED = Clause(
    id="A.3.2",
    title="Approved by line manager and leadership",
    words="A site is approved by the line manager and then by leadership, wherever it is hosted; "
    "nobody approves their own.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.3.2",
        "Dulwich, policy",
    ),
    owners=(Owner.LINE_MANAGER, Owner.PRINCIPAL),
    evidence=Evidence.RELATIVE,
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
        Judgement(
            SignOffStep.AIMS,
            "Are the aims and the content right for the school?",
            about=("aims", "proposed_content"),
        ),
    ),
)

# A.3.3 ----------------------------------------------------------------------------------------

TAKING_PART = Clause(
    id="A.3.3",
    title="Taking part in someone else's site",
    words="Whoever takes part, for the school, in a site that belongs to somebody else has it "
    "approved by the line manager and by leadership.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.3.3",),
    owners=(Owner.LINE_MANAGER, Owner.PRINCIPAL),
    applies=not_taking_part,
    checks=(
        Fact(answered("other_owner"), "Say whose site it is.", "other_owner"),
        Fact(
            aims_and_final_are_signed,
            "Wait for the signature.",
            "request_kind",
            stage=Stage.REGISTRATION,
        ),
        Judgement(SignOffStep.AIMS, "Is it right for the school to take part in this site?"),
    ),
)

# A.3.4 ----------------------------------------------------------------------------------------

CONTENT_AGREED = Clause(
    id="A.3.4",
    title="Content is discussed and approved",
    words="What goes on a site, the school's own or another's, is discussed with the line manager "
    "and approved.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.3.4",),
    owners=(Owner.LINE_MANAGER,),
    checks=(
        Fact(answered("post_approval"), "Say who approves what is published.", "post_approval"),
        Judgement(
            SignOffStep.AIMS, "Will the right people approve what is published, and soon enough?"
        ),
        Duty("What is published was approved first, in the way that the proposal says."),
    ),
)

# A.3.5 ----------------------------------------------------------------------------------------


def the_logo_is_approved(context: Context) -> Answer:
    return is_signed(context, SignOffStep.BRAND)


LOGO = Clause(
    id="A.3.5",
    title="The school's logo",
    words="Whoever looks after the school's name and logo decides separately whether a site may "
    "carry them.",
    source=Source.MODEL,
    cites=(
        "School policy, 6.7",
        "Model Appendix A, A.3.5",
    ),
    owners=(Owner.BRAND_OWNER,),
    evidence=Evidence.SCHOOL,
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
        Judgement(
            SignOffStep.BRAND, "May the site carry the school's name and logo?", applies=no_logo
        ),
    ),
)

# A.3.6 ----------------------------------------------------------------------------------------


def not_said_whether_it_exists(context: Context) -> str:
    unsaid = context.proposal.already_exists is None
    return "It is not said whether the site exists already." if unsaid else ""


def a_new_site_does_not_exist_yet(context: Context) -> Answer:
    if context.proposal.already_exists:
        return Unmet("The site is proposed as new, but it exists already.")
    return Met("The site does not exist yet.")


def an_existing_site_exists(context: Context) -> Answer:
    since = context.proposal.existing_since
    if not context.proposal.already_exists:
        return Unmet(
            "The proposal is to register an existing site, but the site does not exist yet."
        )
    if since is None:
        return Unmet(
            "The proposal does not say how long it has existed.", "Give the day.", "existing_since"
        )
    if since > context.on:
        return Unmet(
            f"{day_in_words(since)} is in the future.", "Give the day it began.", "existing_since"
        )
    return Met(f"It has existed since {day_in_words(since)}.")


def no_day_of_going_live(context: Context) -> str:
    return "" if _goes_live(context) else "It is not said when the site goes live."


def _goes_live(context: Context) -> date | None:
    """The day that the approval granted, else the day that is proposed."""
    return context.case.go_live or context.proposal.go_live


def it_goes_live_after_approval(context: Context) -> Answer:
    """Of a site that nobody has approved yet, as if it were approved today at the earliest."""
    approved, live = context.case.approved_on, _goes_live(context)
    if live is None:
        return Unmet("It is not said when the site goes live.")
    first = (approved or context.on) + timedelta(days=1)
    if live >= first:
        after = "after its approval" if approved else "and has to be approved before that day"
        return Met(f"It goes live on {day_in_words(live)}, {after}.")
    choose = f"Choose {day_in_words(first)} or a later day."
    if approved:
        words = f"It was approved on {day_in_words(approved)}, and must go live on a later day."
        return Unmet(words, choose)
    return Unmet(
        f"It cannot go live on {day_in_words(live)}: it has to be approved first, and goes live on "
        "a later day.",
        choose,
    )


NO_CHANGES = (
    "A change to a site in the register cannot be proposed here yet.",
    "Ask the principal to close it, then propose it again as one that the school already runs.",
)


def no_new_address(context: Context) -> str:
    """Exempts a site without an address, which 7.3 asks for; a change is never exempt."""
    return "" if context.proposal.request_kind is RequestKind.CHANGE else no_address(context)


def no_other_site_has_the_address(context: Context) -> Answer:
    if context.proposal.request_kind is RequestKind.CHANGE:
        return Unmet(*NO_CHANGES, "request_kind")
    address = context.identity.canonical
    there = [
        one
        for one in context.case.register_
        if address and one.address == address and one.status in HOLDS_ITS_ADDRESS
    ]
    if not there:
        return Met("No other site in the register has its address.")
    other, anew = there[0], not not_existing(context)
    if anew and all(takes_its_place(one, context.on) for one in there):
        return Met(f"It replaces “{other.title}”, whose approval ends.")
    words = f"“{other.title}” is in the register with this address."
    return Unmet(words, _before_it_is_anew(other) if anew else "")


def not_registered(context: Context) -> str:
    """Exempts what the register has no address of."""
    return "" if context.case.registered_address else "It is not in the register with an address."


def the_register_still_has_its_address(context: Context) -> Answer:
    """What reads addresses changes with a release; whose site an entry is never does by itself."""
    stands = context.case.registered_address
    read = identify(context.catalogue, stands)
    if read.canonical == stands:
        return Met("Its address is read as it was when it was registered.")
    now = read.why or f"It is read as {read.canonical} now."
    return Undetermined(
        f"The register has it at {stands}. {now}",
        "The registrar",
        "settle which site is meant. It waits in the inbox.",
    )


def _before_it_is_anew(other: Registered) -> str:
    """What has to come before a site of the register can be proposed again; empty for the usual."""
    if other.status is SiteStatus.AWAITING_LAUNCH:
        return "It is not open yet. Launch it first, or ask for it to be closed."
    if other.status is SiteStatus.SUSPENDED:
        return "It is suspended. First ask for the suspension to be ended, or for the site to be closed."
    if other.valid_until is None:
        return ""
    opens = day_in_words(other.valid_until - NOTICE)
    return f"Propose it again from {opens} on, when its approval is about to end."


def takes_its_place(one: Registered, on: date) -> bool:
    """Whether a live site may be approved again: its review is due."""
    ends = one.valid_until
    return one.status is SiteStatus.LIVE and ends is not None and ends - NOTICE <= on


APPROVED_FIRST = Clause(
    id="A.3.6",
    title="Approved before it is created",
    words="The form is filled in, and the site approved, before the site is created. A site that "
    "already runs is registered as such.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.3.6",
        "Norwich, guidance",
        "Colchester, policy",
    ),
    evidence=Evidence.RELATIVE,
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
            applies=unless(not_new, not_said_whether_it_exists),
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
            applies=unless(not_new, no_day_of_going_live, in_the_register),
        ),
        Fact(answered("title"), "Give the site a title.", "title"),
        Fact(
            answered("public_purpose"),
            "Say in one sentence what the site is for.",
            "public_purpose",
        ),
        Fact(
            no_other_site_has_the_address,
            "Give it an address of its own, or ask for the other site to be closed first.",
            "address",
            applies=no_new_address,
        ),
        Fact(
            the_register_still_has_its_address,
            "Settle which site is meant. It waits in the inbox.",
            "address",
            stage=Stage.LIFE,
            applies=not_registered,
        ),
    ),
)

# A.3.7 ----------------------------------------------------------------------------------------

THE_PRESS = Clause(
    id="A.3.7",
    title="Questions from the press",
    words="A site may make the press curious. Such questions go straight to the principal, and "
    "nobody answers them without advice.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.3.7",
        "New College School, policy",
    ),
    owners=(Owner.ADMINISTRATORS, Owner.MODERATORS, Owner.PRINCIPAL),
    evidence=Evidence.PUBLISHED,
    checks=(
        Declaration(
            (Named.ADMINISTRATORS, Named.MODERATORS),
            "I pass every question of the press about this site to the principal at once, and do "
            "not answer it myself unless the principal has told me how.",
        ),
        Duty("Questions of the press about the site go straight to the principal."),
    ),
)

CLAUSES: tuple[Clause, ...] = (
    IN_THE_SCHOOLS_NAME,
    RUN_BY_THE_SCHOOL,
    SIGNED,
    TAKING_PART,
    CONTENT_AGREED,
    LOGO,
    APPROVED_FIRST,
    THE_PRESS,
)
