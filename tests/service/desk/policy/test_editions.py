"""The registrar drafts an edition, the principal adopts it, and nothing that holds is ever edited."""

from typing import Any

import pytest
from sqlmodel import Session, select

from appendix_a.assessing.facts import Facts
from appendix_a.editions.edition import Adoption
from appendix_a.procedure.lifecycle import Status
from appendix_a.reading.case import Role, SignOffStep, SiteStatus
from appendix_a.values.answers import Verdict
from appendix_a.values.faults import Fault
from service.db.tables import (
    Decision,
    DecisionState,
    Edition,
    EditionDraft,
    OpenException,
    WorkItem,
)
from service.db.tables import Proposal as ProposalRow
from service.desk.cases import cases
from service.desk.office import Office
from service.desk.people import granting, people
from service.desk.policy import editions, previews, replays
from service.desk.refusals import Conflict, Faulty, NotAllowed, NotFound
from tests.builders import BRAND_OWNER, CHAIR, PRINCIPAL, TEACHER, VICE_PRINCIPAL
from tests.schools import Birchfield
from tests.service.school import OTHER, OWN, REGISTRAR

REWORDED: dict[str, Any] = {
    "title": "Our own policy",
    "wording": {"A.5.4a": {"printed": "B.7", "words": "Three teachers look after each site."}},
}
WITHOUT_CHECKS: dict[str, Any] = {"switched_off": {"A.5.1": "Nobody takes part in our sites."}}
WITHOUT_TERMS: dict[str, Any] = {"switched_off": {"7.3": "The council reads all terms for us."}}
OTHER_ROLES: dict[str, Any] = {
    "roles": {"brand_owner": Role.VICE_PRINCIPAL, "e_safety_adviser": Role.DESIGNATED_TEACHER}
}
UNLISTED: dict[str, Any] = {
    "platform": None,
    "platform_name": "Classwall",
    "address": "https://classwall.example/p5",
}


def save(
    school: Birchfield, fields: dict[str, Any], who: str = REGISTRAR, version: int | None = None
) -> int:
    """This person saves the draft, on the version that is there unless another is named."""
    known = editions.draft(school.office, OWN).version if version is None else version
    return editions.save_draft(school.office, school.key(who), OWN, known, fields)


def adopted(school: Birchfield, fields: dict[str, Any]) -> int:
    """The registrar drafts it and the principal adopts it; gives its number."""
    version = save(school, fields)
    return editions.adopt(school.office, school.key(PRINCIPAL), OWN, version)


def in_force(school: Birchfield) -> Adoption:
    return editions.current(school.office, OWN).adoption


def test_a_school_begins_with_the_model(school: Birchfield) -> None:
    """Nobody adopted it, and the draft is a copy of it."""
    now = editions.current(school.office, OWN)
    assert (now.number, now.adopted_by, now.adoption) == (0, "", Adoption())
    assert editions.draft(school.office, OWN) == editions.Drafted(OWN, Adoption())


def test_a_draft_holds_nothing_until_it_is_adopted(school: Birchfield) -> None:
    """It can be read with who drafted it, and the model goes on."""
    assert save(school, REWORDED) == 1
    found = editions.draft(school.office, OWN)
    assert (found.adoption.title, found.version, found.drafted_by, found.faults) == (
        "Our own policy", 1, "Ivy Shaw", (),
    )  # fmt: skip
    assert in_force(school) == Adoption()


def test_an_adopted_edition_holds_from_then_on(school: Birchfield) -> None:
    """Under its own key and day; the draft is gone, and who adopted it stands there."""
    assert adopted(school, REWORDED) == 1
    now = editions.current(school.office, OWN)
    assert (now.number, now.adopted_by, now.adopted_at) == (1, "Niamh Hart", school.clock.now)
    assert (now.adoption.key, now.adoption.adopted_on) == ("birchfield-1", school.today)
    assert now.adoption.wording["A.5.4a"].printed == "B.7"
    assert school.rows(EditionDraft) == []


def test_the_next_edition_replaces_it_and_changes_nothing_of_it(school: Birchfield) -> None:
    """The earlier row is what it was, and the newer one holds."""
    adopted(school, REWORDED)
    [first] = school.rows(Edition)
    assert adopted(school, {"title": "The second"}) == 2
    kept, second = sorted(school.rows(Edition), key=lambda one: one.number)
    assert kept.model_dump() == first.model_dump()
    assert (second.adoption["key"], in_force(school).title) == ("birchfield-2", "The second")


def test_the_log_pins_what_was_adopted(school: Birchfield) -> None:
    """Drafting and adopting are one line each, with the digest of the same edition."""
    adopted(school, REWORDED)
    lines = school.events("birchfield-1")
    assert [(one.kind, one.actor) for one in lines] == [
        ("edition_drafted", school.key(REGISTRAR)),
        ("edition_adopted", school.key(PRINCIPAL)),
    ]
    [row] = school.rows(Edition)
    assert row.seq == lines[1].seq
    assert [len(one.body["digest"]) for one in lines] == [64, 64]
    assert lines[1].body["digest"] != lines[0].body["digest"]  # adopted on a day, drafted on none


@pytest.mark.parametrize("who", [PRINCIPAL, VICE_PRINCIPAL, TEACHER, CHAIR])
def test_only_the_registrar_drafts(school: Birchfield, who: str) -> None:
    """Whatever else somebody decides."""
    with pytest.raises(NotAllowed, match="Only the registrar can do this"):
        save(school, REWORDED, who)
    assert school.rows(EditionDraft) == []


@pytest.mark.parametrize("who", [REGISTRAR, VICE_PRINCIPAL, TEACHER, CHAIR])
def test_only_the_principal_adopts(school: Birchfield, who: str) -> None:
    """Least of all who drafted it."""
    version = save(school, REWORDED)
    with pytest.raises(NotAllowed, match="Only the principal can do this"):
        editions.adopt(school.office, school.key(who), OWN, version)
    assert (in_force(school), school.rows(Edition)) == (Adoption(), [])


def test_a_stale_draft_is_not_saved(school: Birchfield) -> None:
    """Who opened it before the last change is told who changed it, and loses nobody's work."""
    save(school, REWORDED)
    with pytest.raises(Conflict, match=r"changed on 1 September 2026, 13:00 by Ivy Shaw"):
        save(school, {"title": "Another"}, version=0)
    assert editions.draft(school.office, OWN).adoption.title == "Our own policy"


def test_what_was_not_read_is_not_adopted(school: Birchfield) -> None:
    """The draft moved on after the preview."""
    read = save(school, REWORDED)
    save(school, {"title": "Another"})
    with pytest.raises(Conflict, match="See what has changed"):
        editions.adopt(school.office, school.key(PRINCIPAL), OWN, read)
    assert school.rows(Edition) == []


def test_an_edition_is_adopted_once(school: Birchfield) -> None:
    """The same page posted twice answers as it did, and adopts and logs nothing more."""
    version = save(school, REWORDED)
    first = editions.adopt(school.office, school.key(PRINCIPAL), OWN, version)
    logged = school.events()
    assert editions.adopt(school.office, school.key(PRINCIPAL), OWN, version) == first
    assert (len(school.rows(Edition)), school.events()) == (1, logged)


def test_a_page_of_an_edition_that_holds_no_more_is_refused(school: Birchfield) -> None:
    """It would look adopted again; who adopted the last one, and when, is said."""
    version = save(school, REWORDED)
    editions.adopt(school.office, school.key(PRINCIPAL), OWN, version)
    adopted(school, {"title": "The second"})
    with pytest.raises(Conflict, match="adopted on 1 September 2026, 13:00 by Niamh Hart"):
        editions.adopt(school.office, school.key(PRINCIPAL), OWN, version)
    assert (len(school.rows(Edition)), in_force(school).title) == (2, "The second")


def test_an_old_page_never_adopts_the_next_draft(school: Birchfield) -> None:
    """The versions count on, so the first save of the next draft is not the first of the last."""
    version = save(school, REWORDED)
    editions.adopt(school.office, school.key(PRINCIPAL), OWN, version)
    assert save(school, {"title": "Not read yet"}) == version + 1
    assert editions.adopt(school.office, school.key(PRINCIPAL), OWN, version) == 1
    assert (in_force(school).title, len(school.rows(Edition))) == ("Our own policy", 1)


def test_the_same_draft_is_saved_once(school: Birchfield) -> None:
    """The page posted twice gives the same version and one line in the log; another is stale."""
    version = save(school, REWORDED, version=0)
    assert save(school, REWORDED, version=0) == version
    assert [one.kind for one in school.events("birchfield-1")] == ["edition_drafted"]
    with pytest.raises(Conflict):
        save(school, {"title": "Another"}, version=0)


def test_an_edition_of_an_earlier_release_is_no_replay(school: Birchfield) -> None:
    """Its event does not say which draft it was: the page is stale, and the next draft begins."""
    adopted(school, REWORDED)
    with school.office.transaction() as transaction:
        [row] = transaction.session.exec(select(Edition)).all()
        row.seq = school.events("birchfield-1")[0].seq - 1  # an event without a version
        transaction.session.add(row)
    with pytest.raises(Conflict, match="was adopted on"):
        editions.adopt(school.office, school.key(PRINCIPAL), OWN, 1)
    assert save(school, {"title": "The next"}) == 1


def test_an_edition_with_a_reason_that_says_nothing_still_holds(school: Birchfield) -> None:
    """It was adopted when that was taken; the next draft is refused for it, by name."""
    adopted(school, {"switched_off": {"7.3": "The council reads all terms for us."}})
    with school.office.transaction() as transaction:
        [row] = transaction.session.exec(select(Edition)).all()
        row.adoption = row.adoption | {"switched_off": {"7.3": "."}}
        transaction.session.add(row)
    assert in_force(school).switched_off == {"7.3": "."}
    with pytest.raises(Faulty) as refused:
        save(school, editions.draft(school.office, OWN).adoption.plain() | {"title": "Next"})
    assert [one.field for one in refused.value.faults] == ["switched_off.7.3"]


def test_what_would_get_worse_is_summed(school: Birchfield) -> None:
    """By clause for the sites, in all for the proposals; what gets better is not counted."""
    school.checked(title="P6 blog", address="https://birchfieldp6.wordpress.com")
    school.launched(school.registered())
    save(school, {"thresholds": {"administrators": 5}})
    assert previews.summed(previews.preview(school.office, OWN)) == previews.Sum(
        {"A.1.5": 1}, {}, 1, 0
    )
    save(school, WITHOUT_CHECKS)
    found = previews.preview(school.office, OWN)
    assert (len(found.sites), previews.summed(found)) == (1, previews.Sum({}, {}, 0, 0))


def test_what_could_not_be_decided_is_summed_apart(school: Birchfield) -> None:
    """Terms that are read too seldom fail nothing: somebody has to read them again."""
    school.checked(title="P6 blog", address="https://birchfieldp6.wordpress.com")
    school.launched(school.registered())
    save(school, {"thresholds": {"fresh_months": 1}})
    school.clock.now = school.clock.now.replace(month=10)
    assert previews.summed(previews.preview(school.office, OWN)) == previews.Sum(
        {}, {"7.3": 1}, 0, 1
    )


def test_without_a_draft_there_is_nothing_to_adopt(school: Birchfield) -> None:
    """The principal is told who drafts one."""
    with pytest.raises(NotFound, match="The registrar can start one"):
        editions.adopt(school.office, school.key(PRINCIPAL), OWN, 0)


def test_an_unsound_edition_is_refused_whole(school: Birchfield) -> None:
    """Each fault is named, and the draft is what it was."""
    save(school, REWORDED)
    bad = {
        "wording": {"X.1": {}, "7.1": {"words": ""}},
        "switched_off": {"7.3": ""},
        "thresholds": {"administrators": 1},
    }
    with pytest.raises(Faulty) as refused:
        save(school, bad)
    assert {one.field for one in refused.value.faults} == {
        "wording.X.1", "wording.7.1.words", "switched_off.7.3", "thresholds.administrators",
    }  # fmt: skip
    found = editions.draft(school.office, OWN)
    assert (found.version, found.adoption.title) == (1, "Our own policy")


def test_a_role_that_is_given_up_keeps_a_draft_from_being_adopted(school: Birchfield) -> None:
    """What was sound when it was drafted is tested again on the day."""
    version = save(school, REWORDED)
    for one in people.people(school.office, OWN):
        for grant in one.grants:
            if grant.role is Role.BRAND_OWNER:
                granting.end_role(school.office, school.key(REGISTRAR), OWN, grant.id)
    words = "Nobody at the school holds the role brand owner. Name another, or grant it first."
    with pytest.raises(Faulty) as refused:
        editions.adopt(school.office, school.key(PRINCIPAL), OWN, version)
    assert refused.value.faults == (Fault("roles.brand_owner", words),)
    assert editions.draft(school.office, OWN).faults == refused.value.faults
    assert school.rows(Edition) == []


def test_one_schools_edition_is_not_anothers(school: Birchfield) -> None:
    """The other school keeps the model."""
    adopted(school, REWORDED)
    assert editions.current(school.office, OTHER).adoption == Adoption()
    with pytest.raises(NotFound):
        editions.current(school.office, "nowhere")


def test_a_preview_says_what_would_answer_differently_and_writes_nothing(
    school: Birchfield,
) -> None:
    """A pending proposal and a live site, by the checks of the clause that is switched off."""
    pending = school.checked(title="P6 blog", address="https://birchfieldp6.wordpress.com")
    site = school.launched(school.registered())
    save(school, WITHOUT_CHECKS)
    before = [school.events(), school.status(pending)]
    found = previews.preview(school.office, OWN)
    assert ([one.ref for one in found.proposals], [one.entry for one in found.sites]) == (
        [pending], [site.key],
    )  # fmt: skip
    for one in (*found.proposals, *found.sites):
        assert {(two.finding.clause, two.after) for two in one.differences} == {("A.5.1", None)}
    assert found.looked_at == 2
    assert [school.events(), school.status(pending)] == before


def test_a_preview_of_other_words_shows_no_difference(school: Birchfield) -> None:
    """The control: what is only printed otherwise answers as it did."""
    school.launched(school.registered())
    save(school, REWORDED)
    found = previews.preview(school.office, OWN)
    assert (found.proposals, found.sites, found.looked_at) == ((), (), 1)


def test_what_is_being_written_is_not_previewed(school: Birchfield) -> None:
    """A draft is its writer's."""
    school.drafted()
    save(school, WITHOUT_CHECKS)
    assert previews.preview(school.office, OWN).looked_at == 0


def test_a_decision_keeps_the_edition_that_it_was_given_under(school: Birchfield) -> None:
    """One signature under the model, the next under the school's own."""
    ref = school.sign(school.declare(school.checked()), SignOffStep.AIMS)
    adopted(school, REWORDED)
    school.sign(ref, SignOffStep.BRAND)
    given = sorted(school.rows(Decision, ref=ref), key=lambda one: one.seq)
    assert [one.edition for one in given] == ["model-1", "birchfield-1"]


def test_a_stricter_edition_is_met_at_the_next_signature(school: Birchfield) -> None:
    """What passed under the model is tested under the new edition before it is signed."""
    ref = school.checked()
    adopted(school, {"thresholds": {"fresh_months": 1}})
    school.clock.now = school.clock.now.replace(month=10)
    found = school.view(ref).assessment.having(Verdict.UNDETERMINED)
    assert {one.clause for one in found} == {"7.3"}
    with pytest.raises(Conflict, match=r"Clause 7\.3: The terms of"):
        school.give(ref, SignOffStep.AIMS)


def test_every_site_is_tested_again_after_an_edition_is_adopted(school: Birchfield) -> None:
    """Asked for in the same transaction; what is only printed otherwise opens no exception."""
    school.launched(school.registered())
    adopted(school, REWORDED)
    [asked] = [one for one in school.events() if one.kind == "recheck_asked"]
    assert asked.body["because"] == school.events("birchfield-1")[-1].seq
    assert len(school.rows(WorkItem, step="recheck", cause_seq=asked.seq)) == 1
    school.carry(school.office)
    assert school.rows(OpenException) == []


def test_what_was_referred_is_checked_again_under_a_new_edition(school: Birchfield) -> None:
    """Its only open question is switched off, so it goes on to the signatures."""
    ref = school.checked(**UNLISTED)
    assert school.status(ref) is Status.REFERRED
    adopted(school, WITHOUT_TERMS)
    assert (school.status(ref), school.kinds(ref)[-1]) == (Status.CHECKING, "edition_adopted")
    school.carry(school.office)
    assert school.status(ref) is Status.IN_SIGN_OFF


@pytest.mark.parametrize(
    "fields",
    [REWORDED, WITHOUT_CHECKS, {"wording": {"7.3": {"printed": "B.9", "title": "On terms"}}}],
    ids=["reworded", "another clause", "the open one, reworded"],
)
def test_what_waits_for_the_same_stays_referred(school: Birchfield, fields: dict[str, Any]) -> None:
    """The control: an edition that settles nothing of it moves nothing."""
    ref = school.checked(**UNLISTED)
    adopted(school, fields)
    assert (school.status(ref), school.kinds(ref)[-1]) == (Status.REFERRED, "checked")


def test_a_principals_own_referral_moves_with_the_others(school: Birchfield) -> None:
    """An edition is no evidence on one proposal; its signatures are still other people's."""
    ref = school.checked(PRINCIPAL, **UNLISTED)
    adopted(school, WITHOUT_TERMS)
    school.carry(school.office)
    assert school.status(ref) is Status.IN_SIGN_OFF
    assert school.signer(ref, SignOffStep.FINAL) == school.key(CHAIR)


def test_the_brand_owner_is_whom_the_edition_means(school: Birchfield) -> None:
    """From its adoption on, for the page and for the flow that counts the signature."""
    ref = school.declare(school.checked())
    assert school.signer(ref, SignOffStep.BRAND) == school.key(BRAND_OWNER)
    adopted(school, {"roles": {"brand_owner": Role.VICE_PRINCIPAL}})
    assert school.signer(ref, SignOffStep.BRAND) == school.key(VICE_PRINCIPAL)
    school.sign(ref, SignOffStep.BRAND)
    [given] = school.rows(Decision, ref=ref)
    assert (given.signer, given.capacity, given.state) == (
        school.key(VICE_PRINCIPAL), Role.VICE_PRINCIPAL, DecisionState.COUNTED,
    )  # fmt: skip


def test_what_the_former_brand_owner_signed_is_replayed_under_their_edition(
    school: Birchfield,
) -> None:
    """Who means whom is the pinned edition's, for an adviser as for a clause."""
    ref = school.registered()
    adopted(school, OTHER_ROLES)
    assert {one.differences for one in replays.replay(school.office, ref)} == {()}


def test_a_preview_shows_what_another_adviser_changes(school: Birchfield) -> None:
    """The e-safety lead has advised on it, and under the draft could not have."""
    ref = school.checked()
    save(school, OTHER_ROLES)
    [found] = previews.preview(school.office, OWN).proposals
    assert (found.ref, {one.check for one in found.differences}) == (ref, {"A.1.3/6"})
    assert school.view(ref).assessment.having(Verdict.UNMET) == ()


def test_a_role_that_nobody_holds_is_not_drafted(school: Birchfield) -> None:
    """It could neither sign nor advise."""
    for one in people.people(school.office, OWN):
        for grant in one.grants:
            if grant.role is Role.VICE_CHAIR:
                granting.end_role(school.office, school.key(REGISTRAR), OWN, grant.id)
    with pytest.raises(Faulty) as refused:
        save(school, {"roles": {"brand_owner": Role.VICE_CHAIR}})
    assert [one.field for one in refused.value.faults] == ["roles.brand_owner"]


def test_a_declaration_stands_over_a_new_edition(school: Birchfield) -> None:
    """Whoever declared has accepted the same statement, whatever is printed around it."""
    ref = school.declare(school.checked())
    adopted(school, REWORDED)
    assert {one.state for one in school.view(ref).declared} == {"made"}


def test_a_clause_depends_on_nothing_where_it_is_switched_off(school: Birchfield) -> None:
    """A site that the clause bears on is listed until then."""
    site = school.launched(school.registered())
    assert [one.key for one in previews.depending(school.office, OWN, "A.5.1")] == [site.key]
    adopted(school, WITHOUT_CHECKS)
    assert previews.depending(school.office, OWN, "A.5.1") == ()
    assert [one.key for one in previews.depending(school.office, OWN, "7.1")] == [site.key]
    assert previews.depending(school.office, OTHER, "7.1") == ()


@pytest.mark.parametrize(("most", "shown", "more"), [(1, 1, 1), (2, 2, 0), (3, 2, 0)])
def test_so_many_sites_are_tested_for_one_page_and_no_more(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch, most: int, shown: int, more: int
) -> None:
    """The first by key; the facts of no other are read, and how many are left out is counted."""
    p5 = school.registered()
    p6 = school.registered(
        title="P6 blog",
        address="https://birchfieldp6.wordpress.com",
        why_not_existing="It is for another class.",
    )
    looked_at: list[str] = []
    facts_of = cases.facts_of

    def note(office: Office, session: Session, row: ProposalRow) -> Facts:
        looked_at.append(row.ref)
        return facts_of(office, session, row)

    monkeypatch.setattr(previews, "MOST_TESTED", most)
    monkeypatch.setattr(cases, "facts_of", note)
    found = [one.ref for one in previews.depending(school.office, OWN, "7.1")]
    assert (found, looked_at) == ([p5, p6][:shown], [p5, p6][:shown])
    assert (previews.untested(school.office, OWN), previews.untested(school.office, OTHER)) == (
        more, 0,
    )  # fmt: skip


def test_old_signatures_replay_under_their_own_edition(school: Birchfield) -> None:
    """After an edition that switches a clause off, each gives the findings that it gave."""
    ref = school.registered()
    adopted(school, WITHOUT_CHECKS)
    found = replays.replay(school.office, ref)
    assert [one.step for one in found] == [SignOffStep.AIMS, SignOffStep.BRAND, SignOffStep.FINAL]
    assert {(one.edition, one.same_code, one.same_rows, one.differences) for one in found} == {
        ("model-1", True, True, ())
    }
    assert school.site(ref).status is SiteStatus.AWAITING_LAUNCH


def test_a_replay_names_the_clause_that_answers_differently(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: where the pinned edition reads otherwise, the clause is said."""
    ref = school.registered()
    other = Adoption(switched_off={"A.5.1": "Nobody takes part."})
    monkeypatch.setattr(replays, "edition", lambda *_: other)
    for one in replays.replay(school.office, ref):
        assert {two.finding.clause for two in one.differences} == {"A.5.1"}


def test_a_replay_says_that_code_and_rows_have_moved_on(
    school: Birchfield, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows read after the signature are left out of it, and other code is told."""
    ref = school.registered()
    school.reread("facebook")
    monkeypatch.setattr(replays, "code_digest", lambda: "0" * 64)
    found = replays.replay(school.office, ref)
    assert {(one.same_code, one.same_rows) for one in found} == {(False, True)}


def test_the_record_reads_the_newest_edition(school: Birchfield) -> None:
    """Every case is judged under it."""
    ref = school.checked()
    adopted(school, REWORDED)
    with school.office.read() as session:
        facts = cases.facts_of(school.office, session, school.row(ref))
    assert facts.adoption == in_force(school)
