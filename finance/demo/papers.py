"""Fapiao of the demo company in the three formats in which they come: made anew, so that they are never out of date.

The seller, the numbers and the amounts are invented; the buyer is the demo company.
"""

import io
import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils.html import escape

from common.money import rounded
from common.pdf import write_pdf
from common.qr import qr_code
from finance.domain.uppercase import in_words

BUYER, BUYER_CODE = "云帆服务公司", "91330106MA2H00006X"
ZIP_TIME = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Paper:
    """A digital ordinary fapiao. rate: of the tax, percent. Money in CNY."""

    number: str
    issued_on: date
    seller: str
    seller_code: str
    item: str
    total: Decimal
    rate: int = 6

    @property
    def amount(self) -> Decimal:
        return rounded(self.total * 100 / (100 + self.rate))

    @property
    def tax(self) -> Decimal:
        return self.total - self.amount


def as_pdf(paper: Paper) -> SimpleUploadedFile:
    """As the tax bureau's platform sends it: text, and the QR code with eight fields."""
    code = f"01,32,,{paper.number},{paper.total:.2f},{paper.issued_on:%Y%m%d},,5a0c"
    context = {
        "paper": paper, "buyer": BUYER, "buyer_code": BUYER_CODE, "words": in_words(paper.total), "qr": qr_code(code, side_mm=22),
        "issued": f"{paper.issued_on.year}年{paper.issued_on.month:02d}月{paper.issued_on.day:02d}日",
    }  # fmt: skip
    html = render_to_string("finance/demo_fapiao.html", context)
    content = write_pdf(html, css="@page{size:210mm 140mm;margin:8mm}", stylesheets=("demo_fapiao.css",), identifier=paper.number).content
    return SimpleUploadedFile(f"dzfp_{paper.number}.pdf", content, "application/pdf")


def xml_of(paper: Paper) -> str:
    """The digital invoice as XML (fapiao.md 4)."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<EInvoice><Header><EIid>'
        f"{paper.number}</EIid><InherentLabel><EInvoiceType><LabelName>电子发票</LabelName></EInvoiceType>"
        "<GeneralOrSpecialVAT><LabelCode>02</LabelCode><LabelName>普通发票</LabelName></GeneralOrSpecialVAT></InherentLabel></Header>"
        f"<EInvoiceData><SellerInformation><SellerIdNum>{paper.seller_code}</SellerIdNum><SellerName>{escape(paper.seller)}</SellerName>"
        f"</SellerInformation><BuyerInformation><BuyerIdNum>{BUYER_CODE}</BuyerIdNum><BuyerName>{BUYER}</BuyerName></BuyerInformation>"
        f"<BasicInformation><TotalAmWithoutTax>{paper.amount}</TotalAmWithoutTax><TotalTaxAm>{paper.tax}</TotalTaxAm>"
        f"<TotalTax-includedAmount>{paper.total:.2f}</TotalTax-includedAmount>"
        f"<TotalTax-includedAmountInChinese>{in_words(paper.total)}</TotalTax-includedAmountInChinese></BasicInformation>"
        f"<IssuItemInformation><ItemName>{escape(paper.item)}</ItemName><Amount>{paper.amount}</Amount><TaxRate>0.{paper.rate:02d}</TaxRate>"
        f"<ComTaxAm>{paper.tax}</ComTaxAm><TotaltaxIncludedAmount>{paper.total:.2f}</TotaltaxIncludedAmount></IssuItemInformation>"
        f"</EInvoiceData><TaxSupervisionInfo><InvoiceNumber>{paper.number}</InvoiceNumber><IssueTime>{paper.issued_on:%Y-%m-%d}</IssueTime>"
        "</TaxSupervisionInfo></EInvoice>"
    )


def as_xml(paper: Paper) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"dzfp_{paper.number}.xml", xml_of(paper).encode(), "text/xml")


def as_ofd(paper: Paper) -> SimpleUploadedFile:
    """An OFD container with the invoice's XML attached (fapiao.md 5)."""
    ofd = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    title = (
        '<ofd:TextObject ID="3" Boundary="60 8 90 8" Font="1" Size="5"><ofd:TextCode X="0" Y="5">电子发票（普通发票）</ofd:TextCode>'
        "</ofd:TextObject>"
    )
    files = {
        "OFD.xml": f'<ofd:OFD {ofd} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>{paper.number}</ofd:DocID>'
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {ofd}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox>"
        '</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
        "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>",
        "Doc_0/Pages/Page_0/Content.xml": f'<ofd:Page {ofd}><ofd:Content><ofd:Layer ID="2">{title}</ofd:Layer></ofd:Content></ofd:Page>',
        "Doc_0/Attachs/Attachments.xml": f'<ofd:Attachments {ofd}><ofd:Attachment ID="1" Name="original_invoice" Format="xml">'
        "<ofd:FileLoc>original_invoice.xml</ofd:FileLoc></ofd:Attachment></ofd:Attachments>",
    }
    files = {name: f'<?xml version="1.0" encoding="UTF-8"?>\n{text}' for name, text in files.items()}
    files["Doc_0/Attachs/original_invoice.xml"] = xml_of(paper)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), text)
    return SimpleUploadedFile(f"dzfp_{paper.number}.ofd", content.getvalue(), "application/ofd")
