"""Each clause has its checks, says who answers for it, and how well it is known."""

import pytest

from appendix_a.editions.policy import MODEL
from appendix_a.reading.clause import Check, Declaration, Duty, Evidence, Fact, Judgement, Source

LETTERS: dict[type[Check], str] = {Fact: "H", Judgement: "J", Declaration: "D", Duty: "O"}

# The clause; what the product works out (H), asks a person to judge (J) or to declare (D), and
# keeps watching (O); how well it is known; who answers for it. Kinds, evidence and owners are
# those of the policy's sources; `-` where another clause tests the same, or people alone do.
ANSWERS_FOR = """
2.1     H                          school    everyone
2.2     O                          school    everyone
2.3     -                          school    e_safety_lead
5.1     HHDHH                      school    administrators moderators
5.2     J                          school    line_manager
5.3     DO                         school    everyone
5.4     DO                         school    everyone
5.5     DO                         school    everyone
5.6     JO                         school    everyone
6.7     HHHHHHHHHDOOOHH            school    administrators principal
7.1     HHHHJ                      school    proposer line_manager
7.2     HHHHHHJ                    school    proposer principal
7.3     HHHHHHHHHHHHHHHHHHDOOOOOHHHHHHD school    proposer administrators e_safety_lead
7.4     HDJO                       school    everyone principal
8.1     -                          school    principal
8.2     -                          school    principal
9.1     -                          school    principal
A.1.1   D                          known     proposer administrators moderators
A.1.2   HJ                         relative  proposer line_manager principal
A.1.3   HHHHHHHHJ                  relative  proposer e_safety_lead
A.1.4   HHD                        relative  proposer
A.1.5   HHHHJO                     relative  principal
A.1.6   HHHJO                      relative  proposer principal
A.1.7   HJO                        relative  proposer line_manager
A.2.1   -                          school    everyone
A.2.2   HJ                         relative  proposer e_safety_lead
A.2.3   HDO                        published everyone designated_teacher
A.2.4   D                          known     proposer e_safety_lead
A.2.5a  -                          school    proposer
A.2.5b  HJO                        known     proposer principal
A.2.6   HHHHHJO                    relative  proposer moderators
A.2.7   HHHHHHH                    known     proposer designated_teacher e_safety_lead
A.3.1a  HO                         relative  principal
A.3.1b  HHH                        known     principal
A.3.2   HHHJ                       relative  line_manager principal
A.3.3   HHJ                        known     line_manager principal
A.3.4   HJO                        known     line_manager
A.3.5   HHHJ                       school    brand_owner
A.3.6   HHHHHHHHH                  relative  proposer
A.3.7   DO                         published administrators moderators principal
A.4.1a  HHO                        relative  administrators
A.4.1b  HHHHJH                     known     proposer principal
A.4.2   DO                         known     administrators moderators
A.4.3   HDJO                       school    administrators moderators
A.4.4   HHHHHDO                    school    everyone
A.4.5   DO                         known     administrators moderators
A.4.6   DO                         known     administrators
A.4.7a  HO                         relative  administrators brand_owner
A.4.7b  HO                         known     administrators
A.4.8   DO                         known     administrators moderators
A.4.9   HHHHDOHH                   relative  administrators moderators
A.4.10  DO                         school    administrators moderators
A.5.1   HHHH                       relative  proposer
A.5.2a  HHO                        known     administrators
A.5.2b  HHHHHDO                    relative  administrators moderators
A.5.3   HHHHDO                     relative  moderators
A.5.4a  HDO                        relative  proposer
A.5.4b  HOH                        known     principal
A.5.4c  HDO                        known     moderators
A.5.5   HHJO                       relative  proposer moderators
A.5.6   DO                         relative  moderators designated_teacher
A.5.7   O                          relative  moderators
A.5.8   HHHJ                       known     principal
A.5.9   HHHJO                      relative  principal
S.1     H                          known     proposer
S.2     H                          known     proposer
S.3     HJO                        known     proposer principal
S.4     HHO                        known     administrators
S.5     HO                         known     administrators
"""
SOURCES = {"A.": Source.MODEL, "S.": Source.ADDED}
ROWS = [line.split() for line in ANSWERS_FOR.strip().splitlines()]


@pytest.mark.parametrize(
    ("id_", "checks", "evidence", "owners"), [(a, b, c, tuple(d)) for a, b, c, *d in ROWS]
)
def test_a_clause_has_its_checks_its_source_and_its_owners(
    id_: str, checks: str, evidence: str, owners: tuple[str, ...]
) -> None:
    """Sections 2 to 9 are the school's own words; Appendix A is the model's, known so well."""
    clause = next(one for one in MODEL if one.id == id_)
    kinds = "".join(LETTERS[type(one)] for one in clause.checks) or "-"
    found = (kinds, clause.source, str(clause.evidence), tuple(map(str, clause.owners)))
    source = SOURCES.get(id_[:2], Source.SCHOOL)
    assert found == (checks, source, evidence, owners)


def test_every_clause_has_its_line() -> None:
    """The table names each clause once, in the policy's order."""
    assert [id_ for id_, *_ in ROWS] == [one.id for one in MODEL]


# Who makes a clause's declaration, by the clauses: the policy's own table.
DECLARED = {
    (
        "administrators",
        "moderators",
    ): "5.1 A.2.3 A.3.7 A.4.2 A.4.3 A.4.5 A.4.8 A.4.9 A.4.10 A.5.2b A.5.6",
    (
        "proposer",
        "administrators",
        "moderators",
    ): "5.3 5.4 5.5 7.4 A.1.1 A.4.4",
    ("administrators",): "7.3 7.3 A.4.6",
    ("personal_logins",): "6.7",
    ("proposer",): "A.1.4 A.2.4",
    ("moderators",): "A.5.3 A.5.4a A.5.4c",
}


@pytest.mark.parametrize("by", DECLARED)
def test_a_declaration_is_made_by_whom_the_policy_names(by: tuple[str, ...]) -> None:
    """These clauses ask these people to declare, and no other clause asks just them."""
    asked = [
        clause.id
        for clause in MODEL
        for check in clause.checks
        if isinstance(check, Declaration) and tuple(map(str, check.by)) == by
    ]
    assert asked == DECLARED[by].split()


def test_every_declaration_has_its_line() -> None:
    """No clause asks anybody else to declare anything."""
    of_clauses = [one.id for one in MODEL for check in one.checks if isinstance(check, Declaration)]
    assert sorted(of_clauses) == sorted(id_ for line in DECLARED.values() for id_ in line.split())


def test_a_clause_that_another_tests_names_it() -> None:
    """A test lives once: these four clauses ask what others ask already."""
    assert {one.id: one.same_as for one in MODEL if one.same_as} == {
        "2.3": "7.3",
        "A.2.1": "7.4",
        "A.2.5a": "7.3",
        "A.5.7": "A.2.6",
    }


def test_each_clause_cites_the_paragraph_that_it_stands_on() -> None:
    """Its own number first, in the school's policy or in the model; a relative is named after it."""
    own = {
        clause.id: "Model Appendix A" if clause.source is Source.MODEL else "School policy"
        for clause in MODEL
        if clause.source is not Source.ADDED
    }
    cited = {clause.id: clause.cites for clause in MODEL}
    assert [id_ for id_, name in own.items() if f"{name}, {id_}" not in cited[id_]] == []


def test_a_clause_that_is_known_by_a_relative_names_it() -> None:
    """Evidence of a relative or a published source has a source beyond the model; the others have none."""
    related = (Evidence.RELATIVE, Evidence.PUBLISHED)
    named = {clause.id for clause in MODEL if any(_is_elsewhere(one) for one in clause.cites)}
    assert {clause.id for clause in MODEL if clause.evidence in related} == named - GUIDES


GUIDES = {"A.2.4"}
"""It names the guide that it asks people to follow; that it says so is known of the model alone."""


def _is_elsewhere(cited: str) -> bool:
    return not cited.startswith(("School policy, ", "Model Appendix A, ", "The school's edition"))
