"""Where the record is, how the pages are reached, and how long the hold lasts.

Whatever is given, in the file or as an option, is looked at here, and all that is wrong is said at
once.
"""

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from service.troubles import why

ENVIRONMENT = "OFFICIAL_SITES_SETTINGS"
FILE = "settings.toml"
SHORTEST_TOKEN = 32  # characters
LONGEST_HOLD = 7 * 24 * 60 * 60  # seconds; whoever waits longer has forgotten what they signed
LARGEST_PORT = 65_535
MAILBOX = "mailbox"  # the folder in the demo's data for what would have been sent
TLS = (
    "starttls",
    "tls",
    "none",
)  # asked for after greeting; from the first byte; only to this machine
USUAL_PORTS = {"http": 80, "https": 443}  # which a browser leaves out
DATABASES = {"sqlite", "postgresql+psycopg"}
WRITE_DATABASE = "Write sqlite:///path/to/file or postgresql+psycopg://user@host/name."
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_POOL = re.compile(r"[^\s/%&<>]+( [^\s/%&<>]+)*")  # what Prefect takes for a name


class SettingsError(Exception):
    """The settings cannot be used; a sentence for each says which and what to do."""


@dataclass(frozen=True)
class Relay:
    """The mail server that takes the mails, or the folder that holds them where none is sent.

    `account` is a file with two lines, name and password. `tls`: see TLS.
    """

    host: str
    port: int
    tls: str
    sender: str
    account: Path | None = None
    folder: Path | None = None


@dataclass(frozen=True)
class Settings:
    """One installation. Paths are absolute; `hold_seconds` is the time to undo a final signature.

    `host_decides` lets a command of the host decide in a signatory's name.
    `metrics_token` is what a monitor shows to read /metrics; empty lets none. `work_pool` is the
    Prefect work pool that carries heavy sweeps; where it is empty the engine carries them itself.
    `mail_account` is a file with two lines, name and password, outside the data folder.
    `verbose` shows every line of the journal at a terminal, which otherwise goes into a file.
    """

    data: Path
    checkpoints: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    public_origin: str = ""
    hold_seconds: int = 15 * 60
    host_decides: bool = False
    prefect_url: str = ""
    work_pool: str = ""
    metrics_token: str = field(default="", repr=False)
    mail_host: str = ""
    mail_port: int = 587
    mail_tls: str = "starttls"
    mail_account: str = ""
    mail_sender: str = ""
    demo: bool = False
    verbose: bool = False

    @property
    def origin(self) -> str:
        """What a browser calls this site: the public address, else the one it is bound to."""
        return self.public_origin or f"http://{_bracketed(self.host)}:{self.port}"

    @property
    def relay(self) -> Relay | None:
        """By which mails are sent. The demo keeps them in a folder; without a host there are none."""
        if self.demo:
            sender = self.mail_sender or "official-sites@demo.example"
            return Relay("", 0, TLS[-1], sender, folder=self.data / MAILBOX)
        if not self.mail_host:
            return None
        account = Path(self.mail_account) if self.mail_account else None
        return Relay(self.mail_host, self.mail_port, self.mail_tls, self.mail_sender, account)

    @property
    def hold(self) -> timedelta:
        return timedelta(seconds=self.hold_seconds)

    def to_env(self) -> dict[str, str]:
        """For a child process: one variable that `from_env` reads."""
        plain = {name: str(v) if isinstance(v, Path) else v for name, v in asdict(self).items()}
        return {ENVIRONMENT: json.dumps(plain)}

    @classmethod
    def from_env(cls) -> Self:
        """The settings that the parent process gave; SettingsError without one."""
        if ENVIRONMENT not in os.environ:
            raise SettingsError(
                "Start this with “official-sites serve”, which hands over its settings."
            )
        return cls(**_with_paths(json.loads(os.environ[ENVIRONMENT])))


def _with_paths(given: dict[str, Any]) -> dict[str, Any]:
    return given | {name: Path(given[name]) for name in ("data", "checkpoints")}


def load(data: Path, **given: Any) -> Settings:
    """The folder's `settings.toml` under what is given; raises SettingsError in plain words."""
    data = _whole_path(data)
    options = {name: value for name, value in given.items() if value is not None}
    written = {name: v for name, v in _written(data / FILE).items() if name not in options}
    base = Settings(
        data=data,
        checkpoints=data.with_name(f"{data.name}-checkpoints"),
        database_url=f"sqlite:///{data / 'official-sites.db'}",
    )
    _refuse((*_faults(written, _in_file), *_relative(written), *_faults(options, _as_option)))
    chosen = written | options
    if "checkpoints" in chosen:
        chosen["checkpoints"] = _whole_path(Path(chosen["checkpoints"]))
    settings = replace(base, **chosen)
    _refuse(_unsafe(settings))
    return settings


def _refuse(found: tuple[str, ...]) -> None:
    if found:
        raise SettingsError("\n".join(found))


def _whole_path(path: Path) -> Path:
    try:
        return path.expanduser().resolve()
    except (RuntimeError, ValueError, OSError) as error:  # no such home, a NUL, a circle of links
        raise SettingsError(
            f"{str(path)!r} cannot be a folder: {error}. Name another one."
        ) from error


def _written(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError) as error:
        said = error if isinstance(error, tomllib.TOMLDecodeError) else why(error)
        raise SettingsError(
            f"{file.name} cannot be read: {said}. Correct it, then start again. It is {file}."
        ) from error


def _in_file(name: str) -> str:
    return f"{FILE}: “{name}”"


def _as_option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _faults(given: Mapping[str, Any], place: Callable[[str], str]) -> Iterator[str]:
    """Everything that is wrong with what was given, each by itself."""
    for name, value in given.items():
        if name not in _TYPES:
            yield f"{FILE} has “{name}”, which is not a setting. Take it out."
        elif type(value) is not _TYPES[name] and not isinstance(value, Path):
            yield f"{place(name)} is {_shown(name, value)}. Give {_KINDS[_TYPES[name]]}."
        elif value == "":
            yield f"{place(name)} is empty. Give it, or leave it out."
        elif advice := CHECKS.get(name, _nothing)(value):
            yield f"{place(name)} is {_shown(name, value)}. {advice}"


def _shown(name: str, value: object) -> str:
    if name in SECRETS:
        return "not one that can be used"
    return json.dumps(value, default=str, ensure_ascii=False)


def _relative(written: Mapping[str, Any]) -> Iterator[str]:
    """A path in the file that means another place wherever the program is started."""
    checkpoints, url = written.get("checkpoints"), written.get("database_url")
    if isinstance(checkpoints, str) and checkpoints[:1] not in {"", "/", "~"}:
        yield f"{_in_file('checkpoints')} is “{checkpoints}”. Give the whole path, from “/” on."
    if isinstance(url, str) and url.startswith("sqlite:///") and url[10:11] not in {"", "/", ":"}:
        yield (
            f"{_in_file('database_url')} names the file “{url[10:]}”. Give the whole path, with four "
            "slashes: sqlite:////path/to/file."
        )


def _nothing(_value: object) -> str:
    return ""


def _port(value: int) -> str:
    return "" if 1 <= value <= LARGEST_PORT else f"Give a whole number from 1 to {LARGEST_PORT}."


def _hold(value: int) -> str:
    if 0 <= value <= LONGEST_HOLD:
        return ""
    return f"Give seconds from 0 to {LONGEST_HOLD} (seven days); 900 are a quarter of an hour."


def _host(value: str) -> str:
    if _is_host(value):
        return ""
    return "Give an address of this machine, such as 127.0.0.1, or its name."


def _is_host(value: str) -> bool:
    return _is_address(value) or bool(_NAME.fullmatch(value.lower()))


def _is_address(value: str) -> bool:
    try:
        ip_address(value)
    except ValueError:
        return False
    return True


def _is_here(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _split(value: str) -> SplitResult | None:
    """A web address in its parts; None where it is none."""
    try:
        at = urlsplit(value)
        sound = at.port != 0 and at.scheme in USUAL_PORTS and _is_host(at.hostname or "")
    except ValueError:
        return None
    return at if sound and not re.search(r"[\s\x00-\x1f]", value) else None


def _origin(value: str) -> str:
    at = _split(value)
    if at is None or at.hostname is None:
        return "Give an address such as https://sites.school.example."
    port = f":{at.port}" if at.port and at.port != USUAL_PORTS[at.scheme] else ""
    plain = f"{at.scheme}://{_bracketed(at.hostname)}{port}"
    if at.scheme == "http" and not _is_here(at.hostname):
        return f"Passwords would travel in the clear. Give https://{_bracketed(at.hostname)}."
    return "" if value == plain else f"Write it as a browser does, with nothing after it: {plain}"


def _prefect(value: str) -> str:
    return "" if _split(value) else "Give its API, such as http://127.0.0.1:4200/api."


def _pool(value: str) -> str:
    return "" if _POOL.fullmatch(value) else "Give a name without / % & < and >."


def _tls(value: str) -> str:
    return "" if value in TLS else f"Give one of {', '.join(TLS)}."


def _sender(value: str) -> str:
    if _ADDRESS.fullmatch(value):
        return ""
    return "Give the address that mails come from, such as official-sites@school.example."


def _account(value: str) -> str:
    return "" if Path(value).expanduser().is_absolute() else "Give the whole path, from “/” on."


def _token(value: str) -> str:
    if len(value) >= SHORTEST_TOKEN:
        return ""
    return f"It can be guessed. Give {SHORTEST_TOKEN} random characters or more."


def database_fault(url: str) -> str:
    """What is wrong with the address of a database, with what to write; empty where nothing is."""
    try:
        kind = make_url(url).drivername
    except (ArgumentError, ValueError):
        return f"The address of the database cannot be read. {WRITE_DATABASE}"
    return "" if kind in DATABASES else f"The record cannot be kept in {kind}. {WRITE_DATABASE}"


CHECKS: Mapping[str, Callable[[Any], str]] = {
    "port": _port,
    "host": _host,
    "mail_host": _host,
    "mail_port": _port,
    "mail_tls": _tls,
    "mail_account": _account,
    "mail_sender": _sender,
    "public_origin": _origin,
    "hold_seconds": _hold,
    "prefect_url": _prefect,
    "work_pool": _pool,
    "metrics_token": _token,
    "database_url": database_fault,
}
"""What each may be: gives what to do instead, or nothing."""
SECRETS = {"metrics_token", "database_url", "prefect_url"}  # may hold a password
_TYPES: Mapping[str, Any] = {
    one.name: str if one.type is Path else one.type
    for one in fields(Settings)
    if one.name != "data"
}
_KINDS: Mapping[type, str] = {
    int: "a whole number",
    bool: "true or false",
    str: "words in quotation marks",
}


def _unsafe(settings: Settings) -> tuple[str, ...]:
    """What is wrong with settings that are sound each by itself."""
    here = _is_here(settings.host)
    mails, to_here = bool(settings.mail_host), _is_here(settings.mail_host)
    wrong = {
        "Mails need a sender. Give mail_sender, such as official-sites@school.example.": mails
        and not settings.mail_sender,
        "Mails with links would travel in the clear. Give mail_tls “starttls” or “tls”; “none” is "
        "for a mail server on this machine alone.": mails
        and settings.mail_tls == "none"
        and not to_here,
        "The checkpoints must lie outside the data folder. Name another folder.": settings.data
        in (settings.checkpoints, *settings.checkpoints.parents),
        "The demo is for this machine alone: leave the host at 127.0.0.1.": settings.demo
        and not here,
        f"Binding {settings.host} lets others in. Give public_origin, the https:// address by which "
        "they reach it.": not settings.demo
        and not here
        and not settings.public_origin.startswith("https://"),
    }
    return tuple(words for words, found in wrong.items() if found)
