"""What a person should look at before a text is trusted: it breaks off, looks mistyped, or was blacked out."""

import re
from functools import cache

from rules.importing import titles
from rules.importing.blanks import BLANK
from rules.importing.contents import SIGNED, Draft, Words
from rules.importing.flat import flat
from rules.importing.results import CLOSING, REDACTED, SUSPECT_TYPO
from rules.importing.sounds import phrases, toneless
from rules.importing.vocabulary import IDIOMS, WORDS, alike

STOPS = '。！？；.!?;…”"』」》】)）'
HANGING = re.compile(r"(?:[,，、:：]|的|和|与|及|以及|对|将|为|在|并|或|由|向|从|把|被|按|根据|应|须)$")
CENSORED = re.compile(r"_{2,}|\*{2,}|＊{2,}|某某|[×✕]{2,}|X{2,}|■{2,}|●{2,}|□{2,}|…{3,}")
OVER_AND_UP = re.compile(
    r"超(?:过|出)? ?(?:\d{1,9}|[一二两三四五六七八九十百]{1,5}) ?(?:个?[次天日元人月年]|小时|分钟)(?:及其?)?以[上内]"
    r"|(?:至少|不少于|不低于|最多|不超过) ?(?:\d{1,9}|[一二两三四五六七八九十百]{1,5}) ?(?:个?[次天日元人月年]|小时"
    r"|分钟)以[上下内]"
)
COUNTED = re.compile(r"[\d一二两三四五六七八九十] ?[人名次天元个件份台部户家](?P<sign>[:;,、。])")
DOUBLED = re.compile(
    r"(?<!目)的的(?!确)|了了(?!解)|和和(?!气)|与与|及及(?!时)|(?<!。)。。(?!。)|,,|;;|、、|,。|。,|;。|。;|、。|,;"
    r"|不得不得|应应(?!当)"
)
SLIPS = re.compile(
    "特许情况|会后补|遵手|严历|(?<!不)负则|工做(?!事|好|得)|部们|制渡|迟道|旷功|工姿|按装(?!修|配|运|卸|箱)|(?<!叫)做为"
    "|布署|急燥|松驰|渲泄|寒喧|防碍|追朔|报歉|亲睐|予防|"
    "必需(?:遵守|服从|严格)|考堪|职则|泄蜜|身份正"
)
LONGEST_SIGNATURE = 30


def flags_of(draft: Draft) -> set[str]:
    said = flat(draft.heading.text + "\n" + draft.text.text)
    flags = set()
    if is_suspect(said):
        flags.add(SUSPECT_TYPO)
    if any(not BLANK.match(said, match.start()) for match in CENSORED.finditer(said)):
        flags.add(REDACTED)
    return flags


# -- typing slips ---------------------------------------------------------------------


def is_suspect(text: str) -> bool:
    """Whether the words look mistyped. text: in the matching copy."""
    return bool(
        OVER_AND_UP.search(text) or DOUBLED.search(text) or SLIPS.search(text) or _has_colon_for_semicolon(text) or _is_misspelled(text)
    )


def _has_colon_for_semicolon(text: str) -> bool:
    """经理1人:专员2人;…: parts of one list, one of them closed by a colon."""
    signs = [(match["sign"], match.end()) for match in COUNTED.finditer(text)]
    return any(
        sign == ":"
        and text[end : end + 1] > "\u2e80"
        and number + 1 < len(signs)
        and "\n" not in text[end : signs[number + 1][1]]
        and signs[number + 1][1] - end <= 20
        for number, (sign, end) in enumerate(signs)
    )


@cache
def _alike() -> tuple[re.Pattern[str], dict[str, str]]:
    wrong = alike()
    return re.compile("|".join(sorted(wrong))), wrong


def _is_misspelled(text: str) -> bool:
    pattern, _wrong = _alike()
    for match in pattern.finditer(text):
        before, after = text[match.start() - 1 : match.start() + 1], text[match.end() - 1 : match.end() + 1]
        if before not in WORDS and after not in WORDS and not _is_word(before) and not _is_word(after):
            return True
    return _has_broken_idiom(text)


def _is_word(pair: str) -> bool:
    return len(pair) == 2 and pair in phrases()


@cache
def _idioms() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Phrases of four characters by their first and by their last two."""
    first: dict[str, list[str]] = {}
    last: dict[str, list[str]] = {}
    for phrase in (*IDIOMS, *phrases()):
        if len(phrase) == 4:
            first.setdefault(phrase[:2], []).append(phrase)
            last.setdefault(phrase[2:], []).append(phrase)
    return {key: tuple(found) for key, found in first.items()}, {key: tuple(found) for key, found in last.items()}


HAN_RUN = re.compile("[\u4e00-\u9fff]{4,}")


def _has_broken_idiom(text: str) -> bool:
    """全身贯注: one character of a set phrase replaced by another that sounds the same."""
    first, last = _idioms()
    for run in HAN_RUN.findall(text):
        for place in range(len(run) - 3):
            near = (*first.get(run[place : place + 2], ()), *last.get(run[place + 2 : place + 4], ()))
            if near and _is_slip(run[place : place + 4], near):
                return True
    return False


def _is_slip(window: str, near: tuple[str, ...]) -> bool:
    if window in phrases() or window in IDIOMS:
        return False
    return any(_sounds_alike(window, phrase) for phrase in near)


def _sounds_alike(window: str, phrase: str) -> bool:
    differing = [place for place in range(4) if window[place] != phrase[place]]
    if len(differing) != 1:
        return False
    place = differing[0]
    return toneless(window[place]) == toneless(phrase[place])


# -- a text that breaks off ---------------------------------------------------------------


def breaks_off(drafts: list[Draft], words: Words) -> bool:
    """Whether the document ends in mid-sentence."""
    while drafts and drafts[-1].kind == CLOSING:
        last = flat(drafts[-1].text.text)
        if last.rstrip()[-1:] in STOPS or all(SIGNED.fullmatch(line.strip()) for line in last.split("\n") if line.strip()):
            return False
        break
    if not drafts:
        return False
    draft = drafts[-1]
    said = flat(draft.text.text).rstrip()
    if not said:
        return _stops_at_heading(drafts)
    last = said.rpartition("\n")[2].strip()
    if last[-1:] in STOPS:
        return False
    if HANGING.search(last) or (BLANK.search(last[-12:]) is None and not _are_unstopped(drafts)):
        return not (SIGNED.fullmatch(last) and len(said) > len(last))
    return False


def _stops_at_heading(drafts: list[Draft]) -> bool:
    """A last clause with nothing but a heading, where its fellows say something."""
    last = drafts[-1]
    fellows = [draft for draft in drafts[:-1] if len(draft.path) == len(last.path) and draft.label]
    saying = sum(bool(draft.text.text) or draft.has_children for draft in fellows)
    return saying * 2 > len(fellows) and not titles.SENTENCE.search(last.heading.text)


def _are_unstopped(drafts: list[Draft]) -> bool:
    """Whether this document closes its sentences without a stop anyway."""
    ends = [flat(draft.text.text).rstrip()[-1:] for draft in drafts[-13:-1] if draft.text.text.strip()]
    if not ends:
        return False
    unstopped = sum(end not in STOPS and end not in ",、:：，" for end in ends)
    return unstopped * 2 > len(ends) and not _has_more_parts(drafts)


def _has_more_parts(drafts: list[Draft]) -> bool:
    """Whether the last clause begins a second half of a sentence, which its fellows do not have."""
    parts = [flat(draft.text.text).count(",") for draft in drafts[-7:] if draft.text.text.strip()]
    return parts[-1] > max(parts[:-1], default=parts[-1])
