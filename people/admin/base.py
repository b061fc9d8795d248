"""What the admins of the house share: scope for each row, refusals on the form, no deleting."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from common.admin import DeskModelAdmin
from common.errors import RuleBroken
from people.access import may

LINK = '<a class="text-primary-600 dark:text-primary-500 underline" href="{}">{}</a>'  # in a column of links


class ScopedAdmin(DeskModelAdmin):
    """A row may be changed where its department lies in the scope of the right to change. Nothing is deleted.

    What a service refuses in save_model stands on the form, with everything that was typed.
    """

    added_fields: ClassVar[tuple[str, ...]] = ()  # of a new row
    changed_fields: ClassVar[tuple[str, ...]] = ()  # of a row that is there; everything else is only shown

    def department_of(self, row: Any) -> int | None:
        """The id of the department whose scope decides; None asks for the whole company."""
        return row.department_id

    def permission(self, act: str) -> str:
        return f"{self.opts.app_label}.{act}_{self.opts.model_name}"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may(request.user, self.permission("change"), self.department_of(obj)))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if obj is None:
            return [name for name in self.get_fields(request, obj) if name not in self.added_fields]
        return [name for name in self.get_fields(request, obj) if name not in self.changed_fields]

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        """What hangs on a row shows once there is one."""
        return super().get_inlines(request, obj) if obj else ()

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RuleBroken as refusal:  # everything is rolled back: once more, to show it
            request.refusal = str(refusal)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **options: Any) -> Any:
        form = super().get_form(request, obj, change=change, **options)
        refusal = getattr(request, "refusal", "")
        if not refusal:
            return form

        class Refused(form):  # type: ignore[misc,valid-type]
            def clean(self) -> Any:
                self.add_error(None, refusal)
                return super().clean()

        return Refused

    def say_all(self, request: HttpRequest, acts: Any) -> None:
        """Run the acts of an action one by one; say each refusal."""
        for act in acts:
            try:
                act()
            except RuleBroken as refusal:
                messages.error(request, str(refusal))
