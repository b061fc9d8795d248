"""The roles every company starts with, kept up to date by `migrate`; a company adds its own beside them.

Each house says what these roles may do in it, in its `AppConfig.ready()`: `give("manager", "approvals.decide")`.
"""

from collections import defaultdict

from django.utils.translation import gettext_noop

from people.access import EVERYTHING

NAMES = {
    "staff": gettext_noop("Staff"),
    "supervisor": gettext_noop("Supervisor"),
    "manager": gettext_noop("Manager"),
    "director": gettext_noop("Director"),
    "hr": gettext_noop("Human resources"),
    "finance": gettext_noop("Finance"),
    "executive": gettext_noop("Executive"),
    "auditor": gettext_noop("Auditor"),
    "administrator": gettext_noop("Administrator"),
}

INCLUDES = {"supervisor": "staff", "manager": "supervisor", "director": "manager"}

_given: dict[str, set[str]] = defaultdict(set, administrator={EVERYTHING})


def give(role: str, *permissions: str) -> None:
    """Let a built-in role (and those that include it) have these permissions (`app.codename`)."""
    if role not in NAMES:
        raise KeyError(role)
    _given[role] |= set(permissions)


def permissions_of(role: str) -> list[str]:
    """The permissions of a built-in role, those of the role it includes among them, sorted."""
    included = permissions_of(INCLUDES[role]) if role in INCLUDES else []
    return sorted(_given[role] | set(included))


def ensure_roles(**_: object) -> None:
    """Make the built-in roles as they are written here. A post_migrate receiver."""
    from people.models import Role

    for code, name in NAMES.items():
        kept = {"name": name, "permissions": permissions_of(code), "is_builtin": True}
        Role.objects.update_or_create(code=code, defaults=kept)
