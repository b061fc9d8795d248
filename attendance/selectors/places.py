"""What pages show of punches by place and outside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from django.db.models import QuerySet
from django.urls import reverse

from attendance.choices import Source
from attendance.models import PlaceConsent, Punch, PunchPhoto
from attendance.policy import Places
from attendance.selectors.judging import Judged
from attendance.selectors.standing import has_agreed, metres, places_of
from people.models import User

SEES = "attendance.view_punch"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the button's page offers besides it. radius: metres, None: no places. field_needs: `note`, `photo`, or "": not offered."""

    radius: int | None
    has_agreed: bool
    field_needs: str


def offer_of(employee_id: int, day: date, judged: Judged | None) -> Offer:
    """For whoever holds the post of the judged day: no query while places are undecided, else one."""
    rules = places_of(day, judged.place.department_id, judged.place.post_id) if judged else places_of(day, None)
    agreed = rules.radius is not None and has_agreed(consent_of(employee_id), rules)
    return Offer(int(rules.radius) if rules.radius is not None else None, agreed, _needs(rules))


def _needs(rules: Places) -> str:
    return rules.field_needs if rules.field_needs in ("note", "photo") else ""


def consent_of(employee_id: int) -> PlaceConsent | None:
    """The consent that holds, to whichever text."""
    return PlaceConsent.objects.filter(employee=employee_id, withdrawn_at=None).first()


# -- how a punch came in -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Way:
    """A punch with how it came in, for a list. word: its source. note: why; by: who wrote it down, "" for oneself.

    near: the place of work that it counts for, else how far the nearest is, "" when unknown. sure: how exactly. photo: its address.
    """

    punch_id: int
    employee: str
    number: str
    wall: time
    word: str
    note: str = ""
    by: str = ""
    near: str = ""
    sure: str = ""
    photo: str = ""


def ways_of(employee_id: int, day: date) -> list[Way]:
    """Every punch of the person on that date of the wall clock, by time: one query."""
    return ways(Punch.objects.filter(employee=employee_id, local_on=day).order_by("at", "pk"))


def outside_on(user: User, day: date) -> QuerySet[Punch]:
    """The punches outside of that date that the account may see, without its own: the newest first."""
    rows = Punch.objects.visible_to(user, SEES).filter(local_on=day, source=Source.FIELD)
    return rows.exclude(employee__user=user).order_by("-at", "-pk")


def ways(punches: QuerySet[Punch]) -> list[Way]:
    """As they are shown: one query for all of them."""
    found: Iterable[Punch] = punches.select_related("employee", "note__by", "where__place", "photo")
    return [_way(one) for one in found]


def _way(punch: Punch) -> Way:
    note, where, photo = (getattr(punch, name, None) for name in ("note", "where", "photo"))
    by = note.by if note and note.by_id not in (None, punch.employee_id) else None
    far = metres(where.distance_m) if where and where.distance_m is not None else ""
    return Way(
        punch.pk, punch.employee.name, punch.employee.number, punch.local_time, punch.get_source_display(),
        note=note.reason if note else "", by=by.name if by else "",
        near=where.place.name if where and where.place else far, sure=metres(where.accuracy_m) if where else "",
        photo=reverse("attendance:outside-photo", args=[punch.pk]) if photo else "",
    )  # fmt: skip


def photos_for(user: User) -> QuerySet[PunchPhoto]:
    """The photos that the account may see: its own, and those of people whose punches it sees."""
    return PunchPhoto.objects.filter(punch__in=Punch.objects.visible_to(user, SEES).values("pk"))
