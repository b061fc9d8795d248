"""A late shift of customer service, rostered for the weeks ahead."""

from datetime import timedelta

from attendance.choices import ShiftHours
from attendance.demo.acts import Scene, told_if_possible
from attendance.models import ShiftGroup
from attendance.services.groups import save_shift_group
from attendance.services.rosters import by_pattern, write_roster
from common.periods import ONE_DAY, Period
from rules.models import Force, Value

WEEKS = 4


def late_shift(scene: Scene) -> None:
    """One of customer service works late from tomorrow on."""
    with told_if_possible():
        in_force = Force.objects.on(scene.today).values("edition")
        row = Value.objects.filter(edition__in=in_force, key="work.schedule").select_related("clause").order_by("pk")[0]
        group = ShiftGroup(
            name="客服晚班", clause=row.clause, segments=[["11:00", "14:00"], ["15:00", "20:00"]], weekdays=[1, 2, 3, 4, 5],
            hours=ShiftHours.FIXED,
        )  # fmt: skip
        save_shift_group(group=group, today=scene.today)
        first = scene.today + ONE_DAY
        plan = by_pattern(
            pattern=[group], period=Period(first, first + timedelta(days=7 * WEEKS - 1)), people=[scene.people["1007"]], step=0,
            today=scene.today,
        )  # fmt: skip
        write_roster(plan=plan, by=scene.people["1002"], at=scene.now)
