"""Lists of the admin as they go out to Excel: the columns as the list shows them, all rows that the account may see."""

import html
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.safestring import SafeData
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import exporting
from common.exporting import Column, Table, in_batches

ENDS = re.compile(r"<br\s*/?>|</(?:p|div|li|td|tr|h\d)>", re.IGNORECASE)
TYPED = datetime | date | int | Decimal
FIGURE = re.compile(r'<span class="[\w-]*figure">(-?[\d,]+(?:\.\d+)?)</span>')


def all_rows(model_admin: ModelAdmin, request: HttpRequest) -> FileResponse | HttpResponse:
    """The file of everything that the list's filter and search leave."""
    request.GET = request.GET.copy()  # type: ignore[assignment]
    for name in (exporting.ASKED, PAGE_VAR):
        request.GET.pop(name, None)  # type: ignore[misc]
    try:
        shown = model_admin.get_changelist_instance(request)
    except IncorrectLookupParameters:
        return redirect(request.path)
    return exporting.answer(request, table(model_admin, request, shown.queryset))


def table(model_admin: ModelAdmin, request: HttpRequest, rows: QuerySet) -> Table:
    names = [name for name in model_admin.get_list_display(request) if name != "action_checkbox"]
    columns = [Column(str(label_for_field(name, model_admin.model, model_admin)), _cell(model_admin, name), "auto") for name in names]
    marked = partial(model_admin.with_marks, request) if hasattr(model_admin, "with_marks") else list
    told = {_("Filter"): "；".join(f"{name}={value}" for name, value in request.GET.items())} if request.GET else {}
    return Table(model_admin.opts.verbose_name_plural or "", columns, in_batches(rows, marked), model_admin.model, told)


def _cell(model_admin: ModelAdmin, name: Any) -> Callable[[Model], Any]:
    """What the list shows of a row in that column, as a number or a date where it is one."""
    empty = str(model_admin.get_empty_value_display())

    def shown(row: Model) -> Any:
        try:
            found, attr, value = lookup_field(name, row, model_admin)
        except ObjectDoesNotExist:
            return None
        if found is None or found.auto_created:
            return plain(value, empty, is_boolean=getattr(attr, "boolean", False))
        return _field_value(row, found, value, empty)

    return shown


def _field_value(row: Model, found: Field, value: Any, empty: str) -> Any:
    if found.is_relation and found.many_to_one:
        return plain(getattr(row, found.name), empty)
    if getattr(found, "flatchoices", None):
        return plain(display_for_field(value, found, ""), empty)
    if value is None or isinstance(value, bool | TYPED):
        return plain(value, empty)
    return plain(display_for_field(value, found, ""), empty)


def plain(value: Any, empty: str, *, is_boolean: bool = False) -> Any:
    """A value without its markup; None for nothing."""
    if value is None or value in ("", empty):
        return None
    if isinstance(value, bool) or is_boolean:
        return pgettext("filter", "yes") if value else pgettext("filter", "no")
    if isinstance(value, TYPED):
        return value
    if isinstance(value, SafeData):
        return _without_markup(str(value))
    if isinstance(value, Iterable) and not isinstance(value, str | Promise):
        return "、".join(str(one) for one in value if one)
    return str(value)


def _without_markup(value: str) -> str | Decimal:
    """Its words; of a figure the number."""
    if figure := FIGURE.fullmatch(value):
        return Decimal(figure[1].replace(",", ""))
    return html.unescape(re.sub(r"[ \t]+", " ", strip_tags(ENDS.sub(" ", value)))).strip()


def export_selected(model_admin: ModelAdmin, request: HttpRequest, rows: QuerySet) -> FileResponse | HttpResponse:
    """The file of the ticked rows."""
    return exporting.answer(request, table(model_admin, request, rows))
