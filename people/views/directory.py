"""The staff directory and what stands about one person."""

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common import audit, clock
from common.models import Verb
from people.access import may
from people.forms import DirectoryFilter
from people.models import DepartmentVersion, Employee, EmployeeFile, User
from people.selectors import directory as found
from people.selectors import tree
from people.views.common import employee_to_see, refuse_confidential

PAGE = 50


@require_safe
@permission_required("people.view_directory", raise_exception=True)
def directory(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, sought by name, pinyin or number."""
    form = DirectoryFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    people, today = directory_of(request.user, chosen), clock.today()
    is_by_department = chosen.get("order") == "department"
    if is_by_department:
        people = found.by_department(people, today)
    page = Paginator(found.with_posts(people, today), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "groups": found.grouped(list(page.object_list), is_by_department=is_by_department),
        "is_filtered": any(chosen.values()),
        "may_add": request.user.has_perm("people.add_employee"),
        "may_import": request.user.has_perm("people.import_employee"),
    }
    return render(request, "people/directory.html", context)


def directory_of(user: User, chosen: dict) -> found.EmployeeQuerySet:
    """The people whom a cleaned DirectoryFilter asks for."""
    today = clock.today()
    people = found.directory(user, today, typed=chosen.get("q", ""))
    unit = chosen.get("department", "").strip()
    if not unit:
        return people
    named = DepartmentVersion.objects.on(today).filter(name__contains=unit).values("department")
    return people.in_departments(found.below_any(named, today), today)


@require_safe
def employee(request: HttpRequest, pk: int) -> HttpResponse:
    """Who somebody is, how to reach them; their posts over time for who may see the record."""
    person, user = employee_to_see(request.user, pk), request.user
    sees_record = person.user_id == user.pk or Employee.objects.visible_to(user).filter(pk=pk).exists()
    posts = tree.posts_of(person)
    today = clock.today()
    current = [post for post in posts if tree.covers(post.during, today)]
    department_id = current[0].department_id if current else None
    context = {
        "person": person,
        "current": current,
        "posts": posts if sees_record else [],
        "sees_record": sees_record,
        "today": today,
        "sees_file": may_read_file(user, person),
        "may_change": may(user, "people.change_employee", department_id),
        "may_assign": may(user, "people.add_assignment", department_id),
    }
    return render(request, "people/employee.html", context)


def may_read_file(user: User, person: Employee) -> bool:
    """One's own file, or one in the scope of `people.view_employeefile`."""
    if person.user_id == user.pk:
        return True
    permission = "people.view_employeefile"
    return user.has_perm(permission) and Employee.objects.visible_to(user, permission).filter(pk=person.pk).exists()


@require_safe
def employee_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The personnel file. Each reading and each refused attempt is written down; a refusal tells nothing."""
    person = get_object_or_404(Employee, pk=pk)
    kept = EmployeeFile.objects.filter(employee=person).first()
    if not may_read_file(request.user, person):
        raise refuse_confidential(kept or person)
    if kept:
        audit.record(Verb.VIEW, kept)
    return render(request, "people/employee_file.html", {"person": person, "file": kept})
