"""Keys that read without a login: made, used, taken back. Only the digest of a secret is kept."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from secrets import token_urlsafe

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from common import api, audit
from common.errors import RuleBroken
from common.models import Verb
from people.access import may
from people.models import AccessToken, Department, TokenKind, User
from people.models.tokens import NAME_IN_USE

CHANGES = "people.change_accesstoken"
PREFIX = {TokenKind.API: "opsdept_api_", TokenKind.FEED: "opsdept_cal_"}  # so that a lost one is recognised for what it is
SECRET_BYTES = 32


def digest_of(secret: str) -> str:
    """What is kept of a secret, and looked up: a lookup by digest tells nothing of how much of a guess was right."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _secret(kind: TokenKind) -> tuple[str, dict[str, str]]:
    secret = PREFIX[kind] + token_urlsafe(SECRET_BYTES)
    return secret, {"kind": kind, "digest": digest_of(secret), "tail": secret[-4:]}


@transaction.atomic
def make_api_key(
    *, name: str, scopes: Sequence[str], department: Department | None, expires_on: date | None, by: User, today: date
) -> tuple[AccessToken, str]:
    """A key of the read API, and its secret, which nobody sees again.

    Raises RuleBroken where `by` may not make keys, for a scope that `by` may not read there, for a last day that is over, and for the
    name of a key that was not taken back.
    """
    department_id = department.pk if department else None
    if not may(by, CHANGES, department_id):
        raise RuleBroken(_("You cannot make keys there."))
    known = {scope.name: scope for scope in api.scopes()}
    for scope in scopes:
        if scope not in known:
            raise RuleBroken(_("There is nothing called “%(scope)s” to read."), scope=scope)
        if not may(by, known[scope].permission, department_id):
            raise RuleBroken(_("You cannot give away what you may not read there yourself: %(what)s"), what=known[scope].text)
    if not scopes:
        raise RuleBroken(_("Choose what the key may read."))
    if expires_on is not None and expires_on < today:
        raise RuleBroken(_("The last day is over already."))
    secret, kept = _secret(TokenKind.API)
    fields = {"name": name, "scopes": sorted(set(scopes)), "department": department, "expires_on": expires_on}
    try:
        with transaction.atomic():
            return AccessToken.objects.create(created_by=by, **fields, **kept), secret
    except IntegrityError as error:
        raise RuleBroken(NAME_IN_USE) from error


@transaction.atomic
def make_feed(*, user: User, at: datetime) -> tuple[AccessToken, str]:
    """Another private calendar address of the account, and its secret; the one before stops."""
    switch_off_feed(user=user, at=at)
    secret, kept = _secret(TokenKind.FEED)
    return AccessToken.objects.create(user=user, created_by=user, **kept), secret


@transaction.atomic
def switch_off_feed(*, user: User, at: datetime) -> None:
    """The account's calendar address stops. Nothing when it has none."""
    User.objects.select_for_update().get(pk=user.pk)  # two taps at once: the second waits
    AccessToken.objects.filter(kind=TokenKind.FEED, user=user, revoked_at=None).update(revoked_at=at)


@transaction.atomic
def take_back(*, token: AccessToken, reason: str, by: User, at: datetime) -> AccessToken:
    """The key stops at once. Raises RuleBroken without a reason, where `by` may not, and for one that stopped before."""
    token = AccessToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.kind != TokenKind.API or not may(by, CHANGES, token.department_id):
        raise RuleBroken(_("You cannot take back this key."))
    if not reason.strip():
        raise RuleBroken(_("Say why the key is taken back."))
    if token.revoked_at is not None:
        raise RuleBroken(_("This key was taken back already."))
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    audit.record(Verb.CHANGE, token, note=reason.strip()[:300])
    return token


def note_use(*, token: AccessToken, today: date) -> None:
    """Keep the day on which the key was used last: one statement a day, however often it is used."""
    if token.last_used_on != today:
        AccessToken.objects.filter(pk=token.pk).exclude(last_used_on=today).update(last_used_on=today)
