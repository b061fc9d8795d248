"""The settings' names in the code and in docs/settings.md are the same."""

import re

from django.conf import settings


def test_every_setting_is_explained_and_every_explained_one_exists() -> None:
    source = (settings.BASE_DIR / "opsdept" / "settings.py").read_text("utf-8")
    explained = set(re.findall(r"^\| `(\w+)` \|", (settings.BASE_DIR / "docs" / "settings.md").read_text("utf-8"), re.M))

    assert explained == set(re.findall(r'env\.\w+\(\s*"(\w+)"', source)) | {"ADMIN_PASSWORD"}
