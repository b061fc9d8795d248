"""Office networks and places of work, kept by who looks after them; consents, notes and files of terminals, to read."""

from ipaddress import ip_network
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from attendance import labels
from attendance.admin.base import ReadOnlyAdmin
from attendance.models import Correction, OfficeNetwork, PlaceConsent, PunchImport, PunchNote, WorkPlace
from attendance.services.places import save_place
from attendance.services.ways import save_network
from common.errors import RuleBroken
from common.sorting import InPinyinOrder
from common.templatetags.show import bare_day
from people.access import may
from people.admin.base import ScopedAdmin

WIDEST = {4: 8, 6: 16}  # a shorter prefix is half the world, not an office


class OfficeNetworkForm(forms.ModelForm):
    """The addresses as an address book of networks writes them."""

    class Meta:
        model = OfficeNetwork
        fields = ("name", "prefix", "department", "is_active")

    def clean_prefix(self) -> str:
        try:
            found = ip_network(self.cleaned_data["prefix"].strip(), strict=False)
        except ValueError as error:
            raise ValidationError(_("Write addresses as 203.0.113.0/24 or 2001:db8::/32.")) from error
        if found.prefixlen < WIDEST[found.version]:
            raise ValidationError(_("These addresses reach far beyond an office. Write a longer prefix."))
        return str(found)


@admin.register(OfficeNetwork)
class OfficeNetworkAdmin(ScopedAdmin):
    sidebar_icon = "lan"
    form = OfficeNetworkForm
    list_display = ("name", "prefix", "department", "is_active")
    list_select_related = ("department",)
    search_fields = ("name", "prefix")
    ordering = (InPinyinOrder("name"), "pk")
    added_fields = changed_fields = ("name", "prefix", "department", "is_active")
    autocomplete_fields = ("department",)

    def get_fields(self, request: HttpRequest, obj: OfficeNetwork | None = None) -> Any:
        return self.added_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission("add"))

    def save_model(self, request: HttpRequest, obj: OfficeNetwork, form: Any, change: bool) -> None:
        if not may(request.user, self.permission("change"), obj.department_id):
            raise RuleBroken(_("You do not look after the networks of that unit."))
        save_network(network=obj)


@admin.register(WorkPlace)
class WorkPlaceAdmin(ScopedAdmin):
    sidebar_icon = "location_on"
    list_display = ("name", "department", "latitude", "longitude", "system", "is_active")
    list_select_related = ("department",)
    list_filter = ("is_active",)
    search_fields = ("name",)
    ordering = (InPinyinOrder("name"), "pk")
    added_fields = changed_fields = ("name", "department", "latitude", "longitude", "system", "is_active")
    autocomplete_fields = ("department",)

    def get_fields(self, request: HttpRequest, obj: WorkPlace | None = None) -> Any:
        return self.added_fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission("add"))

    def save_model(self, request: HttpRequest, obj: WorkPlace, form: Any, change: bool) -> None:
        save_place(place=obj, by=request.user)


@admin.register(PlaceConsent)
class PlaceConsentAdmin(ReadOnlyAdmin):
    sidebar_icon = "handshake"
    list_display = ("employee", "given_at", "withdrawn_at")
    list_select_related = ("employee",)
    search_fields = ("employee__number", "employee__search_key")
    ordering = ("-given_at", "-pk")
    fields = ("employee", "text", "given_at", "withdrawn_at")
    list_disable_select_all = True


@admin.register(PunchNote)
class PunchNoteAdmin(ReadOnlyAdmin):
    sidebar_icon = "edit_note"
    list_display = ("person", "when", "by", "reason", "source_file", "at")
    list_select_related = ("punch__employee", "by", "source_file__upload")
    search_fields = ("punch__employee__number", "punch__employee__search_key")
    ordering = ("-at", "-pk")
    fields = ("person", "when", "by", "reason", "source_file", "at")
    list_disable_select_all = True

    @admin.display(description=_("employee"), ordering="punch__employee__name_key")
    def person(self, row: PunchNote) -> str:
        return str(row.punch.employee)

    @admin.display(description=_("punch"), ordering="punch__at")
    def when(self, row: PunchNote) -> str:
        return f"{bare_day(row.punch.local_on)} {row.punch.local_time:%H:%M:%S}"


COUNTED = {
    "new": pgettext_lazy("punches of a file", "new"),
    "known": pgettext_lazy("punches of a file", "known already"),
    "of_nobody": pgettext_lazy("punches of a file", "of nobody"),
    "ahead": pgettext_lazy("punches of a file", "later than now"),
    "unclear": pgettext_lazy("punches of a file", "not understood"),
}


def counts_in_words(counts: dict[str, int]) -> str:
    return labels.joined(f"{word} {counts.get(name, 0)}" for name, word in COUNTED.items())


@admin.register(PunchImport)
class PunchImportAdmin(ReadOnlyAdmin):
    sidebar_icon = "upload_file"
    list_display = ("upload", "state", "by", "created_at", "written_at")
    list_select_related = ("upload", "by")
    ordering = ("-created_at", "-pk")
    fields = ("upload", "state", "by", "counted", "created_at", "written_at")
    list_disable_select_all = True
    history_words = {"counts": lambda counts, _file: counts_in_words(counts)}

    @admin.display(description=pgettext_lazy("column", "counts"))
    def counted(self, row: PunchImport) -> str:
        return counts_in_words(row.counts)


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    sidebar_icon = "more_time"
    list_display = ("employee", "day", "at", "reason", "state")
    list_select_related = ("employee",)
    list_filter = ("state",)
    search_fields = ("employee__number", "employee__search_key")
    date_hierarchy = "day"
    ordering = ("-created_at", "-pk")
    fields = ("employee", "day", "at", "reason", "state", "created_at")
    list_disable_select_all = True
