"""The school's edition as data: for what it is refused, whose words it is, and its plain form."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appendix_a.editions.edition import ABLE, RELATED, Adoption, Related, Rewording
from appendix_a.editions.edition_faults import IDS, faults_of, read
from appendix_a.editions.model import MODEL, PROVENANCE
from appendix_a.reading.case import Capacities, Role
from appendix_a.reading.thresholds import AT_LEAST, AT_MOST, ImageKind, Thresholds
from appendix_a.values.faults import Fault

EVERYONE = frozenset(Role)
ONE, OTHER = MODEL[0].id, MODEL[1].id
LOOSER = [
    *({name: most + 1} for name, most in AT_MOST.items()),
    *({name: least - 1} for name, least in AT_LEAST.items()),
    {"image_kinds": [*ImageKind]},
]
UNSOUND: list[tuple[dict[str, Any], str, str]] = [
    (
        {"wording": {"A.9.9": {"words": "Something."}}},
        "wording.A.9.9",
        "The model has no clause A.9.9. Check the number.",
    ),
    (
        {"switched_off": {"A.9.9": "We do not need it."}},
        "switched_off.A.9.9",
        "The model has no clause A.9.9. Check the number.",
    ),
    (
        {"reasons": {"admins": "There are few of us."}},
        "reasons.admins",
        "There is no threshold “admins”. Check the name.",
    ),
    ({"title": " "}, "title", "Give the edition a title."),
    (
        {"thresholds": {"good_practice": ""}},
        "thresholds.good_practice",
        "Name the guide that the school follows.",
    ),
    (
        {"related": [{"title": "", "version": "3"}]},
        "related.0.title",
        "Give this policy's title, or take it out.",
    ),
    *(
        (
            {"wording": {ONE: {field: "  "}}},
            f"wording.{ONE}.{field}",
            f"Clause {ONE}: its {part} must not be blank. Write something, or keep the model's.",
        )
        for field, part in (("printed", "number"), ("title", "title"), ("words", "words"))
    ),
    (
        {"wording": {ONE: {"printed": OTHER}}},
        f"wording.{ONE}.printed",
        f"Clause {ONE}: another clause is printed {OTHER} too. Give each its own number.",
    ),
    *(
        (
            {"switched_off": {id_: ""}},
            f"switched_off.{id_}",
            f"Clause {id_}: say why it is switched off.",
        )
        for id_ in ("7.3", "A.5.4a")
    ),
    *(
        (
            {"switched_off": {"7.3": reason}},
            "switched_off.7.3",
            f"Clause 7.3: “{reason}” does not say why it is switched off. Write the reason.",
        )
        for reason in (".", "xx", "n/a", "N/A - none", "Nothing.", "No", "Tá")
    ),
    (
        {"thresholds": {"administrators": 1}, "reasons": {"administrators": "-"}},
        "reasons.administrators",
        (
            "“Fewest administrators” asks for less than the policy, and “-” does not say why. "
            "Write the reason."
        ),
    ),
    (
        {"wording": {ONE: {"words": "..."}}},
        f"wording.{ONE}.words",
        f"Clause {ONE}: its words say nothing. Write something, or keep the model's.",
    ),
    (
        {"roles": {"brand_owner": "registrar"}},
        "roles.brand_owner",
        "The role registrar neither signs nor advises. Name another.",
    ),
]


@pytest.mark.parametrize(
    ("fields", "field", "words"), UNSOUND, ids=[field for _, field, _ in UNSOUND]
)
def test_an_unsound_edition_is_refused_by_its_field(
    fields: dict[str, Any], field: str, words: str
) -> None:
    """One fault in an edition that is sound otherwise is the one fault that is named."""
    assert read(fields, EVERYONE) == (Fault(field, words),)


def test_the_model_is_a_sound_edition() -> None:
    """The control: what is refused above is refused for its one fault."""
    assert read({}, EVERYONE) == Adoption()


def test_every_fault_is_named_at_once() -> None:
    """What cannot be read at all stands beside what is wrong between the fields."""
    found = read(
        {
            "colour": "green",
            "thresholds": {"administrators": "many"},
            "wording": {ONE: {"words": ""}, "X.1": {}},
            "switched_off": {OTHER: ""},
        },
        EVERYONE,
    )
    assert not isinstance(found, Adoption)
    assert sorted(one.field for one in found) == sorted(
        ["colour", "thresholds.administrators", f"wording.{ONE}.words", "wording.X.1",
         f"switched_off.{OTHER}"]
    )  # fmt: skip


@pytest.mark.parametrize("changes", LOOSER, ids=lambda one: next(iter(one)))
def test_a_threshold_under_the_policys_floor_needs_a_reason(changes: dict[str, Any]) -> None:
    """Each that asks for less is refused without one, and taken with one."""
    [name] = changes
    found = read({"thresholds": changes}, EVERYONE)
    words = f"“{Thresholds.model_fields[name].title}” asks for less than the policy does. Say why."
    assert found == (Fault(f"thresholds.{name}", words),)
    taken = read({"thresholds": changes, "reasons": {name: "We are a small school."}}, EVERYONE)
    assert isinstance(taken, Adoption)


def test_a_stricter_threshold_needs_none() -> None:
    """Asking for more is the school's own business."""
    assert isinstance(
        read({"thresholds": {"administrators": 3, "terms_days": 30}}, EVERYONE), Adoption
    )


def test_a_role_that_nobody_holds_is_refused() -> None:
    """Of all the roles that are named, the one that is held by nobody is said."""
    found = faults_of(Adoption(), EVERYONE - {Role.BRAND_OWNER})
    words = "Nobody at the school holds the role brand owner. Name another, or grant it first."
    assert found == (Fault("roles.brand_owner", words),)


def test_two_new_numbers_alike_are_both_named() -> None:
    """Whatever the letters' size."""
    both = {ONE: Rewording(printed="b.7"), OTHER: Rewording(printed="B.7")}
    found = faults_of(Adoption(wording=both), EVERYONE)
    assert [one.field for one in found] == [f"wording.{ONE}.printed", f"wording.{OTHER}.printed"]


def test_numbers_may_be_exchanged() -> None:
    """Two clauses that take each other's number are printed apart."""
    both = {ONE: Rewording(printed=OTHER), OTHER: Rewording(printed=ONE)}
    assert faults_of(Adoption(wording=both), EVERYONE) == ()


def test_any_clause_may_be_switched_off_with_a_reason() -> None:
    """The platform's terms and the two administrators too."""
    off = {"7.3": "The education authority tests it.", "A.5.4a": "There is one teacher."}
    assert faults_of(Adoption(switched_off=off), EVERYONE) == ()


def test_an_edition_that_nobody_confirmed_is_the_reconstructed_model() -> None:
    """Whatever it rewords."""
    assert Adoption(title="Our own").provenance == PROVENANCE


def test_a_confirmed_edition_says_so_and_stays_reconstructed() -> None:
    """By whom and when stands behind whose text it was rebuilt from."""
    edition = Adoption(confirmed=True, adopted_on=date(2026, 9, 1))
    assert edition.provenance == (
        f"{PROVENANCE} The school confirmed this reconstructed edition as its own "
        "on 1 September 2026."
    )


lines = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=40).map(str.strip)
words = lines.filter(bool)
reworded = st.builds(Rewording, printed=st.none() | words, title=st.none() | words, words=words)
editions = st.builds(
    Adoption,
    key=words,
    title=words,
    confirmed=st.booleans(),
    adopted_on=st.none() | st.dates(date(1990, 1, 1), date(2100, 12, 31)),
    wording=st.dictionaries(st.sampled_from(sorted(IDS)), reworded, max_size=4),
    switched_off=st.dictionaries(st.sampled_from(sorted(IDS)), words, max_size=4),
    thresholds=st.builds(
        Thresholds,
        administrators=st.integers(1, 10),
        image_kinds=st.frozensets(st.sampled_from(ImageKind)),
        good_practice=words,
    ),
    reasons=st.dictionaries(st.sampled_from(sorted(Thresholds.model_fields)), words),
    roles=st.builds(Capacities, brand_owner=st.sampled_from(ABLE)),
    related=st.lists(st.builds(Related, title=words, version=lines), max_size=4).map(tuple),
)
"""Any edition whatever, sound or not."""


@given(editions)
def test_an_edition_in_its_plain_form_is_the_same_edition(edition: Adoption) -> None:
    """For every edition: written as JSON and read again, nothing is lost and nothing is added."""
    assert Adoption.model_validate(json.loads(json.dumps(edition.plain()))) == edition


@given(editions)
def test_reading_gives_an_edition_or_its_faults(edition: Adoption) -> None:
    """For every edition: it is taken as it is, or refused with at least one fault."""
    faults = faults_of(edition, EVERYONE)
    assert read(edition.plain(), EVERYONE) == (faults or edition)


def test_the_policies_that_are_read_together_with_this_one() -> None:
    """Those of clauses 4.1 and 9.1, and the disciplinary policy; an edition keeps twenty."""
    assert [one.title for one in RELATED] == [
        "Code of Conduct",
        "Internet Use Policy",
        "Policy on the school's Facebook page",
        "Disciplinary policy",
    ]
    assert Adoption(related=RELATED * 5).related == RELATED * 5
    with pytest.raises(ValueError, match="at most 20 items"):
        Adoption(related=RELATED * 5 + RELATED[:1])


def test_roles_that_sign_or_advise_may_be_named() -> None:
    """Seven of them; staff, governors and those who only look are not."""
    assert set(Role) - set(ABLE) == {
        Role.STAFF,
        Role.GOVERNOR,
        Role.AUDITOR,
        Role.REGISTRAR,
        Role.OPERATOR,
    }


def test_the_plain_form_has_no_holes_and_its_lists_in_order() -> None:
    """What nobody set is left out; the kinds of site stand in the order of the alphabet."""
    plain = Adoption(thresholds=Thresholds(image_kinds=set(ImageKind))).plain()
    assert plain["thresholds"]["image_kinds"] == sorted(ImageKind)
    assert ("adopted_on" in plain, "key" in plain) == (False, True)


def test_a_figure_out_of_bounds_is_named_as_people_know_it() -> None:
    """By its title; a field that is no figure keeps the name that it has in the file."""
    assert read({"thresholds": {"terms_days": 0}, "title": 7}, EVERYONE) == (
        Fault("title", "“title” must be words. Put them in quotation marks."),
        Fault(
            "thresholds.terms_days",
            "“Days for which a reading of the terms counts” must be 1 or more.",
        ),
    )


LONG = "why " * 60
TOO_LONG = (
    "The reason for “Days for which a reading of the terms counts” is 239 characters long. "
    "Shorten it to 200."
)
BESIDE: list[tuple[dict[str, Any], tuple[tuple[str, str], ...]]] = [
    (
        {"thresholds": {"terms_days": 120}, "reasons": {"terms_days": LONG}},
        (
            (
                "reasons.terms_days",
                TOO_LONG,
            ),
        ),
    ),
    (
        {
            "reasons": {"terms_days": LONG, "moderators": "We are two."},
            "thresholds": {"moderators": 1},
        },
        (
            (
                "reasons.terms_days",
                TOO_LONG,
            ),
        ),
    ),
    (
        {"wording": {ONE: {"title": LONG}, OTHER: {"words": ""}}},
        (
            (
                f"wording.{ONE}.title",
                f"Clause {ONE}: its title is 239 characters long. Shorten it to 200.",
            ),
            (
                f"wording.{OTHER}.words",
                f"Clause {OTHER}: its words must not be blank. Write something, or keep the model's.",
            ),
        ),
    ),
    (
        {"related": [{"title": "Code", "dated": "2026-02-31"}]},
        (
            (
                "related.0.dated",
                "Policy 1 of the list: its day must be a date that exists, such as 2027-06-30.",
            ),
        ),
    ),
    (
        {"wording": {ONE: {"colour": "green"}}},
        (
            (
                f"wording.{ONE}.colour",
                (
                    f"“wording, {ONE.replace('.', ', ')}, colour” is not a field of this form. Take "
                    "it out, or check its spelling."
                ),
            ),
        ),
    ),
]


@pytest.mark.parametrize(("fields", "told"), BESIDE)
def test_what_cannot_be_read_hides_nothing_and_accuses_nobody(
    fields: dict[str, Any], told: tuple[tuple[str, str], ...]
) -> None:
    """Only that one value is left out of the rest: a reason that is too long was given."""
    assert read(fields, EVERYONE) == tuple(Fault(*one) for one in told)


def test_roles_that_were_named_are_not_doubted_for_one_that_was_not() -> None:
    """A role that is no role is told alone, whoever holds the one that the model names."""
    fields = {"roles": {"brand_owner": "principal", "e_safety_adviser": "wizard"}}
    found = read(fields, EVERYONE - {Role.BRAND_OWNER, Role.E_SAFETY_LEAD})
    assert isinstance(found, tuple)
    assert [one.field for one in found] == ["roles.e_safety_adviser"]
