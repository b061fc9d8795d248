"""A small office with one of everything, for tests that try every door."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.base import ContentFile
from django.test import Client

from approvals.models import GeneralRequest, RequestKind, Route
from approvals.services.deputies import set_deputy
from approvals.services.general import hand_in
from common import clock
from common.models import Upload
from notices.models import Channel
from notices.services.notices import notify
from people.models import AccessToken, Department, Employee, Power, Role, TokenKind, User
from people.models.imports import PeopleImport
from people.services.tokens import make_feed
from rules import services
from rules.models import Edition
from tests import factories
from tests.rules import making
from tests.support.attendance_things import attendance_arguments
from tests.support.finance_things import finance_arguments
from tests.support.remembered import remembered
from tests.support.wall_things import wall_arguments
from workdays.models import Calendar

KEY = "att.late.minor_max_minutes"
ROLES = ("anonymous", "applicant", "colleague", "manager", "other manager", "hr", "finance", "auditor", "administrator")


@dataclass
class Office:
    """People by role, and the arguments of each address that needs some."""

    people: dict[str, Employee] = field(default_factory=dict)
    arguments: dict[str, list[object]] = field(default_factory=dict)

    def user(self, role: str) -> User | None:
        return self.people[role].user if role != "anonymous" else None

    def client(self, role: str) -> Client:
        """A browser in which that role is logged in."""
        client = Client()
        client.force_login(self.people[role].user)
        return client


def office() -> Office:
    """运营部 with a manager, an applicant and a colleague; 市场部 with a manager; HR, finance, an auditor and an administrator."""
    return remembered(f"office of {clock.today()}", _office)


def _office() -> Office:
    made = Office()
    company = factories.department("公司")
    ours, theirs, staffroom = (factories.department(name, company) for name in ("运营部", "市场部", "综合部"))
    manager = Role.objects.get(code="manager")
    head = factories.post(ours, "经理", 5, is_head=True, role=manager)
    desk = factories.post(ours, "专员", 1)
    made.people["manager"] = factories.holder(head, "经理甲")
    made.people["applicant"] = factories.holder(desk, "李雯")
    made.people["colleague"] = factories.holder(desk, "王同")
    made.people["other manager"] = factories.holder(factories.post(theirs, "经理", 5, is_head=True, role=manager), "经理乙")
    seat = factories.post(staffroom, "专员", 1)
    for role in ("hr", "auditor", "administrator", "finance"):
        made.people[role] = factories.holder(seat, role)
        factories.grant(made.people[role], role)
    _things(made, ours.pk, head.pk, staffroom.pk)
    return made


def _things(made: Office, department: int, head: int, other_department: int) -> None:
    at = clock.now()
    applicant, manager, hr = (made.people[role] for role in ("applicant", "manager", "hr"))
    kind = RequestKind.objects.get(is_builtin=True)
    drafts = [
        GeneralRequest.objects.create(kind=kind, applicant=applicant, title="换一把椅子", created_at=at, changed_at=at, key=uuid.uuid4())
        for _ in range(2)
    ]
    request = hand_in(general=drafts[0], by=applicant, at=at)
    notice = notify(recipients=[applicant], kind="rule_change", subject="制度更新", sender=manager, at=at)
    channel = Channel.objects.create(owner=applicant, label="群", service="dingtalk", address="dingtalk://x", created_at=at)
    next_week = clock.today() + timedelta(days=7)
    deputy = set_deputy(owner=manager, deputy=made.people["colleague"], first=next_week, last=next_week, at=at)[0]
    power = Power.objects.create(code="P1", name="调整服务方案", holder_id=head)
    upload = Upload(purpose="nothing", name="a.txt", content_type="text/plain", size=1, sha256="0" * 64, uploaded_by=applicant.user)
    upload.file.save("a.txt", ContentFile(b"a"), save=True)
    sheet = Upload(purpose="people.import", name="b.xlsx", content_type="x", size=1, sha256="0" * 64, uploaded_by=hr.user)
    sheet.file.save("b.xlsx", ContentFile(b"b"), save=True)
    entry = PeopleImport.objects.create(upload=sheet, uploaded_by=hr.user)
    assignment = applicant.assignments.get()
    route = Route.objects.order_by("pk").first()
    draft, posted, writers = _rules(made, department)
    around = wall_arguments(draft=draft, posted=posted, department=department, post=head, reader=applicant, writers=writers)
    key = AccessToken.objects.create(
        kind=TokenKind.API, name="工资系统", scopes=["people"], digest="0" * 64, tail="0000", created_by=made.people["administrator"].user
    )
    feed = make_feed(user=applicant.user, at=clock.now())[1]
    by_prefix = {
        "rules:rulebook": [posted.rulebook.number],
        "rules:draft": [posted.rulebook.number],
        "rules:clause": [draft.pk, draft.texts.get(heading=KEY).clause_id],
        "rules:value-unit": [draft.pk, KEY, department],
        "rules:value": [draft.pk, KEY],
        "rules:write": [draft.pk],
        "rules:settings": [draft.pk],
        "rules:discard": [draft.pk],
        "rules:": [posted.pk],
        "attendance:month-of": [applicant.number],
        "attendance:day": [applicant.number, clock.today().isoformat()],
        "people:employee": [applicant.pk],
        "people:assignment": [assignment.pk],
        "people:import": [entry.pk],
        "people:department": [department],
        "people:post-open": [department],
        "people:post-close": [assignment.post_id],
        "notices:notice": [notice.pk],
        "notices:channel": [channel.pk],
        "approvals:request": [request.pk],
        "approvals:inbox-item": [request.pk],
        "approvals:general": [drafts[1].pk],
        "approvals:kind-edit": [kind.code],
        "approvals:route": [route.pk],
    }
    exact: dict[str, list[object]] = {
        **around,
        **attendance_arguments(unit=department, who=applicant, head=manager, hr=hr, screen=str(around["rules:display"][0])),
        **finance_arguments(unit=department, who=applicant, head=manager, money=made.people["finance"]),
        "rules:posted": [posted.code],
        "rules:clause-new": [draft.pk],
        "rules:value-unit-new": [draft.pk, KEY],
        "rules:clause-figure": [draft.pk, draft.texts.get(heading="规定").clause_id, 0, KEY],
        "common:file": [upload.pk],
        "desk:team-people": ["away"],
        "people:key-take-back": [key.pk],
        "people:feed-mine": [feed],
        "people:feed-department": [feed],
        "people:api": ["people"],
        "people:structure-load": ["team-of-thirteen"],
        "people:power": [power.pk],
        "workdays:year": [2026],
        "workdays:month-of": [2026, 10],
        "workdays:day": [2026, 10, 1],
        "workdays:site-edit": [Calendar.objects.get(is_default=True).pk],
        "approvals:general-new": [kind.code],
        "approvals:route-new": [kind.kind],
        "approvals:route-preview": [kind.kind],
        "approvals:deputy-close": [deputy.pk],
        "account_confirm_email": ["nothing"],
        "account_reset_password_from_key": ["a", "b-c"],
    }
    plain = {
        "rules:rulebook-new", "rules:rulebook-list", "rules:values", "rules:undecided",
        "people:import-upload", "people:import-template", "people:department-open", "notices:notice-list",
        "notices:notice-read-all", "notices:notice-send", "notices:channel-list", "approvals:request-list",
        "approvals:general-kinds", "approvals:route-list",
    }  # fmt: skip
    made.arguments = _Arguments(exact, by_prefix, plain)


def _rules(made: Office, department: int) -> tuple[Edition, Edition, making.Office]:
    """A draft of the attendance rulebook's second edition, the first one on the wall, and who makes them."""
    people = made.people
    ours = Department.objects.get(pk=department)
    writers = making.Office.of(ours=ours, director=people["other manager"], counsel=people["hr"], manager=people["administrator"])
    factories.grant(people["administrator"], "executive")
    yesterday = clock.now() - timedelta(days=1)
    posted = making.published(writers, {KEY: 10}, on=clock.today(), at=yesterday, number="KQ")
    draft = services.draft_edition(rulebook=posted.rulebook, by=writers.director, at=clock.now())
    services.change_clause(edition=draft, clause=draft.texts.get(heading="规定").clause, heading="规定", text="满3次的，书面警告。")
    return draft, posted, writers


class _Arguments(dict[str, list[object]]):
    """Arguments by name of the address: its own, else those of the beginning of its name."""

    def __init__(self, exact: dict[str, list[object]], by_prefix: dict[str, list[object]], plain: set[str]) -> None:
        super().__init__(exact)
        self.by_prefix, self.plain = by_prefix, plain

    def __missing__(self, name: str) -> list[object]:
        if name in self.plain:
            return []
        return next((values for prefix, values in self.by_prefix.items() if name.startswith(prefix)), [])
