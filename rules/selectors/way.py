"""The whole way of an edition to the wall, as steps: what is done, what comes next, and where each is seen to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common.templatetags.show import bare_day
from rules.choices import KindOfRulebook, MeetingKind, State, Weight
from rules.models import Acknowledgement, Consultation, ConsultationMeeting, Edition, Implementation, ReadingTask
from rules.selectors.evidence import Evidence, Step, reached_by, steps
from rules.selectors.piloting import Trial

DISCUSSED = {MeetingKind.ALL_STAFF, MeetingKind.CONGRESS}
SETTLED = {MeetingKind.UNION, MeetingKind.REPRESENTATIVES}


@dataclass(frozen=True, slots=True)
class Stage:
    """For rules/parts/way.html. state: done, current, wrong, next, or left (it can be left out). url: where it is seen to, or ""."""

    label: str
    note: str
    state: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """What is on record of an edition's making, in one row. consultation: {id, closes_on, is_closed, opinions, owed}, plan: {owner,
    starts_on, completes_on, confirmed}."""

    has_brief: bool
    consultation: dict[str, Any] | None
    meetings: frozenset[str]
    plan: dict[str, Any] | None
    asked: int
    read: int

    @property
    def is_asking(self) -> bool:
        return self.consultation is not None and not self.consultation["is_closed"]

    @property
    def is_consulted(self) -> bool:
        """Staff were asked and answered, they discussed it, and their representatives settled it (Labour Contract Law art. 4)."""
        closed = self.consultation is not None and self.consultation["is_closed"]
        return bool(closed and self.meetings & DISCUSSED and self.meetings & SETTLED)


def making_of(edition: Edition) -> Making:
    """One query."""
    mine = OuterRef("pk")
    opinions = _count(Consultation.objects.filter(pk=OuterRef("pk")), "opinions")
    answered = _count(Consultation.objects.filter(pk=OuterRef("pk"), opinions__answer__isnull=False), "opinions")
    last = Consultation.objects.filter(edition=mine).order_by("-pk").annotate(said=opinions, answered=answered)
    plans = Implementation.objects.filter(edition=mine).annotate(count=Count("confirmations"))
    tasks = ReadingTask.objects.filter(edition=mine, withdrawn_at=None)
    row = Edition.objects.filter(pk=edition.pk).values_list(
        JSONObject(
            size="brief__company_size", nature="brief__company_nature", range="brief__business_range", posts="brief__posts_and_duties"
        ),
        Subquery(
            last.values(
                told=JSONObject(id="pk", closes_on="closes_on", closed_at="closed_at", said="said", answered="answered"),
            )[:1]
        ),
        ArraySubquery(ConsultationMeeting.objects.filter(edition=mine).order_by("kind").values("kind").distinct()),
        Subquery(
            plans.values(
                told=JSONObject(owner="owner__name", starts_on="starts_on", completes_on="completes_on", confirmed="count"),
            )[:1]
        ),
        Coalesce(Subquery(tasks.order_by().values("edition").annotate(n=Count("pk")).values("n")), 0),
        Coalesce(Subquery(_read(mine)), 0),
    )
    brief, asked, meetings, plan, readers, read = row.get()
    return Making(
        has_brief=all((part or "").strip() for part in brief.values()),
        consultation=_consultation(asked),
        meetings=frozenset(meetings),
        plan=plan,
        asked=readers,
        read=read,
    )


def _count(rows: QuerySet[Consultation], what: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("pk").annotate(n=Count(what)).values("n")), Value(0))


def _read(mine: OuterRef) -> QuerySet[Any]:
    """How many of those who are asked have acknowledged it."""
    asked = ReadingTask.objects.filter(edition=OuterRef("edition"), employee=OuterRef("employee"), withdrawn_at=None)
    rows = Acknowledgement.objects.filter(edition=mine, employee__in=Subquery(asked.values("employee")))
    return rows.order_by().values("edition").annotate(n=Count("employee", distinct=True)).values("n")


def _consultation(told: dict[str, Any] | None) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        "id": told["id"],
        "closes_on": date.fromisoformat(told["closes_on"]),
        "is_closed": told["closed_at"] is not None,
        "opinions": told["said"],
        "owed": told["said"] - told["answered"],
    }


def way(found: Evidence, making: Making, trial: Trial | None, *, stopping: int | None, writes: bool) -> list[Stage]:
    """Every step. stopping: findings of the legal check that stand in the way, None for readers who do not see it.
    writes: then each step leads to where it is worked on."""
    draft, *rest = steps(found)
    return [
        _plain(draft),
        *_before_review(found.edition, making, trial, stopping, writes),
        *[_plain(step) for step in rest],
        *_reading(found.edition, making),
    ]


def _plain(step: Step) -> Stage:
    return Stage(step.label, step.note, step.state)


def _before_review(edition: Edition, making: Making, trial: Trial | None, stopping: int | None, writes: bool) -> Iterator[Stage]:
    is_open = reached_by(edition) == 0
    if writes or is_open:
        url = reverse("rules:brief", args=[edition.pk]) if writes else ""
        yield Stage(pgettext("step of an edition", "what it must fit"), "", "done" if making.has_brief else "current", url)
    yield from _pilot(edition, trial, writes and is_open)
    yield from _plan(edition, making, writes)
    yield _asking(edition, making, is_open, writes)
    if stopping is not None and not edition.is_published:
        note = ngettext("%(count)d finding stands in the way", "%(count)d findings stand in the way", stopping) % {"count": stopping}
        url = reverse("rules:lint", args=[edition.pk])
        yield Stage(pgettext("step of an edition", "legal check"), note if stopping else "", "wrong" if stopping else "done", url)


def _pilot(edition: Edition, trial: Trial | None, may_change: bool) -> Iterator[Stage]:
    label = pgettext("step of an edition", "pilot")
    url = reverse("rules:pilot", args=[edition.pk]) if may_change else ""
    if trial is not None:
        note = "、".join(trial.units)
        if trial.last is not None:
            note = _("%(units)s, until %(day)s") % {"units": note, "day": bare_day(trial.last)}
        yield Stage(label, note, "done" if trial.result or trial.first is None else "current", url)
    elif may_change:
        yield Stage(label, _("not planned: for everybody at once"), "left", url)


def _plan(edition: Edition, making: Making, writes: bool) -> Iterator[Stage]:
    label, plan = pgettext("step of an edition", "implementation plan"), making.plan
    if plan is not None:
        confirmed = ngettext("%(count)d confirmed", "%(count)d confirmed", plan["confirmed"]) % {"count": plan["confirmed"]}
        yield Stage(label, f"{plan['owner']} · {confirmed}", "done", reverse("rules:plan", args=[edition.pk]))
    elif writes:
        yield Stage(label, "", "left", reverse("rules:plan-edit", args=[edition.pk]))


def _asking(edition: Edition, making: Making, is_open: bool, writes: bool) -> Stage:
    label, asked = pgettext("step of an edition", "opinions of staff"), making.consultation
    if asked is None:
        url = reverse("rules:consult", args=[edition.pk]) if writes and edition.is_draft else ""
        is_needed = edition.weight == Weight.MAJOR and edition.rulebook.kind == KindOfRulebook.RULES
        return Stage(label, "" if is_needed else _("not needed"), "next" if is_needed else "left", url)
    said = ngettext("%(count)d opinion", "%(count)d opinions", asked["opinions"]) % {"count": asked["opinions"]}
    notes = [said]
    if making.is_asking:
        notes.insert(0, _("until %(day)s") % {"day": bare_day(asked["closes_on"])})
        if asked["owed"]:
            notes.append(ngettext("%(count)d without an answer", "%(count)d without an answer", asked["owed"]) % {"count": asked["owed"]})
    else:
        notes += _missing(making)
    name = "rules:answers" if writes else "rules:consultation"
    mark = "current" if making.is_asking or (is_open and not making.is_consulted) else "done" if making.is_consulted else "left"
    return Stage(label, " · ".join(notes), mark, reverse(name, args=[asked["id"]]))


def _missing(making: Making) -> Iterator[str]:
    if not making.meetings & DISCUSSED:
        yield _("no minutes of a discussion with staff")
    if not making.meetings & SETTLED:
        yield _("no minutes with the union or representatives")


def _reading(edition: Edition, making: Making) -> Iterator[Stage]:
    if edition.is_published and making.asked:
        mark = "done" if making.read >= making.asked else "current"
        yield Stage(pgettext("step of an edition", "read"), f"{making.read} / {making.asked}", mark)


def is_ready_for_review(edition: Edition, making: Making) -> bool:
    """Whether the next step of a draft is its review."""
    needs_no_asking = edition.weight == Weight.MINOR or edition.rulebook.kind != KindOfRulebook.RULES
    return edition.state == State.DRAFT and making.has_brief and (needs_no_asking or making.is_consulted)
