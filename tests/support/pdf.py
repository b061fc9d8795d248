"""What stands on a PDF that the house printed."""

from pypdfium2 import PdfDocument


def pdf_words(content: bytes) -> str:
    """The text of all pages, without blanks: lines and columns are set as they fit."""
    with PdfDocument(content) as document:
        return "".join("".join(page.get_textpage().get_text_range() for page in document).split())
