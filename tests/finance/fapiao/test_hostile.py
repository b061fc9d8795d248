"""Files that nobody should send: each gets a sentence, soon."""

import io
import struct
import time
import zipfile
import zlib

import pytest
from django.utils import translation

from finance.fapiao import limited
from finance.fapiao.limited import read_limited
from finance.fapiao.reading import read
from finance.fapiao.sentences import Unreadable
from finance.fapiao.uppercase import figure
from tests.finance.fapiao.makers import pages, xml
from tests.finance.fapiao.makers.faces import FACES, drawn
from tests.finance.fapiao.makers.ofd import ofd
from tests.finance.fapiao.makers.pdf import assembled, pdf

FACE = FACES["digital_special"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


EINVOICE = xml.einvoice(FACE)


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{place} "{f"&l{place - 1};" * 10}">' for place in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><EInvoice><InvoiceNumber>&l9;</InvoiceNumber></EInvoice>'.encode()
    )


def locked_pdf() -> bytes:
    """Standard security, 40 bits, with a user password that is not the empty one."""
    plain = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]
    plain.append(b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <" + b"ab" * 32 + b"> /U <" + b"cd" * 32 + b"> >>")
    return assembled(plain, b"/Encrypt 3 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]")


def huge_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30000, 30000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(3751 * 30000), 9)) + chunk(b"IEND", b"")


def locked_zip() -> bytes:
    data = bytearray(zipped({"a.xml": EINVOICE.encode()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


WRONG = {
    "empty": (b"", "empty"),
    "blank": (b" \n\x00", "empty"),
    "text": ("发票号码 26312000000123456789".encode(), "no PDF"),
    "a page of the web": (b"<!DOCTYPE html><html><body>fapiao</body></html>", "no PDF"),
    "a program": (b"\x7fELF" + bytes(500), "no PDF"),
    "a picture of another form": (b"GIF89a" + bytes(500), "no PDF"),
    "half a PDF": (pdf([drawn(FACE, pages.STYLES[0])])[:600], "damaged|No fapiao|only a picture"),
    "only the sign of a PDF": (b"%PDF-1.7\n", "damaged"),
    "a locked PDF": (locked_pdf(), "password|damaged"),
    "a PDF that is a contract": (
        pdf([[pages.Piece(10, 10 + 8 * row, "甲方应于收到发票后三十日内付款，合计 ¥100.00 元。") for row in range(9)]]),
        "No fapiao",
    ),
    "a PDF without anything": (pdf([[]]), "only a picture"),
    "a PDF with too many pages": (pdf([[]] * 21), "20 pages"),
    "a broken XML": (EINVOICE[:300].encode(), "damaged"),
    "an XML that is none": (b"<note><to>you</to></note>", "No fapiao"),
    "two roots": ((EINVOICE + EINVOICE[38:]).encode(), "several"),
    "two fapiao in one XML": (f"<all>{EINVOICE[38:]}{EINVOICE[38:]}</all>".encode(), "several"),
    "billion laughs": (laughs(), "refused"),
    "an entity from outside": (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><EInvoice><SellerName>&e;</SellerName></EInvoice>',
        "refused",
    ),
    "too many elements": (b"<a>" + b"<b/>" * 60_000 + b"</a>", "refused"),
    "too deep": (b"<a>" * 5_000 + b"</a>" * 5_000, "refused"),
    "a broken zip": (zipped({"OFD.xml": b"<a/>"})[:40], "damaged"),
    "an empty zip": (zipped({}), "no fapiao"),
    "a zip without fapiao": (zipped({"a.txt": b"hello"}), "no fapiao"),
    "a zip of two": (zipped({"a.xml": EINVOICE.encode(), "b.xml": EINVOICE.encode()}), "several"),
    "a zip in a zip in a zip": (zipped({"a.ofd": zipped({"b.ofd": zipped({"c.xml": EINVOICE.encode()})})}), "no fapiao"),
    "a locked zip": (locked_zip(), "password"),
    "a zip bomb": (zipped({"OFD.xml": b"<a>" + b" " * 50_000_000 + b"</a>"}), "refused"),
    "a zip with too many parts": (zipped({f"{place}.xml": b"<a/>" for place in range(600)}), "refused"),
    "an OFD that points nowhere": (zipped({"OFD.xml": b"<OFD><DocBody><DocRoot>../../etc/passwd</DocRoot></DocBody></OFD>"}), "damaged"),
    "an OFD without a fapiao": (ofd([pages.Piece(10, 10, "会议通知")]), "No fapiao"),
    "half a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "damaged"),
    "a huge picture": (huge_png(), "refused"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_gets_a_sentence(name):
    data, sentence = WRONG[name]
    with pytest.raises(Unreadable, match=sentence):
        read(data)


def test_a_huge_file_is_refused_before_it_is_read():
    started = time.monotonic()
    with pytest.raises(Unreadable, match="10 MB"):
        read_limited(b"%PDF" + bytes(10_000_000))
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.8])
def test_a_damaged_ofd_gets_a_sentence(cut):
    data = ofd(drawn(FACE, pages.STYLES[0]), attached=EINVOICE)
    with pytest.raises(Unreadable):
        read(data[: int(len(data) * cut)])


def test_a_file_is_read_in_a_process_of_its_own():
    assert read_limited(EINVOICE.encode(), "a.xml").as_json() == read(EINVOICE.encode()).as_json()


def test_a_process_that_takes_too_long_is_killed(monkeypatch):
    monkeypatch.setattr(limited, "PATIENCE", 1)
    monkeypatch.setattr(limited, "START", "import time; time.sleep(60)")
    started = time.monotonic()
    with pytest.raises(Unreadable, match="too much time"):
        read_limited(b"<a/>")
    assert time.monotonic() - started < 5


def test_a_process_that_dies_is_told(monkeypatch):
    monkeypatch.setattr(limited, "START", "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(Unreadable, match="too much time"):
        read_limited(b"<a/>")


def test_a_process_that_eats_memory_is_stopped(monkeypatch):
    start = limited.START.replace("main()", "limit(); bytearray(3_000_000_000)").replace("import main", "import limit")
    monkeypatch.setattr(limited, "START", start)
    with pytest.raises(Unreadable, match="too much time"):
        read_limited(b"<a/>")


def test_a_process_that_talks_nonsense_is_told(monkeypatch):
    monkeypatch.setattr(limited, "START", "print('[1]')")
    with pytest.raises(Unreadable, match="damaged"):
        read_limited(b"<a/>")


def test_an_amount_beyond_all_measure_is_no_amount():
    assert figure("玖仟亿亿亿亿亿亿圆整") is None


def test_a_stored_pdf_at_the_beginning_of_an_archive_is_still_an_archive():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.pdf", pdf([drawn(FACE, pages.STYLES[0])]))
    assert read(file.getvalue()).number == FACE.number


def test_the_reading_process_is_limited_before_it_reads(monkeypatch):
    """Three gigabytes would be there without the limit."""
    greedy = "import finance.fapiao.reading as reading; reading.read = lambda data: bytearray(3_000_000_000); main()"
    monkeypatch.setattr(limited, "START", limited.START.replace("main()", greedy))
    with pytest.raises(Unreadable, match="too much time"):
        read_limited(b"<a/>")
