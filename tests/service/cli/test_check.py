"""`check` and `schema`: what each example file answers, in words, as JSON and by the exit code."""

import io
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from appendix_a.platforms.catalogue import load
from appendix_a.values.answers import day_in_words
from tests.service.cli.conftest import EXAMPLES, Run, hosted

HOSTED = hosted((EXAMPLES / "class-blog-p5.toml").read_text(encoding="utf-8"))
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


HEADINGS = [
    "What to change (1)",
    "What cannot be told yet (1)",
    "Who signs, and what they look at",
    "Who makes which declarations",
    "What is coming",
]
CLAUSE = re.compile(r"([AS]\.)?\d[\w.]*  ")
UNDER_AGE = (EXAMPLES / "instagram-by-p7-pupils.toml").read_text(encoding="utf-8")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Pupils of 10 with accounts of their own on Instagram, and a map of a company nobody knows."""
    file = tmp_path / "a folder" / "case.toml"
    file.parent.mkdir()
    file.write_text(UNDER_AGE.replace("tags_pupils", 'embedded = ["Mapgarden"]\ntags_pupils'))
    return file


def parts(out: str) -> dict[str, list[str]]:
    """What is printed, by heading; what stands before the first under no heading."""
    found: dict[str, list[str]] = {"": []}
    heading = ""
    for line in out.splitlines():
        is_heading = line[:1].isupper() and found[heading][-1:] == [""]
        heading = line if is_heading else heading
        found.setdefault(heading, [])
        found[heading] += [] if is_heading else [line]
    return {heading: [one for one in lines if one] for heading, lines in found.items()}


def part(out: str, heading: str) -> list[str]:
    """The lines under a heading, whatever number stands behind it."""
    return next(lines for one, lines in parts(out).items() if one.startswith(heading))


def item(lines: list[str], question: str) -> list[str]:
    """One of the numbered things of a part, by its question."""
    begin = next(at for at, line in enumerate(lines) if f"“{question}”" in line)
    rest = lines[begin + 1 :]
    end = next((at for at, line in enumerate(rest) if re.match(r" *\d+\. ", line)), len(rest))
    return [one.strip() for one in lines[begin : begin + 1 + end]]


def test_a_sound_file_is_answered_with_yes_first(run: Run, tmp_path: Path) -> None:
    """The first line is the answer, and nothing is left to change or to find out."""
    file = tmp_path / "case.toml"
    file.write_text(HOSTED, encoding="utf-8")
    ran = run("check", file, *ON)
    assert ran.exit == 0
    assert ran.out.splitlines()[:2] == [
        "Yes: everything that can be checked in advance is met.",
        "“P5 class blog”, as of 1 September 2026",
    ]
    assert [one for one in parts(ran.out) if one in HEADINGS] == HEADINGS[2:4]


def test_the_parts_come_in_the_order_in_which_they_are_read(run: Run, faulty: Path) -> None:
    """What to change, what is not known, who signs, who declares, what is coming; each counted."""
    ran = run("check", faulty, *ON)
    headings = [re.sub(r"\(\d+\)", "(1)", one) for one in parts(ran.out)]
    assert re.match(r"No, not yet: \d things? (has|have) to change, and \d cannot be told", ran.out)
    assert [one for one in headings if one in HEADINGS] == HEADINGS


WRAPPED = (
    "7.3 The provider's terms and ages: Instagram asks for 13 in the United Kingdom; the youngest",
    "pupil is 10.",
)


def test_what_to_change_has_question_place_clause_remedy_and_source(run: Run, faulty: Path) -> None:
    """All that somebody needs, and nothing twice; the place and the source each whole on a line."""
    found = item(
        part(run("check", faulty, *ON).out, "What to change"),
        "How will pupils add to the site?",
    )
    line = UNDER_AGE[: UNDER_AGE.index("pupil_routes")].count("\n") + 1
    row = next(one for one in load().platforms if one.key == "instagram")
    assert row.checked_on
    assert found[0].endswith(". “How will pupils add to the site?”")
    assert found[1:] == [
        f"at {faulty}, line {line}, proposal.pupil_routes",
        *WRAPPED,
        "→ Let staff post for the pupils, or choose a platform whose terms admit their age.",
        f"Stands on Instagram: {row.source} (read on {day_in_words(row.checked_on)})",
    ]


def test_what_is_not_known_says_who_settles_it_and_how(run: Run, faulty: Path) -> None:
    """Who can find it out, by name, and what they do; a place that is not in the file has no line."""
    out = run("check", faulty, *ON).out
    found = item(
        part(out, "What cannot be told yet"),
        "Which other companies' maps, videos, forms or players are built into its pages?",
    )
    assert " ".join(found[2:]) == (
        "7.3 The provider's terms and ages: “Mapgarden” is built into its pages, and nothing is "
        "recorded about its terms. Who can settle it: The e-safety lead, Paul Irwin → Find the "
        "provider's terms, and record its ages with their source and the day."
    )


def test_it_names_who_signs_and_who_declares(run: Run, faulty: Path) -> None:
    """Each step with its signatory and capacity; each declaration with the people who make it."""
    found = parts(run("check", faulty, *ON).out)
    signs = [one.strip() for one in found["Who signs, and what they look at"]]
    assert [one for one in signs if one.startswith(("Aims", "Final"))] == [
        "Aims and content: Conor Daly, line manager, is named as administrator or moderator",
        "Final approval: Niamh Hart, principal",
    ]
    declares = found["Who makes which declarations"]
    assert "    Aoife Kerr, Conor Daly, Emma Walsh" in declares


def test_what_the_last_signature_waits_for_is_said_before_anybody_signs(
    run: Run, tmp_path: Path
) -> None:
    """An assessment that is still made passes the check; that it has to be done is foretold."""
    file = tmp_path / "case.toml"
    text = UNDER_AGE.replace('dpia = "done"', 'dpia = "in_progress"')
    file.write_text(text, encoding="utf-8")
    lines = parts(run("check", file, *ON).out)["Who signs, and what they look at"]
    words = " ".join(" ".join(lines).split())
    assert "The final approval waits for A.4.4 Within the law:" in words
    assert "→ Have the assessment finished, then say so:" in words
    done = run("check", EXAMPLES / "instagram-by-p7-pupils.toml", *ON).out
    assert "waits for" not in done


def test_coming_law_is_warned_of_with_its_source(run: Run, faulty: Path) -> None:
    """A law without a day warns; where it was read stands under it."""
    lines = parts(run("check", faulty, *ON).out)["What is coming"]
    words = " ".join(" ".join(lines).split())
    assert words.startswith("7.3 The provider's terms and ages: Not in force yet: by the announced")
    assert "Stands on the announced ban on social media for under-16s: " in words


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ("", "Nothing is answered yet: the form asks 58 questions."),
        ('title = "Blog"', "Hardly anything is answered yet: 1 of 58 questions is."),
    ],
)
def test_an_empty_form_says_that_nothing_is_answered_yet(
    run: Run, tmp_path: Path, answers: str, sentence: str
) -> None:
    """A page of it, with the questions to begin with; not every clause that the form cannot meet."""
    file = tmp_path / "case.toml"
    school = UNDER_AGE[UNDER_AGE.index("[school]") :]
    file.write_text(f'proposer = "aoife.kerr"\n[proposal]\n{answers}\n{school}')
    ran = run("check", file, *ON)
    assert (ran.exit, ran.out.splitlines()[0]) == (1, sentence)
    assert len(ran.out.splitlines()) < 30
    begin = [one.strip() for one in parts(ran.out)["Begin with"] if "at " in one]
    assert begin[-1] == f"at {file}, proposal.administrators"
    assert (f"at {file}, proposal.title" in begin) == (not answers)


def test_what_is_not_answered_takes_three_lines(run: Run, tmp_path: Path) -> None:
    """The question, its place, and the clause with what to do: nothing is said twice."""
    file = tmp_path / "case.toml"
    file.write_text(re.sub(r"\nposting = .*", "", HOSTED), encoding="utf-8")
    found = parts(run("check", file, *ON).out)["What to change (1)"]
    assert [one.strip() for one in found] == [
        "1. “How often will something new appear?” is not answered.",
        f"at {file}, proposal.posting",
        "A.1.4 The time that it takes → Say how often something new will appear.",
    ]


def test_all_prints_every_finding_under_its_clause(run: Run) -> None:
    """With --all each clause has one heading, in the order of the findings; without, none has."""
    file = EXAMPLES / "class-blog-p5.toml"
    findings = json.loads(run("check", file, *ON, "--json").out)["findings"]
    headings = dict.fromkeys(f"{one['printed']}  {one['title']}" for one in findings)
    lines = run("check", file, *ON, "--all").out.splitlines()
    assert [line for line in lines if CLAUSE.match(line)] == list(headings)
    short = run("check", file, *ON).out.splitlines()
    assert [line for line in short if CLAUSE.match(line)] == []


def test_a_clause_keeps_its_case(run: Run, tmp_path: Path) -> None:
    """A.2.5b is called that wherever it is named."""
    file = tmp_path / "case.toml"
    file.write_text(re.sub(r"\nunderage_access = .*", "", UNDER_AGE), encoding="utf-8")
    out = run("check", file, *ON).out
    assert [one for one in re.findall(r"[Aa]\.2\.5[Bb]", out) if one != "A.2.5b"] == []
    assert "A.2.5b Children below the age of the terms" in " ".join(out.split())


def test_json_has_what_is_printed(run: Run, faulty: Path) -> None:
    """The parts of the report by check, beside the findings with question, place and source."""
    said = json.loads(run("check", faulty, *ON, "--json").out)
    change = next(one for one in said["to_change"] if one["field"] == "pupil_routes")
    assert change == {
        "field": "pupil_routes",
        "question": "How will pupils add to the site?",
        "checks": ["7.3/10"],
    }
    one = next(found for found in said["findings"] if found["check"] == "7.3/10")
    assert (one["question"], one["place"].rpartition(", ")[2]) == (
        change["question"], "proposal.pupil_routes",
    )  # fmt: skip
    assert [row["name"] for row in one["stands_on"]] == ["Instagram"]
    assert [(step["step"], step["name"]) for step in said["signatures"]] == [
        ("aims", "Conor Daly"),
        ("final", "Niamh Hart"),
    ]
    assert said["faults"] == []
    assert said["sentence"] == run("check", faulty, *ON).out.splitlines()[0]


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


def test_the_schema_is_of_the_file_that_check_reads(run: Run) -> None:
    """The schema names the three parts, all needed, and nothing else."""
    schema = json.loads(run("schema").out)
    assert schema["required"] == ["proposer", "school", "proposal"]
    assert sorted(schema["properties"]) == ["proposal", "proposer", "school"]
    assert schema["additionalProperties"] is False


def test_the_schema_says_what_each_value_means(run: Run) -> None:
    """Each value of a closed list stands with the words of the form, and no list is bare."""
    lists = json.loads(run("schema").out)["$defs"]
    assert [name for name, one in lists.items() if "enum" in one] == []
    assert {one["const"]: one["title"] for one in lists["Moderation"]["oneOf"]} == {
        "pre": "Before it shows",
        "post": "Soon after it shows",
        "reactive": "When somebody complains",
    }
    assert [
        one for said in lists.values() for one in said.get("oneOf", ()) if not one["title"]
    ] == []


def test_the_schema_lists_the_keys_of_the_platforms(run: Run) -> None:
    """Whoever writes a file by hand finds how each platform is called there."""
    properties = json.loads(run("schema").out)["$defs"]["Proposal"]["properties"]
    assert properties["platform"]["examples"] == [row.key for row in load().platforms]


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
