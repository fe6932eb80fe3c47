"""A school with people, and a proposal brought as far as a test needs, by the commands themselves."""

from datetime import timedelta
from pathlib import Path

from appendix_a.assessing.facts import Outcome
from appendix_a.procedure.steps import Result
from service.cli.options import today
from service.cli.record import opened
from service.desk.office import INSTALLATION
from service.desk.people import confirming, granting, people
from service.desk.people.people import NewPerson
from service.desk.proposals import declarations, outcomes
from service.desk.queue import work
from service.desk.queue.work import Run as FlowRun
from service.desk.register import actions, listing
from tests.builders import TRAINED
from tests.public_texts import examples
from tests.service.cli.conftest import EXAMPLES, Ran, Run

REF = "HILL-0001"
PEOPLE = {
    "principal": ("Niamh Hart", "employee", "", "principal staff"),
    "chair": ("Ruth Adair", "governor", "", "chair_of_governors governor"),
    "brand": ("Mary Quinn", "employee", "principal", "brand_owner staff"),
    "manager": ("Conor Daly", "employee", "principal", "staff"),
    "teacher": ("Aoife Kerr", "employee", "manager", "staff"),
    "second": ("Emma Walsh", "employee", "manager", "staff"),
    "lead": ("Paul Irwin", "employee", "principal", "e_safety_lead staff"),
    "designated": ("Dara Kane", "employee", "principal", "designated_teacher staff"),
    "auditor": ("Hana Malik", "contractor", "", "auditor"),
}
NAMED = ("principal", "chair")


def at(who: str) -> str:
    return f"{who}@hill.example"


def add_people(run: Run, data: Path) -> None:
    """Everyone of the table whom `init` has not named, as the host adds them."""
    for who, (name, standing, manager, roles) in PEOPLE.items():
        if who in NAMED:
            continue
        named = ["--name", name, "--email", at(who), "--standing", standing]
        held = [part for role in roles.split() for part in ("--role", role)]
        managed = ["--line-manager", at(manager)] if manager else []
        ran = run("people", "invite", "--school", "hill", *named, *held, *managed, "--data", data)
        assert ran.exit == 0, ran.err
    confirm_roles(data)
    _train(data)


def confirm_roles(data: Path) -> None:
    """The principal confirms every role and line manager that waits, the chair the principal's."""
    with opened(data) as office:
        for one in people.people(office, "hill"):
            by = people.by_email(
                office, at("chair" if one.email == at("principal") else "principal")
            )
            for grant in one.grants:
                if not grant.confirmed:
                    granting.confirm(office, by, "hill", grant.id)
        for who in ("principal", "chair"):
            key = people.by_email(office, at(who))
            waits = confirming.to_confirm(office, key, "hill")
            confirming.confirm(office, key, "hill", [one.key for one in waits])


def _train(data: Path) -> None:
    with opened(data) as office:
        for one in people.people(office, "hill"):
            new = NewPerson("", "", one.standing, one.line_manager, trained_on=TRAINED)
            people.change(office, INSTALLATION, "hill", one.key, new, one.until_on)


def blog(data: Path) -> Path:
    """The class blog as a file for this school, its team named by their addresses."""
    text = (EXAMPLES / "class-blog-p5.toml").read_text(encoding="utf-8")
    text = text.replace("Children write better", "Our children write better")
    for words in set(examples()):  # in this school's own words: an example unchanged counts as none
        text = text.replace(f'"{words}"', f'"At Hill: {words}"')
    keys = {
        "aoife.kerr": "teacher",
        "conor.daly": "manager",
        "emma.walsh": "second",
        "paul.irwin": "lead",
        "dara.kane": "designated",
    }
    for key, who in keys.items():
        text = text.replace(f'"{key}"', f'"{at(who)}"')
    text = text.replace('"third_party"', '"school"').replace('platform = "wordpress-com"\n', "")
    text = text.replace('holding = "organisation"', 'holding = "no_account"')
    text = text.replace("birchfieldp5.wordpress.com", "p5.hill.example")
    text = text.replace("birchfield.example", "hill.example")
    text = text.replace("go_live = 2026-10-01", f"go_live = {today() + timedelta(days=14)}")
    text = text.replace("[proposal]\n", f"[proposal]\n{SCHOOL_HOSTED}")
    file = data.parent / "blog.toml"
    file.write_text(text.partition("[school]")[0], encoding="utf-8")
    return file


SCHOOL_HOSTED = """terms_of_use = "Read and share it at home; copy nothing without asking."
backlink = "https://www.hill.example/p5"
"""
MET = (Result.MET, Result.MET, Result.MET)


def run_flows(data: Path, *answers: Result, last: bool = False) -> None:
    """Record these answers of the steps that are due, as the engine does after its flows."""
    with opened(data) as office:
        for answer in answers:
            (item,) = work.claim(office, "test", 1, timedelta(minutes=1))
            facts = work.facts_for(office, item)
            assert facts is not None
            outcome = Outcome(item.subject, facts[0], answer, last=last)
            run = FlowRun("run-1", office.clock(), office.clock())
            assert outcomes.record(office, item, "test", outcome, run)


def propose(run: Run, data: Path, who: str = "teacher", file: Path | None = None) -> Ran:
    chosen = file or blog(data)
    return run("propose", chosen, "--school", "hill", "--as", at(who), "--data", data)


def decide(run: Run, data: Path, who: str, step: str, *how: str) -> Ran:
    return run("decide", REF, "--step", step, "--as", at(who), *how, "--data", data)


def answers(run: Run, data: Path, who: str, step: str) -> list[str]:
    """An answer to each question that signing without any is refused for."""
    ran = decide(run, data, who, step, "--sign")
    assert ran.exit == 2, ran.err
    asked = [line.partition(": ")[0] for line in ran.err.splitlines()]
    return [part for one in asked for part in ("--answer", f"{one}=Yes, for this class.")]


def sign(run: Run, data: Path, who: str, step: str, *, last: bool = False) -> None:
    """A signature with its answers, and its flow's outcome."""
    ran = decide(run, data, who, step, "--sign", *answers(run, data, who, step))
    assert ran.exit == 0, ran.err
    run_flows(data, Result.COUNTED, last=last)


def declare(data: Path, *team: str) -> None:
    """Each of them accepts every statement."""
    with opened(data) as office:
        for who in team:
            key = people.by_email(office, at(who))
            asked = declarations.statements(office, key, REF)
            accepted = {one.check: True for one in asked.statements}
            declarations.declare(
                office, key, REF, asked.seal, asked.edition, accepted, "I know the class.", ""
            )


def enter(run: Run, data: Path) -> None:
    """The class blog from its file into the register, where it awaits its launch."""
    (data / "settings.toml").write_text("hold_seconds = 0\nhost_decides = true\n", encoding="utf-8")
    assert propose(run, data).exit == 0
    run_flows(data, *MET)
    sign(run, data, "manager", "aims")
    sign(run, data, "brand", "brand")
    declare(data, "teacher", "manager", "second")
    sign(run, data, "principal", "final", last=True)
    run_flows(data, Result.ENTER)


def launch(data: Path) -> None:
    """The teacher opens the site."""
    with opened(data) as office:
        key = people.by_email(office, at("teacher"))
        (site,) = listing.sites_on(office, "hill")
        actions.launch(office, key, site.key, site.version, site.address)
