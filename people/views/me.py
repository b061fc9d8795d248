"""My own data: who I am here, how I am reached, what I may do and where."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common import clock
from people.models import Employee
from people.selectors import roles, tree
from people.selectors.reporting import superiors
from people.views.changes import change_contact


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """My profile. An account without an employee has roles only."""
    person, today = getattr(request.user, "employee", None), clock.today()
    current = [post for post in tree.posts_of(person) if tree.covers(post.during, today)] if person else []
    context = {
        "person": person,
        "current": current,
        "superior": next(iter(superiors(person, today)), None) if person else None,
        "roles": roles.roles_of(request.user, {post.department_id: post.department.name for post in current}),
    }
    return render(request, "people/me.html", context)


@require_http_methods(["GET", "POST"])
def my_contact(request: HttpRequest) -> HttpResponse:
    """How I am reached."""
    person = get_object_or_404(Employee, user=request.user)
    return change_contact(request, person, back=reverse("people:me"))
