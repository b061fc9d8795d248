"""What parameters are called on pages: the areas they belong to, their units, and how a figure bounds."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# By the first part of the key. One line for each area of docs/parameters.csv.
AREAS: dict[str, Promise] = {
    "work": pgettext_lazy("area", "Working time"),
    "att": pgettext_lazy("area", "Attendance"),
    "lev": pgettext_lazy("area", "Leave"),
    "ot": pgettext_lazy("area", "Overtime"),
    "ros": pgettext_lazy("area", "Rosters"),
    "pay": pgettext_lazy("area", "Wages"),
    "org": pgettext_lazy("area", "Organisation"),
    "apv": pgettext_lazy("area", "Approvals"),
    "pol": pgettext_lazy("area", "Rulebooks"),
    "dut": pgettext_lazy("area", "Duties"),
    "mtg": pgettext_lazy("area", "Meetings"),
    "rpt": pgettext_lazy("area", "Reports"),
    "tsk": pgettext_lazy("area", "Tasks"),
    "prj": pgettext_lazy("area", "Projects"),
    "con": pgettext_lazy("area", "Contracts"),
    "dlv": pgettext_lazy("area", "Deliveries"),
    "qlt": pgettext_lazy("area", "Quality"),
    "afs": pgettext_lazy("area", "After-sales"),
    "enq": pgettext_lazy("area", "Inquiries"),
    "vis": pgettext_lazy("area", "Return visits"),
    "cmp": pgettext_lazy("area", "Complaints"),
    "sat": pgettext_lazy("area", "Satisfaction"),
    "svc": pgettext_lazy("area", "Service"),
    "site": pgettext_lazy("area", "Service points"),
    "exp": pgettext_lazy("area", "Expenses"),
    "bud": pgettext_lazy("area", "Budgets"),
    "fin": pgettext_lazy("area", "Finance"),
    "prc": pgettext_lazy("area", "Procurement"),
    "sup": pgettext_lazy("area", "Office supplies"),
    "ast": pgettext_lazy("area", "Assets"),
    "eqp": pgettext_lazy("area", "Equipment"),
    "veh": pgettext_lazy("area", "Vehicles"),
    "rnp": pgettext_lazy("area", "Rewards and penalties"),
    "apl": pgettext_lazy("area", "Appeals"),
    "apr": pgettext_lazy("area", "Appraisal"),
    "rec": pgettext_lazy("area", "Recruiting"),
    "trn": pgettext_lazy("area", "Training"),
    "trf": pgettext_lazy("area", "Transfers"),
    "res": pgettext_lazy("area", "Leavers"),
    "cnt": pgettext_lazy("area", "Content"),
    "mkt": pgettext_lazy("area", "Market"),
    "dat": pgettext_lazy("area", "Data"),
    "rsk": pgettext_lazy("area", "Risks"),
    "imp": pgettext_lazy("area", "Improvement"),
    "saf": pgettext_lazy("area", "Safety"),
    "bak": pgettext_lazy("area", "Backups"),
    "doc": pgettext_lazy("area", "Documents"),
}

UNITS: dict[str, Promise] = {
    "minute": pgettext_lazy("unit", "minutes"),
    "hour": pgettext_lazy("unit", "hours"),
    "day": pgettext_lazy("unit", "days"),
    "working_day": pgettext_lazy("unit", "working days"),
    "day_wage": pgettext_lazy("unit", "days' pay"),
    "week": pgettext_lazy("unit", "weeks"),
    "month": pgettext_lazy("unit", "months"),
    "metre": pgettext_lazy("unit", "metres"),
    "CNY": pgettext_lazy("unit", "CNY"),
    "percent": pgettext_lazy("unit", "%"),
    "count": pgettext_lazy("unit", "times"),
    "round": pgettext_lazy("unit", "rounds"),
    "score": pgettext_lazy("unit", "points"),
    "person": pgettext_lazy("unit", "people"),
}

# Parameter.boundary: how a figure bounds what is judged by it.
BOUNDARIES: dict[str, Promise] = {
    "inclusive": _("up to and including this figure"),
    "strict": _("only what is more than this figure; the figure itself not"),
    "reached": _("as soon as this figure is reached"),
    "at_least": _("no less than this figure; the figure itself is enough"),
}


def area_of(key: str) -> str:
    """The area of a parameter, in the reader's language; the first part of its key for an area without a name."""
    prefix = key.partition(".")[0]
    return str(AREAS.get(prefix, prefix))


def unit_of(unit: str) -> str:
    """The word that stands behind a figure; nothing where none is usual (times, choices)."""
    return str(UNITS.get(unit, ""))
