"""Staff are asked about a draft, everybody is answered, and what was said at meetings is kept (Labour Contract Law art. 4)."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.services.turns import day_of
from common.errors import RuleBroken
from common.models import Level, Upload
from common.uploads import store_upload
from notices.services.notices import Words, tell
from people.models import Employee
from rules.choices import Act, RemarkKind
from rules.models import Clause, Consultation, ConsultationMeeting, Edition, Remark, RemarkAnswer
from rules.selectors.content import content_digest
from rules.selectors.readers import bound_by
from rules.services.drafts import locked, locked_draft, moved_on

LONGEST = timedelta(days=180)
NOTICE = "rule_consultation"
MINUTES = "rules.minutes"


@transaction.atomic
def open_consultation(*, edition: Edition, by: Employee, at: datetime, closes_on: date, statement: str) -> Consultation:
    """Ask everybody whom the rulebook binds about a draft. Its text rests until the consultation is closed.

    Raises RuleBroken for a draft without clauses, without a question, or when the last day is no day to come.
    """
    edition = locked_draft(edition)
    today = day_of(at)
    if not edition.texts.exists():
        raise RuleBroken(_("The edition has no clauses yet."))
    if not statement.strip():
        raise RuleBroken(_("Say what staff are asked."))
    if not today <= closes_on <= today + LONGEST:
        raise RuleBroken(_("Staff can answer until a day between today and %(day)s. Check the date."), day=_day(today + LONGEST))
    row = Consultation.objects.create(
        edition=edition, statement=statement.strip(), digest=content_digest(edition), opened_by=by, opened_at=at, closes_on=closes_on
    )
    edition.state = moved_on(edition, Act.CONSULT)
    edition.save(update_fields=["state"])
    _tell_all(row, partial(_asked, row), by, at)
    return row


def _asked(row: Consultation) -> tuple[str, str]:
    values = {"edition": row.edition, "day": _day(row.closes_on)}
    return gettext("Your opinion on %(edition)s is asked for, until %(day)s") % values, row.statement


@transaction.atomic
def give_opinion(*, consultation: Consultation, by: Employee, at: datetime, text: str, key: UUID, clause: Clause | None = None) -> Remark:
    """What somebody whom the rulebook binds says about a draft, or about one clause of it. The same key is the same opinion.

    Raises RuleBroken for anybody else, without a text, and once the consultation is closed or its last day has passed.
    """
    before = Remark.objects.filter(key=key).first()
    if before is not None:
        return _same(before, consultation, by)
    consultation = _held(consultation)
    edition, today = consultation.edition, day_of(at)
    if consultation.closed_at is not None or today > consultation.closes_on:
        raise RuleBroken(_("Opinions on this draft were taken until %(day)s."), day=_day(consultation.closes_on))
    if not text.strip():
        raise RuleBroken(_("Write your opinion first."))
    if not bound_by(edition.rulebook, today).filter(pk=by.pk).exists():
        raise RuleBroken(
            _("This draft does not bind you, so your opinion is not asked for. Speak to %(name)s."), name=consultation.opened_by
        )
    if clause is not None and not edition.texts.filter(clause=clause).exists():
        raise RuleBroken(_("This clause is not part of the draft."))
    try:
        with transaction.atomic():
            return Remark.objects.create(
                rulebook_id=edition.rulebook_id, edition=edition, clause=clause, consultation=consultation, kind=RemarkKind.OPINION,
                text=text.strip(), key=key, by=by, at=at,
            )  # fmt: skip
    except IntegrityError:  # a second press that came while the first was being written
        return _same(Remark.objects.get(key=key), consultation, by)


@transaction.atomic
def answer_remark(
    *, remark: Remark, by: Employee, at: datetime, is_accepted: bool, text: str, draft: Edition | None = None
) -> RemarkAnswer:
    """Answer a remark on a rule, with the reason: once. draft: the edition that takes it up, where it is accepted.

    Raises RuleBroken without a reason, when it is answered already, or for a draft of another rulebook.
    """
    if not text.strip():
        raise RuleBroken(_("An answer gives its reason."))
    if draft is not None and draft.rulebook_id != remark.rulebook_id:
        raise RuleBroken(_("%(edition)s is an edition of another rulebook."), edition=draft)
    try:
        with transaction.atomic():
            answer = RemarkAnswer.objects.create(remark=remark, is_accepted=is_accepted, text=text.strip(), draft=draft, by=by, at=at)
    except IntegrityError as error:
        raise RuleBroken(_("This has been answered already.")) from error
    if remark.by_id != by.pk:
        tell(recipients=[remark.by], kind=NOTICE, words=partial(_answered, answer), link=link_of(remark), sender=by, at=at)
    return answer


@transaction.atomic
def record_meeting(
    *, edition: Edition, kind: str, held_on: date, present: str, minutes: str, by: Employee, at: datetime,
    file: UploadedFile | None = None,
) -> ConsultationMeeting:  # fmt: skip
    """Keep the minutes of a meeting on an edition. file: their signed copy.

    Raises RuleBroken for a day to come, once the edition is published, or for a kind of file that is not accepted.
    """
    edition = locked(edition)
    if edition.is_published:
        raise RuleBroken(_("The edition is published. Minutes of meetings belong to the time before."))
    if held_on > day_of(at):
        raise RuleBroken(_("The day of the meeting lies in the future."))
    if not present.strip() or not minutes.strip():
        raise RuleBroken(_("Minutes say who was present and what was said."))
    return ConsultationMeeting.objects.create(
        edition=edition, kind=kind, held_on=held_on, present=present.strip(), minutes=minutes.strip(), recorded_by=by, at=at,
        file=_kept(file, edition, by) if file else None,
    )  # fmt: skip


@transaction.atomic
def close_consultation(*, consultation: Consultation, by: Employee, at: datetime, summary: str) -> Consultation:
    """Say what came of it; the edition is a draft again and takes up what was accepted. Everybody who was asked is told.

    Raises RuleBroken before its last day, while an opinion is unanswered, or without an outcome.
    """
    consultation = _held(consultation)  # before its edition, as whoever gives an opinion does
    edition = locked(consultation.edition)
    to = moved_on(edition, Act.CONCLUDE)
    if consultation.closed_at is not None:
        raise RuleBroken(_("This consultation is closed already."))
    if day_of(at) < consultation.closes_on:
        raise RuleBroken(_("Staff were told that they can answer until %(day)s. Close it on that day."), day=_day(consultation.closes_on))
    owed = consultation.opinions.filter(answer=None).count()
    if owed:
        raise RuleBroken(_("%(count)d opinions have no answer yet. Answer each before you close the consultation."), count=owed)
    if not summary.strip():
        raise RuleBroken(_("Say what came of the consultation."))
    consultation.summary, consultation.closed_by, consultation.closed_at = summary.strip(), by, at
    consultation.save(update_fields=["summary", "closed_by", "closed_at"])
    edition.state = to
    edition.save(update_fields=["state"])
    _tell_all(consultation, partial(_concluded, consultation), by, at)
    return consultation


def _concluded(row: Consultation) -> tuple[str, str]:
    return gettext("What came of the consultation on %(edition)s") % {"edition": row.edition}, row.summary


def link_of(remark: Remark) -> str:
    """Where a remark is read: in its consultation, else at its clause."""
    if remark.consultation_id is not None:
        return f"{reverse('rules:consultation', args=[remark.consultation_id])}#remark-{remark.pk}"
    anchor = f"#c{remark.clause_id}" if remark.clause_id else ""
    return f"{reverse('rules:rulebook', args=[remark.rulebook.number])}?edition={remark.edition.number}{anchor}"


def _held(consultation: Consultation) -> Consultation:
    """As it is now, held: an opinion and the closing of its consultation never pass each other."""
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("edition__rulebook", "opened_by")
    return rows.get(pk=consultation.pk)


def _kept(file: UploadedFile, edition: Edition, by: Employee) -> Upload:
    if by.user is None:
        raise RuleBroken(_("%(name)s has no account. Only an account can keep a file."), name=by)
    return store_upload(file=file, purpose=MINUTES, by=by.user, level=Level(edition.rulebook.level))


def _same(remark: Remark, consultation: Consultation, by: Employee) -> Remark:
    if (remark.consultation_id, remark.by_id) != (consultation.pk, by.pk):
        raise RuleBroken(_("This form was already used for another remark. Open a new one."))
    return remark


def _answered(answer: RemarkAnswer) -> tuple[str, str]:
    return gettext("Your remark on %(edition)s has been answered") % {"edition": answer.remark.edition}, answer.text


def _tell_all(row: Consultation, words: Words, by: Employee, at: datetime) -> None:
    link = reverse("rules:consultation", args=[row.pk])
    tell(recipients=bound_by(row.edition.rulebook, day_of(at)), kind=NOTICE, words=words, link=link, sender=by, at=at)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
