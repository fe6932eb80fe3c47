"""Model Appendix A, part 5: who adds to a site, and who watches over what they add."""

from appendix_a.reading.applies import (
    no_advertising,
    no_children_add,
    no_links,
    no_pupil_images,
    no_pupils_shown,
    nobody_is_away,
    nobody_is_let_in,
    not_asked_then,
    not_open,
    school_hosted,
)
from appendix_a.reading.case import MembershipKind, SignOffStep, Stage
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
from appendix_a.reading.predicates import is_signed, takes_part
from appendix_a.reading.proposal import (
    Comments,
    Group,
    Interaction,
    Moderation,
    Naming,
    Visibility,
)
from appendix_a.values.answers import Answer, Met, Unmet

THOSE_WHO_RUN_IT = (Named.ADMINISTRATORS, Named.MODERATORS)

# A.5.1 ----------------------------------------------------------------------------------------


def what_readers_can_do_is_one_story(context: Context) -> Answer:
    does, comments = context.proposal.interaction, context.proposal.comments
    others = (context.proposal.contributors or frozenset()) - {Group.STAFF}
    if does is Interaction.COMMENT and comments is Comments.OFF:
        return Unmet("Readers may comment, but comments are switched off.", field="comments")
    if does is Interaction.NONE and comments not in {None, Comments.OFF}:
        return Unmet("Readers can only read, but comments are not switched off.", field="comments")
    if does in ADDING and not others:
        return Unmet(
            f"“{does.label}” is chosen, and nobody but staff adds to the site.",
            "Say who else adds to it, or choose what readers can really do.",
        )
    return Met("What readers can do agrees with who comments and who adds.")


ADDING = frozenset({Interaction.POST, Interaction.UPLOAD})


def not_said_what_readers_do(context: Context) -> str:
    said = context.proposal.interaction and context.proposal.contributors
    return "" if said else "It is not said yet what readers can do, or who adds."


TAKING_PART = Clause(
    id="A.5.1",
    title="How far others take part",
    words="How far readers take part, from reading only to sending pictures, is a choice that "
    "somebody has thought about.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.5.1",
        "BBC, guidance",
    ),
    checks=(
        Fact(answered("interaction"), "Choose what readers can do.", "interaction"),
        Fact(
            answered("interaction_reason"),
            "Say in a sentence why you chose this.",
            "interaction_reason",
        ),
        Fact(
            answered("has_followers"),
            "Say whether friends, members or followers are let in one by one.",
            "has_followers",
        ),
        Fact(
            what_readers_can_do_is_one_story,
            "Say whether readers may comment or not, in both answers.",
            "interaction",
            applies=not_said_what_readers_do,
        ),
    ),
    evidence=Evidence.RELATIVE,
)

# A.5.2a ---------------------------------------------------------------------------------------


def only_those_let_in_see_it_or_its_settings_are_told(context: Context) -> Answer:
    if context.proposal.visibility is Visibility.INVITED:
        return Met("Only people who are let in can see it.")
    if context.proposal.privacy_settings:
        return Met("The proposal says which privacy settings are used.")
    return Unmet("Pupils add to it, and people who are not let in could see it.")


PRIVACY = Clause(
    id="A.5.2a",
    title="The strongest privacy where pupils add",
    words="A site to which pupils add has the strongest privacy settings that its host offers.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.5.2a",),
    checks=(
        Fact(answered("visibility"), "Say who can see the site.", "visibility"),
        Fact(
            only_those_let_in_see_it_or_its_settings_are_told,
            "Show it only to people who are let in, or say which settings are used and that the "
            "host offers none stronger.",
            "visibility",
            applies=no_children_add,
        ),
        Duty(
            "The settings stay the strongest that the host offers, and are looked at again when it "
            "changes them.",
            applies=no_children_add,
        ),
    ),
    owners=(Owner.ADMINISTRATORS,),
)

# A.5.2b ---------------------------------------------------------------------------------------


def no_naming_chosen(context: Context) -> str:
    return "" if context.proposal.naming else "The proposal does not say yet how pupils are named."


def no_pupil_is_named_in_full(context: Context) -> Answer:
    if context.proposal.naming is Naming.FULL_NAME:
        return Unmet("Pupils would be named in full.")
    return Met("No pupil is named in full.")


def nothing_said_of_names_beside_pictures(context: Context) -> str:
    said = context.proposal.names_with_pictures is not None
    return "" if said else "The proposal does not say yet whether names stand beside pictures."


def no_name_stands_beside_a_picture(context: Context) -> Answer:
    if context.proposal.names_with_pictures:
        return Unmet("A pupil's name would stand beside their picture.")
    return Met("No pupil's name stands beside their picture.")


NOT_IDENTIFIED = Clause(
    id="A.5.2b",
    title="Nobody can be identified",
    words="Pupils and others who take part cannot be identified: none is named in full, and no "
    "name stands beside a picture.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.5.2b",
        "New College School, policy",
        "St John the Baptist Primary School, parents and the internet",
    ),
    checks=(
        Fact(
            answered("naming"),
            "Choose how pupils are named.",
            "naming",
            applies=unless(no_pupils_shown, not_asked_then("naming")),
        ),
        Fact(
            no_pupil_is_named_in_full,
            "Name them by first name only, by a made-up name, or not at all.",
            "naming",
            applies=unless(no_pupils_shown, no_naming_chosen),
        ),
        Fact(
            answered("names_with_pictures"),
            "Say whether a pupil's name stands beside their picture.",
            "names_with_pictures",
            applies=no_pupil_images,
        ),
        Fact(
            no_name_stands_beside_a_picture,
            "Leave the names out where there are pictures, or the pictures where there are names.",
            "names_with_pictures",
            applies=unless(no_pupil_images, nothing_said_of_names_beside_pictures),
        ),
        Fact(
            answered("tags_pupils"),
            "Say whether pupils are tagged.",
            "tags_pupils",
            applies=unless(no_pupils_shown, not_asked_then("tags_pupils")),
        ),
        Declaration(
            THOSE_WHO_RUN_IT,
            "I publish nothing by which a pupil or anyone else who takes part can be identified.",
            applies=no_pupils_shown,
        ),
        Duty(
            "Whatever identifies a pupil is taken down as soon as it is seen.",
            applies=no_pupils_shown,
        ),
    ),
    owners=(Owner.ADMINISTRATORS, Owner.MODERATORS),
    evidence=Evidence.RELATIVE,
)

# A.5.3 ----------------------------------------------------------------------------------------


def what_pupils_add_is_read_first(context: Context) -> Answer:
    if context.proposal.moderation is Moderation.PRE:
        return Met("Staff read what pupils add before it shows.")
    if context.proposal.moderation_reason:
        return Met("The proposal says why it is safe not to read it first.")
    return Unmet("What pupils add would show before a member of staff has read it.")


MODERATED = Clause(
    id="A.5.3",
    title="What others add is moderated",
    words="What is added to a site is read by staff. Those who started the site see to it, in the "
    "holidays too.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.5.3",
        "BBC, guidance",
    ),
    checks=(
        Fact(answered("moderation"), "Say when staff read what others add.", "moderation"),
        Fact(
            what_pupils_add_is_read_first,
            "Let staff read it before it shows, or say why it is safe not to.",
            "moderation",
            applies=no_children_add,
        ),
        Fact(
            answered("moderation_frequency"),
            "Say how often the site is looked at.",
            "moderation_frequency",
        ),
        Fact(answered("holiday_cover"), "Say who looks at it in the holidays.", "holiday_cover"),
        Declaration(
            (Named.MODERATORS,),
            "I read what is added to this site, as often and as early as the proposal says.",
        ),
        Duty("The site is looked at as often as the proposal says, in the holidays too."),
    ),
    owners=(Owner.MODERATORS,),
    evidence=Evidence.RELATIVE,
)

# A.5.4a ---------------------------------------------------------------------------------------

COUNT = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""In words, as far as the thresholds go."""


def enough_members_of_staff_moderate(context: Context) -> Answer:
    needed = context.thresholds.moderators
    staff = [key for key in _there(context) if _is_employee(context, key)]
    if len(staff) < needed:
        return Unmet(_too_few_named(context, len(staff), needed))
    willing = [key for key in staff if takes_part(context, key)]
    if len(willing) < needed:
        return Unmet(
            _too_few(len(willing), "willing to moderate", needed),
            "Wait for their answers, or name another member of staff.",
        )
    return Met(f"The site has at least {_staff(needed)} to moderate it.")


def _there(context: Context) -> list[str]:
    """Those who moderate now: who is away does not count, and who stands in does."""
    named = context.proposal.moderating
    return [key for key in named if key != context.proposal.moderator_away]


def _is_employee(context: Context, key: str) -> bool:
    person = context.school.people.get(key)
    return person is not None and person.standing is MembershipKind.EMPLOYEE


def _too_few_named(context: Context, count: int, needed: int) -> str:
    """Too few, and which of those who are named have left the school, or were never there."""
    gone = context.school.absent(_there(context))
    if not gone:
        return _too_few(count, "named as moderator", needed)
    still = f"{_staff(count)} {_are(count)} still at the school"
    return f"{gone} Of those who are to moderate, {still}; {COUNT[needed]} {_are(needed)} needed."


def _too_few(count: int, what: str, needed: int) -> str:
    named = f"{_staff(count).capitalize()} {_are(count)} {what}"
    return f"{named}; {COUNT[needed]} {_are(needed)} needed."


def _staff(count: int) -> str:
    return f"{COUNT[count]} member{'s' if count > 1 else ''} of staff"


def _are(count: int) -> str:
    return "are" if count > 1 else "is"


TWO_MODERATORS = Clause(
    id="A.5.4a",
    title="Two members of staff moderate",
    words="At least two members of staff are named to read and moderate what is added to a site. "
    "Staff are employees: a governor or a volunteer may help, and does not count.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.5.4a",
        "Dulwich, policy",
    ),
    checks=(
        Fact(enough_members_of_staff_moderate, "Name another member of staff.", "moderators"),
        Declaration((Named.MODERATORS,), "I am willing to moderate this site."),
        Duty("Whenever a moderator leaves, another takes their place."),
    ),
    evidence=Evidence.RELATIVE,
)

# A.5.4b ---------------------------------------------------------------------------------------


def somebody_stands_in_for_the_first_moderator(context: Context) -> Answer:
    there = [
        key for key in _there(context) if key in context.school.people and takes_part(context, key)
    ]
    if not there:
        return Unmet("There is nobody to moderate the site.")
    if not there[1:]:
        return Unmet(f"Nobody moderates the site while {context.school.name_of(there[0])} is away.")
    main, other = (context.school.name_of(key) for key in there[:2])
    return Met(f"{other} moderates the site while {main} is away.")


def somebody_moderates_for_who_is_away(context: Context) -> Answer:
    away, other = context.proposal.moderator_away, context.proposal.stand_in
    if away not in context.proposal.moderators:
        return Unmet(
            f"{context.school.name_of(away or '')} is said to be away, but is not a moderator.",
            "Name one of the moderators, or nobody.",
            "moderator_away",
        )
    if other is None:
        return Unmet(f"Nobody is named who moderates while {context.school.name_of(away)} is away.")
    if other in context.proposal.moderators:
        return Unmet(f"{context.school.name_of(other)} moderates already, and cannot stand in.")
    if other not in context.school.people:
        return Unmet(context.school.absent([other]))
    name = context.school.name_of
    return Met(f"{name(other)} moderates while {name(away)} is away.")


COVER = Clause(
    id="A.5.4b",
    title="Somebody stands in",
    words="There are enough approved moderators for one to stand in while the main one is away.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.5.4b",),
    checks=(
        Fact(
            somebody_stands_in_for_the_first_moderator,
            "Name another moderator who is in the school's record.",
            "moderators",
        ),
        Duty("While the main moderator is away, another looks at the site as often."),
        Fact(
            somebody_moderates_for_who_is_away,
            "Name another member of staff who moderates in the meantime.",
            "stand_in",
            applies=nobody_is_away,
        ),
    ),
    owners=(Owner.PRINCIPAL,),
)

# A.5.4c ---------------------------------------------------------------------------------------

TAKEN_DOWN = Clause(
    id="A.5.4c",
    title="Anything that breaks the rules comes down",
    words="Comments that break the house rules are held back or taken down.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.5.4c",),
    checks=(
        Fact(
            answered("removal_procedure"),
            "Say how what breaks the rules is taken down, and by whom.",
            "removal_procedure",
        ),
        Declaration((Named.MODERATORS,), "I hold back or take down whatever breaks the rules."),
        Duty("Whatever breaks the house rules is held back or taken down, and it is noted."),
    ),
    applies=not_open,
    owners=(Owner.MODERATORS,),
)

# A.5.5 ----------------------------------------------------------------------------------------

BESIDE_THE_HOST = Clause(
    id="A.5.5",
    title="Where the host's own tools fall short",
    words="Another company that hosts a site is first to act against bad content; whoever created "
    "the site plans what to do where that is not enough, and does it.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.5.5",
        "BBC, guidance",
    ),
    checks=(
        Fact(
            answered("host_tools"),
            "Say what the provider does against bad content.",
            "host_tools",
        ),
        Fact(
            answered("extra_intervention"),
            "Say what you will do where that is not enough.",
            "extra_intervention",
        ),
        Judgement(
            SignOffStep.AIMS,
            "Is what the provider does, with what we add to it, enough for this site?",
        ),
        Duty("What the provider lets through is dealt with as the proposal says."),
    ),
    applies=school_hosted,
    owners=(Owner.PROPOSER, Owner.MODERATORS),
    evidence=Evidence.RELATIVE,
)

# A.5.6 ----------------------------------------------------------------------------------------

NOT_TOLERATED = Clause(
    id="A.5.6",
    title="What is never tolerated",
    words="Gravely offensive or dangerous behaviour is kept off a site or removed at once, and "
    "reported where it breaks the law.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.5.6",
        "BBC, guidance",
    ),
    checks=(
        Declaration(
            THOSE_WHO_RUN_IT,
            "I remove gravely offensive or dangerous content at once, and report it the same day.",
        ),
        Duty(
            "Gravely offensive or dangerous content is removed at once; the designated teacher is "
            "told the same day, and the police or CEOP where it breaks the law.",
        ),
    ),
    applies=not_open,
    owners=(Owner.MODERATORS, Owner.DESIGNATED_TEACHER),
    evidence=Evidence.RELATIVE,
)

# A.5.7 ----------------------------------------------------------------------------------------

LET_IN = Clause(
    id="A.5.7",
    title="Who is let in",
    words="Friends, members and followers are checked before they are let in, and what they write "
    "is looked at afterwards.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.5.7",
        "BBC, guidance",
    ),
    checks=(
        Duty("Everyone is checked before they are let in, and what they write is read afterwards."),
    ),
    applies=nobody_is_let_in,
    owners=(Owner.MODERATORS,),
    evidence=Evidence.RELATIVE,
    same_as="A.2.6",
)

# A.5.8 ----------------------------------------------------------------------------------------


def the_advertising_is_approved(context: Context) -> Answer:
    return is_signed(context, SignOffStep.BRAND)


ADVERTISING = Clause(
    id="A.5.8",
    title="Advertising for contributors",
    words="A plan to advertise for people who contribute is approved separately.",
    source=Source.MODEL,
    cites=("Model Appendix A, A.5.8",),
    checks=(
        Fact(
            answered("advertises"),
            "Say whether you will advertise for contributors.",
            "advertises",
        ),
        Fact(
            answered("advertising_plan"),
            "Say where and how you will advertise.",
            "advertising_plan",
            applies=no_advertising,
        ),
        Fact(
            the_advertising_is_approved,
            "Wait for the brand owner's signature.",
            "advertises",
            stage=Stage.REGISTRATION,
            applies=no_advertising,
        ),
        Judgement(
            SignOffStep.BRAND,
            "May contributors be sought in this way, in the school's name?",
            applies=no_advertising,
        ),
    ),
    owners=(Owner.PRINCIPAL,),
)

# A.5.9 ----------------------------------------------------------------------------------------


def the_links_are_approved(context: Context) -> Answer:
    return is_signed(context, SignOffStep.BRAND)


LINKS = Clause(
    id="A.5.9",
    title="Outside organisations as friends",
    words="An outside organisation becomes a friend or partner of a site only with approval.",
    source=Source.MODEL,
    cites=(
        "Model Appendix A, A.5.9",
        "BBC, guidance",
    ),
    checks=(
        Fact(
            answered("links_organisations"),
            "Say whether an outside organisation will be linked with the site.",
            "links_organisations",
        ),
        Fact(
            answered("external_links"),
            "Name the organisations.",
            "external_links",
            applies=no_links,
        ),
        Fact(
            the_links_are_approved,
            "Wait for the brand owner's signature.",
            "links_organisations",
            stage=Stage.REGISTRATION,
            applies=no_links,
        ),
        Judgement(
            SignOffStep.BRAND,
            "May the site be linked with each of these organisations?",
            applies=no_links,
        ),
        Duty("Each new link with an outside organisation is approved before it is made."),
    ),
    owners=(Owner.PRINCIPAL,),
    evidence=Evidence.RELATIVE,
)

CLAUSES: tuple[Clause, ...] = (
    TAKING_PART,
    PRIVACY,
    NOT_IDENTIFIED,
    MODERATED,
    TWO_MODERATORS,
    COVER,
    TAKEN_DOWN,
    BESIDE_THE_HOST,
    NOT_TOLERATED,
    LET_IN,
    ADVERTISING,
    LINKS,
)
