"""One stylesheet for both directions and both themes: what it may not say, and whether it can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKENS = ROOT / "static" / "css" / "tokens.css"
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
SCRIPTS = [file for file in sorted((ROOT / "static" / "js").rglob("*.js")) if "vendor" not in file.parts]
TEMPLATES = [file for file in sorted((ROOT / "templates").rglob("*.html")) if "mail" not in file.parts]

PHYSICAL = re.compile(
    r"""^(?: (?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b.*
        | border-(?:top|bottom)-(?:left|right)-radius .*
        | (?:left|right|top|bottom) \s* : .*
        | (?:min-|max-)? (?:width|height) \s* : .*
        | (?:text-align|float|clear) \s* : \s* (?:left|right)\b .*
        | transform \s* : .* translateX (?! .*--forward) .*
        )$""",
    re.VERBOSE,
)
SIDES = re.compile(r"^(?:margin|padding|inset|border-width|border-radius|border-color)\s*:\s*(.+)$")
RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\("
    r"|\b(?:white|black|red|green|blue|gr[ae]y|orange|yellow|silver|gold|brown|teal)\b",
    re.IGNORECASE,
)
PAIR = re.compile(r"--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")

GROUNDS = ("paper", "raised", "sunken")
TEXTS = [
    *((ink, ground) for ground in GROUNDS for ink in ("ink", "quiet", "accent", "accent-strong", "brass")),
    *((ink, ground) for ground in GROUNDS for ink in ("good", "warn", "bad")),
    *(("ink", f"{tone}-ground") for tone in ("accent", "brass", "good", "warn", "bad")),
    *((tone, f"{tone}-ground") for tone in ("accent", "brass", "good", "warn", "bad")),
    *(("quiet", ground) for ground in ("accent-ground", "brass-ground")),
    *(("on-accent", ground) for ground in ("accent", "accent-strong")),
]
CONTROLS = [("edge", ground) for ground in GROUNDS]


def declarations(sheet: Path) -> list[str]:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    innermost = re.findall(r"\{([^{}]*)\}", text)
    return [part.strip() for block in innermost for part in block.split(";") if part.strip()]


def sides_differ(declaration: str) -> bool:
    """Whether a shorthand of four values gives the two sides of the line different ones."""
    match = SIDES.match(declaration)
    values = re.findall(r"[^\s(]+(?:\((?:[^()]|\([^()]*\))*\))?", match[1]) if match else []
    return len(values) == 4 and values[1] != values[3]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda file: file.name)
def test_styles_say_start_and_end(sheet):
    found = declarations(sheet)

    physical = [line for line in found if PHYSICAL.match(line) or sides_differ(line)]

    assert physical == []


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet != TOKENS], ids=lambda file: file.name)
def test_colours_stand_in_the_tokens_alone(sheet):
    found = [line for line in declarations(sheet) if ":" in line]

    raw = [line for line in found if RAW_COLOUR.search(line.split(":", 1)[1])]

    assert raw == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda file: file.name)
def test_every_token_that_is_used_exists(sheet):
    known = set(re.findall(r"(--[a-z0-9-]+)\s*:", TOKENS.read_text(encoding="utf-8")))

    used = set(re.findall(r"var\((--[a-z0-9-]+)", sheet.read_text(encoding="utf-8")))

    assert used - known == set()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_controls_can_be_read_on_their_grounds(theme):
    pairs = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS.read_text(encoding="utf-8"))}
    colours = {name: values[theme == "dark"] for name, values in pairs.items()}

    faint = [pair for pair in TEXTS if contrast(colours[pair[0]], colours[pair[1]]) < 4.5]
    faint += [pair for pair in CONTROLS if contrast(colours[pair[0]], colours[pair[1]]) < 3]

    assert faint == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_templates_hold_no_inline_styles_or_scripts(template):
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)

    inline = re.findall(r"<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)[^>]*>", text)

    assert inline == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_every_icon_a_template_names_is_a_file(template):
    text = template.read_text(encoding="utf-8")

    named = set(re.findall(r"""\bicon\(["']([a-z0-9-]+)["']|picture=["']([a-z0-9-]+)["']""", text))
    missing = [name for pair in named for name in pair if name and not icon_exists(name)]

    assert missing == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_scripts_leave_left_and_right_to_the_stylesheet(script):
    text = re.sub(r"//.*|/\*.*?\*/", "", script.read_text(encoding="utf-8"))

    physical = re.findall(r"(?<!Arrow)(?:Left|Right)\b|\b(?:left|right)\b", text)

    assert physical == []


def icon_exists(name: str) -> bool:
    return (ROOT / "static" / "icons" / f"{name}.svg").is_file()
