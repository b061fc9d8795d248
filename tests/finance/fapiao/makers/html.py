"""Layouts in HTML: what a form maker would do, each in its own words."""

import io

import pypdfium2

from tests.finance.fapiao.makers.values import TITLES, Face, words

ID = "统一社会信用代码/纳税人识别号"


def page_of(pdf: bytes, number: int) -> bytes:
    """One page as a document of its own."""
    document, alone, out = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new(), io.BytesIO()
    alone.import_pages(document, [number])
    alone.save(out)
    alone.close()
    document.close()
    return out.getvalue()


def _down(text: str) -> str:
    return "<br>".join(text)


def _cells(*texts: object) -> str:
    return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"


def ruled(face: Face, width: str = "45%") -> str:
    return (
        f"<h2 style='text-align:center'>{TITLES[face.kind]}</h2>"
        f"<div style='text-align:right'>发票号码：{face.number}<br>开票日期：{face.issued_on:%Y年%m月%d日}</div>"
        f"<table><tr><td style='width:5%'>{_down('购买方信息')}</td>"
        f"<td style='width:{width}'>名称：{face.buyer_name}<br><br>{ID}：{face.buyer_tax_id}</td>"
        f"<td style='width:5%'>{_down('销售方信息')}</td><td>名称：{face.seller_name}<br><br>{ID}：{face.seller_tax_id}</td></tr></table>"
        "<table>"
        + _cells("项目名称", "规格型号", "单位", "数量", "单价", "金额", "税率/征收率", "税额")
        + _cells(face.item, "", "天", 2, "471.7", face.amount, "6%", face.tax)
        + _cells("合 计", "", "", "", "", f"¥{face.amount}", "", f"¥{face.tax}")
        + f"<tr><td>价税合计（大写）</td><td colspan=4>⊗{words(face.total)}</td><td colspan=3>（小写）¥{face.total}</td></tr></table>"
    )


def narrow(face: Face) -> str:
    """Names wrap into several lines."""
    return ruled(face, "28%")


def listed(face: Face) -> str:
    return f"<h2>{TITLES[face.kind]}</h2>" + "<br>".join(
        f"{label}：{text}"
        for label, text in (
            ("发票号码", face.number),
            ("开票日期", face.issued_on),
            ("购买方名称", face.buyer_name),
            ("购买方纳税人识别号", face.buyer_tax_id),
            ("销售方名称", face.seller_name),
            ("销售方纳税人识别号", face.seller_tax_id),
            ("合计金额", f"¥{face.amount}"),
            ("合计税额", f"¥{face.tax}"),
            ("价税合计（大写）", words(face.total)),
            ("价税合计（小写）", f"¥{face.total}"),
        )
    )


def key_and_value(face: Face) -> str:
    """No colons and no ¥."""
    rows = (
        ("发票号码", face.number),
        ("开票日期", f"{face.issued_on:%Y年%m月%d日}"),
        ("购买方名称", face.buyer_name),
        (f"购买方{ID}", face.buyer_tax_id),
        ("销售方名称", face.seller_name),
        (f"销售方{ID}", face.seller_tax_id),
        ("金额合计", face.amount),
        ("税额合计", face.tax),
        ("价税合计", face.total),
    )
    return f"<h3>{TITLES[face.kind]}</h3><table>{''.join(_cells(*row) for row in rows)}</table>"


def headed_columns(face: Face) -> str:
    return (
        f"<h2>{TITLES[face.kind]}</h2><p>发票号码: {face.number} 开票日期: {face.issued_on:%Y-%m-%d}</p>"
        "<table><tr><th colspan=2>购买方信息</th><th colspan=2>销售方信息</th></tr>"
        + _cells("名称", face.buyer_name, "名称", face.seller_name)
        + _cells("统一社会信用代码/<br>纳税人识别号", face.buyer_tax_id, "统一社会信用代码/<br>纳税人识别号", face.seller_tax_id)
        + "</table><table>"
        + _cells("项目名称", "金额", "税率", "税额")
        + _cells(face.item, face.amount, "6%", face.tax)
        + _cells("合计", face.amount, "", face.tax)
        + _cells("价税合计(大写)", words(face.total), "(小写)", f"￥{face.total}")
        + "</table>"
    )


def headed_blocks(face: Face) -> str:
    return (
        f"<h2>{TITLES[face.kind]}</h2><p>发票号码 {face.number}</p><p>开票日期 {face.issued_on:%Y年%m月%d日}</p>"
        f"<h4>购买方</h4><p>名称 {face.buyer_name}</p><p>纳税人识别号 {face.buyer_tax_id}</p>"
        f"<h4>销售方</h4><p>名称 {face.seller_name}</p><p>纳税人识别号 {face.seller_tax_id}</p>"
        f"<p>合计 ¥{face.amount} ¥{face.tax}</p><p>价税合计 {words(face.total)} ¥{face.total}</p>"
    )


def sentences(face: Face) -> str:
    """The seller first, several fields to a line."""
    return (
        f"<h2>{TITLES[face.kind]}</h2><p>号码：{face.number}　日期：{face.issued_on:%Y年%m月%d日}</p>"
        f"<p>销售方：{face.seller_name}　税号：{face.seller_tax_id}</p><p>购买方：{face.buyer_name}　税号：{face.buyer_tax_id}</p>"
        f"<p>不含税金额：{face.amount}元　税额：{face.tax}元　价税合计：{face.total}元</p>"
    )


LAYOUTS = (ruled, narrow, listed, key_and_value, headed_columns, headed_blocks, sentences)
