"""Chinese marks where a file has half-width ones: 目的:为了(一)… becomes 目的：为了（一）…, sign for sign."""

import re

WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
HAN = "[\u3400-\u9fff\uff00-\uffef\u3001-\u301f]"
PAIR = re.compile(r"\(([^()\n]*)\)")
ALONE = re.compile(rf"(?<={HAN})[,:;?!]|[,:;?!](?={HAN})")
CHINESE = re.compile(HAN)


def chinese_marks(text: str) -> str:
    """The text with Chinese marks beside Chinese characters. Times, figures and Latin words keep theirs; the length stays."""
    return ALONE.sub(lambda match: WIDE[match[0]], PAIR.sub(_pair, text))


def _pair(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    beside = text[max(start - 1, 0) : start] + match[1] + text[end : end + 1]
    return f"（{match[1]}）" if CHINESE.search(beside) else match[0]
