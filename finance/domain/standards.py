"""What a category may cost, as the wall says it: by city and post, for each night, day, person or time (EXP-03).

    住宿费: 每晚，400元；北京、上海600元；级别总监700元；北京、上海级别总监900元
    业务招待费: 每人，150元
    通讯费: 每月，100元

The words before the first comma say for what; then amounts between semicolons: first the one for everybody, then those for cities,
for posts (级别…), or for both. The most exact one that fits counts.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

PER = {"每晚": "night", "每天": "day", "每人": "person", "每次": "time", "每月": "month"}
CITIES = r"(?P<cities>(?:(?!级别)[^\W\d_]|[、/\s])*?)"
POSTS = r"(?:级别(?P<posts>(?:[^\W\d_]|[、/\s（）()])+?))?"
PART = re.compile(rf"{CITIES}{POSTS}(?P<amount>\d+(?:\.\d{{1,2}})?)(?:元)?")
SPLIT = re.compile(r"[、/和及\s]+")


@dataclass(frozen=True, slots=True)
class Amount:
    """CNY for one unit. cities, posts: empty means any."""

    cny: Decimal
    cities: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()

    def fits(self, city: str, post: str) -> bool:
        return (not self.cities or city in self.cities) and (not self.posts or post in self.posts)


@dataclass(frozen=True, slots=True)
class Standard:
    """What the wall allows for a category. per: night, day, person, time or month. words: as the wall says it."""

    per: str
    amounts: tuple[Amount, ...]
    words: str

    def __str__(self) -> str:
        return self.words

    def limit(self, *, city: str, post: str, quantity: Decimal) -> Decimal | None:
        """CNY for so many units; None when no amount fits. A month or a single time is not multiplied."""
        fitting = [amount for amount in self.amounts if amount.fits(city_of(city), post)]
        if not fitting:
            return None
        best = max(fitting, key=lambda a: (bool(a.posts) + bool(a.cities), bool(a.posts)))
        return best.cny * (quantity if self.per in ("night", "day", "person", "time") else 1)


def city_of(text: str) -> str:
    """A city as the wall writes it: without 市 at its end."""
    name = text.strip()
    return name[:-1] if len(name) > 2 and name.endswith("市") else name


def standard(cell: object) -> Standard:
    """What the line says. Raises ValueError, with the part that says nothing, for the door to put into a sentence."""
    words = str(cell).strip().rstrip("。.")
    head, comma, rest = words.replace(",", "，").partition("，")
    per = PER.get(head.strip()) if comma else "time"
    if per is None:
        raise ValueError(head)
    amounts = []
    for part in re.split(r"[；;，]", rest if comma else head):
        match = PART.fullmatch(part.strip())
        if match is None:
            raise ValueError(part)
        amounts.append(Amount(Decimal(match["amount"]), _names(match["cities"], is_city=True), _names(match["posts"])))
    return Standard(per, tuple(amounts), str(cell).strip())


def _names(text: str | None, *, is_city: bool = False) -> frozenset[str]:
    names = (name for name in SPLIT.split((text or "").strip()) if name)
    return frozenset(city_of(name) if is_city else name for name in names)
