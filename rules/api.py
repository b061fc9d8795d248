"""What programs read of the wall: the editions in force on a day, with every value, its clause and for whom it holds."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from common import api
from common.api import CURRENCY, Asked, Field, Filter, Resource, Row, Scope
from common.models import CONFIDENTIAL
from common.parameters import Money
from common.periods import ONE_DAY
from people.models import Department, DepartmentPath, Post
from rules.catalogue import parameter_of, text_of
from rules.choices import KindOfRulebook
from rules.models import ClauseText, Force, Rulebook, Value


def install() -> None:
    """Called when Django starts."""
    api.register(
        Resource(
            name="rulebooks",
            label=_("Rulebooks in force on a day, with their values"),
            scope=Scope("rulebooks", _("Read the rulebooks in force with their values; confidential ones never."), "rules.view_rulebook"),
            model=Rulebook,
            fields=(
                Field("number", "text", _("Number of the rulebook.")),
                Field("title", "text", _("Its title.")),
                Field("owner", "object", _("Unit that issued it.")),
                Field("edition", "integer", _("Number of the edition."), "count"),
                Field("in_force_from", "date", _("First day in force.")),
                Field("in_force_to", "date", _("Last day in force, null while none is known.")),
                Field("department", "object", _("It holds in that unit and below, null: in the whole company.")),
                Field("posts", "list", _("Titles of the posts it binds; empty: everybody there.")),
                Field("is_pilot", "true or false", _("It is tried in that unit, and other editions of the rulebook give way there.")),
                Field("digest", "text", _("SHA-256 of the edition as it was reviewed and published.")),
                Field("values", "list", _("Each value: key, what it is, value, unit, clause, and the unit it was decided for.")),
            ),
            filters=(
                Filter("on", "date", _("The day; today when it is not given."), api.read_day),
                Filter("rulebook", "text", _("The rulebook with that number."), api.read_text),
            ),
            key=(api.read_text, api.read_id),
            rows=rows,
        )
    )


def rows(asked: Asked) -> list[Row]:
    """What was in force on the day in the part of the tree that the key opens, or above it: five queries at most."""
    on = asked.get("on") or asked.today
    units = _related(asked.department_id, on)
    found = Force.objects.on(on).filter(
        _there(units), api.beyond(("rulebook__number", "pk"), asked.after), rulebook__kind=KindOfRulebook.RULES
    )
    found = found.exclude(rulebook__level__in=CONFIDENTIAL)
    if number := asked.get("rulebook"):
        found = found.filter(rulebook__number=number)
    page = list(found.select_related("rulebook__owner", "edition", "department").order_by("rulebook__number", "pk")[: asked.limit + 1])
    values, posts = _values([one.edition_id for one in page], units), _posts(page)
    return [Row((one.rulebook.number, one.pk), _row(one, values.get(one.edition_id, []), posts)) for one in page]


def _related(department_id: int | None, on: date) -> list[int] | None:
    """The unit, what lies below it and what stands above it that day; None: everything."""
    if department_id is None:
        return None
    paths = DepartmentPath.objects.on(on).filter(Q(ancestor=department_id) | Q(descendant=department_id))
    return sorted({unit for pair in paths.values_list("ancestor", "descendant") for unit in pair})


def _there(units: list[int] | None) -> Q:
    return Q() if units is None else Q(department=None) | Q(department__in=units)


def _values(editions: Iterable[int], units: list[int] | None) -> dict[int, list[Value]]:
    """The values of these editions in the order of their clauses."""
    wording = ClauseText.objects.filter(edition=OuterRef("edition"), clause=OuterRef("clause"))
    found: dict[int, list[Value]] = {}
    rows = Value.objects.filter(_there(units), edition__in=set(editions)).select_related("department")
    rows = rows.annotate(label=Subquery(wording.values("label")), place=Subquery(wording.values("order")))
    for value in rows.order_by("edition", "place", "key", F("department").asc(nulls_first=True), "pk"):
        found.setdefault(value.edition_id, []).append(value)
    return found


def _posts(page: Iterable[Force]) -> dict[int, str]:
    wanted = {post for one in page for post in one.posts}
    return dict(Post.objects.filter(pk__in=wanted).values_list("pk", "title")) if wanted else {}


def _unit(unit: Department | None) -> dict[str, str] | None:
    return {"code": unit.code, "name": unit.name} if unit else None


def _row(one: Force, values: Iterable[Value], posts: dict[int, str]) -> dict[str, Any]:
    return {
        "number": one.rulebook.number,
        "title": one.rulebook.title,
        "owner": _unit(one.rulebook.owner),
        "edition": one.edition.number,
        "in_force_from": api.day(one.during.lower),
        "in_force_to": api.day(one.during.upper - ONE_DAY) if one.during.upper else None,
        "department": _unit(one.department),
        "posts": [posts[post] for post in one.posts if post in posts],
        "is_pilot": one.is_pilot,
        "digest": one.edition.digest,
        "values": [_value(value) for value in values],
    }


def _value(value: Value) -> dict[str, Any]:
    """A blank has no value: its rule is inactive."""
    told = {"key": value.key, "text": text_of(value.key), "value": value.raw, "unit": "", "clause": value.label}  # type: ignore[attr-defined]
    told["department"] = _unit(value.department)
    try:
        parameter = parameter_of(value.key)
    except LookupError:
        return told
    if isinstance(parameter, Money) and value.raw is not None:
        return told | {"value": api.money(str(value.raw)), "unit": parameter.unit, "currency": CURRENCY}
    return told | {"unit": parameter.unit}
