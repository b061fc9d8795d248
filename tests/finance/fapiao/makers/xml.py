"""XML of the same face in every dialect."""

from xml.sax.saxutils import escape

from tests.finance.fapiao.makers.values import TITLES, Face, words

SIGNATURE = (
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><InvoiceNumber>99999999999999999999</InvoiceNumber></SignedInfo>'
    "<Object><SellerName>签名者</SellerName></Object></Signature>"
)


def tag(name: str, *inside: object) -> str:
    return f"<{name}>{''.join(str(part) for part in inside)}</{name}>"


def value(name: str, content: object) -> str:
    return tag(name, escape("" if content is None else str(content)))


def einvoice(face: Face, *, namespace: str = "", signature: bool = True, original: str = "", toll: bool = False) -> str:
    special = "special" in face.kind
    tax = "***" if face.stars else face.tax
    title = TITLES[face.kind]
    root = (
        tag(
            "Header",
            value("EIid", face.number),
            tag(
                "InherentLabel",
                tag("InIssuType", value("LabelCode", "Y"), value("LabelName", "是")),
                tag("EInvoiceType", value("LabelCode", "01"), value("LabelName", "电子发票")),
                tag(
                    "GeneralOrSpecialVAT",
                    value("LabelCode", "01" if special else "02"),
                    value("LabelName", title[5:-1] if "（" in title else title),
                ),
            ),
        )
        + tag(
            "EInvoiceData",
            tag(
                "SellerInformation",
                value("SellerIdNum", face.seller_tax_id),
                value("SellerName", face.seller_name),
                value("SellerAddr", "杭州"),
            ),
            tag("BuyerInformation", value("BuyerIdNum", face.buyer_tax_id), value("BuyerName", face.buyer_name)),
            tag(
                "BasicInformation",
                value("TotalAmWithoutTax", face.amount),
                value("TotalTaxAm", tax),
                value("TotalTax-includedAmount", face.total),
                value("TotalTax-includedAmountInChinese", words(face.total)),
                value("RequestTime", f"{face.issued_on} 10:20:30"),
                value("Drawer", "王小明"),
            ),
            tag(
                "IssuItemInformation",
                value("ItemName", face.item),
                value("Quantity", "2"),
                value("UnPrice", "471.7"),
                value("Amount", face.amount),
                value("TaxRate", "0.06"),
                value("ComTaxAm", tax),
                value("TotaltaxIncludedAmount", face.total),
            ),
            tag(
                "SpecificInformation",
                tag("RedEInvoice", value("OriginalInvoiceCode", original)) if original else "",
                tag("Toll", value("PlateNumber", "沪A12345")) if toll else "",
            ),
            tag("AdditionalInformation", value("Remark", "")),
        )
        + tag(
            "TaxSupervisionInfo", value("InvoiceNumber", face.number), value("IssueTime", face.issued_on), value("TaxBureauName", "税务局")
        )
    )
    space = f' xmlns="{namespace}"' if namespace else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<EInvoice{space}>{root}{SIGNATURE if signature else ""}</EInvoice>'


def chinese(face: Face) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + tag(
        "发票",
        value("发票类型", TITLES[face.kind]),
        value("发票代码", face.code),
        value("发票号码", face.number),
        value("开票日期", f"{face.issued_on:%Y年%m月%d日}"),
        value("购买方名称", face.buyer_name),
        value("购买方纳税人识别号", face.buyer_tax_id),
        value("销售方名称", face.seller_name),
        value("销售方纳税人识别号", face.seller_tax_id),
        tag("明细", tag("行", value("项目名称", face.item), value("金额", "1.00"), value("税额", "0.06"))),
        value("合计金额", face.amount),
        value("合计税额", "***" if face.stars else face.tax),
        value("价税合计", face.total),
        value("价税合计大写", words(face.total)),
        value("校验码", face.check_code),
    )


def labelled(face: Face) -> str:
    """Chinese labels as attributes, and parties as blocks."""

    def field(name: str, content: object) -> str:
        return f'<field name="{name}">{escape(str(content))}</field>'

    return tag(
        "Invoice",
        field("发票种类", TITLES[face.kind]),
        field("发票代码", face.code),
        field("发票号码", face.number),
        field("开票日期", f"{face.issued_on:%Y%m%d}"),
        tag("购买方信息", value("名称", face.buyer_name), value("统一社会信用代码", face.buyer_tax_id)),
        tag("销售方信息", value("名称", face.seller_name), value("纳税人识别号", face.seller_tax_id)),
        field("合计金额", face.amount),
        field("合计税额", "***" if face.stars else face.tax),
        field("价税合计（小写）", face.total),
        field("校验码", face.check_code),
    )


def pinyin(face: Face, *, mixed: bool = False) -> str:
    names = ["FPDM", "FPHM", "KPRQ", "GMFMC", "GMFNSRSBH", "XSFMC", "XSFNSRSBH", "HJJE", "HJSE", "JSHJXX", "JYM"]
    if mixed:
        names = ["Fpdm", "Fphm", "Kprq", "Gfmc", "Gfsbh", "Xfmc", "Xfsbh", "Hjje", "Hjse", "Jshj", "Jym"]
    contents = [
        face.code,
        face.number,
        f"{face.issued_on:%Y%m%d}",
        face.buyer_name,
        face.buyer_tax_id,
        face.seller_name,
        face.seller_tax_id,
        face.amount,
        "*" if face.stars else face.tax,
        face.total,
        face.check_code,
    ]
    goods = tag("FYXM", tag("MX", value("XMMC", face.item), value("JE", "1.00"), value("SE", "0.06")))
    return tag(
        "FP", value("FPZLMC", TITLES[face.kind]), *(value(name, content) for name, content in zip(names, contents, strict=True)), goods
    )


def xbrl(face: Face) -> str:
    names = (
        "InvoiceNumber",
        "SellerName",
        "SellerIdNum",
        "BuyerName",
        "BuyerIdNum",
        "TotalAmWithoutTax",
        "TotalTaxAm",
        "TotalTax-includedAmount",
    )
    contents = (
        face.number,
        face.seller_name,
        face.seller_tax_id,
        face.buyer_name,
        face.buyer_tax_id,
        face.amount,
        "***" if face.stars else face.tax,
        face.total,
    )
    facts = "".join(
        f'<einv:{name} contextRef="c">{escape(str(content))}</einv:{name}>' for name, content in zip(names, contents, strict=True)
    )
    facts += (
        f'<einv:RequestTime contextRef="c">{face.issued_on}</einv:RequestTime><einv:TypeOfVoucher>{TITLES[face.kind]}</einv:TypeOfVoucher>'
    )
    facts += (
        '<einv:UnifiedSocialCreditCodeOfAccountingEntity contextRef="c">91310115MA1ABCD2XD</einv:UnifiedSocialCreditCodeOfAccountingEntity>'
    )
    return f'<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:einv="http://xbrl.mof.gov.cn/taxonomy/einv">{facts}</xbrl>'


def family_a(face: Face) -> str:
    """The data of an electronic fapiao of 2020."""
    return '<?xml version="1.0" encoding="UTF-8"?>' + tag(
        "eInvoice",
        value("DocID", "fp-1"),
        value("InvoiceCode", face.code),
        value("InvoiceNo", face.number),
        value("IssueDate", f"{face.issued_on:%Y年%m月%d日}"),
        value("InvoiceCheckCode", face.check_code),
        value("MachineNo", "661545678901"),
        tag("Buyer", value("BuyerName", face.buyer_name), value("BuyerTaxID", face.buyer_tax_id), value("BuyerAddrTel", "上海")),
        tag("Seller", value("SellerName", face.seller_name), value("SellerTaxID", face.seller_tax_id)),
        value("TaxInclusiveTotalAmount", face.total),
        value("TaxTotalAmount", "***" if face.stars else face.tax),
        value("TaxExclusiveTotalAmount", face.amount),
        tag(
            "GoodsInfos",
            tag(
                "GoodsInfo",
                value("Item", face.item),
                value("Price", "1"),
                value("Quantity", "1"),
                value("Amount", "9.99"),
                value("TaxScheme", "6%"),
                value("TaxAmount", "0.55"),
            ),
        ),
    )


def family_air(face: Face) -> str:
    assert face.amount is not None
    return tag(
        "AirTransportReceipt",
        value("ElectronicInvoiceAirTransportReceiptNumber", face.number),
        value("IssueDate", face.issued_on),
        value("NameOfSeller", face.seller_name),
        value("NameOfPurchaser", face.buyer_name),
        value("UnifiedSocialCreditCodeOfPurchaser", face.buyer_tax_id),
        value("Fare", face.amount - 60),
        value("FuelSurcharge", "60.00"),
        value("VatRate", "9%"),
        value("VatTaxAmount", face.tax),
        value("CivilAviationDevelopmentFund", "50.00"),
        value("OtherTaxes", "0.00"),
        value("Insurance", "0.00"),
        value("TotalAmount", face.total),
        value("VerificationCode", "1234"),
        value("ETicketNumber", "7812345678901"),
        value("PassengerName", "李小红"),
        value("ValidIdNumber", "310101199001011234"),
    )


def family_rail(face: Face) -> str:
    return tag(
        "RailwayETicket",
        value("ElectronicInvoiceRailwayETicketNumber", face.number),
        value("TravelDate", "2026-03-10"),
        value("DateOfIssue", face.issued_on),
        value("TypeOfVoucher", "电子发票（铁路电子客票）"),
        value("TypeOfBusiness", "售"),
        value("NameOfPurchaser", face.buyer_name),
        value("UnifiedSocialCreditCodeOfPurchaser", face.buyer_tax_id),
        value("Fare", face.total),
        value("TotalAmountExcludingTax", face.amount),
        value("TaxRate", "0.09"),
        value("TaxAmount", face.tax),
        value("DepartureStation", "上海虹桥"),
        value("DestinationStation", "杭州东"),
        value("TrainNumber", "G7311"),
        value("ETicketNumber", "1234567890031012345678901"),
        value("Name", "李小红"),
        value("IdNumber", "3101011990****1234"),
    )
