"""One fapiao of each kind, and its page in a style."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.finance.fapiao.makers import pages
from tests.finance.fapiao.makers.pages import Piece, Style
from tests.finance.fapiao.makers.values import Face

_OLD: dict[str, Any] = {"number": "24681012", "issued_on": date(2023, 5, 12)}
_CHECK = "01234567890123456789"
_NOBODY: dict[str, Any] = {"buyer_name": "", "buyer_tax_id": "", "seller_name": "", "seller_tax_id": "", "amount": None, "tax": None}

FACES = {
    face.kind: face
    for face in (
        Face(),
        Face(kind="digital_special"),
        Face(kind="vat_special", code="3300204130", **_OLD),
        Face(kind="vat_ordinary", code="033002200104", check_code=_CHECK, **_OLD),
        Face(kind="vat_electronic_special", code="033002200113", **_OLD),
        Face(kind="vat_electronic_ordinary", code="031002600111", check_code=_CHECK, **_OLD),
        Face(kind="toll", code="033002200112", check_code=_CHECK, item="*经营租赁*通行费", **_OLD),
        Face(kind="roll", code="031002200107", check_code=_CHECK, amount=None, tax=None, **_OLD),
        Face(kind="rail", seller_name="", seller_tax_id="", amount=None, tax=None, total=Decimal("73.00")),
        Face(kind="air", seller_tax_id="", amount=Decimal("1000.00"), tax=Decimal("90.00"), total=Decimal("1140.00")),
        Face(kind="taxi", code="131002200111", total=Decimal("46.00"), **_OLD, **_NOBODY),
    )
}
WITHOUT_QR = ("taxi", "roll")


def drawn(face: Face, style: Style) -> list[Piece]:
    by_kind = {"rail": pages.rail, "air": pages.air, "taxi": pages.slip, "roll": pages.roll}
    return by_kind.get(face.kind, pages.digital if face.kind.startswith("digital") else pages.vat)(face, style)
