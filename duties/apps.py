from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "duties"
    verbose_name = _("Duties")

    def ready(self) -> None:
        from common import bindings
        from common.bindings import Binding
        from common.uploads import register_reader
        from duties import feeds, kept, rules_sources, shell
        from duties.demo import fill
        from duties.models import KIND
        from duties.readers import reads_evidence
        from duties.services.completing import PURPOSE
        from duties.services.telling import DUE, OVERDUE
        from notices.kinds import NoticeKind
        from notices.kinds import register as register_notice
        from people import demo
        from people.builtin import give

        shell.register()
        feeds.install()
        rules_sources.register()
        demo.register(fill)
        register_reader(PURPOSE, reads_evidence)
        register_notice(NoticeKind(DUE, _("duty falls due"), "clock"))
        register_notice(NoticeKind(OVERDUE, _("duty overdue"), "warning"))
        bindings.register(Binding(code=KIND, kind="duty", label=_("periodic duties"), kept=kept.periodic))
        give("supervisor", "duties.view_duty", "duties.view_dutyitem")
        give("manager", "duties.change_duty")
        for role in ("hr", "executive", "auditor"):
            give(role, "duties.view_duty", "duties.view_dutyitem")
