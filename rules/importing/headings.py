"""Where the heading of a clause ends. Sources print headings without a separator: 目的为了加强…, 运营总监全面负责…."""

import re

from rules.importing.titles import VERB
from rules.importing.vocabulary import listed

# Headings of rules documents as they stand alone. A heading may also be two of them: 目的与依据, 工作时间和考勤.
HEADINGS = listed("headings")
RUN_IN = HEADINGS | listed("items")
TAILS = (
    "制度|规定|办法|细则|规范|原则|职责|权限|流程|程序|管理|要求|标准|时间|范围|目的|依据|策略|计划|机制|架构|结构|考核"
    "|培训|措施|纪律|方式|方法|内容|周期|渠道|"
    "目标|体系|设置|分工|处理|分析|报告|汇报|会议|沟通|协调|安全|卫生|服务|维护|优化|监控|改进|设计|规划|评估|评价|激励"
    "|奖惩|奖励|处罚|保密|备份|反馈|招聘|选拔|"
    "例会|编号|使用|更新|升级|监管|保养|布局|途径|进展|安排|配置|推广|调研|开发|建设|发展|控制|执行|实施|监督|验收|交付"
    "|交接|归档|咨询|投诉|回访|满意度|申诉|责任制|责任"
)
OPENERS = (
    "为了|为(?:进一步|规范|加强|保证|保障|确保|提高|使|完善|健全|明确|适应|促进|维护|实现|满足|更好|统一|推动|严肃|有效)"
    "|本(?:制度|规定|办法|规章|规范|条例|细则|守则|手册|方案|公司|部门|中心|站|科|处|章)|"
    "所有|全体|凡|各(?:部门|级|岗位|单位|站)|每[位个名日天周月季年]|(?:员工|职工|工作人员|运营人员|客服人员|各部门)(?:应"
    "|须|必须|需|不得|要|在|请|如|可|入|离|上|每)|公司(?:将|应|设|为|所有|全体|实行|对|员工|采用|根据)|"
    "[\u4e00-\u9fff]{0,6}(?:部|部门|中心|[组科室站处厅]|人员|专员|主管|经理|员工)(?:负责|设|应|须|必须|不得|根据|按|下设"
    "|全体|员工|将|需|由|每|定期|组织|认真|对)|部门(?:设|负责|员工|应|内|全体|所有|将)|根据|按照|依照|定期|对于|凡是"
    "|由于|严格|认真|积极|建立|制定|实行|应当|必须|不得|如遇|如有|按时|及时|听取|要求|全面"
)
CONTINUES = re.compile(
    r" ?(?:[应须是由将可不和与及或、,等均之已]|的(?!士)|按(?!照|时|规|公)|要(?!求)|需(?!求)|会(?!议|计|员)|能(?!力)|在"
    r"|中(?!心)|以(?!下|上)|内(?!部)|外(?!部|出|来)|上(?!级|班|下)|下(?!级|属|班|设|列)|前(?!台)"
    r"|后(?!勤|台)|所(?!有)|时(?!间|段)|各(?!部|岗|级|类|组|位|单)|分(?!管|公|部)|则(?!由)|必须|包括|包含|采用|完成|进行"
    r"|有[关效]|得[到以]|达到"
    r"|为(?!了|规范|加强|进一步|保证|保障|确保|提高|使|完善|健全|明确|适应|促进|维护|实现|满足|更好|统一|推动|严肃|客户|员工|公司|新))"
)
NAMES = frozenset(
    [
        "目的",
        "意义",
        "宗旨",
        "依据",
        "范围",
        "目标",
        "总则",
        "总纲",
        "绪论",
        "引言",
        "前言",
        "概述",
        "背景",
        "定义",
        "职责",
        "权限",
        "原则",
        "对象",
        "重要性",
        "附则",
    ]
)
SHORT = 4  # characters: a shorter heading needs a clear beginning behind it
_BY_LENGTH = sorted({len(word) for word in HEADINGS}, reverse=True)
COMPOUND = re.compile("[与和及、]")
GENERAL = re.compile(rf"(?P<heading>[\u4e00-\u9fff、]{{2,14}}?(?:{TAILS})) ?(?={OPENERS})")
OPENS = re.compile(OPENERS)
ROLE = re.compile(
    r"(?P<role>[\u4e00-\u9fff]{0,6}?(?:总监|总经理|副经理|经理|主管|专员|助理|部长|科长|处长|站长|主任|组长|班长|店长"
    r"|队长|编辑|设计师|工程师|美工|会计|出纳|文员|策划|司机|驾驶员|客服人员|服务人员|运营人员|管理人员"
    r"|工作人员)(?:助理)?)"
    r"(?=全面|负责|协助|组织|制定|按照|根据|主持|管理|参与|完成|统筹|执行|对|在|收集|领导|贯彻|承担|指导|做好|支持)"
)
SENTENCE = re.compile(r"[^。;!?\n]*[。;!?]|[^。;!?\n]+")
LONGEST_TITLE, LONGEST_TERM, LONGEST_LINE = 20, 20, 24
INNER = re.compile(r"[。,;!?:\"“”\[\]_]")
TERM = re.compile(r"(?P<term>[^。,;!?:\n\[\]]{1,24}?) ?:")
ANNOUNCES = re.compile("应当?$|应做到|如下|下列|以下|包括|必须做到|要做到|不得有|之一的?$|分为|[是为有]$|有权$|例如$|如$")


def heading_end(line: str, is_alone: bool, is_section: bool) -> tuple[int, int]:
    """Where the heading of the line ends, and where its text begins; (0, 0) when it has none.

    line: the first line behind the marker, in the matching copy. is_alone: other text or clauses follow below it.
    is_section: the marker is one that sections carry (第一章, 第一条, 一、).
    """
    body = line.strip(" ")
    if body and not INNER.search(body) and len(body) <= LONGEST_LINE and (found := _whole(line, body, is_section or is_alone))[0]:
        return found
    finders = (_spaced_heading, _term, _glued, _named) if is_section else (_spaced_heading, _term, _glued)
    return next((found for find in finders if (found := find(line))[0]), (0, 0))


def _whole(line: str, body: str, may_be_any: bool) -> tuple[int, int]:
    """A short line without a stop: a known heading, or a heading as a whole."""
    known = _known(body)
    if known and (known == len(body) or line[known : known + 1] == " "):
        return known, known
    if not known and (end := _spaced(line)):
        return end, end
    if not may_be_any:
        return 0, 0
    glued = _glued(line)
    return glued if glued[0] and len(body) > 12 else (len(body), len(line))


def _named(line: str) -> tuple[int, int]:
    """总则本制度…: names of sections that need no clear beginning behind them."""
    known = _known(line)
    return (known, known) if known and line[:known] in NAMES and not CONTINUES.match(line[known:]) else (0, 0)


def _spaced(line: str) -> int:
    end = line.find(" ")
    return end if 2 <= end <= 12 and line[:end] in HEADINGS else 0


def _spaced_heading(line: str) -> tuple[int, int]:
    """第一条 目的 为了…"""
    end = _spaced(line)
    return end, end


def _term(line: str) -> tuple[int, int]:
    """合法性原则:本制度…"""
    match = TERM.match(line)
    if match is None or len(match["term"]) > LONGEST_TERM or ANNOUNCES.search(match["term"]) or re.search(r"\d$", match["term"]):
        return 0, 0
    return match.end("term"), match.end()


def _glued(line: str) -> tuple[int, int]:
    """目的为了…, 运营策略运营部负责…"""
    if (
        (known := _known(line))
        and not CONTINUES.match(line[known:])
        and ((known >= SHORT and line[known - 1] not in "间期") or OPENS.match(line[known:].lstrip(" ")))
    ):
        return known, known
    match = GENERAL.match(line)
    return (match.end("heading"), match.end()) if match and not VERB.match(line) else (0, 0)


def _known(line: str) -> int:
    """The length of the known heading at the start of the line; two of them joined count as one."""
    first = _longest(line, 0)
    if first and COMPOUND.match(line[first : first + 1]) and (second := _longest(line, first + 1)):
        return second
    return first


def _longest(line: str, start: int) -> int:
    for length in _BY_LENGTH:
        if line[start : start + length] in HEADINGS and len(line) >= start + length:
            return start + length
    return 0


def role_end(line: str) -> int:
    """The length of the role at the start of a list of its duties; 0 when there is none."""
    match = ROLE.match(line)
    return match.end("role") if match else 0


def is_duties(text: str) -> bool:
    """Whether what stands behind a role lists its duties, one a sentence."""
    return sum(bool(one.strip()) for one in SENTENCE.findall(text)) >= 3
