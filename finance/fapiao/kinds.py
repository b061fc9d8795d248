"""The kinds of fapiao, from the code in the QR, from the title, and from how the fapiao code is built."""

import re
from enum import StrEnum


class Kind(StrEnum):
    DIGITAL_SPECIAL = "digital_special"
    DIGITAL_ORDINARY = "digital_ordinary"
    VAT_SPECIAL = "vat_special"
    VAT_ORDINARY = "vat_ordinary"
    VAT_ELECTRONIC_SPECIAL = "vat_electronic_special"
    VAT_ELECTRONIC_ORDINARY = "vat_electronic_ordinary"
    RAIL = "rail"
    AIR = "air"
    TOLL = "toll"
    ROLL = "roll"
    TAXI = "taxi"  # and quota slips, coaches and ships: a printed sum, no buyer
    OTHER = "other"


BY_QR = {
    "01": Kind.VAT_SPECIAL, "03": Kind.OTHER, "04": Kind.VAT_ORDINARY, "08": Kind.VAT_ELECTRONIC_SPECIAL,
    "10": Kind.VAT_ELECTRONIC_ORDINARY, "11": Kind.ROLL, "14": Kind.TOLL, "15": Kind.OTHER, "31": Kind.DIGITAL_SPECIAL,
    "32": Kind.DIGITAL_ORDINARY, "51": Kind.RAIL, "59": Kind.TOLL, "61": Kind.AIR, "81": Kind.DIGITAL_SPECIAL,
    "82": Kind.DIGITAL_ORDINARY, "85": Kind.DIGITAL_SPECIAL, "86": Kind.DIGITAL_ORDINARY,
}  # fmt: skip
QR_WITHOUT_TAX = {"01", "03", "04", "08", "10", "11", "14", "15"}  # the QR carries the amount without tax; the others carry the total

DIGITAL = (Kind.DIGITAL_SPECIAL, Kind.DIGITAL_ORDINARY)
TRAVEL = (Kind.RAIL, Kind.AIR)
SLIPS = (Kind.TAXI, Kind.OTHER)

# Titles in half-width brackets and without spaces; the first that fits wins.
TITLES: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"电子发票\(铁路|铁路电子客票(?!号)", Kind.RAIL),
        (r"电子发票\(航空|航空运输电子客票|电子客票行程单", Kind.AIR),
        (r"电子发票\(通行费|通行费(?:增值税)?(?:电子)?(?:普通)?发票|通行费\)", Kind.TOLL),
        (r"\(卷[式票]\)|卷式发票|普通发票\(卷", Kind.ROLL),
        (r"机动车销售|二手车销售", Kind.OTHER),
        (r"(?:电子|纸质|数电)(?:发)?票\(增值税专用|数电专票|数电票\(专", Kind.DIGITAL_SPECIAL),
        (r"(?:电子|纸质|数电)(?:发)?票\(普通|数电普票|数电票\(普", Kind.DIGITAL_ORDINARY),
        (r"增值税电子专用发票|电子专票", Kind.VAT_ELECTRONIC_SPECIAL),
        (r"增值税电子普通发票|电子普票", Kind.VAT_ELECTRONIC_ORDINARY),
        (r"增值税专用发票", Kind.VAT_SPECIAL),
        (r"增值税普通发票", Kind.VAT_ORDINARY),
        (
            r"出租(?:汽)?车|定额发票|(?:公路|汽车|道路|水路|轮船)(?:旅客)?(?:运输)?客(?:运|票)|客运(?:发)?票|客运统一发票|船票|巡游车|TAXI",
            Kind.TAXI,
        ),
        (r"财政(?:电子)?票据|医疗(?:门诊|住院)?收费|非税收入|捐赠(?:统一)?票据|机打发票|通用(?:电子)?发票|行程单|收费票据", Kind.OTHER),
    )
)
FAPIAO_WORDS = re.compile(r"发票|行程单|客票|票据|专票|普票")


def of_title(text: str) -> Kind | None:
    """text: NFKC, without spaces."""
    return next((kind for pattern, kind in TITLES if pattern.search(text)), None)


def of_code(code: str) -> Kind | None:
    """The kind that the tax office built into a fapiao code of 10 or 12 digits."""
    if len(code) == 12 and code[0] == "0":
        return {
            "11": Kind.VAT_ELECTRONIC_ORDINARY, "12": Kind.TOLL, "13": Kind.VAT_ELECTRONIC_SPECIAL, "04": Kind.VAT_ORDINARY,
            "05": Kind.VAT_ORDINARY, "06": Kind.ROLL, "07": Kind.ROLL,
        }.get(code[-2:])  # fmt: skip
    if len(code) == 10:
        return {"1": Kind.VAT_SPECIAL, "5": Kind.VAT_SPECIAL, "3": Kind.VAT_ORDINARY, "6": Kind.VAT_ORDINARY}.get(code[7])
    return None


def fitting(kind: Kind, number: str) -> Kind:
    """A fapiao with a number of 20 digits is a digital one, whatever its title leaves out."""
    if len(number) != 20:
        return kind
    return {
        Kind.VAT_SPECIAL: Kind.DIGITAL_SPECIAL, Kind.VAT_ELECTRONIC_SPECIAL: Kind.DIGITAL_SPECIAL,
        Kind.VAT_ORDINARY: Kind.DIGITAL_ORDINARY, Kind.VAT_ELECTRONIC_ORDINARY: Kind.DIGITAL_ORDINARY,
    }.get(kind, kind)  # fmt: skip
