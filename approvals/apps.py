from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = _("Requests and approval")

    def ready(self) -> None:
        from approvals import shell
        from approvals.choices import Act
        from approvals.demo import fill
        from approvals.general import PURPOSE, ensure_general, may_read_file
        from common.models import know_verdicts
        from common.uploads import register_reader
        from people import demo
        from people.builtin import give

        know_verdicts(dict(Act.choices))
        register_reader(PURPOSE, may_read_file)  # type: ignore[arg-type]
        shell.register()
        demo.register(fill)
        give("staff", "approvals.add_generalrequest")
        give("supervisor", "approvals.view_request", "approvals.view_decision")
        for role in ("executive", "auditor"):
            give(role, "approvals.view_request", "approvals.view_decision")
        give("director", "approvals.view_route", "approvals.view_requestkind", "approvals.view_deputy")
        give("auditor", "approvals.view_route", "approvals.view_requestkind", "approvals.view_deputy")
        post_migrate.connect(ensure_general, sender=self, dispatch_uid="approvals.general")
