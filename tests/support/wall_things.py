"""What stands around the wall, one of each, for tests that try every door: arguments by name of the address."""

from datetime import timedelta
from uuid import uuid4

from common import clock
from duties.models import Duty
from duties.services import DutyFacts, add_duty
from people.models import Department, Employee, Post
from rules import services
from rules.importing import parse
from rules.importing.results import Source
from rules.models import Edition, QuizQuestion, ReplaceTask, Responsibility
from rules.services.consulting import give_opinion, open_consultation
from rules.services.importing import store_import
from rules.services.postings import add_place, post_copy
from rules.services.remarks import add_remark
from rules.services.screens import add_screen
from tests.rules import making

FOUND = "考勤制度\n一、总则\n（一）目的为了守时，制定本制度。\n（二）迟到[X]分钟以内的，每次扣除[X]元。\n"


def wall_arguments(
    *, draft: Edition, posted: Edition, department: int, post: int, reader: Employee, writers: making.Office
) -> dict[str, list[object]]:
    """By the whole name of the address. draft and posted: editions of one rulebook, that of `department`."""
    at, unit = clock.now(), Department.objects.get(pk=department)
    clause = posted.texts.get(depth=2).clause_id
    found, _is_new = store_import(source=Source(FOUND, "utf-8", "txt", "a.txt"), imported=parse(FOUND, "a.txt"), by=writers.director, at=at)
    document = found.documents.get().pk
    asked = making.rulebook(writers, {"att.late.minor_fine_cny": "20.00"}, number="FK", title="罚款制度", at=at)
    in_two_weeks = clock.today() + timedelta(days=14)
    consultation = open_consultation(edition=asked, by=writers.director, at=at, closes_on=in_two_weeks, statement="请提意见")
    opinion = give_opinion(consultation=consultation, by=reader, at=at, text="太多", key=uuid4())
    remark = add_remark(edition=posted, clause=None, kind="comment", text="看不懂", key=uuid4(), by=reader, at=at)
    place = add_place(name="前台", department=unit, size="A2")
    copy = post_copy(place=place, edition=posted, by=writers.director, at=at)
    task = ReplaceTask.objects.create(old=copy, edition=None, opened_at=at, due_on=clock.today())
    screen = add_screen(name="大厅", department=unit, seconds=20, by=writers.director, at=at)
    duty = Responsibility.objects.create(code="D-1", name="接待来客", department=unit)
    question = QuizQuestion.objects.create(edition=draft, order=1, question="几分钟？", options=["10", "15"], right=0)
    regular, no_duty = _periodic(unit, post, writers)
    number = posted.rulebook.number
    arguments: dict[str, list[object]] = {}
    for names, values in (
        ("import-document import-act import-choose import-guesses import-again import-discard import-flags import-draft", [document]),
        ("lint lint-answer brief plan plan-edit plan-confirm pilot pilot-result consult meeting preview questions role-links", [draft.pk]),
        ("acknowledge readers readers-xlsx paper evidence-edition", [posted.pk]),
        ("evidence-person", [posted.pk, reader.number]),
        ("shown-text", [posted.pk, "hans"]),
        ("readers-person", [reader.number]),
        ("studies study-new repeal compare compare-pdf say reviews-of review-new", [number]),
        ("say-clause ruling", [number, clause]),
        ("consultation opinion answers consultation-close", [consultation.pk]),
        ("answer", [consultation.pk, opinion.pk]),
        ("remark", [remark.pk]),
        ("posting-place posting-place-change posting-place-end posting-new", [place.pk]),
        ("posting-take-down", [copy.pk]),
        ("posting-replace", [task.pk]),
        ("screen-change screen-revoke", [screen.pk]),
        ("display display-pages display-corner", [screen.token]),
        ("question-remove", [draft.pk, question.pk]),
        ("role-matrix role-matrix-xlsx role-duty-new", [department]),
        ("role-duty", [duty.pk]),
        ("role-start", [post]),
        ("role-link", [draft.pk, clause]),
        ("import regimes coverage remarks remarks-mine reviews principles to-read readers-list role-list lint-rules search", []),
        ("postings postings-export posting-place-new screens screen-new", []),
    ):
        arguments |= {f"rules:{name}": values for name in names.split()}
    arguments["duties:item"] = [regular.items.order_by("pk")[0].pk]
    arguments |= {f"duties:{name}": [regular.pk] for name in ("duty", "change", "end")}
    arguments["duties:no-duty"] = [no_duty]
    return arguments


def _periodic(unit: Department, post: int, writers: making.Office) -> tuple[Duty, int]:
    """A duty, and a clause in force that says 每月 without having one."""
    at = clock.now()
    edition = making.rulebook(writers, {}, number="PD", title="盘点制度", at=at - timedelta(days=1))
    clause = services.add_clause(edition=edition, heading="盘点", text="每月盘点一次。").clause_id
    making.publish(edition, writers, at - timedelta(days=1), clock.today())
    facts = DutyFacts(name="盘点", department=unit, post=Post.objects.get(pk=post), plan="monthly", month_day=5)
    return add_duty(facts=facts, starts_on=clock.today(), by=writers.director, at=at), clause
