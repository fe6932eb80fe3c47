"""Settings: each that cannot be used is named, with its value and with what to give."""

from pathlib import Path

import pytest

from service.settings import LONGEST_HOLD, Settings, SettingsError, load

HOLD = f"Give seconds from 0 to {LONGEST_HOLD} (seven days); 900 are a quarter of an hour."
PORT = "Give a whole number from 1 to 65535."
HOST = "Give an address of this machine, such as 127.0.0.1, or its name."
PLAIN = "Write it as a browser does, with nothing after it: https://sites.hill.example"
ADDRESS = "Give an address such as https://sites.school.example."
API = "Give its API, such as http://127.0.0.1:4200/api."
DATABASE = "Write sqlite:///path/to/file or postgresql+psycopg://user@host/name."
WRONG = [
    ("port = 0", f"“port” is 0. {PORT}"),
    ("port = -1", f"“port” is -1. {PORT}"),
    ("port = 99999", f"“port” is 99999. {PORT}"),
    ("port = '8000'", '“port” is "8000". Give a whole number.'),
    ("port = true", "“port” is true. Give a whole number."),
    ("port = 80.5", "“port” is 80.5. Give a whole number."),
    ("verbose = 'yes'", '“verbose” is "yes". Give true or false.'),
    ("verbose = 1", "“verbose” is 1. Give true or false."),
    ("host = 8", "“host” is 8. Give words in quotation marks."),
    ("host = ['a']", '“host” is ["a"]. Give words in quotation marks.'),
    ("hold_seconds = -1", f"“hold_seconds” is -1. {HOLD}"),
    ("hold_seconds = 10000000000000", f"“hold_seconds” is 10000000000000. {HOLD}"),
    ("host = ''", "“host” is empty. Give it, or leave it out."),
    ("host = 'my host'", f'“host” is "my host". {HOST}'),
    ("host = 'http://127.0.0.1'", f'“host” is "http://127.0.0.1". {HOST}'),
    ("public_origin = ''", "“public_origin” is empty. Give it, or leave it out."),
    ("public_origin = 'sites.hill.example'", f'“public_origin” is "sites.hill.example". {ADDRESS}'),
    ("public_origin = 'ftp://hill.example'", f'“public_origin” is "ftp://hill.example". {ADDRESS}'),
    ("public_origin = 'https://a:99999'", f'“public_origin” is "https://a:99999". {ADDRESS}'),
    ("public_origin = 'https://[::1'", f'“public_origin” is "https://[::1". {ADDRESS}'),
    ("public_origin = 'http://hill.example'", '“public_origin” is "http://hill.example". Passwords would travel in the clear. Give https://hill.example.'),
    *(
        (f"public_origin = '{one}'", f'“public_origin” is "{one}". {PLAIN}')
        for one in (
            "https://sites.hill.example/",
            "https://sites.hill.example/sites",
            "https://sites.hill.example?a=b",
            "https://sites.hill.example#a",
            "https://me@sites.hill.example",
            "https://Sites.hill.example",
            "https://sites.hill.example:443",
        )
    ),
    ("prefect_url = 'prefect'", f"“prefect_url” is not one that can be used. {API}"),
    ("prefect_url = 'postgresql://a/b'", f"“prefect_url” is not one that can be used. {API}"),
    ("work_pool = 'a/b'", '“work_pool” is "a/b". Give a name without / % & < and >.'),
    ("metrics_token = 'short'", "“metrics_token” is not one that can be used. It can be guessed. Give 32 random characters or more."),
    ("database_url = 'mysql://a/b'", f"“database_url” is not one that can be used. The record cannot be kept in mysql. {DATABASE}"),
    ("database_url = 'a file'", f"“database_url” is not one that can be used. The address of the database cannot be read. {DATABASE}"),
    ("database_url = 'postgresql+psycopg://u@h:x/n'", f"“database_url” is not one that can be used. The address of the database cannot be read. {DATABASE}"),
    ("database_url = 'sqlite:///record.db'", "“database_url” names the file “record.db”. Give the whole path, with four slashes: sqlite:////path/to/file."),
    ("checkpoints = 'kept'", "“checkpoints” is “kept”. Give the whole path, from “/” on."),
]  # fmt: skip


def said(data: Path, **given: object) -> list[str]:
    """What is said of settings that cannot be used, a line for each."""
    with pytest.raises(SettingsError) as raised:
        load(data, **given)
    return str(raised.value).splitlines()


def written(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("line", "words"), WRONG)
def test_what_cannot_be_used_is_named_with_what_to_give(
    tmp_path: Path, line: str, words: str
) -> None:
    """A sentence with the file, the setting, its value, unless that is a secret, and what to give."""
    assert said(written(tmp_path, line)) == [f"settings.toml: {words}"]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Of the file and of the options, each by the name under which it was given."""
    written(tmp_path, "port = 0\nhold_seconds = -1\ncolour = 'blue'\n")
    assert said(tmp_path, port=70_000, public_origin="https://a.example/") == [
        f"settings.toml: “hold_seconds” is -1. {HOLD}",
        "settings.toml has “colour”, which is not a setting. Take it out.",
        f"--port is 70000. {PORT}",
        (
            '--public-origin is "https://a.example/". '
            "Write it as a browser does, with nothing after it: https://a.example"
        ),
    ]


def test_no_secret_is_repeated(tmp_path: Path) -> None:
    """An address may hold a password, which does not belong on a screen."""
    lines = ["database_url = 'mysql://me:heron@host/db'", "prefect_url = 'x://me:heron@host'"]
    assert [line for line in said(written(tmp_path, "\n".join(lines))) if "heron" in line] == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"port = ", "settings.toml cannot be read: Invalid value (at end of document)."),
        (b"\xff", "settings.toml cannot be read: it is not text in UTF-8."),
        (
            b"a = " + b"[" * 100_000,
            "settings.toml cannot be read: it does not hold what it should.",
        ),
        (None, "settings.toml cannot be read: is a directory."),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    """Also where a folder stands in its place."""
    file = tmp_path / "settings.toml"
    file.write_bytes(content) if content is not None else file.mkdir()
    assert said(tmp_path) == [f"{words} Correct it, then start again. It is {file}."]


@pytest.mark.parametrize("folder", ["~nobody-of-this-name/data", "a\0b"])
def test_a_folder_that_can_be_none_is_named(folder: str) -> None:
    """A home that is not there and a character that no path has are no traceback."""
    (line,) = said(Path(folder))
    assert line.startswith(f"{folder!r} cannot be a folder: ")


def test_a_folder_in_a_file_has_no_settings(tmp_path: Path) -> None:
    """Below a file there is nothing to read."""
    (tmp_path / "file").touch()
    assert load(tmp_path / "file" / "data").port == 8000


RIGHT = """\ufeff
host = "::1"
port = 65535
public_origin = "http://localhost:8000"
hold_seconds = 0
prefect_url = "https://me:pass@prefect.example/api"
work_pool = "heavy sweeps"
metrics_token = "0123456789abcdef0123456789abcdef"
database_url = "postgresql+psycopg://me@host/name"
checkpoints = "~/kept"
verbose = true
"""


def test_what_can_be_used_is_taken(tmp_path: Path) -> None:
    """The control: of each setting one that is right, in a file as some editors save it."""
    assert load(written(tmp_path, RIGHT)) == Settings(
        data=tmp_path,
        checkpoints=Path("~/kept").expanduser(),
        database_url="postgresql+psycopg://me@host/name",
        host="::1",
        port=65_535,
        public_origin="http://localhost:8000",
        hold_seconds=0,
        prefect_url="https://me:pass@prefect.example/api",
        work_pool="heavy sweeps",
        metrics_token="0123456789abcdef" * 2,
        verbose=True,
    )


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "::1", "port": 9000}, "http://[::1]:9000"),
        ({"public_origin": "https://a.example"}, "https://a.example"),
    ],
)
def test_the_address_is_that_of_host_and_port(
    tmp_path: Path, given: dict[str, object], origin: str
) -> None:
    """Unless another one is made public; an IPv6 address stands in brackets."""
    assert load(tmp_path, **given).origin == origin
