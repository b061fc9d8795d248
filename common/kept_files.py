"""Are the uploaded files still the bytes that were handed in?"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from common.models import Upload

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class WrongFile:
    """is_gone: the file is not there; else its bytes are others."""

    upload_id: str
    name: str
    is_gone: bool


@dataclass(slots=True)
class CheckedFiles:
    files: int = 0
    wrong: list[WrongFile] = field(default_factory=list)


def check_files(*, tell: Callable[[int, int], None] = lambda done, whole: None) -> CheckedFiles:
    """Read every upload and compare it with the digest that was taken when it came in."""
    checked, whole = CheckedFiles(), Upload.objects.count()
    for upload in Upload.objects.order_by("uploaded_at", "pk").iterator(chunk_size=500):
        checked.files += 1
        found = _digest(upload)
        if found != upload.sha256:
            checked.wrong.append(WrongFile(str(upload.pk), upload.name, is_gone=found is None))
        tell(checked.files, whole)
    return checked


def _digest(upload: Upload) -> str | None:
    read = hashlib.sha256()
    try:
        with upload.file.open("rb") as source:
            while piece := source.read(CHUNK):
                read.update(piece)
    except OSError:
        return None
    return read.hexdigest()
