"""Every plain form is drawn with the same field component."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils import translation

from common.models import Upload


class RequestForm(forms.Form):
    title = forms.CharField(label="标题", help_text="一句话。")
    on = forms.DateField(label="日期")
    at = forms.DateTimeField(label="时间", required=False)
    copies = forms.MultipleChoiceField(label="抄送", choices=[("a", "张强")], widget=forms.CheckboxSelectMultiple, required=False)
    agreed = forms.BooleanField(label="已核对", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial="x")


def test_field_says_its_error_beside_it_and_names_it():
    drawn = str(RequestForm({"title": ""})["title"].as_field_group())
    assert "请填写。" in drawn
    assert 'aria-describedby="id_title_helptext id_title_error"' in drawn
    assert 'aria-invalid="true"' in drawn


def test_date_uses_the_browsers_own_picker_and_iso():
    drawn = str(RequestForm(initial={"on": date(2026, 11, 20), "at": datetime(2026, 11, 20, 1, 8, tzinfo=UTC)}))
    assert 'type="date"' in drawn
    assert 'value="2026-11-20"' in drawn
    assert 'value="2026-11-20T09:08"' in drawn


def test_optional_field_says_so_and_a_tick_does_not():
    drawn = str(RequestForm())
    assert drawn.count("选填") == 2


def test_group_has_a_legend():
    assert "<legend>抄送" in str(RequestForm())


def test_hidden_field_is_drawn_once_without_a_label():
    drawn = str(RequestForm())
    assert drawn.count('name="secret"') == 1
    assert "Secret" not in drawn


def test_errors_are_told_at_the_top_with_links():
    drawn = str(RequestForm({}))
    assert 'href="#id_title"' in drawn
    assert 'role="alert"' in drawn


@pytest.mark.parametrize(("is_required", "word"), [(True, "Please choose"), (False, "none")])
def test_empty_select_says_whether_to_choose(is_required: bool, word: str):
    class Choosing(forms.Form):
        upload = forms.ModelChoiceField(Upload.objects.none(), required=is_required)

    with translation.override("en"):
        assert f'<option value="" selected>{word}</option>' in str(Choosing())
