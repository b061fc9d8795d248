"""The values of a made-up fapiao, and its amount in words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from finance.fapiao.credit_code import check, inner_check

DIGITS, UNITS, GROUPS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿")


@dataclass(frozen=True)
class Face:
    kind: str = "digital_ordinary"
    code: str = ""
    number: str = "26312000000123456789"
    issued_on: date = date(2026, 3, 18)
    buyer_name: str = "上海启明服务有限公司"
    buyer_tax_id: str = "91310115MA1ABCD2XD"
    seller_name: str = "杭州云栖酒店管理有限公司（西湖店）"
    seller_tax_id: str = "91330106MA2H00006X"
    amount: Decimal | None = Decimal("943.40")
    tax: Decimal | None = Decimal("56.60")
    total: Decimal = Decimal("1000.00")
    check_code: str = ""
    item: str = "*住宿服务*住宿费"
    stars: bool = False  # the tax is printed as ***

    def expected(self) -> dict[str, str]:
        """What the command prints of it."""
        money = {name: "" if value is None else f"{value:.2f}" for name, value in (("amount", self.amount), ("tax", self.tax))}
        return {
            "kind": self.kind, "code": self.code, "number": self.number, "issued_on": self.issued_on.isoformat(),
            "buyer_name": self.buyer_name, "buyer_tax_id": self.buyer_tax_id, "seller_name": self.seller_name,
            "seller_tax_id": self.seller_tax_id, **money, "total": f"{self.total:.2f}", "check_code": self.check_code,
        }  # fmt: skip


def credit_code(organisation: str, region: str = "91310115") -> str:
    """A code whose checks fit. organisation: 8 characters."""
    first = region + organisation + inner_check(organisation)
    return first + check(first)


QR_TYPES = {
    "vat_special": "01", "vat_ordinary": "04", "vat_electronic_special": "08", "vat_electronic_ordinary": "10", "roll": "11", "toll": "14",
    "digital_special": "31", "digital_ordinary": "32", "rail": "51", "air": "61",
}  # fmt: skip
TITLES = {
    "vat_special": "增值税专用发票", "vat_ordinary": "增值税普通发票", "vat_electronic_special": "增值税电子专用发票",
    "vat_electronic_ordinary": "增值税电子普通发票", "roll": "增值税普通发票（卷票）", "toll": "通行费增值税电子普通发票",
    "digital_special": "电子发票（增值税专用发票）", "digital_ordinary": "电子发票（普通发票）", "rail": "电子发票（铁路电子客票）",
    "air": "电子发票（航空运输电子客票行程单）",
}  # fmt: skip


def qr_text(face: Face, tail: str = ",b1f4") -> str:
    kind_code = QR_TYPES[face.kind]
    amount = face.total if kind_code in ("31", "32", "51", "61") else face.amount
    return f"01,{kind_code},{face.code},{face.number},{amount},{face.issued_on:%Y%m%d},{face.check_code}{tail}"


def words(amount: Decimal) -> str:
    """In capital numerals, as fapiao print it: written apart from the reader, for the reader's tests."""
    yuan, fen = divmod(int(abs(amount) * 100), 100)
    text = "（负数）" if amount < 0 else ""
    if yuan:
        text += _whole(yuan) + "圆"
    if fen % 10 == 0:
        return text + (DIGITS[fen // 10] + "角整" if fen else ("整" if yuan else "零圆整"))
    jiao = DIGITS[fen // 10] + "角" if fen // 10 else ("零" if yuan else "")
    return text + jiao + DIGITS[fen % 10] + "分"


def _whole(number: int) -> str:
    text, zero = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        group, unit = divmod(place, 4)
        if digit:
            text += ("零" if zero else "") + DIGITS[digit] + UNITS[unit]
            zero = False
        else:
            zero = bool(text)
        if unit == 0 and group and number // 10**place % 10000:
            text += GROUPS[group]
    return text
