"""The text objects of OFD pages, with the place of each character in millimetres."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from finance.fapiao.layout import Char
from finance.fapiao.values import visible
from finance.fapiao.xml import local

MOST = 20_000
PAGE_GAP = 1000.0  # pages are laid one below the other


class Texts:
    """The characters of all pages, and the text of each object by its id."""

    def __init__(self) -> None:
        self.characters: list[Char] = []
        self._objects: dict[str, str] = {}

    def add(self, page: Element) -> None:
        """Templates and pages lie upon each other as they come."""
        for element in page.iter():
            if local(element.tag) == "TextObject" and len(self.characters) < MOST:
                given = {local(name): value for name, value in element.attrib.items()}
                chars = list(_characters(element, given))
                self.characters += chars
                self._objects.setdefault(given.get("ID", ""), "".join(char.text for char in chars))

    def of_object(self, name: str) -> str:
        return self._objects.get(name.strip(), "")


def _characters(element: Element, given: dict[str, str]) -> Iterator[Char]:
    box = _numbers(given.get("Boundary", "")) or [0.0, 0.0]
    matrix = _numbers(given.get("CTM", ""))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    size = (_numbers(given.get("Size", "")) or [3.0])[0] or 3.0
    shown = size * max(abs(d), abs(c), 0.01)
    wide = (_numbers(given.get("HScale", "")) or [1.0])[0]
    x = y = 0.0
    spaced = False
    for code in element.iter():
        if local(code.tag) != "TextCode":
            continue
        place = {local(name): value for name, value in code.attrib.items()}
        x, y = (_numbers(place.get("X", "")) or [x])[0], (_numbers(place.get("Y", "")) or [y])[0]
        text = code.text or ""
        across, down = _deltas(place.get("DeltaX", ""), len(text)), _deltas(place.get("DeltaY", ""), len(text))
        for index, letter in enumerate(text):
            step = across[index] if index < len(across) else 0.0
            width = size * wide * (1.0 if ord(letter) > 0x2E7F else 0.5)
            width = min(width, step) if step > 0 else width
            clean = visible(letter)
            spaced = spaced or not clean.strip()
            if clean.strip():
                left = box[0] + a * x + c * y + e
                yield Char(clean, left, left + abs(a or 1.0) * width, box[1] + b * x + d * y + f, shown, spaced)
                spaced = False
            x += step if index < len(across) else (0.0 if index < len(down) else width)
            y += down[index] if index < len(down) else 0.0


def _numbers(text: str) -> list[float]:
    try:
        return [number if abs(number) < 1e6 else 0.0 for number in map(float, text.split())]
    except ValueError:
        return []


def _deltas(text: str, most: int) -> list[float]:
    """Steps between characters; `g 5 3.2` stands for five times 3.2."""
    parts = text.split()
    steps: list[float] = []
    index = 0
    try:
        while index < len(parts) and len(steps) < most:
            if parts[index].lower() == "g" and index + 2 < len(parts):
                steps += [float(parts[index + 2])] * min(int(parts[index + 1]), most)
                index += 3
            else:
                steps.append(float(parts[index]))
                index += 1
    except ValueError:
        return steps
    return steps
