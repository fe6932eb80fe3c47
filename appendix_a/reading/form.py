"""What the form asks in a case: each question with the reason for which it is left out.

The reasons are the ones that exempt the clauses: a question is asked while a clause that applies
reads its answer, and no other is.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from appendix_a.reading import applies as when
from appendix_a.reading.clause import Applies, Context, always
from appendix_a.reading.proposal import Proposal
from appendix_a.reading.thresholds import Addition


def _nobody_uses_their_own(context: Context) -> str:
    """Asked of a page on Facebook, and wherever somebody is named: there they are to be taken out."""
    return "" if context.proposal.personal_logins else when.not_on_facebook(context)


CONDITIONS: Mapping[str, Applies] = {
    "already_exists": when.of_no_site_of_its_own,
    "existing_since": when.not_existing,
    "other_owner": when.not_taking_part,
    "go_live": when.not_new,
    "audience_years": when.no_children_meant,
    "audience_pupils": when.no_children_meant,
    "other_schools": when.no_other_schools,
    "organisations": when.no_organisations,
    "other_people": when.no_other_people,
    "contributor_years": when.no_children_add,
    "contributor_pupils": when.no_children_add,
    "pupil_routes": when.no_children_add,
    "pupil_homes": when.pupils_do_not_touch_it,
    "parental_agreement": when.pupils_do_not_touch_it,
    "comment_service": when.comments_not_built_in,
    "child_benefit": when.no_pupils_involved,
    "content_suitability": when.no_pupils_involved,
    "risks": when.no_pupils_involved,
    "safeguarding_contact": when.no_pupils_involved,
    "vulnerable_pupils": when.no_pupils_involved,
    "confidential_service": when.no_pupils_involved,
    "dt_adviser": when.no_vulnerable_pupils,
    "dt_advised_on": when.no_vulnerable_pupils,
    "dt_advice": when.no_vulnerable_pupils,
    "learning_disabilities": when.only_staff_add,
    "consent_method": when.no_learning_disabilities,
    "vetting_person": when.nobody_to_vet,
    "vetting_method": when.nobody_to_vet,
    "security_measures": when.nobody_to_vet,
    "image_consent": when.no_pupil_images,
    "withdrawal": when.no_pupil_images,
    "withdrawal_owner": when.no_pupil_images,
    "names_with_pictures": when.no_pupil_images,
    "naming": when.no_pupils_shown,
    "tags_pupils": when.no_pupils_shown,
    "platform": when.school_hosted,
    "platform_name": when.listed_platform,
    "terms_url": when.school_hosted,
    "terms_read_on": when.school_hosted,
    "account_email": when.no_account,
    "recovery_email": when.no_account,
    "credentials": when.no_account,
    "two_step": when.no_account,
    "personal_logins": _nobody_uses_their_own,
    "privacy_settings": when.no_children_add,
    "underage_access": when.nobody_elses_pages,
    "terms_of_use": when.not_school_hosted,
    "host_tools": when.school_hosted,
    "extra_intervention": when.school_hosted,
    "dpia": when.no_pupil_gives_data,
    "dpia_reference": when.no_pupil_gives_data,
    "moderation_reason": when.read_before_it_shows,
    "removal_procedure": when.not_open,
    "brand_use": when.no_logo,
    "backlink": when.not_school_hosted,
    "no_backlink": when.it_leads_back,
    "advertising_plan": when.no_advertising,
    "external_links": when.no_links,
    "space": when.one_kind_of_space,
    "directories": when.no_show,
    "leads_to": when.no_link_page,
    "account_telephone": when.not_held_by_telephone,
    "stand_in": when.nobody_is_away,
    "permission_names_site": when.no_pupil_images,
    "alternative_text": when.not_added(Addition.ALTERNATIVE_TEXT),
    "paid_promotion": when.not_added(Addition.PROMOTION),
    "public_contact": when.not_added(Addition.CONTACT),
    "account_statement": when.not_added(Addition.CONTACT),
}
"""Why a question is not asked; a question that does not stand here is asked of everybody."""


ONE_PERSON = ("adviser", "safeguarding_contact", "dt_adviser", "vetting_person",
              "withdrawal_owner", "fact_checker", "moderator_away", "stand_in")  # fmt: skip
SEVERAL_PEOPLE = ("administrators", "moderators", "personal_logins")
"""The answers that name people of the school, by their keys."""


def with_people(answers: Mapping[str, Any], key: Callable[[Any], Any]) -> dict[str, Any]:
    """The answers, each person in them named by what `key` gives for the name that stands there."""
    one = {name: key(answers[name]) for name in ONE_PERSON if answers.get(name)}
    several = {
        name: [key(person) for person in answers[name]]
        for name in SEVERAL_PEOPLE
        if isinstance(answers.get(name), list | tuple)
    }
    return {**answers, **one, **several}


def why_not_asked(field: str, context: Context) -> str:
    """Why this question is left out in this case; empty where it is asked."""
    return CONDITIONS.get(field, always)(context)


def asked(context: Context) -> frozenset[str]:
    """The questions that the form asks in this case."""
    return frozenset(one for one in Proposal.model_fields if not why_not_asked(one, context))


def only_asked(context: Context) -> Context:
    """The same question about the answers that are asked for: any other counts as not given.

    An answer that is left over from another state of the draft opens no question and misleads
    nobody. What is submitted is what stands here.
    """
    typed = context.case.proposal  # also what says nothing: no word that was typed is lost
    given = {name: getattr(typed, name) for name in CONDITIONS if why_not_asked(name, context)}
    left_over = {name: _BLANK[name] for name, answer in given.items() if answer != _BLANK[name]}
    if not left_over:
        return context
    proposal = typed.model_copy(update=left_over)
    return only_asked(replace(context, case=context.case.model_copy(update={"proposal": proposal})))


_BLANK: Mapping[str, object] = {name: getattr(Proposal(), name) for name in Proposal.model_fields}
