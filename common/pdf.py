"""PDF from our own templates: real size, embedded fonts, nothing fetched, the same bytes for the same input.

WeasyPrint is imported where it is used: it needs system libraries that a command without print does not.
"""

import logging
import re
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.urls import URLFetcher

STATIC = (Path(settings.BASE_DIR) / "static").resolve()
MISSING_GLYPH = ".notdef glyph rendered"  # how WeasyPrint's warning about a character without a glyph begins


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished file. fonts: names of the embedded subsets. missing: characters that no installed font can draw."""

    content: bytes
    pages: int
    fonts: tuple[str, ...]
    missing: str

    def notes(self) -> tuple[str, ...]:
        """What the person who prints has to know, in sentences."""
        if not self.missing:
            return ()
        sentence = _("No installed font has these characters, they are printed as empty boxes: %(characters)s")
        return (sentence % {"characters": " ".join(self.missing)},)


def write_pdf(html: str, *, css: str, stylesheets: Sequence[str] = (), identifier: str) -> Pdf:
    """Lay out and write a document whose size, styles and texts are final.

    html: a whole page from a template of ours, its values escaped. stylesheets: names below static/css, after the tokens.
    css: what was computed for this document. identifier: of the document, the same for the same content.
    """
    from weasyprint import CSS, HTML

    page = HTML(string=html, base_url=STATIC.as_uri() + "/", url_fetcher=fetcher())
    sheets = [light_tokens(), *(parsed(name) for name in stylesheets), CSS(string=css, url_fetcher=fetcher())]
    with missing_glyphs() as missing:
        document = page.render(stylesheets=sheets, pdf_tags=True)
        content = document.write_pdf(pdf_tags=True, pdf_identifier=identifier.encode())
    fonts = tuple(sorted(font.name.decode().lstrip("/") for font in document.fonts.values()))
    return Pdf(content, len(document.pages), fonts, "".join(dict.fromkeys(missing)))


@cache
def parsed(name: str) -> "CSS":
    """A stylesheet of ours, parsed once in a process."""
    from weasyprint import CSS

    return CSS(filename=STATIC / "css" / name, url_fetcher=fetcher())


@cache
def light_tokens() -> "CSS":
    """The tokens of a light screen, which is paper: the first rule of tokens.css. The others ask what a screen prefers."""
    from weasyprint import CSS

    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    declared = re.findall(r"--[\w-]+:[^;]+;", text[: text.index("}")])
    return CSS(string=":root{" + "".join(declared) + "}", url_fetcher=fetcher())


@cache
def fetcher() -> "URLFetcher":
    """Hands over our static files and data URIs; whatever else a document names is refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            """Raises ValueError, which WeasyPrint logs as something that cannot be loaded."""
            return super().fetch(allowed(url), headers)

    nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # reads no certificates: none will be needed
    return OwnFilesOnly(allowed_protocols=("file", "data"), allow_redirects=False, ssl_context=nobody)


def allowed(url: str) -> str:
    """The address as it may be read. Raises ValueError for anything but data and files below static."""
    if url.startswith("data:"):
        return url
    parts = urlsplit(url)
    path = Path(url2pathname(parts.path)).resolve()
    if parts.scheme != "file" or parts.netloc or not path.is_relative_to(STATIC):
        raise ValueError(f"refused: {url[:80]}")
    return path.as_uri()


class MissingGlyphs(logging.Handler):
    """Collects the characters that WeasyPrint could not draw, in the thread that made it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.characters: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread and str(record.msg).startswith(MISSING_GLYPH) and isinstance(record.args, tuple):
            self.characters.append(str(record.args[0]))


@contextmanager
def missing_glyphs() -> Iterator[list[str]]:
    """The characters without a glyph that come up inside the block."""
    handler, logger = MissingGlyphs(), logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield handler.characters
    finally:
        logger.removeHandler(handler)
