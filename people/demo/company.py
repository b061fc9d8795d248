"""The rows of the demo company: everything in sets, so that a hundred thousand people are only slower."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import RuleBroken
from common.periods import Period
from people.demo.logins import PASSWORD
from people.demo.names import mail, mobile, person_name
from people.demo.plan import DemoUnit, company
from people.models import (
    Appointment,
    Assignment,
    AssignmentKind,
    Department,
    DepartmentVersion,
    Employee,
    EmployeeFile,
    Post,
    Power,
    PowerUse,
    Role,
    RoleGrant,
    User,
)
from people.services.organisation import rebuild_paths

BATCH = 2000
LEADERS = 101  # numbers of the four people above and beside the operating units
OTHERS = 1001
LEAVERS, MOVED, AWAY = 0.04, 0.05, 0.02  # shares of the staff


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the company for one person."""

    post: Post
    is_head: bool


@dataclass(slots=True)
class _Builder:
    rng: Random
    today: date
    founded: date
    password: str
    roles: dict[str, Role]
    numbers: dict[str, int]


def build_company(*, employees: int, months: int, seed: int, today: date) -> int:
    """Fill an empty database with a company of `employees` in its operating units, with `months` of history.

    The same arguments give the same company. Returns how many people work there today.
    Raises RuleBroken when somebody is in the database already, or `employees` is below thirteen.
    """
    if employees < 13:
        raise RuleBroken(_("The smallest demo company is the department of thirteen."))
    if Employee.objects.exists() or Department.objects.exists():
        raise RuleBroken(_("The database holds people already. A demo company needs an empty one."))
    return _build(company(employees), months, Random(f"people {seed}"), today)  # noqa: S311  not for secrets


@transaction.atomic
def _build(plan: DemoUnit, months: int, rng: Random, today: date) -> int:
    founded = months_before(today, months)
    builder = _Builder(rng, today, founded, make_password(PASSWORD), {role.code: role for role in Role.objects.all()}, {})
    departments = _departments(plan)
    posts = _posts(builder, plan, departments)
    places = list(_places(plan, posts))
    people = _people(builder, places)
    _tree(builder, plan, departments, people, places)
    held = _assignments(builder, people, places)
    _leavers(builder, places, len(people))
    _appointments(builder, held)
    _acting_heads(builder, held)
    _roles(builder, held)
    _files(builder, people)
    _powers(builder, held)
    return len(people)


def months_before(today: date, months: int) -> date:
    """The first of the month that lies `months` before today's."""
    count = today.year * 12 + today.month - 1 - months
    return Period.month(count // 12, count % 12 + 1).first


def _departments(plan: DemoUnit) -> dict[str, Department]:
    rows = [Department(code=unit.code, name=unit.name) for unit, _ in plan.walk()]
    return {row.code: row for row in Department.objects.bulk_create(rows, BATCH)}


def _posts(builder: _Builder, plan: DemoUnit, departments: dict[str, Department]) -> dict[tuple[str, str], Post]:
    rows = {
        (unit.code, post.title): Post(
            department=departments[unit.code],
            title=post.title,
            rank=post.rank,
            is_head=post.is_head,
            role=builder.roles[post.role],
            during=(builder.founded, None),
        )
        for unit, _ in plan.walk()
        for post, _ in unit.posts
    }
    Post.objects.bulk_create(rows.values(), BATCH)
    named = [(unit.code, post) for unit, _ in plan.walk() for post, _ in unit.posts if post.reports_to]
    for code, post in named:
        rows[code, post.title].reports_to = rows[code, post.reports_to]
    Post.objects.bulk_update([rows[code, post.title] for code, post in named], ["reports_to"])
    return rows


def _places(plan: DemoUnit, posts: dict[tuple[str, str], Post]) -> Iterator[Place]:
    """One for each person: the four of the offices, the thirteen, then everybody else."""
    for unit, _parent in plan.walk():
        for post, count in unit.posts:
            for _place in range(count):
                yield Place(posts[unit.code, post.title], post.is_head)


def _people(builder: _Builder, places: list[Place]) -> list[Employee]:
    """The four, the thirteen and every head are there from the first day, the others join one by one."""
    count = len(places)
    numbers = [*range(LEADERS, LEADERS + 4), *range(OTHERS, OTHERS + count - 4)]
    joined = [
        builder.founded if number < 17 or place.is_head else _between(builder.rng, builder.founded, builder.today)
        for number, place in enumerate(places)
    ]
    return _create(builder, [str(number) for number in numbers], joined, [None] * count, names=_names(builder.rng, count))


def _names(rng: Random, count: int) -> list[str]:
    """Names of which no two are alike as long as that is possible."""
    names: dict[str, None] = {}
    tries = 0
    while len(names) < count and tries < 4 * count:
        names[person_name(rng)] = None
        tries += 1
    return [*names, *(person_name(rng) for _ in range(count - len(names)))]


def _create(builder: _Builder, numbers: list[str], joined: list[date], left: list[date | None], names: list[str]) -> list[Employee]:
    users = User.objects.bulk_create(
        [
            User(username=number, name=name, mobile=mobile(int(number)), email=mail(number), password=builder.password)
            for number, name in zip(numbers, names, strict=True)
        ],
        BATCH,
    )
    people = [
        Employee(
            number=user.username, name=user.name, user=user, mobile=user.mobile or "", email=user.email or "",
            phone=f"0571-8800-{int(user.username) % 10000:04d}", joined_on=first, left_on=last,
        )
        for user, first, last in zip(users, joined, left, strict=True)
    ]  # fmt: skip
    for person in people:
        person.set_keys()
    return Employee.objects.bulk_create(people, BATCH)


def _tree(builder: _Builder, plan: DemoUnit, departments: dict[str, Department], people: list[Employee], places: list[Place]) -> None:
    """Every unit answers to its head, or to the head above when it has none."""
    heads = {place.post.department_id: person for place, person in zip(places, people, strict=True) if place.is_head}
    accountable: dict[str, Employee] = {}
    versions = []
    for unit, parent in plan.walk():
        department = departments[unit.code]
        accountable[unit.code] = heads.get(department.pk) or accountable[parent.code]  # type: ignore[union-attr]
        versions.append(
            DepartmentVersion(
                department=department,
                name=unit.name,
                kind=unit.kind,
                parent=departments[parent.code] if parent else None,
                accountable=accountable[unit.code],
                order=parent.units.index(unit) if parent else 0,
                during=(builder.founded, None),
            )
        )
    DepartmentVersion.objects.bulk_create(versions, BATCH)
    rebuild_paths()


def _assignments(builder: _Builder, people: list[Employee], places: list[Place]) -> list[Assignment]:
    """What everybody holds today; some held the same post in another unit before."""
    by_title: dict[str, list[Post]] = {}
    for place in places:
        if not place.is_head:
            by_title.setdefault(place.post.title, []).append(place.post)
    rows, now = [], []
    for person, place in zip(people, places, strict=True):
        start = person.joined_on
        others = by_title.get(place.post.title, [])
        if builder.rng.random() < MOVED and len(others) > 1 and (builder.today - start).days > 60:
            moved_on, before = _between(builder.rng, start + timedelta(days=30), builder.today), builder.rng.choice(others)
            if before != place.post:
                rows.append(_held(person, before, (start, moved_on), "入职"))
                start = moved_on
        now.append(_held(person, place.post, (start, None), "入职" if start == person.joined_on else "岗位调整"))
    Assignment.objects.bulk_create(rows + now, BATCH)
    return now


def _held(person: Employee, post: Post, during: tuple[date, date | None], reason: str, kind: str = AssignmentKind.REGULAR) -> Assignment:
    return Assignment(
        employee=person, post=post, department_id=post.department_id, is_head=post.is_head, kind=kind, during=during, reason=reason
    )


def _leavers(builder: _Builder, places: list[Place], count: int) -> None:
    """Some who worked here and left: at least one, never a head."""
    if (builder.today - builder.founded).days < 60:
        return
    gone = max(1, int(count * LEAVERS))
    staff = [place.post for place in places if not place.is_head]
    joined = [_between(builder.rng, builder.founded, builder.today - timedelta(days=40)) for _ in range(gone)]
    left: list[date | None] = [_between(builder.rng, first + timedelta(days=20), builder.today - timedelta(days=1)) for first in joined]
    numbers = [str(OTHERS + count + place) for place in range(gone)]
    people = _create(builder, numbers, joined, left, _names(builder.rng, gone))
    rows = []
    for person in people:
        end = person.left_on + timedelta(days=1) if person.left_on else None
        rows.append(_held(person, builder.rng.choice(staff), (person.joined_on, end), "入职"))
    Assignment.objects.bulk_create(rows, BATCH)


def _appointments(builder: _Builder, held: list[Assignment]) -> None:
    """The paper behind every head, but one: the integrity report has something to find."""
    rows = []
    for row in (row for row in held if row.is_head and row.post.title != "财务经理"):
        start = row.during[0]
        builder.numbers[str(start.year)] = number = builder.numbers.get(str(start.year), 0) + 1
        rows.append(
            Appointment(
                assignment=row,
                authority="公司",
                appointed_on=start - timedelta(days=builder.rng.randint(1, 7)),
                document_number=f"云帆任〔{start.year}〕{number}号",
            )
        )
    Appointment.objects.bulk_create(rows, BATCH)


def _acting_heads(builder: _Builder, held: list[Assignment]) -> None:
    """A few heads are away, and somebody of the unit stands in for them; the director of the thirteen was, some time ago."""
    if (builder.today - builder.founded).days < 30:
        return
    members: dict[int, list[Employee]] = {}
    for row in held:
        if not row.is_head:
            members.setdefault(row.department_id, []).append(row.employee)
    rows = []
    for place, row in enumerate(row for row in held if row.is_head and row.department_id in members):
        deputy, month_ago = members[row.department_id][0], builder.today - timedelta(days=28)
        if deputy.joined_on > month_ago or row.during[0] > month_ago:
            continue
        if place == 0:
            rows.append(_held(deputy, row.post, (month_ago, month_ago + timedelta(days=5)), "负责人出差", AssignmentKind.ACTING))
        elif builder.rng.random() < AWAY:
            until = builder.today + timedelta(days=builder.rng.randint(3, 20))
            rows.append(_held(deputy, row.post, (month_ago, until), "负责人休假", AssignmentKind.ACTING))
    Assignment.objects.bulk_create(rows, BATCH)


def _roles(builder: _Builder, held: list[Assignment]) -> None:
    """Whose work is the whole company has a role for the whole company: a post's role reaches only its own unit."""
    given = {"系统管理员": "administrator", "人力资源经理": "hr", "财务经理": "finance"}
    RoleGrant.objects.bulk_create(
        RoleGrant(employee=row.employee, role=builder.roles[given[row.post.title]], during=(builder.founded, None))
        for row in held
        if row.post.title in given
    )


def _files(builder: _Builder, people: list[Employee]) -> None:
    """Personnel files with identity numbers of a place that does not exist."""
    rows = []
    for person in people:
        born = date(builder.rng.randint(1975, 2002), builder.rng.randint(1, 12), builder.rng.randint(1, 28))
        rows.append(
            EmployeeFile(
                employee=person,
                identity_number=f"000000{born:%Y%m%d}{int(person.number) % 10000:04d}",
                birth_on=born,
                home_address=f"示例市示例区示例路{builder.rng.randint(1, 300)}号",
                emergency_contact=f"家属 {mobile(9_000_000 - int(person.number))}",
            )
        )
    EmployeeFile.objects.bulk_create(rows, BATCH)


def _powers(builder: _Builder, held: list[Assignment]) -> None:
    """The four powers of the department (000 二(二)), with a few uses."""
    director = next(row for row in held if row.post.title == "运营总监")
    service = next(row for row in held if row.post.title == "客服经理")
    given = [
        ("STRATEGY", "制定和调整运营策略", director, None, "年度策略报公司领导批准"),
        ("SUPERVISE", "协调、监督各部门的运营工作", director, None, ""),
        ("PROPOSE", "提出决策建议", director, None, "由公司领导决定"),
        ("CUSTOMER", "采取措施维护客户利益", service, Decimal("2000.00"), "超过限额报运营总监批准"),
    ]
    rows = Power.objects.bulk_create(
        [
            Power(code=code, name=name, holder=row.post, source=f"000 二(二){place}", limit_amount=limit, approval_needed=approval)
            for place, (code, name, row, limit, approval) in enumerate(given, start=1)
        ]
    )
    uses = [(rows[0], director, "第四季度推广重心转向老客户", None), (rows[3], service, "为延误的订单补偿运费", Decimal("86.00"))]
    PowerUse.objects.bulk_create(
        PowerUse(
            power=power,
            used_by=row.employee,
            holder_title=row.post.title,
            purpose=purpose,
            amount=amount,
            used_at=_at(max(builder.founded, builder.today - timedelta(days=9 - 4 * place)), time(10, 20)),
        )
        for place, (power, row, purpose, amount) in enumerate(uses)
    )


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour), timezone.get_default_timezone())


def _between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max((last - first).days, 0)))
