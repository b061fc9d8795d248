"""Every permission there is, in words: for whoever puts a role together."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from common.triggers import is_ours

Choice = tuple[str, str]


def known_permissions() -> list[tuple[str, list[Choice]]]:
    """(name of the house, its permissions with their names) for all our houses."""
    houses = [config for config in apps.get_app_configs() if is_ours(config)]
    found = ((str(house.verbose_name), [choice for model in house.get_models() for choice in _of(model)]) for house in houses)
    return [(name, choices) for name, choices in found if choices]


def _of(model: type[Model]) -> Iterator[Choice]:
    options, thing = model._meta, str(model._meta.verbose_name)
    if "verbose_name" not in options.original_attrs and not options.permissions:
        return  # tables that nobody opens have no name
    is_fact, is_derived = getattr(model, "append_only", False), bool(getattr(model, "audit_exempt", ""))
    words = {
        "view": _("See: %(thing)s") % {"thing": thing},
        "add": _("Add: %(thing)s") % {"thing": thing},
        "change": _("Change: %(thing)s") % {"thing": thing},
    }
    possible = () if is_derived and not is_fact else ("view",) if is_derived else ("view", "add") if is_fact else tuple(words)
    for act, name in ((act, words[act]) for act in possible):
        yield f"{options.app_label}.{act}_{options.model_name}", name
    for codename, name in options.permissions:
        yield f"{options.app_label}.{codename}", str(name)
