"""What attendance lets the wall decide. Source 000 五(一); 002 S2.4."""

from django.utils.translation import gettext_lazy as _

from common.policy import Choice, Count, Days, Minutes, Money, Policy

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


class Lateness(Policy):
    """What lateness and leaving early cost. Source 000 五(一)3."""

    minor_max = Minutes("att.late.minor_max_minutes", boundary="inclusive")
    minor_fine = Money("att.late.minor_fine_cny", law=FINES)  # for each occurrence
    major_min = Minutes("att.late.major_min_minutes", boundary="strict")
    gap_rule = Choice("att.late.gap_rule", {"minor": "轻微", "major": "严重"})  # between the two bounds
    major_deduct = Days("att.late.major_deduct_days", unit="day_wage", law=MORE_THAN_NOT_WORKED)
    monthly_count = Count("att.late.monthly_dismissal_count", minimum=1, boundary="reached", law=DISMISSAL)


class Absence(Policy):
    """What absence without leave costs. Source 000 五(一)4."""

    halfday_deduct = Days("att.absence.halfday_deduct_days", unit="day_wage", law=MORE_THAN_NOT_WORKED)
    fullday_deduct = Days("att.absence.fullday_deduct_days", unit="day_wage", law=MORE_THAN_NOT_WORKED)
    consecutive_days = Days("att.absence.consecutive_dismissal_days", unit="working_day", boundary="strict", law=DISMISSAL)
    yearly_days = Days("att.absence.yearly_dismissal_days", boundary="strict", law=DISMISSAL)


class Traces(Policy):
    """How long device and network address of a punch are kept. PIPL art. 19: no longer than needed."""

    retention_days = Days("att.trace.retention_days")
