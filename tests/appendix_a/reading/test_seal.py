"""The seal: any changed fact changes it, and nothing else does."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

import appendix_a
from appendix_a.assessing.candidates import _bare
from appendix_a.reading.proposal import AgeRange, Group, Proposal, PupilRoute
from appendix_a.reading.seal import code_digest, facts, seal
from appendix_a.values.value import Choice
from tests.appendix_a.canonical import canonical, digest_of
from tests.builders import COMPLIANT, TEACHER, VOLUNTEER, a_proposal

DAY = date(2030, 1, 1)

SPECIAL: dict[str, Any] = {
    "relevance": (),
    "risks": (),
    "audience_pupils": AgeRange(youngest=8, oldest=10),
    "contributor_pupils": AgeRange(youngest=8, oldest=9, older_from=DAY),
    "contributors": frozenset({Group.STAFF, Group.FAMILIES}),
    "pupil_routes": frozenset({PupilRoute.THROUGH_STAFF}),
    "address": "https://other.wordpress.com",
    "backlink": "https://www.birchfield.example/other",
    "terms_url": "https://wordpress.com/other",
    "account_email": "p6@birchfield.example",
    "recovery_email": "other@birchfield.example",
    "hours_per_week": 39,
    **dict.fromkeys(("administrators", "moderators", "personal_logins"), (VOLUNTEER,)),
    **dict.fromkeys(
        (
            "adviser", "dt_adviser", "safeguarding_contact", "vetting_person", "withdrawal_owner",
            "fact_checker", "moderator_away", "stand_in",
        ),
        VOLUNTEER,
    ),
}  # fmt: skip


def another(field: str) -> object:
    """An answer that the class blog does not give."""
    if field in SPECIAL:
        return SPECIAL[field]
    kind, present = _bare(Proposal.model_fields[field].annotation), COMPLIANT.get(field)
    if get_origin(kind) is frozenset:
        return frozenset({next(one for one in get_args(kind)[0] if {one} != present)})
    if get_origin(kind) is tuple:
        return ("Another answer",)
    if issubclass(kind, Choice):
        return next(one for one in reversed(kind) if one != present)
    return {bool: not present, date: DAY, str: "Another answer."}[kind]


CHANGED: dict[str, Any] = {field: another(field) for field in Proposal.model_fields}


def sealed(**changes: Any) -> str:
    return seal(a_proposal(**changes), TEACHER)


def test_every_field_has_a_change_to_try() -> None:
    """Each change is another answer than the class blog's, and can be stored."""
    same = [field for field in CHANGED if getattr(a_proposal(), field) == CHANGED[field]]
    stored = {field: getattr(a_proposal(**{field: CHANGED[field]}), field) for field in CHANGED}
    assert (same, stored) == ([], CHANGED)


@pytest.mark.parametrize("field", CHANGED)
def test_any_changed_fact_changes_the_seal(field: str) -> None:
    """A change in one field gives another seal."""
    assert sealed(**{field: CHANGED[field]}) != sealed()


def test_the_changes_give_as_many_seals() -> None:
    """No two of the changed proposals share a seal."""
    seals = {sealed(**{field: change}) for field, change in CHANGED.items()}
    assert len(seals) == len(CHANGED)


def test_the_proposer_is_under_the_seal() -> None:
    """The same proposal by somebody else has another seal."""
    assert seal(a_proposal(), VOLUNTEER) != sealed()


def test_yes_no_and_not_answered_are_three_facts() -> None:
    """A question left open is not the same as one answered no."""
    assert len({sealed(parental_agreement=one) for one in (None, False, True)}) == 3


def test_the_same_facts_have_the_same_seal() -> None:
    """The order of ticks, blanks around words and unanswered questions do not matter."""
    shuffled = {
        "audience": ["families", "pupils"],
        "title": "  P5 class blog ",
        "relevance": tuple(reversed(COMPLIANT["relevance"])),
        "why_not_existing": " ",
    }
    assert sealed(**shuffled) == sealed()


def test_the_order_of_people_and_measures_is_a_fact() -> None:
    """The first administrator is the main one: swapping two is a change."""
    assert sealed(administrators=tuple(reversed(COMPLIANT["administrators"]))) != sealed()


def test_choices_stand_in_order() -> None:
    """The canonical facts hold sets as sorted lists, and nothing that is not answered."""
    canonical = facts(Proposal(audience=frozenset({Group.STAFF, Group.PUPILS, Group.FAMILIES})))
    assert (canonical["audience"], "title" in canonical) == (["families", "pupils", "staff"], False)


def test_the_seal_is_over_the_canonical_text() -> None:
    """The digest is of one line of JSON in UTF-8: names in order, no blanks, letters as they are."""
    proposal = a_proposal(title="Fête")
    text = canonical({"proposer": "aoife.kerr", "proposal": facts(proposal)})
    assert seal(proposal, "aoife.kerr") == digest_of(text)


PROGRAM = """
from appendix_a.reading.seal import seal
from tests.builders import TEACHER, a_proposal
from appendix_a.reading.proposal import Group
print(seal(a_proposal(audience=frozenset(Group)), TEACHER), end="")
"""


def test_every_process_computes_the_same_seal() -> None:
    """Three processes with three hash seeds agree with this one."""
    computed = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert computed == {sealed(audience=frozenset(Group))}


def test_the_code_has_a_digest() -> None:
    """The digest of the policy's code is 64 hexadecimal digits, the same each time."""
    assert (len(code_digest()), code_digest()) == (64, f"{int(code_digest(), 16):064x}")


def test_the_codes_digest_is_of_every_module_and_table() -> None:
    """Path and content of each `.py`, `.toml` and `.txt` file in every folder count, in the paths' order."""
    package = Path(appendix_a.__path__[0])
    names = (path.relative_to(package).as_posix() for path in package.rglob("*"))
    mine = sorted(name for name in names if name.endswith((".py", ".toml", ".txt")))
    assert code_digest() == digest_of(
        b"".join(name.encode() + (package / name).read_bytes() for name in mine)
    )
