"""Rulebooks for tests, brought to the wall through the same acts as people use."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from approvals import services as approvals
from approvals.models import StepApprover
from people.models import Department, Employee
from rules import services
from rules.models import Consultation, ConsultationMeeting, Edition, LintAnswer, Remark, RemarkAnswer, Rulebook
from rules.selectors.linting import legal_check
from rules.services.starting import Facts
from tests import factories
from tests.support.remembered import remembered

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=timezone.get_default_timezone())


class Office:
    """运营部 of a company: a director who writes, a counsel who reviews, a general manager who approves."""

    def __init__(self) -> None:
        vars(self).update(remembered("office of making", self._made))

    def _made(self) -> dict[str, Any]:
        self.company = factories.department("公司")
        self.ours = factories.department("运营部", self.company)
        self.team = factories.department("客服组", self.ours)
        top = factories.post(self.company, "总经理", 9)
        self.manager = factories.holder(top, "总经理")
        factories.grant(self.manager, "executive")
        head = factories.post(self.ours, "运营总监", 5, is_head=True, reports_to=top)
        self.director = factories.holder(head, "总监")
        factories.grant(self.director, "director", self.ours)
        self.counsel = factories.holder(factories.post(self.company, "法务", 3), "法务")
        self.staff = factories.holder(factories.post(self.team, "专员", 1), "李雯")
        return vars(self)

    @classmethod
    def of(cls, *, ours: Department, director: Employee, counsel: Employee, manager: Employee) -> "Office":
        """People who are there already in these parts."""
        office = cls.__new__(cls)
        office.ours, office.director, office.counsel, office.manager = ours, director, counsel, manager
        return office


def rulebook(office: Office, values: dict[str, Any] | None = None, number: str = "", at: datetime = NOW, **facts: Any) -> Edition:
    """A draft whose only clauses are one for each key of `values`, decided."""
    facts.setdefault("owner", office.ours)
    edition = services.start_rulebook(
        facts=Facts(number=number or f"T-{uuid4().hex[:6]}", title=facts.pop("title", "考勤管理制度"), **facts), by=office.director, at=at
    )
    fit(edition)
    chapter = services.add_clause(edition=edition, heading="规定")
    for key, raw in (values or {}).items():
        services.add_clause(edition=edition, after=chapter.clause, below=True, heading=key, text=f"{{{key}}}")
        if raw is not None:
            services.decide_value(edition=edition, key=key, raw=raw, by=office.director, at=at, reason="法务意见：可行")
    return edition


def fit(edition: Edition) -> None:
    """What the rule must fit, said."""
    services.describe_fit(
        edition=edition, company_size="13人", company_nature="有限责任公司", business_range="运营服务", posts_and_duties="总监、专员",
    )  # fmt: skip


def consulted(edition: Edition, office: Office, at: datetime = NOW) -> Edition:
    """Staff were asked the week before, somebody was answered, and both meetings have their minutes: written past the services, cheaply."""
    before, director = at - timedelta(days=7), office.director
    asked = Consultation.objects.create(
        edition=edition, statement="请提意见", digest="0" * 64, opened_by=director, opened_at=before, closes_on=before.date(),
        summary="意见已答复", closed_by=director, closed_at=at,
    )  # fmt: skip
    said = Remark.objects.create(
        rulebook_id=edition.rulebook_id,
        edition=edition,
        consultation=asked,
        kind="opinion",
        text="同意",
        key=uuid4(),
        by=director,
        at=before,
    )
    RemarkAnswer.objects.create(remark=said, is_accepted=True, text="采纳", draft=edition, by=director, at=before)
    ConsultationMeeting.objects.bulk_create(
        ConsultationMeeting(
            edition=edition, kind=kind, held_on=before.date(), present="全体", minutes="讨论通过", recorded_by=director, at=before
        )
        for kind in ("all_staff", "representatives")
    )
    return edition


def pass_review(edition: Edition, office: Office, at: datetime = NOW) -> Edition:
    """Handed to the counsel, who says why the errors of the legal check can stand, and passed."""
    services.ask_review(edition=edition, reviewer=office.counsel, at=at)
    answered(edition, office, at)
    services.review(
        edition=edition, by=office.counsel, at=at, reviewed_on=at.date(), law_cited="劳动合同法第四条", opinion="合法", verdict="pass"
    )
    return Edition.objects.get(pk=edition.pk)


def approve(edition: Edition, office: Office, at: datetime = NOW) -> Edition:
    """Staff were asked, it is reviewed, then approved by the general manager."""
    consulted(edition, office, at)
    edition = pass_review(edition, office, at)
    request = services.submit_for_approval(edition=edition, by=office.director, at=at)
    seat = StepApprover.objects.filter(step__request=request, step__state="active").get()
    approvals.approve(request=request, by=seat.approver, at=at)
    return Edition.objects.get(pk=edition.pk)


def answered(edition: Edition, office: Office, at: datetime = NOW) -> Edition:
    """The counsel has said of every error of the legal check why it can stand."""
    LintAnswer.objects.bulk_create(
        LintAnswer(
            edition=edition, rule=line.finding.rule.id, fingerprint=line.finding.fingerprint, clause_id=line.finding.clause_id,
            excerpt=line.finding.excerpt, reason="法务意见：可行", by=office.counsel, at=at,
        )
        for line in legal_check(edition, at.date()).stopping
    )  # fmt: skip
    return edition


def publish(edition: Edition, office: Office, at: datetime = NOW, on: date | None = None) -> Edition:
    """On the wall, in force from `on` (the day after `at` unless given)."""
    if on is not None:
        services.change_edition(
            edition=edition, reason="", numbering=edition.numbering, effective_rule="fixed", effective_on=on,
            supersedes=list(edition.supersedes.all()), weight=edition.weight,
        )  # fmt: skip
    return services.publish(edition=approve(edition, office, at), by=office.director, at=at)


def next_edition(of: Rulebook, office: Office, values: dict[str, Any], at: datetime = NOW) -> Edition:
    """A draft copied from the last edition, with other values."""
    edition = services.draft_edition(rulebook=of, by=office.director, at=at)
    for key, raw in values.items():
        services.decide_value(edition=edition, key=key, raw=raw, by=office.director, at=at, reason="法务意见：可行")
    return edition


def published(office: Office, values: dict[str, Any], on: date = date(2026, 11, 3), at: datetime = NOW, **facts: Any) -> Edition:
    """A rulebook with these values, in force from `on`."""
    told = f"published {office.ours.pk} {office.director.pk} {values!r} {on} {at} {sorted(facts.items())!r}"
    return remembered(told, lambda: publish(rulebook(office, values, at=at, **facts), office, at, on))


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())
