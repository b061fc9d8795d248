"""Values in force, and what is still undecided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from common import bindings
from common.bindings import Binding
from common.menu import company_name
from common.policy import Citation
from people.models import Department
from rules.catalogue import text_of
from rules.models import ClauseText, Force, Value
from rules.provider import RulesProvider, held
from rules.words import in_measure


@dataclass(frozen=True, slots=True)
class ValueInForce:
    """A parameter as it holds on a day. words "": undecided. citation: where it stands. whose: own value, or inherited from whom."""

    key: str
    text: str
    words: str
    citation: Citation
    whose: str
    binding: Binding | None

    @property
    def is_decided(self) -> bool:
        return bool(self.words)


def values_in_force(day: date, department: Department | None, numbers: Iterable[str]) -> list[ValueInForce]:
    """Every parameter that a rule in force names, with its value for the department (None: the company).

    numbers: of the rulebooks that the reader may open. In the order of rulebooks, then of keys.
    """
    open_urls = {reverse("rules:rulebook", args=[number]) for number in numbers}
    provider, company, found = RulesProvider(), company_name(), []
    for key in sorted(key for key in held().rows if key[0] != "@"):
        setting = provider.setting(key, day, department.pk if department else None)
        if setting is None or setting.citation is None or setting.citation.url.partition("?")[0] not in open_urls:
            continue
        whose = _whose(setting.citation, department, company)
        words = in_measure(key, setting.raw) or ""
        found.append(ValueInForce(key, text_of(key), words, setting.citation, whose, bindings.of_key(key)))
    return sorted(found, key=lambda value: (value.citation.url.partition("?")[0], value.key))


def _whose(citation: Citation, department: Department | None, company: str) -> str:
    """Whose value it is, as the reader says it (ATT-13)."""
    is_companys = citation.origin == company
    if citation.is_inherited and not (department and department.name == company):
        return _("inherited from the company") if is_companys else _("inherited from %(unit)s") % {"unit": citation.origin}
    return _("decided by the company") if is_companys else _("decided by %(unit)s itself") % {"unit": citation.origin}


@dataclass(frozen=True, slots=True)
class Blank:
    """A parameter that a published rule names and nobody has decided: its rule is inactive.

    url: the place in the edition. stops: what the software does not do because of it, "" when nothing reads it yet.
    """

    key: str
    text: str
    rulebook_id: int
    rulebook: str
    number: str
    edition: int
    label: str
    department: str
    since: date
    url: str
    stops: str


def undecided(day: date, rulebooks: Iterable[int]) -> list[Blank]:
    """The blanks of the editions in force on that day or later, of these rulebooks: two queries."""
    first: dict[int, date] = {}
    for edition, during in Force.objects.lasting(day).filter(rulebook__in=list(rulebooks)).values_list("edition", "during"):
        first[edition] = min(during.lower, first.get(edition, during.lower))
    wording = ClauseText.objects.filter(edition=OuterRef("edition"), clause=OuterRef("clause"))
    rows = Value.objects.filter(edition__in=first, raw__isnull=True).select_related("edition__rulebook", "department")
    rows = rows.annotate(label=Subquery(wording.values("label")), place=Subquery(wording.values("order")))
    return [_blank(row, first[row.edition_id]) for row in rows.order_by("edition__rulebook__number", "edition__number", "place", "pk")]


def _blank(row: Value, since: date) -> Blank:
    rulebook, binding = row.edition.rulebook, bindings.of_key(row.key)
    return Blank(
        key=row.key,
        text=text_of(row.key),
        rulebook_id=rulebook.pk,
        rulebook=rulebook.title,
        number=rulebook.number,
        edition=row.edition.number,
        label=row.label,  # type: ignore[attr-defined]
        department=row.department.name if row.department else "",
        since=since,
        url=f"{reverse('rules:rulebook', args=[rulebook.number])}?edition={row.edition.number}#{row.key}",
        stops=str(binding.label) if binding else "",
    )
