"""How figures, times and states are written on a page: one filter for each, a builtin of every template."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from django import template
from django.conf import settings
from django.db.models import Model
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from common import clock, policy
from common.money import rounded

register = template.Library()

WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)

TONES = {
    "good": ("approved", "in_force", "kept", "done", "active", "published", "acknowledged", "sent"),
    "waiting": ("submitted", "pending", "waiting", "open", "sent_back", "at_risk", "provisional", "unsure", "in_progress"),
    "wrong": ("refused", "broken", "superseded", "failed", "overdue", "expired"),
    "info": ("scheduled", "upcoming", "consultation"),
    "quiet": ("draft", "withdrawn", "closed", "cancelled", "ended", "inactive"),
}
TONE_OF = {state: tone for tone, states in TONES.items() for state in states}


@register.filter
def listed(words: Iterable[object]) -> str:
    """Words one after the other: 尹舟、林平予, in English with commas."""
    return pgettext("between words", ", ").join(map(str, words))


# -- money and durations --------------------------------------------------------


@register.filter
def money(amount: Decimal | int | str | None) -> str:
    """1386 -> `1,386.00`: CNY, always two decimals. Nothing for None."""
    if amount is None or amount == "":
        return ""
    return f"{rounded(Decimal(amount)):,.2f}"


@register.filter
def minutes(count: int | None) -> str:
    """12 -> `12分钟`, 90 -> `1小时30分钟`. Nothing for None."""
    if count is None:
        return ""
    hours, rest = divmod(abs(count), 60)
    values = {"sign": "-" if count < 0 else "", "hours": hours, "minutes": rest}
    if not hours:
        return _("%(sign)s%(minutes)d min") % values
    return (_("%(sign)s%(hours)d h %(minutes)d min") if rest else _("%(sign)s%(hours)d h")) % values


@register.filter
def percent(fraction: Decimal | float | None) -> str:
    """0.974 -> `97.4%`, 0.97 -> `97%`. Nothing for None."""
    if fraction is None:
        return ""
    return f"{(Decimal(str(fraction)) * 100).quantize(Decimal('0.1')):f}".removesuffix(".0") + "%"


@register.filter
def size(count: int | None) -> str:
    """Bytes as a person reads them: 1258291 -> `1.2 MB`."""
    if count is None:
        return ""
    for unit, step in (("MB", 1024**2), ("KB", 1024)):
        if count >= step:
            return f"{count / step:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} B"


BROWSERS = (
    ("DingTalk", pgettext_lazy("browser", "DingTalk")),
    ("wxwork", pgettext_lazy("browser", "WeCom")),
    ("MicroMessenger", pgettext_lazy("browser", "WeChat")),
    ("Feishu", pgettext_lazy("browser", "Feishu")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "Mac"),
    ("Windows", "Windows"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """What a browser says of itself, in two words: `Chrome · Android`."""
    names = [next((name for sign, name in signs if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS)]
    return " · ".join(str(name) for name in names if name) or _("unknown device")


# -- dates and times, in the company's zone ----------------------------------------


def local(value: datetime) -> datetime:
    return timezone.localtime(value, timezone.get_default_timezone()) if timezone.is_aware(value) else value


def date_of(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


@register.filter
def bare_day(value: date, *, known_year: int | None = None) -> str:
    """The date without its weekday; the year only when it is neither this one nor known already."""
    is_known = value.year in (clock.today().year, known_year)
    pattern = pgettext("date", "j M") if is_known else pgettext("date with year", "j M Y")
    return dateformat.format(value, pattern)


@register.filter
def day(value: date | datetime | None) -> str:
    """`11月20日 周五`; another year is named: `2025年11月20日 周四`. Nothing for None."""
    if not value:
        return ""
    on = date_of(value)
    return _("%(weekday)s %(date)s") % {"date": bare_day(on), "weekday": WEEKDAYS[on.weekday()]}


@register.filter
def weekday(value: date | datetime | None) -> str:
    """`周五`."""
    return str(WEEKDAYS[date_of(value).weekday()]) if value else ""


@register.filter
def clock_time(value: datetime | time | None) -> str:
    """`09:08`. In templates: `|clock`."""
    if value is None:
        return ""
    return f"{local(value) if isinstance(value, datetime) else value:%H:%M}"


register.filter("clock", clock_time)


@register.filter
def moment(value: datetime | None) -> str:
    """`11月20日 09:08`. Nothing for None."""
    if not value:
        return ""
    return _("%(date)s, %(time)s") % {"date": bare_day(local(value).date()), "time": clock_time(value)}


FORTNIGHT = 14


@register.filter
def span(start: date | datetime | time | None, end: date | datetime | time | None) -> str:
    """From `start` to `end`, said once where they agree: `11月20日 09:00–18:00`, `2025年11月20日 周四至11月22日 周六`.

    More than a fortnight goes without weekdays: `10月1日至10月31日`.
    """
    if start is None or end is None:
        return open_span(start, end)
    if isinstance(start, time) and isinstance(end, time):
        return f"{clock_time(start)}–{clock_time(end)}"
    if isinstance(start, datetime) and isinstance(end, datetime) and date_of(start) == date_of(end):
        return f"{moment(start)}–{clock_time(end)}"
    if start == end:
        return said(start)
    if isinstance(start, time) or isinstance(end, time):
        return _("%(start)s to %(end)s") % {"start": said(start), "end": said(end)}
    year = _year_said_once(start, end)
    has_weekdays = (date_of(end) - date_of(start)).days <= FORTNIGHT
    first = said(start, known_year=year if not _year_leads() else None, has_weekday=has_weekdays)
    last = said(end, known_year=year if _year_leads() else None, has_weekday=has_weekdays)
    return _("%(start)s to %(end)s") % {"start": first, "end": last}


def _year_said_once(start: date, end: date) -> int | None:
    """The year in which both lie."""
    years = {date_of(start).year, date_of(end).year}
    return years.pop() if len(years) == 1 else None


def _year_leads() -> bool:
    """Whether the language writes the year before the day: then it is the first of two dates that tells it."""
    return pgettext("date with year", "j M Y").startswith("Y")


def open_span(start: date | datetime | time | None, end: date | datetime | time | None) -> str:
    if start is not None:
        return _("from %(start)s") % {"start": said(start)}
    return _("until %(end)s") % {"end": said(end)} if end is not None else ""


def said(value: date | datetime | time, *, known_year: int | None = None, has_weekday: bool = True) -> str:
    if isinstance(value, time):
        return clock_time(value)
    on = bare_day(date_of(value), known_year=known_year)
    if isinstance(value, datetime):
        return _("%(date)s, %(time)s") % {"date": on, "time": clock_time(value)}
    return _("%(weekday)s %(date)s") % {"date": on, "weekday": weekday(value)} if has_weekday else on


@register.filter
def clause(recorded: str) -> str:
    """A citation as rows keep it, in the reader's language."""
    return policy.said(recorded)


@register.filter
def machine(value: date | datetime | time | None) -> str:
    """For `<time datetime>`: ISO 8601 in the company's zone."""
    if value is None:
        return ""
    return (local(value) if isinstance(value, datetime) else value).isoformat()


# -- states: a shape, a colour and a word ----------------------------------------------


@register.filter
def badge(word: str, tone: str = "quiet") -> SafeString:
    """A word with the shape and colour of its tone: good, waiting, wrong, info or quiet."""
    if tone not in TONES:
        raise ValueError(f"no such tone: {tone}")
    mark = icon(f"tone-{tone}")
    return format_html('<span class="badge badge-{}">{}<span>{}</span></span>', tone, mark, word)


@register.filter
def state_badge(row: Model, field: str = "state") -> SafeString:
    """The state of a row: `{{ claim|state_badge }}`. The tone comes from TONES, or from the row's `state_tone`."""
    word = getattr(row, f"get_{field}_display")()
    tone = getattr(row, f"{field}_tone", None) or TONE_OF.get(getattr(row, field), "quiet")
    return badge(word, tone)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A picture of static/icons.svg, in the colour of the text. `size`: "" or "small"."""
    classes = "icon icon-small" if size == "small" else "icon"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, static("icons.svg"), name)


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """The languages of the interface, each named in itself."""
    return settings.LANGUAGES
