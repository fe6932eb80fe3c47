"""A file that cannot be taken: exit 2, and for each fault its field (or line) and what to do."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.service.cli.conftest import EXAMPLES, Run, hosted

SOUND = (EXAMPLES / "class-blog-p5.toml").read_text(encoding="utf-8")
HOSTED = hosted(SOUND)
AGES = "audience_pupils = { youngest = 8, oldest = 9 }"


# What is put in the place of what; of which field, and the sentence.
FAULTS = [
    ("aims = ", "ambition = ", "proposal.ambition", "“ambition” is not a field of this form. Take it out, or check its spelling."),
    ("aims = ", "aim = ", "proposal.aim", "“aim” is not a field of this form. Did you mean “aims”?"),
    ("hosting = ", "Hosting = ", "proposal.Hosting", "“Hosting” is not a field of this form. Did you mean “hosting”?"),
    ("[[proposal.risks]]\nkind", "[[proposal.risks]]\nkinds = 1\nkind", "proposal.risks.0.kinds", "“risks, 0, kinds” is not a field of this form. Did you mean “kind”?"),
    ("[school]", '[school]\ndpia = "done"', "school.dpia", "“dpia” is not a field here. It belongs under [proposal]. Move it there."),
    ("[proposal]", "[proposal]\ndomains = []", "proposal.domains", "“domains” is not a field here. It belongs under [school]. Move it there."),
    ("[proposal]", '[proposal]\nproposer = "a"', "proposal.proposer", "“proposer” is not a field here. It belongs at the top, above every [heading]. Move it there."),
    ('hosting = "third_party"', 'hosting = "third-part"', "proposal.hosting", "“hosting” must be one of 'school' or 'third_party'. Did you mean 'third_party'?"),
    ('title = "P5 class blog"', "title = 5", "proposal.title", "“title” must be words. Put them in quotation marks."),
    ('hosting = "third_party"', 'hosting = "cloud"', "proposal.hosting", "“hosting” must be one of 'school' or 'third_party'."),
    ("go_live = 2026-10-01", 'go_live = "2027-02-30"', "proposal.go_live", "“go live” must be a date that exists, such as 2027-06-30."),
    ("go_live = 2026-10-01", "go_live = 2026-10-01T08:00:00", "proposal.go_live", "“go live” must be a day without a time, such as 2027-06-30."),
    (AGES, AGES.replace("8", "1"), "proposal.audience_pupils.youngest", "“audience pupils, youngest” must be 2 or more."),
    (AGES, AGES.replace("9", "20"), "proposal.audience_pupils.oldest", "“audience pupils, oldest” must be 19 or less."),
    (AGES, AGES.replace("8", "8.5"), "proposal.audience_pupils.youngest", "“audience pupils, youngest” must be a whole number."),
    (AGES, AGES.replace("8", "10"), "proposal.audience_pupils", "“audience pupils” has an oldest pupil younger than the youngest. Correct the two ages."),
    (AGES, "audience_pupils = 8", "proposal.audience_pupils", "“audience pupils” must be a table of fields."),
    ("https://birchfieldp5.wordpress.com", "http://", "proposal.address", None),
    ("https://birchfieldp5.wordpress.com", "javascript:alert(1)", "proposal.address", None),
    ("https://birchfieldp5.wordpress.com", "http://256.1.1.1/", "proposal.address", None),
    ('"p5@birchfield.example"', '"p5 at birchfield"', "proposal.account_email", "“account email” is not an e-mail address. Write it like class5@school.example."),
    ('title = "P5 class blog"', r'title = "P5\u0007 blog"', "proposal.title", "“title” has a character that cannot be shown. Type the words again."),
    ('aims = "To give', f'aims = "{"x" * 1_000_000}', "proposal.aims", "“aims” is 1,000,062 characters long. Shorten it to 5,000."),
    ('"aoife.kerr", "emma.walsh"', '"aoife.kerr", "aoife.kerr"', "proposal.moderators", "“moderators” names one person twice. Name another person, or remove one."),
    ('contributors = ["staff"]', "contributors = []", "proposal.contributors", "“contributors” names nobody. Say who will add to the site; staff alone is enough."),
    ('contributors = ["staff"]', 'contributors = ["staff"]\npupil_routes = ["own_account"]', "proposal.pupil_routes", "Pupils add to the site, but who adds to it leaves pupils out. Tick pupils there, or untick how they add."),
    ('proposer = "aoife.kerr"', 'proposer = "no.body"', "proposer", "Nobody of the school has this key. Correct it, or add the person under school.people."),
    ('proposer = "aoife.kerr"', 'proposer = "Aoife Kerr"', "proposer", None),
    ("pupils = { youngest = 4, oldest = 11 }", "pupils = { youngest = 4 }", "school.pupils.oldest", "“pupils, oldest” is missing. Add it."),
    ('standing = "employee"', 'standing = "robot"', "school.people.aoife.kerr.standing", None),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "field", "sentence"), FAULTS)
def test_each_fault_is_said_with_its_field(
    run: Run, tmp_path: Path, old: str, new: str, field: str, sentence: str | None
) -> None:
    """One fault, one sentence on stderr: the file, its line, the field, what to do."""
    assert old in SOUND
    file = tmp_path / "case.toml"
    file.write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    ran = run("check", file)
    place, _, words = ran.err.partition(f", {field}: ")
    changed = zip(SOUND.splitlines(), file.read_text(encoding="utf-8").splitlines(), strict=False)
    line = next(number for number, (was, now) in enumerate(changed, 1) if was != now)
    assert (ran.exit, len(ran.err.splitlines())) == (2, 1)
    assert place == f"{file}, line {line}"
    assert words.strip() == sentence or (sentence is None and words.strip().endswith("."))
    assert "Traceback" not in ran.err


# The whole text of a file, and what is said after its name.
UNREADABLE = [
    ("x.toml", b"title = \n", ", line 1, title: Its value cannot be read. Put words in quotation marks, and write yes as true and no as false."),
    ("x.toml", b"a = 1\ngo_live = 2027-02-30\n", ", line 2, go_live: There is no such day. Write one such as 2027-06-30."),
    ("x.toml", b"a = 1\na = 2\n", ", line 2, a: It stands there twice: on line 1 as well. Take one of them out; until then the first is read."),
    ("x.toml", b'a = "\x07"\n', r", line 1, a: Illegal character '\x07'. Correct this line."),
    ("x.toml", b'a = """\nnever\n', ", line 1, a: The quotation marks are not closed. Close them."),
    ("x.toml", b"a = 1\nb = '\xff'\n", ", line 2: this is not UTF-8 text. Save it as UTF-8."),
    ("x.toml", b"a = " + b"[" * 100_000, ": it is nested too deeply. Write it flatter."),
    ("x.toml", b"#" * 1_500_001, ": it is larger than 1,500,000 bytes. Shorten it."),
    ("x.toml", b"", ", proposer: “proposer” is missing. Add it."),
    ("x.json", b'{"a": 1,\n"b": }', ", line 2: Expecting value. Correct this line."),
    ("x.json", b'{"a": 1, "a": 2}', ", line 1, a: It stands there twice: on line 1 as well. Take one of them out; until then the first is read."),
    ("x.json", b"[1]", ", line 1: It must be a table of fields. Begin it with {."),
    ("x.json", b"", ", line 1: Expecting value. Correct this line."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "said"), UNREADABLE)
def test_a_file_that_is_no_toml_or_json_is_refused(
    run: Run, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """Whatever the bytes are, stderr says what is wrong, and nothing breaks."""
    file = tmp_path / name
    file.write_bytes(content)
    ran = run("check", file)
    assert (ran.exit, ran.out) == (2, "")
    assert [one for one in ran.err.split("\n") if one == f"{file}{said}"] == [f"{file}{said}"]


def test_every_fault_is_said_at_once(run: Run, tmp_path: Path) -> None:
    """Faults of the proposal, of the school and of the outline come together, in one run."""
    file = tmp_path / "case.toml"
    text = SOUND.replace("proposer =", "author =").replace('"third_party"', '"cloud"')
    file.write_text(text.replace("youngest = 4, oldest", "youngest = 99, oldest"), encoding="utf-8")
    ran = run("check", file)
    assert [line.split(": ")[0].split(", ")[-1] for line in ran.err.splitlines()] == [
        "proposer",  # it is nowhere; the others stand in the order of their lines
        "author",
        "proposal.hosting",
        "school.pupils.youngest",
    ]


AGAIN = (
    "It stands there twice: on line {} as well. Take one of them out; until then the first is read."
)
TWICE = 'title = "P5 class blog"\ntitle = "P6 class blog"\n'


def test_a_field_that_stands_there_twice_costs_no_other_finding(run: Run, tmp_path: Path) -> None:
    """Both lines are named, the answer is no yes, and whatever else is found is said."""
    plain, twice = tmp_path / "plain.toml", tmp_path / "twice.toml"
    text = SOUND.replace('moderators = ["aoife.kerr", "emma.walsh"]', 'moderators = ["emma.walsh"]')
    plain.write_text(text, encoding="utf-8")
    twice.write_text(text.replace('title = "P5 class blog"\n', TWICE), encoding="utf-8")
    line = text[: text.index("title = ")].count("\n") + 1
    ran = run("check", twice, "--on", "2026-09-01")
    assert (ran.exit, ran.err) == (
        2,
        f"{twice}, line {line + 1}, title: {AGAIN.format(line)}\n",
    )
    assert ran.out.startswith("Part of the file cannot be read, so there is no yes.")
    found = [
        [
            one
            for one in run("check", file, "--on", "2026-09-01").out.splitlines()
            if "A.5.4a" in one
        ]
        for file in (plain, twice)
    ]
    assert found[0][:1] == found[1][:1] != []


def test_the_same_field_twice_in_json_is_named_by_both_lines(run: Run, tmp_path: Path) -> None:
    """As in TOML, inside a list as well; the same name in another table is no fault."""
    file = tmp_path / "case.json"
    risks = '[{"kind": "contact", "mitigation": "a"},\n {"kind": "bullying",\n  "kind": "contact"}]'
    file.write_text(f'{{"proposal": {{"title": "a",\n"risks": {risks}}}}}', encoding="utf-8")
    first, *_ = [
        one for one in run("check", file).err.splitlines() if "It stands there twice" in one
    ]
    assert first.startswith(f"{file}, line 4, kind: It stands there twice: on line 3 as well.")


def test_the_rest_of_a_faulty_file_never_passes(run: Run, tmp_path: Path) -> None:
    """Where nothing is found against the rest, it is undetermined all the same, also as JSON."""
    file = tmp_path / "case.toml"
    file.write_text(HOSTED.replace("[proposal]", "[proposal]\ncolour = 1"), encoding="utf-8")
    ran = run("check", file, "--on", "2026-09-01", "--json")
    said = json.loads(ran.out)
    assert (ran.exit, said["answer"], said["unmet"]) == (2, "undetermined", [])
    assert [one["place"] for one in said["faults"]] == [f"{file}, line 8, proposal.colour"]
    assert said["sentence"].endswith("Nothing is found against the rest of it.")


def test_what_cannot_be_read_is_not_called_unanswered(run: Run, tmp_path: Path) -> None:
    """A misspelt or faulty answer is a fault of the file, and no finding is made about it."""
    file = tmp_path / "case.toml"
    for old, new in (("aims = ", "aim = "), ('posting = "weekly"', 'posting = "wekly"')):
        assert old in SOUND
        file.write_text(SOUND.replace(old, new), encoding="utf-8")
        fields = {
            one["field"]
            for one in json.loads(run("check", file, "--json", "--on", "2026-09-01").out)[
                "findings"
            ]
        }
        assert fields & {old.partition(" ")[0]} == set()


def test_thousands_of_faults_are_not_all_said(run: Run, tmp_path: Path) -> None:
    """Fifty are enough to begin with; the last line says how many more there are."""
    file = tmp_path / "case.toml"
    strange = "\n".join(f"zzz{number} = 1" for number in range(2_000))
    file.write_text(SOUND.replace("[proposal]", f"[proposal]\n{strange}"), encoding="utf-8")
    *said, last = run("check", file).err.splitlines()
    assert (len(said), last) == (50, f"{file}: 1950 more faults. Correct these first.")


def test_a_name_that_could_steer_a_terminal_is_shown_as_text(run: Run, tmp_path: Path) -> None:
    """Escape sequences in a field's name are written out, and a long name is cut."""
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"\x1b[2J": 1, "x" * 5_000: 1, "\ud800": 1}), encoding="utf-8")
    err = run("check", file).err
    assert [one for one in err if not one.isprintable() and one != "\n"] == []
    assert max(map(len, err.splitlines())) < 700


def test_a_file_without_a_school_is_refused_in_plain_words(run: Run, tmp_path: Path) -> None:
    """There is no school to fall back on: the file brings its own."""
    file = tmp_path / "case.toml"
    file.write_text(SOUND.partition("[school]")[0], encoding="utf-8")
    ran = run("check", file)
    assert (ran.exit, ran.err) == (2, f"{file}, school: “school” is missing. Add it.\n")
    assert ran.out.startswith("Part of the file cannot be read, so there is no yes.")


def test_a_fault_never_repeats_what_was_put_in(run: Run, tmp_path: Path) -> None:
    """What somebody typed, such as a child's name, is not in the sentence about it."""
    file = tmp_path / "case.toml"
    for old in ('"third_party"', "2026-10-01", '"p5@birchfield.example"', '"daily"'):
        file.write_text(SOUND.replace(old, '"Canary Child"'), encoding="utf-8")
        ran = run("check", file)
        assert (ran.exit, "Canary" in ran.err) == (2, False)


def test_the_same_faults_in_json_have_the_same_names(run: Run, tmp_path: Path) -> None:
    """A field of JSON is called as it is in TOML."""
    file = tmp_path / "case.json"
    fields = {"proposer": "a", "proposal": {"title": 5}, "school": {}}
    file.write_text(json.dumps(fields, indent=1), encoding="utf-8")
    assert run("check", file).err.splitlines() == [
        f"{file}, school.name: “name” is missing. Add it.",
        f"{file}, school.pupils: “pupils” is missing. Add it.",
        f"{file}, line 4, proposal.title: “title” must be words. Put them in quotation marks.",
    ]


def test_a_pipe_is_called_by_its_name(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes from a pipe is named as that."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a = ")))
    ran = run("check", "-")
    assert (ran.exit, ran.err.partition(": ")[0]) == (2, "standard input, line 1, a")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "none.toml"], "none.toml: it cannot be read: No such file or directory. Name another file."),
        (["check", "x", "--on", "2027-02-30"], "Invalid value for '--on': It must be a date that exists, such as 2027-06-30."),
        (["check"], "Missing argument 'FILE'."),
        (["check", "a", "--colour"], "No such option: --colour"),
        (["chek"], "No such command 'chek'."),
        (["polices"], "No such command 'polices'."),
        (["decide", "HILL-0001", "--step", "middle", "--as", "a@b"], "Invalid value for '--step': 'middle' is not one of 'aims', 'brand', 'final'."),
        (["decide", "HILL-0001", "--step", "aims", "--as", "a@b"], "Give one of --sign, --return and --reject."),
        (["decide", "HILL-0001", "--step", "aims", "--as", "a@b", "--sign", "--reject"], "Give one of --sign, --return and --reject."),
        (["decide", "HILL-0001", "--step", "aims", "--as", "a@b", "--sign", "--answer", "7.2/7"], "--answer 7.2/7: write the check, “=” and the words, as in 7.2/7=Yes, …"),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_one_sentence(run: Run, arguments: list[str], said: str) -> None:
    """A wrong option, command or value ends with 2 and one line that names it."""
    ran = run(*arguments)
    assert (ran.exit, ran.out, ran.err.split(" Did you")[0].strip()) == (2, "", said)
