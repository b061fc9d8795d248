"""How the list of claims at the desk is narrowed."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import dateformat
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy, pgettext

from common import clock
from common.periods import Period
from finance.models import Claim
from finance.selectors import desk
from people.access import departments_in_scope
from people.models import Department

MONTHS = 13


class WaitsFilter(admin.SimpleListFilter):
    """What waits for the reader: so the list begins when something does, until it is asked for otherwise."""

    title = gettext_lazy("waiting")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", pgettext("admin filter", "for my decision")), ("all", pgettext("admin filter", "all claims"))]

    @classmethod
    def asks_for_mine(cls, request: HttpRequest) -> bool:
        """Whether only those are listed. A search, another filter or an act (which names its rows) looks at all of them."""
        asked = request.GET.get(cls.parameter_name)
        if asked or request.method == "POST" or not set(request.GET) <= {"o", "p", "e"}:
            return asked == "me" and request.method != "POST"
        kept: bool | None = getattr(request, "_claims_wait", None)
        if kept is None:
            kept = desk.waiting_claims(getattr(request.user, "employee", None), clock.today()).exists()
            request._claims_wait = kept  # type: ignore[attr-defined]
        return kept

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.is_mine = self.asks_for_mine(request)

    def choices(self, changelist: Any) -> Any:
        for value, word in self.lookup_choices:
            yield {
                "selected": (value == "me") == self.is_mine,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": word,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        """The admin has narrowed it already (ClaimAdmin.get_queryset): there it spares the question what else may be seen."""
        return queryset


class DepartmentFilter(admin.SimpleListFilter):
    """A cost centre in the reader's scope."""

    title = gettext_lazy("cost centre")
    parameter_name = "department"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        scope = departments_in_scope(request.user, "finance.view_claim")  # type: ignore[arg-type]
        rows = Department.objects.all() if scope is None else Department.objects.filter(pk__in=scope)
        return [(str(pk), name) for pk, name in rows.order_by("code", "pk").values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        value = self.value()
        return queryset.filter(department=int(value)) if value and value.isdecimal() and len(value) < 10 else queryset


class WarningFilter(admin.SimpleListFilter):
    """Those with warnings, with one of them, or major ones."""

    title = gettext_lazy("warnings")
    parameter_name = "warning"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("any", pgettext("admin filter", "with warnings")), *((code, word) for code, (_tone, word) in desk.WARNINGS.items())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        if self.value() == "any":
            return queryset.exclude(warnings=[])
        return queryset.filter(warnings__contains=[self.value()]) if self.value() in desk.WARNINGS else queryset


class MonthFilter(admin.SimpleListFilter):
    """The month in which it was handed in, a year back."""

    title = gettext_lazy("month")
    parameter_name = "month"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        first, found = clock.today().replace(day=1), []
        for _number in range(MONTHS):
            found.append((f"{first:%Y-%m}", dateformat.format(first, get_format("YEAR_MONTH_FORMAT"))))
            first = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
        return found

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        try:
            first = date.fromisoformat(f"{self.value()}-01")
        except ValueError:
            return queryset
        return queryset.filter(submitted_on__range=(Period.month_of(first).first, Period.month_of(first).last))
