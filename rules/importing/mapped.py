"""A text that knows, for each of its characters, where it stood in the source."""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

Edit = tuple[int, int, str]  # from, to, what stands there instead


@dataclass(frozen=True, slots=True)
class Mapped:
    """at: for each character its place in the source."""

    text: str
    at: "array[int]"

    @classmethod
    def of(cls, raw: str) -> "Mapped":
        return cls(raw, array("I", range(len(raw))))

    def edited(self, edits: Iterable[Edit]) -> "Mapped":
        """With other words in some places; the edits are in order and do not overlap."""
        pieces, places, done = [], array("I"), 0
        for start, end, new in edits:
            pieces += [self.text[done:start], new]
            places.extend(self.at[done:start])
            width = end - start
            places.extend(self.at[min(start + min(n, max(width - 1, 0)), len(self.at) - 1)] for n in range(len(new)))
            done = end
        if not pieces:
            return self
        pieces.append(self.text[done:])
        places.extend(self.at[done:])
        return Mapped("".join(pieces), places)

    def without(self, pattern: re.Pattern[str]) -> "Mapped":
        return self.edited((match.start(), match.end(), "") for match in pattern.finditer(self.text))

    def part(self, start: int, end: int) -> "Mapped":
        return Mapped(self.text[start:end], self.at[start:end])


def joined(parts: Iterable[Mapped], between: str = "\n") -> Mapped:
    """The parts in one text; what stands between counts to the end of the part before."""
    texts: list[str] = []
    places = array("I")
    for part in parts:
        if texts:
            places.extend([places[-1] if places else 0] * len(between))
        texts.append(part.text)
        places.extend(part.at)
    return Mapped(between.join(texts), places)
