"""A zip archive from outside: unpacked in pieces, in memory, and no further than a fapiao may grow."""

import io
import posixpath
import struct
import zipfile
import zlib

from finance.fapiao.sentences import DAMAGED, DANGEROUS, LOCKED, Unreadable

ENTRIES = 500
LARGEST = 20_000_000  # bytes of one entry, unpacked
ALTOGETHER = 60_000_000
STEEPEST = 300  # unpacked bytes for each packed one
CHUNK = 1 << 16
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    KeyError,
    RuntimeError,
    ValueError,
    struct.error,
)


class Archive:
    """Names are looked up without regard to case and to the slash that some makers put; nothing is written to a disk."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = [info for info in self._zip.infolist() if not info.is_dir()]
        except FAULTS as fault:
            raise Unreadable(DAMAGED) from fault
        if len(infos) > ENTRIES or sum(info.file_size for info in infos) > ALTOGETHER:
            raise Unreadable(DANGEROUS)
        self._infos = {clean(info.filename): info for info in infos}
        self._lower = {name.lower(): name for name in self._infos}
        self._spent = 0

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    def find(self, name: str) -> str:
        """The entry of this name, or ""."""
        return self._lower.get(clean(name).lower(), "")

    def read(self, name: str) -> bytes:
        info = self._infos[name]
        if info.flag_bits & 1:
            raise Unreadable(LOCKED)
        most = min(LARGEST, max(1_000_000, STEEPEST * max(info.compress_size, 1)))
        data = b""
        try:
            with self._zip.open(info) as file:
                while len(data) <= most and (piece := file.read(CHUNK)):
                    data += piece
        except FAULTS as fault:
            raise Unreadable(DAMAGED) from fault
        self._spent += len(data)
        if len(data) > most or self._spent > ALTOGETHER:
            raise Unreadable(DANGEROUS)
        return data


def clean(name: str) -> str:
    """Without leading slash or drive, with `..` resolved inside the archive."""
    return posixpath.normpath("/" + name.replace("\\", "/").strip()).lstrip("/")


def beside(base: str, location: str) -> str:
    """Where a location in file `base` points to: from the root with a slash, else from the folder of the file."""
    location = location.replace("\\", "/").strip()
    return clean(location if location.startswith("/") else posixpath.join(posixpath.dirname(base), location))
