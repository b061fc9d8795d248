"""Reading and acknowledging in tests, through the same acts as people use."""

from datetime import date, datetime
from typing import Any

from people.models import Employee
from rules import services
from rules.models import Acknowledgement, Edition
from rules.selectors.acknowledgements import open_tasks
from rules.selectors.shown_text import shown_digest
from rules.services.acknowledging import Circumstances, Shown, Signature
from rules.services.acknowledging import acknowledge as act
from rules.services.acknowledging import opened as note_opening
from tests.rules import making
from tests.rules.making import NOW, Office
from tests.rules.pages import LATER

STROKES = "M10 20 L20 40 L40 60 L60 60 L80 40 L100 20 L120 40 L140 60 M200 100 L220 120 L240 100"


def asked(edition: Edition) -> list[str]:
    """Names of those who still have to acknowledge it."""
    return sorted(open_tasks().filter(edition=edition).values_list("employee__name", flat=True))


def shown(edition: Edition, who: Employee, script: str = "", at: datetime = NOW) -> Shown:
    """What a page showed."""
    return Shown(edition.pk, who.pk, script, shown_digest(edition, script), at, "zh-hans")


def acknowledge(edition: Edition, who: Employee, at: datetime = NOW, **signature: Any) -> Acknowledgement:
    """Opened, and acknowledged with the typed name."""
    note_opening(edition=edition, employee=who, script="hans", at=at)
    given = Signature(**{"name": who.name, "agrees": True, **signature})
    return act(edition=edition, shown=shown(edition, who, at=at), signature=given, circumstances=Circumstances(), by=who, at=at)


def minor(of: Edition, office: Office, at: datetime = NOW, on: date = LATER) -> Edition:
    """The next edition, which corrects the wording only."""
    draft = services.draft_edition(rulebook=of.rulebook, by=office.director, at=at)
    Edition.objects.filter(pk=draft.pk).update(weight="minor")
    return making.publish(Edition.objects.get(pk=draft.pk), office, at=at, on=on)
