"""Posted copies, what is to be replaced, and screens: read here with their history; what is done is done by the services."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from unfold.decorators import action

from common import clock
from common.admin import DeskModelAdmin, file_link
from common.errors import RuleBroken
from common.history import listed
from common.sorting import InPinyinOrder
from people.access import may
from people.admin.base import ScopedAdmin
from rules.models import Posting, PostingPlace, ReplaceTask, Rulebook, Screen
from rules.screen_panels import chosen, registered
from rules.selectors.postings import may_look_after, seen
from rules.services import postings as services
from rules.services import screens as screen_services
from rules.views.opening import me


class RecordAdmin(DeskModelAdmin):
    """To read, with history."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(PostingPlace)
class PostingPlaceAdmin(ScopedAdmin):
    sidebar_icon = "location_on"
    list_display = ("name", "department", "size", "ended_on")
    list_filter = ("size",)
    list_select_related = ("department",)
    search_fields = ("name", "department__name")
    ordering = ("department__code", InPinyinOrder("name"), "pk")
    fields = ("name", "department", "size", "note", "ended_on")
    added_fields = ("name", "department", "size", "note")
    changed_fields = ("name", "size", "note")
    autocomplete_fields = ("department",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PostingPlace]:
        return super().get_queryset(request).filter(seen(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("rules.view_posting") or request.user.has_perm("rules.change_posting")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rules.change_posting")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = request.user.has_perm("rules.change_posting")
        return allowed and (obj is None or may(request.user, "rules.change_posting", self.department_of(obj)))

    def save_model(self, request: HttpRequest, obj: PostingPlace, form: Any, change: bool) -> None:
        if not may_look_after(request.user, obj.department_id):
            raise RuleBroken(_("The walls of this unit are not yours to look after. Choose another unit."))
        given = {name: form.cleaned_data[name] for name in ("name", "size", "note")}
        if change:
            services.change_place(place=PostingPlace.objects.get(pk=obj.pk), **given)
            return
        obj.pk = services.add_place(department=obj.department, **given).pk
        obj._state.adding = False


@admin.register(Posting)
class PostingAdmin(RecordAdmin):
    sidebar_icon = "push_pin"
    list_display = ("place", "edition", "size", "posted_on", "posted_by", "taken_down_on")
    list_filter = ("size",)
    list_select_related = ("place", "edition__rulebook", "posted_by")
    search_fields = ("place__name", "edition__rulebook__number", "edition__rulebook__title")
    date_hierarchy = "posted_on"
    ordering = ("-posted_on", "-pk")
    fields = ("place", "edition", "size", "posted_on", "posted_by", "photo_link", "taken_down_on", "taken_down_by")

    @admin.display(description=gettext_lazy("photo"))
    def photo_link(self, row: Posting) -> SafeString | str:
        return file_link(row.photo)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Posting]:
        visible = Rulebook.objects.visible_to(request.user).values("pk")
        return super().get_queryset(request).filter(seen(request.user, "place__department"), rulebook__in=visible)


@admin.register(ReplaceTask)
class ReplaceTaskAdmin(RecordAdmin):
    sidebar_icon = "published_with_changes"
    list_display = ("old", "edition", "due_on", "done_at", "done_by")
    list_filter = (("done_at", admin.EmptyFieldListFilter),)
    list_select_related = ("old__place", "old__edition__rulebook", "edition__rulebook", "done_by")
    search_fields = ("old__place__name", "old__edition__rulebook__title")
    ordering = ("due_on", "pk")
    fields = ("old", "edition", "opened_at", "due_on", "done_at", "done_by", "photo_link", "confirmation", "posting")

    @admin.display(description=gettext_lazy("photo"))
    def photo_link(self, row: ReplaceTask) -> SafeString | str:
        return file_link(row.photo)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("rules.view_posting") or request.user.has_perm("rules.change_posting")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReplaceTask]:
        return super().get_queryset(request).filter(seen(request.user, "old__place__department"))


@admin.register(Screen)
class ScreenAdmin(ScopedAdmin):
    sidebar_icon = "tv"
    list_display = ("name", "department", "seconds", "created_by", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("department", "created_by")
    search_fields = ("name", "department__name")
    ordering = ("department__code", InPinyinOrder("name"), "pk")
    fields = ("name", "department", "seconds", "shown", "shows_names", "created_by", "created_at", "revoked_at")
    added_fields = ("name", "department", "seconds")
    changed_fields = ("name", "seconds")
    autocomplete_fields = ("department",)
    actions = ("switch_off",)
    history_words = {"panels": lambda codes, _screen: listed(str(panel.label) for panel in registered() if panel.code in codes)}

    @admin.display(description=gettext_lazy("what it shows"))
    def shown(self, row: Screen) -> SafeString:
        return format_html_join("", "<p>{}</p>", ((panel.label,) for panel in chosen(row)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Screen]:
        return super().get_queryset(request).of(request.user, "rules.change_screen")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("rules.change_screen")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rules.change_screen")

    def save_model(self, request: HttpRequest, obj: Screen, form: Any, change: bool) -> None:
        if not may(request.user, "rules.change_screen", obj.department_id):
            raise RuleBroken(_("The screens of this unit are not yours to look after. Choose another unit."))
        given = {name: form.cleaned_data[name] for name in ("name", "seconds")}
        if change:
            screen = Screen.objects.get(pk=obj.pk)
            screen_services.change_screen(screen=screen, panels=screen.panels, shows_names=screen.shows_names, **given)
            return
        obj.pk = screen_services.add_screen(department=obj.department, by=me(request), at=clock.now(), **given).pk
        obj._state.adding = False

    @action(description=pgettext_lazy("screen", "Switch off"))
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Screen]) -> None:
        allowed = [one for one in queryset if may(request.user, "rules.change_screen", one.department_id)]
        self.say_all(request, [lambda one=one: screen_services.revoke_screen(screen=one, at=clock.now()) for one in allowed])
