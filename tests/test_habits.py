"""Habits that the suite guards, so that reviews can talk about ideas."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine

BASE = Path(settings.BASE_DIR)
OWN = [path for path in (BASE / "templates").rglob("*.html") if path.relative_to(BASE / "templates").parts[0] not in ("admin", "unfold")]
APPS = ("common", "people", "workdays", "notices", "approvals", "rules", "duties", "attendance", "finance", "desk", "opsdept")
ICON = re.compile(r"""{% icon "([a-z-]+)" |icon(?:_name)?="([a-z-]+)\"""")
COMMENT = re.compile(r"{% comment.*?endcomment %}|{#.*?#}", re.S)
TOKEN = re.compile(r"^\s*--[a-z-]+:.*$", re.M)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")


def test_imports_keep_their_direction():
    lint = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=BASE, capture_output=True, text=True, check=False)
    assert lint.returncode == 0, lint.stdout


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(BASE / "templates")))
def test_template_has_no_inline_style_or_script(path):
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", text)
    assert not re.search(r"(src|href)=\"https?://", text), "pages load nothing from another host"


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(BASE / "templates")))
def test_the_label_of_a_cell_begins_with_a_capital(path):
    labels = re.findall(r'data-label="({%.*?%}|{{.*?}})', COMMENT.sub("", path.read_text(encoding="utf-8")))
    assert [label for label in labels if re.search(r'translate "[a-z]', label) and "|capfirst" not in label] == []


@pytest.mark.parametrize("path", sorted((BASE / "static" / "css").glob("*.css")), ids=lambda path: path.name)
def test_colours_live_in_the_tokens(path):
    if path.name != "tokens.css":
        assert not COLOUR.findall(TOKEN.sub("", path.read_text(encoding="utf-8")))


def test_every_icon_is_drawn():
    drawn = set(re.findall(r'id="([a-z-]+)"', (BASE / "static" / "icons.svg").read_text(encoding="utf-8")))
    files = [*OWN, *(path for app in APPS for path in (BASE / app).rglob("*.py"))]
    named = {name for path in files for found in ICON.findall(path.read_text(encoding="utf-8")) for name in found if name}
    assert len(named) > 20
    assert named <= drawn


def test_what_the_house_itself_says_is_said_in_the_readers_language():
    """`notify` takes the words of a person as they are; everything else goes through `tell`."""
    callers = {
        str(path.relative_to(BASE))
        for app in APPS
        for path in (BASE / app).rglob("*.py")
        if re.search(r"(?<!plugin\.)\bnotify\(", path.read_text(encoding="utf-8"))
    }
    assert callers == {"notices/views.py", "notices/services/notices.py"}


def test_no_business_date_from_the_utc_clock():
    found = [
        str(path.relative_to(BASE))
        for app in APPS
        for path in (BASE / app).rglob("*.py")
        if re.search(r"now\(\)\.date\(\)|date\.today\(\)|datetime\.now\(\)|utcnow\(", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_guard_fails_on_an_undefined_variable_in_our_template(tmp_path, monkeypatch):
    from tests.support import templates

    monkeypatch.setattr(templates.settings, "BASE_DIR", tmp_path)
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "a.html").write_text("{{ nobody_gave_this }}")
    engine = Engine(dirs=[folder], string_if_invalid=templates.UndefinedVariable())
    with pytest.raises(pytest.fail.Exception, match=r"nobody_gave_this in a\.html"):
        engine.get_template("a.html").render(Context())


def test_guard_lets_third_party_templates_be():
    from tests.support import templates

    engine = Engine(string_if_invalid=templates.UndefinedVariable())
    assert engine.from_string("{{ nobody_gave_this }}").render(Context()) == ""
