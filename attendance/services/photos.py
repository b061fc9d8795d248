"""Photos of punches outside: read as a picture, written anew without what the phone hides in it, deleted with the file."""

import hashlib
import struct
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps

from attendance.models import PunchPhoto
from common.errors import RuleBroken
from common.uploads import content_type_of

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
MOST_PIXELS = 80_000_000  # no phone takes more into one picture that is sent; a small file can unfold to gigabytes
SIDE, QUALITY = 1600, 82  # of what is kept: enough to see where it was taken
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, OverflowError, struct.error)  # what Pillow raises for half a picture


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as it is kept: JPEG, upright, nothing hidden in it."""

    content: bytes
    sha256: str


def read_photo(file: UploadedFile) -> Photo:
    """Check and clean a picture: EXIF, which holds place and device, is left behind.

    Raises RuleBroken when it is empty, too large, no JPEG, PNG or WebP, or damaged.
    """
    if not file.size:
        raise RuleBroken(_("“%(name)s” is empty."), name=file.name)
    if file.size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        raise RuleBroken(_("“%(name)s” is larger than %(limit)d MB. Hand in a smaller copy."), name=file.name, limit=limit)
    kind = FORMATS.get(content_type_of(file))
    if kind is None:
        raise RuleBroken(_("“%(name)s” is no photo that can be shown here. Use JPEG, PNG or WebP."), name=file.name)
    try:
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint allows halves for the whole process as soon as it is imported
        with Image.open(file, formats=[kind]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise RuleBroken(_("“%(name)s” has too many pixels. Hand in a smaller copy."), name=file.name)
            content = _clean(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RuleBroken(_("“%(name)s” has too many pixels. Hand in a smaller copy."), name=file.name) from error
    except DAMAGED as error:
        raise RuleBroken(_("“%(name)s” is damaged. Take the photo once more."), name=file.name) from error
    return Photo(content, hashlib.sha256(content).hexdigest())


def _clean(image: Image.Image) -> bytes:
    image.draft("RGB", (SIDE, SIDE))  # a JPEG is read at the size that is needed
    image.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(image)
    plain = Image.new("RGB", upright.size, "white")  # of its own: carries neither EXIF nor comments over
    plain.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    written = BytesIO()
    plain.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def keep_photo(*, punch_id: int, photo: Photo, at: datetime) -> PunchPhoto:
    """Store the picture beside its punch, under a name that says nothing. In a transaction; if it fails here, no file stays."""
    row = PunchPhoto(punch_id=punch_id, sha256=photo.sha256, created_at=at)
    row.file.save(f"{uuid4().hex}.jpg", ContentFile(photo.content), save=False)
    try:
        row.save(force_insert=True)
    except Exception:
        row.file.delete(save=False)
        raise
    return row


def forget_photos(photos: QuerySet[PunchPhoto]) -> int:
    """Delete the pictures: file first, so that what a failure leaves is a row, which the next night finds again."""
    rows = list(photos)
    for row in rows:
        row.file.delete(save=False)
    gone, _by_model = PunchPhoto.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return gone
