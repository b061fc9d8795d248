"""Fields that find several units or posts by what somebody types, and figures with their unit."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.fields import DepartmentField
from people.models import Post

BETWEEN = re.compile(r"[、，,;；\n]+")
NAMED = 12


def parts_of(typed: str) -> list[str]:
    """What somebody typed as a list: 客服专员、平面设计师."""
    return list(dict.fromkeys(part.strip() for part in BETWEEN.split(typed) if part.strip()))


class DepartmentsField(DepartmentField):
    """Several units, by name or code; cleans to a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 1000, "required": False, **options})

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else "、".join(unit.name for unit in value)

    def clean(self, value: Any) -> Any:
        one = DepartmentField(required=False)
        return [unit for part in parts_of(forms.CharField.clean(self, value)) if (unit := one.clean(part)) is not None]


def written_posts(posts: Iterable[Post]) -> str:
    """How a form shows posts: by title, each once."""
    return "、".join(dict.fromkeys(post.title for post in posts))


def posts_of(typed: str, offered: Iterable[Post]) -> list[Post]:
    """Those of the posts offered that were typed, by title or as `unit·title`. Raises ValidationError for one that is none."""
    posts, found = list(offered), []
    for part in parts_of(typed):
        unit, _dot, title = (bit.strip() for bit in part.rpartition("·"))
        meant = [post for post in posts if post.title == title and unit in ("", post.department.name)]
        if not meant:
            known = "、".join(list(dict.fromkeys(post.title for post in posts))[:NAMED])
            raise ValidationError(_("There is no post “%(post)s” where the rulebook holds. There are: %(known)s"), params={
                "post": part, "known": known})  # fmt: skip
        found += meant
    return list(dict.fromkeys(found))


class UnitInput(forms.TextInput):
    """A short field with the word that stands behind its figure."""

    template_name = "rules/unit_input.html"

    def __init__(self, unit: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["unit"] = self.unit
        return context
