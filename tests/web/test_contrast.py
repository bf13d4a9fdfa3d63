"""The colours as the sheet gives them, held to WCAG 2.2: 1.4.3 (text 4.5:1) and 1.4.11 (edges and focus 3:1)."""

import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[2] / "attune" / "web" / "static" / "css" / "attune.css"
SCHEMES = ("light", "dark", "print")
GROUNDS = ("paper", "raised", "quiet")
TEXT = [
    *((words, ground) for words in ("ink", "soft", "accent", "accent-strong", "clay", "leaf") for ground in GROUNDS),
    *(("ink", ground) for ground in ("accent-quiet", "clay-quiet", "leaf-quiet")),
    *(("soft", ground) for ground in ("accent-quiet", "clay-quiet", "leaf-quiet")),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("accent", "accent-quiet"),
    ("clay", "clay-quiet"),
    ("leaf", "leaf-quiet"),
]
EDGES = [
    *((edge, ground) for edge in ("edge", "accent", "clay", "leaf") for ground in GROUNDS),
    ("edge", "accent-quiet"),
    *(("ink", ground) for ground in (*GROUNDS, "accent-quiet", "clay-quiet", "leaf-quiet")),  # the ring's outer line
]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of one scheme; what dark and print leave out they take from light, as the cascade does."""
    layer = re.search(r"@layer tokens \{\n(.*?)\n\}", SHEET.read_text(), re.DOTALL)
    assert layer, "the sheet has no tokens layer"
    blocks = re.findall(r":root \{(.*?)\}", layer[1], re.DOTALL)
    assert len(blocks) == len(SCHEMES), "the tokens are expected as light, dark and print"
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[0]))
    return found | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[SCHEMES.index(scheme)]))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definition of that name)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_can_be_read(scheme: str) -> None:
    colours = tokens(scheme)
    faint = [(a, b, round(contrast(colours[a], colours[b]), 2)) for a, b in TEXT if contrast(colours[a], colours[b]) < 4.5]
    assert faint == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_and_focus_can_be_seen(scheme: str) -> None:
    colours = tokens(scheme)
    faint = [(a, b, round(contrast(colours[a], colours[b]), 2)) for a, b in EDGES if contrast(colours[a], colours[b]) < 3]
    assert faint == []


@pytest.mark.parametrize("scheme", ("light", "dark"))
def test_one_of_the_rings_two_tones_stands_out_everywhere(scheme: str) -> None:
    """The ring stands outside what it surrounds, so it is seen against the ground of the page and its boxes."""
    colours = tokens(scheme)
    for ground in (*GROUNDS, "accent-quiet", "clay-quiet", "leaf-quiet"):
        assert max(contrast(colours[tone], colours[ground]) for tone in ("focus", "ink")) >= 3, ground
