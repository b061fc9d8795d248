"""PDF from our own templates."""

import logging
import socket

import pypdfium2
import pytest

from common.pdf import STATIC, allowed, fetcher, write_pdf

PAGE = '<html lang="zh-CN"><head><title>门窗</title></head><body><p>%s</p></body></html>'
CSS = '@page{size:80mm 40mm;margin:5mm}body{font:12pt "Noto Sans CJK SC"}'


def made(body: str, css: str = CSS, identifier: str = "a"):
    return write_pdf(PAGE % body, css=css, identifier=identifier)


def text(content: bytes) -> str:
    return pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.invalid/a.png",
        "https://example.invalid/a.css",
        "ftp://example.invalid/a",
        "file:///etc/passwd",
        "file://example.invalid/share/a.png",
        (STATIC / ".." / "manage.py").as_uri(),
        STATIC.as_uri() + "/../manage.py",
        STATIC.as_uri() + "/%2e%2e/manage.py",
        STATIC.as_uri() + "-other/a.css",
        "gopher://example.invalid/",
        "javascript:1",
    ],
)
def test_address_that_is_not_ours_is_refused(url):
    with pytest.raises(ValueError, match="refused"):
        allowed(url)


def test_static_files_and_data_are_read():
    assert b"--blue" in fetcher().fetch((STATIC / "css" / "tokens.css").as_uri()).read()
    assert fetcher().fetch("data:text/plain;base64,bG9jaw==").read() == b"lock"


def test_document_that_names_other_hosts_and_files_asks_nobody(monkeypatch, caplog):
    def no_network(*args: object, **kwargs: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    with caplog.at_level(logging.ERROR, "weasyprint"):
        pdf = made(
            '门窗<img src="http://example.invalid/a.png"><img src="file:///etc/hostname">', '@import "https://example.invalid/a.css";' + CSS
        )
    assert "门窗" in text(pdf.content)
    assert caplog.text.count("refused") == 3


def test_same_document_gives_the_same_bytes():
    assert made("门窗").content == made("门窗").content


def test_identifier_stands_in_the_file():
    assert made("门窗", identifier="a").content != made("门窗", identifier="b").content


def test_title_and_language_stand_in_the_file():
    document = pypdfium2.PdfDocument(made("门窗").content)
    assert document.get_metadata_value("Title") == "门窗"
    assert document.is_tagged()


def test_fonts_are_named():
    assert [name.partition("+")[2] for name in made("门窗").fonts] == ["Noto-Sans-CJK-SC"]


def test_character_without_a_glyph_is_noted():
    pdf = made("门\ue000窗\ue000")
    assert pdf.missing == "\ue000"
    assert "\ue000" in pdf.notes()[0]


def test_ordinary_text_leaves_no_notes():
    assert made("门窗").notes() == ()


def test_tokens_colour_the_print():
    pdf = made("门窗", CSS + "p{height:25mm;background:var(--blue);color:var(--blue)}")
    assert pypdfium2.PdfDocument(pdf.content)[0].render(scale=1).to_pil().getpixel((100, 60)) == (31, 78, 158)
