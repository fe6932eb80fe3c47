"""The form for what a platform's terms say: drawn from its row, read into a new one."""

from typing import Any, get_args

from appendix_a.addresses import AddressFault, parse
from appendix_a.catalogue import Age, Platform
from appendix_a.faults import Fault
from appendix_a.platforms import AccountModel, ConsentBy, Kind, Scope, ViewRule
from service.desk.referrals import own_key
from service.desk.views import Referral
from service.desk.words import unfit
from service.pages.fields import Field, Option, Typed, Widget
from service.pages.form_views import YES_NO
from service.pages.page import Form, typed_day

YEARS = "Whole years, or “none” where the terms state no age."
CHOICES: dict[str, tuple[str, object, dict[str, str]]] = {
    "kind": ("What kind of site is it?", Kind, {}),
    "account_model": (
        "Who opens an account there?",
        AccountModel,
        {
            "self_registered": "Each person, for themselves",
            "school_managed": "The school, for its pupils",
            "tenant": "The school, under its own agreement",
            "either": "Both are possible",
            "provider_is_school": "The school runs it itself",
            "resolve_first": "It is a kind of site, not a provider",
        },
    ),
    "consent_by": (
        "Whose consent lets a younger child in?",
        ConsentBy,
        {"nobody": "Nobody's", "parent": "A parent's", "school": "The school's", "either": "A parent's or the school's", "both": "A parent's and the school's", "unknown": "Not known"},
    ),
    "scope": (
        "Whom does the age bind?",
        Scope,
        {"account": "Account holders alone", "use": "Everyone who uses it", "access": "Everyone who looks at it", "none": "Nobody", "by_host": "It depends on who hosts it", "unknown": "Not known"},
    ),
    "view_rule": (
        "May children look without an account?",
        ViewRule,
        {"free": "Yes", "terms_set_age_for_use": "Only from the age in the terms", "barred": "No", "parent_enables": "If a parent allows it", "by_setting": "It depends on a setting", "not_public": "Nobody can", "unknown": "Not known"},
    ),
}  # fmt: skip
AGES = {
    "age_uk": ("From what age may someone in the United Kingdom hold an account?", "uk"),
    "age_ireland": ("From what age may someone in Ireland hold an account?", "ireland"),
}


def key_for(referral: Referral) -> str:
    """The key of the row that the evidence is for; one of its own where there is none yet."""
    return referral.platform or own_key(referral.ref)


def _host(referral: Referral) -> str:
    read = parse(referral.address)
    return "" if isinstance(read, AddressFault) else read.host


def fields(referral: Referral, form: Form | None) -> tuple[Field, ...]:
    """The questions, as typed or as the row has them. What has to be read again is empty."""
    row = referral.row

    def value(name: str, stands: str = "") -> str:
        return form[name] if form is not None else stands

    day: Typed = (
        tuple(form[f"checked_on-{part}"] for part in ("day", "month", "year")) if form else ()
    )
    return (
        Field("name", "What is the platform called?", value=value("name", referral.platform_name), width=20),
        Field(
            "hostnames", "Under which addresses do its sites stand?", Widget.TEXT,
            "One on each line, such as blogs.example.org.",
            value("hostnames", "\n".join(row.hostnames if row else (_host(referral),))), rows=3,
        ),
        *(
            Field(name, label, hint=YEARS, value=value(name, _age(row, place)), width=10)
            for name, (label, place) in AGES.items()
        ),
        Field(
            "admin_min_age", "From what age may someone run a site there?", hint=YEARS,
            value=value("admin_min_age", str(row.admin_min_age) if row else ""), width=10,
        ),
        *(_select(name, row, value) for name in CHOICES),
        Field("source", "Where did you read it?", Widget.URL, "The address of the terms themselves.", value("source")),
        Field("checked_on", "On which day did you read it?", Widget.DATE, "Such as 1 9 2026.", day),
        Field(
            "verified", "Did you read it in the provider's own words?", Widget.RADIOS,
            "Another page's summary is not enough to rely on.", value("verified"), options=YES_NO,
        ),
    )  # fmt: skip


def _age(row: Platform | None, place: str) -> str:
    entries = [one for one in row.ages if one.jurisdiction == place] if row else []
    return str(entries[-1].age) if entries else ""


def _select(name: str, row: Platform | None, value: Any) -> Field:
    label, choices, words = CHOICES[name]
    offered = (Option(one, words.get(one, one.capitalize())) for one in get_args(choices))
    stands = str(getattr(row, name)) if row else ""
    return Field(
        name, label, Widget.SELECT, value=value(name, stands), width=20,
        options=(Option("", "Choose"), *offered),
    )  # fmt: skip


def read(
    form: Form, key: str, reader: str, row: Platform | None
) -> dict[str, Any] | tuple[Fault, ...]:
    """The row as it is to be recorded; the faults where something is missing or cannot be."""
    faults = tuple(_faults(form))
    if faults:
        return faults
    kept = row.model_dump(mode="json", exclude={"resolves_to"}) if row else {}
    verified = form["verified"] == "yes"
    told = {name: form[name] for name in CHOICES}
    return kept | told | {
        "key": key,
        "name": form["name"].strip(),
        "hostnames": form["hostnames"].split(),
        "ages": _entries(form, row),
        "admin_min_age": _years(form["admin_min_age"]),
        "verified": verified,
        "checked_on": typed_day(form, "checked_on"),
        "checked_by": reader,
        "source": form["source"].strip(),
        "held_on": typed_day(form, "checked_on"),
        "evidence": "archived_terms" if verified else "secondary",
        "attribution": "",
    }  # fmt: skip


def _faults(form: Form) -> list[Fault]:
    found = list(unfit({"name": form["name"]}))
    if not form["name"].strip():
        found.append(Fault("name", "Type the platform's name."))
    for name, words in {
        **{name: words for name, (words, _) in AGES.items()},
        "admin_min_age": "From what age may someone run a site there?",
    }.items():
        if _years(form[name]) is None:
            found.append(Fault(name, f"“{words}” needs a number from 1 to 25, or “none”."))
    for name, (words, choices, _) in CHOICES.items():
        if form[name] not in get_args(choices):
            found.append(Fault(name, f"“{words}” is not answered. Choose one."))
    read = parse(form["source"])
    if isinstance(read, AddressFault):
        found.append(Fault("source", read.sentence))
    if form["verified"] not in ("yes", "no"):
        found.append(Fault("verified", "Say whether you read it in the provider's own words."))
    return found


def _years(typed: str) -> Age | None:
    return _AGES.get(typed.strip().casefold())


_AGES: dict[str, Age] = {
    "none": "none",
    "unknown": "unknown",
    **{str(years): years for years in range(1, 26)},
}


def _entries(form: Form, row: Platform | None) -> list[dict[str, Any]]:
    """An age that stays keeps its dates; a new one stands alone, as stated."""
    asked = {place: _years(form[name]) for name, (_, place) in AGES.items()}
    changed = {place: age for place, age in asked.items() if str(age) != _age(row, place)}
    old = [one.model_dump(mode="json") for one in row.ages] if row else []
    kept = [one for one in old if one["jurisdiction"] not in changed]
    return kept + [
        {"jurisdiction": place, "age": age, "basis": "stated"} for place, age in changed.items()
    ]
