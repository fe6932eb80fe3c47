"""`check` and `schema`: what each example file answers, in words, as JSON and by the exit code."""

import io
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.service.cli.conftest import EXAMPLES, Run

ON = ("--on", "2026-09-01")

ANSWERS = [
    ("class-blog-p5", 0, [], []),
    ("facebook-page-for-parents", 0, [], []),
    ("instagram-by-p7-pupils", 1, ["7.3"], []),
    ("unlisted-platform", 1, [], ["7.3"]),
    ("existing-website", 0, [], []),
]


@pytest.mark.parametrize(("name", "code", "unmet", "undetermined"), ANSWERS)
def test_each_example_answers_as_it_says(
    run: Run, name: str, code: int, unmet: list[str], undetermined: list[str]
) -> None:
    """The exit code and the clauses cited are those that the example announces."""
    file = EXAMPLES / f"{name}.toml"
    ran = run("check", file, *ON, "--json")
    said = json.loads(ran.out)
    assert (ran.exit, said["unmet"], said["undetermined"]) == (code, unmet, undetermined)
    assert f"exit {code}" in file.read_text(encoding="utf-8")


def test_every_example_is_tested() -> None:
    """The examples that are shipped are those of the table."""
    assert sorted(name for name, *_ in ANSWERS) == sorted(one.stem for one in EXAMPLES.iterdir())


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        (
            "class-blog-p5",
            "Yes: every fact is met. What people declare and judge is asked after submitting.",
        ),
        ("instagram-by-p7-pupils", "No. Unmet: 7.3."),
        ("unlisted-platform", "No. Undetermined: 7.3."),
    ],
)
def test_the_last_line_is_the_answer(run: Run, name: str, answer: str) -> None:
    """After the findings, one line says yes, or no with the clauses."""
    ran = run("check", EXAMPLES / f"{name}.toml", *ON)
    assert ran.out.splitlines()[-1] == answer


def test_findings_stand_under_their_clauses_in_the_policys_order(run: Run) -> None:
    """Each clause has one heading, and the headings are in the order of the findings."""
    file = EXAMPLES / "class-blog-p5.toml"
    findings = json.loads(run("check", file, *ON, "--json").out)["findings"]
    headings = dict.fromkeys(f"{one['printed']}  {one['title']}" for one in findings)
    lines = run("check", file, *ON).out.splitlines()[2:-1]
    assert [line for line in lines if line[:1].isdigit() or line[:2] == "A."] == list(headings)


def test_an_unmet_fact_comes_with_its_remedy_and_its_place(run: Run) -> None:
    """What is unmet is followed by the smallest change, and by file and field."""
    file = EXAMPLES / "instagram-by-p7-pupils.toml"
    lines = run("check", file, *ON).out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("   Unmet"))
    said = " ".join(" ".join(lines[at : at + 4]).split())
    assert said == (
        "Unmet Instagram asks for 13 in the United Kingdom; the youngest pupil is 10. "
        "→ Let staff post for the pupils, or choose a platform whose terms admit their age. "
        f"at {file}, proposal.pupil_routes"
    )


def test_it_says_which_edition_answers(run: Run) -> None:
    """Nobody takes the model for the school's own appendix: the report and the JSON say so."""
    file = EXAMPLES / "class-blog-p5.toml"
    words = "Appendix A is the Model Appendix A, reconstructed edition"
    said = json.loads(run("check", file, *ON, "--json").out)
    assert words in " ".join(run("check", file, *ON).out.split())
    assert words in said["provenance"]
    assert said["edition"] == "Model Appendix A, reconstructed edition"


def test_the_day_decides(run: Run) -> None:
    """Terms that were read long before the day no longer carry an answer."""
    ran = run("check", EXAMPLES / "class-blog-p5.toml", "--on", "2027-04-11", "--json")
    assert (ran.exit, json.loads(ran.out)["undetermined"]) == (1, ["7.3"])


def test_standard_input_and_json_say_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dash reads the same file from a pipe, and the same case as JSON has the same findings."""
    file = EXAMPLES / "instagram-by-p7-pupils.toml"
    fields = tomllib.loads(file.read_text(encoding="utf-8"))
    as_json = tmp_path / "case.json"
    as_json.write_text(json.dumps(fields, default=str), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    answers = [run("check", one, *ON, "--json") for one in (file, as_json, "-")]
    told = [
        [(one["check"], one["answer"]) for one in json.loads(ran.out)["findings"]]
        for ran in answers
    ]
    assert told[0] == told[1] == told[2]
    assert [ran.exit for ran in answers] == [1, 1, 1]


TWO_THINGS = (
    ("two_step = true", "two_step = false"),
    ('moderators = ["aoife.kerr", "emma.walsh"]', 'moderators = ["aoife.kerr"]'),
)


def changed(to: Path, *changes: tuple[str, str]) -> Path:
    """The class blog's file with these lines changed."""
    text = (EXAMPLES / "class-blog-p5.toml").read_text(encoding="utf-8")
    for line, other in changes:
        assert line in text
        text = text.replace(line, other)
    file = to / "changed.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_changes_that_clear_the_most_stand_on_top(run: Run, tmp_path: Path) -> None:
    """Before the first clause, once: what would let all three findings pass, and no yes is coached."""
    ran = run("check", changed(tmp_path, *TWO_THINGS), *ON, "--suggest")
    top = " ".join(" ".join(ran.out.partition("2.1  ")[0].split()).split(" own text. ")[1:])
    assert top == (
        "All of these together would let all 3 findings pass: "
        "- At “Who moderates it?”, name Conor Daly too. "
        "- At “Does signing in to the account need a second step?”, turn on the second step in the "
        "settings of the account, then answer yes."
    )
    assert ran.out.count("turn on the second") == 1
    assert "would let" not in run("check", changed(tmp_path, *TWO_THINGS), *ON).out


def test_a_single_finding_has_its_changes_beside_it(run: Run, tmp_path: Path) -> None:
    """Nothing stands on top, and the change stands under the finding's remedy."""
    ran = run("check", changed(tmp_path, TWO_THINGS[0]), *ON, "--suggest")
    assert "would let" not in ran.out.partition("2.1  ")[0]
    assert "This change would let it pass: - At “Does signing in" in " ".join(ran.out.split())


def test_a_program_reads_the_same_suggestions(run: Run, tmp_path: Path) -> None:
    """In JSON: for each finding its changes and what else would do, and the one for the whole."""
    ran = run("check", changed(tmp_path, *TWO_THINGS), *ON, "--suggest", "--json")
    said = json.loads(ran.out)
    one = next(one for one in said["findings"] if one["check"] == "A.5.4a/1")
    assert (one["suggestion"], len(one["or_any_of"]), one["different_proposal"]) == (
        ["At “Who moderates it?”, name Conor Daly too."], 2, False,
    )  # fmt: skip
    assert said["together"]["clears"] == ["A.1.5/4", "A.5.4a/1", "A.5.4b/1"]
    assert len(said["together"]["changes"]) == 2


def test_the_schema_is_of_the_file_that_check_reads(run: Run) -> None:
    """The schema names the three parts, all needed, and nothing else."""
    schema = json.loads(run("schema").out)
    assert schema["required"] == ["proposer", "school", "proposal"]
    assert sorted(schema["properties"]) == ["proposal", "proposer", "school"]
    assert schema["additionalProperties"] is False


def test_checking_imports_neither_pages_nor_prefect() -> None:
    """The command line starts without the web framework's pages and without Prefect."""
    code = (
        "import sys; from service.cli import run; "
        f"run(['check', {str(EXAMPLES / 'class-blog-p5.toml')!r}, '--on', '2026-09-01']); "
        "print([one for one in ('prefect', 'service.web', 'service.pages', 'workflows') "
        "if one in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"
