"""Characters and words that are common in rules documents, and pairs that are easily mistaken for each other. The lists are in words/."""

from pathlib import Path

FOLDER = Path(__file__).parent / "words"


def listed(name: str) -> frozenset[str]:
    """The words of one list."""
    return frozenset((FOLDER / f"{name}.txt").read_text(encoding="utf-8").split())


# The most frequent characters of written Chinese with their rank.
COMMON = {character: rank for rank, character in enumerate("".join((FOLDER / "frequent.txt").read_text(encoding="utf-8").split()))}
WORDS, IDIOMS = listed("words"), listed("idioms")

# Characters that look or sound alike: one may stand by mistake where the other belongs.
ALIKE = (
    "针计", "己已巳", "末未", "侯候", "货贷", "冶治", "竞竟", "辩辨", "折析", "催摧", "燥躁",
    "戍戌", "拔拨", "陪赔", "遵尊", "部布", "帮邦", "绩迹", "暴爆", "坚竖", "晴睛", "侍待", "准淮", "划戈",
)  # fmt: skip


def alike() -> dict[str, str]:
    """A word with one character mistaken, and the word that was meant."""
    found = {}
    for word in WORDS:
        for place, character in enumerate(word):
            for group in ALIKE:
                if character in group:
                    for other in group.replace(character, ""):
                        wrong = word[:place] + other + word[place + 1 :]
                        if wrong not in WORDS:
                            found[wrong] = word
    return found
