"""Files that people hand in: checked by content, stored privately, served to those who may read them.

The door that stores a file names its purpose and registers, once, who may read files of that purpose.
"""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import filetype
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from common.models import Level, Upload

Account = AbstractBaseUser | AnonymousUser
MayRead = Callable[[Any, Upload], bool]  # of an account, which only the house to the right has a type for

IMAGES = {"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic"}
SHOWN_IN_BROWSER = {"application/pdf", "image/jpeg", "image/png", "image/webp", "image/gif"}
ZIP_KINDS = {  # what a zip container holds, by the entry that gives it away
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "OFD.xml": "application/ofd",
}

_readers: dict[str, MayRead] = {}


def register_reader(purpose: str, may_read: MayRead) -> None:
    """Let `may_read` decide who reads files of that purpose. Called when Django starts."""
    _readers[purpose] = may_read


def may_read(user: Account, upload: Upload) -> bool:
    """Whether the user may read the file: its owner, and whom the purpose's door allows."""
    if upload.uploaded_by_id == user.pk:
        return True
    return upload.purpose in _readers and _readers[upload.purpose](user, upload)


def content_type_of(file: UploadedFile) -> str:
    """The type by content, never by name.

    Raises RuleBroken for a kind of file that is not accepted: programs, pages, archives, anything unknown.
    """
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    guess = filetype.guess_mime(head)
    if guess == "application/pdf" or guess in IMAGES:
        return guess
    if zipfile.is_zipfile(file):
        return _zip_kind(file)
    if guess is None and _is_text(head):
        return "text/plain"
    raise RuleBroken(
        _("“%(name)s” is a kind of file that is not accepted. Use PDF, a picture, Word, Excel, PowerPoint, OFD or plain text."),
        name=file.name,
    )


def _zip_kind(file: UploadedFile) -> str:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        names = set()
    finally:
        file.seek(0)
    for entry, kind in ZIP_KINDS.items():
        if entry in names:
            return kind
    raise RuleBroken(_("“%(name)s” is an archive. Unpack it and hand in the files inside."), name=file.name)


def _is_text(head: bytes) -> bool:
    if b"\0" in head or head.lstrip().lower().startswith((b"<!doctype html", b"<html", b"<script", b"<svg")):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the last character may be cut in two
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return bool(head)
    return False


def store_upload(*, file: UploadedFile, purpose: str, by: AbstractBaseUser, level: Level = Level.DEPARTMENT) -> Upload:
    """Check and keep a file.

    Raises RuleBroken when it is empty, larger than settings.UPLOAD_MAX_BYTES, or of a kind that is not accepted.
    """
    if not file.size:
        raise RuleBroken(_("“%(name)s” is empty."), name=file.name)
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise RuleBroken(
            _("“%(name)s” is larger than %(limit)d MB. Hand in a smaller copy."),
            name=file.name,
            limit=settings.UPLOAD_MAX_BYTES // 1024 // 1024,
        )
    content_type = content_type_of(file)
    sha256 = hashlib.sha256()
    for chunk in file.chunks():
        sha256.update(chunk)
    name = PurePath(file.name or "").name[-200:]
    upload = Upload(
        purpose=purpose, name=name, content_type=content_type, size=file.size, sha256=sha256.hexdigest(), level=level, uploaded_by_id=by.pk
    )
    file.seek(0)
    upload.file.save(f"{upload.pk}{PurePath(name).suffix[:8]}", file, save=False)
    upload.save(force_insert=True)
    return upload
