"""The file for the bank."""

from decimal import Decimal

import pytest

from finance.domain.bank_file import Transfer, bank_file

LI = Transfer("李雯", "6222021234567890128", "招商银行", Decimal("1386"), "报销款", "BX-2026-0001")


def test_file_opens_in_excel_with_its_header_and_whole_account_numbers():
    content = bank_file([LI])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        "序号,收款人,收款账号,开户行,金额,用途,单号\r\n1,李雯,6222021234567890128\t,招商银行,1386.00,报销款,BX-2026-0001\r\n"
    )


def test_file_has_the_same_bytes_for_the_same_transfers():
    assert bank_file([LI, LI]) == bank_file([LI, LI])


@pytest.mark.parametrize("armed", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1"])
def test_cell_that_excel_would_calculate_stays_a_text(armed: str):
    content = bank_file([Transfer(armed, "6222021234567890128", armed, Decimal(1), armed, armed)]).decode("utf-8-sig")
    row = content.split("\r\n")[1]
    assert row.count(f"'{armed}") == 4


def test_cell_with_commas_and_quotes_keeps_its_place():
    content = bank_file([Transfer("甲,“乙”", "622202", 'a"b', Decimal(1), "x", "y")]).decode("utf-8-sig")
    assert '"甲,“乙”",622202\t,"a""b",1.00,x,y' in content
