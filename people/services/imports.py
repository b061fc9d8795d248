"""Taking over a list of people: looked at without a trace, then all of it or nothing."""

import base64
import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common import audit
from common.errors import RuleBroken
from common.models import Level, Verb
from common.uploads import store_upload
from people import sheets
from people.access import EVERYTHING, departments_in_scope
from people.models import Assignment, DepartmentVersion, Employee, PeopleImport, Post, User
from people.validators import MOBILE, NUMBER

PURPOSE = "people.import"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OWN_PASSWORD_ROUNDS = 20_000  # 60 random bits need no slow hash; the first login makes it a slow one


@dataclass(slots=True)
class Row:
    """One person of the list. problems: (heading of the column, sentence); the row can be taken over when there are none."""

    line: int
    number: str = ""
    name: str = ""
    unit: str = ""
    title: str = ""
    mobile: str = ""
    email: str = ""
    phone: str = ""
    joined_on: date | None = None  # None is a problem of its own
    post: Post | None = None
    problems: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, column: str, sentence: str) -> None:
        heading = next(str(c.heading) for c in sheets.COLUMNS if c.name == column)
        self.problems.append((heading, sentence))


@transaction.atomic
def upload_people(*, file: UploadedFile, by: User) -> PeopleImport:
    """Keep the file, to be looked at. Raises RuleBroken when it is no list of people."""
    upload = store_upload(file=file, purpose=PURPOSE, by=by, level=Level.RESTRICTED)
    if upload.content_type != SHEET:
        raise RuleBroken(_("This file cannot be read as Excel. Save it as .xlsx and try again."))
    with upload.file.open("rb") as kept:
        sheets.read(kept)
    return PeopleImport.objects.create(upload=upload, uploaded_by=by)


def look(entry: PeopleImport, by: User) -> list[Row]:
    """The list row by row with everything that is wrong with it, as of now. A constant number of queries.

    Raises RuleBroken when the stored file is not the one that was handed in.
    """
    with entry.upload.file.open("rb") as kept:
        if hashlib.file_digest(kept, "sha256").hexdigest() != entry.upload.sha256:
            raise RuleBroken(_("The stored file has changed since it was looked at. Upload it again."))
        kept.seek(0)
        rows = [_parsed(line) for line in sheets.read(kept)]
    _check_logins(rows)
    _find_posts(rows, by)
    return rows


@transaction.atomic
def apply_import(*, entry: PeopleImport, by: User, at: datetime, password: str | None) -> PeopleImport:
    """Take everybody of the list over, with an account and a first post. password: the same for all, None: each an own.

    Raises RuleBroken when it was done before, or a row has a problem; then nobody is taken over.
    """
    entry = PeopleImport.objects.select_for_update(of=("self",)).select_related("upload").get(pk=entry.pk)
    if entry.applied_at is not None:
        raise RuleBroken(_("This list has been taken over already."))
    rows = look(entry, by)
    wrong = [row for row in rows if row.problems]
    if wrong:
        raise RuleBroken(_("%(count)d rows have problems. Mend the file and upload it again; nobody was taken over."), count=len(wrong))
    try:
        with transaction.atomic():
            _create(entry, rows, password)
    except IntegrityError as error:
        raise RuleBroken(_("Somebody changed the people meanwhile. Look at the list again; nobody was taken over.")) from error
    entry.applied_at, entry.applied_by = at, by
    entry.people_count, entry.own_passwords = len(rows), password is None
    entry.save(update_fields=["applied_at", "applied_by", "people_count", "own_passwords"])
    return entry


@transaction.atomic
def take_passwords(*, entry: PeopleImport, by: User, at: datetime) -> list[tuple[str, str, str]]:
    """(number, name, password) of everybody of the list; once, and only by who took it over.

    Raises RuleBroken when the passwords left before, or are not there.
    """
    entry = PeopleImport.objects.select_for_update(of=("self",)).select_related("upload").get(pk=entry.pk)
    if entry.applied_at is None or not entry.own_passwords or entry.applied_by_id != by.pk:
        raise RuleBroken(_("There is no list of passwords for you here."))
    if entry.passwords_taken_at is not None:
        raise RuleBroken(_("The list of passwords has been fetched already. Hand out a new password to whoever lacks one."))
    with entry.upload.file.open("rb") as kept:
        rows = [_parsed(line) for line in sheets.read(kept)]
    entry.passwords_taken_at = at
    entry.save(update_fields=["passwords_taken_at"])
    audit.record(Verb.EXPORT, entry, note="initial passwords", after={"count": len(rows)})
    return [(row.number, row.name, own_password(entry, row.number)) for row in rows]


def own_password(entry: PeopleImport, number: str) -> str:
    """The first password of one person: made from the secret key and never stored, 60 bits."""
    made = hmac.new(settings.SECRET_KEY.encode(), f"people.import {entry.pk} {entry.upload.sha256} {number}".encode(), hashlib.sha256)
    text = base64.b32encode(made.digest()).decode().lower()[:12]
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def _create(entry: PeopleImport, rows: list[Row], password: str | None) -> None:
    same = make_password(password) if password else None
    users = User.objects.bulk_create(
        [
            User(
                username=row.number, name=row.name, mobile=row.mobile or None, email=row.email or None,
                password=same or _own_hash(own_password(entry, row.number)), must_change_password=True,
            )
            for row in rows
        ],
        500,
    )  # fmt: skip
    people = [
        Employee(
            number=row.number,
            name=row.name,
            user=user,
            mobile=row.mobile,
            email=row.email,
            phone=row.phone,
            joined_on=row.joined_on,  # type: ignore[misc]  # a row without a day has a problem and does not come here
        )
        for row, user in zip(rows, users, strict=True)
    ]
    for person in people:
        person.set_keys()
    Employee.objects.bulk_create(people, 500)
    Assignment.objects.bulk_create([_first_post(row.post, person) for row, person in zip(rows, people, strict=True) if row.post], 500)


def _first_post(post: Post, person: Employee) -> Assignment:
    return Assignment(employee=person, post=post, department_id=post.department_id, is_head=post.is_head, during=(person.joined_on, None))


def _own_hash(password: str) -> str:
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), OWN_PASSWORD_ROUNDS)
    return make_password(password)


def _parsed(line: sheets.Line) -> Row:
    cells = {name: "" if isinstance(cell, date) else cell for name, cell in line.cells.items()}
    row = Row(
        line.line, number=cells["number"], name=cells["name"], unit=cells["unit"], title=cells["post"],
        mobile=cells.get("mobile", "").replace(" ", ""), email=cells.get("email", "").lower(), phone=cells.get("phone", ""),
    )  # fmt: skip
    for column in sheets.COLUMNS:
        if column.is_required and not line.cells.get(column.name):
            row.refuse(column.name, _("is missing"))
    row.joined_on = _day(row, line.cells.get("joined_on", ""))
    for name, most in (("number", 32), ("name", 64), ("mobile", 20), ("phone", 32), ("email", 254)):
        if len(getattr(row, name)) > most:
            row.refuse(name, _("is longer than %(most)d characters") % {"most": most})
    for name, check in (("number", NUMBER), ("mobile", MOBILE), ("email", validate_email)):
        _validate(row, name, check)
    return row


def _validate(row: Row, name: str, check: object) -> None:
    value = getattr(row, name)
    if not value:
        return
    try:
        check(value)  # type: ignore[operator]
    except ValidationError as error:
        row.refuse(name, "".join(error.messages))


def _day(row: Row, cell: str | date) -> date | None:
    if isinstance(cell, date) or not cell:
        return cell or None  # type: ignore[return-value]
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007  a date, no instant
        except ValueError:
            continue
    row.refuse("joined_on", _("“%(value)s” is no date; write it like 2026-11-02") % {"value": cell})
    return None


def _check_logins(rows: list[Row]) -> None:
    """Numbers, mobiles and e-mails that stand twice in the list, or belong to somebody already."""
    for name, taken in (("number", _taken_numbers(rows)), ("mobile", _taken("mobile", rows)), ("email", _taken("email", rows))):
        times = Counter(getattr(row, name).lower() for row in rows if getattr(row, name))
        for row in rows:
            value = getattr(row, name).lower()
            if value in taken:
                row.refuse(name, _("“%(value)s” belongs to somebody already") % {"value": value})
            elif times[value] > 1:
                row.refuse(name, _("“%(value)s” stands in the list more than once") % {"value": value})


def _taken_numbers(rows: list[Row]) -> set[str]:
    wanted = [row.number for row in rows]
    of_people = Employee.objects.filter(number__in=wanted).values_list("number", flat=True)
    return {number.lower() for number in [*of_people, *User.objects.filter(username__in=wanted).values_list("username", flat=True)]}


def _taken(name: str, rows: list[Row]) -> set[str]:
    wanted = {getattr(row, name) for row in rows} - {""}
    return {value.lower() for value in User.objects.filter(**{f"{name}__in": wanted}).values_list(name, flat=True)}


def _find_posts(rows: list[Row], by: User) -> None:
    """The post of each row on its first day, where `by` may add people; a head's post has room for one."""
    finder = _Finder(rows, by)
    heads: set[int] = set()
    for row in rows:
        if not (row.unit and row.title and row.joined_on):
            continue
        row.post = finder.post_of(row)
        if row.post and row.post.is_head:
            if row.post.department_id in heads or finder.has_head(row.post, row.joined_on):
                row.refuse("post", _("%(unit)s has a head already") % {"unit": row.unit})
            heads.add(row.post.department_id)


class _Finder:
    """Units and posts by what the list calls them, read once."""

    def __init__(self, rows: list[Row], by: User) -> None:
        names = {row.unit for row in rows}
        self.units: dict[str, set[int]] = defaultdict(set)
        for code, name, id, during in self._versions(names):
            for key in (code, name):
                self.units[key].add(id)
            self.versions.setdefault(id, []).append((name, code, during))
        posts = Post.objects.filter(department__in=list(self.versions)).select_related("role")
        self.posts: dict[tuple[int, str], list[Post]] = defaultdict(list)
        for post in posts:
            self.posts[post.department_id, post.title].append(post)
        scope = departments_in_scope(by, "people.import_employee")
        self.scope = None if scope is None else set(scope.values_list("descendant", flat=True))
        self.may_everything = by.access.everything
        self.held = list(Assignment.objects.filter(department__in=list(self.versions), is_head=True).exclude(kind="acting"))

    versions: dict[int, list[tuple[str, str, object]]]

    def _versions(self, names: set[str]) -> Iterator[tuple[str, str, int, object]]:
        self.versions = {}
        for version in DepartmentVersion.objects.select_related("department").order_by("pk"):
            if version.name in names or version.department.code in names:
                yield version.department.code, version.name, version.department_id, version.during

    def post_of(self, row: Row) -> Post | None:
        ids = [id for id in self.units.get(row.unit, ()) if self._is_called(id, row)]
        if len(ids) != 1:
            several = _("several units are called “%(unit)s”; write the code")
            none = _("there is no unit “%(unit)s” on that day")
            row.refuse("unit", (several if ids else none) % {"unit": row.unit})
            return None
        if self.scope is not None and ids[0] not in self.scope:
            row.refuse("unit", _("you cannot add people to “%(unit)s”") % {"unit": row.unit})
            return None
        post = next((p for p in self.posts[ids[0], row.title] if _holds(p.during, row.joined_on) and p.during.upper is None), None)
        if post is None:
            row.refuse("post", _("“%(unit)s” has no post “%(post)s” on that day") % {"unit": row.unit, "post": row.title})
        elif post.role and EVERYTHING in post.role.permissions and not self.may_everything:
            row.refuse("post", _("only an administrator fills the post “%(post)s”") % {"post": row.title})
            return None
        return post

    def _is_called(self, id: int, row: Row) -> bool:
        """Whether the unit is called so on the first day of the row."""
        return any(_holds(during, row.joined_on) and row.unit in (name, code) for name, code, during in self.versions[id])

    def has_head(self, post: Post, day: date) -> bool:
        """Whether somebody heads the unit on the day or later."""
        return any(a.department_id == post.department_id and (a.during.upper is None or a.during.upper > day) for a in self.held)


def _holds(during: object, day: date | None) -> bool:
    lower, upper = during.lower or date.min, during.upper  # type: ignore[attr-defined]
    return day is not None and lower <= day and (upper is None or day < upper)
