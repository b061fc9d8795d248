"""Somebody acknowledges an edition: electronically, themselves, or on a paper whose scan is handed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.digests import digest as digest_of
from common.errors import RuleBroken
from common.models import Upload
from common.uploads import store_upload
from people.models import Employee, User
from rules.choices import EvidenceKind
from rules.domain.signing import is_drawing, same_name
from rules.models import Acknowledgement, AcknowledgementTrace, Edition, NoticeConsent, Opening, QuizAttempt
from rules.policy import Acknowledging
from rules.selectors.shown_text import plain_text, script_shown, shown_clauses, text_digest

PAPER = "rules.paper"  # the purpose of scans
SALT = "rules.shown"
LONGEST = 24 * 3600  # a page that lay open longer tells nothing about reading

ACKNOWLEDGE = """
WITH asked AS (
    SELECT t.edition_id, t.employee_id FROM rules_readingtask t
    WHERE t.edition_id = %(edition)s AND t.employee_id = %(employee)s AND t.withdrawn_at IS NULL AND t.carried_id IS NULL
), made AS (
    INSERT INTO rules_acknowledgement (
        edition_id, employee_id, kind, at, signed_on, statement, script, edition_digest, digest, opened_at, seconds,
        signed_name, drawing, consent_id, quiz_id, login_method, trace_digest
    )
    SELECT asked.edition_id, asked.employee_id, 'electronic', %(at)s, %(today)s, %(statement)s, %(script)s, %(edition_digest)s, %(digest)s,
        (SELECT min(o.at) FROM rules_opening o
         WHERE o.edition_id = asked.edition_id AND o.employee_id = asked.employee_id AND o.script = %(script)s),
        %(seconds)s, %(name)s, %(drawing)s,
        (SELECT c.id FROM rules_noticeconsent c WHERE c.employee_id = asked.employee_id),
        (SELECT max(q.id) FROM rules_quizattempt q
         WHERE q.edition_id = asked.edition_id AND q.employee_id = asked.employee_id AND q.is_passed),
        %(login)s, %(trace)s
    FROM asked
    ON CONFLICT (edition_id, employee_id) DO NOTHING
    RETURNING id
), traced AS (
    INSERT INTO rules_acknowledgementtrace (acknowledgement_id, address, browser, created_at)
    SELECT made.id, %(address)s, %(browser)s, %(at)s FROM made
)
SELECT (SELECT count(*) FROM asked), (SELECT id FROM made)
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """The text that a page had: in which script ("" as written), its digest, when, and the language of the statement."""

    edition_id: int
    employee_id: int
    script: str
    digest: str
    at: datetime
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What the person did: typed the name, drew, agreed to electronic notice. seconds: that the page counted, None without scripts."""

    name: str = ""
    drawing: str = ""
    agrees: bool = False
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How the person was logged in, and from where."""

    login: str = ""
    address: str | None = None
    browser: str = ""


def statement_of(edition: Edition) -> str:
    """What is acknowledged, in the reader's language."""
    return gettext("I have read “%(edition)s” and know what it says.") % {"edition": edition}


def consent_statement() -> str:
    """What is agreed to once, before the first acknowledgement."""
    return gettext(
        "I agree to be told about rules electronically and to acknowledge them here. A name that I type or a signature that I draw"
        " counts as my signature (Electronic Signature Law art. 3)."
    )


# -- what was shown ---------------------------------------------------------------------------


def opened(*, edition: Edition, employee: Employee, script: str, at: datetime) -> None:
    """Note when somebody first had the text before them, in that script."""
    Opening.objects.bulk_create([Opening(edition=edition, employee=employee, script=script, at=at)], ignore_conflicts=True)


def sealed(shown: Shown) -> str:
    """What a page carries about the text that it shows, so that nobody can change it."""
    facts = {
        "e": shown.edition_id, "p": shown.employee_id, "s": shown.script, "d": shown.digest, "t": shown.at.timestamp(), "l": shown.language,
    }  # fmt: skip
    return signing.dumps(facts, salt=SALT)


def unsealed(token: str) -> Shown:
    """Raises RuleBroken when it is not ours."""
    try:
        facts = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise RuleBroken(_("The page had lost what it showed. Open the text once more and acknowledge it there.")) from error
    at = datetime.fromtimestamp(facts["t"], tz=timezone.get_default_timezone())
    return Shown(facts["e"], facts["p"], facts["s"], facts["d"], at, facts["l"])


# -- the act --------------------------------------------------------------------------------------


@transaction.atomic
def acknowledge(
    *, edition: Edition, shown: Shown, signature: Signature, circumstances: Circumstances, by: Employee, at: datetime
) -> Acknowledgement:
    """`by` acknowledges an edition that they are asked to read. A second time, or two at once, it is the first that counts.

    Raises RuleBroken when the text is not the one that was shown, the name is not the person's, neither name nor
    signature is there, electronic notice was not agreed to, the quiz is not passed, or nobody asked them.
    """
    if (shown.edition_id, shown.employee_id) != (edition.pk, by.pk):
        raise RuleBroken(_("This page belongs to somebody else, or to another text. Open the text once more and acknowledge it there."))
    clauses = shown_clauses(edition)
    if text_digest(plain_text(edition, clauses, shown.script)) != shown.digest:
        raise RuleBroken(_("The text that you had before you is not the one that counts. Open it once more."))
    _refuse_unsigned(signature, by)
    _refuse_without_quiz(edition, by)
    _ensure_consent(by, agrees=signature.agrees, language=shown.language, at=at)
    with translation.override(shown.language):
        statement = statement_of(edition)
    trace = {"address": circumstances.address, "browser": circumstances.browser[:300]}
    values = {
        "edition": edition.pk, "employee": by.pk, "at": at, "today": _local(at), "statement": statement,
        "script": script_shown(edition, clauses, shown.script), "edition_digest": edition.digest, "digest": shown.digest,
        "seconds": _seconds(signature, shown, at), "name": signature.name.strip(), "drawing": signature.drawing,
        "login": circumstances.login[:32], "trace": digest_of(trace), **trace,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ACKNOWLEDGE, values)
        asked, _made = cursor.fetchone()
    found = Acknowledgement.objects.filter(edition=edition, employee=by).first()
    if found is None:
        raise RuleBroken(_("Nobody asks you to acknowledge this edition (any more).") if not asked else _("It could not be recorded."))
    return found


def _refuse_unsigned(signature: Signature, by: Employee) -> None:
    if not signature.name.strip() and not signature.drawing:
        raise RuleBroken(_("Type your name or draw your signature."))
    if signature.name.strip() and not same_name(signature.name, by.name):
        raise RuleBroken(_("Type your own name as it is kept here: %(name)s."), name=by.name)
    if signature.drawing and not is_drawing(signature.drawing):
        raise RuleBroken(_("The signature cannot be read. Draw it once more, or type your name."))


def _refuse_without_quiz(edition: Edition, by: Employee) -> None:
    passed = QuizAttempt.objects.filter(edition=edition, employee=by, is_passed=True)
    if edition.questions.exists() and not passed.exists():
        raise RuleBroken(_("Answer the questions about the text first."))


def _ensure_consent(by: Employee, *, agrees: bool, language: str, at: datetime) -> None:
    if NoticeConsent.objects.filter(employee=by).exists():
        return
    if not agrees:
        raise RuleBroken(_("Agree to electronic notice first, or ask human resources for a paper to sign."))
    with translation.override(language):
        text = consent_statement()
    NoticeConsent.objects.bulk_create([NoticeConsent(employee=by, statement=text, digest=text_digest(text), at=at)], ignore_conflicts=True)


def _seconds(signature: Signature, shown: Shown, at: datetime) -> int:
    """Seconds on the page: as counted there while it could be seen, never more than passed since it was made."""
    passed = min(max(int((at - shown.at).total_seconds()), 0), LONGEST)
    return passed if signature.seconds is None else min(max(signature.seconds, 0), passed)


# -- on paper ---------------------------------------------------------------------------------------


@transaction.atomic
def record_paper(
    *, edition: Edition, people: Iterable[Employee], file: UploadedFile, signed_on: date, script: str, by: Employee, at: datetime
) -> int:
    """Keep the scan of a sheet that these people signed; returns how many acknowledgements are new.

    Only who is asked and has not acknowledged yet counts. Raises RuleBroken when the day lies in the future or before
    the publication, when the scan is neither PDF nor picture, or nobody of them was asked.
    """
    if edition.published_at is None or not _local(edition.published_at) <= signed_on <= _local(at):
        raise RuleBroken(_("The sheet can only be signed between the publication and today."))
    if by.user is None:
        raise RuleBroken(_("Only somebody with an account can hand in a scan."))
    scan = store_upload(file=file, purpose=PAPER, by=by.user)
    if scan.content_type not in ("application/pdf", "image/jpeg", "image/png"):
        raise RuleBroken(_("Hand in the scan as PDF, JPEG or PNG."))
    clauses = shown_clauses(edition)
    common = {
        "edition": edition, "kind": EvidenceKind.PAPER, "at": at, "signed_on": signed_on, "statement": statement_of(edition),
        "script": script, "edition_digest": edition.digest, "digest": text_digest(plain_text(edition, clauses, script)),
        "scan": scan, "recorded_by": by,
    }  # fmt: skip
    asked = edition.reading_tasks.filter(employee__in=[one.pk for one in people], withdrawn_at=None, carried=None)
    before = Acknowledgement.objects.filter(edition=edition).count()
    rows = [Acknowledgement(employee_id=task.employee_id, **common) for task in asked.order_by("employee")]
    Acknowledgement.objects.bulk_create(rows, ignore_conflicts=True)
    made = Acknowledgement.objects.filter(edition=edition).count() - before
    if not made:
        raise RuleBroken(_("All of them have acknowledged it already, or were not asked."))
    return made


def reads_paper(user: User, upload: Upload) -> bool:
    """Who may open a scan: who signed it, and who looks after the acknowledgements of one of the signers."""
    signed = Acknowledgement.objects.filter(scan=upload)
    if signed.filter(employee__user=user).exists():
        return True
    people = Employee.objects.visible_to(user, "rules.view_acknowledgement")
    return signed.filter(employee__in=people.values("pk")).exists()


# -- what the law wants forgotten ---------------------------------------------------------------------


@transaction.atomic
def forget_acknowledgement_traces(*, at: datetime) -> int:
    """Delete addresses and browsers older than the company's retention period; returns how many. Undecided: none."""
    days = Acknowledging.on(_local(at), None).trace_days
    if days is None:
        return 0
    gone, _by_model = AcknowledgementTrace.objects.filter(created_at__lt=at - timedelta(days=float(days))).delete()
    return gone


def _local(at: datetime) -> date:
    return at.astimezone(timezone.get_default_timezone()).date()
