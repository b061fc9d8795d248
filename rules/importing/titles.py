"""What the title of a rules document looks like."""

import re
from functools import lru_cache

KINDS = (
    "制度|规定|办法|细则|条例|守则|章程|规程|手册|规范|准则|公约|须知|规则|方案|预案|通则|规约|规矩|指引|纪律|体系|标准"
    "|职责|流程|要求|责任书|责任制|计划书"
)
STRONG = re.compile(r"(?:制度|规定|办法|细则|条例|守则|章程|规程|手册|准则|公约|须知|规则|通则|规范|方案|预案|管理体系)(?:汇编)?$")
KIND = re.compile(rf"(?:{KINDS})(?:汇编|范本|样本|模板)?$")
# What stands around a title: 【管理制度】…, 【篇一:…】, 篇一:…, …(4篇), …(试行) keeps its bracket
BEFORE = re.compile(
    r"(?:PAGE ?\d{0,3}|[【《]?第?[一二三四五六七八九十\d]{1,3}篇[: ]|[【《]?篇[一二三四五六七八九十\d]{1,3}[: ]?"
    r"|范文[一二三四五六七八九十\d]{1,3}[: ]?"
    r"|【[^】\n]{1,12}】(?=.)|[#*>《【\"“ ])+ ?"
)
AFTER = re.compile(
    r"(?:[》】\]\"”*?。:, ]|\((?:共|精选|通用|推荐|最新|全文|合集)?[一二三四五六七八九十\d]{0,3}篇?(?:范文|合集|全文)?\)"
    r"|(?:范文|模板|合集|大全|精选)?(?:共|精选)?[一二三四五六七八九十\d]{1,3}篇"
    r"|(?<=[度定法则例程册范约知案求流责]) ?篇? ?[一二三四五六七八九十\d]{1,2}|范文|范本|模板|大全|合集)+$"
)
KEPT = re.compile(r"\((?:试行|暂行|修订|修订版|草案|征求意见稿|讨论稿|\d{4}年?(?:版|修订)?|[一二三四五六七八九十\d]{1,3})\)$")
VERB = re.compile(
    "^(?:遵守|严格|按照|依照|根据|执行|建立|完善|健全|制定|制订|负责|落实|熟悉|参与|学习|做好|违反|确保|认真|不断|贯彻"
    "|自觉|应|须|必须|不得|对|并|和|及|以及|或|的|其他|以上|"
    "组织|编制|协助|监督|检查|修订|实行|实施|明确|加强|提高|提出|公司将|符合|参照|了解|掌握|本|各项|有关|相关|如|未按"
    "|不按|不遵|服从|宣传|起草|拟定|优化|规范|维护|形成|推行)"
)
LONGEST = 40
SENTENCE = re.compile(r"[。;!?,]|:.|…")


@lru_cache(maxsize=4096)
def bare(line: str) -> str:
    """The title without what sites put around it. line: in the matching copy."""
    if len(line) > 3 * LONGEST:
        return ""
    line = re.sub(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])", "", line.strip())
    line = line.translate(BRACKETS)
    for _round in range(3):
        before = line
        if not KEPT.search(line):
            line = AFTER.sub("", line)
        line = BEFORE.sub("", line).strip()
        if line == before:
            break
    return line


BRACKETS = str.maketrans("[]", "【】")


def is_title(line: str) -> bool:
    """Whether a line can name a rules document. line: in the matching copy, with what stands around it."""
    if line.rstrip(" ")[-1:] in "。;,!?":
        return False
    core = KEPT.sub("", bare(line)).strip()
    return bool(2 <= len(core) <= LONGEST and KIND.search(core) and not SENTENCE.search(core) and not VERB.match(core))


def is_strong(line: str) -> bool:
    """A title that names the kind of document and whose it is: 运营部考勤管理制度, not 考勤要求."""
    core = KEPT.sub("", bare(line)).strip()
    return is_title(line) and len(core) >= 5 and bool(STRONG.search(core))


def is_marked(line: str) -> bool:
    """【管理制度】… or 篇一:…: a site marked it as the beginning of a text."""
    return bool(
        re.match(
            r"[ #*]*(?:[\[【]?第?[一二三四五六七八九十\d]{1,3}篇:|[\[【]?篇[一二三四五六七八九十\d]{1,3}[:: ]"
            r"|[\[【][^\]】\n]{2,12}[\]】].)",
            line,
        )
    )
