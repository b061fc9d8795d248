"""Which parameters stand in an imported document: the blanks of its text, and the figures whose wording is known.

What was chosen is kept with the blank: `chosen` is a key, or "" where the words stay text. A figure of an offer is decided as
the parameter's value only where somebody says so (`is_value`).
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import RuleBroken
from rules.catalogue import is_known, text_of
from rules.models import ImportedDocument, ImportedNode
from rules.services.importing import locked_document

BLANKS, OFFERS = "blanks", "offers"


@transaction.atomic
def choose_parameter(
    *, document: ImportedDocument, node: int, group: str, place: int, words: str, key: str, is_value: bool = False
) -> ImportedNode:
    """A blank (or an offered figure) of a node becomes this parameter; with key "" its words stay text.

    place, words: which one of the group, as the person saw it. Raises RuleBroken for a parameter that stands elsewhere already.
    """
    locked_document(document)
    rows = list(ImportedNode.objects.filter(document=document).order_by("order"))
    row = next((one for one in rows if one.pk == node), None)
    found: list[dict[str, Any]] = getattr(row, group) if row is not None else []
    if row is None or not 0 <= place < len(found) or found[place]["text"] != words:
        raise RuleBroken(_("This place of the text was changed meanwhile. Look at it as it is now, then choose again."))
    if key and not is_known(key):
        raise RuleBroken(_("There is no parameter %(key)s. Choose one from the list."), key=key)
    elsewhere = _stands_in(rows, key, found[place]) if key else None
    if elsewhere is not None:
        raise RuleBroken(
            _("“%(what)s” is chosen already at %(place)s. A parameter stands in one clause only."), what=text_of(key),
            place=name_of(elsewhere),
        )  # fmt: skip
    found[place] = {**found[place], "chosen": key, "is_value": bool(key) and is_value}
    row.save(update_fields=[group])
    return row


def name_of(row: ImportedNode) -> str:
    """How one speaks of a node."""
    return f"{row.label}{row.heading}" or row.text[:12]


def _stands_in(rows: list[ImportedNode], key: str, but: dict[str, Any]) -> ImportedNode | None:
    for row in rows:
        if row.depth and any(one.get("chosen") == key and one is not but for one in (*row.blanks, *row.offers)):
            return row
    return None


@transaction.atomic
def take_guesses(*, document: ImportedDocument) -> int:
    """Every blank that nobody has looked at becomes the parameter that was guessed, once each. Returns how many."""
    locked_document(document)
    rows = list(ImportedNode.objects.filter(document=document).order_by("order"))
    taken = {one["chosen"] for row in rows if row.depth for one in (*row.blanks, *row.offers) if one.get("chosen")}
    changed = {}
    count = 0
    for row in rows:
        for one in row.blanks if row.depth else ():
            key = one["key"]
            if "chosen" not in one and is_known(key) and key not in taken:
                taken.add(key)
                one["chosen"], changed[row.pk], count = key, row, count + 1
    ImportedNode.objects.bulk_update(list(changed.values()), [BLANKS], batch_size=500)
    return count
