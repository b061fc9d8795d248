"""QR codes in real size."""

import re

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from common.qr import QUIET_ZONE, qr_code

URL = "https://ops.example.cn/r/7F3K2A"


def drawn(svg: str, dot: int = 4) -> Image.Image:
    """The code as its path says, each dot some pixels wide."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    picture = Image.new("L", (side * dot, side * dot), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        pen.rectangle((int(x) * dot, int(y) * dot, (int(x) + int(length)) * dot - 1, (int(y) + 1) * dot - 1), fill=0)
    return picture


def test_qr_code_reads_back():
    assert zxingcpp.read_barcode(drawn(qr_code(URL, side_mm=40).svg)).text == URL


def test_qr_code_has_its_size_and_quiet_zone():
    code = qr_code(URL, side_mm=40)
    assert 'width="40mm" height="40mm"' in code.svg
    assert code.module_mm == pytest.approx(40 / 37)
    assert code.quiet_mm == pytest.approx(QUIET_ZONE * 40 / 37)
    assert min(drawn(code.svg, 1).crop((0, 0, 37, QUIET_ZONE)).tobytes()) == 255


def test_qr_code_keeps_the_level_that_was_asked_for():
    assert qr_code(URL, side_mm=40, level="Q").level in "QH"
    assert qr_code(URL, side_mm=40, level="Q").module_mm <= qr_code(URL, side_mm=40, level="M").module_mm


def test_qr_code_survives_a_stain_at_level_q():
    picture = drawn(qr_code(URL, side_mm=40, level="Q").svg)
    ImageDraw.Draw(picture).rectangle((76, 76, 100, 100), fill=255)
    assert zxingcpp.read_barcode(picture).text == URL


def test_qr_code_is_one_path_without_gaps():
    assert qr_code(URL, side_mm=40).svg.count("<path") == 2
    assert qr_code(URL, side_mm=40).data_uri.startswith("data:image/svg+xml;base64,")
