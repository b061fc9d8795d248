from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "people"
    verbose_name = _("People and organisation")

    def ready(self) -> None:
        from common.uploads import register_reader
        from people import api, menus
        from people.builtin import ensure_roles, give
        from people.readers import reads_appointment

        menus.install()
        api.install()
        register_reader("people.appointment", reads_appointment)

        give("staff", "people.view_directory")
        for role in ("supervisor", "hr", "finance", "executive", "auditor"):  # the tree is open to whoever works here
            give(role, "people.use_admin", "people.view_department", "people.view_post", "people.view_role")
        give("supervisor", "people.view_employee", "people.view_assignment")
        give("manager", "people.view_power", "people.use_power")
        give("director", "people.add_power", "people.change_power", "people.view_integrity", "people.view_employeefile")
        give(
            "hr",
            "people.view_integrity", "people.import_employee",
            *(f"people.{act}_{model}" for act in ("view", "add", "change")
              for model in ("employee", "employeefile", "assignment", "appointment", "post", "department",
                            "departmentversion", "rolegrant")),
        )  # fmt: skip
        give("finance", "people.view_employee")
        give("executive", "people.view_employee", "people.view_integrity", "people.view_power")
        give("auditor", "people.view_employee", "people.view_power", "people.view_integrity")
        give("auditor", "common.view_auditentry", "common.view_sealedday")

        post_migrate.connect(ensure_roles, sender=self, dispatch_uid="people.roles")
