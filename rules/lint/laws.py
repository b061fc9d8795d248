"""The laws and norms that the legal check holds an edition against."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

# Name, and the first day on which it counted as it stands here.
NAMES: dict[str, tuple[Promise, date | None]] = {
    "LCL": (pgettext_lazy("law", "Labour Contract Law"), date(2008, 1, 1)),
    "LL": (pgettext_lazy("law", "Labour Law"), date(1995, 1, 1)),
    "LDMA": (pgettext_lazy("law", "Labour Dispute Mediation and Arbitration Law"), date(2008, 5, 1)),
    "SPC1": (pgettext_lazy("law", "Supreme People's Court, Interpretation (I) on labour disputes"), date(2021, 1, 1)),
    "IR": (pgettext_lazy("law", "Implementing Regulations of the Labour Contract Law"), date(2008, 9, 18)),
    "WPP": (pgettext_lazy("law", "Interim Provisions on the Payment of Wages"), date(1995, 1, 1)),
    "WH": (pgettext_lazy("law", "State Council Provisions on Working Hours"), date(1995, 5, 1)),
    "HOL": (pgettext_lazy("law", "Measures on Public Holidays"), date(2025, 1, 1)),
    "ALR": (pgettext_lazy("law", "Regulations on Paid Annual Leave"), date(2008, 1, 1)),
    "ALI": (pgettext_lazy("law", "Implementing Measures on Paid Annual Leave in Enterprises"), date(2008, 9, 18)),
    "FEM": (pgettext_lazy("law", "Special Rules on the Labour Protection of Female Employees"), date(2012, 4, 28)),
    "WRL": (pgettext_lazy("law", "Law on the Protection of Women's Rights and Interests"), date(2023, 1, 1)),
    "LSI": (pgettext_lazy("law", "Regulations on Labour Security Supervision"), date(2004, 12, 1)),
    "PIPL": (pgettext_lazy("law", "Personal Information Protection Law"), date(2021, 11, 1)),
    "ESL": (pgettext_lazy("law", "Electronic Signature Law"), date(2005, 4, 1)),
    "T10": (pgettext_lazy("law", "Typical overtime cases of the ministry and the Supreme People's Court"), None),
    "2025-2": (pgettext_lazy("law", "Notice on monthly working time (2025, no. 2)"), date(2025, 1, 1)),
    "CHILD": (pgettext_lazy("law", "Provisions on the Prohibition of Child Labour"), None),
    "INJ": (pgettext_lazy("law", "Regulations on Work Injury Insurance"), None),
    "WAGE-RURAL": (pgettext_lazy("law", "Regulations on the Payment of Wages to Migrant Workers"), None),
    "SICK": (pgettext_lazy("law", "Labour ministry 1995, no. 309 (sick pay)"), None),
    "MED": (pgettext_lazy("law", "Provisions on the medical treatment period"), None),
    "REPEAL": (pgettext_lazy("law", "State Council Order 516 (repeal of the 1982 rules on rewards and penalties)"), date(2008, 1, 15)),
    "LEAVE-1980": (pgettext_lazy("law", "Notice on marriage and bereavement leave (1980)"), None),
    "FACE": (pgettext_lazy("law", "Security Measures for the Application of Face Recognition"), date(2025, 6, 1)),
    "REGIONAL": (pgettext_lazy("law", "Local population and family planning regulations"), None),
    "GD-LSI": (pgettext_lazy("law", "Guangdong Regulations on Labour Security Supervision"), date(2013, 5, 1)),
    "GD-WAGE": (pgettext_lazy("law", "Guangdong Regulations on the Payment of Wages"), None),
    "SZ-HARMONY": (pgettext_lazy("law", "Shenzhen Regulations on Harmonious Labour Relations"), None),
    "SZ-WAGE": (pgettext_lazy("law", "Shenzhen Regulations on the Payment of Wages"), None),
    "JS-WAGE": (pgettext_lazy("law", "Jiangsu Regulations on the Payment of Wages"), None),
}


@dataclass(frozen=True, slots=True)
class Law:
    """An article of a law. code: of NAMES. article: `39`, `4(2)` with its paragraph, several with commas, "" for the whole."""

    code: str
    article: str = ""

    @property
    def since(self) -> date | None:
        return NAMES[self.code][1]

    @property
    def name(self) -> str:
        return str(NAMES[self.code][0])

    def __str__(self) -> str:
        """《劳动合同法》第4条第2款."""
        title = pgettext("title of a law", "%(law)s") % {"law": self.name}
        return _("%(title)s %(articles)s") % {"title": title, "articles": self.articles} if self.article else title

    @property
    def articles(self) -> str:
        return pgettext("between articles", ", ").join(_article(one) for one in self.article.split(", ") if one)


def _article(text: str) -> str:
    match = re.fullmatch(r"(\d+)\((\d+)\)", text)
    if match:
        return _("art. %(article)s para. %(paragraph)s") % {"article": match[1], "paragraph": match[2]}
    return _("art. %(article)s") % {"article": text}


def law(*cited: str) -> tuple[Law, ...]:
    """`law("LCL 4(2)", "SPC1 50(1)")`: code, blank, articles."""
    return tuple(Law(code, article) for code, _blank, article in (one.partition(" ") for one in cited))
