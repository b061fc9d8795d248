"""Texts of rules in the script that somebody reads: `{% load scripts %}{{ text|in_script:"hant" }}`."""

from django import template
from django.utils.translation import get_language

from common.scripts import in_script as converted
from common.scripts import script_of_language

register = template.Library()


@register.filter
def in_script(text: str, script: str) -> str:
    """The text in `hans` or `hant`, sign for sign; as it is written for ""."""
    return converted(str(text), script)  # type: ignore[arg-type]


@register.simple_tag
def reader_script() -> str:
    """The script of the page's language: `hans`, `hant`, or "" for a language without: `{% reader_script as script %}`."""
    return script_of_language(get_language())
