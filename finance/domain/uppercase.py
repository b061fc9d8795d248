"""Amounts in capital Chinese numerals (大写), as a claim and a cheque write them. Source: 支付结算办法 annex; 会计基础工作规范 52."""

from decimal import Decimal

import cn2an

PREFIX, MINUS = "人民币", "（负数）"


def in_words(amount: Decimal, *, prefix: bool = False, unit: str = "元", closes_jiao: bool = False) -> str:
    """1005.20 -> `壹仟零伍元贰角`. amount: CNY with at most two decimals; ValueError for more.

    prefix: 人民币 before it, without a gap. unit: 元, or 圆 as fapiao print it. closes_jiao: 整 after 角, too.
    """
    if amount != round(amount, 2):
        raise ValueError(f"{amount} has parts of a fen")
    words = cn2an.an2cn(f"{abs(amount):.2f}", "rmb").replace("元", unit)
    if closes_jiao and words.endswith("角"):
        words += "整"
    return (MINUS if amount < 0 else "") + (PREFIX if prefix else "") + words
