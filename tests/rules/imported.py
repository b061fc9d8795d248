"""Documents of our own sentences in the styles in which rules are found, imported as a person would."""

from datetime import datetime

from common.scripts import to_traditional
from people.models import Employee
from rules.importing import parse, read_file
from rules.models import ImportedDocument, ImportedNode, ImportedSource
from rules.services.importing import store_import
from tests.rules.making import NOW

# One line, as text that was copied from a viewer: traditional characters, glosses, half-width marks, bytes lost, cut off.
GLOSSES = {"業": "業(yè)", "規": "規(guī)", "內": "內(nèi)", "據": "據(jù)"}
PLAIN = (
    "一、总则(一)目的为了让仓库的收发有序进行,保障货物安全,特制定本制度。(二)适用范围本制度适用于仓库全体员工。"
    "二、收货规范(一)收货流程1.到货登记:货车到达后,仓管员应核对送货单和订单。2.数量清点:清点时发现短缺的,当场写在送货单上。"
    "3.入库上架:货物验收合格后,应在当天上架,确保客户对商品内容满意。(二)退货流程1.退货申请:门店提出退货的,应说明原因。"
    "2.退货验收:业务员收到退货后,应检查包装和数量。"
    "三、考勤与离职(一)考勤制度1.工作时间:仓库员工的工作时间为[具体工作时间,如上午8:00-12:00]。"
    "2.迟到处理:迟到[X]分钟以内的,每次扣除[X]元。3.加班处理:下班后超过30分钟的,按加班处理。"
    "(二)离职管理1.离职申请:员工离职应提前[X]天提出书面申请。2.物品交接:离职前应将钥匙、单据和设"
)


def damaged(text: str) -> str:
    """As a byte-wise replacement of ？ (A3 BF) leaves 保客, and a gloss put in by bytes the 內 behind it: what lies between is shifted."""
    start, end = text.index("保客"), text.index("內容")
    between = text[start + 2 : end].encode("gb18030")
    shifted = "客".encode("gb18030")[1:] + between + "內".encode("gb18030")[:1]
    return f"{text[:start]}??{shifted.decode('gb18030')}?nèi)容{text[end + 2 :]}"


def found_online() -> str:
    """The document among the words of a website."""
    text = to_traditional(PLAIN)
    text = damaged(text)
    for sign, glossed in GLOSSES.items():
        text = text.replace(sign, glossed)
    tips = "溫馨提示:\n\n本站所有資源如無特殊說明,都需要下載軟件才能打開。"
    return f"倉庫管理制度_第1頁\n倉庫管理制度_第2頁\n\n下載本文檔\n\n文檔簡介\n\nPAGE倉庫管理制度{text}\n\n{tips}\n"


THREE = "\n".join(
    f"运营管理制度\n\n运营管理制度第一条目的\n为了{what},制定本制度。\n第二条适用范围\n适用于{who}。\n第三条附则\n本制度自发布之日起执行。\n"
    for what, who in (("规范经营", "全体员工"), ("提高效率", "各门店"), ("保证安全", "驾驶员"))
)


def take_in(text: str, by: Employee | None = None, name: str = "制度.txt", at: datetime = NOW) -> ImportedSource:
    """The file, imported."""
    source = read_file(text.encode(), name)
    return store_import(source=source, imported=parse(source.text, name), by=by, at=at)[0]


def document_of(text: str, by: Employee | None = None) -> ImportedDocument:
    """The only document of the text."""
    return take_in(text, by).documents.get()


def nodes(document: ImportedDocument) -> list[ImportedNode]:
    """Those that were not taken out, from top to bottom."""
    return list(document.nodes.filter(depth__gt=0).order_by("order"))


def outline(document: ImportedDocument) -> list[tuple[int, str]]:
    """Depth and name of each."""
    return [(node.depth, f"{node.label}{node.heading or node.text}") for node in nodes(document)]
