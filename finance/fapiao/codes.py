"""Finding the QR code of a fapiao in a picture: as it is, then larger, smaller, turned and cleaned, until one is read."""

import time
from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from finance.fapiao import qr
from finance.fapiao.fields import Found

QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
PATIENCE = 8.0  # seconds for one picture


def of_picture(picture: Image.Image) -> list[Found]:
    """Every fapiao code in it, as it is."""
    seen = zxingcpp.read_barcodes(picture, formats=QR_CODES)
    return [found for code in seen if (found := qr.parse(code.text))]


def search(picture: Image.Image, *, patience: float = PATIENCE) -> list[Found]:
    """The codes of a photo, by more and more effort."""
    deadline = time.monotonic() + patience
    for attempt in _attempts(picture):
        found = of_picture(attempt)
        if found or time.monotonic() > deadline:
            return found
    return []


def _attempts(picture: Image.Image) -> Iterator[Image.Image]:
    grey = picture.convert("L")
    long = max(grey.size)
    fit = _scaled(grey, min(1.0, 2000 / long))
    yield fit
    yield ImageOps.autocontrast(fit, cutoff=2)
    if long > 2000:
        yield grey
    yield fit.filter(ImageFilter.MedianFilter(3))
    yield ImageOps.autocontrast(fit.filter(ImageFilter.GaussianBlur(1)).filter(ImageFilter.MedianFilter(3)), cutoff=1)
    yield _scaled(fit, 0.5)
    yield _scaled(fit.filter(ImageFilter.GaussianBlur(1.2)), 0.6)
    if long < 2400:
        yield _scaled(fit, 2)
    for angle in (15, -15, 30, 45, -30, 8, -8):
        yield fit.rotate(angle, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    for tile in _tiles(grey):
        yield _scaled(ImageOps.autocontrast(tile, cutoff=2), 1600 / max(tile.size))
        yield _scaled(tile.filter(ImageFilter.MedianFilter(3)), 1200 / max(tile.size))
        yield _scaled(tile, 1600 / max(tile.size)).filter(ImageFilter.UnsharpMask(4, 200))


def _tiles(picture: Image.Image) -> Iterator[Image.Image]:
    """Overlapping parts, a little more than half of each side."""
    width, height = picture.size
    for top in (0, 0.45):
        for left in (0, 0.45):
            yield picture.crop((int(left * width), int(top * height), int((left + 0.55) * width), int((top + 0.55) * height)))


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    if abs(factor - 1) < 0.02:
        return picture
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.LANCZOS if factor < 1 else Image.Resampling.BICUBIC)
