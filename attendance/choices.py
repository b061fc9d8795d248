"""Words that models, services and the domain share."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(TextChoices):
    """How a punch came in."""

    BUTTON = "button", pgettext_lazy("source of a punch", "web")
    WALL_CODE = "wall_code", pgettext_lazy("source of a punch", "code on the wall")
    NETWORK = "network", pgettext_lazy("source of a punch", "office network")
    TERMINAL = "terminal", pgettext_lazy("source of a punch", "terminal")
    SUPERVISOR = "supervisor", pgettext_lazy("source of a punch", "supervisor")
    PLACE = "place", pgettext_lazy("source of a punch", "place")
    FIELD = "field", pgettext_lazy("source of a punch", "field work")


class ShiftHours(TextChoices):
    """How exactly the hours of a shift group are meant."""

    FIXED = "fixed", pgettext_lazy("hours of a shift", "fixed: first and last punch")
    EACH = "each", pgettext_lazy("hours of a shift", "fixed: each stretch has its own punches")
    FREE = "free", pgettext_lazy("hours of a shift", "free: as long as these, whenever one likes")


class CoordinateSystem(TextChoices):
    """In which system a place was told. Maps of China show GCJ-02, browsers and satellites WGS 84."""

    WGS84 = "wgs84", _("WGS 84 (browser, GPS)")
    GCJ02 = "gcj02", _("GCJ-02 (Amap, Tencent)")


class ChangeState(TextChoices):
    """Where a result is that changed after the fact."""

    OPEN = "open", pgettext_lazy("changed result", "to be accepted")
    ACCEPTED = "accepted", pgettext_lazy("changed result", "accepted")
    GONE = "gone", pgettext_lazy("changed result", "changed back")


class SlipKind(TextChoices):
    """What a slip asks for: a stretch of time of one person that another person says yes to."""

    LEAVE = "leave", pgettext_lazy("kind of slip", "leave")
    TRIP = "trip", pgettext_lazy("kind of slip", "business trip")
    OUTING = "outing", pgettext_lazy("kind of slip", "work outside")
    EXIT = "exit", pgettext_lazy("kind of slip", "temporary exit")
    OVERTIME = "overtime", pgettext_lazy("kind of slip", "overtime")
    SWAP = "swap", pgettext_lazy("kind of slip", "swap of a rest day")


AWAY = (SlipKind.LEAVE, SlipKind.TRIP, SlipKind.OUTING, SlipKind.EXIT)  # one cannot be in two of these at once


class SlipState(TextChoices):
    """Where a slip is (LEV-02). At which step of its route it waits is read from its request."""

    DRAFT = "draft", pgettext_lazy("slip", "draft")
    SUBMITTED = "submitted", pgettext_lazy("slip", "submitted")
    SENT_BACK = "sent_back", pgettext_lazy("slip", "sent back")
    APPROVED = "approved", pgettext_lazy("slip", "approved")
    REFUSED = "refused", pgettext_lazy("slip", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("slip", "withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("slip", "cancelled")
    CLOSED = "closed", pgettext_lazy("slip", "closed")


LIVE = (SlipState.SUBMITTED, SlipState.SENT_BACK, SlipState.APPROVED, SlipState.CLOSED)  # they hold their time and their balance
COUNTS = (SlipState.APPROVED, SlipState.CLOSED)  # the day is judged by them


class EntryKind(TextChoices):
    """What happened to somebody's balance of a leave type."""

    GRANT = "grant", pgettext_lazy("balance", "granted")
    USE = "use", pgettext_lazy("balance", "used")
    CANCEL = "cancel", pgettext_lazy("balance", "given back")
    EXPIRE = "expire", pgettext_lazy("balance", "expired")
    CARRY = "carry", pgettext_lazy("balance", "carried over")
    ADJUST = "adjust", pgettext_lazy("balance", "corrected")


class CaseKind(TextChoices):
    """What somebody has to examine. Never a consequence by itself."""

    LATE_COUNT = "late_count", _("late or early too often in a month")
    ABSENCE_CONSECUTIVE = "absence_consecutive", _("absent for too many days in a row")
    ABSENCE_YEAR = "absence_year", _("absent for too many days in a year")
    EXIT = "exit", _("left the post without permission")
    WARNING = "warning", _("formal warning for lateness")


class CaseState(TextChoices):
    TO_EXAMINE = "to_examine", pgettext_lazy("case", "to be examined")
    OBJECTED = "objected", pgettext_lazy("case", "objected to")
    CONFIRMED = "confirmed", pgettext_lazy("case", "confirmed")
    DROPPED = "dropped", pgettext_lazy("case", "dropped")


class ClosingState(TextChoices):
    """Where a month is."""

    RUNNING = "running", pgettext_lazy("month", "being closed")
    CLOSED = "closed", pgettext_lazy("month", "closed")
    REOPENED = "reopened", pgettext_lazy("month", "reopened")


class SheetAnswerKind(TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("month sheet", "confirmed")
    OBJECTED = "objected", pgettext_lazy("month sheet", "objected to")


class ImportState(TextChoices):
    LOOKED_AT = "looked_at", pgettext_lazy("file of a terminal", "to be looked at")
    WRITTEN = "written", pgettext_lazy("file of a terminal", "written")
    SET_ASIDE = "set_aside", pgettext_lazy("file of a terminal", "set aside")
