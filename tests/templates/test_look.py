"""The style sheet keeps its promises: contrast in both schemes, size, no outside sources, no scripts."""

import gzip
import re
from pathlib import Path

import pytest

from tests.templates.views import TEMPLATES

CSS = (TEMPLATES / "static" / "site.css").read_text()
SOURCES = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
PAGES = [path for path in SOURCES if path.parent.name != "static"]

TEXT, CONTROL = 4.5, 3.0
TONES = ("good", "warn", "bad", "note")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "soft", "link", "visited", *TONES) for ground in ("paper", "sheet")),
    *(("ink", f"{tone}-tint", TEXT) for tone in TONES),
    *((tone, f"{tone}-tint", TEXT) for tone in TONES),
    ("link", "warn-tint", TEXT),
    ("soft", "quiet-tint", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-over", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "good-tint", TEXT),
    ("on-cover", "cover", TEXT),
    ("sheet", "good", TEXT),
    ("sheet", "bad", TEXT),
    ("gilt", "cover", CONTROL),
    *(("edge", ground, CONTROL) for ground in ("paper", "sheet")),
    *(("focus", ground, CONTROL) for ground in ("paper", "sheet")),
]  # fmt: skip
DECORATION = {"rule", "margin"}


def colours(scheme: str) -> dict[str, str]:
    """Return the colour variables of `light` (the first :root) or `dark` (the second)."""
    block = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[("light", "dark").index(scheme)]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def unsafe(source: str) -> list[str]:
    """Return what the content security policy would block, or what would undo the escaping."""
    return re.findall(
        r"<style|<script|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe\b|\{%-?\s*autoescape", source
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_contrast_is_enough(scheme: str, ink: str, ground: str, least: float) -> None:
    """Text stands out 4.5 to 1 and a control's edge 3 to 1 in both schemes."""
    named = colours(scheme)
    assert contrast(named[ink], named[ground]) >= least


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_is_computed_as_wcag_does(one: str, other: str, ratio: float) -> None:
    """The known ratios come out, and a grey just too light for text is told from one that is enough."""
    assert round(contrast(one, other), 2) == ratio


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_is_measured(scheme: str) -> None:
    """A scheme's colours are exactly those in the measured pairs and the two that only decorate."""
    measured = {name for ink, ground, _ in PAIRS for name in (ink, ground)}
    assert set(colours(scheme)) == measured | DECORATION


def test_colours_stand_in_variables_alone() -> None:
    """Outside the :root blocks no colour is written as a number, so what is measured is what shows."""
    rules = re.sub(r":root \{.*?\}", "", CSS, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\(", rules) == []


def test_the_sheet_is_small() -> None:
    """The whole style sheet travels in at most 6 KB."""
    assert len(gzip.compress(CSS.encode())) <= 6 * 1024


def test_the_sheet_fetches_nothing() -> None:
    """The style sheet names no font file, picture or other sheet."""
    assert re.findall(r"url\(|@import|@font-face", CSS) == []


@pytest.mark.parametrize(
    "condition",
    ["print", "(forced-colors: active)", "(prefers-color-scheme: dark)", "(prefers-reduced-motion: no-preference)"],
)  # fmt: skip
def test_the_sheet_answers_the_reader_s_settings(condition: str) -> None:
    """Print, forced colours, the dark scheme and reduced motion have one block each."""
    assert CSS.count(f"@media {condition} {{") == 1


def test_nothing_moves_unless_motion_is_welcome() -> None:
    """Every transition and animation stands inside the block for readers without a preference."""
    welcome = r"@media \(prefers-reduced-motion: no-preference\) \{.*?\n\}"
    assert re.findall(r"transition|animation", re.sub(welcome, "", CSS, flags=re.DOTALL)) == []


@pytest.mark.parametrize("selector", [".button", ".control", ".choice", ".tabs a"])
def test_targets_are_large_enough(selector: str) -> None:
    """Buttons, inputs, choices and tabs are at least 44 pixels high."""
    (block,) = re.findall(rf"^{re.escape(selector)} \{{(.*?)\}}", CSS, re.DOTALL | re.MULTILINE)
    (height,) = re.findall(r"min-height: ([\d.]+)rem", block)
    assert float(height) * 16 * 1.0625 >= 44


def test_every_template_is_escaped_by_its_name() -> None:
    """Every template is named `.html`, so the service escapes what it prints."""
    assert {path.suffix for path in PAGES} == {".html"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_needs_more_than_the_policy_allows(path: Path) -> None:
    """No template holds a script, an inline style or a way round the escaping.

    A mail has its style in it, for no mail program loads one: it is no page of ours.
    """
    assert unsafe(path.read_text()) == ["<style"] * (path.name == "letter.html")


@pytest.mark.parametrize(
    "source",
    ["<script>", "<style>", '<p style="x">', '<a onclick="x">', "javascript:x", "{{ x | safe }}", "{% autoescape false %}"],
)  # fmt: skip
def test_what_the_policy_blocks_is_found(source: str) -> None:
    """Each kind of what is looked for in templates is found where it stands."""
    assert len(unsafe(source)) == 1
