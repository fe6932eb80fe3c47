"""Tries a change in a copy that is thrown away: the module's own tests first, then the others."""

import importlib
import os
import resource
import shutil
import sys
from collections.abc import Mapping
from functools import cache
from itertools import count
from pathlib import Path

from tests.mutants.changes import Change

ROOT = Path(__file__).parent.parent.parent
COPIED = ("appendix_a", "tests", "features", "conftest.py", "pyproject.toml")
LIBRARIES = (
    "_hypothesis_pytestplugin",
    "hypothesis.internal.conjecture.engine",
    "hypothesis.strategies",
    "idna",
    "pydantic.fields",
    "pytest_bdd.plugin",
)
"""Loaded once for all changes; the product and its tests are loaded anew for each."""
OPTIONS = (
    "-x", "-q",
    "-m", "not hypothesis", "-k", "not would_be_found",  # for all inputs, and controls: slow
    "-p", "pytest_bdd.plugin", "-p", "_hypothesis_pytestplugin",
    "-p", "no:cacheprovider", "-p", "no:faulthandler", "-p", "no:unraisableexception",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",  # for the libraries are loaded already
)  # fmt: skip
SECONDS = 40
"""Of the processor: a change that needs more has made a loop without end."""

UNIT = "tests/appendix_a"
EVERYTHING = (
    "tests/features/test_policy_rules.py",
    UNIT,
    f"--ignore={UNIT}/test_properties.py",  # for all inputs as well
)
CLAUSES = (
    "a1_creation", "a2_children", "a3_approval", "a4_content", "a5_contributors", "s2_scope",
    "s5_principles", "s6_images", "s7_3_terms", "s7_official_sites", "s8_monitoring", "s9_breaches",
)  # fmt: skip
ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(CLAUSES, ("provenance", "exempt", "assess")),
    "ages": ("age_cases", "s7_3_terms", "s7_3_rows"),
    "answers": ("assess",),
    "applies": ("form", "assess"),
    "candidates": ("suggest", "telling"),
    "case": ("routing", "assess"),
    "clause": ("assess",),
    "commenting": ("s7_3_terms", "age_cases"),
    "edition_faults": ("edition",),
    "elsewhere": ("s7_3_terms", "outside_cases"),
    "facts": ("steps",),
    "form": ("exempt",),
    "forms": ("identity", "catalogue"),
    "host": ("s7_3_terms",),
    "marks": ("proposal", "suggest"),
    "predicates": tuple(CLAUSES),
    "model": ("traceability", "provenance"),
    "platform": ("catalogue",),
    "policy": ("clause",),
    "proposal": ("faults",),
    "readers": ("applies", "s7_3_terms"),
    "reads": ("states",),
    "s7_3_terms": ("s7_3_rows", "age_cases", "exempt", "assess", "provenance"),
    "states": ("suggest",),
    "suggest": ("telling",),
    "thresholds": ("edition",),
    "value": ("faults", "proposal"),
}
"""Tests of a module that stand under another name than its own."""


def modules_of(folder: Path) -> dict[str, Path]:
    """Every module of the policy in a checkout, by its name: no two rooms have one of the same."""
    return {path.stem: path for path in (folder / "appendix_a").rglob("[a-z]*.py")}


def own_tests(module: str) -> tuple[str, ...]:
    """The test modules to ask first; none where nobody wrote one."""
    wanted = {f"test_{name}.py" for name in (module, *ELSEWHERE.get(module, ()))}
    paths = sorted((ROOT / UNIT).rglob("test_*.py"))
    return tuple(path.relative_to(ROOT).as_posix() for path in paths if path.name in wanted)


def copy_to(folder: Path) -> None:
    """Copy the policy and its tests, and nothing else of the product."""
    folder.mkdir()
    for name in COPIED:
        source, copied = ROOT / name, folder / name
        shutil.copytree(source, copied) if source.is_dir() else shutil.copy2(source, copied)


def is_green(folder: Path, tests: tuple[str, ...]) -> bool:
    """Whether these tests pass in the copy: in a process of its own, which loads all anew."""
    _load()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    code = 1
    try:
        code = _pass(folder, tests)
    finally:
        os._exit(code)  # the child goes no further, whatever was raised


def is_noticed(folder: Path, module: str, change: Change, *, quickly: bool = False) -> bool:
    """Make the change, ask the tests, take it back. `quickly` asks the module's own tests alone."""
    path = modules_of(folder)[module]
    source = path.read_text(encoding="utf-8")
    own = own_tests(module)
    others = (*EVERYTHING, *(f"--ignore={one}" for one in own))
    _write(path, change.made_in(source))
    passed = not own or is_green(folder, own)
    if passed and not quickly:
        passed = is_green(folder, others)
    _write(path, source)
    return not passed


_moments = count(1)


def _write(path: Path, source: str) -> None:
    # Another time of change for each, or Python would take the code that it compiled before.
    path.write_text(source, encoding="utf-8")
    moment = next(_moments)
    os.utime(path, (moment, moment))


@cache
def _load() -> None:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in LIBRARIES:
        importlib.import_module(name)


def _pass(folder: Path, tests: tuple[str, ...]) -> int:
    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
    os.dup2(silence, sys.stderr.fileno())
    os.chdir(folder)
    for name in [one for one in sys.modules if one.split(".")[0] == "tests"]:
        del sys.modules[name]
    sys.path[:] = [str(folder), *(one for one in sys.path if one and Path(one) != ROOT)]
    return int(pytest.main([*OPTIONS, f"--rootdir={folder}", *tests]))
