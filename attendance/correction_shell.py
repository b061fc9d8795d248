"""What the house takes in of corrections and of further ways to be there: kind of request, routes, navigation, rights, readers."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from approvals import kinds
from approvals.choices import Mode, Who
from approvals.kinds import Item, Kind, Shown
from approvals.models import Route, RouteStep
from attendance import terminal_tasks  # noqa: F401  its jobs are known once it is read
from attendance.models import Correction
from attendance.selectors.corrections import left_in_month, wall_of
from attendance.services import corrections
from attendance.services.terminal_files import MAY_TAKE_IN, PURPOSE
from attendance.services.ways import MAY_WRITE_DOWN
from attendance.shell import AREA
from common import menu
from common.menu import MenuItem
from common.models import Upload
from common.templatetags.show import bare_day
from common.uploads import register_reader
from people.builtin import give
from people.models import User


def shown(correction: Correction) -> Shown:
    """What the superior decides on: whose day, which time, why, and how many the month has seen."""
    left = left_in_month(correction.employee, correction.day)
    items = [
        Item(gettext_noop("day"), correction.day, "day"),
        Item(gettext_noop("time"), wall_of(correction.at)),
        Item(gettext_noop("corrections of that month, this one besides"), str(left.used - (correction.state in ("submitted", "approved")))),
        Item(gettext_noop("reason"), correction.reason, "long"),
    ]
    return Shown(title=f"{correction.employee.name} {bare_day(correction.day)} {wall_of(correction.at)}", items=tuple(items))


def ensure_routes(**_: object) -> None:
    """The route by the direct superior, made once. A post_migrate receiver."""
    if not Route.objects.filter(kind=corrections.KIND).exists():
        route = Route.objects.create(kind=corrections.KIND, name=gettext_noop("Direct superior"))
        RouteStep.objects.create(route=route, order=1, name=gettext_noop("Direct superior"), who=Who.SUPERIOR, level=1, mode=Mode.ANY)


def may_read_file(user: Any, upload: Upload) -> bool:
    """Files of terminals open to whoever takes them in for the whole company."""
    account: User = user
    return account.access.company_wide(MAY_TAKE_IN)


def register() -> None:
    """Called once, when Django starts."""
    kinds.register(
        Kind(
            code=corrections.KIND, label=_("Correction of a punch"), shown=shown,
            on_submitted=corrections.follow, on_approved=corrections.follow, on_refused=corrections.follow,
            on_sent_back=corrections.follow, on_withdrawn=corrections.follow,
            edit_url=lambda correction: reverse("attendance:correction-edit", args=[correction.pk]),
        )
    )  # fmt: skip
    post_migrate.connect(ensure_routes, sender=apps.get_app_config("attendance"), dispatch_uid="attendance.correction_routes")
    register_reader(PURPOSE, may_read_file)
    for order, name, label, icon, permission in (
        (2, "correction-new", _("Correction of a punch"), "edit", "attendance.add_correction"),
        (20, "supervisor-punch", _("Write down a punch"), "edit", MAY_WRITE_DOWN),
        (50, "ways", _("Ways to clock in"), "clock", MAY_TAKE_IN),
    ):
        menu.register(MenuItem(label=label, url_name=f"attendance:{name}", icon=icon, order=order, permission=permission, area=AREA))
    give("supervisor", MAY_WRITE_DOWN)
    give("executive", MAY_WRITE_DOWN)
    give("hr", MAY_TAKE_IN, *(f"attendance.{act}_officenetwork" for act in ("view", "add", "change")))
    for role in ("hr", "executive", "auditor"):
        give(role, "attendance.view_punchnote", "attendance.view_punchimport", "attendance.view_officenetwork")
