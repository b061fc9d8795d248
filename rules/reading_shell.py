"""What the house takes in of reading and acknowledging: navigation, first page, rights, files, and what keeps a clause."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import bindings, clock, menu, panels
from common.bindings import Binding
from common.menu import MenuItem
from common.panels import Panel
from common.uploads import register_reader
from people.builtin import give
from people.models import Assignment, Employee
from rules.models import ReadingTask
from rules.selectors.acknowledgements import SEE, acknowledged_in_time, open_tasks
from rules.services.acknowledging import PAPER, reads_paper
from rules.views.acknowledging import bring_up_to_date, waiting

ON_THE_FIRST_PAGE = 3


def to_read(request: HttpRequest) -> dict[str, Any] | None:
    """What waits to be acknowledged by the reader, what is due first at the top."""
    tasks = waiting(request)
    if not tasks:  # their own page looks in any case
        bring_up_to_date(request)
        tasks = waiting(request)
    return {"tasks": tasks[:ON_THE_FIRST_PAGE], "count": len(tasks), "today": clock.today()} if tasks else None


def _has_to_read(request: HttpRequest) -> QuerySet[Employee]:
    """The reader's employee, when something waits, or when the night's run may not have seen them in their post yet."""
    waits = open_tasks().filter(employee=OuterRef("pk"))
    asked = ReadingTask.objects.filter(employee=OuterRef("pk"))
    lately = Assignment.objects.filter(employee=OuterRef("pk"), during__startswith__gte=clock.today() - timedelta(days=1))
    return Employee.objects.filter(Exists(waits) | Exists(lately) | ~Exists(asked), user=request.user.pk)


def register() -> None:
    """Called once, when Django starts."""
    _show()
    register_reader(PAPER, reads_paper)  # type: ignore[arg-type]
    bindings.register(
        Binding(
            code="rules.acknowledgement", kind="promise", label=_("read and acknowledged in time"), keys=("pol.ack_days",),
            kept=acknowledged_in_time,
        )
    )  # fmt: skip
    bindings.register(
        Binding(code="rules.trace_retention", kind="limit", label=_("addresses forgotten"), keys=("pol.trace.retention_days",))
    )
    give("manager", SEE)
    for role in ("hr", "executive", "auditor", "director"):
        give(role, SEE, "rules.view_readingtask", "rules.view_noticeconsent", "rules.view_quizattempt", "rules.view_responsibility")
    for role in ("hr", "director"):
        give(role, "rules.add_acknowledgement", "rules.add_responsibility", "rules.change_responsibility")


def _show() -> None:
    menu.register(MenuItem(label=_("To read"), url_name="rules:to-read", icon="file", order=35, place="more"))
    panels.register(
        Panel(
            name="rules.to_read", template="rules/reading_panel.html", context=to_read, asks=_has_to_read, order=5,
            title=_("To read"), url_name="rules:to-read",
        )
    )  # fmt: skip
