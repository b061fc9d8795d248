"""The names under which XML files of fapiao keep our fields, in every dialect: English, Chinese labels, pinyin initials."""

import re

from finance.fapiao import values


def key(text: str) -> str:
    """A local name in lower case, without the marks between its parts."""
    return re.sub(r"[\W_]", "", values.plain(text)).lower()


# By field, the most trusted name first.
NAMES: dict[str, str] = {
    "number": (
        "invoicenumber eiid invoiceno electronicinvoicerailwayeticketnumber electronicinvoiceairtransportreceiptnumber "
        "einvoicenumber "
        "einvoiceno invoicenum fphm zzfphm sdfphm dzfphm fphao 发票号码 数电票号码 数电发票号码 全电发票号码 "
        "电子发票号码 票据号码 发票号"
    ),
    "code": "invoicecode fpdm zzfpdm 发票代码 票据代码",
    "issued_on": (
        "issuetime issuedate dateofissue invoicedate kprq tkrq kpsj 开票日期 开票时间 填开日期 填开时间 开具日期 "
        "开具时间 billingdate issuingdate "
        "kprqsj requesttime"
    ),
    "buyer_name": (
        "buyername nameofpurchaser purchasername gmfmc gfmc ghfmc gmfname ghdwmc buyerfullname 购买方名称 购方名称 "
        "购货方名称 购货单位名称 受票方名称 "
        "购买方 购方 付款方名称 购买方单位名称"
    ),
    "buyer_tax_id": (
        "buyeridnum buyertaxid buyertaxno unifiedsocialcreditcodeofpurchaser purchasertaxid purchasertaxno gmfnsrsbh "
        "gmfsbh gmfsh gfnsrsbh gfsbh "
        "gfsh ghfnsrsbh ghdwsbh gmftyshxydm 购买方纳税人识别号 购买方统一社会信用代码纳税人识别号 "
        "购买方统一社会信用代码 购买方识别号 购买方税号 购方税号 "
        "购方纳税人识别号 购方识别号 受票方纳税人识别号 购货单位纳税人识别号 购方统一社会信用代码 购方统一社会信用代码纳税人识别号"
    ),
    "seller_name": (
        "sellername nameofseller xsfmc xfmc xhfmc xsfname xhdwmc sellerfullname 销售方名称 销方名称 销货方名称 "
        "销货单位名称 开票方名称 销售方 销方 "
        "收款方名称 销售方单位名称 填开单位"
    ),
    "seller_tax_id": (
        "selleridnum sellertaxid sellertaxno unifiedsocialcreditcodeofseller xsfnsrsbh xsfsbh xsfsh xfnsrsbh xfsbh "
        "xfsh xhfnsrsbh xhdwsbh "
        "xsftyshxydm 销售方纳税人识别号 销售方统一社会信用代码纳税人识别号 销售方统一社会信用代码 销售方识别号 "
        "销售方税号 销方税号 销方纳税人识别号 "
        "销方识别号 开票方纳税人识别号 销货单位纳税人识别号 销方统一社会信用代码 销方统一社会信用代码纳税人识别号"
    ),
    "amount": (
        "totalamwithouttax taxexclusivetotalamount totalamountexcludingtax totalamountwithouttax hjje hjbhsje bhsje "
        "合计金额 金额合计 不含税金额 "
        "合计不含税金额 不含税合计 amountwithouttax excludingtaxamount 金额"
    ),
    "tax": "totaltaxam taxtotalamount vattaxamount totaltaxamount hjse 合计税额 税额合计 totaltax taxamount 增值税税额 税额 se",
    "total": (
        "totaltaxincludedamount taxinclusivetotalamount totalamountincludingtax totalamountwithtax jshj jshjje jshjxx "
        "价税合计 价税合计小写 "
        "价税合计金额 小写 含税金额 hsje totalamount amountwithtax 总金额 票价 合计"
    ),
    "check_code": "invoicecheckcode checkcode jym fpjym 校验码 发票校验码",
}
EXTRA: dict[str, str] = {
    "words": "totaltaxincludedamountinchinese jshjdx 价税合计大写 大写 taxinclusivetotalamountinchinese",
    "fare": "fare",
    "fuel": "fuelsurcharge 燃油附加费",
    "original_number": (
        "originalinvoicecode originalinvoicenumber numberoforiginalinvoice originalinvoiceno yfphm yfpdm lzfphm yzfphm "
        "原发票号码 蓝字发票号码 "
        "被红冲蓝字数电发票号码 被红冲蓝字数电票号码 对应蓝字发票号码"
    ),
}
KINDS = (
    "generalorspecialvat einvoicetype typeofvoucher invoicetype invoicetypename fpzl fpzlmc fplx fplxmc fplxdm "
    "fppz fppzmc 发票类型 发票种类 票种 "
    "发票名称 发票票种 title invoicetitle labelname invoicetypecode titlename"
)
ITEM_NAMES = "itemname item xmmc spmc hwmc hwlwmc hwhyslwmc 项目名称 商品名称 货物名称 货物或应税劳务名称 货物或应税劳务服务名称 服务名称"
LINE: dict[str, str] = {
    "name": ITEM_NAMES,
    "quantity": "quantity xmsl spsl sl 数量",
    "price": "unprice price unitprice xmdj spdj dj 单价",
    "amount": "amount xmje spje je 金额 不含税金额",
    "tax_rate": "taxrate taxscheme slv zsl zzssl 税率 税率征收率 征收率",
    "tax": "comtaxam taxamount se spse 税额",
}
# A party's element, and the plain names below it.
SIDES: dict[str, str] = {
    "buyer": (
        "buyer buyerinformation buyerinfo purchaser purchaserinformation gmf gmfxx gfxx 购买方 购买方信息 购方 购方信息 受票方 购货单位"
    ),
    "seller": "seller sellerinformation sellerinfo vendor xsf xsfxx xfxx 销售方 销售方信息 销方 销方信息 开票方 销货单位",
}
SIDE_NAME = "name mc 名称 单位名称 公司名称 fullname companyname qymc"
SIDE_ID = (
    "taxid idnum taxno taxnumber nsrsbh sbh sh 纳税人识别号 统一社会信用代码 统一社会信用代码纳税人识别号 税号 "
    "识别号 creditcode tyshxydm "
    "unifiedsocialcreditcode taxpayerid taxpayeridnum"
)


def ranked(table: dict[str, str]) -> dict[str, tuple[str, int]]:
    """name -> (field, rank), the smaller the more trusted."""
    return {name: (field, rank) for field, names in table.items() for rank, name in enumerate(names.split())}


FIELD_OF, EXTRA_OF, LINE_OF = ranked(NAMES), ranked(EXTRA), ranked(LINE)
SIDE_OF = {name: side for side, names in SIDES.items() for name in names.split()}
SIDE_PART = dict.fromkeys(SIDE_NAME.split(), "name") | dict.fromkeys(SIDE_ID.split(), "tax_id")
KIND_KEYS, ITEM_KEYS = frozenset(KINDS.split()), frozenset(ITEM_NAMES.split())
