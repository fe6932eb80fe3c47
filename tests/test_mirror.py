"""Tests stand where the code stands: each module has a test of its name, or a line that says where."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("appendix_a", "workflows", "service")
MOST_IN_A_ROOM = 14
NOT_TESTED = ("__init__.py", "__main__.py")

TESTED_IN: Mapping[str, str] = {
    "service/desk/proof.py": "attacks/test_answers.py",
    "service/desk/operations/nightly.py": "service/desk/operations/test_watching.py",
    "service/desk/operations/verifying.py": "attacks/test_rows.py",
    "service/desk/queue/verifications.py": "service/desk/operations/test_watching.py",
    "service/desk/cases/calendars.py": "service/desk/queue/test_reminders.py",
    "service/desk/opening.py": "service/desk/notices/test_telling.py",
    "service/desk/notices/letters.py": "service/mail/test_mime.py",
    "service/desk/notices/notices.py": "service/pages/notices/test_notices.py",
    "service/desk/queue/mails.py": "service/desk/notices/test_posting.py",
    "service/desk/queue/mornings.py": "service/desk/notices/test_telling.py",
    "service/engine/post.py": "service/desk/notices/test_posting.py",
    "service/desk/people/granting.py": "service/desk/people/test_people.py",
    "service/desk/people/inviting.py": "attacks/test_power.py",
    "service/desk/people/power.py": "attacks/test_power.py",
    "service/desk/notices/owed.py": "service/desk/notices/test_inbox.py",
    "service/desk/proposals/lists.py": "service/desk/notices/test_inbox.py",
    "appendix_a/assessing/facts.py": "appendix_a/procedure/test_steps.py",
    "appendix_a/editions/edition_faults.py": "appendix_a/editions/test_edition.py",
    "appendix_a/editions/model.py": "appendix_a/test_traceability.py",
    "appendix_a/reading/readers.py": "appendix_a/reading/test_applies.py",
    "appendix_a/terms/commenting.py": "appendix_a/test_s7_3_terms.py",
    "appendix_a/terms/elsewhere.py": "appendix_a/test_s7_3_terms.py",
    "appendix_a/reading/marks.py": "appendix_a/assessing/test_suggest.py",
    "appendix_a/reading/predicates.py": "appendix_a/test_a3_approval.py",
    "workflows/shared.py": "workflows/test_check_platform.py",
    "workflows/lapse_site.py": "workflows/test_lapse.py",
    "workflows/review.py": "workflows/test_remind.py",
    "service/desk/register/addressing.py": "service/desk/register/test_rereading.py",
    "service/access/route_check.py": "service/access/test_permissions.py",
    "service/access/cookies.py": "service/pages/people/test_signing_in.py",
    "service/access/gate.py": "service/access/test_permissions.py",
    "service/access/monitor.py": "service/pages/operations/test_metrics.py",
    "service/access/refuse.py": "service/pages/test_refused.py",
    "service/api/describe.py": "service/api/test_v1.py",
    "service/api/examples.py": "service/api/test_v1.py",
    "service/api/models.py": "service/api/test_v1.py",
    "service/api/paging.py": "service/api/test_v1.py",
    "service/api/problem.py": "service/api/test_v1.py",
    "service/cli/case_file.py": "service/cli/test_check.py",
    "service/cli/exits.py": "service/cli/test_world.py",
    "service/cli/founding.py": "service/cli/test_init.py",
    "service/cli/members.py": "service/cli/test_people.py",
    "service/cli/options.py": "service/cli/test_bad_input.py",
    "service/cli/record.py": "service/cli/test_world.py",
    "service/clock.py": "service/pages/test_zones.py",
    "service/db/closing.py": "service/db/test_proven.py",
    "service/db/files.py": "service/db/test_at_rest.py",
    "service/db/keys.py": "service/db/test_checkpoint.py",
    "service/db/settings.py": "service/db/test_connect.py",
    "service/db/tables.py": "service/db/test_migrate.py",
    "service/demo/fill.py": "service/test_demo.py",
    "service/demo/proposals.py": "service/test_demo.py",
    "service/demo/school.py": "service/test_demo.py",
    "service/demo/tour.py": "service/test_demo_console.py",
    "service/desk/cases/cases.py": "service/desk/proposals/test_proposal_views.py",
    "service/desk/cases/history.py": "service/desk/operations/test_log.py",
    "service/desk/cases/schools.py": "service/desk/people/test_people.py",
    "service/desk/office.py": "service/desk/operations/test_log.py",
    "service/desk/operations/manifest.py": "service/desk/operations/test_backups.py",
    "service/desk/operations/restoring.py": "service/desk/operations/test_backups.py",
    "service/desk/operations/starting.py": "service/desk/operations/test_backups.py",
    "service/desk/people/erasure_list.py": "service/desk/operations/test_backups.py",
    "service/desk/people/passwords.py": "service/desk/people/test_signing_in.py",
    "service/desk/policy/previews.py": "service/desk/policy/test_editions.py",
    "service/desk/policy/as_signed.py": "service/desk/policy/test_replays.py",
    "service/desk/proposals/signatures.py": "service/desk/proposals/test_decisions.py",
    "service/desk/queue/tickets.py": "service/engine/test_pool.py",
    "service/desk/records.py": "service/desk/proposals/test_proposal_views.py",
    "service/desk/refusals.py": "service/pages/test_refused.py",
    "service/desk/register/exceptions.py": "service/desk/register/test_cured.py",
    "service/desk/register/sites.py": "service/desk/register/test_listing.py",
    "service/desk/register/status.py": "service/desk/queue/test_lapsing.py",
    "service/desk/views.py": "service/desk/proposals/test_proposal_views.py",
    "service/engine/pool_worker.py": "service/engine/test_pool.py",
    "service/engine/child_process.py": "service/engine/test_supervisor.py",
    "service/engine/run_step.py": "service/engine/test_pool.py",
    "service/pages/cells.py": "service/pages/test_zones.py",
    "service/pages/fields.py": "service/pages/proposals/test_form_pages.py",
    "service/pages/frame.py": "service/access/test_permissions.py",
    "service/pages/page.py": "service/pages/test_once.py",
    "service/pages/parts.py": "templates/test_macros.py",
    "service/pages/people/people_fields.py": "service/pages/people/test_people.py",
    "service/pages/platforms/evidence.py": "service/pages/platforms/test_platforms.py",
    "service/pages/platforms/platform_words.py": "service/pages/platforms/test_platforms.py",
    "service/pages/policy/edition_changes.py": "service/pages/policy/test_edition.py",
    "service/pages/policy/edition_fields.py": "service/pages/policy/test_edition.py",
    "service/pages/policy/edition_sum.py": "service/pages/policy/test_edition.py",
    "service/pages/policy/scenarios.py": "service/pages/policy/test_policy.py",
    "service/pages/proposals/decision_views.py": "service/pages/register/test_register.py",
    "service/pages/proposals/form_answers.py": "service/pages/proposals/test_drafts.py",
    "service/pages/proposals/question_kinds.py": "service/pages/proposals/test_form_pages.py",
    "service/pages/proposals/form_views.py": "service/pages/proposals/test_answer_rows.py",
    "service/pages/proposals/proposal_page.py": "service/pages/proposals/test_proposals.py",
    "service/pages/proposals/proposal_words.py": "service/pages/test_stands.py",
    "service/pages/register/record_views.py": "service/pages/register/test_register.py",
    "service/pages/register/export.py": "service/pages/register/test_register.py",
    "service/pages/stale.py": "service/pages/proposals/test_sign_off.py",
    "service/pages/whose.py": "service/pages/policy/test_policy.py",
    "service/set_up.py": "set_up/test_set_up.py",
    "service/supervisor.py": "service/engine/test_supervisor.py",
    "service/troubles.py": "service/desk/operations/test_backups.py",
}
"""Modules without a test of their own name, and the file below `tests/` that tries them most."""


def modules() -> Iterable[str]:
    """Every module of the product, as `service/desk/office.py`."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.name not in NOT_TESTED and "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix()


def of_its_name(module: str) -> Path:
    """The test of a module that stands where the module stands."""
    folder, _, name = module.rpartition("/")
    return ROOT / "tests" / folder / f"test_{name}"


def untested(told: Mapping[str, str]) -> list[str]:
    """Modules that have neither a test of their name nor a line in the table."""
    return sorted(one for one in modules() if not of_its_name(one).is_file() and one not in told)


def test_every_module_has_its_test_or_says_where_it_is_tested() -> None:
    """Whoever opens a module finds its test; and the control: a line taken away is missed."""
    assert untested(TESTED_IN) == []
    assert untested({}) == sorted(TESTED_IN)


def test_the_table_holds_nothing_that_has_gone() -> None:
    """Each line names a module that is there and has no test of its name, and a test that is there."""
    there = set(modules())
    assert [one for one in TESTED_IN if one not in there or of_its_name(one).is_file()] == []
    files = {file for file in TESTED_IN.values() if not (ROOT / "tests" / file).is_file()}
    assert files == set()


# Rooms ----------------------------------------------------------------------------------------


def rooms(folder: str) -> set[str]:
    """The folders of code or templates in a folder."""
    inside = (path for path in (ROOT / folder).iterdir() if path.is_dir())
    return {path.name for path in inside if not path.name.startswith(("_", "."))}


def test_one_noun_names_the_same_room_in_desk_pages_templates_and_tests() -> None:
    """What a page shows is done by the desk's room of its name, and drawn by the templates'."""
    pages = rooms("service/pages")
    assert rooms("templates") == pages | {"macros", "static"}
    assert rooms("service/desk") - pages == {"cases", "queue"}
    assert rooms("tests/service/desk") == rooms("service/desk")
    assert rooms("tests/service/pages") == pages
    assert rooms("tests/appendix_a") == rooms("appendix_a")


def test_no_room_has_more_than_fourteen_modules() -> None:
    """A room can be taken in at a glance; one that grows past that is two."""
    found = Counter(module.rpartition("/")[0] for module in modules())
    crowded = {room: count for room, count in found.items() if count > MOST_IN_A_ROOM}
    alone = ("service/cli", "workflows")  # a command a module, a step a module
    assert crowded == {room: found[room] for room in alone}


def test_the_map_of_contributing_is_the_tree() -> None:
    """Each room has its line, and every path that CONTRIBUTING or the README names is there."""
    written = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)/` \|", written, re.MULTILINE)
    assert sorted(told) == sorted([*rooms("appendix_a"), *rooms("service/desk")])
    both = written + (ROOT / "README.md").read_text(encoding="utf-8")
    named = re.findall(
        r"`((?:appendix_a|service|workflows|templates|tests|docs|features)/[\w./-]*)`", both
    )
    assert [path for path in named if not (ROOT / path).exists()] == []
