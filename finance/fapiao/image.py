"""A photo or a screenshot: only its QR code is read."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from finance.fapiao import codes
from finance.fapiao.fields import Found
from finance.fapiao.sentences import DAMAGED, DANGEROUS, NO_QR, SEVERAL, Unreadable

MOST_PIXELS = 60_000_000
LONGEST = 5_000  # a side; larger ones are halved
FORMATS = ("JPEG", "PNG", "WEBP")


def read(data: bytes) -> list[Found]:
    """Raises Unreadable."""
    found = codes.search(opened(data))
    if not found:
        raise Unreadable(NO_QR)
    if len({one.text("number") for one in found}) > 1:
        raise Unreadable(SEVERAL)
    return found[:1]


def opened(data: bytes) -> Image.Image:
    """The picture, upright, on white. Raises Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            large = picture.width * picture.height > MOST_PIXELS
            if not large:
                picture.draft("L", (3000, 3000))
                picture.load()
    except Image.DecompressionBombError as fault:
        raise Unreadable(DANGEROUS) from fault
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError) as fault:
        raise Unreadable(DAMAGED) from fault
    if large:
        raise Unreadable(DANGEROUS)
    halved = max(picture.size) > LONGEST and picture.mode in ("L", "RGB", "RGBA")
    upright = ImageOps.exif_transpose(picture)
    upright = upright.reduce(2) if halved else upright
    if upright.mode in ("RGBA", "LA", "PA", "P"):
        white = Image.new("RGBA", upright.size, "white")
        return Image.alpha_composite(white, upright.convert("RGBA")).convert("L")
    return upright.convert("L")
