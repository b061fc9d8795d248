"""What the admins of the house share."""

from django.db.models import Model
from django.http import HttpRequest

from common.admin import DeskModelAdmin


class ReadOnlyAdmin(DeskModelAdmin):
    """Rows that the software writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
