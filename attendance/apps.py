from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AttendanceConfig(AppConfig):
    name = "attendance"
    verbose_name = _("Attendance")

    def ready(self) -> None:
        from attendance import (
            api,
            change_shell,
            checks,
            correction_shell,
            duty_shell,
            feeds,
            journey_shell,
            kept,
            month_shell,
            place_shell,
            screen_shell,
            shell,
            slip_kinds,
            slip_shell,
            wall_hours,
        )  # fmt: skip
        from attendance.demo import fill
        from attendance.policy import (
            Absence,
            Correcting,
            Flexibility,
            FullAttendance,
            HolidayDuty,
            Ladder,
            Lateness,
            Leave,
            Overtime,
            Places,
            Traces,
        )
        from attendance.preview import EVALUATOR
        from attendance.services.slips import PURPOSE
        from common import bindings, crosschecks
        from common.bindings import Binding
        from common.uploads import register_reader
        from notices.kinds import NoticeKind
        from notices.kinds import register as register_notice
        from people import demo
        from people.builtin import give
        from rules import evaluators
        from workdays import hours
        from workdays.policy import WorkingTime

        crosschecks.register(checks.bounds_in_order, checks.MINOR_MAX, checks.MAJOR_MIN)
        crosschecks.register(checks.mark_above_grace, checks.GRACE, checks.SERIOUS_LATE)
        crosschecks.register(checks.gap_is_ruled, checks.MINOR_MAX, checks.MAJOR_MIN, checks.GAP_RULE, before_publication=True)
        hours.register(wall_hours.segments)
        evaluators.register(EVALUATOR)
        shell.register()
        slip_kinds.register()
        for part in (slip_shell, journey_shell, correction_shell, month_shell, duty_shell, place_shell, change_shell, screen_shell):
            part.register()
        register_reader(PURPOSE, slip_kinds.may_read_file)  # type: ignore[arg-type]
        post_migrate.connect(slip_kinds.ensure_routes, sender=self, dispatch_uid="attendance.routes")
        register_notice(NoticeKind("attendance", _("Attendance"), "clock"))
        demo.register(fill)
        api.install()
        feeds.install()
        for binding in (
            Binding(
                code="attendance.working_time", kind="limit", label=_("working hours of the day"),
                keys=tuple(p.key for p in WorkingTime.parameters.values()),
            ),
            Binding(
                code="attendance.lateness", kind="limit", label=_("lateness and leaving early"), kept=kept.lateness,
                kept_together=kept.together, keys=tuple(p.key for p in (Lateness.parameters | Flexibility.parameters).values()),
            ),
            Binding(
                code="attendance.lateness_ladder", kind="limit", label=_("reminder and warning for lateness"),
                keys=tuple(p.key for p in Ladder.parameters.values()),
            ),
            Binding(
                code="attendance.absence", kind="limit", label=_("absence without leave"), kept=kept.absence,
                kept_together=kept.together, keys=tuple(p.key for p in Absence.parameters.values()),
            ),
            Binding(
                code="attendance.traces", kind="limit", label=_("deletion of devices and addresses"),
                keys=tuple(p.key for p in Traces.parameters.values()),
            ),
            Binding(
                code="attendance.leave", kind="gate", label=_("leave by slip and balance"),
                keys=tuple(p.key for p in Leave.parameters.values()),
            ),
            Binding(
                code="attendance.overtime", kind="gate", label=_("overtime by slip"),
                keys=tuple(p.key for p in Overtime.parameters.values()),
            ),
            Binding(
                code="attendance.corrections", kind="gate", label=_("corrections of punches"),
                keys=tuple(p.key for p in Correcting.parameters.values()),
            ),
            Binding(
                code="attendance.places", kind="limit", label=_("punches by place and outside"),
                keys=tuple(p.key for p in Places.parameters.values()),
            ),
            Binding(
                code="attendance.full_attendance", kind="limit", label=_("bonus for full attendance"),
                keys=tuple(p.key for p in FullAttendance.parameters.values()),
            ),
            Binding(
                code="attendance.holiday_duty", kind="gate", label=_("holiday duty with a lead"),
                keys=tuple(p.key for p in HolidayDuty.parameters.values()),
            ),
            Binding(
                code="attendance.punch", kind="record", label=_("punches with the second, never changed"), kept=kept.punches,
                kept_together=kept.together,
            ),
            Binding(code="attendance.incomplete", kind="gate", label=_("one punch alone is never held against anybody")),
            Binding(code="attendance.minutes", kind="limit", label=_("minutes counted from punches and shift")),
            Binding(code="attendance.expected", kind="gate", label=_("deductions are only expected until confirmed")),
        ):  # fmt: skip
            bindings.register(binding)
        give("staff", "attendance.add_slip", "attendance.add_correction")
        give(
            "supervisor",
            "attendance.view_slip",
            "attendance.view_correction",
            "attendance.view_emergencycall",
            "attendance.add_emergencycall",
        )
        for role in ("hr", "executive", "auditor"):
            give(role, "attendance.view_slip", "attendance.view_correction", "attendance.view_emergencycall", "attendance.view_leavelot")
        give(
            "hr",
            "attendance.add_leavelot",
            "attendance.change_leavelot",
            "attendance.change_servicerecord",
            "attendance.view_servicerecord",
        )
        give("supervisor", "attendance.view_punch", "attendance.view_dayrecord", "attendance.view_case")
        for role in ("hr", "executive", "auditor"):
            give(role, "attendance.view_punch", "attendance.view_dayrecord", "attendance.view_case")
        give("hr", *(f"attendance.{act}_{what}" for act in ("view", "add", "change") for what in ("shiftgroup", "shiftmember")))
