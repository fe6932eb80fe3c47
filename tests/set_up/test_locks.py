"""The two locks: extras stand in them, one agrees with the other, running takes no test tools."""

import re
import tomllib
from collections.abc import Iterator

import yaml
from packaging.requirements import Requirement

from service.set_up import rows_of
from tests.set_up.locks import (
    ROOT,
    RUN,
    TOOLS,
    asked_of,
    extras_that_are_missing,
    here,
    rows,
    without_extras,
)
from tests.set_up.newer import newer

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
OWN = "official-sites"


def asked() -> Iterator[tuple[str, Requirement]]:
    """Everything with an extra that we ask for, or that a locked distribution asks for."""
    ours = [
        *PROJECT["project"]["dependencies"],
        *(one for group in GROUPS.values() for one in group),
    ]
    wishes = [(OWN, Requirement(one)) for one in ours if isinstance(one, str)]
    installed = (name for name, row in rows(TOOLS.read_text()).items() if here(row))
    wishes += [(name, wish) for name in installed for wish in asked_of(name)]
    return ((asker, wish) for asker, wish in wishes if wish.extras)


def names(group: str) -> set[str]:
    return {Requirement(one).name for one in GROUPS[group] if isinstance(one, str)}


def test_every_extra_that_is_asked_for_stands_in_the_lock() -> None:
    """An old pip takes the newest release for a requirement whose extra the lock leaves out."""
    assert list(extras_that_are_missing(rows(TOOLS.read_text()), asked())) == []


def test_an_extra_that_is_left_out_is_noticed() -> None:
    """The control: with the extras stripped, coverage's and psycopg's are missed."""
    stripped = rows(without_extras(TOOLS.read_text()))
    found = set(extras_that_are_missing(stripped, asked()))
    assert "pytest-cov asks for coverage[toml]" in found
    assert f"{OWN} asks for psycopg[binary]" in found


def test_each_row_is_one_release_by_its_hash() -> None:
    """Of both locks: name, ==, version, and at least one SHA-256."""
    for lock in (RUN, TOOLS):
        text = lock.read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert [one for one in blocks if not re.match(r"\S.*==\S+ .*\\\n    --hash=", one)] == []
        assert len(blocks) == len(rows(text)) == len(rows_of(text))


def test_the_larger_lock_has_every_row_of_the_smaller() -> None:
    """At the same release: what is tested is what runs. (Newer releases are tried by themselves.)"""
    locks = [ROOT / "requirements-dev.lock", RUN]
    all_rows, run = (rows(one.read_text(encoding="utf-8")) for one in locks)
    assert {name: str(all_rows[name].specifier) for name in run} == {
        name: str(row.specifier) for name, row in run.items()
    }


def test_running_takes_no_test_tools() -> None:
    """Nothing of the groups test and check is in the run-time lock; what builds the checkout is."""
    run = set(rows(RUN.read_text(encoding="utf-8")))
    assert run & (names("test") | names("check") | {"uv"}) == set()
    assert names("build") <= run


def test_the_image_installs_the_run_time_lock_alone() -> None:
    """The Dockerfile names one lock, and it has every module that compose.yaml's Prefect is told to use."""
    recipe = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert set(re.findall(r"requirements\S*\.lock", recipe)) == {RUN.name}
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    settings = compose["x-prefect"]["environment"].values()
    modules = {one.split(".")[0] for one in settings if re.fullmatch(r"[a-z_]+\.[a-z_]+", str(one))}
    assert modules == {"prefect_redis"}
    assert {one.replace("_", "-") for one in modules} <= set(rows(RUN.read_text(encoding="utf-8")))


def test_the_locks_name_no_address() -> None:
    """Neither the index that they were resolved from nor any other."""
    for lock in (RUN, TOOLS):
        assert "://" not in lock.read_text(encoding="utf-8")


def test_what_is_newer_is_told_by_name() -> None:
    """Another release, one that comes and one that goes; what stays is not mentioned."""
    old = "a[x]==1 \\\n    --hash=0\nb==1 \\\n    --hash=0\nc==1 \\\n    --hash=0\n"
    new = "a==2 \\\n    --hash=0\nb==1 \\\n    --hash=0\nd==3 \\\n    --hash=0\n"
    assert [line.split() for line in newer(old, new)] == [
        ["a", "1", "2"],
        ["c", "1", "none"],
        ["d", "none", "3"],
    ]
