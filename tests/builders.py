"""Pure builders: a primary school and a class blog that meet the policy, to be changed in one point.

Every name is invented.
"""

from datetime import date
from typing import Any

from appendix_a.editions.policy import MODEL, Adoption, Policy, adopt
from appendix_a.platforms.catalogue import Catalogue, Platform, load
from appendix_a.platforms.places import Jurisdiction
from appendix_a.procedure.routing import Signatory, route
from appendix_a.reading.case import (
    Case,
    MembershipKind,
    Person,
    Registered,
    Role,
    School,
    Signed,
    SiteStatus,
)
from appendix_a.reading.proposal import (
    AgeRange,
    Assessing,
    Comments,
    Frequency,
    Group,
    Holding,
    Hosting,
    Interaction,
    Moderation,
    Naming,
    Proposal,
    PupilRoute,
    ReasonKind,
    Relevance,
    Risk,
    RiskKind,
    Visibility,
)
from appendix_a.reading.seal import seal

GUARDED: dict[RiskKind, str] = {
    RiskKind.OVERSHARING: "Nothing is shown about a child but their work and first name.",
    RiskKind.CONTACT: "Nobody can write to a child through it.",
    RiskKind.BULLYING: "Comments are off.",
    RiskKind.CONTENT: "Only staff publish, and a second teacher reads it first.",
    RiskKind.COMMERCE: "The plan that the school pays for shows no advertisements.",
}
TODAY = date(2026, 9, 1)
REREAD = date(2026, 8, 1)
APPROVED = date(2026, 9, 15)
GO_LIVE = date(2026, 10, 1)

TEACHER, LINE_MANAGER, SECOND_TEACHER = "aoife.kerr", "conor.daly", "emma.walsh"
PRINCIPAL, VICE_PRINCIPAL = "niamh.hart", "sean.boyle"
CHAIR, VICE_CHAIR, GOVERNOR = "ruth.adair", "tom.greer", "lena.moss"
BRAND_OWNER, E_SAFETY_LEAD, VOLUNTEER = "mary.quinn", "paul.irwin", "jim.orr"
DESIGNATED = "dara.kane"
TRAINED, ADVISED = date(2026, 8, 27), date(2026, 8, 20)

PEOPLE: dict[str, Person] = {
    TEACHER: Person(
        name="Aoife Kerr",
        standing=MembershipKind.EMPLOYEE,
        line_manager=LINE_MANAGER,
        roles=frozenset({Role.STAFF}),
    ),
    LINE_MANAGER: Person(
        name="Conor Daly",
        standing=MembershipKind.EMPLOYEE,
        line_manager=PRINCIPAL,
        roles=frozenset({Role.STAFF}),
    ),
    SECOND_TEACHER: Person(
        name="Emma Walsh",
        standing=MembershipKind.EMPLOYEE,
        line_manager=LINE_MANAGER,
        roles=frozenset({Role.STAFF}),
    ),
    PRINCIPAL: Person(
        name="Niamh Hart",
        standing=MembershipKind.EMPLOYEE,
        roles=frozenset({Role.STAFF, Role.PRINCIPAL}),
    ),
    VICE_PRINCIPAL: Person(
        name="Sean Boyle",
        standing=MembershipKind.EMPLOYEE,
        line_manager=PRINCIPAL,
        roles=frozenset({Role.STAFF, Role.VICE_PRINCIPAL}),
    ),
    CHAIR: Person(
        name="Ruth Adair",
        standing=MembershipKind.GOVERNOR,
        roles=frozenset({Role.GOVERNOR, Role.CHAIR}),
    ),
    VICE_CHAIR: Person(
        name="Tom Greer",
        standing=MembershipKind.GOVERNOR,
        roles=frozenset({Role.GOVERNOR, Role.VICE_CHAIR}),
    ),
    GOVERNOR: Person(
        name="Lena Moss", standing=MembershipKind.GOVERNOR, roles=frozenset({Role.GOVERNOR})
    ),
    BRAND_OWNER: Person(
        name="Mary Quinn",
        standing=MembershipKind.EMPLOYEE,
        line_manager=PRINCIPAL,
        roles=frozenset({Role.STAFF, Role.BRAND_OWNER}),
    ),
    E_SAFETY_LEAD: Person(
        name="Paul Irwin",
        standing=MembershipKind.EMPLOYEE,
        line_manager=VICE_PRINCIPAL,
        roles=frozenset({Role.STAFF, Role.E_SAFETY_LEAD}),
    ),
    DESIGNATED: Person(
        name="Dara Kane",
        standing=MembershipKind.EMPLOYEE,
        line_manager=PRINCIPAL,
        roles=frozenset({Role.STAFF, Role.DESIGNATED_TEACHER}),
    ),
    VOLUNTEER: Person(
        name="Jim Orr", standing=MembershipKind.VOLUNTEER, roles=frozenset({Role.STAFF})
    ),
}

PEOPLE |= {
    key: one.model_copy(update={"trained_on": TRAINED})
    for key, one in PEOPLE.items()
    if one.standing is MembershipKind.EMPLOYEE
}

COMPLIANT: dict[str, Any] = {
    "title": "P5 class blog",
    "public_purpose": "Shows families what Primary 5 learns from week to week.",
    "reason_kinds": frozenset({ReasonKind.PEDAGOGICAL}),
    "reason_statement": "Children write better for readers whom they know, and families who "
    "cannot come to school see the work while it is fresh.",
    "aims": "To give the class a real audience and families a window on the week.",
    "proposed_content": "Photographs of displays, pieces of writing, and the week's plan.",
    "success_measures": ("Two thirds of the families have read it by Christmas",),
    "audience": frozenset({Group.PUPILS, Group.FAMILIES}),
    "relevance": (
        Relevance(group=Group.PUPILS, words="They see their own work read."),
        Relevance(group=Group.FAMILIES, words="They can talk at home about the week."),
    ),
    "audience_pupils": AgeRange(youngest=8, oldest=9),
    "contributors": frozenset({Group.STAFF}),
    "child_benefit": "Pupils write for readers who answer them.",
    "content_suitability": "The class teacher reads every piece with the children first.",
    "risks": tuple(Risk(kind=one, mitigation=GUARDED[one]) for one in RiskKind),
    "safeguarding_contact": DESIGNATED,
    "vulnerable_pupils": False,
    "confidential_service": False,
    "pupil_images": False,
    "naming": Naming.FIRST_NAME,
    "tags_pupils": False,
    "has_followers": False,
    "hours_per_week": 2,
    "posting": Frequency.WEEKLY,
    "adviser": E_SAFETY_LEAD,
    "advised_on": ADVISED,
    "advice": "Keep it read-only in the first year, and show no faces.",
    "interaction": Interaction.NONE,
    "interaction_reason": "Reading is enough for what the blog is meant to do.",
    "comments": Comments.OFF,
    "hosting": Hosting.THIRD_PARTY,
    "platform": "wordpress-com",
    "holding": Holding.ORGANISATION,
    "address": "https://birchfieldp5.wordpress.com",
    "terms_url": "https://wordpress.com/tos/",
    "terms_read_on": REREAD,
    "credentials": "In the school's password safe, which the office and the principal open.",
    "two_step": True,
    "visibility": Visibility.PUBLIC,
    "house_rules": "Be kind, stay on the subject, name no child by surname.",
    "host_tools": "The provider filters spam and takes reports of abuse.",
    "extra_intervention": "A moderator looks every school day and takes down what slips through.",
    "copyright_plan": "Our own photographs and writing; pictures from free collections, named.",
    "account_email": "p5@birchfield.example",
    "recovery_email": "office@birchfield.example",
    "underage_access": "Pupils read it in class, on the teacher's board, and need no account.",
    "administrators": (TEACHER, LINE_MANAGER),
    "moderators": (TEACHER, SECOND_TEACHER),
    "moderation": Moderation.PRE,
    "moderation_frequency": Frequency.DAILY,
    "holiday_cover": "Emma Walsh looks at it every Monday.",
    "post_approval": "The class teacher writes, and a second teacher reads before it goes up.",
    "fact_checker": LINE_MANAGER,
    "already_exists": False,
    "go_live": GO_LIVE,
    "closure": date(2027, 6, 30),
    "exit_plan": "It is taken down on its last day, and the writing goes home in print.",
    "archive_plan": "The writing is printed for each child; nothing else is kept.",
    "advertises": False,
    "links_organisations": False,
    "uses_logo": True,
    "brand_use": "In the heading, as on the school's letters.",
}

PUPILS_ADD: dict[str, Any] = {
    "contributors": frozenset({Group.STAFF, Group.PUPILS}),
    "contributor_pupils": AgeRange(youngest=8, oldest=9),
    "pupil_routes": frozenset({PupilRoute.OWN_ACCOUNT}),
    "pupil_homes": frozenset({Jurisdiction.NORTHERN_IRELAND}),
    "parental_agreement": True,
    "learning_disabilities": False,
    "privacy_settings": "Nobody can write to it but the class; the host offers nothing stronger.",
    "dpia": Assessing.DONE,
    "dpia_reference": "In the office, number 2026-3.",
    "removal_procedure": "Whoever sees it first takes it down, and tells the other moderator.",
}
"""The pupils of P5 add to it through accounts of their own: only their age is in the way."""

SCHOOL_HOSTED: dict[str, Any] = {
    "hosting": Hosting.SCHOOL,
    "platform": None,
    "holding": Holding.NO_ACCOUNT,
    "address": "https://blogs.birchfield.example/p5",
    "terms_of_use": "Read and share it at home; copy nothing without asking the school.",
    "backlink": "https://www.birchfield.example/classes/p5",
}
"""What makes the class blog one that the school itself hosts."""


def a_school(**changes: Any) -> School:
    """A small integrated primary school in Northern Ireland with one of everybody."""
    return School(
        **{
            "name": "Birchfield Integrated Primary School",
            "domains": ("birchfield.example",),
            # With a sixth form, so that pupils of every age can be tried.
            "pupils": AgeRange(youngest=4, oldest=19),
            "people": PEOPLE,
        }
        | changes
    )


def people(**changes: Any) -> dict[str, Person]:
    """The school's people with some changed; a key writes its dot as two underscores."""
    named = {key.replace("__", "."): change for key, change in changes.items()}
    return PEOPLE | {key: PEOPLE[key].model_copy(update=change) for key, change in named.items()}


def a_proposal(**changes: Any) -> Proposal:
    """A class blog for P5 on WordPress.com that only staff write and that meets every clause."""
    return Proposal(**COMPLIANT | changes)


def after_leaving(*gone: str, **changes: Any) -> Case:
    """The teacher's case once these people have left the school, which remembers their names."""
    kept = {key: one for key, one in PEOPLE.items() if key not in gone}
    left = {key: PEOPLE[key].name for key in gone}
    return a_case(school=a_school(people=kept, left=left), proposal=a_proposal(**changes))


def a_case(**changes: Any) -> Case:
    """The teacher's case for that blog, not signed by anybody yet."""
    return Case(
        **{
            "reference": "OS-2026-0001",
            "proposer": TEACHER,
            "proposal": a_proposal(),
            "school": a_school(),
        }
        | changes
    )


def signed_off(case: Case | None = None, on: date = APPROVED) -> Case:
    """The case with every signature that its route asks for, and every declaration made."""
    case = case or a_case()
    return case.model_copy(
        update={
            "signed": tuple(
                Signed(
                    step=one.step,
                    signer=one.person,
                    on=on,
                    seal=seal(case.proposal, case.proposer),
                    counted=True,
                )
                for one in route(case)
                if isinstance(one, Signatory)
            ),
            "accepted": frozenset(case.proposal.people()),
            "approved_on": on,
            "go_live": case.proposal.go_live,
        }
    )


def a_registered_site(**changes: Any) -> Registered:
    """Another official site that is live."""
    return Registered(
        **{
            "entry": "site-7",
            "title": "P6 class blog",
            "address": "https://birchfieldp6.wordpress.com",
            "status": SiteStatus.LIVE,
            "audience": frozenset({Group.FAMILIES}),
            "reason_kinds": frozenset({ReasonKind.BUSINESS}),
        }
        | changes
    )


def a_row(like: str, **changes: Any) -> Platform:
    """A row like a packaged one, changed as the school's own reading may change it."""
    row = load().row(like)
    assert row is not None
    return Platform.model_validate(row.model_dump() | changes)


def a_catalogue_reread(on: date = REREAD) -> Catalogue:
    """The packaged catalogue as if the school had read every row again on that day."""
    reading = {"checked_on": on, "checked_by": "Paul Irwin", "source": "https://terms.example/"}
    return Catalogue(platforms=tuple(row.model_copy(update=reading) for row in load().platforms))


def a_policy(*rows: Platform, reread: date | None = REREAD, **changes: Any) -> Policy:
    """The model policy over a catalogue read again on `reread` (None: as it is shipped)."""
    read = a_catalogue_reread(reread).platforms if reread else ()
    return adopt(MODEL, Adoption(**changes), (*read, *rows))
