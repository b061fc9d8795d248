"""A template of ours that names a variable nobody gave fails its test."""

import inspect
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

THIRD_PARTY = ("admin/", "unfold/")  # our overrides of templates that rely on undefined variables


class UndefinedVariable:
    """Stands in for `string_if_invalid`; the engine formats it with the name of the variable."""

    def __contains__(self, text: str) -> bool:
        return text == "%s"

    def __mod__(self, variable: object) -> str:
        frame = inspect.currentframe()
        context = frame.f_back.f_locals.get("context") if frame and frame.f_back else None
        origin = getattr(getattr(context, "render_context", None), "template", None)
        name, path = getattr(origin, "name", "") or "", str(getattr(getattr(origin, "origin", None), "name", ""))
        ours = Path(path).is_relative_to(settings.BASE_DIR / "templates") if path else False
        if ours and not name.startswith(THIRD_PARTY):
            pytest.fail(f"undefined template variable {variable} in {name}")
        return ""


@pytest.fixture(autouse=True, scope="session")
def _undefined_variables_fail() -> None:
    engines["django"].engine.string_if_invalid = UndefinedVariable()
