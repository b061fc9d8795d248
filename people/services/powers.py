"""Using a power: written down once, by whoever holds it that day (DUT-02)."""

from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common import clock
from common.errors import RuleBroken
from common.money import rounded
from people.models import Assignment, Employee, Power, PowerUse


@transaction.atomic
def use_power(*, power: Power, by: Employee, purpose: str, key: UUID, amount: Decimal | None = None) -> PowerUse:
    """Write down that `by` used the power for `purpose`. The same `key` again gives the same line, not another.

    Raises RuleBroken when the power is out of use, `by` does not hold its post today, or the amount is missing
    or beyond the limit.
    """
    there = PowerUse.objects.filter(key=key).first()
    if there:
        return _same(there, power, by)
    power = Power.objects.select_for_update(of=("self",)).select_related("holder").get(pk=power.pk)
    _must_be_allowed(power, by, amount)
    use = PowerUse(power=power, used_by=by, holder_title=power.holder.title, purpose=purpose, amount=amount, key=key)
    try:
        with transaction.atomic():
            use.save()
    except IntegrityError:  # the other half of a double tap was quicker
        return _same(PowerUse.objects.get(key=key), power, by)
    return use


def _same(there: PowerUse, power: Power, by: Employee) -> PowerUse:
    if (there.power_id, there.used_by_id) != (power.pk, by.pk):
        raise RuleBroken(_("This form has been used already. Open it again."))
    return there


def _must_be_allowed(power: Power, by: Employee, amount: Decimal | None) -> None:
    if not power.is_active:
        raise RuleBroken(_("The power “%(power)s” is no longer in use."), power=power.name)
    if not Assignment.objects.on(clock.today()).filter(employee=by, post=power.holder).exists():
        raise RuleBroken(
            _("The power “%(power)s” belongs to the post %(post)s, which you do not hold today. Ask its holder."),
            power=power.name, post=power.holder.title,
        )  # fmt: skip
    if power.limit_amount is None:
        return
    limit = f"{power.limit_amount:,.2f}"
    if amount is None:
        raise RuleBroken(_("The power “%(power)s” has a limit of %(limit)s yuan. Enter the amount."), power=power.name, limit=limit)
    if rounded(amount) > power.limit_amount:
        raise RuleBroken(
            _("%(amount)s yuan is beyond the limit of the power “%(power)s”, %(limit)s yuan. Ask for approval above it."),
            amount=f"{amount:,.2f}", power=power.name, limit=limit,
        )  # fmt: skip
