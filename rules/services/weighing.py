"""A small edition corrects the wording and nothing else: then nobody has to read it anew."""

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from rules.choices import Weight
from rules.models import Edition
from rules.selectors.weighing import heavy_changes


def refuse_more_than_wording(edition: Edition) -> None:
    """Raises RuleBroken, naming what differs, when a small edition changes more than words."""
    if edition.weight != Weight.MINOR:
        return
    found = heavy_changes(edition)
    if found:
        raise RuleBroken(
            _("It is marked as correcting the wording only, but it changes more: %(what)s. Mark it as changing what holds."),
            what="；".join(found),
        )
