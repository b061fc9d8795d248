"""Which key a secret opens, which keys there are, and what lies in the department of one."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from people.access import within_scope
from people.models import AccessToken, DepartmentPath, TokenKind, User
from people.services.tokens import CHANGES, digest_of


def usable(secret: str, kind: TokenKind, today: date) -> AccessToken | None:
    """The key of that kind with that secret, neither taken back nor past its last day; a feed only of somebody who may log in."""
    lasting = Q(expires_on=None) | Q(expires_on__gte=today)
    rows = AccessToken.objects.filter(lasting, digest=digest_of(secret), kind=kind, revoked_at=None)
    token = rows.select_related("user__employee").first()
    if token is None or (token.user is not None and not token.user.may_log_in(today)):
        return None
    return token


def api_keys(user: User) -> QuerySet[AccessToken]:
    """The keys of the read API that the account may take back; those that still open something first."""
    rows = AccessToken.objects.filter(within_scope(user, CHANGES, "department"), kind=TokenKind.API)
    return rows.select_related("department", "created_by").order_by(F("revoked_at").desc(nulls_first=True), "-pk")


def feed_of(user: User) -> AccessToken | None:
    """The private calendar address of the account."""
    return AccessToken.objects.filter(kind=TokenKind.FEED, user=user, revoked_at=None).first()


def lies_below(department_id: int | None, unit: str, day: str | date) -> Q:
    """The condition that the unit (a column) lay in the department or below it on the day (a column, or one day). None: anywhere."""
    if department_id is None:
        return Q(pk__isnull=False)
    on = day if isinstance(day, date) else OuterRef(day)
    return Q(Exists(DepartmentPath.objects.filter(ancestor=department_id, descendant=OuterRef(unit), during__contains=on)))
