"""The form of a proposal as a table: its pages in order, and on each the questions it asks."""

from appendix_a.platforms.places import Jurisdiction
from appendix_a.reading.proposal import (
    Assessing,
    Comments,
    Frequency,
    Group,
    Holding,
    Hosting,
    Interaction,
    Moderation,
    Naming,
    PupilRoute,
    ReasonKind,
    RequestKind,
    RiskKind,
    Space,
    Telephone,
    Visibility,
    YearGroup,
)
from service.pages.fields import Widget
from service.pages.proposals.question_kinds import (
    FormPage,
    Question,
    Shape,
    ages,
    day,
    each_of,
    email,
    line,
    lines,
    one_of,
    people,
    person,
    some_of,
    text,
    url,
    yes_no,
)

WHAT = FormPage(
    "what",
    "What you propose",
    (
        one_of(
            "request_kind",
            RequestKind,
            "To change a site in the register, ask the principal to close it, then propose it "
            "again.",
            never=(RequestKind.CHANGE,),
        ),
        line("title", "As its readers will see it, such as P5 class blog."),
        line("public_purpose", "Anyone may read this sentence in the public register."),
    ),
)
BEFORE = FormPage(
    "before",
    "What there is already",
    (
        yes_no("already_exists"),
        day("existing_since", "As near as you know it, such as 3 9 2024."),
        line("other_owner", "Name the person or organisation that runs it."),
    ),
)
WHO = FormPage(
    "who",
    "Who it is for, and who adds to it",
    (
        some_of("audience", Group, "Tick everyone it is written for."),
        some_of(
            "contributors",
            Group,
            "Tick everyone whose words or pictures appear. Staff alone is enough: people who only comment do not count.",
        ),
    ),
)
READERS = FormPage(
    "readers",
    "More about its readers",
    (
        each_of("relevance", Group, "One sentence for each group."),
        some_of(
            "audience_years", YearGroup, "Tick every year group. We work out their ages from it."
        ),
        ages("audience_pupils", "Only if no year group fits. Whole years."),
        lines("other_schools", "One on each line, at most ten."),
        lines("organisations", "One on each line, at most ten."),
        text(
            "other_people", "Say who they are and what their connection with the school is.", rows=2
        ),
    ),
)
PUPILS = FormPage(
    "pupils",
    "How pupils add to it",
    (
        some_of(
            "contributor_years", YearGroup, "Tick every year group. We work out their ages from it."
        ),
        ages("contributor_pupils", "Only if no year group fits. Whole years."),
        some_of("pupil_routes", PupilRoute, "Tick every way."),
    ),
)
PART = FormPage(
    "part",
    "What readers can do",
    (
        one_of("interaction", Interaction),
        text("interaction_reason", "One sentence is enough.", rows=2),
        one_of("comments", Comments),
        yes_no(
            "has_followers", "For example,  the friends of a profile, or the members of a group."
        ),
    ),
)
WHY = FormPage(
    "why",
    "Why the school needs it",
    (
        some_of("reason_kinds", ReasonKind, "Tick one or both."),
        text(
            "reason_statement",
            "The principal reads this first. Say what it does that nothing else does.",
            rows=6,
        ),
        text("aims", "What will be different for pupils, families or staff?"),
        text("proposed_content", "For example writing, photographs of displays, dates."),
        text(
            "why_not_existing",
            "Only if another site of the school has the same readers.",
            rows=3,
            optional=True,
        ),
        lines(
            "success_measures",
            "One on each line, at most ten. Something that can be seen or counted.",
        ),
    ),
)
TIME = FormPage(
    "time",
    "How much work it is",
    (
        Question("hours_per_week", Widget.NUMBER, hint="Whole hours, from 1 to 40.", width=2),
        one_of("posting", Frequency),
    ),
)
ADVICE = FormPage(
    "advice",
    "Who did you talk to?",
    (
        person("adviser", "The e-safety lead, or the principal."),
        day("advised_on", "For example,  20 8 2026. Talk first, then propose."),
        text("advice", "In one or two sentences.", rows=3),
    ),
)
CHILDREN = FormPage(
    "children",
    "What is good and safe for pupils",
    (
        text("child_benefit", "Say what a pupil gains by it.", rows=3),
        text("content_suitability", "Who looks at it with their age in mind, and when?", rows=3),
        each_of("risks", RiskKind, "One answer for each, even if it cannot happen: say why."),
        person("safeguarding_contact", "The designated teacher."),
    ),
)
PICTURES = FormPage(
    "pictures",
    "Pictures and names of pupils",
    (
        yes_no("pupil_images", "Pictures of work and displays without people do not count."),
        one_of("naming", Naming),
        yes_no("tags_pupils"),
    ),
)
PERMISSION = FormPage(
    "permission",
    "Permission for pictures",
    (
        text(
            "image_consent",
            "Say who checks before each picture goes up, and where they look up the permission.",
            rows=3,
        ),
        text("withdrawal", "Say within how many hours or days.", rows=3),
        person("withdrawal_owner"),
        yes_no("names_with_pictures"),
        yes_no(
            "permission_names_site",
            "A family may have said yes to the website and no to everything else.",
        ),
        text("alternative_text", "Who writes the descriptions and captions?", rows=2),
    ),
)
CARE = FormPage(
    "care",
    "Those who need more care",
    (
        yes_no("vulnerable_pupils", "Few people can read this answer. Do not name anybody."),
        yes_no("confidential_service", "For example,  a place to ask about bullying or worries."),
        yes_no("learning_disabilities", "Few people can read this answer. Do not name anybody."),
    ),
)
CAREFUL = FormPage(
    "careful",
    "Advice about these pupils",
    (
        person("dt_adviser", "The designated teacher, or the e-safety lead."),
        day("dt_advised_on", "For example,  20 8 2026."),
        text("dt_advice", "In general words. Few people can read this answer.", rows=3),
    ),
)
FAMILIES = FormPage(
    "families",
    "What families know and agree to",
    (
        some_of("pupil_homes", Jurisdiction, "Terms and laws depend on where a pupil lives."),
        yes_no("parental_agreement", "Answer yes only when you have every agreement in writing."),
        text("consent_method", "Few people can read this answer.", rows=3),
    ),
)
LETTING_IN = FormPage(
    "letting-in",
    "Who you let in",
    (
        person("vetting_person"),
        text("vetting_method", "Say what you check, and what has to be right.", rows=3),
        text(
            "security_measures",
            "Say what the site itself does, and what the people who look after it do.",
            rows=3,
        ),
    ),
)
WHERE = FormPage("where", "Who hosts it", (one_of("hosting", Hosting),))
PLATFORM = FormPage(
    "platform",
    "Which platform",
    (
        Question(
            "platform",
            Widget.SELECT,
            Shape.PLATFORM,
            "If you cannot find it, choose “It is not in this list”.",
        ),
    ),
)
ADDRESS = FormPage(
    "address",
    "Where it will be found",
    (
        line("platform_name", "Use the provider's own name for it.", width=20),
        line("comment_service", "Use the provider's own name for it.", width=20),
        one_of("holding", Holding),
        url("address", "Copy it from the browser, such as https://p5.school.example."),
        one_of("space", Space),
        lines(
            "directories", "One on each line, such as Apple Podcasts. Empty if none.", optional=True
        ),
        lines(
            "leads_to", "One address on each line. Each is an official site or the school's own."
        ),
        lines(
            "embedded",
            "One on each line, such as YouTube or Google Forms. Leave it empty if there is none.",
            optional=True,
        ),
        lines(
            "other_accounts",
            "Only where people sign in through another company, such as with a Google account.",
            optional=True,
        ),
    ),
)
ACCOUNT = FormPage(
    "account",
    "The account",
    (
        email("account_email", "A school address, never a personal one."),
        one_of("account_telephone", Telephone, "Messaging services open an account by a number."),
        email("recovery_email", "Another school address, which somebody else reads."),
        text("credentials", "Name the place, such as the school's password safe.", rows=2),
        yes_no("two_step", "For example,  a code that is sent to a telephone of the school."),
        people(
            "personal_logins",
            "Facebook opens a page only through somebody's own account. Name each who does.",
        ),
    ),
)
TERMS = FormPage(
    "terms",
    "The provider's terms",
    (
        url("terms_url", "The page of the terms itself."),
        day(
            "terms_read_on",
            "For example,  20 8 2026. Read them again if that was three months ago.",
        ),
        text("underage_access", "Think of readers as well as account holders.", rows=3),
        text("host_tools", "Filters, reports, removal: what the terms or help pages say.", rows=3),
        text("extra_intervention", "Who looks, how often, and what they do.", rows=3),
    ),
)
SEEN = FormPage(
    "seen",
    "Who sees it",
    (
        one_of("visibility", Visibility),
        text(
            "privacy_settings",
            "Say which settings are offered, and which of them you choose.",
            rows=3,
        ),
    ),
)
DATA = FormPage(
    "data",
    "Data protection",
    (
        one_of("dpia", Assessing, "Ask the person who looks after data protection at the school."),
        line("dpia_reference", "For example,  a file number, or one sentence."),
    ),
)
RULES = FormPage(
    "rules",
    "Its rules, and what is published",
    (
        text("house_rules", "Write them as they will appear on the site.", rows=3),
        text("terms_of_use", "Write them as they will appear on the site.", rows=3),
        text(
            "copyright_plan",
            "Say whether they are your own, free to use, or used with permission.",
            rows=3,
        ),
        text("post_approval", "Who reads it before it goes up.", rows=2),
        person("fact_checker"),
    ),
)
TEAM = FormPage(
    "team",
    "Who looks after it",
    (
        people("administrators", "They hold the account. At least two."),
        people("moderators", "They read what is added. At least two members of staff."),
        person("moderator_away", "Only if somebody is on leave now or will be.", optional=True),
        person("stand_in", "A member of staff who is not a moderator yet."),
    ),
)
MODERATION = FormPage(
    "moderation",
    "How it is looked after",
    (
        one_of("moderation", Moderation),
        one_of("moderation_frequency", Frequency),
        text("holiday_cover", "Name who does it, and when.", rows=2),
    ),
)
REMOVAL = FormPage(
    "removal",
    "What should not be there",
    (
        text("moderation_reason", "Say what prevents harm in the meantime.", rows=3),
        text("removal_procedure", "Who does it, how soon, and who is told.", rows=3),
    ),
)
WHEN = FormPage(
    "when",
    "When it starts and ends",
    (
        day("go_live", "A day after its approval, such as 1 10 2026."),
        day("closure", "Give this day, or the day of review below.", optional=True),
        day("review", "At most a year after it goes live.", optional=True),
        text(
            "exit_plan", "For example: taken down on the last day, writing kept in print.", rows=3
        ),
        text("archive_plan", "You may answer “nothing”, if you say why.", rows=2),
    ),
)
BRAND = FormPage(
    "brand",
    "Logo, advertising and links",
    (
        yes_no("uses_logo"),
        yes_no("advertises"),
        yes_no("links_organisations"),
        yes_no("paid_promotion"),
    ),
)
REACH = FormPage(
    "reach",
    "How far it reaches",
    (
        text("brand_use", "Say where it will appear, and how large.", rows=2),
        url("backlink", "For example,  the page of the class.", optional=True),
        text("no_backlink", "Only if it links to nothing.", rows=2, optional=True),
        line("public_contact", "An address or a number of the school's, never a personal one."),
        text("account_statement", "As it will stand there.", rows=3),
        text("advertising_plan", "Say where, to whom and in what words.", rows=3),
        lines("external_links", "One on each line, at most ten."),
    ),
)

PAGES: tuple[FormPage, ...] = (
    WHAT, BEFORE, WHO, READERS, PUPILS, PART, WHY, TIME, ADVICE, CHILDREN, PICTURES, PERMISSION,
    CARE, CAREFUL, LETTING_IN, WHERE, PLATFORM, ADDRESS, ACCOUNT, TERMS, SEEN, FAMILIES, DATA, RULES,
    TEAM, MODERATION, REMOVAL, WHEN, BRAND, REACH,
)  # fmt: skip
"""Every field of `Proposal` stands on exactly one page, after the answers that decide about it."""

PAGE_OF: dict[str, FormPage] = {field: page for page in PAGES for field in page.fields}
QUESTION_OF: dict[str, Question] = {one.field: one for page in PAGES for one in page.questions}


def pages_of(asked: frozenset[str]) -> tuple[FormPage, ...]:
    """The pages that have something to ask, in order."""
    return tuple(page for page in PAGES if page.asking(asked))


def page_after(page: FormPage, asked: frozenset[str]) -> FormPage | None:
    """The next page with something to ask; None after the last."""
    following = PAGES[PAGES.index(page) + 1 :]
    return next((one for one in following if one.asking(asked)), None)


def href(ref: str, page: FormPage, field: str = "") -> str:
    """Where a page of the form is, or one question on it."""
    return f"/proposals/{ref}/draft/{page.key}" + (f"#{field}" if field else "")
