"""Duties in words: the same on every page, in notices and in the file."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from common.templatetags.show import WEEKDAYS
from duties.choices import Evidence, Plan
from duties.models import Duty

STATES = {  # the word, and the tone of its badge
    "done": (pgettext_lazy("item of a duty", "done"), "good"),
    "late": (pgettext_lazy("item of a duty", "done late"), "waiting"),
    "open": (pgettext_lazy("item of a duty", "open"), "quiet"),
    "due": (pgettext_lazy("item of a duty", "due today"), "waiting"),
    "overdue": (pgettext_lazy("item of a duty", "overdue"), "wrong"),
}


def state_word(state: str) -> str:
    return str(STATES[state][0])


def state_tone(state: str) -> str:
    return STATES[state][1]


def rhythm(duty: Duty, days: int | None) -> str:
    """How often: `every Fri`, `at most every 365 days`. days: of the parameter, None while it is undecided."""
    values = {
        "every": duty.every, "weekday": WEEKDAYS[(duty.weekday or 1) - 1], "day": duty.month_day, "month": duty.month, "days": days,
    }  # fmt: skip
    match Plan(duty.plan):
        case Plan.PARAMETER:
            return _("at most every %(days)d days") % values if days else _("interval undecided")
        case Plan.WORKDAYS:
            return _("every working day") if duty.every == 1 else _("every %(every)d working days") % values
        case Plan.WEEKLY:
            return _("every week on %(weekday)s") % values
        case Plan.MONTHLY:
            return _("on day %(day)d of every month") % values
        case Plan.QUARTERLY:
            return _("on day %(day)d of month %(month)d of every quarter") % values
        case Plan.YEARLY:
            return _("every year on %(month)d/%(day)d") % values
    raise AssertionError(duty.plan)


def asked(evidence: str) -> str:
    """What proof is asked for, as a sentence."""
    return {
        Evidence.NONE: _("No proof is asked for."),
        Evidence.NOTE: _("A few words say what was done."),
        Evidence.PHOTO: _("A photo shows what was done."),
        Evidence.FILE: _("A file shows what was done."),
    }[Evidence(evidence)]


def names(people: list[str]) -> str:
    """Several people in a row; says when there is nobody."""
    return pgettext("between names", ", ").join(people) if people else pgettext("owner of a duty", "nobody at present")
