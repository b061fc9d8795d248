"""The managers' desk: django-unfold's site with our login, our navigation and two exceptions of content security."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csp import csp_override
from django.views.i18n import JavaScriptCatalog
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from common import menu, panels
from desk.themes import theme_of

ICONS = {"people": "groups", "approvals": "approval", "notices": "notifications", "workdays": "calendar_month", "common": "shield"}

# Alpine evaluates the expressions in unfold's markup, and its colours stand in a style element. Inline scripts stay forbidden.
ADMIN_CSP: dict[str, Any] = {**settings.SECURE_CSP, "script-src": [CSP.SELF, CSP.UNSAFE_EVAL], "style-src": [CSP.SELF, CSP.UNSAFE_INLINE]}


class DeskCatalog(JavaScriptCatalog):
    """What the admin's scripts say: Django's words, and ours where we say it otherwise."""

    packages = ["django.contrib.admin"]

    def get_catalog(self) -> dict[str, Any]:
        """One text for every number: none of our languages needs more of these."""
        return super().get_catalog() | {"%(sel)s of %(cnt)s selected": _("%(sel)s of %(cnt)s selected")}


class DeskAdminSite(UnfoldAdminSite):
    index_title = gettext_lazy("Site administration")

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return DeskCatalog.as_view()(request)  # type: ignore[return-value]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Installed packages bring admins of their own; their tables are no business of managers."""
        if admin_class and issubclass(admin_class, ModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        return csp_override(ADMIN_CSP)(super().admin_view(view, cacheable))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The houses as they stand along the street, people first, what is common to all last; their tables by name, in pinyin.

        A page asks two or three times, and each answer asks a permission of every table.
        """
        known = request.__dict__.setdefault("_app_lists", {})
        if app_label not in known:
            known[app_label] = self._along_the_street(super().get_app_list(request, app_label))
        return known[app_label]  # type: ignore[no-any-return]

    def _along_the_street(self, houses: list[dict[str, Any]]) -> list[dict[str, Any]]:
        street = {config.label: place for place, config in enumerate(apps.get_app_configs()) if config.label != "common"}
        for house in houses:
            house["models"].sort(key=lambda model: model["name"].encode("gb18030"))
        return sorted(houses, key=lambda house: street.get(house["app_label"], len(street)))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one login. Who is logged in but no manager may not come in."""
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", request.path))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """First what waits, then everything else."""
        shown = panels.for_request(request, "admin")
        return super().index(request, {"panels": shown, **(extra_context or {})})


# -- callables that opsdept/admin_look.py names ---------------------------------------


def site_name(request: HttpRequest) -> str:
    """The company's name; unfold asks twice for a page."""
    if not hasattr(request, "_company_name"):
        request._company_name = menu.company_name() or _("Operations")  # type: ignore[attr-defined]
    return request._company_name  # type: ignore[attr-defined,no-any-return]


def mark(request: HttpRequest) -> str:
    return static("icons/favicon.svg")


def stylesheet(request: HttpRequest) -> str:
    return static("css/admin.css")


def script(request: HttpRequest) -> str:
    return static("js/admin.js")


def theme(request: HttpRequest) -> str | None:
    """The reader's choice on the pages holds here too; None lets the device decide."""
    chosen = theme_of(request)
    return None if chosen == "auto" else chosen


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The tables this person may see, one group for each house."""
    from django.contrib import admin

    home = reverse("admin:index")
    first = {"items": [{"title": _("What waits"), "icon": "inbox", "link": home, "active": request.path == home}]}
    return [first] + [group_of(app) for app in admin.site.get_app_list(request)]


def group_of(app: dict[str, Any]) -> dict[str, Any]:
    items = [
        {"title": model["name"], "icon": icon_of(app["app_label"], model["model"]), "link": model["admin_url"]}
        for model in app["models"]
        if model["admin_url"]
    ]
    return {"title": app["name"], "separator": True, "collapsible": False, "items": items}


def icon_of(app_label: str, model: type) -> str:
    """A model's admin may say `sidebar_icon` (a Material Symbols name)."""
    from django.contrib import admin

    return getattr(admin.site.get_model_admin(model), "sidebar_icon", None) or ICONS.get(app_label, "table_rows")
