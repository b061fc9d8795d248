"""What counts as a signature: a name that is the person's own, or strokes that somebody drew."""

import re
import unicodedata

from common.scripts import folded

WIDTH, HEIGHT = 600, 200  # of the field in which one draws; strokes are whole numbers within
MOST_CHARACTERS = 40_000
FEWEST_POINTS, SMALLEST_EXTENT = 8, 40

STROKES = re.compile(r"(?:M\d{1,3} \d{1,3}(?: L\d{1,3} \d{1,3})+)(?: M\d{1,3} \d{1,3}(?: L\d{1,3} \d{1,3})+)*", re.ASCII)
POINT = re.compile(r"(\d+) (\d+)")
BETWEEN = re.compile(r"[\s·•・‧∙.]+")  # what stands between the parts of a name is written in many ways


def same_name(typed: str, name: str) -> bool:
    """Whether somebody typed that name: in either script, in either width, with or without blanks."""
    return bool(plain_name(typed)) and plain_name(typed) == plain_name(name)


def plain_name(name: str) -> str:
    return folded(BETWEEN.sub("", unicodedata.normalize("NFKC", name)))


def is_drawing(path: str) -> bool:
    """Whether the SVG path data is a drawn signature: strokes only, inside the field, and more than a dot."""
    if len(path) > MOST_CHARACTERS or not STROKES.fullmatch(path):
        return False
    points = [(int(x), int(y)) for x, y in POINT.findall(path)]
    xs, ys = zip(*points, strict=True)
    is_inside = max(xs) <= WIDTH and max(ys) <= HEIGHT
    return is_inside and len(points) >= FEWEST_POINTS and max(max(xs) - min(xs), max(ys) - min(ys)) >= SMALLEST_EXTENT
