"""The tokens: the dark values stand twice in CSS, and the contrasts are those that INTERFACE promises."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
ADMIN = (Path(settings.BASE_DIR) / "static/css/admin.css").read_text()


def values(css: str, selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r"\s*\{(.*?)\}", css, re.DOTALL).group(1)
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))


LIGHT = values(TOKENS, ":root")
DARK = values(TOKENS, ':root[data-theme="dark"]')


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_dark_values_are_the_same_twice():
    assert values(TOKENS, ':root:not([data-theme="light"])') == DARK


@pytest.mark.parametrize(("selector", "tokens"), [("html.dark", DARK), ("html:not(.dark)", LIGHT)])
def test_admin_uses_the_same_colours(selector, tokens):
    shared = values(ADMIN, selector)
    assert shared == {name: tokens[name] for name in shared}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["--ground", "--surface", "--sunken"])
@pytest.mark.parametrize("colour", ["--ink", "--muted", "--blue", "--seal", "--green", "--amber"])
def test_text_is_legible_on_every_ground(theme, ground, colour):
    assert contrast(theme[colour], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["blue", "seal", "green", "amber"])
def test_text_is_legible_on_its_wash(theme, name):
    wash = theme[f"--{name}-wash"]
    assert contrast(theme["--ink"], wash) >= 4.5
    assert contrast(theme[f"--{name}"], wash) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_fields_are_visible(theme):
    assert contrast(theme["--edge"], theme["--ground"]) >= 3
    assert contrast(theme["--edge"], theme["--surface"]) >= 3
