"""Model Appendix A, part 4: what stands on a site."""

from datetime import date, timedelta

from appendix_a.platforms.addresses import AddressFault, parse, within
from appendix_a.platforms.catalogue import Platform, candidates
from appendix_a.reading.applies import (
    assessment_not_begun,
    assessment_not_needed,
    in_the_register,
    no_account,
    no_pupil_gives_data,
    no_pupil_uses_an_account,
    no_terms,
    not_asked_then,
    not_held_by_telephone,
    not_school_hosted,
    school_hosted,
)
from appendix_a.reading.case import SignOffStep, Stage
from appendix_a.reading.clause import (
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
    answered,
    unless,
)
from appendix_a.reading.host import E_SAFETY
from appendix_a.reading.proposal import Assessing, Holding, Telephone, Visibility
from appendix_a.terms.ages import TRY_IT
from appendix_a.values.answers import Answer, Met, Undetermined, Unmet, day_in_words
from appendix_a.values.wording import letters

RUN_IT = (Named.ADMINISTRATORS, Named.MODERATORS)
THEY_WHO_RUN_IT = (Owner.ADMINISTRATORS, Owner.MODERATORS)


def _of_the_school(context: Context, host: str, kind: str) -> Answer:
    """Whether a host lies within the school's own domains, which `kind` names in the sentence."""
    if not context.school.domains:
        return Undetermined(
            f"The school's own {kind} are not recorded.", "The registrar", "record them."
        )
    if any(within(host, domain) for domain in context.school.domains):
        return Met("It is one of the school's own addresses.")
    return Unmet(f"{host} is not one of the school's own {kind}.")


# A.4.1a ---------------------------------------------------------------------------------------

HOUSE_RULES = Fact(
    answered("house_rules"), "Write the house rules for those who take part.", "house_rules"
)

OWN_TERMS = Clause(
    id="A.4.1a",
    title="The school's own terms and house rules",
    words="A site that the school hosts shows clearly on what terms it may be used, and its house "
    "rules.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.4.1a",
        "BBC, guidance",
    ),
    owners=(Owner.ADMINISTRATORS,),
    evidence=Evidence.RELATIVE,
    applies=not_school_hosted,
    checks=(
        HOUSE_RULES,
        Fact(answered("terms_of_use"), "Write the site's terms of use.", "terms_of_use"),
        Duty("Terms of use and house rules stand where every reader of the site can find them."),
    ),
)

# A.4.1b ---------------------------------------------------------------------------------------


def the_terms_have_been_read(context: Context) -> Answer:
    read = context.proposal.terms_read_on
    if read is None:
        return Unmet("The proposal does not say when the provider's terms were read.")
    if read > context.on:
        return Unmet(
            f"{day_in_words(read)} is in the future.", "Give the day on which you read them."
        )
    return Met(f"The provider's terms were read on {day_in_words(read)}.")


def not_read_yet(context: Context) -> str:
    read = isinstance(the_terms_have_been_read(context), Met)
    return "" if read else "The provider's terms have not been read yet."


def the_reading_of_the_terms_is_recent(context: Context) -> Answer:
    days, read = context.thresholds.terms_days, context.proposal.terms_read_on or date.min
    if read < context.on - timedelta(days=days):
        return Unmet(f"The provider's terms were read more than {days} days ago.")
    counts = day_in_words(read + timedelta(days=days))
    return Met(f"The provider's terms were read within the last {days} days: sign by {counts}.")


def the_terms_are_the_providers(context: Context) -> Answer:
    read, row = parse(context.proposal.terms_url or ""), context.host.row
    assert row is not None  # `no_terms`
    if isinstance(read, AddressFault):
        return Unmet(read.sentence)
    theirs = candidates(context.catalogue, read)
    named = letters(row.called) in letters(read.canonical)  # facebook.com/help/instagram
    if theirs and not named and not any(_is_kin(one, row) for one in theirs):
        return Unmet(
            f"{read.host} belongs to {theirs[0].called}: these are another provider's terms.",
            f"Read the terms of {row.called}, and give their address.",
        )
    return Met("The terms are at an address of no other provider.")


def _is_kin(one: Platform, other: Platform) -> bool:
    """Whether two rows stand under one provider's terms: they are one, or one borrows its ages."""
    family = {other.key, other.resolves_to} - {None}
    return one.key in family or one.resolves_to in family


def no_terms_address(context: Context) -> str:
    return "" if context.proposal.terms_url else "No address of the terms is given yet."


OTHERS_TERMS = Clause(
    id="A.4.1b",
    title="The provider's terms, and house rules there",
    words="On a site that another company hosts, its terms and the school's house rules there "
    "match how the school expects people to behave.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.4.1b",),
    owners=(Owner.PROPOSER, Owner.PRINCIPAL),
    applies=school_hosted,
    checks=(
        Fact(answered("terms_url"), "Give the address at which you read them.", "terms_url"),
        Fact(
            the_terms_have_been_read,
            "Read the provider's terms, and give the day.",
            "terms_read_on",
        ),
        Fact(
            the_reading_of_the_terms_is_recent,
            "Read the provider's terms again, and give the day.",
            "terms_read_on",
            applies=unless(not_read_yet, in_the_register),
        ),
        HOUSE_RULES,
        Judgement(
            SignOffStep.AIMS,
            "Do the provider's terms and the house rules match how the school expects people to "
            "behave?",
        ),
        Fact(
            the_terms_are_the_providers,
            "Read the terms of the platform itself, and give their address.",
            "terms_url",
            applies=unless(no_terms, no_terms_address),
        ),
    ),
)

# A.4.2 ----------------------------------------------------------------------------------------

WITH_AUTHORITY = Clause(
    id="A.4.2",
    title="Nothing in the school's name without authority",
    words="Nobody discloses, promises or does anything on a site in the school's name without "
    "being authorised to.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.4.2",),
    owners=THEY_WHO_RUN_IT,
    checks=(
        Declaration(
            RUN_IT,
            "On this site I disclose, promise and do nothing in the school's name that I am not "
            "authorised to.",
        ),
        Duty(
            "Nothing is disclosed, promised or done there in the school's name without authority."
        ),
    ),
)

# A.4.3 ----------------------------------------------------------------------------------------


def somebody_of_the_school_checks_it(context: Context) -> Answer:
    key = context.proposal.fact_checker
    if key is None:
        return Unmet("The proposal does not say who checks that what is published is accurate.")
    if key not in context.school.people:
        return Unmet(context.school.absent([key]), "Name someone who is in the school's record.")
    return Met(f"{context.school.name_of(key)} checks that what is published is accurate.")


ACCURATE = Clause(
    id="A.4.3",
    title="Accurate and worth reading",
    words="What is published is accurate, and worth the reader's time.",
    source=Source.MODEL,
    cites=(
        "School policy, 5.6",
        "Model Appendix A, A.4.3",
    ),
    owners=THEY_WHO_RUN_IT,
    evidence=Evidence.SCHOOL,
    checks=(
        Fact(somebody_of_the_school_checks_it, "Name who checks it.", "fact_checker"),
        Declaration(
            RUN_IT,
            "I see to it that what I publish on this site is accurate, and correct openly what "
            "turns out to be wrong.",
        ),
        Judgement(
            SignOffStep.AIMS, "Will what is published be worth reading, and checked well enough?"
        ),
        Duty("What turns out to be wrong is corrected, and the correction is recorded."),
    ),
)

# A.4.4 ----------------------------------------------------------------------------------------


def an_assessment_is_made_where_pupils_use_accounts(context: Context) -> Answer:
    if context.proposal.dpia is Assessing.NOT_NEEDED:
        return Unmet("Pupils hold or use accounts, so the assessment cannot be left out.")
    return Met("Pupils hold or use accounts, and the assessment is not left out.")


def the_assessment_is_done(context: Context) -> Answer:
    if context.proposal.dpia is not Assessing.DONE:
        return Unmet("The effect on data protection is still being assessed.")
    return Met("The effect on data protection has been assessed.")


WITHIN_THE_LAW = Clause(
    id="A.4.4",
    title="Within the law",
    words="What is published keeps to the law: on child protection, privacy, data protection, "
    "defamation, harassment and copyright.",
    source=Source.MODEL,
    cites=(
        "School policy, 3.1 to 3.2",
        "Model Appendix A, A.4.4",
    ),
    owners=(Owner.EVERYONE,),
    evidence=Evidence.SCHOOL,
    checks=(
        Fact(
            answered("copyright_plan"),
            "Say where pictures, music and texts come from.",
            "copyright_plan",
        ),
        Fact(
            answered("dpia"),
            "Say whether the effect on data protection has been assessed.",
            "dpia",
            applies=unless(no_pupil_gives_data, not_asked_then("dpia")),
        ),
        Fact(
            an_assessment_is_made_where_pupils_use_accounts,
            "Have the effect on data protection assessed.",
            "dpia",
            applies=unless(no_pupil_gives_data, no_pupil_uses_an_account, assessment_not_begun),
        ),
        Fact(
            the_assessment_is_done,
            "Have the assessment finished, then say so: the final approval waits for it.",
            "dpia",
            stage=Stage.SIGN_OFF,
            applies=unless(no_pupil_gives_data, assessment_not_begun, assessment_not_needed),
        ),
        Fact(
            answered("dpia_reference"),
            "Say where the assessment is kept, or why none is needed.",
            "dpia_reference",
            applies=unless(no_pupil_gives_data, assessment_not_begun),
        ),
        Declaration(
            (Named.PROPOSER, *RUN_IT),
            "I keep to the law in what I do for this site: on child protection, privacy, data "
            "protection, defamation, harassment and copyright.",
        ),
        Duty("Nothing on the site breaks the law; what may break it is taken down at once."),
    ),
    left="Whether a text or a picture breaks the law is for people to say: no check reads it.",
)

# A.4.5 ----------------------------------------------------------------------------------------

RESPECTFUL = Clause(
    id="A.4.5",
    title="A respectful tone",
    words="The tone respects those who read it, with care where opinions are divided.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.4.5",),
    owners=THEY_WHO_RUN_IT,
    checks=(
        Declaration(
            RUN_IT,
            "I write on this site with respect for its readers, and with care where opinions are "
            "divided.",
        ),
        Duty("The tone of the site respects its readers, above all where opinions are divided."),
    ),
)

# A.4.6 ----------------------------------------------------------------------------------------

WITH_PERMISSION = Clause(
    id="A.4.6",
    title="Others are quoted with their permission",
    words="Other people's work is shown, and partners and suppliers are named, only with "
    "permission.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.4.6",),
    owners=(Owner.ADMINISTRATORS,),
    checks=(
        Declaration(
            (Named.ADMINISTRATORS,),
            "I show other people's work on this site, and name partners and suppliers, only when "
            "they have agreed to it.",
        ),
        Duty("Whoever made a work, and every partner or supplier named, has agreed to it."),
    ),
)

# A.4.7a ---------------------------------------------------------------------------------------


def it_carries_the_logo(context: Context) -> Answer:
    if context.proposal.uses_logo:
        return Met("The site carries the school's logo.")
    return Unmet("The school hosts the site, and it is not planned to carry the school's logo.")


CARRIES_THE_LOGO = Clause(
    id="A.4.7a",
    title="The school's own site carries its logo",
    words="A site that the school hosts shows the school's logo, so that visitors know whose it "
    "is.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.4.7a",
        "Dulwich, policy",
    ),
    owners=(Owner.ADMINISTRATORS, Owner.BRAND_OWNER),
    evidence=Evidence.RELATIVE,
    applies=not_school_hosted,
    checks=(
        Fact(it_carries_the_logo, "Let the site carry the school's logo.", "uses_logo"),
        Duty("The logo stands on the site in the way that was approved."),
    ),
)

# A.4.7b ---------------------------------------------------------------------------------------


def the_logo_leads_back_to_the_school(context: Context) -> Answer:
    if context.proposal.backlink:
        read = parse(context.proposal.backlink)
        host = context.proposal.backlink if isinstance(read, AddressFault) else read.host
        return _of_the_school(context, host, "web addresses")
    if context.proposal.no_backlink:
        return Met("The proposal says why the logo cannot link back.")
    return Unmet("The proposal does not say which page of the school's website the logo links to.")


LEADS_BACK = Clause(
    id="A.4.7b",
    title="The logo links back to the school",
    words="Where it can, the logo on a site that the school hosts leads to the page of the "
    "school's website where it belongs.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.4.7b",),
    owners=(Owner.ADMINISTRATORS,),
    applies=not_school_hosted,
    checks=(
        Fact(
            the_logo_leads_back_to_the_school,
            "Give a page of the school's website, or leave it empty and say why it cannot be one.",
            "backlink",
        ),
        Duty("The logo still leads to a page of the school's website that is there."),
    ),
)

# A.4.8 ----------------------------------------------------------------------------------------

WHO_SPEAKS = Clause(
    id="A.4.8",
    title="Staff say who they are",
    words="Staff who take part say who they are, and in which role they speak.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.4.8",),
    owners=THEY_WHO_RUN_IT,
    checks=(
        Declaration(RUN_IT, "Whenever I take part in this site, I give my name and my role."),
        Duty("Whoever takes part for the school is shown by name and role."),
    ),
)

# A.4.9 ----------------------------------------------------------------------------------------


def no_mailbox(context: Context) -> str:
    return "" if context.proposal.account_email else "No address is given yet."


def no_recovery(context: Context) -> str:
    return "" if context.proposal.recovery_email else "There is no second address for recovery."


def the_account_is_on_a_school_address(context: Context) -> Answer:
    return _mailbox_of_the_school(context, context.proposal.account_email or "")


def recovery_is_on_a_school_address(context: Context) -> Answer:
    return _mailbox_of_the_school(context, context.proposal.recovery_email or "")


def the_account_is_not_a_personal_one(context: Context) -> Answer:
    if context.proposal.holding is Holding.PERSON:
        return Unmet("The site would be held as a person's own profile.")
    return Met("The site is not held as a person's own profile.")


def not_said_how_it_is_held(context: Context) -> str:
    return (
        ""
        if context.proposal.holding
        else "The proposal does not say what kind of account or page the site uses."
    )


def _mailbox_of_the_school(context: Context, email: str) -> Answer:
    return _of_the_school(context, email.rpartition("@")[2].casefold(), "e-mail domains")


def the_telephone_is_the_schools(context: Context) -> Answer:
    number = context.proposal.account_telephone
    if number is None:
        return Unmet("The account depends on a telephone number, and nobody says whose it is.")
    if number is Telephone.PERSONAL:
        return Unmet("The account depends on somebody's own telephone number.")
    return Met("The account depends on one of the school's own numbers.")


def no_closed_space_by_telephone(context: Context) -> str:
    """Exempts what everybody sees, and platforms whose accounts hang on no number."""
    closed = context.proposal.visibility is Visibility.INVITED
    of_numbers = not not_held_by_telephone(context)
    return "" if closed and of_numbers else "It is not a closed group in which people have numbers."


def members_do_not_see_each_others_numbers(context: Context) -> Answer:
    row = context.host.row
    assert row is not None  # `not_held_by_telephone`
    if row.shows_numbers == "yes":
        return Unmet(
            f"In a closed space of {row.called} every member sees the telephone numbers of all the "
            "others."
        )
    if row.shows_numbers == "unknown":
        return Undetermined(
            f"It is not known whether the members of a closed space of {row.called} see each other's "
            "telephone numbers.",
            E_SAFETY,
            TRY_IT,
            "visibility",
        )
    return Met("Nobody sees the telephone numbers of the others.")


def held_by_telephone_alone(context: Context) -> str:
    row = context.host.row
    by_number = row is not None and row.held_by == "telephone"
    return "The account depends on a telephone number." if by_number else ""


NO_PERSONAL_DETAILS = Clause(
    id="A.4.9",
    title="No personal contact details",
    words="Staff never give personal contact details on a site, and its account is the school's "
    "own, held on a school address.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.4.9",
        "New College School, policy",
        "Dulwich, policy",
    ),
    owners=THEY_WHO_RUN_IT,
    evidence=Evidence.RELATIVE,
    checks=(
        Fact(
            answered("account_email"),
            "Give the school address that holds the account.",
            "account_email",
            applies=unless(no_account, held_by_telephone_alone),
        ),
        Fact(
            the_account_is_on_a_school_address,
            "Use a school e-mail address.",
            "account_email",
            applies=unless(no_account, no_mailbox),
        ),
        Fact(
            recovery_is_on_a_school_address,
            "Use a school e-mail address for recovery too.",
            "recovery_email",
            applies=unless(no_account, no_recovery),
        ),
        Fact(
            the_account_is_not_a_personal_one,
            "Hold it as a page, a channel or an account in the school's name.",
            "holding",
            applies=not_said_how_it_is_held,
        ),
        Declaration(
            RUN_IT,
            "I give no personal contact details on this site, neither mine nor anyone else's.",
        ),
        Duty("No personal contact details of staff appear on the site."),
        Fact(
            the_telephone_is_the_schools,
            "Open the account with one of the school's own numbers.",
            "account_telephone",
            applies=unless(no_account, not_held_by_telephone, not_asked_then("account_telephone")),
        ),
        Fact(
            members_do_not_see_each_others_numbers,
            "Choose a channel or a service that shows nobody's number.",
            "visibility",
            applies=unless(no_account, no_closed_space_by_telephone),
        ),
    ),
)

# A.4.10 ---------------------------------------------------------------------------------------

NO_OPINIONS = Clause(
    id="A.4.10",
    title="No personal opinions",
    words="An official site is no place for the personal opinions of those who run it.",
    source=Source.MODEL,
    cites=(
        "School policy, 5.3",
        "Model Appendix A, A.4.10",
    ),
    owners=THEY_WHO_RUN_IT,
    evidence=Evidence.SCHOOL,
    checks=(
        Declaration(RUN_IT, "I keep my personal opinions off this site."),
        Duty("No personal opinions of staff appear on the site."),
    ),
)

CLAUSES: tuple[Clause, ...] = (
    OWN_TERMS,
    OTHERS_TERMS,
    WITH_AUTHORITY,
    ACCURATE,
    WITHIN_THE_LAW,
    RESPECTFUL,
    WITH_PERMISSION,
    CARRIES_THE_LOGO,
    LEADS_BACK,
    WHO_SPEAKS,
    NO_PERSONAL_DETAILS,
    NO_OPINIONS,
)
