"""What attendance lets the wall decide. Source 000 五(一); 002 S2.4."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance.leave_types import leave_type, leave_type_abroad
from common.policy import Choice, Choices, Count, Days, Hours, Minutes, Money, Policy, Ratio, Table

FINES = _(
    "No national law lets an enterprise fine its employees: the rules of 1982 that did were repealed in 2008. In Guangdong a rule"
    " with fines is ordered to be corrected (Regulations on Labour Security Supervision art. 51). Safer: count the minutes as unpaid"
    " and remind, then warn in writing. Whoever decides an amount says on which advice."
)
MORE_THAN_NOT_WORKED = _(
    "No pay is due for time not worked, but deducting more than that time is treated as withholding wages (Labour Law art. 50 and 91;"
    " arbitration in Jiangsu refused “one day absent, three days' pay”). Whoever decides a multiple says on which advice."
)
DISMISSAL = _(
    "Dismissal for a breach needs a serious one (Labour Contract Law art. 39), proven and proportionate, and the union's opinion (art. 43)."
    " The software opens a case to be examined, never more."
)
ONLY_REST_DAYS = _(
    "Only overtime on a rest day may be made up by time off; on a working day 150 % and on a statutory holiday 300 % are due in money"
    " (Labour Law art. 44). Whoever decides otherwise says on which advice."
)
CEILING = _("At most 3 hours a day and 36 a month, after talks with the union and the employee (Labour Law art. 41).")
GAP = {"minor": pgettext_lazy("value of a rule", "slight"), "major": pgettext_lazy("value of a rule", "severe")}
LADDER = {
    "money": pgettext_lazy("value of a rule", "deduction from pay"),
    "warning": pgettext_lazy("value of a rule", "reminder, then warning"),
}
FIELD_NEEDS = {
    "note": pgettext_lazy("value of a rule", "with the reason in words"),
    "photo": pgettext_lazy("value of a rule", "with the reason in words and a photo"),
    "refused": pgettext_lazy("value of a rule", "not accepted"),
}
CHANNELS = {
    "phone": pgettext_lazy("value of a rule", "phone call"),
    "sms": pgettext_lazy("value of a rule", "text message"),
    "message": pgettext_lazy("value of a rule", "instant message"),
}
COUNTED_BY = {
    "approval": pgettext_lazy("value of a rule", "the time that was approved"),
    "both": pgettext_lazy("value of a rule", "the time at work within what was approved"),
    "punches": pgettext_lazy("value of a rule", "the time at work"),
}
MADE_UP = {"pay": pgettext_lazy("value of a rule", "overtime pay"), "time_off": pgettext_lazy("value of a rule", "time off")}


class Lateness(Policy):
    """What lateness and leaving early cost. Source 000 五(一)3."""

    minor_max = Minutes("att.late.minor_max_minutes", boundary="inclusive")
    minor_fine = Money("att.late.minor_fine_cny", law=FINES)  # for each occurrence
    major_min = Minutes("att.late.major_min_minutes", boundary="strict")
    gap_rule = Choice("att.late.gap_rule", {"minor": "轻微", "major": "严重"}, labels=GAP)  # between the two bounds
    major_deduct = Days("att.late.major_deduct_days", unit="day_wage", law=MORE_THAN_NOT_WORKED)
    monthly_count = Count("att.late.monthly_dismissal_count", minimum=1, boundary="reached", law=DISMISSAL)


class Ladder(Policy):
    """What lateness leads to: money as in Lateness, or a reminder first and a formal warning once it is often. Source 002 S2.4 1."""

    kind = Choice("att.late.ladder", {"money": "扣款", "warning": "提醒和警告"}, labels=LADDER)
    serious_count = Count("att.late.serious_count", minimum=1, boundary="reached")


class Later(int):
    """Minutes that one may come later, as the text of a rule says them after the minutes stayed: 120分钟可晚到60分钟."""

    def __str__(self) -> str:
        return f"分钟可晚到{int(self)}分钟"


class StayedLate(Table):
    """Minutes stayed after the end of work, to minutes that one may come later on the next day."""

    def __init__(self, key: str) -> None:
        super().__init__(key, lambda cell: Later(Minutes(key).parse(cell)))

    def read(self, raw: Any) -> dict[str, Any]:
        try:
            rows = {Minutes(self.key).parse(name): cell for name, cell in raw.items()} if isinstance(raw, Mapping) else raw
        except ValueError:
            raise ValueError(say("On the left stands a number of minutes stayed, such as 120.")) from None
        return super().read(rows)

    def abroad(self, value: dict[str, Any]) -> str:
        lines = (say("%(stayed)s min stayed, up to %(later)d min later") % {"stayed": one, "later": cell} for one, cell in value.items())
        return "; ".join(lines)


def steps(rows: Mapping[str, int] | None) -> tuple[tuple[int, int], ...]:
    """The rows of StayedLate as the domain reads them: minutes stayed, minutes later."""
    return tuple((int(stayed), int(later)) for stayed, later in (rows or {}).items())


class Flexibility(Policy):
    """How exactly the beginning and end of work are meant. Keys of our own."""

    grace = Minutes("att.late.grace_minutes", boundary="inclusive")
    serious = Minutes("att.late.serious_minutes", boundary="strict")  # a mark, no consequence
    later = Minutes("att.flex.late_minutes", boundary="inclusive")
    earlier = Minutes("att.flex.early_minutes", boundary="inclusive")
    stayed_late = StayedLate("att.flex.stayed_late")


class Absence(Policy):
    """What absence without leave costs. Source 000 五(一)4."""

    halfday_deduct = Days("att.absence.halfday_deduct_days", unit="day_wage", law=MORE_THAN_NOT_WORKED)
    fullday_deduct = Days("att.absence.fullday_deduct_days", unit="day_wage", law=MORE_THAN_NOT_WORKED)
    consecutive_days = Days("att.absence.consecutive_dismissal_days", unit="working_day", boundary="strict", law=DISMISSAL)
    yearly_days = Days("att.absence.yearly_dismissal_days", boundary="strict", law=DISMISSAL)


class Traces(Policy):
    """How long device and network address of a punch are kept. PIPL art. 19: no longer than needed."""

    retention_days = Days("att.trace.retention_days")


class Places(Policy):
    """Punches by place, and outside of all places. Keys of our own. PIPL art. 28 and 29: where somebody is needs a consent of its own."""

    radius = Count("att.place.radius_m", minimum=10, boundary="inclusive", unit="metre")
    field_needs = Choice(
        "att.field.needs", {"note": "须写明事由", "photo": "须写明事由并附照片", "refused": "不予受理"}, labels=FIELD_NEEDS
    )
    retention_days = Days("att.place.retention_days")
    photo_days = Days("att.photo.retention_days")


class Leave(Policy):
    """How leave is asked for, and which kinds there are. Source 002 S2.2 二2, S2.9 三2; 003 S3.12 第十条."""

    min_notice = Days("lev.min_notice_days", boundary="at_least")
    channels = Choices("lev.emergency_channels", {"phone": "电话", "sms": "短信", "message": "即时消息"}, labels=CHANNELS)
    retroactive_deadline = Days("lev.retroactive_deadline_days", unit="working_day", boundary="inclusive")
    types = Table("lev.type_table", leave_type, said=leave_type_abroad)


class Overtime(Policy):
    """When overtime counts, and what it is made up by. Source 002 S2.1 第五条3; 000 五(一)2."""

    detect = Minutes("ot.detect_minutes", boundary="at_least")
    counted_by = Choice(
        "ot.counted_by", {"approval": "按批准的时间", "both": "按批准时间以内的在岗时间", "punches": "按在岗时间"}, labels=COUNTED_BY
    )
    minimum = Minutes("ot.minimum_minutes", boundary="at_least")
    day_max = Minutes("ot.day_max_minutes", boundary="inclusive", law=CEILING)
    month_max = Hours("ot.month_max_hours", boundary="inclusive", law=CEILING)
    workday = Choice("ot.workday_compensation", {"pay": "付加班费", "time_off": "调休"}, labels=MADE_UP)
    rest_day = Choice("ot.rest_day_compensation", {"pay": "付加班费", "time_off": "调休"}, labels=MADE_UP)
    holiday = Choice("ot.holiday_compensation", {"pay": "付加班费", "time_off": "调休"}, labels=MADE_UP)
    swap_ratio = Ratio("ot.swap_ratio")
    swap_valid = Count("ot.swap_valid_months", unit="month")


class Correcting(Policy):
    """Punches that were forgotten (补卡)."""

    monthly_count = Count("att.correction.monthly_count", boundary="inclusive")
    window = Days("att.correction.window_days", boundary="inclusive")


class DayWage(Policy):
    """What a day of pay is. Source 000 五(一)4."""

    basis = Ratio("pay.day_wage_basis", unit="day")


class FullAttendance(Policy):
    """What a month without absence earns. Keys of our own; leave that the law pays in full does not cost it."""

    bonus = Money("pay.full_attendance.bonus_cny")
    lates_allowed = Count("pay.full_attendance.lates_allowed", boundary="inclusive")


class HolidayDuty(Policy):
    """Somebody is on duty while others have a holiday. Source 002 S2.9 六."""

    check_interval = Hours("ros.check_interval_hours", boundary="inclusive")
    publish_before = Days("ros.publish_days_before", boundary="at_least")
    swap_ratio = Ratio("ros.swap_ratio")
