"""The voucher archive (财会〔2020〕6号): what was paid in a month with its originals, printed claims and an index, in one file."""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.digests import canonical
from common.errors import RuleBroken
from common.models import Level, Upload
from common.numbering import next_number
from common.periods import ONE_DAY, Period
from finance.choices import ClaimState
from finance.claim_printing import claim_sheet
from finance.domain.bank_file import unarmed
from finance.models import ArchiveVolume, Claim, Receipt
from people.access import may
from people.models import Employee, User

PURPOSE = "finance.archive"  # of its uploads
ARCHIVES = "finance.archive_claim"
SERIES = "DA"
ZIP = "application/zip"
NEVER = (1980, 1, 1, 0, 0, 0)  # every entry: a zip knows the time without a zone
CHUNK = 1 << 20
COLUMNS = ("claim", "file", "original_name", "kind", "fapiao_number", "sha256", "size", "handed_in_by", "handed_in_at")
Row = dict[str, Any]


@transaction.atomic
def archive_month(*, month: date, by: Employee, at: datetime) -> ArchiveVolume:
    """Put every claim that was paid in the month and is in no volume yet into a new one.

    The same claims give the same bytes. Raises RuleBroken for a month to come, when nothing is left, and for an original that is not
    the file that was handed in any more.
    """
    month = month.replace(day=1)
    if by.user is None:
        raise RuleBroken(gettext_lazy("Only somebody with an account can hand in files."))
    if month > day_of(at):
        raise RuleBroken(gettext_lazy("This month has not begun yet."))
    claims = _held(month)
    if not claims:
        raise RuleBroken(gettext_lazy("Nothing is left to archive of this month: every paid claim is in a volume."))
    with tempfile.TemporaryFile() as target:
        rows = _write(target, month, claims)
        upload = _stored(target, f"vouchers-{month:%Y-%m}.zip", by.user)
        volume = ArchiveVolume.objects.create(
            number=next_number(SERIES, month.year), month=month, upload=upload, claims=len(claims), files=len(rows), digest=upload.sha256,
            made_by=by, made_at=at,
        )  # fmt: skip
    Claim.objects.filter(pk__in=[one.pk for one in claims]).update(volume=volume)
    return volume


def first_open_month(at: datetime) -> date | None:
    """The first month that is over and has paid claims in no volume; None: all of them are archived."""
    this_month = day_of(at).replace(day=1)
    first = Claim.objects.filter(state=ClaimState.PAID, volume=None, paid_at__isnull=False).aggregate(first=Min("paid_at"))["first"]
    month = day_of(first).replace(day=1) if first else this_month
    return month if month < this_month else None


def _held(month: date) -> list[Claim]:
    """The paid claims of the month without a volume, locked: who comes second finds them taken."""
    last = Period.month_of(month).last
    first, end = (timezone.make_aware(datetime(day.year, day.month, day.day)) for day in (month, last + ONE_DAY))  # noqa: DTZ001
    rows = Claim.objects.select_for_update(of=("self",)).select_related("claimant")
    return list(rows.filter(state=ClaimState.PAID, paid_at__gte=first, paid_at__lt=end, volume=None).order_by("pk"))


def _write(target: IO[bytes], month: date, claims: Sequence[Claim]) -> list[Row]:
    receipts: dict[int, list[Receipt]] = {}
    ids = [one.pk for one in claims]
    found = Receipt.objects.filter(line__claim__in=ids, removed_at=None).select_related("upload", "owner", "line")
    for receipt in found.order_by("line__claim", "line__order", "pk"):
        receipts.setdefault(receipt.line.claim_id, []).append(receipt)  # type: ignore[union-attr]
    rows: list[Row] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as volume:
        for claim in claims:
            rows.append(_sheet(volume, claim))
            rows.extend(_original(volume, claim, place, one) for place, one in enumerate(receipts.get(claim.pk, []), start=1))
        _put(volume, "index.csv", index_csv(rows))
        facts = {"month": f"{month:%Y-%m}", "claims": [one.number for one in claims], "files": rows}
        _put(volume, "index.json", canonical(facts))
    return rows


def _sheet(volume: zipfile.ZipFile, claim: Claim) -> Row:
    """The printed claim."""
    content = claim_sheet(claim).content
    path = f"{claim.number}/{claim.number}.pdf"
    _put(volume, path, content)
    return _row(
        claim, path, name=f"{claim.number}.pdf", kind="claim", sha256=hashlib.sha256(content).hexdigest(), size=len(content),
        by=claim.claimant.name, at=claim.paid_at,
    )  # fmt: skip


def _original(volume: zipfile.ZipFile, claim: Claim, place: int, receipt: Receipt) -> Row:
    """A voucher as it came, byte for byte. Raises RuleBroken when it is another file now."""
    upload, read = receipt.upload, hashlib.sha256()
    suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
    path = f"{claim.number}/{place:03d}-{receipt.number or 'receipt'}.{suffix if suffix.isalnum() and suffix.isascii() else 'bin'}"
    with upload.file.open("rb") as source, volume.open(_entry(path), "w", force_zip64=True) as entry:
        while piece := source.read(CHUNK):
            read.update(piece)
            entry.write(piece)
    if read.hexdigest() != upload.sha256:
        raise RuleBroken(
            gettext_lazy("The file “%(name)s” of %(number)s is not what was handed in: its digest differs. Ask the administrator."),
            name=upload.name, number=claim.number,
        )  # fmt: skip
    return _row(
        claim, path, name=upload.name, kind=receipt.kind if receipt.is_fapiao else "receipt", sha256=upload.sha256, size=upload.size,
        by=receipt.owner.name, at=receipt.taken_at, number=receipt.number,
    )  # fmt: skip


def _row(claim: Claim, path: str, *, name: str, kind: str, sha256: str, size: int, by: str, at: datetime | None, number: str = "") -> Row:
    told = at.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds") if at else ""
    return dict(zip(COLUMNS, (claim.number, path, name, kind, number, sha256, size, by, told), strict=True))


def index_csv(rows: Sequence[Row]) -> bytes:
    """The index for Excel."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [unarmed(str(row[name])) for name in COLUMNS]
        cells[COLUMNS.index("fapiao_number")] += "\t" if row["fapiao_number"] else ""  # Excel would round twenty digits
        writer.writerow(cells)
    return target.getvalue().encode("utf-8-sig")


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, NEVER)
    entry.external_attr, entry.create_system = 0o444 << 16, 3
    return entry


def _put(volume: zipfile.ZipFile, path: str, content: bytes) -> None:
    volume.writestr(_entry(path), content)


def _stored(target: IO[bytes], name: str, by: User) -> Upload:
    """Keep the volume beside the files that people hand in. It is an archive, which their door does not take."""
    digest, size = digest_of(target)
    upload = Upload(
        pk=uuid4(), purpose=PURPOSE, name=name, content_type=ZIP, size=size, sha256=digest, level=Level.RESTRICTED, uploaded_by=by
    )  # fmt: skip
    target.seek(0)
    upload.file.save(f"{upload.pk}.zip", File(target), save=False)
    upload.save(force_insert=True)
    return upload


def digest_of(source: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and the number of bytes."""
    read, size = hashlib.sha256(), 0
    source.seek(0)
    while piece := source.read(CHUNK):
        read.update(piece)
        size += len(piece)
    return read.hexdigest(), size


def may_read(user: User, upload: Upload) -> bool:
    """A volume opens to those who archive for the whole company, and to nobody else."""
    return may(user, ARCHIVES, None)


# -- is it still what it was? ------------------------------------------------------------------------------


def verify_volume(volume: ArchiveVolume) -> str:
    """Recompute every digest. Returns the sentence of the first that differs, "" when all agree. Asks the index inside, too."""
    try:
        with volume.upload.file.open("rb") as source:
            wrong = next(_differing(source), "")
            if not wrong and digest_of(source)[0] != volume.digest:
                wrong = volume.upload.name
    except FileNotFoundError:
        return _("%(volume)s: the file is gone.") % {"volume": volume}
    return _("%(volume)s: %(file)s is not what was archived; its digest differs.") % {"volume": volume, "file": wrong} if wrong else ""


def _differing(source: IO[bytes]) -> Iterator[str]:
    try:
        with zipfile.ZipFile(source) as archive:
            names = set(archive.namelist())
            for row in json.loads(archive.read("index.json"))["files"]:
                if row["file"] not in names:
                    yield row["file"]
                    continue
                with archive.open(row["file"]) as entry:
                    if digest_of_stream(entry) != row["sha256"]:
                        yield row["file"]
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError):
        yield "index.json"


def digest_of_stream(entry: IO[bytes]) -> str:
    """SHA-256 of what is read from here on; a broken check sum of the zip counts as another digest."""
    read = hashlib.sha256()
    try:
        while piece := entry.read(CHUNK):
            read.update(piece)
    except zipfile.BadZipFile:
        return ""
    return read.hexdigest()


def day_of(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()
