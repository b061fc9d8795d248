"""The demo company has read its rules: most have acknowledged them, one on paper, a few still have to. Two posts are described."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django.utils.translation import override

from people.models import Department, Employee, Post
from rules import demo as founding
from rules import services
from rules.choices import AskedBecause, EffectiveRule, EvidenceKind, State
from rules.demo_living import REVIEWED, reviewed
from rules.demo_making import consulted
from rules.demo_pictures import scan
from rules.models import Acknowledgement, Edition, NoticeConsent, Opening, QuizAttempt, QuizQuestion, ReadingTask
from rules.selectors.shown_text import shown_digest, text_digest
from rules.selectors.telling import drift
from rules.services.acknowledging import consent_statement, record_paper, statement_of
from rules.services.roles import add_duty, start_role_description, take_on
from workdays.selectors import due_on_workday

SMALL = founding.SMALL
MOST = 500  # of a large company so many have read: enough to look at
LATE, ON_PAPER, STILL_TIME = "1012", "1010", ("1003", "1009")  # employee numbers
DAYS = 7

DUTIES = (  # of the department; the last of them nobody has taken on, the one before it two have without sharing it
    ("受理客户来电和在线咨询", False), ("投诉登记、转办和回访", False), ("网站内容更新和校对", False), ("活动页面上线前检查", False),
    ("值班和交接", True), ("每周客户问题汇总", False), ("客户资料归档", False),
)  # fmt: skip
ROLES: tuple[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], ...] = (
    (
        "客服专员",
        (
            ("在班次内受理客户来电和在线咨询，当班问题当班答复。", (0,)),
            ("登记投诉，转交责任岗位，办结后回访客户。", (1,)),
            ("按排班值班，交接时写明未办事项。", (4,)),
            ("每周五汇总客户问题，报客服经理。", (5,)),
        ),
    ),
    (
        "网站编辑",
        (
            ("更新网站内容，发布前校对文字、链接和图片。", (2,)),
            ("活动页面上线前逐项检查，问题未改不上线。", (3,)),
            ("按排班值班，交接时写明未办事项。", (4,)),
            ("每周五汇总网站留言中的客户问题。", (5,)),
        ),
    ),
)


def fill(employees: QuerySet[Employee], rng: Random, today: date) -> None:
    """Everybody's reading up to today. The same company gives the same rows."""
    people = {person.number: person for person in employees.filter(number__in=("101", "103", "1001"))}
    founded = employees.aggregate(first=Min("joined_on"))["first"]
    if len(people) < 3 or founded is None:
        return
    with override("zh-hans"):
        if employees.filter(left_on=None).count() <= SMALL:
            _describe_posts(founding.Company(**_company(people, founded)))
            _review_descriptions(people["1001"], today - timedelta(days=REVIEWED), founded)
        _ask_who_came_later(today)
        _acknowledge(employees, rng, today)


def _review_descriptions(director: Employee, day: date, founded: date) -> None:
    if day > founded:
        for edition in Edition.objects.filter(state=State.PUBLISHED, rulebook__kind="role").select_related("rulebook").order_by("pk"):
            reviewed(edition, director, day)


def _company(people: dict[str, Employee], founded: date) -> dict[str, Any]:
    unit = Department.objects.get(code="OPS")
    return {
        "unit": unit, "where": [unit], "director": people["1001"], "counsel": people["103"], "manager": people["101"],
        "at": _at(founded, time(8)),
    }  # fmt: skip


# -- two posts ---------------------------------------------------------------------------------------


def _describe_posts(company: "founding.Company") -> None:
    duties = [add_duty(department=company.unit, name=name, is_shared=is_shared) for name, is_shared in DUTIES]
    for title, clauses in ROLES:
        post = Post.objects.filter(department=company.unit, title=title).select_related("department").first()
        if post is None:
            continue
        edition = start_role_description(post=post, by=company.director, at=company.at)
        services.describe_fit(edition=edition, **founding.FIT)
        services.change_edition(
            edition=edition, reason="岗位设立", numbering=edition.numbering, effective_rule=EffectiveRule.ON_PUBLICATION, effective_on=None
        )
        chapters = list(edition.texts.order_by("order").select_related("clause"))
        for text, taken in clauses:
            row = services.add_clause(edition=edition, after=chapters[0].clause, below=True, text=text)
            take_on(edition=edition, clause=row.clause, duties=[duties[place] for place in taken])
        services.add_clause(edition=edition, after=chapters[1].clause, below=True, text="紧急情况下可先处理，随后报主管。")
        services.add_clause(edition=edition, after=chapters[2].clause, below=True, text="对客户用语文明，遵守保密规定。")
        consulted(edition, by=company.director, day=company.at.date(), said=())
        founding.to_the_wall(edition, company, "职责与部门职责一致，不违反法律法规。")


# -- who has read --------------------------------------------------------------------------------------


def _ask_who_came_later(today: date) -> None:
    """Whoever came after the publication was asked on their first day."""
    missing = drift(today).missing
    began = dict(Employee.objects.filter(pk__in=[one.employee_id for one in missing]).values_list("pk", "joined_on"))
    ReadingTask.objects.bulk_create(
        [
            ReadingTask(
                edition_id=one.edition_id, employee_id=one.employee_id, because=AskedBecause.JOINED,
                asked_at=_at(min(began[one.employee_id], today), time(8, 5)),
            )
            for one in missing
        ],
        batch_size=1000,
    )  # fmt: skip


def _acknowledge(employees: QuerySet[Employee], rng: Random, today: date) -> None:
    """Most have; who is late, who signed on paper and who still has time is told by their number."""
    editions = list(Edition.objects.filter(state=State.PUBLISHED).select_related("rulebook").order_by("rulebook__number", "number"))
    shown = {edition.pk: shown_digest(edition) for edition in editions}
    people = {person.pk: person for person in employees.order_by("number")[:MOST]}
    tasks = list(ReadingTask.objects.filter(employee__in=people).order_by("edition", "employee"))
    last = editions[-1].pk if editions else None
    books = list({edition.rulebook_id: edition.pk for edition in editions if edition.rulebook.kind == "rules"}.values())
    skipped = {(LATE, books[1] if len(books) > 1 else last), (ON_PAPER, books[0] if books else last)}
    skipped |= {(number, books[-1]) for number in STILL_TIME if books}
    done = [task for task in tasks if (people[task.employee_id].number, task.edition_id) not in skipped]
    moments = {task.pk: _in_office(task.asked_at, rng) for task in done}
    _consent({task.employee_id: moments[task.pk] for task in reversed(done)}.items())
    consents = dict(NoticeConsent.objects.values_list("employee", "pk"))
    Opening.objects.bulk_create(
        [Opening(edition_id=task.edition_id, employee_id=task.employee_id, script="hans", at=moments[task.pk]) for task in done],
        batch_size=1000,
    )
    by_pk = {edition.pk: edition for edition in editions}
    for task in done:
        task.edition, task.employee = by_pk[task.edition_id], people[task.employee_id]
    rows = [_row(task, moments[task.pk], rng.randrange(95, 640)) for task in done]
    for row in rows:
        row.digest, row.consent_id = shown[row.edition_id], consents[row.employee_id]
    Acknowledgement.objects.bulk_create(rows, batch_size=1000)
    _answer_quizzes(rows)
    _leave_open([task for task in tasks if task not in done], people, today)
    _sign_on_paper(people.values(), [by_pk[pk] for pk in books[:1]], _director(people.values()))


def _in_office(asked: datetime, rng: Random) -> datetime:
    """Within the next days, between a quarter past nine and half past five; never before it was asked."""
    day = timezone.localtime(asked).date() + timedelta(days=rng.randrange(1, 4))
    return _at(day, time(9, 15)) + timedelta(seconds=rng.randrange(8 * 3600 + 900))


def _consent(moments: Iterable[tuple[int, datetime]]) -> None:
    text = consent_statement()
    rows = [NoticeConsent(employee_id=pk, statement=text, digest=text_digest(text), at=at) for pk, at in moments]
    NoticeConsent.objects.bulk_create(rows, batch_size=1000)


def _row(task: ReadingTask, opened: datetime, seconds: int) -> Acknowledgement:
    at, edition, who = opened + timedelta(seconds=seconds), task.edition, task.employee
    return Acknowledgement(
        edition=edition, employee=who, kind=EvidenceKind.ELECTRONIC, at=at, signed_on=timezone.localtime(at).date(),
        statement=statement_of(edition), script="hans", edition_digest=edition.digest, opened_at=opened, seconds=seconds,
        signed_name=who.name, login_method="password",
    )  # fmt: skip


def _answer_quizzes(rows: Iterable[Acknowledgement]) -> None:
    """Who has acknowledged an edition with questions has answered them rightly a moment before."""
    rights: dict[int, list[int]] = {}
    for edition, right in QuizQuestion.objects.order_by("edition", "order").values_list("edition", "right"):
        rights.setdefault(edition, []).append(right)
    attempts = [
        QuizAttempt(
            edition_id=row.edition_id, employee_id=row.employee_id, answers=rights[row.edition_id], right=len(rights[row.edition_id]),
            is_passed=True, at=row.at - timedelta(seconds=20),
        )
        for row in rows if row.edition_id in rights
    ]  # fmt: skip
    QuizAttempt.objects.bulk_create(attempts, batch_size=1000)


def _leave_open(tasks: Sequence[ReadingTask], people: dict[int, Employee], today: date) -> None:
    director = _director(people.values())
    for task in tasks:
        is_late = people[task.employee_id].number == LATE
        task.asked_at = _at(today - timedelta(days=16 if is_late else 3), time(8, 5))
        task.due_on = due_on_workday(timezone.localtime(task.asked_at).date() + timedelta(days=DAYS))
        if is_late:
            task.reminded_on = task.due_on
            task.escalated_at, task.escalated_to = _at(task.due_on + timedelta(days=1), time(8, 25)), director
        task.save(update_fields=["asked_at", "due_on", "reminded_on", "escalated_at", "escalated_to"])


def _director(people: Iterable[Employee]) -> Employee:
    return next(person for person in people if person.number == "1001")


def _sign_on_paper(people: Iterable[Employee], editions: Sequence[Edition], director: Employee) -> None:
    """One who would rather sign on paper."""
    who = next((person for person in people if person.number == ON_PAPER), None)
    for edition in editions:
        task = edition.reading_tasks.filter(employee=who).aggregate(at=Max("asked_at"))["at"]
        if who is None or task is None:
            continue
        record_paper(
            edition=edition, people=[who], file=scan(), signed_on=timezone.localtime(task).date(), script="hans", by=director, at=task
        )


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour), timezone.get_default_timezone())
