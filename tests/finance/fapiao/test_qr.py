from datetime import date
from decimal import Decimal

import pytest

from finance.fapiao.merge import merge
from finance.fapiao.qr import parse

OLD = "01,10,031002600111,24681012,943.40,20230512,01234567890123456789,5A0C,"
DIGITAL = "01,32,,26312000000123456789,1000.00,20260318,,b1f4"


def test_an_old_code_carries_the_amount_without_tax():
    read = merge([parse(OLD)])
    assert (read.kind, read.code, read.number, read.check_code) == (
        "vat_electronic_ordinary", "031002600111", "24681012", "01234567890123456789",
    )  # fmt: skip
    assert (read.amount, read.total, read.issued_on) == (Decimal("943.40"), None, date(2023, 5, 12))


def test_a_digital_code_carries_the_total():
    read = merge([parse(DIGITAL)])
    assert (read.kind, read.number, read.amount, read.total) == ("digital_ordinary", "26312000000123456789", None, Decimal("1000.00"))


@pytest.mark.parametrize("tail", ["", ",", ",B1F4", ",b1f4,", ",b1f4,more,fields"])
def test_the_end_of_the_code_may_vary(tail):
    assert parse(f"01,32,,26312000000123456789,1000,20260318,{tail}").text("number") == "26312000000123456789"


@pytest.mark.parametrize(
    "text",
    [
        "https://pay.example/1", "02,32,,26312000000123456789,1000.00,20260318,,b1f4", "01,32,,2631200000012345678,1000.00,20260318,,b1f4",
        "01,32,,26312000000123456789,1000.00", "", "01," * 500,
    ],
)  # fmt: skip
def test_other_codes_are_left_alone(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("kind_code", "kind"),
    [
        ("01", "vat_special"), ("04", "vat_ordinary"), ("08", "vat_electronic_special"), ("10", "vat_electronic_ordinary"), ("11", "roll"),
        ("14", "toll"), ("31", "digital_special"), ("32", "digital_ordinary"), ("51", "rail"), ("59", "toll"), ("61", "air"),
        ("85", "digital_special"), ("86", "digital_ordinary"), ("99", "digital_ordinary"),
    ],
)  # fmt: skip
def test_the_code_of_the_kind_becomes_our_own(kind_code, kind):
    number = "24681012" if kind_code in ("01", "04", "08", "10") else "26312000000123456789"
    code = "031002600111" if len(number) == 8 else ""
    if kind_code == "99":
        kind = "other"
    assert merge([parse(f"01,{kind_code},{code},{number},10.00,20260318,,")]).kind == kind
