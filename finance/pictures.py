"""What a receipt looks like: its first page as a JPEG, drawn once by a process of its own that may do little else."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.conf import settings

from finance.fapiao.child import limit

if TYPE_CHECKING:
    from PIL.Image import Image

    from common.models import Upload

CONTENT_TYPE = "image/jpeg"
DRAWN = frozenset(("application/pdf", "image/jpeg", "image/png", "image/webp", "image/gif"))
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
LONGEST = 1600  # pixels of the longer side
MOST_PIXELS = 60_000_000
PATIENCE = 20  # seconds
AT_ONCE = 2
HOME = Path(__file__).resolve().parents[1]
START = "import sys; sys.path.insert(0, sys.argv[1]); from finance.pictures import main; main()"

_places = threading.BoundedSemaphore(AT_ONCE)


def has_picture(content_type: str) -> bool:
    """Whether a picture of such a file is tried at all; OFD and XML show their fields instead."""
    return content_type in DRAWN


def picture_of(upload: "Upload") -> bytes | None:
    """The JPEG; None for what cannot be drawn. Kept beside the files by digest: the bytes behind a digest never change."""
    if not has_picture(upload.content_type):
        return None
    kept = Path(settings.MEDIA_ROOT) / "pictures" / upload.sha256[:2] / f"{upload.sha256}.jpg"
    if not kept.exists():
        with upload.file.open("rb") as file:
            _keep(kept, _drawn(file.read()))
    return kept.read_bytes() or None


def _keep(path: Path, picture: bytes) -> None:
    """Whole or not at all; empty for what cannot be drawn, so that it is tried once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(picture)
    Path(file.name).replace(path)


def _drawn(data: bytes) -> bytes:
    with _places, tempfile.TemporaryFile() as question, tempfile.TemporaryFile() as answer:
        question.write(data)
        question.seek(0)
        if not _run(question, answer):
            return b""
        answer.seek(0)
        return answer.read()


def _run(question: IO[bytes], answer: IO[bytes]) -> bool:
    process = subprocess.Popen(  # noqa: S603  our own module
        [sys.executable, "-I", "-c", START, str(HOME)], stdin=question, stdout=answer, stderr=subprocess.DEVNULL, start_new_session=True,
        env={"LANG": "C.UTF-8", "PATH": os.defpath, "MALLOC_ARENA_MAX": "2"}, cwd="/",
    )  # fmt: skip
    try:
        return process.wait(PATIENCE) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


# -- the drawing process: no settings, no database ---------------------------------------------------


def main() -> None:
    """The file on standard input becomes a JPEG on standard output; any fault ends the process."""
    limit()
    answer = os.dup(1)
    os.dup2(2, 1)  # a library that prints must not disturb the answer
    data = sys.stdin.buffer.read()
    picture = _page(data) if b"%PDF" in data[:1024] else _photo(data)
    picture.thumbnail((LONGEST, LONGEST))
    with os.fdopen(answer, "wb") as file:
        picture.convert("RGB").save(file, "JPEG", quality=82, optimize=True)


def _page(data: bytes) -> "Image":
    import pypdfium2

    document = pypdfium2.PdfDocument(data[data.index(b"%PDF") :])
    page = document[0]
    scale = LONGEST / max(*page.get_size(), 1)
    return page.render(scale=min(scale, 4), may_draw_forms=False).to_pil()


def _photo(data: bytes) -> "Image":
    """Upright, on white, without what a camera wrote into it."""
    from PIL import Image, ImageOps

    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    picture.draft("RGB", (LONGEST, LONGEST))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA", "P"):
        upright = upright.convert("RGBA")
        white = Image.new("RGBA", upright.size, "white")
        return Image.alpha_composite(white, upright)
    return upright
