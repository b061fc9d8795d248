"""Acts on accounts: how somebody is reached, passwords handed out, accounts closed, roles given."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import RuleBroken
from people.access import EVERYTHING, may
from people.models import Department, Employee, Role, RoleGrant, User


@transaction.atomic
def change_contact(*, employee: Employee, mobile: str, email: str, phone: str, by: User) -> Employee:
    """How the person is reached; mobile and e-mail are also logins, and where a forgotten password is reset.

    Raises RuleBroken when they belong to another account, or the person is an administrator and `by` is none.
    """
    employee = Employee.objects.select_for_update(of=("self",)).select_related("user").get(pk=employee.pk)
    if employee.user is not None:
        must_not_climb(by=by, account=employee.user)
        employee.user.mobile, employee.user.email = mobile or None, email or None
        try:
            with transaction.atomic():
                employee.user.save(update_fields=["mobile", "email"])
        except IntegrityError as error:
            raise RuleBroken(_("Another account uses this mobile or e-mail.")) from error
    employee.mobile, employee.email, employee.phone = mobile, email, phone
    employee.save(update_fields=["mobile", "email", "phone"])
    return employee


def must_not_climb(*, by: User, account: User) -> None:
    """Whoever may not do everything does not touch the login of somebody who may. Raises RuleBroken."""
    if by.pk != account.pk and account.access.everything and not by.access.everything:
        raise RuleBroken(_("Only an administrator changes how an administrator logs in."))


@transaction.atomic
def rename(*, employee: Employee, name: str) -> Employee:
    """The person has another name; the account follows."""
    employee = Employee.objects.select_for_update(of=("self",)).select_related("user").get(pk=employee.pk)
    employee.name = name
    employee.save(update_fields=["name", "name_key", "search_key"])
    if employee.user is not None:
        employee.user.name = name
        employee.user.save(update_fields=["name"])
    return employee


@transaction.atomic
def set_password(*, user: User, password: str, must_change: bool) -> None:
    """The account has another password; one that somebody else chose is changed at the next login."""
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])


@transaction.atomic
def hand_out_password(*, user: User, password: str, by: User) -> None:
    """Somebody else chose the password; the owner changes it at the next login. Raises RuleBroken for an administrator's."""
    must_not_climb(by=by, account=user)
    set_password(user=user, password=password, must_change=True)


@transaction.atomic
def force_password_change(*, user: User) -> None:
    """The owner sees no page before choosing another password."""
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])


@transaction.atomic
def set_active(*, user: User, is_active: bool, by: User) -> None:
    """Open or close the account; a closed one is out at its next page. Raises RuleBroken for one's own account."""
    if user.pk == by.pk and not is_active:
        raise RuleBroken(_("You cannot close your own account."))
    must_not_climb(by=by, account=user)
    user.is_active = is_active
    user.save(update_fields=["is_active"])


@transaction.atomic
def grant_role(*, employee: Employee, role: Role, department: Department | None, start: date, end: date | None, by: User) -> RoleGrant:
    """The employee has the role in the department and below (None: the company), from `start` until the day before `end`.

    Raises RuleBroken when the role would give more than `by` may do there.
    """
    must_cover(by=by, role=role, department=department)
    return RoleGrant.objects.create(employee=employee, role=role, department=department, during=(start, end))


@transaction.atomic
def end_role(*, grant: RoleGrant, last_day: date, by: User) -> None:
    """The role ends after `last_day`. Raises RuleBroken when it has ended before, or gives more than `by` may do."""
    must_cover(by=by, role=grant.role, department=grant.department)
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    end = last_day + timedelta(days=1)
    if grant.during.upper is not None and grant.during.upper <= end:
        raise RuleBroken(_("This role ends on that day or before."))
    if end <= grant.during.lower:
        if grant.during.lower <= clock.today():
            raise RuleBroken(_("The last day lies before the first."))
        grant.delete()
        return
    grant.during = (grant.during.lower, end)
    grant.save(update_fields=["during"])


def must_cover(*, by: User, role: Role, department: Department | None) -> None:
    """A role with every permission comes from somebody who has them, any role only where `by` may give roles. Raises RuleBroken."""
    if not may(by, "people.add_rolegrant", department.pk if department else None):
        raise RuleBroken(_("You cannot give roles there."))
    if EVERYTHING in role.permissions and not by.access.everything:
        raise RuleBroken(_("Only an administrator gives the role %(role)s."), role=role)
