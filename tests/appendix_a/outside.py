"""Cases from outside, by kind: what happened to others, and what the policy has to answer.

Each changes one of the published examples in a few answers, on 1 September 2026, over the
catalogue as it is shipped unless a row is said to have been read again. A row stands for its
whole kind. `docs/refused.md` is written from here.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from appendix_a.assessing.assess import assess
from appendix_a.editions.policy import Policy
from appendix_a.platforms.catalogue import Platform
from appendix_a.reading.case import Case, School, Stage
from appendix_a.reading.form import only_asked
from appendix_a.reading.proposal import Proposal
from appendix_a.values.answers import Assessment, Verdict
from tests.builders import a_policy, a_row

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
ON = date(2026, 9, 1)
MET, UNMET, UNDETERMINED = Verdict.MET, Verdict.UNMET, Verdict.UNDETERMINED
REREAD: dict[str, Any] = {
    "verified": True,
    "checked_on": date(2026, 8, 1),
    "checked_by": "Paul Irwin",
    "source": "https://terms.example/",
}


KINDS: Mapping[str, tuple[str, str]] = {
    "A": (
        "Reading that takes an account",
        (
            "A closed group, a private channel and some whole platforms can be read by account holders "
            "alone. Pupils whom such a site is for hold accounts, so that the lowest age of the terms, "
            "the law and the age of consent count for them. Where anybody can look, and the terms speak "
            "to those who look as well, the final signature judges whether pupils may (A.2.5b). Where "
            "nobody has recorded what reading takes, nothing passes."
        ),
    ),
    "B": (
        "Adding without an account",
        "A pupil can add something without an account only on a platform that lets people do so.",
    ),
    "C": (
        "Consent that counts in some accounts alone",
        (
            "Many terms let younger pupils in with the school's consent only where the school manages "
            "the accounts. A pupil's own account on the same platform is another matter."
        ),
    ),
    "D": (
        "Answers that tell two stories",
        (
            "Two answers that cannot both be true are no answer. The finding names both, and stands "
            "beside one of them: nobody guesses which is meant."
        ),
    ),
    "E": (
        "What would be found too late",
        "Whatever a signature would fail on is said when the proposal is checked.",
    ),
    "F": (
        "Words that say nothing",
        (
            "A text is refused where it is blank, only marks, one character again and again, a bare yes "
            "or no to a question that asks how, the title or another answer once more, or an example "
            "copied as it stands. Short words that say something are an answer in any language, and what "
            "only looks thin is shown to whoever signs. Whether an answer is good is for people."
        ),
    ),
    "G": (
        "Personal accounts that a platform demands",
        (
            "Some platforms let people run a page only through an account of their own. Clause 6.7 "
            "allows that for the school's Facebook page, for each person who is named, and for nothing "
            "else."
        ),
    ),
    "H": (
        "People's names",
        (
            "A full name in a title, an address or a mailbox is seen however it is written. A word that "
            "is a name and a common word is at most a question to whoever signs."
        ),
    ),
    "I": (
        "Host and directory",
        "A podcast has a host, and directories list it. The terms of both are asked about.",
    ),
    "J": (
        "The reason and the way out",
        (
            "A platform that has closed is left, not read again. A page of links is as official as each "
            "page that it leads to. What nobody knows is said, with who can settle it."
        ),
    ),
    "L": (
        "What could not be said before",
        (
            "Whose telephone holds an account, who moderates while somebody is on leave, and whether it "
            "is a page, a group or a profile are asked where they matter."
        ),
    ),
    "M": (
        "Children who are shown, and numbers that are shared",
        (
            "A site for families alone still has to do with children where it pictures, names or tags "
            "them: the rules on names hold, and a tag counts as an account. A closed group in which all "
            "members see each other's telephone numbers gives away personal contact details."
        ),
    ),
}
"""What each kind is, and why it is refused."""


@cache
def example(name: str) -> dict[str, Any]:
    """A published example, as it stands in its file."""
    return tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Outside:
    """One case: what is changed, and what each clause answers, in words that hold `says`."""

    kind: str
    name: str
    changes: Mapping[str, Any]
    answers: Mapping[str, Verdict]
    says: str = ""
    sample: str = "class-blog-p5"
    people: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    proposer: str = ""
    rows: tuple[Platform, ...] = ()
    judged: str = ""  # the clause of a judgement that is due

    @property
    def case(self) -> Case:
        """The example with these changes, as it would be submitted."""
        told = example(self.sample)
        given = {key: one for key, one in {**told["proposal"], **self.changes}.items() if one != ()}
        people = {**told["school"]["people"]}
        for key, more in self.people.items():
            people[key] = {**people.get(key, {}), **more}
        left = {key: people.pop(key)["name"] for key in self.left}
        return Case(
            proposer=self.proposer or told["proposer"],
            proposal=Proposal.model_validate({k: v for k, v in given.items() if v is not None}),
            school=School.model_validate({**told["school"], "people": people, "left": left}),
        )

    @property
    def policy(self) -> Policy:
        return a_policy(*self.rows, reread=None)

    def assessed(self, stage: Stage = Stage.DRAFT) -> Assessment:
        case = only_asked(self.policy.context(self.case, ON, stage)).case
        return assess(case, self.policy, ON, stage=stage)


P5 = {"youngest": 8, "oldest": 9}
P6 = {"youngest": 9, "oldest": 10}
P7 = {"youngest": 10, "oldest": 11}
YEAR_8 = {"youngest": 11, "oldest": 12}
NO = {"7.3": UNMET}


def on(platform: str | None, address: str | None, **more: Any) -> dict[str, Any]:
    """The class blog on another platform, whose terms were read at its own address."""
    hosts = {"discord": "discord.com", "facebook": "www.facebook.com", "youtube": "www.youtube.com"}
    terms = f"https://{hosts.get(platform or '', 'terms.example')}/terms"
    return {"platform": platform, "address": address, "terms_url": terms} | more


FACEBOOK_PAGE = on(
    "facebook",
    "https://www.facebook.com/birchfieldips",
    personal_logins=["aoife.kerr", "conor.daly"],
)
PUPILS_ADD: dict[str, Any] = {
    "contributors": ["staff", "pupils"],
    "pupil_homes": ["northern_ireland"],
    "parental_agreement": True,
    "learning_disabilities": False,
    "visibility": "invited",
    "dpia": "done",
    "dpia_reference": "File 12 in the office.",
    "removal_procedure": "A moderator takes it down at once.",
}

READING = (
    Outside(
        "A",
        "a closed Discord server, P5",
        on("discord", "https://discord.gg/abcdefg", visibility="invited"),
        NO,
        "Nobody reads Discord without an account. Discord asks for 13 in the United Kingdom",
    ),
    Outside(
        "A",
        "the same, with a pupil who lives in Ireland",
        on(
            "discord",
            "https://discord.com/channels/112233445566778899",
            visibility="invited",
            pupil_homes=["northern_ireland", "ireland"],
        ),
        NO,
        "Discord asks for 16 in Ireland",
    ),
    Outside(
        "A",
        "a closed Facebook group, Year 8",
        on(
            "facebook",
            "https://www.facebook.com/groups/1234567890",
            visibility="invited",
            audience_pupils=YEAR_8,
            personal_logins=["aoife.kerr", "conor.daly"],
        ),
        NO,
        "asks for 13 in the United Kingdom; the youngest pupil is 11.",
    ),
    Outside("A", "a public Facebook page, P5", FACEBOOK_PAGE, {"7.3": MET}, judged="A.2.5b"),
    Outside(
        "A",
        "P5 are told to comment on YouTube, and staff moderate",
        on(
            "youtube",
            "https://www.youtube.com/@birchfieldips",
            interaction="comment",
            comments="moderated",
            removal_procedure="A moderator takes it down.",
        ),
        NO,
        "Whoever comments there holds an account. YouTube asks for 13",
    ),
    Outside(
        "A",
        "SoundCloud, P6 are the listeners",
        on("soundcloud", "https://soundcloud.com/birchfieldips", audience_pupils=P6),
        {"7.3": MET},
        "the terms of SoundCloud ask for 16 of readers too",
        judged="A.2.5b",
    ),
    Outside(
        "A",
        "a closed WhatsApp community for P7",
        on(
            "whatsapp",
            "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv",
            visibility="invited",
            audience_pupils=P7,
            account_telephone="school",
        ),
        NO,
        "Nobody reads WhatsApp without an account",
    ),
    Outside(
        "A",
        "a private YouTube channel, P5",
        on("youtube", "https://www.youtube.com/@birchfieldips", visibility="invited"),
        NO,
        "Nobody reads YouTube where it is closed without an account",
    ),
)
ADDING = (
    Outside(
        "B",
        "Telegram, without an account",
        PUPILS_ADD
        | on(
            "telegram",
            "https://t.me/birchfieldips",
            contributor_pupils=P7,
            pupil_routes=["without_account"],
        ),
        NO,
        "Nobody adds anything to Telegram without an account.",
    ),
)
CONSENT = (
    Outside(
        "C",
        "Apple Podcasts, P7 with accounts of their own, by the school's consent",
        PUPILS_ADD
        | on(
            "apple-podcasts",
            "https://podcasts.apple.com/ie/podcast/b/id1403064308",
            contributor_pupils=P7,
            pupil_routes=["own_account"],
        ),
        NO,
        "The school's consent counts only in accounts that the school itself manages.",
    ),
)
AGREEING = (
    Outside(
        "D",
        "Instagram, with a WordPress address",
        {"platform": "Instagram"},
        NO,
        "belongs to WordPress.com, not to Instagram.",
    ),
    Outside(
        "D",
        "the same, misspelt",
        {"platform": "Instagramm"},
        NO,
        "The platform is called “Instagramm”, but",
    ),
    Outside(
        "D",
        "TikTok by its name, without an address",
        {"platform": "TikTok", "address": None},
        NO,
        "The site has no address yet.",
    ),
    Outside(
        "D",
        "the terms of another provider",
        {"terms_url": "https://www.tiktok.com/legal"},
        {"A.4.1b": UNMET},
        "these are another provider's terms.",
    ),
    Outside(
        "D",
        "pupils of 16 in a primary school",
        PUPILS_ADD
        | {"contributor_pupils": {"youngest": 16, "oldest": 17}, "pupil_routes": ["through_staff"]},
        NO,
        "the school teaches pupils of 4 to 11.",
    ),
    Outside(
        "D",
        "comments wanted, and switched off",
        {"interaction": "comment"},
        {"A.5.1": UNMET},
        "Readers may comment, but comments are switched off.",
    ),
    Outside(
        "D",
        "pictures sent in, and staff alone add",
        {"interaction": "upload"},
        {"A.5.1": UNMET},
        "nobody but staff adds to the site.",
    ),
    *(
        Outside(
            "D",
            f"moderated, with a comment box called {service}",
            {
                "comments": "moderated",
                "interaction": "comment",
                "comment_service": service,
                "removal_procedure": "A moderator takes it down.",
            },
            NO,
            "Disqus asks for 18 in the United Kingdom",
        )
        for service in ("Disqus", "disqus.com")
    ),
    Outside(
        "D",
        "a parent proposes",
        {},
        {"2.1": UNMET},
        "does not say that Pat Doyle works for the school or serves it.",
        people={"pat.doyle": {"name": "Pat Doyle", "standing": "other"}},
        proposer="pat.doyle",
    ),
    Outside(
        "D",
        "the school's own blog with a video of YouTube's",
        {
            "hosting": "school",
            "platform": None,
            "holding": "no_account",
            "address": "https://blogs.birchfield.example/p5",
            "embedded": ["YouTube"],
        },
        {"7.3": MET},
        "The terms of YouTube, which is built into its pages",
        judged="A.2.5b",
    ),
    Outside(
        "D",
        "the school's own server, with another company's accounts",
        {
            "hosting": "school",
            "platform": None,
            "holding": "no_account",
            "address": "https://blogs.birchfield.example/p5",
            "other_accounts": ["Facebook"],
        },
        NO,
        "Facebook asks for 13 in the United Kingdom",
    ),
)
LATE = (
    Outside(
        "E",
        "the terms were read 200 days ago",
        {"terms_read_on": date(2026, 2, 13)},
        {"A.4.1b": UNMET},
        "more than 90 days ago.",
    ),
    Outside(
        "E",
        "the day of going live is past",
        {"go_live": date(2026, 8, 1)},
        {"A.3.6": UNMET},
        "1 August 2026",
    ),
)
NOTHING_SAID = tuple(
    Outside("F", f"{name}: {text}", {name: text}, {clause: UNMET})
    for name, text, clause in (
        ("aims", "Yes.", "A.1.2"),
        ("exit_plan", ".", "A.1.6"),
        ("exit_plan", "x", "A.1.6"),
        ("holiday_cover", "yes", "A.5.3"),
        ("post_approval", "P5 class blog", "A.3.4"),
        ("copyright_plan", "Lorem ipsum dolor sit amet, consectetur adipiscing elit.", "A.4.4"),
        ("credentials", "???", "A.1.5"),
        (
            "child_benefit",
            "To give the class a real audience, and families a window on the week.",
            "7.4",
        ),
    )
)
PERSONAL = (
    Outside(
        "G",
        "a LinkedIn page",
        on("linkedin", "https://www.linkedin.com/school/birchfieldips"),
        {"6.7": UNMET},
        "clause 6.7 allows that for the school's Facebook page alone.",
    ),
    Outside(
        "G",
        "a Facebook page that names one administrator of two",
        FACEBOOK_PAGE | {"personal_logins": ["aoife.kerr"]},
        {"6.7": UNMET},
        "Not named: Conor Daly.",
    ),
    Outside(
        "G",
        "a Facebook page with a moderator who needs an account too",
        FACEBOOK_PAGE | {"personal_logins": ["aoife.kerr", "conor.daly", "emma.walsh"]},
        {"6.7": MET},
        "Everyone who reaches the page through a personal account is named.",
    ),
)
NAMES = (
    Outside(
        "H",
        "the administrator's name run together in the address",
        on("x", "https://x.com/aoifekerr"),
        {"5.1": UNMET},
    ),
    Outside(
        "H",
        "a teacher called French, and a French department",
        {"title": "French department"},
        {"5.1": MET},
        people={"ann.french": {"name": "Ann French", "standing": "employee"}},
    ),
    Outside(
        "H",
        "a teacher called Garden, and a school garden",
        {"title": "School garden"},
        {"5.1": MET},
        people={"jo.garden": {"name": "Jo Garden", "standing": "employee"}},
    ),
)
SHOWS = (
    Outside(
        "I",
        "a podcast on Spotify for Creators, found at its page in Spotify",
        on(
            "spotify-for-creators",
            "https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk",
            audience=["families"],
            audience_pupils=None,
        ),
        {"7.3": UNDETERMINED},
        "The site is on Spotify for Creators.",
    ),
)
WORDS = (
    Outside(
        "J",
        "a platform that has closed",
        on("flip", "https://flip.com/groups/1234"),
        NO,
        "Flip has closed.",
    ),
    Outside(
        "J",
        "a page of links",
        on(
            "linktree",
            "https://linktr.ee/birchfieldips",
            audience=["families"],
            audience_pupils=None,
        ),
        NO,
        "Each page that it leads to is a site of its own, and none is named.",
        rows=(a_row("linktree", **REREAD),),
    ),
    Outside(
        "J",
        "a YouTube channel that P7 run",
        PUPILS_ADD
        | on(
            "youtube",
            "https://www.youtube.com/@birchfieldips",
            contributor_pupils=P7,
            pupil_routes=["own_account"],
        ),
        NO,
        "nobody publishes there with such an account.",
    ),
    Outside(
        "J",
        "ClassDojo for families alone, read again",
        on(
            "classdojo",
            "https://www.classdojo.com/school/birchfield",
            audience=["families"],
            audience_pupils=None,
        ),
        {"7.3": UNDETERMINED},
        "It is not known what age ClassDojo asks for in the United Kingdom.",
        rows=(a_row("classdojo", **REREAD),),
    ),
)
COLLEAGUES = (
    Outside(
        "L",
        "colleagues of another school add to it, and nobody says who lets them in",
        {
            "contributors": ["staff", "external_organisations"],
            "organisations": ["Oakfield Primary School"],
            "learning_disabilities": False,
            "interaction": "post",
            "removal_procedure": "A moderator takes it down.",
        },
        {"A.1.3": MET, "A.2.6": UNMET},
        "Nobody is named who decides which outsiders are let in.",
    ),
    Outside(
        "L",
        "colleagues of another school add to it, and the school is not named",
        {
            "contributors": ["staff", "external_organisations"],
            "learning_disabilities": False,
            "interaction": "post",
            "removal_procedure": "A moderator takes it down.",
        },
        {"A.1.3": UNMET},
        "“Which outside organisations take part?” is not answered.",
    ),
)
COMMENTING = (
    Outside(
        "D",
        "families who are said to add to it, and readers who only comment",
        {
            "contributors": ["staff", "families"],
            "learning_disabilities": False,
            "interaction": "comment",
            "comments": "moderated",
            "removal_procedure": "A moderator takes it down.",
        },
        {"A.2.6": UNMET},
        "Nobody is named who decides which outsiders are let in.",
    ),
    Outside(
        "D",
        "the same, when staff alone are said to add to it",
        {
            "interaction": "comment",
            "comments": "moderated",
            "removal_procedure": "A moderator takes it down.",
        },
        {"A.2.6": MET},
        "“Do you let in friends, members or followers one by one?” is answered.",
    ),
)
CALLED = tuple(
    Outside(
        "J",
        f"a platform that is called “{typed}”, without an address",
        {"platform": typed, "address": None},
        {"7.3": UNDETERMINED},
        f"No platform in the list is called “{typed}”. Is it {meant}?",
    )
    for typed, meant in (
        ("Google Classroom", "Google Workspace for Education"),
        ("google_classroom", "Google Workspace for Education"),
        ("Microsoft Teams", "Microsoft 365 Education / Teams for Education"),
        ("Twitter", "X"),
        ("facebook page", "Facebook"),
    )
)
LEFT = (
    Outside(
        "J",
        "an administrator who has left",
        {"moderators": ["aoife.kerr", "emma.walsh"]},
        {"A.3.1b": UNMET, "A.5.4a": MET},
        "Conor Daly has left the school.",
        left=("conor.daly",),
    ),
    Outside(
        "J",
        "both moderators have left",
        {"moderators": ["emma.walsh", "conor.daly"]},
        {"A.5.4a": UNMET},
        "Emma Walsh and Conor Daly have left the school.",
        left=("emma.walsh", "conor.daly"),
    ),
)
UNSAID = (
    Outside("L", "a WhatsApp channel held by somebody's own number",
            on("whatsapp", "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv",
               audience=["families"], audience_pupils=None, account_telephone="personal"),
            {"A.4.9": UNMET}, "somebody's own telephone number."),
    Outside("L", "a moderator on leave, and nobody who stands in",
            {"moderator_away": "emma.walsh"}, {"A.5.4b": UNMET, "A.5.4a": UNMET},
            "Nobody is named who moderates while Emma Walsh is away."),
    Outside("L", "a moderator on leave, and somebody who stands in",
            {"moderator_away": "emma.walsh", "stand_in": "conor.daly"},
            {"A.5.4b": MET, "A.5.4a": MET}, "Conor Daly moderates while Emma Walsh is away."),
    Outside("L", "a group that is said to be a page",
            FACEBOOK_PAGE | {"address": "https://www.facebook.com/groups/1234567890",
                             "space": "page"},
            NO, "Its address is that of a group, and it is said to be a page."),
)  # fmt: skip
SHOWN = {
    "audience": ["families"],
    "audience_pupils": None,
    "relevance": [{"group": "families", "words": "They can talk at home about the week."}],
}
PICTURED = (
    Outside(
        "M",
        "a public page for families alone, on which pupils are tagged",
        FACEBOOK_PAGE | SHOWN | {"naming": "first_name", "tags_pupils": True},
        NO,
        "Facebook asks for 13 in the United Kingdom; the youngest pupil is 4.",
    ),
    Outside(
        "M",
        "the same, with pupils named in full",
        FACEBOOK_PAGE | SHOWN | {"naming": "full_name", "tags_pupils": False},
        {"A.5.2b": UNMET},
        "Pupils would be named in full.",
    ),
    Outside(
        "M",
        "pictures of pupils for families, and nobody says how pupils are named",
        FACEBOOK_PAGE
        | SHOWN
        | {
            "pupil_images": True,
            "image_consent": "The office looks in its list before each picture.",
            "withdrawal": "It comes down on the same day.",
            "withdrawal_owner": "emma.walsh",
            "names_with_pictures": False,
            "permission_names_site": True,
            "naming": None,
            "tags_pupils": None,
        },
        {"A.5.2b": UNMET},
        "“How are pupils named on the site?” is not answered.",
    ),
    Outside(
        "M",
        "a closed WhatsApp group of parents",
        on(
            "whatsapp",
            "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv",
            visibility="invited",
            account_telephone="school",
            **SHOWN,
        ),
        {"A.4.9": UNMET},
        "every member sees the telephone numbers of all the others.",
    ),
    Outside(
        "M",
        "a page of links that leads to a payment service and to the school's website",
        on("linktree", "https://linktr.ee/birchfieldips", **SHOWN)
        | {"leads_to": ["https://www.parentpay.com", "https://www.birchfield.example"]},
        {"7.3": MET},
        "Each account that it leads to is in the register or is the school's own.",
        rows=(a_row("linktree", **REREAD),),
    ),
)
CASES = (
    *READING, *ADDING, *CONSENT, *AGREEING, *LATE, *NOTHING_SAID, *PERSONAL, *NAMES, *SHOWS, *WORDS,
    *LEFT, *CALLED, *COMMENTING, *COLLEAGUES, *UNSAID,
    *PICTURED,
)  # fmt: skip
