"""Layouts that a browser or a form maker would give: tables, lists, headings, long names that wrap, small letters."""

from dataclasses import replace
from decimal import Decimal

import pytest
import weasyprint

from finance.fapiao.reading import read
from tests.finance.fapiao.makers import html
from tests.finance.fapiao.makers.faces import FACES

BASE = FACES["digital_ordinary"]
FACES_HERE = {
    "plain": BASE,
    "long": replace(
        BASE,
        buyer_name="北京市海淀区中关村软件园国际创新服务（集团）股份有限公司上海分公司",
        seller_name="内蒙古自治区呼和浩特市如家和美酒店管理有限责任公司第三分公司",
        amount=Decimal("1234567.89"),
        tax=Decimal("74074.07"),
        total=Decimal("1308641.96"),
    ),
    "latin": replace(BASE, buyer_name="Shanghai ABC Trading Co., Ltd.", seller_name="ＡＢＣ（中国）有限公司"),
    "red": replace(BASE, amount=Decimal("-943.40"), tax=Decimal("-56.60"), total=Decimal("-1000.00")),
    "person": replace(BASE, seller_name="王小明", seller_tax_id="310101199001011234"),
    "old tax id": replace(BASE, buyer_tax_id="310115123456789"),
}
STYLE = (
    "<style>@page{size:210mm 148mm;margin:6mm}body{font:9pt 'Noto Sans CJK SC'}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid}</style>"
)


@pytest.fixture(scope="session")
def documents():
    """One document for each layout, a page for each face; made once, because fonts are slow to cut down."""
    return {
        layout.__name__: weasyprint.HTML(
            string=STYLE + "".join(f"<div style='break-after:page'>{layout(face)}</div>" for face in FACES_HERE.values())
        ).write_pdf()
        for layout in html.LAYOUTS
    }


@pytest.mark.parametrize("face", FACES_HERE)
@pytest.mark.parametrize("layout", [layout.__name__ for layout in html.LAYOUTS])
def test_a_layout_of_a_browser_is_read(documents, layout, face):
    expected = FACES_HERE[face].expected()
    found = read(html.page_of(documents[layout], list(FACES_HERE).index(face))).as_json()
    assert {name: found[name] for name in expected} == expected
