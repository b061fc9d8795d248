"""Where somebody stands, as far as they have agreed that it is recorded: the text they agree to, and the nearest place of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from attendance.choices import CoordinateSystem
from attendance.domain.geo import Fix, Point, metres_between, wgs_of
from attendance.models import PlaceConsent, WorkPlace
from attendance.policy import Places
from people.models import Assignment, DepartmentPath

DIGITS = Decimal("0.000001")  # of a degree: a hand's breadth


@dataclass(frozen=True, slots=True)
class Standing:
    """What is made of the place that a browser told. told: the sentence for the person.

    columns: of the row beside the punch; None when nothing may be recorded. is_there: near enough to a place of work.
    """

    told: str
    columns: dict[str, Any] | None = None
    is_there: bool = False


@dataclass(frozen=True, slots=True)
class _Nearest:
    """A place of work. metres: rounded up, so that what is shown and what is compared are one number."""

    pk: int
    name: str
    metres: int


def places_of(day: date, department_id: int | None, post_id: int | None = None) -> Places:
    """What the wall says of places to whoever holds the post there."""
    return Places.on(day, department_id, post_id)


def rules_of(user_id: int, day: date) -> tuple[Places, list[int]]:
    """What the wall says of places to the account's employee, and the departments in which they hold a post: one query."""
    rows = Assignment.objects.on(day).filter(employee__user=user_id).values_list("kind", "department", "post").order_by("pk")
    held = sorted(rows, key=lambda row: row[0] != "regular")
    _kind, department, post = held[0] if held else ("", None, None)
    return places_of(day, department, post), [row[1] for row in held]


def standing_of(user_id: int, fix: Fix, at: datetime) -> Standing:
    """What the place comes to for the account's employee at that instant. Three queries."""
    day = timezone.localtime(at, timezone.get_default_timezone()).date()
    rules, departments = rules_of(user_id, day)
    if rules.radius is None:
        return Standing(_("The rules have not decided how near is near enough, so your place was not recorded."))
    if not has_agreed(PlaceConsent.objects.filter(employee__user=user_id, withdrawn_at=None).first(), rules):
        return Standing(_("Your place was not recorded, because you have not agreed to it as it is now."))
    nearest, radius = _nearest(fix.point, departments, day), int(rules.radius)
    is_there = nearest is not None and nearest.metres <= radius and fix.accuracy_m <= radius
    columns = {
        "latitude": _digits(fix.point.latitude), "longitude": _digits(fix.point.longitude), "accuracy_m": fix.accuracy_m,
        "distance_m": nearest.metres if nearest else None, "place_id": nearest.pk if nearest and is_there else None,
    }  # fmt: skip
    return Standing(_told(nearest, fix, radius, is_there=is_there), columns, is_there)


def _digits(degrees: float) -> Decimal:
    return Decimal(degrees).quantize(DIGITS)


def _nearest(point: Point, departments: Sequence[int], day: date) -> _Nearest | None:
    """The nearest place in use of these departments and of those above them."""
    above = DepartmentPath.objects.filter(descendant__in=departments, during__contains=day).values("ancestor")
    places = WorkPlace.objects.filter(is_active=True, department__in=above)
    found = [_Nearest(place.pk, place.name, ceil(metres_between(point, spot_of(place)))) for place in places]
    return min(found, key=lambda one: one.metres, default=None)


def spot_of(place: WorkPlace) -> Point:
    """The point of a place of work as a browser would tell it."""
    told = Point(float(place.latitude), float(place.longitude))
    return wgs_of(told) if place.system == CoordinateSystem.GCJ02 else told


def _told(nearest: _Nearest | None, fix: Fix, radius: int, *, is_there: bool) -> str:
    if nearest is None:
        return _("Your department has no place of work on the map yet: the punch is recorded, but not as made at one.")
    values = {"place": nearest.name, "distance": metres(nearest.metres), "accuracy": metres(fix.accuracy_m), "radius": metres(radius)}
    if is_there:
        return _("Counts as made at %(place)s, %(distance)s from here.") % values
    if fix.accuracy_m > radius:
        return (
            _("The phone knows its place only to %(accuracy)s, and %(radius)s are asked for: recorded, but not as made at a place.")
            % values
        )
    return _("It is %(distance)s to %(place)s, and up to %(radius)s count: recorded, but not as made at a place.") % values


def metres(count: int) -> str:
    """`300 m`, `1.2 km`."""
    return _("%(count)d m") % {"count": count} if count < 1000 else _("%(count)s km") % {"count": f"{count / 1000:,.1f}"}


# -- what one agrees to ------------------------------------------------------------------------------


def consent_lines(rules: Places) -> list[tuple[str, str]]:
    """The text that is agreed to, as (heading, sentence), in the language of the reader."""
    days = rules.retention_days
    kept = _("%(days)d days, then it is deleted.") % {"days": int(days)} if days is not None else _("Until you take your consent back.")
    return [
        (_("What is recorded"), _("Where you are when you clock in or out, and how exactly the phone knows it. At no other time.")),
        (_("What for"), _("To see whether you are at a place of work, so that the punch counts as made there. For nothing else.")),
        (_("How long"), kept),
        (_("Who sees it"), _("You, your superiors, and those who look after attendance.")),
        (
            _("Of your own will"),
            _("Whoever does not agree clocks in with the button, the code on the wall or a terminal; nothing else changes."),
        ),
        (_("Taking it back"), _("At any time, on this page. What was recorded of your places is deleted then; the punches stay.")),
    ]


def consent_text(rules: Places) -> str:
    """The text as it is kept."""
    return "\n".join(f"{heading}: {sentence}" for heading, sentence in consent_lines(rules))


def has_agreed(consent: PlaceConsent | None, rules: Places) -> bool:
    """Whether the consent is to the text as it is now, in whichever language it was read."""
    if consent is None:
        return False
    return consent.text == consent_text(rules) or consent.text in _in_all_languages(rules)


def _in_all_languages(rules: Places) -> set[str]:
    texts = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts.add(consent_text(rules))
    return texts
