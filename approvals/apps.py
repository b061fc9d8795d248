from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = _("Requests and approval")

    def ready(self) -> None:
        from approvals import shell
        from approvals.general import PURPOSE, ensure_general, may_read_file
        from common.uploads import register_reader
        from people.builtin import give

        register_reader(PURPOSE, may_read_file)
        shell.register()
        give("staff", "approvals.add_generalrequest")
        give("supervisor", "approvals.view_request")
        for role in ("hr", "finance", "executive", "auditor"):
            give(role, "approvals.view_request")
        give("director", "approvals.view_route", "approvals.view_requestkind")
        post_migrate.connect(ensure_general, sender=self, dispatch_uid="approvals.general")
