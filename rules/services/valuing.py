"""Deciding what stands in a blank: for everybody whom the edition binds, or for one department."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common import crosschecks
from common.errors import RuleBroken
from people.models import Department, DepartmentPath, Employee
from rules.catalogue import parameter_of
from rules.models import Edition, Value
from rules.services.drafts import locked_draft


@transaction.atomic
def decide_value(
    *, edition: Edition, key: str, raw: Any, by: Employee, at: datetime, department: Department | None = None, reason: str = ""
) -> Value:
    """Decide a parameter of a draft. raw None leaves it undecided: its rule stays inactive.

    department: a unit below those that the edition binds, for which the value differs. reason: needed where the law
    advises against the value. Raises RuleBroken when the value does not fit its type, its range or the other values.
    """
    edition = locked_draft(edition)
    stands = Value.objects.filter(edition=edition, key=key, department=None).first()
    if stands is None:
        raise RuleBroken(_("No clause of this edition names %(key)s."), key=key)
    if department is not None:
        refuse_outside(edition, department)
    value = _parsed(key, raw)
    advice = parameter_of(key).law
    if advice and value and not reason.strip():
        raise RuleBroken(_("%(advice)s Say on which advice this is decided."), advice=advice)
    row = Value.objects.filter(edition=edition, key=key, department=department).first()
    row = row or Value(edition=edition, key=key, department=department, clause_id=stands.clause_id)
    row.raw, row.reason, row.decided_by, row.decided_at = raw, reason.strip(), by, at
    row.save()
    refuse_contradictions(edition, department)
    return row


@transaction.atomic
def remove_department_value(*, edition: Edition, key: str, department: Department) -> None:
    """The department follows the rest again. Raises RuleBroken when what is left does not fit together."""
    edition = locked_draft(edition)
    Value.objects.filter(edition=edition, key=key, department=department).delete()
    refuse_contradictions(edition, department)


def refuse_contradictions(edition: Edition, department: Department | None) -> None:
    """Raises RuleBroken when the edition's values contradict each other, for everybody or in any department of theirs."""
    for values in values_by_department(edition, department).values():
        found = crosschecks.contradictions(values)
        if found:
            raise RuleBroken(found[0].sentence)


def values_by_department(edition: Edition, only: Department | None = None) -> dict[int | None, dict[str, Any]]:
    """The parsed values of an edition, for everybody (None) and for each department with values of its own.

    only: that department alone. None: everybody and every department, because what holds for all shows in each.
    """
    common: dict[str, Any] = {}
    own: dict[int, dict[str, Any]] = {}
    for row in Value.objects.filter(edition=edition).order_by("pk"):
        target = common if row.department_id is None else own.setdefault(row.department_id, {})
        target[row.key] = _parsed(row.key, row.raw)
    merged: dict[int | None, dict[str, Any]] = {id: {**common, **values} for id, values in own.items()}
    if only is not None:
        return {only.pk: merged.get(only.pk, common)}
    return {None: common, **merged}


def _parsed(key: str, raw: Any) -> Any:
    if raw is None:
        return None
    try:
        return parameter_of(key).parse(raw)
    except ValueError as error:
        raise RuleBroken(str(error)) from error


def refuse_outside(edition: Edition, department: Department) -> None:
    """Raises RuleBroken when the rulebook does not bind the department."""
    bound = edition.rulebook.departments.all()
    if not bound:
        return
    if not DepartmentPath.objects.filter(ancestor__in=bound, descendant=department, during__upper_inf=True).exists():
        raise RuleBroken(_("%(department)s is not among the units that this rulebook binds."), department=department.name)
