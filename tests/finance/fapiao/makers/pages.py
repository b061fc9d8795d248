"""Pages as pieces of text with places, in millimetres from the top left; every file form draws the same pieces."""

import random
from dataclasses import dataclass, field

from tests.finance.fapiao.makers.values import TITLES, Face, words

LABEL, VALUE = 3.2, 3.4  # size of letters


@dataclass(frozen=True)
class Piece:
    x: float
    y: float
    text: str
    size: float = VALUE
    spread: float = 0.0  # between letters


@dataclass(frozen=True)
class Style:
    """How a layout varies. signs: columns, heads or none. joined: label and value in one piece."""

    colon: str = "："
    signs: str = "columns"
    joined: bool = False
    swapped: bool = False  # the seller first
    yuan: str = "¥"
    shift: float = 0.0
    scale: float = 1.0
    shuffled: bool = False  # the order in the file is not the order on the page
    date: str = "%Y年%m月%d日"
    words_label: str = "价税合计（大写）"
    small_label: str = "（小写）"
    id_label: str = "统一社会信用代码/纳税人识别号"
    drift: float = 0.0  # values stand a little lower than their labels
    wide: str = ""  # put between the letters of short labels


STYLES = (
    Style(),
    Style(joined=True, colon=":", yuan="￥"),
    Style(signs="heads", scale=0.85, date="%Y-%m-%d", drift=0.4),
    Style(swapped=True, yuan="¥ ", shift=4),
    Style(signs="none", colon=": ", shuffled=True),
    Style(shuffled=True, date="%Y/%m/%d", id_label="纳税人识别号", wide=" "),
    Style(signs="heads", joined=True, date="%Y年 %m月 %d日", id_label="统一社会信用代码", small_label="小写："),
    Style(scale=1.2, yuan="", words_label="价税合计(大写)", small_label="(小写)", drift=-0.4),
)


@dataclass
class Sheet:
    style: Style
    pieces: list[Piece] = field(default_factory=list)

    def put(self, x: float, y: float, text: str, size: float = VALUE, *, spread: float = 0.0) -> None:
        scale = self.style.scale
        self.pieces.append(Piece((x + self.style.shift) * scale, (y + self.style.shift) * scale, text, size * scale, spread * scale))

    def pair(self, x: float, y: float, label: str, value: str, *, gap: float = 1.0) -> None:
        colon = self.style.colon
        if self.style.joined:
            self.put(x, y, label + colon + value)
            return
        self.put(x, y, label + colon, LABEL)
        self.put(x + width(label + colon, LABEL) + gap, y + self.style.drift, value)

    def column(self, x: float, y: float, text: str, step: float = 3.6) -> None:
        for place, letter in enumerate(text):
            self.put(x, y + place * step, letter, LABEL)

    def done(self) -> list[Piece]:
        if self.style.shuffled:
            random.Random(7).shuffle(self.pieces)  # noqa: S311
        return self.pieces

    def money(self, amount: object) -> str:
        return f"{self.style.yuan}{amount:.2f}"


def width(text: str, size: float) -> float:
    return sum(size if ord(letter) > 0x2E7F else size * 0.5 for letter in text)


def digital(face: Face, style: Style, title: str = "") -> list[Piece]:
    """数电票: both parties beside each other."""
    sheet = Sheet(style)
    sheet.put(60, 14, title or TITLES[face.kind], 6)
    sheet.pair(150, 12, "发票号码", face.number)
    sheet.pair(150, 18, "开票日期", face.issued_on.strftime(style.date))
    buyer_x, seller_x = (112, 8) if style.swapped else (8, 112)
    for sign, x, name, tax_id in (
        ("购买方信息", buyer_x, face.buyer_name, face.buyer_tax_id),
        ("销售方信息", seller_x, face.seller_name, face.seller_tax_id),
    ):
        if style.signs == "columns":
            sheet.column(x, 27, sign)
        elif style.signs == "heads":
            sheet.put(x + 4, 25, sign, LABEL)
        sheet.pair(x + 7, 32, f"名{style.wide}称", name)
        sheet.pair(x + 7, 41, style.id_label, tax_id, gap=0.6)
    for x, label in (
        (10, "项目名称"),
        (45, "规格型号"),
        (65, "单 位"),
        (80, "数 量"),
        (100, "单 价"),
        (130, "金 额"),
        (150, "税率/征收率"),
        (185, "税 额"),
    ):
        sheet.put(x, 50, label, LABEL)
    _goods(sheet, face, 56)
    sheet.put(15, 90, "合", LABEL)
    sheet.put(25, 90, "计", LABEL)
    _sums(sheet, face, 90)
    sheet.put(12, 98, style.words_label, LABEL)
    sheet.put(50, 98 + style.drift, words(face.total))
    sheet.put(140, 98, style.small_label, LABEL)
    sheet.put(158, 98 + style.drift, sheet.money(face.total))
    sheet.column(8, 105, "备注", 6)
    sheet.put(14, 106, "购方开户银行:招商银行上海分行; 银行账号:121900001234567;")
    sheet.pair(15, 130, "开票人", "王小明")
    return sheet.done()


def vat(face: Face, style: Style, title: str = "") -> list[Piece]:
    """The older layout: the buyer above, the seller below the goods, a cipher beside the buyer."""
    sheet = Sheet(style)
    sheet.put(65, 12, f"浙江{title or TITLES[face.kind]}", 6, spread=0.5)
    if face.kind in ("vat_electronic_ordinary", "vat_electronic_special", "toll"):
        sheet.pair(8, 20, "机器编号", "661545678901")
    sheet.pair(148, 10, "发票代码", face.code)
    sheet.pair(148, 15, "发票号码", face.number)
    sheet.pair(148, 20, "开票日期", face.issued_on.strftime(style.date))
    if face.check_code:
        spaced = " ".join(face.check_code[place : place + 5] for place in range(0, 20, 5))
        sheet.pair(148, 25, "校 验 码", spaced)
    sheet.column(6, 33, "购买方", 5)
    sheet.pair(12, 32, "名        称", face.buyer_name)
    sheet.pair(12, 37, "纳税人识别号", face.buyer_tax_id)
    sheet.pair(12, 42, "地 址、电 话", "上海市浦东新区1号 021-50001234")
    sheet.pair(12, 47, "开户行及账号", "招商银行 121900001234567")
    sheet.column(118, 33, "密码区", 5)
    for place, cipher in enumerate(
        ("03*1-9/>+5<7-2*8>0<4/6", "27<+48>/-*1507<9>2+83*4", "5*0>7/3<-+291*6<8>40/27", "91>-2*57+<0/384>*6<1+25")
    ):
        sheet.put(124, 32 + 5 * place, cipher)
    for x, label in (
        (10, "货物或应税劳务、服务名称"),
        (60, "规格型号"),
        (80, "单位"),
        (92, "数 量"),
        (110, "单 价"),
        (135, "金 额"),
        (158, "税率"),
        (180, "税 额"),
    ):
        sheet.put(x, 53, label, LABEL)
    _goods(sheet, face, 58)
    sheet.put(25, 88, "合        计", LABEL)
    _sums(sheet, face, 88)
    sheet.put(20, 95, style.words_label, LABEL)
    sheet.put(65, 95 + style.drift, words(face.total))
    sheet.put(140, 95, style.small_label, LABEL)
    sheet.put(158, 95 + style.drift, sheet.money(face.total))
    sheet.column(6, 103, "销售方", 5)
    sheet.pair(12, 102, "名        称", face.seller_name)
    sheet.pair(12, 107, "纳税人识别号", face.seller_tax_id)
    sheet.pair(12, 112, "地 址、电 话", "杭州市西湖区2号 0571-80001234")
    sheet.pair(12, 117, "开户行及账号", "工商银行 33001234567890")
    sheet.column(118, 105, "备注", 6)
    for x, label in ((15, "收款人：张三"), (60, "复核：李四"), (105, "开票人：王五"), (150, "销售方：（章）")):
        sheet.put(x, 128, label, LABEL)
    return sheet.done()


def _goods(sheet: Sheet, face: Face, y: float) -> None:
    sheet.put(8, y, face.item)
    sheet.put(68, y, "天")
    sheet.put(84, y, "2")
    if face.amount is not None:
        sheet.put(100, y, f"{face.amount / 2:.4f}")
        sheet.put(130, y, f"{face.amount:.2f}")
    sheet.put(158, y, "免税" if face.stars else "6%")
    sheet.put(185, y, "***" if face.stars else f"{face.tax:.2f}")


def _sums(sheet: Sheet, face: Face, y: float) -> None:
    drift = sheet.style.drift
    sheet.put(128, y + drift, sheet.money(face.amount))
    sheet.put(182, y + drift, "***" if face.stars else sheet.money(face.tax))


def rail(face: Face, style: Style) -> list[Piece]:
    sheet = Sheet(style)
    sheet.put(60, 14, TITLES["rail"], 6)
    sheet.pair(15, 24, "发票号码", face.number)
    sheet.pair(140, 24, "开票日期", face.issued_on.strftime(style.date))
    for x, station in ((30, "上海虹桥"), (140, "杭州东")):
        sheet.put(x, 38, station, 5)
        sheet.put(x + 22, 38, "站", 3.5)
    sheet.put(92, 36, "G7311", 5)
    sheet.put(20, 52, "2026年03月10日")
    sheet.put(60, 52, "09:05开")
    sheet.put(100, 52, "05车12F号")
    sheet.put(150, 52, "二等座")
    sheet.pair(20, 62, "票价", f"{style.yuan or '¥'}{face.total:.2f}")
    sheet.put(20, 72, "3101011990****1234")
    sheet.put(70, 72, "李小红")
    sheet.pair(20, 82, "电子客票号", "1234567890031012345678901")
    sheet.pair(15, 92, "购买方名称", face.buyer_name)
    sheet.pair(110, 92, "统一社会信用代码", face.buyer_tax_id)
    sheet.put(20, 102, "买票请到12306 发货请到95306 中国铁路祝您旅途愉快")
    return sheet.done()


def air(face: Face, style: Style, *, table: bool = True) -> list[Piece]:
    """face.amount is fare and fuel; the fund of 50 comes on top."""
    sheet = Sheet(style)
    sheet.put(50, 12, TITLES["air"], 6)
    sheet.pair(10, 20, "发票号码", face.number)
    sheet.pair(80, 20, "开票状态", "正常")
    sheet.pair(150, 20, "国内国际标识", "国内")
    sheet.pair(10, 28, "旅客姓名", "李小红")
    sheet.pair(80, 28, "有效身份证件号码", "310101199001011234")
    sheet.put(10, 40, "自:上海虹桥")
    sheet.put(45, 40, "MU5101 Y 2026年03月10日 08:00")
    assert face.amount is not None
    assert face.tax is not None
    fuel = face.amount / 10
    sums = (
        ("票价", f"CNY {face.amount - fuel:.2f}"),
        ("燃油附加费", f"CNY {fuel:.2f}"),
        ("增值税税率", "9%"),
        ("增值税税额", f"CNY {face.tax:.2f}"),
        ("民航发展基金", "CNY 50.00"),
        ("其他税费", "CNY 0.00"),
        ("合计", f"CNY {face.total:.2f}"),
    )
    for place, (label, value) in enumerate(sums):
        if table:
            sheet.put(8 + 28 * place, 60, label, LABEL)
            sheet.put(8 + 28 * place, 67, value)
        else:
            sheet.pair(10 + 65 * (place % 3), 58 + 7 * (place // 3), label, value)
    sheet.pair(10, 85, "电子客票号码", "781-2345678901")
    sheet.pair(80, 85, "验证码", "1234")
    sheet.pair(10, 93, "销售网点代号", "SHA001")
    sheet.pair(80, 93, "填开单位", face.seller_name)
    sheet.pair(190, 93, "填开日期", face.issued_on.strftime(style.date))
    sheet.pair(10, 101, "购买方名称", face.buyer_name)
    sheet.pair(110, 101, "统一社会信用代码/纳税人识别号", face.buyer_tax_id)
    return sheet.done()


def slip(face: Face, style: Style, *, title: str = "上海市出租汽车统一车费发票") -> list[Piece]:
    """A taxi slip: narrow, a label and a value to each line, a sum and nothing else."""
    sheet = Sheet(style)
    sheet.put(6, 10, title, 4)
    sheet.put(20, 16, "发票联", 3.5)
    for place, (label, value) in enumerate(
        (
            ("发票代码", face.code),
            ("发票号码", face.number),
            ("电话", "021-96822"),
            ("车号", "沪AX1234"),
            ("日期", face.issued_on.strftime(style.date)),
            ("上车", "08:15"),
            ("下车", "08:52"),
            ("单价", "2.70元"),
            ("里程", "12.4公里"),
            ("等候", "00:03:12"),
            ("金额", f"{style.yuan}{face.total:.2f}元"),
        )
    ):
        sheet.pair(6, 24 + 6 * place, label, value)
    return sheet.done()


def roll(face: Face, style: Style) -> list[Piece]:
    """卷票: narrow, everything below each other."""
    sheet = Sheet(style)
    sheet.put(4, 8, "增值税普通发票（卷票）", 4)
    rows = [
        ("发票代码", face.code),
        ("发票号码", face.number),
        ("机器编号", "661545678901"),
        ("销售方名称", face.seller_name),
        ("纳税人识别号", face.seller_tax_id),
        ("开票日期", face.issued_on.strftime(style.date)),
        ("收款员", "张三"),
        ("购买方名称", face.buyer_name),
        ("纳税人识别号", face.buyer_tax_id),
    ]
    for place, (label, value) in enumerate(rows):
        sheet.pair(4, 16 + 6 * place, label, value)
    y = 16 + 6 * len(rows)
    for x, text in ((4, "项目"), (30, "单价"), (48, "数量"), (60, "金额")):
        sheet.put(x, y, text, LABEL)
    for x, text in ((4, "住宿费"), (30, f"{face.total:.2f}"), (48, "1"), (60, f"{face.total:.2f}")):
        sheet.put(x, y + 6, text)
    sheet.pair(4, y + 12, "合计金额（小写）", f"{style.yuan}{face.total:.2f}")
    sheet.pair(4, y + 18, "合计金额（大写）", words(face.total))
    sheet.pair(4, y + 24, "校验码", face.check_code)
    return sheet.done()
